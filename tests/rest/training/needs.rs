//! Training needs, and the packages that answer them.

use api::vocab::Role;
use serde_json::{Value, json};

use super::super::events::types;
use super::super::incubation::steps::enterprise;
use super::super::kept_steps::{at, faulty, rows};
use super::steps::{PACKAGES, class, learners, merged, package, passed, results, step, text, version};
use crate::support::{BLK, Caller, KAWASAN, TestApp};

const NEEDS: &str = "/v1/training-needs";

/// What is needed.
fn wanted(unit: &str, extra: Value) -> Value {
    let input = json!({"unit": unit, "vocation": "MENJAHIT", "title": "Menjahit seragam", "people": 16, "identifiedOn": "2026-07-01"});
    merged(input, extra)
}

async fn need(caller: &Caller, unit: &str, extra: Value) -> Value {
    caller.post(NEEDS, wanted(unit, extra)).await.expect(201)
}

/// Where a need stands: its status, the package, the day it was met.
async fn stands(caller: &Caller, need: &Value) -> (String, Value, Value) {
    let now = caller.get(&at("training-needs", need)).await.expect(200);
    (text(&now, "status").to_owned(), now["packageId"].clone(), now["metOn"].clone())
}

fn status(word: &str, package: &Value, met_on: &Value) -> (String, Value, Value) {
    (word.to_owned(), package.clone(), met_on.clone())
}

#[tokio::test]
async fn a_need_follows_the_package_that_names_it_from_open_to_met() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let none = Value::Null;
    let (ours, theirs) = (need(&head, BLK, json!({})).await, need(&admin, KAWASAN, json!({})).await);
    assert_eq!(stands(&head, &ours).await, status("OPEN", &none, &none));
    let made = package(&head, "JAHIT-2026-01", json!({"needs": [ours["id"], theirs["id"]]})).await;
    for one in [&ours, &theirs] {
        assert_eq!(stands(&head, one).await, status("PLANNED", &made["id"], &none));
    }
    // One that is no longer named is open again.
    let here = at("training-packages", &made);
    let now = head.patch(&here, 1, json!({"needs": [ours["id"]]})).await.expect(200);
    assert_eq!(stands(&head, &theirs).await, status("OPEN", &none, &none));
    let unmet = rows(&head, &format!("{NEEDS}?kind=OPEN")).await;
    assert_eq!(unmet.iter().map(|row| &row["id"]).collect::<Vec<_>>(), [&theirs["id"]]);
    // A need that a package answers stays with it.
    let second = package(&head, "JAHIT-2026-02", json!({"needs": [ours["id"]]})).await;
    assert_eq!(stands(&head, &ours).await, status("PLANNED", &made["id"], &none));
    step(&head, &second, "CANCEL", json!({"reason": "Digabung"})).await.expect(200);
    assert_eq!(stands(&head, &ours).await, status("PLANNED", &made["id"], &none));
    // Met with the completion.
    assert_eq!(version(&now), 2);
    let one = learners(&head, &made, 1).await.remove(0);
    step(&head, &made, "START", json!({"on": "2026-09-01"})).await.expect(200);
    results(&head, &made, vec![passed(&one, json!({}))]).await.expect(200);
    step(&head, &made, "COMPLETE", json!({"on": "2026-11-03"})).await.expect(200);
    assert_eq!(stands(&head, &ours).await, status("MET", &made["id"], &json!("2026-11-03")));
    assert_eq!(types(&app, &head, &ours).await.last().unwrap(), "trainingNeed.met");
    let here = at("training-needs", &ours);
    let now = version(&head.get(&here).await.expect(200));
    head.patch(&here, now, json!({"people": 20})).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn what_a_cancelled_or_archived_package_answered_is_open_again() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let none = Value::Null;
    let ours = need(&head, BLK, json!({})).await;
    let first = package(&head, "JAHIT-2026-01", json!({"needs": [ours["id"]]})).await;
    step(&head, &first, "CANCEL", json!({"reason": "Instruktur sakit"})).await.expect(200);
    assert_eq!(stands(&head, &ours).await, status("OPEN", &none, &none));
    let second = package(&head, "JAHIT-2026-02", json!({"needs": [ours["id"]]})).await;
    assert_eq!(stands(&head, &ours).await, status("PLANNED", &second["id"], &none));
    head.delete_if(&at("training-packages", &second), 1).await.expect(200);
    assert_eq!(stands(&head, &ours).await, status("OPEN", &none, &none));
    // What is archived can be named by nobody.
    let now = version(&head.get(&at("training-needs", &ours)).await.expect(200));
    head.delete_if(&at("training-needs", &ours), now).await.expect(200);
    let refused = head.post(PACKAGES, class("JAHIT-2026-03", json!({"needs": [ours["id"]]}))).await;
    faulty(&refused, &[("FIELD.UNKNOWN_CODE", "/needs/0")]);
}

#[tokio::test]
async fn needs_of_a_kawasan_a_blk_and_an_enterprise_are_read_by_whoever_is_signed_in() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let group = enterprise(&head, BLK, "Dapur Lebak").await;
    let own = need(&head, BLK, json!({"enterpriseId": group["id"], "wantedBy": "2026-12-31"})).await;
    need(&admin, KAWASAN, json!({})).await;
    let stranger = app.person(Role::Stakeholder, Some("32"), None).await;
    assert_eq!(rows(&stranger, NEEDS).await.len(), 2);
    assert_eq!(rows(&stranger, &format!("{NEEDS}?of={}", text(&group, "id"))).await[0]["id"], own["id"]);
    assert_eq!(rows(&stranger, &format!("{NEEDS}?endsBefore=2027-01-01")).await.len(), 1);
    assert_eq!(rows(&stranger, &format!("/v1/kawasans/{KAWASAN}/training-needs")).await.len(), 1);
    app.anonymous().get(NEEDS).await.refused(401, "AUTH.REQUIRED");
    stranger.post(NEEDS, wanted(BLK, json!({}))).await.refused(403, "ACCESS.DENIED");
    head.post(NEEDS, wanted(KAWASAN, json!({}))).await.refused(403, "ACCESS.DENIED");
    let wrong =
        json!({"vocation": "UJI", "identifiedOn": "2026-11-06", "wantedBy": "2026-11-01", "enterpriseId": "ent_uji"});
    let said = [
        ("FIELD.OUT_OF_RANGE", "/identifiedOn"),
        ("FIELD.OUT_OF_RANGE", "/wantedBy"),
        ("FIELD.UNKNOWN_CODE", "/enterpriseId"),
        ("FIELD.UNKNOWN_CODE", "/vocation"),
    ];
    faulty(&head.post(NEEDS, wanted(BLK, wrong)).await, &said);
}
