//! An assessment of a BLK, kawasan or site with an instrument: answers, score, readiness level 1 to 3 (domain.md 2.1).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Code of the instrument.
    pub instrument: String,
    /// Version of the instrument.
    pub instrument_version: i32,
    /// Day of the assessment.
    pub assessed_on: Date,
    /// The organization that assessed.
    pub assessor_id: Option<Uuid>,
    /// Answers, question by question; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub answers: String,
    /// Score, 0 to 100.
    pub score: f64,
    /// Code of `readinessLevels`, whose labels are data.
    pub readiness_level: Option<String>,
    /// The study or report behind it.
    pub document_id: Option<Uuid>,
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
