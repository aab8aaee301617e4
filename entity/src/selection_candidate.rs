//! A candidate of a selection round.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "selection_candidate")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// The BLK or kawasan.
    pub unit_id: Uuid,
    /// Code of `selectionStages`.
    pub stage: String,
    /// Weighted mean of its scores, 0 to 100; none while a criterion is unscored.
    pub score: Option<f64>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// When.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
