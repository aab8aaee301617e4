//! Reading the audit log.

use serde_json::json;

use super::steps::{approved, text};
use crate::support::{Caller, TestApp};

#[tokio::test]
async fn administrators_see_what_everybody_did_and_others_what_they_did_themselves() {
    let app = TestApp::start().await;
    let report = approved(&app, "2026-10").await;
    api::worker::audit::run(&app.app, true).await.unwrap();
    let (admin, head) = (app.admin().await, app.head().await);
    let path = format!("/v1/audit?object={}", text(&report, "id"));
    let all = admin.get(&path).await.expect(200);
    let actions: Vec<_> = all["data"].as_array().unwrap().iter().map(|entry| text(entry, "action")).collect();
    assert_eq!(actions, ["createReport", "submitReport", "startReportReview", "verifyReport", "approveReport"]);
    let places: Vec<_> = all["data"].as_array().unwrap().iter().map(|entry| entry["seq"].as_i64().unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    let own = head.get(&path).await.expect(200);
    let actions: Vec<_> = own["data"].as_array().unwrap().iter().map(|entry| text(entry, "action")).collect();
    assert_eq!(actions, ["createReport", "submitReport"]);
    let query = "query($id: String!) { auditEntries(first: 10, filter: {object: $id}) { totalCount nodes { action seq } } auditHead { size jws } }";
    let data = Caller::data(head.graphql(query, json!({"id": report["id"]})).await);
    assert_eq!(data["auditEntries"]["totalCount"], 2, "{data}");
    let signed = head.get("/v1/audit/head").await.expect(200);
    assert_eq!(data["auditHead"], json!({"size": signed["size"], "jws": signed["jws"]}));
    let jwks = app.anonymous().get("/.well-known/jwks.json").await.expect(200);
    let said = api::domain::people::keys::verify_audit_head_offline(text(&signed, "jws"), &jwks).unwrap();
    assert_eq!((&said["size"], &said["root"]), (&signed["size"], &signed["root"]));
}

#[tokio::test]
async fn what_is_asked_wrongly_is_refused_and_nobody_reads_without_a_token() {
    let app = TestApp::start().await;
    app.anonymous().get("/v1/audit").await.refused(401, "AUTH.REQUIRED");
    app.anonymous().get("/v1/audit/head").await.refused(401, "AUTH.REQUIRED");
    let admin = app.admin().await;
    admin.get("/v1/audit/head").await.refused(404, "RESOURCE.NOT_FOUND");
    admin.get("/v1/audit?actor=siti").await.refused(422, "REQUEST.INVALID");
    admin.get("/v1/audit?from=kemarin").await.refused(422, "REQUEST.INVALID");
    admin.get("/v1/audit?limit=501").await.refused(422, "PAGE.LIMIT");
}
