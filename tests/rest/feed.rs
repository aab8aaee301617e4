//! The order of the feed: nothing is skipped, nothing comes twice, versions follow each other, who reads again converges.

use std::collections::BTreeMap;
use std::time::Duration;

use api::domain::Ctx;
use api::domain::ctx::Expected;
use api::domain::events::feed;
use api::domain::tx::Tx;
use api::view::Changes;
use api::worker::{hints, sequencer};
use sea_orm::DatabaseBackend;
use serde_json::{Value, json};

use super::events::{now, walk};
use super::kept_steps::{at, product};
use super::steps::{act, approved, draft, submitted, text, version};
use crate::support::{BLK, Caller, OTHER_BLK, TestApp};

/// The versions of each record, in the order of the feed.
fn versions(changes: &[Value]) -> BTreeMap<&str, Vec<&Value>> {
    let mut found: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for change in changes {
        found.entry(text(change, "object")).or_default().push(change);
    }
    found
}

/// Every position that was given, in order.
async fn positions(app: &TestApp) -> Vec<i64> {
    let ctx = Ctx::system(app.app.clone(), "test");
    feed::raw(&ctx, 0, 100_000).await.unwrap().iter().map(|change| change.position).collect()
}

#[tokio::test]
async fn each_change_raises_the_version_of_its_record_by_one() {
    let app = TestApp::start().await;
    // A report that came in late, with a deadline extended afterwards; sent back, and answered.
    app.clock().set("2026-11-12T02:00:00Z".parse().unwrap());
    let (admin, head, coordinator) = (app.admin().await, app.head().await, app.coordinator().await);
    let report = submitted(&app, "2026-10").await;
    let flood = json!({"target": {"region": "36.02", "template": "LAP_BULANAN", "period": "2026-10"}, "until": "2026-11-15", "reason": "Banjir"});
    coordinator.post("/v1/obligations/extend", flood).await.expect(200);
    let report = super::steps::read(&coordinator, &report).await;
    assert_eq!(version(&report), 3, "the arrival is judged anew: that is a change");
    let report = act(&coordinator, &report, "start-review", json!({})).await.expect(200);
    let items = json!([{"path": "/values/A03", "note": "Periksa"}]);
    let report =
        act(&coordinator, &report, "request-revision", json!({"reason": "Periksa", "items": items})).await.expect(200);
    let items = head.get(&format!("/v1/reports/{}/revision-items", text(&report, "id"))).await.expect(200);
    let answer = format!("revision-items/{}/answer", text(&items["data"][0], "id"));
    act(&head, &report, &answer, json!({"answer": "Sudah benar"})).await.expect(200);
    let waive =
        json!({"target": {"region": "36.02", "template": "LAP_BULANAN", "period": "2026-08"}, "reason": "Banjir"});
    coordinator.post("/v1/obligations/waive", waive).await.expect(200);
    // A BLK that moves and changes its status in one call.
    let blk = format!("/v1/blks/{BLK}");
    let before = admin.get(&blk).await.expect(200);
    let moved = json!({"region": "36.03", "name": "BLK Pindah", "supportStatus": "DIBINA"});
    admin.patch(&blk, version(&before), moved).await.expect(200);
    // Somebody who is invited twice and gets a role that ends.
    let user = json!({"name": "Ani", "email": "ani@blk.test", "grants": [{"role": "BLK_OPERATOR", "blk": BLK}], "delivery": "RETURN"});
    let user = head.post("/v1/users", user).await.expect(201);
    head.post(&format!("/v1/users/{}/invite", text(&user, "id")), json!({"delivery": "RETURN"})).await.expect(200);
    let grant = json!({"holder": user["id"], "role": "BLK_OPERATOR", "blk": OTHER_BLK});
    let grant = admin.post("/v1/role-grants", grant).await.expect(201);
    admin.delete(&format!("/v1/role-grants/{}", text(&grant, "id"))).await.expect(200);
    // A record that is kept, and a template with two further drafts.
    let made = product(&head, BLK, "Kopi", "10761").await;
    head.patch(&at("products", &made), 1, json!({"name": "Kopi bubuk"})).await.expect(200);
    head.delete_if(&at("products", &made), 2).await.expect(200);
    let mut definition =
        admin.get("/v1/report-templates/LAP_BULANAN/versions/1").await.expect(200)["definition"].clone();
    definition["effectiveFrom"] = Value::Null;
    for _ in 0..2 {
        admin.post("/v1/report-templates/LAP_BULANAN/versions", definition.clone()).await.expect(201);
    }

    let changes = walk(&app, &admin, "").await;
    let records = versions(&changes);
    for (record, changes) in &records {
        // What every installation starts with was there before its first change.
        let first = changes[0]["version"].as_i64().unwrap();
        assert!(first == 1 || record.starts_with("tpl_"), "{record} begins with {first}");
        for (change, wanted) in changes.iter().zip(first..) {
            assert_eq!(change["version"], json!(wanted), "{record}: {changes:?}");
            assert_eq!(
                change["previousVersion"],
                if wanted == 1 { Value::Null } else { json!(wanted - 1) },
                "{change}"
            );
            let last = text(change, "type").ends_with(".archived");
            assert_eq!(change["deleted"], json!(last), "{change}");
        }
    }
    for (kind, wanted) in [("rpt_", 6), ("obl_", 3), ("blk_", 4), ("usr_", 2), ("grt_", 2), ("prd_", 3), ("tpl_", 2)] {
        let most =
            records.iter().filter(|(record, _)| record.starts_with(kind)).map(|(_, changes)| changes.len()).max();
        assert!(most.is_some_and(|most| most >= wanted), "{kind}: {most:?}");
    }
}

#[tokio::test]
async fn a_walk_visits_each_change_once_however_small_the_pages() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    approved(&app, "2026-10").await;
    let all = walk(&app, &admin, "").await;
    let positions: Vec<i64> = all.iter().map(|change| change["position"].as_i64().unwrap()).collect();
    assert!(positions.windows(2).all(|pair| pair[0] < pair[1]), "{positions:?}");
    let (mut found, mut after) = (Vec::new(), String::new());
    for _ in 0..=all.len() {
        let page = admin.get(&format!("/v1/changes?limit=3{after}")).await.expect(200);
        found.extend(page["data"].as_array().unwrap().iter().cloned());
        after = format!("&after={}", text(&page["page"], "next"));
        if page["page"]["complete"] == true {
            break;
        }
    }
    assert_eq!(found, all);
    // The end is a place to wait at.
    let end = admin.get(&format!("/v1/changes?limit=3{after}")).await.expect(200);
    assert_eq!((&end["data"], &end["page"]["complete"]), (&json!([]), &json!(true)));
    assert_eq!(format!("&after={}", text(&end["page"], "next")), after);
    draft(&app.head().await, "2026-09").await;
    sequencer::run(&app.app).await.unwrap();
    let more = admin.get(&format!("/v1/changes?types=report.created{after}")).await.expect(200);
    assert_eq!(more["data"].as_array().map(Vec::len), Some(1), "{more}");
}

/// What a client holds: the version of each record, and whether it left the lists.
type Mirror = BTreeMap<String, (i64, bool)>;

fn apply(copy: &mut Mirror, change: &Value) {
    let held = copy.entry(text(change, "object").to_owned()).or_default();
    if version(change) > held.0 {
        *held = (version(change), change["deleted"] == true);
    }
}

#[tokio::test]
async fn a_client_that_loses_doubles_and_reorders_answers_arrives_at_the_same() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (mut copy, mut after, mut round) = (Mirror::new(), String::new(), 0);
    loop {
        round += 1;
        if round < 12 {
            let made = product(&head, BLK, &format!("Produk {round}"), "10761").await;
            if round % 3 == 0 {
                head.delete_if(&at("products", &made), 1).await.expect(200);
            }
        }
        sequencer::run(&app.app).await.unwrap();
        let page = head.get(&format!("/v1/changes?limit=4{after}")).await.expect(200);
        let changes = page["data"].as_array().unwrap();
        // What came is applied backwards and twice; of every third answer only half arrives, and it is asked again.
        let lost = round % 3 == 0;
        for change in changes.iter().skip(if lost { 2 } else { 0 }).rev().chain(changes.iter().skip(2)) {
            apply(&mut copy, change);
        }
        if !lost {
            after = format!("&after={}", text(&page["page"], "next"));
            if round > 12 && page["page"]["complete"] == true {
                break;
            }
        }
    }
    let mut whole = Mirror::new();
    for change in walk(&app, &head, "").await {
        apply(&mut whole, &change);
    }
    assert_eq!(copy, whole);
    assert!(whole.values().any(|(_, deleted)| *deleted));
}

async fn rename(tx: &Tx, blk: &str, name: &str) {
    let Value::Object(name) = json!({"name": name}) else { panic!("an object") };
    api::view::blks::change(tx, blk, Expected::Any, Changes::new(name), None).await.unwrap();
}

async fn page(app: &TestApp, caller: &Caller, after: &str) -> (Vec<String>, String) {
    sequencer::run(&app.app).await.unwrap();
    let page = caller.get(&format!("/v1/changes?kinds=Blk&after={after}")).await.expect(200);
    let objects = page["data"].as_array().unwrap().iter().map(|change| text(change, "object").to_owned());
    (objects.collect(), text(&page["page"], "next").to_owned())
}

#[tokio::test]
async fn what_is_written_first_and_committed_last_is_not_skipped() {
    let app = TestApp::start().await;
    if app.app.store.backend() != DatabaseBackend::Postgres {
        // SQLite has one writer: nothing is committed out of order.
        return;
    }
    let admin = app.admin().await;
    let id = async |code: &str| text(&admin.get(&format!("/v1/blks/{code}")).await.expect(200), "id").to_owned();
    let (first, second) = (id(BLK).await, id(OTHER_BLK).await);
    let start = now(&app, &admin).await;
    let ctx = Ctx::system(app.app.clone(), "test");
    let slow = ctx.begin().await.unwrap();
    rename(&slow, BLK, "Lambat").await;
    let quick = ctx.begin().await.unwrap();
    rename(&quick, OTHER_BLK, "Cepat").await;
    quick.commit().await.unwrap();
    let (seen, next) = page(&app, &admin, &start).await;
    assert_eq!(seen, std::slice::from_ref(&second));
    slow.commit().await.unwrap();
    let (seen, next) = page(&app, &admin, &next).await;
    assert_eq!(seen, std::slice::from_ref(&first));
    assert!(page(&app, &admin, &next).await.0.is_empty());
    assert_eq!(page(&app, &admin, &start).await.0, [second, first]);
}

#[tokio::test]
async fn what_is_rolled_back_leaves_no_gap() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ctx = Ctx::system(app.app.clone(), "test");
    let tx = ctx.begin().await.unwrap();
    rename(&tx, BLK, "Tidak jadi").await;
    tx.rollback().await.unwrap();
    product(&admin, BLK, "Kopi", "10761").await;
    let all = walk(&app, &admin, "").await;
    assert!(!all.iter().any(|change| change["type"] == "blk.updated"));
    let positions = positions(&app).await;
    assert_eq!(positions, (1..=i64::try_from(positions.len()).unwrap()).collect::<Vec<_>>());
}

#[tokio::test]
async fn of_two_writers_who_read_the_same_version_one_is_refused() {
    let app = TestApp::start().await;
    if app.app.store.backend() != DatabaseBackend::Postgres {
        return;
    }
    let ctx = Ctx::system(app.app.clone(), "test");
    let (one, other) = (ctx.begin().await.unwrap(), ctx.begin().await.unwrap());
    rename(&one, BLK, "Satu").await;
    let waiting = tokio::spawn(async move {
        let Value::Object(name) = json!({"name": "Dua"}) else { panic!("an object") };
        api::view::blks::change(&other, BLK, Expected::Any, Changes::new(name), None).await.map(drop)
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    one.commit().await.unwrap();
    let refused = waiting.await.unwrap().unwrap_err();
    assert_eq!(refused.code(), api::domain::Code::Stale);
}

#[tokio::test]
async fn two_servers_on_one_database_number_each_event_once_and_both_hear_of_it() {
    let app = TestApp::start().await;
    let twin = crate::support::open(app.app.settings.clone()).await;
    let head = app.head().await;
    sequencer::run(&app.app).await.unwrap();
    hints::poll(&twin).await.unwrap();
    let before = *twin.feed.borrow();
    assert!(before > 0);
    for name in ["Kopi", "Teh", "Gula"] {
        product(&head, BLK, name, "10761").await;
    }
    let (one, other) = tokio::join!(sequencer::run(&app.app), sequencer::run(&twin));
    assert_eq!(one.unwrap() + other.unwrap(), 3);
    hints::poll(&twin).await.unwrap();
    hints::poll(&app.app).await.unwrap();
    assert_eq!((*twin.feed.borrow(), *app.app.feed.borrow()), (before + 3, before + 3));
    assert_eq!(positions(&app).await, (1..=before + 3).collect::<Vec<_>>());
    if app.app.store.backend() == DatabaseBackend::Postgres {
        let (listening, mut heads) = (twin.clone(), twin.feed.subscribe());
        let listener = tokio::spawn(async move { hints::listen(&listening).await });
        let mut heard = false;
        for round in 0..20 {
            product(&head, BLK, &format!("Produk {round}"), "10761").await;
            sequencer::run(&app.app).await.unwrap();
            if tokio::time::timeout(Duration::from_millis(500), heads.changed()).await.is_ok() {
                heard = true;
                break;
            }
        }
        listener.abort();
        assert!(heard, "the other server was not told");
        assert!(*twin.feed.borrow() > before + 3);
    }
    twin.store.close().await;
}
