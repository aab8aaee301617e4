//! Persons: what must hold of them, who sees how much, one person for one NIK, an account proved by its code.

use api::vocab::Role;
use entity::{audit, event, person as table};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::super::kept_steps::{at, faulty, rows};
use super::super::secrets::everything;
use super::super::steps::{text, version};
use super::mentor_steps::mentor;
use super::steps::{enterprise, member, merged};
use crate::support::{BLK, Caller, OTHER_BLK, PASSWORD, Reply, TestApp};

/// A woman born on 17 August 1995, of Malingping. Synthetic, as are all persons here.
const NIK: &str = "3602015708959001";
const BORN: &str = "1995-08-17";
const MASKED: &str = "3602**********01";

/// Fields that only those who see all of a person see.
const WITHHELD: [&str; 12] = [
    "birthDate",
    "ageBand",
    "minor",
    "address",
    "disability",
    "poor",
    "education",
    "occupation",
    "maritalStatus",
    "priorEmployment",
    "npwpGiven",
    "guardian",
];

fn siti() -> Value {
    json!({"name": "Siti Rahayu", "sex": "PEREMPUAN", "nik": NIK, "npwp": "01.234.567.8-901.000", "birthDate": BORN,
        "phone": "0812-9999-1234", "address": "Kampung Rahasia 7", "region": "36.02.01", "disability": ["FISIK"], "poor": true,
        "education": "SMA", "occupation": "PEDAGANG", "maritalStatus": "KAWIN", "priorEmployment": "PENGANGGUR",
        "source": "Data sintetis"})
}

async fn record(caller: &Caller, unit: &str, input: Value) -> Reply {
    caller.post("/v1/persons", merged(input, json!({"unit": unit}))).await
}

async fn read(caller: &Caller, person: &Value) -> Value {
    caller.get(&at("persons", person)).await.expect(200)
}

async fn invite(caller: &Caller, person: &Value, input: Value) -> Reply {
    caller.post(&format!("{}/invitations", at("persons", person)), input).await
}

async fn stored(app: &TestApp, nik_mask: &str) -> Vec<table::Model> {
    let rows = table::Entity::find().filter(table::Column::NikMask.eq(nik_mask)).order_by_asc(table::Column::Id);
    rows.all(app.app.store.reader()).await.unwrap()
}

async fn reads(app: &TestApp) -> usize {
    let rows = audit::Entity::find().filter(audit::Column::Action.eq("readPerson"));
    rows.all(app.app.store.reader()).await.unwrap().len()
}

fn withheld(person: &Value) -> Vec<&str> {
    person["redactions"].as_array().unwrap().iter().map(|redaction| text(redaction, "path")).collect()
}

#[track_caller]
fn all_is_seen(person: &Value) {
    assert_eq!((&person["redactions"], text(person, "birthDate")), (&json!([]), BORN), "{person}");
    assert_eq!(text(person, "phone"), "+6281299991234");
}

#[track_caller]
fn only_the_name_is_seen(person: &Value) {
    for field in WITHHELD {
        assert!(person[field].is_null(), "{field} of {person}");
        assert!(withheld(person).contains(&format!("/{field}").as_str()), "{field} of {person}");
    }
    assert_eq!((text(person, "name"), text(person, "nikMasked")), ("Siti Rahayu", MASKED));
    assert_eq!((text(person, "sex"), text(person, "region")), ("PEREMPUAN", "36.02.01"));
}

#[tokio::test]
async fn a_head_records_a_person_and_sees_all_of_it() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let made = record(&head, BLK, siti()).await.expect(201);
    all_is_seen(&made);
    assert_eq!((text(&made, "unitCode"), text(&made, "nikMasked"), version(&made)), (BLK, MASKED, 1));
    assert_eq!((text(&made, "ageBand"), &made["minor"]), ("AGE_25_34", &json!(false)));
    for field in ["disability", "poor", "education", "occupation", "maritalStatus", "priorEmployment", "source"] {
        assert_eq!(made[field], siti()[field], "{field}");
    }
    assert_eq!((&made["npwpGiven"], &made["hasAccount"]), (&json!(true), &json!(false)));
    assert_eq!((&made["warnings"], &made["alreadyRecorded"]), (&json!([]), &json!(false)));
    assert!(made.get("nik").is_none() && made.get("npwp").is_none(), "{made}");
    assert_eq!(read(&head, &made).await, made);
    assert_eq!(rows(&head, "/v1/persons?q=rahayu").await, vec![made.clone()]);
    assert!(rows(&head, &format!("/v1/persons?unit={OTHER_BLK}")).await.is_empty());
    let events = event::Entity::find().filter(event::Column::ObjectId.eq(text(&made, "id")));
    let event = events.one(app.app.store.reader()).await.unwrap().unwrap();
    assert_eq!(event.r#type, "person.created");
    assert!(!event.body.contains("Siti") && event.body.contains("blk_"), "{}", event.body);
}

#[tokio::test]
async fn what_is_protected_lies_nowhere_in_plain() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let input = merged(
        siti(),
        json!({"unit": BLK, "birthDate": "2011-03-28", "nik": "3602016803119001",
        "guardian": {"name": "Wali Tersembunyi", "relation": "Ibu", "phone": "0813-8888-4321", "consented": true}}),
    );
    let made = head.post_keyed("/v1/persons", "key-person", input.clone()).await.expect(201);
    let again = head.post_keyed("/v1/persons", "key-person", input).await;
    assert_eq!((again.header("idempotency-replayed"), &again.body["id"]), ("true", &made["id"]));
    head.patch(&at("persons", &made), 1, json!({"address": "Gang Sunyi 3"})).await.expect(200);
    admin.get(&format!("{}?purpose=MONEV", at("persons", &made))).await.expect(200);
    let everything = everything(&app).await;
    assert!(everything.contains("3602**********01"), "the look itself does not see");
    for hidden in [
        "3602016803119001",
        "012345678901000",
        "2011-03-28",
        "81299991234",
        "Kampung Rahasia",
        "Gang Sunyi",
        "Wali Tersembunyi",
        "81388884321",
    ] {
        assert!(!everything.contains(hidden), "{hidden} lies in the database");
    }
}

#[tokio::test]
async fn roles_see_as_much_as_they_need() {
    let app = TestApp::start().await;
    let made = record(&app.head().await, BLK, siti()).await.expect(201);
    let university = app.person(Role::University, Some("36.02"), None).await;
    for caller in [app.operator().await, university] {
        all_is_seen(&read(&caller, &made).await);
    }
    let government = app.person(Role::LocalGovernment, Some("36"), None).await;
    let auditor = app.person(Role::Auditor, None, None).await;
    for caller in [app.coordinator().await, app.reviewer().await, government, auditor, app.admin().await] {
        let seen = read(&caller, &made).await;
        only_the_name_is_seen(&seen);
        assert!(seen["phone"].is_null() && withheld(&seen).contains(&"/phone"), "{seen}");
        only_the_name_is_seen(rows(&caller, "/v1/persons").await.first().unwrap());
    }
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let stakeholder = app.person(Role::Stakeholder, Some("36"), None).await;
    for caller in [other, stakeholder] {
        caller.get(&at("persons", &made)).await.refused(404, "RESOURCE.NOT_FOUND");
        assert!(rows(&caller, "/v1/persons").await.is_empty());
    }
    app.anonymous().get(&at("persons", &made)).await.refused(401, "AUTH.REQUIRED");
}

#[tokio::test]
async fn an_administrator_states_a_purpose_which_is_written_down() {
    let app = TestApp::start().await;
    let (admin, coordinator) = (app.admin().await, app.coordinator().await);
    let made = record(&app.head().await, BLK, siti()).await.expect(201);
    let with = |purpose: &str| format!("{}?purpose={purpose}", at("persons", &made));
    let before = read(&admin, &made).await;
    assert_eq!(text(&before["redactions"][0], "reason"), "PURPOSE_REQUIRED");
    faulty(&admin.get(&with("IRI_HATI")).await, &[("FIELD.UNKNOWN_CODE", "/purpose")]);
    assert_eq!(reads(&app).await, 0);
    all_is_seen(&admin.get(&with("MONEV")).await.expect(200));
    assert_eq!(reads(&app).await, 1);
    only_the_name_is_seen(&coordinator.get(&with("MONEV")).await.expect(200));
    assert_eq!(reads(&app).await, 1);
    let query = "query P($id: ID!) { person(id: $id, purpose: \"MONEV\") { birthDate redactions { path } } }";
    let seen = Caller::data(admin.graphql(query, json!({"id": made["id"]})).await);
    assert_eq!(seen["person"], json!({"birthDate": BORN, "redactions": []}));
    assert_eq!(reads(&app).await, 2);
}

#[tokio::test]
async fn every_fault_is_said_at_once_and_no_value_is_said_back() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let wrong = json!({"name": "Budi", "sex": "LAKI", "nik": "3602013208959001", "npwp": "1234567", "birthDate": "2026-11-06",
        "phone": "021-555-1234", "region": "36.99", "disability": ["FISIK", "LAIN"], "education": "TK", "occupation": "RAJA",
        "maritalStatus": "JOMBLO", "priorEmployment": "MALAS", "confirm": ["SEMUA"]});
    let reply = record(&head, BLK, wrong.clone()).await;
    let wanted = [
        ("FIELD.OUT_OF_RANGE", "/birthDate"),
        ("FIELD.UNKNOWN_CODE", "/confirm/0"),
        ("FIELD.UNKNOWN_CODE", "/disability/1"),
        ("FIELD.UNKNOWN_CODE", "/education"),
        ("FIELD.UNKNOWN_CODE", "/maritalStatus"),
        ("FIELD.UNKNOWN_CODE", "/occupation"),
        ("FIELD.UNKNOWN_CODE", "/priorEmployment"),
        ("FIELD.UNKNOWN_CODE", "/region"),
        ("FIELD.UNKNOWN_CODE", "/sex"),
        ("NIK.INVALID", "/nik"),
        ("NUMBER.FORMAT", "/npwp"),
        ("PHONE.INVALID", "/phone"),
    ];
    faulty(&reply, &wanted);
    for field in ["nik", "npwp", "birthDate", "phone", "maritalStatus"] {
        assert!(!reply.text.contains(text(&wrong, field)), "{field}: {}", reply.text);
    }
    faulty(
        &record(&head, BLK, json!({"name": "Budi", "region": "3602"})).await,
        &[("REGION.CODE_SYSTEM_REQUIRED", "/region")],
    );
    faulty(&record(&head, BLK, json!({"name": "Budi", "nick": "B"})).await, &[("FIELD.UNKNOWN", "/nick")]);
    assert!(rows(&head, "/v1/persons").await.is_empty());
}

#[tokio::test]
async fn a_nik_of_before_the_splits_of_papua_is_a_warning_and_no_error() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let papua = json!({"name": "Yohana", "sex": "PEREMPUAN", "nik": "9109015708959001", "birthDate": BORN});
    let made = record(&head, BLK, papua).await.expect(201);
    let warning = &made["warnings"][0];
    assert_eq!((text(warning, "code"), text(warning, "path")), ("NIK.REGION_UNKNOWN", "/nik"));
    assert!(text(warning, "messageEn").contains("warning") && text(warning, "message").contains("peringatan"));
    assert_eq!(read(&head, &made).await["warnings"], made["warnings"]);
    assert_eq!(read(&app.admin().await, &made).await["warnings"], json!([]));
}

#[tokio::test]
async fn what_disagrees_with_the_nik_is_confirmed_each_time() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let other = merged(siti(), json!({"sex": "LAKI_LAKI", "birthDate": "1995-08-18"}));
    let wanted = [("NIK.MISMATCH", "/birthDate"), ("NIK.MISMATCH", "/sex")];
    faulty(&record(&head, BLK, other.clone()).await, &wanted);
    let made = record(&head, BLK, merged(other, json!({"confirm": ["NIK.MISMATCH"]}))).await.expect(201);
    assert_eq!(text(&made["warnings"][0], "code"), "NIK.MISMATCH");
    let path = at("persons", &made);
    // What was confirmed stands while the fields that it is about do not change.
    let made = head.patch(&path, 1, json!({"education": "SMK"})).await.expect(200);
    faulty(&head.patch(&path, 2, json!({"birthDate": "1995-08-19"})).await, &wanted);
    let mended = head.patch(&path, version(&made), json!({"birthDate": BORN, "sex": "PEREMPUAN"})).await.expect(200);
    assert_eq!(mended["warnings"], json!([]));
}

#[tokio::test]
async fn a_minor_needs_a_guardian_who_consented() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let child = json!({"name": "Adi", "birthDate": "2010-01-01"});
    faulty(&record(&head, BLK, child.clone()).await, &[("PERSON.GUARDIAN_REQUIRED", "/guardian")]);
    let guardian = |consented: bool| json!({"guardian": {"name": "Aminah", "relation": "Ibu", "consented": consented}});
    let silent = record(&head, BLK, merged(child.clone(), guardian(false))).await;
    faulty(&silent, &[("PERSON.GUARDIAN_REQUIRED", "/guardian/consented")]);
    let made = record(&head, BLK, merged(child, guardian(true))).await.expect(201);
    assert_eq!((&made["minor"], text(&made["guardian"], "name")), (&json!(true), "Aminah"));
    let path = at("persons", &made);
    faulty(&head.patch(&path, 1, json!({"guardian": null})).await, &[("PERSON.GUARDIAN_REQUIRED", "/guardian")]);
    let grown = head.patch(&path, 1, json!({"guardian": null, "birthDate": "2008-11-05"})).await.expect(200);
    assert_eq!((&grown["minor"], &grown["guardian"]), (&json!(false), &Value::Null));
    for born in ["2026-11-06", "1905-11-05"] {
        let impossible = record(&head, BLK, json!({"name": "Budi", "birthDate": born})).await;
        faulty(&impossible, &[("FIELD.OUT_OF_RANGE", "/birthDate")]);
    }
}

#[tokio::test]
async fn one_nik_is_one_person_and_tells_a_stranger_nothing() {
    let app = TestApp::start().await;
    let (head, other) = (app.head().await, app.person(Role::BlkHead, None, Some(OTHER_BLK)).await);
    let made = record(&head, BLK, siti()).await.expect(201);
    let known = json!({"name": "Siti R.", "nik": NIK, "birthDate": BORN});
    let seen = record(&other, OTHER_BLK, known.clone()).await.expect(201);
    assert_eq!((&seen["id"], &seen["alreadyRecorded"]), (&made["id"], &json!(true)));
    assert_eq!(text(&seen, "nikMasked"), MASKED);
    for field in WITHHELD.iter().chain(&["unitId", "unitCode", "name", "sex", "region", "phone", "source"]) {
        assert!(seen[*field].is_null(), "{field} of {seen}");
    }
    for unknown in [json!({"birthDate": null}), json!({"birthDate": "1995-08-18", "confirm": ["NIK.MISMATCH"]})] {
        let refused = record(&other, OTHER_BLK, merged(known.clone(), unknown)).await;
        assert!(!refused.text.contains("per_") && !refused.text.contains("Siti"), "{}", refused.text);
        refused.refused(409, "NIK.TAKEN");
    }
    let again = record(&head, BLK, known.clone()).await.expect(201);
    all_is_seen(&again);
    assert_eq!((text(&again, "name"), version(&again)), ("Siti Rahayu", 1));
    assert_eq!(stored(&app, MASKED).await.len(), 1);
    // Nor can another person be changed into this one.
    let plain = record(&head, BLK, json!({"name": "Ani"})).await.expect(201);
    let stolen = head.patch(&at("persons", &plain), 1, json!({"nik": NIK, "birthDate": BORN})).await;
    stolen.refused(409, "NIK.TAKEN");
    // Who was archived and is recorded again counts again.
    head.delete_if(&at("persons", &made), 1).await.expect(200);
    assert!(record(&other, OTHER_BLK, known).await.expect(201)["archivedAt"].is_null());
    assert_eq!(read(&head, &made).await["archivedAt"], Value::Null);
}

#[tokio::test]
async fn a_patch_changes_what_it_names_and_seals_nothing_else_anew() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let made = record(&head, BLK, siti()).await.expect(201);
    let path = at("persons", &made);
    let before = stored(&app, MASKED).await.pop().unwrap();
    let changes = json!({"phone": "0813-1111-2222", "address": null, "disability": null, "name": " Siti Nurbaya "});
    let changed = head.patch(&path, 1, changes).await.expect(200);
    assert_eq!((text(&changed, "name"), text(&changed, "phone")), ("Siti Nurbaya", "+6281311112222"));
    assert_eq!((&changed["address"], &changed["disability"]), (&Value::Null, &json!([])));
    assert_eq!((text(&changed, "birthDate"), text(&changed, "education"), version(&changed)), (BORN, "SMA", 2));
    let after = stored(&app, MASKED).await.pop().unwrap();
    assert_ne!(after.phone_enc, before.phone_enc);
    assert_eq!((after.address_enc, after.disability_enc), (None, None));
    assert_eq!((after.nik_enc, after.birth_enc), (before.nik_enc, before.birth_enc));
    assert_eq!((after.npwp_enc, after.poverty_enc), (before.npwp_enc, before.poverty_enc));
    head.patch(&path, 1, json!({"poor": false})).await.refused(412, "PRECONDITION.STALE");
    faulty(&head.patch(&path, 2, json!({"name": null})).await, &[("FIELD.REQUIRED", "/name")]);
    app.coordinator().await.patch(&path, 2, json!({"poor": false})).await.refused(403, "ACCESS.DENIED");
    record(&app.coordinator().await, BLK, json!({"name": "Ani"})).await.refused(403, "ACCESS.DENIED");
    record(&head, OTHER_BLK, json!({"name": "Ani"})).await.refused(403, "ACCESS.DENIED");
    let only = head.patch(&format!("{path}?validateOnly=true"), 2, json!({"poor": false})).await.expect(200);
    assert_eq!((&only["poor"], version(&read(&head, &made).await)), (&json!(false), 2));
    head.delete_if(&path, 2).await.expect(200);
    assert!(rows(&head, "/v1/persons").await.is_empty());
    head.patch(&path, 3, json!({"poor": false})).await.refused(409, "RESOURCE.ARCHIVED");
}

#[tokio::test]
async fn the_history_names_fields_and_keeps_their_values_to_itself() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let made = record(&head, BLK, siti()).await.expect(201);
    let path = at("persons", &made);
    head.patch(&path, 1, json!({"phone": "0813-1111-2222", "name": "Siti Nurbaya"})).await.expect(200);
    admin.get(&format!("{path}?purpose=MONEV")).await.expect(200);
    let history = admin.get(&format!("/v1/history/{}", text(&made, "id"))).await;
    let entries = history.body["data"].as_array().unwrap_or_else(|| panic!("{}", history.text));
    let actions: Vec<&str> = entries.iter().map(|entry| text(entry, "action")).collect();
    assert_eq!(actions, ["readPerson", "updatePerson", "createPerson"]);
    let changed: Vec<&str> =
        entries[1]["changes"].as_array().unwrap().iter().map(|change| text(change, "field")).collect();
    assert_eq!(changed, ["name", "phone"]);
    for value in ["Siti", "PEREMPUAN", MASKED, "PEDAGANG", "36.02.01", "81299991234"] {
        assert!(!history.text.contains(value), "{value}: {}", history.text);
    }
}

#[tokio::test]
async fn a_person_is_found_by_nik_by_those_who_may_see_it() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let made = record(&head, BLK, siti()).await.expect(201);
    let find = |nik: &str| json!({"nik": nik});
    let found = head.post("/v1/persons/find", find(&format!(" {NIK} "))).await.expect(200);
    assert_eq!(found["id"], made["id"]);
    only_the_name_is_seen(&app.coordinator().await.post("/v1/persons/find", find(NIK)).await.expect(200));
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let hidden = other.post("/v1/persons/find", find(NIK)).await;
    let missing = other.post("/v1/persons/find", find("3602015708959002")).await;
    assert_eq!((hidden.status, &hidden.body["detail"]), (missing.status, &missing.body["detail"]));
    hidden.refused(404, "RESOURCE.NOT_FOUND");
    faulty(&head.post("/v1/persons/find", find("3602")).await, &[("NIK.INVALID", "/nik")]);
    let query = "mutation N($nik: String!) { findPerson(nik: $nik) { id } }";
    let by =
        async |caller: &Caller| Caller::data(caller.graphql(query, json!({"nik": NIK})).await)["findPerson"].clone();
    assert_eq!((by(&head).await, by(&other).await), (json!({"id": made["id"]}), Value::Null));
}

#[tokio::test]
async fn an_account_is_the_persons_own_once_its_code_was_used() {
    let app = TestApp::start().await;
    let (head, anonymous) = (app.head().await, app.anonymous());
    let made = record(&head, BLK, siti()).await.expect(201);
    let input = json!({"email": "siti@usaha.test", "delivery": "RETURN"});
    let invited = invite(&head, &made, input.clone()).await.expect(201);
    assert_eq!((text(&invited, "role"), text(&invited, "status")), ("INCUBATEE", "INVITED"));
    assert_eq!((&invited["personId"], version(&invited)), (&made["id"], 2));
    assert_eq!(read(&head, &made).await["hasAccount"], json!(false));
    let old = text(&invited["invitation"], "code").to_owned();
    let elsewhere = json!({"email": "lain@usaha.test", "delivery": "RETURN"});
    invite(&head, &made, elsewhere).await.refused(409, "STATE.ILLEGAL");
    let again = invite(&head, &made, input.clone()).await.expect(201);
    assert_eq!((&again["userId"], &invited["userId"]), (&Value::Null, &Value::Null));
    let set = |code: &str| json!({"code": code, "password": PASSWORD});
    anonymous.post("/v1/passwords", set(&old)).await.refused(422, "CODE.INVALID");
    assert_eq!(anonymous.post("/v1/passwords", set(text(&again["invitation"], "code"))).await.status, 204);
    let siti = app.login("siti@usaha.test", PASSWORD).await;
    let own = siti.get("/v1/me/person").await.expect(200);
    all_is_seen(&own);
    assert_eq!((&own["id"], &own["hasAccount"]), (&made["id"], &json!(true)));
    assert_eq!(rows(&siti, "/v1/persons").await.len(), 1);
    siti.patch(&at("persons", &made), 3, json!({"poor": false})).await.refused(403, "ACCESS.DENIED");
    invite(&head, &made, input).await.refused(409, "STATE.ILLEGAL");
    head.get("/v1/me/person").await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn only_those_who_keep_a_person_invite_it_and_only_a_selected_mentor_as_one() {
    let app = TestApp::start().await;
    let (head, admin, coordinator) = (app.head().await, app.admin().await, app.coordinator().await);
    let made = record(&head, BLK, siti()).await.expect(201);
    let input = json!({"email": "siti@usaha.test", "delivery": "RETURN"});
    invite(&coordinator, &made, input.clone()).await.refused(403, "ACCESS.DENIED");
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    invite(&other, &made, input.clone()).await.refused(404, "RESOURCE.NOT_FOUND");
    let as_mentor = merged(input, json!({"role": "MENTOR"}));
    invite(&head, &made, as_mentor.clone()).await.refused(403, "ACCESS.DENIED");
    invite(&admin, &made, as_mentor).await.refused(409, "STATE.ILLEGAL");
    let as_head = invite(&admin, &made, json!({"email": "a@b.test", "role": "BLK_HEAD"})).await;
    assert_eq!(as_head.status, 422, "{}", as_head.text);
    // Without an address the recorded phone is the login; the code then cannot be sent by e-mail.
    faulty(&invite(&head, &made, json!({})).await, &[("FIELD.REQUIRED", "/email")]);
    let by_phone = invite(&head, &made, json!({"delivery": "RETURN"})).await.expect(201);
    let set = json!({"code": by_phone["invitation"]["code"], "password": PASSWORD});
    assert_eq!(app.anonymous().post("/v1/passwords", set).await.status, 204);
    app.login("081299991234", PASSWORD).await.get("/v1/me/person").await.expect(200);
}

#[tokio::test]
async fn members_are_seen_through_their_enterprise() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let made = record(&admin, OTHER_BLK, siti()).await.expect(201);
    head.get(&at("persons", &made)).await.refused(404, "RESOURCE.NOT_FOUND");
    let enterprise = enterprise(&admin, BLK, "Saluyu").await;
    member(&admin, &enterprise, &made, "KETUA", "2026-01-01").await;
    let (mentor, _) = mentor(&app, text(&enterprise, "id")).await;
    // What the person told the unit that recorded it stays there; those who work with it can reach it.
    for caller in [&head, &mentor] {
        let seen = read(caller, &made).await;
        only_the_name_is_seen(&seen);
        assert_eq!(text(&seen, "phone"), "+6281299991234");
        assert!(!withheld(&seen).contains(&"/phone"), "{seen}");
    }
}

#[tokio::test]
async fn graphql_records_changes_invites_and_archives_in_the_same_words() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let create = "mutation C($unit: String!, $input: PersonInput!) { createPerson(unit: $unit, input: $input) {
        id version name nikMasked birthDate phone unit { code } redactions { path } } }";
    let made = Caller::data(head.graphql(create, json!({"unit": BLK, "input": siti()})).await)["createPerson"].clone();
    all_is_seen(&made);
    assert_eq!(made["unit"]["code"], BLK);
    let id = &made["id"];
    let update = "mutation U($id: ID!, $changes: PersonChanges!) { updatePerson(id: $id, expectedVersion: 1, changes: $changes) {
        version phone poor address } }";
    let changes = json!({"id": id, "changes": {"poor": false, "address": null}});
    let changed = Caller::data(head.graphql(update, changes.clone()).await);
    let wanted = json!({"version": 2, "phone": "+6281299991234", "poor": false, "address": null});
    assert_eq!(changed["updatePerson"], wanted);
    let stale = head.graphql(update, changes).await;
    assert_eq!(stale.body["errors"][0]["extensions"]["code"], "PRECONDITION.STALE");
    let wrong = json!({"unit": BLK, "input": {"name": "Budi", "nik": "3602013208959001"}});
    let refused = head.graphql(create, wrong).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["errors"][0]["code"], "NIK.INVALID");
    assert!(!refused.text.contains("3602013208959001"));
    let read = "query R($id: ID!) { person(id: $id) { name } node(id: $id) { id ... on Person { name } }
        persons(first: 5, filter: {q: \"rahayu\"}) { totalCount nodes { id } } myPerson { id } }";
    let seen = Caller::data(head.graphql(read, json!({"id": id})).await);
    assert_eq!((&seen["person"]["name"], &seen["node"]["id"]), (&json!("Siti Rahayu"), id));
    assert_eq!(seen["persons"], json!({"totalCount": 1, "nodes": [{"id": id}]}));
    assert_eq!(seen["myPerson"], Value::Null);
    let invite = "mutation I($id: ID!) { invitePerson(id: $id, input: {email: \"siti@usaha.test\", delivery: RETURN}) {
        role invitation { code } } }";
    let invited = Caller::data(head.graphql(invite, json!({"id": id})).await);
    assert_eq!(invited["invitePerson"]["role"], "INCUBATEE");
    let archive = "mutation A($id: ID!) { archivePerson(id: $id, expectedVersion: 3) { archivedAt } }";
    let gone = Caller::data(head.graphql(archive, json!({"id": id})).await);
    assert!(gone["archivePerson"]["archivedAt"].is_string(), "{gone}");
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    assert_eq!(
        Caller::data(other.graphql("query R($id: ID!) { person(id: $id) { name } }", json!({"id": id})).await)["person"],
        Value::Null
    );
}
