//! The region of a unit between two days.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_placement")]
pub struct Model {
    /// The unit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: Uuid,
    /// First day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_on: Date,
    /// Kemendagri code.
    pub region_code: String,
    /// First day on which it no longer holds.
    pub to_on: Option<Date>,
    /// Why: a decree, a move.
    pub reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
