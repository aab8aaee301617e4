//! A person of an enterprise, a mentor or an applicant. What UU 27/2022 protects is encrypted with the person's own
//! key (`subject_key`); destroying that key erases it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The unit that recorded the person first.
    pub unit_id: Uuid,
    /// Name as on the identity card; never split.
    pub name: String,
    /// Code of `sexes`.
    pub sex: Option<String>,
    /// NIK, encrypted.
    #[sea_orm(column_type = "Text", nullable)]
    pub nik_enc: Option<String>,
    /// Keyed hash of the NIK: it finds the person and is unique.
    pub nik_hash: Option<String>,
    /// The NIK as it is shown: `3602**********01`.
    pub nik_mask: Option<String>,
    /// NPWP, encrypted.
    #[sea_orm(column_type = "Text", nullable)]
    pub npwp_enc: Option<String>,
    /// Birth date, encrypted.
    #[sea_orm(column_type = "Text", nullable)]
    pub birth_enc: Option<String>,
    /// Phone (E.164), encrypted.
    #[sea_orm(column_type = "Text", nullable)]
    pub phone_enc: Option<String>,
    /// Address, encrypted.
    #[sea_orm(column_type = "Text", nullable)]
    pub address_enc: Option<String>,
    /// Kinds of disability (`disabilityKinds`), a JSON array, encrypted.
    #[sea_orm(column_type = "Text", nullable)]
    pub disability_enc: Option<String>,
    /// Whether the household is registered as poor, encrypted.
    #[sea_orm(column_type = "Text", nullable)]
    pub poverty_enc: Option<String>,
    /// Guardian of a minor (name, relation, phone, consent), a JSON object, encrypted.
    #[sea_orm(column_type = "Text", nullable)]
    pub guardian_enc: Option<String>,
    /// Where the person lives: Kemendagri code.
    pub region_code: Option<String>,
    /// Code of `educations`.
    pub education: Option<String>,
    /// Code of `occupations`.
    pub occupation: Option<String>,
    /// Code of `maritalStatuses`.
    pub marital_status: Option<String>,
    /// Code of `priorEmploymentStatuses`.
    pub prior_employment: Option<String>,
    /// Warnings that were confirmed on recording, codes as a JSON array.
    #[sea_orm(column_type = "Text")]
    pub confirmed: String,
    /// Where the record comes from; demonstration data say so here.
    pub source: Option<String>,
    /// The account that is bound to the person, proved by a one-time code.
    pub account_id: Option<Uuid>,
    /// Since when its processing is restricted: nothing of it goes to partners.
    pub restricted_at: Option<DateTimeUtc>,
    /// When the person was erased: nothing is known any more.
    pub erased_at: Option<DateTimeUtc>,
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
