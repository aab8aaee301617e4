//! A repeat does nothing twice.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::steps::{act, at, count, draft, text};
use crate::support::{Caller, Reply, TestApp, complete_values, open, report};

async fn reports(app: &TestApp) -> u64 {
    count::<entity::report::Entity>(app).await
}

#[tokio::test]
async fn the_same_key_and_content_give_the_same_answer_and_one_report() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let first = head.post_keyed("/v1/reports", "k-1", report("2026-10", complete_values())).await;
    let again = head.post_keyed("/v1/reports", "k-1", report("2026-10", complete_values())).await;
    assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(reports(&app).await, 1);
}

#[tokio::test]
async fn the_order_of_fields_and_spaces_do_not_matter() {
    let app = TestApp::start().await;
    let head = app.head().await;
    for body in [
        r#"{"blk":"BLKK-3602-001","template":"LAP_BULANAN","period":"2026-10","values":{"A01":2,"A02":3}}"#,
        r#"{ "period":"2026-10", "values":{"A02":3,"A01":2}, "template":"LAP_BULANAN","blk":"BLKK-3602-001" }"#,
    ] {
        let request = axum::http::Request::post("/v1/reports").header("idempotency-key", "k-1");
        head.send(request, "application/json", body.as_bytes().to_vec()).await.expect(201);
    }
    assert_eq!(reports(&app).await, 1);
}

#[tokio::test]
async fn the_same_key_with_other_content_is_refused() {
    let app = TestApp::start().await;
    let head = app.head().await;
    head.post_keyed("/v1/reports", "k-1", report("2026-10", json!({}))).await.expect(201);
    let other = head.post_keyed("/v1/reports", "k-1", report("2026-09", json!({}))).await;
    other.refused(422, "IDEMPOTENCY.KEY_REUSED");
    assert_eq!(reports(&app).await, 1);
}

#[tokio::test]
async fn a_key_belongs_to_who_sent_it() {
    let app = TestApp::start().await;
    app.head().await.post_keyed("/v1/reports", "k-1", report("2026-10", json!({}))).await.expect(201);
    let other = app.operator().await.post_keyed("/v1/reports", "k-1", report("2026-09", json!({}))).await;
    assert_eq!(other.header("idempotency-replayed"), "");
    other.expect(201);
}

#[tokio::test]
async fn a_refusal_is_not_stored() {
    let app = TestApp::start().await;
    let head = app.head().await;
    head.post_keyed("/v1/reports", "k-1", report("2026-10", json!({"A99": 1}))).await.refused(422, "REQUEST.INVALID");
    let good = head.post_keyed("/v1/reports", "k-1", report("2026-10", json!({"A01": 1}))).await;
    assert_eq!(good.header("idempotency-replayed"), "");
    good.expect(201);
}

#[tokio::test]
async fn a_key_that_is_no_key_is_refused() {
    let app = TestApp::start().await;
    let head = app.head().await;
    for key in [String::new(), "x".repeat(256)] {
        head.post_keyed("/v1/reports", &key, report("2026-10", json!({})))
            .await
            .refused(422, "IDEMPOTENCY.KEY_INVALID");
    }
    assert_eq!(reports(&app).await, 0);
}

/// Twenty posts at once.
async fn crowd(head: &Caller, key: Option<&'static str>) -> Vec<Reply> {
    let mut crowd = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let head = head.clone();
        crowd.spawn(async move {
            let body = report("2026-10", complete_values());
            match key {
                Some(key) => head.post_keyed("/v1/reports", key, body).await,
                None => head.post("/v1/reports", body).await,
            }
        });
    }
    crowd.join_all().await
}

fn outcomes(replies: &[Reply]) -> BTreeMap<(u16, String), usize> {
    let mut found = BTreeMap::new();
    for reply in replies {
        let replayed = if reply.header("idempotency-replayed").is_empty() { "" } else { "replayed" };
        let word = reply.body["code"].as_str().unwrap_or(replayed);
        *found.entry((reply.status, word.to_owned())).or_default() += 1;
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_equal_posts_at_once_make_one_report() {
    let app = TestApp::start().await;
    let replies = crowd(&app.head().await, None).await;
    let found = outcomes(&replies);
    assert_eq!(found, [((201, String::new()), 1), ((409, "REPORT.ALREADY_EXISTS".to_owned()), 19)].into());
    let id = replies.iter().find(|reply| reply.status == 201).unwrap().body["id"].clone();
    for refused in replies.iter().filter(|reply| reply.status == 409) {
        assert_eq!(refused.body["params"]["report"], id, "{}", refused.text);
    }
    assert_eq!(reports(&app).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_equal_posts_with_one_key_make_one_report() {
    let app = TestApp::start().await;
    let mut found = outcomes(&crowd(&app.head().await, Some("k-1")).await);
    assert_eq!(found.remove(&(201, String::new())), Some(1));
    found.remove(&(201, "replayed".to_owned()));
    found.remove(&(409, "IDEMPOTENCY.IN_PROGRESS".to_owned()));
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(reports(&app).await, 1);
}

#[tokio::test]
async fn a_replay_is_refused_to_who_lost_the_right() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    operator.post_keyed("/v1/reports", "k-1", report("2026-10", json!({}))).await.expect(201);
    let me = operator.get("/v1/me").await.expect(200);
    let grants = admin.get(&format!("/v1/role-grants?holder={}", text(&me, "id"))).await.expect(200);
    admin.delete(&format!("/v1/role-grants/{}", text(&grants["data"][0], "id"))).await.expect(200);
    let again = operator.post_keyed("/v1/reports", "k-1", report("2026-10", json!({}))).await;
    again.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn a_check_does_not_use_the_key_up() {
    let app = TestApp::start().await;
    let head = app.head().await;
    head.post_keyed("/v1/reports?validateOnly=true", "k-1", report("2026-10", json!({}))).await.expect(200);
    let real = head.post_keyed("/v1/reports", "k-1", report("2026-10", json!({}))).await;
    assert_eq!(real.header("idempotency-replayed"), "");
    real.expect(201);
}

#[tokio::test]
async fn a_submission_whose_answer_was_lost_is_repeated_with_its_receipt() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let draft = draft(&head, "2026-10").await;
    let send = async || {
        let request = axum::http::Request::post(format!("{}/submit", at(&draft)));
        let request = request.header("if-match", "\"1\"").header("idempotency-key", "s-1");
        head.send(request, "application/json", b"{}".to_vec()).await.expect(200)
    };
    let first = send().await;
    assert_eq!(send().await["receipt"], first["receipt"]);
    act(&head, &first, "withdraw", json!({})).await.expect(200);
}

#[tokio::test]
async fn a_key_is_kept_for_seven_days_and_across_restarts() {
    let app = TestApp::start().await;
    let body = report("2026-10", json!({}));
    app.head().await.post_keyed("/v1/reports", "k-1", body.clone()).await.expect(201);
    let again = open(app.app.settings.clone()).await;
    again.clock.set(app.app.clock.now() + chrono::Duration::hours(7 * 24 - 1));
    let router = api::server::router(again.clone());
    let login = json!({"login": "head@blk.test", "password": crate::support::PASSWORD});
    let sign_in = async || {
        let pair = Caller::new(router.clone(), None).post("/v1/sessions", login.clone()).await.expect(201);
        Caller::new(router.clone(), Some(text(&pair, "accessToken").to_owned()))
    };
    let replayed = sign_in().await.post_keyed("/v1/reports", "k-1", body.clone()).await;
    assert_eq!((replayed.status, replayed.header("idempotency-replayed")), (201, "true"));
    again.clock.set(app.app.clock.now() + chrono::Duration::from_std(Duration::from_secs(8 * 86_400)).unwrap());
    sign_in().await.post_keyed("/v1/reports", "k-1", body).await.refused(409, "REPORT.ALREADY_EXISTS");
}
