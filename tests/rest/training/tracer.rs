//! Looks at graduates 6 and 12 months after the training.

use serde_json::{Value, json};

use super::super::events::types;
use super::super::kept_steps::{at, faulty, rows};
use super::steps::{begun, graduated, passed, results, step, text};
use crate::support::TestApp;

const LOOKS: &str = "/v1/alumni-traces";

#[tokio::test]
async fn graduates_alone_are_looked_at_six_and_twelve_months_on() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (class, all) = begun(&head, "JAHIT-2026-01", 2).await;
    let failed = json!({"trainee": all[1].trainee, "result": "TIDAK_LULUS"});
    results(&head, &class, vec![passed(&all[0], json!({})), failed]).await.expect(200);
    assert!(rows(&head, LOOKS).await.is_empty());
    step(&head, &class, "COMPLETE", json!({"on": "2026-11-03"})).await.expect(200);
    let looks = rows(&head, &format!("/v1/trainees/{}/alumni-traces", text(&all[0].record(), "id"))).await;
    let due: Vec<_> = looks.iter().map(|look| (look["months"].as_i64(), text(look, "dueOn"))).collect();
    assert_eq!(due, [(Some(6), "2027-05-03"), (Some(12), "2027-11-03")]);
    assert!(looks.iter().all(|look| look["personId"] == all[0].person && look["packageId"] == class["id"]));
    assert_eq!(rows(&head, LOOKS).await.len(), 2);
    assert_eq!(rows(&head, &format!("{LOOKS}?of={}", text(&class, "id"))).await.len(), 2);
    assert_eq!(rows(&head, &format!("{LOOKS}?endsBefore=2027-06-01")).await.len(), 1);
    assert_eq!(types(&app, &head, &looks[0]).await, ["alumniTrace.created"]);
}

#[tokio::test]
async fn a_look_says_what_became_of_somebody_and_not_before_its_day() {
    let app = TestApp::start().await;
    let head = app.head().await;
    graduated(&head, "JAHIT-2026-01", 1).await;
    let first = at("alumni-traces", &rows(&head, LOOKS).await[0]);
    let early = json!({"status": "EMPLOYED", "tracedOn": "2026-11-05"});
    faulty(&head.patch(&first, 1, early).await, &[("FIELD.OUT_OF_RANGE", "/tracedOn")]);
    faulty(&head.patch(&first, 1, json!({"status": "EMPLOYED"})).await, &[("FIELD.REQUIRED", "/tracedOn")]);
    app.clock().set("2027-05-06T02:00:00Z".parse().unwrap());
    let head = app.head().await;
    let wrong = json!({"status": "UJI", "relation": "UJI", "sector": "UJI", "tracedOn": "2027-05-07"});
    let wanted = [
        ("FIELD.OUT_OF_RANGE", "/tracedOn"),
        ("FIELD.UNKNOWN_CODE", "/relation"),
        ("FIELD.UNKNOWN_CODE", "/sector"),
        ("FIELD.UNKNOWN_CODE", "/status"),
    ];
    faulty(&head.patch(&first, 1, wrong).await, &wanted);
    let seen = json!({"status": "SELF_EMPLOYED", "relation": "LUAR_HUBUNGAN_KERJA", "sector": "FESYEN", "tracedOn": "2027-05-06"});
    let seen = head.patch(&first, 1, seen).await.expect(200);
    assert_eq!((text(&seen, "status"), &seen["note"]), ("SELF_EMPLOYED", &Value::Null));
    assert_eq!(rows(&head, &format!("{LOOKS}?kind=SELF_EMPLOYED")).await.len(), 1);
    // Whose it is and when it was due cannot be said otherwise.
    faulty(&head.patch(&first, 2, json!({"months": 3})).await, &[("FIELD.UNKNOWN", "/months")]);
}
