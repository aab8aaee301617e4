//! `/metrics`: what is counted, and that nothing in it tells of anybody.

use std::net::TcpListener;

use api::config::Settings;
use api::server::metrics;
use serde_json::json;

use crate::support::{BLK, Caller, TestApp};

/// A NIK; synthetic.
const NIK: &str = "3602016803119001";

/// The page as it is now.
async fn page(app: &TestApp) -> String {
    let reply = Caller::new(metrics::router(app.app.clone()), None).get("/metrics").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/plain; version=0.0.4; charset=utf-8"));
    reply.text
}

/// The value of a line that begins so.
#[track_caller]
fn value(page: &str, begin: &str) -> f64 {
    let line = page.lines().find(|line| line.starts_with(begin)).unwrap_or_else(|| panic!("no {begin} in {page}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn requests_are_counted_by_the_route_of_the_router_and_by_nothing_that_callers_wrote() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let made = head.post("/v1/persons", json!({"unit": BLK, "name": "Siti Terbuka", "nik": NIK})).await.expect(201);
    let id = made["id"].as_str().unwrap();
    head.get(&format!("/v1/persons/{id}?nik={NIK}")).await;
    head.get(&format!("/v1/persons/{id}")).await.expect(200);
    head.get(&format!("/v1/persons/{NIK}")).await;
    head.get(&format!("/{NIK}")).await.expect(404);
    let reply = head.send(axum::http::Request::builder().method(NIK).uri("/v1/persons"), "", Vec::new()).await;
    assert!(reply.status >= 400);

    let page = page(&app).await;
    let labels = "{route=\"/v1/persons/{id}\",method=\"GET\"";
    assert!(value(&page, &format!("ereporting_http_requests_total{labels},status=\"200\"}}")) >= 1.0);
    assert!(value(&page, &format!("ereporting_http_request_duration_seconds_count{labels}}}")) >= 3.0);
    assert!(value(&page, "ereporting_http_requests_total{route=\"none\",method=\"GET\",status=\"404\"}") >= 1.0);
    assert!(page.contains("method=\"OTHER\""), "{page}");
    assert!(value(&page, "ereporting_http_requests_in_flight") < 1.0);
    for hidden in [NIK, id, "Siti", BLK, "head@blk.test"] {
        assert!(!page.contains(hidden), "`{hidden}` stands in {page}");
    }
}

#[tokio::test]
async fn the_page_tells_how_the_service_is() {
    let app = TestApp::start().await;
    app.head().await;
    let before = page(&app).await;
    assert!(value(&before, "ereporting_database_up") > 0.0);
    assert!(value(&before, "process_resident_memory_bytes") > 1_000_000.0);
    assert!(value(&before, "ereporting_build_info{") > 0.0);
    assert!(value(&before, "ereporting_events_unplaced ") >= 0.0);
    assert!(value(&before, "ereporting_deliveries_due ") >= 0.0);
    assert!(value(&before, "ereporting_jobs{task=\"IMPORT\",state=\"QUEUED\"}") < 1.0);
    assert!(value(&before, "ereporting_sockets") < 1.0);
    if app.database().starts_with("sqlite") {
        assert!(value(&before, "ereporting_database_connections{pool=\"writer\"}") > 0.0);
        assert!(value(&before, "ereporting_write_group_size_count") > 0.0, "signing in writes");
        assert!(value(&before, "ereporting_write_queue_length") < 1.0);
    } else {
        assert!(value(&before, "ereporting_database_connections{pool=\"primary\"}") > 0.0);
    }
    assert!(value(&before, "ereporting_writes_refused_total") < 1.0);
}

#[tokio::test]
async fn a_named_address_must_be_free_and_the_default_one_need_not() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let named = |address: &str| Settings { metrics_listen: Some(address.to_owned()), ..Settings::default() };
    assert!(metrics::listen(&named(&taken.local_addr().unwrap().to_string())).is_err());
    assert!(metrics::listen(&named("127.0.0.1:0")).unwrap().is_some());
    for off in ["off", "", " off "] {
        assert!(metrics::listen(&named(off)).unwrap().is_none());
    }
    assert!(metrics::listen(&named("anywhere")).is_err());
    // Either it is free, and the second one goes without, or somebody has it already.
    let (first, second) = (metrics::listen(&Settings::default()), metrics::listen(&Settings::default()));
    assert!(first.is_ok());
    assert!(second.unwrap().is_none());
}
