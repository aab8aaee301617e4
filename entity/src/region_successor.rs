//! What a decree made of a region: a split or a rename.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "region_successor")]
pub struct Model {
    /// Code before.
    #[sea_orm(primary_key, auto_increment = false)]
    pub old_code: String,
    /// Code after.
    #[sea_orm(primary_key, auto_increment = false)]
    pub new_code: String,
    /// First day of the new code.
    pub effective_on: Date,
    /// The decree.
    pub decree: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
