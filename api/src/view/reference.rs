//! Regions and code sets.

use async_graphql::{ID, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::LocalizedText;
use crate::domain::ids;
use crate::domain::reference::{CodeEntry, CodeSet};

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
