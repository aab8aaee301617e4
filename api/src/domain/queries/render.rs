//! A table in the form that was asked for.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::paper;
use crate::domain::{Error, Lang, Result};
use crate::view::csv;

/// What a table is sent as; the end of its address says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Rows with what is said of them.
    Json,
    /// For spreadsheets.
    Csv,
    /// A row in each line.
    Ndjson,
    /// A page to print.
    Html,
}

impl Form {
    /// By the end of an address.
    pub fn of(end: &str) -> Option<Self> {
        Some(match end {
            "json" => Form::Json,
            "csv" => Form::Csv,
            "ndjson" => Form::Ndjson,
            "html" => Form::Html,
            _ => return None,
        })
    }

    /// The end of its addresses.
    pub fn end(self) -> &'static str {
        match self {
            Form::Json => "json",
            Form::Csv => "csv",
            Form::Ndjson => "ndjson",
            Form::Html => "html",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Form::Json => "application/json",
            Form::Csv => "text/csv; charset=utf-8",
            Form::Ndjson => "application/x-ndjson",
            Form::Html => "text/html; charset=utf-8",
        }
    }
}

/// A table with what is said of it.
pub struct Table<'a> {
    /// What it shows.
    pub title: &'a str,
    /// Names of its columns.
    pub columns: &'a [String],
    /// Cells of its rows, one for each column.
    pub rows: Vec<Vec<Value>>,
    /// What was asked beside the rows: provenance, totals.
    pub about: Map<String, Value>,
    /// Redactions and scopes.
    pub extensions: Map<String, Value>,
    /// Values that were asked for.
    pub parameters: &'a Map<String, Value>,
    /// Language of the words around it, on a page to print.
    pub lang: Lang,
}

impl Table<'_> {
    /// Its bytes.
    pub fn bytes(&self, form: Form) -> Result<Vec<u8>> {
        match form {
            Form::Json => self.json(),
            Form::Csv => self.csv(),
            Form::Ndjson => self.lines(),
            Form::Html => Ok(paper::page(self).into_bytes()),
        }
    }

    fn objects(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { columns: self.columns, cells })
    }

    fn json(&self) -> Result<Vec<u8>> {
        let rows: Vec<Row<'_>> = self.objects().collect();
        let page = End { next: None, complete: true };
        let mut whole = serde_json::to_vec(&Whole { data: rows, page, rest: self.rest() })?;
        whole.push(b'\n');
        Ok(whole)
    }

    /// `about` and `extensions`, where there is any.
    fn rest(&self) -> Map<String, Value> {
        let parts = [("about", &self.about), ("extensions", &self.extensions)];
        let there = parts.into_iter().filter(|(_, part)| !part.is_empty());
        there.map(|(name, part)| (name.to_owned(), Value::Object(part.clone()))).collect()
    }

    fn csv(&self) -> Result<Vec<u8>> {
        let mut writer = csv::writer();
        writer.write_record(self.columns).map_err(Error::internal)?;
        for cells in &self.rows {
            writer.write_record(cells.iter().map(csv::cell)).map_err(Error::internal)?;
        }
        csv::finish(writer)
    }

    fn lines(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for row in self.objects() {
            serde_json::to_writer(&mut bytes, &row)?;
            bytes.push(b'\n');
        }
        Ok(bytes)
    }
}

#[derive(Serialize)]
struct Whole<'a> {
    data: Vec<Row<'a>>,
    page: End,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// As lists have it: there is no further page.
#[derive(Serialize)]
struct End {
    next: Option<String>,
    complete: bool,
}

/// A row as an object whose fields stand in the order of the columns.
struct Row<'a> {
    columns: &'a [String],
    cells: &'a [Value],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for (column, cell) in self.columns.iter().zip(self.cells) {
            map.serialize_entry(column, cell)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn table<'a>(columns: &'a [String], parameters: &'a Map<String, Value>) -> Table<'a> {
        let rows = vec![vec![json!("36"), json!("=1+1")], vec![json!("<b>"), json!(-5)]];
        let (about, extensions) = (Map::new(), Map::new());
        Table { title: "Uji & coba", columns, rows, about, extensions, parameters, lang: Lang::Id }
    }

    #[test]
    fn every_form_has_the_same_columns_in_the_same_order() {
        let (columns, none) = (["zona.code".to_owned(), "a".to_owned()], Map::new());
        let text = |form| String::from_utf8(table(&columns, &none).bytes(form).unwrap()).unwrap();
        assert_eq!(
            text(Form::Json),
            "{\"data\":[{\"zona.code\":\"36\",\"a\":\"=1+1\"},{\"zona.code\":\"<b>\",\"a\":-5}],\"page\":{\"next\":null,\"complete\":true}}\n"
        );
        assert_eq!(text(Form::Ndjson), "{\"zona.code\":\"36\",\"a\":\"=1+1\"}\n{\"zona.code\":\"<b>\",\"a\":-5}\n");
        assert_eq!(text(Form::Csv), "zona.code,a\r\n36,'=1+1\r\n<b>,-5\r\n");
        let page = text(Form::Html);
        assert!(page.contains("Uji &amp; coba") && page.contains("&lt;b&gt;") && !page.contains("<b>"), "{page}");
    }

    #[test]
    fn a_table_without_rows_has_its_columns_still() {
        let (columns, none) = (["a".to_owned(), "b".to_owned()], Map::new());
        let empty = Table { rows: Vec::new(), ..table(&columns, &none) };
        assert_eq!(empty.bytes(Form::Csv).unwrap(), b"a,b\r\n");
        assert_eq!(empty.bytes(Form::Ndjson).unwrap(), b"");
    }
}
