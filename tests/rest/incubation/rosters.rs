//! Rosters: many people in one call, with their enterprises, memberships and places in a cohort.

use api::vocab::Role;
use serde_json::{Value, json};

use super::super::kept_steps::{faulty, rows};
use super::super::steps::{count, text};
use super::steps::{cohort, enterprise, merged, person};
use crate::support::{BLK, Caller, KAWASAN, Reply, TestApp};

const ROSTERS: &str = "/v1/rosters";
const BORN: &str = "1995-08-17";

/// A synthetic NIK of a man born on 17 August 1995.
fn nik(serial: usize) -> String {
    format!("360201170895{serial:04}")
}

/// A member of a group.
fn row(serial: usize, enterprise: &str, extra: Value) -> Value {
    let row = json!({
        "person": {"name": format!("Peserta {serial}"), "sex": "LAKI_LAKI", "nik": nik(serial), "birthDate": BORN, "source": "Data sintetis"},
        "enterprise": {"name": enterprise, "year": 2026, "sector": "KULINER", "level": "PEMULA"},
        "joinedOn": "2026-01-01",
    });
    merged(row, extra)
}

/// An enterprise without a person.
fn venture(name: &str, extra: Value) -> Value {
    merged(json!({"enterprise": {"name": name, "year": 2026, "sector": "KULINER", "level": "PEMULA"}}), extra)
}

fn applying() -> Value {
    json!({"incubatee": {"aidRelation": "PLANNED", "appliedOn": "2026-02-01"}})
}

async fn import(caller: &Caller, unit: &str, extra: Value, rows: Vec<Value>) -> Reply {
    caller.post(ROSTERS, merged(json!({"unit": unit, "atomicity": "row", "rows": rows}), extra)).await
}

fn counts(done: &Value) -> [Option<u64>; 3] {
    ["created", "existing", "refused"].map(|field| done[field].as_u64())
}

/// Code and place of each fault of a row.
fn errors(row: &Value) -> Vec<(&str, &str)> {
    row["errors"].as_array().unwrap().iter().map(|fault| (text(fault, "code"), text(fault, "path"))).collect()
}

/// Persons, enterprises, memberships, incubatees, audit rows.
async fn recorded(app: &TestApp) -> [u64; 5] {
    [
        count::<entity::person::Entity>(app).await,
        count::<entity::enterprise::Entity>(app).await,
        count::<entity::membership::Entity>(app).await,
        count::<entity::incubatee::Entity>(app).await,
        count::<entity::audit::Entity>(app).await,
    ]
}

#[tokio::test]
async fn the_hundred_of_a_kawasan_come_in_one_call() {
    let app = TestApp::start().await;
    let university = app.person(Role::University, None, Some(KAWASAN)).await;
    let cohort = cohort(&university, KAWASAN, json!({"target": 100})).await;
    let sole = |serial: usize| {
        let mut one = row(9_000 + serial, &format!("Usaha {serial}"), applying());
        one["enterprise"]["form"] = json!("PERORANGAN");
        one
    };
    let hundred: Vec<Value> = (0..100).map(sole).collect();
    let with_cohort = json!({"cohort": cohort["id"], "atomicity": "all"});
    let done = import(&university, KAWASAN, with_cohort.clone(), hundred.clone()).await.expect(200);
    assert_eq!(counts(&done), [Some(100), Some(0), Some(0)], "{done}");
    let before = recorded(&app).await;
    assert_eq!(before[..4], [100, 100, 100, 100]);
    let last = &done["results"][99];
    for (field, prefix) in [("person", "per_"), ("enterprise", "ent_"), ("membership", "mem_"), ("incubatee", "inc_")] {
        assert!(text(last, field).starts_with(prefix), "{last}");
    }
    let place = university.get(&format!("/v1/incubatees/{}", text(last, "incubatee"))).await.expect(200);
    assert_eq!((&place["enterpriseId"], text(&place, "stage")), (&last["enterprise"], "APPLIED"));
    // The same roster again finds all of it.
    let again = import(&university, KAWASAN, with_cohort, hundred).await.expect(200);
    assert_eq!(counts(&again), [Some(0), Some(100), Some(0)], "{again}");
    for field in ["person", "enterprise", "membership", "incubatee"] {
        assert_eq!(again["results"][99][field], last[field], "{field}");
    }
    assert_eq!(recorded(&app).await[..4], before[..4]);
}

#[tokio::test]
async fn a_bad_row_says_all_its_faults_and_does_not_spoil_the_others() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let mut roster: Vec<Value> =
        (0..5).map(|serial| row(9_000 + serial, "Saluyu", json!({"office": "KETUA"}))).collect();
    roster[1]["person"]["nik"] = json!("3602013208959001");
    roster[1]["office"] = json!("RAJA");
    roster[1]["enterprise"] = json!({"name": "Canoli", "year": 2026, "sector": "ENTAH", "level": "PEMULA"});
    roster[3]["colour"] = json!("hijau");
    roster[4]["office"] = json!("ANGGOTA");
    let reply = import(&head, BLK, json!({}), roster).await;
    assert!(!reply.text.contains("3602013208959001"), "{}", reply.text);
    let done = reply.expect(200);
    assert_eq!(counts(&done), [Some(2), Some(0), Some(3)], "{done}");
    let results = &done["results"];
    let wanted = [
        ("NIK.INVALID", "/rows/1/person/nik"),
        ("FIELD.UNKNOWN_CODE", "/rows/1/enterprise/sector"),
        ("FIELD.UNKNOWN_CODE", "/rows/1/office"),
    ];
    assert_eq!(errors(&results[1]), wanted);
    assert_eq!(errors(&results[2]), [("DATES.OVERLAP", "/rows/2/office")]);
    assert_eq!(errors(&results[3]), [("FIELD.UNKNOWN", "/rows/3/colour")]);
    assert_eq!((&results[2]["person"], text(&results[2], "status")), (&Value::Null, "REFUSED"));
    assert_eq!(results[0]["enterprise"], results[4]["enterprise"]);
    // Of a refused row nothing is left: neither its person nor its enterprise.
    assert_eq!(recorded(&app).await[..3], [2, 1, 2]);
}

#[tokio::test]
async fn what_is_wrong_with_the_membership_is_said_though_the_person_is_refused() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let mut bad = row(9_000, "Saluyu", json!({"office": "RAJA", "joinedOn": "2026-11-06"}));
    bad["person"]["phone"] = json!("12");
    let done = import(&head, BLK, json!({}), vec![bad]).await.expect(200);
    let wanted = [
        ("PHONE.INVALID", "/rows/0/person/phone"),
        ("FIELD.UNKNOWN_CODE", "/rows/0/office"),
        ("FIELD.OUT_OF_RANGE", "/rows/0/joinedOn"),
    ];
    assert_eq!(errors(&done["results"][0]), wanted);
}

#[tokio::test]
async fn an_atomic_roster_is_refused_whole_with_every_fault() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let before = recorded(&app).await;
    let mut roster: Vec<Value> = (0..4).map(|serial| row(9_000 + serial, "Saluyu", json!({}))).collect();
    roster[1]["person"]["nik"] = json!("1");
    roster[3]["enterprise"]["level"] = json!("ENTAH");
    roster[3]["enterprise"]["name"] = json!("Canoli");
    let refused = import(&head, BLK, json!({"atomicity": "all"}), roster.clone()).await;
    faulty(&refused, &[("FIELD.UNKNOWN_CODE", "/rows/3/enterprise/level"), ("NIK.INVALID", "/rows/1/person/nik")]);
    assert_eq!(recorded(&app).await, before);
    roster.retain(|row| row["person"]["nik"] != "1" && row["enterprise"]["level"] == "PEMULA");
    // It is what is meant unless a call says otherwise.
    let done = head.post(ROSTERS, json!({"unit": BLK, "rows": roster})).await.expect(200);
    assert_eq!(counts(&done), [Some(2), Some(0), Some(0)]);
}

#[tokio::test]
async fn a_group_enters_the_cohort_once_all_its_members_are_there() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let rules = json!({"eligibility": [{"rule": "MIN_MEMBERS", "values": ["3"]}]});
    let cohort = cohort(&head, BLK, rules).await;
    let with_cohort = json!({"cohort": cohort["id"]});
    let group = |from: usize, size: usize, name: &str| -> Vec<Value> {
        (from..from + size).map(|serial| row(serial, name, applying())).collect()
    };
    let done = import(&head, BLK, with_cohort.clone(), group(9_000, 3, "Saluyu")).await.expect(200);
    assert_eq!(counts(&done), [Some(3), Some(0), Some(0)], "{done}");
    let results = done["results"].as_array().unwrap();
    assert!(results.iter().all(|row| row["incubatee"].is_string() && row["incubatee"] == results[0]["incubatee"]));
    assert_eq!(rows(&head, &format!("/v1/cohorts/{}/incubatees", text(&cohort, "id"))).await.len(), 1);
    // Two are too few: the row that asks last is refused.
    let few = import(&head, BLK, with_cohort, group(9_100, 2, "Canoli")).await.expect(200);
    assert_eq!(counts(&few), [Some(1), Some(0), Some(1)], "{few}");
    assert_eq!(errors(&few["results"][1]), [("COHORT.INELIGIBLE", "/rows/1/enterprise")]);
    assert_eq!(few["results"][0]["incubatee"], Value::Null);
}

#[tokio::test]
async fn who_is_recorded_elsewhere_is_found_by_nik_and_birth_date() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let known = json!({"sex": "LAKI_LAKI", "nik": nik(9_000), "birthDate": BORN});
    let known = person(&admin, KAWASAN, "Asep", known).await;
    let there = enterprise(&head, BLK, "Saluyu").await;
    let done = import(&head, BLK, json!({}), vec![row(9_000, "Saluyu", json!({}))]).await.expect(200);
    let first = &done["results"][0];
    assert_eq!((&first["person"], &first["enterprise"]), (&known["id"], &there["id"]));
    assert_eq!(text(first, "status"), "CREATED", "{first}");
    let mut other = row(9_000, "Saluyu", json!({}));
    other["person"]["birthDate"] = json!("1995-08-18");
    other["person"]["confirm"] = json!(["NIK.MISMATCH"]);
    let refused = import(&head, BLK, json!({}), vec![other]).await.expect(200);
    assert_eq!(errors(&refused["results"][0]), [("NIK.TAKEN", "/rows/0/person/nik")]);
}

#[tokio::test]
async fn a_roster_may_hold_people_alone_and_says_what_does_not_go_together() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let alone = json!({"person": {"name": "Siti"}});
    let done = import(&head, BLK, json!({}), vec![alone.clone()]).await.expect(200);
    let first = &done["results"][0];
    assert_eq!(
        (text(first, "status"), &first["enterprise"], &first["membership"]),
        ("CREATED", &Value::Null, &Value::Null)
    );
    let homeless = merged(alone, json!({"office": "KETUA"}));
    let done = import(&head, BLK, json!({}), vec![homeless, row(9_000, "Saluyu", applying())]).await.expect(200);
    assert_eq!(errors(&done["results"][0]), [("FIELD.REQUIRED", "/rows/0/enterprise")]);
    assert_eq!(errors(&done["results"][1]), [("FIELD.REQUIRED", "/rows/1/incubatee")]);
    let cohort = json!({"cohort": "coh_01h455vb4pex5vsknk084sn02q"});
    faulty(
        &import(&head, BLK, cohort, vec![row(9_000, "Saluyu", json!({}))]).await,
        &[("FIELD.UNKNOWN_CODE", "/cohort")],
    );
    for size in [0, 1_001] {
        let many = vec![json!({"person": {"name": "Siti"}}); size];
        faulty(&import(&head, BLK, json!({}), many).await, &[("FIELD.LENGTH", "/rows")]);
    }
    let some = import(&head, BLK, json!({"atomicity": "some"}), vec![row(9_000, "Saluyu", json!({}))]).await;
    faulty(&some, &[("FIELD.UNKNOWN_CODE", "/atomicity")]);
}

#[tokio::test]
async fn a_roster_may_hold_enterprises_alone() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let cohort = cohort(&head, BLK, json!({})).await;
    let with_cohort = json!({"cohort": cohort["id"]});
    let roster = vec![venture("Saluyu", applying()), venture("Canoli", json!({"person": null}))];
    let done = import(&head, BLK, with_cohort.clone(), roster.clone()).await.expect(200);
    assert_eq!(counts(&done), [Some(2), Some(0), Some(0)], "{done}");
    let (first, second) = (&done["results"][0], &done["results"][1]);
    assert_eq!((&first["person"], &first["membership"]), (&Value::Null, &Value::Null));
    let place = head.get(&format!("/v1/incubatees/{}", text(first, "incubatee"))).await.expect(200);
    assert_eq!((&place["enterpriseId"], text(&place, "stage")), (&first["enterprise"], "APPLIED"));
    assert!(text(second, "enterprise").starts_with("ent_") && second["incubatee"].is_null(), "{second}");
    assert_eq!(recorded(&app).await[..4], [0, 2, 0, 1]);
    // The same roster again finds them, and people may join what is there.
    let again = import(&head, BLK, with_cohort, roster).await.expect(200);
    assert_eq!(counts(&again), [Some(0), Some(2), Some(0)], "{again}");
    assert_eq!(again["results"][0]["incubatee"], first["incubatee"]);
    let joined = import(&head, BLK, json!({}), vec![row(9_000, "Saluyu", json!({}))]).await.expect(200);
    assert_eq!(joined["results"][0]["enterprise"], first["enterprise"]);
    assert_eq!(recorded(&app).await[..4], [1, 2, 1, 1]);
}

#[tokio::test]
async fn a_row_names_somebody_or_something_and_a_membership_takes_both() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let roster = vec![
        json!({}),
        json!({"person": null, "enterprise": null, "office": "RAJA"}),
        venture("Saluyu", json!({"office": "KETUA"})),
        json!({"person": {"name": "Siti"}, "joinedOn": "2026-01-01"}),
        venture("Saluyu", json!({"joinedOn": "2026-11-06", "person": {}})),
    ];
    let done = import(&head, BLK, json!({}), roster).await.expect(200);
    assert_eq!(counts(&done), [Some(0), Some(0), Some(5)], "{done}");
    let results = &done["results"];
    assert_eq!(errors(&results[0]), [("FIELD.REQUIRED", "/rows/0")]);
    assert_eq!(errors(&results[1]), [("FIELD.REQUIRED", "/rows/1"), ("FIELD.UNKNOWN_CODE", "/rows/1/office")]);
    assert_eq!(errors(&results[2]), [("FIELD.REQUIRED", "/rows/2/person")]);
    assert_eq!(errors(&results[3]), [("FIELD.REQUIRED", "/rows/3/enterprise")]);
    assert_eq!(errors(&results[4]), [("FIELD.REQUIRED", "/rows/4/person/name")]);
    assert_eq!(recorded(&app).await[..4], [0, 0, 0, 0]);
    let refused = import(&head, BLK, json!({"atomicity": "all"}), vec![json!({})]).await;
    faulty(&refused, &[("FIELD.REQUIRED", "/rows/0")]);
}

#[tokio::test]
async fn people_without_a_nik_are_recorded_once_where_the_roster_has_a_key() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let body = json!({"unit": BLK, "rows": [{"person": {"name": "Siti"}}]});
    head.post_keyed(ROSTERS, "daftar-siti", body.clone()).await.expect(200);
    let again = head.post_keyed(ROSTERS, "daftar-siti", body.clone()).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (200, "true"));
    assert_eq!(recorded(&app).await[0], 1);
    head.post(ROSTERS, body).await.expect(200);
    assert_eq!(recorded(&app).await[0], 2);
}

#[tokio::test]
async fn only_who_keeps_the_unit_imports_a_roster_for_it() {
    let app = TestApp::start().await;
    let before = recorded(&app).await;
    let one = || vec![row(9_000, "Saluyu", json!({}))];
    import(&app.anonymous(), BLK, json!({}), one()).await.refused(401, "AUTH.REQUIRED");
    import(&app.coordinator().await, BLK, json!({}), one()).await.refused(403, "ACCESS.DENIED");
    import(&app.head().await, KAWASAN, json!({}), one()).await.refused(403, "ACCESS.DENIED");
    import(&app.admin().await, "BLKK-0000-000", json!({}), one()).await.refused(404, "RESOURCE.NOT_FOUND");
    assert_eq!(recorded(&app).await[..4], before[..4]);
}

#[tokio::test]
async fn a_check_writes_nothing_and_a_repeat_with_the_same_key_is_replayed() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let body = json!({"unit": BLK, "rows": [row(9_000, "Saluyu", json!({}))]});
    let before = recorded(&app).await;
    let checked = head.post(&format!("{ROSTERS}?validateOnly=true"), body.clone()).await.expect(200);
    assert_eq!((counts(&checked), recorded(&app).await), ([Some(1), Some(0), Some(0)], before));
    let first = head.post_keyed(ROSTERS, "daftar-1", body.clone()).await;
    let after = recorded(&app).await;
    let again = head.post_keyed(ROSTERS, "daftar-1", body).await;
    assert_eq!((again.status, again.header("idempotency-replayed"), &again.body), (200, "true", &first.body));
    assert_eq!(recorded(&app).await, after);
}

#[tokio::test]
async fn graphql_imports_by_the_same_rules() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let mutation = "mutation($input: RosterInput!) { importRoster(input: $input) { created existing refused results { index status person enterprise membership incubatee errors { code path } } } }";
    let mut roster: Vec<Value> = (0..2).map(|serial| row(9_000 + serial, "Saluyu", json!({}))).collect();
    roster[1]["person"]["nik"] = json!("1");
    let input = |atomicity: &str| json!({"input": {"unit": BLK, "atomicity": atomicity, "rows": roster}});
    let refused = head.graphql(mutation, input("ALL")).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["errors"][0]["path"], "/rows/1/person/nik", "{}", refused.text);
    let done = Caller::data(head.graphql(mutation, input("ROW")).await);
    let done = &done["importRoster"];
    assert_eq!(counts(done), [Some(1), Some(0), Some(1)], "{done}");
    assert_eq!(errors(&done["results"][1]), [("NIK.INVALID", "/rows/1/person/nik")]);
    let alone = json!({"input": {"unit": BLK, "rows": [venture("Canoli", json!({}))]}});
    let done = Caller::data(head.graphql(mutation, alone).await);
    let first = &done["importRoster"]["results"][0];
    assert_eq!((text(first, "status"), &first["person"]), ("CREATED", &Value::Null));
}
