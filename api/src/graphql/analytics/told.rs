//! What an answer says beside its rows: where figures come from.

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};

use crate::domain::analytics;
use crate::vocab::RegionBasis;

/// Where figures come from.
#[derive(Clone, Debug, SimpleObject)]
pub struct Provenance {
    /// Position in the feed that the figures include. Ask again with it as `asOf` to see the same figures.
    pub as_of: String,
    /// When that was; null before the first event.
    pub as_of_at: Option<DateTime<Utc>>,
    /// False while something that counts already waits for its position in the feed (within a second): figures asked
    /// again with this `asOf` may then differ by it.
    pub settled: bool,
    /// Last period with an approved report, of those asked for; null where there is none, or where the figures are no
    /// sums over reports.
    pub data_through: Option<String>,
    /// Approved reports behind the figures; null where they are no sums over reports.
    pub reports_included: Option<i64>,
    /// Reports expected for what was asked, come or not.
    pub reports_expected: Option<i64>,
    /// Approved reports of those expected, in percent with two places; null where none is expected.
    pub approved_share: Option<f64>,
    /// Versions of the definitions that were used.
    pub definition_versions: Vec<DefinitionVersion>,
    /// Whether every report that is expected is approved and counted. False where none is expected, and for callers
    /// without rights who ask for their own: there is nothing to be complete.
    pub complete: bool,
    /// How many values are suppressed, since they count fewer than five persons or enterprises or would reveal such.
    pub suppressed_cells: i64,
    /// The regions that facts count in.
    pub region_basis: RegionBasis,
    /// The publication that the figures are read from; null when they are live.
    pub publication: Option<String>,
}

/// Which version of an indicator's definition was used.
#[derive(Clone, Debug, SimpleObject)]
pub struct DefinitionVersion {
    /// Code of the indicator.
    pub code: String,
    /// Version of its definition, from 1.
    pub version: i32,
}

impl From<&analytics::Provenance> for Provenance {
    fn from(it: &analytics::Provenance) -> Self {
        let versions = it.definition_versions.iter();
        Self {
            as_of: it.as_of.to_string(),
            as_of_at: it.as_of_at,
            settled: it.settled,
            data_through: it.data_through.clone(),
            reports_included: it.reports_included,
            reports_expected: it.reports_expected,
            approved_share: it.approved_share().map(hundredths),
            definition_versions: versions
                .map(|(code, version)| DefinitionVersion { code: code.clone(), version: *version })
                .collect(),
            complete: it.is_complete(),
            suppressed_cells: i64::try_from(it.suppressed_cells).unwrap_or(i64::MAX),
            region_basis: it.region_basis,
            publication: it.publication.clone(),
        }
    }
}

/// A number that is kept in hundredths.
pub fn hundredths(number: i64) -> f64 {
    whole(number) / 100.0
}

/// A whole number as the only kind of number that GraphQL and JSON have.
pub fn whole(number: i64) -> f64 {
    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "GraphQL and JSON have no other number")]
    let number = number as f64;
    number
}
