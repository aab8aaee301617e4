//! Machine clients: what is set of them and changed, from where they may call, what their tokens are narrowed to, and
//! how soon that holds.

use std::net::SocketAddr;
use std::time::Duration;

use api::domain::people::actor;
use axum::extract::ConnectInfo;
use axum::http::Request;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::super::incubation::steps::merged;
use super::super::kept_steps::faulty;
use super::super::steps::text;
use crate::support::{self, Caller, Reply, TestApp};

/// The key of RFC 8037, appendix A.2.
const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const OFFICE: &str = "203.0.113.9:40000";
const HOME: &str = "198.51.100.7:40000";

fn key() -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "x": X})
}

fn new(extra: Value) -> Value {
    merged(json!({"name": "Sistem bank", "grants": [{"role": "DASHBOARD"}]}), extra)
}

async fn made(app: &TestApp, extra: Value) -> Value {
    app.admin().await.post("/v1/clients", new(extra)).await.expect(201)
}

fn at(client: &Value) -> String {
    format!("/v1/clients/{}", text(client, "id"))
}

/// Asks for a token from an address.
async fn ask_from(app: &TestApp, peer: Option<&str>, client: &Value, more: &str) -> Reply {
    let (id, secret) = (text(client, "clientId"), text(client, "clientSecret"));
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}{more}");
    let mut request = Request::post("/oauth/token");
    if let Some(peer) = peer {
        request = request.extension(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
    }
    app.anonymous().send(request, "application/x-www-form-urlencoded", form.into_bytes()).await
}

async fn ask(app: &TestApp, client: &Value, more: &str) -> Reply {
    ask_from(app, None, client, more).await
}

async fn get_from(caller: &Caller, peer: &str, path: &str) -> Reply {
    let peer: SocketAddr = peer.parse().unwrap();
    caller.send(Request::get(path).extension(ConnectInfo(peer)), "", Vec::new()).await
}

/// The events of a client, with the version that each led to.
async fn events(app: &TestApp, client: &Value) -> Vec<(String, i32)> {
    let found = entity::event::Entity::find()
        .filter(entity::event::Column::ObjectId.eq(text(client, "id")))
        .order_by_asc(entity::event::Column::ObjectVersion);
    let found = found.all(app.app.store.reader()).await.unwrap();
    found.into_iter().map(|event| (event.r#type, event.object_version)).collect()
}

#[tokio::test]
async fn a_client_is_changed_by_administrators_in_the_version_that_they_read() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let client = made(&app, json!({"publicJwk": key(), "allowedIps": ["203.0.113.0/24"], "scopes": ["CONTACT"]})).await;
    let set = [&client["publicJwk"], &client["allowedIps"], &client["scopes"]];
    assert_eq!(set, [&key(), &json!(["203.0.113.0/24"]), &json!(["CONTACT"])]);
    let path = at(&client);
    let change = json!({"name": "Sistem KUR", "expiresAt": "2027-01-01T00:00:00Z", "allowedIps": ["2001:DB8::7"]});
    app.anonymous().patch(&path, 1, change.clone()).await.refused(401, "AUTH.REQUIRED");
    app.head().await.patch(&path, 1, change.clone()).await.refused(403, "ACCESS.DENIED");
    let missing = admin.patch("/v1/clients/cli_01h455vb4pex5vsknk084sn02q", 1, change.clone()).await;
    missing.refused(404, "RESOURCE.NOT_FOUND");
    let unread = admin.send(Request::patch(&path), "application/json", change.to_string().into_bytes()).await;
    unread.refused(428, "PRECONDITION.REQUIRED");
    admin.patch(&path, 7, change.clone()).await.refused(412, "PRECONDITION.STALE");
    let checked = admin.patch(&format!("{path}?validateOnly=true"), 1, change.clone()).await.expect(200);
    assert_eq!(checked["version"], 2);
    let changed = admin.patch(&path, 1, change).await.expect(200);
    assert_eq!((&changed["name"], &changed["version"]), (&json!("Sistem KUR"), &json!(2)));
    // What was left out stays; an address is a network of one.
    let set = [&changed["publicJwk"], &changed["allowedIps"], &changed["scopes"]];
    assert_eq!(set, [&key(), &json!(["2001:db8::7/128"]), &json!(["CONTACT"])]);
    assert!(changed.get("clientSecret").is_none(), "{changed}");
    let same = admin.patch(&path, 2, json!({"name": "Sistem KUR"})).await.expect(200);
    assert_eq!(same["version"], 2, "nothing changed");
    let cleared = json!({"expiresAt": null, "publicJwk": null, "allowedIps": null, "scopes": null});
    let cleared = admin.patch(&path, 2, cleared).await.expect(200);
    for field in ["expiresAt", "publicJwk", "allowedIps", "scopes"] {
        assert_eq!(cleared[field], Value::Null, "{field}");
    }
    admin.post(&format!("{path}/rotate-secret"), json!({})).await.expect(200);
    admin.post(&format!("{path}/revoke"), json!({})).await.expect(200);
    admin.patch(&path, 5, json!({"name": "x"})).await.refused(409, "STATE.ILLEGAL");
    let said = ["created", "updated", "updated", "secret_rotated", "revoked"].map(|what| format!("client.{what}"));
    assert_eq!(events(&app, &client).await, said.into_iter().zip(1..).collect::<Vec<_>>());
    let audit = entity::audit::Entity::find()
        .filter(entity::audit::Column::Action.eq("updateClient"))
        .order_by_asc(entity::audit::Column::Id);
    let fields: Vec<_> = audit.all(app.app.store.reader()).await.unwrap().into_iter().map(|row| row.fields).collect();
    assert_eq!(fields.first().unwrap().as_deref(), Some("name,expiresAt,allowedIps"));
}

#[tokio::test]
async fn everything_wrong_with_a_client_is_said_at_once_and_no_key_is_said_back() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let client = made(&app, json!({})).await;
    type Fault = (&'static str, &'static str);
    let cases: Vec<(Value, &[Fault])> = vec![
        (json!({"name": ""}), &[("FIELD.LENGTH", "/name")]),
        (json!({"name": "  "}), &[("FIELD.LENGTH", "/name")]),
        (json!({"expiresAt": "2026-11-05T02:00:00Z"}), &[("FIELD.OUT_OF_RANGE", "/expiresAt")]),
        (json!({"allowedIps": []}), &[("FIELD.LENGTH", "/allowedIps")]),
        (json!({"scopes": []}), &[("FIELD.LENGTH", "/scopes")]),
        (
            json!({
                "allowedIps": ["10.0.0.0/8", "10.0.0.1/8", "bank.example", "10.0.0.0/8"],
                "scopes": ["CONTACT", "SEPATU", "CONTACT"],
            }),
            &[
                ("FIELD.DUPLICATE", "/allowedIps/3"),
                ("FIELD.DUPLICATE", "/scopes/2"),
                ("FIELD.FORMAT", "/allowedIps/1"),
                ("FIELD.FORMAT", "/allowedIps/2"),
                ("FIELD.UNKNOWN_CODE", "/scopes/1"),
            ],
        ),
        (
            json!({"publicJwk": {"kty": "oct", "k": "c2VjcmV0"}}),
            &[("FIELD.FORMAT", "/publicJwk/kty"), ("FIELD.UNKNOWN", "/publicJwk/k")],
        ),
        // A private key is given away with the call that holds it.
        (json!({"publicJwk": merged(key(), json!({"d": "rahasia-sekali"}))}), &[("FIELD.UNKNOWN", "/publicJwk/d")]),
        (json!({"publicJwk": {"kty": "OKP", "crv": "Ed25519"}}), &[("FIELD.REQUIRED", "/publicJwk/x")]),
        (json!({"publicJwk": {"kty": "OKP", "crv": "X25519", "x": X}}), &[("FIELD.UNKNOWN_CODE", "/publicJwk/crv")]),
        (json!({"publicJwk": {"kty": "EC", "crv": "P-256", "x": X, "y": X}}), &[("FIELD.FORMAT", "/publicJwk/x")]),
        (json!({"publicJwk": {"kty": "RSA", "n": "1W5k", "e": "AQAB"}}), &[("FIELD.FORMAT", "/publicJwk/n")]),
        (
            json!({"name": " ", "publicJwk": merged(key(), json!({"alg": "RS256", "use": "enc"}))}),
            &[
                ("FIELD.LENGTH", "/name"),
                ("FIELD.UNKNOWN_CODE", "/publicJwk/alg"),
                ("FIELD.UNKNOWN_CODE", "/publicJwk/use"),
            ],
        ),
        (json!({"secretHash": "x"}), &[("FIELD.UNKNOWN", "/secretHash")]),
    ];
    for (wrong, wanted) in cases {
        println!("{wrong}");
        let refused = admin.post("/v1/clients", new(wrong.clone())).await;
        faulty(&refused, wanted);
        assert!(!refused.text.contains("rahasia-sekali"), "{}", refused.text);
        let refused = admin.patch(&at(&client), 1, wrong.clone()).await;
        faulty(&refused, wanted);
        assert!(!refused.text.contains("rahasia-sekali"), "{}", refused.text);
        let mutation = "mutation M($id: ID!, $changes: ClientChanges!) {
            updateClient(id: $id, expectedVersion: 1, changes: $changes) { version } }";
        let refused = admin.graphql(mutation, json!({"id": client["id"], "changes": wrong})).await;
        assert!(refused.body["errors"].is_array(), "{}", refused.text);
        assert!(!refused.text.contains("rahasia-sekali"), "{}", refused.text);
    }
    admin.patch(&at(&client), 1, json!({"name": null})).await.refused(422, "REQUEST.INVALID");
    admin.patch(&at(&client), 1, json!({"grants": []})).await.refused(422, "REQUEST.INVALID");
    assert_eq!(admin.get(&at(&client)).await.expect(200)["version"], 1);
}

#[tokio::test]
async fn clients_are_kept_by_graphql_too() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let create = "mutation M($input: NewClient!) { createClient(input: $input) {
        id clientId clientSecret version roles { role } publicJwk { kty crv x kid } allowedIps scopes } }";
    let input = new(json!({"publicJwk": key(), "allowedIps": ["203.0.113.7"], "scopes": ["CONTACT", "ADDRESS"]}));
    let made = Caller::data(admin.graphql(create, json!({"input": input})).await)["createClient"].clone();
    assert_eq!(made["publicJwk"], json!({"kty": "OKP", "crv": "Ed25519", "x": X, "kid": null}));
    assert_eq!((&made["allowedIps"], &made["scopes"]), (&json!(["203.0.113.7/32"]), &json!(["CONTACT", "ADDRESS"])));
    ask_from(&app, Some("203.0.113.7:1"), &made, "").await.expect(200);
    let change = |version: i64, changes: Value| json!({"id": made["id"], "version": version, "changes": changes});
    let update = "mutation M($id: ID!, $version: Int!, $changes: ClientChanges!) {
        updateClient(id: $id, expectedVersion: $version, changes: $changes) { version name allowedIps scopes } }";
    let stale = admin.graphql(update, change(9, json!({"name": "x"}))).await;
    assert_eq!(stale.body["errors"][0]["extensions"]["code"], "PRECONDITION.STALE", "{}", stale.text);
    let changes = json!({"allowedIps": null, "scopes": ["CONTACT"]});
    let data = Caller::data(admin.graphql(update, change(1, changes)).await);
    let wanted = json!({"version": 2, "name": "Sistem bank", "allowedIps": null, "scopes": ["CONTACT"]});
    assert_eq!(data["updateClient"], wanted);
    let rotate = "mutation M($id: ID!) {
        rotateClientSecret(id: $id, expectedVersion: 2) { version clientId clientSecret } }";
    let rotated = Caller::data(admin.graphql(rotate, json!({"id": made["id"]})).await)["rotateClientSecret"].clone();
    assert_eq!(ask(&app, &made, "").await.status, 401, "the old secret");
    ask(&app, &rotated, "").await.expect(200);
    let read = "query Q($id: ID!) {
        client(id: $id) { version clientSecret lastUsedAt } clients(first: 5) { nodes { id } } }";
    let data = Caller::data(admin.graphql(read, json!({"id": made["id"]})).await);
    assert!(data["client"]["lastUsedAt"].is_string() && data["client"]["clientSecret"].is_null(), "{data}");
    assert_eq!(data["clients"]["nodes"], json!([{"id": made["id"]}]));
    let denied = app.head().await.graphql(read, json!({"id": made["id"]})).await;
    assert_eq!(denied.body["errors"][0]["extensions"]["code"], "ACCESS.DENIED", "{}", denied.text);
    let nobody = app.anonymous().graphql(update, change(3, json!({"name": "x"}))).await;
    assert_eq!(nobody.body["errors"][0]["extensions"]["code"], "AUTH.REQUIRED", "{}", nobody.text);
    let revoke = "mutation M($id: ID!) { revokeClient(id: $id) { status version } }";
    let data = Caller::data(admin.graphql(revoke, json!({"id": made["id"]})).await);
    assert_eq!(data["revokeClient"], json!({"status": "REVOKED", "version": 4}));
    assert_eq!(ask(&app, &rotated, "").await.status, 401, "a revoked client");
}

#[tokio::test]
async fn a_client_gets_tokens_and_calls_from_its_own_networks_alone() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let client = made(&app, json!({"allowedIps": ["203.0.113.0/24", "2001:db8::/32"]})).await;
    for elsewhere in [Some(HOME), Some("127.0.0.1:1"), Some("[2001:db9::1]:1"), None] {
        let reply = ask_from(&app, elsewhere, &client, "").await;
        assert_eq!((reply.status, &reply.body["error"]), (401, &json!("invalid_client")), "{elsewhere:?}");
    }
    let refused = entity::audit::Entity::find()
        .filter(entity::audit::Column::Action.eq("refuseAddress"))
        .filter(entity::audit::Column::ObjectId.eq(text(&client, "id")));
    assert_eq!(refused.count(app.app.store.reader()).await.unwrap(), 4);
    assert_eq!(admin.get(&at(&client)).await.expect(200)["lastUsedAt"], Value::Null);
    for inside in [OFFICE, "[::ffff:203.0.113.10]:1", "[2001:db8::7]:1"] {
        ask_from(&app, Some(inside), &client, "").await.expect(200);
    }
    let token = ask_from(&app, Some(OFFICE), &client, "").await.expect(200);
    let machine = app.bearer(text(&token, "access_token"));
    get_from(&machine, OFFICE, "/v1/me").await.expect(200);
    // Also what would not be found, what is public, and what has its own errors.
    for path in ["/v1/me", "/v1/reports/rpt_01h455vb4pex5vsknk084sn02q", "/v1/blks"] {
        get_from(&machine, HOME, path).await.refused(403, "AUTH.ADDRESS_DENIED");
    }
    machine.get("/v1/me").await.refused(403, "AUTH.ADDRESS_DENIED");
    let query = Request::post("/graphql").extension(ConnectInfo(HOME.parse::<SocketAddr>().unwrap()));
    let said = machine.send(query, "application/json", br#"{"query":"{ viewer { id } }"}"#.to_vec()).await;
    assert_eq!(said.body["errors"][0]["extensions"]["code"], "AUTH.ADDRESS_DENIED", "{}", said.text);
    // A person is not bound to a place.
    get_from(&app.head().await, HOME, "/v1/me").await.expect(200);
    // What is changed holds for the token that is out, at once.
    admin.patch(&at(&client), 1, json!({"allowedIps": ["198.51.100.7"]})).await.expect(200);
    get_from(&machine, HOME, "/v1/me").await.expect(200);
    get_from(&machine, OFFICE, "/v1/me").await.refused(403, "AUTH.ADDRESS_DENIED");
    admin.patch(&at(&client), 2, json!({"allowedIps": null})).await.expect(200);
    machine.get("/v1/me").await.expect(200);
}

#[tokio::test]
async fn behind_a_proxy_of_ours_the_networks_are_those_of_the_caller() {
    let app = TestApp::start_with(|settings| settings.proxies = "127.0.0.1, 10.0.0.0/8".to_owned()).await;
    let client = made(&app, json!({"allowedIps": ["203.0.113.0/24"]})).await;
    let token = ask_from(&app, Some(OFFICE), &client, "").await.expect(200);
    let machine = app.bearer(text(&token, "access_token"));
    let through = async |peer: &str, forwarded: &str| {
        let request = Request::get("/v1/me").header("x-forwarded-for", forwarded);
        let request = request.extension(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        machine.send(request, "", Vec::new()).await.status
    };
    assert_eq!(through("127.0.0.1:1", "203.0.113.9").await, 200);
    assert_eq!(through("127.0.0.1:1", "198.51.100.7").await, 403);
    assert_eq!(through("127.0.0.1:1", "203.0.113.9, 198.51.100.7").await, 403, "what the caller wrote itself");
    assert_eq!(through("198.51.100.7:1", "203.0.113.9").await, 403, "no proxy of ours");
}

/// What the token of an answer is narrowed to, for whoever asks about its bearer.
async fn narrowed(app: &TestApp, token: &Value) -> Option<Vec<String>> {
    actor::authenticate(&app.app, text(token, "access_token")).await.unwrap().scopes.clone()
}

#[tokio::test]
async fn a_token_is_narrowed_to_scopes_and_never_has_more_than_its_client() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let owned = |list: &[&str]| Some(list.iter().map(|scope| (*scope).to_owned()).collect::<Vec<_>>());
    let open = made(&app, json!({"name": "Tanpa batas"})).await;
    let token = ask(&app, &open, "&scope=").await.expect(200);
    assert_eq!((token.get("scope"), narrowed(&app, &token).await), (None, None));
    let token = ask(&app, &open, "&scope=CONTACT+IDENTITY_NIK%20CONTACT").await.expect(200);
    assert_eq!(token["scope"], "CONTACT IDENTITY_NIK");
    assert_eq!(narrowed(&app, &token).await, owned(&["CONTACT", "IDENTITY_NIK"]));
    let bound = made(&app, json!({"scopes": ["CONTACT", "ADDRESS"]})).await;
    let whole = ask(&app, &bound, "").await.expect(200);
    assert_eq!(whole["scope"], "CONTACT ADDRESS");
    let part = ask(&app, &bound, "&scope=CONTACT").await.expect(200);
    assert_eq!(part["scope"], "CONTACT");
    assert_eq!(narrowed(&app, &part).await, owned(&["CONTACT"]));
    let beyond = [(&bound, "IDENTITY_NIK"), (&bound, "CONTACT+IDENTITY_NIK"), (&open, "SEPATU"), (&bound, "*")];
    for (client, scope) in beyond {
        let reply = ask(&app, client, &format!("&scope={scope}")).await;
        assert_eq!((reply.status, &reply.body["error"]), (400, &json!("invalid_scope")), "{scope}");
        assert!(reply.body.get("access_token").is_none());
    }
    // Taken away from the client, it is taken away from the tokens that are out; given back, they have what they asked.
    admin.patch(&at(&bound), 1, json!({"scopes": ["ADDRESS"]})).await.expect(200);
    assert_eq!((narrowed(&app, &whole).await, narrowed(&app, &part).await), (owned(&["ADDRESS"]), owned(&[])));
    admin.patch(&at(&bound), 2, json!({"scopes": null})).await.expect(200);
    assert_eq!((narrowed(&app, &whole).await, narrowed(&app, &part).await), (None, owned(&["CONTACT"])));
}

#[tokio::test]
async fn a_revoked_client_is_refused_everywhere_within_five_seconds() {
    let app = TestApp::start().await;
    let client = made(&app, json!({})).await;
    let token = ask(&app, &client, "").await.expect(200);
    let here = app.bearer(text(&token, "access_token"));
    // A second server of the same installation, which has just looked who calls.
    let second = support::open(app.app.settings.clone()).await;
    let there = Caller::new(api::server::router(second.clone()), Some(text(&token, "access_token").to_owned()));
    here.get("/v1/me").await.expect(200);
    there.get("/v1/me").await.expect(200);
    app.admin().await.post(&format!("{}/revoke", at(&client)), json!({})).await.expect(200);
    here.get("/v1/me").await.refused(401, "AUTH.INVALID_TOKEN");
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    there.get("/v1/me").await.refused(401, "AUTH.INVALID_TOKEN");
    second.store.close().await;
}

#[tokio::test]
async fn the_metadata_say_how_clients_prove_themselves_and_what_they_may_ask_for() {
    let app = TestApp::start().await;
    let about = app.anonymous().get("/.well-known/oauth-authorization-server").await.expect(200);
    assert_eq!(about["issuer"], "https://ereporting.test");
    for endpoint in ["token_endpoint", "revocation_endpoint", "jwks_uri"] {
        assert!(text(&about, endpoint).starts_with("https://ereporting.test/"), "{endpoint}");
    }
    assert_eq!(about["grant_types_supported"], json!(["client_credentials"]));
    for endpoint in ["token", "revocation"] {
        let methods = &about[format!("{endpoint}_endpoint_auth_methods_supported")];
        assert_eq!(methods, &json!(["client_secret_basic", "client_secret_post", "private_key_jwt"]));
        let algorithms = &about[format!("{endpoint}_endpoint_auth_signing_alg_values_supported")];
        assert_eq!(algorithms, &json!(["EdDSA", "ES256", "PS256", "RS256"]));
    }
    let scopes = app.anonymous().get("/v1/reference/consentScopes").await.expect(200);
    let codes: Vec<Value> = scopes["codes"].as_array().unwrap().iter().map(|entry| entry["code"].clone()).collect();
    assert_eq!(about["scopes_supported"], json!(codes));
}
