//! An import outlives the server: no row is lost, none is doubled.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{self, BLK, Server};

/// Rows of the file.
const ROWS: usize = 600;
/// The server is killed once so many rows more have their result.
const STEP: i64 = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_goes_on_behind_what_it_wrote_though_the_server_is_killed() {
    let (dir, database) = support::prepared().await;
    let mut server = Server::start(&dir, &database, &[]).await;
    let mut token = server.sign_in("head@blk.test").await;
    let rows = (0..ROWS).map(|row| {
        json!({"blk": BLK, "template": "LAP_INSIDENTAL", "event": format!("I-{row}"),
            "values": {"N01": "LAINNYA", "N02": row}, "narrative": {"kronologi": "Uji"}})
        .to_string()
    });
    let file = rows.collect::<Vec<_>>().join("\n");
    let path = "/v1/imports?kind=reports&template=LAP_INSIDENTAL";
    let (status, job) = server.file(path, &token, &file).await.unwrap();
    assert_eq!(status, 202, "{job}");
    let place = format!("/v1/jobs/{}", job["id"].as_str().unwrap());
    let (begun, mut kills, mut known) = (Instant::now(), 0, 0);
    let job = loop {
        assert!(begun.elapsed() < Duration::from_secs(300), "not within five minutes");
        let Some((200, job)) = server.call("GET", &place, &token, &Value::Null).await else { continue };
        if job["state"] != "QUEUED" && job["state"] != "RUNNING" {
            break job;
        }
        let done = job["done"].as_i64().unwrap();
        assert!(done >= known, "what was done stays done");
        if kills < 2 && done >= known + STEP {
            (kills, known) = (kills + 1, done);
            server.kill();
            server = Server::start(&dir, &database, &[]).await;
            token = server.sign_in("head@blk.test").await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(kills, 2, "the kills came too late");
    let counts = ["created", "existing", "refused", "done"].map(|name| job[name].as_i64().unwrap());
    assert_eq!((&job["state"], counts), (&json!("DONE"), [600, 0, 0, 600]), "{job}");
    let (mut events, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/reports?template=LAP_INSIDENTAL&blk={BLK}&limit=500{after}");
        let (_, page) = server.call("GET", &path, &token, &Value::Null).await.unwrap();
        events.extend(page["data"].as_array().unwrap().iter().map(|report| report["values"]["N02"].as_i64().unwrap()));
        match page["page"]["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    let once: BTreeSet<i64> = events.iter().copied().collect();
    assert_eq!((events.len(), once.len()), (ROWS, ROWS), "each once");
    drop(server);
    let _ = std::fs::remove_dir_all(dir);
}
