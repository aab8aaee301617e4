//! Visits of mentors: who records them, how late, who verifies them, and what a mentor sees of its own work.

use serde_json::{Value, json};

use super::super::kept_steps::{faulty, rows};
use super::super::steps::{grant, text, version};
use super::mentor_steps::{assign, mentor, mentor_since, step, tenant, verdict, visit};
use super::steps::cohort;
use crate::support::{BLK, Caller, TestApp};

/// A cohort with one enterprise, its incubatee, and the mentor who coaches it since 1 October 2026.
async fn coached(app: &TestApp) -> (Value, Value, Caller, Value) {
    let admin = app.admin().await;
    let cohort = cohort(&admin, BLK, json!({})).await;
    let (enterprise, incubatee) = tenant(&admin, &cohort, "Aster").await;
    let (caller, coach) = mentor(app, text(&enterprise, "id")).await;
    (enterprise, incubatee, caller, coach)
}

fn names(list: &[Value], field: &str) -> Vec<String> {
    list.iter().map(|row| text(row, field).to_owned()).collect()
}

#[tokio::test]
async fn a_mentor_records_a_visit_and_a_coordinator_verifies_it() {
    let app = TestApp::start().await;
    let (enterprise, incubatee, caller, coach) = coached(&app).await;
    let made = visit(&caller, &incubatee, &coach, json!({"latitude": -6.5, "longitude": 106.2})).await.expect(201);
    assert_eq!((text(&made, "status"), &made["enterpriseId"]), ("RECORDED", &enterprise["id"]));
    let at = format!("/v1/visits/{}", text(&made, "id"));
    let made = caller.patch(&at, 1, json!({"minutes": 110})).await.expect(200);
    app.head()
        .await
        .post_if(&format!("{at}/verdicts"), 2, json!({"verdict": "VERIFIED"}))
        .await
        .refused(403, "ACCESS.DENIED");
    let coordinator = app.coordinator().await;
    coordinator
        .post(&format!("{at}/verdicts"), json!({"verdict": "VERIFIED"}))
        .await
        .refused(428, "PRECONDITION.REQUIRED");
    let verified = verdict(&coordinator, &made, "VERIFIED", json!({})).await.expect(200);
    assert_eq!((text(&verified, "status"), text(&verified, "verifiedOn")), ("VERIFIED", "2026-11-05"));
    caller.patch(&at, 3, json!({"minutes": 500})).await.refused(409, "STATE.ILLEGAL");
    verdict(&coordinator, &verified, "REFUSED", json!({"note": "Salah."})).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn a_refusal_says_why() {
    let app = TestApp::start().await;
    let (_, incubatee, caller, coach) = coached(&app).await;
    let made = visit(&caller, &incubatee, &coach, json!({})).await.expect(201);
    let coordinator = app.coordinator().await;
    faulty(&verdict(&coordinator, &made, "REFUSED", json!({})).await, &[("REASON.REQUIRED", "/note")]);
    let refused = verdict(&coordinator, &made, "REFUSED", json!({"note": "Tidak ada di tempat."})).await.expect(200);
    assert_eq!((text(&refused, "status"), text(&refused, "verdictNote")), ("REFUSED", "Tidak ada di tempat."));
    let unknown = verdict(&coordinator, &made, "MAYBE", json!({})).await;
    faulty(&unknown, &[("FIELD.UNKNOWN_CODE", "/verdict")]);
}

#[tokio::test]
async fn nobody_verifies_the_own_visit() {
    let app = TestApp::start().await;
    let (_, incubatee, caller, coach) = coached(&app).await;
    let made = visit(&caller, &incubatee, &coach, json!({})).await.expect(201);
    verdict(&caller, &made, "VERIFIED", json!({})).await.refused(403, "ACCESS.DENIED");
    grant(&app, &caller, json!({"role": "COORDINATOR", "region": "36"})).await;
    verdict(&caller, &made, "VERIFIED", json!({})).await.refused(403, "ACCESS.SAME_PERSON");
}

#[tokio::test]
async fn only_the_mentor_assigned_on_the_day_records_the_visit() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let cohort = cohort(&admin, BLK, json!({})).await;
    let (aster, incubatee) = tenant(&admin, &cohort, "Aster").await;
    let (bakung, _) = tenant(&admin, &cohort, "Bakung").await;
    let (caller, coach) = mentor_since(&app, text(&aster, "id"), "2026-10-28").await;
    let (other, other_coach) = mentor(&app, text(&bakung, "id")).await;
    let before = visit(&caller, &incubatee, &coach, json!({"visitedOn": "2026-10-27"})).await;
    assert_eq!(before.refused(403, "MENTOR.NOT_ASSIGNED")["params"]["visitedOn"], "2026-10-27");
    visit(&caller, &incubatee, &other_coach, json!({})).await.refused(403, "MENTOR.NOT_ASSIGNED");
    visit(&other, &incubatee, &other_coach, json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
    for someone in [app.head().await, app.coordinator().await] {
        visit(&someone, &incubatee, &coach, json!({})).await.refused(403, "ACCESS.DENIED");
    }
    visit(&app.anonymous(), &incubatee, &coach, json!({})).await.refused(401, "AUTH.REQUIRED");
    visit(&caller, &incubatee, &coach, json!({"visitedOn": "2026-10-28"})).await.expect(201);
    // An administrator copies a paper logbook: of who was assigned then, and of nobody else.
    visit(&admin, &incubatee, &coach, json!({})).await.expect(201);
    visit(&admin, &incubatee, &other_coach, json!({})).await.refused(403, "MENTOR.NOT_ASSIGNED");
    let nobody = visit(&admin, &incubatee, &json!({"id": "mtr_01h455vb4pex5vsknk084sn02q"}), json!({})).await;
    faulty(&nobody, &[("FIELD.UNKNOWN_CODE", "/mentorId")]);
}

#[tokio::test]
async fn a_visit_is_recorded_within_fourteen_days() {
    let app = TestApp::start().await;
    let (_, incubatee, caller, coach) = coached(&app).await;
    let late = visit(&caller, &incubatee, &coach, json!({"visitedOn": "2026-10-21"})).await;
    faulty(&late, &[("VISIT.TOO_LATE", "/visitedOn")]);
    let future = visit(&caller, &incubatee, &coach, json!({"visitedOn": "2026-11-06"})).await;
    faulty(&future, &[("FIELD.OUT_OF_RANGE", "/visitedOn")]);
    let made = visit(&caller, &incubatee, &coach, json!({"visitedOn": "2026-10-22"})).await.expect(201);
    let at = format!("/v1/visits/{}", text(&made, "id"));
    let moved = caller.patch(&at, 1, json!({"visitedOn": "2026-10-21"})).await;
    faulty(&moved, &[("VISIT.TOO_LATE", "/visitedOn")]);
    // What is corrected later is as old as its first record.
    app.clock().advance(std::time::Duration::from_secs(5 * 86_400));
    app.admin().await.patch(&at, 1, json!({"minutes": 120})).await.expect(200);
}

#[tokio::test]
async fn a_visit_of_the_last_days_of_an_assignment_is_written_after_its_end() {
    let app = TestApp::start().await;
    let (_, incubatee, caller, coach) = coached(&app).await;
    let admin = app.admin().await;
    let list = rows(&admin, &format!("/v1/mentors/{}/assignments", text(&coach, "id"))).await;
    let at = format!("/v1/assignments/{}", text(&list[0], "id"));
    admin.patch(&at, version(&list[0]), json!({"toOn": "2026-11-01"})).await.expect(200);
    visit(&caller, &incubatee, &coach, json!({"visitedOn": "2026-11-01"})).await.refused(403, "MENTOR.NOT_ASSIGNED");
    visit(&caller, &incubatee, &coach, json!({"visitedOn": "2026-10-31"})).await.expect(201);
}

#[tokio::test]
async fn every_fault_of_a_visit_comes_in_one_answer() {
    let app = TestApp::start().await;
    let (_, incubatee, caller, coach) = coached(&app).await;
    let wrong = json!({
        "visitedOn": "2026-10-21", "minutes": 60, "latitude": -6.5, "roles": [],
        "duties": [{"duty": "PENGEMBANGAN_USAHA", "minutes": 31}, {"duty": "PENGEMBANGAN_USAHA", "minutes": 30}, {"duty": "TIDUR", "minutes": 1}],
    });
    let all = [
        ("FIELD.DUPLICATE", "/duties/1/duty"),
        ("FIELD.LENGTH", "/roles"),
        ("FIELD.REQUIRED", "/longitude"),
        ("FIELD.UNKNOWN_CODE", "/duties/2/duty"),
        ("VALUE.SUM_MISMATCH", "/duties"),
        ("VISIT.TOO_LATE", "/visitedOn"),
    ];
    faulty(&visit(&caller, &incubatee, &coach, wrong).await, &all);
    let shape = json!({"minutes": 0, "latitude": 12.5, "longitude": 200, "place": ""});
    let all = [
        ("FIELD.LENGTH", "/place"),
        ("FIELD.OUT_OF_RANGE", "/latitude"),
        ("FIELD.OUT_OF_RANGE", "/longitude"),
        ("FIELD.OUT_OF_RANGE", "/minutes"),
    ];
    faulty(&visit(&caller, &incubatee, &coach, shape).await, &all);
    assert!(rows(&caller, "/v1/visits").await.is_empty());
}

#[tokio::test]
async fn a_device_may_send_a_visit_twice() {
    let app = TestApp::start().await;
    let (_, incubatee, caller, coach) = coached(&app).await;
    let from_device = json!({"clientId": "hp-1/0007"});
    let made = visit(&caller, &incubatee, &coach, from_device.clone()).await.expect(201);
    let again = visit(&caller, &incubatee, &coach, from_device).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    assert_eq!(again["params"]["id"], made["id"]);
    // A change of the visit itself is no second one.
    let at = format!("/v1/visits/{}", text(&made, "id"));
    caller.patch(&at, 1, json!({"actions": "Latihan foto produk."})).await.expect(200);
    visit(&caller, &incubatee, &coach, json!({"clientId": "hp-1/0008"})).await.expect(201);
    assert_eq!(rows(&caller, "/v1/visits").await.len(), 2);
}

#[tokio::test]
async fn two_mentors_of_an_enterprise_keep_their_own_visits() {
    let app = TestApp::start().await;
    let (enterprise, incubatee, caller, coach) = coached(&app).await;
    let (other, other_coach) = mentor(&app, text(&enterprise, "id")).await;
    let made = visit(&caller, &incubatee, &coach, json!({})).await.expect(201);
    let at = format!("/v1/visits/{}", text(&made, "id"));
    other.patch(&at, 1, json!({"minutes": 120})).await.refused(403, "MENTOR.NOT_ASSIGNED");
    let taken = other.patch(&at, 1, json!({"mentorId": other_coach["id"]})).await;
    faulty(&taken, &[("STATE.ILLEGAL", "/mentorId")]);
    visit(&other, &incubatee, &other_coach, json!({})).await.expect(201);
}

#[tokio::test]
async fn a_mentor_sees_only_what_is_assigned() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let cohort = cohort(&admin, BLK, json!({})).await;
    let (aster, own) = tenant(&admin, &cohort, "Aster").await;
    let (bakung, foreign) = tenant(&admin, &cohort, "Bakung").await;
    let (caller, coach) = mentor(&app, text(&aster, "id")).await;
    let (other, other_coach) = mentor(&app, text(&bakung, "id")).await;
    visit(&other, &foreign, &other_coach, json!({})).await.expect(201);
    assert_eq!(names(&rows(&caller, "/v1/incubatees").await, "id"), [text(&own, "id")]);
    assert!(rows(&caller, "/v1/visits").await.is_empty());
    assert_eq!(names(&rows(&caller, "/v1/mentors").await, "id"), [text(&coach, "id")]);
    assert_eq!(names(&rows(&caller, "/v1/assignments").await, "mentorId"), [text(&coach, "id")]);
    for hidden in [
        format!("/v1/incubatees/{}", text(&foreign, "id")),
        format!("/v1/incubatees/{}/visits", text(&foreign, "id")),
        format!("/v1/mentors/{}", text(&other_coach, "id")),
        format!("/v1/mentors/{}/transcript", text(&other_coach, "id")),
    ] {
        caller.get(&hidden).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    let at = format!("/v1/incubatees/{}", text(&own, "id"));
    caller.patch(&at, version(&own), json!({"note": "Catatan"})).await.refused(403, "ACCESS.DENIED");
    // Once the service has ended nothing is seen any more but the own transcript.
    step(&admin, &coach, "COMPLETE", json!({})).await.expect(200);
    caller.get(&at).await.refused(404, "RESOURCE.NOT_FOUND");
    caller.get(&format!("/v1/mentors/{}/transcript", text(&coach, "id"))).await.expect(200);
}

#[tokio::test]
async fn the_plan_begins_with_who_waits_longest() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let cohort = cohort(&admin, BLK, json!({})).await;
    let (aster, of_aster) = tenant(&admin, &cohort, "Aster").await;
    let (caller, coach) = mentor(&app, text(&aster, "id")).await;
    let mut tenants = vec![(aster, of_aster)];
    for name in ["Bakung", "Cempaka", "Dahlia"] {
        let tenant = tenant(&admin, &cohort, name).await;
        assign(&admin, &coach, text(&tenant.0, "id"), json!({})).await.expect(201);
        tenants.push(tenant);
    }
    for (place, day) in [(0, "2026-11-04"), (1, "2026-10-22"), (3, "2026-11-03")] {
        visit(&caller, &tenants[place].1, &coach, json!({"visitedOn": day})).await.expect(201);
    }
    for (place, due) in [(2, "2026-11-01"), (3, "2026-11-04"), (3, "2026-12-01")] {
        let problem = json!({"origin": "INTERNAL", "category": "PEMASARAN", "severity": "HIGH", "title": "Pembeli sedikit", "status": "OPEN", "dueOn": due});
        let path = format!("/v1/incubatees/{}/problems", text(&tenants[place].1, "id"));
        admin.post(&path, problem).await.expect(201);
    }
    let plan = caller.get("/v1/me/visit-plan").await.expect(200);
    let shown: Vec<Value> = plan["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!([one["position"], one["assignment"]["enterpriseName"], one["dueOn"], one["reasons"]]))
        .collect();
    let wanted = json!([
        [1, "Cempaka", "2026-10-01", ["NO_RECENT_VISIT", "OVERDUE_PROBLEM"]],
        [2, "Bakung", "2026-11-05", ["NO_RECENT_VISIT"]],
        [3, "Dahlia", "2026-11-17", ["OVERDUE_PROBLEM"]],
        [4, "Aster", "2026-11-18", []],
    ]);
    assert_eq!(json!(shown), wanted);
    let soon = caller.get("/v1/me/visit-plan?days=1").await.expect(200);
    assert_eq!(soon["data"][1]["assignment"]["enterpriseName"], "Dahlia");
    faulty(&caller.get("/v1/me/visit-plan?days=0").await, &[("FIELD.OUT_OF_RANGE", "/days")]);
    let mine = rows(&caller, "/v1/me/assignments").await;
    assert_eq!(names(&mine, "enterpriseName"), ["Aster", "Bakung", "Cempaka", "Dahlia"]);
    let (aster, cempaka, dahlia) = (&mine[0], &mine[2], &mine[3]);
    assert_eq!((&aster["lastVisitOn"], &aster["daysSinceVisit"]), (&json!("2026-11-04"), &json!(1)));
    assert_eq!((text(aster, "unitCode"), &aster["incubateeId"]), (BLK, &tenants[0].1["id"]));
    assert_eq!((&cempaka["lastVisitOn"], &cempaka["openProblems"]), (&Value::Null, &json!(1)));
    let problems = (&dahlia["openProblems"], &dahlia["overdueProblems"], &dahlia["nextDueOn"]);
    assert_eq!(problems, (&json!(2), &json!(1), &json!("2026-11-04")));
    assert!(rows(&app.head().await, "/v1/me/assignments").await.is_empty());
    app.anonymous().get("/v1/me/visit-plan").await.refused(401, "AUTH.REQUIRED");
}

#[tokio::test]
async fn a_transcript_counts_what_was_verified() {
    let app = TestApp::start().await;
    let (_, incubatee, caller, coach) = coached(&app).await;
    let coordinator = app.coordinator().await;
    for (day, found) in [("2026-11-01", "VERIFIED"), ("2026-11-02", "REFUSED"), ("2026-11-03", "")] {
        let made = visit(&caller, &incubatee, &coach, json!({"visitedOn": day})).await.expect(201);
        if !found.is_empty() {
            verdict(&coordinator, &made, found, json!({"note": "Sudah dicek."})).await.expect(200);
        }
    }
    let read = caller.get(&format!("/v1/mentors/{}/transcript", text(&coach, "id"))).await.expect(200);
    let counts = (&read["visitsRecorded"], &read["visitsVerified"], &read["visitsRefused"], &read["enterprises"]);
    assert_eq!(counts, (&json!(3), &json!(1), &json!(1), &json!(1)));
    assert_eq!(read["hours"], json!(1.67));
    let by_duty = json!([{"duty": "AKSES_PENDUKUNG", "hours": 0.5}, {"duty": "PENGEMBANGAN_USAHA", "hours": 1.17}]);
    assert_eq!(read["hoursByDuty"], by_duty);
    let by_role = json!([{"role": "FASILITATOR", "visits": 1}, {"role": "MOTIVATOR", "visits": 1}]);
    assert_eq!(read["visitsByRole"], by_role);
    assert_eq!((text(&read, "fromOn"), &read["toOn"]), ("2026-10-01", &Value::Null));
    assert_eq!((text(&read, "status"), text(&read, "trainingResult")), ("ASSIGNED", "LULUS"));
}

#[tokio::test]
async fn graphql_verifies_visits_and_shows_a_mentor_the_own_work() {
    let app = TestApp::start().await;
    let (enterprise, incubatee, caller, coach) = coached(&app).await;
    let made = visit(&caller, &incubatee, &coach, json!({})).await.expect(201);
    let query = "{ myAssignments { enterpriseId lastVisitOn } myVisitPlan(days: 7) { position dueOn reasons assignment { enterpriseName } } }";
    let data = Caller::data(caller.graphql(query, json!({})).await);
    assert_eq!(data["myAssignments"], json!([{"enterpriseId": enterprise["id"], "lastVisitOn": "2026-11-04"}]));
    let planned =
        json!([{"position": 1, "dueOn": "2026-11-11", "reasons": [], "assignment": {"enterpriseName": "Aster"}}]);
    assert_eq!(data["myVisitPlan"], planned);
    let verify = "mutation M($id: ID!, $version: Int!, $input: VisitVerdictInput!) { verifyVisit(id: $id, expectedVersion: $version, input: $input) { status verifiedOn } }";
    let variables = json!({"id": made["id"], "version": 1, "input": {"verdict": "REFUSED"}});
    let refused = app.coordinator().await.graphql(verify, variables).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["errors"][0]["path"], "/note");
    let variables = json!({"id": made["id"], "version": 1, "input": {"verdict": "VERIFIED"}});
    let verified = Caller::data(app.coordinator().await.graphql(verify, variables).await);
    assert_eq!(verified["verifyVisit"], json!({"status": "VERIFIED", "verifiedOn": "2026-11-05"}));
}
