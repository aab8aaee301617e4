//! From a change to its receivers: signed, tried again, held up by nobody else.

use std::collections::BTreeSet;
use std::time::Duration;

use api::vocab::Role;
use api::worker::webhooks::fan_out::FanOut;
use api::worker::webhooks::send::Sender;
use api::worker::{sequencer, webhooks};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::official::verify;
use super::receiver::{Answer, Receiver};
use crate::support::{BLK, Caller, TestApp};

const PRODUCTS: &[&str] = &["product.created"];

/// A service that may reach these receivers. It waits ten seconds, then ten minutes, give or take a fifth.
async fn serving(receivers: &[&Receiver]) -> TestApp {
    let places: Vec<String> = receivers.iter().map(|receiver| receiver.place()).collect();
    let app = TestApp::start_with(|settings| {
        settings.webhook_allow = places.join(",");
        settings.webhook_pauses = "10,600".to_owned();
    })
    .await;
    // What was there before has its place: an endpoint begins after it.
    sequencer::run(&app.app).await.unwrap();
    app
}

async fn register(caller: &Caller, url: &str, types: &[&str]) -> Value {
    caller.post("/v1/webhook-endpoints", json!({"url": url, "types": types})).await.expect(201)
}

fn at(endpoint: &Value) -> String {
    format!("/v1/webhook-endpoints/{}", text(endpoint, "id"))
}

fn text<'a>(of: &'a Value, field: &str) -> &'a str {
    of[field].as_str().unwrap_or_else(|| panic!("{field} in {of}"))
}

async fn product(head: &Caller, name: &str) -> Value {
    let product = json!({"name": name, "kbli": "10761"});
    head.post(&format!("/v1/blks/{BLK}/products"), product).await.expect(201)
}

/// Positions what happened and queues it.
async fn queue(app: &TestApp) -> usize {
    sequencer::run(&app.app).await.unwrap();
    FanOut::new(&app.app).round().await.unwrap().queued
}

/// Sends what is due, once. Returns how many attempts that were.
async fn send(app: &TestApp) -> usize {
    let mut sender = Sender::new(&app.app).unwrap();
    let begun = sender.round().await.unwrap();
    sender.idle().await;
    begun
}

async fn log(caller: &Caller, endpoint: &Value) -> Vec<Value> {
    let log = caller.get(&format!("{}/deliveries", at(endpoint))).await.expect(200);
    log["data"].as_array().unwrap().clone()
}

fn errors(delivery: &Value) -> Vec<Option<&str>> {
    delivery["attempts"].as_array().unwrap().iter().map(|attempt| attempt["error"].as_str()).collect()
}

async fn happened(app: &TestApp, event: &str) -> u64 {
    let found = entity::event::Entity::find().filter(entity::event::Column::Type.eq(event));
    found.count(app.app.store.reader()).await.unwrap()
}

#[tokio::test]
async fn a_delivery_is_tried_again_unchanged_and_the_official_library_verifies_each_attempt() {
    let receiver = Receiver::start(|number| Answer::Status(if number == 0 { 500 } else { 204 })).await;
    let app = serving(&[&receiver]).await;
    // The library looks at the machine's clock.
    app.app.clock.reset();
    let head = app.head().await;
    let endpoint = register(&head, &receiver.url(), PRODUCTS).await;
    let product = product(&head, "Kopi rahasia").await;
    assert_eq!(queue(&app).await, 1);
    assert_eq!(queue(&app).await, 0, "queued once");
    assert_eq!(send(&app).await, 1);
    let pending = &log(&head, &endpoint).await[0];
    assert_eq!((&pending["status"], errors(pending)), (&json!("PENDING"), vec![Some("STATUS")]), "{pending}");
    assert!(pending["nextAttemptAt"].is_string(), "{pending}");
    assert_eq!(send(&app).await, 0, "not due yet");
    app.clock().advance(Duration::from_secs(13));
    assert_eq!(send(&app).await, 1);

    let done = &log(&head, &endpoint).await[0];
    assert_eq!((&done["status"], errors(done)), (&json!("DELIVERED"), vec![Some("STATUS"), None]), "{done}");
    assert_eq!((&done["attempts"][0]["status"], &done["attempts"][1]["status"]), (&json!(500), &json!(204)));
    assert_eq!((&done["nextAttemptAt"], &done["redelivery"]), (&Value::Null, &json!(0)), "{done}");
    let seen = receiver.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!((&seen[0].body, seen[0].header("webhook-id")), (&seen[1].body, seen[1].header("webhook-id")));
    assert_eq!(seen[0].header("webhook-id"), text(done, "event"));
    assert_ne!(seen[0].header("webhook-timestamp"), seen[1].header("webhook-timestamp"), "time of the attempt");
    assert_eq!(seen[0].header("content-type"), "application/json");
    assert!(seen[0].header("user-agent").starts_with("ereporting-webhooks/"));
    let secret = text(&endpoint, "secret");
    verify(&[(secret, seen[0].clone()), (secret, seen[1].clone())]);

    let mut body = seen[0].json();
    assert!(body["timestamp"].take().as_str().unwrap().parse::<DateTime<Utc>>().is_ok());
    let data = json!({"id": product["id"], "kind": "Product", "version": 1, "previousVersion": null,
        "position": done["position"], "unit": product["unitId"]});
    assert_eq!(body, json!({"type": "product.created", "timestamp": null, "data": data}), "thin: no content");
    let read = head.get(&at(&endpoint)).await.expect(200);
    assert_eq!((&read["failingSince"], &read["status"]), (&Value::Null, &json!("ACTIVE")), "{read}");
}

#[tokio::test]
async fn while_a_secret_is_rotated_both_sign_and_later_only_the_new_one() {
    let receiver = Receiver::start(|_| Answer::Status(200)).await;
    let app = serving(&[&receiver]).await;
    app.app.clock.reset();
    let head = app.head().await;
    let endpoint = register(&head, &receiver.url(), PRODUCTS).await;
    let rotated = head.post(&format!("{}/rotate-secret", at(&endpoint)), json!({})).await.expect(200);
    assert_ne!(rotated["secret"], endpoint["secret"]);
    assert!(rotated["previousSecretUntil"].is_string(), "{rotated}");
    product(&head, "Kopi").await;
    queue(&app).await;
    assert_eq!(send(&app).await, 1);
    let seen = receiver.seen();
    assert_eq!(seen[0].header("webhook-signature").split(' ').count(), 2);
    verify(&[(text(&endpoint, "secret"), seen[0].clone()), (text(&rotated, "secret"), seen[0].clone())]);

    app.clock().advance(Duration::from_secs(24 * 3_600 + 1));
    product(&app.head().await, "Teh").await;
    queue(&app).await;
    assert_eq!(send(&app).await, 1);
    let later = receiver.seen()[1].header("webhook-signature").to_owned();
    assert_eq!(later.split(' ').count(), 1, "{later}");
    assert_eq!(happened(&app, "webhookEndpoint.secretRotated").await, 1);
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_not_asked_again_until_its_owner_turns_it_on() {
    let receiver = Receiver::start(|number| Answer::Status(if number == 0 { 410 } else { 200 })).await;
    let app = serving(&[&receiver]).await;
    let head = app.head().await;
    let endpoint = register(&head, &receiver.url(), PRODUCTS).await;
    product(&head, "Kopi").await;
    queue(&app).await;
    assert_eq!(send(&app).await, 1);
    let gone = head.get(&at(&endpoint)).await.expect(200);
    assert_eq!((&gone["status"], &gone["disabledReason"]), (&json!("DISABLED"), &json!("GONE")), "{gone}");
    assert_eq!(gone["version"], 2);
    assert_eq!(happened(&app, "webhookEndpoint.disabled").await, 1);
    assert_eq!(happened(&app, "notification.created").await, 1, "its owner is told");

    product(&head, "Teh").await;
    app.clock().advance(Duration::from_secs(13));
    assert_eq!((queue(&app).await, send(&app).await), (0, 0));
    let on = head.patch(&at(&endpoint), 2, json!({"status": "ACTIVE"})).await.expect(200);
    assert_eq!((&on["disabledReason"], &on["failingSince"]), (&Value::Null, &Value::Null), "{on}");
    assert_eq!(queue(&app).await, 1, "what happened meanwhile is not lost");
    assert_eq!(send(&app).await, 2);
    assert!(log(&head, &endpoint).await.iter().all(|delivery| delivery["status"] == "DELIVERED"));
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_is_not_followed() {
    let receiver = Receiver::start(|_| Answer::With(302, "location", "/elsewhere".to_owned())).await;
    let app = serving(&[&receiver]).await;
    let head = app.head().await;
    let endpoint = register(&head, &receiver.url(), PRODUCTS).await;
    product(&head, "Kopi").await;
    queue(&app).await;
    assert_eq!(send(&app).await, 1);
    let delivery = &log(&head, &endpoint).await[0];
    assert_eq!((&delivery["status"], errors(delivery)), (&json!("PENDING"), vec![Some("REDIRECT")]), "{delivery}");
    let paths: Vec<String> = receiver.seen().into_iter().map(|attempt| attempt.path).collect();
    assert_eq!(paths, ["/hook"]);
}

#[tokio::test]
async fn a_receiver_that_asks_for_a_pause_gets_nothing_until_it_is_over() {
    let busy = |number: usize| match number {
        0 => Answer::With(503, "retry-after", "120".to_owned()),
        _ => Answer::Status(200),
    };
    let receiver = Receiver::start(busy).await;
    let app = serving(&[&receiver]).await;
    let head = app.head().await;
    let endpoint = register(&head, &receiver.url(), PRODUCTS).await;
    product(&head, "Kopi").await;
    queue(&app).await;
    assert_eq!(send(&app).await, 1);
    let paused = head.get(&at(&endpoint)).await.expect(200);
    let until: DateTime<Utc> = text(&paused, "pausedUntil").parse().unwrap();
    assert!((110..=120).contains(&(until - app.app.clock.now()).num_seconds()), "{paused}");
    let next: DateTime<Utc> = text(&log(&head, &endpoint).await[0], "nextAttemptAt").parse().unwrap();
    assert!((next - until).num_seconds().abs() <= 1, "{next} {until}");

    product(&head, "Teh").await;
    assert_eq!((queue(&app).await, send(&app).await), (1, 0), "the whole endpoint rests");
    app.clock().advance(Duration::from_secs(121));
    assert_eq!(send(&app).await, 2);
    assert_eq!(receiver.count(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endpoint_that_never_answers_holds_up_no_other() {
    let dead = Receiver::start(|_| Answer::Silence).await;
    let live = Receiver::start(|_| Answer::Status(200)).await;
    let app = serving(&[&dead, &live]).await;
    let (admin, head) = (app.admin().await, app.head().await);
    let silent = register(&admin, &dead.url(), PRODUCTS).await;
    register(&head, &live.url(), PRODUCTS).await;
    let mut workers = JoinSet::new();
    webhooks::start(&app.app, &mut workers);
    for number in 0..12 {
        product(&head, &format!("Kopi {number}")).await;
    }
    sequencer::run(&app.app).await.unwrap();
    for _ in 0..400 {
        if live.count() >= 12 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let arrived: BTreeSet<String> = live.seen().iter().map(|seen| seen.header("webhook-id").to_owned()).collect();
    assert_eq!(arrived.len(), 12);
    assert!((1..=4).contains(&dead.count()), "at most four at once: {}", dead.count());
    let log = log(&admin, &silent).await;
    assert_eq!(log.len(), 12);
    assert!(log.iter().all(|delivery| delivery["status"] == "PENDING"), "{log:?}");
    workers.shutdown().await;
}

#[tokio::test]
async fn an_endpoint_that_failed_often_gets_single_trials_until_one_succeeds() {
    let receiver = Receiver::start(|number| Answer::Status(if number < 7 { 500 } else { 200 })).await;
    let app = serving(&[&receiver]).await;
    let head = app.head().await;
    register(&head, &receiver.url(), PRODUCTS).await;
    for number in 0..6 {
        product(&head, &format!("Kopi {number}")).await;
    }
    assert_eq!(queue(&app).await, 6);
    assert_eq!((send(&app).await, send(&app).await), (4, 2), "four at once");
    app.clock().advance(Duration::from_secs(13));
    assert_eq!((send(&app).await, send(&app).await), (1, 0), "a trial, then a pause");
    app.clock().advance(Duration::from_secs(61));
    assert_eq!((send(&app).await, send(&app).await), (1, 4), "one succeeded: all that is due");
    assert_eq!(receiver.count(), 12);
}

#[tokio::test]
async fn deliveries_are_parked_after_72_hours_and_the_endpoint_disabled_after_120() {
    let receiver = Receiver::start(|_| Answer::Status(500)).await;
    let app = serving(&[&receiver]).await;
    let head = app.head().await;
    let endpoint = register(&head, &receiver.url(), PRODUCTS).await;
    product(&head, "Kopi").await;
    queue(&app).await;
    assert_eq!(send(&app).await, 1);
    app.clock().advance(Duration::from_secs(73 * 3_600));
    assert_eq!((send(&app).await, send(&app).await), (1, 0));
    let head = app.head().await;
    let parked = &log(&head, &endpoint).await[0];
    assert_eq!((&parked["status"], &parked["nextAttemptAt"]), (&json!("PARKED"), &Value::Null), "{parked}");
    product(&head, "Teh").await;
    queue(&app).await;
    assert_eq!(send(&app).await, 1);
    assert_eq!(head.get(&at(&endpoint)).await.expect(200)["status"], "ACTIVE");

    app.clock().advance(Duration::from_secs(48 * 3_600));
    assert_eq!(send(&app).await, 1);
    let failed = app.head().await.get(&at(&endpoint)).await.expect(200);
    assert_eq!((&failed["status"], &failed["disabledReason"]), (&json!("DISABLED"), &json!("FAILING")), "{failed}");
    assert_eq!(happened(&app, "notification.created").await, 1);
}

#[tokio::test]
async fn one_delivery_or_a_stretch_of_the_feed_is_sent_again_under_the_same_id() {
    let receiver = Receiver::start(|_| Answer::Status(200)).await;
    let app = serving(&[&receiver]).await;
    let head = app.head().await;
    let endpoint = register(&head, &receiver.url(), PRODUCTS).await;
    for name in ["Kopi", "Teh", "Gula"] {
        product(&head, name).await;
    }
    queue(&app).await;
    assert_eq!(send(&app).await, 3);
    let log = log(&head, &endpoint).await;
    let again = format!("{}/redeliver", at(&endpoint));
    let one = head.post(&again, json!({"delivery": log[1]["id"]})).await.expect(202);
    assert_eq!((&one["count"], one["deliveries"].as_array().map(Vec::len)), (&json!(1), Some(1)), "{one}");
    assert_eq!(send(&app).await, 1);
    let (from, to) = (&log[2]["position"], &log[0]["position"]);
    let stretch = head.post(&again, json!({"fromPosition": from, "toPosition": to})).await.expect(202);
    assert_eq!(stretch["count"], 3);
    assert_eq!(send(&app).await, 3);
    let mut seen: Vec<(String, String)> =
        receiver.seen().into_iter().map(|seen| (seen.header("webhook-id").to_owned(), seen.body)).collect();
    assert_eq!(seen.len(), 7);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 3, "the same ids with the same bodies");

    let refused = async |body: Value| {
        let reply = head.post(&again, body).await;
        assert_eq!(reply.status, 422, "{}", reply.text);
        reply.faults().into_iter().next().unwrap()
    };
    let fault = |code: &str, path: &str| (code.to_owned(), path.to_owned());
    assert_eq!(refused(json!({})).await, fault("FIELD.REQUIRED", "/delivery"));
    assert_eq!(refused(json!({"fromPosition": 1})).await, fault("FIELD.REQUIRED", "/toPosition"));
    assert_eq!(refused(json!({"toPosition": 1})).await, fault("FIELD.REQUIRED", "/fromPosition"));
    let wide = json!({"fromPosition": 1, "toPosition": 10_001});
    assert_eq!(refused(wide).await, fault("FIELD.OUT_OF_RANGE", "/toPosition"));
    assert_eq!(refused(json!({"delivery": endpoint["id"]})).await, fault("FIELD.UNKNOWN_CODE", "/delivery"));
}

#[tokio::test]
async fn a_ping_tries_the_connection() {
    let receiver = Receiver::start(|_| Answer::Status(200)).await;
    let app = serving(&[&receiver]).await;
    app.app.clock.reset();
    let head = app.head().await;
    let endpoint = register(&head, &receiver.url(), PRODUCTS).await;
    let ping = head.post(&format!("{}/ping", at(&endpoint)), json!({})).await.expect(202);
    assert_eq!((&ping["type"], &ping["status"]), (&json!("ping"), &json!("PENDING")), "{ping}");
    assert_eq!(send(&app).await, 1);
    let seen = receiver.seen();
    assert_eq!(
        (&seen[0].json()["type"], &seen[0].json()["data"]),
        (&json!("ping"), &json!({"endpoint": endpoint["id"]}))
    );
    verify(&[(text(&endpoint, "secret"), seen[0].clone())]);
    assert_eq!(log(&head, &endpoint).await[0]["status"], "DELIVERED");
}

#[tokio::test]
async fn an_endpoint_hears_only_of_what_its_owner_sees() {
    let (near, far) = (Receiver::start(|_| Answer::Status(200)).await, Receiver::start(|_| Answer::Status(200)).await);
    let app = serving(&[&near, &far]).await;
    let head = app.head().await;
    let stranger = app.person(Role::Stakeholder, Some("32"), None).await;
    sequencer::run(&app.app).await.unwrap();
    register(&head, &near.url(), &[]).await;
    register(&stranger, &far.url(), &[]).await;
    let report = crate::support::report("2026-10", crate::support::complete_values());
    head.post("/v1/reports", report).await.expect(201);
    product(&head, "Kopi").await;
    queue(&app).await;
    while send(&app).await > 0 {}
    let types = |receiver: &Receiver| -> BTreeSet<String> {
        receiver.seen().iter().map(|seen| text(&seen.json(), "type").to_owned()).collect()
    };
    let (near, far) = (types(&near), types(&far));
    assert!(near.contains("report.created") && near.contains("product.created"), "{near:?}");
    assert!(far.contains("product.created"), "what is public: {far:?}");
    assert!(!far.iter().any(|name| name.starts_with("report.")), "{far:?}");
}

#[tokio::test]
async fn whoever_may_not_call_any_more_hears_nothing_any_more() {
    let receiver = Receiver::start(|_| Answer::Status(200)).await;
    let app = serving(&[&receiver]).await;
    let (admin, head) = (app.admin().await, app.head().await);
    let person = app.person(Role::Stakeholder, Some("36"), None).await;
    let endpoint = register(&person, &receiver.url(), PRODUCTS).await;
    let me = person.get("/v1/me").await.expect(200);
    let user = format!("/v1/users/{}", text(&me, "id"));
    let version = admin.get(&user).await.expect(200)["version"].as_i64().unwrap();
    admin.post_if(&format!("{user}/deactivate"), version, json!({})).await.expect(200);
    product(&head, "Kopi").await;
    assert_eq!(queue(&app).await, 0);
    let off = admin.get(&at(&endpoint)).await.expect(200);
    assert_eq!((&off["status"], &off["disabledReason"]), (&json!("DISABLED"), &json!("OWNER_INACTIVE")), "{off}");
    assert_eq!(receiver.count(), 0);
}

#[tokio::test]
async fn an_address_is_looked_at_again_whenever_it_is_connected_to() {
    let receiver = Receiver::start(|_| Answer::Status(200)).await;
    let app = serving(&[]).await;
    let head = app.head().await;
    let endpoint = register(&head, "https://8.8.8.8/hook", PRODUCTS).await;
    let port = receiver.port;
    let inwards = [
        format!("https://127.0.0.1:{port}/"),
        format!("https://[::1]:{port}/"),
        format!("http://127.0.0.1:{port}/"),
        // A name that was public once.
        format!("https://localhost:{port}/"),
    ];
    for url in &inwards {
        product(&head, &format!("Kopi {url}")).await;
        queue(&app).await;
        entity::webhook_endpoint::Entity::update_many()
            .col_expr(entity::webhook_endpoint::Column::Url, Expr::value(url.as_str()))
            .exec(app.app.store.migrator())
            .await
            .unwrap();
        assert_eq!(send(&app).await, 1, "{url}");
        let newest = &log(&head, &endpoint).await[0];
        assert_eq!(errors(newest), [Some("UNSAFE_ADDRESS")], "{url}: {newest}");
    }
    assert_eq!(receiver.count(), 0);
}
