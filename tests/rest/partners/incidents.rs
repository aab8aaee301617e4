//! Incidents: registered, told within 72 hours, closed; and whom one concerns.

use api::vocab::Role;
use api::worker::rights as worker;
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use entity::{audit, notification};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::events::types;
use super::super::incubation::steps::merged;
use super::super::kept_steps::{faulty, rows};
use super::super::steps::{text, version};
use super::acts::{Tenant, all_scopes, bank, consent, partner, tenant, withdraw};
use crate::support::{Caller, TestApp};

const INCIDENTS: &str = "/v1/incidents";
const CREDIT: &str = "CREDIT_APPLICATION";

fn now(app: &TestApp) -> DateTime<Utc> {
    app.app.clock.now()
}

fn said(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// An incident that began an hour ago and was found out now.
fn leak(app: &TestApp) -> Value {
    let now = now(app);
    json!({
        "title": "Kredensial bocor", "what": "Rahasia klien ada di repositori publik; klien dicabut.",
        "beganAt": said(now - Duration::hours(1)), "discoveredAt": said(now),
    })
}

async fn act(caller: &Caller, incident: &Value, step: &str, body: Value) -> Value {
    let at = format!("{INCIDENTS}/{}/{step}", text(incident, "id"));
    caller.post_if(&at, version(incident), body).await.expect(200)
}

async fn subjects(caller: &Caller, incident: &Value) -> Vec<Value> {
    let mut found = rows(caller, &format!("{INCIDENTS}/{}/subjects", text(incident, "id"))).await;
    found.sort_by_key(|one| one["personId"].to_string());
    found
}

#[tokio::test]
async fn an_incident_goes_from_its_discovery_to_its_end() {
    let app = TestApp::start().await;
    let officer = app.person(Role::DataProtectionOfficer, None, None).await;
    let made = officer.post(INCIDENTS, leak(&app)).await.expect(201);
    assert_eq!((text(&made, "state"), version(&made), &made["overdue"]), ("OPEN", 1, &json!(false)));
    assert_eq!(text(&made, "agency"), "Kementerian Komunikasi dan Digital Republik Indonesia");
    let at = |incident: &Value, field: &str| text(incident, field).parse::<DateTime<Utc>>().unwrap();
    assert_eq!(at(&made, "dueAt") - at(&made, "discoveredAt"), Duration::hours(72));
    let path = format!("{INCIDENTS}/{}", text(&made, "id"));
    let earlier = json!({"discoveredAt": said(at(&made, "discoveredAt") - Duration::minutes(10)), "title": "Bocor"});
    let changed = officer.patch(&path, 1, earlier).await.expect(200);
    assert_eq!((text(&changed, "title"), text(&changed, "what")), ("Bocor", text(&made, "what")));
    assert_eq!(at(&made, "dueAt") - at(&changed, "dueAt"), Duration::minutes(10));
    let told = act(&officer, &changed, "notify", json!({"agencyNotifiedAt": said(now(&app))})).await;
    assert_eq!((text(&told, "state"), &told["subjectsNotifiedAt"]), ("OPEN", &Value::Null));
    let told = act(&officer, &told, "notify", json!({"subjectsNotifiedAt": said(now(&app))})).await;
    assert!(text(&told, "state") == "NOTIFIED" && told["agencyNotifiedAt"].is_string(), "{told}");
    let closed = act(&officer, &told, "close", json!({"outcome": "Klien diganti."})).await;
    assert_eq!((text(&closed, "state"), text(&closed, "outcome"), version(&closed)), ("CLOSED", "Klien diganti.", 5));
    assert!(closed["allowedActions"].as_array().unwrap().iter().all(|one| one["allowed"] == false), "{closed}");
    officer.patch(&path, 5, json!({"title": "x"})).await.refused(409, "STATE.ILLEGAL");
    let again = officer.post_if(&format!("{path}/close"), 5, json!({"outcome": "x"})).await;
    again.refused(409, "STATE.ILLEGAL");
    let steps = ["created", "updated", "notified", "notified", "closed"].map(|step| format!("incident.{step}"));
    assert_eq!(types(&app, &officer, &made).await, steps);
    assert!(types(&app, &app.head().await, &made).await.is_empty());
    assert_eq!(rows(&officer, &format!("{INCIDENTS}?state=CLOSED")).await.len(), 1);
    assert!(rows(&officer, &format!("{INCIDENTS}?state=OPEN")).await.is_empty());
}

#[tokio::test]
async fn graphql_keeps_incidents_as_rest_does() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let query = "mutation($input: IncidentInput!) { createIncident(input: $input) { id version state dueAt } }";
    let made = Caller::data(admin.graphql(query, json!({"input": leak(&app)})).await)["createIncident"].clone();
    let query = "mutation($id: ID!, $changes: IncidentChanges!) { \
        updateIncident(id: $id, expectedVersion: 1, changes: $changes) { title version } }";
    let input = json!({"id": made["id"], "changes": {"title": "Lain"}});
    let changed = Caller::data(admin.graphql(query, input.clone()).await);
    assert_eq!(changed["updateIncident"], json!({"title": "Lain", "version": 2}));
    let stale = admin.graphql(query, input).await;
    assert_eq!(stale.body["errors"][0]["extensions"]["code"], "PRECONDITION.STALE", "{}", stale.text);
    let at = said(now(&app));
    let query = "mutation($id: ID!, $at: DateTime) { notifyIncident(id: $id, expectedVersion: 2, \
        input: {agencyNotifiedAt: $at, subjectsNotifiedAt: $at}) { state } }";
    let told = Caller::data(admin.graphql(query, json!({"id": made["id"], "at": at})).await);
    assert_eq!(told["notifyIncident"]["state"], "NOTIFIED");
    let query = "mutation($id: ID!) { \
        closeIncident(id: $id, expectedVersion: 3, input: {outcome: \"Selesai\"}) { state } }";
    let closed = Caller::data(admin.graphql(query, json!({"id": made["id"]})).await);
    assert_eq!(closed["closeIncident"]["state"], "CLOSED");
    let query = "query($id: ID!) { incident(id: $id) { state } incidents(first: 5) { totalCount nodes { id } } }";
    let read = Caller::data(admin.graphql(query, json!({"id": made["id"]})).await);
    let listed = json!({"totalCount": 1, "nodes": [{"id": made["id"]}]});
    assert_eq!(read, json!({"incident": {"state": "CLOSED"}, "incidents": listed}));
    let hidden = Caller::data(app.head().await.graphql(query, json!({"id": made["id"]})).await);
    assert_eq!(hidden, json!({"incident": null, "incidents": {"totalCount": 0, "nodes": []}}));
}

#[tokio::test]
async fn an_incident_concerns_whom_its_partner_got_meanwhile_and_nobody_else() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let bank = bank(&app).await;
    let bumn = partner(&app, "BUMN", "ORG-BUMN", &["BUMN_PARTNERSHIP"]).await;
    let mut tenants: Vec<Tenant> = Vec::new();
    for number in [31, 32, 33] {
        tenants.push(tenant(&app, number).await);
    }
    let [one, two, three] = tenants.as_slice() else { panic!("three tenants") };
    consent(&head, &one.person, &bank, CREDIT, &all_scopes(CREDIT)).await;
    let second = consent(&head, &two.person, &bank, CREDIT, &["CONTACT"]).await;
    consent(&head, &three.person, &bumn, "BUMN_PARTNERSHIP", &["CONTACT"]).await;
    let pull =
        async |caller: &Caller, purpose: &str| rows(caller, &format!("/v1/partner/incubatees?purpose={purpose}")).await;
    let first_day = now(&app);
    assert_eq!(pull(&bank.machine, CREDIT).await.len(), 2);
    app.clock().advance(std::time::Duration::from_secs(60));
    let second_day = now(&app);
    withdraw(&head, &second).await;
    assert_eq!(pull(&bank.teller, CREDIT).await.len(), 1);
    assert_eq!(pull(&bumn.machine, "BUMN_PARTNERSHIP").await.len(), 1);
    app.clock().advance(std::time::Duration::from_secs(60));
    let report = async |extra: Value| {
        let input = merged(leak(&app), merged(json!({"beganAt": said(first_day)}), extra));
        admin.post(INCIDENTS, input).await.expect(201)
    };
    let told = |found: &[Value]| -> Vec<(String, i64)> {
        found.iter().map(|one| (text(one, "personId").to_owned(), one["deliveries"].as_i64().unwrap())).collect()
    };
    let sorted = |mut wanted: Vec<(&str, i64)>| -> Vec<(String, i64)> {
        wanted.sort_unstable();
        wanted.into_iter().map(|(person, count)| (person.to_owned(), count)).collect()
    };
    let (a, b, c) = (one.person.as_str(), two.person.as_str(), three.person.as_str());
    let of_bank = report(json!({"partner": bank.code})).await;
    assert_eq!(of_bank["subjects"], 2);
    let found = subjects(&admin, &of_bank).await;
    assert_eq!(told(&found), sorted(vec![(a, 2), (b, 1)]));
    let mine = found.iter().find(|found| found["personId"] == a).unwrap();
    assert_eq!((text(mine, "name"), text(mine, "unitCode")), ("Orang Uji 31", crate::support::BLK));
    assert!(text(mine, "firstAt") < text(mine, "lastAt"), "{mine}");
    let of_client = report(json!({"client": bank.client_id})).await;
    assert_eq!(told(&subjects(&admin, &of_client).await), sorted(vec![(a, 1), (b, 1)]));
    let later = report(json!({"partner": bank.code, "beganAt": said(second_day)})).await;
    assert_eq!(told(&subjects(&admin, &later).await), sorted(vec![(a, 1)]));
    let over = report(json!({"partner": bank.code, "endedAt": said(second_day - Duration::seconds(1))})).await;
    assert_eq!(told(&subjects(&admin, &over).await), sorted(vec![(a, 1), (b, 1)]));
    let of_all = report(json!({})).await;
    assert_eq!(told(&subjects(&admin, &of_all).await), sorted(vec![(a, 2), (b, 1), (c, 1)]));
    // Page by page, on both faces.
    let path = format!("{INCIDENTS}/{}/subjects?limit=1", text(&of_bank, "id"));
    let page = admin.get(&path).await.expect(200);
    let next = text(&page["page"], "next");
    let last = admin.get(&format!("{path}&after={next}")).await.expect(200);
    assert!(last["page"]["complete"] == true && last["data"][0]["personId"] != page["data"][0]["personId"]);
    let query = "query($id: ID!) { incidentSubjects(id: $id, first: 10) { totalCount nodes { deliveries } } }";
    let data = Caller::data(admin.graphql(query, json!({"id": of_bank["id"]})).await);
    assert_eq!(data["incidentSubjects"]["totalCount"], 2);
    let reads = audit::Entity::find().filter(audit::Column::Action.eq("readIncidentSubjects"));
    assert!(reads.count(app.app.store.reader()).await.unwrap() >= 7);
    head.get(&path).await.refused(404, "RESOURCE.NOT_FOUND");
    admin.get(&format!("{path}&after=x")).await.refused(422, "PAGE.CURSOR");
}

#[tokio::test]
async fn who_handles_incidents_is_told_when_a_day_is_left_and_when_the_time_is_over() {
    let app = TestApp::start().await;
    let made = app.admin().await.post(INCIDENTS, leak(&app)).await.expect(201);
    let due: DateTime<Utc> = text(&made, "dueAt").parse().unwrap();
    let run = async |at: DateTime<Utc>| {
        app.clock().set(at);
        worker::run(&app.app).await.unwrap()
    };
    assert_eq!(run(due - Duration::hours(25)).await, 0);
    assert_eq!(run(due - Duration::hours(24)).await, 1);
    assert_eq!(run(due - Duration::hours(1)).await, 0);
    assert_eq!(run(due).await, 1);
    assert_eq!(run(due + Duration::hours(1)).await, 0);
    let told = notification::Entity::find().filter(notification::Column::Kind.eq("INCIDENT_DUE"));
    assert_eq!(told.count(app.app.store.reader()).await.unwrap(), 2);
    let admin = app.admin().await;
    let seen = admin.get(&format!("{INCIDENTS}/{}", text(&made, "id"))).await.expect(200);
    assert_eq!((&seen["overdue"], version(&seen)), (&json!(true), 1));
    // Of one that was notified in time nobody is reminded.
    let other = admin.post(INCIDENTS, leak(&app)).await.expect(201);
    let at = said(now(&app));
    act(&admin, &other, "notify", json!({"agencyNotifiedAt": at, "subjectsNotifiedAt": at})).await;
    assert_eq!(run(due + Duration::days(9)).await, 0);
}

#[tokio::test]
async fn what_is_wrong_with_an_incident_is_said_at_once_and_only_to_who_handles_them() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    app.anonymous().post(INCIDENTS, leak(&app)).await.refused(401, "AUTH.REQUIRED");
    head.post(INCIDENTS, leak(&app)).await.refused(403, "ACCESS.DENIED");
    assert!(rows(&head, INCIDENTS).await.is_empty());
    let now = now(&app);
    let wrong = json!({
        "title": "x", "what": "x", "discoveredAt": said(now + Duration::hours(1)),
        "beganAt": said(now + Duration::hours(2)), "endedAt": said(now), "partner": "ORG-ENTAH", "client": "cli_x",
    });
    let faults = [
        ("FIELD.OUT_OF_RANGE", "/beganAt"),
        ("FIELD.OUT_OF_RANGE", "/discoveredAt"),
        ("FIELD.OUT_OF_RANGE", "/endedAt"),
        ("FIELD.UNKNOWN_CODE", "/client"),
        ("FIELD.UNKNOWN_CODE", "/partner"),
    ];
    faulty(&admin.post(INCIDENTS, wrong).await, &faults);
    let bare = [("FIELD.REQUIRED", "/beganAt"), ("FIELD.REQUIRED", "/discoveredAt"), ("FIELD.REQUIRED", "/what")];
    faulty(&admin.post(INCIDENTS, json!({"title": "x"})).await, &bare);
    let made = admin.post(INCIDENTS, leak(&app)).await.expect(201);
    let path = format!("{INCIDENTS}/{}", text(&made, "id"));
    head.get(&path).await.refused(404, "RESOURCE.NOT_FOUND");
    head.patch(&path, 1, json!({"title": "y"})).await.refused(404, "RESOURCE.NOT_FOUND");
    let wrong = json!({"beganAt": said(now + Duration::hours(2)), "client": "cli_x"});
    let faults = [("FIELD.OUT_OF_RANGE", "/beganAt"), ("FIELD.UNKNOWN_CODE", "/client")];
    faulty(&admin.patch(&path, 1, wrong).await, &faults);
    faulty(&admin.patch(&path, 1, json!({"state": "CLOSED"})).await, &[("FIELD.UNKNOWN", "/state")]);
    for wrong in ["state=LUPA", "limit=501", "after=%21", "who=me"] {
        admin.get(&format!("{INCIDENTS}?{wrong}")).await.expect(422);
    }
    admin.post(&format!("{path}/notify"), json!({})).await.refused(428, "PRECONDITION.REQUIRED");
    admin.post_if(&format!("{path}/notify"), 3, json!({})).await.refused(412, "PRECONDITION.STALE");
    let notify = async |body: Value| admin.post_if(&format!("{path}/notify"), 1, body).await;
    faulty(&notify(json!({})).await, &[("FIELD.REQUIRED", "/agencyNotifiedAt")]);
    let (before, after) = (said(now - Duration::days(1)), said(now + Duration::days(1)));
    let too_early = json!({"agencyNotifiedAt": before, "subjectsNotifiedAt": after});
    let both = [("FIELD.OUT_OF_RANGE", "/agencyNotifiedAt"), ("FIELD.OUT_OF_RANGE", "/subjectsNotifiedAt")];
    faulty(&notify(too_early).await, &both);
    faulty(&admin.post_if(&format!("{path}/close"), 1, json!({})).await, &[("FIELD.REQUIRED", "/outcome")]);
    let blank = admin.post_if(&format!("{path}/close"), 1, json!({"outcome": "  "})).await;
    faulty(&blank, &[("FIELD.REQUIRED", "/outcome")]);
    let seen = admin.get(&path).await.expect(200);
    assert_eq!((text(&seen, "state"), version(&seen)), ("OPEN", 1));
}
