//! A report that is owed: one row per unit, template and period or event.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "obligation")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who owes it.
    pub unit_id: Uuid,
    /// Which report.
    pub template_id: Uuid,
    /// Period (`2026-10`) or event number.
    pub occurrence: String,
    /// Last day of the period or event.
    pub period_end: Date,
    /// From when it can be filed.
    pub opens_at: DateTimeUtc,
    /// Until when it is on time, extension included.
    pub due_at: DateTimeUtc,
    /// True when the deadline was moved.
    pub extended: bool,
    /// OPEN, DRAFT, SUBMITTED, DONE or WAIVED.
    pub status: String,
    /// Why it was extended or waived.
    pub reason: Option<String>,
    /// First arrival of a report that was not withdrawn.
    pub submitted_at: Option<DateTimeUtc>,
    /// Whether that arrival was in time.
    pub on_time: Option<bool>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
