//! Publications: frozen public figures.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::LocalizedText;
use crate::domain::ids::{self, Kind};
use crate::vocab::Dimension;
use entity::{publication, publication_table};

/// Public figures of all roots, frozen under a name. They never change: to quote a number, quote the publication.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Publication {
    /// Id.
    #[schema(value_type = String, example = "pub_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Its name, for the argument `publication` of the roots.
    #[schema(example = "2026-Q3")]
    pub slug: String,
    /// Title.
    pub title: LocalizedText,
    /// The periods it is about. Roots without periods show the day on which they were frozen.
    pub periods: PublicationPeriods,
    /// When the figures were frozen.
    pub at: DateTime<Utc>,
    /// Position in the feed that they include.
    pub position: String,
    /// SHA-256 of the RFC 8785 text of `{at, periods, position, slug, tables: [{name, sha256}], title}`, as REST shows
    /// them.
    pub sha256: String,
    /// Its tables by their names; empty in lists of publications.
    pub tables: Vec<PublicationTable>,
    /// Version of this record: always 1.
    pub version: i32,
}

/// Periods from one to another, both included.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[graphql(input_name = "PublicationPeriodsInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PublicationPeriods {
    /// First period: `2026-07`, `2026-Q3`, `2026-S2`, `2026`.
    #[schema(min_length = 4, max_length = 7, example = "2026-Q3")]
    pub from: String,
    /// Last period.
    #[schema(min_length = 4, max_length = 7, example = "2026-Q3")]
    pub to: String,
}

/// One table of a publication: a root, by one of its published combinations.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PublicationTable {
    /// Root, indicator or template, dimensions, disaggregation, and MONTH where it is by month.
    #[schema(example = "indicatorTotals/A03/PROVINCE/sex/")]
    pub name: String,
    /// Values that it holds.
    pub cells: i64,
    /// Of them, those that are suppressed.
    pub suppressed: i64,
    /// SHA-256 of the table as `GET /v1/publications/{slug}/figures?table=` gives it.
    pub sha256: String,
}

/// Title of a publication in both languages.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PublicationTitle {
    /// Indonesian.
    #[schema(min_length = 1, max_length = 200)]
    pub id: String,
    /// English.
    #[schema(min_length = 1, max_length = 200)]
    pub en: String,
}

/// What to publish.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"slug": "2026-Q3", "title": {"id": "Triwulan III 2026", "en": "Third quarter of 2026"}, "periods": {"from": "2026-Q3", "to": "2026-Q3"}}))]
pub struct PublicationInput {
    /// Its name: letters, digits and hyphens. It cannot be used again.
    #[schema(min_length = 1, max_length = 40)]
    pub slug: String,
    /// Title.
    pub title: PublicationTitle,
    /// A month, a quarter, a half, a year, or a year to date (`2026-01` to `2026-08`).
    pub periods: PublicationPeriods,
}

/// A value of a publication that is another one now.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PublicationDifference {
    /// Of which row.
    pub keys: Vec<PublicationKey>,
    /// Which of its values.
    #[schema(example = "value")]
    pub measure: String,
    /// As it was published.
    pub published: PublishedNumber,
    /// As everybody sees it now.
    pub live: PublishedNumber,
}

/// What a row of a table is about.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PublicationKey {
    /// Dimension.
    pub dimension: Dimension,
    /// Code of its member; null for what has none.
    pub member: Option<String>,
}

/// A number as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PublishedNumber {
    /// The number: of decimals and percentages in hundredths, of percentages the sum over `given` reports. Null when it
    /// is suppressed, and where nothing is known.
    pub value: Option<i64>,
    /// Whether it is suppressed.
    pub suppressed: bool,
}

impl Publication {
    /// A publication with its tables.
    pub fn of(row: publication::Model, tables: Vec<publication_table::Model>) -> Self {
        Self {
            id: ids::text(Kind::Publication, row.id).into(),
            slug: row.slug,
            title: LocalizedText { id: row.title_id, en: row.title_en },
            periods: PublicationPeriods { from: row.period_from, to: row.period_to },
            at: row.at,
            position: row.position.to_string(),
            sha256: row.sha256,
            tables: tables.into_iter().map(PublicationTable::from).collect(),
            version: row.version,
        }
    }

    /// What its hash is taken of, as it is shown.
    pub fn hashed(&self) -> Value {
        let table = |table: &PublicationTable| json!({ "name": table.name, "sha256": table.sha256 });
        json!({
            "at": self.at,
            "periods": self.periods,
            "position": self.position,
            "slug": self.slug,
            "tables": self.tables.iter().map(table).collect::<Vec<_>>(),
            "title": self.title,
        })
    }
}

impl From<publication_table::Model> for PublicationTable {
    fn from(row: publication_table::Model) -> Self {
        Self { name: row.name, cells: row.cells, suppressed: row.suppressed, sha256: row.sha256 }
    }
}
