//! One version of a report's content. Once submitted it never changes.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_version")]
pub struct Model {
    /// The report.
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: Uuid,
    /// Version, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// Values by indicator: one canonical JSON text (RFC 8785).
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// Narrative sections: one canonical JSON text.
    #[sea_orm(column_type = "Text")]
    pub narrative: String,
    /// True for an empty period.
    pub nihil: bool,
    /// Why nothing happened.
    pub nihil_reason: Option<String>,
    /// Warnings the head acknowledged, a JSON array.
    #[sea_orm(column_type = "Text")]
    pub acknowledged: Option<String>,
    /// SHA-256 of the canonical content, hex.
    pub content_hash: Option<String>,
    /// Number of the receipt.
    pub receipt_number: Option<String>,
    /// The receipt, signed.
    #[sea_orm(column_type = "Text")]
    pub receipt_jws: Option<String>,
    /// Who began it.
    pub created_by: Uuid,
    /// When.
    pub created_at: DateTimeUtc,
    /// When it arrived.
    pub submitted_at: Option<DateTimeUtc>,
    /// Who submitted it.
    pub submitted_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
