//! Webhook endpoints and what was sent to them, as both faces show them.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::{self, Kind};
use crate::domain::{ActorKind, Error, Result};
use crate::view::Changes;
use crate::vocab::{WebhookDeliveryStatus, WebhookDisabledReason, WebhookFault, WebhookStatus};
use entity::{webhook_attempt, webhook_delivery, webhook_endpoint};

/// An address of yours that is told of changes, as Standard Webhooks (standardwebhooks.com) says. It hears of what you
/// may see, with the rights that you hold when the change happens.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEndpoint {
    /// Id.
    #[schema(value_type = String, example = "whe_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Whom it belongs to (`usr_...` or `cli_...`).
    pub owner: String,
    /// Where deliveries are posted.
    #[schema(example = "https://hooks.bank.example/ereporting")]
    pub url: String,
    /// What you call it.
    pub description: Option<String>,
    /// Event types that it wants; empty for all.
    pub types: Vec<String>,
    /// The secret that signs. Shown only in the answers that made it: of registering and of rotating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub secret: Option<String>,
    /// Until when the secret before signs too.
    pub previous_secret_until: Option<DateTime<Utc>>,
    /// Whether it is served.
    pub status: WebhookStatus,
    /// Why it is not.
    pub disabled_reason: Option<WebhookDisabledReason>,
    /// First failure since the last delivery that arrived; null when all is well.
    pub failing_since: Option<DateTime<Utc>>,
    /// Nothing is sent before this time: the receiver asked for it with `Retry-After`.
    pub paused_until: Option<DateTime<Utc>>,
    /// Events up to this position of the feed are queued or were sent.
    pub position: i64,
    /// When it was taken away; null while it counts.
    pub archived_at: Option<DateTime<Utc>>,
    /// Version of this record, for If-Match and `expectedVersion`.
    pub version: i32,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// What you say of an endpoint.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"url": "https://hooks.bank.example/ereporting", "types": ["report.approved"]}))]
pub struct WebhookEndpointInput {
    /// Where deliveries are posted: https, without user name or password, and in the public internet.
    #[schema(min_length = 1, max_length = 2000)]
    pub url: String,
    /// What you call it.
    #[schema(max_length = 200)]
    pub description: Option<String>,
    /// Event types that it wants, as in `webhooks` of the OpenAPI document; empty for all.
    #[graphql(default)]
    #[serde(default)]
    #[schema(max_items = 500)]
    pub types: Vec<String>,
    /// ACTIVE unless you say otherwise. Turned on again, it goes on where it stopped.
    pub status: Option<WebhookStatus>,
}

/// Changes to an endpoint.
pub type WebhookEndpointChanges = Changes<WebhookEndpointInput>;

/// One event on its way to one endpoint.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct WebhookDelivery {
    /// Id.
    #[schema(value_type = String, example = "dlv_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Id of the endpoint.
    #[schema(value_type = String)]
    pub endpoint: ID,
    /// Id of the event, sent as `webhook-id`: the same at each attempt and each redelivery.
    #[schema(example = "evt_01h455vb4pex5vsknk084sn02q")]
    pub event: String,
    /// Type of the event; `ping` for a test.
    #[schema(example = "report.approved")]
    pub r#type: String,
    /// Position of the event in the feed; null for a test.
    pub position: Option<i64>,
    /// 0, or the number of the redelivery.
    pub redelivery: i32,
    /// What became of it.
    pub status: WebhookDeliveryStatus,
    /// When the next attempt is due; null when there is none.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// When the receiver took it.
    pub delivered_at: Option<DateTime<Utc>>,
    /// Attempts, oldest first.
    pub attempts: Vec<WebhookAttempt>,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
}

/// One try to deliver.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct WebhookAttempt {
    /// When it began.
    pub at: DateTime<Utc>,
    /// HTTP status of the answer; null when none came.
    pub status: Option<i32>,
    /// Milliseconds it took.
    pub duration_ms: i32,
    /// What went wrong; null when the receiver took it.
    pub error: Option<WebhookFault>,
}

/// What to send once more: one delivery, or the events of a stretch of the feed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"fromPosition": 1201, "toPosition": 1350}))]
pub struct RedeliverInput {
    /// Id of a delivery of this endpoint.
    #[schema(max_length = 64)]
    pub delivery: Option<String>,
    /// First position of the feed, with `toPosition` and without `delivery`.
    #[schema(minimum = 1)]
    pub from_position: Option<i64>,
    /// Last position of the feed; at most 10,000 positions in one call.
    #[schema(minimum = 1)]
    pub to_position: Option<i64>,
}

/// What was queued to be sent once more.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct WebhookRedelivery {
    /// Deliveries queued.
    pub count: i32,
    /// Ids of the first 100 of them.
    pub deliveries: Vec<String>,
}

impl TryFrom<webhook_endpoint::Model> for WebhookEndpoint {
    type Error = Error;

    fn try_from(row: webhook_endpoint::Model) -> Result<Self> {
        let kind = if row.owner_kind == ActorKind::Client.as_str() { Kind::Client } else { Kind::User };
        Ok(Self {
            id: ids::text(Kind::WebhookEndpoint, row.id).into(),
            owner: ids::text(kind, row.owner_id),
            types: serde_json::from_str(&row.types)?,
            url: row.url,
            description: row.description,
            secret: None,
            previous_secret_until: row.previous_until,
            status: row.status.parse()?,
            disabled_reason: row.disabled_reason.as_deref().map(str::parse).transpose()?,
            failing_since: row.failing_since,
            paused_until: row.paused_until,
            position: row.position,
            archived_at: row.archived_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl TryFrom<&webhook_endpoint::Model> for WebhookEndpointInput {
    type Error = Error;

    fn try_from(row: &webhook_endpoint::Model) -> Result<Self> {
        Ok(Self {
            url: row.url.clone(),
            description: row.description.clone(),
            types: serde_json::from_str(&row.types)?,
            status: Some(row.status.parse()?),
        })
    }
}

impl WebhookDelivery {
    pub fn of(row: webhook_delivery::Model, attempts: Vec<webhook_attempt::Model>) -> Result<Self> {
        let status: WebhookDeliveryStatus = row.status.parse()?;
        Ok(Self {
            id: ids::text(Kind::Delivery, row.id).into(),
            endpoint: ids::text(Kind::WebhookEndpoint, row.endpoint_id).into(),
            event: ids::text(Kind::Event, row.event_id),
            r#type: row.r#type,
            position: row.position,
            redelivery: row.redelivery,
            status,
            next_attempt_at: (status == WebhookDeliveryStatus::Pending).then_some(row.next_at),
            delivered_at: row.delivered_at,
            attempts: attempts.into_iter().map(WebhookAttempt::try_from).collect::<Result<_>>()?,
            created_at: row.created_at,
        })
    }
}

impl TryFrom<webhook_attempt::Model> for WebhookAttempt {
    type Error = Error;

    fn try_from(row: webhook_attempt::Model) -> Result<Self> {
        Ok(Self {
            at: row.at,
            status: row.status,
            duration_ms: row.duration_ms,
            error: row.error.as_deref().map(str::parse).transpose()?,
        })
    }
}
