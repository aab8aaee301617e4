//! Enrolment of a BLK in a programme, with dates and outcome (the acceleration of the cohorts 2017 to 2019, for one).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolment")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The programme.
    pub programme_id: Uuid,
    /// First day.
    pub enrolled_on: Date,
    /// Day it ended, not included; null while enrolled.
    pub ended_on: Option<Date>,
    /// How it ended: code of `enrolmentOutcomes`.
    pub outcome: Option<String>,
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
