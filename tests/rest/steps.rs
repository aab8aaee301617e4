//! Steps that several tests take to where they begin: real calls, in the order of the journey.

use serde_json::{Value, json};

use crate::support::{Caller, Reply, TestApp, complete_values, report};

pub fn text<'a>(body: &'a Value, field: &str) -> &'a str {
    body[field].as_str().unwrap_or_else(|| panic!("{field} in {body}"))
}

pub fn version(body: &Value) -> i64 {
    body["version"].as_i64().unwrap_or_else(|| panic!("version in {body}"))
}

/// `/v1/reports/{id}`.
pub fn at(report: &Value) -> String {
    format!("/v1/reports/{}", text(report, "id"))
}

/// One step on a report, with the version it was read in.
pub async fn act(caller: &Caller, report: &Value, action: &str, body: Value) -> Reply {
    caller.post_if(&format!("{}/{action}", at(report)), version(report), body).await
}

pub async fn read(caller: &Caller, report: &Value) -> Value {
    caller.get(&at(report)).await.expect(200)
}

pub async fn draft(head: &Caller, period: &str) -> Value {
    head.post("/v1/reports", report(period, complete_values())).await.expect(201)
}

pub async fn submitted(app: &TestApp, period: &str) -> Value {
    let head = app.head().await;
    let draft = draft(&head, period).await;
    act(&head, &draft, "submit", json!({})).await.expect(200)
}

pub async fn in_review(app: &TestApp, period: &str) -> Value {
    let report = submitted(app, period).await;
    act(&app.coordinator().await, &report, "start-review", json!({})).await.expect(200)
}

pub async fn verified(app: &TestApp, period: &str) -> Value {
    let report = in_review(app, period).await;
    act(&app.coordinator().await, &report, "verify", json!({})).await.expect(200)
}

pub async fn approved(app: &TestApp, period: &str) -> Value {
    let report = verified(app, period).await;
    act(&app.reviewer().await, &report, "approve", json!({})).await.expect(200)
}

/// The only obligation that a query finds.
pub async fn owed(caller: &Caller, query: &str) -> Value {
    let found = caller.get(&format!("/v1/obligations?{query}")).await.expect(200);
    assert_eq!(found["data"].as_array().map(Vec::len), Some(1), "{found}");
    found["data"][0].clone()
}

/// A further role for someone.
pub async fn grant(app: &TestApp, who: &Caller, mut role: Value) {
    role["holder"] = who.get("/v1/me").await.expect(200)["id"].clone();
    app.admin().await.post("/v1/role-grants", role).await.expect(201);
}

/// A BLK that the administrator records.
pub fn new_blk(code: &str, region: &str) -> Value {
    json!({"code": code, "name": format!("BLK {code}"), "hostType": "PESANTREN", "hostName": "Pesantren Uji", "region": region, "establishedYear": 2019, "enrolledOn": "2026-08-01"})
}

/// Rows of a table.
pub async fn count<E: sea_orm::EntityTrait>(app: &TestApp) -> u64
where
    E::Model: Sync,
{
    use sea_orm::PaginatorTrait;
    E::find().count(app.app.store.reader()).await.unwrap()
}
