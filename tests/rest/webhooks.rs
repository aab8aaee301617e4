//! Endpoints of webhooks: who registers which addresses, sees and changes them; what is secret stays so.

use api::vocab::Role;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::secrets::everything;
use super::steps::{count, text, version};
use crate::support::{BLK, Caller, Reply, TestApp};

const ENDPOINTS: &str = "/v1/webhook-endpoints";
/// An address of the public internet that needs no name server. Nothing is sent to it here.
const SAFE: &str = "https://8.8.8.8/hook";

fn at(endpoint: &Value) -> String {
    format!("{ENDPOINTS}/{}", text(endpoint, "id"))
}

async fn register(caller: &Caller) -> Value {
    caller.post(ENDPOINTS, json!({"url": SAFE, "types": ["report.approved"]})).await.expect(201)
}

async fn listed(caller: &Caller) -> Vec<Value> {
    caller.get(ENDPOINTS).await.expect(200)["data"].as_array().unwrap().clone()
}

fn refused_by_graphql(reply: &Reply) -> (Option<&str>, Option<u64>) {
    let said = &reply.body["errors"][0]["extensions"];
    (said["code"].as_str(), said["status"].as_u64())
}

#[tokio::test]
async fn an_address_that_is_not_https_or_not_public_is_refused() {
    let app = TestApp::start_with(|settings| settings.webhook_allow = "127.0.0.1:9000".to_owned()).await;
    let head = app.head().await;
    let register = "mutation M($input: WebhookEndpointInput!) { createWebhookEndpoint(input: $input) { id } }";
    for (url, reason) in [
        ("hooks.bank.example", "malformed"),
        ("https://", "malformed"),
        ("http://8.8.8.8/", "notHttps"),
        ("ftp://8.8.8.8/", "notHttps"),
        ("http://localhost/", "notHttps"),
        ("http://127.0.0.1:9001/", "notHttps"),
        ("https://user:rahasia@8.8.8.8/", "credentials"),
        ("https://rahasia@8.8.8.8/", "credentials"),
        ("https://10.0.0.1/", "privateNetwork"),
        ("https://192.168.1.1:8443/", "privateNetwork"),
        ("https://127.0.0.1:9001/", "privateNetwork"),
        ("https://2130706433/", "privateNetwork"),
        ("https://169.254.169.254/latest/meta-data", "privateNetwork"),
        ("https://[::1]/", "privateNetwork"),
        ("https://[fd00:ec2::254]/", "privateNetwork"),
        ("https://[::ffff:127.0.0.1]/", "privateNetwork"),
        // A name that points inwards.
        ("https://localhost/", "privateNetwork"),
        ("https://nobody.invalid/", "unknownHost"),
    ] {
        let reply = head.post(ENDPOINTS, json!({"url": url})).await;
        assert_eq!(reply.status, 422, "{url}: {}", reply.text);
        assert_eq!(reply.faults(), [("URL.UNSAFE".to_owned(), "/url".to_owned())], "{url}");
        assert_eq!(reply.body["errors"][0]["params"]["reason"], reason, "{url}: {}", reply.text);
        assert!(!reply.text.contains("rahasia"), "{}", reply.text);
        let reply = head.graphql(register, json!({"input": {"url": url}})).await;
        let said = &reply.body["errors"][0]["extensions"]["errors"][0];
        assert_eq!((&said["code"], &said["path"]), (&json!("URL.UNSAFE"), &json!("/url")), "{url}: {}", reply.text);
    }
    assert_eq!(count::<entity::webhook_endpoint::Entity>(&app).await, 0);
    head.post(ENDPOINTS, json!({"url": "http://127.0.0.1:9000/hook"})).await.expect(201);
}

#[tokio::test]
async fn everything_that_is_wrong_with_an_endpoint_is_said_at_once() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let faults = async |body: Value| {
        let reply = head.post(ENDPOINTS, body).await;
        assert_eq!(reply.status, 422, "{}", reply.text);
        reply.faults()
    };
    let fault = |code: &str, path: &str| (code.to_owned(), path.to_owned());
    let both = json!({"url": "http://8.8.8.8/", "types": ["report.approved", "tidak.ada"]});
    assert_eq!(faults(both).await, [fault("EVENT.TYPE_UNKNOWN", "/types/1"), fault("URL.UNSAFE", "/url")]);
    let long = format!("https://8.8.8.8/{}", "x".repeat(2_000));
    assert_eq!(faults(json!({"url": long})).await, [fault("FIELD.LENGTH", "/url")]);
    assert_eq!(faults(json!({})).await, [fault("FIELD.REQUIRED", "/url")]);
    assert_eq!(faults(json!({"url": SAFE, "secret": "whsec_x"})).await, [fault("FIELD.UNKNOWN", "/secret")]);
    assert_eq!(faults(json!({"url": SAFE, "status": "GONE"})).await, [fault("FIELD.UNKNOWN_CODE", "/status")]);
    assert_eq!(count::<entity::webhook_endpoint::Entity>(&app).await, 0);
}

#[tokio::test]
async fn a_secret_is_shown_once_and_lies_nowhere_in_plain() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let input = json!({"url": SAFE, "description": "Bank"});
    let made = head.post_keyed(ENDPOINTS, "key-1", input.clone()).await.expect(201);
    let secret = text(&made, "secret").to_owned();
    let bare = secret.strip_prefix("whsec_").unwrap();
    assert_eq!(STANDARD.decode(bare).unwrap().len(), 32);
    let again = head.post_keyed(ENDPOINTS, "key-1", input).await;
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.expect(201), made);
    head.post(&format!("{}/ping", at(&made)), json!({})).await.expect(202);
    let rotated = head.post(&format!("{}/rotate-secret", at(&made)), json!({})).await.expect(200);
    let next = text(&rotated, "secret").to_owned();

    let texts = [
        head.get(&at(&made)).await.text,
        head.get(ENDPOINTS).await.text,
        head.get(&format!("{}/deliveries", at(&made))).await.text,
        head.patch(&at(&made), 2, json!({"description": "Bank Uji"})).await.text,
        app.admin().await.get(&at(&made)).await.text,
        everything(&app).await,
    ];
    for said in &texts {
        assert!(said.contains(text(&made, "id")) || said.contains(SAFE), "the look itself does not see: {said}");
        for hidden in [bare, next.strip_prefix("whsec_").unwrap(), "whsec_"] {
            assert!(!said.contains(hidden), "`{hidden}`: {}", said.chars().take(2_000).collect::<String>());
        }
    }
}

#[tokio::test]
async fn an_endpoint_is_its_owners_and_the_administrators() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let other = app.person(Role::BlkOperator, None, Some(BLK)).await;
    let machine = app.machine(Role::Dashboard, None).await;
    let endpoint = register(&head).await;
    let of_machine = register(&machine).await;
    assert!(text(&endpoint, "owner").starts_with("usr_") && text(&of_machine, "owner").starts_with("cli_"));
    assert_eq!((listed(&head).await.len(), listed(&other).await.len(), listed(&admin).await.len()), (1, 0, 2));
    let path = at(&endpoint);
    for stranger in [&other, &machine] {
        stranger.get(&path).await.refused(404, "RESOURCE.NOT_FOUND");
        stranger.get(&format!("{path}/deliveries")).await.refused(404, "RESOURCE.NOT_FOUND");
        stranger.patch(&path, 1, json!({"status": "DISABLED"})).await.refused(404, "RESOURCE.NOT_FOUND");
        stranger.delete_if(&path, 1).await.refused(404, "RESOURCE.NOT_FOUND");
        for act in ["rotate-secret", "ping"] {
            stranger.post(&format!("{path}/{act}"), json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
        }
        let again = json!({"fromPosition": 1, "toPosition": 2});
        stranger.post(&format!("{path}/redeliver"), again).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    let off = admin.patch(&path, 1, json!({"status": "DISABLED"})).await.expect(200);
    assert_eq!((&off["disabledReason"], &off["version"]), (&json!("BY_OWNER"), &json!(2)), "{off}");
    head.post(&format!("{path}/ping"), json!({})).await.refused(409, "STATE.ILLEGAL");
    let again = json!({"fromPosition": 1, "toPosition": 2});
    head.post(&format!("{path}/redeliver"), again).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn an_endpoint_is_changed_with_the_version_that_was_read_and_leaves_events_without_content() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let endpoint = register(&head).await;
    let path = at(&endpoint);
    let unversioned = head.send(Request::patch(&path), "application/json", b"{}".to_vec()).await;
    unversioned.refused(428, "PRECONDITION.REQUIRED");
    head.patch(&path, 7, json!({"types": []})).await.refused(412, "PRECONDITION.STALE");
    let unsafe_url = head.patch(&path, 1, json!({"url": "https://10.0.0.1/"})).await;
    assert_eq!(unsafe_url.faults(), [("URL.UNSAFE".to_owned(), "/url".to_owned())], "{}", unsafe_url.text);
    let changed = json!({"types": ["report.submitted", "report.approved", "report.submitted"], "description": "Bank"});
    let changed = head.patch(&path, 1, changed).await.expect(200);
    assert_eq!(changed["types"], json!(["report.approved", "report.submitted"]));
    assert_eq!((version(&changed), &changed["url"]), (2, &json!(SAFE)));
    let same = head.patch(&path, 2, json!({"description": "Bank"})).await.expect(200);
    assert_eq!(version(&same), 2, "nothing changed");
    let plain = head.patch(&path, 2, json!({"description": null, "types": null})).await.expect(200);
    assert_eq!((&plain["description"], &plain["types"]), (&Value::Null, &json!([])));

    let gone = head.delete_if(&path, 3).await.expect(200);
    assert!(gone["archivedAt"].is_string(), "{gone}");
    assert_eq!(listed(&head).await.len(), 0);
    assert_eq!(head.get(&path).await.expect(200)["version"], 4);
    head.patch(&path, 4, json!({"types": []})).await.refused(409, "RESOURCE.ARCHIVED");
    head.delete_if(&path, 4).await.refused(409, "RESOURCE.ARCHIVED");
    head.post(&format!("{path}/ping"), json!({})).await.refused(409, "RESOURCE.ARCHIVED");
    let events = entity::event::Entity::find().filter(entity::event::Column::ObjectId.eq(text(&endpoint, "id")));
    let events = events.all(app.app.store.reader()).await.unwrap();
    let mut said: Vec<(i32, &str)> = events.iter().map(|event| (event.object_version, event.r#type.as_str())).collect();
    said.sort_unstable();
    let verbs = ["created", "updated", "updated", "archived"];
    let wanted: Vec<String> = verbs.iter().map(|verb| format!("webhookEndpoint.{verb}")).collect();
    assert_eq!(said, [(1, &*wanted[0]), (2, &*wanted[1]), (3, &*wanted[2]), (4, &*wanted[3])]);
    assert!(events.iter().all(|event| event.body == r#"{"status":"ACTIVE"}"#), "{events:?}");
}

#[tokio::test]
async fn one_owner_has_ten_endpoints_at_most_and_a_check_makes_none() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let checked = head.post(&format!("{ENDPOINTS}?validateOnly=true"), json!({"url": SAFE})).await.expect(200);
    assert_eq!(checked["status"], "ACTIVE");
    assert_eq!(listed(&head).await.len(), 0);
    let mut last = Value::Null;
    for _ in 0..10 {
        last = register(&head).await;
    }
    head.post(ENDPOINTS, json!({"url": SAFE})).await.refused(409, "QUOTA.FULL");
    let page = head.get(&format!("{ENDPOINTS}?limit=6")).await.expect(200);
    let next = page["page"]["next"].as_str().unwrap();
    let rest = head.get(&format!("{ENDPOINTS}?limit=6&after={next}")).await.expect(200);
    assert_eq!((page["data"].as_array().unwrap().len(), rest["data"].as_array().unwrap().len()), (6, 4));
    register(&app.coordinator().await).await;
    head.delete_if(&at(&last), 1).await.expect(200);
    register(&head).await;
}

#[tokio::test]
async fn graphql_says_the_same() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let create = "mutation M($input: WebhookEndpointInput!) { createWebhookEndpoint(input: $input) { id secret status version types } }";
    let input = json!({"input": {"url": SAFE, "types": ["report.approved"]}});
    let made = Caller::data(head.graphql(create, input.clone()).await)["createWebhookEndpoint"].clone();
    assert!(text(&made, "secret").starts_with("whsec_"), "{made}");
    let id = json!({"id": made["id"]});
    let nobody = app.anonymous().graphql(create, input).await;
    assert_eq!(refused_by_graphql(&nobody), (Some("AUTH.REQUIRED"), Some(401)), "{}", nobody.text);

    let update = "mutation M($id: ID!) { updateWebhookEndpoint(id: $id, expectedVersion: 1, changes: {description: \"Bank\"}) { version description secret } }";
    let changed = Caller::data(head.graphql(update, id.clone()).await)["updateWebhookEndpoint"].clone();
    assert_eq!(changed, json!({"version": 2, "description": "Bank", "secret": null}));
    let stale = head.graphql(update, id.clone()).await;
    assert_eq!(refused_by_graphql(&stale), (Some("PRECONDITION.STALE"), Some(412)), "{}", stale.text);
    let rotate = "mutation M($id: ID!) { rotateWebhookSecret(id: $id) { version secret } }";
    let rotated = Caller::data(head.graphql(rotate, id.clone()).await)["rotateWebhookSecret"].clone();
    assert_ne!(rotated["secret"], made["secret"]);
    let ping = "mutation M($id: ID!) { pingWebhookEndpoint(id: $id) { id type status attempts { error } } }";
    let ping = Caller::data(head.graphql(ping, id.clone()).await)["pingWebhookEndpoint"].clone();
    assert_eq!((&ping["type"], &ping["attempts"]), (&json!("ping"), &json!([])));
    let again = "mutation M($id: ID!, $delivery: String!) { redeliverWebhook(id: $id, input: {delivery: $delivery}) { count } }";
    let again = head.graphql(again, json!({"id": made["id"], "delivery": ping["id"]})).await;
    assert_eq!(Caller::data(again)["redeliverWebhook"], json!({"count": 1}));

    let read = "query Q($id: ID!) { webhookEndpoint(id: $id) { url secret } node(id: $id) { id } webhookEndpoints(first: 5) { nodes { id } } webhookDeliveries(endpoint: $id, first: 5) { nodes { redelivery type } } }";
    let seen = Caller::data(head.graphql(read, id.clone()).await);
    assert_eq!(seen["webhookEndpoint"], json!({"url": SAFE, "secret": null}));
    assert_eq!((&seen["node"]["id"], &seen["webhookEndpoints"]["nodes"][0]["id"]), (&made["id"], &made["id"]));
    let deliveries = json!([{"redelivery": 1, "type": "ping"}, {"redelivery": 0, "type": "ping"}]);
    assert_eq!(seen["webhookDeliveries"]["nodes"], deliveries, "newest first");
    let other =
        app.coordinator().await.graphql("query Q($id: ID!) { webhookEndpoint(id: $id) { url } }", id.clone()).await;
    assert_eq!(Caller::data(other)["webhookEndpoint"], Value::Null);
    let archive = "mutation M($id: ID!) { archiveWebhookEndpoint(id: $id, expectedVersion: 3) { archivedAt } }";
    assert!(Caller::data(head.graphql(archive, id).await)["archiveWebhookEndpoint"]["archivedAt"].is_string());
}
