//! One event on its way to one endpoint.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_delivery")]
pub struct Model {
    /// Id; sorts by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Where it goes.
    pub endpoint_id: Uuid,
    /// The event; of a ping, an id of its own.
    pub event_id: Uuid,
    /// 0, or the number of the redelivery.
    pub redelivery: i32,
    /// Place of the event in the feed; none for a ping.
    pub position: Option<i64>,
    /// Type of the event.
    pub r#type: String,
    /// The body, sent byte for byte at each attempt.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// PENDING, DELIVERED or PARKED.
    pub status: String,
    /// Attempts so far.
    pub attempts: i32,
    /// When the next attempt is due.
    pub next_at: DateTimeUtc,
    /// Somebody is sending it until then.
    pub lease_until: Option<DateTimeUtc>,
    /// First attempt.
    pub first_at: Option<DateTimeUtc>,
    /// When the receiver took it.
    pub delivered_at: Option<DateTimeUtc>,
    /// HTTP status of the last attempt.
    pub last_status: Option<i32>,
    /// What went wrong at the last attempt.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
