//! Beginning a report and working on it.

use axum::http::Request;
use serde_json::{Value, json};

use super::steps::{act, at, count, draft, read, text, version};
use crate::support::{BLK, KAWASAN, OTHER_BLK, TestApp, complete_values, report};

#[tokio::test]
async fn a_draft_may_be_incomplete() {
    let app = TestApp::start().await;
    let draft = app.head().await.post("/v1/reports", report("2026-10", json!({"A01": 2}))).await.expect(201);
    assert_eq!((text(&draft, "state"), &draft["values"]), ("DRAFT", &json!({"A01": 2})));
}

#[tokio::test]
async fn an_operator_drafts_too() {
    let app = TestApp::start().await;
    let draft = app.operator().await.post("/v1/reports", report("2026-10", json!({}))).await.expect(201);
    assert_eq!(text(&draft, "blk"), BLK);
}

#[tokio::test]
async fn a_second_report_for_the_same_period_is_refused_with_the_id_of_the_first() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let first = draft(&head, "2026-10").await;
    let refused = head.post("/v1/reports", report("2026-10", json!({}))).await.refused(409, "REPORT.ALREADY_EXISTS");
    assert_eq!(refused["params"]["report"], first["id"]);
}

#[tokio::test]
async fn a_change_replaces_an_indicator_whole_and_null_is_stored_as_missing() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let draft = draft(&head, "2026-10").await;
    let change = json!({"values": {"A03": {"total": 20}, "A04": null, "A05": {"notApplicable": true}}, "narrative": {"kendala": "Listrik padam"}});
    let changed = head.patch(&at(&draft), version(&draft), change).await.expect(200);
    assert_eq!(version(&changed), version(&draft) + 1);
    let values = &changed["values"];
    assert_eq!(
        (&values["A03"], values.get("A04"), &values["A05"], &values["A01"]),
        (&json!({"total": 20}), Some(&Value::Null), &json!({"notApplicable": true}), &json!(2))
    );
    let changed = head.patch(&at(&draft), version(&changed), json!({"narrative": {"kendala": null}})).await.expect(200);
    assert_eq!(changed["narrative"], json!({}));
}

#[tokio::test]
async fn a_change_needs_the_version_that_was_read() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let draft = draft(&head, "2026-10").await;
    let body = br#"{"values": {"A01": 3}}"#.to_vec();
    head.send(Request::patch(at(&draft)), "application/json", body).await.refused(428, "PRECONDITION.REQUIRED");
    let stale = head.patch(&at(&draft), 7, json!({"values": {"A01": 3}})).await.refused(412, "PRECONDITION.STALE");
    assert_eq!(stale["params"]["currentVersion"], 1);
    assert_eq!(read(&head, &draft).await["values"]["A01"], 2);
}

#[tokio::test]
async fn the_tag_of_a_report_serves_as_if_match_and_as_if_none_match() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let draft = draft(&head, "2026-10").await;
    let tag = head.get(&at(&draft)).await.header("etag").to_owned();
    let same = head.send(Request::get(at(&draft)).header("if-none-match", &tag), "", Vec::new()).await;
    assert_eq!((same.status, same.text.as_str()), (304, ""));
    let body = br#"{"values": {"A01": 3}}"#.to_vec();
    let changed = head.send(Request::patch(at(&draft)).header("if-match", &tag), "application/json", body).await;
    changed.expect(200);
    let other = head.send(Request::get(at(&draft)).header("if-none-match", &tag), "", Vec::new()).await;
    other.expect(200);
}

#[tokio::test]
async fn a_check_writes_nothing() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let audit = count::<entity::audit::Entity>(&app).await;
    let checked = head.post("/v1/reports?validateOnly=true", report("2026-10", complete_values())).await.expect(200);
    assert_eq!(text(&checked, "state"), "DRAFT");
    head.post("/v1/reports?validateOnly=true", report("2026-10", json!({"A99": 1})))
        .await
        .refused(422, "REQUEST.INVALID");
    assert_eq!(count::<entity::report::Entity>(&app).await, 0);
    assert_eq!(count::<entity::audit::Entity>(&app).await, audit);
}

#[tokio::test]
async fn prefill_proposes_the_stable_values_of_the_previous_period() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let previous = draft(&head, "2026-09").await;
    act(&head, &previous, "submit", json!({})).await.expect(200);
    let next = head.post("/v1/reports?prefill=previous", report("2026-10", json!({"C01": 11}))).await.expect(201);
    let values = complete_values();
    // Stocks are proposed, flows are not, and what the caller sends wins.
    assert_eq!(next["values"], json!({"C01": 11, "C02": values["C02"], "C03": values["C03"], "C09": values["C09"]}));
}

#[tokio::test]
async fn everything_wrong_with_the_values_is_said_at_once_and_nothing_is_written() {
    let app = TestApp::start().await;
    let values = json!({
        "A99": 1, "A01": "dua", "A02": -1, "A03": {"total": 5, "shoeSize": {"X": 1}}, "A04": {"total": 1, "sex": {"LAIN": 1}},
        "A05": 1.5, "A07": 100_001, "A08": 50.125, "C08": 1e16, "C06": true, "F05": 5
    });
    let mut body = report("2026-10", values);
    body["narrative"] = json!({});
    let refused = app.head().await.post("/v1/reports", body).await;
    let wanted = [
        ("VALUE.OUT_OF_RANGE", "/values/A02"),
        ("VALUE.OUT_OF_RANGE", "/values/A07"),
        ("VALUE.PRECISION", "/values/A08"),
        ("VALUE.TYPE", "/values/A01"),
        ("VALUE.TYPE", "/values/A05"),
        ("VALUE.TYPE", "/values/C06"),
        ("VALUE.TYPE", "/values/C08"),
        ("VALUE.TYPE", "/values/F05"),
        ("VALUE.UNKNOWN_DIMENSION", "/values/A03/shoeSize"),
        ("VALUE.UNKNOWN_INDICATOR", "/values/A99"),
        ("VALUE.UNKNOWN_MEMBER", "/values/A04/sex/LAIN"),
    ];
    assert_eq!(refused.faults(), wanted.map(|(code, path)| (code.to_owned(), path.to_owned())));
    refused.refused(422, "REQUEST.INVALID");
    assert_eq!(count::<entity::report::Entity>(&app).await, 0);
}

#[tokio::test]
async fn a_report_can_be_begun_only_where_and_when_it_is_owed() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let monthly = |period: &str| report(period, json!({}));
    let of = |template: &str, period: &str| json!({"blk": BLK, "template": template, "period": period});
    for (body, status, code, fault) in [
        (monthly("2026-11"), 422, "PERIOD.NOT_OPEN", None),
        (monthly("2026-07"), 422, "REPORT.NOT_OWED", None),
        (monthly("2024-10"), 422, "REPORT.NOT_OWED", None),
        (monthly("2026-13"), 422, "REQUEST.INVALID", Some(("PERIOD.MALFORMED", "/period"))),
        (monthly("Oktober"), 422, "REQUEST.INVALID", Some(("PERIOD.MALFORMED", "/period"))),
        (monthly("2026-Q3"), 422, "REQUEST.INVALID", Some(("PERIOD.MALFORMED", "/period"))),
        (of("LAP_KAWASAN", "2026-S1"), 403, "ACCESS.DENIED", None),
        (of("LAP_ENTAH", "2026-10"), 422, "REQUEST.INVALID", Some(("FIELD.UNKNOWN_CODE", "/template"))),
        (json!({"blk": BLK, "template": "LAP_BULANAN"}), 422, "REQUEST.INVALID", Some(("FIELD.REQUIRED", "/period"))),
        (
            json!({"template": "LAP_BULANAN", "period": "2026-10"}),
            422,
            "REQUEST.INVALID",
            Some(("FIELD.REQUIRED", "/blk")),
        ),
        (json!({"blk": OTHER_BLK, "template": "LAP_BULANAN", "period": "2026-10"}), 404, "RESOURCE.NOT_FOUND", None),
        (
            json!({"blk": "BLKK-0000-000", "template": "LAP_BULANAN", "period": "2026-10"}),
            404,
            "RESOURCE.NOT_FOUND",
            None,
        ),
        (json!({"kawasan": KAWASAN, "template": "LAP_BULANAN", "period": "2026-10"}), 404, "RESOURCE.NOT_FOUND", None),
    ] {
        let refused = head.post("/v1/reports", body.clone()).await;
        if let Some((code, path)) = fault {
            assert_eq!(refused.faults(), [(code.to_owned(), path.to_owned())], "{body}");
        }
        assert_eq!((refused.status, text(&refused.body, "code")), (status, code), "{body}");
    }
    assert_eq!(count::<entity::report::Entity>(&app).await, 0);
}

#[tokio::test]
async fn a_role_that_sees_a_blk_but_does_not_file_for_it_is_denied() {
    let app = TestApp::start().await;
    for other in [app.coordinator().await, app.reviewer().await, app.admin().await] {
        other.post("/v1/reports", report("2026-10", json!({}))).await.refused(403, "ACCESS.DENIED");
    }
}

#[tokio::test]
async fn a_draft_is_shown_to_those_who_file_and_to_nobody_else() {
    let app = TestApp::start().await;
    let draft = draft(&app.head().await, "2026-10").await;
    read(&app.operator().await, &draft).await;
    for other in [app.coordinator().await, app.reviewer().await] {
        other.get(&at(&draft)).await.refused(404, "RESOURCE.NOT_FOUND");
        assert_eq!(other.get("/v1/reports").await.expect(200)["data"], json!([]));
    }
}
