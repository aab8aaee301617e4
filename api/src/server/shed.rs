//! How many requests for data are at work at once. Whoever comes when all places are taken waits a moment and is turned
//! away then, with 503 and `Retry-After`, before anything was done for it: those at work end in time, however many come.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

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
/// As many may wait as have places, times this.
const WAITING: usize = 4;
/// So long: who is turned away knows it within 50 ms.
const WAIT: Duration = Duration::from_millis(25);
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
    waiting: AtomicUsize,
    most_waiting: usize,
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
        Self { places: Semaphore::new(places), waiting: AtomicUsize::new(0), most_waiting: places * WAITING }
    }

    async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(place) = self.places.try_acquire() {
            return Some(place);
        }
        let _waiting = Waiting::begin(self)?;
        tokio::time::timeout(WAIT, self.places.acquire()).await.ok()?.ok()
    }
}

/// Counts one who waits, until it ends: the caller may hang up.
struct Waiting<'a>(&'a Gate);

impl<'a> Waiting<'a> {
    fn begin(gate: &'a Gate) -> Option<Self> {
        let waiting = Self(gate);
        (gate.waiting.fetch_add(1, Ordering::Relaxed) < gate.most_waiting).then_some(waiting)
    }
}

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
