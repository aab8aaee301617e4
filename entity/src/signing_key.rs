//! An Ed25519 key pair for access tokens or receipts.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_key")]
pub struct Model {
    /// RFC 7638 thumbprint.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kid: String,
    /// TOKEN or RECEIPT.
    pub purpose: String,
    /// Public half, base64url.
    pub public_key: String,
    /// Private half (PKCS#8), encrypted; none once retired.
    #[sea_orm(column_type = "Text")]
    pub private_enc: Option<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it begins to sign, which the JWKS tells in advance; none for one that signed as soon as it was made.
    pub signs_from: Option<DateTimeUtc>,
    /// When it ceased to sign; its public half stays in the JWKS.
    pub retired_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
