//! What is said of an answer beside its data (redactions, scopes), gathered over the pages of a table. Knows no
//! database.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Adds what was said of a page, lists by their names, to what was said of the rows before it. Of the first page all is
/// kept; of the others what is about their rows, which are numbered on: the rest of the query was answered once.
pub fn add(all: &mut Map<String, Value>, told: BTreeMap<String, Value>, path: &[String], before: usize) {
    let rows = format!("/{}/", path.join("/"));
    for (name, said) in told {
        let Value::Array(entries) = said else { continue };
        let kept: Vec<Value> = entries.into_iter().filter_map(|entry| one(entry, &rows, before)).collect();
        if kept.is_empty() {
            continue;
        }
        if let Value::Array(known) = all.entry(name).or_insert_with(|| Value::Array(Vec::new())) {
            known.extend(kept);
        }
    }
}

/// An entry as it is said of the whole table; none where it was said already.
fn one(mut entry: Value, rows: &str, before: usize) -> Option<Value> {
    if let Some(path) = numbered(&entry, rows, before) {
        entry.as_object_mut()?.insert("path".to_owned(), Value::String(path));
        return Some(entry);
    }
    (before == 0).then_some(entry)
}

/// The path of an entry about a row, with the number of that row in the whole table; none for what is about no row.
fn numbered(entry: &Value, rows: &str, before: usize) -> Option<String> {
    let rest = entry.get("path")?.as_str()?.strip_prefix(rows)?;
    let (number, tail) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let number = number.parse::<usize>().ok()?.saturating_add(before);
    Some(format!("{rows}{number}{tail}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(value: Value) -> BTreeMap<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_is_said_of_rows_names_the_row_of_the_whole_table_and_the_rest_is_said_once() {
        let path = ["r".to_owned(), "nodes".to_owned()];
        let page = || {
            told(json!({
                "redactions": [{"path": "/r/nodes/3/values", "reason": "X"}, {"path": "/sum", "reason": "Y"}],
                "deprecations": [{"path": "/r/nodes/old", "reason": "Z"}],
            }))
        };
        let mut all = Map::new();
        add(&mut all, page(), &path, 0);
        add(&mut all, page(), &path, 100);
        add(&mut all, told(json!({"scopes": [{"path": "/sum"}], "redactions": [{"path": "/r/nodes/0"}]})), &path, 200);
        let wanted = json!({
            "redactions": [
                {"path": "/r/nodes/3/values", "reason": "X"}, {"path": "/sum", "reason": "Y"},
                {"path": "/r/nodes/103/values", "reason": "X"}, {"path": "/r/nodes/200"},
            ],
            "deprecations": [{"path": "/r/nodes/old", "reason": "Z"}],
        });
        assert_eq!(Value::Object(all), wanted);
    }
}
