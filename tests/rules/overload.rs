//! Who is turned away when all places are taken, how soon, and who never is.

use std::sync::Arc;
use std::time::Duration;

use api::server::shed::{Places, admit};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Request;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tower::ServiceExt;

/// A service with so many places, whose work waits until the test lets it go on.
fn service(places: usize) -> (Router, Arc<Semaphore>) {
    let go_on = Arc::new(Semaphore::new(0));
    let work = |go_on: Arc<Semaphore>| async move { go_on.acquire().await.unwrap().forget() };
    let (first, second) = (go_on.clone(), go_on.clone());
    let router = Router::new()
        .route("/v1/work", get(move || work(first.clone())))
        .route("/v1/body", post(move |_: Bytes| work(second.clone())))
        .route("/graphql/ws", get(|| async {}))
        .layer(from_fn_with_state(Places::shared(places), admit))
        .route("/healthz", get(|| async {}));
    (router, go_on)
}

async fn send(router: &Router, request: Request<Body>) -> Response {
    router.clone().oneshot(request).await.unwrap()
}

async fn ask(router: &Router, path: &str) -> Response {
    send(router, Request::get(path).body(Body::empty()).unwrap()).await
}

/// A request that is on its way.
fn begin(router: &Router, path: &'static str) -> JoinHandle<Response> {
    let router = router.clone();
    tokio::spawn(async move { ask(&router, path).await })
}

async fn statuses(asked: Vec<JoinHandle<Response>>) -> Vec<u16> {
    let mut found = Vec::new();
    for one in asked {
        found.push(one.await.unwrap().status().as_u16());
    }
    found
}

#[tokio::test]
async fn beyond_its_places_a_service_says_503_at_once_and_goes_on_with_its_work() {
    let (router, go_on) = service(2);
    let at_work: Vec<_> = (0..2).map(|_| begin(&router, "/v1/work")).collect();
    // Nothing ends for a while: who comes now would wait long.
    tokio::time::sleep(Duration::from_millis(400)).await;
    let late: Vec<_> = (0..40).map(|_| begin(&router, "/v1/work")).collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let (turned_away, waiting): (Vec<_>, Vec<_>) = late.into_iter().partition(JoinHandle::is_finished);
    assert!(turned_away.len() >= 32 && !waiting.is_empty(), "{} of 40", turned_away.len());
    let count = waiting.len();
    assert!(statuses(turned_away).await.iter().all(|status| *status == 503));
    // Health is never turned away, nor are sockets, which are counted elsewhere.
    assert_eq!(ask(&router, "/healthz").await.status(), 200);
    assert_eq!(ask(&router, "/graphql/ws").await.status(), 200);
    go_on.add_permits(2 + count);
    assert_eq!(statuses(at_work).await, [200, 200]);
    assert!(statuses(waiting).await.iter().all(|status| *status == 200));
    go_on.add_permits(1);
    assert_eq!(ask(&router, "/v1/work").await.status(), 200, "as before");
}

#[tokio::test]
async fn where_work_goes_on_a_crowd_waits_for_its_turn() {
    let (router, go_on) = service(4);
    let crowd: Vec<_> = (0..200).map(|_| begin(&router, "/v1/work")).collect();
    for _ in 0..50 {
        go_on.add_permits(4);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert!(statuses(crowd).await.iter().all(|status| *status == 200));
}

#[tokio::test]
async fn a_body_that_does_not_come_takes_no_place_from_others() {
    let (router, go_on) = service(1);
    let never = || Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
    let held: Vec<_> = (0..20)
        .map(|_| {
            let request = Request::post("/v1/body").header("content-length", "100").body(never()).unwrap();
            let router = router.clone();
            tokio::spawn(async move { send(&router, request).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(20)).await;
    go_on.add_permits(1);
    assert_eq!(ask(&router, "/v1/work").await.status(), 200);
    held.iter().for_each(JoinHandle::abort);
}
