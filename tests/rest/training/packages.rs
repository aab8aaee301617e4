//! Packages: their days, steps, size, and what a change cannot upset.

use axum::http::Request;
use serde_json::{Value, json};

use super::super::events::types;
use super::super::kept_steps::{at, faulty, record, rows};
use super::super::steps::count;
use super::steps::{
    PACKAGES, attend, begun, class, graduated, learner, learners, of, package, passed, results, session, step, text,
    trainee, version,
};
use crate::support::{BLK, Caller, OTHER_BLK, TestApp};

async fn instructor(admin: &Caller, unit: &str) -> Value {
    let input = json!({"personName": "Ibu Rina", "sex": "PEREMPUAN", "vocation": "MENJAHIT", "fromOn": "2020-01-06"});
    record(admin, "instructors", unit, input).await.expect(201)
}

/// Codes and paths of the warnings of a package.
async fn warnings(caller: &Caller, package: &Value) -> Vec<(String, String)> {
    let told = caller.get(&of(package, "steps")).await.expect(200);
    let all = told["warnings"].as_array().unwrap().iter();
    all.map(|one| (text(one, "code").to_owned(), text(one, "path").to_owned())).collect()
}

#[tokio::test]
async fn every_fault_of_a_package_is_said_at_once_and_nothing_is_written() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let (own, other) = (instructor(&admin, BLK).await, instructor(&admin, OTHER_BLK).await);
    let wrong = json!({
        "vocation": "TENUN_UJI", "fundingSource": "UJI", "organizer": "UJI", "fromOn": "2025-12-30", "toOn": "2025-12-01",
        "instructors": [own["id"], other["id"], own["id"]], "needs": ["tnd_01h455vb4pex5vsknk084sn02q"],
    });
    let wanted = [
        ("FIELD.DUPLICATE", "/instructors/2"),
        ("FIELD.OUT_OF_RANGE", "/fromOn"),
        ("FIELD.OUT_OF_RANGE", "/toOn"),
        ("FIELD.OUT_OF_RANGE", "/toOn"),
        ("FIELD.UNKNOWN_CODE", "/fundingSource"),
        ("FIELD.UNKNOWN_CODE", "/instructors/1"),
        ("FIELD.UNKNOWN_CODE", "/needs/0"),
        ("FIELD.UNKNOWN_CODE", "/organizer"),
        ("FIELD.UNKNOWN_CODE", "/vocation"),
    ];
    faulty(&head.post(PACKAGES, class("JAHIT-2026-01", wrong)).await, &wanted);
    assert_eq!(count::<entity::training_package::Entity>(&app).await, 0);
}

#[tokio::test]
async fn days_outside_the_fiscal_year_and_numbers_out_of_bounds_are_refused() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let late = head.post(PACKAGES, class("JAHIT-2026-01", json!({"toOn": "2027-01-09"}))).await;
    assert_eq!(late.body["errors"][0]["params"]["fiscalYear"], 2026);
    faulty(&late, &[("FIELD.OUT_OF_RANGE", "/toOn")]);
    for (field, value) in [
        ("lessonHours", json!(0)),
        ("lessonHours", json!(2001)),
        ("lessonMinutes", json!(29)),
        ("lessonMinutes", json!(61)),
        ("target", json!(0)),
        ("target", json!(101)),
        ("fiscalYear", json!(1999)),
    ] {
        let mut input = class("JAHIT-2026-01", json!({}));
        input[field] = value;
        let refused = head.post(PACKAGES, input).await;
        assert!(refused.faults().contains(&("FIELD.OUT_OF_RANGE".to_owned(), format!("/{field}"))), "{}", refused.text);
    }
    package(&head, "JAHIT-2026-01", json!({})).await;
    let twice = head.post(PACKAGES, class("JAHIT-2026-01", json!({}))).await;
    twice.refused(409, "RESOURCE.ALREADY_EXISTS");
}

#[tokio::test]
async fn a_package_begins_with_trainees_and_ends_when_each_has_a_result() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let made = package(&head, "JAHIT-2026-01", json!({})).await;
    let steps = of(&made, "steps");
    head.send(Request::post(&steps), "application/json", br#"{"step": "START"}"#.to_vec())
        .await
        .refused(428, "PRECONDITION.REQUIRED");
    head.post_if(&steps, 9, json!({"step": "START"})).await.refused(412, "PRECONDITION.STALE");
    let words = step(&head, &made, "BEGIN", json!({})).await;
    faulty(&words, &[("FIELD.UNKNOWN_CODE", "/step")]);
    step(&head, &made, "COMPLETE", json!({})).await.refused(409, "STATE.ILLEGAL");
    step(&head, &made, "START", json!({"on": "2026-09-01"})).await.refused(409, "TRAINING.UNDECIDED");
    let all = learners(&head, &made, 2).await;
    for day in ["2026-08-31", "2026-10-31", "2026-11-06"] {
        let refused = step(&head, &made, "START", json!({"on": day})).await;
        faulty(&refused, &[("FIELD.OUT_OF_RANGE", "/on")]);
    }
    let running = step(&head, &made, "START", json!({"on": "2026-09-02"})).await.expect(200);
    assert_eq!((text(&running, "status"), text(&running, "startedOn")), ("RUNNING", "2026-09-02"));
    step(&head, &made, "START", json!({})).await.refused(409, "STATE.ILLEGAL");
    let undecided = step(&head, &made, "COMPLETE", json!({})).await.refused(409, "TRAINING.UNDECIDED");
    assert_eq!(undecided["params"]["admitted"], 2, "{undecided}");
    results(&head, &made, all.iter().map(|one| passed(one, json!({}))).collect()).await.expect(200);
    let early = step(&head, &made, "COMPLETE", json!({"on": "2026-10-29"})).await;
    faulty(&early, &[("FIELD.OUT_OF_RANGE", "/on")]);
    let over = step(&head, &made, "COMPLETE", json!({"on": "2026-11-03"})).await.expect(200);
    assert_eq!((text(&over, "status"), text(&over, "completedOn")), ("COMPLETED", "2026-11-03"));
    for word in ["START", "COMPLETE", "CANCEL"] {
        step(&head, &made, word, json!({"reason": "Sebab"})).await.refused(409, "STATE.ILLEGAL");
    }
    let edited = head.patch(&at("training-packages", &over), version(&over), json!({"title": "Lain"})).await;
    edited.refused(409, "STATE.ILLEGAL");
    let told = types(&app, &head, &made).await;
    assert_eq!(told, ["trainingPackage.created", "trainingPackage.started", "trainingPackage.completed"]);
}

#[tokio::test]
async fn what_is_promised_of_a_step_is_what_is_done() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let (made, _) = begun(&head, "JAHIT-2026-01", 1).await;
    let may = async |caller: &Caller| -> Vec<(String, bool)> {
        let told = caller.get(&of(&made, "steps")).await.expect(200);
        assert_eq!((&told["id"], text(&told, "status")), (&made["id"], "RUNNING"));
        let all = told["allowedActions"].as_array().unwrap().iter();
        all.map(|one| (text(one, "action").to_owned(), one["allowed"] == true)).collect()
    };
    let said = |allowed: [bool; 3]| -> Vec<(String, bool)> {
        ["START", "COMPLETE", "CANCEL"].map(str::to_owned).into_iter().zip(allowed).collect()
    };
    assert_eq!(may(&head).await, said([false, false, true]));
    assert_eq!(may(&coordinator).await, said([false; 3]));
    step(&coordinator, &made, "CANCEL", json!({"reason": "Sebab"})).await.refused(403, "ACCESS.DENIED");
}

#[tokio::test]
async fn another_size_than_sixteen_is_a_warning_and_no_refusal() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let usual = package(&head, "JAHIT-2026-01", json!({})).await;
    assert!(warnings(&head, &usual).await.is_empty());
    let large = package(&head, "JAHIT-2026-02", json!({"target": 20})).await;
    assert_eq!(warnings(&head, &large).await, [("TRAINING.SIZE".to_owned(), "/target".to_owned())]);
    // Once it runs, those who have or had a place count.
    learners(&head, &large, 15).await;
    step(&head, &large, "START", json!({"on": "2026-09-01"})).await.expect(200);
    assert_eq!(warnings(&head, &large).await, [("TRAINING.SIZE".to_owned(), String::new())]);
    head.post(&of(&large, "rosters"), json!({"rows": [learner(16, json!({}))]})).await.expect(200);
    assert!(warnings(&head, &large).await.is_empty());
}

#[tokio::test]
async fn a_package_that_is_called_off_keeps_nobody() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let made = package(&head, "JAHIT-2026-01", json!({})).await;
    let one = learners(&head, &made, 1).await.remove(0);
    let waiting = json!({"rows": [learner(2, json!({"admittedOn": null}))]});
    let done = head.post(&of(&made, "rosters"), waiting).await.expect(200);
    let silent = step(&head, &made, "CANCEL", json!({"reason": " "})).await;
    faulty(&silent, &[("REASON.REQUIRED", "/reason")]);
    let off = step(&head, &made, "CANCEL", json!({"reason": "Instruktur sakit"})).await.expect(200);
    assert_eq!((text(&off, "status"), text(&off, "statusNote")), ("CANCELLED", "Instruktur sakit"));
    let left = trainee(&head, &one).await;
    assert_eq!((text(&left, "status"), text(&left, "reasonCode")), ("WITHDRAWN", "PAKET_DIBATALKAN"));
    let other = head.get(&format!("/v1/trainees/{}", text(&done["results"][0], "trainee"))).await.expect(200);
    assert_eq!((text(&other, "status"), text(&other, "reasonCode")), ("REFUSED", "PAKET_DIBATALKAN"));
    assert!(rows(&head, "/v1/obligations?template=LAP_PELATIHAN").await.is_empty());
    let again = head.post(&of(&made, "rosters"), json!({"rows": [learner(3, json!({}))]})).await;
    again.refused(409, "STATE.ILLEGAL");
    assert_eq!(types(&app, &head, &made).await.last().unwrap(), "trainingPackage.cancelled");
}

#[tokio::test]
async fn a_change_leaves_sessions_and_results_within_the_package() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (made, all) = begun(&head, "JAHIT-2026-01", 1).await;
    for day in ["2026-09-07", "2026-09-28"] {
        let held = session(&head, &made, json!({"heldOn": day})).await.expect(201);
        attend(&head, &held, vec![json!({"trainee": all[0].trainee})]).await.expect(200);
    }
    results(&head, &made, vec![passed(&all[0], json!({"on": "2026-11-01"}))]).await.expect(200);
    let here = at("training-packages", &made);
    let now = version(&head.get(&here).await.expect(200));
    let narrow = json!({"fromOn": "2026-09-08", "toOn": "2026-09-27", "lessonHours": 15});
    let wanted =
        [("FIELD.OUT_OF_RANGE", "/fromOn"), ("FIELD.OUT_OF_RANGE", "/lessonHours"), ("FIELD.OUT_OF_RANGE", "/toOn")];
    faulty(&head.patch(&here, now, narrow).await, &wanted);
    // Results are not before the last day.
    faulty(&head.patch(&here, now, json!({"toOn": "2026-11-02"})).await, &[("FIELD.OUT_OF_RANGE", "/toOn")]);
    head.patch(&here, now, json!({"toOn": "2026-10-31", "lessonHours": 16})).await.expect(200);
}

#[tokio::test]
async fn other_days_do_not_put_a_trainee_into_two_packages_at_a_time() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, all) = begun(&head, "JAHIT-2026-01", 1).await;
    let next = package(&head, "JAHIT-2026-02", json!({"fromOn": "2026-11-02", "toOn": "2026-12-18"})).await;
    let row =
        json!({"personId": all[0].person, "origin": "UMUM", "appliedOn": "2026-10-31", "admittedOn": "2026-11-02"});
    head.post(&of(&next, "rosters"), json!({"rows": [row]})).await.expect(200);
    let here = at("training-packages", &next);
    let earlier = head.patch(&here, version(&next), json!({"fromOn": "2026-10-30"})).await;
    earlier.refused(409, "TRAINING.OVERLAP");
    head.patch(&here, version(&next), json!({"fromOn": "2026-10-31"})).await.expect(200);
}

#[tokio::test]
async fn what_people_applied_for_is_called_off_and_not_archived() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (made, _) = begun(&head, "JAHIT-2026-01", 1).await;
    let here = at("training-packages", &made);
    head.delete_if(&here, version(&made)).await.refused(409, "STATE.ILLEGAL");
    let (over, _) = graduated(&head, "JAHIT-2026-02", 1).await;
    head.delete_if(&at("training-packages", &over), version(&over)).await.refused(409, "STATE.ILLEGAL");
    let empty = package(&head, "JAHIT-2026-03", json!({})).await;
    head.delete_if(&at("training-packages", &empty), 1).await.expect(200);
    let found = rows(&head, &format!("{PACKAGES}?q=dasar&kind=RUNNING,PLANNED")).await;
    assert_eq!(found.iter().map(|row| &row["id"]).collect::<Vec<_>>(), [&made["id"]]);
    assert_eq!(rows(&head, &format!("{PACKAGES}?endsBefore=2026-10-30")).await.len(), 0);
    assert_eq!(rows(&head, &format!("{PACKAGES}?endsBefore=2026-10-31")).await.len(), 2);
}
