//! Who did what, when, to which record. Never changed, never deleted.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// Id; sorts by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When.
    pub at: DateTimeUtc,
    /// PERSON, CLIENT or SYSTEM.
    pub actor_kind: String,
    /// The person or client.
    pub actor_id: Option<Uuid>,
    /// The head in whose name a client acted.
    pub on_behalf_of: Option<Uuid>,
    /// The operation, for example `submitReport`.
    pub action: String,
    /// Kind of the record.
    pub object_kind: String,
    /// Its public id.
    pub object_id: String,
    /// Request in which it happened.
    pub request_id: String,
    /// Consent that allowed a read by a partner.
    pub consent_id: Option<Uuid>,
    /// Fields read or changed, comma separated.
    pub fields: Option<String>,
    /// Details, encrypted where they are personal.
    #[sea_orm(column_type = "Text")]
    pub detail_enc: Option<String>,
    /// SHA-256(0x00 || RFC 8785 of the entry with the hash of `detail_enc`), hex: the leaf of an RFC 9162 tree.
    pub leaf_hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
