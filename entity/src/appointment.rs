//! A dated appointment to an office of a BLK, an organization, a kawasan or a site: who held which office from when to when.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// Office: code of `officerPositions`.
    pub position: String,
    /// Name of the office holder, as on official papers.
    pub person_name: String,
    /// First day in office.
    pub from_on: Date,
    /// Day it ended, not included; null while in office.
    pub to_on: Option<Date>,
    /// Number of the decree of appointment.
    pub decree_number: Option<String>,
    /// The programme it is for, where it is an office of a programme.
    pub programme_id: Option<Uuid>,
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
