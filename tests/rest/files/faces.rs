//! Jobs by GraphQL: the same as by REST.

use serde_json::json;

use super::acts::{done, id, import};
use crate::support::{BLK, Caller, TestApp};

#[tokio::test]
async fn jobs_are_asked_for_looked_at_and_stopped_by_graphql() {
    let app = TestApp::start().await;
    let (head, other) = (app.head().await, app.coordinator().await);
    let fields = "id task subject state percent rows done created existing refused failure { code } file { href name format bytes sha256 } version";
    let asked = format!("mutation($input: ExportInput!) {{ createExport(input: $input) {{ {fields} }} }}");
    let list = json!({"input": {"list": "/v1/blks", "format": "NDJSON"}});
    let job = Caller::data(head.graphql(&asked, list.clone()).await)["createExport"].clone();
    assert_eq!((&job["state"], &job["subject"]), (&json!("QUEUED"), &json!("/v1/blks")));
    let ended = done(&app, &head, &job).await;
    let look = format!("query($id: ID!) {{ job(id: $id) {{ {fields} }} node(id: $id) {{ id }} }}");
    let seen = Caller::data(head.graphql(&look, json!({"id": id(&job)})).await);
    assert_eq!(seen["node"]["id"], job["id"]);
    for field in ["id", "state", "percent", "rows", "done", "file", "version"] {
        assert_eq!(seen["job"][field], ended[field], "{field}");
    }
    let foreign = Caller::data(other.graphql(&look, json!({"id": id(&job)})).await);
    assert_eq!((&foreign["job"], &foreign["node"]), (&json!(null), &json!(null)));

    let file = format!("blk,period,A01\n{BLK},2026-10,x\n{BLK},2026-09,1\n");
    let job = import(&app, &head, "kind=reports", file.as_bytes()).await;
    let rows = "query($id: ID!) { jobRows(id: $id, result: REFUSED, first: 5) { nodes { line result record faults { code path column message messageEn } } } jobs(first: 5) { nodes { id } } }";
    let seen = Caller::data(head.graphql(rows, json!({"id": id(&job)})).await);
    let rest = super::acts::rows(&head, &job, "REFUSED").await;
    assert_eq!(seen["jobRows"]["nodes"].as_array().unwrap().len(), 1);
    assert_eq!(seen["jobRows"]["nodes"][0]["faults"][0]["message"], rest[0]["faults"][0]["message"]);
    assert_eq!(seen["jobs"]["nodes"].as_array().unwrap().len(), 2);
    assert_eq!(seen["jobs"]["nodes"][0]["id"], job["id"], "newest first");

    let waiting = Caller::data(head.graphql(&asked, list).await)["createExport"].clone();
    let stop = "mutation($id: ID!) { cancelJob(id: $id) { state } }";
    assert_eq!(Caller::data(head.graphql(stop, json!({"id": id(&waiting)})).await)["cancelJob"]["state"], "CANCELLED");
    let again = head.graphql(stop, json!({"id": id(&waiting)})).await;
    assert!(again.text.contains("STATE.ILLEGAL"), "{}", again.text);
    let refused = head.graphql(&asked, json!({"input": {"list": "/v1/me"}})).await;
    assert!(refused.text.contains("EXPORT.NO_LIST"), "{}", refused.text);
    let nobody = app.anonymous().graphql("{ jobs(first: 1) { nodes { id } } }", json!({})).await;
    assert!(nobody.text.contains("AUTH.REQUIRED"), "{}", nobody.text);
}
