//! A target of a programme for a year, and what was reached. Kept by the unit that owes it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "target")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The programme.
    pub programme_id: Uuid,
    /// Year.
    pub year: i32,
    /// What is counted: an indicator code, or words.
    pub metric: String,
    /// Unit of the figures.
    pub measure_unit: String,
    /// What is to be reached.
    pub target: f64,
    /// What was reached; null while unknown.
    pub realised: Option<f64>,
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
