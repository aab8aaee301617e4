//! Answers that go out piece by piece. Whoever takes them is looked after meanwhile, and must take them.

use std::future::Future;
use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::{StreamExt, stream};
use tokio::time::Instant;

use crate::domain::Error;

/// Longest that an answer goes out.
const LONGEST: Duration = Duration::from_secs(30 * 60);
/// A connection that takes nothing for so long gets nothing more.
const STALLED: Duration = Duration::from_secs(60);

/// A body of pieces. Nothing is made ahead, for what is read is written down as received: the next piece is made when the
/// connection has taken the one before and asks for more. A refusal breaks the answer off, so that nobody takes it for
/// whole.
pub(super) fn body<S, F, Fut>(state: S, next: F) -> Body
where
    S: Send + 'static,
    F: Fn(S) -> Fut + Copy + Send + 'static,
    Fut: Future<Output = Result<Option<(Bytes, S)>, Error>> + Send + 'static,
{
    let begun = Instant::now();
    let pieces = stream::unfold(Some((state, begun)), move |going| async move {
        let (state, given) = going?;
        if given.elapsed() >= STALLED || begun.elapsed() >= LONGEST {
            return Some((Err(io::Error::from(io::ErrorKind::TimedOut)), None));
        }
        match next(state).await {
            Ok(Some((piece, state))) => Some((Ok(piece), Some((state, Instant::now())))),
            Ok(None) => None,
            Err(refused) => Some((Err(io::Error::other(refused.to_string())), None)),
        }
    });
    // Compressed, a body is asked once more after its end.
    Body::from_stream(pieces.fuse())
}
