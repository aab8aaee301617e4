//! A backup that is taken beside a service that writes, and put back in an empty place.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use api::domain::vault::sha256_hex;
use serde_json::{Value, json};

use crate::support::{self, BLK, MASTER_KEY, Server, call};

const HEAD: &str = "head@blk.test";

/// Reports filed and handed in with one call.
fn batch(name: &str, rows: usize) -> Value {
    let rows = (0..rows).map(|row| {
        let report = json!({"blk": BLK, "template": "LAP_INSIDENTAL", "event": format!("{name}-{row}"),
            "values": {"N01": "LAINNYA", "N02": row}, "narrative": {"kronologi": "Uji"}});
        json!({"submit": true, "report": report})
    });
    json!({"rows": rows.collect::<Vec<_>>()})
}

/// Every report by its event, with its receipt.
async fn filed(server: &Server, token: &str) -> Vec<(String, String)> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/reports?template=LAP_INSIDENTAL&limit=500{after}");
        let (status, page) = server.call("GET", &path, token, &Value::Null).await.unwrap();
        assert_eq!(status, 200, "{page}");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        found.extend(
            page["data"].as_array().unwrap().iter().map(|row| (text(&row["event"]), text(&row["receipt"]["jws"]))),
        );
        match page["page"]["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return found,
        }
    }
}

/// A command on the data of a folder.
async fn run(dir: &Path, database: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ereporting"));
    command.current_dir(dir).args(arguments).arg("--data-dir").arg(dir);
    if database.starts_with("postgres") {
        command.args(["--database-url", database]);
    }
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// What it said.
fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[track_caller]
fn refused(output: &Output, why: &str) {
    assert!(!output.status.success() && said(output).contains(why), "{why}: {}", said(output));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// An attachment, as it lies in the folder of files.
fn attachment(dir: &Path) -> PathBuf {
    let sha256 = sha256_hex(b"%PDF-1.4 bukti");
    dir.join("files").join(&sha256[..2]).join(&sha256)
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Files reports until it is told to stop. Where none is acknowledged the backup ended too soon to be told anything of.
async fn go_on_writing(port: u16, token: String, stop: Arc<AtomicBool>) -> usize {
    let mut calls = 0;
    while !stop.load(Ordering::Relaxed) {
        let (status, body) =
            call(port, "POST", "/v1/reports/batch", &token, &batch(&format!("M-{calls}"), 3)).await.unwrap();
        assert_eq!((status, &body["accepted"]), (200, &json!(3)), "{body}");
        calls += 1;
    }
    calls
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_saved_while_others_wrote_is_there_again_with_its_receipts() {
    let (dir, database) = support::prepared().await;
    let server = Server::start(&dir, &database, &[]).await;
    let token = server.sign_in(HEAD).await;
    let (status, body) = server.call("POST", "/v1/reports/batch", &token, &batch("S", 20)).await.unwrap();
    assert_eq!((status, &body["accepted"]), (200, &json!(20)), "{body}");
    write(&attachment(&dir), "%PDF-1.4 bukti");
    write(&dir.join("files/exports/nama.ndjson.gz"), "personal");
    write(&dir.join("files/incoming/half"), "personal");

    let (stop, saved) = (Arc::new(AtomicBool::new(false)), dir.join("saved"));
    let writing = tokio::spawn(go_on_writing(server.port, token.clone(), stop.clone()));
    let taken = run(&dir, &database, &["backup", saved.to_str().unwrap()]).await;
    stop.store(true, Ordering::Relaxed);
    let calls = writing.await.unwrap();
    assert!(taken.status.success(), "{}", said(&taken));
    assert!(calls > 0, "nobody wrote meanwhile");
    let all = filed(&server, &token).await.len();
    assert_eq!(all, 20 + 3 * calls);
    drop(server);

    assert!(said(&taken).contains("master.key") && !said(&taken).contains(MASTER_KEY), "{}", said(&taken));
    for file in files(&saved) {
        let bytes = std::fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(MASTER_KEY) && text != "personal", "{}", file.display());
    }
    let again = run(&dir, &database, &["backup", saved.to_str().unwrap()]).await;
    refused(&again, "is not empty");

    let (place, fresh) = support::empty().await;
    write(&place.join("master.key"), MASTER_KEY);
    let restored = run(&place, &fresh, &["restore", saved.to_str().unwrap()]).await;
    assert!(restored.status.success(), "{}", said(&restored));
    assert_eq!(std::fs::read_to_string(attachment(&place)).unwrap(), "%PDF-1.4 bukti");
    assert!(!place.join("files/exports").exists());

    let server = Server::start(&place, &fresh, &[]).await;
    let token = server.sign_in(HEAD).await;
    let found = filed(&server, &token).await;
    let names: BTreeSet<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert!((0..20).all(|row| names.contains(format!("S-{row}").as_str())), "{names:?}");
    // What came while it was taken is whole or absent.
    assert!((found.len() - 20).is_multiple_of(3) && found.len() <= all, "{}", found.len());
    for (_, jws) in &found {
        let (status, body) = server.call("POST", "/v1/receipts/verify", "", &json!({"jws": jws})).await.unwrap();
        assert_eq!(status, 200, "{body}");
    }
    let (status, body) = server.call("POST", "/v1/reports/batch", &token, &batch("L", 1)).await.unwrap();
    assert_eq!((status, &body["accepted"]), (200, &json!(1)), "it goes on: {body}");
    drop(server);
    for folder in [dir, place] {
        let _ = std::fs::remove_dir_all(folder);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_put_back_only_whole_with_its_key_and_where_nothing_is() {
    let (dir, database) = support::prepared().await;
    // The master key is noted in the database when it is served first.
    drop(Server::start(&dir, &database, &[]).await);
    write(&attachment(&dir), "%PDF-1.4 bukti");
    let saved = dir.join("saved");
    let from = saved.to_str().unwrap();
    let taken = run(&dir, &database, &["backup", from]).await;
    assert!(taken.status.success(), "{}", said(&taken));

    let (place, fresh) = support::empty().await;
    refused(&run(&place, &fresh, &["restore", from]).await, "put the master key of the backup in place first");
    assert!(!place.join("master.key").exists(), "a new one opens nothing");
    write(&place.join("master.key"), &api::domain::vault::Vault::generate());
    refused(&run(&place, &fresh, &["restore", from]).await, "is not the master key");
    write(&place.join("master.key"), MASTER_KEY);

    let kept = attachment(&saved);
    write(&kept, "%PDF-1.4 lain!");
    refused(&run(&place, &fresh, &["restore", from]).await, "is not as it was saved");
    std::fs::remove_file(&kept).unwrap();
    refused(&run(&place, &fresh, &["restore", from]).await, kept.file_name().unwrap().to_str().unwrap());
    write(&kept, "%PDF-1.4 bukti");
    refused(&run(&place, &fresh, &["restore", place.to_str().unwrap()]).await, "no backup lies there");

    let done = run(&place, &fresh, &["restore", from]).await;
    assert!(done.status.success(), "{}", said(&done));
    refused(&run(&place, &fresh, &["restore", from]).await, "--force");
    let server = Server::start(&place, &fresh, &[]).await;
    refused(&run(&place, &fresh, &["restore", from, "--force"]).await, "in use");
    drop(server);
    let forced = run(&place, &fresh, &["restore", from, "--force"]).await;
    assert!(forced.status.success() && said(&forced).contains("before_"), "{}", said(&forced));
    let server = Server::start(&place, &fresh, &[]).await;
    server.sign_in(HEAD).await;
    drop(server);
    for folder in [dir, place] {
        let _ = std::fs::remove_dir_all(folder);
    }
}
