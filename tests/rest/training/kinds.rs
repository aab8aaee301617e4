//! Every kind of record of training, by REST and by GraphQL: recorded, found, changed, archived.

use serde_json::{Value, json};

use super::super::incubation::steps::person;
use super::super::kept_steps::{at, rows};
use super::super::lives::{
    Kind, changes_and_ends, changes_and_ends_by_graphql, hanging, listed, live, live_by_graphql, of_unit,
};
use super::steps::{begun, class, graduated, of, package, session, text};
use crate::support::{BLK, Caller, TestApp};

/// Every kind that callers make, each ready to be recorded; sessions have a path of their own.
pub async fn kinds(admin: &Caller) -> Vec<Kind> {
    let (siti, budi) = (person(admin, BLK, "Siti", json!({})).await, person(admin, BLK, "Budi", json!({})).await);
    let planned = package(admin, "JAHIT-2026-01", json!({})).await;
    let mut input = class("JAHIT-2026-02", json!({"target": 20, "lessonMinutes": 60}));
    input.as_object_mut().unwrap().remove("unit");
    vec![
        of_unit(
            ("TrainingPackage", "trainingPackages", "training-packages"),
            BLK,
            input,
            json!({"title": "Menjahit lanjut"}),
        ),
        of_unit(
            ("TrainingNeed", "trainingNeeds", "training-needs"),
            BLK,
            json!({"vocation": "MENJAHIT", "title": "Menjahit seragam", "people": 16, "identifiedOn": "2026-07-01"}),
            json!({"people": 20}),
        ),
        of_unit(
            ("JobSeeker", "jobSeekers", "job-seekers"),
            BLK,
            json!({"personId": siti["id"], "wanted": "Penjahit", "registeredOn": "2026-11-02", "consentedOn": "2026-11-02",
                "consentChannel": "FORM"}),
            json!({"wanted": "Penjahit atau pembordir"}),
        ),
        of_unit(
            ("Placement", "placements", "placements"),
            BLK,
            json!({"personId": siti["id"], "employerName": "PT Garmen Uji", "position": "Penjahit",
                "relation": "DALAM_HUBUNGAN_KERJA", "service": "PLACEMENT", "startedOn": "2026-10-01"}),
            json!({"position": "Kepala regu"}),
        ),
        hanging(
            ("Trainee", "trainees", "trainees"),
            ("training-packages", &planned),
            json!({"personId": budi["id"], "origin": "UMUM", "appliedOn": "2026-08-20"}),
            json!({"origin": "LEMBAGA_INDUK"}),
        ),
    ]
}

#[tokio::test]
async fn every_kind_of_training_is_recorded_found_changed_and_archived() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    live(&admin, kinds(&admin).await).await;
    let (package, _) = begun(&admin, "JAHIT-2026-03", 1).await;
    let made = session(&admin, &package, json!({})).await.expect(201);
    let lists = [of(&package, "sessions"), format!("/v1/training-sessions?of={}", text(&package, "id"))];
    for list in &lists {
        assert_eq!(rows(&admin, list).await, std::slice::from_ref(&made), "{list}");
    }
    changes_and_ends(&admin, &at("training-sessions", &made), &json!({"topic": "Pola dasar"})).await;
    for list in &lists {
        assert!(rows(&admin, list).await.is_empty(), "{list}");
    }
}

#[tokio::test]
async fn every_kind_of_training_lives_the_same_life_by_graphql() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut all = kinds(&admin).await;
    let (package, _) = begun(&admin, "JAHIT-2026-03", 1).await;
    all.push(hanging(
        ("TrainingSession", "trainingSessions", "training-sessions"),
        ("training-packages", &package),
        json!({"heldOn": "2026-09-02", "lessonHours": 8, "topic": "Mengenal mesin jahit"}),
        json!({"topic": "Pola dasar"}),
    ));
    live_by_graphql(&admin, all).await;
}

#[tokio::test]
async fn looks_at_alumni_are_made_by_the_system_and_changed_and_archived_by_callers() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    graduated(&admin, "JAHIT-2026-01", 1).await;
    let looks = rows(&admin, "/v1/alumni-traces").await;
    admin.post("/v1/alumni-traces", json!({})).await.refused(405, "REQUEST.METHOD_NOT_ALLOWED");
    let note = json!({"note": "Nomor telepon berganti"});
    changes_and_ends(&admin, &at("alumni-traces", &looks[0]), &note).await;
    changes_and_ends_by_graphql(&admin, "AlumniTrace", &looks[1]["id"], &note).await;
    assert!(rows(&admin, "/v1/alumni-traces").await.is_empty());
    assert_eq!(rows(&admin, "/v1/alumni-traces?archived=true").await.len(), 2);
    assert_eq!(listed(&admin, "alumniTraces", false).await, Vec::<Value>::new());
}

#[tokio::test]
async fn what_is_not_sent_is_what_packages_have_by_rule() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let made = package(&head, "JAHIT-2026-01", json!({})).await;
    assert_eq!((&made["target"], &made["lessonMinutes"]), (&json!(16), &json!(45)));
    assert_eq!((&made["instructors"], &made["needs"]), (&json!([]), &json!([])));
    assert_eq!((text(&made, "status"), text(&made, "statusOn")), ("PLANNED", "2026-11-05"));
    for fixed in ["status", "startedOn", "completedOn"] {
        let sent = class("JAHIT-2026-02", json!({fixed: "2026-11-01"}));
        head.post(super::steps::PACKAGES, sent).await.refused(422, "REQUEST.INVALID");
    }
}
