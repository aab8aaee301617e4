//! The published combinations as a reference set, for dashboards: `GET /v1/reference/publishedCombinations`.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::published::{PUBLISHED, Published};
use super::rules::listed;
use crate::domain::reference::{CodeEntry, CodeSet};
use crate::domain::text::Text;

/// The name of the set.
pub const SET: &str = "publishedCombinations";

/// Roots that count neither persons nor enterprises.
const OPEN: [&str; 3] = ["reportingRate", "targetAttainment", "weaningOverview"];

/// The set. It lies in no database: it changes with the program alone.
pub fn code_set() -> CodeSet {
    let title = Text::new(
        "Kombinasi angka yang dipublikasikan: kode adalah nama akar GraphQL",
        "Combinations of figures that are published: codes are roots of GraphQL",
    );
    let open = OPEN.iter().map(|root| entry(root, json!({ "anyCombinationWithout": ["BLK"] })));
    let closed = PUBLISHED.iter().map(|it| entry(it.root, meta(it)));
    let mut codes: Vec<CodeEntry> = open.chain(closed).collect();
    codes.sort_by(|one, other| one.code.cmp(&other.code));
    CodeSet::new(SET, title, "E-Reporting", codes)
}

fn meta(published: &Published) -> Value {
    let mut meta = json!({ "combinations": listed(published), "times": published.times.words() });
    if published.root == "indicatorTotals"
        && let Some(meta) = meta.as_object_mut()
    {
        // Of indicators that neither count persons or enterprises nor tell of those that another one counts, anything
        // may be asked.
        meta.insert("ofCountsOf".to_owned(), json!(["PERSONS", "ENTERPRISES"]));
        meta.insert("ofCountedBy".to_owned(), json!(true));
        meta.insert("disaggregatedBy".to_owned(), json!([[], ["PROVINCE"]]));
    }
    meta
}

fn entry(root: &str, meta: Value) -> CodeEntry {
    CodeEntry {
        code: root.to_owned(),
        label: Text::new(root, root),
        valid_from: NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default(),
        valid_to: None,
        meta: Some(meta),
    }
}
