//! What callers see while the database is away, locked, full or too old: 503 with `Retry-After`, nothing half-written,
//! and everything as before once it is over.

use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::TimeDelta;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, EntityTrait, Statement};
use serde_json::{Value, json};

use crate::support::{BLK, Caller, Reply, TestApp};

fn incident(name: &str) -> Value {
    json!({"blk": BLK, "template": "LAP_INSIDENTAL", "event": name,
        "values": {"N01": "LAINNYA", "N02": 1}, "narrative": {"kronologi": "Uji"}})
}

#[track_caller]
fn unavailable(reply: Reply) -> Value {
    assert_eq!((reply.status, reply.header("retry-after").is_empty()), (503, false), "{}", reply.text);
    reply.refused(503, "SERVICE.UNAVAILABLE")
}

/// Why the service is not ready.
async fn reasons(app: &TestApp) -> Value {
    // What was seen holds for a second.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let reply = app.anonymous().get("/readyz").await;
    if reply.status == 200 { json!([]) } else { unavailable(reply)["params"]["reasons"].clone() }
}

/// A connection beside the service's.
async fn beside(app: &TestApp) -> DatabaseConnection {
    let mut options = ConnectOptions::new(app.database().to_owned());
    options.max_connections(1).min_connections(1);
    Database::connect(options).await.unwrap()
}

async fn count(db: &DatabaseConnection, table: &str) -> i64 {
    let statement = Statement::from_string(db.get_database_backend(), format!("SELECT COUNT(*) FROM {table}"));
    db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn without_its_database_a_service_lives_and_says_that_it_is_not_ready() {
    let app = TestApp::start().await;
    assert_eq!(reasons(&app).await, json!([]));
    let head = app.head().await;
    app.app.store.close().await;
    assert_eq!(app.anonymous().get("/healthz").await.status, 200);
    assert_eq!(reasons(&app).await, json!(["database"]));
    unavailable(head.get("/v1/blks").await);
    unavailable(head.post("/v1/reports", incident("A")).await);
}

#[tokio::test]
async fn it_is_not_ready_while_it_leaves_or_its_disk_is_full_or_its_schema_old() {
    let app = TestApp::start_with(|settings| settings.least_free_mb = u64::MAX).await;
    assert_eq!(reasons(&app).await, json!(["disk"]));
    let app = TestApp::start().await;
    app.app.store.migrator().execute_unprepared("DELETE FROM seaql_migrations").await.unwrap();
    assert_eq!(reasons(&app).await, json!(["migrations"]));
    let reply = app.anonymous().get("/v1/blks").await;
    assert_eq!((reply.status, reply.header("connection")), (200, ""));
    app.app.draining.store(true, Ordering::Relaxed);
    assert_eq!(reasons(&app).await, json!(["draining"]));
    let reply = app.anonymous().get("/v1/blks").await;
    assert_eq!((reply.status, reply.header("connection")), (200, "close"), "it still answers, and sends callers away");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_somebody_holds_a_lock_writes_wait_and_are_turned_away_together() {
    let app = TestApp::start().await;
    let (head, other) = (app.head().await, beside(&app).await);
    let before = count(&other, "report").await;
    let lock = match other.get_database_backend() {
        DatabaseBackend::Postgres => "BEGIN; LOCK TABLE event IN EXCLUSIVE MODE",
        _ => "BEGIN IMMEDIATE",
    };
    other.execute_unprepared(lock).await.unwrap();
    let begun = std::time::Instant::now();
    let writes = (0..8).map(|number| {
        let head = head.clone();
        tokio::spawn(async move {
            head.post_keyed("/v1/reports", &format!("key-{number}"), incident(&number.to_string())).await
        })
    });
    for write in writes.collect::<Vec<_>>() {
        unavailable(write.await.unwrap());
    }
    assert!(begun.elapsed() < Duration::from_secs(9), "they wait side by side: {:?}", begun.elapsed());
    assert_eq!(head.get("/v1/blks").await.status, 200, "reads go on");
    assert!(app.app.store.is_failing());
    other.execute_unprepared("ROLLBACK").await.unwrap();
    assert_eq!(count(&other, "report").await, before);
    for number in 0..8 {
        head.post_keyed("/v1/reports", &format!("key-{number}"), incident(&number.to_string())).await.expect(201);
    }
    assert!(!app.app.store.is_failing());
    assert_eq!(count(&other, "report").await, before + 8, "the same keys, and none is done twice");
}

/// Forbids the writing connection to let the file grow, until it is opened anew or told otherwise.
async fn fill(app: &TestApp) {
    app.app.store.migrator().execute_unprepared("PRAGMA max_page_count = 1").await.unwrap();
}

/// Writes until the room that is left within the file is used up.
async fn until_full(head: &Caller) -> usize {
    for number in 0..2_000 {
        let reply = head.post("/v1/reports", incident(&format!("F-{number}"))).await;
        if reply.status != 201 {
            unavailable(reply);
            return number;
        }
    }
    panic!("it never gets full")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_acknowledged_after_a_full_disk_is_durable() {
    let app = TestApp::start().await;
    if app.app.store.backend() != DatabaseBackend::Sqlite {
        return;
    }
    let (head, other) = (app.head().await, beside(&app).await);
    let before = count(&other, "report").await;
    fill(&app).await;
    let there = before + i64::try_from(until_full(&head).await).unwrap();
    assert_eq!(count(&other, "report").await, there);
    // A connection that was thrown away had the limit; one that was kept is told that there is room again.
    app.app.store.migrator().execute_unprepared("PRAGMA max_page_count = 1000000").await.unwrap();
    // What is refused is rolled back: on a connection that believes itself in a transaction it would leave one open.
    let wrong = json!({"blk": BLK, "template": "LAP_INSIDENTAL", "event": "X", "values": {"N02": "?"}});
    assert_eq!(head.post("/v1/reports", wrong).await.status, 422);
    for number in 0..3_i64 {
        head.post("/v1/reports", incident(&format!("G-{number}"))).await.expect(201);
        assert_eq!(count(&other, "report").await, there + number + 1, "another connection sees it: it is committed");
    }
    assert_eq!(reasons(&app).await, json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_that_meets_a_full_disk_leaves_nothing() {
    let app = TestApp::start().await;
    if app.app.store.backend() != DatabaseBackend::Sqlite {
        return;
    }
    let (head, other) = (app.head().await, beside(&app).await);
    let tables = ["report", "event", "report_version"];
    let mut refused = 0;
    for size in [2, 50, 500] {
        // A connection that met its limit was thrown away, and the limit with it.
        fill(&app).await;
        let mut before = Vec::new();
        for table in tables {
            before.push(count(&other, table).await);
        }
        let rows: Vec<_> =
            (0..size).map(|row| json!({"submit": true, "report": incident(&format!("B-{size}-{row}"))})).collect();
        let reply = head.post("/v1/reports/batch", json!({"rows": rows})).await;
        // A few rows find room in pages that were begun.
        if size < 500 && reply.status == 200 {
            continue;
        }
        unavailable(reply);
        refused += 1;
        for (table, before) in tables.into_iter().zip(before) {
            assert_eq!(count(&other, table).await, before, "{table}");
        }
    }
    assert!(refused > 0);
}

#[tokio::test]
async fn a_clock_that_jumps_neither_loses_nor_turns_round_what_happened() {
    let app = TestApp::start().await;
    let head = app.head().await;
    api::worker::sequencer::run(&app.app).await.unwrap();
    let start = app.app.clock.now();
    let mut made = Vec::new();
    for (number, jump) in [0, -1_800, 3_600, -2_700, 86_400].into_iter().enumerate() {
        app.clock().set(start + TimeDelta::seconds(jump));
        // A token of another time may not hold: whoever calls signs in again.
        let head = if jump == 0 { head.clone() } else { app.head().await };
        made.push(
            head.post_keyed("/v1/reports", &format!("jump-{number}"), incident(&format!("J-{number}")))
                .await
                .expect(201)["id"]
                .clone(),
        );
        api::worker::sequencer::run(&app.app).await.unwrap();
    }
    let mut events = entity::event::Entity::find().all(app.app.store.reader()).await.unwrap();
    events.sort_by_key(|event| event.position);
    let positions: Vec<_> = events.iter().map(|event| event.position.unwrap()).collect();
    let first = positions[0];
    assert!(positions.iter().zip(first..).all(|(there, wanted)| *there == wanted), "without gaps: {positions:?}");
    let created = events.iter().filter(|event| event.r#type == "report.created").map(|event| json!(event.object_id));
    assert_eq!(created.collect::<Vec<_>>(), made, "in the order in which it happened");
}
