//! How many requests for data are at work at once. Further ones wait where their turn comes soon, and are turned away at
//! once where it would not: with 503 and `Retry-After`, before anything was done for them. So those at work end in time,
//! however many come.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::domain::{Code, Error};

/// Places for each processor, where the setting names no number, and the least.
const PER_CORE: usize = 32;
const LEAST: usize = 64;
/// Whoever would wait longer is turned away at once; nobody waits longer than the second one, whatever was foreseen.
const SOON: Duration = Duration::from_secs(2);
const AT_LAST: Duration = Duration::from_secs(5);
/// Most who wait.
const WAITING: usize = 2_048;
/// Nobody came in or went out for so long: what is at work is stuck, whatever it took before.
const STUCK: Duration = Duration::from_millis(250);
/// The mean follows the last requests: each counts for so little.
const SHARE: u64 = 16;
/// A body up to this comes in before its request takes a place: who sends slowly takes none from others.
const SMALL: usize = 64 * 1024;
/// Requests with larger bodies have places of their own, so many times more: most of their time they wait for the caller.
const LARGER: usize = 4;
/// Sockets stay for hours and count elsewhere.
const SOCKETS: &str = "/graphql/ws";

/// The places of the service.
pub struct Places {
    usual: Gate,
    large: Gate,
}

struct Gate {
    places: Semaphore,
    count: u64,
    waiting: AtomicUsize,
    /// How long a request is at work, on the average, in microseconds.
    mean: AtomicU64,
    /// When somebody came in or went out last, in microseconds since it was opened.
    moved: AtomicU64,
    opened: Instant,
}

impl Places {
    /// So many requests at once; 0 as the machine has processors.
    pub fn shared(requests: usize) -> Arc<Self> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        let requests =
            if requests == 0 { LEAST.max(cores * PER_CORE) } else { requests.min(Semaphore::MAX_PERMITS / LARGER) };
        Arc::new(Self { usual: Gate::new(requests), large: Gate::new(requests * LARGER) })
    }
}

impl Gate {
    fn new(places: usize) -> Self {
        Self {
            places: Semaphore::new(places),
            count: u64::try_from(places).unwrap_or(u64::MAX),
            waiting: AtomicUsize::new(0),
            mean: AtomicU64::new(0),
            moved: AtomicU64::new(0),
            opened: Instant::now(),
        }
    }

    /// A place, at once or soon; none if that is not foreseen.
    async fn enter(&self) -> Option<Place<'_>> {
        if let Ok(permit) = self.places.try_acquire() {
            return Some(Place::taken(self, permit));
        }
        let waiting = Waiting(self, self.waiting.fetch_add(1, Ordering::Relaxed));
        if waiting.1 >= WAITING || self.foreseen(waiting.1) > SOON {
            return None;
        }
        let permit = tokio::time::timeout(AT_LAST, self.places.acquire()).await.ok()?.ok()?;
        Some(Place::taken(self, permit))
    }

    /// How long somebody will wait before whom so many wait.
    fn foreseen(&self, before: usize) -> Duration {
        let moved = Duration::from_micros(self.moved.load(Ordering::Relaxed));
        let still = self.opened.elapsed().saturating_sub(moved);
        let each = Duration::from_micros(self.mean.load(Ordering::Relaxed) / self.count.max(1));
        let each = if still > STUCK { each.max(still) } else { each };
        each.saturating_mul(u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1))
    }

    fn move_on(&self) {
        self.moved.store(micros(self.opened.elapsed()), Ordering::Relaxed);
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// A place at work. Given back, it tells how long it was taken.
struct Place<'a> {
    gate: &'a Gate,
    since: Instant,
    _permit: SemaphorePermit<'a>,
}

impl<'a> Place<'a> {
    fn taken(gate: &'a Gate, permit: SemaphorePermit<'a>) -> Self {
        gate.move_on();
        Self { gate, since: Instant::now(), _permit: permit }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.gate.move_on();
        let mean = self.gate.mean.load(Ordering::Relaxed);
        // Two at once may forget one of them: it is a mean.
        let next = mean - mean / SHARE + micros(self.since.elapsed()) / SHARE;
        self.gate.mean.store(next, Ordering::Relaxed);
    }
}

/// Somebody who waits, behind so many: counted until it ends, for the caller may hang up.
struct Waiting<'a>(&'a Gate, usize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Lets a request to its work if there is a place.
pub async fn admit(State(places): State<Arc<Places>>, request: Request, next: Next) -> Response {
    if request.uri().path() == SOCKETS {
        return next.run(request).await;
    }
    let (gate, request) = match length(request.headers()) {
        Some(0) => (&places.usual, request),
        Some(length) if length <= SMALL => match arrived(request).await {
            Ok(request) => (&places.usual, request),
            Err(refused) => return refused.into_response(),
        },
        _ => (&places.large, request),
    };
    match gate.enter().await {
        Some(_place) => next.run(request).await,
        None => Error::new(Code::Unavailable).into_response(),
    }
}

/// Bytes of the body; none where the caller does not say.
fn length(headers: &HeaderMap) -> Option<usize> {
    match headers.get(header::CONTENT_LENGTH) {
        Some(length) => length.to_str().ok()?.parse().ok(),
        None if headers.contains_key(header::TRANSFER_ENCODING) => None,
        None => Some(0),
    }
}

/// The request with its whole body.
async fn arrived(request: Request) -> Result<Request, Error> {
    let (parts, body) = request.into_parts();
    // The length may say less than comes in.
    let bytes = to_bytes(body, SMALL).await.map_err(|_| Error::new(Code::Malformed))?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}
