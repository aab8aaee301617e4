//! Reminders: in the morning where the unit is, each once; and those by call.

use std::collections::BTreeMap;

use api::domain::Ctx;
use api::domain::ids::{self, Kind};
use api::domain::obligations::open::open_due;
use api::vocab::Role;
use api::worker::remind;
use chrono::{DateTime, Duration, Utc};
use entity::{notification, obligation, reminder, unit};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::kept_steps::{at, faulty, forum, record, rows};
use super::super::steps::{act, count, draft, in_review, new_blk, owed, submitted, text};
use super::acts::{enterprise, merged, refusal, take};
use super::notices::told;
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, Reply, TestApp};

/// A BLK in the easternmost zone.
const EAST: &str = "BLKK-9171-001";
const REMIND: &str = "/v1/obligations/remind";

async fn run(app: &TestApp) -> usize {
    remind::run(&app.app).await.unwrap()
}

fn set(app: &TestApp, at: &str) {
    app.clock().set(at.parse().unwrap());
}

/// Offsets of what was sent of the monthly report of a period, with the hour, by the code of the unit.
async fn sent(app: &TestApp, period: &str) -> BTreeMap<String, Vec<(i32, String)>> {
    let db = app.app.store.reader();
    let owed = obligation::Entity::find().filter(obligation::Column::Occurrence.eq(period)).all(db).await.unwrap();
    let mut found: BTreeMap<String, Vec<(i32, String)>> = BTreeMap::new();
    let mut all = reminder::Entity::find().all(db).await.unwrap();
    all.sort_by_key(|row| row.sent_at);
    for row in all.into_iter().filter(|row| row.subject_kind == "Obligation") {
        if let Some(owed) = owed.iter().find(|owed| owed.id == row.subject_id) {
            let unit = unit::Entity::find_by_id(owed.unit_id).one(db).await.unwrap().unwrap();
            found.entry(unit.code).or_default().push((row.offset_days, row.sent_at.format("%m-%dT%H").to_string()));
        }
    }
    found
}

/// What is expected of [`sent`].
fn hours(all: [(i32, &str); 5]) -> Vec<(i32, String)> {
    all.map(|(offset, hour)| (offset, hour.to_owned())).to_vec()
}

#[tokio::test]
async fn a_month_of_steps_brings_each_reminder_once_in_the_morning_where_the_blk_is() {
    let app = TestApp::start().await;
    app.admin().await.post("/v1/blks", new_blk(EAST, "91.71")).await.expect(201);
    app.person(Role::BlkHead, None, Some(EAST)).await;
    set(&app, "2026-12-01T21:00:00Z");
    open_due(&Ctx::system(app.app.clone(), "test")).await.unwrap();
    let (mut now, end): (DateTime<Utc>, DateTime<Utc>) =
        ("2026-12-01T21:00:00Z".parse().unwrap(), "2026-12-30T21:00:00Z".parse().unwrap());
    while now < end {
        app.clock().set(now);
        run(&app).await;
        now += Duration::hours(2);
    }
    let sent = sent(&app, "2026-11").await;
    let west = [(-7, "12-03T01"), (-3, "12-07T01"), (0, "12-10T01"), (3, "12-13T01"), (10, "12-20T01")];
    let east = [(-7, "12-02T23"), (-3, "12-06T23"), (0, "12-09T23"), (3, "12-12T23"), (10, "12-19T23")];
    assert_eq!(sent.keys().collect::<Vec<_>>(), [BLK, EAST], "whoever has nobody is not reminded");
    assert_eq!((&sent[BLK], &sent[EAST]), (&hours(west), &hours(east)));
    let head = app.head().await;
    let row = owed(&head, "template=LAP_BULANAN&period=2026-11").await;
    let of = async |caller: &Caller| {
        let all = rows(caller, "/v1/notifications?kind=OBLIGATION_DUE&limit=100").await;
        let of_it = all.iter().filter(|one| one["subject"] == row["id"]);
        of_it.map(|one| text(one, "title").to_owned()).collect::<Vec<String>>()
    };
    let told = of(&head).await;
    assert_eq!((told.len(), told[4].as_str()), (5, "Laporan LAP_BULANAN 2026-11: jatuh tempo 7 hari lagi"));
    // The coordinator hears of it once it is late.
    let told = of(&app.coordinator().await).await;
    assert_eq!(
        told,
        ["Laporan LAP_BULANAN 2026-11: lewat tempo 10 hari", "Laporan LAP_BULANAN 2026-11: lewat tempo 3 hari"]
    );
}

#[tokio::test]
async fn two_runs_at_once_send_each_reminder_once() {
    let app = TestApp::start().await;
    app.operator().await;
    let (one, two) = tokio::join!(run(&app), run(&app));
    assert_eq!((one + two, count::<reminder::Entity>(&app).await), (1, 1));
    assert_eq!(count::<notification::Entity>(&app).await, 2, "the head and the operator");
    assert_eq!(run(&app).await, 0);
}

#[tokio::test]
async fn a_server_that_was_off_for_a_week_sends_the_latest_one_alone() {
    let app = TestApp::start().await;
    set(&app, "2026-11-14T02:00:00Z");
    run(&app).await;
    let offsets: Vec<i32> = sent(&app, "2026-10").await[BLK].iter().map(|sent| sent.0).collect();
    assert_eq!(offsets, [3]);
    set(&app, "2026-11-28T02:00:00Z");
    run(&app).await;
    assert_eq!(sent(&app, "2026-10").await[BLK].len(), 1, "too late for the last one");
}

#[tokio::test]
async fn nobody_is_reminded_of_what_arrived_or_has_a_later_deadline() {
    let app = TestApp::start().await;
    let coordinator = app.coordinator().await;
    let region = json!({"region": "36.02", "template": "LAP_BULANAN", "period": "2026-10"});
    let later = json!({"target": region, "until": "2026-11-20", "reason": "Banjir"});
    coordinator.post("/v1/obligations/extend", later).await.expect(200);
    assert_eq!(run(&app).await, 0);
    set(&app, "2026-11-14T02:00:00Z");
    assert_eq!(run(&app).await, 1);
    assert_eq!(sent(&app, "2026-10").await[BLK][0].0, -7, "seven days before the new deadline");
    submitted(&app, "2026-10").await;
    set(&app, "2026-11-20T02:00:00Z");
    assert_eq!(run(&app).await, 0);
}

#[tokio::test]
async fn a_report_that_was_sent_back_is_reminded_of_a_week_after_it_was_asked_for() {
    let app = TestApp::start().await;
    let report = in_review(&app, "2026-10").await;
    let items = json!({"reason": "Periksa", "items": [
        {"path": "/values/A03", "note": "Periksa"}, {"path": "/values/A04", "note": "Periksa"}]});
    act(&app.coordinator().await, &report, "request-revision", items).await.expect(200);
    run(&app).await;
    assert!(!told(&app.head().await).await.contains(&"REVISION_DUE".to_owned()), "it was only just asked for");
    set(&app, "2026-11-12T02:00:00Z");
    run(&app).await;
    let head = app.head().await;
    let row = rows(&head, "/v1/notifications?kind=REVISION_DUE").await;
    assert_eq!((row.len(), &row[0]["subject"]), (1, &report["id"]), "one for all items of a report");
    assert_eq!(text(&row[0], "title"), "Perbaikan laporan LAP_BULANAN 2026-10: jatuh tempo hari ini");
}

async fn certify(caller: &Caller, group: &Value, number: &str, until: &str) {
    let input = json!({"kind": "HALAL", "number": number, "issuedOn": "2025-01-01", "validUntil": until});
    caller.post(&format!("{}/certifications", at("enterprises", group)), input).await.expect(201);
}

#[tokio::test]
async fn what_else_falls_due_is_reminded_of_until_it_is_done() {
    let app = TestApp::start().await;
    let (admin, head, coordinator) = (app.admin().await, app.head().await, app.coordinator().await);
    forum(&admin).await;
    let group = enterprise(&admin, BLK, "Saluyu").await;
    certify(&admin, &group, "ID-1", "2026-11-08").await;
    let renewed = enterprise(&admin, BLK, "Canoli").await;
    certify(&admin, &renewed, "ID-2", "2026-11-08").await;
    certify(&admin, &renewed, "ID-3", "2029-11-08").await;
    let meeting = json!({"kind": "RAKOR", "title": "Rakor", "fromOn": "2026-09-01"});
    let meeting = record(&coordinator, "meetings", BLK, meeting).await.expect(201);
    let resolved =
        json!({"meetingId": meeting["id"], "title": "Menata bengkel", "dueOn": "2026-11-08", "status": "OPEN"});
    record(&coordinator, "follow-ups", BLK, resolved).await.expect(201);
    let ask = json!({"unit": BLK, "kind": "DOCUMENT", "title": "BAST", "dueOn": "2026-11-08"});
    let asked = coordinator.post("/v1/requests", ask).await.expect(201);
    let weaned =
        merged(new_blk("BLKK-3603-009", "36.03"), json!({"handedOverOn": "2024-11-12", "establishedYear": 2024}));
    admin.post("/v1/blks", weaned).await.expect(201);
    let other = app.person(Role::BlkHead, None, Some("BLKK-3603-009")).await;

    run(&app).await;
    let mut kinds = told(&head).await;
    kinds.sort();
    assert_eq!(kinds, ["CERTIFICATE_EXPIRES", "FOLLOW_UP_DUE", "OBLIGATION_DUE"]);
    assert_eq!(told(&other).await, ["WEANING_DUE"]);
    set(&app, "2026-11-08T02:00:00Z");
    run(&app).await;
    let head = app.head().await;
    assert_eq!(rows(&head, "/v1/notifications?kind=REQUEST_DUE").await.len(), 1);
    assert_eq!(rows(&head, "/v1/notifications?kind=CERTIFICATE_EXPIRES").await.len(), 2);
    take(&head, "requests", &asked, "answer", json!({"text": "Terlampir"})).await.expect(200);
    let status = json!({"aspect": "SUPPORT", "status": "DISAPIH", "fromOn": "2026-11-08", "reason": "Mandiri"});
    app.admin().await.post("/v1/blks/BLKK-3603-009/status-changes", status).await.expect(201);
    set(&app, "2026-11-12T02:00:00Z");
    run(&app).await;
    let head = app.head().await;
    assert_eq!(rows(&head, "/v1/notifications?kind=REQUEST_DUE").await.len(), 1);
    let weaning = reminder::Entity::find().filter(reminder::Column::SubjectKind.eq("Blk"));
    assert_eq!(weaning.all(app.app.store.reader()).await.unwrap().len(), 1);
}

async fn call(caller: &Caller, filter: Value) -> Reply {
    caller.post(REMIND, filter).await
}

#[tokio::test]
async fn one_call_reminds_of_a_filtered_list_once_a_day() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let filter = json!({"template": "LAP_BULANAN", "region": "36.02", "message": "Mohon hari ini."});
    let checked = coordinator.post(&format!("{REMIND}?validateOnly=true"), filter.clone()).await.expect(200);
    assert_eq!(checked, json!({"reminded": 3, "skipped": 0}));
    assert_eq!(count::<notification::Entity>(&app).await, 0);
    assert_eq!(call(&coordinator, filter.clone()).await.expect(200), json!({"reminded": 3, "skipped": 0}));
    let told = rows(&head, "/v1/notifications?kind=OBLIGATION_REMINDER").await;
    assert_eq!(told.len(), 3);
    assert!(text(&told[0], "text").ends_with("Mohon hari ini."), "{}", told[0]);
    assert_eq!(call(&coordinator, filter.clone()).await.expect(200), json!({"reminded": 0, "skipped": 3}));
    // Of a draft too, and on another day again; what arrived is left alone.
    draft(&head, "2026-09").await;
    submitted(&app, "2026-10").await;
    set(&app, "2026-11-06T02:00:00Z");
    let coordinator = app.coordinator().await;
    let drafts = json!({"unit": BLK, "status": "DRAFT"});
    assert_eq!(call(&coordinator, drafts).await.expect(200), json!({"reminded": 1, "skipped": 0}));
    assert_eq!(call(&coordinator, filter).await.expect(200), json!({"reminded": 1, "skipped": 1}));
}

#[tokio::test]
async fn a_unit_with_nobody_to_tell_is_skipped() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let filter = json!({"unit": OTHER_BLK, "template": "LAP_BULANAN", "period": "2026-10"});
    assert_eq!(call(&admin, filter).await.expect(200), json!({"reminded": 0, "skipped": 1}));
}

#[tokio::test]
async fn only_who_manages_obligations_reminds_and_only_there() {
    let app = TestApp::start().await;
    let month = json!({"template": "LAP_BULANAN", "period": "2026-10"});
    call(&app.anonymous(), month.clone()).await.refused(401, "AUTH.REQUIRED");
    for other in [app.head().await, app.operator().await, app.reviewer().await] {
        call(&other, month.clone()).await.refused(403, "ACCESS.DENIED");
    }
    let coordinator = app.coordinator().await;
    call(&coordinator, json!({"unit": OTHER_BLK})).await.refused(404, "RESOURCE.NOT_FOUND");
    call(&coordinator, json!({"region": "32"})).await.refused(403, "ACCESS.DENIED");
    // Without a place it is the caller's own scope.
    app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    assert_eq!(call(&coordinator, month.clone()).await.expect(200)["reminded"], 1);
    assert_eq!(call(&app.admin().await, month).await.expect(200), json!({"reminded": 1, "skipped": 1}));
}

#[tokio::test]
async fn a_call_needs_a_filter_that_makes_sense() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    faulty(&call(&admin, json!({"message": "Ayo"})).await, &[("FIELD.REQUIRED", "/template")]);
    faulty(
        &call(&admin, json!({"template": "ENTAH", "status": "DONE", "region": "99.99"})).await,
        &[("FIELD.UNKNOWN_CODE", "/region"), ("FIELD.UNKNOWN_CODE", "/status"), ("FIELD.UNKNOWN_CODE", "/template")],
    );
    faulty(&call(&admin, json!({"region": "3602"})).await, &[("REGION.CODE_SYSTEM_REQUIRED", "/region")]);
    faulty(
        &call(&admin, json!({"period": "2026-10", "message": "x".repeat(501), "kepada": "semua"})).await,
        &[("FIELD.LENGTH", "/message"), ("FIELD.UNKNOWN", "/kepada")],
    );
    assert_eq!(call(&admin, json!({"unit": KAWASAN, "period": "2099-01"})).await.expect(200)["reminded"], 0);
}

#[tokio::test]
async fn a_keyed_call_and_one_by_graphql_are_the_same_call() {
    let app = TestApp::start().await;
    let coordinator = app.coordinator().await;
    let filter = json!({"template": "LAP_BULANAN", "period": "2026-10"});
    let first = coordinator.post_keyed(REMIND, "k-1", filter.clone()).await.expect(200);
    let again = coordinator.post_keyed(REMIND, "k-1", filter).await;
    assert_eq!((again.header("idempotency-replayed"), &again.body), ("true", &first));
    let remind = "mutation M($period: String) { remindObligations(input: {template: \"LAP_BULANAN\", period: $period}) { reminded skipped } }";
    let done = Caller::data(coordinator.graphql(remind, json!({"period": "2026-10"})).await);
    assert_eq!(done["remindObligations"], json!({"reminded": 0, "skipped": 1}));
    let done = Caller::data(coordinator.graphql(remind, json!({"period": "2026-09"})).await);
    assert_eq!(done["remindObligations"], json!({"reminded": 1, "skipped": 0}));
    let refused = app.head().await.graphql(remind, json!({"period": "2026-09"})).await;
    assert_eq!(refusal(&refused).1, "ACCESS.DENIED");
    let row = owed(&app.head().await, "template=LAP_BULANAN&period=2026-09").await;
    let id = ids::expect(Kind::Obligation, text(&row, "id")).unwrap();
    let once = reminder::Entity::find().filter(reminder::Column::SubjectId.eq(id));
    assert_eq!(once.all(app.app.store.reader()).await.unwrap().len(), 1);
}
