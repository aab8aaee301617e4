//! Who is answered with 503, and when.

use std::time::Duration;

use api::domain::patience::Patience;
use api::server::patience::{LIMITS, Limits, wait};
use axum::body::Body;
use axum::http::Request;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Extension, Router};
use tower::ServiceExt;

const USUAL: Duration = Duration::from_millis(50);

async fn status(limits: Limits, path: &str) -> u16 {
    let slow = || async { tokio::time::sleep(USUAL * 4).await };
    let patient = |Extension(patience): Extension<Patience>| async move {
        patience.ask();
        tokio::time::sleep(USUAL * 4).await;
    };
    let router: Router = Router::new()
        .route("/quick", get(|| async {}))
        .route("/slow", get(slow))
        .route("/patient", get(patient))
        .layer(from_fn_with_state(limits, wait));
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    router.oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn what_takes_long_is_waited_for_if_it_said_so_and_not_forever() {
    let limits = Limits { usual: USUAL, long: USUAL * 400 };
    assert_eq!(status(limits, "/quick").await, 200);
    assert_eq!(status(limits, "/slow").await, 503);
    assert_eq!(status(limits, "/patient").await, 200);
    assert_eq!(status(Limits { usual: USUAL, long: USUAL * 2 }, "/patient").await, 503);
    assert!(LIMITS.long > LIMITS.usual);
}
