//! An account that exists is bound to a recorded person by its holder; whoever invites does not learn that there is one.

use std::time::Duration;

use api::vocab::Role;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::kept_steps::{at, faulty};
use super::super::steps::{count, text, version};
use super::mentor_steps::trained;
use super::steps::{merged, person};
use crate::support::{BLK, Caller, PASSWORD, Reply, TestApp};

const MINE: &str = "/v1/me/person";
/// The phone of the head's account, and one that nobody signs in with.
const HEAD_PHONE: &str = "0812-3456-7789";
const FREE_PHONE: &str = "0812-3456-7000";

/// Somebody with an account of another role, and its e-mail.
async fn someone(app: &TestApp) -> (Caller, String) {
    let caller = app.person(Role::Stakeholder, Some("32"), None).await;
    let email = text(&caller.get("/v1/me").await.expect(200), "email").to_owned();
    (caller, email)
}

async fn recorded(app: &TestApp, name: &str) -> Value {
    person(&app.head().await, BLK, name, json!({})).await
}

async fn invite(caller: &Caller, person: &Value, extra: Value) -> Reply {
    let input = merged(json!({"delivery": "RETURN"}), extra);
    caller.post(&format!("{}/invitations", at("persons", person)), input).await
}

/// The code of an invitation of the head, handed over.
async fn code(app: &TestApp, person: &Value, email: &str) -> String {
    let invited = invite(&app.head().await, person, json!({"email": email})).await.expect(201);
    text(&invited["invitation"], "code").to_owned()
}

async fn bind(caller: &Caller, code: &str) -> Reply {
    caller.post(MINE, json!({"code": code})).await
}

async fn events(app: &TestApp, name: &str) -> u64 {
    let query = entity::event::Entity::find().filter(entity::event::Column::Type.eq(name));
    query.count(app.app.store.reader()).await.unwrap()
}

/// Roles that a caller holds on units.
async fn roles(caller: &Caller) -> Vec<(String, String)> {
    let me = caller.get("/v1/me").await.expect(200);
    let held = me["roles"].as_array().unwrap().iter().filter(|held| held["unit"].is_object());
    held.map(|held| (text(held, "role").to_owned(), text(&held["unit"], "code").to_owned())).collect()
}

#[tokio::test]
async fn the_holder_of_an_account_binds_it_with_the_code() {
    let app = TestApp::start().await;
    let (siti, email) = someone(&app).await;
    let made = recorded(&app, "Siti Rahayu").await;
    let accounts = count::<entity::account::Entity>(&app).await;
    let code = code(&app, &made, &email).await;
    assert_eq!(count::<entity::account::Entity>(&app).await, accounts);
    assert!(roles(&siti).await.is_empty());
    siti.get(MINE).await.refused(404, "RESOURCE.NOT_FOUND");
    // Whoever invites may hold the code: it opens no account.
    let set = json!({"code": code, "password": "gunung-merah-19-laut"});
    app.anonymous().post("/v1/passwords", set).await.refused(422, "CODE.INVALID");
    let checked = siti.post(&format!("{MINE}?validateOnly=true"), json!({"code": code})).await.expect(200);
    assert_eq!((&checked["id"], events(&app, "person.bound").await), (&made["id"], 0));
    let bound = bind(&siti, &code.to_lowercase()).await.expect(200);
    assert_eq!((&bound["id"], &bound["hasAccount"], &bound["redactions"]), (&made["id"], &json!(true), &json!([])));
    assert_eq!((version(&bound), events(&app, "person.bound").await), (3, 1));
    assert_eq!(siti.get(MINE).await.expect(200)["id"], made["id"]);
    assert_eq!(roles(&siti).await, [("INCUBATEE".to_owned(), BLK.to_owned())]);
    bind(&siti, &code).await.refused(422, "CODE.INVALID");
    // The person is bound now.
    let head = app.head().await;
    invite(&head, &made, json!({"email": email})).await.refused(409, "STATE.ILLEGAL");
    invite(&head, &made, json!({"email": "lain@usaha.test"})).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn an_account_that_changed_since_it_was_made_is_bound_too() {
    let app = TestApp::start().await;
    let (admin, made) = (app.admin().await, recorded(&app, "Siti Rahayu").await);
    let invitation = json!({"email": "siti@usaha.test", "name": "Siti", "grants": [{"role": "STAKEHOLDER", "region": "32"}], "delivery": "RETURN"});
    let invited = admin.post("/v1/users", invitation).await.expect(201);
    // Both codes are out before either is used: a password voids no other code.
    let bound_by = code(&app, &made, "siti@usaha.test").await;
    let set = json!({"code": invited["invitation"]["code"], "password": PASSWORD});
    assert_eq!(app.anonymous().post("/v1/passwords", set).await.status, 204);
    let siti = app.login("siti@usaha.test", PASSWORD).await;
    bind(&siti, &bound_by).await.expect(200);
    assert_eq!(siti.get(MINE).await.expect(200)["id"], made["id"]);
}

#[tokio::test]
async fn the_code_goes_to_the_address_of_the_account() {
    let app = TestApp::start().await;
    let (siti, email) = someone(&app).await;
    let made = recorded(&app, "Siti Rahayu").await;
    let sent = invite(&app.head().await, &made, json!({"email": email, "delivery": "EMAIL"})).await.expect(201);
    assert_eq!((text(&sent["invitation"], "delivery"), &sent["invitation"]["code"]), ("EMAIL", &Value::Null));
    let letter = app.mail().await;
    assert!(letter.contains(&email) && letter.contains(MINE), "{letter}");
    let code = letter.split("Kode Anda: ").nth(1).and_then(|rest| rest.get(..11)).unwrap_or_else(|| panic!("{letter}"));
    bind(&siti, code).await.expect(200);
}

#[tokio::test]
async fn whoever_invites_is_not_told_whether_the_address_has_an_account() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (_, email) = someone(&app).await;
    let (known, unknown) = (recorded(&app, "Siti").await, recorded(&app, "Ani").await);
    let told = |mut invited: Value| {
        assert_eq!(text(&invited["invitation"], "code").len(), 11, "{invited}");
        invited["invitation"]["code"] = json!("-");
        invited["invitation"]["expiresAt"] = json!("-");
        invited["personId"] = json!("-");
        invited
    };
    let one = told(invite(&head, &known, json!({"email": email})).await.expect(201));
    let other = told(invite(&head, &unknown, json!({"email": "ani@usaha.test"})).await.expect(201));
    assert_eq!(one, other);
    assert_eq!((&one["userId"], text(&one, "status"), version(&one)), (&Value::Null, "INVITED", 2));
    // Nor by what is read of the person afterwards, by its history, or by another invitation.
    let mut seen = Vec::new();
    for made in [&known, &unknown] {
        let now = head.get(&at("persons", made)).await.expect(200);
        let history = head.get(&format!("/v1/history/{}", text(made, "id"))).await.expect(200);
        let newest = &history["data"][0];
        seen.push((now["hasAccount"].clone(), version(&now), newest["action"].clone(), newest["changes"].clone()));
    }
    assert_eq!(seen[0], seen[1]);
    let again = told(invite(&head, &known, json!({"email": email})).await.expect(201));
    assert_eq!(again, told(invite(&head, &unknown, json!({"email": "ani@usaha.test"})).await.expect(201)));
    let elsewhere = json!({"email": "lain@usaha.test"});
    let (one, other) =
        (invite(&head, &known, elsewhere.clone()).await, invite(&head, &unknown, elsewhere.clone()).await);
    assert_eq!((&one.body["detail"], &one.body["params"]), (&other.body["detail"], &other.body["params"]));
    one.refused(409, "STATE.ILLEGAL");
    // A letter needs an e-mail, whoever has the phone.
    let third = recorded(&app, "Budi").await;
    for phone in [HEAD_PHONE, FREE_PHONE] {
        let refused = invite(&head, &third, json!({"phone": phone, "delivery": "EMAIL"})).await;
        faulty(&refused, &[("FIELD.REQUIRED", "/email")]);
    }
    invite(&head, &third, json!({"phone": HEAD_PHONE})).await.expect(201);
}

#[tokio::test]
async fn a_code_that_is_wrong_used_expired_or_of_another_account_is_refused_alike() {
    let app = TestApp::start().await;
    let ((siti, email), (other, _)) = (someone(&app).await, someone(&app).await);
    let made = recorded(&app, "Siti Rahayu").await;
    let old = code(&app, &made, &email).await;
    let now = code(&app, &made, &email).await;
    // A code for a password binds nothing.
    let password = code(&app, &recorded(&app, "Ani").await, "ani@usaha.test").await;
    for (caller, wrong) in [(&siti, "AAAAA-AAAAA"), (&siti, &*old), (&other, &*now), (&siti, &*password)] {
        let refused = bind(caller, wrong).await;
        assert!(!refused.text.contains(text(&made, "id")), "{}", refused.text);
        assert_eq!(refused.faults(), [("CODE.INVALID".to_owned(), "/code".to_owned())], "{}", refused.text);
        refused.refused(422, "CODE.INVALID");
    }
    app.anonymous().post(MINE, json!({"code": now})).await.refused(401, "AUTH.REQUIRED");
    let machine = app.machine(Role::BlkOperator, Some(BLK)).await;
    machine.post(MINE, json!({"code": now})).await.refused(403, "ACCESS.DENIED");
    faulty(&siti.post(MINE, json!({"code": ""})).await, &[("FIELD.LENGTH", "/code")]);
    app.clock().advance(Duration::from_secs(8 * 86_400));
    let siti = app.login(&email, PASSWORD).await;
    bind(&siti, &now).await.refused(422, "CODE.INVALID");
    siti.get(MINE).await.refused(404, "RESOURCE.NOT_FOUND");
    // The offer has lapsed: the person may be invited elsewhere.
    code(&app, &made, "baru@usaha.test").await;
}

#[tokio::test]
async fn guesses_are_limited() {
    let app = TestApp::start().await;
    let (siti, _) = someone(&app).await;
    for guess in ["A", "B", "C", "D", "E", "F", "G", "H", "J", "K"] {
        bind(&siti, &guess.repeat(10)).await.refused(422, "CODE.INVALID");
    }
    bind(&siti, "LLLLL-LLLLL").await.refused(429, "LIMIT.EXCEEDED");
}

#[tokio::test]
async fn an_account_is_bound_to_one_person() {
    let app = TestApp::start().await;
    let (siti, email) = someone(&app).await;
    let (one, other) = (recorded(&app, "Siti").await, recorded(&app, "Siti R.").await);
    let (first, second) = (code(&app, &one, &email).await, code(&app, &other, &email).await);
    bind(&siti, &first).await.expect(200);
    let refused = bind(&siti, &second).await;
    assert!(!refused.text.contains("per_"), "{}", refused.text);
    refused.refused(409, "STATE.ILLEGAL");
    assert_eq!(siti.get(MINE).await.expect(200)["id"], one["id"]);
    let unbound = app.head().await.get(&at("persons", &other)).await.expect(200);
    assert_eq!(unbound["hasAccount"], json!(false));
}

#[tokio::test]
async fn an_answer_that_got_lost_is_given_again_with_its_key() {
    let app = TestApp::start().await;
    let (siti, email) = someone(&app).await;
    let made = recorded(&app, "Siti Rahayu").await;
    let sent = json!({"code": code(&app, &made, &email).await});
    let first = siti.post_keyed(MINE, "ikat-1", sent.clone()).await;
    let again = siti.post_keyed(MINE, "ikat-1", sent).await;
    assert_eq!((again.header("idempotency-replayed"), &again.body), ("true", &first.body));
    assert_eq!((first.status, events(&app, "person.bound").await), (200, 1));
}

#[tokio::test]
async fn a_mentor_gets_the_role_with_the_account_that_it_has() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (coach, email) = someone(&app).await;
    let (person, _) = trained(&admin, "Pendamping").await;
    let invited = invite(&admin, &person, json!({"email": email, "role": "MENTOR"})).await.expect(201);
    assert_eq!((text(&invited, "role"), &invited["userId"]), ("MENTOR", &Value::Null));
    bind(&coach, text(&invited["invitation"], "code")).await.expect(200);
    assert_eq!(roles(&coach).await, [("MENTOR".to_owned(), BLK.to_owned())]);
    coach.get("/v1/me/assignments").await.expect(200);
}

#[tokio::test]
async fn graphql_binds_by_the_same_rules() {
    let app = TestApp::start().await;
    let (siti, email) = someone(&app).await;
    let made = recorded(&app, "Siti Rahayu").await;
    let code = code(&app, &made, &email).await;
    let mutation = "mutation B($code: String!) { bindPerson(code: $code) { id hasAccount } }";
    let refusal = |reply: Reply| reply.body["errors"][0]["extensions"]["code"].clone();
    assert_eq!(refusal(app.anonymous().graphql(mutation, json!({"code": code})).await), "AUTH.REQUIRED");
    assert_eq!(refusal(siti.graphql(mutation, json!({"code": "AAAAA-AAAAA"})).await), "CODE.INVALID");
    let bound = Caller::data(siti.graphql(mutation, json!({"code": code})).await);
    assert_eq!(bound["bindPerson"], json!({"id": made["id"], "hasAccount": true}));
    assert_eq!(refusal(siti.graphql(mutation, json!({"code": code})).await), "CODE.INVALID");
}
