//! Monitoring and evaluation visits: planned, made, judged, followed up.

use api::vocab::Role;
use serde_json::{Value, json};

use super::super::kept_steps::{at, faulty, rows};
use super::super::steps::{count, text};
use super::aid_steps::proposed;
use super::steps::{enterprise, merged};
use crate::support::{BLK, Caller, OTHER_BLK, Reply, TestApp};

const VISITS: &str = "/v1/monitoring-visits";

async fn visit(caller: &Caller, extra: Value) -> Reply {
    let plan = json!({"unit": BLK, "purpose": "Monev triwulan IV", "plannedOn": "2026-11-03"});
    caller.post(VISITS, merged(plan, extra)).await
}

/// What a visit that took place says.
fn made() -> Value {
    json!({
        "visitedOn": "2026-11-04", "latitude": -6.55, "longitude": 106.25, "findings": "Alat dipakai bersama",
        "checklist": [{"question": "Alat ada?", "answer": "Ya", "met": true}], "recommendation": "Catat pemakaian",
        "onTarget": "TEPAT_SASARAN", "followUp": "Buku pemakaian alat", "followUpDueOn": "2026-11-20",
    })
}

#[tokio::test]
async fn a_visit_is_planned_made_and_followed_up() {
    let app = TestApp::start().await;
    let (reviewer, head) = (app.reviewer().await, app.head().await);
    let group = enterprise(&head, BLK, "Saluyu").await;
    let plan = visit(&reviewer, json!({"enterpriseId": group["id"]})).await.expect(201);
    let here = at("monitoring-visits", &plan);
    let done = reviewer.patch(&here, 1, made()).await.expect(200);
    assert_eq!((text(&done, "onTarget"), text(&done, "visitedOn")), ("TEPAT_SASARAN", "2026-11-04"));
    assert_eq!(done["checklist"][0]["met"], true);
    assert_eq!(rows(&reviewer, &format!("{VISITS}?endsBefore=2026-11-21&kind=TEPAT_SASARAN")).await.len(), 1);
    assert_eq!(rows(&reviewer, &format!("{VISITS}?endsBefore=2026-11-20")).await.len(), 0);
    let followed = reviewer.patch(&here, 2, json!({"followUpDoneOn": "2026-11-05"})).await.expect(200);
    assert_eq!(text(&followed, "followUpDoneOn"), "2026-11-05");
}

#[tokio::test]
async fn what_does_not_go_together_is_refused() {
    let app = TestApp::start().await;
    let reviewer = app.reviewer().await;
    for (extra, wanted) in [
        (json!({"visitedOn": "2026-11-04"}), vec![("FIELD.REQUIRED", "/findings")]),
        (json!({"visitedOn": "2026-11-06", "findings": "X"}), vec![("FIELD.OUT_OF_RANGE", "/visitedOn")]),
        (json!({"findings": "X"}), vec![("FIELD.REQUIRED", "/visitedOn")]),
        (json!({"onTarget": "TEPAT_SASARAN"}), vec![("FIELD.REQUIRED", "/visitedOn")]),
        (json!({"onTarget": "ENTAH"}), vec![("FIELD.REQUIRED", "/visitedOn"), ("FIELD.UNKNOWN_CODE", "/onTarget")]),
        (merged(made(), json!({"followUpDueOn": null})), vec![("FIELD.REQUIRED", "/followUpDueOn")]),
        (merged(made(), json!({"followUp": null})), vec![("FIELD.REQUIRED", "/followUp")]),
        (
            merged(made(), json!({"followUp": null, "followUpDueOn": null, "followUpDoneOn": "2026-11-05"})),
            vec![("FIELD.REQUIRED", "/followUp")],
        ),
        (merged(made(), json!({"followUpDueOn": "2026-11-03"})), vec![("FIELD.OUT_OF_RANGE", "/followUpDueOn")]),
        (merged(made(), json!({"followUpDoneOn": "2026-11-03"})), vec![("FIELD.OUT_OF_RANGE", "/followUpDoneOn")]),
        (merged(made(), json!({"followUpDoneOn": "2026-11-06"})), vec![("FIELD.OUT_OF_RANGE", "/followUpDoneOn")]),
        (merged(made(), json!({"longitude": null})), vec![("FIELD.REQUIRED", "/longitude")]),
        (merged(made(), json!({"latitude": 51.5})), vec![("FIELD.OUT_OF_RANGE", "/latitude")]),
    ] {
        println!("{extra}");
        faulty(&visit(&reviewer, extra).await, &wanted);
    }
    assert_eq!(count::<entity::monitoring_visit::Entity>(&app).await, 0);
}

#[tokio::test]
async fn the_aid_looked_at_is_aid_of_who_is_visited() {
    let app = TestApp::start().await;
    let (reviewer, head) = (app.reviewer().await, app.head().await);
    let (aid, group) = (proposed(&app).await, enterprise(&head, BLK, "Saluyu").await);
    let look = json!({"aidId": aid["id"]});
    let elsewhere = merged(look.clone(), json!({"unit": OTHER_BLK}));
    faulty(&visit(&reviewer, elsewhere).await, &[("FIELD.UNKNOWN_CODE", "/aidId")]);
    let of_another = merged(look.clone(), json!({"enterpriseId": group["id"]}));
    faulty(&visit(&reviewer, of_another).await, &[("FIELD.UNKNOWN_CODE", "/aidId")]);
    let right = visit(&reviewer, look).await.expect(201);
    assert_eq!(right["aidId"], aid["id"]);
    assert_eq!(rows(&reviewer, &format!("{VISITS}?of={}", text(&aid, "id"))).await.len(), 1);
}

#[tokio::test]
async fn who_is_visited_reads_it_and_does_not_write_it() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let done = visit(&coordinator, made()).await.expect(201);
    let here = at("monitoring-visits", &done);
    head.get(&here).await.expect(200);
    head.patch(&here, 1, json!({"onTarget": "SEBAGIAN_TEPAT"})).await.refused(403, "ACCESS.DENIED");
    visit(&head, json!({})).await.refused(403, "ACCESS.DENIED");
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    stranger.get(&here).await.refused(404, "RESOURCE.NOT_FOUND");
    app.anonymous().get(&here).await.refused(401, "AUTH.REQUIRED");
    app.anonymous().post(VISITS, json!({})).await.refused(401, "AUTH.REQUIRED");
}
