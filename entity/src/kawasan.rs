//! What a unit of kind KAWASAN has beyond a unit.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "kawasan")]
pub struct Model {
    /// The unit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: Uuid,
    /// Code of `kawasanThemes`.
    pub theme: String,
    /// Code of `communityTypes`.
    pub community_type: Option<String>,
    /// First year.
    pub since_year: i32,
    /// Last year.
    pub until_year: Option<i32>,
    /// Description.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// Where it is known from.
    pub source: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
