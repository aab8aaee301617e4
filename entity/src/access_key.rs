//! A password for addresses of saved queries, for programs that know no tokens.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "access_key")]
pub struct Model {
    /// Id; its text form is the user name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// PERSON or CLIENT.
    pub owner_kind: String,
    /// The account or client as which it reads.
    pub owner_id: Uuid,
    /// Where it is used.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// SHA-256 of the 256-bit random password.
    pub secret_hash: String,
    /// Saved queries that it opens: JSON list of slugs; null for all that its owner may run.
    #[sea_orm(column_type = "Text", nullable)]
    pub queries: Option<String>,
    /// Until when it opens anything.
    pub expires_at: DateTimeUtc,
    /// When it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
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
