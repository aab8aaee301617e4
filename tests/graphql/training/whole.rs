//! One package from plan to a cohort.

use serde_json::{Value, json};

use super::{ATTEND, RESULTS, STEP, begun, done};
use crate::support::{BLK, TestApp};

const SESSION: &str = "mutation($of: ID!, $input: TrainingSessionInput!) {
    createTrainingSession(of: $of, input: $input) { id version present } }";

const PACKAGE: &str = "query($id: ID!) { node(id: $id) { ... on TrainingPackage {
    code status completedOn
    sessions(first: 5) { nodes { topic present attendedHours package { code } } }
    trainees(first: 5) { nodes { status certificateNumber person { name } alumniTraces(first: 5) { nodes { months dueOn status } } } }
} } }";

#[tokio::test]
async fn a_package_goes_from_plan_to_a_placement_and_a_cohort_by_graphql_alone() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (class, all) = begun(&head, "JAHIT-2026-01", 2).await;
    assert_eq!((&class["status"], &class["version"]), (&json!("RUNNING"), &json!(2)));
    let session = json!({"heldOn": "2026-09-02", "lessonHours": 8, "topic": "Mengenal mesin jahit"});
    let session = done(&head, SESSION, "createTrainingSession", json!({"of": class["id"], "input": session})).await;
    let rows = json!([{"trainee": all[0]["trainee"]}, {"trainee": all[1]["trainee"], "hours": 6}]);
    let variables = json!({"id": session["id"], "input": {"atomicity": "ALL", "rows": rows}});
    let attended = done(&head, ATTEND, "recordAttendance", variables).await;
    assert_eq!((&attended["recorded"], &attended["results"][0]["status"]), (&json!(2), &json!("RECORDED")));
    let register =
        "query($id: ID!) { trainingRegister(id: $id) { sessions hours rate trainees { hours possible rate } } }";
    let register = done(&head, register, "trainingRegister", json!({"id": class["id"]})).await;
    assert_eq!((&register["sessions"], &register["rate"]), (&json!(1), &json!(87.5)));
    assert_eq!(register["trainees"][1], json!({"hours": 6, "possible": 8, "rate": 75.0}));
    let passed = |row: &Value, number: usize| json!({"trainee": row["trainee"], "result": "LULUS", "certificateNumber": format!("SERT-{number}"), "certifiedOn": "2026-11-02"});
    let rows: Vec<Value> = all.iter().enumerate().map(|(index, row)| passed(row, index + 1)).collect();
    let recorded =
        done(&head, RESULTS, "recordTrainingResults", json!({"id": class["id"], "input": {"rows": rows}})).await;
    assert_eq!(recorded["recorded"], 2, "{recorded}");
    let complete = json!({"id": class["id"], "version": 2, "input": {"step": "COMPLETE"}});
    assert_eq!(done(&head, STEP, "stepTrainingPackage", complete).await["completedOn"], "2026-11-05");

    let shown = done(&head, PACKAGE, "node", json!({"id": class["id"]})).await;
    assert_eq!((&shown["code"], &shown["status"]), (&json!("JAHIT-2026-01"), &json!("COMPLETED")));
    let wanted = json!({"topic": "Mengenal mesin jahit", "present": 2, "attendedHours": 14, "package": {"code": "JAHIT-2026-01"}});
    assert_eq!(shown["sessions"]["nodes"], json!([wanted]));
    let first = &shown["trainees"]["nodes"][0];
    assert_eq!((&first["status"], &first["certificateNumber"]), (&json!("GRADUATED"), &json!("SERT-1")));
    assert_eq!(first["person"]["name"], "Peserta 1");
    assert_eq!(
        first["alumniTraces"]["nodes"],
        json!([{"months": 6, "dueOn": "2027-05-05", "status": null}, {"months": 12, "dueOn": "2027-11-05", "status": null}])
    );

    let place = "mutation($unit: String!, $input: PlacementInput!) {
        createPlacement(unit: $unit, input: $input) { id checkDueOn person { name } trainee { id } } }";
    let work = json!({"personId": all[0]["person"], "traineeId": all[0]["trainee"], "employerName": "PT Garmen Uji", "position": "Penjahit",
        "relation": "DALAM_HUBUNGAN_KERJA", "service": "TRAINING", "startedOn": "2026-11-03"});
    let placed = done(&head, place, "createPlacement", json!({"unit": BLK, "input": work})).await;
    assert_eq!((&placed["checkDueOn"], &placed["person"]["name"]), (&json!("2027-05-03"), &json!("Peserta 1")));
    assert_eq!(placed["trainee"]["id"], all[0]["trainee"]);

    let cohort = "mutation($unit: String!, $input: CohortInput!) { createCohort(unit: $unit, input: $input) { id } }";
    let input = json!({"name": "Angkatan 2026", "year": 2026, "startsOn": "2026-01-01"});
    let cohort = done(&head, cohort, "createCohort", json!({"unit": BLK, "input": input})).await;
    let apply = "mutation($id: ID!, $input: CohortApplicationInput!) {
        applyToCohort(id: $id, input: $input) { person enterprise membership incubatee } }";
    let input = json!({"cohort": cohort["id"], "aidRelation": "NONE",
        "enterprise": {"name": "Busana Lebak", "year": 2026, "sector": "FESYEN", "level": "PEMULA"}});
    let applied = done(&head, apply, "applyToCohort", json!({"id": all[0]["trainee"], "input": input})).await;
    assert_eq!(applied["person"], all[0]["person"]);
    let told = "query($id: ID!) { personTimeline(id: $id) { kind } }";
    let told = done(&head, told, "personTimeline", json!({"id": all[0]["person"]})).await;
    let kinds: Vec<&str> = told.as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "TRAINING_APPLICATION",
            "TRAINING_ADMISSION",
            "TRAINING_RESULT",
            "CERTIFICATE",
            "PLACEMENT",
            "MEMBERSHIP",
            "APPLICATION",
        ]
    );
    let due = "{ obligations(first: 5, filter: {template: \"LAP_PELATIHAN\"}) { nodes { event status } } }";
    let due = done(&head, due, "obligations", json!({})).await;
    assert_eq!(due["nodes"], json!([{"event": "JAHIT-2026-01", "status": "OPEN"}]));
}
