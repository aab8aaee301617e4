//! How often somebody who has not signed in may ask.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::http::request::Builder;

use crate::support::{Caller, Reply, TestApp};

const OFFICE: &str = "203.0.113.7:40000";
const OTHER: &str = "203.0.113.8:40000";

/// A service that gives an address four requests a minute, two of them at once.
async fn start() -> TestApp {
    TestApp::start_with(|settings| settings.anonymous_per_minute = 4).await
}

fn from(builder: Builder, peer: &str) -> Builder {
    let peer: SocketAddr = peer.parse().unwrap();
    builder.extension(ConnectInfo(peer))
}

async fn get(caller: &Caller, peer: &str, path: &str) -> Reply {
    caller.send(from(Request::get(path), peer), "", Vec::new()).await
}

fn left(reply: &Reply) -> (u16, &str, &str) {
    (reply.status, reply.header("ratelimit-limit"), reply.header("ratelimit-remaining"))
}

#[tokio::test]
async fn one_request_too_many_is_told_when_to_come_again() {
    let app = start().await;
    let nobody = app.anonymous();
    let first = get(&nobody, OFFICE, "/v1/blks").await;
    assert_eq!((left(&first), first.header("ratelimit-reset")), ((200, "4", "1"), "15"));
    let graphql = from(Request::post("/graphql"), OFFICE);
    let second = nobody.send(graphql, "application/json", br#"{"query":"{ __typename }"}"#.to_vec()).await;
    assert_eq!(left(&second), (200, "4", "0"));
    let third = get(&nobody, OFFICE, "/v1/blks").await;
    assert_eq!((left(&third), third.header("content-type")), ((429, "4", "0"), "application/problem+json"));
    let (wait, reset) = (third.header("retry-after").parse::<u64>(), third.header("ratelimit-reset"));
    assert!(wait.is_ok_and(|wait| (1..=15).contains(&wait)) && reset == "30", "{:?}", third.headers);
    third.refused(429, "LIMIT.EXCEEDED");
    // A path that does not exist counts like any other.
    assert_eq!(left(&get(&nobody, OTHER, "/v1/entah").await), (404, "4", "1"));
}

#[tokio::test]
async fn each_address_has_its_own_and_documents_and_health_are_free() {
    let app = start().await;
    let nobody = app.anonymous();
    for _ in 0..3 {
        get(&nobody, OFFICE, "/v1/blks").await;
    }
    assert_eq!(get(&nobody, OFFICE, "/v1/blks").await.status, 429);
    assert_eq!(get(&nobody, OTHER, "/v1/blks").await.status, 200);
    let documents = ["/openapi/v1.json", "/openapi/partner-v1.json", "/schema.graphql", "/docs/errors"];
    for path in ["/healthz", "/readyz"].into_iter().chain(documents) {
        let free = get(&nobody, OFFICE, path).await;
        assert_eq!((free.status, free.header("ratelimit-limit")), (200, ""), "{path}");
    }
}

#[tokio::test]
async fn who_has_signed_in_is_not_counted_and_a_forged_token_is_nobody() {
    let app = start().await;
    let head = app.head().await;
    for _ in 0..6 {
        assert_eq!(left(&get(&head, OFFICE, "/v1/me").await), (200, "", ""));
    }
    let forger = app.bearer("nonsense");
    assert_eq!(left(&get(&forger, OFFICE, "/v1/blks").await), (401, "4", "1"));
    assert_eq!(left(&get(&forger, OFFICE, "/v1/blks").await), (401, "4", "0"));
    assert_eq!(get(&forger, OFFICE, "/v1/blks").await.status, 429);
    assert_eq!(get(&app.anonymous(), OFFICE, "/v1/blks").await.status, 429);
    assert_eq!(get(&head, OFFICE, "/v1/me").await.status, 200);
}

#[tokio::test]
async fn a_proxy_on_this_machine_is_not_counted_and_zero_counts_nobody() {
    let app = start().await;
    for _ in 0..4 {
        assert_eq!(left(&get(&app.anonymous(), "127.0.0.1:40000", "/v1/blks").await), (200, "", ""));
    }
    let app = TestApp::start_with(|settings| settings.anonymous_per_minute = 0).await;
    for _ in 0..4 {
        assert_eq!(left(&get(&app.anonymous(), OFFICE, "/v1/blks").await), (200, "", ""));
    }
}
