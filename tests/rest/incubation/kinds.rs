//! Every kind of record of incubation, by REST and by GraphQL: recorded, found, changed, archived. Persons have tests
//! of their own.

use serde_json::{Value, json};

use super::super::kept_steps::{FORUM, at, rows};
use super::super::lives::{
    Kind, changes_and_ends, changes_and_ends_by_graphql, hanging, listed, live, live_by_graphql, of_unit,
};
use super::super::steps::text;
use super::aid_steps::{born, paid, tkm_2023, to_person};
use super::mentor_steps::{assign, batch, step, tenant, trained};
use super::steps::{cohort, enterprise, member, move_to, person};
use crate::support::{BLK, Caller, TestApp};

async fn of_units(admin: &Caller, aid: &Value) -> Vec<Kind> {
    let scheme = json!({"id": aid["schemeId"]});
    let mut aid = to_person(&scheme, &born(admin, "Ani", "1996-05-17").await);
    aid.as_object_mut().unwrap().remove("unit");
    vec![
        of_unit(
            ("Enterprise", "enterprises", "enterprises"),
            BLK,
            json!({"name": "Dapur Uji", "year": 2026, "sector": "KULINER", "level": "PEMULA", "form": "KELOMPOK"}),
            json!({"level": "LANJUTAN"}),
        ),
        of_unit(
            ("Cohort", "cohorts", "cohorts"),
            BLK,
            json!({"name": "Angkatan Uji", "year": 2026, "startsOn": "2026-02-01", "months": 6}),
            json!({"target": 12}),
        ),
        of_unit(
            ("MentorBatch", "mentorBatches", "mentor-batches"),
            FORUM,
            json!({"code": "TKS-UJI", "kind": "TKS", "name": "TKS Uji", "year": 2026, "quota": 10}),
            json!({"quota": 20}),
        ),
        of_unit(("AidScheme", "aidSchemes", "aid-schemes"), FORUM, tkm_2023(), json!({"executionDays": 45})),
        of_unit(("Aid", "aids", "aids"), BLK, aid, json!({"title": "Warung Ani"})),
        of_unit(
            ("MonitoringVisit", "monitoringVisits", "monitoring-visits"),
            BLK,
            json!({"purpose": "Monev triwulan IV", "plannedOn": "2026-11-03"}),
            json!({"purpose": "Monev akhir tahun"}),
        ),
    ]
}

async fn of_enterprises(admin: &Caller, cohort: &Value, group: &Value) -> Vec<Kind> {
    let (siti, other) = (person(admin, BLK, "Siti", json!({})).await, enterprise(admin, BLK, "Aster").await);
    vec![
        hanging(
            ("Membership", "memberships", "members"),
            ("enterprises", group),
            json!({"personId": siti["id"], "office": "ANGGOTA", "joinedOn": "2026-01-01"}),
            json!({"office": "SEKRETARIS"}),
        ),
        hanging(
            ("Certification", "certifications", "certifications"),
            ("enterprises", group),
            json!({"kind": "NIB", "number": "9120304871234", "issuedOn": "2026-05-01"}),
            json!({"validUntil": "2031-05-01"}),
        ),
        hanging(
            ("Incubatee", "incubatees", "incubatees"),
            ("cohorts", cohort),
            json!({"enterpriseId": other["id"], "aidRelation": "NONE", "appliedOn": "2026-02-01"}),
            json!({"note": "Atas undangan"}),
        ),
    ]
}

/// What hangs on an incubatee whose mentor is `coach`.
fn of_incubatees(tenant: &Value, coach: &Value) -> Vec<Kind> {
    let below = ("incubatees", tenant);
    vec![
        hanging(
            ("Milestone", "milestones", "milestones"),
            below,
            json!({"code": "RENCANA_USAHA", "dueOn": "2026-12-01"}),
            json!({"achievedOn": "2026-11-01"}),
        ),
        hanging(
            ("Progress", "progress", "progress"),
            below,
            json!({"month": "2026-10", "revenue": 10_000_000, "costs": 6_000_000,
                "sales": [{"channel": "LANGSUNG", "amount": 10_000_000, "country": null}]}),
            json!({"customers": 40}),
        ),
        hanging(
            ("MentoringVisit", "visits", "visits"),
            below,
            json!({"mentorId": coach["id"], "visitedOn": "2026-11-04", "minutes": 100, "place": "Balai desa",
                "roles": ["MOTIVATOR"], "duties": [{"duty": "PENGEMBANGAN_USAHA", "minutes": 70}]}),
            json!({"minutes": 110}),
        ),
        hanging(
            ("Problem", "problems", "problems"),
            below,
            json!({"origin": "EXTERNAL", "category": "PEMASARAN", "severity": "HIGH", "title": "Pasar sepi",
                "status": "OPEN", "actions": [{"on": "2026-11-01", "action": "Ikut bazar"}]}),
            json!({"status": "IN_PROGRESS"}),
        ),
        hanging(
            ("OfftakeContract", "offtakeContracts", "offtake-contracts"),
            below,
            json!({"offTakerName": "PT Uji", "product": "Kue", "volume": 12.5, "volumeUnit": "ton", "price": 1_000_000,
                "startsOn": "2026-01-01", "endsOn": "2026-12-31", "status": "DRAFT"}),
            json!({"number": "PKS-1"}),
        ),
    ]
}

/// What hangs on a batch, on the mentor `coach`, and on one who served to the end.
async fn of_mentors(admin: &Caller, coach: &Value) -> Vec<Kind> {
    let (batch, budi) = (batch(admin, json!({})).await, person(admin, BLK, "Budi", json!({})).await);
    let (other, served) = (enterprise(admin, BLK, "Bakung").await, trained(admin, "Alumni Uji").await.1);
    step(admin, &served, "COMPLETE", json!({})).await.expect(200);
    vec![
        hanging(
            ("Mentor", "mentors", "mentors"),
            ("mentor-batches", &batch),
            json!({"personId": budi["id"], "competencies": ["PEMASARAN"], "motivation": "Ingin membantu."}),
            json!({"roleLabel": "Ketua tim"}),
        ),
        hanging(
            ("MentorAssignment", "mentorAssignments", "assignments"),
            ("mentors", coach),
            json!({"enterpriseId": other["id"], "fromOn": "2026-10-01", "needs": ["PEMASARAN"]}),
            json!({"needs": ["KEUANGAN"]}),
        ),
        hanging(
            ("AlumniOutcome", "alumniOutcomes", "outcomes"),
            ("mentors", &served),
            json!({"months": 6, "observedOn": "2026-11-01", "career": "BERWIRAUSAHA", "hiredUnemployed": 2}),
            json!({"foundedIncubation": true}),
        ),
    ]
}

/// Every kind that callers make, each ready to be recorded.
pub async fn kinds(app: &TestApp, admin: &Caller) -> Vec<Kind> {
    let (aid, cohort) = (paid(app).await, cohort(admin, BLK, json!({})).await);
    let (group, tenant) = tenant(admin, &cohort, "Dapur Lebak").await;
    let (_, coach) = trained(admin, "Pendamping Uji").await;
    assign(admin, &coach, text(&group, "id"), json!({})).await.expect(201);
    let mut all = of_units(admin, &aid).await;
    all.extend(of_enterprises(admin, &cohort, &group).await);
    all.extend(of_incubatees(&tenant, &coach));
    all.extend(of_mentors(admin, &coach).await);
    let account = json!({"sections": [{"code": "HASIL", "text": "Omzet naik."}], "returned": 100_000});
    all.push(hanging(("Lpj", "lpj", "lpj"), ("aids", &aid), account, json!({"decreeNumber": "SK-7/2026"})));
    assert_eq!(all.len(), 18);
    all
}

#[tokio::test]
async fn every_kind_of_incubation_is_recorded_found_changed_and_archived() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    live(&admin, kinds(&app, &admin).await).await;
}

#[tokio::test]
async fn every_kind_of_incubation_lives_the_same_life_by_graphql() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    live_by_graphql(&admin, kinds(&app, &admin).await).await;
}

#[tokio::test]
async fn what_the_system_makes_is_read_and_its_looks_at_graduates_are_changed_and_archived() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (group, tenant) = tenant(&admin, &cohort(&admin, BLK, json!({})).await, "Dapur Lebak").await;
    for stage in ["SELECTED", "PRE_INCUBATION", "INCUBATION", "POST_INCUBATION", "GRADUATED"] {
        move_to(&admin, text(&tenant, "id"), stage, json!({"overrideReason": "Pindahan data"})).await.expect(200);
    }
    let siti = person(&admin, BLK, "Siti", json!({})).await;
    for group in [&group, &enterprise(&admin, BLK, "Aster").await] {
        member(&admin, group, &siti, "KETUA", "2026-01-01").await;
    }
    for (plural, list, count) in [("stage-changes", "stageChanges", 5), ("duplicate-cases", "duplicateCases", 1)] {
        let all = rows(&admin, &format!("/v1/{plural}")).await;
        assert_eq!((all.len(), listed(&admin, list, false).await.len()), (count, count), "{plural}");
        let here = at(plural, &all[0]);
        assert_eq!(admin.get(&here).await.expect(200), all[0]);
        admin.post(&format!("/v1/{plural}"), json!({})).await.refused(405, "REQUEST.METHOD_NOT_ALLOWED");
        admin.patch(&here, 1, json!({})).await.refused(405, "REQUEST.METHOD_NOT_ALLOWED");
        admin.delete_if(&here, 1).await.refused(405, "REQUEST.METHOD_NOT_ALLOWED");
    }
    let looks = rows(&admin, "/v1/survival-checks").await;
    admin.post("/v1/survival-checks", json!({})).await.refused(405, "REQUEST.METHOD_NOT_ALLOWED");
    let note = json!({"note": "Nomor telepon berganti"});
    changes_and_ends(&admin, &at("survival-checks", &looks[0]), &note).await;
    changes_and_ends_by_graphql(&admin, "SurvivalCheck", &looks[1]["id"], &note).await;
    let left = rows(&admin, "/v1/survival-checks").await;
    assert_eq!((looks.len(), left.len(), &left[0]["id"]), (3, 1, &looks[2]["id"]));
    assert_eq!(rows(&admin, "/v1/survival-checks?archived=true").await.len(), 3);
    assert_eq!(listed(&admin, "survivalChecks", false).await, [looks[2]["id"].clone()]);
}
