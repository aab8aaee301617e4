//! Figures from a real streaming replica: who has written reads what it wrote, others what the replica has, and where it
//! is gone, everybody from the primary. On PostgreSQL alone, with clusters of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::app::App;
use api::config::Settings;
use api::domain::store::Store;
use api::domain::vault::Vault;
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

use crate::support::{self, Caller, MASTER_KEY, PASSWORD, complete_values, report};

/// A throw-away cluster. Dropped, it is stopped and removed.
struct Cluster {
    dir: PathBuf,
    url: String,
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Cluster {
    fn start(dir: PathBuf, follows: Option<&str>) -> Self {
        let mut command = script();
        match follows {
            None => command.arg("start").arg(&dir),
            Some(url) => command.arg("replica").arg(&dir).arg(url),
        };
        let done = command.output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        Self { dir, url: String::from_utf8(done.stdout).unwrap().trim().to_owned() }
    }

    fn stop(&self) {
        let _ = script().arg("stop").arg(&self.dir).output();
    }

    async fn run(&self, statement: &str) {
        let conn = Database::connect(&self.url).await.unwrap();
        conn.execute_unprepared(statement).await.unwrap();
        conn.close().await.unwrap();
    }
}

fn script() -> Command {
    Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/postgres"))
}

/// The prepared database, moved to a cluster by a backup.
async fn peopled(dir: &Path, database: &str, cluster: &Cluster) {
    let saved = dir.join("saved");
    for (command, url) in [("backup", database), ("restore", cluster.url.as_str())] {
        let mut run = Command::new(env!("CARGO_BIN_EXE_ereporting"));
        run.current_dir(dir).arg(command).arg(&saved).arg("--data-dir").arg(dir).args(["--database-url", url]);
        let done = run.output().unwrap();
        assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

async fn service(dir: &Path, primary: &Cluster, replica: &Cluster) -> Arc<App> {
    let settings = Settings {
        data_dir: dir.to_owned(),
        database_url: Some(primary.url.clone()),
        database_read_url: Some(replica.url.clone()),
        issuer: "https://ereporting.test".to_owned(),
        ..Settings::default()
    };
    let store = Store::open(&primary.url).await.unwrap().with_replica(&replica.url).await.unwrap();
    let vault = Vault::new(&Vault::parse(MASTER_KEY).unwrap());
    let app = App::start(settings, store, vault).await.unwrap();
    app.clock.set(support::start_time());
    app
}

async fn login(router: &axum::Router, email: &str) -> Caller {
    let pair = json!({"login": email, "password": PASSWORD});
    let pair = Caller::new(router.clone(), None).post("/v1/sessions", pair).await.expect(201);
    Caller::new(router.clone(), pair["accessToken"].as_str().map(str::to_owned))
}

/// How many monthly reports of October arrived, as somebody is told.
async fn submitted(caller: &Caller) -> Value {
    let query = "{ reportingRate(template: \"LAP_BULANAN\", periods: {from: \"2026-10\", to: \"2026-10\"}) \
                 { rows { submitted } } }";
    Caller::data(caller.graphql(query, json!({})).await)["reportingRate"]["rows"][0]["submitted"].clone()
}

/// Looks at the replica until it is as wanted.
async fn until(what: &str, app: &App, wanted: impl Fn(&App) -> bool) {
    let begun = Instant::now();
    while !wanted(app) {
        assert!(begun.elapsed() < Duration::from_secs(30), "not within 30 s: {what}");
        let _ = app.store.look_at_replica().await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn is_usable(app: &App) -> bool {
    app.store.replica().is_some_and(|replica| replica.is_usable())
}

fn has_all(app: &App) -> bool {
    app.store.replica().is_some_and(|replica| replica.is_usable() && replica.lacking() == 0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_wrote_reads_it_back_while_others_read_the_replica_and_all_the_primary_once_it_is_gone() {
    let (dir, database) = support::prepared().await;
    if !database.starts_with("postgres") {
        return;
    }
    let primary = Cluster::start(dir.join("primary"), None);
    peopled(&dir, &database, &primary).await;
    let replica = Cluster::start(dir.join("replica"), Some(&primary.url));
    let app = service(&dir, &primary, &replica).await;
    let router = api::server::router(app.clone());
    let (head, coordinator) = (login(&router, "head@blk.test").await, login(&router, "coordinator@fkn.test").await);
    assert!(!is_usable(&app), "nothing is read from what nobody looked at");
    assert_eq!(submitted(&head).await, 0);
    until("the replica follows", &app, has_all).await;

    replica.run("SELECT pg_wal_replay_pause()").await;
    let draft = head.post("/v1/reports", report("2026-10", complete_values())).await.expect(201);
    let path = format!("/v1/reports/{}/submit", draft["id"].as_str().unwrap());
    head.post_if(&path, draft["version"].as_i64().unwrap(), json!({})).await.expect(200);
    let _ = app.store.look_at_replica().await;
    assert_eq!(submitted(&head).await, 1, "who wrote reads it");
    assert_eq!(submitted(&coordinator).await, 0, "who did not is told what the replica has");

    replica.run("SELECT pg_wal_replay_resume()").await;
    until("the replica has it", &app, has_all).await;
    for caller in [&head, &coordinator] {
        assert_eq!(submitted(caller).await, 1);
    }
    replica.stop();
    // Nobody has looked since: the primary is asked for what the replica fails at.
    assert_eq!(submitted(&coordinator).await, 1);
    assert!(app.store.look_at_replica().await.is_err());
    assert!(!is_usable(&app));
    assert_eq!(submitted(&coordinator).await, 1);
    app.store.close().await;
    drop(primary);
    let _ = std::fs::remove_dir_all(dir);
}
