//! What a unit of kind BLK has beyond a unit.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "blk")]
pub struct Model {
    /// The unit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: Uuid,
    /// KOMUNITAS, UPTP, UPTD ...
    pub kind: String,
    /// Kind of host institution (code set `hostTypes`).
    pub host_type: String,
    /// Name of the host institution.
    pub host_name: String,
    /// Year it was built, its cohort.
    pub established_year: i32,
    /// Day the building was handed over; weaning falls due two years later.
    pub handed_over_on: Option<Date>,
    /// Codes of its vocations, a JSON array.
    #[sea_orm(column_type = "Text")]
    pub vocations: String,
    /// The organization that runs it, where it is recorded.
    pub host_organization_id: Option<Uuid>,
    /// Workstations of its workshop.
    pub workstations: Option<i32>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
