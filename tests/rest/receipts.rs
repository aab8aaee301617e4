//! Receipts: they verify with the published keys alone, and fail after one changed byte.

use api::domain::people::keys::verify_offline;
use api::domain::vault::sha256_hex;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::steps::{act, at, draft, submitted, text};
use crate::support::{BLK, Caller, TestApp, complete_values, open, report};

async fn keys(app: &TestApp) -> Value {
    app.anonymous().get("/.well-known/jwks.json").await.expect(200)
}

#[tokio::test]
async fn a_receipt_verifies_offline_with_the_published_keys_alone() {
    let app = TestApp::start().await;
    let report = submitted(&app, "2026-10").await;
    let statement = verify_offline(text(&report["receipt"], "jws"), &keys(&app).await).unwrap();
    assert_eq!(
        (text(&statement, "blk"), text(&statement, "template"), text(&statement, "period"), &statement["report"]),
        (BLK, "LAP_BULANAN", "2026-10", &report["id"])
    );
    assert_eq!((&statement["onTime"], &statement["version"]), (&json!(true), &json!(1)));
    assert_eq!(statement["sha256"], report["receipt"]["sha256"]);
    assert_eq!(statement["number"], report["receipt"]["number"]);
}

#[tokio::test]
async fn its_hash_is_that_of_the_canonical_content() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let mut body = report("2026-10", complete_values());
    body["narrative"] = json!({"kendala": "Atap bocor \u{2013} \"berat\""});
    let draft = head.post("/v1/reports", body).await.expect(201);
    let file = head.attach(&format!("{}/attachments", at(&draft)), "LAINNYA", "bukti.pdf", None, b"%PDF-1.4 isi").await;
    let file = file.expect(201);
    let draft = super::steps::read(&head, &draft).await;
    let report = act(&head, &draft, "submit", json!({})).await.expect(200);
    let content = head.get(&format!("{}/receipt/content", at(&report))).await.text;
    assert_eq!(sha256_hex(content.as_bytes()), text(&report["receipt"], "sha256"));
    let wanted = json!({
        "blk": BLK, "template": "LAP_BULANAN", "templateVersion": 1, "period": "2026-10", "version": 1,
        "values": report["values"], "narrative": {"kendala": "Atap bocor \u{2013} \"berat\""},
        "attachments": [{"name": "bukti.pdf", "sha256": file["sha256"]}]
    });
    assert_eq!(serde_json::from_str::<Value>(&content).unwrap(), wanted);
    assert!(content.starts_with(r#"{"attachments":[{"name":"bukti.pdf","sha256":"#), "{content}");
}

#[tokio::test]
async fn it_fails_after_one_changed_byte() {
    let app = TestApp::start().await;
    let report = submitted(&app, "2026-10").await;
    let (jws, keys) = (text(&report["receipt"], "jws"), keys(&app).await);
    for place in 0..jws.len() {
        let mut changed = jws.as_bytes().to_vec();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(verify_offline(&changed, &keys).is_err(), "byte {place} of {jws}");
    }
    let broken = format!("{}x", &jws[..jws.len() - 1]);
    app.anonymous().post("/v1/receipts/verify", json!({"jws": broken})).await.refused(422, "RECEIPT.INVALID");
    app.anonymous().post("/v1/receipts/verify", json!({"jws": "a.b.c"})).await.refused(422, "RECEIPT.INVALID");
}

#[tokio::test]
async fn another_content_does_not_match() {
    let app = TestApp::start().await;
    let report = submitted(&app, "2026-10").await;
    let content = app.head().await.get(&format!("{}/receipt/content", at(&report))).await.expect(200);
    let jws = &report["receipt"]["jws"];
    let good = app.anonymous().post("/v1/receipts/verify", json!({"jws": jws, "content": content})).await.expect(200);
    assert_eq!((&good["valid"], &good["contentMatches"]), (&json!(true), &json!(true)));
    let mut other = content.clone();
    other["values"]["A01"] = json!(3);
    let body = json!({"jws": jws, "content": other});
    app.anonymous().post("/v1/receipts/verify", body).await.refused(422, "RECEIPT.INVALID");
    let alone = app.anonymous().post("/v1/receipts/verify", json!({"jws": jws})).await.expect(200);
    assert_eq!(alone["contentMatches"], Value::Null);
}

#[tokio::test]
async fn a_token_is_no_receipt() {
    let app = TestApp::start().await;
    let body = json!({"login": "head@blk.test", "password": crate::support::PASSWORD});
    let pair = app.anonymous().post("/v1/sessions", body).await.expect(201);
    let token = text(&pair, "accessToken");
    assert!(verify_offline(token, &keys(&app).await).is_err());
    app.anonymous().post("/v1/receipts/verify", json!({"jws": token})).await.refused(422, "RECEIPT.INVALID");
}

#[tokio::test]
async fn old_receipts_verify_after_their_key_retired_and_new_ones_use_the_next() {
    let app = TestApp::start().await;
    let old = submitted(&app, "2026-09").await["receipt"]["jws"].as_str().unwrap().to_owned();
    let before = keys(&app).await;
    let turn = app.app.store.begin().await.unwrap();
    entity::signing_key::Entity::update_many()
        .col_expr(entity::signing_key::Column::RetiredAt, Expr::value(app.app.clock.now()))
        .filter(entity::signing_key::Column::RetiredAt.is_null())
        .exec(turn.txn().unwrap())
        .await
        .unwrap();
    turn.commit().await.unwrap();
    let again = open(app.app.settings.clone()).await;
    let router = api::server::router(again);
    let anonymous = Caller::new(router.clone(), None);
    let after = anonymous.get("/.well-known/jwks.json").await.expect(200);
    verify_offline(&old, &after).unwrap();
    anonymous.post("/v1/receipts/verify", json!({"jws": old})).await.expect(200);
    // The retired token key is gone, the retired receipt key stays.
    assert_eq!((before["keys"].as_array().unwrap().len(), after["keys"].as_array().unwrap().len()), (2, 3));
    let login = json!({"login": "head@blk.test", "password": crate::support::PASSWORD});
    let pair = anonymous.post("/v1/sessions", login).await.expect(201);
    let head = Caller::new(router, Some(text(&pair, "accessToken").to_owned()));
    let draft = draft(&head, "2026-10").await;
    let report = act(&head, &draft, "submit", json!({})).await.expect(200);
    let new = text(&report["receipt"], "jws");
    verify_offline(new, &after).unwrap();
    assert!(verify_offline(new, &before).is_err());
}
