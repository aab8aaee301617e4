//! Rows as a table: an object within a row becomes columns `a.b`, a list becomes one cell. Knows no database.

use serde_json::Value;

/// Between the items of a list in its cell. A comma or semicolon would begin another cell in some spreadsheets.
const JOINT: &str = " | ";

/// The cells of a row, one for each column.
pub fn cells(row: &Value, columns: &[String]) -> Vec<Value> {
    columns.iter().map(|column| cell(row, column)).collect()
}

fn cell(row: &Value, column: &str) -> Value {
    let steps: Vec<&str> = column.split('.').collect();
    let (mut found, mut joined) = (Vec::new(), false);
    gather(row, &steps, &mut found, &mut joined);
    match found.as_slice() {
        // A document (a JSON scalar) stands in its cell as JSON.
        [one] if !joined => {
            if one.is_object() {
                Value::String(one.to_string())
            } else {
                (*one).clone()
            }
        }
        [] => Value::Null,
        many => Value::String(many.iter().map(|item| text(item)).collect::<Vec<_>>().join(JOINT)),
    }
}

/// Follows the steps into objects, and into each item of lists on the way.
fn gather<'a>(value: &'a Value, steps: &[&str], found: &mut Vec<&'a Value>, joined: &mut bool) {
    match (value, steps.split_first()) {
        (Value::Array(items), _) => {
            *joined = true;
            items.iter().for_each(|item| gather(item, steps, found, joined));
        }
        (_, None) => found.push(value),
        (_, Some((step, rest))) => gather(value.get(step).unwrap_or(&Value::Null), rest, found, joined),
    }
}

/// A value as people read it.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(value: &Value, columns: &[&str]) -> Vec<Value> {
        let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        cells(value, &columns)
    }

    #[test]
    fn objects_become_columns_and_scalars_stay_what_they_are() {
        let value = json!({"province": {"code": "36", "name": null}, "rate": {"value": 93.5, "suppressed": false}, "late": null});
        let columns = ["province.code", "province.name", "rate.value", "rate.suppressed", "late.value", "none"];
        assert_eq!(
            row(&value, &columns),
            [json!("36"), json!(null), json!(93.5), json!(false), json!(null), json!(null)]
        );
    }

    #[test]
    fn a_list_is_one_cell_and_columns_of_its_items_stay_in_step() {
        let value = json!({"tags": ["a", 1, true], "none": [], "one": ["x"],
            "products": [{"name": "Kopi", "kbli": null}, {"name": "Gula", "kbli": "10"}], "values": {"A03": {"total": 3}}});
        assert_eq!(
            row(&value, &["tags", "none", "one", "products.name", "products.kbli", "values"]),
            [
                json!("a | 1 | true"),
                json!(null),
                json!("x"),
                json!("Kopi | Gula"),
                json!(" | 10"),
                json!(r#"{"A03":{"total":3}}"#)
            ]
        );
    }
}
