//! Two services on one PostgreSQL: what is done through both is done once. SQLite has one service.

use std::collections::BTreeSet;
use std::sync::Arc;

use api::app::App;
use api::domain::Ctx;
use api::domain::events::feed;
use api::vocab::JobTask;
use api::worker::{jobs, sequencer};
use sea_orm::{DatabaseBackend, EntityTrait};
use serde_json::{Value, json};

use crate::support::{self, BLK, Caller, PASSWORD, TestApp};

/// Jobs that one account may have waiting.
const JOBS: usize = 5;
/// Rows of each.
const ROWS: usize = 20;
/// Rounds in which both are called at once.
const ROUNDS: usize = 12;

/// A service, and another one on the same database with a caller at each; none on SQLite.
async fn two() -> Option<(TestApp, Caller, Arc<App>, Caller)> {
    let one = TestApp::start().await;
    if one.app.store.backend() != DatabaseBackend::Postgres {
        return None;
    }
    let other = support::open(one.app.settings.clone()).await;
    let router = api::server::router(other.clone());
    let login = json!({"login": "head@blk.test", "password": PASSWORD});
    let pair = Caller::new(router.clone(), None).post("/v1/sessions", login).await.expect(201);
    let there = Caller::new(router, pair["accessToken"].as_str().map(str::to_owned));
    let here = one.head().await;
    Some((one, here, other, there))
}

fn incident(name: &str) -> Value {
    json!({"blk": BLK, "template": "LAP_INSIDENTAL", "event": name,
        "values": {"N01": "LAINNYA", "N02": 1}, "narrative": {"kronologi": "Uji"}})
}

async fn filed(caller: &Caller) -> usize {
    let page = caller.get("/v1/reports?template=LAP_INSIDENTAL&limit=500").await.expect(200);
    page["data"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyed_write_that_is_sent_to_both_is_written_once_and_replayed() {
    let Some((_one, here, other, there)) = two().await else { return };
    for round in 0..ROUNDS {
        let (key, body) = (format!("two-{round}"), incident(&format!("K-{round}")));
        let sent = tokio::join!(
            here.post_keyed("/v1/reports", &key, body.clone()),
            there.post_keyed("/v1/reports", &key, body.clone())
        );
        let mut ids = BTreeSet::new();
        let mut made = 0;
        for reply in [sent.0, sent.1] {
            match reply.status {
                // The other one was at it still.
                409 => assert_eq!(reply.body["code"], "IDEMPOTENCY.IN_PROGRESS", "{}", reply.text),
                _ => {
                    made += usize::from(reply.header("idempotency-replayed") != "true");
                    ids.insert(reply.expect(201)["id"].to_string());
                }
            }
        }
        for caller in [&here, &there] {
            let again = caller.post_keyed("/v1/reports", &key, body.clone()).await;
            assert_eq!(again.header("idempotency-replayed"), "true", "{}", again.text);
            ids.insert(again.expect(201)["id"].to_string());
        }
        assert_eq!((made, ids.len()), (1, 1), "round {round}: {ids:?}");
        there.post_keyed("/v1/reports", &key, incident("another")).await.refused(422, "IDEMPOTENCY.KEY_REUSED");
    }
    assert_eq!((filed(&here).await, filed(&there).await), (ROUNDS, ROUNDS));
    other.store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_is_done_by_one_of_them() {
    let Some((one, here, other, there)) = two().await else { return };
    for job in 0..JOBS {
        let rows = (0..ROWS).map(|row| incident(&format!("J-{job}-{row}")).to_string());
        let file = rows.collect::<Vec<_>>().join("\n").into_bytes();
        let request = axum::http::Request::post("/v1/imports?kind=reports&template=LAP_INSIDENTAL");
        let caller = if job % 2 == 0 { &here } else { &there };
        caller.send(request, "application/octet-stream", file).await.expect(202);
    }
    let workers = [&one.app, &other, &one.app, &other].map(|app| {
        let app = app.clone();
        tokio::spawn(async move { jobs::run(&app, JobTask::Import).await.unwrap() })
    });
    let mut ended = 0;
    for worker in workers {
        ended += worker.await.unwrap();
    }
    assert_eq!(ended, JOBS);
    for job in entity::job::Entity::find().all(one.app.store.reader()).await.unwrap() {
        assert_eq!((job.state.as_str(), job.runs, job.created), ("DONE", 1, i64::try_from(ROWS).unwrap()), "{job:?}");
    }
    assert_eq!(filed(&there).await, JOBS * ROWS);
    other.store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_of_both_get_their_places_once_without_a_gap() {
    let Some((one, here, other, there)) = two().await else { return };
    let writers = [here, there].into_iter().enumerate().map(|(writer, caller)| {
        tokio::spawn(async move {
            for row in 0..ROUNDS {
                caller.post("/v1/reports", incident(&format!("E-{writer}-{row}"))).await.expect(201);
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    let sequencers = [&one.app, &other].map(|app| {
        let app = app.clone();
        tokio::spawn(async move {
            for _ in 0..40 {
                sequencer::run(&app).await.unwrap();
                tokio::task::yield_now().await;
            }
        })
    });
    for task in writers.into_iter().chain(sequencers) {
        task.await.unwrap();
    }
    sequencer::run(&other).await.unwrap();
    let changes = feed::raw(&Ctx::system(one.app.clone(), "test"), 0, 100_000).await.unwrap();
    let places: Vec<i64> = changes.iter().map(|change| change.position).collect();
    assert_eq!(places, (1..=i64::try_from(places.len()).unwrap()).collect::<Vec<_>>());
    let events = entity::event::Entity::find().all(one.app.store.reader()).await.unwrap();
    assert_eq!(events.len(), places.len(), "every event has its place");
    assert!(places.len() >= 2 * ROUNDS);
    other.store.close().await;
}
