//! From trainee to entrepreneur: a graduate applies to a cohort in one call.

use api::vocab::Role;
use serde_json::{Value, json};

use super::super::events::types;
use super::super::incubation::steps::{cohort, enterprise, member, person};
use super::super::kept_steps::{at, faulty, rows};
use super::super::steps::count;
use super::steps::{Learner, begun, graduated, merged, text, trainee};
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, Reply, TestApp};

/// An application with a new business, whatever comes of it.
async fn apply(caller: &Caller, learner: &Learner, cohort: &Value, extra: Value) -> Reply {
    let input = json!({
        "cohort": cohort["id"], "aidRelation": "NONE",
        "enterprise": {"name": "Busana Lebak", "year": 2026, "sector": "FESYEN", "level": "PEMULA", "form": "PERORANGAN"},
    });
    caller.post(&format!("{}/applications", at("trainees", &learner.record())), merged(input, extra)).await
}

/// Enterprises, memberships, incubatees.
async fn recorded(app: &TestApp) -> [u64; 3] {
    [
        count::<entity::enterprise::Entity>(app).await,
        count::<entity::membership::Entity>(app).await,
        count::<entity::incubatee::Entity>(app).await,
    ]
}

#[tokio::test]
async fn a_graduate_founds_joins_and_applies_in_one_call() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, all) = graduated(&head, "JAHIT-2026-01", 1).await;
    let cohort = cohort(&head, BLK, json!({"eligibility": [{"rule": "MIN_MEMBERS", "values": ["1"]}]})).await;
    let done = apply(&head, &all[0], &cohort, json!({"appliedOn": "2026-11-04"})).await.expect(201);
    assert_eq!(done["person"], all[0].person);
    let group = head.get(&format!("/v1/enterprises/{}", text(&done, "enterprise"))).await.expect(200);
    assert_eq!((text(&group, "name"), text(&group, "form")), ("Busana Lebak", "PERORANGAN"));
    let joined = head.get(&format!("/v1/members/{}", text(&done, "membership"))).await.expect(200);
    assert_eq!((&joined["personId"], &joined["enterpriseId"]), (&all[0].person, &group["id"]));
    assert_eq!((text(&joined, "office"), text(&joined, "joinedOn")), ("KETUA", "2026-11-04"));
    let tenant = head.get(&format!("/v1/incubatees/{}", text(&done, "incubatee"))).await.expect(200);
    assert_eq!((&tenant["cohortId"], &tenant["enterpriseId"]), (&cohort["id"], &group["id"]));
    assert_eq!((text(&tenant, "stage"), text(&tenant, "appliedOn")), ("APPLIED", "2026-11-04"));
    for made in [&group, &joined, &tenant] {
        assert_eq!(types(&app, &head, made).await.len(), 1, "{made}");
    }
    // Once more it finds all of it as it stands.
    let again = apply(&head, &all[0], &cohort, json!({"appliedOn": "2026-11-04"})).await.expect(201);
    assert_eq!((again, recorded(&app).await), (done, [1, 1, 1]));
    assert_eq!(text(&trainee(&head, &all[0]).await, "status"), "GRADUATED");
}

#[tokio::test]
async fn graduates_of_a_class_enter_with_one_enterprise() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let (_, all) = graduated(&head, "JAHIT-2026-01", 3).await;
    let group = enterprise(&head, BLK, "Busana Lebak").await;
    let theirs = json!({"enterprise": {"name": "Busana Lebak", "year": 2026, "sector": "KULINER", "level": "PEMULA"}});
    // A kawasan's cohort takes an enterprise of the BLK from who keeps both.
    let elsewhere = cohort(&admin, KAWASAN, json!({"startsOn": "2026-06-01"})).await;
    faulty(&apply(&head, &all[0], &elsewhere, theirs.clone()).await, &[("FIELD.UNKNOWN_CODE", "/cohort")]);
    let done = apply(&admin, &all[0], &elsewhere, theirs.clone()).await.expect(201);
    assert_eq!(done["enterprise"], group["id"]);
    // It has a leader: the next says another office.
    let second = apply(&admin, &all[1], &elsewhere, theirs.clone()).await;
    faulty(&second, &[("DATES.OVERLAP", "/office")]);
    let office = merged(theirs.clone(), json!({"office": "BENDAHARA"}));
    let second = apply(&admin, &all[1], &elsewhere, office).await.expect(201);
    assert_eq!((&second["incubatee"], &second["enterprise"]), (&done["incubatee"], &group["id"]));
    assert_eq!(recorded(&app).await, [1, 2, 1]);
    // In one incubation at a time.
    let own = cohort(&admin, BLK, json!({})).await;
    let third = merged(theirs, json!({"office": "ANGGOTA"}));
    faulty(&apply(&admin, &all[2], &own, third).await, &[("RESOURCE.ALREADY_EXISTS", "/enterprise")]);
    assert_eq!(recorded(&app).await, [1, 2, 1]);
}

#[tokio::test]
async fn every_fault_of_an_application_comes_at_once_with_its_own_path() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, all) = graduated(&head, "JAHIT-2026-01", 1).await;
    let full = cohort(&head, BLK, json!({"target": 1})).await;
    let nowhere = json!({"id": "coh_01h455vb4pex5vsknk084sn02q"});
    faulty(&apply(&head, &all[0], &nowhere, json!({})).await, &[("FIELD.UNKNOWN_CODE", "/cohort")]);
    let wrong = json!({
        "enterprise": {"name": "Busana", "year": 2026, "sector": "UJI", "level": "UJI"}, "aidRelation": "UJI",
        "office": "RAJA", "appliedOn": "2026-11-06",
    });
    let wanted = [
        ("FIELD.OUT_OF_RANGE", "/appliedOn"),
        ("FIELD.UNKNOWN_CODE", "/aidRelation"),
        ("FIELD.UNKNOWN_CODE", "/enterprise/level"),
        ("FIELD.UNKNOWN_CODE", "/enterprise/sector"),
        ("FIELD.UNKNOWN_CODE", "/office"),
    ];
    faulty(&apply(&head, &all[0], &full, wrong).await, &wanted);
    let shape = json!({"enterprise": {"name": "Busana", "year": 1990}, "colour": "hijau"});
    let wanted = [
        ("FIELD.OUT_OF_RANGE", "/enterprise/year"),
        ("FIELD.REQUIRED", "/enterprise/level"),
        ("FIELD.REQUIRED", "/enterprise/sector"),
        ("FIELD.UNKNOWN", "/colour"),
    ];
    faulty(&apply(&head, &all[0], &full, shape).await, &wanted);
    // The business of one person has one member; a full cohort takes nobody.
    let sole = json!({"unit": BLK, "name": "Busana Lebak", "year": 2026, "sector": "FESYEN", "level": "PEMULA", "form": "PERORANGAN"});
    let sole = head.post("/v1/enterprises", sole).await.expect(201);
    let (siti, budi) = (person(&head, BLK, "Siti", json!({})).await, enterprise(&head, BLK, "Dapur").await);
    member(&head, &sole, &siti, "ANGGOTA", "2026-01-01").await;
    faulty(&apply(&head, &all[0], &full, json!({})).await, &[("DATES.OVERLAP", "/enterprise")]);
    let taken = json!({"enterpriseId": budi["id"], "aidRelation": "NONE", "appliedOn": "2026-02-01"});
    head.post(&format!("/v1/cohorts/{}/incubatees", text(&full, "id")), taken).await.expect(201);
    let other = json!({"enterprise": {"name": "Busana Baru", "year": 2026, "sector": "FESYEN", "level": "PEMULA"}});
    faulty(&apply(&head, &all[0], &full, other).await, &[("COHORT.FULL", "")]);
    // Of what was refused nothing is left.
    assert_eq!(recorded(&app).await, [2, 1, 1]);
}

#[tokio::test]
async fn only_graduates_apply_and_only_by_who_keeps_the_coaching() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, running) = begun(&head, "JAHIT-2026-01", 1).await;
    let (_, all) = graduated(&head, "JAHIT-2026-02", 1).await;
    let cohort = cohort(&head, BLK, json!({})).await;
    let early = apply(&head, &running[0], &cohort, json!({})).await.refused(409, "STATE.ILLEGAL");
    assert_eq!((text(&early["params"], "status"), &early["params"]["allowed"]), ("ADMITTED", &json!(["GRADUATED"])));
    apply(&app.anonymous(), &all[0], &cohort, json!({})).await.refused(401, "AUTH.REQUIRED");
    apply(&app.coordinator().await, &all[0], &cohort, json!({})).await.refused(403, "ACCESS.DENIED");
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    apply(&other, &all[0], &cohort, json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
    assert_eq!(recorded(&app).await, [0, 0, 0]);
    // The university of the BLK keeps its coaching, though not its training. A check writes nothing.
    let university = app.person(Role::University, None, Some(BLK)).await;
    let path = format!("{}/applications?validateOnly=true", at("trainees", &all[0].record()));
    let input = json!({"cohort": cohort["id"], "aidRelation": "NONE",
        "enterprise": {"name": "Busana Lebak", "year": 2026, "sector": "FESYEN", "level": "PEMULA"}});
    university.post(&path, input).await.expect(200);
    assert_eq!(recorded(&app).await, [0, 0, 0]);
    apply(&university, &all[0], &cohort, json!({})).await.expect(201);
    assert_eq!(rows(&head, "/v1/incubatees?kind=APPLIED").await.len(), 1);
}
