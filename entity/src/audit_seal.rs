//! The place of an entry of the audit log in its chain. Never changed, never deleted.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_seal")]
pub struct Model {
    /// Place, from 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// The entry.
    pub audit_id: Uuid,
    /// Its leaf hash when it was sealed.
    pub leaf_hash: String,
    /// HMAC-SHA-256 over place, entry, leaf and the HMAC before it, hex: whoever lacks the master key can write none.
    pub mac: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
