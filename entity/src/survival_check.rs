//! A look at a graduate 6, 12 and 24 months on (P22). Made when it graduates; `endsBefore` finds those due.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "survival_check")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The incubatee.
    pub incubatee_id: Uuid,
    /// The enterprise.
    pub enterprise_id: Uuid,
    /// Months since graduation.
    pub months: i32,
    /// Day on which it falls due.
    pub due_on: Option<Date>,
    /// What became of it: code of `survivalStatuses`; null while it was not looked at.
    pub status: Option<String>,
    /// Day it was looked at.
    pub checked_on: Option<Date>,
    /// Paid workers then.
    pub workers: Option<i32>,
    /// Revenue of the month then.
    pub revenue: Option<i64>,
    /// Remark.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    /// When it was archived; none while it counts.
    pub archived_at: Option<DateTimeUtc>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
