//! Sessions of a package, and who attended them.

use serde_json::{Value, json};

use super::super::events::types;
use super::super::kept_steps::{at, faulty, record};
use super::super::steps::count;
use super::steps::{attend, begun, counts, errors, learner, of, package, session, step, take, text, version};
use crate::support::{BLK, OTHER_BLK, TestApp};

#[tokio::test]
async fn a_session_lies_within_the_days_and_the_hours_of_a_package_that_runs() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let planned = package(&head, "JAHIT-2026-02", json!({})).await;
    session(&head, &planned, json!({})).await.refused(409, "STATE.ILLEGAL");
    let (class, all) = begun(&head, "JAHIT-2026-01", 1).await;
    let teacher =
        |from: &str| json!({"personName": "Ibu Rina", "sex": "PEREMPUAN", "vocation": "MENJAHIT", "fromOn": from});
    let late = record(&head, "instructors", BLK, teacher("2026-09-10")).await.expect(201);
    let other = record(&admin, "instructors", OTHER_BLK, teacher("2020-01-06")).await.expect(201);
    for (wrong, path) in [
        (json!({"heldOn": "2026-08-31"}), ("FIELD.OUT_OF_RANGE", "/heldOn")),
        (json!({"heldOn": "2026-10-31"}), ("FIELD.OUT_OF_RANGE", "/heldOn")),
        (json!({"lessonHours": 13}), ("FIELD.OUT_OF_RANGE", "/lessonHours")),
        (json!({"instructorId": late["id"]}), ("FIELD.UNKNOWN_CODE", "/instructorId")),
        (json!({"instructorId": other["id"]}), ("FIELD.UNKNOWN_CODE", "/instructorId")),
        (json!({"instructorId": "ins_uji"}), ("FIELD.UNKNOWN_CODE", "/instructorId")),
    ] {
        faulty(&session(&head, &class, wrong).await, &[path]);
    }
    for day in ["2026-09-14", "2026-09-15", "2026-09-16"] {
        let held = json!({"heldOn": day, "lessonHours": 12, "instructorId": late["id"]});
        session(&head, &class, held).await.expect(201);
    }
    // Of forty hours four are left; two faults come in one answer.
    let much = session(&head, &class, json!({"heldOn": "2026-10-31", "lessonHours": 5})).await;
    faulty(&much, &[("FIELD.OUT_OF_RANGE", "/heldOn"), ("FIELD.OUT_OF_RANGE", "/lessonHours")]);
    let last = session(&head, &class, json!({"lessonHours": 4})).await.expect(201);
    attend(&head, &last, vec![json!({"trainee": all[0].trainee})]).await.expect(200);
    let here = at("training-sessions", &last);
    let now = version(&head.get(&here).await.expect(200));
    faulty(&head.patch(&here, now, json!({"lessonHours": 3})).await, &[("FIELD.OUT_OF_RANGE", "/lessonHours")]);
    // What is taken out was attended by nobody.
    head.delete_if(&here, now).await.expect(200);
    assert_eq!(count::<entity::attendance::Entity>(&app).await, 0);
    session(&head, &class, json!({"lessonHours": 4})).await.expect(201);
}

#[tokio::test]
async fn attendance_is_recorded_once_for_all_and_mended_by_sending_it_again() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (class, all) = begun(&head, "JAHIT-2026-01", 3).await;
    let held = session(&head, &class, json!({})).await.expect(201);
    let given = |index: usize, hours: Value| json!({"trainee": all[index].trainee, "hours": hours});
    let first = vec![given(0, Value::Null), given(1, json!(6)), given(2, json!(0))];
    let done = attend(&head, &held, first.clone()).await.expect(200);
    assert_eq!(counts(&done), [Some(3), Some(0), Some(0)], "{done}");
    assert_eq!(counts(&attend(&head, &held, first).await.expect(200)), [Some(0), Some(3), Some(0)]);
    let shown = head.get(&at("training-sessions", &held)).await.expect(200);
    assert_eq!((&shown["present"], &shown["attendedHours"], version(&shown)), (&json!(2), &json!(14), 2));
    // One comes to be known to have been there.
    let mended = attend(&head, &held, vec![given(2, json!(4)), given(0, json!(8))]).await.expect(200);
    assert_eq!(counts(&mended), [Some(1), Some(1), Some(0)]);
    let shown = head.get(&at("training-sessions", &held)).await.expect(200);
    assert_eq!((&shown["present"], &shown["attendedHours"]), (&json!(3), &json!(18)));
    assert_eq!(
        types(&app, &head, &held).await,
        ["trainingSession.created", "trainingSession.attended", "trainingSession.attended"]
    );
}

#[tokio::test]
async fn nobody_attends_more_than_was_held_or_without_a_place() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (class, all) = begun(&head, "JAHIT-2026-01", 2).await;
    let (_, strangers) = begun(&head, "JAHIT-2026-02", 1).await;
    let rows = vec![learner(7, json!({"admittedOn": null})), learner(8, json!({"admittedOn": "2026-09-10"}))];
    let more = head.post(&of(&class, "rosters"), json!({"rows": rows})).await.expect(200);
    let left = json!({"on": "2026-09-01", "reasonCode": "TIDAK_HADIR"});
    take(&head, "trainees", &all[1].record(), "WITHDRAW", left).await.expect(200);
    let held = session(&head, &class, json!({})).await.expect(201);
    let given = vec![
        json!({"trainee": all[0].trainee, "hours": 9}),
        json!({"trainee": all[0].trainee, "hours": -1}),
        json!({"trainee": all[1].trainee}),
        json!({"trainee": more["results"][0]["trainee"]}),
        json!({"trainee": more["results"][1]["trainee"]}),
        json!({"trainee": strangers[0].trainee}),
        json!({"trainee": "tre_uji", "hours": 8}),
    ];
    let path = format!("{}/attendance", at("training-sessions", &held));
    let done = head.post(&path, json!({"atomicity": "row", "rows": given})).await.expect(200);
    assert_eq!(counts(&done), [Some(0), Some(0), Some(7)], "{done}");
    let wanted = [
        ("FIELD.OUT_OF_RANGE", "/rows/0/hours"),
        ("FIELD.OUT_OF_RANGE", "/rows/1/hours"),
        ("FIELD.OUT_OF_RANGE", "/rows/2/trainee"),
        ("FIELD.OUT_OF_RANGE", "/rows/3/trainee"),
        ("FIELD.OUT_OF_RANGE", "/rows/4/trainee"),
        ("FIELD.UNKNOWN_CODE", "/rows/5/trainee"),
        ("FIELD.UNKNOWN_CODE", "/rows/6/trainee"),
    ];
    for (row, wanted) in done["results"].as_array().unwrap().iter().zip(wanted) {
        assert_eq!(errors(row), [wanted], "{row}");
    }
    faulty(&attend(&head, &held, given).await, &wanted);
    assert_eq!(count::<entity::attendance::Entity>(&app).await, 0);
}

#[tokio::test]
async fn the_register_says_what_share_of_the_possible_hours_was_attended() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (class, all) = begun(&head, "JAHIT-2026-01", 2).await;
    let empty = head.get(&of(&class, "attendance")).await.expect(200);
    assert_eq!((&empty["sessions"], &empty["rate"], &empty["trainees"]), (&json!(0), &Value::Null, &json!([])));
    let first = session(&head, &class, json!({})).await.expect(201);
    let second = session(&head, &class, json!({"heldOn": "2026-09-09", "lessonHours": 4})).await.expect(201);
    attend(&head, &first, all.iter().map(|one| json!({"trainee": one.trainee})).collect()).await.expect(200);
    attend(&head, &second, vec![json!({"trainee": all[0].trainee, "hours": 3})]).await.expect(200);
    // Who left is not missed afterwards.
    let left = json!({"on": "2026-09-05", "reasonCode": "ALASAN_KELUARGA"});
    take(&head, "trainees", &all[1].record(), "WITHDRAW", left).await.expect(200);
    let register = head.get(&of(&class, "attendance")).await.expect(200);
    assert_eq!((&register["package"], &register["sessions"]), (&class["id"], &json!(2)));
    assert_eq!((&register["hours"], &register["rate"]), (&json!(12), &json!(95.0)));
    let wanted = json!([
        {"trainee": all[0].trainee, "person": all[0].person, "hours": 11, "possible": 12, "rate": 91.67},
        {"trainee": all[1].trainee, "person": all[1].person, "hours": 8, "possible": 8, "rate": 100.0},
    ]);
    assert_eq!(register["trainees"], wanted);
    // Once it is over nothing is recorded any more.
    let reason = json!({"reason": "Gempa"});
    step(&head, &class, "CANCEL", reason).await.expect(200);
    let late = attend(&head, &second, vec![json!({"trainee": all[0].trainee})]).await;
    late.refused(409, "STATE.ILLEGAL");
    session(&head, &class, json!({"heldOn": "2026-09-10"})).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(text(&class, "status"), "RUNNING");
}
