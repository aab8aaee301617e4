//! reportingRate: expected, submitted, on time, not empty, valid, approved.

use std::collections::BTreeMap;

use api::vocab::Role;
use serde_json::{Value, json};

use super::acts::{World, act, submit};
use super::oracle::{self, FIELDS, Keys, Owed, Wanted};
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, TestApp, complete_values, report};

const NUMBERS: [&str; 6] = ["expected", "submitted", "onTime", "nonEmpty", "valid", "approved"];

/// The rows of an answer to random arguments.
async fn rows(caller: &Caller, arguments: &str) -> Vec<Value> {
    let query = format!(
        "{{ reportingRate(template: \"LAP_BULANAN\", {arguments}) {{ rows {{ {FIELDS} expected submitted onTime nonEmpty \
         valid approved rate {{ value suppressed }} }} }} }}"
    );
    let data = Caller::data(caller.graphql(&query, json!({})).await);
    data["reportingRate"]["rows"].as_array().unwrap().clone()
}

fn numbers(row: &Value) -> [i64; 6] {
    NUMBERS.map(|field| row[field].as_i64().unwrap_or_else(|| panic!("{field} in {row}")))
}

fn counted(wanted: &Wanted, owed: &[Owed]) -> BTreeMap<Keys, [i64; 6]> {
    let mut cells = BTreeMap::new();
    if wanted.groups.is_empty() {
        cells.insert(Vec::new(), [0; 6]);
    }
    for one in owed {
        for keys in wanted.cells(one) {
            let cell: &mut [i64; 6] = cells.entry(keys).or_default();
            cell.iter_mut().zip(one.flags).for_each(|(sum, flag)| *sum += flag);
        }
    }
    cells
}

async fn compare(world: &mut World, questions: usize) {
    let owed = oracle::all(world).await;
    let admin = world.app.admin().await;
    for _ in 0..questions {
        let wanted = Wanted::random(&mut world.rng, &owed);
        let rows = rows(&admin, &wanted.arguments()).await;
        let seen: BTreeMap<Keys, [i64; 6]> = rows.iter().map(|row| (wanted.keys(row), numbers(row))).collect();
        assert_eq!(seen.len(), rows.len(), "two rows for one cell: {wanted:?}");
        assert_eq!(seen, counted(&wanted, &owed), "{wanted:?}");
        for row in &rows {
            let [expected, others @ ..] = numbers(row);
            assert!(others.iter().all(|number| (0..=expected).contains(number)), "{row}");
            match row["rate"]["value"].as_f64() {
                Some(rate) => assert!((0.0..=100.0).contains(&rate) && expected > 0, "{row}"),
                None => assert_eq!(expected, 0, "{row}"),
            }
        }
    }
}

#[tokio::test]
async fn rates_equal_what_is_counted_apart_after_any_sequence_of_actions() {
    for seed in [1, 2] {
        let mut world = World::new(seed).await;
        world.act(40).await;
        compare(&mut world, 12).await;
        world.relocate().await;
        world.day("2026-11-12T02:00:00Z").await;
        world.act(40).await;
        world.relocate().await;
        world.day("2026-12-03T02:00:00Z").await;
        world.act(60).await;
        compare(&mut world, 25).await;
    }
}

#[tokio::test]
async fn asked_as_of_a_position_or_a_time_the_rates_stay() {
    let mut world = World::new(3).await;
    world.act(50).await;
    let position = world.position().await;
    // A moment later than all of it: ids are told apart by milliseconds.
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let time = world.app.app.clock.now().to_rfc3339();
    let owed = oracle::all(&world).await;
    let questions: Vec<String> = ["AS_REPORTED", "CURRENT"]
        .into_iter()
        .flat_map(|basis| {
            ["", "PROVINCE, MONTH", "REGENCY", "BLK, QUARTER"].map(|groups| {
                format!("periods: {{from: \"2026\", to: \"2026\"}}, groupBy: [{groups}], regionBasis: {basis}")
            })
        })
        .collect();
    let admin = world.app.admin().await;
    let mut before = Vec::new();
    for question in &questions {
        let live = rows(&admin, question).await;
        assert_eq!(rows(&admin, &format!("{question}, asOf: \"{position}\"")).await, live, "{question}");
        before.push(live);
    }
    world.day("2026-11-12T02:00:00Z").await;
    world.act(50).await;
    for _ in 0..5 {
        world.relocate().await;
    }
    world.position().await;
    assert_ne!(format!("{owed:?}"), format!("{:?}", oracle::all(&world).await), "nothing happened");
    let admin = world.app.admin().await;
    for (question, before) in questions.iter().zip(&before) {
        for moment in [position.to_string(), time.clone()] {
            let then = rows(&admin, &format!("{question}, asOf: \"{moment}\"")).await;
            assert_eq!(&then, before, "{question} as of {moment}");
        }
    }
}

#[tokio::test]
async fn an_approval_is_in_the_next_answer_with_where_it_comes_from() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let ask = async || {
        let query = "{ reportingRate(template: \"LAP_BULANAN\", periods: {from: \"2026-10\", to: \"2026-10\"}) {
            provenance { asOf settled dataThrough reportsIncluded reportsExpected approvedShare complete suppressedCells }
            rows { expected submitted approved rate { value suppressed } approvedRate { value } } } }";
        Caller::data(app.anonymous().graphql(query, json!({})).await)["reportingRate"].clone()
    };
    let before = ask().await;
    let rate = json!({"value": 0.0, "suppressed": false});
    let row = json!({"expected": 2, "submitted": 0, "approved": 0, "rate": rate, "approvedRate": {"value": 0.0}});
    assert_eq!(before["rows"], json!([row]));
    assert_eq!(
        (&before["provenance"]["dataThrough"], &before["provenance"]["complete"]),
        (&Value::Null, &json!(false))
    );

    let draft = head.post("/v1/reports", report("2026-10", complete_values())).await.expect(201);
    let report = submit(&head, &draft).await.expect(200);
    let coordinator = app.coordinator().await;
    let report = act(&coordinator, &report, "start-review", json!({})).await.expect(200);
    let report = act(&coordinator, &report, "verify", json!({})).await.expect(200);
    act(&app.reviewer().await, &report, "approve", json!({})).await.expect(200);
    let after = ask().await;
    let rate = json!({"value": 50.0, "suppressed": false});
    let row = json!({"expected": 2, "submitted": 1, "approved": 1, "rate": rate, "approvedRate": {"value": 50.0}});
    assert_eq!(after["rows"], json!([row]));
    let seen = &after["provenance"];
    assert_eq!(
        [&seen["dataThrough"], &seen["reportsIncluded"], &seen["reportsExpected"], &seen["approvedShare"]],
        [&json!("2026-10"), &json!(1), &json!(2), &json!(50.0)]
    );
    assert_eq!((&seen["complete"], &seen["suppressedCells"]), (&json!(false), &json!(0)));
    // What was committed counts before it has its place in the feed, and that is told.
    assert_eq!(seen["settled"], false);
    api::worker::sequencer::run(&app.app).await.unwrap();
    assert_eq!(ask().await["provenance"]["settled"], true);
}

#[tokio::test]
async fn where_nothing_is_expected_there_is_no_rate() {
    let app = TestApp::start().await;
    let query = "{ reportingRate(template: \"LAP_TAHUNAN\", periods: {from: \"2025\", to: \"2025\"}) { rows { expected rate { value } } } }";
    let data = Caller::data(app.anonymous().graphql(query, json!({})).await);
    assert_eq!(data["reportingRate"]["rows"], json!([{"expected": 0, "rate": {"value": null}}]));
}

/// A question with the units that its answer names, and its scope.
async fn scoped(caller: &Caller, scope: &str) -> (Vec<String>, Value) {
    let scope = if scope.is_empty() { String::new() } else { format!(", scope: {scope}") };
    let query = format!(
        "{{ reportingRate(template: \"LAP_BULANAN\", periods: {{from: \"2026-10\", to: \"2026-10\"}}, groupBy: [REGENCY]{scope}) \
         {{ rows {{ regency {{ code }} }} }} }}"
    );
    let reply = caller.graphql(&query, json!({})).await;
    assert!(reply.body["errors"].is_null(), "{}", reply.text);
    let rows = reply.body["data"]["reportingRate"]["rows"].as_array().unwrap().clone();
    let codes = rows.iter().map(|row| row["regency"]["code"].as_str().unwrap().to_owned()).collect();
    (codes, reply.body["extensions"]["scopes"].clone())
}

#[tokio::test]
async fn each_sees_its_own_and_an_empty_answer_says_why() {
    let app = TestApp::start().await;
    let told = |scope: &str, units: Value| json!([{"path": "/reportingRate", "scope": scope, "units": units}]);
    let all = ["32.01".to_owned(), "36.02".to_owned()];
    assert_eq!(scoped(&app.anonymous(), "").await, (all.to_vec(), told("PUBLIC", json!("ALL"))));
    assert_eq!(scoped(&app.head().await, "").await, (vec!["36.02".to_owned()], told("MINE", json!(1))));
    assert_eq!(scoped(&app.head().await, "PUBLIC").await, (all.to_vec(), told("PUBLIC", json!("ALL"))));
    assert_eq!(scoped(&app.admin().await, "MINE").await, (all.to_vec(), told("MINE", json!("ALL"))));
    let dashboard = app.machine(Role::Dashboard, None).await;
    for caller in [app.anonymous(), dashboard] {
        let (rows, scopes) = scoped(&caller, "MINE").await;
        assert_eq!(rows, Vec::<String>::new());
        assert_eq!((&scopes[0]["units"], &scopes[0]["reason"]), (&json!(0), &json!("NO_ROW_RIGHTS")));
        assert!(scopes[0]["unlock"].as_str().is_some_and(|words| !words.is_empty()), "{scopes}");
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_its_path() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let whole = "periods: {from: \"2026\", to: \"2026\"}";
    for (arguments, faults) in [
        (
            "template: \"LAP_X\", periods: {from: \"2026-1\", to: \"x\"}".to_owned(),
            vec![
                ("FIELD.UNKNOWN_CODE", "/template"),
                ("PERIOD.MALFORMED", "/periods/from"),
                ("PERIOD.MALFORMED", "/periods/to"),
            ],
        ),
        (
            "template: \"LAP_BULANAN\", periods: {from: \"2026-10\", to: \"2026-09\"}".to_owned(),
            vec![("FIELD.OUT_OF_RANGE", "/periods")],
        ),
        (
            "template: \"LAP_BULANAN\", periods: {from: \"2015\", to: \"2026\"}".to_owned(),
            vec![("FIELD.OUT_OF_RANGE", "/periods")],
        ),
        (
            format!("template: \"LAP_BULANAN\", {whole}, groupBy: [MONTH, PROVINCE, MONTH]"),
            vec![("FIELD.DUPLICATE", "/groupBy/2")],
        ),
        (
            format!("template: \"LAP_BULANAN\", {whole}, filter: {{sex: [\"PEREMPUAN\"], province: []}}"),
            vec![("FIELD.LENGTH", "/filter/province"), ("FIELD.UNKNOWN", "/filter/sex")],
        ),
        (
            format!(
                "template: \"LAP_BULANAN\", {whole}, filter: {{province: [\"32\", \"99\"], regency: [\"3602\", \"36.02\", \"36\"], blk: [\"TIADA\"], vocation: [\"LAS\", \"LAS\"]}}"
            ),
            vec![
                ("FIELD.UNKNOWN_CODE", "/filter/province/1"),
                ("REGION.CODE_SYSTEM_REQUIRED", "/filter/regency/0"),
                ("REGION.WRONG_LEVEL", "/filter/regency/2"),
                ("FIELD.UNKNOWN_CODE", "/filter/blk/0"),
                ("FIELD.DUPLICATE", "/filter/vocation/1"),
                ("FIELD.OUT_OF_RANGE", "/filter/regency/1"),
                ("FIELD.OUT_OF_RANGE", "/filter/regency/2"),
            ],
        ),
        (
            format!(
                "template: \"LAP_BULANAN\", {whole}, regionBasis: CURRENT, filter: {{province: [\"32\"], blk: [\"{BLK}\"]}}"
            ),
            vec![("FIELD.OUT_OF_RANGE", "/filter/blk/0")],
        ),
        (
            format!(
                "template: \"LAP_BULANAN\", {whole}, filter: {{regency: [\"32.01\"], blk: [\"{BLK}\"], kawasan: [\"{KAWASAN}\"]}}"
            ),
            vec![("FIELD.OUT_OF_RANGE", "/filter/blk/0"), ("FIELD.OUT_OF_RANGE", "/filter/kawasan/0")],
        ),
        (
            format!("template: \"LAP_BULANAN\", {whole}, asOf: \"99999999999999999999\""),
            vec![("FIELD.OUT_OF_RANGE", "/asOf")],
        ),
        (
            format!("template: \"LAP_BULANAN\", {whole}, asOf: \"2027-01-01T00:00:00Z\""),
            vec![("FIELD.OUT_OF_RANGE", "/asOf")],
        ),
        (format!("template: \"LAP_BULANAN\", {whole}, asOf: \"kemarin\""), vec![("FIELD.FORMAT", "/asOf")]),
        (
            format!(
                "template: \"LAP_BULANAN\", {whole}, groupBy: [HOST_TYPE], filter: {{vocation: [\"LAS\"]}}, asOf: \"0\""
            ),
            vec![("FIELD.OUT_OF_RANGE", "/filter/vocation"), ("FIELD.OUT_OF_RANGE", "/groupBy/0")],
        ),
    ] {
        let reply =
            admin.graphql(&format!("{{ reportingRate({arguments}) {{ rows {{ expected }} }} }}"), json!({})).await;
        let errors = reply.body["errors"][0]["extensions"]["errors"].as_array().cloned().unwrap_or_default();
        let text = |fault: &Value, field: &str| fault[field].as_str().unwrap().to_owned();
        let mut seen: Vec<_> = errors.iter().map(|fault| (text(fault, "code"), text(fault, "path"))).collect();
        let mut wanted: Vec<_> = faults.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect();
        seen.sort();
        wanted.sort();
        assert_eq!(seen, wanted, "{arguments}: {}", reply.text);
    }
    // A dimension that there is not is a fault of the query itself.
    let unknown = admin
        .graphql(
            &format!(
                "{{ reportingRate(template: \"LAP_BULANAN\", {whole}, groupBy: [DAY]) {{ rows {{ expected }} }} }}"
            ),
            json!({}),
        )
        .await;
    assert!(unknown.text.contains("groupBy.0") && unknown.body["data"].is_null(), "{}", unknown.text);
    let said = &unknown.body["errors"][0]["extensions"];
    assert_eq!(
        (&said["code"], &said["errors"][0]["code"], &said["errors"][0]["path"]),
        (&json!("QUERY.REFUSED"), &json!("FIELD.UNKNOWN_CODE"), &json!("/reportingRate/groupBy/0"))
    );
}

/// A question narrowed by a filter: its rows and what is said of their scope.
async fn narrowed(caller: &Caller, basis: &str, filter: &str) -> (Value, Value) {
    let query = format!(
        "{{ reportingRate(template: \"LAP_BULANAN\", periods: {{from: \"2026-10\", to: \"2026-10\"}}, scope: MINE, \
         regionBasis: {basis}, filter: {{{filter}}}) {{ rows {{ expected }} }} }}"
    );
    let reply = caller.graphql(&query, json!({})).await;
    assert!(reply.body["errors"].is_null(), "{}", reply.text);
    (reply.body["data"]["reportingRate"]["rows"][0]["expected"].clone(), reply.body["extensions"]["scopes"][0].clone())
}

#[tokio::test]
async fn places_that_hold_none_of_the_callers_units_are_named() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    for (filter, expected, outside) in [
        (format!("blk: [\"{BLK}\"]"), 1, json!(null)),
        ("province: [\"36\"]".to_owned(), 1, json!(null)),
        (format!("blk: [\"{OTHER_BLK}\"]"), 0, json!(["/filter/blk/0"])),
        (format!("blk: [\"{OTHER_BLK}\", \"{BLK}\"]"), 1, json!(["/filter/blk/0"])),
        ("province: [\"36\", \"32\"]".to_owned(), 1, json!(["/filter/province/1"])),
        ("regency: [\"32.01\"]".to_owned(), 0, json!(["/filter/regency/0"])),
        (format!("province: [\"32\"], blk: [\"{OTHER_BLK}\"]"), 0, json!(["/filter/province/0", "/filter/blk/0"])),
    ] {
        for basis in ["AS_REPORTED", "CURRENT"] {
            let (found, scope) = narrowed(&head, basis, &filter).await;
            assert_eq!((&found, &scope["outside"]), (&json!(expected), &outside), "{basis} {filter}: {scope}");
            assert_eq!((&scope["scope"], &scope["units"]), (&json!("MINE"), &json!(1)), "{scope}");
            let why = if outside.is_null() { json!(null) } else { json!("OUTSIDE_ROW_RIGHTS") };
            assert_eq!((&scope["reason"], scope["unlock"].is_string()), (&why, !outside.is_null()), "{scope}");
        }
        // Who sees all finds nothing for want of rights.
        assert_eq!(narrowed(&admin, "CURRENT", &filter).await.1["reason"], json!(null), "{filter}");
    }
}

#[tokio::test]
async fn a_unit_that_moved_is_where_it_was_as_far_as_reports_say_so() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let at = format!("/v1/blks/{BLK}");
    let version = admin.get(&at).await.expect(200)["version"].as_i64().unwrap();
    admin.patch(&at, version, json!({"region": "32.01"})).await.expect(200);
    let filter = format!("province: [\"36\"], blk: [\"{BLK}\"]");
    assert_eq!(narrowed(&head, "AS_REPORTED", &filter).await.1["reason"], json!(null));
    let query = format!(
        "{{ reportingRate(template: \"LAP_BULANAN\", periods: {{from: \"2026-10\", to: \"2026-10\"}}, \
         regionBasis: CURRENT, filter: {{{filter}}}) {{ rows {{ expected }} }} }}"
    );
    let refused = admin.graphql(&query, json!({})).await;
    let fault = &refused.body["errors"][0]["extensions"]["errors"][0];
    assert_eq!(
        (&fault["code"], &fault["path"], &fault["params"]["against"]),
        (&json!("FIELD.OUT_OF_RANGE"), &json!("/filter/blk/0"), &json!("/filter/province")),
        "{}",
        refused.text
    );
}

#[tokio::test]
async fn of_several_places_it_is_enough_that_one_lies_where_the_others_are_named() {
    let app = TestApp::start().await;
    let query = format!(
        "{{ reportingRate(template: \"LAP_BULANAN\", periods: {{from: \"2026\", to: \"2026\"}}, regionBasis: CURRENT, \
         groupBy: [BLK], filter: {{province: [\"32\"], blk: [\"{BLK}\", \"{OTHER_BLK}\"]}}) {{ rows {{ blk {{ code }} }} }} }}"
    );
    let data = Caller::data(app.admin().await.graphql(&query, json!({})).await);
    assert_eq!(data["reportingRate"]["rows"], json!([{"blk": {"code": OTHER_BLK}}]));
}

#[tokio::test]
async fn an_answer_over_nothing_is_not_complete() {
    let app = TestApp::start().await;
    for (root, complete) in [
        ("reportingRate(template: \"LAP_BULANAN\", periods: {from: \"2026\", to: \"2026\"}, scope: MINE)", false),
        ("incubationFunnel(scope: MINE)", false),
        ("reportingRate(template: \"LAP_TAHUNAN\", periods: {from: \"2025\", to: \"2025\"}, scope: PUBLIC)", false),
        ("incubationFunnel(scope: PUBLIC)", true),
    ] {
        let query = format!("{{ it: {root} {{ provenance {{ complete }} }} }}");
        let data = Caller::data(app.anonymous().graphql(&query, json!({})).await);
        assert_eq!(data["it"]["provenance"]["complete"], json!(complete), "{root}");
    }
}
