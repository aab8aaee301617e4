//! Equipment or a building of a BLK.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "asset")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// What it is.
    pub name: String,
    /// Kind: code of `assetKinds`.
    pub asset_kind: String,
    /// Pieces.
    pub quantity: i32,
    /// Pieces that work, at most `quantity`.
    pub working: i32,
    /// Condition: code of `buildingConditions`.
    pub condition: String,
    /// Year of acquisition.
    pub acquired_year: Option<i32>,
    /// Value when acquired, whole rupiah.
    pub value: Option<i64>,
    /// Who paid: code of `fundingSources`.
    pub funding_source: Option<String>,
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
