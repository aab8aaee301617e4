//! Tables within a row: a sheet has a column for each channel or source, the single call a list of them.

use serde_json::{Map, Value, json};

use crate::domain::text::pointer;

/// The lists that were made of columns, so that faults are found among the columns again.
#[derive(Debug, Default)]
pub(super) struct Tables(Vec<(&'static str, Vec<String>)>);

impl Tables {
    /// `{"LANGSUNG": 5}` becomes `[{"channel": "LANGSUNG", "amount": 5}]`. What is 0 is not there. A list stays.
    pub(super) fn list(&mut self, row: &mut Value, field: &'static str, key: &str, amount: &str) {
        let item = |code: &str, value: Value| json!({key: code, amount: value});
        self.lay(row, field, |columns| {
            let filled = columns.into_iter().filter(|(_, value)| !is_zero(value));
            filled.map(|(code, value)| (format!("/{field}/{}", pointer(&code)), item(&code, value))).collect()
        });
    }

    /// `{"PEREMPUAN": {"DALAM_HUBUNGAN_KERJA": 2}}` becomes a list of workers of a sex and a relation.
    pub(super) fn workers(&mut self, row: &mut Value, field: &'static str) {
        self.lay(row, field, |columns| {
            let mut items = Vec::new();
            for (sex, relations) in columns {
                let Value::Object(relations) = relations else { continue };
                for (relation, count) in relations.into_iter().filter(|(_, count)| !is_zero(count)) {
                    let at = format!("/{field}/{}/{}", pointer(&sex), pointer(&relation));
                    items.push((at, json!({"sex": sex, "relation": relation, "count": count})));
                }
            }
            items
        });
    }

    /// One thing of a list: `{"product": "Keripik"}` becomes the only item of it.
    pub(super) fn one(&mut self, row: &mut Value, field: &'static str) {
        self.lay(row, field, |columns| vec![(format!("/{field}"), Value::Object(columns))]);
    }

    fn lay(
        &mut self,
        row: &mut Value,
        field: &'static str,
        items: impl FnOnce(Map<String, Value>) -> Vec<(String, Value)>,
    ) {
        let Some(place) = row.get_mut(field) else { return };
        if let Value::Object(columns) = place {
            let (columns, list) = items(std::mem::take(columns)).into_iter().unzip();
            *place = Value::Array(list);
            self.0.push((field, columns));
        }
    }

    /// The column of a fault.
    pub(super) fn column(&self, path: &str) -> String {
        self.within(path).unwrap_or_else(|| path.to_owned())
    }

    fn within(&self, path: &str) -> Option<String> {
        let mut steps = path.strip_prefix('/')?.splitn(3, '/');
        let (field, index, rest) = (steps.next()?, steps.next()?, steps.next());
        let (_, columns) = self.0.iter().find(|(name, _)| *name == field)?;
        let column = columns.get(index.parse::<usize>().ok()?)?;
        // Of one thing each part has its column.
        let whole = format!("/{field}");
        Some(rest.filter(|_| *column == whole).map_or_else(|| column.clone(), |rest| format!("{whole}/{rest}")))
    }
}

fn is_zero(value: &Value) -> bool {
    value.as_f64() == Some(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_lists_and_faults_find_their_columns() {
        let mut row = json!({
            "sales": {"LANGSUNG": 5, "EKSPOR": 0, "RESELLER": 7},
            "permanentWorkers": {"PEREMPUAN": {"DALAM_HUBUNGAN_KERJA": 2, "LUAR_HUBUNGAN_KERJA": 0}},
            "production": {"product": "Keripik", "volume": 12.5},
            "capital": [{"source": "KUR", "amount": 1}],
        });
        let mut tables = Tables::default();
        tables.list(&mut row, "sales", "channel", "amount");
        tables.list(&mut row, "capital", "source", "amount");
        tables.workers(&mut row, "permanentWorkers");
        tables.one(&mut row, "production");
        let sales = json!([{"channel": "LANGSUNG", "amount": 5}, {"channel": "RESELLER", "amount": 7}]);
        assert_eq!(row["sales"], sales);
        let workers = json!([{"sex": "PEREMPUAN", "relation": "DALAM_HUBUNGAN_KERJA", "count": 2}]);
        assert_eq!(row["permanentWorkers"], workers);
        assert_eq!(row["production"], json!([{"product": "Keripik", "volume": 12.5}]));
        assert_eq!(row["capital"], json!([{"source": "KUR", "amount": 1}]));
        for (path, column) in [
            ("/sales/1/amount", "/sales/RESELLER"),
            ("/sales", "/sales"),
            ("/permanentWorkers/0/count", "/permanentWorkers/PEREMPUAN/DALAM_HUBUNGAN_KERJA"),
            ("/production/0/unit", "/production/unit"),
            ("/capital/0/amount", "/capital/0/amount"),
            ("/month", "/month"),
            ("", ""),
        ] {
            assert_eq!(tables.column(path), column, "{path}");
        }
    }
}
