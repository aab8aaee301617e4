//! Changes that a BLK asks for, what the registry remembers of changes, and what the public may count.

use api::domain::Ctx;
use serde_json::{Value, json};

use super::kept_steps::{forum, product};
use super::steps::{text, version};
use crate::support::{BLK, Caller, OTHER_BLK, TestApp};

fn ask(changes: Value) -> Value {
    json!({"changes": changes, "reason": "Yayasan berganti nama."})
}

async fn asked(head: &Caller) -> Value {
    let path = format!("/v1/blks/{BLK}/change-requests");
    head.post(&path, ask(json!({"name": "BLK Baru", "region": "36.02.02", "supportStatus": "DIBINA"})))
        .await
        .expect(201)
}

async fn end(caller: &Caller, request: &Value, verdict: &str, body: Value) -> crate::support::Reply {
    caller.post_if(&format!("/v1/change-requests/{}/{verdict}", text(request, "id")), version(request), body).await
}

#[tokio::test]
async fn what_a_head_asks_for_is_done_once_the_forum_approves() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let request = asked(&head).await;
    assert_eq!(request["status"], "PENDING");
    let fields: Vec<&str> = request["changes"].as_array().unwrap().iter().map(|c| text(c, "field")).collect();
    assert_eq!(fields, ["name", "region", "supportStatus"]);
    assert_eq!(request["changes"][0]["from"], format!("BLK Uji {BLK}"));
    assert_eq!(request["changes"][0]["to"], "BLK Baru");
    let before = admin.get(&format!("/v1/blks/{BLK}")).await.expect(200);
    assert_eq!(before["name"], format!("BLK Uji {BLK}"), "nothing changes before the decision");
    end(&head, &request, "approve", json!({})).await.refused(403, "ACCESS.DENIED");
    let done = end(&admin, &request, "approve", json!({})).await.expect(200);
    assert_eq!(done["status"], "APPROVED");
    let blk = admin.get(&format!("/v1/blks/{BLK}")).await.expect(200);
    assert_eq!(
        (&blk["name"], &blk["regionCode"], &blk["supportStatus"]),
        (&json!("BLK Baru"), &json!("36.02.02"), &json!("DIBINA"))
    );
    end(&admin, &done, "approve", json!({})).await.refused(409, "STATE.ILLEGAL");
    let regions = app.anonymous().get(&format!("/v1/blks/{BLK}/region-changes")).await.expect(200);
    assert_eq!(regions["data"].as_array().map(Vec::len), Some(2), "{regions}");
}

#[tokio::test]
async fn a_request_that_could_not_be_carried_out_is_refused_at_once() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let path = format!("/v1/blks/{BLK}/change-requests");
    let refused = head.post(&path, ask(json!({"region": "99.99", "hostType": "TIDAK_ADA"}))).await;
    let paths: Vec<String> = refused.faults().into_iter().map(|(_, path)| path).collect();
    assert_eq!(paths, ["/hostType", "/region"]);
    head.post(&path, ask(json!({}))).await.refused(422, "REQUEST.INVALID");
    head.post(&path, ask(json!({"name": format!("BLK Uji {BLK}")}))).await.refused(422, "REQUEST.INVALID");
    head.post(&path, ask(json!({"nama": "x"}))).await.refused(422, "REQUEST.INVALID");
    let other = format!("/v1/blks/{OTHER_BLK}/change-requests");
    head.post(&other, ask(json!({"name": "x"}))).await.refused(403, "ACCESS.DENIED");
    let none = head.get(&path).await.expect(200);
    assert_eq!(none["data"], json!([]));
}

#[tokio::test]
async fn a_request_is_rejected_with_a_note_or_withdrawn() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let request = asked(&head).await;
    let again = head.post(&format!("/v1/blks/{BLK}/change-requests"), ask(json!({"name": "Lain"}))).await;
    again.refused(409, "RESOURCE.ALREADY_EXISTS");
    end(&admin, &request, "reject", json!({})).await.refused(422, "REQUEST.INVALID");
    let rejected = end(&admin, &request, "reject", json!({"note": "Akta belum ada."})).await.expect(200);
    assert_eq!((&rejected["status"], &rejected["note"]), (&json!("REJECTED"), &json!("Akta belum ada.")));
    let second = asked(&head).await;
    let withdrawn = end(&head, &second, "withdraw", json!({})).await.expect(200);
    assert_eq!(withdrawn["status"], "WITHDRAWN");
    let blk = admin.get(&format!("/v1/blks/{BLK}")).await.expect(200);
    assert_eq!(blk["name"], format!("BLK Uji {BLK}"));
}

#[tokio::test]
async fn both_faces_ask_and_decide_alike() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let query = "mutation M($blk: String!, $input: ChangeRequestInput!) {
        requestBlkChange(blk: $blk, input: $input) { id version status changes { field from to } } }";
    let asked = head.graphql(query, json!({"blk": BLK, "input": ask(json!({"hostName": "Yayasan Baru"}))})).await;
    let request = Caller::data(asked)["requestBlkChange"].clone();
    assert_eq!(request["changes"], json!([{"field": "hostName", "from": "Pesantren Uji", "to": "Yayasan Baru"}]));
    let query =
        "mutation M($id: ID!, $version: Int!) { approveChangeRequest(id: $id, expectedVersion: $version) { status } }";
    let variables = json!({"id": request["id"], "version": request["version"]});
    assert_eq!(Caller::data(admin.graphql(query, variables).await)["approveChangeRequest"]["status"], "APPROVED");
    let query = "query Q($blk: String!) { blk(code: $blk) { hostName } changeRequests(blk: $blk, first: 10) { nodes { status } } }";
    let data = Caller::data(admin.graphql(query, json!({"blk": BLK})).await);
    assert_eq!(
        data,
        json!({"blk": {"hostName": "Yayasan Baru"}, "changeRequests": {"nodes": [{"status": "APPROVED"}]}})
    );
}

#[tokio::test]
async fn the_history_says_who_changed_which_field_from_what_to_what() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let made = product(&head, BLK, "Kopi", "10761").await;
    let path = format!("/v1/products/{}", text(&made, "id"));
    head.patch(&path, version(&made), json!({"name": "Kopi Robusta"})).await.expect(200);
    let history = admin.get(&format!("/v1/history/{}", text(&made, "id"))).await.expect(200);
    let entries = history["data"].as_array().unwrap();
    assert_eq!((&entries[0]["action"], &entries[1]["action"]), (&json!("updateProduct"), &json!("createProduct")));
    assert_eq!(entries[0]["changes"], json!([{"field": "name", "from": "Kopi", "to": "Kopi Robusta"}]));
    assert!(text(&entries[0], "actor").starts_with("usr_"));
    app.anonymous().get(&format!("/v1/history/{}", text(&made, "id"))).await.refused(401, "AUTH.REQUIRED");
    app.operator().await.get(&format!("/v1/history/{}", text(&made, "id"))).await.refused(403, "ACCESS.DENIED");
    admin.get("/v1/history/prd_01h455vb4pex5vsknk084sn02q").await.refused(404, "RESOURCE.NOT_FOUND");
    let me = admin.get("/v1/me").await.expect(200);
    admin.get(&format!("/v1/history/{}", text(&me, "id"))).await.refused(404, "RESOURCE.NOT_FOUND");
    let query = "query Q($id: ID!) { history(id: $id) { action changes { field } } }";
    let data = Caller::data(admin.graphql(query, json!({"id": made["id"]})).await);
    assert_eq!(data["history"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn anyone_may_count_the_registry() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let counts = app.anonymous().get("/v1/registry-summary").await.expect(200);
    assert_eq!((&counts["blks"], &counts["kawasans"]), (&json!(2), &json!(1)));
    assert_eq!(counts["byProvince"], json!([{"code": "32", "blks": 1}, {"code": "36", "blks": 1}]));
    assert_eq!(counts["byYear"], json!([{"code": "2019", "blks": 2}]));
    let data =
        Caller::data(app.anonymous().graphql("{ registrySummary { blks byYear { code blks } } }", json!({})).await);
    assert_eq!(data["registrySummary"]["blks"], 2);
}

#[tokio::test]
async fn the_master_data_are_loaded_once_and_what_the_forum_changed_stays() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ctx = Ctx::system(app.app.clone(), "test");
    assert!(api::masters::load(&ctx).await.unwrap() > 70);
    let kawasans = admin.get("/v1/kawasans?limit=100").await.expect(200);
    assert_eq!(kawasans["data"].as_array().map(Vec::len), Some(20), "twenty of the sources; that of Lebak was there");
    let fkn = admin.get("/v1/organizations/ORG-FKN").await.expect(200);
    admin.patch("/v1/organizations/ORG-FKN", version(&fkn), json!({"name": "FKN"})).await.expect(200);
    assert_eq!(api::masters::load(&ctx).await.unwrap(), 0);
    assert_eq!(admin.get("/v1/organizations/ORG-FKN").await.expect(200)["name"], "FKN");
    let tkm = admin.get("/v1/kawasans/KWS-3602-01/enterprises?limit=100").await.expect(200);
    assert_eq!(tkm["data"].as_array().map(Vec::len), Some(10));
}
