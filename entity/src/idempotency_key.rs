//! A keyed request and its stored answer, written in the same transaction as what it did.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// Who called.
    #[sea_orm(primary_key, auto_increment = false)]
    pub principal: Uuid,
    /// The Idempotency-Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Operation name.
    pub operation: String,
    /// SHA-256 of operation and canonical content.
    pub fingerprint: String,
    /// The 2xx answer, encrypted.
    #[sea_orm(column_type = "Text")]
    pub answer_enc: Option<String>,
    /// Rights to check again on replay, JSON.
    #[sea_orm(column_type = "Text")]
    pub checks: Option<String>,
    /// When.
    pub created_at: DateTimeUtc,
    /// Until when it is replayed.
    pub expires_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
