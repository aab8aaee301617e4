//! What a partner gets of one person who consented. A record is made for the gate alone (`domain::partners::gate`),
//! which alone holds the [`Warrant`] that [`PartnerIncubatee::blank`] asks for: no face can make one of rows that it
//! read itself.

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::partners::gate::Warrant;
use crate::view::Rupiah;

/// A person who consented, and its business: one record for each person and purpose. What is not granted is null and
/// named in `redactions`; what is granted and not recorded is null and not named there.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PartnerIncubatee {
    /// The pseudonym under which you know this person for this purpose. It stays the same when the consent is renewed,
    /// and is another one for another purpose and for another partner.
    #[schema(value_type = String, example = "sub_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The purpose for which you read: code of `consentPurposes`.
    #[schema(example = "CREDIT_APPLICATION")]
    pub purpose: String,
    /// Id of the consent that allows it.
    #[schema(value_type = String, example = "cns_01h455vb4pex5vsknk084sn02q")]
    pub consent_id: ID,
    /// 1, 2, ..: how often this person consented to this.
    pub consent_version: i32,
    /// Until when that consent holds.
    pub consent_expires_at: DateTime<Utc>,
    /// The last month that is recorded and that the consent lets you see: `2026-10`. What is said of a last month, and
    /// of twelve months, is said as of this one; months count that lie wholly in the period of the consent. Null where
    /// nothing that depends on it is granted.
    #[schema(example = "2026-10")]
    pub data_through: Option<String>,
    /// Code of `sectors`.
    pub sector: Option<String>,
    /// Age of the business, as of `dataThrough`: code of `businessAgeBands`.
    pub business_age_band: Option<String>,
    /// Mean monthly revenue of up to twelve months: code of `revenueBands`.
    pub revenue_band: Option<String>,
    /// Paid workers in the last month: code of `workersBands`.
    pub workers_band: Option<String>,
    /// Whether visits of its mentor were verified.
    pub mentoring_verified: Option<bool>,
    /// Name as on the identity card.
    pub name: Option<String>,
    /// Code of `sexes`.
    pub sex: Option<String>,
    /// Birth date.
    #[schema(value_type = Option<String>, format = Date)]
    pub birth_date: Option<NaiveDate>,
    /// Code of `maritalStatuses`.
    pub marital_status: Option<String>,
    /// Code of `educations`.
    pub education: Option<String>,
    /// Code of `occupations`.
    pub occupation: Option<String>,
    /// NIK, 16 digits.
    pub nik: Option<String>,
    /// NPWP, 16 digits.
    pub npwp: Option<String>,
    /// Mobile number, E.164.
    pub phone: Option<String>,
    /// Where the person lives: street or hamlet.
    pub address: Option<String>,
    /// Village of residence.
    pub village: Option<String>,
    /// District of residence.
    pub district: Option<String>,
    /// Regency or city of residence.
    pub regency: Option<PartnerRegion>,
    /// Province of residence.
    pub province: Option<String>,
    /// Postal code of that village.
    pub postal_code: Option<String>,
    /// The business.
    pub enterprise: Option<PartnerEnterprise>,
    /// The BLK that coaches it.
    pub blk: Option<PartnerUnit>,
    /// The kawasan that it belongs to.
    pub kawasan: Option<PartnerUnit>,
    /// Revenue, capital, assets.
    pub finance: Option<PartnerFinance>,
    /// Workers in the last month.
    pub workers: Option<PartnerWorkers>,
    /// Proof that the business was mentored.
    pub mentoring: Option<PartnerMentoring>,
    /// Contracts with off-takers, oldest first.
    pub offtake_contracts: Option<Vec<PartnerContract>>,
    /// Products, oldest first.
    pub products: Option<Vec<PartnerProduct>>,
    /// What was produced in the last month.
    pub capacity: Option<Vec<PartnerCapacity>>,
    /// Certificates of products, oldest first, without legal ids.
    pub certifications: Option<Vec<PartnerCertificate>>,
    /// Fields withheld, and why.
    pub redactions: Vec<PartnerRedaction>,
    /// Made with the gate's warrant.
    #[serde(skip)]
    #[graphql(skip)]
    _warrant: Warrant,
}

/// A region.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema, SimpleObject)]
pub struct PartnerRegion {
    /// Kemendagri code.
    #[schema(example = "36.02")]
    pub code: String,
    /// Name.
    pub name: String,
}

/// A BLK or a kawasan.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema, SimpleObject)]
pub struct PartnerUnit {
    /// Code.
    #[schema(example = "BLKK-3602-001")]
    pub code: String,
    /// Name.
    pub name: String,
}

/// A business of a person who may speak for it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PartnerEnterprise {
    /// Name.
    pub name: Option<String>,
    /// Code of `sectors`.
    pub sector: Option<String>,
    /// KBLI code, five digits.
    pub kbli: Option<String>,
    /// Code of `enterpriseLevels`.
    pub level: Option<String>,
    /// Day the business began.
    #[schema(value_type = Option<String>, format = Date)]
    pub started_on: Option<NaiveDate>,
    /// Region of the unit that keeps it.
    pub region: Option<PartnerRegion>,
    /// Code of `incubationStages`.
    pub stage: Option<String>,
    /// Business identification number (NIB).
    pub nib: Option<String>,
    /// Its legal ids, the NIB among them, oldest first.
    pub certifications: Option<Vec<PartnerCertificate>>,
}

/// A legal id or certificate.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PartnerCertificate {
    /// Code of `certifications`.
    pub kind: String,
    /// Number, as printed.
    pub number: String,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Day of issue.
    #[schema(value_type = Option<String>, format = Date)]
    pub issued_on: Option<NaiveDate>,
    /// Last day of validity; null while it has none.
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_until: Option<NaiveDate>,
}

/// Money of a business, as it was reported.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PartnerFinance {
    /// Mean monthly revenue of up to twelve months: code of `revenueBands`.
    pub revenue_band: Option<String>,
    /// The last twelve months that were recorded, oldest first.
    pub revenue: Option<Vec<PartnerMonth>>,
    /// Capital by source, in the last month.
    pub capital: Option<Vec<PartnerCapital>>,
    /// Productive assets, in the last month.
    pub assets: Option<Rupiah>,
}

/// A month of a business.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PartnerMonth {
    /// `2026-10`
    pub month: String,
    /// Revenue.
    pub amount: Rupiah,
    /// Costs of goods and running.
    pub costs: Rupiah,
    /// Paid workers.
    pub workers: i32,
    /// How well the revenue is attested: code of `assuranceLevels`.
    pub assurance: String,
}

/// Capital from one source.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema, SimpleObject)]
pub struct PartnerCapital {
    /// Code of `capitalSources`.
    pub source: String,
    /// How much.
    pub amount: Rupiah,
}

/// Workers of a business, without its owners.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PartnerWorkers {
    /// Permanent paid workers.
    pub permanent: Option<i32>,
    /// Casual and daily paid workers.
    pub casual: Option<i32>,
    /// Unpaid members of the family.
    pub unpaid_family: Option<i32>,
}

/// Verified visits of mentors to a business.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PartnerMentoring {
    /// Whether there are any.
    pub verified: Option<bool>,
    /// How many.
    pub visits: Option<i32>,
    /// How long they took together, in hours.
    pub hours: Option<f64>,
    /// Day of the first.
    #[schema(value_type = Option<String>, format = Date)]
    pub since: Option<NaiveDate>,
    /// Day of the last.
    #[schema(value_type = Option<String>, format = Date)]
    pub last_visit_on: Option<NaiveDate>,
}

/// A contract with an off-taker.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PartnerContract {
    /// Name of the off-taker.
    pub off_taker: Option<String>,
    /// Number of the agreement (PKS).
    pub number: Option<String>,
    /// What is bought.
    pub product: String,
    /// Volume in all.
    pub volume: f64,
    /// Unit of the volume.
    pub volume_unit: String,
    /// Price of a unit.
    pub price: Rupiah,
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub starts_on: NaiveDate,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub ends_on: NaiveDate,
    /// Code of `contractStatuses`.
    pub status: String,
}

/// A product of a business.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema, SimpleObject)]
pub struct PartnerProduct {
    /// Name.
    pub name: String,
    /// KBLI code, five digits.
    pub kbli: Option<String>,
    /// Certificates that it has: codes of `certifications`.
    pub certifications: Vec<String>,
    /// Where it is sold: codes of `salesChannels`.
    pub channels: Vec<String>,
}

/// What a business produced in a month.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema, SimpleObject)]
pub struct PartnerCapacity {
    /// Product.
    pub product: String,
    /// How much.
    pub quantity: f64,
    /// Code of `productUnits`.
    pub unit: String,
}

/// A field withheld.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema, SimpleObject)]
pub struct PartnerRedaction {
    /// JSON Pointer to the field.
    #[schema(example = "/finance/capital")]
    pub path: String,
    /// `SCOPE`: the person did not consent to it. `PURPOSE`: the person did, but your agreement, your client or the
    /// purpose does not have it. `NOT_REPRESENTATIVE`: the person is a member of the business and does not speak for
    /// it. `FREQUENCY`: you have read it as often as the consent allows for now; keep what you hold of this record.
    /// `NOT_RECORDED`: no business is recorded.
    #[schema(example = "SCOPE")]
    pub code: String,
}

/// The consent by which a record is given.
pub struct Ground {
    /// Id of the subject.
    pub id: ID,
    /// Code of `consentPurposes`.
    pub purpose: String,
    /// Id of the consent.
    pub consent_id: ID,
    /// Its number.
    pub consent_version: i32,
    /// Until when it holds.
    pub consent_expires_at: DateTime<Utc>,
}

impl PartnerIncubatee {
    /// A record that says nothing yet. Who has no warrant cannot make one.
    pub fn blank(warrant: Warrant, ground: Ground) -> Self {
        Self {
            id: ground.id,
            purpose: ground.purpose,
            consent_id: ground.consent_id,
            consent_version: ground.consent_version,
            consent_expires_at: ground.consent_expires_at,
            data_through: None,
            sector: None,
            business_age_band: None,
            revenue_band: None,
            workers_band: None,
            mentoring_verified: None,
            name: None,
            sex: None,
            birth_date: None,
            marital_status: None,
            education: None,
            occupation: None,
            nik: None,
            npwp: None,
            phone: None,
            address: None,
            village: None,
            district: None,
            regency: None,
            province: None,
            postal_code: None,
            enterprise: None,
            blk: None,
            kawasan: None,
            finance: None,
            workers: None,
            mentoring: None,
            offtake_contracts: None,
            products: None,
            capacity: None,
            certifications: None,
            redactions: Vec::new(),
            _warrant: warrant,
        }
    }
}
