//! What a partner asks a person for. Whether it found somebody, the partner never learns.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "consent_request")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The unit that recorded the person; that of the partner where nobody was found.
    pub unit_id: Uuid,
    /// Whom it asks; none where nobody was found.
    pub person_id: Option<Uuid>,
    /// Keyed hash of the NIK, whether anybody has it or not, for as long as it is not asked again.
    pub nik_hash: Option<String>,
    /// The organization that asks.
    pub partner_id: Uuid,
    /// Code of `consentPurposes`.
    pub purpose: String,
    /// Codes of `consentScopes`, a JSON array, sorted.
    #[sea_orm(column_type = "Text")]
    pub scopes: String,
    /// What the partner says to the person.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    /// Account or client that asked.
    pub requested_by: Uuid,
    /// OPEN, GRANTED, DECLINED or EXPIRED.
    pub status: String,
    /// Whether its hour has come to be told of.
    pub told: bool,
    /// Until when it can be answered.
    pub expires_at: DateTimeUtc,
    /// When it was answered, or expired.
    pub decided_at: Option<DateTimeUtc>,
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
