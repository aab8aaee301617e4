//! A document of the register: decree, deed, study, grand design, agreement, minutes. Its file is put in with `PUT .../file`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_document")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The enterprise that it is about, where it is about one.
    pub enterprise_id: Option<Uuid>,
    /// Kind: code of `documentKinds`.
    pub kind: String,
    /// Number, as printed.
    pub number: Option<String>,
    /// Title.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Edition, for documents that come in versions (studies, grand designs).
    pub edition: Option<i32>,
    /// Date of the document.
    pub issued_on: Option<Date>,
    /// Last day of validity; null while it has none.
    pub valid_until: Option<Date>,
    /// Name of its file, once put in.
    pub file_name: Option<String>,
    /// Sniffed media type of the file.
    pub media_type: Option<String>,
    /// Bytes of the file.
    pub size: Option<i64>,
    /// SHA-256 of the file, hex.
    pub sha256: Option<String>,
    /// When it was archived; none while it counts.
    pub archived_at: Option<DateTimeUtc>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
