//! The rights of a data subject: to see what is recorded and who read it, to ask, to be erased.

use std::collections::BTreeMap;

use api::domain::ids::{self, Kind};
use api::vocab::Role;
use api::worker::{exports, rights as worker, sequencer};
use chrono::{DateTime, Duration, Utc};
use entity::{audit, consent as consents, event, notification, person as people, subject_key};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, PaginatorTrait, QueryFilter, Statement};
use serde_json::{Value, json};

use super::super::events::types;
use super::super::incubation::aid_steps::{proposed, take};
use super::super::incubation::steps::{merged, person};
use super::super::kept_steps::{at, faulty, rows};
use super::super::secrets::everything;
use super::super::steps::{text, version};
use super::acts::{Bank, Tenant, account, all_scopes, archive, bank, consent, facts, partner, tenant};
use crate::support::{BLK, Caller, OTHER_BLK, PASSWORD, Reply, TestApp};

const REQUESTS: &str = "/v1/data-requests";
const LOG: &str = "/v1/me/access-log";
const CREDIT: &str = "CREDIT_APPLICATION";
const EMAIL: &str = "hapus@tenant.test";

/// A tenant who consented to an application for credit, its account, and the bank.
struct Scene {
    bank: Bank,
    tenant: Tenant,
    subject: Caller,
    consent: Value,
}

async fn scene(app: &TestApp, number: u32) -> Scene {
    let bank = bank(app).await;
    let tenant = tenant(app, number).await;
    let subject = account(app, &tenant, EMAIL).await;
    let consent = consent(&app.head().await, &tenant.person, &bank, CREDIT, &all_scopes(CREDIT)).await;
    Scene { bank, tenant, subject, consent }
}

async fn pull(caller: &Caller) -> Vec<Value> {
    rows(caller, &format!("/v1/partner/incubatees?purpose={CREDIT}")).await
}

async fn ask(caller: &Caller, input: Value) -> Reply {
    caller.post(REQUESTS, input).await
}

/// Decides a request as it was read.
async fn decide(caller: &Caller, request: &Value, verdict: &str, body: Value) -> Reply {
    let at = format!("{REQUESTS}/{}", text(request, "id"));
    caller.post_if(&format!("{at}/{verdict}"), version(request), body).await
}

async fn read(caller: &Caller, request: &Value) -> Value {
    caller.get(&format!("{REQUESTS}/{}", text(request, "id"))).await.expect(200)
}

/// What somebody may do with a request, by what the list of actions says.
fn may(request: &Value, action: &str) -> bool {
    let all = request["allowedActions"].as_array().unwrap();
    all.iter().find(|one| one["action"] == action).unwrap()["allowed"] == true
}

async fn officer(app: &TestApp) -> Caller {
    app.person(Role::DataProtectionOfficer, None, None).await
}

async fn run(app: &TestApp) -> usize {
    worker::run(&app.app).await.unwrap()
}

/// Every text column of every table.
async fn tables(app: &TestApp) -> String {
    let db = app.app.store.migrator();
    if db.get_database_backend() != DatabaseBackend::Sqlite {
        return everything(app).await;
    }
    let query = |sql: String| Statement::from_string(DatabaseBackend::Sqlite, sql);
    let list = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' \
        AND m.name NOT IN ('region', 'seaql_migrations')";
    let mut text = String::new();
    for row in db.query_all_raw(query(list.to_owned())).await.unwrap() {
        let (table, column): (String, String) = (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
        let values = format!("SELECT \"{column}\" FROM \"{table}\" WHERE typeof(\"{column}\") = 'text'");
        for value in db.query_all_raw(query(values)).await.unwrap() {
            text += &value.try_get_by_index::<String>(0).unwrap();
            text.push('\n');
        }
    }
    text
}

#[tokio::test]
async fn everything_that_is_recorded_of_oneself_is_in_one_document_in_the_clear() {
    let app = TestApp::start().await;
    let Scene { tenant, subject, consent, .. } = scene(&app, 11).await;
    let asked = ask(&subject, json!({"kind": "ACCESS", "text": "Salinan cetak"})).await.expect(201);
    assert_eq!(subject.get(LOG).await.header("cache-control"), "no-store");
    let reply = subject.get("/v1/me/data").await;
    assert_eq!(reply.header("cache-control"), "no-store");
    let data = reply.expect(200);
    let known = facts(11);
    assert_eq!((&data["nik"], &data["person"]["id"]), (&known["nik"], &json!(tenant.person)));
    for field in ["name", "sex", "birthDate", "phone", "address", "education", "occupation", "maritalStatus"] {
        assert_eq!(data["person"][field], known[field], "{field}");
    }
    assert!(data["npwp"].as_str().is_some_and(|npwp| npwp.len() >= 15), "{}", data["npwp"]);
    assert_eq!(data["person"]["redactions"], json!([]));
    assert_eq!((&data["account"]["email"], &data["incomplete"]), (&json!(EMAIL), &json!([])));
    let count = |part: &str| data[part].as_array().unwrap_or_else(|| panic!("{part} in {data}")).len();
    assert_eq!((count("memberships"), count("enterprises"), count("incubatees"), count("months")), (1, 1, 1, 3));
    assert_eq!(data["enterprises"][0]["id"], tenant.enterprise);
    assert_eq!(data["consents"][0]["id"], consent["id"]);
    let request = &data["dataRequests"][0];
    assert_eq!((&request["id"], text(request, "text")), (&asked["id"], "Salinan cetak"));
    assert_eq!((count("aids"), count("mentors"), count("outcomes"), count("signIns")), (0, 0, 0, 1));
    let reads = audit::Entity::find().filter(audit::Column::Action.eq("readOwnData"));
    let reads = reads.filter(audit::Column::ObjectId.eq(tenant.person.as_str()));
    assert_eq!(reads.count(app.app.store.reader()).await.unwrap(), 1);
    let query = "{ myData { nik account { email } person { name } months { month } consents { purpose } } }";
    let data = Caller::data(subject.graphql(query, json!({})).await);
    assert_eq!((&data["myData"]["nik"], &data["myData"]["person"]["name"]), (&known["nik"], &known["name"]));
    assert_eq!(data["myData"]["months"].as_array().unwrap().len(), 3);
    assert_eq!(data["myData"]["consents"], json!([{"purpose": CREDIT}]));
}

#[tokio::test]
async fn who_is_bound_to_nobody_sees_its_account_and_a_machine_has_no_data_of_its_own() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let data = head.get("/v1/me/data").await.expect(200);
    assert_eq!((&data["person"], &data["nik"]), (&Value::Null, &Value::Null));
    assert_eq!(text(&data["account"], "email"), "head@blk.test");
    assert_eq!((&data["memberships"], &data["consents"]), (&json!([]), &json!([])));
    app.machine(Role::Dashboard, None).await.get("/v1/me/data").await.refused(403, "ACCESS.DENIED");
    for path in ["/v1/me/data", LOG, REQUESTS] {
        app.anonymous().get(path).await.refused(401, "AUTH.REQUIRED");
    }
    head.get(LOG).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn the_log_has_each_delivery_that_the_partner_received_and_no_other() {
    let app = TestApp::start().await;
    let Scene { bank, tenant, subject, consent } = scene(&app, 12).await;
    let other = super::acts::tenant(&app, 13).await;
    let stranger = account(&app, &other, "lain@tenant.test").await;
    assert_eq!(rows(&subject, LOG).await, Vec::<Value>::new());
    let mut received = 0;
    let first = pull(&bank.machine).await;
    received += first.len();
    received += pull(&bank.teller).await.len();
    let id = text(&first[0], "id");
    bank.machine.get(&format!("/v1/partner/incubatees/{id}?purpose={CREDIT}")).await.expect(200);
    received += 1;
    let query = "query($p: String) { partnerIncubatees(purpose: $p, first: 10) { nodes { id } } }";
    let page = Caller::data(bank.machine.graphql(query, json!({"p": CREDIT})).await);
    received += page["partnerIncubatees"]["nodes"].as_array().unwrap().len();
    // What was refused was not received.
    bank.machine.get("/v1/partner/incubatees").await.refused(422, "PURPOSE.REQUIRED");
    let log = rows(&subject, LOG).await;
    assert_eq!((log.len(), received), (4, 4));
    let channels: Vec<&str> = log.iter().map(|entry| text(entry, "channel")).collect();
    assert_eq!(channels, ["GRAPHQL", "REST", "REST", "REST"], "newest first");
    let mut scopes = all_scopes(CREDIT);
    scopes.sort_unstable();
    for entry in &log {
        assert_eq!((text(entry, "kind"), text(entry, "purpose")), ("PARTNER", CREDIT));
        assert_eq!((&entry["partnerId"], &entry["consentId"]), (&json!(bank.id), &consent["id"]));
        assert_eq!(text(entry, "reader"), format!("Mitra {}", bank.code));
        let mut given: Vec<&str> = entry["scopes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        given.sort_unstable();
        assert!(given.contains(&"IDENTITY_NIK") && given.iter().all(|scope| scopes.contains(scope)), "{entry}");
    }
    // Nobody else's.
    assert_eq!(rows(&stranger, LOG).await, Vec::<Value>::new());
    let admin = app.admin().await;
    admin.get(&format!("/v1/persons/{}", tenant.person)).await.expect(200);
    admin.get(&format!("/v1/persons/{}?purpose=MONEV", tenant.person)).await.expect(200);
    let log = rows(&subject, LOG).await;
    assert_eq!((log.len(), text(&log[0], "kind"), text(&log[0], "purpose")), (5, "STAFF", "MONEV"));
    for field in ["partnerId", "channel", "consentId"] {
        assert!(log[0][field].is_null(), "{}", log[0]);
    }
    // Page by page it is the same.
    let (mut walked, mut after) = (Vec::new(), String::new());
    loop {
        let page = subject.get(&format!("{LOG}?limit=2{after}")).await.expect(200);
        walked.extend(page["data"].as_array().unwrap().iter().cloned());
        if page["page"]["complete"] == true {
            break;
        }
        after = format!("&after={}", text(&page["page"], "next"));
    }
    assert_eq!(walked, log);
    let query = "{ myAccessLog(first: 2) { totalCount nodes { kind purpose } pageInfo { hasNextPage } } }";
    let data = Caller::data(subject.graphql(query, json!({})).await);
    let nodes = json!([{"kind": "STAFF", "purpose": "MONEV"}, {"kind": "PARTNER", "purpose": CREDIT}]);
    assert_eq!(data["myAccessLog"], json!({"totalCount": 5, "nodes": nodes, "pageInfo": {"hasNextPage": true}}));
    for bad in ["?limit=0", "?limit=501", "?after=x", "?person=per_x"] {
        assert_eq!(subject.get(&format!("{LOG}{bad}")).await.status, 422, "{bad}");
    }
}

/// Entries of a person's log by channel.
async fn logged(subject: &Caller) -> BTreeMap<String, usize> {
    let mut channels = BTreeMap::new();
    for entry in rows(subject, LOG).await {
        *channels.entry(text(&entry, "channel").to_owned()).or_insert(0) += 1;
    }
    channels
}

#[tokio::test]
async fn on_every_channel_what_was_received_and_what_is_logged_are_one_to_one() {
    let app = TestApp::start().await;
    let Scene { bank, tenant, subject, consent: given } = scene(&app, 23).await;
    let (partnership, bumn) = ("BUMN_PARTNERSHIP", partner(&app, "BUMN", "ORG-BUMN", &["BUMN_PARTNERSHIP"]).await);
    let scopes = all_scopes(partnership);
    let other = consent(&app.head().await, &tenant.person, &bumn, partnership, &scopes).await;
    sequencer::run(&app.app).await.unwrap();
    let (by, id) = (&bank.machine, text(&given, "subject"));
    // One call on each channel, and how often the person was in what came.
    let listed = pull(by).await.len();
    let query = "query($p: String) { partnerIncubatees(purpose: $p, first: 10) { nodes { id } } }";
    let page = Caller::data(by.graphql(query, json!({"p": CREDIT})).await);
    let table = by.get(&format!("/v1/partner/incubatees.csv?purpose={CREDIT}")).await;
    let changes = rows(by, &format!("/v1/partner/changes?purpose={CREDIT}")).await;
    let found = by.post("/v1/partner/lookup", json!({"nik": facts(23)["nik"], "purpose": CREDIT})).await.expect(200);
    let profile = by.get(&format!("/v1/partner/incubatees/{id}/profile?purpose={CREDIT}")).await;
    let sikp = by.get(&format!("/v1/partner/incubatees/{id}/sikp-candidate?purpose={CREDIT}")).await.expect(200);
    let path = format!("/v1/partner/incubatees/{}/pumk-candidate?purpose={partnership}", text(&other, "subject"));
    let pumk = bumn.machine.get(&path).await.expect(200);
    let received = [
        ("REST", listed),
        ("GRAPHQL", page["partnerIncubatees"]["nodes"].as_array().unwrap().len()),
        ("CSV", table.text.lines().filter(|line| line.starts_with(id)).count()),
        ("CHANGES", changes.iter().filter(|change| change["record"]["id"] == given["subject"]).count()),
        ("LOOKUP", usize::from(found["id"] == given["subject"])),
        ("PROFILE", usize::from(profile.status == 200)),
        ("SIKP", usize::from(sikp["id"] == given["subject"])),
        ("PUMK", usize::from(pumk["id"] == other["subject"])),
    ];
    let mut received = BTreeMap::from(received.map(|(channel, times)| (channel.to_owned(), times)));
    assert!(received.values().all(|times| *times == 1), "{received:?}");
    assert_eq!(logged(&subject).await, received);
    // An export counts when it is written, not when it is asked for; the first fetch is that one, each other one more.
    let asked = by.post("/v1/partner/exports", json!({"purpose": CREDIT})).await.expect(202);
    assert_eq!(logged(&subject).await, received);
    assert_eq!(exports::run(&app.app).await.unwrap(), 1);
    received.insert("EXPORT".to_owned(), 1);
    assert_eq!(logged(&subject).await, received);
    for times in [1, 2] {
        let file = by.get(&format!("/v1/partner/exports/{}/file", text(&asked, "id"))).await;
        assert_eq!((file.status, file.header("x-record-count")), (200, "1"));
        received.insert("EXPORT".to_owned(), times);
        assert_eq!(logged(&subject).await, received);
    }
}

#[tokio::test]
async fn a_request_is_made_by_the_subject_or_by_who_keeps_its_coaching() {
    let app = TestApp::start().await;
    let Scene { tenant, subject, .. } = scene(&app, 14).await;
    let head = app.head().await;
    let asked = ask(&subject, json!({"kind": "RECTIFY", "text": "Nama jalan salah"})).await.expect(201);
    assert_eq!((text(&asked, "state"), &asked["onBehalf"], version(&asked)), ("OPEN", &json!(false), 1));
    let at = |field: &str| text(&asked, field).parse::<DateTime<Utc>>().unwrap();
    assert_eq!(at("dueAt") - at("createdAt"), Duration::hours(72));
    let on_behalf = ask(&head, json!({"kind": "ACCESS", "personId": tenant.person})).await.expect(201);
    assert_eq!((&on_behalf["onBehalf"], &on_behalf["personId"]), (&json!(true), &json!(tenant.person)));
    // It is asked for once.
    let again = ask(&head, json!({"kind": "ACCESS", "personId": tenant.person})).await;
    assert_eq!(again.refused(409, "RESOURCE.ALREADY_EXISTS")["params"]["id"], on_behalf["id"]);
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    ask(&other, json!({"kind": "ACCESS", "personId": tenant.person})).await.refused(404, "RESOURCE.NOT_FOUND");
    let seeing = app.coordinator().await;
    ask(&seeing, json!({"kind": "ERASE", "personId": tenant.person})).await.refused(403, "ACCESS.DENIED");
    ask(&other, json!({"kind": "ACCESS"})).await.refused(404, "RESOURCE.NOT_FOUND");
    app.anonymous().post(REQUESTS, json!({"kind": "ACCESS"})).await.refused(401, "AUTH.REQUIRED");
    // Its own, those it made and those that it is to correct, all of them.
    let listed = async |caller: &Caller| rows(caller, REQUESTS).await.len();
    let officer = officer(&app).await;
    assert_eq!((listed(&subject).await, listed(&head).await, listed(&other).await), (2, 2, 0));
    assert_eq!((listed(&officer).await, listed(&seeing).await), (2, 0));
    assert_eq!(rows(&officer, &format!("{REQUESTS}?kind=RECTIFY&state=OPEN")).await[0]["id"], asked["id"]);
    assert_eq!(rows(&officer, &format!("{REQUESTS}?person={}", tenant.person)).await.len(), 2);
    seeing.get(&format!("{REQUESTS}/{}", text(&asked, "id"))).await.refused(404, "RESOURCE.NOT_FOUND");
    assert_eq!(types(&app, &subject, &asked).await, ["dataRequest.created"]);
    assert!(types(&app, &other, &asked).await.is_empty());
    // What was said lies nowhere in plain.
    assert!(!everything(&app).await.contains("Nama jalan salah"));
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said_at_once() {
    let app = TestApp::start().await;
    let Scene { bank, subject, .. } = scene(&app, 15).await;
    let wrong = json!({"kind": "RECTIFY", "text": " ", "partner": bank.code});
    faulty(&ask(&subject, wrong).await, &[("FIELD.OUT_OF_RANGE", "/partner"), ("FIELD.REQUIRED", "/text")]);
    for nobody in ["ORG-ENTAH", BLK] {
        let objection = json!({"kind": "OBJECT", "partner": nobody});
        faulty(&ask(&subject, objection).await, &[("FIELD.UNKNOWN_CODE", "/partner")]);
    }
    faulty(&ask(&subject, json!({"kind": "WITHDRAW"})).await, &[("FIELD.UNKNOWN_CODE", "/kind")]);
    faulty(&ask(&subject, json!({"sort": 1})).await, &[("FIELD.REQUIRED", "/kind"), ("FIELD.UNKNOWN", "/sort")]);
    faulty(&ask(&subject, json!({"kind": "ACCESS", "text": ""})).await, &[("FIELD.LENGTH", "/text")]);
    for wrong in ["state=LUPA", "kind=WITHDRAW", "limit=501", "after=%21", "who=me"] {
        subject.get(&format!("{REQUESTS}?{wrong}")).await.expect(422);
    }
    let query = "mutation($input: DataRequestInput!) { createDataRequest(input: $input) { id } }";
    let refused = subject.graphql(query, json!({"input": {"kind": "RECTIFY"}})).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "REQUEST.INVALID", "{}", refused.text);
    assert_eq!(refused.body["errors"][0]["extensions"]["errors"][0]["path"], "/text", "{}", refused.text);
    let check = subject.post(&format!("{REQUESTS}?validateOnly=true"), json!({"kind": "ERASE"})).await.expect(200);
    assert_eq!((text(&check, "kind"), rows(&subject, REQUESTS).await.len()), ("ERASE", 0));
    // In the right form it is received, and read on the other face.
    let input = json!({"input": {"kind": "RECTIFY", "text": "Alamat"}});
    let made = Caller::data(subject.graphql(query, input).await)["createDataRequest"].clone();
    let one = "query($id: ID!) { dataRequest(id: $id) { kind state text } }";
    let found = Caller::data(subject.graphql(one, json!({"id": made["id"]})).await);
    assert_eq!(found["dataRequest"], json!({"kind": "RECTIFY", "state": "OPEN", "text": "Alamat"}));
    let hidden = Caller::data(bank.teller.graphql(one, json!({"id": made["id"]})).await);
    assert_eq!(hidden["dataRequest"], Value::Null);
    assert_eq!(read(&subject, &made).await["text"], "Alamat");
}

#[tokio::test]
async fn requests_are_decided_by_who_handles_them_and_by_nobody_its_own() {
    let app = TestApp::start().await;
    let Scene { tenant, subject, .. } = scene(&app, 16).await;
    let (admin, head, officer) = (app.admin().await, app.head().await, officer(&app).await);
    let asked = ask(&subject, json!({"kind": "RECTIFY", "text": "Alamat"})).await.expect(201);
    let path = format!("{REQUESTS}/{}", text(&asked, "id"));
    assert!(!may(&read(&subject, &asked).await, "complete") && may(&read(&officer, &asked).await, "refuse"));
    decide(&subject, &asked, "complete", json!({})).await.refused(403, "ACCESS.DENIED");
    // It is told what to correct, and decides nothing.
    decide(&head, &asked, "complete", json!({})).await.refused(403, "ACCESS.DENIED");
    officer.post(&format!("{path}/complete"), json!({})).await.refused(428, "PRECONDITION.REQUIRED");
    officer.post_if(&format!("{path}/complete"), 7, json!({})).await.refused(412, "PRECONDITION.STALE");
    faulty(&decide(&officer, &asked, "refuse", json!({})).await, &[("REASON.REQUIRED", "/note")]);
    faulty(&decide(&officer, &asked, "complete", json!({"note": ""})).await, &[("FIELD.LENGTH", "/note")]);
    faulty(&decide(&officer, &asked, "complete", json!({"state": "DONE"})).await, &[("FIELD.UNKNOWN", "/state")]);
    let done = decide(&officer, &asked, "complete", json!({"note": "Sudah dibetulkan"})).await.expect(200);
    assert_eq!((text(&done, "state"), text(&done, "note"), version(&done)), ("DONE", "Sudah dibetulkan", 2));
    assert_eq!(text(&read(&subject, &asked).await, "note"), "Sudah dibetulkan");
    assert!(!may(&done, "complete") && !may(&done, "refuse"));
    decide(&officer, &done, "refuse", json!({"note": "x"})).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(types(&app, &subject, &asked).await, ["dataRequest.created", "dataRequest.done"]);
    // An administrator who asked for somebody does not decide it.
    let own = ask(&admin, json!({"kind": "RESTRICT", "personId": tenant.person})).await.expect(201);
    assert!(!may(&own, "complete"));
    decide(&admin, &own, "complete", json!({})).await.refused(403, "ACCESS.SAME_PERSON");
    let query = "mutation($id: ID!, $note: String) { \
        refuseDataRequest(id: $id, expectedVersion: 1, note: $note) { state } }";
    let refused = officer.graphql(query, json!({"id": own["id"]})).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["errors"][0]["path"], "/note", "{}", refused.text);
    let data = Caller::data(officer.graphql(query, json!({"id": own["id"], "note": "Tidak perlu"})).await);
    assert_eq!(data["refuseDataRequest"]["state"], "REFUSED");
    let query = "{ dataRequests(first: 10, state: REFUSED) { totalCount nodes { id note } } }";
    let data = Caller::data(officer.graphql(query, json!({})).await);
    assert_eq!(data["dataRequests"], json!({"totalCount": 1, "nodes": [{"id": own["id"], "note": "Tidak perlu"}]}));
}

#[tokio::test]
async fn the_72_hours_are_told_of_once_when_a_day_is_left_and_once_when_they_are_over() {
    let app = TestApp::start().await;
    let Scene { subject, .. } = scene(&app, 17).await;
    let asked = ask(&subject, json!({"kind": "ACCESS"})).await.expect(201);
    let told = async || {
        let rows = notification::Entity::find().filter(notification::Column::Kind.eq("DATA_REQUEST_DUE"));
        rows.count(app.app.store.reader()).await.unwrap()
    };
    let due: DateTime<Utc> = text(&asked, "dueAt").parse().unwrap();
    app.clock().set(due - Duration::hours(24) - Duration::minutes(1));
    assert_eq!((run(&app).await, told().await), (0, 0));
    app.clock().set(due - Duration::hours(24));
    let (one, two) = tokio::join!(run(&app), run(&app));
    assert_eq!((one + two, told().await), (1, 1), "the administrator, once");
    assert_eq!(run(&app).await, 0);
    app.clock().set(due - Duration::minutes(1));
    assert_eq!(run(&app).await, 0);
    app.clock().set(due);
    assert_eq!((run(&app).await, told().await), (1, 2));
    assert_eq!((run(&app).await, told().await), (0, 2));
    let admin = app.admin().await;
    let row = read(&admin, &asked).await;
    assert_eq!((&row["overdue"], version(&row), text(&row, "state")), (&json!(true), 2, "OPEN"));
    assert_eq!(types(&app, &admin, &asked).await, ["dataRequest.created", "dataRequest.overdue"]);
    let notices = rows(&admin, "/v1/notifications?kind=DATA_REQUEST_DUE").await;
    assert_eq!(text(&notices[0], "title"), "Permintaan subjek data: lewat tenggat 72 jam");
    assert_eq!(text(&notices[1], "title"), "Permintaan subjek data: tersisa 24 jam");
    assert_eq!(notices[1]["subject"], asked["id"]);
    // What is decided is told of no more.
    decide(&admin, &row, "complete", json!({})).await.expect(200);
    app.clock().set(due + Duration::days(9));
    assert_eq!(run(&app).await, 0);
}

#[tokio::test]
async fn whose_processing_is_restricted_is_given_to_nobody_until_it_is_released() {
    let app = TestApp::start().await;
    let Scene { bank, tenant, subject, .. } = scene(&app, 18).await;
    let (admin, head) = (app.admin().await, app.head().await);
    assert_eq!(pull(&bank.machine).await.len(), 1);
    let at = format!("/v1/persons/{}", tenant.person);
    let before = version(&head.get(&at).await.expect(200));
    admin.post_if(&format!("{at}/release"), before, json!({})).await.refused(409, "STATE.ILLEGAL");
    let asked = ask(&subject, json!({"kind": "RESTRICT"})).await.expect(201);
    assert_eq!(pull(&bank.machine).await.len(), 1, "not before it is decided");
    decide(&admin, &asked, "complete", json!({})).await.expect(200);
    assert_eq!(pull(&bank.machine).await, Vec::<Value>::new());
    let seen = head.get(&at).await.expect(200);
    assert!(seen["restrictedAt"].is_string() && version(&seen) == before + 1, "{seen}");
    head.post_if(&format!("{at}/release"), version(&seen), json!({})).await.refused(403, "ACCESS.DENIED");
    admin.post(&format!("{at}/release"), json!({})).await.refused(428, "PRECONDITION.REQUIRED");
    admin.post_if(&format!("{at}/release"), before, json!({})).await.refused(412, "PRECONDITION.STALE");
    let query = "mutation($id: ID!, $v: Int!) { releasePerson(id: $id, expectedVersion: $v) { restrictedAt version } }";
    let data = Caller::data(admin.graphql(query, json!({"id": tenant.person, "v": version(&seen)})).await);
    assert_eq!(data["releasePerson"], json!({"restrictedAt": null, "version": before + 2}));
    assert_eq!(pull(&bank.machine).await.len(), 1);
    let happened = types(&app, &head, &json!({"id": tenant.person})).await;
    assert!(happened.ends_with(&["person.restricted".to_owned(), "person.released".to_owned()]), "{happened:?}");
}

#[tokio::test]
async fn an_objection_ends_the_consents_to_one_partner_or_to_all() {
    let app = TestApp::start().await;
    let Scene { bank, tenant, subject, consent: first } = scene(&app, 19).await;
    let (admin, head) = (app.admin().await, app.head().await);
    let bumn = partner(&app, "BUMN", "ORG-BUMN", &["BUMN_PARTNERSHIP"]).await;
    let second = consent(&head, &tenant.person, &bumn, "BUMN_PARTNERSHIP", &["CONTACT"]).await;
    let status = async |consent: &Value| {
        let row = head.get(&format!("/v1/consents/{}", text(consent, "id"))).await.expect(200);
        text(&row, "status").to_owned()
    };
    let one = ask(&subject, json!({"kind": "OBJECT", "partner": bumn.code})).await.expect(201);
    assert_eq!((&one["partnerId"], text(&one, "partnerName")), (&json!(bumn.id), "Mitra ORG-BUMN"));
    decide(&admin, &one, "complete", json!({})).await.expect(200);
    assert_eq!((status(&first).await.as_str(), status(&second).await.as_str()), ("ACTIVE", "WITHDRAWN"));
    assert_eq!(pull(&bank.machine).await.len(), 1);
    let all = ask(&subject, json!({"kind": "OBJECT"})).await.expect(201);
    decide(&admin, &all, "complete", json!({})).await.expect(200);
    assert_eq!((status(&first).await.as_str(), pull(&bank.machine).await.len()), ("WITHDRAWN", 0));
}

/// Values of a person that must be found nowhere once it is erased.
fn values(number: u32) -> Vec<String> {
    let known = facts(number);
    let plain = |field: &str| text(&known, field).to_owned();
    let nik = plain("nik");
    let mask = format!("{}**********{}", &nik[..4], &nik[14..]);
    let phone = plain("phone").trim_start_matches("+62").to_owned();
    let mut all = vec![plain("name"), nik, mask, plain("npwp"), plain("birthDate"), phone, plain("address")];
    all.extend([EMAIL.to_owned(), "Kata Rahasia".to_owned(), "Sudah tidak berusaha".to_owned()]);
    all
}

#[tokio::test]
async fn of_who_is_erased_no_value_is_left_and_what_was_counted_stays() {
    let app = TestApp::start().await;
    let Scene { bank, tenant, subject, consent: given } = scene(&app, 20).await;
    let (admin, head) = (app.admin().await, app.head().await);
    let keyed = merged(facts(20), json!({"unit": BLK}));
    let stored = head.post_keyed("/v1/persons", "key-erase", keyed.clone()).await.expect(201);
    assert_eq!((&stored["id"], &stored["alreadyRecorded"]), (&json!(tenant.person), &json!(true)));
    ask(&subject, json!({"kind": "ACCESS", "text": "Kata Rahasia"})).await.expect(201);
    head.post(&format!("/v1/consents/{}/withdraw", text(&given, "id")), json!({"reason": "Sudah tidak berusaha"}))
        .await
        .expect(200);
    let held = consent(&head, &tenant.person, &bank, CREDIT, &["IDENTITY_BASIC", "CONTACT"]).await;
    assert_eq!(pull(&bank.machine).await.len(), 1);
    let months = format!("/v1/progress?of={}", tenant.enterprise);
    let counts = async || -> Vec<Value> {
        rows(&head, &months).await.iter().map(|month| month["memberCounts"].clone()).collect()
    };
    let (counted, deliveries) = (counts().await, rows(&subject, LOG).await.len());
    assert_eq!(counted[0], json!([{"sex": "LAKI_LAKI", "ageBand": "AGE_35_54", "count": 1}]));
    let before = tables(&app).await;
    for shown in ["Orang Uji 20", EMAIL, "Sudah tidak berusaha"] {
        assert!(before.contains(shown), "the look itself does not see {shown}");
    }
    let asked = ask(&subject, json!({"kind": "ERASE", "text": "Kata Rahasia"})).await.expect(201);
    let note = json!({"note": "Data Orang Uji 20 dihapus"});
    let done = decide(&admin, &asked, "complete", note).await.expect(200);
    assert_eq!((text(&done, "state"), &done["text"], &done["note"]), ("DONE", &Value::Null, &Value::Null));

    let (after, bytes) = (tables(&app).await, everything(&app).await);
    for value in values(20) {
        let place = after.find(&value);
        assert!(place.is_none(), "`{value}` is left: {:?}", place.map(|at| &after[at.saturating_sub(60)..at + 40]));
    }
    let known = facts(20);
    for sealed in [text(&known, "nik"), text(&known, "address"), "Kata Rahasia", "270000020"] {
        assert!(!bytes.contains(sealed), "{sealed} lies in the file");
    }
    let row = people::Entity::find().filter(people::Column::ErasedAt.is_not_null());
    let row = row.one(app.app.store.reader()).await.unwrap().unwrap();
    assert_eq!((row.sex.as_deref(), row.region_code.as_deref(), row.account_id), (Some("LAKI_LAKI"), Some("36"), None));
    let key = subject_key::Entity::find_by_id(row.id).one(app.app.store.reader()).await.unwrap();
    assert!(key.is_none(), "the key is there still");

    // Reads show nothing.
    let seen = head.get(&format!("/v1/persons/{}", tenant.person)).await.expect(200);
    for field in ["name", "sex", "nikMasked", "birthDate", "phone", "address", "region", "education", "guardian"] {
        assert!(seen[field].is_null(), "{field} of {seen}");
    }
    assert!(seen["erasedAt"].is_string() && seen["redactions"][0]["reason"] == "ERASED", "{seen}");
    assert!(rows(&head, "/v1/persons").await.is_empty());
    let purposeful = admin.get(&format!("/v1/persons/{}?purpose=MONEV", tenant.person)).await.expect(200);
    assert!(purposeful["name"].is_null() && purposeful["phone"].is_null(), "{purposeful}");
    assert_eq!(pull(&bank.machine).await, Vec::<Value>::new());
    // Nobody signs in any more.
    subject.get("/v1/me/data").await.refused(401, "AUTH.SESSION_ENDED");
    let again = app.anonymous().post("/v1/sessions", json!({"login": EMAIL, "password": PASSWORD})).await;
    again.refused(401, "AUTH.BAD_CREDENTIALS");
    // Every consent ended, and the bank has to say that it deleted.
    let ended = consents::Entity::find().filter(consents::Column::Status.eq("ACTIVE"));
    assert_eq!(ended.count(app.app.store.reader()).await.unwrap(), 0);
    let own = rows(&bank.machine, "/v1/partner/consents").await;
    let last = own.iter().find(|consent| consent["id"] == held["id"]).unwrap();
    assert_eq!((text(last, "status"), text(&last["acknowledgement"], "state")), ("WITHDRAWN", "DUE"));
    // The other request is closed, the stored answer gone.
    assert!(rows(&admin, &format!("{REQUESTS}?state=OPEN")).await.is_empty());
    head.post_keyed("/v1/persons", "key-erase", keyed.clone()).await.refused(410, "RESOURCE.EXPIRED");
    // What was counted stays, also when a month is corrected later; so does what was delivered.
    assert_eq!(counts().await, counted);
    let month = rows(&head, &months).await.remove(0);
    head.patch(&at("progress", &month), version(&month), json!({"customers": 5})).await.expect(200);
    assert_eq!(counts().await, counted);
    let got = entity::access_subject::Entity::find().filter(entity::access_subject::Column::PersonId.eq(row.id));
    assert_eq!(got.count(app.app.store.reader()).await.unwrap(), u64::try_from(deliveries).unwrap());
    assert_eq!(types(&app, &head, &json!({"id": tenant.person})).await.last().unwrap(), "person.erased");
    // The same NIK is another person.
    let anew = head.post("/v1/persons", keyed).await.expect(201);
    assert_eq!(anew["alreadyRecorded"], false);
    assert_ne!(anew["id"], json!(tenant.person));
    // Once is enough.
    let more = ask(&head, json!({"kind": "ERASE", "personId": tenant.person})).await;
    more.refused(409, "RESOURCE.ARCHIVED");
    decide(&admin, &done, "complete", json!({})).await.refused(409, "STATE.ILLEGAL");
    let erased = event::Entity::find().filter(event::Column::Type.eq("person.erased"));
    assert_eq!(erased.count(app.app.store.reader()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_check_erases_nobody() {
    let app = TestApp::start().await;
    let Scene { subject, .. } = scene(&app, 21).await;
    let admin = app.admin().await;
    let asked = ask(&subject, json!({"kind": "ERASE"})).await.expect(201);
    let query = "mutation($id: ID!, $only: Boolean!) { \
        completeDataRequest(id: $id, expectedVersion: 1, validateOnly: $only) { state } }";
    let checked = Caller::data(admin.graphql(query, json!({"id": asked["id"], "only": true})).await);
    assert_eq!(checked["completeDataRequest"]["state"], "DONE");
    assert_eq!(subject.get("/v1/me/data").await.expect(200)["person"]["name"], "Orang Uji 21");
    let done = Caller::data(admin.graphql(query, json!({"id": asked["id"], "only": false})).await);
    assert_eq!(done["completeDataRequest"]["state"], "DONE");
    assert_eq!(subject.get("/v1/me/data").await.status, 401);
}

#[tokio::test]
async fn who_received_aid_that_is_not_accounted_for_is_not_erased_yet() {
    let app = TestApp::start().await;
    let aid = proposed(&app).await;
    let (admin, head) = (app.admin().await, app.head().await);
    let asked = ask(&head, json!({"kind": "ERASE", "personId": aid["personId"]})).await.expect(201);
    assert!(!may(&read(&admin, &asked).await, "complete"));
    let held = decide(&admin, &asked, "complete", json!({})).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(held["params"]["aids"], json!([aid["id"]]));
    take(&app.reviewer().await, &aid, "REJECT", json!({"reason": "Tidak layak"})).await.expect(200);
    assert!(may(&read(&admin, &asked).await, "complete"));
    decide(&admin, &asked, "complete", json!({})).await.expect(200);
    let kept = admin.get(&at("aids", &aid)).await.expect(200);
    assert_eq!((&kept["personId"], &kept["amountRequested"]), (&aid["personId"], &aid["amountRequested"]));
}

#[tokio::test]
async fn who_was_archived_has_its_rights_still() {
    let app = TestApp::start().await;
    let Scene { tenant, subject, .. } = scene(&app, 22).await;
    let head = app.head().await;
    archive(&head, &format!("/v1/persons/{}", tenant.person)).await;
    let data = subject.get("/v1/me/data").await.expect(200);
    assert_eq!((text(&data["person"], "name"), &data["nik"]), ("Orang Uji 22", &facts(22)["nik"]));
    subject.get(LOG).await.expect(200);
    ask(&subject, json!({"kind": "ERASE"})).await.expect(201);
}

#[tokio::test]
async fn the_audit_log_keeps_no_hash_that_could_be_guessed_at_without_the_key_of_the_person() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (one, two) = (person(&head, BLK, "Sama", json!({})).await, person(&head, BLK, "Sama", json!({})).await);
    let history = async |person: &Value| {
        let entries = head.get(&format!("/v1/history/{}", text(person, "id"))).await.expect(200);
        let changes = entries["data"][0]["changes"].as_array().unwrap().clone();
        changes.into_iter().find(|change| change["field"] == "name").unwrap()["to"].clone()
    };
    let (first, second) = (history(&one).await, history(&two).await);
    assert!(first.as_str().is_some_and(|veil| veil.starts_with("sealed:")), "{first}");
    assert_ne!(first, second);
    let id = ids::expect(Kind::Person, text(&one, "id")).unwrap();
    for field in [format!("person|{id}|name"), "person|name".to_owned()] {
        let guess = app.app.vault.blind_index(&field, "\"Sama\"");
        assert_ne!(first, json!(format!("sealed:{}", &guess[..8])), "{field}");
    }
}
