//! Changes as the feed, subscriptions and webhooks tell of them.

use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Document, LocalizedText};
use crate::domain::ActorKind;
use crate::domain::events::feed;
use crate::domain::events::types;
use crate::domain::ids::{self, Kind};

/// What made a change. Who it was is told by the record, to those who may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChangeActor {
    /// A person.
    Person,
    /// A machine with client credentials.
    Client,
    /// The service itself: a period ended, a lock day came.
    System,
}

/// A committed change of one record. It says that and how often the record changed, not what it holds: read the record
/// for that. Apply changes by `version`: one that is not newer than what you hold is old news.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct FeedChange {
    /// Place in the feed. The feed has no gaps; what you may not see is left out, so that yours may have some.
    pub position: i64,
    /// Resumes the feed, or a subscription, after this change.
    pub cursor: String,
    /// Id of the event, the same in webhooks (`webhook-id`).
    #[schema(value_type = String)]
    pub id: ID,
    /// Type of the event, one of `/v1/event-types`.
    #[serde(rename = "type")]
    #[graphql(name = "type")]
    #[schema(example = "report.submitted")]
    pub name: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Kind of the record: `Report`, `Blk`, `Product`.
    #[schema(example = "Report")]
    pub kind: String,
    /// Id of the record.
    #[schema(value_type = String)]
    pub object: ID,
    /// Version of the record after the change. Each change raises it by one.
    pub version: i32,
    /// Version of the record before the change; null of a new record. If you hold an older one you have missed something:
    /// read the record.
    pub previous_version: Option<i32>,
    /// The record left the lists: take it out of yours. It is still found by its id.
    pub deleted: bool,
    /// Id of the unit that owns the record; null where none does.
    #[schema(value_type = Option<String>)]
    pub unit: Option<ID>,
    /// What made the change.
    pub actor: ChangeActor,
    /// A few facts of the change, such as the new state; never personal data.
    #[schema(value_type = Object)]
    pub body: Document,
}

impl From<feed::Change> for FeedChange {
    fn from(change: feed::Change) -> Self {
        Self {
            position: change.position,
            cursor: feed::cursor(change.position),
            id: ids::text(Kind::Event, change.id).into(),
            deleted: change.is_deleted(),
            name: change.r#type,
            at: change.at,
            kind: change.kind.name().to_owned(),
            object: change.object_id.into(),
            version: change.version,
            previous_version: change.previous_version,
            unit: change.unit.map(ID::from),
            actor: match change.by {
                ActorKind::Person => ChangeActor::Person,
                ActorKind::Client => ChangeActor::Client,
                ActorKind::System | ActorKind::Anonymous => ChangeActor::System,
            },
            body: Document(change.body.to_string()),
        }
    }
}

/// A type of event.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct EventType {
    /// Its name, as in changes and webhooks.
    #[serde(rename = "type")]
    #[graphql(name = "type")]
    #[schema(example = "report.submitted")]
    pub name: String,
    /// What it says.
    pub about: LocalizedText,
}

/// Every type of event, by name.
pub fn event_types() -> Vec<EventType> {
    types::all().iter().map(|one| EventType { name: one.name.clone(), about: (&one.about).into() }).collect()
}

/// What a webhook is sent: that a record changed, and where to read on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEvent {
    /// Type of the event, the name of this webhook.
    #[serde(rename = "type")]
    #[schema(example = "report.submitted")]
    pub name: String,
    /// When the change was written.
    pub timestamp: DateTime<Utc>,
    /// The record.
    pub data: WebhookEventData,
}

/// The record that changed. No personal data: read the record with your own token.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEventData {
    /// Id of the record.
    pub id: String,
    /// Kind of the record.
    #[schema(example = "Report")]
    pub kind: String,
    /// Version of the record after the change.
    pub version: i32,
    /// Version of the record before the change; null of a new record.
    pub previous_version: Option<i32>,
    /// Place in the feed. Webhooks come in no order; this is theirs.
    pub position: i64,
    /// Id of the unit that owns the record; null where none does.
    pub unit: Option<String>,
}

impl From<&feed::Change> for WebhookEvent {
    fn from(change: &feed::Change) -> Self {
        Self {
            name: change.r#type.clone(),
            timestamp: change.at,
            data: WebhookEventData {
                id: change.object_id.clone(),
                kind: change.kind.name().to_owned(),
                version: change.version,
                previous_version: change.previous_version,
                position: change.position,
                unit: change.unit.clone(),
            },
        }
    }
}

/// What tries the connection, on request. It is no change, and stands in no feed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookPing {
    /// `ping`.
    #[serde(rename = "type")]
    #[schema(example = "ping")]
    pub name: String,
    /// When it was asked for.
    pub timestamp: DateTime<Utc>,
    /// The endpoint.
    pub data: WebhookPingData,
}

/// The endpoint that is tried.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookPingData {
    /// Id of the endpoint.
    pub endpoint: String,
}
