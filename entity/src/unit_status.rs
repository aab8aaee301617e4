//! One stretch of a unit's dated status.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_status")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The unit.
    pub unit_id: Uuid,
    /// OPERATION, SUPPORT or INCUBATOR.
    pub aspect: String,
    /// Code of `blkStatuses`, `supportStatuses` or `incubatorStatuses`.
    pub status: String,
    /// First day.
    pub from_on: Date,
    /// First day on which it no longer holds.
    pub to_on: Option<Date>,
    /// Why it changed.
    pub reason: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
