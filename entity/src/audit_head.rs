//! A signed head of the audit log. Never changed, never deleted.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_head")]
pub struct Model {
    /// Entries below it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub size: i64,
    /// Root of the Merkle tree over their leaves (RFC 9162), hex.
    pub root: String,
    /// When.
    pub at: DateTimeUtc,
    /// Compact JWS over `size`, `root`, `at`, `previous`.
    #[sea_orm(column_type = "Text")]
    pub jws: String,
    /// Roots of the full trees below it, hex, separated by commas, so that the next head need not read all leaves.
    #[sea_orm(column_type = "Text")]
    pub peaks: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
