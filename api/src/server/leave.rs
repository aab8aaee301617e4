//! Being asked to stop: whoever sends requests here learns it before the door is shut.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tokio::signal::unix::{SignalKind, signal};

use crate::app::App;

/// So long `/readyz` says 503 and everything else is still answered.
const NOTICE: Duration = Duration::from_secs(2);

/// Returns once the service is to take no more connections. Ctrl-C, at a keyboard, takes effect at once.
pub(super) async fn asked(app: Arc<App>) {
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    let notice = tokio::select! {
        _ = tokio::signal::ctrl_c() => Duration::ZERO,
        () = terminate => NOTICE,
    };
    app.draining.store(true, Ordering::Relaxed);
    tokio::time::sleep(notice).await;
}

/// Asks callers to come back by another connection, which may lead to another server.
pub(super) async fn tell(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if app.draining.load(Ordering::Relaxed) && response.status() != StatusCode::SWITCHING_PROTOCOLS {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
