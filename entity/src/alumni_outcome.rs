//! What became of a mentor 6, 12 and 24 months after service (domain.md row 63).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "alumni_outcome")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The mentor.
    pub mentor_id: Uuid,
    /// Months after service: 6, 12 or 24.
    pub months: i32,
    /// Day of the answer.
    pub observed_on: Date,
    /// Code of `alumniCareers`.
    pub career: String,
    /// Whether the mentor founded a business incubation.
    pub founded_incubation: bool,
    /// Unemployed persons given work.
    pub hired_unemployed: Option<i32>,
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
