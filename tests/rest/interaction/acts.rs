//! Steps that the tests of offers, needs, requests and announcements share.

use api::vocab::Role;
use axum::http::Request;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::kept_steps::{FORUM, at, rows};
use super::super::steps::{text, version};
use crate::support::{BLK, Caller, PASSWORD, Reply, TestApp};

/// One object laid over another.
pub fn merged(mut base: Value, extra: Value) -> Value {
    if let (Some(base), Value::Object(extra)) = (base.as_object_mut(), extra) {
        base.extend(extra);
    }
    base
}

/// Somebody of the forum of these tests, which must have been recorded.
pub async fn stakeholder(app: &TestApp) -> Caller {
    app.person(Role::Stakeholder, None, Some(FORUM)).await
}

/// Offers something, whatever comes of it: training places, to nobody in particular unless `extra` says more.
pub async fn offer(caller: &Caller, title: &str, extra: Value) -> Reply {
    let input = json!({"unit": FORUM, "kind": "TRAINING_PLACE", "title": title, "fromOn": "2026-11-01", "capacity": 5});
    caller.post("/v1/commitments", merged(input, extra)).await
}

/// A step, with the version that is read just before; who cannot read it gets that refusal.
pub async fn take(caller: &Caller, plural: &str, record: &Value, step: &str, body: Value) -> Reply {
    let at = at(plural, record);
    let now = caller.get(&at).await;
    if now.status != 200 {
        return now;
    }
    caller.post_if(&format!("{at}/{step}"), version(&now.body), body).await
}

/// As [`take`] with a known version, without writing.
pub async fn attempt(caller: &Caller, path: &str, version: i64, body: Value) -> Reply {
    caller.post_if(&format!("{path}?validateOnly=true"), version, body).await
}

/// With `If-Match` and `Idempotency-Key`.
pub async fn keyed(caller: &Caller, path: &str, version: i64, key: &str, body: Value) -> Reply {
    let request = Request::post(path).header("if-match", format!("\"{version}\"")).header("idempotency-key", key);
    caller.send(request, "application/json", body.to_string().into_bytes()).await
}

/// What every step promises is what an attempt then gets.
pub async fn agrees(caller: &Caller, plural: &str, record: &Value, bodies: impl Fn(&str) -> Value) {
    let at = at(plural, record);
    let now = caller.get(&at).await.expect(200);
    let steps = caller.get(&format!("{at}/steps")).await.expect(200);
    assert_eq!(steps["state"], now["state"]);
    for entry in steps["allowedActions"].as_array().unwrap() {
        let action = text(entry, "action");
        let tried = attempt(caller, &format!("{at}/{action}"), version(&now), bodies(action)).await;
        let promised = entry["blockers"][0]["code"].as_str();
        assert_eq!(entry["allowed"], promised.is_none(), "{action}: {entry}");
        assert_eq!(tried.body["code"].as_str(), promised, "{action}: {}", tried.text);
    }
}

/// Titles of a list, sorted.
pub async fn titles(caller: &Caller, list: &str) -> Vec<String> {
    let mut titles: Vec<String> = rows(caller, list).await.iter().map(|row| text(row, "title").to_owned()).collect();
    titles.sort();
    titles
}

/// How many events of a name there are.
pub async fn events(app: &TestApp, name: &str) -> u64 {
    let query = entity::event::Entity::find().filter(entity::event::Column::Type.eq(name));
    query.count(app.app.store.reader()).await.unwrap()
}

/// An enterprise of a unit.
pub async fn enterprise(caller: &Caller, unit: &str, name: &str) -> Value {
    let input = json!({"unit": unit, "name": name, "year": 2026, "sector": "KULINER", "level": "PEMULA"});
    caller.post("/v1/enterprises", input).await.expect(201)
}

/// A member of an enterprise of [`BLK`] with an account, signed in; and the membership.
pub async fn member(app: &TestApp, enterprise: &Value) -> (Caller, Value) {
    let head = app.head().await;
    let person = head.post("/v1/persons", json!({"unit": BLK, "name": "Siti"})).await.expect(201);
    let input = json!({"personId": person["id"], "office": "KETUA", "joinedOn": "2026-01-01"});
    let membership = head.post(&format!("{}/members", at("enterprises", enterprise)), input).await.expect(201);
    let invitation = json!({"email": "siti@usaha.test", "delivery": "RETURN"});
    let invited = head.post(&format!("{}/invitations", at("persons", &person)), invitation).await.expect(201);
    let set = json!({"code": invited["invitation"]["code"], "password": PASSWORD});
    assert_eq!(app.anonymous().post("/v1/passwords", set).await.status, 204);
    (app.login("siti@usaha.test", PASSWORD).await, membership)
}

/// What a refused GraphQL request says: status, code, paths of the faults.
pub fn refusal(reply: &Reply) -> (u64, String, Vec<String>) {
    let said = &reply.body["errors"][0]["extensions"];
    let faults = said["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut paths: Vec<String> = faults.iter().map(|fault| text(fault, "path").to_owned()).collect();
    paths.sort();
    (said["status"].as_u64().unwrap_or_else(|| panic!("{}", reply.text)), text(said, "code").to_owned(), paths)
}
