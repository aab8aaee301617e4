//! Tokens that our own keys signed and that say the wrong thing, or said the right thing once.

use api::domain::Ctx;
use api::domain::people::keys::Purpose;
use api::domain::people::keys::rotate::{self, When};
use api::vocab::Role;
use serde_json::{Value, json};

use super::tokens::{Named, good, opens_nothing, part};
use crate::rest::steps::text;
use crate::support::{PASSWORD, TestApp, account};

/// The claims of a good token, with others laid over them; a null takes one away.
fn claims(token: &str, over: &Value) -> Value {
    let mut claims = part(token, 1);
    for (name, value) in over.as_object().unwrap() {
        let fields = claims.as_object_mut().unwrap();
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
    claims
}

#[tokio::test]
async fn no_token_of_ours_that_says_the_wrong_thing_opens_anything() {
    let app = TestApp::start().await;
    let token = good(&app).await;
    let now = app.app.clock.now().timestamp();
    let admin = text(&app.admin().await.get("/v1/me").await.expect(200), "id").to_owned();
    let keys = &app.app.keys;
    let again = keys.sign_token(&claims(&token, &json!({}))).unwrap();
    app.bearer(&again).get("/v1/me").await.expect(200);
    let other = |prefix: &str| format!("{prefix}_01h455vb4pex5vsknk084sn02q");
    let wrong = [
        json!({"aud": "https://ereporting.test"}),
        json!({"aud": "https://bank.test/api"}),
        json!({"aud": ["https://bank.test/api", "https://ereporting.test/api"]}),
        json!({"aud": ""}),
        json!({"iss": "https://attacker.test"}),
        json!({"iss": "https://ereporting.test/"}),
        json!({"exp": now - 31}),
        json!({"exp": 0}),
        json!({"exp": -1}),
        json!({"exp": "9999999999"}),
        json!({"nbf": now + 31}),
        json!({"nbf": now + 3_600}),
        json!({"sub": other("usr")}),
        json!({"sub": admin}),
        json!({"sub": other("cli")}),
        json!({"sub": ""}),
        json!({"sub": 1}),
        json!({"sid": other("ses")}),
        json!({"sid": part(&token, 1)["sub"]}),
        json!({"client_id": other("cli")}),
        json!({"client_id": ""}),
        json!({"jti": "1"}),
        json!({"sub": other("cli"), "client_id": other("cli"), "sid": null}),
    ];
    let missing = ["sub", "aud", "exp", "nbf", "iss", "jti", "iat", "client_id", "sid"].map(|name| json!({name: null}));
    for over in wrong.iter().chain(&missing) {
        opens_nothing(&app, &(over.to_string(), keys.sign_token(&claims(&token, over)).unwrap())).await;
    }
    let whole = claims(&token, &json!({}));
    let kinds: [Named; 3] = [
        ("a receipt".to_owned(), keys.sign_receipt(&whole).unwrap()),
        ("a profile".to_owned(), keys.sign_profile(&whole).unwrap()),
        ("a head of the log".to_owned(), keys.sign_audit_head(&whole).unwrap()),
    ];
    for one in &kinds {
        opens_nothing(&app, one).await;
    }
    app.bearer(&token).get("/v1/me").await.expect(200);
}

#[tokio::test]
async fn no_token_outlives_its_time_its_sign_in_its_holder_or_its_key() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let late = good(&app).await;
    app.clock().advance(std::time::Duration::from_secs(15 * 60 + 31));
    opens_nothing(&app, &("an old token".to_owned(), late)).await;

    let left = good(&app).await;
    assert!(app.bearer(&left).delete("/v1/sessions/current").await.status < 300);
    opens_nothing(&app, &("a token of who signed out".to_owned(), left)).await;

    account(&app.app, "pergi@blk.test", Role::Auditor, None, None).await;
    let gone = json!({"login": "pergi@blk.test", "password": PASSWORD});
    let gone = app.anonymous().post("/v1/sessions", gone).await.expect(201);
    let gone = text(&gone, "accessToken").to_owned();
    let me = app.bearer(&gone).get("/v1/me").await.expect(200);
    let admin = if admin.get("/v1/me").await.status == 200 { admin } else { app.admin().await };
    let user = format!("/v1/users/{}", text(&me, "id"));
    let version = admin.get(&user).await.expect(200)["version"].as_i64().unwrap();
    admin.post_if(&format!("{user}/deactivate"), version, json!({})).await.expect(200);
    opens_nothing(&app, &("a token of who was deactivated".to_owned(), gone)).await;

    let stolen = good(&app).await;
    rotate::rotate(&Ctx::system(app.app.clone(), "test"), Purpose::Token, When::AtOnce).await.unwrap();
    opens_nothing(&app, &("a token of a key that was retired".to_owned(), stolen)).await;

    // One that another service signed for the same names.
    let other = TestApp::start().await;
    let theirs = good(&other).await;
    opens_nothing(&app, &("a token of another service".to_owned(), theirs)).await;
}
