//! The person behind a trainee: one across BLKs, told all that is recorded of it, and erased.

use api::vocab::Role;
use serde_json::{Value, json};

use super::super::events::types;
use super::super::incubation::steps::person;
use super::super::kept_steps::{at, rows};
use super::super::partners::acts::{account, facts, tenant};
use super::steps::{Learner, learner, of, package, passed, place, results, step, text, version};
use crate::support::{BLK, Caller, OTHER_BLK, TestApp};

/// A seeker registered by a BLK.
async fn seek(caller: &Caller, unit: &str, person: &Value) -> Value {
    let input = json!({"unit": unit, "personId": person, "wanted": "Penjahit rumahan di Cikeusal", "registeredOn": "2026-11-02",
        "consentedOn": "2026-11-02", "consentChannel": "FORM"});
    caller.post("/v1/job-seekers", input).await.expect(201)
}

#[tokio::test]
async fn whoever_trains_places_or_registers_somebody_sees_the_name_and_no_more() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let made = async |number: u32| -> Value { person(&head, BLK, "", facts(number)).await };
    let (one, two, three) = (made(31).await, made(32).await, made(33).await);
    let mut ends = Vec::new();
    for somebody in [&one, &two, &three] {
        other.get(&at("persons", somebody)).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    let planned = package(&other, "LAS-2026-01", json!({"unit": OTHER_BLK})).await;
    let row = json!({"personId": one["id"], "origin": "UMUM", "appliedOn": "2026-08-20"});
    let applied = other.post(&of(&planned, "trainees"), row).await.expect(201);
    ends.push((&one, at("trainees", &applied), version(&applied)));
    let placed = place(&other, &two["id"], json!({"unit": OTHER_BLK})).await.expect(201);
    ends.push((&two, at("placements", &placed), version(&placed)));
    let seeker = seek(&other, OTHER_BLK, &three["id"]).await;
    ends.push((&three, at("job-seekers", &seeker), version(&seeker)));
    assert_eq!(rows(&other, "/v1/persons").await.len(), 3);
    for (somebody, record, version) in ends {
        let seen = other.get(&at("persons", somebody)).await.expect(200);
        assert_eq!((&seen["name"], &seen["sex"]), (&somebody["name"], &somebody["sex"]));
        assert!(seen["phone"].is_null() && seen["birthDate"].is_null() && seen["address"].is_null(), "{seen}");
        // It is not theirs to change, and no longer seen once the relation is gone.
        let changed = other.patch(&at("persons", somebody), 1, json!({"name": "Lain"})).await;
        changed.refused(403, "ACCESS.DENIED");
        other.delete_if(&record, version).await.expect(200);
        other.get(&at("persons", somebody)).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    // The people of a stakeholder's region are not seen through its packages.
    let stakeholder = app.person(Role::Stakeholder, Some("36"), None).await;
    assert!(rows(&stakeholder, "/v1/persons").await.is_empty());
    assert_eq!(rows(&admin, "/v1/persons").await.len(), 3);
}

#[tokio::test]
async fn the_person_behind_a_trainee_is_linked_by_graphql_as_far_as_it_is_seen() {
    let app = TestApp::start().await;
    let (head, other) = (app.head().await, app.person(Role::BlkHead, None, Some(OTHER_BLK)).await);
    let siti = person(&head, BLK, "Siti", json!({})).await;
    let planned = package(&other, "LAS-2026-01", json!({"unit": OTHER_BLK})).await;
    let row = json!({"personId": siti["id"], "origin": "UMUM", "appliedOn": "2026-08-20"});
    other.post(&of(&planned, "trainees"), row).await.expect(201);
    let query = "query($id: ID!) { node(id: $id) { ... on TrainingPackage { code trainees(first: 10) { nodes { status person { name } package { code } } } } } }";
    let seen = Caller::data(other.graphql(query, json!({"id": planned["id"]})).await);
    let wanted = json!([{"status": "APPLIED", "person": {"name": "Siti"}, "package": {"code": "LAS-2026-01"}}]);
    assert_eq!(seen["node"]["trainees"]["nodes"], wanted);
    let hidden = Caller::data(head.graphql(query, json!({"id": planned["id"]})).await);
    assert_eq!(hidden["node"], Value::Null);
}

/// A tenant of [`BLK`] who was trained, placed, looked at and looks for work, and its account.
async fn career(app: &TestApp, number: u32) -> (Value, Caller) {
    let head = app.head().await;
    let tenant = tenant(app, number).await;
    let subject = account(app, &tenant, &format!("alumni{number}@tenant.test")).await;
    let somebody = json!(tenant.person);
    let made = package(&head, "JAHIT-2026-01", json!({})).await;
    let row = learner(1, json!({"person": null, "personId": somebody}));
    let done = head.post(&of(&made, "rosters"), json!({"rows": [row]})).await.expect(200);
    step(&head, &made, "START", json!({"on": "2026-09-01"})).await.expect(200);
    let one = Learner { trainee: done["results"][0]["trainee"].clone(), person: somebody.clone() };
    let tested = json!({"testedOn": "2026-10-31", "testResult": "KOMPETEN", "testNumber": "BNSP-7741-RAHASIA",
        "certificateNumber": "SERT-RAHASIA-9"});
    results(&head, &made, vec![passed(&one, tested)]).await.expect(200);
    step(&head, &made, "COMPLETE", json!({})).await.expect(200);
    let look = rows(&head, "/v1/alumni-traces").await.remove(0);
    head.patch(&at("alumni-traces", &look), 1, json!({"note": "Ibunya berjualan di Cikeusal"})).await.expect(200);
    let placed = json!({"traineeId": one.trainee, "employerName": "Warung Ibu Cikeusal", "service": "TRAINING"});
    place(&head, &somebody, placed).await.expect(201);
    seek(&head, BLK, &somebody).await;
    (somebody, subject)
}

/// The first of so many records of a part.
fn first<'a>(data: &'a Value, part: &str, count: usize) -> &'a Value {
    assert_eq!(data[part].as_array().map(Vec::len), Some(count), "{part} in {data}");
    &data[part][0]
}

#[tokio::test]
async fn everybody_is_told_of_its_own_training_and_work() {
    let app = TestApp::start().await;
    let (_, subject) = career(&app, 41).await;
    let data = subject.get("/v1/me/data").await.expect(200);
    let trained = first(&data, "trainings", 1);
    assert_eq!((text(trained, "status"), text(trained, "certificateNumber")), ("GRADUATED", "SERT-RAHASIA-9"));
    assert_eq!(text(first(&data, "traces", 2), "note"), "Ibunya berjualan di Cikeusal");
    assert_eq!(text(first(&data, "jobSeeking", 1), "status"), "ACTIVE");
    assert_eq!(text(first(&data, "placements", 1), "employerName"), "Warung Ibu Cikeusal");
    let query = "{ myData { trainings { status } traces { months } jobSeeking { wanted } placements { position } } }";
    let data = Caller::data(subject.graphql(query, json!({})).await);
    assert_eq!(data["myData"]["trainings"], json!([{"status": "GRADUATED"}]));
    assert_eq!(data["myData"]["placements"], json!([{"position": "Penjahit"}]));
    // By their own paths too: the person reads what names it.
    for list in ["trainees", "placements", "job-seekers"] {
        assert_eq!(rows(&subject, &format!("/v1/{list}")).await.len(), 1, "{list}");
    }
}

#[tokio::test]
async fn of_who_is_erased_no_number_and_no_word_is_left_and_results_are_counted_still() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let (somebody, subject) = career(&app, 42).await;
    let secret = ["BNSP-7741-RAHASIA", "SERT-RAHASIA-9", "Cikeusal"];
    let told = async || -> String {
        let mut all = String::new();
        for list in ["trainees", "alumni-traces", "job-seekers", "placements"] {
            let found = head.get(&format!("/v1/{list}?archived=true")).await;
            all += &found.text;
            for row in found.body["data"].as_array().unwrap() {
                all += &head.get(&format!("/v1/history/{}", text(row, "id"))).await.text;
            }
        }
        all
    };
    let before = told().await;
    assert!(secret.iter().all(|word| before.contains(word)), "the look itself does not see them: {before}");
    let asked = subject.post("/v1/data-requests", json!({"kind": "ERASE"})).await.expect(201);
    let path = format!("/v1/data-requests/{}/complete", text(&asked, "id"));
    admin.post_if(&path, version(&asked), json!({})).await.expect(200);
    let after = told().await;
    for word in secret {
        assert!(!after.contains(word), "{word} is left: {after}");
    }
    // What was counted is counted still: who passed, who is competent, that there is a certificate.
    let kept = rows(&head, "/v1/trainees").await.remove(0);
    assert_eq!((text(&kept, "status"), text(&kept, "testResult")), ("GRADUATED", "KOMPETEN"));
    assert_eq!((text(&kept, "certificateNumber"), text(&kept, "testNumber")), ("(dihapus)", "(dihapus)"));
    assert_eq!((&kept["personId"], text(&kept, "endedOn")), (&somebody, "2026-10-30"));
    let seeker = rows(&head, "/v1/job-seekers").await.remove(0);
    assert_eq!((text(&seeker, "status"), text(&seeker, "withdrawnOn")), ("WITHDRAWN", "2026-11-05"));
    assert_eq!(types(&app, &head, &kept).await.last().unwrap(), "trainee.updated");
}
