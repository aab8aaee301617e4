//! Handing in and taking back.

use api::vocab::Role;
use serde_json::{Value, json};

use super::steps::{act, approved, at, draft, owed, read, submitted, text, version};
use crate::support::{OTHER_BLK, TestApp, complete_values, report};

#[tokio::test]
async fn everything_that_stands_in_the_way_is_said_at_once() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let mut values = complete_values();
    values["A02"] = json!(10);
    values["A03"] = json!({"total": 32, "sex": {"LAKI_LAKI": 15, "PEREMPUAN": 16}});
    values["A04"] = Value::Null;
    values["C01"] = json!(9);
    values.as_object_mut().unwrap().remove("C09");
    let draft = head.post("/v1/reports", report("2026-10", values)).await.expect(201);
    let refused = act(&head, &draft, "submit", json!({"acknowledge": ["C01.BELOW_TARGET"]})).await;
    let wanted = [
        ("A02.LESS_THAN_TRAINEES", "/values/A02"),
        ("C01.BELOW_TARGET", "/values/C01"),
        ("VALUE.PARTS_SUM", "/values/A03/sex"),
        ("VALUE.REQUIRED", "/values/A04"),
        ("VALUE.REQUIRED", "/values/C09"),
    ];
    assert_eq!(refused.faults(), wanted.map(|(code, path)| (code.to_owned(), path.to_owned())));
    refused.refused(422, "REPORT.INVALID");
    assert_eq!(text(&read(&head, &draft).await, "state"), "DRAFT");
}

#[tokio::test]
async fn warnings_that_fired_are_acknowledged_and_others_are_ignored() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let mut values = complete_values();
    values["C01"] = json!(9);
    let draft = head.post("/v1/reports", report("2026-10", values)).await.expect(201);
    let asked = act(&head, &draft, "submit", json!({"acknowledge": ["NO.SUCH_WARNING"]})).await;
    assert_eq!(asked.faults(), [("C01.BELOW_TARGET".into(), "/values/C01".into())]);
    asked.refused(422, "REPORT.UNACKNOWLEDGED");
    let known = json!({"acknowledge": ["NO.SUCH_WARNING", "C01.BELOW_TARGET", "A03.NOT_16_PER_PACKAGE"]});
    let submitted = act(&head, &draft, "submit", known).await.expect(200);
    assert_eq!(submitted["acknowledged"], json!(["C01.BELOW_TARGET"]));
}

#[tokio::test]
async fn a_jump_over_the_previous_month_warns() {
    let app = TestApp::start().await;
    submitted(&app, "2026-09").await;
    let head = app.head().await;
    let mut values = complete_values();
    values["C08"] = json!(56_000_000);
    let draft = head.post("/v1/reports", report("2026-10", values)).await.expect(201);
    let asked = act(&head, &draft, "submit", json!({})).await;
    assert_eq!(asked.faults(), [("C08.JUMP_OVER_200_PERCENT".into(), "/values/C08".into())]);
}

#[tokio::test]
async fn the_time_of_arrival_decides_whether_a_report_is_on_time() {
    for (arrival, on_time) in [("2026-11-10T16:59:00Z", true), ("2026-11-10T17:00:00Z", false)] {
        let app = TestApp::start().await;
        app.clock().set(arrival.parse().unwrap());
        let submitted = submitted(&app, "2026-10").await;
        assert_eq!(
            (submitted["onTime"].as_bool(), &text(&submitted, "submittedAt")[..17]),
            (Some(on_time), &arrival[..17])
        );
        let row = owed(&app.head().await, "template=LAP_BULANAN&period=2026-10").await;
        assert_eq!((row["onTime"].as_bool(), row["late"].as_bool()), (Some(on_time), Some(!on_time)));
    }
}

#[tokio::test]
async fn an_operator_cannot_submit() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let draft = draft(&operator, "2026-10").await;
    act(&operator, &draft, "submit", json!({})).await.refused(403, "ACCESS.DENIED");
    let shown = read(&operator, &draft).await;
    let entry = shown["allowedActions"].as_array().unwrap().iter().find(|entry| entry["action"] == "submit").unwrap();
    assert_eq!((entry["allowed"].as_bool(), &entry["blockers"][0]["code"]), (Some(false), &json!("ACCESS.DENIED")));
}

#[tokio::test]
async fn a_report_of_another_blk_looks_missing() {
    let app = TestApp::start().await;
    let draft = draft(&app.head().await, "2026-10").await;
    let stranger = app.person(Role::BlkOperator, None, Some(OTHER_BLK)).await;
    for action in ["submit", "withdraw", "amend", "start-review", "approve"] {
        act(&stranger, &draft, action, json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    stranger.get(&at(&draft)).await.refused(404, "RESOURCE.NOT_FOUND");
    stranger.patch(&at(&draft), 1, json!({"values": {}})).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn a_submitted_report_cannot_be_edited_and_the_refusal_names_what_can_be_done() {
    let app = TestApp::start().await;
    let report = submitted(&app, "2026-10").await;
    let head = app.head().await;
    let refused = head.patch(&at(&report), version(&report), json!({"values": {"A01": 1}})).await;
    let refused = refused.refused(409, "STATE.ILLEGAL");
    assert_eq!(refused["params"]["legalActions"], json!(["withdraw", "start-review"]));
    assert_eq!(refused["params"]["state"], "SUBMITTED");
}

#[tokio::test]
async fn a_withdrawn_report_counts_as_never_arrived() {
    let app = TestApp::start().await;
    let report = submitted(&app, "2026-10").await;
    let head = app.head().await;
    let back = act(&head, &report, "withdraw", json!({"reason": "Salah bulan"})).await.expect(200);
    assert_eq!((text(&back, "state"), back["contentVersion"].as_i64()), ("DRAFT", Some(2)));
    assert_eq!((&back["submittedAt"], &back["onTime"], &back["receipt"]), (&Value::Null, &Value::Null, &Value::Null));
    let row = owed(&head, "template=LAP_BULANAN&period=2026-10").await;
    assert_eq!((text(&row, "status"), &row["submittedAt"], &row["onTime"]), ("DRAFT", &Value::Null, &Value::Null));
    app.coordinator().await.get(&at(&report)).await.refused(404, "RESOURCE.NOT_FOUND");
    // The version that arrived stays as it was, with its receipt.
    let versions = head.get(&format!("{}/versions", at(&report))).await.expect(200);
    assert_eq!(versions["data"][0]["receipt"], report["receipt"]);
    // Handed in again after the deadline, it is late.
    app.clock().set("2026-11-11T02:00:00Z".parse().unwrap());
    let late = act(&app.head().await, &back, "submit", json!({})).await.expect(200);
    assert_eq!(late["onTime"], false);
}

#[tokio::test]
async fn withdrawing_an_amendment_leaves_the_arrival_of_the_official_version() {
    let app = TestApp::start().await;
    let report = approved(&app, "2026-10").await;
    app.clock().set("2026-11-20T02:00:00Z".parse().unwrap());
    let head = app.head().await;
    let amended = act(&head, &report, "amend", json!({"reason": "Salah hitung"})).await.expect(200);
    let again = act(&head, &amended, "submit", json!({})).await.expect(200);
    let back = act(&head, &again, "withdraw", json!({})).await.expect(200);
    assert_eq!((&back["onTime"], &back["submittedAt"]), (&report["onTime"], &report["submittedAt"]));
    let again = act(&head, &back, "submit", json!({})).await.expect(200);
    let row = owed(&head, "template=LAP_BULANAN&period=2026-10").await;
    assert_eq!((&again["onTime"], &row["onTime"], text(&row, "status")), (&json!(true), &json!(true), "DONE"));
}

#[tokio::test]
async fn an_empty_month_needs_a_reason_and_no_values() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let mut body = report("2026-10", json!({"A01": 1}));
    body["nihil"] = json!(true);
    let draft = head.post("/v1/reports", body).await.expect(201);
    let refused = act(&head, &draft, "submit", json!({})).await;
    assert_eq!(
        refused.faults(),
        [("NIHIL.HAS_VALUES".into(), "/values".into()), ("NIHIL.REASON_REQUIRED".into(), "/nihilReason".into())]
    );
    let mended = json!({"values": {"A01": null}, "nihilReason": "Gedung direnovasi"});
    let draft = head.patch(&at(&draft), version(&draft), mended).await.expect(200);
    let submitted = act(&head, &draft, "submit", json!({})).await.expect(200);
    assert_eq!((text(&submitted, "state"), text(&submitted, "nihilReason")), ("SUBMITTED", "Gedung direnovasi"));
}

#[tokio::test]
async fn section_c_is_asked_of_active_incubators_only() {
    let app = TestApp::start().await;
    app.admin().await.post("/v1/blks", super::steps::new_blk("BLKK-3603-009", "36.03")).await.expect(201);
    let operator = app.person(Role::BlkOperator, None, Some("BLKK-3603-009")).await;
    let mut values = complete_values();
    values.as_object_mut().unwrap().retain(|code, _| code.starts_with('A') || code == "C01");
    let body = json!({"blk": "BLKK-3603-009", "template": "LAP_BULANAN", "period": "2026-10", "values": values});
    let draft = operator.post("/v1/reports", body).await.expect(201);
    super::steps::grant(&app, &operator, json!({"role": "BLK_HEAD", "blk": "BLKK-3603-009"})).await;
    let refused = act(&operator, &draft, "submit", json!({})).await;
    assert!(refused.faults().contains(&("VALUE.SECTION_NOT_ASKED".into(), "/values/C01".into())), "{}", refused.text);
    assert!(refused.faults().iter().all(|(code, _)| code != "VALUE.REQUIRED"), "{}", refused.text);
    let draft = operator.patch(&at(&draft), version(&draft), json!({"values": {"C01": null}})).await.expect(200);
    act(&operator, &draft, "submit", json!({})).await.expect(200);
}

#[tokio::test]
async fn a_check_of_a_submission_says_the_same_and_gives_nothing_away() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let draft = draft(&head, "2026-10").await;
    act(&head, &draft, "submit?validateOnly=true", json!({})).await.expect(200);
    assert_eq!(read(&head, &draft).await["version"], draft["version"]);
    act(&head, &draft, "approve?validateOnly=true", json!({})).await.refused(403, "ACCESS.DENIED");
}
