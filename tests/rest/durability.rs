//! `kill -9` in the middle of the work: what was acknowledged is there, once; what was not is whole or absent.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{self, BLK, PASSWORD};

/// Calls that are sent; each files three reports at once.
const CALLS: usize = 300;
const ROWS: usize = 3;
/// Senders side by side.
const SENDERS: usize = 6;
/// The server is killed after so many answers.
const ANSWERS: usize = 120;

/// The real binary. Dropped, it is killed.
struct Server(Child, u16);

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Server {
    async fn start(dir: &Path, database: &str) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ereporting"));
        command
            .current_dir(dir)
            .args(["serve", "--migrate", "--listen", &format!("127.0.0.1:{port}"), "--data-dir"])
            .arg(dir);
        if database.starts_with("postgres") {
            command.args(["--database-url", database]);
        }
        let child = command
            .env("EREPORTING_LOG", "warn")
            .env("EREPORTING_ISSUER", "https://ereporting.test")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self(child, port);
        for _ in 0..600 {
            if server.call("GET", "/readyz", "", &Value::Null).await.is_some_and(|(status, _)| status == 200) {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server does not answer")
    }

    /// SIGKILL: no handler of ours runs.
    fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }

    async fn call(&self, method: &str, path: &str, token: &str, body: &Value) -> Option<(u16, Value)> {
        call(self.1, method, path, token, body).await
    }

    async fn sign_in(&self) -> String {
        let (_, pair) = self
            .call("POST", "/v1/sessions", "", &json!({"login": "head@blk.test", "password": PASSWORD}))
            .await
            .unwrap();
        pair["accessToken"].as_str().unwrap_or_else(|| panic!("{pair}")).to_owned()
    }
}

/// One call over a connection of its own; none when no whole answer came.
async fn call(port: u16, method: &str, path: &str, token: &str, body: &Value) -> Option<(u16, Value)> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    if !body.is_empty() {
        head += "content-type: application/json\r\n";
    }
    if !token.is_empty() {
        head += &format!("authorization: Bearer {token}\r\n");
    }
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
    if length?.parse() != Ok(body.len()) {
        return None;
    }
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}

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
    let mut server = Server::start(&dir, &database).await;
    let token = server.sign_in().await;
    let answers = Arc::new(AtomicUsize::new(0));
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let (port, token, answers) = (server.1, token.clone(), answers.clone());
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

    let server = Server::start(&dir, &database).await;
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
        server.call("POST", "/v1/reports/batch", &server.sign_in().await, &batch(missing)).await.unwrap();
    assert_eq!((status, &body["accepted"]), (200, &json!(ROWS)), "{body}");
    drop(server);
    let _ = std::fs::remove_dir_all(dir);
}
