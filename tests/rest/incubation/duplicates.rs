//! People in two groups at a time: a case is raised once, and somebody decides it.

use api::vocab::Role;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::kept_steps::{at, faulty, rows};
use super::super::steps::{text, version};
use super::steps::{enterprise, member, merged, person};
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, Reply, TestApp};

const CASES: &str = "/v1/duplicate-cases";

async fn events(app: &TestApp, name: &str) -> u64 {
    let query = entity::event::Entity::find().filter(entity::event::Column::Type.eq(name));
    query.count(app.app.store.reader()).await.unwrap()
}

/// Somebody in two groups, of two units, since the first of March; the case.
async fn case(app: &TestApp) -> Value {
    let admin = app.admin().await;
    let siti = person(&admin, BLK, "Siti", json!({})).await;
    let (one, other) = (enterprise(&admin, KAWASAN, "Canoli").await, enterprise(&admin, BLK, "Saluyu").await);
    member(&admin, &one, &siti, "KETUA", "2026-01-01").await;
    member(&admin, &other, &siti, "ANGGOTA", "2026-03-01").await;
    let cases = rows(&admin, CASES).await;
    let [case] = cases.as_slice() else { panic!("{cases:?}") };
    assert_eq!((&case["personId"], text(case, "unitCode")), (&siti["id"], BLK));
    assert_eq!([&case["firstRecord"], &case["secondRecord"]], [&one["id"], &other["id"]]);
    case.clone()
}

async fn decide(caller: &Caller, case: &Value, input: Value) -> Reply {
    caller.post_if(&format!("{}/decide", at("duplicate-cases", case)), version(case), input).await
}

fn justified() -> Value {
    json!({"decision": "JUSTIFIED", "reason": "Pindah kelompok atas persetujuan kedua pihak"})
}

#[tokio::test]
async fn a_person_in_two_groups_at_a_time_raises_one_case() {
    let app = TestApp::start().await;
    let case = case(&app).await;
    assert_eq!((text(&case, "kind"), text(&case, "status")), ("ACTIVE_GROUPS", "OPEN"));
    assert_eq!(events(&app, "duplicateCase.created").await, 1);
    // A change of the same membership raises no other.
    let admin = app.admin().await;
    let memberships = rows(&admin, &format!("/v1/members?of={}", text(&case, "personId"))).await;
    assert_eq!(memberships.len(), 2);
    for row in &memberships {
        let office = json!({"office": "BENDAHARA"});
        admin.patch(&at("members", row), version(row), office).await.expect(200);
    }
    assert_eq!(rows(&admin, CASES).await.len(), 1);
}

#[tokio::test]
async fn groups_one_after_the_other_and_businesses_of_one_person_raise_none() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let siti = person(&admin, BLK, "Siti", json!({})).await;
    let first = enterprise(&admin, BLK, "Saluyu").await;
    let input = json!({"personId": siti["id"], "office": "ANGGOTA", "joinedOn": "2026-01-01", "leftOn": "2026-03-01"});
    admin.post(&format!("/v1/enterprises/{}/members", text(&first, "id")), input).await.expect(201);
    let second = enterprise(&admin, BLK, "Canoli").await;
    member(&admin, &second, &siti, "ANGGOTA", "2026-03-01").await;
    let shop = json!({"unit": BLK, "name": "Warung Siti", "year": 2026, "sector": "KULINER", "level": "PEMULA", "form": "PERORANGAN"});
    let shop = admin.post("/v1/enterprises", shop).await.expect(201);
    member(&admin, &shop, &siti, "KETUA", "2026-01-01").await;
    assert_eq!(rows(&admin, CASES).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_case_is_decided_once_with_a_reason() {
    let app = TestApp::start().await;
    let case = case(&app).await;
    let coordinator = app.coordinator().await;
    let unread = format!("{}/decide", at("duplicate-cases", &case));
    coordinator.post(&unread, justified()).await.refused(428, "PRECONDITION.REQUIRED");
    coordinator.post_if(&unread, 9, justified()).await.refused(412, "PRECONDITION.STALE");
    let wrong = json!({"decision": "OPEN", "reason": " "});
    faulty(
        &decide(&coordinator, &case, wrong).await,
        &[("FIELD.UNKNOWN_CODE", "/decision"), ("REASON.REQUIRED", "/reason")],
    );
    faulty(&decide(&coordinator, &case, json!({"decision": "JUSTIFIED"})).await, &[("FIELD.REQUIRED", "/reason")]);
    let checked = coordinator.post_if(&format!("{unread}?validateOnly=true"), 1, justified()).await.expect(200);
    assert_eq!((text(&checked, "status"), events(&app, "duplicateCase.decided").await), ("JUSTIFIED", 0));
    let decided = decide(&coordinator, &case, justified()).await.expect(200);
    assert_eq!((text(&decided, "status"), text(&decided, "decidedOn")), ("JUSTIFIED", "2026-11-05"));
    assert_eq!((version(&decided), events(&app, "duplicateCase.decided").await), (2, 1));
    let again = merged(justified(), json!({"decision": "DUPLICATE"}));
    decide(&coordinator, &decided, again).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn who_keeps_the_enterprise_does_not_decide_its_cases() {
    let app = TestApp::start().await;
    let case = case(&app).await;
    decide(&app.anonymous(), &case, justified()).await.refused(401, "AUTH.REQUIRED");
    decide(&app.head().await, &case, justified()).await.refused(403, "ACCESS.DENIED");
    let elsewhere = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    decide(&elsewhere, &case, justified()).await.refused(404, "RESOURCE.NOT_FOUND");
    let other_region = app.person(Role::Coordinator, Some("32"), None).await;
    decide(&other_region, &case, justified()).await.refused(404, "RESOURCE.NOT_FOUND");
    let reviewer = app.reviewer().await;
    let duplicate = json!({"decision": "DUPLICATE", "reason": "Orang dan kelompok yang sama"});
    assert_eq!(text(&decide(&reviewer, &case, duplicate).await.expect(200), "status"), "DUPLICATE");
}

#[tokio::test]
async fn graphql_decides_by_the_same_rules() {
    let app = TestApp::start().await;
    let case = case(&app).await;
    let mutation = "mutation($id: ID!, $version: Int!, $input: DuplicateDecisionInput!) { decideDuplicateCase(id: $id, expectedVersion: $version, input: $input) { status version } }";
    let variables = |version: i64, reason: &str| json!({"id": case["id"], "version": version, "input": {"decision": "DUPLICATE", "reason": reason}});
    let coordinator = app.coordinator().await;
    let refused = coordinator.graphql(mutation, variables(1, "")).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["errors"][0]["path"], "/reason", "{}", refused.text);
    let decided = Caller::data(coordinator.graphql(mutation, variables(1, "Sama")).await);
    assert_eq!(decided["decideDuplicateCase"], json!({"status": "DUPLICATE", "version": 2}));
    let again = coordinator.graphql(mutation, variables(2, "Sama")).await;
    assert_eq!(again.body["errors"][0]["extensions"]["code"], "STATE.ILLEGAL", "{}", again.text);
}
