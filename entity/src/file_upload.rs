//! A file on its way in, piece by piece.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "file_upload")]
pub struct Model {
    /// Id; sorts by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// PERSON or CLIENT.
    pub actor_kind: String,
    /// Who sends it, and alone may use it.
    pub actor_id: Uuid,
    /// Its name, sealed.
    #[sea_orm(column_type = "Text", nullable)]
    pub name_enc: Option<String>,
    /// Bytes that it will have.
    pub length: i64,
    /// Bytes that have come.
    pub received: i64,
    /// Sealed pieces on disk.
    pub pieces: i64,
    /// Bytes of those pieces: what stands after them was cut off by a crash.
    pub stored: i64,
    /// Its key, wrapped.
    #[sea_orm(column_type = "Text")]
    pub key_enc: String,
    /// When it is forgotten unless an import took it.
    pub expires_at: DateTimeUtc,
    /// When it was begun.
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
