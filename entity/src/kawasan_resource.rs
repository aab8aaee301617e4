//! A supporting resource of a kawasan: natural, human, infrastructure, social or economic (domain.md row 41).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "kawasan_resource")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// One of the five kinds: code of `resourceKinds`.
    pub kind: String,
    /// What it is.
    pub name: String,
    /// Description.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// How much.
    pub quantity: Option<f64>,
    /// Unit of the quantity.
    pub quantity_unit: Option<String>,
    /// What is missing: 0 nothing, 100 everything.
    pub gap_score: i32,
    /// Day of the assessment.
    pub assessed_on: Option<Date>,
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
