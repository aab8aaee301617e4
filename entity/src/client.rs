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
    /// Its public key as a JWK (RFC 7517), for RFC 7523.
    #[sea_orm(column_type = "Text", nullable)]
    pub public_jwk: Option<String>,
    /// Networks from which it may call: JSON list of CIDRs; null is any.
    #[sea_orm(column_type = "Text", nullable)]
    pub allowed_ips: Option<String>,
    /// What it may pull: JSON list of `consentScopes`; null is all that agreements and consents grant.
    #[sea_orm(column_type = "Text", nullable)]
    pub scopes: Option<String>,
    /// Whether it may send only GraphQL documents that it persisted before.
    pub only_persisted: bool,
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
