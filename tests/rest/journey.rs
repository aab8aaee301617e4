//! The main job: from what is owed to an official figure.

use serde_json::json;

use crate::support::{BLK, TestApp, complete_values, report};

#[tokio::test]
async fn a_report_travels_from_obligation_to_approval() {
    let app = TestApp::start().await;
    let (head, coordinator, reviewer) = (app.head().await, app.coordinator().await, app.reviewer().await);
    let owed = head.get(&format!("/v1/obligations?blk={BLK}&template=LAP_BULANAN&status=OPEN")).await.expect(200);
    let october = owed["data"].as_array().unwrap().iter().find(|row| row["period"] == "2026-10").unwrap().clone();
    assert_eq!(october["dueAt"], "2026-11-10T16:59:59Z");
    assert_eq!((october["daysLeft"].as_i64(), october["late"].as_bool()), (Some(5), Some(false)));

    let mut values = complete_values();
    values["A03"] = json!({"total": 30, "sex": {"LAKI_LAKI": 13, "PEREMPUAN": 16}});
    let draft = head.post("/v1/reports", report("2026-10", values)).await.expect(201);
    let id = draft["id"].as_str().unwrap();
    assert_eq!((draft["state"].as_str(), draft["version"].as_i64()), (Some("DRAFT"), Some(1)));

    // Refused: the parts do not sum, and 30 is not 16 for each of 2 packages.
    let refused = head.post_if(&format!("/v1/reports/{id}/submit"), 1, json!({})).await;
    assert_eq!(
        refused.faults(),
        [("A03.NOT_16_PER_PACKAGE".into(), "/values/A03".into()), ("VALUE.PARTS_SUM".into(), "/values/A03/sex".into())]
    );
    refused.refused(422, "REPORT.INVALID");

    let mended = json!({"values": {"A03": {"total": 30, "sex": {"LAKI_LAKI": 13, "PEREMPUAN": 17}}}});
    head.patch(&format!("/v1/reports/{id}"), 1, mended).await.expect(200);
    head.post_if(&format!("/v1/reports/{id}/submit"), 2, json!({})).await.refused(422, "REPORT.UNACKNOWLEDGED");
    let acknowledged = json!({"acknowledge": ["A03.NOT_16_PER_PACKAGE"]});
    let submitted = head.post_if(&format!("/v1/reports/{id}/submit"), 2, acknowledged).await.expect(200);
    assert_eq!((submitted["state"].as_str(), submitted["onTime"].as_bool()), (Some("SUBMITTED"), Some(true)));
    let jws = submitted["receipt"]["jws"].as_str().unwrap();
    let content = head.get(&format!("/v1/reports/{id}/receipt/content")).await.expect(200);
    let verified =
        app.anonymous().post("/v1/receipts/verify", json!({"jws": jws, "content": content})).await.expect(200);
    assert_eq!(verified["contentMatches"], true);
    assert_eq!(verified["statement"]["sha256"], submitted["receipt"]["sha256"]);

    coordinator.post_if(&format!("/v1/reports/{id}/start-review"), 3, json!({})).await.expect(200);
    coordinator.post_if(&format!("/v1/reports/{id}/verify"), 4, json!({})).await.expect(200);
    let approved = reviewer.post_if(&format!("/v1/reports/{id}/approve"), 5, json!({})).await.expect(200);
    assert_eq!((approved["state"].as_str(), approved["officialVersion"].as_i64()), (Some("APPROVED"), Some(1)));
    let owed = head.get(&format!("/v1/obligations?blk={BLK}&period=2026-10")).await.expect(200);
    assert_eq!((owed["data"][0]["status"].as_str(), owed["data"][0]["onTime"].as_bool()), (Some("DONE"), Some(true)));
}
