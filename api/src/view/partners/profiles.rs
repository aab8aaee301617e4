//! What is made of a partner's record for a bank or a BUMN: the columns that their own systems take, what is missing in
//! them, the counter's look-up, and results of enterprises without any person.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::pulls::PartnerUnit;
use crate::domain::partners::profiles::Wanted;

/// A column that is not ready, and why.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema, SimpleObject)]
pub struct Readiness {
    /// The column.
    #[schema(example = "npwp")]
    pub field: String,
    /// `MISSING`: it is not recorded. `INVALID`: the system that takes it refuses this value. `NOT_CONSENTED`: you do
    /// not get it, by consent, purpose or agreement. `BANK` or `BUMN`: it is yours to fill in, or to look at. Codes
    /// of `readinessCodes`.
    #[schema(example = "MISSING")]
    pub code: String,
    /// What to do about it, in the language asked for.
    pub message: String,
}

/// An applicant in the columns of SIKP, with what is not ready in them.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct SikpCandidate {
    /// Your pseudonym of the applicant.
    #[schema(value_type = String, example = "sub_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Id of the consent that allows it.
    #[schema(value_type = String, example = "cns_01h455vb4pex5vsknk084sn02q")]
    pub consent_id: ID,
    /// Until when that consent holds.
    pub consent_expires_at: DateTime<Utc>,
    /// The columns, by their names in SIKP.
    pub candidate: SikpColumns,
    /// What stands in the way, in the order of the columns; what is yours to fill in is always among it.
    pub readiness: Vec<Readiness>,
}

/// The columns of a candidate debtor in SIKP. Each is a text in SIKP's form, or null; `readiness` says why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema, SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct SikpColumns {
    /// NIK, 16 digits.
    pub nik: Option<String>,
    /// Your registration number.
    pub nmr_registry: Option<String>,
    /// Name.
    pub nama: Option<String>,
    /// Birth date, `ddMMyyyy`.
    #[schema(example = "17081995")]
    pub tgl_lahir: Option<String>,
    /// `1` male, `2` female.
    pub jns_kelamin: Option<String>,
    /// `0` not married, `1` married.
    pub maritas_sts: Option<String>,
    /// Education, by SIKP's code: `meta.sikp` of `educations`.
    pub pendidikan: Option<String>,
    /// Occupation, by SIKP's code: `meta.sikp` of `occupations`. SIKP refuses 1 and 2.
    pub pekerjaan: Option<String>,
    /// Address.
    pub alamat: Option<String>,
    /// Regency or city of residence: Kemendagri code, 4 digits.
    #[schema(example = "3602")]
    pub kode_kabkota: Option<String>,
    /// Postal code, 5 digits.
    pub kode_pos: Option<String>,
    /// NPWP, 16 digits.
    pub npwp: Option<String>,
    /// Day the business began, `ddMMyyyy`.
    pub mulai_usaha: Option<String>,
    /// Address of the business; yours to fill in.
    pub alamat_usaha: Option<String>,
    /// Business identification number (NIB).
    pub ijin_usaha: Option<String>,
    /// Capital of all sources in the last month, whole rupiah.
    pub modal_usaha: Option<String>,
    /// Workers in the last month, paid and of the family.
    pub jml_pekerja: Option<String>,
    /// Credit applied for; yours to fill in.
    pub jml_kredit: Option<String>,
    /// Yours to fill in.
    pub is_linkage: Option<String>,
    /// Yours to fill in.
    pub linkage: Option<String>,
    /// Mobile number, beginning with 0.
    pub no_hp: Option<String>,
    /// Collateral; yours to fill in.
    pub uraian_agunan: Option<String>,
    /// Yours to fill in.
    pub is_subsidized: Option<String>,
    /// Yours to fill in.
    pub subsidi_sebelumnya: Option<String>,
    /// Revenue of the months recorded, at most the last twelve, whole rupiah.
    pub omset: Option<String>,
    /// Yours to fill in.
    pub jns_debitur: Option<String>,
}

/// An applicant in the columns that BUMN keep of a partner enterprise (mitra binaan, PUMK).
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PumkCandidate {
    /// Your pseudonym of the applicant.
    #[schema(value_type = String, example = "sub_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Id of the consent that allows it.
    #[schema(value_type = String, example = "cns_01h455vb4pex5vsknk084sn02q")]
    pub consent_id: ID,
    /// Until when that consent holds.
    pub consent_expires_at: DateTime<Utc>,
    /// The columns.
    pub candidate: PumkColumns,
    /// What stands in the way, in the order of the columns. NIK, NPWP and address are not among what a partnership
    /// may have: you ask the applicant for them.
    pub readiness: Vec<Readiness>,
}

/// The columns of a partner enterprise at a BUMN. Each is a text, or null; `readiness` says why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema, SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct PumkColumns {
    /// Your code of the partner enterprise.
    pub kode_mitra: Option<String>,
    /// Name.
    pub nama: Option<String>,
    /// NIK, 16 digits.
    pub nik: Option<String>,
    /// NPWP, 16 digits.
    pub npwp: Option<String>,
    /// `L` male, `P` female.
    pub jenis_kelamin: Option<String>,
    /// Birth date, `2026-10-01`.
    pub tanggal_lahir: Option<String>,
    /// Address.
    pub alamat: Option<String>,
    /// Mobile number, beginning with 0.
    pub telepon: Option<String>,
    /// Name of the business.
    pub nama_usaha: Option<String>,
    /// Code of `sectors`.
    pub sektor: Option<String>,
    /// KBLI code, five digits.
    pub bidang_usaha: Option<String>,
    /// Year the business began.
    pub tahun_mulai_usaha: Option<String>,
    /// Workers in the last month, paid and of the family.
    pub jumlah_tenaga_kerja: Option<String>,
    /// Revenue of the last month, whole rupiah.
    pub omzet_bulanan: Option<String>,
    /// Productive assets, whole rupiah.
    pub aset_usaha: Option<String>,
    /// Always `CALON`: what becomes of it is yours to say.
    pub status: Option<String>,
}

/// Who is at the counter: exactly one of the two.
#[derive(Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"code": "ABCDE-FGHJK", "purpose": "CREDIT_APPLICATION"}))]
pub struct ApplicantLookupInput {
    /// The one-time code that the applicant brought. It works once.
    #[schema(min_length = 1, max_length = 60)]
    pub code: Option<String>,
    /// The NIK of the applicant.
    #[schema(min_length = 1, max_length = 60)]
    pub nik: Option<String>,
    /// The purpose for which you read: code of `consentPurposes`. Required.
    #[schema(max_length = 60)]
    pub purpose: Option<String>,
}

/// Results of an enterprise that your organization supports: no person, no rupiah.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct SupportedEnterprise {
    /// Name.
    pub name: String,
    /// Your commitments to it that were accepted or fulfilled, oldest first.
    #[schema(value_type = Vec<String>)]
    pub commitments: Vec<ID>,
    /// Where it stands in incubation: code of `incubationStages`.
    pub stage: Option<String>,
    /// Months that it reported.
    pub months_reported: i32,
    /// The last of them: `2026-10`.
    pub data_through: Option<String>,
    /// Revenue of that month against the baseline, percent. Null where there is no baseline.
    pub growth: Option<f64>,
    /// Paid workers in that month.
    pub workers: Option<i32>,
    /// The BLK that coaches it.
    pub blk: Option<PartnerUnit>,
}

impl From<ApplicantLookupInput> for Wanted {
    fn from(ApplicantLookupInput { code, nik, purpose }: ApplicantLookupInput) -> Self {
        Self { code, nik, purpose }
    }
}
