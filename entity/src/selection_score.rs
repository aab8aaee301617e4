//! The score that an assessor gave a candidate on a criterion.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "selection_score")]
pub struct Model {
    /// The candidate.
    #[sea_orm(primary_key, auto_increment = false)]
    pub candidate_id: Uuid,
    /// Code of the criterion.
    #[sea_orm(primary_key, auto_increment = false)]
    pub criterion: String,
    /// Who scored.
    #[sea_orm(primary_key, auto_increment = false)]
    pub assessor_id: Uuid,
    /// 0 to 100.
    pub score: f64,
    /// Remark.
    pub note: Option<String>,
    /// When.
    pub recorded_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
