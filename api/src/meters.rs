//! What is counted while the service runs, for `/metrics`. Labels are words of a closed list: routes as the router has
//! them, methods, statuses. Nothing that a caller wrote, and no id, is ever one.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use metrics::{Counter, Gauge, Histogram, Key, Label, Level, Metadata, Recorder, Unit};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

/// Upper bounds in seconds, from a read by id to what takes a minute.
const SECONDS: &[f64] = &[0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];
/// Upper bounds of how many writes share one commit.
const WRITES: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// Where they come from; the exporter does not look at it.
static HERE: Metadata<'static> = Metadata::new("ereporting", Level::INFO, None);

const REQUESTS: &str = "ereporting_http_requests_total";
const DURATION: &str = "ereporting_http_request_duration_seconds";
const GROUP: &str = "ereporting_write_group_size";
const REFUSED: &str = "ereporting_writes_refused_total";
const AT_WORK: &str = "ereporting_http_requests_in_flight";

/// By route, then by method and status.
type Routes = HashMap<String, HashMap<(&'static str, u16), Answered>>;

/// The meters of one service. Each is made once, when it is needed first: what is counted costs no more than that.
pub struct Meters {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    at_work: Gauge,
    routes: RwLock<Routes>,
    /// Meters of the database.
    pub writes: Writes,
}

/// What the write queue counts.
#[derive(Clone)]
pub struct Writes {
    /// How many writes shared a commit.
    pub group: Histogram,
    /// Writes that were turned away before they began.
    pub refused: Counter,
}

#[derive(Clone)]
struct Answered {
    count: Counter,
    took: Histogram,
}

/// A request that is being answered; dropped, it no longer is, though its caller hung up.
pub struct AtWork(Gauge);

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

impl Meters {
    /// Meters that stand at nothing.
    pub fn new() -> Result<Self, BuildError> {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), SECONDS)?
            .set_buckets_for_metric(Matcher::Full(GROUP.to_owned()), WRITES)?
            .build_recorder();
        describe(&recorder);
        let at_work = recorder.register_gauge(&Key::from_name(AT_WORK), &HERE);
        let writes = Writes {
            group: recorder.register_histogram(&Key::from_name(GROUP), &HERE),
            refused: recorder.register_counter(&Key::from_name(REFUSED), &HERE),
        };
        let handle = recorder.handle();
        Ok(Self { recorder, handle, at_work, routes: RwLock::default(), writes })
    }

    /// Counts a request as being answered.
    pub fn begin(&self) -> AtWork {
        self.at_work.increment(1.0);
        AtWork(self.at_work.clone())
    }

    /// Counts an answer.
    pub fn answered(&self, route: &str, method: &'static str, status: u16, took: Duration) {
        let Answered { count, took: times } = self.meters_of(route, method, status);
        count.increment(1);
        times.record(took);
    }

    fn meters_of(&self, route: &str, method: &'static str, status: u16) -> Answered {
        let known = self.routes.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(route).and_then(|of| of.get(&(method, status))) {
            return found.clone();
        }
        drop(known);
        let labels = vec![Label::new("route", route.to_owned()), Label::new("method", method)];
        // Times without the status: fifteen lines for each of them would be most of the page.
        let took = self.recorder.register_histogram(&Key::from_parts(DURATION, labels.clone()), &HERE);
        let labels = [labels, vec![Label::new("status", status.to_string())]].concat();
        let made = Answered { count: self.recorder.register_counter(&Key::from_parts(REQUESTS, labels), &HERE), took };
        let mut known = self.routes.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(route.to_owned()).or_default().insert((method, status), made.clone());
        made
    }

    /// Sets a gauge, as it is when somebody looks.
    pub fn set(&self, name: &'static str, labels: &[(&'static str, &'static str)], value: f64) {
        let labels: Vec<Label> = labels.iter().map(|(name, value)| Label::new(*name, *value)).collect();
        self.recorder.register_gauge(&Key::from_parts(name, labels), &HERE).set(value);
    }

    /// Puts single measurements into their sums. They pile up until this or a look is done.
    pub fn tidy(&self) {
        self.handle.run_upkeep();
    }

    /// All of them, as Prometheus reads them.
    pub fn text(&self) -> String {
        self.handle.render()
    }
}

impl std::fmt::Debug for Meters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meters")
    }
}

/// What each of them says.
fn describe(recorder: &PrometheusRecorder) {
    recorder.describe_counter(REQUESTS.into(), None, "Requests answered, by the route as the router has it.".into());
    recorder.describe_histogram(DURATION.into(), Some(Unit::Seconds), "Time until an answer began.".into());
    recorder.describe_histogram(GROUP.into(), None, "Writes that shared one durable commit (SQLite).".into());
    recorder.describe_counter(REFUSED.into(), None, "Writes turned away before they began.".into());
    for (name, says) in [
        (AT_WORK, "Requests that are being answered."),
        ("ereporting_database_up", "1 where the database answered the look behind this page."),
        ("ereporting_database_connections", "Open connections of a pool."),
        ("ereporting_database_connections_idle", "Of those, the ones that nobody uses."),
        ("ereporting_write_queue_length", "Writes that wait for their turn (SQLite)."),
        ("ereporting_replica_usable", "1 where figures are read from the replica."),
        ("ereporting_replica_lacking_bytes", "Bytes of the log that the replica lacked."),
        ("ereporting_feed_position", "Head of the feed of changes."),
        ("ereporting_events_unplaced", "Committed events that have no place in the feed yet."),
        ("ereporting_events_unplaced_seconds", "Age of the oldest of those."),
        ("ereporting_deliveries_due", "Webhook deliveries whose time has come."),
        ("ereporting_deliveries_due_seconds", "How long the oldest of those is overdue."),
        ("ereporting_jobs", "Imports and exports by task and state."),
        ("ereporting_sockets", "Open sockets of subscribers."),
        ("ereporting_build_info", "Always 1; the labels name version and database."),
        ("process_resident_memory_bytes", "Memory that the process holds."),
        ("process_open_fds", "Open files and sockets of the process."),
        ("process_start_time_seconds", "When the process began, since 1970."),
    ] {
        recorder.describe_gauge(name.into(), None, says.into());
    }
}
