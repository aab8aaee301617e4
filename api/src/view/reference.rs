//! Regions and code sets.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::LocalizedText;
use crate::domain::reference::extend::{self, NewCode};
use crate::domain::reference::{CodeEntry, CodeSet};
use crate::domain::text::Text;
use crate::domain::{Result, Tx, ids};

/// A region of the Kemendagri list as it holds between two days.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Region {
    /// Id.
    #[schema(value_type = String)]
    pub id: ID,
    /// Dotted Kemendagri code, the canonical one.
    #[schema(example = "36.02")]
    pub code: String,
    /// 1 province, 2 regency or city, 3 district, 4 village.
    pub level: i32,
    /// PROVINSI, KABUPATEN, KOTA, KECAMATAN, KELURAHAN, DESA or DESA_ADAT.
    pub kind: String,
    /// Name as in the decree.
    #[schema(example = "Kabupaten Lebak")]
    pub name: String,
    /// IANA zone: `Asia/Jakarta` or `Asia/Pontianak` (WIB), `Asia/Makassar` (WITA), `Asia/Jayapura` (WIT).
    pub timezone: String,
    /// Postal code of a village.
    pub postal_code: Option<String>,
    /// Code of the region it lies in; null for a province.
    pub parent_code: Option<String>,
    /// First day on which it holds.
    #[schema(format = Date)]
    pub valid_from: String,
    /// First day on which it no longer holds; null while current.
    #[schema(format = Date)]
    pub valid_to: Option<String>,
}

impl From<entity::region::Model> for Region {
    fn from(row: entity::region::Model) -> Self {
        Self {
            id: ids::region(&row.code).into(),
            code: row.code,
            level: row.level,
            kind: row.kind.to_uppercase(),
            name: row.name,
            timezone: row.timezone,
            postal_code: row.postal_code,
            parent_code: row.parent_code,
            valid_from: row.valid_from.to_string(),
            valid_to: row.valid_to.map(|day| day.to_string()),
        }
    }
}

/// A code set without its codes.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ReferenceSetSummary {
    /// Name, as in `/v1/reference/{set}`.
    #[schema(example = "vocations")]
    pub name: String,
    /// Title.
    pub title: LocalizedText,
    /// Where it comes from.
    pub source: String,
    /// How many codes it has.
    pub code_count: i32,
}

/// A code set with its codes, in the order in which they are shown.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ReferenceSet {
    /// Name, as in `/v1/reference/{set}`.
    #[schema(example = "vocations")]
    pub name: String,
    /// Title.
    pub title: LocalizedText,
    /// Where it comes from.
    pub source: String,
    /// The codes.
    pub codes: Vec<ReferenceCode>,
}

/// One code of a set.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ReferenceCode {
    /// The word used in requests and answers.
    #[schema(example = "OTOMOTIF")]
    pub code: String,
    /// Label for people.
    pub label: LocalizedText,
    /// First day on which it holds.
    #[schema(format = Date)]
    pub valid_from: String,
    /// First day on which it no longer holds; null while current.
    #[schema(format = Date)]
    pub valid_to: Option<String>,
    /// Further facts, for example the fields of a consent scope.
    #[schema(value_type = Option<Object>)]
    pub meta: Option<serde_json::Value>,
}

impl From<&CodeSet> for ReferenceSetSummary {
    fn from(set: &CodeSet) -> Self {
        let code_count = i32::try_from(set.codes.len()).unwrap_or(i32::MAX);
        Self { name: set.name.clone(), title: (&set.title).into(), source: set.source.clone(), code_count }
    }
}

impl From<&CodeSet> for ReferenceSet {
    fn from(set: &CodeSet) -> Self {
        let codes = set.codes.iter().map(ReferenceCode::from).collect();
        Self { name: set.name.clone(), title: (&set.title).into(), source: set.source.clone(), codes }
    }
}

impl From<&CodeEntry> for ReferenceCode {
    fn from(entry: &CodeEntry) -> Self {
        Self {
            code: entry.code.clone(),
            label: (&entry.label).into(),
            valid_from: entry.valid_from.to_string(),
            valid_to: entry.valid_to.map(|day| day.to_string()),
            meta: entry.meta.clone(),
        }
    }
}

/// A code to be added to a set.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferenceCodeInput {
    /// The word used in requests and answers.
    #[schema(pattern = "^[A-Z][A-Z0-9_]{1,59}$", example = "MAJELIS_TAKLIM")]
    pub code: String,
    /// Label for people.
    pub label: LocalizedText,
    /// First day on which it holds; today unless given.
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_from: Option<NaiveDate>,
}

/// Adds a code to an open set.
pub async fn add_code(tx: &Tx, set: &str, input: ReferenceCodeInput) -> Result<ReferenceCode> {
    let valid_from = input.valid_from.unwrap_or_else(|| tx.today());
    let label = Text::new(input.label.id, input.label.en);
    let entry = extend::add_code(tx, set, NewCode { code: input.code, label, valid_from }).await?;
    Ok(ReferenceCode::from(&entry))
}
