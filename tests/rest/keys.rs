//! Keys that take over from others: nobody is signed out by it, and receipts verify for ever.

use std::sync::Arc;
use std::time::Duration;

use api::domain::Ctx;
use api::domain::people::keys::rotate::{self, Made, When};
use api::domain::people::keys::{Purpose, verify_offline};
use serde_json::{Value, json};

use super::steps::{submitted, text};
use crate::support::{PASSWORD, TestApp, open};

/// Longer than a key is told of before it signs.
const A_DAY: Duration = Duration::from_secs(24 * 3_600);
const A_MINUTE: Duration = Duration::from_secs(60);

async fn token(app: &TestApp) -> String {
    let login = json!({"login": "head@blk.test", "password": PASSWORD});
    text(&app.anonymous().post("/v1/sessions", login).await.expect(201), "accessToken").to_owned()
}

fn kid(jws: &str) -> String {
    jsonwebtoken::decode_header(jws).unwrap().kid.unwrap()
}

async fn published(app: &TestApp) -> (Value, Vec<String>) {
    let jwks = app.anonymous().get("/.well-known/jwks.json").await.expect(200);
    let kids = jwks["keys"].as_array().unwrap().iter().map(|key| text(key, "kid").to_owned()).collect();
    (jwks, kids)
}

async fn rotated(app: &Arc<api::app::App>, purpose: Purpose, when: When) -> Made {
    rotate::rotate(&Ctx::system(app.clone(), "test"), purpose, when).await.unwrap()
}

#[tokio::test]
async fn a_new_key_of_tokens_is_told_of_a_day_before_it_signs_and_the_old_one_is_believed_until_its_last_token_ends() {
    let app = TestApp::start().await;
    let old = kid(&token(&app).await);
    let made = rotated(&app.app, Purpose::Token, When::ToldBefore).await;
    let (_, kids) = published(&app).await;
    assert!(kids.contains(&old) && kids.contains(&made.kid), "{kids:?}");
    assert_eq!(kid(&token(&app).await), old, "it does not sign yet");

    app.clock().advance(A_DAY - 5 * A_MINUTE);
    let before = token(&app).await;
    assert_eq!(kid(&before), old);
    app.clock().advance(10 * A_MINUTE);
    let after = token(&app).await;
    assert_eq!(kid(&after), made.kid);
    for token in [&before, &after] {
        app.bearer(token).get("/v1/me").await.expect(200);
    }
    app.clock().advance(7 * A_MINUTE);
    let (_, kids) = published(&app).await;
    assert!(kids.contains(&old), "tokens of that key may still be alive: {kids:?}");
    app.clock().advance(5 * A_MINUTE);
    let (_, kids) = published(&app).await;
    assert!(!kids.contains(&old) && kids.contains(&made.kid), "{kids:?}");
}

#[tokio::test]
async fn receipts_from_before_verify_after_their_key_was_followed_by_others() {
    let app = TestApp::start().await;
    let old = text(&submitted(&app, "2026-09").await["receipt"], "jws").to_owned();
    rotated(&app.app, Purpose::Receipt, When::ToldBefore).await;
    app.clock().advance(A_DAY + A_MINUTE);
    let new = text(&submitted(&app, "2026-10").await["receipt"], "jws").to_owned();
    assert_ne!(kid(&old), kid(&new));
    app.clock().advance(A_DAY);
    assert_eq!(rotate::retire_due(&Ctx::system(app.app.clone(), "test")).await.unwrap(), 1);
    // A service that starts now has the old key by its public half alone.
    let again = open(app.app.settings.clone()).await;
    for jws in [&old, &new] {
        assert!(again.keys.verify_receipt(jws).is_ok());
        app.anonymous().post("/v1/receipts/verify", json!({"jws": jws})).await.expect(200);
        verify_offline(jws, &published(&app).await.0).unwrap();
    }
    let kept = rotate::list(&Ctx::system(app.app.clone(), "test")).await.unwrap();
    let kept = kept.iter().find(|key| key.kid == kid(&old)).unwrap();
    assert!(kept.private_enc.is_none() && kept.retired_at.is_some());
}

#[tokio::test]
async fn a_stolen_key_of_tokens_opens_nothing_any_more() {
    let app = TestApp::start().await;
    let (stolen, receipt) = (token(&app).await, submitted(&app, "2026-10").await);
    let made = rotated(&app.app, Purpose::Token, When::AtOnce).await;
    app.bearer(&stolen).get("/v1/me").await.expect(401);
    let new = token(&app).await;
    assert_eq!(kid(&new), made.kid);
    app.bearer(&new).get("/v1/me").await.expect(200);
    assert!(!published(&app).await.1.contains(&kid(&stolen)));
    let receipt = json!({"jws": receipt["receipt"]["jws"]});
    app.anonymous().post("/v1/receipts/verify", receipt).await.expect(200);
}

#[tokio::test]
async fn a_key_that_another_process_made_is_known_once_the_keys_are_read_anew() {
    let app = TestApp::start().await;
    let other = open(app.app.settings.clone()).await;
    let made = rotated(&other, Purpose::Token, When::AtOnce).await;
    assert_ne!(kid(&token(&app).await), made.kid);
    app.app.keys.reload(&app.app.store, &app.app.vault).await.unwrap();
    assert_eq!(kid(&token(&app).await), made.kid);
}

#[tokio::test]
async fn no_second_key_is_made_while_the_next_one_waits() {
    let app = TestApp::start().await;
    let ctx = Ctx::system(app.app.clone(), "test");
    rotated(&app.app, Purpose::Token, When::ToldBefore).await;
    assert!(rotate::rotate(&ctx, Purpose::Token, When::ToldBefore).await.is_err());
    rotated(&app.app, Purpose::Receipt, When::ToldBefore).await;
    // After a theft nothing waits.
    rotated(&app.app, Purpose::Token, When::AtOnce).await;
    app.clock().advance(A_DAY + A_MINUTE);
    rotated(&app.app, Purpose::Token, When::ToldBefore).await;
}
