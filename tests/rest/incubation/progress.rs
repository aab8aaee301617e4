//! What an enterprise does from month to month: recorded, checked, attested, read in its order.

use api::vocab::Role;
use axum::http::Request;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::kept_steps::{at, faulty, record, rows};
use super::super::steps::{count, text, version};
use super::mentor_steps::{mentor, tenant};
use super::steps::{cohort, file, member, merged, month, person};
use crate::support::{BLK, Caller, OTHER_BLK, Reply, TestApp};

/// An enterprise of the BLK in its cohort, with the baseline of January: five million.
async fn begun(head: &Caller) -> (Value, Value) {
    let cohort = cohort(head, BLK, json!({})).await;
    tenant(head, &cohort, "Dapur Lebak").await
}

async fn assure(caller: &Caller, month: &Value, level: &str, extra: Value) -> Reply {
    let at = format!("{}/assurances", at("progress", month));
    caller.post_if(&at, version(month), merged(json!({"level": level}), extra)).await
}

/// The fields that are attested, with their levels.
fn levels(month: &Value) -> Vec<(&str, &str)> {
    let all = month["assurance"].as_array().unwrap();
    all.iter().map(|one| (text(one, "field"), text(one, "level"))).collect()
}

async fn document(caller: &Caller, title: &str) -> Value {
    record(caller, "documents", BLK, json!({"kind": "BUKU_KAS", "title": title})).await.expect(201)
}

async fn events(app: &TestApp, name: &str) -> u64 {
    let query = entity::event::Entity::find().filter(entity::event::Column::Type.eq(name));
    query.count(app.app.store.reader()).await.unwrap()
}

fn workers(sex: &str, relation: &str, count: i32) -> Value {
    json!({"sex": sex, "relation": relation, "count": count})
}

#[tokio::test]
async fn a_month_is_recorded_with_what_follows_from_it() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (group, tenant) = begun(&head).await;
    let filed = json!({
        "adjustments": -500_000, "ownerIncome": 3_000_000, "wages": 1_000_000, "insuredWorkers": 2,
        "production": [{"product": "Kue", "volume": 120.5, "unit": "PAK"}],
        "permanentWorkers": [workers("PEREMPUAN", "DALAM_HUBUNGAN_KERJA", 1)],
        "casualWorkers": [workers("LAKI_LAKI", "LUAR_HUBUNGAN_KERJA", 1)],
        "capital": [{"source": "MODAL_SENDIRI", "amount": 2_000_000}],
        "innovations": [{"title": "Kemasan baru"}],
    });
    let made = month(&head, &tenant, "2026-10", filed).await;
    assert_eq!((&made["enterpriseId"], &made["incubateeId"]), (&group["id"], &tenant["id"]));
    assert_eq!((&made["profit"], &made["growth"]), (&json!(3_500_000), &json!(100.0)));
    assert_eq!((&made["incomeChange"], &made["assurance"]), (&json!(100.0), &json!([])));
    assert_eq!(made["production"][0]["volume"], 120.5);
    let read = head.get(&at("progress", &made)).await.expect(200);
    for field in ["profit", "growth", "incomeChange", "production", "innovations", "version"] {
        assert_eq!(read[field], made[field], "{field}");
    }
    let listed = rows(&head, &format!("/v1/incubatees/{}/progress?kind=2026-10", text(&tenant, "id"))).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(events(&app, "progress.created").await, 1);
}

#[tokio::test]
async fn every_rule_of_a_month_has_its_refusal() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, tenant) = begun(&head).await;
    let paid = || json!([workers("PEREMPUAN", "DALAM_HUBUNGAN_KERJA", 2)]);
    let sold = |channel: &str, amount: i64| json!({"channel": channel, "amount": amount});
    for (extra, code, path) in [
        (json!({"revenue": 0, "shock": "MUSIMAN"}), "FIELD.REQUIRED", "/zeroReason"),
        (json!({"zeroReason": "OTHER"}), "FIELD.REQUIRED", "/zeroReason"),
        (json!({"sales": [sold("LANGSUNG", 9_000_000)]}), "VALUE.SUM_MISMATCH", "/sales"),
        (
            json!({"sales": [sold("LANGSUNG", 5_000_000), sold("LANGSUNG", 5_000_000)]}),
            "FIELD.DUPLICATE",
            "/sales/1/channel",
        ),
        (json!({"sales": [sold("EKSPOR", 10_000_000)]}), "FIELD.REQUIRED", "/sales/0/country"),
        (
            json!({"sales": [{"channel": "EKSPOR", "amount": 10_000_000, "country": "ZZ"}]}),
            "FIELD.UNKNOWN_CODE",
            "/sales/0/country",
        ),
        (json!({"sales": [sold("NOPE", 10_000_000)]}), "FIELD.UNKNOWN_CODE", "/sales/0/channel"),
        (
            json!({"capital": [{"source": "KUR", "amount": 1}, {"source": "KUR", "amount": 2}]}),
            "FIELD.DUPLICATE",
            "/capital/1/source",
        ),
        (
            json!({"production": [{"product": "Kue", "volume": 1, "unit": "NOPE"}]}),
            "FIELD.UNKNOWN_CODE",
            "/production/0/unit",
        ),
        (json!({"permanentWorkers": paid()}), "FIELD.REQUIRED", "/wages"),
        (json!({"wages": 1}), "FIELD.OUT_OF_RANGE", "/wages"),
        (json!({"casualWorkers": paid(), "wages": 1, "insuredWorkers": 3}), "FIELD.OUT_OF_RANGE", "/insuredWorkers"),
        (json!({"creditStatus": "CURRENT"}), "FIELD.REQUIRED", "/lender"),
        (json!({"creditLimit": 1, "creditOutstanding": 2}), "FIELD.OUT_OF_RANGE", "/creditOutstanding"),
        (
            json!({"innovations": [{"title": "Kemasan", "evidenceId": "nope"}]}),
            "FIELD.UNKNOWN_CODE",
            "/innovations/0/evidenceId",
        ),
        (json!({"shock": "NOPE"}), "FIELD.UNKNOWN_CODE", "/shock"),
        (json!({"month": "2026-12"}), "FIELD.OUT_OF_RANGE", "/month"),
        (json!({"month": "2014-12"}), "FIELD.OUT_OF_RANGE", "/month"),
        (json!({"month": "2026-13"}), "FIELD.FORMAT", "/month"),
        (json!({"familyWorkers": -1}), "FIELD.OUT_OF_RANGE", "/familyWorkers"),
        (json!({"revenue": -1}), "FIELD.OUT_OF_RANGE", "/revenue"),
    ] {
        let refused = file(&head, &tenant, "2026-10", extra.clone()).await;
        println!("{extra}");
        faulty(&refused, &[(code, path)]);
    }
    let apart = file(&head, &tenant, "2026-10", json!({"sales": [sold("LANGSUNG", 9_000_000)]})).await;
    let params = &apart.body["errors"][0]["params"];
    assert_eq!((&params["sum"], &params["revenue"]), (&json!(9_000_000), &json!(10_000_000)));
    let twice =
        json!([workers("PEREMPUAN", "DALAM_HUBUNGAN_KERJA", 1), workers("PEREMPUAN", "DALAM_HUBUNGAN_KERJA", 1)]);
    let refused = file(&head, &tenant, "2026-10", json!({"permanentWorkers": twice, "wages": 1})).await;
    faulty(&refused, &[("FIELD.DUPLICATE", "/permanentWorkers/1")]);
    assert_eq!(count::<entity::progress::Entity>(&app).await, 0);
}

#[tokio::test]
async fn all_faults_of_a_month_come_in_one_answer() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, tenant) = begun(&head).await;
    let wrong = json!({
        "revenue": 1_000_000, "zeroReason": "NOPE", "wages": 1, "insuredWorkers": 3, "creditStatus": "CURRENT",
        "bookkeeping": "NOPE",
    });
    let wanted = [
        ("FIELD.OUT_OF_RANGE", "/insuredWorkers"),
        ("FIELD.OUT_OF_RANGE", "/wages"),
        ("FIELD.REQUIRED", "/lender"),
        ("FIELD.REQUIRED", "/zeroReason"),
        ("FIELD.UNKNOWN_CODE", "/bookkeeping"),
        ("FIELD.UNKNOWN_CODE", "/zeroReason"),
        ("PROGRESS.SHOCK_REQUIRED", "/shock"),
    ];
    faulty(&file(&head, &tenant, "2026-10", wrong).await, &wanted);
    assert_eq!(count::<entity::progress::Entity>(&app).await, 0);
}

#[tokio::test]
async fn a_fall_in_revenue_by_more_than_half_names_its_cause() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, tenant) = begun(&head).await;
    // Against the baseline, where no month stands before; not against a baseline of later.
    let refused = file(&head, &tenant, "2026-08", json!({"revenue": 2_499_999})).await;
    faulty(&refused, &[("PROGRESS.SHOCK_REQUIRED", "/shock")]);
    let params = &refused.body["errors"][0]["params"];
    assert_eq!((&params["before"], &params["now"]), (&json!(5_000_000), &json!(2_499_999)));
    month(&head, &tenant, "2025-12", json!({"revenue": 1_000_000})).await;
    month(&head, &tenant, "2026-08", json!({"revenue": 2_500_000})).await;
    // Against the month before, where there is one.
    month(&head, &tenant, "2026-09", json!({})).await;
    let low = json!({"revenue": 4_000_000});
    faulty(&file(&head, &tenant, "2026-10", low).await, &[("PROGRESS.SHOCK_REQUIRED", "/shock")]);
    let told = json!({"revenue": 4_000_000, "shock": "BENCANA_ALAM", "shockNote": "Banjir bandang"});
    let made = month(&head, &tenant, "2026-10", told).await;
    let quiet = head.patch(&at("progress", &made), 1, json!({"shock": null})).await;
    faulty(&quiet, &[("PROGRESS.SHOCK_REQUIRED", "/shock")]);
    let nothing = json!({"revenue": 0, "zeroReason": "DISASTER", "shock": "BENCANA_ALAM"});
    let made = month(&head, &tenant, "2026-11", nothing).await;
    assert_eq!((&made["growth"], &made["profit"]), (&json!(-100.0), &json!(-6_000_000)));
}

#[tokio::test]
async fn a_month_is_recorded_once_and_stays_the_same_month() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, tenant) = begun(&head).await;
    let made = month(&head, &tenant, "2026-10", json!({})).await;
    let again = file(&head, &tenant, "2026-10", json!({})).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    assert_eq!(again["params"]["id"], made["id"]);
    let moved = head.patch(&at("progress", &made), 1, json!({"month": "2026-09"})).await;
    faulty(&moved, &[("FIELD.OUT_OF_RANGE", "/month")]);
    head.delete_if(&at("progress", &made), 1).await.expect(200);
    month(&head, &tenant, "2026-10", json!({})).await;
}

#[tokio::test]
async fn a_correction_stands_in_the_history() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, tenant) = begun(&head).await;
    let made = month(&head, &tenant, "2026-10", json!({})).await;
    let corrected = head.patch(&at("progress", &made), 1, json!({"costs": 7_000_000})).await.expect(200);
    assert_eq!((&corrected["profit"], version(&corrected)), (&json!(3_000_000), 2));
    let history = rows(&head, &format!("/v1/history/{}", text(&made, "id"))).await;
    let actions: Vec<&str> = history.iter().map(|entry| text(entry, "action")).collect();
    assert_eq!(actions, ["updateProgress", "createProgress"]);
    let changes = history[0]["changes"].as_array().unwrap();
    assert!(changes.contains(&json!({"field": "costs", "from": 6_000_000, "to": 7_000_000})), "{changes:?}");
    assert!(changes.contains(&json!({"field": "profit", "from": 4_000_000, "to": 3_000_000})), "{changes:?}");
    assert_eq!(changes.len(), 2);
    assert_eq!(events(&app, "progress.updated").await, 1);
}

#[tokio::test]
async fn a_corrected_baseline_changes_the_growth_of_the_months() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, tenant) = begun(&head).await;
    let made = month(&head, &tenant, "2026-10", json!({"ownerIncome": 1_500_000})).await;
    let baseline = json!({"baselineRevenue": 20_000_000, "baselineIncome": null});
    head.patch(&at("incubatees", &tenant), version(&tenant), baseline).await.expect(200);
    let now = head.get(&at("progress", &made)).await.expect(200);
    assert_eq!((&now["growth"], &now["incomeChange"], version(&now)), (&json!(-50.0), &Value::Null, 2));
}

#[tokio::test]
async fn the_mentor_of_an_enterprise_records_its_months_and_no_other_does() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (group, tenant) = begun(&head).await;
    let (coach, _) = mentor(&app, text(&group, "id")).await;
    let made = month(&coach, &tenant, "2026-10", json!({})).await;
    coach.patch(&at("progress", &made), 1, json!({"customers": 40})).await.expect(200);
    let elsewhere = super::steps::enterprise(&head, BLK, "Saluyu").await;
    let (stranger, _) = mentor(&app, text(&elsewhere, "id")).await;
    file(&stranger, &tenant, "2026-09", json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
    stranger.get(&at("progress", &made)).await.refused(404, "RESOURCE.NOT_FOUND");
    file(&app.coordinator().await, &tenant, "2026-09", json!({})).await.refused(403, "ACCESS.DENIED");
    file(&app.anonymous(), &tenant, "2026-09", json!({})).await.refused(401, "AUTH.REQUIRED");
}

#[tokio::test]
async fn a_mentor_records_the_months_of_the_assignment_only() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (group, tenant) = begun(&head).await;
    // Assigned since 1 October.
    let (coach, _) = mentor(&app, text(&group, "id")).await;
    file(&coach, &tenant, "2026-10", json!({})).await.expect(201);
    file(&coach, &tenant, "2026-09", json!({})).await.refused(403, "MENTOR.NOT_ASSIGNED");
    file(&head, &tenant, "2026-09", json!({})).await.expect(201);
}

#[tokio::test]
async fn assurance_is_raised_step_by_step_and_an_edit_drops_what_it_edits() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let (group, tenant) = begun(&head).await;
    let filed = month(&head, &tenant, "2026-10", json!({})).await;
    let (coach, _) = mentor(&app, text(&group, "id")).await;
    let fields = json!({"fields": ["revenue", "sales"]});
    let looked = assure(&coach, &filed, "MENTOR_VERIFIED", fields).await.expect(200);
    assert_eq!(levels(&looked), [("revenue", "MENTOR_VERIFIED"), ("sales", "MENTOR_VERIFIED")]);
    let first = &looked["assurance"][0];
    assert_eq!((text(first, "on"), &first["evidence"], version(&looked)), ("2026-11-05", &json!([]), 2));
    assert!(text(first, "by").starts_with("usr_"));

    let book = document(&head, "Buku kas").await;
    let bare = assure(&head, &looked, "DOCUMENT_EVIDENCED", json!({"fields": ["costs"]})).await;
    faulty(&bare, &[("FIELD.REQUIRED", "/evidence")]);
    let proof = json!({"fields": ["costs", "revenue"], "evidence": [book["id"]]});
    let shown = assure(&head, &looked, "DOCUMENT_EVIDENCED", proof).await.expect(200);
    assert_eq!(shown["assurance"][0]["evidence"], json!([book["id"]]));
    let approved = assure(&head, &shown, "BLK_APPROVED", json!({})).await.expect(200);
    let all = [("costs", "BLK_APPROVED"), ("revenue", "BLK_APPROVED"), ("sales", "BLK_APPROVED")];
    assert_eq!(levels(&approved), all);
    let proof = json!({"fields": ["revenue"], "evidence": [book["id"]]});
    let outside = assure(&coordinator, &approved, "EXTERNALLY_VERIFIED", proof).await.expect(200);
    assert_eq!(levels(&outside)[1], ("revenue", "EXTERNALLY_VERIFIED"));
    assert_eq!(events(&app, "progress.assured").await, 4);

    let lower = assure(&head, &outside, "BLK_APPROVED", json!({"fields": ["revenue"]})).await;
    assert_eq!(lower.refused(409, "STATE.ILLEGAL")["params"]["fields"], json!(["revenue"]));
    assure(&head, &outside, "BLK_APPROVED", json!({})).await.refused(409, "STATE.ILLEGAL");
    assure(&head, &outside, "SELF_REPORTED", json!({})).await.refused(409, "STATE.ILLEGAL");

    let path = at("progress", &filed);
    let edited = head.patch(&path, version(&outside), json!({"costs": 5_000_000})).await.expect(200);
    assert_eq!(levels(&edited), [("revenue", "EXTERNALLY_VERIFIED"), ("sales", "BLK_APPROVED")]);
    let edited = head.patch(&path, version(&edited), json!({"revenue": 10_050_000})).await.expect(200);
    assert_eq!(levels(&edited), [("sales", "BLK_APPROVED")]);
}

#[tokio::test]
async fn a_level_is_given_by_its_own_actor_only() {
    let app = TestApp::start().await;
    let (head, admin, coordinator) = (app.head().await, app.admin().await, app.coordinator().await);
    let (group, tenant) = begun(&head).await;
    let filed = month(&head, &tenant, "2026-10", json!({})).await;
    let (coach, _) = mentor(&app, text(&group, "id")).await;
    let operator = app.operator().await;
    for (caller, level) in [
        (&operator, "BLK_APPROVED"),
        (&operator, "MENTOR_VERIFIED"),
        (&head, "MENTOR_VERIFIED"),
        (&head, "EXTERNALLY_VERIFIED"),
        (&coordinator, "DOCUMENT_EVIDENCED"),
        (&coordinator, "BLK_APPROVED"),
        (&coach, "BLK_APPROVED"),
        (&coach, "EXTERNALLY_VERIFIED"),
        (&admin, "BLK_APPROVED"),
    ] {
        println!("{level}");
        assure(caller, &filed, level, json!({})).await.refused(403, "ASSURANCE.DENIED");
    }
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    assure(&stranger, &filed, "BLK_APPROVED", json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
    assure(&app.anonymous(), &filed, "BLK_APPROVED", json!({})).await.refused(401, "AUTH.REQUIRED");
    let path = format!("{}/assurances", at("progress", &filed));
    head.post(&path, json!({"level": "BLK_APPROVED"})).await.refused(428, "PRECONDITION.REQUIRED");
    head.post_if(&path, 9, json!({"level": "BLK_APPROVED"})).await.refused(412, "PRECONDITION.STALE");
    let only_checked = format!("{path}?validateOnly=true");
    head.post_if(&only_checked, 1, json!({"level": "BLK_APPROVED"})).await.expect(200);
    assert_eq!(events(&app, "progress.assured").await, 0);
}

#[tokio::test]
async fn nobody_verifies_from_outside_what_they_recorded_themselves() {
    let app = TestApp::start().await;
    let (head, admin, reviewer) = (app.head().await, app.admin().await, app.reviewer().await);
    let (_, tenant) = begun(&head).await;
    let filed = month(&admin, &tenant, "2026-10", json!({})).await;
    let book = document(&head, "Buku kas").await;
    let proof = |fields: Value| json!({"fields": fields, "evidence": [book["id"]]});
    let own = assure(&admin, &filed, "EXTERNALLY_VERIFIED", proof(json!(["revenue"]))).await;
    assert_eq!(own.refused(403, "ASSURANCE.DENIED")["params"]["recordedByYou"], json!(["revenue"]));
    let seen = assure(&reviewer, &filed, "EXTERNALLY_VERIFIED", proof(json!([]))).await.expect(200);
    let edited = head.patch(&at("progress", &filed), version(&seen), json!({"costs": 5_000_000})).await.expect(200);
    // The costs are the head's by now; the revenue is still the administrator's.
    assure(&admin, &edited, "EXTERNALLY_VERIFIED", proof(json!(["revenue"]))).await.refused(403, "ASSURANCE.DENIED");
    assure(&admin, &edited, "EXTERNALLY_VERIFIED", proof(json!(["costs"]))).await.expect(200);
}

#[tokio::test]
async fn faults_of_a_claim_come_at_once() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, tenant) = begun(&head).await;
    let filed = month(&head, &tenant, "2026-10", json!({})).await;
    let wrong = json!({"fields": ["revenue", "profit", "wages", "revenue"], "evidence": ["nope", filed["id"]]});
    let wanted = [
        ("FIELD.DUPLICATE", "/fields/3"),
        ("FIELD.REQUIRED", "/fields/2"),
        ("FIELD.UNKNOWN_CODE", "/evidence/0"),
        ("FIELD.UNKNOWN_CODE", "/evidence/1"),
        ("FIELD.UNKNOWN_CODE", "/fields/1"),
    ];
    faulty(&assure(&head, &filed, "DOCUMENT_EVIDENCED", wrong).await, &wanted);
    faulty(&assure(&head, &filed, "SURE", json!({})).await, &[("FIELD.UNKNOWN_CODE", "/level")]);
    assert!(levels(&head.get(&at("progress", &filed)).await.expect(200)).is_empty());
}

#[tokio::test]
async fn a_past_month_counts_the_members_it_had() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (group, tenant) = begun(&head).await;
    let known = |sex: &str, birth: &str| json!({"sex": sex, "birthDate": birth});
    let stays = person(&head, BLK, "Siti Uji", known("PEREMPUAN", "1999-05-01")).await;
    let leaves = person(&head, BLK, "Asep Uji", known("LAKI_LAKI", "1960-05-01")).await;
    member(&head, &group, &stays, "KETUA", "2026-01-01").await;
    let left = member(&head, &group, &leaves, "ANGGOTA", "2026-01-01").await;
    head.patch(&at("members", &left), 1, json!({"leftOn": "2026-09-30"})).await.expect(200);
    let august = month(&head, &tenant, "2026-08", json!({})).await;
    let october = month(&head, &tenant, "2026-10", json!({})).await;
    let count = |sex: &str, band: &str, count: i32| json!({"sex": sex, "ageBand": band, "count": count});
    let both = json!([count("LAKI_LAKI", "AGE_55_PLUS", 1), count("PEREMPUAN", "AGE_25_34", 1)]);
    assert_eq!(august["memberCounts"], both);
    assert_eq!(october["memberCounts"], json!([count("PEREMPUAN", "AGE_25_34", 1)]));
    // The day it ended is the first on which it no longer counts.
    let counts = format!("/v1/enterprises/{}/member-counts", text(&group, "id"));
    assert_eq!(rows(&head, &format!("{counts}?month=2026-09")).await.len(), 1);
    assert_eq!(json!(rows(&head, &format!("{counts}?month=2026-08")).await), both);

    // A membership that is recorded late counts in the months it reaches; the others keep their versions.
    let late = person(&head, BLK, "Nining Uji", known("PEREMPUAN", "2003-05-01")).await;
    member(&head, &group, &late, "ANGGOTA", "2026-09-01").await;
    let (august, october) = (at("progress", &august), at("progress", &october));
    let before = head.get(&august).await.expect(200);
    assert_eq!((&before["memberCounts"], version(&before)), (&both, 1));
    let now = head.get(&october).await.expect(200);
    let two = json!([count("PEREMPUAN", "AGE_15_24", 1), count("PEREMPUAN", "AGE_25_34", 1)]);
    assert_eq!((&now["memberCounts"], version(&now)), (&two, 2));
    // So does a birth date that is corrected.
    head.patch(&at("persons", &late), version(&late), known("PEREMPUAN", "1993-05-01")).await.expect(200);
    let now = head.get(&october).await.expect(200);
    assert_eq!((&now["memberCounts"], version(&now)), (&json!([count("PEREMPUAN", "AGE_25_34", 2)]), 3));

    faulty(&head.get(&format!("{counts}?month=2026-13")).await, &[("FIELD.FORMAT", "/month")]);
    assert_eq!(head.get(&counts).await.status, 422);
    app.anonymous().get(&format!("{counts}?month=2026-08")).await.refused(401, "AUTH.REQUIRED");
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    stranger.get(&format!("{counts}?month=2026-08")).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn the_months_of_an_enterprise_make_a_series() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (group, tenant) = begun(&head).await;
    month(&head, &tenant, "2026-10", json!({"revenue": 12_000_000})).await;
    let paid = json!({"wages": 500_000, "casualWorkers": [workers("PEREMPUAN", "LUAR_HUBUNGAN_KERJA", 3)]});
    let august = month(&head, &tenant, "2026-08", paid).await;
    month(&head, &tenant, "2025-02", json!({})).await;
    assure(&head, &august, "BLK_APPROVED", json!({"fields": ["revenue"]})).await.expect(200);
    let series = format!("/v1/enterprises/{}/series", text(&group, "id"));
    let months = rows(&head, &series).await;
    assert_eq!(
        json!(months),
        json!([
            {"month": "2026-08", "revenue": 10_000_000, "costs": 6_000_000, "profit": 4_000_000, "workers": 3, "growth": 100.0, "assurance": "BLK_APPROVED"},
            {"month": "2026-10", "revenue": 12_000_000, "costs": 6_000_000, "profit": 6_000_000, "workers": 0, "growth": 140.0, "assurance": "SELF_REPORTED"}
        ])
    );
    assert_eq!(rows(&head, &format!("{series}?from=2025-01&to=2026-09")).await.len(), 2);
    let wrong = head.get(&format!("{series}?from=2026&to=2026-13")).await;
    faulty(&wrong, &[("FIELD.FORMAT", "/from"), ("FIELD.FORMAT", "/to")]);
    faulty(&head.get(&format!("{series}?from=2026-10&to=2026-09")).await, &[("FIELD.OUT_OF_RANGE", "/to")]);
    app.anonymous().get(&series).await.refused(401, "AUTH.REQUIRED");
    head.get("/v1/enterprises/ent_nope/series").await.refused(404, "RESOURCE.NOT_FOUND");
    // The enterprise is public, its months are not.
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    assert!(rows(&stranger, &series).await.is_empty());
}

#[tokio::test]
async fn graphql_records_attests_and_reads_months() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (group, tenant) = begun(&head).await;
    let create = "mutation M($of: ID!, $input: ProgressInput!) { createProgress(of: $of, input: $input) { id version profit growth enterprise { name } } }";
    let variables = |input: Value| json!({"of": tenant["id"], "input": input});
    let sound = json!({"month": "2026-10", "revenue": 10_000_000, "costs": 6_000_000, "sales": [{"channel": "LANGSUNG", "amount": 10_000_000}]});
    let wrong = merged(sound.clone(), json!({"zeroReason": "OTHER", "month": "2026-12"}));
    let refused = head.graphql(create, variables(wrong)).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "REQUEST.INVALID", "{}", refused.text);
    let made = Caller::data(head.graphql(create, variables(sound.clone())).await)["createProgress"].clone();
    assert_eq!((&made["profit"], &made["enterprise"]["name"]), (&json!(4_000_000), &group["name"]));
    let again = head.graphql(create, variables(sound)).await;
    assert_eq!(again.body["errors"][0]["extensions"]["code"], "RESOURCE.ALREADY_EXISTS", "{}", again.text);

    let assure = "mutation M($id: ID!, $version: Int!, $input: AssuranceInput!) { assureProgress(id: $id, expectedVersion: $version, input: $input) { version assurance { field level } } }";
    let claim = |level: &str| json!({"id": made["id"], "version": 1, "input": {"fields": ["revenue"], "level": level}});
    let denied = head.graphql(assure, claim("MENTOR_VERIFIED")).await;
    assert_eq!(denied.body["errors"][0]["extensions"]["code"], "ASSURANCE.DENIED", "{}", denied.text);
    let assured = Caller::data(head.graphql(assure, claim("BLK_APPROVED")).await);
    let level = json!([{"field": "revenue", "level": "BLK_APPROVED"}]);
    assert_eq!(assured["assureProgress"], json!({"version": 2, "assurance": level}));

    let query = "query Q($id: ID!) { enterpriseProgress(enterprise: $id, from: \"2026-01\", to: \"2026-10\") { month revenue assurance } memberCounts(enterprise: $id, month: \"2026-10\") { sex ageBand count } }";
    let found = Caller::data(head.graphql(query, json!({"id": group["id"]})).await);
    let month = json!({"month": "2026-10", "revenue": 10_000_000, "assurance": "BLK_APPROVED"});
    assert_eq!((&found["enterpriseProgress"], &found["memberCounts"]), (&json!([month]), &json!([])));
    let nobody = app.anonymous().graphql(query, json!({"id": group["id"]})).await;
    assert_eq!(nobody.body["errors"][0]["extensions"]["code"], "AUTH.REQUIRED", "{}", nobody.text);
}

#[tokio::test]
async fn a_repeated_claim_with_its_key_is_answered_again() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, tenant) = begun(&head).await;
    let filed = month(&head, &tenant, "2026-10", json!({})).await;
    let path = format!("{}/assurances", at("progress", &filed));
    let send = || async {
        let request = Request::post(path.as_str()).header("if-match", "\"1\"").header("idempotency-key", "k-1");
        head.send(request, "application/json", json!({"level": "BLK_APPROVED"}).to_string().into_bytes()).await
    };
    let first = send().await.expect(200);
    let again = send().await;
    assert_eq!((again.header("idempotency-replayed"), again.status), ("true", 200));
    assert_eq!(again.body, first);
    assert_eq!(events(&app, "progress.assured").await, 1);
}
