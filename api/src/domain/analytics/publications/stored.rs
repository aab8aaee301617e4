//! Figures as they are stored: cells and where they come from, as canonical JSON.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::analytics::answer::{Answer, Provenance};
use crate::domain::analytics::cube::{Cell, Cells, Source};
use crate::domain::analytics::dimension::Dimension;
use crate::domain::{Error, Result};
use crate::vocab::RegionBasis;

/// Keys, values, and names of the hidden values.
type Row = (Vec<Option<String>>, Vec<Option<i64>>, Vec<String>);

/// A table.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stored {
    /// Dimensions of the keys.
    pub groups: Vec<Dimension>,
    /// Names of the values.
    pub measures: Vec<String>,
    /// Keys, values (null where nothing is known, or hidden), and names of the hidden ones.
    pub rows: Vec<Row>,
    as_of: i64,
    as_of_at: Option<DateTime<Utc>>,
    settled: bool,
    data_through: Option<String>,
    reports_included: Option<i64>,
    reports_expected: Option<i64>,
    definition_versions: Vec<(String, i32)>,
}

impl Stored {
    /// What is frozen of an answer.
    pub fn of(answer: &Answer) -> Self {
        let Answer { cells, provenance, .. } = answer;
        let row = |cell: &Cell| {
            let hidden = cells.measures.iter().zip(&cell.hidden).filter(|(_, hidden)| **hidden);
            let hidden = hidden.map(|(measure, _)| (*measure).to_owned()).collect();
            (cell.keys.clone(), cell.values.clone(), hidden)
        };
        Self {
            groups: cells.groups.clone(),
            measures: cells.measures.iter().map(|measure| (*measure).to_owned()).collect(),
            rows: cells.rows.iter().map(row).collect(),
            as_of: provenance.as_of,
            as_of_at: provenance.as_of_at,
            settled: provenance.settled,
            data_through: provenance.data_through.clone(),
            reports_included: provenance.reports_included,
            reports_expected: provenance.reports_expected,
            definition_versions: provenance.definition_versions.clone(),
        }
    }

    /// Canonical JSON (RFC 8785).
    pub fn text(&self) -> Result<String> {
        serde_json_canonicalizer::to_string(self).map_err(Error::internal)
    }

    /// The cells, with the measures of today's source; what it did not know then is unknown.
    pub fn cells(&self, source: &'static Source) -> Cells {
        let row = |(keys, values, hidden): &Row| {
            let place = |name: &str| self.measures.iter().position(|measure| measure == name);
            let value = |name: &str| place(name).and_then(|at| values.get(at).copied().flatten());
            Cell {
                keys: keys.clone(),
                values: source.measures.iter().map(|measure| value(measure.name)).collect(),
                hidden: source.measures.iter().map(|it| hidden.iter().any(|name| name == it.name)).collect(),
            }
        };
        Cells {
            groups: self.groups.clone(),
            measures: source.measures.iter().map(|measure| measure.name).collect(),
            rows: self.rows.iter().map(row).collect(),
        }
    }

    /// Where they come from.
    pub fn provenance(&self, slug: &str) -> Provenance {
        Provenance {
            as_of: self.as_of,
            as_of_at: self.as_of_at,
            settled: self.settled,
            data_through: self.data_through.clone(),
            reports_included: self.reports_included,
            reports_expected: self.reports_expected,
            definition_versions: self.definition_versions.clone(),
            suppressed_cells: 0,
            region_basis: RegionBasis::AsReported,
            publication: Some(slug.to_owned()),
            of_nobody: false,
        }
    }
}
