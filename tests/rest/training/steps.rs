//! Steps that the tests of training share: real calls, from a package to what became of its trainees. `extra` is laid
//! over what a step sends by itself; it may be `json!({})`.

use serde_json::{Value, json};

pub use super::super::incubation::steps::merged;
use super::super::kept_steps::at;
pub use super::super::steps::{text, version};
use crate::support::{BLK, Caller, Reply};

pub const PACKAGES: &str = "/v1/training-packages";

/// A class of [`BLK`] in September and October 2026, forty lesson hours.
pub fn class(code: &str, extra: Value) -> Value {
    let input = json!({
        "unit": BLK, "code": code, "title": "Menjahit dasar", "vocation": "MENJAHIT", "fiscalYear": 2026,
        "fundingSource": "APBN", "organizer": "INTERNAL", "lessonHours": 40, "fromOn": "2026-09-01", "toOn": "2026-10-30",
    });
    merged(input, extra)
}

/// That class, planned.
pub async fn package(caller: &Caller, code: &str, extra: Value) -> Value {
    caller.post(PACKAGES, class(code, extra)).await.expect(201)
}

/// `/v1/training-packages/{id}/<part>`.
pub fn of(package: &Value, part: &str) -> String {
    format!("{PACKAGES}/{}/{part}", text(package, "id"))
}

/// A row of a roster: somebody from the public who has a place before the class begins.
pub fn learner(number: usize, extra: Value) -> Value {
    let sex = if number.is_multiple_of(2) { "PEREMPUAN" } else { "LAKI_LAKI" };
    let person = json!({"name": format!("Peserta {number}"), "sex": sex, "source": "Data sintetis"});
    merged(json!({"person": person, "origin": "UMUM", "appliedOn": "2026-08-20", "admittedOn": "2026-08-25"}), extra)
}

/// Who a row of a roster became.
#[derive(Clone, Debug)]
pub struct Learner {
    pub trainee: Value,
    pub person: Value,
}

impl Learner {
    fn of(row: &Value) -> Self {
        Self { trainee: row["trainee"].clone(), person: row["person"].clone() }
    }

    /// As a record: what [`at`] takes.
    pub fn record(&self) -> Value {
        json!({"id": self.trainee})
    }
}

/// So many people with a place in a package.
pub async fn learners(caller: &Caller, package: &Value, count: usize) -> Vec<Learner> {
    let rows: Vec<Value> = (1..=count).map(|number| learner(number, json!({}))).collect();
    let done = caller.post(&of(package, "rosters"), json!({"rows": rows})).await.expect(200);
    done["results"].as_array().unwrap().iter().map(Learner::of).collect()
}

/// A step of a record, with the version that is read just before, whatever comes of it.
pub async fn take(caller: &Caller, plural: &str, record: &Value, word: &str, extra: Value) -> Reply {
    let here = at(plural, record);
    let now = caller.get(&here).await.expect(200);
    caller.post_if(&format!("{here}/steps"), version(&now), merged(json!({"step": word}), extra)).await
}

/// A step of a package.
pub async fn step(caller: &Caller, package: &Value, word: &str, extra: Value) -> Reply {
    take(caller, "training-packages", package, word, extra).await
}

/// A package that began on its first day, with so many trainees.
pub async fn begun(caller: &Caller, code: &str, count: usize) -> (Value, Vec<Learner>) {
    let made = package(caller, code, json!({})).await;
    let all = learners(caller, &made, count).await;
    (step(caller, &made, "START", json!({"on": "2026-09-01"})).await.expect(200), all)
}

/// A result: passed, with a certificate.
pub fn passed(learner: &Learner, extra: Value) -> Value {
    let number = text(&learner.record(), "id").chars().rev().take(6).collect::<String>().to_uppercase();
    let certificate = json!({"certificateNumber": format!("SERT-{number}"), "certifiedOn": "2026-11-02"});
    merged(merged(json!({"trainee": learner.trainee, "result": "LULUS"}), certificate), extra)
}

/// Results of a package, whatever comes of them.
pub async fn results(caller: &Caller, package: &Value, rows: Vec<Value>) -> Reply {
    caller.post(&of(package, "results"), json!({"rows": rows})).await
}

/// A package that is over: everybody passed on its last day.
pub async fn graduated(caller: &Caller, code: &str, count: usize) -> (Value, Vec<Learner>) {
    let (package, all) = begun(caller, code, count).await;
    let rows = all.iter().map(|learner| passed(learner, json!({}))).collect();
    results(caller, &package, rows).await.expect(200);
    (step(caller, &package, "COMPLETE", json!({})).await.expect(200), all)
}

/// A session of eight lesson hours in September, whatever comes of it.
pub async fn session(caller: &Caller, package: &Value, extra: Value) -> Reply {
    let input = json!({"heldOn": "2026-09-02", "lessonHours": 8, "topic": "Mengenal mesin jahit"});
    caller.post(&of(package, "sessions"), merged(input, extra)).await
}

/// Who attended a session, whatever comes of it.
pub async fn attend(caller: &Caller, session: &Value, rows: Vec<Value>) -> Reply {
    caller.post(&format!("{}/attendance", at("training-sessions", session)), json!({"rows": rows})).await
}

/// Numbers of an outcome.
pub fn counts(done: &Value) -> [Option<u64>; 3] {
    let first = if done["recorded"].is_null() { "created" } else { "recorded" };
    [first, "existing", "refused"].map(|field| done[field].as_u64())
}

/// Code and place of each fault of a row of an outcome.
pub fn errors(row: &Value) -> Vec<(&str, &str)> {
    row["errors"].as_array().unwrap().iter().map(|fault| (text(fault, "code"), text(fault, "path"))).collect()
}

/// A trainee as it is now.
pub async fn trainee(caller: &Caller, learner: &Learner) -> Value {
    caller.get(&at("trainees", &learner.record())).await.expect(200)
}

/// Somebody who found work through the BLK, whatever comes of it.
pub async fn place(caller: &Caller, person: &Value, extra: Value) -> Reply {
    let input = json!({
        "unit": BLK, "personId": person, "employerName": "PT Garmen Uji", "position": "Penjahit",
        "relation": "DALAM_HUBUNGAN_KERJA", "service": "PLACEMENT", "startedOn": "2026-11-03",
    });
    caller.post("/v1/placements", merged(input, extra)).await
}
