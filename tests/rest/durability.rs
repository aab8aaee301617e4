//! `kill -9` in the middle of the work: what was acknowledged is there, once; what was not is whole or absent.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{self, BLK, Server, call};

/// Who files.
const HEAD: &str = "head@blk.test";
/// Calls that are sent; each files three reports at once.
const CALLS: usize = 300;
const ROWS: usize = 3;
/// Senders side by side.
const SENDERS: usize = 6;
/// The server is killed after so many answers.
const ANSWERS: usize = 120;

fn name(call: usize, row: usize) -> String {
    format!("K-{call:03}-{row}")
}

/// Three reports, filed and handed in together.
fn batch(call: usize) -> Value {
    let rows = (0..ROWS).map(|row| {
        let report = json!({"blk": BLK, "template": "LAP_INSIDENTAL", "event": name(call, row),
            "values": {"N01": "LAINNYA", "N02": call}, "narrative": {"kronologi": "Uji"}});
        json!({"submit": true, "report": report})
    });
    json!({"rows": rows.collect::<Vec<_>>()})
}

/// Every report of the event, by its number, with how often it comes.
async fn filed(server: &Server, token: &str) -> BTreeMap<String, usize> {
    let (mut found, mut after) = (BTreeMap::new(), String::new());
    loop {
        let path = format!("/v1/reports?template=LAP_INSIDENTAL&limit=500{after}");
        let (status, page) = server.call("GET", &path, token, &Value::Null).await.unwrap();
        assert_eq!(status, 200, "{page}");
        for row in page["data"].as_array().unwrap() {
            assert_eq!(row["state"], "SUBMITTED", "{row}");
            assert!(row["receipt"]["jws"].is_string(), "{row}");
            *found.entry(row["event"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        match page["page"]["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return found,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_submission_is_lost_when_the_server_is_killed() {
    let (dir, database) = support::prepared().await;
    let mut server = Server::start(&dir, &database, &[]).await;
    let token = server.sign_in(HEAD).await;
    let answers = Arc::new(AtomicUsize::new(0));
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let (port, token, answers) = (server.port, token.clone(), answers.clone());
            tokio::spawn(async move {
                let mut acknowledged = Vec::new();
                for number in (sender..CALLS).step_by(SENDERS) {
                    match call(port, "POST", "/v1/reports/batch", &token, &batch(number)).await {
                        Some((200, body)) => {
                            assert_eq!(body["accepted"], ROWS, "{body}");
                            acknowledged.push(number);
                            answers.fetch_add(1, Ordering::Relaxed);
                        }
                        Some((status, body)) => panic!("{status}: {body}"),
                        None => {}
                    }
                }
                acknowledged
            })
        })
        .collect();
    let waiting = async {
        while answers.load(Ordering::Relaxed) < ANSWERS && !senders.iter().all(tokio::task::JoinHandle::is_finished) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), waiting).await.unwrap();
    server.kill();
    let mut acknowledged = Vec::new();
    for sender in senders {
        acknowledged.extend(sender.await.unwrap());
    }
    assert!((ANSWERS..CALLS).contains(&acknowledged.len()), "the kill came too late: {}", acknowledged.len());

    let server = Server::start(&dir, &database, &[]).await;
    let found = filed(&server, &token).await;
    for number in acknowledged {
        for row in 0..ROWS {
            assert_eq!(found.get(&name(number, row)), Some(&1), "acknowledged: {}", name(number, row));
        }
    }
    // What nobody was told of is whole or absent.
    for number in 0..CALLS {
        let there = (0..ROWS).filter(|row| found.contains_key(&name(number, *row))).count();
        assert!(there == 0 || there == ROWS, "half of call {number} is there");
    }
    // It goes on: an unknown call can be sent again.
    let missing = (0..CALLS).find(|number| !found.contains_key(&name(*number, 0))).unwrap();
    let (status, body) =
        server.call("POST", "/v1/reports/batch", &server.sign_in(HEAD).await, &batch(missing)).await.unwrap();
    assert_eq!((status, &body["accepted"]), (200, &json!(ROWS)), "{body}");
    drop(server);
    let _ = std::fs::remove_dir_all(dir);
}
