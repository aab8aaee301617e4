//! What is seen of each request: a span that all its lines belong to, one line at its end, and what `/metrics` counts.
//! The route is named as it is written in the router; addresses hold ids and parameters, and appear nowhere.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::meters::Meters;

/// Route of what the router does not know.
const NONE: &str = "none";

/// Lets a request through, and notes what became of it.
pub async fn note(State(meters): State<Arc<Meters>>, request: Request, next: Next) -> Response {
    let (method, matched) = (word(request.method()), request.extensions().get::<MatchedPath>().cloned());
    let route = matched.as_ref().map_or(NONE, MatchedPath::as_str);
    // Whoever answers knows the id, and writes it down here.
    let span = tracing::info_span!("request", method, route, request_id = tracing::field::Empty);
    let (started, _at_work) = (Instant::now(), meters.begin());
    let response = next.run(request).instrument(span.clone()).await;
    let (status, took) = (response.status().as_u16(), started.elapsed());
    meters.answered(route, method, status, took);
    span.in_scope(|| tracing::info!(status, ms = took.as_millis(), "request"));
    response
}

/// Names the request that is being answered in all its further lines.
pub(crate) fn name(request_id: &str) {
    tracing::Span::current().record("request_id", request_id);
}

/// A method of the protocol. Callers may invent others, which would be words of theirs.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}
