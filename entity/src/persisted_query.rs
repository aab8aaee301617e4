//! A GraphQL document that a client sent once and names by its hash from then on.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "persisted_query")]
pub struct Model {
    /// The client.
    #[sea_orm(primary_key, auto_increment = false)]
    pub client_id: Uuid,
    /// SHA-256 of the document, in hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sha256: String,
    /// The document.
    #[sea_orm(column_type = "Text")]
    pub document: String,
    /// When it was sent.
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
