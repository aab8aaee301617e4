//! Many reports, or many decisions, in one call.

use serde_json::{Value, json};

use super::steps::{count, read, submitted, text, version};
use crate::support::{TestApp, complete_values, report};

fn row(period: &str, values: Value, submit: bool) -> Value {
    json!({"report": report(period, values), "submit": submit})
}

async fn reports(app: &TestApp) -> u64 {
    count::<entity::report::Entity>(app).await
}

#[tokio::test]
async fn row_by_row_each_row_has_its_own_result() {
    let app = TestApp::start().await;
    let rows = [
        row("2026-08", json!({"A01": 1}), false),
        row("2026-11", json!({}), false),
        row("2026-09", complete_values(), true),
        row("2026-10", json!({"A99": 1}), false),
        row("2026-08", json!({}), false),
        json!({"report": {"template": "LAP_BULANAN", "period": "2026-10"}}),
    ];
    let body = json!({"atomicity": "row", "rows": rows});
    let done = app.head().await.post("/v1/reports/batch", body).await.expect(200);
    assert_eq!((&done["accepted"], &done["refused"]), (&json!(2), &json!(4)));
    let results: Vec<_> = done["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["status"].as_u64().unwrap(), row["report"]["state"].as_str(), row["refusal"]["code"].as_str()))
        .collect();
    let wanted = [
        (201, Some("DRAFT"), None),
        (422, None, Some("PERIOD.NOT_OPEN")),
        (201, Some("SUBMITTED"), None),
        (422, None, Some("REQUEST.INVALID")),
        (409, None, Some("REPORT.ALREADY_EXISTS")),
        (422, None, Some("REQUEST.INVALID")),
    ];
    assert_eq!(results, wanted);
    assert_eq!(done["results"][3]["refusal"]["errors"][0]["path"], "/values/A99");
    assert_eq!(done["results"][4]["refusal"]["params"]["report"], done["results"][0]["report"]["id"]);
    assert_eq!(reports(&app).await, 2);
}

#[tokio::test]
async fn a_row_that_cannot_be_submitted_leaves_no_draft() {
    let app = TestApp::start().await;
    let body = json!({"atomicity": "row", "rows": [row("2026-10", json!({}), true), row("2026-09", json!({}), false)]});
    let done = app.head().await.post("/v1/reports/batch", body).await.expect(200);
    assert_eq!(done["results"][0]["refusal"]["code"], "REPORT.INVALID");
    assert_eq!(reports(&app).await, 1);
}

#[tokio::test]
async fn all_or_nothing_refuses_everything_and_names_every_fault() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let audit = count::<entity::audit::Entity>(&app).await;
    let rows = [
        row("2026-08", json!({"A01": 1}), false),
        row("2026-11", json!({}), false),
        row("2026-10", json!({"A99": 1, "A01": "x"}), false),
    ];
    let refused = head.post("/v1/reports/batch", json!({"rows": rows})).await;
    let wanted = [
        ("PERIOD.NOT_OPEN", "/rows/1/report"),
        ("VALUE.TYPE", "/rows/2/report/values/A01"),
        ("VALUE.UNKNOWN_INDICATOR", "/rows/2/report/values/A99"),
    ];
    assert_eq!(refused.faults(), wanted.map(|(code, path)| (code.to_owned(), path.to_owned())));
    refused.refused(422, "REQUEST.INVALID");
    assert_eq!((reports(&app).await, count::<entity::audit::Entity>(&app).await), (0, audit));
}

#[tokio::test]
async fn a_batch_with_a_key_is_replayed() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let body =
        json!({"atomicity": "row", "rows": [row("2026-08", json!({}), false), row("2026-11", json!({}), false)]});
    let first = head.post_keyed("/v1/reports/batch", "b-1", body.clone()).await;
    let again = head.post_keyed("/v1/reports/batch", "b-1", body).await;
    assert_eq!((again.header("idempotency-replayed"), &again.body), ("true", &first.body));
}

#[tokio::test]
async fn a_thousand_rows_fit_and_one_more_does_not() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let rows = |count: usize| -> Vec<Value> { (0..count).map(|_| row("2026-11", json!({}), false)).collect() };
    let done = head.post("/v1/reports/batch", json!({"atomicity": "row", "rows": rows(1_000)})).await.expect(200);
    assert_eq!((&done["refused"], done["results"].as_array().unwrap().len()), (&json!(1_000), 1_000));
    for count in [0, 1_001] {
        let refused = head.post("/v1/reports/batch", json!({"atomicity": "row", "rows": rows(count)})).await;
        assert_eq!((refused.status, refused.faults()), (422, vec![("FIELD.LENGTH".into(), "/rows".into())]), "{count}");
    }
}

#[tokio::test]
async fn a_batch_may_be_eight_megabytes() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let body = |size: usize| {
        let long = "x".repeat(size);
        json!({"atomicity": "row", "rows": [{"report": {"blk": "BLKK-3602-001", "template": "LAP_BULANAN", "period": "2026-10", "narrative": {"kendala": long}}}]})
    };
    let done = head.post("/v1/reports/batch", body(7 << 20)).await.expect(200);
    assert_eq!(done["results"][0]["refusal"]["errors"][0]["code"], "VALUE.TOO_LONG");
    head.post("/v1/reports/batch", body(9 << 20)).await.refused(413, "BODY.TOO_LARGE");
}

#[tokio::test]
async fn decisions_are_taken_row_by_row() {
    let app = TestApp::start().await;
    let (first, second) = (submitted(&app, "2026-09").await, submitted(&app, "2026-10").await);
    let decision = |report: &Value, version: i64, action: &str| json!({"report": report["id"], "expectedVersion": version, "action": action});
    let rows = [
        decision(&first, version(&first), "start-review"),
        decision(&first, version(&first) + 1, "verify"),
        decision(&second, 1, "start-review"),
        decision(&second, version(&second), "verify"),
        decision(&json!({"id": "rpt_00000000000000000000000000"}), 1, "verify"),
    ];
    let coordinator = app.coordinator().await;
    let body = json!({"atomicity": "row", "rows": rows});
    let done = coordinator.post("/v1/reports/decisions", body).await.expect(200);
    let results: Vec<_> = done["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["status"].as_u64().unwrap(), row["refusal"]["code"].as_str()))
        .collect();
    let wanted = [
        (200, None),
        (200, None),
        (412, Some("PRECONDITION.STALE")),
        (409, Some("STATE.ILLEGAL")),
        (404, Some("RESOURCE.NOT_FOUND")),
    ];
    assert_eq!(results, wanted);
    assert_eq!(text(&read(&coordinator, &first).await, "state"), "VERIFIED");
}

#[tokio::test]
async fn all_decisions_or_none() {
    let app = TestApp::start().await;
    let (first, second) = (submitted(&app, "2026-09").await, submitted(&app, "2026-10").await);
    let rows = [
        json!({"report": first["id"], "expectedVersion": version(&first), "action": "start-review"}),
        json!({"report": second["id"], "expectedVersion": version(&second), "action": "reject"}),
    ];
    let coordinator = app.coordinator().await;
    let refused = coordinator.post("/v1/reports/decisions", json!({"rows": rows})).await;
    assert_eq!(refused.faults(), [("STATE.ILLEGAL".into(), "/rows/1".into())]);
    assert_eq!(text(&read(&coordinator, &first).await, "state"), "SUBMITTED");
}

#[tokio::test]
async fn two_hundred_decisions_fit_and_one_more_does_not() {
    let app = TestApp::start().await;
    let row = json!({"report": "rpt_00000000000000000000000000", "expectedVersion": 1, "action": "verify"});
    let coordinator = app.coordinator().await;
    for (count, status) in [(200, 200), (201, 422)] {
        let body = json!({"atomicity": "row", "rows": vec![row.clone(); count]});
        let reply = coordinator.post("/v1/reports/decisions", body).await;
        assert_eq!(reply.status, status, "{count}");
    }
}
