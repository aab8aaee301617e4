//! Exports: everything in one file, for who asked for it, while every consent in it holds.

use std::io::Read;
use std::time::Duration;

use api::domain::Ctx;
use api::domain::partners::exports::run::Ended;
use api::domain::vault::sha256_hex;
use api::vocab::Role;
use api::worker::exports::{self, Writing};
use api::worker::sequencer;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::super::steps::{count, text, version};
use super::acts::{Bank, agreement_of, bank, consent, edit, machine, partner, withdraw};
use super::changes::{CREDIT, Face, Mirror, Reader, Records, consented};
use super::gate::refusals;
use crate::support::{Caller, Reply, TestApp};

const PATH: &str = "/v1/partner/exports";

async fn ask(caller: &Caller, format: &str) -> Value {
    caller.post(PATH, json!({"purpose": CREDIT, "format": format})).await.expect(202)
}

fn one(export: &Value) -> String {
    format!("{PATH}/{}", text(export, "id"))
}

async fn look(caller: &Caller, export: &Value) -> Value {
    caller.get(&one(export)).await.expect(200)
}

pub async fn fetch(caller: &Caller, export: &Value) -> Reply {
    caller.get(&format!("{}/file", one(export))).await
}

/// An export of which the worker has made a file.
async fn ready(app: &TestApp, caller: &Caller, format: &str) -> Value {
    let asked = ask(caller, format).await;
    assert_eq!(exports::run(&app.app).await.unwrap(), 1);
    let export = look(caller, &asked).await;
    assert_eq!(text(&export, "state"), "READY", "{export}");
    export
}

pub fn unpacked(file: &Reply) -> String {
    assert_eq!(file.status, 200, "{}", file.text);
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(file.bytes.as_slice()).read_to_string(&mut text).unwrap();
    text
}

/// The records of an NDJSON file.
pub fn lines(file: &Reply) -> Records {
    let records = unpacked(file);
    let records = records.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    records.map(|record| (text(&record, "id").to_owned(), record)).collect()
}

/// How often each person stands in the access log by exports.
async fn logged(app: &TestApp) -> Vec<usize> {
    let db = app.app.store.reader();
    let deliveries = entity::access_delivery::Entity::find();
    let deliveries = deliveries.filter(entity::access_delivery::Column::Channel.eq("EXPORT")).all(db).await.unwrap();
    let these = deliveries.iter().map(|row| row.id);
    let rows = entity::access_subject::Entity::find().filter(entity::access_subject::Column::DeliveryId.is_in(these));
    let mut times = std::collections::BTreeMap::new();
    for row in rows.all(db).await.unwrap() {
        *times.entry(row.person_id).or_insert(0) += 1;
    }
    assert_eq!(
        deliveries.iter().map(|row| row.subjects).sum::<i32>(),
        i32::try_from(times.values().sum::<usize>()).unwrap()
    );
    times.into_values().collect()
}

fn pull<'a>(app: &'a TestApp, bank: &Bank) -> Reader<'a> {
    Reader::new(app, &bank.machine, CREDIT, Face::Rest)
}

#[tokio::test]
async fn an_export_holds_what_the_list_holds_and_says_so() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    consented(&app, &bank, CREDIT, 3).await;
    let asked = ask(&bank.machine, "NDJSON").await;
    assert_eq!((text(&asked, "state"), &asked["file"], version(&asked)), ("QUEUED", &Value::Null, 1));
    let waiting = fetch(&bank.machine, &asked).await;
    assert_eq!(waiting.header("retry-after"), "2");
    waiting.refused(409, "EXPORT.PENDING");
    assert_eq!(exports::run(&app.app).await.unwrap(), 1);
    let export = look(&bank.machine, &asked).await;
    assert_eq!((text(&export, "state"), export["records"].as_i64(), version(&export)), ("READY", Some(3), 2));
    assert_eq!(text(&export, "file"), format!("{}/file", one(&asked)));
    let file = fetch(&bank.machine, &export).await;
    assert_eq!(lines(&file), pull(&app, &bank).pull().await);
    let sha256 = sha256_hex(&file.bytes);
    assert_eq!((text(&export, "sha256"), export["bytes"].as_u64()), (sha256.as_str(), Some(file.bytes.len() as u64)));
    assert_eq!(file.header("etag"), format!("\"{sha256}\""));
    let digest = file.header("repr-digest").trim_start_matches("sha-256=:").trim_end_matches(':').to_owned();
    assert_eq!(api::domain::vault::hex(&STANDARD.decode(digest).unwrap()), sha256);
    assert_eq!(file.header("content-type"), "application/gzip");
    assert_eq!(file.header("content-length"), file.bytes.len().to_string());
    assert_eq!((file.header("content-encoding"), file.header("x-record-count")), ("", "3"));
    assert!(file.header("content-disposition").contains(&format!("{}.ndjson.gz", text(&export, "id"))));
    assert_eq!(file.header("cache-control"), "no-store");
    // A client that takes gzip gets the same bytes.
    let asking = Request::get(format!("{}/file", one(&export))).header("accept-encoding", "gzip");
    assert_eq!(bank.machine.send(asking, "", Vec::new()).await.bytes, file.bytes);
    let known = Request::get(format!("{}/file", one(&export))).header("if-none-match", format!("\"{sha256}\""));
    assert_eq!(bank.machine.send(known, "", Vec::new()).await.status, 304);
    // It was sent twice; who has it already got nothing.
    assert_eq!(logged(&app).await, [2, 2, 2]);
}

#[tokio::test]
async fn each_fetch_is_written_down_when_it_happens_with_everybody_in_the_file() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    let given = consented(&app, &bank, CREDIT, 3).await;
    let export = ask(&bank.machine, "NDJSON").await;
    let ctx = Ctx::system(app.app.clone(), "test");
    let mut writing = Writing::begin(&ctx).await.unwrap().unwrap();
    while writing.page(&ctx, 2).await.unwrap() {}
    assert_eq!(writing.end(&ctx).await.unwrap(), Ended::Ready);
    let mut hours = Vec::new();
    for times in 1..=3 {
        app.clock().advance(Duration::from_secs(3_600));
        hours.push(app.app.clock.now());
        let machine = machine(&app, &bank.client_id, &bank.secret).await;
        assert_eq!(fetch(&machine, &export).await.status, 200);
        assert_eq!(logged(&app).await, [times; 3]);
    }
    let rows = entity::access_delivery::Entity::find().order_by_asc(entity::access_delivery::Column::Id);
    let rows = rows.all(app.app.store.reader()).await.unwrap();
    // The two pages that the worker wrote are the first fetch.
    let hour = |row: &entity::access_delivery::Model| hours.iter().filter(|at| **at <= row.at).count();
    let told: Vec<(usize, i32)> = rows.iter().map(|row| (hour(row), row.subjects)).collect();
    assert_eq!(told, [(1, 2), (1, 1), (2, 3), (3, 3)]);
    for row in &rows {
        assert_eq!((&row.scopes, row.export_id), (&rows[0].scopes, rows[0].export_id));
        assert!(row.export_id.is_some() && row.request_id != "test", "{row:?}");
    }
    // A fetch that is refused is none, and what was received stays written down.
    withdraw(&app.head().await, &given[0].1).await;
    let machine = machine(&app, &bank.client_id, &bank.secret).await;
    fetch(&machine, &export).await.refused(410, "CONSENT.ENDED");
    exports::clear(&app.app).await.unwrap();
    assert_eq!(logged(&app).await, [3, 3, 3]);
}

#[tokio::test]
async fn what_nobody_fetched_nobody_received() {
    let app = TestApp::start().await;
    let (bank, head) = (bank(&app).await, app.head().await);
    let given = consented(&app, &bank, CREDIT, 2).await;
    ready(&app, &bank.machine, "NDJSON").await;
    withdraw(&head, &given[0].1).await;
    exports::clear(&app.app).await.unwrap();
    assert!(logged(&app).await.is_empty());
    ready(&app, &bank.machine, "CSV").await;
    app.clock().advance(Duration::from_secs(24 * 3_600));
    assert_eq!(exports::clear(&app.app).await.unwrap(), 1);
    assert!(logged(&app).await.is_empty());
}

/// Files that lie there.
fn lying(app: &TestApp) -> usize {
    std::fs::read_dir(app.app.settings.files_dir().join("exports")).unwrap().count()
}

/// State of an export, and why there is none, as it is stored.
async fn stored(app: &TestApp, export: &Value) -> (String, Option<String>) {
    let id = api::domain::ids::parse(text(export, "id")).unwrap().1;
    let row = entity::partner_export::Entity::find_by_id(id).one(app.app.store.reader()).await.unwrap().unwrap();
    (row.state, row.failure)
}

#[tokio::test]
async fn what_may_not_be_read_is_deleted_though_who_asked_for_it_may_not_come() {
    let app = TestApp::start().await;
    let (bank, head, admin) = (bank(&app).await, app.head().await, app.admin().await);
    let given = consented(&app, &bank, CREDIT, 2).await;
    let export = ready(&app, &bank.machine, "NDJSON").await;
    admin.post(&format!("/v1/clients/{}/revoke", bank.client_id), json!({})).await.expect(200);
    assert_eq!((exports::clear(&app.app).await.unwrap(), lying(&app)), (0, 1));
    withdraw(&head, &given[0].1).await;
    assert_eq!((exports::clear(&app.app).await.unwrap(), lying(&app)), (1, 0));
    assert_eq!(stored(&app, &export).await, ("EXPIRED".to_owned(), Some("CONSENT_ENDED".to_owned())));
    // Without an agreement nothing may be read at all.
    let export = ready(&app, &bank.teller, "NDJSON").await;
    admin.delete_if(&agreement_of(&admin, &bank).await, 1).await.expect(200);
    assert_eq!((exports::clear(&app.app).await.unwrap(), lying(&app)), (1, 0));
    assert_eq!(stored(&app, &export).await, ("EXPIRED".to_owned(), Some("DENIED".to_owned())));
}

#[tokio::test]
async fn without_an_agreement_nobody_sees_its_exports() {
    let app = TestApp::start().await;
    let (bank, admin) = (bank(&app).await, app.admin().await);
    consented(&app, &bank, CREDIT, 1).await;
    let export = ready(&app, &bank.machine, "NDJSON").await;
    admin.delete_if(&agreement_of(&admin, &bank).await, 1).await.expect(200);
    for path in [PATH.to_owned(), one(&export), format!("{PATH}/exp_01h455vb4pex5vsknk084sn02q")] {
        bank.machine.get(&path).await.refused(403, "AGREEMENT.INACTIVE");
    }
    fetch(&bank.machine, &export).await.refused(403, "AGREEMENT.INACTIVE");
    for query in ["{ partnerExports(first: 5) { nodes { id } } }", "{ partnerExport(id: \"exp_x\") { id } }"] {
        let told = bank.machine.graphql(query, json!({})).await;
        assert_eq!(told.body["errors"][0]["extensions"]["code"], "AGREEMENT.INACTIVE", "{}", told.text);
    }
    // Who acts for no partner has none, as before.
    assert_eq!(admin.get(PATH).await.expect(200)["data"], json!([]));
}

#[tokio::test]
async fn changes_go_on_from_the_place_of_an_export() {
    let app = TestApp::start().await;
    let (bank, head) = (bank(&app).await, app.head().await);
    let given = consented(&app, &bank, CREDIT, 3).await;
    sequencer::run(&app.app).await.unwrap();
    let export = ready(&app, &bank.machine, "NDJSON").await;
    let mut copy = Mirror::new(lines(&fetch(&bank.machine, &export).await), Some(text(&export, "position").to_owned()));
    let reader = pull(&app, &bank);
    copy.follow(&reader, 10).await;
    assert!(copy.applied.is_empty(), "{:?}", copy.applied);
    edit(&head, &format!("/v1/enterprises/{}", given[0].0.enterprise), json!({"name": "Usaha Baru"})).await;
    withdraw(&head, &given[1].1).await;
    copy.follow(&reader, 1).await;
    let mut kinds: Vec<&str> = copy.applied.iter().map(|(kind, _)| kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["CONSENT_LOST", "UPSERT"]);
    assert_eq!(copy.records, reader.pull().await);
}

#[tokio::test]
async fn csv_is_the_same_table_as_the_download() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    consented(&app, &bank, CREDIT, 2).await;
    let export = ready(&app, &bank.teller, "CSV").await;
    let table = unpacked(&fetch(&bank.teller, &export).await);
    let download = bank.teller.get(&format!("/v1/partner/incubatees.csv?purpose={CREDIT}")).await;
    assert_eq!((download.status, table.as_str()), (200, download.text.as_str()));
    assert!(table.starts_with("id,purpose,") && table.contains("Orang Uji 2"), "{table}");
    // What a spreadsheet would run is defused.
    assert!(table.contains(",'+62812") && !table.contains(",+62812"), "{table}");
}

#[tokio::test]
async fn an_export_is_for_who_asked_for_it_alone() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    let other = partner(&app, "BANK", "ORG-LAIN", &[CREDIT]).await;
    consented(&app, &bank, CREDIT, 1).await;
    let export = ready(&app, &bank.machine, "NDJSON").await;
    for caller in [&bank.teller, &other.machine, &app.admin().await] {
        let before = refusals(&app, 0).await.len();
        let theirs = fetch(caller, &export).await;
        let missing = caller.get(&format!("{PATH}/exp_01h455vb4pex5vsknk084sn02q/file")).await;
        let same = |reply: &Reply| (reply.status, reply.body["code"].clone(), reply.body["detail"].clone());
        assert_eq!(same(&theirs), same(&missing));
        theirs.refused(404, "RESOURCE.NOT_FOUND");
        caller.get(&one(&export)).await.refused(404, "RESOURCE.NOT_FOUND");
        assert_eq!(caller.get(PATH).await.expect(200)["data"], json!([]));
        assert_eq!(refusals(&app, before + 3).await.len(), before + 3);
    }
    app.anonymous().get(&one(&export)).await.refused(401, "AUTH.REQUIRED");
    fetch(&app.anonymous(), &export).await.refused(401, "AUTH.REQUIRED");
    // Another token of the same client is the same client.
    let again = machine(&app, &bank.client_id, &bank.secret).await;
    assert_eq!(fetch(&again, &export).await.status, 200);
    assert_eq!(again.get(PATH).await.expect(200)["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn who_may_not_pull_may_not_ask_for_an_export() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    let input = json!({"purpose": CREDIT, "format": "CSV"});
    app.anonymous().post(PATH, input.clone()).await.refused(401, "AUTH.REQUIRED");
    app.head().await.post(PATH, input.clone()).await.refused(403, "ACCESS.DENIED");
    bank.machine.post(PATH, json!({})).await.refused(422, "PURPOSE.REQUIRED");
    bank.machine.post(PATH, json!({"purpose": "BUMN_PARTNERSHIP"})).await.refused(403, "PURPOSE.DENIED");
    let wrong = bank.machine.post(PATH, json!({"purpose": CREDIT, "format": "XML", "all": true})).await;
    assert_eq!((wrong.status, wrong.faults().len()), (422, 2), "{}", wrong.text);
    assert_eq!(count::<entity::partner_export::Entity>(&app).await, 0);
}

#[tokio::test]
async fn three_are_waited_for_and_a_check_or_a_repeat_makes_none() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    let input = json!({"purpose": CREDIT});
    let checked = bank.machine.post(&format!("{PATH}?validateOnly=true"), input.clone()).await.expect(200);
    assert_eq!(text(&checked, "format"), "NDJSON");
    let first = bank.machine.post_keyed(PATH, "malam", input.clone()).await.expect(202);
    let again = bank.machine.post_keyed(PATH, "malam", input.clone()).await;
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.expect(202)["id"], first["id"]);
    ask(&bank.machine, "CSV").await;
    ask(&bank.teller, "CSV").await;
    for caller in [&bank.machine, &bank.teller] {
        caller.post(PATH, input.clone()).await.refused(409, "QUOTA.FULL");
    }
    assert_eq!(count::<entity::partner_export::Entity>(&app).await, 3);
    assert_eq!(exports::run(&app.app).await.unwrap(), 3);
    ask(&bank.machine, "NDJSON").await;
}

#[tokio::test]
async fn nobody_consented_makes_an_empty_file() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    let export = ready(&app, &bank.machine, "NDJSON").await;
    assert_eq!((export["records"].as_i64(), unpacked(&fetch(&bank.machine, &export).await)), (Some(0), String::new()));
    let table = ready(&app, &bank.machine, "CSV").await;
    assert_eq!(unpacked(&fetch(&bank.machine, &table).await).lines().count(), 1);
}

#[tokio::test]
async fn a_withdrawal_ends_the_exports_in_which_the_subject_is() {
    let app = TestApp::start().await;
    let (bank, head) = (bank(&app).await, app.head().await);
    let given = consented(&app, &bank, CREDIT, 2).await;
    let export = ready(&app, &bank.machine, "NDJSON").await;
    assert_eq!(fetch(&bank.machine, &export).await.status, 200);
    assert_eq!(lying(&app), 1);
    withdraw(&head, &given[0].1).await;
    fetch(&bank.machine, &export).await.refused(410, "CONSENT.ENDED");
    exports::clear(&app.app).await.unwrap();
    assert_eq!(lying(&app), 0);
    let ended = look(&bank.machine, &export).await;
    assert_eq!((text(&ended, "state"), text(&ended, "failure"), version(&ended)), ("EXPIRED", "CONSENT_ENDED", 3));
    assert_eq!((&ended["file"], &ended["position"]), (&Value::Null, &Value::Null));
    fetch(&bank.machine, &export).await.refused(410, "CONSENT.ENDED");
    // The next one is without the subject, and what was received before stays written down.
    let next = ready(&app, &bank.machine, "NDJSON").await;
    assert_eq!(lines(&fetch(&bank.machine, &next).await).len(), 1);
    assert_eq!(logged(&app).await, [1, 2]);
}

#[tokio::test]
async fn a_consent_that_says_less_ends_the_exports_that_say_more() {
    let app = TestApp::start().await;
    let (bank, head) = (bank(&app).await, app.head().await);
    let given = consented(&app, &bank, CREDIT, 1).await;
    let export = ready(&app, &bank.machine, "NDJSON").await;
    consent(&head, &given[0].0.person, &bank, CREDIT, &["IDENTITY_BASIC"]).await;
    fetch(&bank.machine, &export).await.refused(410, "CONSENT.ENDED");
}

#[tokio::test]
async fn an_agreement_that_grants_less_ends_the_exports_that_say_more() {
    let app = TestApp::start().await;
    let (bank, admin) = (bank(&app).await, app.admin().await);
    consented(&app, &bank, CREDIT, 1).await;
    let export = ready(&app, &bank.machine, "NDJSON").await;
    edit(&admin, &agreement_of(&admin, &bank).await, json!({"scopes": ["PROSPECT_SUMMARY", "IDENTITY_BASIC"]})).await;
    fetch(&bank.machine, &export).await.refused(410, "RESOURCE.EXPIRED");
}

#[tokio::test]
async fn an_export_holds_no_more_than_the_token_that_asked_for_it() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    consented(&app, &bank, CREDIT, 1).await;
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}&scope=IDENTITY_BASIC",
        bank.client_id, bank.secret
    );
    let token = app.anonymous().form("/oauth/token", &form).await.expect(200);
    let narrow = app.bearer(text(&token, "access_token"));
    let export = ready(&app, &narrow, "NDJSON").await;
    let records = lines(&fetch(&narrow, &export).await);
    assert_eq!(records, Reader::new(&app, &narrow, CREDIT, Face::Rest).pull().await);
    assert!(records.values().all(|record| record["name"] == "Orang Uji 1" && record["phone"].is_null()), "{records:?}");
    // The same client with all its scopes gets no more of this one.
    assert_eq!(lines(&fetch(&bank.machine, &export).await), records);
}

#[tokio::test]
async fn a_file_can_be_fetched_for_a_day() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    consented(&app, &bank, CREDIT, 1).await;
    let export = ready(&app, &bank.machine, "NDJSON").await;
    app.clock().advance(Duration::from_secs(23 * 3_600));
    let machine = async || machine(&app, &bank.client_id, &bank.secret).await;
    assert_eq!(fetch(&machine().await, &export).await.status, 200);
    app.clock().advance(Duration::from_secs(3_600));
    fetch(&machine().await, &export).await.refused(410, "RESOURCE.EXPIRED");
    assert_eq!(exports::clear(&app.app).await.unwrap(), 1);
    let over = look(&machine().await, &export).await;
    assert_eq!((text(&over, "state"), &over["failure"]), ("EXPIRED", &Value::Null));
    fetch(&machine().await, &export).await.refused(410, "RESOURCE.EXPIRED");
}

#[tokio::test]
async fn who_withdraws_while_an_export_is_written_is_not_in_it() {
    let app = TestApp::start().await;
    let (bank, head) = (bank(&app).await, app.head().await);
    let given = consented(&app, &bank, CREDIT, 3).await;
    let asked = ask(&bank.machine, "NDJSON").await;
    let ctx = Ctx::system(app.app.clone(), "test");
    let mut writing = Writing::begin(&ctx).await.unwrap().unwrap();
    assert!(writing.page(&ctx, 3).await.unwrap());
    let running = look(&bank.machine, &asked).await;
    assert_eq!((text(&running, "state"), running["records"].as_i64(), version(&running)), ("RUNNING", Some(3), 1));
    fetch(&bank.machine, &asked).await.refused(409, "EXPORT.PENDING");
    withdraw(&head, &given[1].1).await;
    assert!(!writing.page(&ctx, 3).await.unwrap());
    assert_eq!(writing.end(&ctx).await.unwrap(), Ended::Again);
    // Nothing was received yet, and nothing is written down.
    assert!(logged(&app).await.is_empty());
    assert_eq!(exports::run(&app.app).await.unwrap(), 1);
    let file = fetch(&bank.machine, &asked).await;
    assert_eq!(lines(&file), pull(&app, &bank).pull().await);
    assert_eq!((lines(&file).len(), logged(&app).await), (2, vec![1, 1]));
    assert_eq!(lying(&app), 1);
}

#[tokio::test]
async fn an_export_in_which_somebody_withdraws_each_time_fails() {
    let app = TestApp::start().await;
    let (bank, head) = (bank(&app).await, app.head().await);
    let given = consented(&app, &bank, CREDIT, 5).await;
    let asked = ask(&bank.machine, "NDJSON").await;
    let ctx = Ctx::system(app.app.clone(), "test");
    for (index, wanted) in [Ended::Again, Ended::Again, Ended::Again, Ended::Failed].into_iter().enumerate() {
        let mut writing = Writing::begin(&ctx).await.unwrap().unwrap();
        while writing.page(&ctx, 2).await.unwrap() {}
        withdraw(&head, &given[index].1).await;
        assert_eq!(writing.end(&ctx).await.unwrap(), wanted);
    }
    let failed = look(&bank.machine, &asked).await;
    assert_eq!((text(&failed, "state"), text(&failed, "failure")), ("FAILED", "CONSENT_ENDED"));
    fetch(&bank.machine, &asked).await.refused(410, "CONSENT.ENDED");
    assert!(Writing::begin(&ctx).await.unwrap().is_none());
}

#[tokio::test]
async fn an_export_whose_worker_was_killed_is_begun_anew() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    consented(&app, &bank, CREDIT, 3).await;
    let asked = ask(&bank.machine, "NDJSON").await;
    let ctx = Ctx::system(app.app.clone(), "test");
    let mut killed = Writing::begin(&ctx).await.unwrap().unwrap();
    assert!(killed.page(&ctx, 2).await.unwrap());
    // Somebody is at it: nobody else takes it.
    assert!(Writing::begin(&ctx).await.unwrap().is_none());
    app.clock().advance(Duration::from_secs(31));
    assert_eq!(exports::run(&app.app).await.unwrap(), 1);
    // It was only slow, and comes back: the export is no longer its own.
    assert!(killed.page(&ctx, 2).await.is_err());
    assert_eq!(killed.end(&ctx).await.unwrap(), Ended::Taken);
    let file = fetch(&bank.machine, &asked).await;
    assert_eq!(lines(&file), pull(&app, &bank).pull().await);
    assert_eq!(logged(&app).await, [1, 1, 1]);
    exports::clear(&app.app).await.unwrap();
    assert_eq!(lying(&app), 1);
}

#[tokio::test]
async fn a_client_that_is_revoked_meanwhile_gets_nothing() {
    let app = TestApp::start().await;
    let (bank, admin) = (bank(&app).await, app.admin().await);
    consented(&app, &bank, CREDIT, 1).await;
    let asked = ask(&bank.machine, "NDJSON").await;
    admin.post(&format!("/v1/clients/{}/revoke", bank.client_id), json!({})).await.expect(200);
    assert_eq!(exports::run(&app.app).await.unwrap(), 0);
    assert_eq!(stored(&app, &asked).await, ("FAILED".to_owned(), Some("DENIED".to_owned())));
    assert!(logged(&app).await.is_empty());
}

#[tokio::test]
async fn who_hears_of_an_export() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    let other = partner(&app, "BANK", "ORG-LAIN", &[CREDIT]).await;
    let stranger = app.person(Role::Stakeholder, None, Some("ORG-LAIN")).await;
    let export = ready(&app, &bank.machine, "NDJSON").await;
    sequencer::run(&app.app).await.unwrap();
    let path = format!("/v1/changes?of={}", text(&export, "id"));
    let heard = async |caller: &Caller| {
        let page = caller.get(&path).await.expect(200);
        let names = page["data"].as_array().unwrap().iter().map(|change| text(change, "type").to_owned());
        names.collect::<Vec<String>>()
    };
    for caller in [&bank.machine, &bank.teller, &app.admin().await] {
        assert_eq!(heard(caller).await, ["export.created", "export.ready"]);
    }
    for caller in [&other.machine, &other.teller, &stranger, &app.head().await] {
        assert!(heard(caller).await.is_empty());
    }
}

#[tokio::test]
async fn graphql_asks_for_an_export_in_the_same_way() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    consented(&app, &bank, CREDIT, 2).await;
    let mutation = "mutation($input: PartnerExportInput!, $check: Boolean!) { createPartnerExport(input: $input, validateOnly: $check) { id state format } }";
    let create = async |caller: &Caller, purpose: &str, check: bool| {
        caller.graphql(mutation, json!({"input": {"purpose": purpose, "format": "CSV"}, "check": check})).await
    };
    let code = |reply: &Reply| reply.body["errors"][0]["extensions"]["code"].clone();
    assert_eq!(code(&create(&app.anonymous(), CREDIT, false).await), "AUTH.REQUIRED");
    assert_eq!(code(&create(&app.head().await, CREDIT, false).await), "ACCESS.DENIED");
    assert_eq!(code(&create(&bank.machine, "RESEARCH", false).await), "PURPOSE.DENIED");
    Caller::data(create(&bank.machine, CREDIT, true).await);
    let made = Caller::data(create(&bank.machine, CREDIT, false).await)["createPartnerExport"].clone();
    assert_eq!((text(&made, "state"), text(&made, "format")), ("QUEUED", "CSV"));
    assert_eq!(exports::run(&app.app).await.unwrap(), 1);
    let query = "query($id: ID!) { partnerExport(id: $id) { state records file sha256 position failure } node(id: $id) { id } partnerExports(first: 5) { nodes { id } } }";
    let seen = Caller::data(bank.machine.graphql(query, json!({"id": made["id"]})).await);
    assert_eq!((text(&seen["partnerExport"], "state"), &seen["partnerExport"]["records"]), ("READY", &json!(2)));
    assert_eq!((&seen["node"]["id"], &seen["partnerExports"]["nodes"]), (&made["id"], &json!([{"id": made["id"]}])));
    let theirs = Caller::data(bank.teller.graphql(query, json!({"id": made["id"]})).await);
    assert_eq!(
        (&theirs["partnerExport"], &theirs["node"], &theirs["partnerExports"]["nodes"]),
        (&Value::Null, &Value::Null, &json!([]))
    );
    let file = bank.machine.get(text(&seen["partnerExport"], "file")).await;
    assert_eq!((file.status, sha256_hex(&file.bytes)), (200, text(&seen["partnerExport"], "sha256").to_owned()));
}
