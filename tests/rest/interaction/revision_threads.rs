//! What a reviewer asks to be mended is a thread: opened with the item, answered in it, settled with the report.

use api::vocab::Role;
use serde_json::{Value, json};

use super::super::events::{types, walk};
use super::super::kept_steps::rows;
use super::super::steps::{act, at as report_at, in_review, read, text, version};
use super::threads::{at, bodies, say};
use crate::support::{BLK, Caller, TestApp};

async fn items(caller: &Caller, report: &Value) -> Vec<Value> {
    rows(caller, &format!("{}/revision-items", report_at(report))).await
}

async fn thread_of(caller: &Caller, item: &Value) -> Value {
    caller.get(&format!("/v1/threads/{}", text(item, "thread"))).await.expect(200)
}

/// A report sent back with two items.
async fn sent_back(app: &TestApp) -> Value {
    let report = in_review(app, "2026-10").await;
    let items = json!([
        {"path": "/values/A03", "note": "Daftar hadir 30\nLihat lampiran."},
        {"path": "/narrative/kendala", "note": "a".repeat(1_999)},
    ]);
    let ask = json!({"reason": "Tidak cocok", "items": items});
    act(&app.coordinator().await, &report, "request-revision", ask).await.expect(200)
}

#[tokio::test]
async fn an_item_opens_a_thread_that_ends_when_the_report_is_handed_in_again() {
    let app = TestApp::start().await;
    let (head, coordinator, operator) = (app.head().await, app.coordinator().await, app.operator().await);
    let report = read(&head, &sent_back(&app).await).await;
    let asked = items(&head, &report).await;
    assert_eq!(asked.len(), 2);
    let thread = thread_of(&head, &asked[0]).await;
    assert_eq!(
        [&thread["title"], &thread["path"], &thread["audience"], &thread["subject"], &thread["revisionItemId"]],
        [&json!("Daftar hadir 30"), &json!("/values/A03"), &json!("BLK"), &report["id"], &asked[0]["id"]]
    );
    assert_eq!(text(&thread_of(&head, &asked[1]).await, "title").chars().count(), 200);
    assert_eq!(bodies(&head, &thread).await, ["Daftar hadir 30\nLihat lampiran."]);
    say(&operator, &thread, "Saya hitung ulang.", json!({})).await.expect(201);
    say(&coordinator, &thread, "Curiga", json!({"audience": "INTERNAL"})).await.expect(201);
    let mut now = report;
    for item in &asked {
        let step = format!("revision-items/{}/answer", text(item, "id"));
        now = act(&head, &now, &step, json!({"answer": "Sudah benar"})).await.expect(200);
    }
    assert_eq!(bodies(&head, &thread).await, ["Daftar hadir 30\nLihat lampiran.", "Saya hitung ulang.", "Sudah benar"]);
    assert_eq!(bodies(&coordinator, &thread).await.len(), 4);
    assert_eq!(thread_of(&head, &asked[0]).await["status"], "OPEN");
    act(&head, &now, "submit", json!({})).await.expect(200);
    for item in &asked {
        let settled = thread_of(&head, item).await;
        assert_eq!((&settled["status"], version(&settled)), (&json!("RESOLVED"), 2));
        assert!(settled["resolvedBy"]["id"].is_string() && settled["resolvedAt"].is_string());
    }
    assert_eq!(types(&app, &head, &thread).await, ["thread.created", "thread.resolved"]);
    say(&head, &thread, "Masih ada", json!({})).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn a_thread_that_was_reopened_is_settled_with_the_decision() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let mut now = read(&head, &sent_back(&app).await).await;
    let asked = items(&head, &now).await;
    for item in &asked {
        let step = format!("revision-items/{}/answer", text(item, "id"));
        now = act(&head, &now, &step, json!({"answer": "Sudah"})).await.expect(200);
    }
    let now = act(&head, &now, "submit", json!({})).await.expect(200);
    let thread = thread_of(&coordinator, &asked[0]).await;
    coordinator.post_if(&format!("{}/reopen", at(&thread)), 2, json!({})).await.expect(200);
    say(&coordinator, &thread, "Belum jelas", json!({})).await.expect(201);
    let now = act(&coordinator, &now, "start-review", json!({})).await.expect(200);
    assert_eq!(thread_of(&head, &asked[0]).await["status"], "OPEN");
    act(&coordinator, &now, "verify", json!({})).await.expect(200);
    let settled = thread_of(&head, &asked[0]).await;
    assert_eq!((&settled["status"], version(&settled)), (&json!("RESOLVED"), 4));
    assert_eq!(thread_of(&head, &asked[1]).await["version"], 2);
}

#[tokio::test]
async fn who_is_not_of_the_blk_sees_the_item_and_not_its_thread() {
    let app = TestApp::start().await;
    let report = sent_back(&app).await;
    let government = app.person(Role::LocalGovernment, Some("36"), None).await;
    let seen = items(&government, &report).await;
    assert_eq!((seen.len(), &seen[0]["thread"]), (2, &Value::Null));
    assert_eq!(rows(&government, "/v1/threads").await, Vec::<Value>::new());
    assert_eq!(walk(&app, &government, "&kinds=Thread,Comment").await, Vec::<Value>::new());
    // GraphQL says the same of both.
    let query = format!("{{ report(id: \"{}\") {{ revisionItems {{ note thread }} }} }}", text(&report, "id"));
    let shown = Caller::data(government.graphql(&query, json!({})).await);
    assert_eq!(shown["report"]["revisionItems"][0]["thread"], Value::Null);
    let shown = Caller::data(app.head().await.graphql(&query, json!({})).await);
    assert!(shown["report"]["revisionItems"][0]["thread"].as_str().unwrap().starts_with("thr_"));
    assert_eq!(rows(&app.head().await, &format!("/v1/threads?unit={BLK}")).await.len(), 2);
}

#[tokio::test]
async fn notes_and_answers_have_their_length_on_both_faces() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let report = in_review(&app, "2026-10").await;
    let long = "x".repeat(2_001);
    let query = "mutation M($id: ID!, $note: String!) { requestReportRevision(id: $id, expectedVersion: 3, reason: \"x\", items: [{path: \"/values/A03\", note: $note}]) { id } }";
    let reply = coordinator.graphql(query, json!({"id": report["id"], "note": long})).await;
    let fault = &reply.body["errors"][0]["extensions"]["errors"][0];
    assert_eq!((&fault["code"], &fault["path"]), (&json!("FIELD.LENGTH"), &json!("/items/0/note")), "{}", reply.text);
    let ask = json!({"reason": "x", "items": [{"path": "/values/A03", "note": "Periksa"}]});
    let back = read(&head, &act(&coordinator, &report, "request-revision", ask).await.expect(200)).await;
    let item = text(&items(&head, &back).await[0], "id").to_owned();
    for answer in [long, " ".to_owned()] {
        let step = format!("revision-items/{item}/answer");
        let refused = act(&head, &back, &step, json!({"answer": answer})).await;
        assert_eq!(refused.faults(), [("FIELD.LENGTH".into(), "/answer".into())]);
    }
}
