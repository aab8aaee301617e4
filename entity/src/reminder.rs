//! A reminder that was sent: what makes each go out once, however many servers run.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Kind of what falls due.
    pub subject_kind: String,
    /// What falls due.
    pub subject_id: Uuid,
    /// Days from the due day, negative before it; 9999 for a reminder by call.
    pub offset_days: i32,
    /// The due day, in the unit's zone; for a reminder by call the day of the call.
    pub due_on: Date,
    /// When it was sent.
    pub sent_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
