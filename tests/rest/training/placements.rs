//! Placements, and people who look for work.

use serde_json::{Value, json};

use super::super::events::types;
use super::super::incubation::aid_steps::document;
use super::super::incubation::mentor_steps::organization;
use super::super::incubation::steps::person;
use super::super::kept_steps::{at, faulty, rows};
use super::super::steps::count;
use super::steps::{begun, merged, place, text, version};
use crate::support::{BLK, Caller, OTHER_BLK, Reply, TestApp};

const SEEKERS: &str = "/v1/job-seekers";

/// Somebody who looks for work since 2 November and said so on a form, whatever comes of it.
async fn seek(caller: &Caller, person: &Value, extra: Value) -> Reply {
    let input = json!({
        "unit": BLK, "personId": person["id"], "wanted": "Penjahit", "registeredOn": "2026-11-02",
        "consentedOn": "2026-11-02", "consentChannel": "FORM",
    });
    caller.post(SEEKERS, merged(input, extra)).await
}

#[tokio::test]
async fn whoever_looks_for_work_agreed_to_be_registered() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let siti = person(&head, BLK, "Siti", json!({})).await;
    let silent = json!({"consentedOn": null});
    assert_eq!(seek(&head, &siti, silent).await.status, 422);
    let wrong = json!({"consentedOn": "2026-11-03", "consentChannel": "PAPER", "vocation": "UJI", "relation": "UJI"});
    let wanted = [
        ("CONSENT.EVIDENCE_REQUIRED", "/consentEvidenceId"),
        ("FIELD.OUT_OF_RANGE", "/registeredOn"),
        ("FIELD.UNKNOWN_CODE", "/relation"),
        ("FIELD.UNKNOWN_CODE", "/vocation"),
    ];
    faulty(&seek(&head, &siti, wrong).await, &wanted);
    faulty(&seek(&head, &siti, json!({"consentChannel": "UJI"})).await, &[("FIELD.UNKNOWN_CODE", "/consentChannel")]);
    assert_eq!(count::<entity::job_seeker::Entity>(&app).await, 0);
    let signed = document(&head, "BERITA_ACARA", false).await;
    let paper = json!({"consentChannel": "PAPER", "consentEvidenceId": signed["id"]});
    let made = seek(&head, &siti, paper).await.expect(201);
    assert_eq!((text(&made, "status"), &made["consentEvidenceId"]), ("ACTIVE", &signed["id"]));
    let twice = seek(&head, &siti, json!({})).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    assert_eq!(twice["params"]["id"], made["id"]);
    // Another person stands in another record.
    let budi = person(&head, BLK, "Budi", json!({})).await;
    let here = at("job-seekers", &made);
    faulty(&head.patch(&here, 1, json!({"personId": budi["id"]})).await, &[("STATE.ILLEGAL", "/personId")]);
    // Who takes the consent back looks for nothing any more; it stands.
    let early = head.patch(&here, 1, json!({"withdrawnOn": "2026-11-01"})).await;
    faulty(&early, &[("FIELD.OUT_OF_RANGE", "/withdrawnOn")]);
    let gone = head.patch(&here, 1, json!({"withdrawnOn": "2026-11-05"})).await.expect(200);
    assert_eq!(text(&gone, "status"), "WITHDRAWN");
    head.patch(&here, 2, json!({"withdrawnOn": null})).await.refused(409, "STATE.ILLEGAL");
    let named = json!({"jobSeekerId": made["id"]});
    faulty(&place(&head, &siti["id"], named).await, &[("FIELD.UNKNOWN_CODE", "/jobSeekerId")]);
    // It may be given anew.
    seek(&head, &siti, json!({"registeredOn": "2026-11-05"})).await.expect(201);
    assert_eq!(rows(&head, &format!("{SEEKERS}?kind=ACTIVE&q=penjahit")).await.len(), 1);
}

#[tokio::test]
async fn whoever_was_placed_no_longer_looks_for_work() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let siti = person(&head, BLK, "Siti", json!({})).await;
    let seeker = seek(&head, &siti, json!({})).await.expect(201);
    let made = place(&head, &siti["id"], json!({"jobSeekerId": seeker["id"]})).await.expect(201);
    assert_eq!(made["jobSeekerId"], seeker["id"]);
    assert_eq!(text(&head.get(&at("job-seekers", &seeker)).await.expect(200), "status"), "PLACED");
    assert_eq!(types(&app, &head, &seeker).await, ["jobSeeker.created", "jobSeeker.placed"]);
    assert_eq!(types(&app, &head, &made).await, ["placement.created"]);
}

#[tokio::test]
async fn a_placement_names_one_employer_and_what_led_to_it_by_its_own_person() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let (class, all) = begun(&head, "JAHIT-2026-01", 2).await;
    let person = &all[0].person;
    let employer = organization(&admin, "BUMN").await;
    let one_each = [
        (json!({"employerName": null}), ("FIELD.REQUIRED", "/employerId")),
        (json!({"employerId": employer["id"]}), ("FIELD.REQUIRED", "/employerId")),
        (json!({"traineeId": all[1].trainee}), ("FIELD.UNKNOWN_CODE", "/traineeId")),
        (json!({"traineeId": "tre_uji"}), ("FIELD.UNKNOWN_CODE", "/traineeId")),
        (json!({"startedOn": "2026-11-06"}), ("FIELD.OUT_OF_RANGE", "/startedOn")),
        (json!({"endedOn": "2026-11-02"}), ("FIELD.OUT_OF_RANGE", "/endedOn")),
    ];
    let elsewhere = json!({"unit": OTHER_BLK, "traineeId": all[0].trainee});
    faulty(&place(&admin, person, elsewhere).await, &[("FIELD.UNKNOWN_CODE", "/traineeId")]);
    for (wrong, fault) in one_each {
        faulty(&place(&head, person, wrong).await, &[fault]);
    }
    let several = json!({"relation": "UJI", "service": "UJI", "personId": "per_uji"});
    let wanted =
        [("FIELD.UNKNOWN_CODE", "/personId"), ("FIELD.UNKNOWN_CODE", "/relation"), ("FIELD.UNKNOWN_CODE", "/service")];
    faulty(&place(&head, person, several).await, &wanted);
    assert_eq!(count::<entity::placement::Entity>(&app).await, 0);
    let named = json!({"employerName": null, "employerId": employer["id"], "traineeId": all[0].trainee,
        "service": "TRAINING", "relation": "LUAR_HUBUNGAN_KERJA"});
    let made = place(&head, person, named).await.expect(201);
    assert_eq!((&made["employerId"], &made["traineeId"]), (&employer["id"], &all[0].trainee));
    assert_eq!(rows(&head, "/v1/placements?kind=TRAINING").await.len(), 1);
    assert_eq!(rows(&head, &format!("/v1/placements?of={}", person.as_str().unwrap())).await.len(), 1);
    assert_eq!(rows(&head, &format!("/v1/blks/{BLK}/placements?q=jahit")).await.len(), 1);
    assert_eq!(text(&class, "status"), "RUNNING");
}

#[tokio::test]
async fn somebody_looks_after_six_and_twelve_months_whether_the_work_lasted() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let siti = person(&head, BLK, "Siti", json!({})).await;
    let recent = place(&head, &siti["id"], json!({})).await.expect(201);
    assert_eq!(text(&recent, "checkDueOn"), "2027-05-03");
    let early = json!({"employedAt6": true, "checked6On": "2026-11-05"});
    faulty(&head.patch(&at("placements", &recent), 1, early).await, &[("FIELD.OUT_OF_RANGE", "/checked6On")]);
    let made = place(&head, &siti["id"], json!({"startedOn": "2025-10-01"})).await.expect(201);
    let here = at("placements", &made);
    assert_eq!(text(&made, "checkDueOn"), "2026-04-01");
    assert_eq!(rows(&head, "/v1/placements?endsBefore=2026-05-01").await.len(), 1);
    let halves = json!({"employedAt6": true, "checked12On": "2026-10-02"});
    faulty(
        &head.patch(&here, 1, halves).await,
        &[("FIELD.REQUIRED", "/checked6On"), ("FIELD.REQUIRED", "/employedAt12")],
    );
    let six = json!({"employedAt6": true, "checked6On": "2026-04-02"});
    let looked = head.patch(&here, 1, six).await.expect(200);
    assert_eq!((&looked["employedAt6"], text(&looked, "checkDueOn")), (&json!(true), "2026-10-01"));
    let twelve = json!({"employedAt12": false, "checked12On": "2026-10-05"});
    let looked = head.patch(&here, 2, twelve).await.expect(200);
    assert_eq!((&looked["employedAt12"], &looked["checkDueOn"]), (&json!(false), &Value::Null));
    // Work that ended is looked at no more.
    let ended = head.patch(&at("placements", &recent), 1, json!({"endedOn": "2026-11-04"})).await.expect(200);
    assert_eq!((&ended["checkDueOn"], version(&ended)), (&Value::Null, 2));
}
