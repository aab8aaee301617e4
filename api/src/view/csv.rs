//! CSV as every table of the service has it (RFC 4180, UTF-8), with cells that no spreadsheet takes for a formula.

use serde_json::Value;

use crate::domain::{Error, Result};

/// With what a formula begins; the wide ones of East Asia are the same to some spreadsheets.
const FORMULA: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// Behind these a spreadsheet may begin another cell, though they stand within one: where commas are for decimals, as in
/// Indonesia, Excel splits at semicolons, and takes no notice of quotes in the midst of what it then takes for a cell.
const SPLIT: &[char] = &[';', '\t', '\r', '\n'];
/// These before a formula do not hide it.
const HIDING: &[char] = &[' ', '"'];

/// Lines end as RFC 4180 says.
pub fn writer() -> csv::Writer<Vec<u8>> {
    to(Vec::new())
}

/// As [`writer`], to wherever the table goes.
pub fn to<W: std::io::Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out)
}

/// The bytes of a table.
pub fn finish(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>> {
    writer.into_inner().map_err(|failed| Error::internal(anyhow::anyhow!("csv: {}", failed.error())))
}

/// A cell. What a spreadsheet would run is led by an apostrophe; numbers are left as they are.
pub fn cell(value: &Value) -> String {
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
        for text in ["=1+1", "+62812", "-cmd", "@x", "\tx", " =1", "\"=1\"", "＝1+1", "＠x"] {
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
            ("Kué;＋1", "Kué;'＋1"),
        ] {
            assert_eq!(cell(&json!(text)), safe);
        }
        let list = json!([{"name": "Kue;=1+1", "price": -5}, "\n=1"]);
        let safe = cell(&list);
        assert_eq!(safe, list.to_string().replace(";=", ";'="));
        assert!(serde_json::from_str::<Value>(&safe).is_ok(), "{safe}");
    }
}
