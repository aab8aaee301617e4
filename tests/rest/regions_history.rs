//! A later decree splits a regency: what was reported stays where it was reported, what is asked of today follows.

use std::collections::BTreeMap;

use api::domain::reference::decrees::{self, Decree, DecreeApplied};
use api::domain::registry::{placements, unit_by_ref};
use api::domain::seed::{self, RegionRow};
use api::domain::{Code, Ctx};
use serde_json::{Value, json};

use super::steps::{act, new_blk, text};
use crate::support::{BLK, Caller, TestApp, complete_values};

/// A second incubator of Lebak, in a village that the split leaves alone.
const STAYS: &str = "BLKK-3602-002";

fn ctx(app: &TestApp) -> Ctx {
    Ctx::system(app.app.clone(), "test")
}

fn row(code: &str, kind: &str, name: &str) -> RegionRow {
    RegionRow {
        code: code.to_owned(),
        level: i32::try_from(code.split('.').count()).unwrap(),
        kind: kind.to_owned(),
        parent_code: code.rsplit_once('.').map(|(above, _)| above.to_owned()),
        name: name.to_owned(),
        timezone: "Asia/Jakarta".to_owned(),
        postal_code: None,
    }
}

/// Cilangkahan, where [`BLK`] stands, leaves Lebak for a new regency.
fn split() -> Decree {
    let mut rows = seed::regions().unwrap();
    rows.retain(|row| row.code != "36.02.01.2002");
    rows.push(row("36.05", "kabupaten", "Kabupaten Cilangkahan"));
    rows.push(row("36.05.01", "kecamatan", "Malingping"));
    rows.push(row("36.05.01.2001", "desa", "Cilangkahan"));
    Decree {
        name: "Kepmendagri uji".to_owned(),
        effective_on: "2026-11-01".parse().unwrap(),
        rows,
        successors: vec![("36.02.01.2002".to_owned(), "36.05.01.2001".to_owned())],
    }
}

async fn second_blk(app: &TestApp) -> Caller {
    let mut blk = new_blk(STAYS, "36.02.02.2002");
    blk["incubatorStatus"] = json!("ACTIVE");
    app.admin().await.post("/v1/blks", blk).await.expect(201);
    app.person(api::vocab::Role::BlkHead, None, Some(STAYS)).await
}

async fn approve(app: &TestApp, head: &Caller, blk: &str, period: &str) {
    let new = json!({"blk": blk, "template": "LAP_BULANAN", "period": period, "values": complete_values()});
    let report = head.post("/v1/reports", new).await.expect(201);
    let report = act(head, &report, "submit", json!({})).await.expect(200);
    let coordinator = app.coordinator().await;
    let report = act(&coordinator, &report, "start-review", json!({})).await.expect(200);
    let report = act(&coordinator, &report, "verify", json!({})).await.expect(200);
    act(&app.reviewer().await, &report, "approve", json!({})).await.expect(200);
}

async fn asked(app: &TestApp, indicators: Value, basis: &str, group_by: Value) -> Vec<Value> {
    let query = "query T($indicators: [String!]!, $by: [TotalsGroup!]!, $basis: RegionBasis!) {
        indicatorTotals(indicators: $indicators, periods: {from: \"2026-09\", to: \"2026-10\"}, groupBy: $by, regionBasis: $basis) {
            rows { province { code } regency { code name } period indicatorCode value reports }
        }
    }";
    let variables = json!({"indicators": indicators, "by": group_by, "basis": basis});
    // Who sees single reports may ask for any periods and groups.
    let data = Caller::data(app.admin().await.graphql(query, variables).await);
    data["indicatorTotals"]["rows"].as_array().unwrap().clone()
}

/// Trainees started by regency: value and reports.
async fn by_regency(app: &TestApp, basis: &str) -> BTreeMap<String, (f64, i64)> {
    let rows = asked(app, json!(["A03"]), basis, json!(["REGENCY"])).await;
    let total = |row: &Value| (row["value"].as_f64().unwrap(), row["reports"].as_i64().unwrap());
    rows.iter().map(|row| (text(&row["regency"], "code").to_owned(), total(row))).collect()
}

async fn national(app: &TestApp, basis: &str) -> f64 {
    let rows = asked(app, json!(["A03"]), basis, json!(["NATION"])).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0]["province"].is_null() && rows[0]["regency"].is_null() && rows[0]["period"].is_null());
    rows[0]["value"].as_f64().unwrap()
}

fn of<const N: usize>(rows: [(&str, f64, i64); N]) -> BTreeMap<String, (f64, i64)> {
    rows.into_iter().map(|(code, value, reports)| (code.to_owned(), (value, reports))).collect()
}

#[tokio::test]
async fn a_split_leaves_what_was_reported_and_maps_anew_what_is_current() {
    let app = TestApp::start().await;
    approve(&app, &app.head().await, BLK, "2026-10").await;
    approve(&app, &second_blk(&app).await, STAYS, "2026-10").await;
    let whole = of([("36.02", 64.0, 2)]);
    assert_eq!(by_regency(&app, "AS_REPORTED").await, whole);
    assert_eq!(by_regency(&app, "CURRENT").await, whole);

    let applied = decrees::apply(&ctx(&app), split()).await.unwrap();
    assert_eq!((applied.moved, &applied.unplaced), (1, &Vec::new()));
    assert_eq!((applied.regions.begun, applied.regions.ended), (3, 1));
    assert_eq!(by_regency(&app, "AS_REPORTED").await, whole);
    assert_eq!(by_regency(&app, "CURRENT").await, of([("36.02", 32.0, 1), ("36.05", 32.0, 1)]));
    assert_eq!((national(&app, "AS_REPORTED").await, national(&app, "CURRENT").await), (64.0, 64.0));

    // A report begun since counts in the new regency on both.
    approve(&app, &app.head().await, BLK, "2026-09").await;
    assert_eq!(by_regency(&app, "AS_REPORTED").await, of([("36.02", 64.0, 2), ("36.05", 32.0, 1)]));
    assert_eq!(by_regency(&app, "CURRENT").await, of([("36.02", 32.0, 1), ("36.05", 64.0, 2)]));
}

#[tokio::test]
async fn an_old_code_resolves_for_its_time_and_the_unit_has_two_stretches() {
    let app = TestApp::start().await;
    let ctx = ctx(&app);
    let unit = unit_by_ref(ctx.db(), BLK).await.unwrap();
    let before = placements::history(&ctx, unit.id).await.unwrap();
    assert_eq!(before.len(), 1);
    assert_eq!((&*before[0].region_code, before[0].to_on), ("36.02.01.2002", None));
    decrees::apply(&ctx, split()).await.unwrap();

    let anonymous = app.anonymous();
    let then = anonymous.get("/v1/regions?parent=36.02.01&q=cilangkahan&asOf=2026-10-31").await.expect(200);
    assert_eq!(text(&then["data"][0], "code"), "36.02.01.2002");
    let now = anonymous.get("/v1/regions?parent=36.02.01&q=cilangkahan").await.expect(200);
    assert_eq!(now["data"], json!([]));
    let ended = anonymous.get("/v1/regions/36.02.01.2002").await.expect(200);
    assert_eq!(text(&ended, "validTo"), "2026-11-01");

    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let rows = placements::history(&ctx, unit.id).await.unwrap();
    let rows: Vec<_> = rows.iter().map(|row| (&*row.region_code, row.from_on, row.to_on)).collect();
    let split = day("2026-11-01");
    assert_eq!(rows, [("36.02.01.2002", day("2026-08-01"), Some(split)), ("36.05.01.2001", split, None)]);
    let moved = unit_by_ref(ctx.db(), BLK).await.unwrap();
    assert_eq!((&*moved.region_code, moved.version), ("36.05.01.2001", unit.version + 1));
}

#[tokio::test]
async fn a_decree_that_broke_off_goes_on_and_moves_nothing_twice() {
    let app = TestApp::start().await;
    let ctx = ctx(&app);
    let without = Decree { successors: Vec::new(), ..split() };
    let applied = decrees::apply(&ctx, without).await.unwrap();
    assert_eq!((applied.moved, applied.unplaced), (0, vec![BLK.to_owned()]));
    let DecreeApplied { moved, unplaced, .. } = decrees::apply(&ctx, split()).await.unwrap();
    assert_eq!((moved, unplaced), (1, Vec::new()));
    let DecreeApplied { moved, unplaced, .. } = decrees::apply(&ctx, split()).await.unwrap();
    assert_eq!((moved, unplaced), (0, Vec::new()));
}

#[tokio::test]
async fn a_decree_of_tomorrow_or_of_some_regions_is_refused() {
    let app = TestApp::start().await;
    let ctx = ctx(&app);
    let faults = async |decree: Decree| -> Vec<(String, String)> {
        let refused = decrees::apply(&ctx, decree).await.unwrap_err();
        refused.0.violations.iter().map(|fault| (fault.code.clone(), fault.path.clone())).collect()
    };
    let fault = |code: Code, path: &str| (code.as_str().to_owned(), path.to_owned());
    let tomorrow = Decree { effective_on: "2026-11-06".parse().unwrap(), ..split() };
    assert_eq!(faults(tomorrow).await, [fault(Code::FieldRange, "/effectiveOn")]);
    let earlier = Decree { effective_on: "2025-04-25".parse().unwrap(), ..split() };
    assert_eq!(faults(earlier).await, [fault(Code::Overlap, "/effectiveOn")]);
    let changes = Decree { rows: vec![row("36", "provinsi", "Banten")], successors: Vec::new(), ..split() };
    assert_eq!(faults(changes).await, [fault(Code::FieldLength, "/rows")]);
    let astray = Decree { successors: vec![("36.99".to_owned(), "36.98".to_owned())], ..split() };
    let wanted = [fault(Code::UnknownCode, "/successors/0/oldCode"), fault(Code::UnknownCode, "/successors/0/newCode")];
    assert_eq!(faults(astray).await, wanted);
}

#[tokio::test]
async fn a_move_comes_after_the_last_and_not_tomorrow() {
    let app = TestApp::start().await;
    let ctx = ctx(&app);
    let unit = unit_by_ref(ctx.db(), BLK).await.unwrap();
    for (day, code) in [("2026-08-01", Code::Overlap), ("2026-11-06", Code::FieldRange)] {
        let tx = ctx.begin().await.unwrap();
        let day = day.parse().unwrap();
        let refused = placements::place(&tx, &unit, "36.02.02", "Asia/Jakarta", day, None).await.unwrap_err();
        let fault = &refused.0.violations[0];
        assert_eq!((&*fault.code, &*fault.path), (code.as_str(), "/effectiveOn"));
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn totals_are_numbers_by_period_and_percentages_are_means() {
    let app = TestApp::start().await;
    approve(&app, &app.head().await, BLK, "2026-09").await;
    approve(&app, &app.head().await, BLK, "2026-10").await;
    let rows = asked(&app, json!(["A08", "C06"]), "CURRENT", json!(["PROVINCE", "PERIOD"])).await;
    let seen: Vec<_> = rows
        .iter()
        .map(|row| (text(&row["province"], "code"), text(row, "period"), text(row, "indicatorCode"), &row["value"]))
        .collect();
    let (attendance, hours) = (json!(93.5), json!(42.5));
    let wanted = [
        ("36", "2026-09", "A08", &attendance),
        ("36", "2026-09", "C06", &hours),
        ("36", "2026-10", "A08", &attendance),
        ("36", "2026-10", "C06", &hours),
    ];
    assert_eq!(seen, wanted);
    let all = asked(&app, json!(["A08", "C06"]), "AS_REPORTED", json!([])).await;
    assert_eq!((all[0]["value"].as_f64(), all[1]["value"].as_f64()), (Some(93.5), Some(85.0)));
}

#[tokio::test]
async fn an_unknown_indicator_and_a_malformed_period_are_named() {
    let app = TestApp::start().await;
    let query = "query T($from: String!) { indicatorTotals(indicators: [\"A03\", \"Z99\"], periods: {from: $from, to: \"2026-10\"}, groupBy: []) { rows { value } } }";
    let reply = app.anonymous().graphql(query, json!({"from": "2026-1"})).await;
    let errors = reply.body["errors"][0]["extensions"]["errors"].as_array().unwrap();
    let seen: Vec<_> = errors.iter().map(|fault| (text(fault, "code"), text(fault, "path"))).collect();
    assert_eq!(seen, [("FIELD.UNKNOWN_CODE", "/indicators/1"), ("PERIOD.MALFORMED", "/periods/from")]);
}
