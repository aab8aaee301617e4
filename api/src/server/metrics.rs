//! `/metrics`, in Prometheus' text, on an address of its own: what it says is for those who keep the service running.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::sync::Mutex;

use crate::app::App;
use crate::config::{MetricsListen, Settings};
use crate::domain::Ctx;
use crate::domain::waiting::{self, Backlog, Waiting};
use crate::vocab::{JobState, JobTask};

/// What takes statements is looked at no more often than this, however many ask.
const FRESH: Duration = Duration::from_secs(5);
/// The database has this long: a page that comes late tells nothing either.
const PATIENCE: Duration = Duration::from_secs(2);

/// Takes the address of the metrics. The default one may be taken by another service of this machine, which is said and
/// no more; an address that somebody named must be there.
pub fn listen(settings: &Settings) -> anyhow::Result<Option<TcpListener>> {
    let (address, named) = match settings.metrics()? {
        MetricsListen::Off => return Ok(None),
        MetricsListen::Default(address) => (address, false),
        MetricsListen::At(address) => (address, true),
    };
    match bind(address) {
        Ok(listener) => Ok(Some(listener)),
        Err(taken) if !named => {
            tracing::warn!(%address, cause = %taken, "no metrics: name another address with EREPORTING_METRICS_LISTEN");
            Ok(None)
        }
        Err(taken) => Err(taken).with_context(|| format!("cannot listen on {address} for metrics")),
    }
}

fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

struct Page {
    app: Arc<App>,
    looked: Mutex<Option<Instant>>,
}

/// What is served there.
pub fn router(app: Arc<App>) -> Router {
    app.meters.set("process_start_time_seconds", &[], float(app.clock.now().timestamp()));
    Router::new().route("/metrics", get(show)).with_state(Arc::new(Page { app, looked: Mutex::default() }))
}

async fn show(State(page): State<Arc<Page>>) -> Response {
    let mut looked = page.looked.lock().await;
    if looked.is_none_or(|at| at.elapsed() >= FRESH) {
        database(&page.app).await;
        *looked = Some(Instant::now());
    }
    drop(looked);
    process(&page.app);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page.app.meters.text()).into_response()
}

/// What only the database knows. Where it does not answer, what was known last stays.
async fn database(app: &Arc<App>) {
    let ctx = Ctx::system(app.clone(), "metrics");
    let found = tokio::time::timeout(PATIENCE, waiting::look(&ctx)).await;
    let up = matches!(found, Ok(Ok(_)));
    app.meters.set("ereporting_database_up", &[], if up { 1.0 } else { 0.0 });
    let Ok(Ok(Backlog { unplaced, due, jobs, head })) = found else { return };
    let age = |of: Waiting| of.since.map_or(0, |since| (ctx.now() - since).num_seconds().max(0));
    for (name, value) in [
        ("ereporting_events_unplaced", count(unplaced.count)),
        ("ereporting_events_unplaced_seconds", float(age(unplaced))),
        ("ereporting_deliveries_due", count(due.count)),
        ("ereporting_deliveries_due_seconds", float(age(due))),
        ("ereporting_feed_position", float(head)),
    ] {
        app.meters.set(name, &[], value);
    }
    for (task, state) in JobTask::ALL.iter().flat_map(|task| JobState::ALL.iter().map(move |state| (task, state))) {
        let (task, state) = (task.as_str(), state.as_str());
        let found = jobs.iter().find(|(of, at, _)| of == task && at == state).map_or(0, |(_, _, jobs)| *jobs);
        app.meters.set("ereporting_jobs", &[("task", task), ("state", state)], float(found));
    }
}

/// What this process knows without asking.
fn process(app: &App) {
    let meters = &app.meters;
    for pool in app.store.pools() {
        meters.set("ereporting_database_connections", &[("pool", pool.name)], f64::from(pool.size));
        meters.set("ereporting_database_connections_idle", &[("pool", pool.name)], count(pool.idle));
    }
    if let Some(replica) = app.store.replica() {
        meters.set("ereporting_replica_usable", &[], if replica.is_usable() { 1.0 } else { 0.0 });
        meters.set("ereporting_replica_lacking_bytes", &[], float(replica.lacking()));
    }
    meters.set("ereporting_write_queue_length", &[], count(app.store.waiting()));
    meters.set("ereporting_sockets", &[], count(app.sockets.receiver_count()));
    let database = if app.settings.is_embedded() { "sqlite" } else { "postgres" };
    let build = [("version", env!("CARGO_PKG_VERSION")), ("database", database)];
    meters.set("ereporting_build_info", &build, 1.0);
    if let Some(bytes) = resident() {
        meters.set("process_resident_memory_bytes", &[], count(bytes));
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        // The look itself holds one.
        meters.set("process_open_fds", &[], count(open.count().saturating_sub(1)));
    }
}

/// Bytes of memory that the process holds, where the system says so.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

/// Prometheus has only floating numbers, exact up to 2^53.
fn count(of: impl TryInto<u64>) -> f64 {
    of.try_into().unwrap_or_default() as f64
}

fn float(of: i64) -> f64 {
    of as f64
}
