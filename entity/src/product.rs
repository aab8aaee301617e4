//! A product of a BLK, or of an enterprise (domain.md row 53).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "product")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The enterprise that makes it; none where it is the unit's own.
    pub enterprise_id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// Description.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// KBLI code, five digits.
    pub kbli: Option<String>,
    /// KBKI commodity code.
    pub kbki: Option<String>,
    /// Whether it is a superior product (produk unggulan).
    pub flagship: bool,
    /// Certificates, halal for one; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub certifications: String,
    /// Where it is sold: codes of `salesChannels`; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub channels: String,
    /// Countries it is exported to (ISO 3166-1), codes of `countries`; asked for when EKSPOR is a channel; a JSON array.
    #[sea_orm(column_type = "Text")]
    pub export_countries: String,
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
