//! indicatorTotals: sums, means, parts; what is missing, zero and not applicable.

use std::collections::BTreeMap;

use rand::RngExt;
use serde_json::{Value, json};

use super::acts::{World, act, submit};
use super::oracle::{self, FIELDS, Keys, Owed, Wanted};
use crate::support::{Caller, TestApp, complete_values, report};

/// What a total says: value, reports, missing, not applicable.
type Total = (Option<String>, i64, i64, i64);

/// A number as it is compared: two places.
fn places(number: f64) -> String {
    format!("{number:.2}")
}

async fn rows(caller: &Caller, indicators: &[&str], parts: bool, arguments: &str) -> Vec<Value> {
    let by_sex = if parts { ", disaggregateBy: [SEX]" } else { "" };
    let query = format!(
        "{{ indicatorTotals(indicators: {}, {arguments}{by_sex}) {{ rows {{ {FIELDS} sex indicator {{ code number }} value \
         suppressed reports missing notApplicable }} }} }}",
        json!(indicators)
    );
    let data = Caller::data(caller.graphql(&query, json!({})).await);
    data["indicatorTotals"]["rows"].as_array().unwrap().clone()
}

fn total(row: &Value) -> Total {
    let number = |field: &str| row[field].as_i64().unwrap_or_else(|| panic!("{field} in {row}"));
    (row["value"].as_f64().map(places), number("reports"), number("missing"), number("notApplicable"))
}

/// What one report says of an indicator.
enum Said {
    Nothing,
    NotApplicable,
    Number(f64),
}

fn said(value: &Value, sex: Option<&str>) -> Said {
    let number = match (sex, value) {
        (None, Value::Object(parts)) if parts.contains_key("notApplicable") => return Said::NotApplicable,
        (None, Value::Object(parts)) => parts["total"].as_f64(),
        (None, number) => number.as_f64(),
        (Some(sex), value) => value["sex"][sex].as_f64(),
    };
    number.map_or(Said::Nothing, Said::Number)
}

/// The totals of reports that fall into one cell.
fn summed(reports: &[&Value], indicator: &str, sex: Option<&str>) -> Total {
    let (mut numbers, mut silent, mut not_applicable) = (Vec::new(), 0, 0);
    for report in reports {
        match said(&report[indicator], sex) {
            Said::Nothing => silent += 1,
            Said::NotApplicable => not_applicable += 1,
            Said::Number(number) => numbers.push(number),
        }
    }
    let count = i64::try_from(numbers.len()).unwrap();
    let sum: f64 = numbers.iter().sum();
    let number = match (numbers.is_empty(), indicator) {
        (true, _) => None,
        // The mean of percentages, in hundredths, half up.
        (false, "A08") => {
            let hundredths: i64 =
                numbers.iter().map(|number| places(*number).replace('.', "").parse::<i64>().unwrap()).sum();
            let mean = (hundredths + count / 2) / count;
            Some(format!("{}.{:02}", mean / 100, mean % 100))
        }
        (false, _) => Some(places(sum)),
    };
    (number, count + not_applicable, silent, not_applicable)
}

fn counted(wanted: &Wanted, owed: &[Owed], indicators: &[&str], parts: bool) -> BTreeMap<Keys, Total> {
    let mut cells: BTreeMap<Keys, Vec<&Value>> = BTreeMap::new();
    for one in owed {
        let Some(official) = &one.official else { continue };
        for keys in wanted.cells(one) {
            cells.entry(keys).or_default().push(official);
        }
    }
    let mut found = BTreeMap::new();
    for (keys, reports) in &cells {
        for indicator in indicators {
            let key = |sex: Option<&str>| -> Keys {
                keys.iter().cloned().chain([sex.map(ToOwned::to_owned), Some((*indicator).to_owned())]).collect()
            };
            if !parts {
                found.insert(key(None), summed(reports, indicator, None));
                continue;
            }
            let sexes = ["LAKI_LAKI", "PEREMPUAN"].map(|sex| (sex, summed(reports, indicator, Some(sex))));
            let given: Vec<_> = sexes.into_iter().filter(|(_, total)| total.1 > 0).collect();
            if given.is_empty() {
                found.insert(key(None), (None, 0, i64::try_from(reports.len()).unwrap(), 0));
            }
            found.extend(given.into_iter().map(|(sex, total)| (key(Some(sex)), total)));
        }
    }
    found
}

#[tokio::test]
async fn totals_equal_what_is_counted_apart_for_random_groups_and_filters() {
    for seed in [11, 12] {
        let mut world = World::new(seed).await;
        world.act(70).await;
        world.day("2026-11-12T02:00:00Z").await;
        world.relocate().await;
        world.act(110).await;
        let owed = oracle::all(&world).await;
        assert!(owed.iter().filter(|one| one.official.is_some()).count() > 2, "too few are approved");
        let admin = world.app.admin().await;
        for _ in 0..25 {
            let wanted = Wanted::random(&mut world.rng, &owed);
            let parts = world.rng.random_range(0..3) == 0;
            let indicators: &[&str] = if parts { &["A03"] } else { &["A01", "A03", "A08"] };
            let rows = rows(&admin, indicators, parts, &wanted.arguments()).await;
            let key = |row: &Value| -> Keys {
                let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
                wanted.keys(row).into_iter().chain([text(&row["sex"]), text(&row["indicator"]["code"])]).collect()
            };
            let seen: BTreeMap<Keys, Total> = rows.iter().map(|row| (key(row), total(row))).collect();
            assert_eq!(seen.len(), rows.len(), "two rows for one cell: {wanted:?}");
            assert_eq!(seen, counted(&wanted, &owed, indicators, parts), "{wanted:?}, parts {parts}");
            assert!(rows.iter().all(|row| row["suppressed"] == false), "suppressed for an administrator");
        }
    }
}

#[tokio::test]
async fn asked_as_of_a_position_the_totals_stay() {
    let mut world = World::new(13).await;
    world.act(120).await;
    let position = world.position().await;
    let questions: Vec<String> = ["AS_REPORTED", "CURRENT"]
        .into_iter()
        .flat_map(|basis| {
            ["NATION", "PROVINCE, PERIOD", "REGENCY"].map(|groups| {
                format!("periods: {{from: \"2026\", to: \"2026\"}}, groupBy: [{groups}], regionBasis: {basis}")
            })
        })
        .collect();
    let codes = ["A01", "A03", "A08"];
    let admin = world.app.admin().await;
    let mut before = Vec::new();
    for question in &questions {
        let live = rows(&admin, &codes, false, question).await;
        assert!(!live.is_empty(), "nothing is approved");
        assert_eq!(rows(&admin, &codes, false, &format!("{question}, asOf: \"{position}\"")).await, live, "{question}");
        before.push(live);
    }
    world.day("2026-11-12T02:00:00Z").await;
    world.act(60).await;
    for _ in 0..5 {
        world.relocate().await;
    }
    world.position().await;
    let admin = world.app.admin().await;
    for (question, before) in questions.iter().zip(&before) {
        let then = rows(&admin, &codes, false, &format!("{question}, asOf: \"{position}\"")).await;
        assert_eq!(&then, before, "{question}");
    }
}

#[tokio::test]
async fn what_indicators_do_not_have_is_refused_with_its_path() {
    let app = TestApp::start().await;
    let whole = "periods: {from: \"2026\", to: \"2026\"}, groupBy: []";
    for (arguments, faults) in [
        (format!("indicators: [], {whole}"), vec![("FIELD.LENGTH", "/indicators")]),
        (
            format!("indicators: [\"A03\", \"Z99\", \"A03\"], {whole}"),
            vec![("FIELD.UNKNOWN_CODE", "/indicators/1"), ("FIELD.DUPLICATE", "/indicators/2")],
        ),
        // Reports give the parts by sex and those by age, not both at once.
        (
            format!("indicators: [\"A02\"], {whole}, disaggregateBy: [SEX, AGE]"),
            vec![("FIELD.LENGTH", "/disaggregateBy")],
        ),
        (
            format!("indicators: [\"A01\", \"A03\"], {whole}, disaggregateBy: [SEX]"),
            vec![("VALUE.UNKNOWN_DIMENSION", "/disaggregateBy/0")],
        ),
        (
            format!("indicators: [\"A03\"], {whole}, filter: {{sex: [\"PEREMPUAN\"]}}"),
            vec![("FIELD.OUT_OF_RANGE", "/filter/sex")],
        ),
    ] {
        let query = format!("{{ indicatorTotals({arguments}) {{ rows {{ value }} }} }}");
        let reply = app.admin().await.graphql(&query, json!({})).await;
        let errors = reply.body["errors"][0]["extensions"]["errors"].as_array().cloned().unwrap_or_default();
        let text = |fault: &Value, field: &str| fault[field].as_str().unwrap().to_owned();
        let seen: Vec<_> = errors.iter().map(|fault| (text(fault, "code"), text(fault, "path"))).collect();
        let wanted: Vec<_> = faults.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect();
        assert_eq!(seen, wanted, "{arguments}: {}", reply.text);
    }
}

#[tokio::test]
async fn the_old_name_of_an_indicator_still_answers_and_says_which_definition_was_used() {
    let app = TestApp::start().await;
    let query = "{ indicatorTotals(indicators: [\"A03\"], periods: {from: \"2026\", to: \"2026\"}, groupBy: [NATION]) {
        provenance { definitionVersions { code version } regionBasis publication } rows { indicatorCode } } }";
    let data = Caller::data(app.anonymous().graphql(query, json!({})).await);
    let provenance = json!({"definitionVersions": [{"code": "A03", "version": 1}], "regionBasis": "AS_REPORTED", "publication": null});
    assert_eq!(data["indicatorTotals"], json!({"provenance": provenance, "rows": []}));
}

#[tokio::test]
async fn as_of_a_position_a_stock_is_that_of_the_month_that_was_over_then() {
    let app = TestApp::start().await;
    let draft = app.head().await.post("/v1/reports", report("2026-10", complete_values())).await.expect(201);
    let filed = submit(&app.head().await, &draft).await.expect(200);
    let coordinator = app.coordinator().await;
    let filed = act(&coordinator, &filed, "start-review", json!({})).await.expect(200);
    let filed = act(&coordinator, &filed, "verify", json!({})).await.expect(200);
    act(&app.reviewer().await, &filed, "approve", json!({})).await.expect(200);
    api::worker::sequencer::run(&app.app).await.unwrap();
    let ask = async |as_of: &str| {
        let query = format!(
            "{{ indicatorTotals(indicators: [\"C01\"], periods: {{from: \"2026\", to: \"2026\"}}, groupBy: [NATION]{as_of}) \
             {{ provenance {{ asOf reportsIncluded }} rows {{ value reports missing }} }} }}"
        );
        Caller::data(app.admin().await.graphql(&query, json!({})).await)["indicatorTotals"].clone()
    };
    let october = json!([{"value": 10.0, "reports": 1, "missing": 0}]);
    let then = ask("").await;
    assert_eq!((&then["rows"], &then["provenance"]["reportsIncluded"]), (&october, &json!(1)));
    let as_of = format!(", asOf: {}", then["provenance"]["asOf"]);
    assert_eq!(ask(&as_of).await["rows"], october);
    // In December November is over, of which nothing is approved.
    app.clock().set("2026-12-05T02:00:00Z".parse().unwrap());
    assert_eq!(ask("").await["rows"], json!([]));
    assert_eq!(ask(&as_of).await["rows"], october);
}
