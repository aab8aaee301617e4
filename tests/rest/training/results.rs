//! Results, competency tests and certificates.

use serde_json::{Value, json};

use super::super::events::types;
use super::super::kept_steps::faulty;
use super::steps::{
    begun, counts, errors, graduated, learner, merged, of, package, passed, results, step, take, text, trainee, version,
};
use crate::support::TestApp;

#[tokio::test]
async fn results_come_for_all_and_can_be_mended_until_the_package_is_over() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (class, all) = begun(&head, "JAHIT-2026-01", 2).await;
    let test = json!({"score": 87.5, "testedOn": "2026-10-31", "testResult": "KOMPETEN", "testNumber": "BNSP-7741"});
    let rows =
        vec![passed(&all[0], test), json!({"trainee": all[1].trainee, "result": "TIDAK_LULUS", "on": "2026-10-31"})];
    let done = results(&head, &class, rows.clone()).await.expect(200);
    assert_eq!(counts(&done), [Some(2), Some(0), Some(0)], "{done}");
    assert_eq!(counts(&results(&head, &class, rows).await.expect(200)), [Some(0), Some(2), Some(0)]);
    let (first, second) = (trainee(&head, &all[0]).await, trainee(&head, &all[1]).await);
    assert_eq!((text(&first, "status"), text(&first, "endedOn")), ("GRADUATED", "2026-10-30"));
    assert_eq!((&first["score"], text(&first, "testNumber")), (&json!(87.5), "BNSP-7741"));
    assert_eq!((text(&first, "testedOn"), text(&first, "certifiedOn")), ("2026-10-31", "2026-11-02"));
    assert_eq!((text(&second, "status"), text(&second, "endedOn")), ("FAILED", "2026-10-31"));
    // A slip is mended: a row takes the place of what was there.
    let mended = results(&head, &class, vec![passed(&all[1], json!({}))]).await.expect(200);
    assert_eq!(counts(&mended), [Some(1), Some(0), Some(0)]);
    assert_eq!(text(&trainee(&head, &all[1]).await, "status"), "GRADUATED");
    step(&head, &class, "COMPLETE", json!({})).await.expect(200);
    // Then what is known stands, and what was not known yet is added: numbers come late.
    let changed = results(&head, &class, vec![passed(&all[0], json!({}))]).await;
    faulty(&changed, &[("STATE.ILLEGAL", "/rows/0")]);
    let number = json!({"testedOn": "2026-10-31", "testResult": "KOMPETEN", "testNumber": "B-2"});
    let added = results(&head, &class, vec![passed(&all[1], number)]).await.expect(200);
    assert_eq!(counts(&added), [Some(1), Some(0), Some(0)]);
    assert_eq!(text(&trainee(&head, &all[1]).await, "testNumber"), "B-2");
    let told = types(&app, &head, &all[1].record()).await;
    let wanted = ["trainee.created", "trainee.admitted", "trainee.failed", "trainee.graduated", "trainee.updated"];
    assert_eq!(told, wanted);
    assert_eq!(version(&trainee(&head, &all[1]).await), 5);
}

#[tokio::test]
async fn only_who_was_admitted_has_a_result() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (class, all) = begun(&head, "JAHIT-2026-01", 2).await;
    let (_, strangers) = begun(&head, "JAHIT-2026-02", 1).await;
    let waiting = json!({"rows": [learner(7, json!({"admittedOn": null}))]});
    let waiting = head.post(&of(&class, "rosters"), waiting).await.expect(200);
    let left = json!({"on": "2026-09-10", "reasonCode": "TIDAK_HADIR"});
    take(&head, "trainees", &all[1].record(), "WITHDRAW", left).await.expect(200);
    let of_whom = |id: &Value| json!({"trainee": id, "result": "LULUS"});
    let rows = vec![
        of_whom(&all[0].trainee),
        of_whom(&all[1].trainee),
        of_whom(&waiting["results"][0]["trainee"]),
        of_whom(&strangers[0].trainee),
        of_whom(&json!("tre_uji")),
    ];
    // More graduates than trainees cannot be: all of it is refused, and nothing is written.
    let refused = results(&head, &class, rows.clone()).await;
    let wanted = [
        ("FIELD.UNKNOWN_CODE", "/rows/3/trainee"),
        ("FIELD.UNKNOWN_CODE", "/rows/4/trainee"),
        ("STATE.ILLEGAL", "/rows/1"),
        ("STATE.ILLEGAL", "/rows/2"),
    ];
    faulty(&refused, &wanted);
    assert_eq!(text(&trainee(&head, &all[0]).await, "status"), "ADMITTED");
    let some = json!({"atomicity": "row", "rows": rows});
    let done = head.post(&of(&class, "results"), some).await.expect(200);
    assert_eq!(counts(&done), [Some(1), Some(0), Some(4)], "{done}");
    assert_eq!(errors(&done["results"][1]), [("STATE.ILLEGAL", "/rows/1")]);
    assert_eq!(text(&trainee(&head, &all[0]).await, "status"), "GRADUATED");
    // Who only applied is turned away before the package is over.
    step(&head, &class, "COMPLETE", json!({})).await.refused(409, "TRAINING.UNDECIDED");
    let planned = package(&head, "JAHIT-2026-03", json!({})).await;
    results(&head, &planned, vec![of_whom(&all[0].trainee)]).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn every_fault_of_a_result_is_said_at_once() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (class, all) = begun(&head, "JAHIT-2026-01", 7).await;
    let row = |index: usize, result: &str, extra: Value| {
        merged(json!({"trainee": all[index].trainee, "result": result}), extra)
    };
    let rows = vec![
        // A test before the end, a certificate tomorrow, a number for who is not competent.
        row(
            0,
            "LULUS",
            json!({"testedOn": "2026-10-29", "testResult": "BELUM_KOMPETEN", "testNumber": "B-1",
            "certificateNumber": "S-1", "certifiedOn": "2026-11-06"}),
        ),
        row(
            1,
            "TIDAK_LULUS",
            json!({"testedOn": "2026-10-31", "testResult": "KOMPETEN", "testNumber": "B-1",
            "certificateNumber": "S-1"}),
        ),
        row(2, "LULUS", json!({"testedOn": "2026-10-31", "certifiedOn": "2026-10-31"})),
        row(3, "LULUS", json!({"testResult": "KOMPETEN"})),
        row(4, "MENGUNDURKAN_DIRI", json!({"on": "2026-10-29"})),
        row(5, "LULUS", json!({"score": 101, "nilai": 5})),
        row(6, "LULUS", json!({"testedOn": "2026-10-31", "testResult": "UJI"})),
    ];
    let wanted = [
        ("FIELD.OUT_OF_RANGE", "/rows/0/certifiedOn"),
        ("FIELD.OUT_OF_RANGE", "/rows/0/testedOn"),
        ("FIELD.OUT_OF_RANGE", "/rows/1/result"),
        ("FIELD.OUT_OF_RANGE", "/rows/4/on"),
        ("FIELD.OUT_OF_RANGE", "/rows/5/score"),
        ("FIELD.REQUIRED", "/rows/2/certificateNumber"),
        ("FIELD.REQUIRED", "/rows/2/testResult"),
        ("FIELD.REQUIRED", "/rows/3/testNumber"),
        ("FIELD.REQUIRED", "/rows/3/testedOn"),
        ("FIELD.UNKNOWN", "/rows/0/testNumber"),
        ("FIELD.UNKNOWN", "/rows/1/certificateNumber"),
        ("FIELD.UNKNOWN", "/rows/5/nilai"),
        ("FIELD.UNKNOWN_CODE", "/rows/4/result"),
        ("FIELD.UNKNOWN_CODE", "/rows/6/testResult"),
    ];
    faulty(&results(&head, &class, rows).await, &wanted);
    for learner in &all {
        assert_eq!(text(&trainee(&head, learner).await, "status"), "ADMITTED");
    }
}

#[tokio::test]
async fn a_class_that_has_not_ended_has_no_results() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let days = json!({"fromOn": "2026-11-02", "toOn": "2026-12-18"});
    let class = package(&head, "JAHIT-2026-01", days).await;
    let row = learner(1, json!({"appliedOn": "2026-10-20", "admittedOn": "2026-10-25"}));
    let done = head.post(&of(&class, "rosters"), json!({"rows": [row]})).await.expect(200);
    step(&head, &class, "START", json!({"on": "2026-11-02"})).await.expect(200);
    let early = json!({"trainee": done["results"][0]["trainee"], "result": "LULUS"});
    faulty(&results(&head, &class, vec![early]).await, &[("FIELD.OUT_OF_RANGE", "/rows/0/on")]);
    step(&head, &class, "COMPLETE", json!({})).await.refused(409, "TRAINING.UNDECIDED");
}

#[tokio::test]
async fn what_is_over_stands_for_steps_of_trainees_too() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (class, all) = graduated(&head, "JAHIT-2026-01", 1).await;
    let left = json!({"on": "2026-10-30", "reasonCode": "LAINNYA"});
    take(&head, "trainees", &all[0].record(), "WITHDRAW", left).await.refused(409, "STATE.ILLEGAL");
    let more = head.post(&of(&class, "rosters"), json!({"rows": [learner(2, json!({}))]})).await;
    more.refused(409, "STATE.ILLEGAL");
    let told = head.get(&format!("/v1/trainees/{}/steps", text(&all[0].record(), "id"))).await.expect(200);
    let allowed = told["allowedActions"].as_array().unwrap().iter().filter(|one| one["allowed"] == true).count();
    assert_eq!((text(&told, "status"), allowed), ("GRADUATED", 0), "{told}");
}
