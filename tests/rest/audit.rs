//! The audit log: each write leaves its row, beside its event, in the same transaction.

use std::collections::BTreeMap;

use api::domain::record::leaf_hash;
use entity::{audit, event};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::steps::{act, approved, at, count, draft, new_blk, text};
use crate::support::{BLK, TestApp, report};

async fn log(app: &TestApp) -> Vec<audit::Model> {
    audit::Entity::find().order_by_asc(audit::Column::Id).all(app.app.store.reader()).await.unwrap()
}

async fn events(app: &TestApp) -> BTreeMap<Uuid, event::Model> {
    let all = event::Entity::find().all(app.app.store.reader()).await.unwrap();
    all.into_iter().map(|event| (event.id, event)).collect()
}

#[tokio::test]
async fn each_step_of_the_journey_leaves_one_row_and_one_event() {
    let app = TestApp::start().await;
    let report = approved(&app, "2026-10").await;
    let events = events(&app).await;
    let log = log(&app).await;
    let steps: Vec<_> = log.iter().filter(|row| row.object_id == text(&report, "id")).collect();
    let actions: Vec<_> = steps.iter().map(|row| (&*row.action, &*events[&row.id].r#type)).collect();
    let wanted = [
        ("createReport", "report.created"),
        ("submitReport", "report.submitted"),
        ("startReportReview", "report.review_started"),
        ("verifyReport", "report.verified"),
        ("approveReport", "report.approved"),
    ];
    assert_eq!(actions, wanted);
    for (step, version) in steps.iter().zip(1..) {
        let event = &events[&step.id];
        assert_eq!((event.object_version, event.actor_id, event.at), (version, step.actor_id, step.at));
        assert!(step.actor_kind == "PERSON" && step.actor_id.is_some() && !step.request_id.is_empty(), "{step:?}");
    }
}

#[tokio::test]
async fn every_other_write_leaves_a_row_too() {
    let app = TestApp::start().await;
    let (admin, head, coordinator) = (app.admin().await, app.head().await, app.coordinator().await);
    let draft = draft(&head, "2026-10").await;
    let file = format!("{}/attachments", at(&draft));
    let extend = json!({"target": {"region": "36.02", "template": "LAP_BULANAN", "period": "2026-09"}, "until": "2026-12-20", "reason": "Banjir"});
    let waive =
        json!({"target": {"region": "36.02", "template": "LAP_BULANAN", "period": "2026-08"}, "reason": "Banjir"});
    let user = json!({"name": "Ani", "email": "ani@blk.test", "grants": [{"role": "BLK_OPERATOR", "blk": BLK}], "delivery": "RETURN"});
    let status = json!({"aspect": "INCUBATOR", "status": "REVOKED", "fromOn": "2026-11-01", "reason": "x"});
    let mut written = log(&app).await.len();
    let mut step = async |name: &str, reply: crate::support::Reply| {
        assert!(reply.status < 300, "{name}: {}", reply.text);
        let now = log(&app).await.len();
        assert_eq!(now, written + 1, "{name}");
        written = now;
    };
    step("editReport", head.patch(&at(&draft), 1, json!({"values": {"A01": 2}})).await).await;
    step("attachToReport", head.attach(&file, "LAINNYA", "a.pdf", None, b"%PDF-1.4 x").await).await;
    step("extendObligations", coordinator.post("/v1/obligations/extend", extend).await).await;
    step("waiveObligations", coordinator.post("/v1/obligations/waive", waive).await).await;
    step("createBlk", admin.post("/v1/blks", new_blk("BLKK-3603-009", "36.03")).await).await;
    step("changeUnitStatus", admin.post(&format!("/v1/blks/{BLK}/status-changes"), status).await).await;
    step("inviteUser", head.post("/v1/users", user).await).await;
}

#[tokio::test]
async fn what_is_refused_or_only_checked_leaves_nothing() {
    let app = TestApp::start().await;
    let (head, operator) = (app.head().await, app.operator().await);
    let draft = draft(&head, "2026-10").await;
    let (rows, events) = (count::<audit::Entity>(&app).await, count::<event::Entity>(&app).await);
    head.post("/v1/reports", report("2026-10", json!({}))).await.refused(409, "REPORT.ALREADY_EXISTS");
    head.patch(&at(&draft), 9, json!({})).await.refused(412, "PRECONDITION.STALE");
    head.patch(&at(&draft), 1, json!({"values": {"A01": "x"}})).await.refused(422, "REQUEST.INVALID");
    act(&operator, &draft, "submit", json!({})).await.refused(403, "ACCESS.DENIED");
    act(&head, &draft, "amend", json!({})).await.refused(409, "STATE.ILLEGAL");
    act(&head, &draft, "submit?validateOnly=true", json!({})).await.expect(200);
    // The first row was written before the second was refused: both go.
    let rows_of_batch =
        [json!({"report": report("2026-09", json!({}))}), json!({"report": report("2026-11", json!({}))})];
    head.post("/v1/reports/batch", json!({"rows": rows_of_batch})).await.refused(422, "REQUEST.INVALID");
    assert_eq!((count::<audit::Entity>(&app).await, count::<event::Entity>(&app).await), (rows, events));
}

#[tokio::test]
async fn the_database_refuses_to_change_or_delete_a_row() {
    let app = TestApp::start().await;
    for statement in ["UPDATE audit SET action = 'nothing'", "DELETE FROM audit"] {
        let turn = app.app.store.begin().await.unwrap();
        let refused = turn.txn().unwrap().execute_unprepared(statement).await.unwrap_err();
        assert!(refused.to_string().contains("append only"), "{refused}");
        drop(turn);
    }
    assert!(!log(&app).await.is_empty());
}

#[tokio::test]
async fn each_leaf_hash_is_that_of_its_row_as_stored() {
    let app = TestApp::start().await;
    approved(&app, "2026-10").await;
    let waive =
        json!({"target": {"region": "36.02", "template": "LAP_BULANAN", "period": "2026-08"}, "reason": "Banjir"});
    app.coordinator().await.post("/v1/obligations/waive", waive).await.expect(200);
    let log = log(&app).await;
    assert!(log.iter().any(|row| row.detail_enc.is_some()));
    for row in log {
        assert_eq!(leaf_hash(&row).unwrap(), row.leaf_hash, "{row:?}");
        let changed = audit::Model { action: "other".to_owned(), ..row.clone() };
        assert_ne!(leaf_hash(&changed).unwrap(), row.leaf_hash);
    }
}
