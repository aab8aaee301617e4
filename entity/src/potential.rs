//! A local potential: a commodity, its volume and season (domain.md row 12).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "potential")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// What it is.
    pub name: String,
    /// KBLI or KBKI: code of `commoditySchemes`.
    pub commodity_scheme: Option<String>,
    /// Code of the commodity in that scheme.
    pub commodity_code: Option<String>,
    /// Volume a year.
    pub volume: Option<f64>,
    /// Unit of the volume.
    pub volume_unit: Option<String>,
    /// When it is in season.
    pub season: Option<String>,
    /// Where the figures come from.
    #[sea_orm(column_type = "Text", nullable)]
    pub evidence: Option<String>,
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
