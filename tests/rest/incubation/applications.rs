//! Public applications with a NIK that is recorded: the answer says nothing of whom, and somebody looks into it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::super::kept_steps::{at, rows};
use super::super::steps::{count, text, version};
use super::mentor_steps::batch;
use super::steps::{merged, person};
use crate::support::{BLK, Caller, Reply, TestApp};

/// Synthetic NIKs of Lebak: men born on 17 August 1995.
const NIK: &str = "3602011708959001";
const OTHER_NIK: &str = "3602011708959002";
const BORN: &str = "1995-08-17";
const OTHER_DAY: &str = "1995-08-18";
const CASES: &str = "/v1/duplicate-cases";

fn applicant(nik: &str, born: Option<&str>) -> Value {
    json!({"name": "Pelamar Uji", "nik": nik, "birthDate": born, "confirm": ["NIK.MISMATCH"]})
}

async fn apply(batch: &Value, app: &TestApp, nik: &str, born: Option<&str>) -> Reply {
    let input = json!({"person": applicant(nik, born), "competencies": ["PEMASARAN"]});
    app.anonymous().post(&format!("/v1/mentor-batches/{}/applications", text(batch, "id")), input).await
}

/// The person of an application.
async fn behind(admin: &Caller, told: &Value) -> Value {
    let mentor = admin.get(&at("mentors", told)).await.expect(200);
    admin.get(&format!("/v1/persons/{}", text(&mentor, "personId"))).await.expect(200)
}

/// Somebody whom a BLK recorded with the NIK.
async fn recorded(admin: &Caller, extra: Value) -> Value {
    person(admin, BLK, "Asep Tercatat", merged(json!({"nik": NIK}), extra)).await
}

/// What an answer says, whoever applied.
fn said(reply: &Reply) -> (u16, Vec<String>, [Value; 5]) {
    let fields = reply.body.as_object().unwrap().keys().cloned().collect();
    let words = ["status", "code", "detail", "errors", "params"].map(|field| reply.body[field].clone());
    (reply.status, fields, words)
}

#[tokio::test]
async fn a_nik_that_is_recorded_with_another_birth_date_is_answered_as_any_other() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let known = recorded(&admin, json!({"birthDate": BORN})).await;
    let batch = batch(&admin, json!({})).await;
    let (taken, free) =
        (apply(&batch, &app, NIK, Some(OTHER_DAY)).await, apply(&batch, &app, OTHER_NIK, Some(OTHER_DAY)).await);
    assert_eq!((taken.status, said(&taken)), (201, said(&free)), "{}", taken.text);
    assert!(!taken.text.contains("per_") && !taken.text.contains("Asep"), "{}", taken.text);
    // Nor does a second application tell them apart.
    let (again, other) =
        (apply(&batch, &app, NIK, Some(OTHER_DAY)).await, apply(&batch, &app, OTHER_NIK, Some(OTHER_DAY)).await);
    assert_eq!(said(&again), said(&other));
    again.refused(409, "RESOURCE.ALREADY_EXISTS");
    // Nothing was done to the record that has the NIK; the applicant has none.
    let unchanged = admin.get(&at("persons", &known)).await.expect(200);
    assert_eq!((version(&unchanged), text(&unchanged, "name")), (1, "Asep Tercatat"));
    let made = behind(&admin, &taken.body).await;
    assert_ne!(made["id"], known["id"]);
    assert_eq!((text(&made, "name"), &made["nikMasked"]), ("Pelamar Uji", &Value::Null));
    assert_eq!(behind(&admin, &free.body).await["nikMasked"], "3602**********02");
}

#[tokio::test]
async fn somebody_decides_whose_the_nik_is() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let known = recorded(&admin, json!({"birthDate": BORN})).await;
    let batch = batch(&admin, json!({})).await;
    let told = apply(&batch, &app, NIK, Some(OTHER_DAY)).await.expect(201);
    let made = behind(&admin, &told).await;
    let cases = rows(&admin, CASES).await;
    let [case] = cases.as_slice() else { panic!("{cases:?}") };
    assert_eq!((text(case, "kind"), text(case, "status")), ("NIK_MISMATCH", "OPEN"));
    assert_eq!([&case["firstRecord"], &case["secondRecord"]], [&known["id"], &made["id"]]);
    // It is about the applicant: aid for who is recorded does not wait for it.
    assert_eq!(case["personId"], made["id"]);
    // Who keeps the recorded person does not hear of it.
    assert_eq!(rows(&app.head().await, CASES).await, Vec::<Value>::new());
    let decision = json!({"decision": "JUSTIFIED", "reason": "NIK salah ketik pada catatan lama"});
    let decided = admin.post_if(&format!("{}/decide", at("duplicate-cases", case)), 1, decision).await.expect(200);
    assert_eq!(text(&decided, "status"), "JUSTIFIED");
    // A further birth date is a further applicant, with a case of its own.
    apply(&batch, &app, NIK, Some("1995-08-19")).await.expect(201);
    assert_eq!(rows(&admin, CASES).await.len(), 2);
}

#[tokio::test]
async fn who_was_archived_stays_archived() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let known = recorded(&admin, json!({"birthDate": BORN})).await;
    admin.delete_if(&at("persons", &known), 1).await.expect(200);
    let batch = batch(&admin, json!({})).await;
    let told = apply(&batch, &app, NIK, Some(BORN)).await.expect(201);
    apply(&batch, &app, NIK, Some(BORN)).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    let there = admin.get(&at("persons", &known)).await.expect(200);
    assert!(there["archivedAt"].is_string() && version(&there) == 2, "{there}");
    assert_ne!(behind(&admin, &told).await["id"], known["id"]);
    assert_eq!(text(&rows(&admin, CASES).await[0], "kind"), "NIK_MISMATCH");
}

#[tokio::test]
async fn the_same_birth_date_is_the_same_person() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let known = recorded(&admin, json!({"birthDate": BORN})).await;
    let batch = batch(&admin, json!({})).await;
    let told = apply(&batch, &app, NIK, Some(BORN)).await.expect(201);
    assert_eq!(behind(&admin, &told).await["id"], known["id"]);
    apply(&batch, &app, NIK, Some(BORN)).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    assert_eq!(rows(&admin, CASES).await, Vec::<Value>::new());
    assert_eq!(count::<entity::person::Entity>(&app).await, 1);
}

#[tokio::test]
async fn a_birth_date_that_is_not_recorded_agrees_with_none_that_is_given() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let known = recorded(&admin, json!({})).await;
    let batch = batch(&admin, json!({})).await;
    let told = apply(&batch, &app, NIK, Some(BORN)).await.expect(201);
    assert_ne!(behind(&admin, &told).await["id"], known["id"]);
    let told = apply(&batch, &app, NIK, None).await.expect(201);
    assert_eq!(behind(&admin, &told).await["id"], known["id"]);
    assert_eq!(rows(&admin, CASES).await.len(), 1);
}

#[tokio::test]
async fn an_application_takes_its_time_whoever_is_recorded() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    recorded(&admin, json!({"birthDate": BORN})).await;
    let batch = batch(&admin, json!({})).await;
    for (nik, born) in [(NIK, BORN), (NIK, BORN), (NIK, OTHER_DAY), (OTHER_NIK, BORN)] {
        let began = Instant::now();
        apply(&batch, &app, nik, Some(born)).await;
        assert!(began.elapsed() >= Duration::from_millis(200), "{nik} {born}");
    }
}

#[tokio::test]
async fn graphql_answers_as_little() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    recorded(&admin, json!({"birthDate": BORN})).await;
    let batch = batch(&admin, json!({})).await;
    let mutation = "mutation M($batch: ID!, $input: MentorApplicationInput!) { applyAsMentor(batch: $batch, input: $input) { id status } }";
    let variables = json!({"batch": batch["id"], "input": {"person": applicant(NIK, Some(OTHER_DAY))}});
    let told = Caller::data(app.anonymous().graphql(mutation, variables.clone()).await);
    assert_eq!(told["applyAsMentor"]["status"], "APPLIED");
    let again = app.anonymous().graphql(mutation, variables).await;
    assert_eq!(again.body["errors"][0]["extensions"]["code"], "RESOURCE.ALREADY_EXISTS", "{}", again.text);
    let query = "{ duplicateCases(first: 5) { nodes { kind status } } }";
    let seen = Caller::data(admin.graphql(query, json!({})).await);
    assert_eq!(seen["duplicateCases"]["nodes"], json!([{"kind": "NIK_MISMATCH", "status": "OPEN"}]));
}
