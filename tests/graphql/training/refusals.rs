//! What is refused by GraphQL is refused with the codes and paths of REST.

use api::vocab::Role;
use serde_json::{Value, json};

use super::{ATTEND, IMPORT, RESULTS, STEP, begun, done, learner, package};
use crate::support::{BLK, OTHER_BLK, Reply, TestApp};

/// Status, code, and the codes and paths of the faults.
fn refusal(reply: &Reply) -> (u64, &str, Vec<(&str, &str)>) {
    let said = &reply.body["errors"][0]["extensions"];
    let faults = said["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut faults: Vec<_> =
        faults.iter().map(|fault| (fault["code"].as_str().unwrap(), fault["path"].as_str().unwrap())).collect();
    faults.sort_unstable();
    (said["status"].as_u64().unwrap_or_else(|| panic!("{}", reply.text)), said["code"].as_str().unwrap(), faults)
}

#[tokio::test]
async fn bad_rows_are_refused_with_the_faults_of_each_and_do_not_spoil_the_others_where_asked() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (class, all) = begun(&head, "JAHIT-2026-01", 2).await;
    let mut rows =
        vec![learner(3), learner(4), json!({"personId": all[0]["person"], "origin": "UJI", "appliedOn": "2026-08-20"})];
    rows[1]["person"]["nik"] = json!("1");
    rows[1]["admittedOn"] = Value::Null;
    let import = |atomicity: &str| json!({"id": class["id"], "input": {"atomicity": atomicity, "rows": rows}});
    let refused = head.graphql(IMPORT, import("ALL")).await;
    assert_eq!(refusal(&refused), (422, "REQUEST.INVALID", vec![("NIK.INVALID", "/rows/1/person/nik")]));
    // Who is there already is taken as it stands, whatever else the row says.
    let entered = done(&head, IMPORT, "importTrainees", import("ROW")).await;
    assert_eq!((&entered["created"], &entered["existing"], &entered["refused"]), (&json!(1), &json!(1), &json!(1)));
    let results = json!({"id": class["id"], "input": {"rows": [
        {"trainee": all[0]["trainee"], "result": "LULUS", "testedOn": "2026-10-29", "testResult": "KOMPETEN"},
        {"trainee": all[1]["trainee"], "result": "LULUS", "score": 101.0},
    ]}});
    let wanted = vec![
        ("FIELD.OUT_OF_RANGE", "/rows/0/testedOn"),
        ("FIELD.OUT_OF_RANGE", "/rows/1/score"),
        ("FIELD.REQUIRED", "/rows/0/testNumber"),
    ];
    assert_eq!(refusal(&head.graphql(RESULTS, results).await), (422, "REQUEST.INVALID", wanted));
    let session =
        "mutation($of: ID!, $input: TrainingSessionInput!) { createTrainingSession(of: $of, input: $input) { id } }";
    let late = json!({"heldOn": "2026-10-31", "lessonHours": 8, "topic": "Pola"});
    let refused = head.graphql(session, json!({"of": class["id"], "input": late})).await;
    assert_eq!(refusal(&refused), (422, "REQUEST.INVALID", vec![("FIELD.OUT_OF_RANGE", "/heldOn")]));
    let held = json!({"heldOn": "2026-09-02", "lessonHours": 8, "topic": "Pola"});
    let held = done(&head, session, "createTrainingSession", json!({"of": class["id"], "input": held})).await;
    let attend = json!({"id": held["id"], "input": {"rows": [{"trainee": all[0]["trainee"], "hours": 9}]}});
    let wanted = vec![("FIELD.OUT_OF_RANGE", "/rows/0/hours")];
    assert_eq!(refusal(&head.graphql(ATTEND, attend).await), (422, "REQUEST.INVALID", wanted));
}

#[tokio::test]
async fn steps_are_taken_with_the_version_that_was_read_by_who_may_when_they_are_due() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let made = package(&head, "JAHIT-2026-01").await;
    let start = |version: i32| json!({"id": made["id"], "version": version, "input": {"step": "START"}});
    assert_eq!(refusal(&head.graphql(STEP, start(9)).await), (412, "PRECONDITION.STALE", vec![]));
    assert_eq!(refusal(&head.graphql(STEP, start(1)).await), (409, "TRAINING.UNDECIDED", vec![]));
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    assert_eq!(refusal(&stranger.graphql(STEP, start(1)).await), (404, "RESOURCE.NOT_FOUND", vec![]));
    assert_eq!(refusal(&app.coordinator().await.graphql(STEP, start(1)).await), (403, "ACCESS.DENIED", vec![]));
    assert_eq!(refusal(&app.anonymous().graphql(STEP, start(1)).await), (401, "AUTH.REQUIRED", vec![]));
    let steps = "query($id: ID!) { trainingPackageSteps(id: $id) { status warnings { code } allowedActions { action allowed } } }";
    let told = done(&head, steps, "trainingPackageSteps", json!({"id": made["id"]})).await;
    let wanted = json!([{"action": "START", "allowed": false}, {"action": "COMPLETE", "allowed": false}, {"action": "CANCEL", "allowed": true}]);
    assert_eq!((&told["status"], &told["warnings"], &told["allowedActions"]), (&json!("PLANNED"), &json!([]), &wanted));
    let cancel = json!({"id": made["id"], "version": 1, "input": {"step": "CANCEL"}});
    let wanted = vec![("REASON.REQUIRED", "/reason")];
    assert_eq!(refusal(&head.graphql(STEP, cancel).await), (422, "REQUEST.INVALID", wanted));
}

#[tokio::test]
async fn a_trainee_takes_its_steps_and_says_which_may_follow() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, all) = begun(&head, "JAHIT-2026-01", 1).await;
    let id = &all[0]["trainee"];
    let step = "mutation($id: ID!, $version: Int!, $input: TraineeStepInput!) {
        stepTrainee(id: $id, expectedVersion: $version, input: $input) { status endedOn reasonCode } }";
    let take = |extra: Value| json!({"id": id, "version": 2, "input": extra});
    let silent = head.graphql(step, take(json!({"step": "WITHDRAW", "on": "2026-09-10"}))).await;
    assert_eq!(refusal(&silent), (422, "REQUEST.INVALID", vec![("REASON.REQUIRED", "/reasonCode")]));
    let left = take(json!({"step": "WITHDRAW", "on": "2026-09-10", "reasonCode": "PINDAH_DOMISILI"}));
    let left = done(&head, step, "stepTrainee", left).await;
    assert_eq!(left, json!({"status": "WITHDRAWN", "endedOn": "2026-09-10", "reasonCode": "PINDAH_DOMISILI"}));
    let steps = "query($id: ID!) { traineeSteps(id: $id) { status version allowedActions { allowed } } }";
    let told = done(&head, steps, "traineeSteps", json!({"id": id})).await;
    let none = json!([{"allowed": false}, {"allowed": false}, {"allowed": false}]);
    assert_eq!((&told["status"], &told["version"], &told["allowedActions"]), (&json!("WITHDRAWN"), &json!(3), &none));
}

#[tokio::test]
async fn below_a_blk_stand_its_packages_needs_and_placements_as_far_as_they_are_seen() {
    let app = TestApp::start().await;
    let head = app.head().await;
    package(&head, "JAHIT-2026-01").await;
    let need = "mutation($unit: String!, $input: TrainingNeedInput!) { createTrainingNeed(unit: $unit, input: $input) { status } }";
    let input =
        json!({"vocation": "MENJAHIT", "title": "Menjahit seragam", "people": 16, "identifiedOn": "2026-07-01"});
    assert_eq!(done(&head, need, "createTrainingNeed", json!({"unit": BLK, "input": input})).await["status"], "OPEN");
    let query = format!(
        "{{ blk(code: \"{BLK}\") {{ trainingPackages(first: 5) {{ nodes {{ code }} }} trainingNeeds(first: 5) {{ nodes {{ title }} }} placements(first: 5) {{ nodes {{ id }} }} }} }}"
    );
    let seen = done(&head, &query, "blk", json!({})).await;
    assert_eq!(seen["trainingPackages"]["nodes"], json!([{"code": "JAHIT-2026-01"}]));
    assert_eq!(
        (&seen["trainingNeeds"]["nodes"][0]["title"], &seen["placements"]["nodes"]),
        (&json!("Menjahit seragam"), &json!([]))
    );
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let hidden = done(&stranger, &query, "blk", json!({})).await;
    assert_eq!(
        (&hidden["trainingPackages"]["nodes"], hidden["trainingNeeds"]["nodes"].as_array().unwrap().len()),
        (&json!([]), 1)
    );
}
