//! Which addresses are lists, and what their columns are.

use std::collections::BTreeSet;

use api::domain::{Code, Violation};
use api::rest::listed::{IMPERSONAL, all, listing};
use serde_json::{Value, json};

fn names(list: &str) -> Vec<String> {
    listing(list).unwrap().columns.into_iter().map(|column| column.name).collect()
}

fn refusal(list: &str) -> Violation {
    listing(list).unwrap_err().0.violations.remove(0)
}

#[test]
fn every_list_has_columns_of_its_own() {
    assert!(all().count() > 150, "{}", all().count());
    for (path, _, columns) in all() {
        let names: BTreeSet<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        assert!(!names.is_empty(), "{path} has no columns");
        assert_eq!(names.len(), columns.len(), "{path} has a column twice");
    }
}

#[test]
fn every_record_that_is_called_impersonal_is_one() {
    let known: BTreeSet<&str> = all().map(|(_, record, _)| record).collect();
    let unknown: Vec<_> = IMPERSONAL.iter().filter(|record| !known.contains(**record)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn fields_within_fields_are_named_by_dots() {
    let reports = names("/v1/reports?template=LAP_BULANAN");
    for name in ["unitCode", "period", "receipt.number", "values", "acknowledged"] {
        assert!(reports.iter().any(|known| known == name), "{name} in {reports:?}");
    }
    assert_eq!(reports[0], "id");
    assert!(names("/v1/blks").contains(&"contact.phone".to_owned()));
    assert!(!listing("/v1/blks").unwrap().personal && listing("/v1/persons").unwrap().personal);
}

#[test]
fn kinds_whose_pages_bear_one_name_have_their_own_columns() {
    assert!(names("/v1/training-needs").contains(&"vocation".to_owned()));
    assert!(names("/v1/blks/BLKK-3602-001/duties?archived=true").contains(&"dueOn".to_owned()));
    // The contract calls refusals by the same name as these.
    assert!(names("/v1/problems").contains(&"origin".to_owned()));
}

#[test]
fn what_is_no_list_is_refused_and_says_what_is_close() {
    for no in ["/v1/reports/rpt_1", "https://example.org/v1/reports", "//v1/reports", "reports", "", "/v1/reports#a"] {
        assert_eq!(refusal(no).code, Code::ExportNoList.as_str(), "{no}");
    }
    let close = refusal("/v1/report").params.remove("close").unwrap();
    assert_eq!(close[0], "/v1/reports");
    assert!(refusal("/v1/partner/incubatees?purpose=X").message.en.contains("/v1/partner/exports"));
    assert!(refusal("/v1/changes").message.en.contains("feed"));
    assert_eq!(refusal("/v1/reports?limit=5").params["parameter"], "limit");
    assert_eq!(listing("/v1/reports?limit=5").unwrap_err().code(), Code::ExportNoList);
}

#[test]
fn a_list_that_comes_whole_has_no_pages() {
    assert!(listing("/v1/reports").unwrap().paged && !listing("/v1/indicators").unwrap().paged);
}

#[test]
fn a_cell_is_what_the_record_says_there() {
    let reports = listing("/v1/reports").unwrap().columns;
    let of = |name: &str| reports.iter().find(|column| column.name == name).unwrap();
    let record = json!({"id": "rpt_1", "receipt": {"number": "T-1"}, "values": {"A01": 2}});
    assert_eq!(of("receipt.number").cell(&record), "T-1");
    assert_eq!(of("values").cell(&record), json!({"A01": 2}));
    assert_eq!(of("period").cell(&record), Value::Null);
}
