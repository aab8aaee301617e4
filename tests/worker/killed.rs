//! Nothing is lost on the way to a receiver, though the server is killed and the receiver fails.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use api::domain::ids::{self, Kind};
use api::domain::store::Store;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::official::verify;
use super::receiver::{Answer, Receiver};
use crate::support::{self, BLK, Server};

/// Reports handed in each time the server runs; each makes two events.
const REPORTS: usize = 84;
/// The server is killed so often.
const KILLS: usize = 5;
/// Attempts that the receiver sees before the next kill.
const ATTEMPTS: usize = 60;
const TYPES: [&str; 2] = ["report.created", "report.submitted"];

/// The receiver fails one time in three.
fn takes(number: usize) -> bool {
    number % 3 != 2
}

/// Reports filed and handed in with one call.
fn batch(round: usize) -> Value {
    let rows = (0..REPORTS).map(|row| {
        let report = json!({"blk": BLK, "template": "LAP_INSIDENTAL", "event": format!("W-{round}-{row}"),
            "values": {"N01": "LAINNYA", "N02": row}, "narrative": {"kronologi": "Uji"}});
        json!({"submit": true, "report": report})
    });
    json!({"rows": rows.collect::<Vec<_>>()})
}

/// Ids of all events of these types, as the database has them.
async fn events(database: &str) -> BTreeSet<String> {
    let store = Store::open(database).await.unwrap();
    let found = entity::event::Entity::find().filter(entity::event::Column::Type.is_in(TYPES));
    let found = found.all(store.reader()).await.unwrap();
    store.close().await;
    found.into_iter().map(|event| ids::text(Kind::Event, event.id)).collect()
}

/// Ids of what the receiver took.
fn taken(receiver: &Receiver) -> BTreeSet<String> {
    let seen = receiver.seen();
    let taken = seen.iter().enumerate().filter(|(number, _)| takes(*number));
    taken.map(|(_, attempt)| attempt.header("webhook-id").to_owned()).collect()
}

async fn start(dir: &Path, database: &str, receiver: &Receiver) -> Server {
    let place = receiver.place();
    let settings = [("EREPORTING_WEBHOOK_ALLOW", place.as_str()), ("EREPORTING_WEBHOOK_PAUSES", "0.05,0.1,0.2,0.5")];
    Server::start(dir, database, &settings).await
}

/// Waits for something, for at most a minute.
async fn until(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(60), "not within a minute: {what}");
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_events_reach_a_failing_receiver_through_five_kills_of_the_server() {
    let (dir, database) = support::prepared().await;
    let receiver = Receiver::start(|number| Answer::Status(if takes(number) { 200 } else { 500 })).await;
    let mut server = start(&dir, &database, &receiver).await;
    let token = server.sign_in("head@blk.test").await;
    let input = json!({"url": receiver.url(), "types": TYPES});
    let (status, endpoint) = server.call("POST", "/v1/webhook-endpoints", &token, &input).await.unwrap();
    assert_eq!(status, 201, "{endpoint}");
    let secret = endpoint["secret"].as_str().unwrap();
    for round in 0..=KILLS {
        let before = receiver.count();
        let (status, filed) = server.call("POST", "/v1/reports/batch", &token, &batch(round)).await.unwrap();
        assert_eq!((status, &filed["accepted"]), (200, &json!(REPORTS)), "{filed}");
        if round < KILLS {
            until("the server sends", || receiver.count() >= before + ATTEMPTS).await;
            server.kill();
            assert!(taken(&receiver).len() < (round + 1) * REPORTS * 2, "the kill came too late");
            server = start(&dir, &database, &receiver).await;
        }
    }
    let expected = events(&database).await;
    assert!(expected.len() >= 1_000, "{}", expected.len());
    until("every event arrives", || taken(&receiver).len() >= expected.len()).await;
    assert_eq!(taken(&receiver), expected, "each once at least, and nothing else");

    let attempts: Vec<_> = receiver.seen().into_iter().map(|attempt| (secret, attempt)).collect();
    assert!(attempts.len() > expected.len());
    verify(&attempts);
    drop(server);
    let log = std::fs::read_to_string(dir.join("log")).unwrap();
    assert!(!log.is_empty(), "the look itself does not see");
    for hidden in [secret, secret.trim_start_matches("whsec_"), &receiver.url(), "head@blk.test", &token] {
        assert!(!log.contains(hidden), "`{hidden}` stands in the log");
    }
    let _ = std::fs::remove_dir_all(dir);
}
