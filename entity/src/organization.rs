//! What a unit of kind ORGANIZATION has beyond a unit.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    /// The unit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: Uuid,
    /// Code of `organizationKinds`.
    pub kind: String,
    /// The organization it is a part of.
    pub parent_id: Option<Uuid>,
    /// Code of `organizationScopes`.
    pub scope: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Other names, a JSON array.
    #[sea_orm(column_type = "Text")]
    pub aliases: String,
    /// First day it existed under this name.
    pub valid_from: Option<Date>,
    /// First day it no longer did.
    pub valid_to: Option<Date>,
    /// Region it serves, for local government.
    pub serves_region: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
