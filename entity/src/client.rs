//! A machine that calls with OAuth 2 client credentials.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "client")]
pub struct Model {
    /// Id; its text form is the `client_id`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What system this is.
    pub name: String,
    /// SHA-256 of the 256-bit random secret.
    pub secret_hash: String,
    /// The head in whose name it files.
    pub on_behalf_of: Option<Uuid>,
    /// ACTIVE or REVOKED.
    pub status: String,
    /// Until when it may call.
    pub expires_at: Option<DateTimeUtc>,
    /// Last token issued.
    pub last_used_at: Option<DateTimeUtc>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
