//! Read-only keys: shown once, good for tables of saved queries and nothing else, with the rights of their owner.

use std::time::Duration;

use api::domain::queries::keys::MOST;
use api::vocab::Role;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::steps::{self, text, version};
use crate::support::{BLK, Caller, Reply, TestApp};

const KEYS: &str = "/v1/access-keys";
const TABLE: &str = "/v1/q/laporan-saya.csv";

async fn save(caller: &Caller, slug: &str) {
    let query = json!({"title": "Laporan", "query": "{ reports(first: 9) { nodes { unitCode period } } }"});
    let request = Request::put(format!("/v1/saved-queries/{slug}"));
    caller.send(request, "application/json", query.to_string().into_bytes()).await.expect(201);
}

async fn basic(app: &TestApp, path: &str, user: &str, password: &str) -> Reply {
    let value = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
    app.anonymous().send(Request::get(path).header("authorization", value), "", Vec::new()).await
}

async fn with(app: &TestApp, path: &str, key: &Value) -> Reply {
    basic(app, path, text(key, "id"), text(key, "secret")).await
}

#[tokio::test]
async fn a_key_opens_the_tables_of_its_owner_and_nothing_else() {
    let app = TestApp::start().await;
    let head = app.head().await;
    steps::submitted(&app, "2026-10").await;
    save(&head, "laporan-saya").await;
    let key = head.post(KEYS, json!({"name": "Excel"})).await.expect(201);
    assert!(text(&key, "id").starts_with("key_") && text(&key, "secret").len() == 43, "{key}");
    let table = with(&app, TABLE, &key).await;
    assert_eq!((table.status, table.text.as_str()), (200, format!("unitCode,period\r\n{BLK},2026-10\r\n").as_str()));
    for path in ["/v1/reports", "/v1/me", "/v1/saved-queries/laporan-saya", "/v1/access-keys", "/v1/blks"] {
        with(&app, path, &key).await.refused(401, "AUTH.INVALID_TOKEN");
    }
    let value = format!("Basic {}", STANDARD.encode(format!("{}:{}", text(&key, "id"), text(&key, "secret"))));
    let graphql = Request::post("/graphql").header("authorization", &value);
    let reply = app.anonymous().send(graphql, "application/json", br#"{"query":"{ viewer { id } }"}"#.to_vec()).await;
    assert_eq!(reply.status, 401, "{}", reply.text);
    // Somebody else's table is not there.
    save(&app.coordinator().await, "laporan-lain").await;
    with(&app, "/v1/q/laporan-lain.csv", &key).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn wrong_credentials_all_look_alike_and_ask_for_right_ones() {
    let app = TestApp::start().await;
    let head = app.head().await;
    save(&head, "laporan-saya").await;
    let key = head.post(KEYS, json!({"name": "Excel"})).await.expect(201);
    let (id, secret) = (text(&key, "id"), text(&key, "secret"));
    let unknown = api::domain::ids::text(api::domain::ids::Kind::AccessKey, uuid::Uuid::nil());
    for (user, password) in
        [(id, "salah"), (id, ""), (unknown.as_str(), secret), ("head@blk.test", secret), ("", ""), ("\0", secret)]
    {
        let reply = basic(&app, TABLE, user, password).await;
        assert!(
            reply.headers.get_all("www-authenticate").iter().any(|way| way.to_str().unwrap().starts_with("Basic "))
        );
        reply.refused(401, "AUTH.INVALID_TOKEN");
    }
    for header in ["Basic", "Basic !!!", "Basic YQ==", "Digest x"] {
        let reply = app.anonymous().send(Request::get(TABLE).header("authorization", header), "", Vec::new()).await;
        assert_eq!(reply.status, 401, "{header}: {}", reply.text);
    }
    // Who calls is asked before anything else that may be wrong.
    for path in ["/v1/q/laporan-saya.csv?validateOnly=x", "/v1/q/laporan-saya.csv?lain=1", "/v1/q/%FF.csv"] {
        for value in ["Basic !!!".to_owned(), format!("Basic {}", STANDARD.encode(format!("{id}:salah")))] {
            let reply = app.anonymous().send(Request::get(path).header("authorization", value), "", Vec::new()).await;
            reply.refused(401, "AUTH.INVALID_TOKEN");
        }
    }
    with(&app, "/v1/q/laporan-saya.csv?validateOnly=x", &key).await.refused(422, "REQUEST.INVALID");
    with(&app, "/v1/q/%FF.csv", &key).await.refused(400, "REQUEST.MALFORMED");
    // The password is nowhere but in that one answer.
    assert!(!super::secrets::everything(&app).await.contains(secret));
    assert!(head.get(KEYS).await.expect(200)["data"][0].get("secret").is_none());
}

#[tokio::test]
async fn a_key_that_was_revoked_or_whose_time_is_over_opens_nothing() {
    let app = TestApp::start().await;
    let head = app.head().await;
    save(&head, "laporan-saya").await;
    let key = head.post(KEYS, json!({"name": "Excel"})).await.expect(201);
    let until = "2026-11-06T00:00:00Z";
    let short = head.post(KEYS, json!({"name": "Sehari", "expiresAt": until})).await.expect(201);
    let path = format!("{KEYS}/{}", text(&key, "id"));
    // Not another's to revoke; nobody learns that it is there.
    app.coordinator().await.delete(&path).await.refused(404, "RESOURCE.NOT_FOUND");
    head.delete_if(&path, 7).await.refused(412, "PRECONDITION.STALE");
    let revoked = head.delete(&path).await.expect(200);
    assert!(revoked["revokedAt"].is_string() && version(&revoked) == 2, "{revoked}");
    head.delete(&path).await.refused(409, "STATE.ILLEGAL");
    with(&app, TABLE, &key).await.refused(401, "AUTH.INVALID_TOKEN");
    assert_eq!(with(&app, TABLE, &short).await.status, 200);
    app.clock().advance(Duration::from_secs(86_400));
    with(&app, TABLE, &short).await.refused(401, "AUTH.INVALID_TOKEN");
}

#[tokio::test]
async fn a_key_reads_with_the_rights_that_its_owner_holds_now() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    steps::submitted(&app, "2026-10").await;
    save(&operator, "laporan-saya").await;
    let key = operator.post(KEYS, json!({"name": "Excel"})).await.expect(201);
    let rows = async || with(&app, TABLE, &key).await.text.lines().count();
    assert_eq!(rows().await, 2);
    let me = operator.get("/v1/me").await.expect(200);
    let grant = me["roles"][0]["id"].as_str().unwrap().to_owned();
    let ended = admin.delete(&format!("/v1/role-grants/{grant}")).await;
    assert!(ended.status < 300, "{}", ended.text);
    assert_eq!(rows().await, 1);
    let user = admin.get(&format!("/v1/users/{}", text(&me, "id"))).await.expect(200);
    let path = format!("/v1/users/{}/deactivate", text(&me, "id"));
    admin.post_if(&path, version(&user), json!({})).await.expect(200);
    with(&app, TABLE, &key).await.refused(401, "AUTH.INVALID_TOKEN");
}

#[tokio::test]
async fn a_key_may_be_for_some_tables_only() {
    let app = TestApp::start().await;
    let head = app.head().await;
    save(&head, "laporan-saya").await;
    save(&head, "laporan-dua").await;
    let key = head.post(KEYS, json!({"name": "Excel", "queries": ["laporan-dua"]})).await.expect(201);
    assert_eq!(with(&app, "/v1/q/laporan-dua.json", &key).await.status, 200);
    with(&app, TABLE, &key).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn what_is_wrong_with_a_new_key_is_said_with_its_path() {
    let app = TestApp::start().await;
    let head = app.head().await;
    for (body, code, path) in [
        (json!({"name": " "}), "FIELD.LENGTH", "/name"),
        (json!({}), "FIELD.REQUIRED", "/name"),
        (json!({"name": "x", "queries": []}), "FIELD.LENGTH", "/queries"),
        (json!({"name": "x", "queries": ["A b"]}), "FIELD.FORMAT", "/queries/0"),
        (json!({"name": "x", "expiresAt": "2026-11-05T00:00:00Z"}), "FIELD.OUT_OF_RANGE", "/expiresAt"),
        (json!({"name": "x", "expiresAt": "2030-01-01T00:00:00Z"}), "FIELD.OUT_OF_RANGE", "/expiresAt"),
        (json!({"name": "x", "secret": "x"}), "FIELD.UNKNOWN", "/secret"),
    ] {
        let reply = head.post(KEYS, body).await;
        assert_eq!((reply.status, reply.faults()), (422, vec![(code.to_owned(), path.to_owned())]), "{}", reply.text);
    }
    app.anonymous().post(KEYS, json!({"name": "x"})).await.refused(401, "AUTH.REQUIRED");
    let tried = head.post(&format!("{KEYS}?validateOnly=true"), json!({"name": "x"})).await.expect(200);
    assert!(tried["id"].is_string());
    assert_eq!(head.get(KEYS).await.expect(200)["data"], json!([]));
}

#[tokio::test]
async fn graphql_makes_and_revokes_keys_and_a_repeat_makes_no_second_one() {
    let app = TestApp::start().await;
    let client = app.machine(Role::Dashboard, None).await;
    let make = "mutation { createAccessKey(input: {name: \"Grafana\"}) { id secret owner expiresAt } }";
    let request = || Request::post("/graphql").header("idempotency-key", "kunci-1");
    let body = json!({"query": make}).to_string().into_bytes();
    let first = Caller::data(client.send(request(), "application/json", body.clone()).await)["createAccessKey"].clone();
    let again = Caller::data(client.send(request(), "application/json", body).await)["createAccessKey"].clone();
    assert_eq!(first, again);
    assert!(text(&first, "owner").starts_with("cli_"), "{first}");
    let listed = Caller::data(client.graphql("{ accessKeys(first: 5) { nodes { id secret } } }", json!({})).await);
    assert_eq!(listed["accessKeys"]["nodes"], json!([{"id": first["id"], "secret": null}]));
    assert_eq!(with(&app, "/v1/q/laju-pelaporan.json", &first).await.status, 200);
    let revoke = "mutation R($id: ID!) { revokeAccessKey(id: $id, expectedVersion: 1) { version } }";
    assert_eq!(Caller::data(client.graphql(revoke, json!({"id": first["id"]})).await)["revokeAccessKey"]["version"], 2);
    with(&app, "/v1/q/laju-pelaporan.json", &first).await.refused(401, "AUTH.INVALID_TOKEN");
}

#[tokio::test]
async fn keys_that_hold_are_so_many_and_come_page_by_page() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let mut made = Vec::new();
    for number in 0..MOST {
        made.push(head.post(KEYS, json!({"name": format!("Kunci {number}")})).await.expect(201)["id"].clone());
    }
    head.post(KEYS, json!({"name": "Satu lagi"})).await.refused(409, "QUOTA.FULL");
    let first = head.get(&format!("{KEYS}?limit=30")).await.expect(200);
    let next = first["page"]["next"].as_str().unwrap().to_owned();
    let rest = head.get(&format!("{KEYS}?limit=30&after={next}")).await.expect(200);
    let pages = [&first, &rest].into_iter().flat_map(|page| page["data"].as_array().unwrap());
    assert_eq!(pages.map(|key| key["id"].clone()).collect::<Vec<_>>(), made);
    assert!(rest["page"]["next"].is_null(), "{rest}");
    head.get(&format!("{KEYS}?limit=0")).await.refused(422, "PAGE.LIMIT");
    let cursor = api::domain::page::Cursor::new("", "bukan-id").encode();
    for wrong in ["x", cursor.as_str()] {
        head.get(&format!("{KEYS}?after={wrong}")).await.refused(422, "PAGE.CURSOR");
    }
    // One that holds no more makes room.
    head.delete(&format!("{KEYS}/{}", made[0].as_str().unwrap())).await.expect(200);
    head.post(KEYS, json!({"name": "Satu lagi"})).await.expect(201);
}
