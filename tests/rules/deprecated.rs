//! What the answers of an operation that will go say of it.

use api::rest::deprecated::{DEPRECATED, Deprecated, tell};
use axum::body::Body;
use axum::http::{Method, Request};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Router, http::HeaderMap};
use tower::ServiceExt;

const GOING: &[Deprecated] = &[Deprecated {
    operation_id: "getOld",
    method: Method::GET,
    path: "/v1/old/{id}",
    since: "2026-11-22",
    sunset: "2027-06-01",
}];

async fn headers(method: Method, path: &str) -> HeaderMap {
    let router: Router = Router::new()
        .route("/v1/old/{id}", get(|| async { "old" }).put(|| async { "new" }))
        .route("/v1/new", get(|| async { "new" }))
        .layer(from_fn_with_state(GOING, tell));
    let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    router.oneshot(request).await.unwrap().headers().clone()
}

#[tokio::test]
async fn an_operation_that_will_go_says_since_when_and_until_when() {
    let said = headers(Method::GET, "/v1/old/7").await;
    let value = |name: &str| said.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    // RFC 9745: seconds since 1970 as a structured date; RFC 8594: an HTTP date.
    assert_eq!(
        (value("deprecation").as_str(), value("sunset").as_str()),
        ("@1795305600", "Tue, 01 Jun 2027 00:00:00 GMT")
    );
    assert!(value("link").contains("rel=\"deprecation\""), "{said:?}");
    for (method, path) in [(Method::PUT, "/v1/old/7"), (Method::GET, "/v1/new"), (Method::GET, "/v1/none")] {
        let said = headers(method, path).await;
        assert!(!said.contains_key("deprecation") && !said.contains_key("sunset"), "{path}");
    }
}

/// What the document calls deprecated says so in its answers, and is there for six months at least.
#[test]
fn the_document_and_the_headers_agree() {
    let document = serde_json::to_value(api::rest::document()).unwrap();
    let mut marked = Vec::new();
    for methods in document["paths"].as_object().unwrap().values() {
        for operation in methods.as_object().unwrap().values() {
            if operation["deprecated"] == true {
                marked.push(operation["operationId"].as_str().unwrap().to_owned());
            }
        }
    }
    let mut told: Vec<String> = DEPRECATED.iter().map(|one| one.operation_id.to_owned()).collect();
    marked.sort();
    told.sort();
    assert_eq!(marked, told);
    for one in DEPRECATED.iter().chain(GOING) {
        let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
        assert!(day(one.sunset) - day(one.since) >= chrono::Duration::days(182), "{}", one.operation_id);
    }
}
