//! Public figures, frozen under a name.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "publication")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its name: `2026-Q3`.
    #[sea_orm(unique)]
    pub slug: String,
    /// Title in Indonesian.
    #[sea_orm(column_type = "Text")]
    pub title_id: String,
    /// Title in English.
    #[sea_orm(column_type = "Text")]
    pub title_en: String,
    /// First period.
    pub period_from: String,
    /// Last period.
    pub period_to: String,
    /// When the figures were frozen.
    pub at: DateTimeUtc,
    /// Position of the feed that they include.
    pub position: i64,
    /// SHA-256 of the canonical list of its tables with their hashes.
    pub sha256: String,
    /// Who published it.
    pub created_by: Option<Uuid>,
    /// Version of this record: always 1.
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
