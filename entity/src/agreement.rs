//! An agreement on the sharing of data: for what, how much and until when a partner may pull (domain.md 4.1, 4.4).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization that is the partner.
    pub unit_id: Uuid,
    /// Number, as signed.
    pub number: String,
    /// Who is the controller of the data at the partner.
    pub controller: String,
    /// Data protection officer of the partner.
    pub dpo_name: String,
    /// E-mail of that officer.
    pub dpo_email: String,
    /// Phone of that officer.
    pub dpo_phone: Option<String>,
    /// Codes of `consentPurposes`, a JSON array.
    #[sea_orm(column_type = "Text")]
    pub purposes: String,
    /// Codes of `consentScopes`, a JSON array.
    #[sea_orm(column_type = "Text")]
    pub scopes: String,
    /// First day.
    pub from_on: Date,
    /// First day on which it no longer holds.
    pub to_on: Date,
    /// Code of `countries`: where the partner keeps the data.
    pub country: String,
    /// Why data may leave the country.
    #[sea_orm(column_type = "Text", nullable)]
    pub transfer_basis: Option<String>,
    /// The signed agreement.
    pub document_id: Option<Uuid>,
    /// Remark.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
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
