//! A privacy notice: what a person is told before it consents for a purpose. A version never changes; a new one follows.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "privacy_notice")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Code of `consentPurposes`.
    pub purpose: String,
    /// 1, 2, .. of its purpose.
    pub number: i32,
    /// Indonesian text.
    #[sea_orm(column_type = "Text")]
    pub text_id: String,
    /// English text.
    #[sea_orm(column_type = "Text")]
    pub text_en: String,
    /// SHA-256 of the canonical JSON of both texts, hex.
    pub sha256: String,
    /// First day on which it is shown.
    pub from_on: Date,
    /// When it was published.
    pub created_at: DateTimeUtc,
    /// Account that published it; none where it was shipped.
    pub created_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
