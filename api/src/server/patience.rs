//! How long a request may take before it is answered with 503.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

use crate::domain::patience::Patience;
use crate::domain::{Code, Error};

/// How long callers wait.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For most answers.
    pub usual: Duration,
    /// For those that said in time that they take longer ([`Patience`]).
    pub long: Duration,
}

/// Those of the service.
pub const LIMITS: Limits = Limits { usual: Duration::from_secs(60), long: Duration::from_secs(600) };

/// Answers 503 in the stead of what takes too long.
pub async fn wait(State(limits): State<Limits>, mut request: Request, next: Next) -> Response {
    let patience = Patience::default();
    request.extensions_mut().insert(patience.clone());
    let mut running = std::pin::pin!(next.run(request));
    if let Ok(answer) = timeout(limits.usual, running.as_mut()).await {
        return answer;
    }
    let more = limits.long.saturating_sub(limits.usual);
    if patience.is_asked()
        && let Ok(answer) = timeout(more, running).await
    {
        return answer;
    }
    Error::new(Code::Unavailable).into_response()
}
