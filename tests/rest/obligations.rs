//! What is owed, until when, and how that changes.

use api::domain::{Ctx, obligations::open::open_due};
use api::vocab::Role;
use serde_json::{Value, json};

use super::steps::{act, draft, new_blk, owed, submitted, text};
use crate::support::{BLK, OTHER_BLK, TestApp, report};

async fn open(app: &TestApp) -> usize {
    open_due(&Ctx::system(app.app.clone(), "test")).await.unwrap()
}

/// Template and period of everything a unit owes.
fn rows(list: &Value) -> Vec<(&str, &str)> {
    let mut rows: Vec<_> =
        list["data"].as_array().unwrap().iter().map(|row| (text(row, "template"), text(row, "period"))).collect();
    rows.sort_unstable();
    rows
}

#[tokio::test]
async fn a_blk_owes_one_report_per_template_and_period_from_its_enrolment() {
    let app = TestApp::start().await;
    let list = app.head().await.get("/v1/obligations").await.expect(200);
    let wanted = [
        ("LAP_BULANAN", "2026-08"),
        ("LAP_BULANAN", "2026-09"),
        ("LAP_BULANAN", "2026-10"),
        ("LAP_TRIWULAN", "2026-Q3"),
    ];
    assert_eq!(rows(&list), wanted);
}

#[tokio::test]
async fn opening_what_is_open_already_adds_nothing() {
    let app = TestApp::start().await;
    assert_eq!(open(&app).await, 0);
}

#[tokio::test]
async fn a_report_is_due_at_the_last_second_of_the_day_in_the_zone_of_the_blk() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (code, region, opens, due) in [
        ("BLKK-3603-009", "36.03", "2026-10-31T17:00:00Z", "2026-11-10T16:59:59Z"),
        ("BLKK-7371-001", "73.71", "2026-10-31T16:00:00Z", "2026-11-10T15:59:59Z"),
        ("BLKK-9171-001", "91.71", "2026-10-31T15:00:00Z", "2026-11-10T14:59:59Z"),
    ] {
        admin.post("/v1/blks", new_blk(code, region)).await.expect(201);
        open(&app).await;
        let row = owed(&admin, &format!("blk={code}&template=LAP_BULANAN&period=2026-10")).await;
        assert_eq!((text(&row, "opensAt"), text(&row, "dueAt")), (opens, due), "{code}");
    }
}

#[tokio::test]
async fn a_period_opens_with_the_new_day_of_the_blk_and_not_with_that_of_jakarta() {
    let app = TestApp::start().await;
    app.admin().await.post("/v1/blks", new_blk("BLKK-9171-001", "91.71")).await.expect(201);
    app.clock().set("2026-11-30T15:30:00Z".parse().unwrap());
    let east = app.person(Role::BlkOperator, None, Some("BLKK-9171-001")).await;
    let body = json!({"blk": "BLKK-9171-001", "template": "LAP_BULANAN", "period": "2026-11"});
    east.post("/v1/reports", body).await.expect(201);
    app.head().await.post("/v1/reports", report("2026-11", json!({}))).await.refused(422, "PERIOD.NOT_OPEN");
}

#[tokio::test]
async fn a_blk_that_does_not_work_owes_nothing_until_it_does() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut blk = new_blk("BLKK-3603-009", "36.03");
    blk["operationStatus"] = json!("INACTIVE");
    admin.post("/v1/blks", blk).await.expect(201);
    open(&app).await;
    assert_eq!(rows(&admin.get("/v1/obligations?blk=BLKK-3603-009").await.expect(200)), []);
    let working = json!({"aspect": "OPERATION", "status": "OPERATIONAL", "fromOn": "2026-10-15", "reason": "Dibuka"});
    admin.post("/v1/blks/BLKK-3603-009/status-changes", working).await.expect(201);
    open(&app).await;
    let list = admin.get("/v1/obligations?blk=BLKK-3603-009").await.expect(200);
    assert_eq!(rows(&list), [("LAP_BULANAN", "2026-10")]);
}

#[tokio::test]
async fn days_run_out_and_what_did_not_arrive_is_late() {
    let app = TestApp::start().await;
    app.clock().set("2026-11-10T17:00:00Z".parse().unwrap());
    let row = owed(&app.head().await, "template=LAP_BULANAN&period=2026-10").await;
    assert_eq!((row["late"].as_bool(), row["daysLeft"].as_i64()), (Some(true), Some(-1)));
}

#[tokio::test]
async fn each_obligation_is_late_or_not_late() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let late = head.get("/v1/obligations?late=true").await.expect(200);
    let others = head.get("/v1/obligations?late=false").await.expect(200);
    assert_eq!(rows(&late), [("LAP_BULANAN", "2026-08"), ("LAP_BULANAN", "2026-09"), ("LAP_TRIWULAN", "2026-Q3")]);
    assert_eq!(rows(&others), [("LAP_BULANAN", "2026-10")]);
}

#[tokio::test]
async fn an_extension_of_a_region_makes_a_late_report_punctual() {
    let app = TestApp::start().await;
    app.clock().set("2026-11-12T02:00:00Z".parse().unwrap());
    let report = submitted(&app, "2026-10").await;
    assert_eq!(report["onTime"], false);
    let flood = json!({"target": {"region": "36.02", "template": "LAP_BULANAN", "period": "2026-10"}, "until": "2026-11-15", "reason": "Banjir di Lebak"});
    let changed = app.coordinator().await.post("/v1/obligations/extend", flood).await.expect(200);
    assert_eq!(changed["count"], 1);
    let head = app.head().await;
    let row = owed(&head, "template=LAP_BULANAN&period=2026-10").await;
    assert_eq!((row["late"].as_bool(), row["onTime"].as_bool()), (Some(false), Some(true)));
    assert_eq!(
        (text(&row, "dueAt"), text(&row, "reason"), row["extended"].as_bool()),
        ("2026-11-15T16:59:59Z", "Banjir di Lebak", Some(true))
    );
    assert_eq!(super::steps::read(&head, &report).await["onTime"], true);
}

#[tokio::test]
async fn an_extension_needs_a_reason_and_a_later_day() {
    let app = TestApp::start().await;
    let coordinator = app.coordinator().await;
    let body = |until: &str, reason: &str| json!({"target": {"region": "36.02", "template": "LAP_BULANAN", "period": "2026-10"}, "until": until, "reason": reason});
    let silent = coordinator.post("/v1/obligations/extend", body("2026-11-20", " ")).await;
    assert_eq!(silent.faults(), [("REASON.REQUIRED".into(), "/reason".into())]);
    let earlier = coordinator.post("/v1/obligations/extend", body("2026-11-09", "Banjir")).await;
    assert_eq!(earlier.faults(), [("FIELD.OUT_OF_RANGE".into(), "/until".into())]);
}

#[tokio::test]
async fn only_managers_of_the_region_extend() {
    let app = TestApp::start().await;
    let body = |region: &str| json!({"target": {"region": region}, "until": "2026-12-20", "reason": "Banjir"});
    let coordinator = app.coordinator().await;
    coordinator.post("/v1/obligations/extend", body("32")).await.refused(403, "ACCESS.DENIED");
    for other in [app.operator().await, app.head().await, app.reviewer().await] {
        other.post("/v1/obligations/extend", body("36.02")).await.refused(403, "ACCESS.DENIED");
    }
}

#[tokio::test]
async fn an_obligation_out_of_scope_looks_missing() {
    let app = TestApp::start().await;
    let row = owed(&app.admin().await, &format!("blk={OTHER_BLK}&period=2026-10")).await;
    let coordinator = app.coordinator().await;
    let named = json!({"target": {"obligations": [row["id"]]}, "until": "2026-12-20", "reason": "Banjir"});
    coordinator.post("/v1/obligations/extend", named).await.refused(404, "RESOURCE.NOT_FOUND");
    coordinator.get(&format!("/v1/obligations/{}", text(&row, "id"))).await.refused(404, "RESOURCE.NOT_FOUND");
    app.head().await.get(&format!("/v1/obligations/{}", text(&row, "id"))).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn a_waived_report_is_no_longer_owed_and_cannot_be_filed() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let row = owed(&head, "template=LAP_BULANAN&period=2026-09").await;
    let waive = json!({"target": {"obligations": [row["id"]]}, "reason": "Gempa"});
    coordinator.post("/v1/obligations/waive", waive).await.expect(200);
    let row = owed(&head, "template=LAP_BULANAN&period=2026-09").await;
    assert_eq!((text(&row, "status"), text(&row, "reason")), ("WAIVED", "Gempa"));
    assert_eq!((row["late"].as_bool(), &row["daysLeft"]), (Some(false), &Value::Null));
    head.post("/v1/reports", report("2026-09", json!({}))).await.refused(422, "REPORT.NOT_OWED");
}

#[tokio::test]
async fn only_an_open_obligation_is_waived() {
    let app = TestApp::start().await;
    let head = app.head().await;
    draft(&head, "2026-10").await;
    let row = owed(&head, "template=LAP_BULANAN&period=2026-10").await;
    assert_eq!(text(&row, "status"), "DRAFT");
    let waive = json!({"target": {"obligations": [row["id"]]}, "reason": "Gempa"});
    app.coordinator().await.post("/v1/obligations/waive", waive).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(text(&owed(&head, "template=LAP_BULANAN&period=2026-10").await, "status"), "DRAFT");
}

#[tokio::test]
async fn an_obligation_follows_its_report() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let status = async || text(&owed(&head, &format!("blk={BLK}&period=2026-10")).await, "status").to_owned();
    assert_eq!(status().await, "OPEN");
    let report = draft(&head, "2026-10").await;
    assert_eq!(status().await, "DRAFT");
    let report = act(&head, &report, "submit", json!({})).await.expect(200);
    assert_eq!(status().await, "SUBMITTED");
    let report = act(&coordinator, &report, "start-review", json!({})).await.expect(200);
    act(&coordinator, &report, "reject", json!({"reason": "Bukan laporan ini"})).await.expect(200);
    assert_eq!(status().await, "DRAFT");
}

#[tokio::test]
async fn an_undotted_region_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for list in ["obligations", "reports", "blks", "users"] {
        let refused = admin.get(&format!("/v1/{list}?region=3602")).await;
        assert_eq!(refused.faults(), [("REGION.CODE_SYSTEM_REQUIRED".into(), "/region".into())], "{list}");
    }
    let body = json!({"target": {"region": "3602"}, "until": "2026-12-20", "reason": "Banjir"});
    let refused = admin.post("/v1/obligations/extend", body).await;
    assert_eq!(refused.faults(), [("REGION.CODE_SYSTEM_REQUIRED".into(), "/target/region".into())]);
}
