//! Rosters of a package: many people in one call.

use serde_json::{Value, json};

use super::super::incubation::steps::person;
use super::super::kept_steps::{faulty, rows};
use super::super::steps::count;
use super::steps::{
    Learner, PACKAGES, attend, counts, errors, learner, merged, of, package, passed, results, session, step, text,
};
use crate::support::{Caller, KAWASAN, Reply, TestApp};

async fn import(caller: &Caller, package: &Value, atomicity: &str, rows: Vec<Value>) -> Reply {
    caller.post(&of(package, "rosters"), json!({"atomicity": atomicity, "rows": rows})).await
}

/// Persons and trainees.
async fn recorded(app: &TestApp) -> [u64; 2] {
    [count::<entity::person::Entity>(app).await, count::<entity::trainee::Entity>(app).await]
}

#[tokio::test]
async fn a_class_comes_in_one_call_and_again_is_found_as_it_stands() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let class = package(&head, "JAHIT-2026-01", json!({})).await;
    let nik = |number: usize| format!("360201170895{number:04}");
    let known = |number: usize| json!({"person": {"name": format!("Peserta {number}"), "sex": "LAKI_LAKI", "nik": nik(number), "birthDate": "1995-08-17"}});
    let roster: Vec<Value> = (1..=16).map(|number| learner(number, known(9_000 + number))).collect();
    let done = import(&head, &class, "all", roster.clone()).await.expect(200);
    assert_eq!(counts(&done), [Some(16), Some(0), Some(0)], "{done}");
    assert_eq!(recorded(&app).await, [16, 16]);
    let again = import(&head, &class, "all", roster.clone()).await.expect(200);
    assert_eq!(counts(&again), [Some(0), Some(16), Some(0)], "{again}");
    assert_eq!(again["results"][15]["trainee"], done["results"][15]["trainee"]);
    // Who applied first gets a place by being sent with its day.
    let waiting = learner(17, merged(known(9_017), json!({"admittedOn": null})));
    let applied = import(&head, &class, "all", vec![waiting]).await.expect(200);
    assert_eq!(rows(&head, "/v1/trainees?kind=APPLIED").await.len(), 1);
    let placed = import(&head, &class, "all", vec![learner(17, known(9_017))]).await.expect(200);
    assert_eq!(counts(&placed), [Some(1), Some(0), Some(0)], "{placed}");
    assert_eq!(placed["results"][0]["trainee"], applied["results"][0]["trainee"]);
    assert!(rows(&head, "/v1/trainees?kind=APPLIED").await.is_empty());
    assert_eq!(recorded(&app).await, [17, 17]);
}

#[tokio::test]
async fn a_bad_row_says_all_its_faults_and_does_not_spoil_the_others() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let class = package(&head, "JAHIT-2026-01", json!({})).await;
    let elsewhere = person(&admin, KAWASAN, "Dewi", json!({})).await;
    let named = json!({"person": null, "personId": elsewhere["id"]});
    let roster = vec![
        learner(1, json!({})),
        learner(2, json!({"origin": "UJI", "admittedOn": "2026-08-19"})),
        learner(3, json!({"person": {"name": "Salah", "nik": "1"}})),
        learner(4, json!({"personId": elsewhere["id"]})),
        learner(5, json!({"person": null})),
        learner(6, json!({"person": null, "personId": "per_uji"})),
        learner(7, json!({"colour": "hijau"})),
        learner(8, json!({"admittedOn": "2026-08-19"})),
        learner(9, named.clone()),
        learner(10, named),
    ];
    let done = import(&head, &class, "row", roster.clone()).await.expect(200);
    assert_eq!(counts(&done), [Some(2), Some(1), Some(7)], "{done}");
    let results = done["results"].as_array().unwrap();
    let wanted: [&[(&str, &str)]; 10] = [
        &[],
        &[("FIELD.UNKNOWN_CODE", "/rows/1/origin")],
        &[("NIK.INVALID", "/rows/2/person/nik")],
        &[("FIELD.REQUIRED", "/rows/3/person")],
        &[("FIELD.REQUIRED", "/rows/4/person")],
        &[("FIELD.UNKNOWN_CODE", "/rows/5/personId")],
        &[("FIELD.UNKNOWN", "/rows/6/colour")],
        &[("FIELD.OUT_OF_RANGE", "/rows/7/admittedOn")],
        &[],
        &[],
    ];
    for (row, wanted) in results.iter().zip(wanted) {
        assert_eq!(errors(row), wanted, "{row}");
    }
    assert_eq!(results[8]["person"], elsewhere["id"]);
    // Of a refused row nothing is left: the class has Peserta 1 and Dewi.
    assert_eq!(recorded(&app).await, [2, 2]);
    // The same, all or nothing.
    let before = recorded(&app).await;
    let refused = import(&head, &class, "all", roster).await.refused(422, "REQUEST.INVALID");
    assert_eq!(refused["errors"].as_array().unwrap().len(), 7, "{refused}");
    assert_eq!(recorded(&app).await, before);
}

#[tokio::test]
async fn a_thousand_rows_come_in_one_call_and_a_thousand_and_one_do_not() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let class = package(&head, "JAHIT-2026-01", json!({})).await;
    let many = |count: usize| -> Vec<Value> { (1..=count).map(|number| learner(number, json!({}))).collect() };
    for size in [0, 1_001] {
        faulty(&import(&head, &class, "all", many(size)).await, &[("FIELD.LENGTH", "/rows")]);
    }
    assert_eq!(recorded(&app).await, [0, 0]);
    let done = import(&head, &class, "all", many(1_000)).await.expect(200);
    assert_eq!(counts(&done), [Some(1_000), Some(0), Some(0)]);
    assert_eq!(recorded(&app).await, [1_000, 1_000]);
    step(&head, &class, "START", json!({"on": "2026-09-01"})).await.expect(200);
    let all = done["results"].as_array().unwrap();
    let all: Vec<Learner> =
        all.iter().map(|row| Learner { trainee: row["trainee"].clone(), person: row["person"].clone() }).collect();
    let held = session(&head, &class, json!({})).await.expect(201);
    let present: Vec<Value> = all.iter().map(|one| json!({"trainee": one.trainee})).collect();
    let mut more = present.clone();
    more.push(present[0].clone());
    faulty(&attend(&head, &held, more).await, &[("FIELD.LENGTH", "/rows")]);
    assert_eq!(counts(&attend(&head, &held, present).await.expect(200)), [Some(1_000), Some(0), Some(0)]);
    let held = head.get(&format!("/v1/training-sessions/{}", text(&held, "id"))).await.expect(200);
    assert_eq!((&held["present"], &held["attendedHours"]), (&json!(1_000), &json!(8_000)));
    let ends: Vec<Value> = all.iter().map(|one| passed(one, json!({}))).collect();
    let mut more = ends.clone();
    more.push(ends[0].clone());
    faulty(&results(&head, &class, more).await, &[("FIELD.LENGTH", "/rows")]);
    assert_eq!(counts(&results(&head, &class, ends).await.expect(200)), [Some(1_000), Some(0), Some(0)]);
}

#[tokio::test]
async fn a_check_writes_nothing_and_a_repeat_with_the_same_key_is_replayed() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let class = package(&head, "JAHIT-2026-01", json!({})).await;
    let (path, body) = (of(&class, "rosters"), json!({"rows": [learner(1, json!({}))]}));
    let checked = head.post(&format!("{path}?validateOnly=true"), body.clone()).await.expect(200);
    assert_eq!((counts(&checked), recorded(&app).await), ([Some(1), Some(0), Some(0)], [0, 0]));
    let first = head.post_keyed(&path, "daftar-1", body.clone()).await;
    let again = head.post_keyed(&path, "daftar-1", body).await;
    assert_eq!((again.status, again.header("idempotency-replayed"), &again.body), (200, "true", &first.body));
    assert_eq!(recorded(&app).await, [1, 1]);
    let nowhere = format!("{PACKAGES}/pkg_01h455vb4pex5vsknk084sn02q/rosters");
    head.post(&nowhere, json!({"rows": [learner(2, json!({}))]})).await.refused(404, "RESOURCE.NOT_FOUND");
}
