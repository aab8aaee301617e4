//! Mentors: the call for applications, training, assignment, matching, what became of them.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::kept_steps::faulty;
use super::super::steps::{count, text, version};
use super::mentor_steps::{applicant, assign, batch, mentor, organization, step, tenant, trained};
use super::steps::{cohort, enterprise, merged, move_to, person};
use crate::support::{BLK, Caller, KAWASAN, Reply, TestApp};

/// A synthetic NIK of Lebak: a man born on 17 August 1995.
const NIK: &str = "3602011708959001";

async fn events(app: &TestApp, name: &str) -> u64 {
    let query = entity::event::Entity::find().filter(entity::event::Column::Type.eq(name));
    query.count(app.app.store.reader()).await.unwrap()
}

fn at(mentor: &Value) -> String {
    format!("/v1/mentors/{}", text(mentor, "id"))
}

/// A public application.
async fn apply(caller: &Caller, batch: &Value, nik: &str, extra: Value) -> Reply {
    let input = json!({"person": {"name": "Pelamar Uji", "nik": nik, "birthDate": "1995-08-17"}, "competencies": ["PEMASARAN"], "motivation": "Ingin membantu."});
    caller.post(&format!("/v1/mentor-batches/{}/applications", text(batch, "id")), merged(input, extra)).await
}

#[tokio::test]
async fn a_mentor_is_selected_and_trained_before_it_is_assigned() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let batch = batch(&admin, json!({})).await;
    let someone = person(&admin, BLK, "Pendamping", json!({})).await;
    let group = enterprise(&admin, BLK, "Saluyu").await;
    let made = applicant(&admin, &batch, &someone).await.expect(201);
    assert_eq!((text(&made, "status"), text(&made, "statusOn")), ("APPLIED", "2026-11-05"));
    let id = text(&group, "id");
    let skipped = step(&admin, &made, "PASS", json!({})).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(skipped["params"]["allowed"], json!(["SELECT", "REJECT", "TERMINATE"]));
    for next in ["SELECT", "START_TRAINING"] {
        assign(&admin, &made, id, json!({})).await.refused(409, "MENTOR.NOT_TRAINED");
        step(&admin, &made, next, json!({})).await.expect(200);
    }
    let passed = step(&admin, &made, "PASS", json!({})).await.expect(200);
    assert_eq!((text(&passed, "status"), text(&passed, "trainingResult")), ("TRAINED", "LULUS"));
    let early = assign(&admin, &made, id, json!({"fromOn": "2026-07-31"})).await;
    faulty(&early, &[("FIELD.OUT_OF_RANGE", "/fromOn")]);
    let needs = json!({"needs": ["PEMASARAN", "LEGALITAS"], "fromOn": "2026-08-01"});
    let assigned = assign(&admin, &made, id, needs).await.expect(201);
    assert_eq!(assigned["matchPercent"], 50);
    assert_eq!(text(&admin.get(&at(&made)).await.expect(200), "status"), "ASSIGNED");
    let twice = assign(&admin, &made, id, json!({})).await;
    faulty(&twice, &[("DATES.OVERLAP", "/fromOn")]);
    for event in ["mentor.selected", "mentor.trainingStarted", "mentor.passed", "mentor.assigned"] {
        assert_eq!(events(&app, event).await, 1, "{event}");
    }
    let other = enterprise(&admin, BLK, "Lodong").await;
    let path = format!("/v1/assignments/{}", text(&assigned, "id"));
    let moved = admin.patch(&path, 1, json!({"enterpriseId": other["id"]})).await;
    faulty(&moved, &[("STATE.ILLEGAL", "/enterpriseId")]);
    let better = admin.patch(&path, 1, json!({"needs": ["PEMASARAN"]})).await.expect(200);
    assert_eq!(better["matchPercent"], 100);
}

#[tokio::test]
async fn who_ends_the_service_has_no_assignment_any_more() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let group = enterprise(&admin, BLK, "Saluyu").await;
    let (caller, coach) = mentor(&app, text(&group, "id")).await;
    assert_eq!(caller.get("/v1/me/assignments").await.expect(200)["data"].as_array().map(Vec::len), Some(1));
    let gone = step(&admin, &coach, "TERMINATE", json!({})).await;
    faulty(&gone, &[("REASON.REQUIRED", "/reason")]);
    let gone = step(&admin, &coach, "TERMINATE", json!({"reason": "Pindah kota."})).await.expect(200);
    assert_eq!(text(&gone, "status"), "TERMINATED");
    assert_eq!(caller.get("/v1/me/assignments").await.expect(200)["data"], json!([]));
    let list = admin.get(&format!("{}/assignments", at(&coach))).await.expect(200);
    assert_eq!(list["data"][0]["toOn"], "2026-11-05");
    // What was ended is not opened again.
    let path = format!("/v1/assignments/{}", text(&list["data"][0], "id"));
    let again = admin.patch(&path, version(&list["data"][0]), json!({"toOn": null})).await;
    again.refused(409, "MENTOR.NOT_TRAINED");
    let last = step(&admin, &coach, "SELECT", json!({})).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(last["params"]["allowed"], json!([]));
    let history = admin.get(&format!("/v1/history/{}", text(&coach, "id"))).await.expect(200);
    assert!(history.to_string().contains("Pindah kota."), "{history}");
}

#[tokio::test]
async fn who_passes_before_the_end_of_the_training_passes_for_a_reason() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let batch = batch(&admin, json!({"trainingStartsOn": "2026-08-31"})).await;
    assert_eq!(text(&batch, "trainingEndsOn"), "2027-01-31");
    let someone = person(&admin, BLK, "Pendamping", json!({})).await;
    let made = applicant(&admin, &batch, &someone).await.expect(201);
    for next in ["SELECT", "START_TRAINING"] {
        step(&admin, &made, next, json!({})).await.expect(200);
    }
    faulty(&step(&admin, &made, "PASS", json!({})).await, &[("REASON.REQUIRED", "/reason")]);
    let both = step(&admin, &made, "PASS", json!({"on": "2026-11-06"})).await;
    faulty(&both, &[("FIELD.OUT_OF_RANGE", "/on"), ("REASON.REQUIRED", "/reason")]);
    step(&admin, &made, "PASS", json!({"reason": "Sertifikat kompetensi."})).await.expect(200);
    let group = enterprise(&admin, BLK, "Saluyu").await;
    assign(&admin, &made, text(&group, "id"), json!({"fromOn": "2026-11-05"})).await.expect(201);
}

#[tokio::test]
async fn a_batch_selects_no_more_than_its_quota() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let batch = batch(&admin, json!({"quota": 1})).await;
    let mut made = Vec::new();
    for name in ["Satu", "Dua"] {
        let someone = person(&admin, BLK, name, json!({})).await;
        made.push(applicant(&admin, &batch, &someone).await.expect(201));
        applicant(&admin, &batch, &someone).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    }
    step(&admin, &made[0], "SELECT", json!({})).await.expect(200);
    let full = step(&admin, &made[1], "SELECT", json!({})).await.refused(409, "QUOTA.FULL");
    assert_eq!((&full["params"]["quota"], &full["params"]["selected"]), (&json!(1), &json!(1)));
    step(&admin, &made[0], "REJECT", json!({})).await.expect(200);
    step(&admin, &made[1], "SELECT", json!({})).await.expect(200);
}

#[tokio::test]
async fn a_step_needs_the_right_and_the_version_that_was_read() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let batch = batch(&admin, json!({})).await;
    let someone = person(&admin, BLK, "Pendamping", json!({})).await;
    let made = applicant(&admin, &batch, &someone).await.expect(201);
    let (steps, select) = (format!("{}/steps", at(&made)), json!({"step": "SELECT"}));
    app.anonymous().post_if(&steps, 1, select.clone()).await.refused(401, "AUTH.REQUIRED");
    app.reviewer().await.post_if(&steps, 1, select.clone()).await.refused(403, "ACCESS.DENIED");
    app.head().await.post_if(&steps, 1, select.clone()).await.refused(404, "RESOURCE.NOT_FOUND");
    admin.post(&steps, select.clone()).await.refused(428, "PRECONDITION.REQUIRED");
    admin.post_if(&steps, 2, select.clone()).await.refused(412, "PRECONDITION.STALE");
    faulty(&admin.post_if(&steps, 1, json!({"step": "SKIP"})).await, &[("FIELD.UNKNOWN_CODE", "/step")]);
    let checked = admin.post_if(&format!("{steps}?validateOnly=true"), 1, select.clone()).await.expect(200);
    assert_eq!((text(&checked, "status"), events(&app, "mentor.selected").await), ("SELECTED", 0));
    admin.post_if(&steps, 1, select).await.expect(200);
}

#[tokio::test]
async fn a_team_is_of_a_university_and_a_kawasan_and_tks_of_an_organization() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (university, ministry) = (organization(&admin, "UNIVERSITY").await, organization(&admin, "MINISTRY").await);
    let new = |extra: Value| {
        merged(
            json!({"unit": KAWASAN, "code": "TIM-1", "kind": "TEAM", "name": "Tim", "year": 2026, "quota": 5}),
            extra,
        )
    };
    let alone =
        admin.post("/v1/mentor-batches", new(json!({"unit": ministry["code"], "callOpensOn": "2026-11-01"}))).await;
    faulty(
        &alone,
        &[("FIELD.REQUIRED", "/callClosesOn"), ("FIELD.REQUIRED", "/universityId"), ("FIELD.UNKNOWN_CODE", "/unit")],
    );
    let wrong = admin
        .post("/v1/mentor-batches", new(json!({"universityId": ministry["id"], "trainingEndsOn": "2026-01-01"})))
        .await;
    faulty(&wrong, &[("FIELD.REQUIRED", "/trainingStartsOn"), ("FIELD.UNKNOWN_CODE", "/universityId")]);
    let tks = admin.post("/v1/mentor-batches", new(json!({"kind": "TKS"}))).await;
    faulty(&tks, &[("FIELD.UNKNOWN_CODE", "/unit")]);
    let team = admin.post("/v1/mentor-batches", new(json!({"universityId": university["id"]}))).await.expect(201);
    // Who is sought, and until when, is no secret.
    let seen = app.anonymous().get(&format!("/v1/mentor-batches/{}", text(&team, "id"))).await.expect(200);
    assert_eq!(seen["universityId"], university["id"]);
}

#[tokio::test]
async fn anybody_applies_while_the_call_is_open_and_hears_nothing_of_others() {
    let app = TestApp::start().await;
    let (admin, nobody) = (app.admin().await, app.anonymous());
    let batch = batch(&admin, json!({})).await;
    let checked = format!("/v1/mentor-batches/{}/applications?validateOnly=true", text(&batch, "id"));
    let only = json!({"person": {"name": "Pelamar Uji", "nik": NIK}});
    nobody.post(&checked, only).await.expect(200);
    assert_eq!((count::<entity::person::Entity>(&app).await, count::<entity::mentor::Entity>(&app).await), (0, 0));
    let told = apply(&nobody, &batch, NIK, json!({})).await.expect(201);
    let fields: BTreeSet<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, BTreeSet::from(["id", "receivedAt", "status"]));
    assert_eq!(text(&told, "status"), "APPLIED");
    assert_eq!(events(&app, "mentor.created").await, 1);
    for again in [
        apply(&nobody, &batch, NIK, json!({})).await,
        apply(&nobody, &batch, NIK, json!({"person": {"name": "Orang Lain", "nik": NIK, "birthDate": "1995-08-17"}}))
            .await,
    ] {
        assert!(!again.text.contains(NIK), "{}", again.text);
        let refused = again.refused(409, "RESOURCE.ALREADY_EXISTS");
        assert_eq!((&refused["errors"], &refused["params"]), (&json!([]), &json!({})));
    }
    nobody.get(&at(&told)).await.refused(401, "AUTH.REQUIRED");
    let seen = admin.get(&at(&told)).await.expect(200);
    assert_eq!((text(&seen, "motivation"), &seen["competencies"]), ("Ingin membantu.", &json!(["PEMASARAN"])));
    step(&admin, &told, "SELECT", json!({})).await.expect(200);
}

#[tokio::test]
async fn a_faulty_application_is_refused_whole_and_the_nik_is_not_said_back() {
    let app = TestApp::start().await;
    let (admin, nobody) = (app.admin().await, app.anonymous());
    let batch = batch(&admin, json!({})).await;
    let refused = apply(&nobody, &batch, "3602013208959001", json!({"competencies": ["SIHIR"]})).await;
    assert!(!refused.text.contains("360201320895"), "{}", refused.text);
    faulty(&refused, &[("FIELD.UNKNOWN_CODE", "/competencies/0"), ("NIK.INVALID", "/person/nik")]);
    let nameless = apply(&nobody, &batch, NIK, json!({"person": {"name": "Tanpa NIK"}})).await;
    faulty(&nameless, &[("FIELD.REQUIRED", "/person/nik")]);
    let more = apply(&nobody, &batch, NIK, json!({"status": "TRAINED"})).await;
    faulty(&more, &[("FIELD.UNKNOWN", "/status")]);
    assert_eq!((count::<entity::person::Entity>(&app).await, count::<entity::mentor::Entity>(&app).await), (0, 0));
}

#[tokio::test]
async fn nobody_applies_before_or_after_the_call() {
    let app = TestApp::start().await;
    let (admin, nobody) = (app.admin().await, app.anonymous());
    for call in [
        json!({"callOpensOn": "2026-11-06"}),
        json!({"callOpensOn": "2026-10-01", "callClosesOn": "2026-11-04"}),
        json!({"callOpensOn": null, "callClosesOn": null}),
    ] {
        let closed = batch(&admin, call).await;
        apply(&nobody, &closed, NIK, json!({})).await.refused(409, "CALL.CLOSED");
    }
    let last_day = batch(&admin, json!({"callOpensOn": "2026-11-05", "callClosesOn": "2026-11-05"})).await;
    apply(&nobody, &last_day, NIK, json!({})).await.expect(201);
    let nowhere = json!({"id": "mtb_01h455vb4pex5vsknk084sn02q"});
    apply(&nobody, &nowhere, NIK, json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn two_strangers_with_the_same_key_are_two_applicants() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let batch = batch(&admin, json!({})).await;
    let path = format!("/v1/mentor-batches/{}/applications", text(&batch, "id"));
    let nobody = app.anonymous();
    let mut ids = Vec::new();
    for nik in [NIK, "3602011708959002"] {
        let input = json!({"person": {"name": "Pelamar Uji", "nik": nik}});
        let told = nobody.post_keyed(&path, "satu", input).await;
        assert_eq!(told.header("idempotency-replayed"), "");
        ids.push(text(&told.expect(201), "id").to_owned());
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn an_enterprise_without_a_mentor_is_found_by_its_problems() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let cohort = cohort(&admin, BLK, json!({})).await;
    let mut tenants = Vec::new();
    for name in ["Aster", "Bakung", "Cempaka", "Dahlia"] {
        let (enterprise, incubatee) = tenant(&admin, &cohort, name).await;
        if name != "Dahlia" {
            for stage in ["SELECTED", "PRE_INCUBATION"] {
                move_to(&admin, text(&incubatee, "id"), stage, json!({})).await.expect(200);
            }
        }
        tenants.push((enterprise, incubatee));
    }
    for (place, category) in [(2, "PEMASARAN"), (1, "LEGALITAS")] {
        let problem = json!({"origin": "INTERNAL", "category": category, "severity": "HIGH", "title": "Pembeli sedikit", "status": "OPEN"});
        let path = format!("/v1/incubatees/{}/problems", text(&tenants[place].1, "id"));
        admin.post(&path, problem).await.expect(201);
    }
    let (_, coach) = trained(&admin, "Pendamping").await;
    let found = admin.get(&format!("{}/matches", at(&coach))).await.expect(200);
    let names = |found: &Value| -> Vec<String> {
        found["data"].as_array().unwrap().iter().map(|one| text(one, "enterpriseName").to_owned()).collect()
    };
    // Dahlia is not in incubation yet.
    assert_eq!(names(&found), ["Cempaka", "Aster", "Bakung"]);
    assert_eq!((&found["data"][0]["matchingProblems"], &found["data"][1]["matchingProblems"]), (&json!(1), &json!(0)));
    assign(&admin, &coach, text(&tenants[2].0, "id"), json!({})).await.expect(201);
    let found = admin.get(&format!("{}/matches?limit=1", at(&coach))).await.expect(200);
    assert_eq!(names(&found), ["Aster"]);
    admin.get(&format!("{}/matches?limit=101", at(&coach))).await.refused(422, "PAGE.LIMIT");
    app.reviewer().await.get(&format!("{}/matches", at(&coach))).await.refused(403, "ACCESS.DENIED");
}

#[tokio::test]
async fn outcomes_are_recorded_of_alumni() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (_, coach) = trained(&admin, "Pendamping").await;
    let path = format!("{}/outcomes", at(&coach));
    let outcome = json!({"months": 6, "observedOn": "2026-11-05", "career": "BERWIRAUSAHA", "foundedIncubation": true, "hiredUnemployed": 3});
    admin.post(&path, outcome.clone()).await.refused(409, "STATE.ILLEGAL");
    for next in ["COMPLETE", "BECOME_ALUMNUS"] {
        step(&admin, &coach, next, json!({})).await.expect(200);
    }
    let wrong = merged(outcome.clone(), json!({"months": 7, "career": "SULTAN", "observedOn": "2026-11-06"}));
    let all =
        [("FIELD.OUT_OF_RANGE", "/months"), ("FIELD.OUT_OF_RANGE", "/observedOn"), ("FIELD.UNKNOWN_CODE", "/career")];
    faulty(&admin.post(&path, wrong).await, &all);
    let made = admin.post(&path, outcome.clone()).await.expect(201);
    assert_eq!((&made["hiredUnemployed"], &made["foundedIncubation"]), (&json!(3), &json!(true)));
    admin.post(&path, outcome).await.refused(409, "RESOURCE.ALREADY_EXISTS");
}

#[tokio::test]
async fn graphql_takes_applications_and_steps_too() {
    let app = TestApp::start().await;
    let (admin, nobody) = (app.admin().await, app.anonymous());
    let batch = batch(&admin, json!({})).await;
    let apply = "mutation M($batch: ID!, $input: MentorApplicationInput!) { applyAsMentor(batch: $batch, input: $input) { id status receivedAt } }";
    let input = json!({"person": {"name": "Pelamar Uji", "nik": NIK}, "competencies": ["PEMASARAN"]});
    let variables = json!({"batch": batch["id"], "input": input});
    let told = Caller::data(nobody.graphql(apply, variables.clone()).await)["applyAsMentor"].clone();
    assert_eq!(text(&told, "status"), "APPLIED");
    let again = nobody.graphql(apply, variables).await;
    assert_eq!(again.body["errors"][0]["extensions"]["code"], "RESOURCE.ALREADY_EXISTS");
    let take = "mutation M($id: ID!, $version: Int!, $input: MentorStepInput!) { stepMentor(id: $id, expectedVersion: $version, input: $input) { status statusOn version } }";
    let variables = json!({"id": told["id"], "version": 1, "input": {"step": "SELECT"}});
    let refused = nobody.graphql(take, variables.clone()).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "AUTH.REQUIRED");
    let taken = Caller::data(admin.graphql(take, variables.clone()).await);
    assert_eq!(taken["stepMentor"], json!({"status": "SELECTED", "statusOn": "2026-11-05", "version": 2}));
    let stale = admin.graphql(take, variables).await;
    assert_eq!(stale.body["errors"][0]["extensions"]["code"], "PRECONDITION.STALE");
    let query = "query Q($id: ID!) { mentorTranscript(id: $id) { status batchCode visitsRecorded hours hoursByDuty { duty hours } } mentorMatches(id: $id, limit: 5) { enterpriseName } }";
    let data = Caller::data(admin.graphql(query, json!({"id": told["id"]})).await);
    assert_eq!(data["mentorTranscript"]["batchCode"], batch["code"]);
    assert_eq!(data["mentorMatches"], json!([]));
}
