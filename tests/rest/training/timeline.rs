//! What happened to a person, day by day.

use api::vocab::Role;
use axum::http::Request;
use serde_json::{Value, json};

use super::super::incubation::mentor_steps::{mentor, tenant};
use super::super::incubation::steps::{cohort, enterprise, incubatee, member, move_to, person};
use super::super::kept_steps::rows;
use super::steps::{begun, graduated, learner, of, package, passed, place, results, step, take, text};
use crate::support::{BLK, Caller, OTHER_BLK, TestApp};

async fn told(caller: &Caller, person: &Value) -> Vec<Value> {
    rows(caller, &format!("/v1/persons/{}/timeline", person.as_str().unwrap())).await
}

/// Day and kind of each entry.
fn kinds(entries: &[Value]) -> Vec<(&str, &str)> {
    entries.iter().map(|entry| (text(entry, "on"), text(entry, "kind"))).collect()
}

#[tokio::test]
async fn a_timeline_goes_from_the_application_over_the_training_to_the_stages_of_the_business() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (class, all) = begun(&head, "JAHIT-2026-01", 1).await;
    let test = json!({"testedOn": "2026-10-31", "testResult": "KOMPETEN", "testNumber": "BNSP-1"});
    results(&head, &class, vec![passed(&all[0], test)]).await.expect(200);
    step(&head, &class, "COMPLETE", json!({})).await.expect(200);
    let somebody = &all[0].person;
    let seeking = json!({"unit": BLK, "personId": somebody, "wanted": "Penjahit", "registeredOn": "2026-11-02",
        "consentedOn": "2026-11-02", "consentChannel": "FORM"});
    head.post("/v1/job-seekers", seeking).await.expect(201);
    place(&head, somebody, json!({"startedOn": "2026-11-03", "endedOn": "2026-11-04"})).await.expect(201);
    let cohort = cohort(&head, BLK, json!({})).await;
    let group = enterprise(&head, BLK, "Busana Lebak").await;
    let made = incubatee(&head, &cohort, &group, json!({"appliedOn": "2026-10-01"})).await;
    move_to(&head, text(&made, "id"), "SELECTED", json!({"on": "2026-11-04"})).await.expect(200);
    let joined = member(&head, &group, &json!({"id": somebody}), "KETUA", "2026-11-02").await;
    let entries = told(&head, somebody).await;
    let wanted = [
        ("2026-08-20", "TRAINING_APPLICATION"),
        ("2026-08-25", "TRAINING_ADMISSION"),
        ("2026-10-30", "TRAINING_RESULT"),
        ("2026-10-31", "COMPETENCY_TEST"),
        ("2026-11-02", "CERTIFICATE"),
        ("2026-11-02", "MEMBERSHIP"),
        ("2026-11-02", "JOB_SEEKING"),
        ("2026-11-03", "PLACEMENT"),
        ("2026-11-04", "STAGE_CHANGE"),
        ("2026-11-04", "PLACEMENT_END"),
    ];
    // That the business applied before somebody joined it did not happen to its new member.
    assert_eq!(kinds(&entries), wanted, "{entries:?}");
    let titles: Vec<&str> = entries.iter().map(|entry| text(entry, "title")).collect();
    assert_eq!(titles[..3], ["Mendaftar: Menjahit dasar", "Diterima: Menjahit dasar", "Lulus: Menjahit dasar"]);
    assert_eq!((titles[4], titles[5], titles[7]), ("Menjahit dasar", "Ketua: Busana Lebak", "Penjahit"));
    assert_eq!((&entries[0]["id"], &entries[5]["id"]), (&all[0].trainee, &joined["id"]));
    // In the caller's language.
    let path = format!("/v1/persons/{}/timeline", somebody.as_str().unwrap());
    let english = head.send(Request::get(path).header("accept-language", "en"), "", Vec::new()).await.expect(200);
    assert_eq!(text(&english["data"][2], "title"), "Graduated: Menjahit dasar");
    let query = "query($id: ID!) { personTimeline(id: $id) { on kind id title } }";
    let data = Caller::data(head.graphql(query, json!({"id": somebody})).await);
    assert_eq!(data["personTimeline"], json!(entries));
}

#[tokio::test]
async fn each_entry_is_told_as_far_as_its_record_is_read() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let (_, all) = graduated(&head, "JAHIT-2026-01", 1).await;
    let somebody = &all[0].person;
    let path = format!("/v1/persons/{}/timeline", somebody.as_str().unwrap());
    other.get(&path).await.refused(404, "RESOURCE.NOT_FOUND");
    app.anonymous().get(&path).await.refused(401, "AUTH.REQUIRED");
    head.get("/v1/persons/per_01h455vb4pex5vsknk084sn02q/timeline").await.refused(404, "RESOURCE.NOT_FOUND");
    // Who trains the person as well sees it, and of the training elsewhere nothing.
    let days = json!({"unit": OTHER_BLK, "fromOn": "2026-11-02", "toOn": "2026-12-18"});
    let next = package(&other, "LAS-2026-01", days).await;
    let row = json!({"personId": somebody, "origin": "UMUM", "appliedOn": "2026-10-31", "admittedOn": "2026-11-02"});
    other.post(&of(&next, "rosters"), json!({"rows": [row]})).await.expect(200);
    let theirs = [("2026-10-31", "TRAINING_APPLICATION"), ("2026-11-02", "TRAINING_ADMISSION")];
    assert_eq!(kinds(&told(&other, somebody).await), theirs);
    assert_eq!(told(&head, somebody).await.len(), 4);
    assert_eq!(told(&admin, somebody).await.len(), 6);
    assert_eq!(told(&app.coordinator().await, somebody).await.len(), 4);
    // The mentor of its business sees the person, its membership, and nothing of its training.
    let group = enterprise(&head, BLK, "Busana Lebak").await;
    member(&head, &group, &json!({"id": somebody}), "KETUA", "2026-11-01").await;
    let (coach, _) = mentor(&app, text(&group, "id")).await;
    assert_eq!(kinds(&told(&coach, somebody).await), [("2026-11-01", "MEMBERSHIP")]);
}

#[tokio::test]
async fn the_timeline_of_an_incubatee_tells_what_its_members_were_trained_in() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, all) = graduated(&head, "JAHIT-2026-01", 1).await;
    let (class, failing) = begun(&head, "JAHIT-2026-02", 1).await;
    let left = json!({"on": "2026-09-10", "reasonCode": "LAINNYA"});
    take(&head, "trainees", &failing[0].record(), "WITHDRAW", left).await.expect(200);
    let (group, place) = tenant(&head, &cohort(&head, BLK, json!({})).await, "Busana Lebak").await;
    for (learner, office) in [(&all[0], "KETUA"), (&failing[0], "ANGGOTA")] {
        member(&head, &group, &json!({"id": learner.person}), office, "2026-11-01").await;
    }
    let entries = rows(&head, &format!("/v1/incubatees/{}/timeline", text(&place, "id"))).await;
    assert_eq!(kinds(&entries), [("2026-02-01", "APPLICATION"), ("2026-10-30", "TRAINING")], "{entries:?}");
    assert_eq!((&entries[1]["id"], text(&entries[1], "title")), (&all[0].trainee, "Menjahit dasar"));
    // Somebody without any history has an empty one.
    let siti = person(&head, BLK, "Siti", json!({})).await;
    assert!(told(&head, &siti["id"]).await.is_empty());
    let more = learner(9, json!({"person": null, "personId": siti["id"], "admittedOn": null}));
    head.post(&of(&class, "rosters"), json!({"rows": [more]})).await.expect(200);
    assert_eq!(kinds(&told(&head, &siti["id"]).await), [("2026-08-20", "TRAINING_APPLICATION")]);
}
