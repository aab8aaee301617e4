//! Queries that are sent once and named by their hash from then on.

use api::domain::vault::sha256_hex;
use api::vocab::Role;
use axum::http::Request;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::{Caller, Reply, TestApp};

const TEXT: &str = "query Satu($first: Int!) { blks(first: $first) { nodes { code } } }";

fn hash(text: &str) -> Value {
    json!({"persistedQuery": {"version": 1, "sha256Hash": sha256_hex(text.as_bytes())}})
}

async fn by_hash(caller: &Caller, text: &str) -> Reply {
    caller.post("/graphql", json!({"extensions": hash(text), "variables": {"first": 1}})).await
}

async fn with_text(caller: &Caller, text: &str) -> Reply {
    caller.post("/graphql", json!({"query": text, "extensions": hash(text), "variables": {"first": 1}})).await
}

/// Queries that the database holds.
async fn kept(app: &TestApp) -> u64 {
    entity::persisted_query::Entity::find().count(app.app.store.reader()).await.unwrap()
}

fn code(reply: &Reply) -> &str {
    reply.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn a_query_is_known_by_its_hash_once_it_ran() {
    let app = TestApp::start().await;
    let nobody = app.anonymous();
    let unknown = by_hash(&nobody, TEXT).await;
    assert_eq!(
        (code(&unknown), &unknown.body["errors"][0]["message"]),
        ("PERSISTED_QUERY_NOT_FOUND", &json!("PersistedQueryNotFound"))
    );
    let first = Caller::data(with_text(&nobody, TEXT).await);
    assert_eq!(Caller::data(by_hash(&nobody, TEXT).await), first);
    // By GET too, where caches on the way may keep it.
    let encode = |value: &Value| value.to_string().replace('{', "%7B").replace('}', "%7D").replace('"', "%22");
    let address = format!("/graphql?extensions={}&variables={}", encode(&hash(TEXT)), encode(&json!({"first": 1})));
    assert_eq!(Caller::data(nobody.get(&address).await), first);
    // What everybody sends is nobody's in particular, but not a client's own.
    assert_eq!(Caller::data(by_hash(&app.head().await, TEXT).await), first);
    let client = app.machine(Role::Dashboard, None).await;
    assert_eq!(code(&by_hash(&client, TEXT).await), "PERSISTED_QUERY_NOT_FOUND");
}

#[tokio::test]
async fn a_wrong_hash_and_a_query_that_did_not_run_are_not_kept() {
    let app = TestApp::start().await;
    let nobody = app.anonymous();
    let body = json!({"query": TEXT, "extensions": hash("{ __typename }"), "variables": {"first": 1}});
    assert_eq!(code(&nobody.post("/graphql", body).await), "QUERY.REFUSED");
    for wrong in [
        json!({"version": 2, "sha256Hash": sha256_hex(b"x")}),
        json!({"version": 1}),
        json!({"sha256Hash": "abc"}),
        json!("x"),
    ] {
        let reply = nobody.post("/graphql", json!({"query": TEXT, "extensions": {"persistedQuery": wrong}})).await;
        assert_eq!((reply.status, code(&reply)), (400, "REQUEST.MALFORMED"), "{wrong}");
    }
    let broken = "{ blks(first: 1) { nodes { nothing } } }";
    assert_eq!(code(&with_text(&nobody, broken).await), "QUERY.REFUSED");
    assert_eq!(code(&by_hash(&nobody, broken).await), "PERSISTED_QUERY_NOT_FOUND");
    // Without either there is no request.
    let reply = nobody.post("/graphql", json!({"variables": {}})).await;
    assert_eq!((reply.status, code(&reply)), (400, "REQUEST.MALFORMED"));
}

#[tokio::test]
async fn a_query_whose_cost_alone_was_asked_is_not_kept() {
    let app = TestApp::start().await;
    for caller in [app.anonymous(), app.machine(Role::Dashboard, None).await] {
        let mut extensions = hash(TEXT);
        extensions["costOnly"] = json!(true);
        let body = json!({"query": TEXT, "extensions": extensions, "variables": {"first": 1}});
        let told = caller.post("/graphql", body).await;
        assert!(told.body["extensions"]["cost"].is_object() && told.body.get("data").is_none(), "{}", told.text);
        assert_eq!(code(&by_hash(&caller, TEXT).await), "PERSISTED_QUERY_NOT_FOUND");
    }
    assert_eq!(kept(&app).await, 0);
}

#[tokio::test]
async fn a_client_that_has_as_many_queries_as_it_may_has_no_other_in_memory_either() {
    let app = TestApp::start().await;
    let client = app.machine(Role::Dashboard, None).await;
    let me = client.get("/v1/me").await.expect(200);
    let (_, id) = api::domain::ids::parse(me["id"].as_str().unwrap()).unwrap();
    let row = |number: u32| {
        let document = format!("{{ __typename }} # {number}");
        let (sha256, created_at) = (sha256_hex(document.as_bytes()), app.app.clock.now());
        entity::persisted_query::Model { client_id: id, sha256, document, created_at }
    };
    let rows = (0..500).map(|number| entity::persisted_query::ActiveModel::from(row(number)));
    let turn = app.app.store.begin().await.unwrap();
    let many = entity::persisted_query::Entity::insert_many(rows);
    many.exec_without_returning(turn.txn().unwrap()).await.unwrap();
    turn.commit().await.unwrap();
    // It runs, and is not kept: after a restart it would not be known.
    Caller::data(with_text(&client, TEXT).await);
    assert_eq!(code(&by_hash(&client, TEXT).await), "PERSISTED_QUERY_NOT_FOUND");
    assert_eq!(kept(&app).await, 500);
    Caller::data(by_hash(&client, &row(7).document).await);
}

#[tokio::test]
async fn a_client_that_is_held_to_its_queries_sends_no_others() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let client = app.machine(Role::Dashboard, None).await;
    let id = client.get("/v1/me").await.expect(200)["id"].as_str().unwrap().to_owned();
    let expected = Caller::data(with_text(&client, TEXT).await);
    assert_eq!(kept(&app).await, 1);
    // Sent again, it is not kept again.
    Caller::data(with_text(&client, TEXT).await);
    assert_eq!(kept(&app).await, 1);
    let held = admin.patch(&format!("/v1/clients/{id}"), 1, json!({"onlyPersisted": true})).await.expect(200);
    assert_eq!((held["onlyPersisted"].as_bool(), held["version"].as_i64()), (Some(true), Some(2)));
    // What it was known by survives a restart: the database has it.
    app.app.persisted.invalidate_all();
    assert_eq!(Caller::data(by_hash(&client, TEXT).await), expected);
    let plain = json!({"query": TEXT, "variables": {"first": 1}});
    assert_eq!(Caller::data(client.post("/graphql", plain).await), expected);
    for reply in [
        client.post("/graphql", json!({"query": "{ __typename }"})).await,
        with_text(&client, "{ __typename }").await,
        client.post("/graphql", json!({"query": format!("{TEXT} "), "variables": {"first": 1}})).await,
        client.send(Request::get("/graphql?query=%7B__typename%7D"), "", Vec::new()).await,
    ] {
        assert_eq!(
            (reply.status, code(&reply), reply.body.get("data")),
            (403, "QUERY.NOT_PERSISTED", None),
            "{}",
            reply.text
        );
    }
    assert_eq!(kept(&app).await, 1);
    // Nor does it send them in the clothes of a saved query.
    let saved = json!({"title": "x", "query": "{ blks(first: 1) { nodes { name } } }"}).to_string().into_bytes();
    let saved = client.send(Request::put("/v1/saved-queries/lain"), "application/json", saved).await;
    saved.refused(403, "QUERY.NOT_PERSISTED");
    // REST is not GraphQL, and others are not held.
    client.get("/v1/blks?limit=1").await.expect(200);
    Caller::data(app.head().await.graphql("{ __typename }", json!({})).await);
    admin.patch(&format!("/v1/clients/{id}"), 2, json!({"onlyPersisted": false})).await.expect(200);
    Caller::data(client.graphql("{ __typename }", json!({})).await);
}
