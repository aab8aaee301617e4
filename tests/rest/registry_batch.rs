//! Many records in one call.

use serde_json::{Value, json};

use super::kept_steps::{PROGRAMME, forum};
use super::steps::{count, new_blk, text};
use crate::support::{BLK, Caller, OTHER_BLK, PASSWORD, TestApp};

const BLKS: &str = "/v1/blks/batch";

fn blks(rows: usize) -> Vec<Value> {
    (0..rows).map(|row| new_blk(&format!("BLKK-T-{row:04}"), "36.02")).collect()
}

async fn recorded(app: &TestApp) -> (u64, u64) {
    (count::<entity::blk::Entity>(app).await, count::<entity::audit::Entity>(app).await)
}

/// Code of the refusal and places of its faults.
fn refusal(row: &Value) -> (&str, Vec<&str>) {
    let faults = row["error"]["errors"].as_array().unwrap();
    (text(&row["error"], "code"), faults.iter().map(|fault| text(fault, "path")).collect())
}

fn counts(done: &Value) -> (Option<u64>, Option<u64>) {
    (done["created"].as_u64(), done["refused"].as_u64())
}

#[tokio::test]
async fn bad_rows_of_a_thousand_do_not_spoil_the_others() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut rows = blks(1_000);
    rows[7]["code"] = json!("b");
    rows[500]["hostType"] = json!("ENTAH");
    rows[999]["code"] = rows[0]["code"].clone();
    let done = admin.post(BLKS, json!({"rows": rows})).await.expect(200);
    assert_eq!(counts(&done), (Some(997), Some(3)));
    let results = done["results"].as_array().unwrap();
    assert_eq!(results.len(), 1_000);
    for (index, row) in results.iter().enumerate() {
        assert_eq!(row["index"].as_u64(), Some(index as u64));
        if [7, 500, 999].contains(&index) {
            assert_eq!((text(row, "status"), &row["id"], &row["code"]), ("REFUSED", &Value::Null, &Value::Null));
        } else {
            assert_eq!((text(row, "status"), &row["code"]), ("CREATED", &rows[index]["code"]), "{row}");
            assert!(text(row, "id").starts_with("blk_") && row["error"].is_null(), "{row}");
        }
    }
    assert_eq!(refusal(&results[7]), ("REQUEST.INVALID", vec!["/rows/7/code"]));
    assert_eq!(refusal(&results[500]), ("REQUEST.INVALID", vec!["/rows/500/hostType"]));
    assert_eq!(refusal(&results[999]).0, "RESOURCE.ALREADY_EXISTS");
    assert_eq!(recorded(&app).await.0, 2 + 997);
    let one = admin.get("/v1/blks/BLKK-T-0998").await.expect(200);
    assert_eq!((&one["id"], text(&one, "operationStatus")), (&results[998]["id"], "OPERATIONAL"));
}

#[tokio::test]
async fn an_atomic_call_is_refused_whole_with_every_fault() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let before = recorded(&app).await;
    let mut rows = blks(5);
    rows[1]["code"] = json!("b");
    rows[1]["x"] = json!(1);
    rows[2]["region"] = json!("99.99");
    rows[4]["code"] = rows[0]["code"].clone();
    let refused = admin.post(BLKS, json!({"atomic": true, "rows": rows})).await;
    let wanted = [
        ("FIELD.FORMAT", "/rows/1/code"),
        ("FIELD.UNKNOWN", "/rows/1/x"),
        ("FIELD.UNKNOWN_CODE", "/rows/2/region"),
        ("RESOURCE.ALREADY_EXISTS", "/rows/4"),
    ];
    assert_eq!(refused.faults(), wanted.map(|(code, path)| (code.to_owned(), path.to_owned())));
    refused.refused(422, "REQUEST.INVALID");
    assert_eq!(recorded(&app).await, before);
    let done = admin.post(BLKS, json!({"atomic": true, "rows": blks(5)})).await.expect(200);
    assert_eq!(counts(&done), (Some(5), Some(0)));
}

#[tokio::test]
async fn a_call_has_1_to_1000_rows_and_8_megabytes() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let before = recorded(&app).await;
    for rows in [0, 1_001] {
        let refused = admin.post(BLKS, json!({"rows": blks(rows)})).await;
        assert_eq!((refused.status, refused.faults()), (422, vec![("FIELD.LENGTH".into(), "/rows".into())]), "{rows}");
    }
    let unknown = admin.post(BLKS, json!({"rows": blks(1), "all": true})).await;
    assert_eq!(unknown.faults(), [("FIELD.UNKNOWN".into(), "/all".into())]);
    let long = |size: usize| {
        let mut rows = blks(1);
        rows[0]["name"] = json!("x".repeat(size));
        json!({"rows": rows})
    };
    let done = admin.post(BLKS, long(7 << 20)).await.expect(200);
    assert_eq!(refusal(&done["results"][0]), ("REQUEST.INVALID", vec!["/rows/0/name"]));
    admin.post(BLKS, long(9 << 20)).await.refused(413, "BODY.TOO_LARGE");
    assert_eq!(recorded(&app).await, before);
}

#[tokio::test]
async fn a_repeat_with_the_same_key_is_replayed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut rows = blks(3);
    rows[1]["code"] = json!("b");
    let body = json!({"rows": rows});
    let first = admin.post_keyed(BLKS, "b-1", body.clone()).await;
    let before = recorded(&app).await;
    let again = admin.post_keyed(BLKS, "b-1", body).await;
    assert_eq!((again.status, again.header("idempotency-replayed"), &again.body), (200, "true", &first.body));
    assert_eq!(recorded(&app).await, before);
    admin.post_keyed(BLKS, "b-1", json!({"rows": blks(3)})).await.refused(422, "IDEMPOTENCY.KEY_REUSED");
}

#[tokio::test]
async fn a_check_writes_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let before = recorded(&app).await;
    let done = admin.post(&format!("{BLKS}?validateOnly=true"), json!({"rows": blks(3)})).await.expect(200);
    assert_eq!(counts(&done), (Some(3), Some(0)));
    assert_eq!(recorded(&app).await, before);
}

#[tokio::test]
async fn who_may_not_record_one_may_not_record_many() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let before = recorded(&app).await;
    let done = head.post(BLKS, json!({"rows": blks(2)})).await.expect(200);
    assert_eq!(counts(&done), (Some(0), Some(2)));
    assert_eq!(refusal(&done["results"][1]).0, "ACCESS.DENIED");
    app.anonymous().post(BLKS, json!({"rows": blks(2)})).await.refused(401, "AUTH.REQUIRED");
    assert_eq!(recorded(&app).await, before);
}

#[tokio::test]
async fn every_kind_of_unit_comes_in_many() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let organization = |code: &str| json!({"code": code, "name": code, "kind": "BANK", "scope": "NATIONAL", "country": "ID", "region": "31.71"});
    let kawasan =
        |code: &str| json!({"code": code, "name": code, "region": "36.02", "theme": "AGROWISATA", "sinceYear": 2022});
    let site = |code: &str| json!({"code": code, "name": code, "region": "36.02", "programmeId": PROGRAMME, "siteKind": "DESA_MIGRAN_PRODUKTIF", "sinceYear": 2022});
    for (plural, rows) in [
        ("organizations", [organization("ORG-T-1"), organization("ORG-T-2")]),
        ("kawasans", [kawasan("KWS-T-1"), kawasan("KWS-T-2")]),
        ("sites", [site("SIT-T-1"), site("SIT-T-2")]),
    ] {
        let done = admin.post(&format!("/v1/{plural}/batch"), json!({"rows": rows})).await.expect(200);
        assert_eq!(counts(&done), (Some(2), Some(0)), "{done}");
        let second = &done["results"][1];
        let found = admin.get(&format!("/v1/{plural}/{}", text(second, "code"))).await.expect(200);
        assert_eq!(found["id"], second["id"]);
    }
}

#[tokio::test]
async fn people_are_invited_many_at_once_each_with_a_code() {
    let app = TestApp::start().await;
    let user = |email: Value, blk: &str| json!({"name": "Budi", "email": email, "grants": [{"role": "BLK_OPERATOR", "blk": blk}], "delivery": "RETURN"});
    let rows = [
        user(json!("a@blk.test"), BLK),
        user(json!("b@blk.test"), OTHER_BLK),
        user(Value::Null, BLK),
        user(json!("a@blk.test"), BLK),
        user(json!("c@blk.test"), BLK),
    ];
    let head = app.head().await;
    let done = head.post("/v1/users/batch", json!({"rows": rows})).await.expect(200);
    assert_eq!(counts(&done), (Some(2), Some(3)), "{done}");
    let results = &done["results"];
    assert_eq!(refusal(&results[1]), ("ACCESS.DENIED", vec![]));
    assert_eq!(refusal(&results[2]), ("REQUEST.INVALID", vec!["/rows/2/email"]));
    assert_eq!(refusal(&results[3]), ("RESOURCE.ALREADY_EXISTS", vec!["/rows/3/email"]));
    for (row, email) in [(0, "a@blk.test"), (4, "c@blk.test")] {
        let made = &results[row];
        assert!(text(made, "id").starts_with("usr_") && made["code"].is_null(), "{made}");
        let set = json!({"code": made["invitation"]["code"], "password": PASSWORD});
        assert_eq!(app.anonymous().post("/v1/passwords", set).await.status, 204);
        app.login(email, PASSWORD).await;
    }
}

#[tokio::test]
async fn graphql_does_the_same() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mutation = "mutation($rows: [BlkInput!]!, $atomic: Boolean!) { createBlks(rows: $rows, atomic: $atomic) { created refused results { index status code error { code errors { code path } } } } }";
    let mut rows = blks(3);
    rows[1]["code"] = json!("b");
    let before = recorded(&app).await;
    let refused = admin.graphql(mutation, json!({"rows": rows, "atomic": true})).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["errors"][0]["path"], "/rows/1/code", "{}", refused.text);
    assert_eq!(recorded(&app).await, before);
    let done = Caller::data(admin.graphql(mutation, json!({"rows": rows, "atomic": false})).await);
    let done = &done["createBlks"];
    assert_eq!((counts(done), text(&done["results"][2], "code")), ((Some(2), Some(1)), "BLKK-T-0002"));
    assert_eq!(refusal(&done["results"][1]), ("REQUEST.INVALID", vec!["/rows/1/code"]));
    let many = admin.graphql(mutation, json!({"rows": [], "atomic": false})).await;
    assert_eq!(many.body["errors"][0]["extensions"]["errors"][0]["path"], "/rows", "{}", many.text);
}
