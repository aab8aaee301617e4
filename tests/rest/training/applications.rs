//! Applicants: who may ask for a place, and the steps of each.

use api::domain::ids::{self, Kind};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::events::types;
use super::super::incubation::steps::person;
use super::super::kept_steps::{at, faulty, rows};
use super::super::steps::count;
use super::steps::{begun, learner, merged, of, package, step, take, text, trainee, version};
use crate::support::{BLK, Caller, OTHER_BLK, Reply, TestApp};

/// An application, whatever comes of it.
async fn apply(caller: &Caller, package: &Value, person: &Value, extra: Value) -> Reply {
    let input = json!({"personId": person["id"], "origin": "UMUM", "appliedOn": "2026-08-20"});
    caller.post(&of(package, "trainees"), merged(input, extra)).await
}

async fn walk(caller: &Caller, trainee: &Value, word: &str, extra: Value) -> Reply {
    take(caller, "trainees", trainee, word, extra).await
}

#[tokio::test]
async fn an_applicant_is_admitted_refused_or_withdraws_with_a_reason() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let class = package(&head, "JAHIT-2026-01", json!({})).await;
    let (siti, budi) = (person(&head, BLK, "Siti", json!({})).await, person(&head, BLK, "Budi", json!({})).await);
    let first = apply(&head, &class, &siti, json!({})).await.expect(201);
    assert_eq!((text(&first, "status"), &first["admittedOn"]), ("APPLIED", &Value::Null));
    walk(&head, &first, "WITHDRAW", json!({"reasonCode": "LAINNYA"})).await.refused(409, "STATE.ILLEGAL");
    for (wrong, path) in [
        (json!({"on": "2026-08-19"}), ("FIELD.OUT_OF_RANGE", "/on")),
        (json!({"on": "2026-10-31"}), ("FIELD.OUT_OF_RANGE", "/on")),
        (json!({"on": "2026-09-01", "reasonCode": "LAINNYA"}), ("FIELD.UNKNOWN", "/reasonCode")),
    ] {
        faulty(&walk(&head, &first, "ADMIT", wrong).await, &[path]);
    }
    let admitted = walk(&head, &first, "ADMIT", json!({"on": "2026-08-25"})).await.expect(200);
    assert_eq!((text(&admitted, "status"), text(&admitted, "admittedOn")), ("ADMITTED", "2026-08-25"));
    // Who has a place is neither edited nor archived.
    let here = at("trainees", &first);
    head.patch(&here, 2, json!({"origin": "LEMBAGA_INDUK"})).await.refused(409, "STATE.ILLEGAL");
    head.delete_if(&here, 2).await.refused(409, "STATE.ILLEGAL");
    let wanted = [("FIELD.OUT_OF_RANGE", "/on"), ("REASON.REQUIRED", "/reasonCode")];
    faulty(&walk(&head, &first, "WITHDRAW", json!({"on": "2026-08-24"})).await, &wanted);
    let unknown = walk(&head, &first, "WITHDRAW", json!({"on": "2026-09-10", "reasonCode": "UJI"})).await;
    faulty(&unknown, &[("FIELD.UNKNOWN_CODE", "/reasonCode")]);
    let left = json!({"on": "2026-09-10", "reasonCode": "MENDAPAT_PEKERJAAN", "note": "Diterima di pabrik"});
    let left = walk(&head, &first, "WITHDRAW", left).await.expect(200);
    assert_eq!((text(&left, "status"), text(&left, "endedOn")), ("WITHDRAWN", "2026-09-10"));
    assert_eq!((text(&left, "reasonCode"), text(&left, "reasonNote")), ("MENDAPAT_PEKERJAAN", "Diterima di pabrik"));
    let second = apply(&head, &class, &budi, json!({})).await.expect(201);
    let away = json!({"on": "2026-08-26", "reasonCode": "KUOTA_PENUH"});
    assert_eq!(text(&walk(&head, &second, "REFUSE", away).await.expect(200), "status"), "REFUSED");
    for word in ["ADMIT", "REFUSE", "WITHDRAW"] {
        walk(&head, &second, word, json!({"reasonCode": "LAINNYA"})).await.refused(409, "STATE.ILLEGAL");
    }
    assert_eq!(types(&app, &head, &first).await, ["trainee.created", "trainee.admitted", "trainee.withdrawn"]);
    // Its history names the fields, and nothing of what they held.
    let history = head.get(&format!("/v1/history/{}", text(&first, "id"))).await;
    assert!(!history.text.contains("pabrik") && history.text.contains("reasonNote"), "{}", history.text);
    let words = walk(&head, &second, "PASS", json!({})).await;
    faulty(&words, &[("FIELD.UNKNOWN_CODE", "/step")]);
}

#[tokio::test]
async fn nobody_is_twice_in_a_package_nor_in_two_at_the_same_time() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let (first, all) = begun(&head, "JAHIT-2026-01", 1).await;
    let somebody = json!({"id": all[0].person});
    let twice = apply(&head, &first, &somebody, json!({})).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    assert_eq!(twice["params"]["id"], all[0].trainee);
    // One may apply for the next class, here or elsewhere; there is no place in it on the same days.
    let days = json!({"unit": OTHER_BLK, "fromOn": "2026-10-30", "toOn": "2026-11-30"});
    let elsewhere = package(&admin, "LAS-2026-01", days).await;
    let second = apply(&admin, &elsewhere, &somebody, json!({})).await.expect(201);
    let busy = walk(&admin, &second, "ADMIT", json!({"on": "2026-10-30"})).await.refused(409, "TRAINING.OVERLAP");
    assert_eq!(busy["params"]["package"], first["id"]);
    let row =
        json!({"personId": all[0].person, "origin": "UMUM", "appliedOn": "2026-08-20", "admittedOn": "2026-10-30"});
    let roster = json!({"rows": [row]});
    faulty(&admin.post(&of(&elsewhere, "rosters"), roster).await, &[("TRAINING.OVERLAP", "/rows/0")]);
    // Who left the first is free.
    let left = json!({"on": "2026-09-30", "reasonCode": "PINDAH_DOMISILI"});
    walk(&head, &all[0].record(), "WITHDRAW", left).await.expect(200);
    walk(&admin, &second, "ADMIT", json!({"on": "2026-10-30"})).await.expect(200);
    // An application that was archived does not count: the person may apply anew.
    let third = package(&head, "JAHIT-2026-02", json!({})).await;
    let gone = apply(&head, &third, &somebody, json!({})).await.expect(201);
    head.delete_if(&at("trainees", &gone), 1).await.expect(200);
    apply(&head, &third, &somebody, json!({})).await.expect(201);
}

#[tokio::test]
async fn ages_that_cannot_be_and_minors_without_a_guardian_are_refused() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let class = package(&head, "JAHIT-2026-01", json!({})).await;
    let guardian = json!({"name": "Aminah", "relation": "Ibu", "consented": true});
    let born = async |name: &str, birth: &str, guarded: bool| -> Value {
        let extra =
            if guarded { json!({"birthDate": birth, "guardian": guardian}) } else { json!({"birthDate": birth}) };
        person(&head, BLK, name, extra).await
    };
    for (name, birth, guarded) in [("Kecil", "2016-01-01", true), ("Sepuh", "1940-01-01", false)] {
        let refused = apply(&head, &class, &born(name, birth, guarded).await, json!({})).await;
        faulty(&refused, &[("FIELD.OUT_OF_RANGE", "/personId")]);
        assert_eq!(refused.body["errors"][0]["params"], json!({"rule": "age", "min": 12, "max": 80}));
        assert!(!refused.text.contains(birth), "{}", refused.text);
    }
    // Of age by now, a minor when the class began.
    let young = born("Muda", "2008-10-01", false).await;
    faulty(&apply(&head, &class, &young, json!({})).await, &[("PERSON.GUARDIAN_REQUIRED", "/personId")]);
    let santri = born("Santri", "2012-05-01", true).await;
    apply(&head, &class, &santri, json!({"origin": "LEMBAGA_INDUK"})).await.expect(201);
    // By a roster the person is not left behind.
    let before = count::<entity::person::Entity>(&app).await;
    let row = learner(7, json!({"person": {"name": "Sepuh", "birthDate": "1940-01-01"}}));
    let refused = head.post(&of(&class, "rosters"), json!({"rows": [row]})).await;
    faulty(&refused, &[("FIELD.OUT_OF_RANGE", "/rows/0/person")]);
    assert_eq!(count::<entity::person::Entity>(&app).await, before);
}

#[tokio::test]
async fn every_fault_of_an_application_is_said_at_once() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let class = package(&head, "JAHIT-2026-01", json!({})).await;
    let nobody = json!({"id": ids::text(Kind::Person, Uuid::from_u128(7))});
    let wrong = apply(&head, &class, &nobody, json!({"origin": "UJI", "appliedOn": "2026-11-06"})).await;
    let wanted = [
        ("FIELD.OUT_OF_RANGE", "/appliedOn"),
        ("FIELD.OUT_OF_RANGE", "/appliedOn"),
        ("FIELD.UNKNOWN_CODE", "/origin"),
        ("FIELD.UNKNOWN_CODE", "/personId"),
    ];
    faulty(&wrong, &wanted);
    let sent = apply(&head, &class, &nobody, json!({"status": "GRADUATED"})).await;
    faulty(&sent, &[("FIELD.UNKNOWN", "/status")]);
    assert_eq!(count::<entity::trainee::Entity>(&app).await, 0);
    let off = package(&head, "JAHIT-2026-02", json!({})).await;
    step(&head, &off, "CANCEL", json!({"reason": "Sebab"})).await.expect(200);
    let siti = person(&head, BLK, "Siti", json!({})).await;
    apply(&head, &off, &siti, json!({})).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn applications_are_listed_by_status_and_by_whom_they_name() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (class, all) = begun(&head, "JAHIT-2026-01", 3).await;
    let left = json!({"on": "2026-09-30", "reasonCode": "PINDAH_DOMISILI"});
    walk(&head, &all[0].record(), "WITHDRAW", left).await.expect(200);
    let list = async |query: &str| rows(&head, &format!("/v1/trainees?{query}")).await.len();
    assert_eq!((list("kind=ADMITTED").await, list("kind=WITHDRAWN,REFUSED").await), (2, 1));
    assert_eq!(list(&format!("of={}", all[1].person.as_str().unwrap())).await, 1);
    assert_eq!(list(&format!("of={}&limit=2", text(&class, "id"))).await, 2);
    let page = head.get(&format!("/v1/trainees?of={}&limit=2", text(&class, "id"))).await.expect(200);
    let next = text(&page["page"], "next");
    assert_eq!(list(&format!("of={}&limit=2&after={next}", text(&class, "id"))).await, 1);
    let one = trainee(&head, &all[1]).await;
    assert_eq!((&one["packageId"], &one["personId"]), (&class["id"], &all[1].person));
    // A repeat with the same key is the same record; a check writes nothing.
    let before = count::<entity::trainee::Entity>(&app).await;
    let siti = person(&head, BLK, "Siti", json!({})).await;
    let input = json!({"personId": siti["id"], "origin": "UMUM", "appliedOn": "2026-08-20"});
    let path = of(&class, "trainees");
    head.post(&format!("{path}?validateOnly=true"), input.clone()).await.expect(200);
    assert_eq!(count::<entity::trainee::Entity>(&app).await, before);
    let made = head.post_keyed(&path, "daftar-siti", input.clone()).await.expect(201);
    let again = head.post_keyed(&path, "daftar-siti", input).await;
    assert_eq!((again.header("idempotency-replayed"), &again.body["id"]), ("true", &made["id"]));
    assert_eq!(version(&made), 1);
}
