//! Partner records as CSV: one flattening for the download (`/v1/partner/incubatees.csv`) and for exports, so that both
//! have the same columns. Lines are made with [`head`] and [`lines`]; nothing else writes partner data as CSV.

use serde_json::Value;

use super::pulls::PartnerIncubatee;
use crate::domain::{Error, Result};

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

/// With what a formula begins.
const FORMULA: &[char] = &['=', '+', '-', '@'];
/// Behind these a spreadsheet may begin another cell, though they stand within one: where commas are for decimals, as in
/// Indonesia, Excel splits at semicolons, and takes no notice of quotes in the midst of what it then takes for a cell.
const SPLIT: &[char] = &[';', '\t', '\r', '\n'];
/// These before a formula do not hide it.
const HIDING: &[char] = &[' ', '"'];

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

/// Lines end as RFC 4180 says.
fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new())
}

fn finish(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>> {
    writer.into_inner().map_err(|failed| Error::internal(anyhow::anyhow!("csv: {}", failed.error())))
}

fn at<'a>(record: &'a Value, column: &str) -> &'a Value {
    column.split('.').fold(record, |value, name| value.get(name).unwrap_or(&Value::Null))
}

/// A cell. What a spreadsheet would run is led by an apostrophe; numbers are left as they are.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => defused(text),
        Value::Array(_) | Value::Object(_) => defused(&value.to_string()),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// A text with an apostrophe before whatever could be a formula: at its beginning, and wherever it may be split.
fn defused(text: &str) -> String {
    let formula = |rest: &str| rest.trim_start_matches(HIDING).starts_with(FORMULA);
    // What comes before it at the very beginning is left out by some.
    let blank = |rest: &str| rest.starts_with(['\t', '\r', '\n']);
    let (mut safe, mut rest) = (String::with_capacity(text.len() + 1), text);
    if blank(rest) {
        safe.push('\'');
    }
    loop {
        if formula(rest) {
            safe.push('\'');
        }
        let Some(at) = rest.find(SPLIT) else { break };
        // Each of them is one byte.
        let (cell, others) = rest.split_at(at + 1);
        safe.push_str(cell);
        rest = others;
    }
    safe + rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        for text in ["=1+1", "+62812", "-cmd", "@x", "\tx", " =1", "\"=1\""] {
            assert_eq!(cell(&json!(text)), format!("'{text}"));
        }
        for text in ["Toko = Maju", "Jl. A; RT 01", "RT 01 - RW 02", "Satu\r\nDua\n\nTiga", ";", ""] {
            assert_eq!(cell(&json!(text)), text);
        }
        assert_eq!(
            (cell(&json!(-5)), cell(&json!(null)), cell(&json!([1]))),
            ("-5".into(), String::new(), "[1]".into())
        );
    }

    #[test]
    fn what_a_spreadsheet_splits_is_no_formula_either() {
        for (text, safe) in [
            ("Toko;=1+1", "Toko;'=1+1"),
            ("Toko;;+1;-2", "Toko;;'+1;'-2"),
            ("Toko; \"=1\"", "Toko;' \"=1\""),
            ("Toko\t@x", "Toko\t'@x"),
            ("Toko\r\n=1", "Toko\r\n'=1"),
            ("\r=1", "'\r'=1"),
            ("=1;=2", "'=1;'=2"),
            ("Kué;=1", "Kué;'=1"),
        ] {
            assert_eq!(cell(&json!(text)), safe);
        }
        let list = json!([{"name": "Kue;=1+1", "price": -5}, "\n=1"]);
        let safe = cell(&list);
        assert_eq!(safe, list.to_string().replace(";=", ";'="));
        assert!(serde_json::from_str::<Value>(&safe).is_ok(), "{safe}");
    }

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
