//! Review, revision, amendment, lock.

use api::domain::{Ctx, reports::review::lock_due};
use api::vocab::Role;
use serde_json::{Value, json};

use super::steps::{act, approved, at, grant, in_review, owed, read, submitted, text, verified, version};
use crate::support::{BLK, KAWASAN, TestApp};

fn incident() -> Value {
    json!({"blk": BLK, "template": "LAP_INSIDENTAL", "values": {"N01": "KEBAKARAN", "N02": 5}, "narrative": {"kronologi": "Api dari bengkel las"}})
}

#[tokio::test]
async fn who_submitted_a_report_does_not_review_it() {
    let app = TestApp::start().await;
    let head = app.head().await;
    grant(&app, &head, json!({"role": "COORDINATOR", "region": "36"})).await;
    let report = submitted(&app, "2026-10").await;
    act(&head, &report, "start-review", json!({})).await.refused(403, "ACCESS.SAME_PERSON");
    let report = act(&app.coordinator().await, &report, "start-review", json!({})).await.expect(200);
    for (action, why) in
        [("verify", json!({})), ("reject", json!({"reason": "x"})), ("request-revision", json!({"reason": "x"}))]
    {
        act(&head, &report, action, why).await.refused(403, "ACCESS.SAME_PERSON");
    }
}

#[tokio::test]
async fn who_verified_a_report_does_not_approve_it() {
    let app = TestApp::start().await;
    let coordinator = app.coordinator().await;
    grant(&app, &coordinator, json!({"role": "MINISTRY_REVIEWER"})).await;
    let report = verified(&app, "2026-10").await;
    act(&coordinator, &report, "approve", json!({})).await.refused(403, "ACCESS.SAME_PERSON");
    assert_eq!(coordinator.get("/v1/reports?awaiting=me").await.expect(200)["data"], json!([]));
    act(&app.reviewer().await, &report, "approve", json!({})).await.expect(200);
}

#[tokio::test]
async fn a_revision_and_a_rejection_need_a_reason() {
    let app = TestApp::start().await;
    let report = in_review(&app, "2026-10").await;
    let coordinator = app.coordinator().await;
    for action in ["request-revision", "reject"] {
        for body in [json!({}), json!({"reason": "  "})] {
            let refused = act(&coordinator, &report, action, body).await;
            assert_eq!(refused.faults(), [("REASON.REQUIRED".into(), "/reason".into())], "{action}");
        }
    }
    let wrong = json!({"reason": "x", "reasonCode": "ENTAH", "items": [{"path": "A03", "note": " "}]});
    assert_eq!(
        act(&coordinator, &report, "request-revision", wrong).await.faults(),
        [
            ("FIELD.FORMAT".into(), "/items/0/path".into()),
            ("FIELD.REQUIRED".into(), "/items/0/note".into()),
            ("FIELD.UNKNOWN_CODE".into(), "/reasonCode".into())
        ]
    );
}

#[tokio::test]
async fn an_open_item_blocks_resubmission_until_it_is_answered() {
    let app = TestApp::start().await;
    let report = in_review(&app, "2026-10").await;
    let ask = json!({"reason": "Tidak cocok", "reasonCode": "INCONSISTENT_FIGURES", "items": [{"path": "/values/A03", "note": "Daftar hadir 30"}]});
    act(&app.coordinator().await, &report, "request-revision", ask).await.expect(200);
    let head = app.head().await;
    let report = read(&head, &report).await;
    assert_eq!((text(&report, "state"), report["contentVersion"].as_i64()), ("REVISION_REQUESTED", Some(2)));
    let blocked = act(&head, &report, "submit", json!({})).await;
    assert_eq!(blocked.faults(), [("REVISION.OPEN_ITEMS".into(), "/values/A03".into())]);
    blocked.refused(409, "REVISION.OPEN_ITEMS");
    let items = head.get(&format!("{}/revision-items", at(&report))).await.expect(200);
    let item = text(&items["data"][0], "id").to_owned();
    let answer = act(&head, &report, &format!("revision-items/{item}/answer"), json!({"answer": "Sudah benar"})).await;
    let again = act(&head, &answer.expect(200), "submit", json!({})).await.expect(200);
    assert_eq!((text(&again, "state"), again["onTime"].as_bool()), ("SUBMITTED", Some(true)));
}

#[tokio::test]
async fn a_revision_asked_for_does_not_make_a_report_late() {
    let app = TestApp::start().await;
    let report = in_review(&app, "2026-10").await;
    let report = act(&app.coordinator().await, &report, "request-revision", json!({"reason": "x"})).await.expect(200);
    app.clock().set("2026-11-20T02:00:00Z".parse().unwrap());
    let again = act(&app.head().await, &report, "submit", json!({})).await.expect(200);
    assert_eq!(again["onTime"], true);
}

#[tokio::test]
async fn what_changed_since_the_last_decision_is_shown() {
    let app = TestApp::start().await;
    let report = in_review(&app, "2026-10").await;
    let report = act(&app.coordinator().await, &report, "request-revision", json!({"reason": "x"})).await.expect(200);
    let head = app.head().await;
    let change = json!({"values": {"A07": 500}, "narrative": {"kendala": "Listrik"}});
    let report = head.patch(&at(&report), version(&report), change).await.expect(200);
    let diff = head.get(&format!("{}/diff?from=lastDecision", at(&report))).await.expect(200);
    let wanted = [
        json!({"path": "/values/A07", "from": 480, "to": 500}),
        json!({"path": "/narrative/kendala", "from": null, "to": "Listrik"}),
    ];
    assert_eq!(diff, json!({"from": 1, "to": 2, "changes": wanted}));
}

#[tokio::test]
async fn a_rejected_report_is_amended_by_the_head() {
    let app = TestApp::start().await;
    let report = in_review(&app, "2026-10").await;
    let report = act(&app.coordinator().await, &report, "reject", json!({"reason": "Bukan BLK ini"})).await.expect(200);
    let head = app.head().await;
    let draft = act(&head, &report, "amend", json!({})).await.expect(200);
    assert_eq!((text(&draft, "state"), draft["contentVersion"].as_i64()), ("DRAFT", Some(2)));
    act(&head, &draft, "submit", json!({})).await.expect(200);
}

#[tokio::test]
async fn the_approved_version_stays_official_while_an_amendment_is_on_its_way() {
    let app = TestApp::start().await;
    let report = approved(&app, "2026-10").await;
    let head = app.head().await;
    let draft = act(&head, &report, "amend", json!({"reason": "Salah hitung"})).await.expect(200);
    assert_eq!((draft["officialVersion"].as_i64(), draft["contentVersion"].as_i64()), (Some(1), Some(2)));
    let query = format!("blk={BLK}&period=2026-10");
    assert_eq!(text(&owed(&head, &query).await, "status"), "DONE");
    let reviewer = app.reviewer().await;
    assert_eq!(read(&reviewer, &report).await["contentVersion"], 1);
    let again = act(&head, &draft, "submit", json!({})).await.expect(200);
    assert_eq!((again["officialVersion"].as_i64(), text(&owed(&head, &query).await, "status")), (Some(1), "DONE"));
    let coordinator = app.coordinator().await;
    let again = act(&coordinator, &again, "start-review", json!({})).await.expect(200);
    let again = act(&coordinator, &again, "verify", json!({})).await.expect(200);
    let again = act(&reviewer, &again, "approve", json!({})).await.expect(200);
    assert_eq!(again["officialVersion"], 2);
    let versions = head.get(&format!("{}/versions", at(&again))).await.expect(200);
    let marks: Vec<_> =
        versions["data"].as_array().unwrap().iter().map(|v| (&v["official"], &v["superseded"])).collect();
    assert_eq!(marks, [(&json!(false), &json!(true)), (&json!(true), &json!(false))]);
}

#[tokio::test]
async fn an_approved_report_locks_on_its_day_and_only_the_forum_reopens_it() {
    let app = TestApp::start().await;
    let report = approved(&app, "2026-10").await;
    let lock = async || lock_due(&Ctx::system(app.app.clone(), "test")).await.unwrap();
    app.clock().set("2026-12-30T16:59:00Z".parse().unwrap());
    assert_eq!(lock().await, 0);
    app.clock().set("2026-12-30T17:00:00Z".parse().unwrap());
    assert_eq!(lock().await, 1);
    let (head, admin) = (app.head().await, app.admin().await);
    let locked = read(&head, &report).await;
    assert_eq!(text(&locked, "state"), "LOCKED");
    act(&head, &locked, "amend", json!({"reason": "Salah"})).await.refused(403, "ACCESS.DENIED");
    let silent = act(&admin, &locked, "amend", json!({})).await;
    assert_eq!(silent.faults(), [("REASON.REQUIRED".into(), "/reason".into())]);
    let reopened = act(&admin, &locked, "amend", json!({"reason": "Temuan BPK"})).await.expect(200);
    assert_eq!((text(&reopened, "state"), reopened["officialVersion"].as_i64()), ("DRAFT", Some(1)));
}

#[tokio::test]
async fn the_history_says_who_when_why_from_where_to_where() {
    let app = TestApp::start().await;
    let report = in_review(&app, "2026-10").await;
    let coordinator = app.coordinator().await;
    let why = json!({"reason": "Tidak cocok", "reasonCode": "MISSING_EVIDENCE"});
    act(&coordinator, &report, "request-revision", why).await.expect(200);
    let history = coordinator.get(&format!("{}/history", at(&report))).await.expect(200);
    let steps = history["data"].as_array().unwrap();
    let path: Vec<_> = steps.iter().map(|step| (text(step, "action"), text(step, "to"))).collect();
    let wanted = [
        ("create", "DRAFT"),
        ("submit", "SUBMITTED"),
        ("start-review", "IN_REVIEW"),
        ("request-revision", "REVISION_REQUESTED"),
    ];
    assert_eq!(path, wanted);
    let last = &steps[3];
    let me = coordinator.get("/v1/me").await.expect(200);
    assert_eq!(
        (&last["by"], &last["reason"], &last["reasonCode"], &last["from"]),
        (&me["id"], &json!("Tidak cocok"), &json!("MISSING_EVIDENCE"), &json!("IN_REVIEW"))
    );
    assert!(text(last, "at").starts_with("2026-11-05T02:"), "{last}");
}

#[tokio::test]
async fn a_reviewer_sees_what_it_owes_oldest_first() {
    let app = TestApp::start().await;
    let (first, second) = (submitted(&app, "2026-10").await, submitted(&app, "2026-08").await);
    let third = verified(&app, "2026-09").await;
    let ids = async |who: crate::support::Caller| -> Vec<Value> {
        let list = who.get("/v1/reports?awaiting=me").await.expect(200);
        list["data"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect()
    };
    assert_eq!(ids(app.coordinator().await).await, [first["id"].clone(), second["id"].clone()]);
    assert_eq!(ids(app.reviewer().await).await, [third["id"].clone()]);
    assert_eq!(ids(app.person(Role::Coordinator, Some("32"), None).await).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_template_of_one_level_is_approved_by_the_coordinator() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let draft = head.post("/v1/reports", incident()).await.expect(201);
    assert_eq!((text(&draft, "event"), &draft["period"]), ("2026-001", &Value::Null));
    let report = act(&head, &draft, "submit", json!({})).await.expect(200);
    let report = act(&coordinator, &report, "start-review", json!({})).await.expect(200);
    act(&coordinator, &report, "verify", json!({})).await.refused(409, "STATE.ILLEGAL");
    let report = act(&coordinator, &report, "approve", json!({})).await.expect(200);
    assert_eq!((text(&report, "state"), report["officialVersion"].as_i64()), ("APPROVED", Some(1)));
}

#[tokio::test]
async fn a_second_incident_gets_the_next_number() {
    let app = TestApp::start().await;
    let head = app.head().await;
    head.post("/v1/reports", incident()).await.expect(201);
    assert_eq!(text(&head.post("/v1/reports", incident()).await.expect(201), "event"), "2026-002");
}

#[tokio::test]
async fn a_university_files_for_its_kawasan() {
    let app = TestApp::start().await;
    app.clock().set("2027-01-05T02:00:00Z".parse().unwrap());
    api::domain::obligations::open::open_due(&Ctx::system(app.app.clone(), "test")).await.unwrap();
    let university = app.person(Role::University, None, Some(KAWASAN)).await;
    assert_eq!(text(&owed(&university, "template=LAP_KAWASAN&period=2026-S2").await, "dueAt"), "2027-01-30T16:59:59Z");
    let values = json!({"K01": 5, "K02": 40, "K03": 2, "K04": 4, "K05": 3, "K06": 1, "K07": 1, "K08": 0, "K09": 0, "K10": 0, "K11": 3, "K12": 1, "K13": 10, "K14": 5, "K15": 1, "K16": 2.5});
    let body = json!({"kawasan": KAWASAN, "template": "LAP_KAWASAN", "period": "2026-S2", "values": values});
    app.head().await.post("/v1/reports", body.clone()).await.refused(404, "RESOURCE.NOT_FOUND");
    let draft = university.post("/v1/reports", body).await.expect(201);
    let report = act(&university, &draft, "submit", json!({})).await.expect(200);
    assert_eq!((text(&report, "unitKind"), &report["blk"]), ("KAWASAN", &Value::Null));
    let coordinator = app.coordinator().await;
    let report = act(&coordinator, &report, "start-review", json!({})).await.expect(200);
    act(&coordinator, &report, "approve", json!({})).await.expect(200);
}
