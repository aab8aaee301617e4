//! How slowly a body may come.

use std::convert::Infallible;
use std::time::Duration;

use api::server::slow::{PACE, Pace, watch};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Request;
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use futures_util::stream::unfold;
use tower::ServiceExt;

const PAUSE: Duration = Duration::from_millis(100);

/// The status when so many pieces of so many bytes come, each after a wait.
async fn status(pieces: usize, bytes: usize, wait: Duration) -> u16 {
    let router: Router = Router::new()
        .route("/", post(|_: Bytes| async {}))
        .layer(from_fn_with_state(Pace { pause: PAUSE, rate: 1_000 }, watch));
    let body = unfold(0, move |at| async move {
        tokio::time::sleep(wait).await;
        (at < pieces).then(|| (Ok::<_, Infallible>(Bytes::from(vec![b'x'; bytes])), at + 1))
    });
    let request = Request::post("/").body(Body::from_stream(body)).unwrap();
    router.oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_body_that_pauses_or_trickles_is_given_up() {
    assert_eq!(status(20, 1_000, Duration::from_millis(20)).await, 200, "long, and fast enough");
    assert_eq!(status(2, 10, Duration::from_millis(20)).await, 200, "small");
    assert_eq!(status(2, 100_000, PAUSE * 3).await, 400, "it pauses");
    assert_eq!(status(100, 1, Duration::from_millis(20)).await, 400, "it trickles, and never pauses long");
    assert!(PACE.pause < Duration::from_secs(35));
}
