//! A table as a page to print, without any outside resource. Nothing that callers wrote becomes markup.

use serde_json::{Map, Value};

use super::render::Table;
use super::table::{cells, text};
use crate::domain::Lang;
use crate::domain::text::escape;

const STYLE: &str = include_str!("paper.css");

/// The page.
pub fn page(table: &Table<'_>) -> String {
    let (lang, rows, none) = match table.lang {
        Lang::Id => ("id", "baris", "Tidak ada baris yang dapat Anda lihat dengan pilihan ini."),
        Lang::En => ("en", "rows", "There are no rows that you may see with these choices."),
    };
    let title = escape(table.title);
    let empty = if table.rows.is_empty() { format!("<p>{none}</p>\n") } else { String::new() };
    let mut beside = Beside::default();
    for (name, value) in &table.about {
        beside.add(name, value);
    }
    let others: String = beside.lists.iter().map(|rows| list(rows)).collect();
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{}{}{others}{empty}{}\
         <footer>{} {rows} · e-Reporting BLK Komunitas</footer>\n</body>\n</html>\n",
        facts(&parameters(table.parameters)),
        facts(&beside.facts),
        grid(table.columns, &table.rows),
        table.rows.len(),
    )
}

fn parameters(of: &Map<String, Value>) -> Vec<(String, String)> {
    of.iter().map(|(name, value)| (name.clone(), text(value))).collect()
}

/// What was asked beside the rows: single facts, and further lists.
#[derive(Default)]
struct Beside<'a> {
    facts: Vec<(String, String)>,
    lists: Vec<&'a [Value]>,
}

impl<'a> Beside<'a> {
    fn add(&mut self, name: &str, value: &'a Value) {
        match value {
            // The last step of a name says enough: `dataThrough`, not `reportingRate.provenance.dataThrough`.
            Value::Object(fields) => fields.iter().for_each(|(field, value)| self.add(field, value)),
            Value::Array(items) if items.iter().any(Value::is_object) => self.lists.push(items),
            Value::Null => {}
            other => self.facts.push((name.to_owned(), text(other))),
        }
    }
}

fn facts(all: &[(String, String)]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let pair =
        |(name, text): &(String, String)| format!("<div><dt>{}</dt><dd>{}</dd></div>", escape(name), escape(text));
    format!("<dl>{}</dl>\n", all.iter().map(pair).collect::<String>())
}

/// A list that nobody gave columns to: those that its rows have.
fn list(rows: &[Value]) -> String {
    let mut columns = Vec::new();
    rows.iter().for_each(|row| paths(row, "", &mut columns));
    let rows: Vec<Vec<Value>> = rows.iter().map(|row| cells(row, &columns)).collect();
    grid(&columns, &rows)
}

fn paths(row: &Value, before: &str, found: &mut Vec<String>) {
    for (name, value) in row.as_object().into_iter().flatten() {
        let path = format!("{before}{name}");
        match value {
            Value::Object(_) => paths(value, &format!("{path}."), found),
            Value::Null => {}
            _ if found.contains(&path) => {}
            _ => found.push(path),
        }
    }
}

fn grid(columns: &[String], rows: &[Vec<Value>]) -> String {
    let head: String = columns.iter().map(|column| format!("<th>{}</th>", escape(column))).collect();
    let mut body = String::new();
    for cells in rows {
        body.push_str("<tr>");
        for cell in cells {
            let class = if cell.is_number() { " class=\"number\"" } else { "" };
            body.push_str(&format!("<td{class}>{}</td>", escape(&text(cell))));
        }
        body.push_str("</tr>\n");
    }
    format!("<div class=\"wide\"><table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>\n")
}
