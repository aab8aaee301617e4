//! Rows of reports: what `POST /v1/reports` takes, and whether it is handed in at once. Unit, template and period are
//! the key.

use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::rows::without;
use super::{Done, Given};
use crate::domain::ids::{self, Kind};
use crate::domain::reports::batch::Row;
use crate::domain::reports::many;
use crate::domain::{Error, Result, Tx};
use crate::view::filing::ReportInput;
use crate::view::shape;

/// The template where none is named.
const MONTHLY: &str = "LAP_BULANAN";
/// Fields that name the unit.
pub(super) const UNITS: [&str; 4] = ["blk", "kawasan", "site", "organization"];
/// The name of the unit beside its code, for who reads the file.
const UNIT_NAME: &str = "unitName";

impl Given {
    /// The template of reports.
    pub(super) fn template(&self) -> &str {
        self.template.as_deref().unwrap_or(MONTHLY)
    }
}

/// What a row says beside the report.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Filing {
    /// Hand it in at once.
    submit: bool,
    /// Warnings that are known and meant so.
    #[schema(max_items = 200)]
    acknowledge: Vec<String>,
}

/// Carries out rows: all that can be read in one go.
pub(super) async fn carry_out(tx: &Tx, given: &Given, rows: Vec<Value>) -> Result<Vec<Result<Done>>> {
    let (mut readable, mut outcomes) = (Vec::new(), Vec::with_capacity(rows.len()));
    for row in rows {
        outcomes.push(match read(given, row) {
            Ok(row) => {
                readable.push(row);
                None
            }
            Err(refused) => Some(Err(refused)),
        });
    }
    let mut filed = many::file(tx, readable)
        .await?
        .into_iter()
        .map(|filed| filed.map(|(id, existing)| Done { id: ids::text(Kind::Report, id), existing }));
    let all: Option<Vec<Result<Done>>> = outcomes.into_iter().map(|refused| refused.or_else(|| filed.next())).collect();
    all.ok_or_else(|| Error::internal(anyhow::anyhow!("a report without an outcome")))
}

/// The report of a row.
fn read(given: &Given, mut row: Value) -> Result<Row> {
    without(&mut row, UNIT_NAME);
    let mut filing = Map::new();
    if let Value::Object(fields) = &mut row {
        for name in ["submit", "acknowledge"] {
            filing.extend(fields.remove_entry(name));
        }
        fields.entry("template").or_insert_with(|| given.template().into());
        if let Some(unit) = given.unit.as_deref().filter(|_| !UNITS.iter().any(|name| fields.contains_key(*name))) {
            fields.insert("blk".to_owned(), unit.into());
        }
    }
    let report: ReportInput = shape::check(&row)?;
    let Filing { submit, acknowledge } = shape::check(&Value::Object(filing))?;
    Ok(Row { report: report.into_new(false), submit, acknowledge })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_is_the_body_of_the_single_call_and_what_is_done_with_it() {
        let given = Given { unit: Some("BLKK-3602-001".to_owned()), ..Given::default() };
        let row = json!({
            "unitName": "BLK Al-Hikmah", "period": "2026-10", "values": {"A01": 2}, "submit": true,
            "acknowledge": ["A03.X"],
        });
        let read_row = read(&given, row).unwrap();
        assert_eq!(
            (read_row.report.unit.as_str(), read_row.report.template.as_str()),
            ("BLKK-3602-001", "LAP_BULANAN")
        );
        assert!(read_row.submit && read_row.acknowledge == ["A03.X"]);
        let row = json!({"blk": "BLKK-3602-002", "template": "LAP_TRIWULAN", "period": "2026-Q3"});
        let read_row = read(&given, row).unwrap();
        assert_eq!(
            (read_row.report.unit.as_str(), read_row.report.template.as_str()),
            ("BLKK-3602-002", "LAP_TRIWULAN")
        );
        assert!(!read_row.submit);
    }

    #[test]
    fn what_is_no_field_of_a_report_is_refused_with_its_path() {
        let refused = read(&Given::default(), json!({"blk": "X", "warna": "merah"})).unwrap_err();
        assert_eq!(refused.0.violations[0].path, "/warna");
    }
}
