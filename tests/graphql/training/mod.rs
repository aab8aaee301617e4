//! Training by GraphQL alone: the same operations by the same rules.

mod refusals;
mod whole;

use serde_json::{Value, json};

use crate::support::{BLK, Caller};

/// `data` of a mutation by its name, for variables that its arguments have the names of.
async fn done(caller: &Caller, mutation: &str, name: &str, variables: Value) -> Value {
    Caller::data(caller.graphql(mutation, variables).await)[name].clone()
}

/// A class of [`BLK`] in September and October 2026.
async fn package(caller: &Caller, code: &str) -> Value {
    let input = json!({
        "code": code, "title": "Menjahit dasar", "vocation": "MENJAHIT", "fiscalYear": 2026, "fundingSource": "APBN",
        "organizer": "INTERNAL", "lessonHours": 40, "fromOn": "2026-09-01", "toOn": "2026-10-30",
    });
    let mutation = "mutation($unit: String!, $input: TrainingPackageInput!) {
        createTrainingPackage(unit: $unit, input: $input) { id version status target } }";
    done(caller, mutation, "createTrainingPackage", json!({"unit": BLK, "input": input})).await
}

const STEP: &str = "mutation($id: ID!, $version: Int!, $input: TrainingPackageStepInput!) {
    stepTrainingPackage(id: $id, expectedVersion: $version, input: $input) { id version status completedOn } }";

const IMPORT: &str = "mutation($id: ID!, $input: TraineeRosterInput!) {
    importTrainees(id: $id, input: $input) { created existing refused results { status person trainee errors { code path } } } }";

const RESULTS: &str = "mutation($id: ID!, $input: TrainingResultsInput!) {
    recordTrainingResults(id: $id, input: $input) { recorded existing refused results { status errors { code path } } } }";

const ATTEND: &str = "mutation($id: ID!, $input: AttendanceInput!) {
    recordAttendance(id: $id, input: $input) { recorded existing refused results { status trainee errors { code path } } } }";

/// Somebody from the public who has a place before the class begins.
fn learner(number: usize) -> Value {
    json!({"person": {"name": format!("Peserta {number}"), "sex": "PEREMPUAN"}, "origin": "UMUM",
        "appliedOn": "2026-08-20", "admittedOn": "2026-08-25"})
}

/// A class that began, and its trainees.
async fn begun(caller: &Caller, code: &str, count: usize) -> (Value, Vec<Value>) {
    let made = package(caller, code).await;
    let rows: Vec<Value> = (1..=count).map(learner).collect();
    let entered = done(caller, IMPORT, "importTrainees", json!({"id": made["id"], "input": {"rows": rows}})).await;
    let variables = json!({"id": made["id"], "version": 1, "input": {"step": "START", "on": "2026-09-01"}});
    let running = done(caller, STEP, "stepTrainingPackage", variables).await;
    (running, entered["results"].as_array().unwrap().clone())
}
