//! The whole service as one router, and how it listens.

use std::any::Any;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::{Any as AnyOrigin, CorsLayer};
use tracing::Instrument;

use crate::app::App;
use crate::domain::{Code, Error};
use crate::{graphql, rest};

mod leave;
pub mod limit;
mod listen;
pub mod metrics;
pub mod patience;
pub mod proxies;
pub mod ready;
pub(crate) mod seen;
pub mod shed;
pub mod slow;

/// Bytes of a body unless a route says otherwise.
const BODY_BYTES: usize = 1024 * 1024;
/// Sockets have this long to be closed once the service stops.
const SOCKETS_LEAVE: Duration = Duration::from_secs(3);
/// The database has this long to be closed: what runs then was given time to end.
const CLOSE: Duration = Duration::from_secs(1);

/// Everything that is served.
pub fn router(app: Arc<App>) -> Router {
    let going = rest::deprecated::DEPRECATED;
    let _ = app.lists.set(Arc::new(rest::inside::Face));
    let rest = rest::routes().layer(middleware::from_fn_with_state(going, rest::deprecated::tell));
    let places = shed::Places::shared(app.settings.requests_at_once);
    // A place is given back when the work has ended, not when its caller hangs up.
    let data = rest
        .merge(graphql::router(&app))
        .layer(middleware::from_fn_with_state(places, shed::admit))
        .layer(middleware::from_fn(run_to_the_end));
    let anonymous = limit::Anonymous::shared(app.settings.anonymous_per_minute);
    // What cannot be read stopped the start already.
    let trusted = proxies::Trusted::shared(app.settings.trusted_proxies().unwrap_or_default());
    let meters = app.meters.clone();
    Router::new()
        .merge(data)
        .merge(rest::site::router())
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(middleware::from_fn_with_state(slow::PACE, slow::watch))
        .layer(middleware::from_fn_with_state(patience::LIMITS, patience::wait))
        .layer(CatchPanicLayer::custom(|cause: Box<dyn Any + Send>| panicked(&cause)))
        .layer(middleware::from_fn_with_state(anonymous, limit::anonymous))
        .layer(middleware::from_fn_with_state(trusted, proxies::believe))
        .layer(middleware::from_fn(rest::problem::render))
        .layer(middleware::from_fn(headers))
        .layer(compression())
        .layer(cors())
        .layer(middleware::from_fn_with_state(app.clone(), leave::tell))
        .layer(middleware::from_fn_with_state(meters, seen::note))
        .with_state(app)
}

/// A write goes on to its end though the caller hangs up: a dropped connection must not cut it in two.
async fn run_to_the_end(request: Request, next: Next) -> Response {
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return next.run(request).await;
    }
    tokio::spawn(next.run(request).in_current_span()).await.unwrap_or_else(|e| {
        if e.is_panic() { panicked(&e.into_panic()) } else { Error::new(Code::Unavailable).into_response() }
    })
}

fn panicked(cause: &Box<dyn Any + Send>) -> Response {
    let text = cause
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| cause.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    Error::internal(anyhow::anyhow!("panic: {text}")).into_response()
}

/// Answers are compressed, but for files that are.
fn compression() -> CompressionLayer<impl Predicate> {
    let files = NotForContentType::const_new("application/gzip");
    CompressionLayer::new().compress_when(DefaultPredicate::new().and(files))
}

/// Public data and GraphQL answer any origin, without cookies.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AnyOrigin)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PATCH, Method::PUT, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT,
            header::ACCEPT_LANGUAGE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("graphql-cost-only"),
            HeaderName::from_static("tus-resumable"),
            HeaderName::from_static("upload-length"),
            HeaderName::from_static("upload-metadata"),
            HeaderName::from_static("upload-offset"),
        ])
        .expose_headers([
            header::ETAG,
            header::LOCATION,
            header::RETRY_AFTER,
            HeaderName::from_static("x-request-id"),
            HeaderName::from_static("idempotency-replayed"),
            HeaderName::from_static("deprecation"),
            HeaderName::from_static("sunset"),
            HeaderName::from_static("ratelimit"),
            HeaderName::from_static("ratelimit-policy"),
            HeaderName::from_static("ratelimit-limit"),
            HeaderName::from_static("ratelimit-remaining"),
            HeaderName::from_static("ratelimit-reset"),
            HeaderName::from_static("tus-resumable"),
            HeaderName::from_static("upload-length"),
            HeaderName::from_static("upload-offset"),
            HeaderName::from_static("upload-expires"),
        ])
        .max_age(Duration::from_secs(600))
}

async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.append(header::VARY, HeaderValue::from_static("authorization, accept-language"));
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    response
}

/// Listens until asked to stop, then lets running requests end. Metrics have an address of their own, if any.
pub async fn serve(app: Arc<App>, listener: TcpListener, metrics: Option<TcpListener>) -> anyhow::Result<()> {
    let router = router(app.clone());
    let workers = crate::worker::start(&app);
    let metrics = metrics.map(|address| {
        let page = metrics::router(app.clone());
        tokio::spawn(listen::serve(address, page, std::future::pending()))
    });
    listen::serve(listener, router, leave::asked(app.clone())).await?;
    // Subscribers see within a second that the service stops, and are told.
    let _ = tokio::time::timeout(SOCKETS_LEAVE, app.sockets.closed()).await;
    workers.abort_all().await;
    if let Some(metrics) = metrics {
        metrics.abort();
    }
    let _ = tokio::time::timeout(CLOSE, app.store.close()).await;
    Ok(())
}
