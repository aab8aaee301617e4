//! A person in a delivery to a partner: what the access log of the person is read from. Never changed, and deleted only
//! with its delivery.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "access_subject")]
pub struct Model {
    /// The delivery.
    #[sea_orm(primary_key, auto_increment = false)]
    pub delivery_id: Uuid,
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    /// The consent that allowed it.
    pub consent_id: Option<Uuid>,
    /// Codes of `consentScopes` that were given of this person, separated by spaces; empty where all was withheld.
    #[sea_orm(column_type = "Text")]
    pub scopes: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
