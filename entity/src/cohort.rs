//! A group of enterprises that begin incubation together, of a BLK or, where there is none, of a kawasan or programme site (domain.md row 50).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "cohort")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Day it ends: `startsOn` and `months`.
    pub ends_on: Option<Date>,
    /// Name, unique in the unit.
    pub name: String,
    /// Year it begins.
    pub year: i32,
    /// The programme.
    pub programme_id: Option<Uuid>,
    /// Incubatees aimed at, and the most that are taken without a reason; 10 unless given.
    pub target: Option<i32>,
    /// First day.
    pub starts_on: Date,
    /// Months of incubation; 12 unless given.
    pub months: Option<i32>,
    /// Who may enter; all of them must hold; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub eligibility: String,
    /// What must be shown before a stage is entered. Empty takes the defaults (`GET /v1/reference/incubationGates`); a JSON array.
    #[sea_orm(column_type = "Text")]
    pub gates: String,
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
