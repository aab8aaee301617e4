//! A sign-in: one family of refresh tokens.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Id, the family.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who signed in.
    pub account_id: Uuid,
    /// SHA-256 of the refresh token in force.
    pub refresh_hash: String,
    /// SHA-256 of the one before.
    pub previous_hash: Option<String>,
    /// The pair last handed out, encrypted: a lost answer is given again for 60 s.
    #[sea_orm(column_type = "Text")]
    pub pair_enc: Option<String>,
    /// When the token in force was handed out.
    pub rotated_at: DateTimeUtc,
    /// When it can no longer be refreshed.
    pub expires_at: DateTimeUtc,
    /// When it was ended.
    pub ended_at: Option<DateTimeUtc>,
    /// SIGNED_OUT, REUSED, DEACTIVATED or PASSWORD_RESET.
    pub end_reason: Option<String>,
    /// When it began.
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
