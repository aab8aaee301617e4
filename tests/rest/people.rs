//! People, machines and access over HTTP.
//!
//! Support expected beyond the draft's list: `app.coordinator()` (region 36), `app.head()` (head of BLKK-3602-001, whose
//! login is HEAD_EMAIL), `app.bearer(token)`, `app.mail()` (text of
//! the newest letter, waited for), and on Caller `.post_if(path, version, json)`, `.form(path, body)`,
//! `.post_keyed(path, key, json)`.

use std::time::Duration;

use serde_json::{Value, json};

use super::kept_steps::faulty;
use crate::support::{KAWASAN, Reply, TestApp};

const BLK: &str = "BLKK-3602-001";
const OTHER_BLK: &str = "BLKK-3201-001";
const HEAD_EMAIL: &str = "head@blk.test";
const PASSWORD: &str = "kuda-hijau-42-meja";

fn text<'a>(body: &'a Value, field: &str) -> &'a str {
    body[field].as_str().unwrap_or_else(|| panic!("{field} in {body}"))
}

fn operator(email: &str, blk: &str) -> Value {
    json!({"name": "Budi Santoso", "email": email, "phone": "0813 2222 3333", "grants": [{"role": "BLK_OPERATOR", "blk": blk}], "delivery": "RETURN"})
}

fn assert_code(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.body["code"].as_str()), (status, Some(code)), "{}", reply.body);
}

#[tokio::test]
async fn an_invited_operator_sets_a_password_and_signs_in_by_mail_or_phone() {
    let app = TestApp::start().await;
    let invited = app.head().await.post("/v1/users", operator("Budi@BLK.test", BLK)).await;
    assert_eq!(invited.status, 201, "{}", invited.body);
    assert_eq!(invited.body["email"], "budi@blk.test");
    assert_eq!(invited.body["phone"], "+62813****333");
    assert_eq!(invited.body["status"], "INVITED");
    let code = text(&invited.body["invitation"], "code").to_lowercase();

    let anonymous = app.anonymous();
    let login = json!({"login": "budi@blk.test", "password": "sepeda-biru-77-pagi"});
    assert_code(&anonymous.post("/v1/sessions", login.clone()).await, 401, "AUTH.BAD_CREDENTIALS");
    let weak = anonymous.post("/v1/passwords", json!({"code": code, "password": "budi santoso 1"})).await;
    assert_code(&weak, 422, "PASSWORD.WEAK");
    let set = json!({"code": code, "password": "sepeda-biru-77-pagi"});
    assert_eq!(anonymous.post("/v1/passwords", set.clone()).await.status, 204);
    assert_code(&anonymous.post("/v1/passwords", set).await, 422, "CODE.INVALID");

    let pair =
        anonymous.post("/v1/sessions", json!({"login": "+62 813-2222-3333", "password": "sepeda-biru-77-pagi"})).await;
    assert_eq!(pair.status, 201, "{}", pair.body);
    assert_eq!(pair.body["expiresIn"], 900);
    let me = app.bearer(text(&pair.body, "accessToken")).get("/v1/me").await;
    assert_eq!(me.body["phone"], "+6281322223333");
    assert_eq!(me.body["roles"][0]["unit"]["code"], BLK);
}

#[tokio::test]
async fn each_manager_reaches_only_those_below() {
    let app = TestApp::start().await;
    let (admin, coordinator, head) = (app.admin().await, app.coordinator().await, app.head().await);
    assert_eq!(head.post("/v1/users", operator("a@blk.test", BLK)).await.status, 201);
    assert_code(&head.post("/v1/users", operator("b@blk.test", OTHER_BLK)).await, 403, "ACCESS.DENIED");
    assert_code(&coordinator.post("/v1/users", operator("c@blk.test", BLK)).await, 403, "ACCESS.DENIED");
    let new_head = |email: &str, blk: &str| json!({"name": "Kepala Baru", "email": email, "grants": [{"role": "BLK_HEAD", "blk": blk}], "delivery": "RETURN"});
    assert_eq!(coordinator.post("/v1/users", new_head("d@blk.test", BLK)).await.status, 201);
    assert_code(&coordinator.post("/v1/users", new_head("e@blk.test", OTHER_BLK)).await, 403, "ACCESS.DENIED");

    let names = |reply: Reply| -> Vec<String> {
        reply.body["data"].as_array().unwrap().iter().map(|u| u["email"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(head.get("/v1/users").await), ["a@blk.test"]);
    assert_eq!(names(coordinator.get("/v1/users").await), [HEAD_EMAIL, "d@blk.test"]);
    assert_eq!(names(admin.get("/v1/users?role=BLK_OPERATOR&region=36").await), ["a@blk.test"]);
    assert_eq!(names(admin.get("/v1/users?q=EPALA&status=INVITED").await), ["d@blk.test"]);
    let operator = admin.get("/v1/users?role=BLK_OPERATOR").await;
    let id = text(&operator.body["data"][0], "id").to_owned();
    assert_code(&coordinator.get(&format!("/v1/users/{id}")).await, 404, "RESOURCE.NOT_FOUND");
    assert_eq!(head.get(&format!("/v1/users/{id}")).await.status, 200);
}

#[tokio::test]
async fn a_head_who_is_also_something_else_is_out_of_a_coordinators_reach() {
    let app = TestApp::start().await;
    let (admin, coordinator) = (app.admin().await, app.coordinator().await);
    let found = coordinator.get("/v1/users").await;
    let id = text(&found.body["data"][0], "id").to_owned();
    let granted = admin.post("/v1/role-grants", json!({"holder": id, "role": "MINISTRY_ADMIN"})).await;
    assert_eq!(granted.status, 201, "{}", granted.body);
    assert_code(
        &coordinator.post_if(&format!("/v1/users/{id}/deactivate"), 1, json!({})).await,
        404,
        "RESOURCE.NOT_FOUND",
    );
    assert_eq!(coordinator.get("/v1/users").await.body["data"], json!([]));
    assert_eq!(admin.delete(&format!("/v1/role-grants/{}", text(&granted.body, "id"))).await.status, 200);
    assert_eq!(coordinator.get("/v1/users").await.body["data"][0]["id"], id);
}

#[tokio::test]
async fn the_role_of_a_partner_is_held_on_an_organization_alone() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let holder = app.coordinator().await.get("/v1/me").await.body["id"].clone();
    for place in [json!({}), json!({"region": "36"}), json!({"blk": BLK}), json!({"unit": KAWASAN})] {
        let mut role = place;
        role["role"] = json!("PARTNER");
        let client = json!({"name": "Sistem Bank", "grants": [role.clone()]});
        faulty(&admin.post("/v1/clients", client).await, &[("ROLE.WRONG_SCOPE", "/grants/0")]);
        let mut user = operator("bank@bank.test", BLK);
        user["grants"] = json!([role.clone()]);
        faulty(&admin.post("/v1/users", user).await, &[("ROLE.WRONG_SCOPE", "/grants/0")]);
        role["holder"] = holder.clone();
        faulty(&admin.post("/v1/role-grants", role).await, &[("ROLE.WRONG_SCOPE", "")]);
    }
    let bank = json!({"code": "ORG-BANK", "name": "Bank Uji", "kind": "BANK", "scope": "NATIONAL", "country": "ID", "region": "31.71"});
    assert_eq!(admin.post("/v1/organizations", bank).await.status, 201);
    let granted = json!({"holder": holder, "role": "PARTNER", "unit": "ORG-BANK"});
    assert_eq!(admin.post("/v1/role-grants", granted).await.status, 201);
}

#[tokio::test]
async fn a_deactivated_user_is_out_at_once_and_back_with_the_old_password() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let id = text(&head.get("/v1/me").await.body, "id").to_owned();
    let path = format!("/v1/users/{id}/deactivate");
    assert_code(&admin.post(&path, json!({})).await, 428, "PRECONDITION.REQUIRED");
    assert_code(&admin.post_if(&path, 9, json!({})).await, 412, "PRECONDITION.STALE");
    assert_eq!(admin.post_if(&path, 1, json!({})).await.status, 200);
    assert_code(&head.get("/v1/me").await, 401, "AUTH.SESSION_ENDED");
    let login = json!({"login": HEAD_EMAIL, "password": PASSWORD});
    assert_code(&app.anonymous().post("/v1/sessions", login).await, 401, "AUTH.BAD_CREDENTIALS");
    let back = admin.post_if(&format!("/v1/users/{id}/reactivate"), 2, json!({})).await;
    assert_eq!((back.status, back.body["status"].as_str()), (200, Some("ACTIVE")), "{}", back.body);
    app.login(HEAD_EMAIL, PASSWORD).await;
}

#[tokio::test]
async fn a_patch_merges_and_null_removes() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let found = admin.get("/v1/users?role=BLK_HEAD").await;
    let path = format!("/v1/users/{}", text(&found.body["data"][0], "id"));
    let changed = admin.patch(&path, 1, json!({"name": "Nama Baru", "phone": null})).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(
        (&changed.body["name"], &changed.body["phone"], &changed.body["email"]),
        (&json!("Nama Baru"), &Value::Null, &json!(HEAD_EMAIL))
    );
    assert_code(&admin.patch(&path, 2, json!({"email": null})).await, 422, "REQUEST.INVALID");
    assert_code(&admin.patch(&path, 2, json!({"email": "admin@fkn.test"})).await, 409, "RESOURCE.ALREADY_EXISTS");
    assert_code(&admin.patch(&path, 2, json!({"phone": "021555123"})).await, 422, "REQUEST.INVALID");
}

#[tokio::test]
async fn a_lost_refresh_answer_is_given_again_and_a_late_reuse_ends_the_sign_in() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let first = anonymous.post("/v1/sessions", json!({"login": HEAD_EMAIL, "password": PASSWORD})).await;
    let old = json!({"refreshToken": first.body["refreshToken"]});
    let second = anonymous.post("/v1/sessions/refresh", old.clone()).await;
    assert_eq!(second.status, 200, "{}", second.body);
    let again = anonymous.post("/v1/sessions/refresh", old.clone()).await;
    assert_eq!(again.body, second.body);
    app.clock().advance(Duration::from_secs(61));
    assert_code(&anonymous.post("/v1/sessions/refresh", old).await, 401, "AUTH.SESSION_ENDED");
    let newest = json!({"refreshToken": second.body["refreshToken"]});
    assert_code(&anonymous.post("/v1/sessions/refresh", newest).await, 401, "AUTH.SESSION_ENDED");
    assert_code(&app.bearer(text(&second.body, "accessToken")).get("/v1/me").await, 401, "AUTH.SESSION_ENDED");
    let forged = json!({"refreshToken": format!("{}x", text(&second.body, "refreshToken"))});
    assert_code(&anonymous.post("/v1/sessions/refresh", forged).await, 401, "AUTH.INVALID_TOKEN");
}

#[tokio::test]
async fn an_access_token_ends_after_fifteen_minutes_and_with_the_sign_out() {
    let app = TestApp::start().await;
    let head = app.head().await;
    app.clock().advance(Duration::from_secs(931));
    assert_code(&head.get("/v1/me").await, 401, "AUTH.INVALID_TOKEN");
    let head = app.head().await;
    assert_eq!(head.delete("/v1/sessions/current").await.status, 204);
    assert_code(&head.get("/v1/me").await, 401, "AUTH.SESSION_ENDED");
    assert_code(&app.anonymous().get("/v1/me").await, 401, "AUTH.REQUIRED");
    assert_code(&app.bearer("nonsense").get("/v1/me").await, 401, "AUTH.INVALID_TOKEN");
}

#[tokio::test]
async fn after_ten_wrong_passwords_the_door_stays_shut_for_a_while() {
    let app = TestApp::start().await;
    for login in [HEAD_EMAIL, "nobody@blk.test"] {
        let body = json!({"login": login, "password": "wrong-wrong-wrong"});
        for _ in 0..10 {
            assert_code(&app.anonymous().post("/v1/sessions", body.clone()).await, 401, "AUTH.BAD_CREDENTIALS");
        }
        let shut = app.anonymous().post("/v1/sessions", body).await;
        assert_code(&shut, 429, "LIMIT.EXCEEDED");
        assert!(shut.headers.contains_key("retry-after"));
    }
}

#[tokio::test]
async fn one_changes_the_own_password_and_other_sign_ins_end() {
    let app = TestApp::start().await;
    let (here, elsewhere) = (app.head().await, app.head().await);
    let new = "gunung-merah-19-laut";
    assert_code(
        &here.post("/v1/me/password", json!({"current": "no-no-no-no", "new": new})).await,
        422,
        "REQUEST.INVALID",
    );
    assert_eq!(here.post("/v1/me/password", json!({"current": PASSWORD, "new": new})).await.status, 204);
    assert_eq!(here.get("/v1/me").await.status, 200);
    assert_code(&elsewhere.get("/v1/me").await, 401, "AUTH.SESSION_ENDED");
    app.login(HEAD_EMAIL, new).await;
}

#[tokio::test]
async fn a_reset_goes_by_mail_ends_all_sign_ins_and_asking_for_one_tells_nothing() {
    let app = TestApp::start().await;
    let head = app.head().await;
    for login in ["nobody@blk.test", HEAD_EMAIL] {
        let asked = app.anonymous().post("/v1/password-resets", json!({"login": login})).await;
        assert_eq!((asked.status, asked.text.as_str()), (202, ""));
    }
    let letter = app.mail().await;
    assert!(letter.contains(HEAD_EMAIL), "{letter}");
    let code =
        letter.split("kata sandi Anda: ").nth(1).and_then(|rest| rest.get(..11)).unwrap_or_else(|| panic!("{letter}"));
    let new = "gunung-merah-19-laut";
    let set = app.anonymous().post("/v1/passwords", json!({"code": code, "password": new})).await;
    assert_eq!(set.status, 204, "{}", set.body);
    assert_code(&head.get("/v1/me").await, 401, "AUTH.SESSION_ENDED");
    app.login(HEAD_EMAIL, new).await;
}

#[tokio::test]
async fn an_old_code_is_void_once_there_is_a_new_one() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let first = head.post("/v1/users", operator("a@blk.test", BLK)).await;
    let path = format!("/v1/users/{}/invite", text(&first.body, "id"));
    let second = head.post(&path, json!({"delivery": "RETURN"})).await;
    assert_eq!(second.status, 200, "{}", second.body);
    let set = |reply: &Reply| json!({"code": reply.body["invitation"]["code"], "password": PASSWORD});
    assert_code(&app.anonymous().post("/v1/passwords", set(&first)).await, 422, "CODE.INVALID");
    app.clock().advance(Duration::from_secs(8 * 86_400));
    assert_code(&app.anonymous().post("/v1/passwords", set(&second)).await, 422, "CODE.INVALID");
}

#[tokio::test]
async fn a_machine_files_only_in_the_name_of_a_head_and_stops_when_revoked() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let head = text(&app.head().await.get("/v1/me").await.body, "id").to_owned();
    let new = |blk: &str, head: &Value| json!({"name": "SIM BLK", "grants": [{"role": "BLK_OPERATOR", "blk": blk}], "onBehalfOf": head});
    for refused in [new(BLK, &Value::Null), new(OTHER_BLK, &json!(head))] {
        let reply = admin.post("/v1/clients", refused).await;
        assert_eq!(reply.body["errors"][0]["code"], "CLIENT.HEAD_REQUIRED", "{}", reply.body);
    }
    let made = admin.post_keyed("/v1/clients", "\"one\"", new(BLK, &json!(head))).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let again = admin.post_keyed("/v1/clients", "one", new(BLK, &json!(head))).await;
    assert_eq!((again.headers["idempotency-replayed"].to_str().unwrap(), &again.body), ("true", &made.body));
    let (id, secret) = (text(&made.body, "clientId"), text(&made.body, "clientSecret"));
    let shown = admin.get(&format!("/v1/clients/{id}")).await;
    assert!(shown.body.get("clientSecret").is_none(), "{}", shown.body);

    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let token = app.anonymous().form("/oauth/token", &form).await;
    assert_eq!(token.status, 200, "{}", token.body);
    assert_eq!(token.headers["cache-control"], "no-store");
    let machine = app.bearer(text(&token.body, "access_token"));
    assert_eq!(machine.get("/v1/me").await.body["onBehalfOf"], head);
    let revoke = format!("token={}&client_id={id}&client_secret={secret}", text(&token.body, "access_token"));
    assert_eq!(app.anonymous().form("/oauth/revoke", &revoke).await.status, 200);
    assert_code(&machine.get("/v1/me").await, 401, "AUTH.INVALID_TOKEN");

    let token = app.anonymous().form("/oauth/token", &form).await;
    let machine = app.bearer(text(&token.body, "access_token"));
    assert_eq!(machine.get("/v1/me").await.status, 200);
    assert_eq!(admin.post(&format!("/v1/clients/{id}/revoke"), json!({})).await.status, 200);
    assert_code(&machine.get("/v1/me").await, 401, "AUTH.INVALID_TOKEN");
    let refused = app.anonymous().form("/oauth/token", &form).await;
    assert_eq!((refused.status, refused.body["error"].as_str()), (401, Some("invalid_client")));
}

#[tokio::test]
async fn the_token_endpoint_refuses_as_rfc_6749_says() {
    let app = TestApp::start().await;
    for (form, status, error) in [
        ("", 400, "invalid_request"),
        ("grant_type=password", 400, "unsupported_grant_type"),
        ("grant_type=client_credentials", 401, "invalid_client"),
        ("grant_type=client_credentials&client_id=x&client_secret=y", 401, "invalid_client"),
        ("grant_type=client_credentials&grant_type=client_credentials", 400, "invalid_request"),
    ] {
        let reply = app.anonymous().form("/oauth/token", form).await;
        assert_eq!((reply.status, reply.body["error"].as_str()), (status, Some(error)), "{form}: {}", reply.text);
    }
    let json = app.anonymous().post("/oauth/token", json!({"grant_type": "client_credentials"})).await;
    assert_eq!(json.body["error"], "invalid_request");
}

#[tokio::test]
async fn the_metadata_names_the_keys_and_the_keys_are_public_halves() {
    let app = TestApp::start().await;
    let keys = app.anonymous().get("/.well-known/jwks.json").await;
    let keys = keys.body["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    for key in keys {
        assert_eq!(
            (key["kty"].as_str(), key["crv"].as_str(), key["alg"].as_str()),
            (Some("OKP"), Some("Ed25519"), Some("EdDSA"))
        );
        assert!(key.get("d").is_none());
    }
    let about = app.anonymous().get("/.well-known/oauth-authorization-server").await;
    assert!(text(&about.body, "token_endpoint").ends_with("/oauth/token"));
}

#[tokio::test]
async fn a_check_only_invitation_writes_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let checked = admin.post("/v1/users?validateOnly=true", operator("a@blk.test", BLK)).await;
    assert_eq!(checked.status, 200, "{}", checked.body);
    assert_eq!(admin.get("/v1/users?role=BLK_OPERATOR").await.body["data"], json!([]));
    assert_code(&admin.post("/v1/users?validateOnly=yes", operator("a@blk.test", BLK)).await, 422, "REQUEST.INVALID");
}
