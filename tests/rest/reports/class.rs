//! A small class in October 2026: four apply, three have a place, one leaves, one passes. By real calls.

use serde_json::{Value, json};

use super::super::kept_steps::record;
use super::super::steps::{text, version};
use crate::support::{BLK, Caller, Reply, TestApp};

/// Code of its package.
pub const CODE: &str = "JAHIT-2026-01";

/// The class, as it stands once it is closed.
pub struct Class {
    /// Trainees in the order of the roster.
    pub trainees: Vec<String>,
}

/// Takes a step with the version that is read just before.
async fn step(head: &Caller, at: &str, body: Value) -> Reply {
    let now = head.get(at).await.expect(200);
    head.post_if(&format!("{at}/steps"), version(&now), body).await
}

fn row(name: &str, sex: &str, birth: &str, origin: &str) -> Value {
    json!({
        "person": {"name": name, "sex": sex, "birthDate": birth}, "origin": origin, "appliedOn": "2026-09-20",
        "admittedOn": "2026-10-01",
    })
}

async fn package(head: &Caller) -> String {
    let teacher =
        json!({"personName": "Instruktur", "sex": "PEREMPUAN", "vocation": "MENJAHIT", "fromOn": "2020-01-06"});
    let teacher = record(head, "instructors", BLK, teacher).await.expect(201);
    let input = json!({
        "unit": BLK, "code": CODE, "title": "Menjahit dasar", "vocation": "MENJAHIT", "fiscalYear": 2026,
        "fundingSource": "APBN", "organizer": "INTERNAL", "lessonHours": 40, "fromOn": "2026-10-05", "toOn": "2026-10-16",
        "budget": 40_000_000, "spent": 38_500_000, "instructors": [teacher["id"]],
    });
    text(&head.post("/v1/training-packages", input).await.expect(201), "id").to_owned()
}

async fn session(head: &Caller, package: &str, on: &str, hours: i32, attended: Value) {
    let found = head.get(&format!("/v1/blks/{BLK}/instructors")).await.expect(200);
    let facts = json!({"heldOn": on, "lessonHours": hours, "topic": "Praktik", "instructorId": found["data"][0]["id"]});
    let made = head.post(&format!("/v1/training-packages/{package}/sessions"), facts).await.expect(201);
    let at = format!("/v1/training-sessions/{}/attendance", text(&made, "id"));
    head.post(&at, json!({"rows": attended})).await.expect(200);
}

/// The class from its plan to its certificates.
pub async fn closed(app: &TestApp) -> Class {
    let head = app.head().await;
    let package = package(&head).await;
    let mut refused = row("Tuti Uji", "PEREMPUAN", "2004-01-01", "UMUM");
    refused["admittedOn"] = Value::Null;
    let rows = json!([
        row("Siti Uji", "PEREMPUAN", "1999-05-01", "LEMBAGA_INDUK"),
        row("Asep Uji", "LAKI_LAKI", "1980-05-01", "UMUM"),
        row("Budi Uji", "LAKI_LAKI", "2005-05-01", "LEMBAGA_INDUK"),
        refused,
    ]);
    let made = head.post(&format!("/v1/training-packages/{package}/rosters"), json!({"rows": rows})).await.expect(200);
    let trainees = made["results"].as_array().unwrap().iter().map(|row| text(row, "trainee").to_owned());
    let trainees: Vec<String> = trainees.collect();
    let at = format!("/v1/training-packages/{package}");
    let leave = |step: &str, on: &str, why: &str| json!({"step": step, "on": on, "reasonCode": why});
    let [first, second, third, fourth] = [0, 1, 2, 3].map(|place| format!("/v1/trainees/{}", trainees[place]));
    step(&head, &fourth, leave("REFUSE", "2026-10-01", "KUOTA_PENUH")).await.expect(200);
    step(&head, &at, json!({"step": "START", "on": "2026-10-05"})).await.expect(200);
    let came = |trainee: &str, hours: i32| json!({"trainee": trainee.rsplit('/').next(), "hours": hours});
    session(&head, &package, "2026-10-05", 8, json!([came(&first, 8), came(&second, 0), came(&third, 8)])).await;
    step(&head, &third, leave("WITHDRAW", "2026-10-07", "MENDAPAT_PEKERJAAN")).await.expect(200);
    session(&head, &package, "2026-10-08", 4, json!([came(&first, 4), came(&second, 2)])).await;
    let results = json!([
        {"trainee": trainees[0], "result": "LULUS", "testedOn": "2026-10-17", "testResult": "KOMPETEN", "testNumber": "BNSP-1",
            "certificateNumber": "S-1", "certifiedOn": "2026-10-19"},
        {"trainee": trainees[1], "result": "TIDAK_LULUS", "testedOn": "2026-10-17", "testResult": "BELUM_KOMPETEN"},
    ]);
    head.post(&format!("{at}/results"), json!({"rows": results})).await.expect(200);
    step(&head, &at, json!({"step": "COMPLETE", "on": "2026-10-19"})).await.expect(200);
    Class { trainees }
}
