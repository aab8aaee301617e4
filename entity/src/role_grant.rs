//! A role held by a person or a client on a scope, from one time to another.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The person or client.
    pub actor_id: Uuid,
    /// Role of contract section 3.
    pub role: String,
    /// NATION, REGION or UNIT.
    pub scope_kind: String,
    /// The region, with all below it.
    pub region_code: Option<String>,
    /// The BLK, kawasan or organization.
    pub unit_id: Option<Uuid>,
    /// From when.
    pub valid_from: DateTimeUtc,
    /// Until when.
    pub valid_to: Option<DateTimeUtc>,
    /// Who granted it; none for the installation itself.
    pub granted_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
