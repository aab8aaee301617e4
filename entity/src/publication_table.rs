//! One table of frozen figures of a publication.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "publication_table")]
pub struct Model {
    /// The publication.
    #[sea_orm(primary_key, auto_increment = false)]
    pub publication_id: Uuid,
    /// Root, what it is about, dimensions, disaggregation and time: `indicatorTotals/A03/PROVINCE/sex/`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Values that it holds.
    pub cells: i64,
    /// Of them, those that are suppressed.
    pub suppressed: i64,
    /// SHA-256 of `figures`.
    pub sha256: String,
    /// Canonical JSON (RFC 8785).
    #[sea_orm(column_type = "Text")]
    pub figures: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
