//! Inputs that are not meant to be read: each is refused in the service's own words, or taken and given back as it was.

use std::time::{Duration, Instant};

use axum::http::Request;
use serde_json::{Value, json};

use super::inputs::{BODIES, DAYS, NUMBERS, QUERIES, TEXTS, body};
use crate::rest::kept_steps::forum;
use crate::rest::steps::{at, draft, text};
use crate::support::{BLK, Caller, Reply, TestApp};

const JSON: &str = "application/json";
/// Nothing takes longer, whatever is sent.
const LONGEST: Duration = Duration::from_secs(20);
const PRODUCT: &str = "mutation M($unit: String!, $input: ProductInput!) { \
    createProduct(unit: $unit, input: $input, validateOnly: true) { id name } }";

/// No failure of ours; a refusal is a problem document with a code, and says no cause.
fn judged(what: &str, reply: &Reply, begun: Instant) {
    let brief: String = reply.text.chars().take(300).collect();
    assert!(begun.elapsed() < LONGEST, "{what} took {:?}", begun.elapsed());
    assert!((200..500).contains(&reply.status), "{what}: {} {brief}", reply.status);
    if reply.status >= 400 {
        let code = reply.body["code"].as_str().unwrap_or_default();
        assert_eq!(reply.header("content-type"), "application/problem+json", "{what}: {} {brief}", reply.status);
        assert!(code.contains('.'), "{what}: {brief}");
        for leak in ["sqlx", "sea_orm", "panicked", "src/", "SELECT ", "INSERT "] {
            assert!(!reply.text.contains(leak), "{what} says {leak}: {brief}");
        }
    }
    assert!(reply.text.len() < 300_000, "{what} is answered by {} bytes", reply.text.len());
}

/// The same of GraphQL, whose errors stand in a list.
fn judged_graphql(what: &str, reply: &Reply) {
    let brief: String = reply.text.chars().take(300).collect();
    assert!((200..500).contains(&reply.status), "{what}: {} {brief}", reply.status);
    for error in reply.body["errors"].as_array().into_iter().flatten() {
        let code = error["extensions"]["code"].as_str().unwrap_or_default();
        assert!(code.contains('.') && code != "INTERNAL" && code != "SERVICE.UNAVAILABLE", "{what}: {brief}");
    }
    assert!(reply.body["errors"].is_array() || reply.body["data"].is_object(), "{what}: {brief}");
}

async fn sent(caller: &Caller, method: &str, path: &str, body: impl Into<Vec<u8>>) -> Reply {
    let request = Request::builder().method(method).uri(path).header("if-match", "\"1\"");
    caller.send(request, JSON, body.into()).await
}

#[tokio::test]
async fn no_body_makes_the_service_fail() {
    let app = TestApp::start().await;
    let (head, nobody) = (app.head().await, app.anonymous());
    let (products, blk) = (format!("/v1/blks/{BLK}/products"), format!("/v1/blks/{BLK}"));
    let places = [
        (&head, "POST", "/v1/reports"),
        (&head, "POST", products.as_str()),
        (&head, "POST", "/v1/persons"),
        (&head, "POST", "/v1/reports/batch"),
        (&head, "PATCH", blk.as_str()),
        (&nobody, "POST", "/v1/sessions"),
    ];
    for word in BODIES {
        let body = body(word).into_bytes();
        for (caller, method, path) in places {
            let begun = Instant::now();
            judged(&format!("{method} {path} {word:?}"), &sent(caller, method, path, body.clone()).await, begun);
        }
        let reply = sent(&head, "POST", "/graphql", body).await;
        judged_graphql(&format!("GraphQL {word:?}"), &reply);
        assert!(reply.status >= 400, "GraphQL {word:?}: {}", reply.text);
    }
    for bytes in [
        &b"\xff\xfe{\0}\0"[..],
        b"{\"name\":\"\xed\xa0\x80\"}",
        b"{\"name\":\"\xc0\xaf\"}",
        b"{\"name\":\"\xff\"}",
        &[0xe9],
    ] {
        for (caller, method, path) in places {
            let reply = sent(caller, method, path, bytes).await;
            assert_eq!(
                (reply.status, &reply.body["code"]),
                (400, &json!("REQUEST.MALFORMED")),
                "{path}: {}",
                reply.text
            );
        }
        judged_graphql("no UTF-8", &sent(&head, "POST", "/graphql", bytes).await);
    }
    assert_eq!(head.get("/v1/reports").await.expect(200)["data"], json!([]));
}

#[tokio::test]
async fn a_text_that_is_taken_comes_back_as_it_was_by_both_faces() {
    let app = TestApp::start().await;
    let head = app.head().await;
    for (name, composed) in TEXTS {
        let begun = Instant::now();
        let input = json!({"name": name, "kbli": "10761"});
        let graphql = head.graphql(PRODUCT, json!({"unit": BLK, "input": input})).await;
        let rest = head.post(&format!("/v1/blks/{BLK}/products"), input).await;
        judged(&format!("{name:?}"), &rest, begun);
        judged_graphql(&format!("{name:?}"), &graphql);
        let said = &graphql.body["errors"][0]["extensions"];
        assert_eq!(said["code"], rest.body["code"], "{name:?}: {} {}", rest.text, graphql.text);
        if rest.status != 201 {
            assert!([409, 422].contains(&rest.status), "{name:?}: {}", rest.text);
            continue;
        }
        assert!(!name.is_empty() && !name.contains('\0'), "{name:?} was taken");
        let read = head.get(&format!("/v1/products/{}", text(&rest.body, "id"))).await.expect(200);
        for back in [&read["name"], &rest.body["name"], &graphql.body["data"]["createProduct"]["name"]] {
            assert!([*name, *composed].contains(&back.as_str().unwrap()), "{name:?} came back as {back}");
        }
        let found: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        judged(&format!("looking for {name:?}"), &head.get(&format!("/v1/products?q={found}")).await, begun);
    }
    let long = "panjang ".repeat(40_000);
    let reply = head.post(&format!("/v1/blks/{BLK}/products"), json!({"name": long, "kbli": long})).await;
    assert_eq!((reply.status, reply.text.len() < 5_000), (422, true), "{} bytes", reply.text.len());
}

#[tokio::test]
async fn no_day_and_no_number_makes_the_service_fail() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    forum(&admin).await;
    let report = at(&draft(&head, "2026-10").await);
    for day in DAYS {
        let begun = Instant::now();
        let need = json!({"unit": BLK, "kind": "MARKET_ACCESS", "title": "Pembeli", "neededBy": day});
        judged(&format!("needed by {day:?}"), &head.post("/v1/needs", need).await, begun);
        let person = json!({"unit": BLK, "name": "Ani", "birthDate": day});
        judged(&format!("born on {day:?}"), &head.post("/v1/persons", person).await, begun);
        let event = json!({"blk": BLK, "template": "LAP_PELATIHAN", "event": "PKT-1", "eventOn": day});
        judged(&format!("held on {day:?}"), &head.post("/v1/reports", event).await, begun);
        let query = "query Q($day: NaiveDate) { regions(first: 1, asOf: $day) { nodes { code } } }";
        judged_graphql(&format!("as of {day:?}"), &head.graphql(query, json!({"day": day})).await);
        let encoded: String = day.bytes().map(|byte| format!("%{byte:02X}")).collect();
        judged(&format!("as of {day:?}"), &head.get(&format!("/v1/regions?asOf={encoded}")).await, begun);
    }
    for number in NUMBERS {
        let begun = Instant::now();
        let asset = format!(
            r#"{{"name":"Mesin","assetKind":"MESIN","quantity":{number},"working":{number},"value":{number}}}"#
        );
        let path = format!("/v1/blks/{BLK}/assets");
        judged(&format!("an asset of {number}"), &sent(&head, "POST", &path, asset).await, begun);
        for indicator in ["A01", "A08", "C08"] {
            let values = format!(r#"{{"values":{{"{indicator}":{number}}}}}"#);
            let reply = sent(&head, "PATCH", &format!("{report}?validateOnly=true"), values).await;
            judged(&format!("{indicator} of {number}"), &reply, begun);
        }
        let asked =
            format!("{{\"query\":\"{{ blks(first: 1) {{ totalCount }} }}\",\"variables\":{{\"first\":{number}}}}}");
        judged_graphql(&format!("a variable of {number}"), &sent(&head, "POST", "/graphql", asked).await);
        let inline = json!({"query": format!("{{ blks(first: {number}) {{ totalCount }} }}")});
        judged_graphql(&format!("first: {number}"), &head.post("/graphql", inline).await);
    }
}

#[tokio::test]
async fn no_query_string_makes_a_list_fail() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let foreign = head.get("/v1/regions?limit=1").await.expect(200)["page"]["next"].clone();
    let foreign = format!("after={}", foreign.as_str().unwrap());
    for list in ["blks", "reports", "persons", "products", "changes", "threads", "obligations", "users", "regions"] {
        for query in QUERIES.iter().copied().chain([foreign.as_str()]) {
            let begun = Instant::now();
            judged(&format!("{list}?{query}"), &head.get(&format!("/v1/{list}?limit=2&{query}")).await, begun);
            judged(&format!("{list}?{query} alone"), &head.get(&format!("/v1/{list}?{query}")).await, begun);
        }
        let long = head.get(&format!("/v1/{list}?after={}", "A".repeat(20_000))).await;
        judged(&format!("{list} after a long cursor"), &long, Instant::now());
    }
    for query in QUERIES {
        let after = query.split_once('=').map_or(*query, |(_, value)| value);
        let text = "query Q($after: String) { reports(first: 1, after: $after) { nodes { id } } }";
        judged_graphql(&format!("after {after:?}"), &head.graphql(text, json!({"after": after})).await);
        let reply = head.get(&format!("/graphql?query=%7B__typename%7D&{query}")).await;
        judged_graphql(&format!("GET with {query:?}"), &reply);
    }
}

#[tokio::test]
async fn no_header_and_no_media_type_makes_the_service_fail() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let report = at(&draft(&head, "2026-10").await);
    let long = "x".repeat(60_000);
    for (name, value) in [
        ("if-match", "*, *"),
        ("if-match", "W/\"1\""),
        ("if-match", "\"1\", \"2\""),
        ("if-match", "\"-1\""),
        ("if-match", "\"18446744073709551616\""),
        ("if-match", "1"),
        ("idempotency-key", ""),
        ("idempotency-key", "\"\""),
        ("idempotency-key", "a b"),
        ("idempotency-key", &long),
        ("accept-language", "*;q=x, xx-YY-zz;q=-1"),
        ("accept-language", &long),
        ("accept", "image/png"),
        ("accept", "application/json;q=2, */*;q=x"),
        ("accept-encoding", "gzip;q=NaN, x"),
        ("content-encoding", "gzip, gzip"),
        ("content-length", "0"),
        ("x-request-id", "../../../etc"),
        ("x-request-id", &long),
        ("x-forwarded-for", "'; DROP TABLE --"),
        ("forwarded", "for=unknown;proto=gopher"),
        ("x-http-method-override", "DELETE"),
        ("x-original-url", "/v1/users"),
        ("host", "attacker.test"),
        ("origin", "null"),
        ("range", "bytes=9-1,-1,5-"),
        ("traceparent", "00-0-0-00"),
        ("expect", "100-continue"),
        ("upgrade", "websocket"),
        ("cookie", "a=b; a=c"),
    ] {
        let (what, begun) = (format!("{name}: {}", value.chars().take(40).collect::<String>()), Instant::now());
        let read = head.send(Request::get(&report).header(name, value), "", Vec::new()).await;
        judged(&what, &read, begun);
        let write = Request::post(format!("{report}/submit?validateOnly=true")).header(name, value);
        judged(&what, &head.send(write, JSON, b"{}".to_vec()).await, begun);
    }
    for kind in [
        "",
        "*/*",
        "application/json; charset=utf-16",
        "application/json, text/html",
        "text/json",
        "JSON",
        "application/x-yaml",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "application/graphql",
    ] {
        for path in ["/v1/reports", "/v1/uploads", "/oauth/token", "/v1/persons"] {
            let reply = head.send(Request::post(path), kind, b"{}".to_vec()).await;
            assert!((400..500).contains(&reply.status), "{path} {kind:?}: {} {}", reply.status, reply.text);
        }
        judged_graphql(kind, &head.send(Request::post("/graphql"), kind, b"{}".to_vec()).await);
    }
    let methods = ["OPTIONS", "TRACE", "PUT", "DELETE", "PROPFIND", "x"];
    for method in methods {
        let reply = head.send(Request::builder().method(method).uri("/v1/blks"), "", Vec::new()).await;
        assert!(reply.status < 500, "{method}: {}", reply.text);
    }
    let same = head.get(&report).await.expect(200);
    assert_eq!((&same["state"], &same["version"]), (&json!("DRAFT"), &json!(1)), "{same}");
    assert_ne!(same["id"], Value::Null);
}
