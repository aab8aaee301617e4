//! One try to deliver.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_attempt")]
pub struct Model {
    /// Id; sorts by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What was to be delivered.
    pub delivery_id: Uuid,
    /// When it began.
    pub at: DateTimeUtc,
    /// HTTP status of the answer, if one came.
    pub status: Option<i32>,
    /// How long it took.
    pub duration_ms: i32,
    /// What went wrong; none when the receiver took it.
    pub error: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
