//! Who looks after the protection of data: auditors read and decide nothing, the officer reads who changed what, and
//! who keeps a record corrects it.

use api::vocab::Role;
use api::worker::{notify, sequencer};
use chrono::{Duration, SecondsFormat};
use serde_json::{Value, json};

use super::super::events::types;
use super::super::kept_steps::rows;
use super::super::steps::{text, version};
use super::acts::{account, tenant};
use crate::support::{Caller, OTHER_BLK, TestApp};

const REQUESTS: &str = "/v1/data-requests";
const INCIDENTS: &str = "/v1/incidents";

async fn asked(by: &Caller, kind: &str, words: &str) -> Value {
    by.post(REQUESTS, json!({"kind": kind, "text": words})).await.expect(201)
}

fn at(list: &str, record: &Value) -> String {
    format!("{list}/{}", text(record, "id"))
}

/// No step is promised.
#[track_caller]
fn may_nothing(record: &Value) {
    let all = record["allowedActions"].as_array().unwrap();
    assert!(!all.is_empty() && all.iter().all(|one| one["allowed"] == false), "{record}");
}

/// Titles of what somebody was told of requests of data subjects.
async fn told(app: &TestApp, who: &Caller) -> Vec<String> {
    sequencer::run(&app.app).await.unwrap();
    notify::run(&app.app).await.unwrap();
    let all = rows(who, "/v1/notifications?kind=DATA_REQUEST&limit=100").await;
    all.iter().map(|one| text(one, "title").to_owned()).collect()
}

#[tokio::test]
async fn an_auditor_of_the_nation_reads_requests_and_incidents_and_decides_neither() {
    let app = TestApp::start().await;
    let who = tenant(&app, 1).await;
    let subject = account(&app, &who, "pemohon@usaha.test").await;
    let (auditor, admin) = (app.person(Role::Auditor, None, None).await, app.admin().await);
    let request = asked(&subject, "ACCESS", "Salinan cetak").await;
    let now = app.app.clock.now();
    let said = |hours: i64| (now - Duration::hours(hours)).to_rfc3339_opts(SecondsFormat::Micros, true);
    let leak = json!({"title": "Bocor", "what": "Berkas terkirim.", "beganAt": said(1), "discoveredAt": said(0)});
    let incident = admin.post(INCIDENTS, leak.clone()).await.expect(201);

    let seen = auditor.get(&at(REQUESTS, &request)).await.expect(200);
    assert_eq!((rows(&auditor, REQUESTS).await.len(), text(&seen, "text")), (1, "Salinan cetak"));
    may_nothing(&seen);
    for (verdict, body) in [("complete", json!({})), ("refuse", json!({"note": "x"}))] {
        let path = format!("{}/{verdict}", at(REQUESTS, &request));
        auditor.post_if(&path, 1, body).await.refused(403, "ACCESS.DENIED");
    }
    let path = at(INCIDENTS, &incident);
    let seen = auditor.get(&path).await.expect(200);
    assert_eq!(rows(&auditor, INCIDENTS).await.len(), 1);
    may_nothing(&seen);
    assert!(rows(&auditor, &format!("{path}/subjects")).await.is_empty());
    auditor.post(INCIDENTS, leak).await.refused(403, "ACCESS.DENIED");
    auditor.patch(&path, 1, json!({"title": "Lain"})).await.refused(403, "ACCESS.DENIED");
    let notified = json!({"agencyNotifiedAt": said(0)});
    auditor.post_if(&format!("{path}/notify"), 1, notified).await.refused(403, "ACCESS.DENIED");
    auditor.post_if(&format!("{path}/close"), 1, json!({"outcome": "x"})).await.refused(403, "ACCESS.DENIED");
    assert_eq!(types(&app, &auditor, &incident).await, ["incident.created"]);
    assert_eq!(types(&app, &auditor, &request).await, ["dataRequest.created"]);
    let query = "{ dataRequests(first: 5) { totalCount } incidents(first: 5) { totalCount } }";
    let counted = Caller::data(auditor.graphql(query, json!({})).await);
    assert_eq!(counted, json!({"dataRequests": {"totalCount": 1}, "incidents": {"totalCount": 1}}));

    let local = app.person(Role::Auditor, Some("36"), None).await;
    assert!(rows(&local, REQUESTS).await.is_empty() && rows(&local, INCIDENTS).await.is_empty());
    local.get(&path).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn the_data_protection_officer_reads_who_changed_what() {
    let app = TestApp::start().await;
    let who = tenant(&app, 1).await;
    let (officer, reviewer) = (app.person(Role::DataProtectionOfficer, None, None).await, app.reviewer().await);
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    for record in [&who.person, &who.enterprise, &who.incubatee] {
        let path = format!("/v1/history/{record}");
        assert!(!rows(&officer, &path).await.is_empty(), "{record}");
        reviewer.get(&path).await.refused(403, "ACCESS.DENIED");
        other.get(&path).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    let query = "query($id: ID!) { history(id: $id) { action } }";
    let data = Caller::data(officer.graphql(query, json!({"id": who.person})).await);
    assert!(data["history"].as_array().is_some_and(|all| !all.is_empty()), "{data}");
}

#[tokio::test]
async fn who_keeps_the_record_is_asked_to_correct_it_and_the_handler_completes() {
    let app = TestApp::start().await;
    let who = tenant(&app, 1).await;
    let subject = account(&app, &who, "pemohon@usaha.test").await;
    let (head, operator) = (app.head().await, app.operator().await);
    let (officer, coordinator) = (app.person(Role::DataProtectionOfficer, None, None).await, app.coordinator().await);
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    // The first look begins at the end of the feed: what happened before is no news.
    assert!(told(&app, &head).await.is_empty());
    let request = asked(&subject, "RECTIFY", "Nama jalan salah").await;
    let copy = asked(&subject, "ACCESS", "Salinan cetak").await;
    let path = at(REQUESTS, &request);

    for keeper in [&head, &operator] {
        let listed = rows(keeper, REQUESTS).await;
        assert_eq!((listed.len(), &listed[0]["id"], text(&listed[0], "text")), (1, &request["id"], "Nama jalan salah"));
        may_nothing(&listed[0]);
        keeper.post_if(&format!("{path}/complete"), 1, json!({})).await.refused(403, "ACCESS.DENIED");
        keeper.get(&at(REQUESTS, &copy)).await.refused(404, "RESOURCE.NOT_FOUND");
        // Of the one that it sees alone.
        assert_eq!(told(&app, keeper).await, ["Permintaan subjek data baru"]);
        assert_eq!(types(&app, keeper, &request).await, ["dataRequest.created"]);
        assert!(types(&app, keeper, &copy).await.is_empty());
    }
    assert_eq!(told(&app, &officer).await, ["Permintaan subjek data baru"; 2]);
    for stranger in [&other, &coordinator] {
        stranger.get(&path).await.refused(404, "RESOURCE.NOT_FOUND");
        assert!(rows(stranger, REQUESTS).await.is_empty() && told(&app, stranger).await.is_empty());
    }

    let record = format!("/v1/persons/{}", who.person);
    let now = head.get(&record).await.expect(200);
    head.patch(&record, version(&now), json!({"address": "Kampung Betul RT 02"})).await.expect(200);
    let done = officer.post_if(&format!("{path}/complete"), 1, json!({"note": "Sudah dibetulkan"})).await.expect(200);
    assert_eq!(text(&done, "state"), "DONE");
    assert_eq!(text(&head.get(&path).await.expect(200), "state"), "DONE");
    assert_eq!(told(&app, &subject).await, ["Permintaan subjek data dipenuhi"]);
    assert_eq!(told(&app, &head).await.len(), 1);
}
