//! An address that hears of events.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_endpoint")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// PERSON or CLIENT.
    pub owner_kind: String,
    /// The account or client that it belongs to.
    pub owner_id: Uuid,
    /// Where deliveries go.
    #[sea_orm(column_type = "Text")]
    pub url: String,
    /// What its owner calls it.
    pub description: Option<String>,
    /// Event types wanted, a JSON list; empty for all.
    #[sea_orm(column_type = "Text")]
    pub types: String,
    /// The secret that signs, encrypted.
    #[sea_orm(column_type = "Text")]
    pub secret_enc: String,
    /// The secret before, encrypted; signs too for a while.
    #[sea_orm(column_type = "Text")]
    pub previous_secret_enc: Option<String>,
    /// Until when the secret before signs.
    pub previous_until: Option<DateTimeUtc>,
    /// ACTIVE or DISABLED.
    pub status: String,
    /// Why it is disabled.
    pub disabled_reason: Option<String>,
    /// Failures in a row.
    pub failures: i32,
    /// First failure since the last success.
    pub failing_since: Option<DateTimeUtc>,
    /// Nothing is sent before; the receiver asked for it.
    pub paused_until: Option<DateTimeUtc>,
    /// When the next trial may be made after many failures.
    pub trial_at: Option<DateTimeUtc>,
    /// Fanned out up to this place of the feed.
    pub position: i64,
    /// Redeliveries so far.
    pub redeliveries: i32,
    /// When it was taken away.
    pub archived_at: Option<DateTimeUtc>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change by a caller, or disabling.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
