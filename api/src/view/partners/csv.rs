//! Partner records as CSV: one flattening for the download (`/v1/partner/incubatees.csv`) and for exports, so that both
//! have the same columns. Lines are made with [`head`] and [`lines`]; nothing else writes partner data as CSV.

use serde_json::Value;

use super::pulls::PartnerIncubatee;
use crate::domain::{Error, Result};
use crate::view::csv::{cell, finish, writer};

/// Columns in their order: paths into the record as it is in JSON. A list stands in its cell as JSON.
pub const COLUMNS: &[&str] = &[
    "id",
    "purpose",
    "consentId",
    "consentVersion",
    "consentExpiresAt",
    "dataThrough",
    "sector",
    "businessAgeBand",
    "revenueBand",
    "workersBand",
    "mentoringVerified",
    "name",
    "sex",
    "birthDate",
    "maritalStatus",
    "education",
    "occupation",
    "nik",
    "npwp",
    "phone",
    "address",
    "village",
    "district",
    "regency.code",
    "regency.name",
    "province",
    "postalCode",
    "enterprise.name",
    "enterprise.sector",
    "enterprise.kbli",
    "enterprise.level",
    "enterprise.startedOn",
    "enterprise.region.code",
    "enterprise.region.name",
    "enterprise.stage",
    "enterprise.nib",
    "enterprise.certifications",
    "blk.code",
    "blk.name",
    "kawasan.code",
    "kawasan.name",
    "finance.revenueBand",
    "finance.revenue",
    "finance.capital",
    "finance.assets",
    "workers.permanent",
    "workers.casual",
    "workers.unpaidFamily",
    "mentoring.verified",
    "mentoring.visits",
    "mentoring.hours",
    "mentoring.since",
    "mentoring.lastVisitOn",
    "offtakeContracts",
    "products",
    "capacity",
    "certifications",
    "redactions",
];

/// The first line: names of the columns.
pub fn head() -> Result<Vec<u8>> {
    let mut line = writer();
    line.write_record(COLUMNS).map_err(Error::internal)?;
    finish(line)
}

/// A line for each record.
pub fn lines(records: &[PartnerIncubatee]) -> Result<Vec<u8>> {
    let mut text = writer();
    for record in records {
        let record = serde_json::to_value(record)?;
        text.write_record(COLUMNS.iter().map(|column| cell(at(&record, column)))).map_err(Error::internal)?;
    }
    finish(text)
}

fn at<'a>(record: &'a Value, column: &str) -> &'a Value {
    column.split('.').fold(record, |value, name| value.get(name).unwrap_or(&Value::Null))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_that_is_not_there_is_an_empty_cell() {
        let record = json!({"enterprise": {"region": {"code": "36.02"}}, "blk": null});
        assert_eq!(at(&record, "enterprise.region.code"), "36.02");
        assert!(at(&record, "blk.code").is_null() && at(&record, "finance.assets").is_null());
    }

    #[test]
    fn every_field_of_a_record_has_a_column() {
        let schema = serde_json::to_value(<PartnerIncubatee as utoipa::PartialSchema>::schema()).unwrap();
        for field in schema["properties"].as_object().unwrap().keys() {
            assert!(COLUMNS.iter().any(|column| column.split('.').next() == Some(field.as_str())), "{field}");
        }
    }

    #[test]
    fn the_first_line_names_every_column_once() {
        let head = String::from_utf8(head().unwrap()).unwrap();
        assert!(head.starts_with("id,purpose,") && head.ends_with("redactions\r\n"), "{head}");
        let mut names = COLUMNS.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), COLUMNS.len());
    }
}
