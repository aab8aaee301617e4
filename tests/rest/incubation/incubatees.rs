//! Incubatees, from application to graduation and what comes after.

use api::vocab::Role;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::kept_steps::{FORUM, at, faulty, forum, rows};
use super::super::steps::{count, text, version};
use super::mentor_steps::{mentor, verdict, visit};
use super::steps::{apply, baseline, cohort, enterprise, incubatee, member, merged, month, move_to, person};
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, TestApp};

async fn events(app: &TestApp, name: &str) -> u64 {
    let query = entity::event::Entity::find().filter(entity::event::Column::Type.eq(name));
    query.count(app.app.store.reader()).await.unwrap()
}

async fn add(caller: &Caller, id: &str, plural: &str, input: Value) -> Value {
    caller.post(&format!("/v1/incubatees/{id}/{plural}"), input).await.expect(201)
}

/// An application to the BLK's cohort, and its id.
async fn applied(head: &Caller, extra: Value) -> String {
    let (cohort, enterprise) = (cohort(head, BLK, json!({})).await, enterprise(head, BLK, "Dapur Lebak").await);
    text(&incubatee(head, &cohort, &enterprise, extra).await, "id").to_owned()
}

/// Visits of a mentor on these days, each verified by the coordinator.
async fn visited(app: &TestApp, incubatee: &Value, days: &[&str]) {
    let (coach, mentor) = mentor(app, text(incubatee, "enterpriseId")).await;
    let coordinator = app.coordinator().await;
    for day in days {
        let made = visit(&coach, incubatee, &mentor, json!({"visitedOn": day})).await.expect(201);
        verdict(&coordinator, &made, "VERIFIED", json!({})).await.expect(200);
    }
}

#[tokio::test]
async fn one_enterprise_goes_from_application_to_graduation_with_every_gate_met() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let group = enterprise(&head, BLK, "Dapur Lebak").await;
    let made = incubatee(&head, &cohort(&head, BLK, json!({})).await, &group, baseline()).await;
    let id = text(&made, "id").to_owned();
    assert_eq!((text(&made, "stage"), text(&made, "stageOn")), ("APPLIED", "2026-02-01"));
    move_to(&head, &id, "SELECTED", json!({"on": "2026-02-15"})).await.expect(200);
    move_to(&head, &id, "PRE_INCUBATION", json!({"on": "2026-03-01"})).await.expect(200);
    add(&head, &id, "milestones", json!({"code": "RENCANA_USAHA", "achievedOn": "2026-03-20"})).await;
    move_to(&head, &id, "INCUBATION", json!({"on": "2026-04-01"})).await.expect(200);
    for (filed, bookkeeping) in
        [("2026-04", "TIDAK_ADA"), ("2026-05", "MANUAL"), ("2026-06", "MANUAL"), ("2026-07", "MANUAL")]
    {
        month(&head, &made, filed, json!({"bookkeeping": bookkeeping})).await;
    }
    visited(&app, &made, &["2026-10-23", "2026-10-27", "2026-10-31", "2026-11-03"]).await;
    move_to(&head, &id, "POST_INCUBATION", json!({"on": "2026-11-03"})).await.expect(200);
    for filed in ["2026-08", "2026-09"] {
        month(&head, &made, filed, json!({})).await;
    }
    add(&head, &id, "milestones", json!({"code": "PENJUALAN_PERTAMA", "achievedOn": "2026-05-11"})).await;
    add(&head, &id, "certifications", json!({"kind": "NIB", "number": "1234567890123", "issuedOn": "2026-06-01"}))
        .await;
    let graduated = move_to(&head, &id, "GRADUATED", json!({})).await.expect(200);
    assert_eq!((text(&graduated, "stage"), text(&graduated, "graduatedOn")), ("GRADUATED", "2026-11-05"));
    assert_eq!(version(&graduated), 6);

    let changes = rows(&head, &format!("/v1/incubatees/{id}/stage-changes")).await;
    let moves: Vec<_> = changes.iter().map(|change| (text(change, "fromStage"), text(change, "toStage"))).collect();
    assert_eq!(
        moves,
        [
            ("APPLIED", "SELECTED"),
            ("SELECTED", "PRE_INCUBATION"),
            ("PRE_INCUBATION", "INCUBATION"),
            ("INCUBATION", "POST_INCUBATION"),
            ("POST_INCUBATION", "GRADUATED"),
        ]
    );
    assert!(changes.iter().all(|change| change["overridden"] == false && change["missing"] == json!([])));
    assert_eq!(events(&app, "incubatee.stageChanged").await, 5);
    assert_eq!(events(&app, "stageChange.created").await, 5);
    let told = rows(&head, &format!("/v1/incubatees/{id}/timeline")).await;
    assert_eq!(told.iter().filter(|entry| entry["kind"] == "VISIT").count(), 4);
    let ends = rows(&head, &format!("/v1/incubatees/{id}/gates")).await;
    assert!(ends.is_empty(), "{ends:?}");
    move_to(&head, &id, "DROPPED_OUT", json!({"reasonCode": "LAINNYA"})).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn a_graduate_is_looked_at_when_the_day_has_come() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let id = applied(&head, baseline()).await;
    for stage in ["SELECTED", "PRE_INCUBATION", "INCUBATION", "POST_INCUBATION", "GRADUATED"] {
        move_to(&admin, &id, stage, json!({"overrideReason": "Pindahan data"})).await.expect(200);
    }
    let checks = rows(&head, &format!("/v1/incubatees/{id}/survival-checks")).await;
    let due: Vec<_> = checks.iter().map(|check| (check["months"].as_i64(), text(check, "dueOn"))).collect();
    assert_eq!(due, [(Some(6), "2027-05-05"), (Some(12), "2027-11-05"), (Some(24), "2028-11-05")]);
    assert_eq!(rows(&head, "/v1/survival-checks?endsBefore=2027-06-01").await.len(), 1);
    let first = at("survival-checks", &checks[0]);
    let early = json!({"status": "AKTIF", "checkedOn": "2026-11-05", "workers": 3});
    faulty(&head.patch(&first, 1, early).await, &[("FIELD.OUT_OF_RANGE", "/checkedOn")]);
    let half = head.patch(&first, 1, json!({"status": "AKTIF"})).await;
    faulty(&half, &[("FIELD.REQUIRED", "/checkedOn")]);
    let made = head.post(&format!("/v1/incubatees/{id}/survival-checks"), json!({"status": "AKTIF"})).await;
    assert_eq!(made.status, 405, "{}", made.text);

    app.clock().set("2027-05-06T02:00:00Z".parse().unwrap());
    let head = app.head().await;
    let look = json!({"status": "AKTIF", "checkedOn": "2027-05-06", "workers": 3, "revenue": 12_000_000});
    let looked = head.patch(&first, 1, look).await.expect(200);
    assert_eq!((text(&looked, "status"), &looked["workers"]), ("AKTIF", &json!(3)));
    assert_eq!(rows(&head, "/v1/survival-checks?kind=AKTIF").await.len(), 1);
}

#[tokio::test]
async fn a_full_cohort_takes_nobody_without_a_reason_of_who_may() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let small = cohort(&head, BLK, json!({"target": 1})).await;
    let one = enterprise(&head, BLK, "Satu").await;
    let first = incubatee(&head, &small, &one, json!({})).await;
    let two = enterprise(&head, BLK, "Dua").await;
    let full = apply(&head, &small, &two, json!({})).await;
    assert_eq!(full.body["errors"][0]["params"], json!({"target": 1, "incubatees": 1}));
    faulty(&full, &[("COHORT.FULL", "")]);
    let reason = json!({"overrideReason": "Titipan hibah daerah"});
    apply(&head, &small, &two, reason.clone()).await.refused(403, "ACCESS.DENIED");
    let aside = incubatee(&admin, &small, &two, reason.clone()).await;
    assert_eq!(aside["overrideReason"], reason["overrideReason"]);
    // Who was rejected has left a place: of two, one is there, and the target is one.
    move_to(&head, text(&first, "id"), "REJECTED", json!({"reason": "Tidak hadir"})).await.expect(200);
    let three = enterprise(&head, BLK, "Tiga").await;
    faulty(&apply(&head, &small, &three, json!({})).await, &[("COHORT.FULL", "")]);
    let second = text(&aside, "id");
    move_to(&head, second, "SELECTED", json!({})).await.expect(200);
    move_to(&head, second, "DROPPED_OUT", json!({"reasonCode": "TIDAK_AKTIF"})).await.expect(200);
    let needless = incubatee(&admin, &small, &three, reason).await;
    assert_eq!(needless["overrideReason"], Value::Null);
}

#[tokio::test]
async fn who_may_enter_is_said_by_the_cohort_and_every_rule_that_fails_is_named() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let rules = json!([
        {"rule": "LEVEL", "values": ["LANJUTAN"]},
        {"rule": "SECTOR", "values": ["KULINER", "FESYEN"]},
        {"rule": "AID_RELATION", "values": ["PLANNED"]},
        {"rule": "MIN_MEMBERS", "values": ["3"]},
        {"rule": "MIN_AGE", "values": ["18"]},
    ]);
    let strict = cohort(&head, BLK, json!({"eligibility": rules})).await;
    let group = enterprise(&head, BLK, "Dapur Lebak").await;
    let adult = person(&head, BLK, "Siti Uji", json!({"birthDate": "1990-05-05"})).await;
    let unknown = person(&head, BLK, "Asep Uji", json!({})).await;
    member(&head, &group, &adult, "KETUA", "2026-01-01").await;
    member(&head, &group, &unknown, "ANGGOTA", "2026-01-01").await;
    let before = count::<entity::incubatee::Entity>(&app).await;
    let refused = apply(&head, &strict, &group, json!({})).await;
    let failed: Vec<_> =
        refused.body["errors"].as_array().unwrap().iter().map(|fault| text(&fault["params"], "rule")).collect();
    assert_eq!(failed, ["LEVEL", "AID_RELATION", "MIN_MEMBERS", "MIN_AGE"]);
    assert_eq!(refused.body["errors"][3]["params"]["membersOutside"], 1);
    assert!(!refused.text.contains("1990"), "{}", refused.text);
    let at_enterprise = ("COHORT.INELIGIBLE", "/enterpriseId");
    faulty(&refused, &[("COHORT.INELIGIBLE", "/aidRelation"), at_enterprise, at_enterprise, at_enterprise]);
    assert_eq!(count::<entity::incubatee::Entity>(&app).await, before);
    let aside = json!({"overrideReason": "Kelompok perintis kawasan"});
    let entered = incubatee(&admin, &strict, &group, aside).await;
    assert_eq!(text(&entered, "stage"), "APPLIED");
}

#[tokio::test]
async fn an_enterprise_is_in_one_incubation_at_a_time() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let group = enterprise(&head, BLK, "Dapur Lebak").await;
    let first = incubatee(&head, &cohort(&head, BLK, json!({})).await, &group, json!({})).await;
    let next = cohort(&head, BLK, json!({"name": "Angkatan dua"})).await;
    faulty(&apply(&head, &next, &group, json!({})).await, &[("RESOURCE.ALREADY_EXISTS", "/enterpriseId")]);
    move_to(&head, text(&first, "id"), "REJECTED", json!({"reason": "Belum siap"})).await.expect(200);
    incubatee(&head, &next, &group, json!({})).await;
    let other = enterprise(&head, BLK, "Sudah tutup").await;
    head.delete_if(&at("enterprises", &other), version(&other)).await.expect(200);
    faulty(&apply(&head, &next, &other, json!({})).await, &[("FIELD.UNKNOWN_CODE", "/enterpriseId")]);
}

#[tokio::test]
async fn faults_of_an_application_come_at_once() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (cohort, group) = (cohort(&head, BLK, json!({})).await, enterprise(&head, BLK, "Dapur Lebak").await);
    let wrong = json!({"enterpriseId": "ent_nope", "aidRelation": "NOPE", "appliedOn": "2026-11-06", "baselineMonth": "2026-12"});
    let wanted = [
        ("FIELD.OUT_OF_RANGE", "/appliedOn"),
        ("FIELD.OUT_OF_RANGE", "/baselineMonth"),
        ("FIELD.UNKNOWN_CODE", "/aidRelation"),
        ("FIELD.UNKNOWN_CODE", "/enterpriseId"),
    ];
    faulty(&apply(&head, &cohort, &group, wrong).await, &wanted);
    let loose = json!({"baselineRevenue": 1_000_000});
    faulty(&apply(&head, &cohort, &group, loose).await, &[("FIELD.REQUIRED", "/baselineMonth")]);
    for malformed in ["2026-13", "26-01", "2026-1"] {
        let refused = apply(&head, &cohort, &group, json!({"baselineMonth": malformed})).await;
        faulty(&refused, &[("FIELD.FORMAT", "/baselineMonth")]);
    }
    let negative = apply(&head, &cohort, &group, json!({"baselineMonth": "2026-01", "baselineWorkers": -1})).await;
    faulty(&negative, &[("FIELD.OUT_OF_RANGE", "/baselineWorkers")]);
    assert_eq!(count::<entity::incubatee::Entity>(&app).await, 0);
}

#[tokio::test]
async fn a_correction_leaves_the_enterprise_and_the_days_in_order() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let id = applied(&head, json!({})).await;
    let at = format!("/v1/incubatees/{id}");
    let other = enterprise(&head, BLK, "Lain").await;
    let swapped = head.patch(&at, 1, json!({"enterpriseId": other["id"], "overrideReason": "Sebab"})).await;
    faulty(&swapped, &[("FIELD.OUT_OF_RANGE", "/enterpriseId"), ("FIELD.OUT_OF_RANGE", "/overrideReason")]);
    let earlier = head.patch(&at, 1, json!({"appliedOn": "2026-01-20"})).await.expect(200);
    assert_eq!((text(&earlier, "appliedOn"), text(&earlier, "stageOn")), ("2026-01-20", "2026-01-20"));
    move_to(&head, &id, "SELECTED", json!({"on": "2026-03-01"})).await.expect(200);
    let late = head.patch(&at, 3, json!({"appliedOn": "2026-03-02"})).await;
    faulty(&late, &[("FIELD.OUT_OF_RANGE", "/appliedOn")]);
    let fine = head.patch(&at, 3, json!({"appliedOn": "2026-02-28", "aidRelation": "RECEIVED"})).await.expect(200);
    assert_eq!((text(&fine, "stageOn"), text(&fine, "aidRelation")), ("2026-03-01", "RECEIVED"));
    let sent = head.patch(&at, 4, json!({"stage": "GRADUATED"})).await;
    faulty(&sent, &[("FIELD.UNKNOWN", "/stage")]);
}

#[tokio::test]
async fn a_stage_that_skips_is_refused_with_those_that_may_follow() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let id = applied(&head, baseline()).await;
    let refused = move_to(&head, &id, "INCUBATION", json!({})).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(refused["params"]["allowed"], json!(["SELECTED", "REJECTED"]));
    for stage in ["PRE_INCUBATION", "POST_INCUBATION", "GRADUATED", "SUSPENDED", "DROPPED_OUT", "APPLIED"] {
        move_to(&head, &id, stage, json!({})).await.refused(409, "STATE.ILLEGAL");
    }
    faulty(&move_to(&head, &id, "NOPE", json!({})).await, &[("FIELD.UNKNOWN_CODE", "/to")]);
    assert_eq!(count::<entity::stage_change::Entity>(&app).await, 0);
    move_to(&head, &id, "SELECTED", json!({})).await.expect(200);
    move_to(&head, &id, "APPLIED", json!({})).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn a_move_is_checked_in_the_order_of_the_statuses() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let id = applied(&head, json!({})).await;
    let at = format!("/v1/incubatees/{id}/stage-changes");
    let body = json!({"to": "SELECTED"});
    app.anonymous().post_if(&at, 1, body.clone()).await.refused(401, "AUTH.REQUIRED");
    let far = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    far.post_if(&at, 1, body.clone()).await.refused(404, "RESOURCE.NOT_FOUND");
    app.coordinator().await.post_if(&at, 9, body.clone()).await.refused(403, "ACCESS.DENIED");
    head.post(&at, body.clone()).await.refused(428, "PRECONDITION.REQUIRED");
    head.post_if(&at, 9, json!({"to": "GRADUATED"})).await.refused(412, "PRECONDITION.STALE");
    head.post_if(&at, 1, json!({"to": "GRADUATED"})).await.refused(409, "STATE.ILLEGAL");
    faulty(
        &head.post_if(&at, 1, json!({"to": "SELECTED", "on": "2026-11-06"})).await,
        &[("FIELD.OUT_OF_RANGE", "/on")],
    );
    faulty(
        &head.post_if(&at, 1, json!({"to": "SELECTED", "on": "2026-01-31"})).await,
        &[("FIELD.OUT_OF_RANGE", "/on")],
    );
    head.post_if(&format!("{at}?validateOnly=true"), 1, body.clone()).await.expect(200);
    assert_eq!(count::<entity::stage_change::Entity>(&app).await, 0);
    head.post_if(&at, 1, body).await.expect(200);
    let incubatee = format!("/v1/incubatees/{id}");
    head.delete_if(&incubatee, 2).await.expect(200);
    head.post_if(&at, 3, json!({"to": "PRE_INCUBATION"})).await.refused(409, "RESOURCE.ARCHIVED");
}

#[tokio::test]
async fn who_is_suspended_returns_to_the_stage_it_came_from() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let id = applied(&head, baseline()).await;
    for stage in ["SELECTED", "PRE_INCUBATION"] {
        move_to(&head, &id, stage, json!({})).await.expect(200);
    }
    faulty(&move_to(&head, &id, "SUSPENDED", json!({})).await, &[("REASON.REQUIRED", "/reason")]);
    let away = move_to(&head, &id, "SUSPENDED", json!({"reason": "Ketua sakit"})).await.expect(200);
    assert_eq!((text(&away, "stage"), text(&away, "suspendedFrom")), ("SUSPENDED", "PRE_INCUBATION"));
    let further = move_to(&head, &id, "INCUBATION", json!({})).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(further["params"]["allowed"], json!(["PRE_INCUBATION", "DROPPED_OUT"]));
    // What it showed once is not asked again.
    let now = head.get(&format!("/v1/incubatees/{id}")).await.expect(200);
    let gone: Value = baseline().as_object().unwrap().keys().map(|name| (name.clone(), Value::Null)).collect();
    head.patch(&format!("/v1/incubatees/{id}"), version(&now), gone).await.expect(200);
    let back = move_to(&head, &id, "PRE_INCUBATION", json!({})).await.expect(200);
    assert_eq!((text(&back, "stage"), &back["suspendedFrom"]), ("PRE_INCUBATION", &Value::Null));
}

#[tokio::test]
async fn a_dropout_has_a_reason_out_of_the_set_and_a_rejection_one_in_words() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let id = applied(&head, json!({})).await;
    faulty(&move_to(&head, &id, "REJECTED", json!({"reason": " "})).await, &[("REASON.REQUIRED", "/reason")]);
    let odd = move_to(&head, &id, "REJECTED", json!({"reasonCode": "LAINNYA"})).await;
    faulty(&odd, &[("FIELD.UNKNOWN", "/reasonCode"), ("REASON.REQUIRED", "/reason")]);
    move_to(&head, &id, "SELECTED", json!({})).await.expect(200);
    faulty(&move_to(&head, &id, "DROPPED_OUT", json!({})).await, &[("REASON.REQUIRED", "/reasonCode")]);
    let unknown = move_to(&head, &id, "DROPPED_OUT", json!({"reasonCode": "NOPE"})).await;
    faulty(&unknown, &[("FIELD.UNKNOWN_CODE", "/reasonCode")]);
    let why = json!({"reasonCode": "PINDAH_DOMISILI", "reason": "Pindah ke Lampung"});
    move_to(&head, &id, "DROPPED_OUT", why).await.expect(200);
    let last = rows(&head, &format!("/v1/incubatees/{id}/stage-changes")).await.pop().unwrap();
    assert_eq!((text(&last, "reasonCode"), text(&last, "reason")), ("PINDAH_DOMISILI", "Pindah ke Lampung"));
    let change = at("stage-changes", &last);
    assert_eq!(head.patch(&change, 1, json!({"reason": "Lain"})).await.status, 405);
}

#[tokio::test]
async fn a_problem_is_resolved_on_a_day() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let id = applied(&head, json!({})).await;
    let problem = |extra: Value| {
        let base = json!({"origin": "INTERNAL", "category": "PEMASARAN", "severity": "HIGH", "title": "Kemasan bocor", "status": "OPEN"});
        merged(base, extra)
    };
    let list = format!("/v1/incubatees/{id}/problems");
    let wrong = problem(
        json!({"status": "RESOLVED", "category": "NOPE", "actions": [{"on": "2026-11-06", "action": "Ganti"}]}),
    );
    let wanted = [
        ("FIELD.OUT_OF_RANGE", "/actions/0/on"),
        ("FIELD.REQUIRED", "/resolvedOn"),
        ("FIELD.UNKNOWN_CODE", "/category"),
    ];
    faulty(&head.post(&list, wrong).await, &wanted);
    let early = problem(json!({"resolvedOn": "2026-11-01"}));
    faulty(&head.post(&list, early).await, &[("FIELD.REQUIRED", "/resolvedOn")]);
    let open = add(&head, &id, "problems", problem(json!({"dueOn": "2026-11-20"}))).await;
    assert_eq!(rows(&head, "/v1/problems?kind=OPEN&endsBefore=2026-12-01").await.len(), 1);
    let solved = json!({"status": "RESOLVED", "resolvedOn": "2026-11-05",
        "actions": [{"on": "2026-11-04", "action": "Ganti bahan kemasan"}]});
    let solved = head.patch(&at("problems", &open), 1, solved).await.expect(200);
    assert_eq!(text(&solved["actions"][0], "action"), "Ganti bahan kemasan");
    assert_eq!(rows(&head, "/v1/problems?kind=OPEN").await.len(), 0);
}

#[tokio::test]
async fn a_contract_has_one_off_taker_a_number_and_days_in_order() {
    let app = TestApp::start().await;
    let head = app.head().await;
    forum(&app.admin().await).await;
    let id = applied(&head, json!({})).await;
    let contract = |extra: Value| {
        let base = json!({"offTakerName": "Toko Sinar", "number": "PKS-1/2026", "product": "Keripik", "volume": 120.5,
            "volumeUnit": "kg", "price": 30_000, "startsOn": "2026-05-01", "endsOn": "2027-04-30", "status": "ACTIVE"});
        merged(base, extra)
    };
    let list = format!("/v1/incubatees/{id}/offtake-contracts");
    let wrong = contract(json!({"offTakerId": FORUM, "number": null, "volume": 0.125, "endsOn": "2026-04-30"}));
    let wanted = [
        ("FIELD.OUT_OF_RANGE", "/endsOn"),
        ("FIELD.REQUIRED", "/number"),
        ("FIELD.REQUIRED", "/offTakerId"),
        ("VALUE.PRECISION", "/volume"),
    ];
    faulty(&head.post(&list, wrong).await, &wanted);
    let nobody = contract(json!({"offTakerName": null, "status": "NOPE"}));
    faulty(&head.post(&list, nobody).await, &[("FIELD.REQUIRED", "/offTakerId"), ("FIELD.UNKNOWN_CODE", "/status")]);
    let made = add(&head, &id, "offtake-contracts", contract(json!({}))).await;
    let named = json!({"offTakerId": FORUM, "offTakerName": null});
    let named = head.patch(&at("offtake-contracts", &made), 1, named).await.expect(200);
    assert!(text(&named, "offTakerId").starts_with("org_"));
    let read = head.get(&format!("/v1/incubatees/{id}")).await.expect(200);
    assert_eq!(named["enterpriseId"], read["enterpriseId"]);
}

#[tokio::test]
async fn a_kawasan_without_a_blk_has_its_cohort_too() {
    let app = TestApp::start().await;
    let university = app.person(Role::University, None, Some(KAWASAN)).await;
    let cohort = cohort(&university, KAWASAN, json!({"target": 100})).await;
    let group = enterprise(&university, KAWASAN, "Ekra Coffee").await;
    let made = incubatee(&university, &cohort, &group, json!({})).await;
    assert_eq!((text(&made, "unitCode"), &made["cohortId"]), (KAWASAN, &cohort["id"]));
    move_to(&university, text(&made, "id"), "SELECTED", json!({})).await.expect(200);
    let found = rows(&university, &format!("/v1/cohorts/{}/incubatees?kind=SELECTED", text(&cohort, "id"))).await;
    assert_eq!(found.len(), 1);
    app.head().await.get(&at("incubatees", &made)).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn graphql_moves_an_incubatee_in_the_same_way() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let id = applied(&head, json!({})).await;
    let mutation = "mutation($id: ID!, $version: Int!, $input: IncubateeMoveInput!) { moveIncubatee(id: $id, expectedVersion: $version, input: $input) { id stage stageOn version } }";
    let call = async |version: i64, to: &str, on: Option<&str>| {
        let variables = json!({"id": id, "version": version, "input": {"to": to, "on": on}});
        head.graphql(mutation, variables).await
    };
    let code = |reply: &crate::support::Reply| reply.body["errors"][0]["extensions"]["code"].clone();
    assert_eq!(code(&call(7, "SELECTED", None).await), "PRECONDITION.STALE");
    assert_eq!(code(&call(1, "GRADUATED", None).await), "STATE.ILLEGAL");
    let moved = Caller::data(call(1, "SELECTED", Some("2026-02-10")).await)["moveIncubatee"].clone();
    assert_eq!((text(&moved, "stage"), text(&moved, "stageOn"), version(&moved)), ("SELECTED", "2026-02-10", 2));
    let gate = call(2, "PRE_INCUBATION", None).await;
    assert_eq!(code(&gate), "STAGE.GATE_UNMET", "{}", gate.text);
    let fault = &gate.body["errors"][0]["extensions"]["errors"][0];
    assert_eq!(fault["params"]["requirement"], "BASELINE", "{}", gate.text);
    let same = head.get(&format!("/v1/incubatees/{id}")).await.expect(200);
    assert_eq!((text(&same, "stage"), version(&same)), ("SELECTED", 2));
}

#[tokio::test]
async fn a_blk_enrols_its_own_enterprises_and_those_it_coaches() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let cohort = cohort(&head, BLK, json!({})).await;
    let own = enterprise(&head, BLK, "Saluyu").await;
    incubatee(&head, &cohort, &own, json!({})).await;
    let foreign = enterprise(&admin, OTHER_BLK, "Canoli").await;
    let path = format!("/v1/cohorts/{}/incubatees", text(&cohort, "id"));
    let input = json!({"enterpriseId": foreign["id"], "aidRelation": "NONE", "appliedOn": "2026-01-05"});
    faulty(&head.post(&path, input.clone()).await, &[("FIELD.UNKNOWN_CODE", "/enterpriseId")]);
    admin.patch(&at("enterprises", &foreign), 1, json!({"blkId": BLK})).await.expect(200);
    head.post(&path, input).await.expect(201);
}
