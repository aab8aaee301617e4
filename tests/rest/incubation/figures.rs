//! Figures of the registry and of coaching: what is recorded is in the next answer, to whoever may see it.

use api::vocab::Role;
use serde_json::{Value, json};

use super::super::kept_steps::{FORUM, PROGRAMME, at, forum, record};
use super::super::steps::{text, version};
use super::aid_steps::{paid, take};
use super::mentor_steps::{mentor, tenant, verdict, visit};
use super::steps::{cohort, member, month, move_to, person};
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, Reply, TestApp};

/// The rows of a root.
async fn rows(caller: &Caller, root: &str, arguments: &str, fields: &str) -> Vec<Value> {
    let arguments = if arguments.is_empty() { String::new() } else { format!("({arguments})") };
    let query =
        format!("{{ {root}{arguments} {{ rows {{ {fields} }} provenance {{ asOf complete suppressedCells }} }} }}");
    let data = Caller::data(caller.graphql(&query, json!({})).await);
    assert!(data[root]["provenance"]["asOf"].is_string(), "{data}");
    data[root]["rows"].as_array().unwrap().clone()
}

fn workers(sex: &str, relation: &str, disability: bool, count: i32) -> Value {
    json!({"sex": sex, "relation": relation, "disability": disability, "count": count})
}

/// Two women and a man with a disability are paid, and a man by the day.
fn paid_workers() -> Value {
    json!({
        "wages": 4_000_000,
        "permanentWorkers": [
            workers("PEREMPUAN", "DALAM_HUBUNGAN_KERJA", false, 2), workers("LAKI_LAKI", "DALAM_HUBUNGAN_KERJA", true, 1),
        ],
        "casualWorkers": [workers("LAKI_LAKI", "LUAR_HUBUNGAN_KERJA", false, 1)],
    })
}

#[tokio::test]
async fn the_funnel_counts_incubatees_their_people_and_their_jobs_at_once() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let cohort = cohort(&head, BLK, json!({})).await;
    let (enterprise, incubatee) = tenant(&head, &cohort, "Aster").await;
    let fields = "stage sector enterprises members reporting jobs suppressed";
    let funnel = async || rows(&head, "incubationFunnel", "groupBy: [STAGE, SECTOR]", fields).await;
    let row = |members: i32, reporting: i32, jobs: Value| {
        json!([{"stage": "APPLIED", "sector": "KULINER", "enterprises": 1, "members": members, "reporting": reporting,
            "jobs": jobs, "suppressed": []}])
    };
    // Nobody recorded a month: how many jobs there are is not known.
    assert_eq!(json!(funnel().await), row(0, 0, json!(null)));
    let siti = person(&head, BLK, "Siti", json!({})).await;
    member(&head, &enterprise, &siti, "KETUA", "2026-01-01").await;
    month(&head, &incubatee, "2026-09", paid_workers()).await;
    assert_eq!(json!(funnel().await), row(1, 1, json!(4)));
    // The latest month counts, and in it nobody is paid: that is zero.
    month(&head, &incubatee, "2026-10", json!({})).await;
    assert_eq!(json!(funnel().await), row(1, 1, json!(0)));
    move_to(&app.coordinator().await, text(&incubatee, "id"), "REJECTED", json!({"reason": "Tidak lanjut."})).await;
    let stages: Vec<Value> = funnel().await.into_iter().map(|row| row["stage"].clone()).collect();
    let now = head.get(&at("incubatees", &incubatee)).await.expect(200);
    assert_eq!(stages, [now["stage"].clone()]);
}

#[tokio::test]
async fn jobs_are_told_apart_by_sex_relation_and_disability_and_are_those_of_one_month() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let cohort = cohort(&head, BLK, json!({})).await;
    let (_, incubatee) = tenant(&head, &cohort, "Aster").await;
    month(&head, &incubatee, "2026-08", json!({})).await;
    month(&head, &incubatee, "2026-09", paid_workers()).await;
    month(&head, &incubatee, "2026-10", paid_workers()).await;
    let jobs = async |arguments: &str, fields: &str| json!(rows(&head, "jobAbsorption", arguments, fields).await);
    // Without periods: the last month that is over, October.
    assert_eq!(jobs("", "jobs permanent casual").await, json!([{"jobs": 4, "permanent": 3, "casual": 1}]));
    assert_eq!(
        jobs("groupBy: [SEX, DISABILITY]", "sex disability jobs").await,
        json!([
            {"sex": "LAKI_LAKI", "disability": "DISABILITAS", "jobs": 1},
            {"sex": "LAKI_LAKI", "disability": "NON_DISABILITAS", "jobs": 1},
            {"sex": "PEREMPUAN", "disability": "NON_DISABILITAS", "jobs": 2},
        ])
    );
    assert_eq!(
        jobs("groupBy: [EMPLOYMENT_RELATION], filter: {sex: [\"LAKI_LAKI\"]}", "employmentRelation jobs").await,
        json!([{"employmentRelation": "DALAM_HUBUNGAN_KERJA", "jobs": 1}, {"employmentRelation": "LUAR_HUBUNGAN_KERJA", "jobs": 1}])
    );
    // The same people in September and in October: a year is not their sum.
    let year = "periods: {from: \"2026\", to: \"2026\"}";
    assert_eq!(jobs(year, "jobs").await, json!([{"jobs": 4}]));
    assert_eq!(
        jobs(&format!("groupBy: [QUARTER], {year}"), "quarter jobs").await,
        json!([{"quarter": "2026-Q3", "jobs": 4}, {"quarter": "2026-Q4", "jobs": 4}])
    );
}

#[tokio::test]
async fn a_series_shows_what_was_recorded_and_follows_corrections() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let cohort = cohort(&head, BLK, json!({})).await;
    let (_, incubatee) = tenant(&head, &cohort, "Aster").await;
    month(&head, &incubatee, "2026-08", json!({})).await;
    let made = month(&head, &incubatee, "2026-10", paid_workers()).await;
    let series =
        async || json!(rows(&head, "enterpriseSeries", "", "month enterprises revenue costs profit workers").await);
    let row = |month: &str, revenue: i64, workers: i64| {
        json!({"month": month, "enterprises": 1, "revenue": revenue, "costs": 6_000_000, "profit": revenue - 6_000_000,
            "workers": workers})
    };
    // September was not recorded: it has no row, and no zero.
    assert_eq!(series().await, json!([row("2026-08", 10_000_000, 0), row("2026-10", 10_000_000, 4)]));
    let sold = json!({"revenue": 12_000_000, "sales": [{"channel": "LANGSUNG", "amount": 12_000_000}]});
    let made = head.patch(&at("progress", &made), version(&made), sold).await.expect(200);
    assert_eq!(series().await, json!([row("2026-08", 10_000_000, 0), row("2026-10", 12_000_000, 4)]));
    head.delete_if(&at("progress", &made), version(&made)).await.expect(200);
    assert_eq!(series().await, json!([row("2026-08", 10_000_000, 0)]));
}

#[tokio::test]
async fn visits_count_with_their_hours_once_they_are_verified() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let cohort = cohort(&admin, BLK, json!({})).await;
    let (enterprise, incubatee) = tenant(&admin, &cohort, "Aster").await;
    let (caller, coach) = mentor(&app, text(&enterprise, "id")).await;
    let fields = "visits verified refused mentors enterprises hours verifiedHours verifiedShare";
    let now = async |arguments: &str| rows(&admin, "mentoringOverview", arguments, fields).await;
    let before = json!([{"visits": 0, "verified": 0, "refused": 0, "mentors": 0, "enterprises": 0, "hours": 0.0,
        "verifiedHours": 0.0, "verifiedShare": null}]);
    assert_eq!(json!(now("").await), before);
    let made = visit(&caller, &incubatee, &coach, json!({})).await.expect(201);
    verdict(&app.coordinator().await, &made, "VERIFIED", json!({})).await.expect(200);
    let second = json!({"visitedOn": "2026-10-28", "minutes": 110});
    visit(&caller, &incubatee, &coach, second).await.expect(201);
    let both = json!([{"visits": 2, "verified": 1, "refused": 0, "mentors": 1, "enterprises": 1, "hours": 3.5,
        "verifiedHours": 1.67, "verifiedShare": 50.0}]);
    assert_eq!(json!(now("").await), both);
    let october = now("periods: {from: \"2026-10\", to: \"2026-10\"}").await;
    assert_eq!((&october[0]["visits"], &october[0]["hours"]), (&json!(1), &json!(1.83)));
}

#[tokio::test]
async fn aid_counts_in_number_and_rupiah_and_its_account_falls_due() {
    let app = TestApp::start().await;
    let aid = paid(&app).await;
    let head = app.head().await;
    let fields = "aidKind aids amountRequested approved amountApproved disbursed amountDisbursed accounted lpjDue lpjOnTime lpjOnTimeRate";
    let overview = async || rows(&head, "aidOverview", "groupBy: [AID_KIND]", fields).await;
    let row = json!({"aidKind": "TKM", "aids": 1, "amountRequested": 5_000_000, "approved": 1, "amountApproved": 5_000_000,
        "disbursed": 1, "amountDisbursed": 5_000_000, "accounted": 0, "lpjDue": 0, "lpjOnTime": 0, "lpjOnTimeRate": null});
    assert_eq!(json!(overview().await), json!([row.clone()]));
    let paid_in = |month: &str| format!("periods: {{from: \"{month}\", to: \"{month}\"}}");
    assert_eq!(rows(&head, "aidOverview", &paid_in("2026-11"), "aids").await, [json!({"aids": 1})]);
    assert_eq!(rows(&head, "aidOverview", &paid_in("2026-10"), "aids").await, [json!({"aids": 0})]);
    // Thirty days later nothing was handed in.
    app.clock().set("2026-12-06T02:00:00Z".parse().unwrap());
    let head = app.head().await;
    let late = rows(&head, "aidOverview", "", "lpjDue lpjOnTime lpjOnTimeRate").await;
    assert_eq!(json!(late), json!([{"lpjDue": 1, "lpjOnTime": 0, "lpjOnTimeRate": 0.0}]));
    let back = json!({"amount": 2_000_000, "reason": "Sisa."});
    take(&app.reviewer().await, &aid, "RETURN", back).await.expect(200);
    let back = rows(&head, "aidOverview", "", "returned amountReturned lpjDue").await;
    assert_eq!(json!(back), json!([{"returned": 1, "amountReturned": 2_000_000, "lpjDue": 0}]));
}

#[tokio::test]
async fn weaning_is_overdue_two_years_after_the_handover_until_a_blk_is_weaned() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    // Both BLKs of the tests were handed over on 1 December 2019.
    let counts = "blks weaned independent overdue dueSoon undated weanedShare";
    let all = rows(&admin, "weaningOverview", "", counts).await;
    let row = |weaned: i32, overdue: i32, share: f64| {
        json!([{"blks": 2, "weaned": weaned, "independent": 0, "overdue": overdue, "dueSoon": 0, "undated": 0,
            "weanedShare": share}])
    };
    assert_eq!(json!(all), row(0, 2, 0.0));
    let weaned = json!({"aspect": "SUPPORT", "status": "DISAPIH", "fromOn": "2026-11-01", "reason": "Selesai dibina."});
    let changes = format!("/v1/blks/{BLK}/status-changes");
    let before = admin.get(&format!("/v1/blks/{BLK}")).await.expect(200);
    if !before["supportStatus"].is_null() {
        let first =
            json!({"aspect": "SUPPORT", "status": "MASA_SAPIH", "fromOn": "2026-10-01", "reason": "Mulai disapih."});
        admin.post(&changes, first).await.expect(201);
    }
    admin.post(&changes, weaned).await.expect(201);
    assert_eq!(json!(rows(&admin, "weaningOverview", "", counts).await), row(1, 1, 50.0));
    let by_status = rows(&admin, "weaningOverview", "groupBy: [SUPPORT_STATUS, YEAR]", "supportStatus year blks").await;
    assert!(by_status.contains(&json!({"supportStatus": "DISAPIH", "year": "2021", "blks": 1})), "{by_status:?}");
    let none = rows(&admin, "weaningOverview", "periods: {from: \"2026\", to: \"2026\"}", "blks").await;
    assert_eq!(none, [json!({"blks": 0})]);
}

#[tokio::test]
async fn a_target_that_nobody_reached_yet_is_unknown_and_never_summed_with_another() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = forum(&admin).await;
    let aim = |metric: &str, target: f64, realised: Value| {
        json!({"programmeId": programme["id"], "year": 2026, "metric": metric, "measureUnit": "orang", "target": target,
            "realised": realised})
    };
    record(&admin, "targets", BLK, aim("A03", 96.0, json!(24))).await.expect(201);
    record(&admin, "targets", OTHER_BLK, aim("A03", 64.0, json!(null))).await.expect(201);
    record(&admin, "targets", BLK, aim("Usaha baru", 2.5, json!(null))).await.expect(201);
    let fields = "metric programme { code } targets target realised fromFigures unknown attainment";
    let targets = rows(&admin, "targetAttainment", "groupBy: [PROGRAMME]", fields).await;
    assert_eq!(
        json!(targets),
        json!([
            {"metric": "A03", "programme": {"code": PROGRAMME}, "targets": 2, "target": 160.0, "realised": 24.0,
                "fromFigures": null, "unknown": 1, "attainment": 25.0},
            {"metric": "Usaha baru", "programme": {"code": PROGRAMME}, "targets": 1, "target": 2.5, "realised": null,
                "fromFigures": null, "unknown": 1, "attainment": null},
        ])
    );
    let none = rows(&admin, "targetAttainment", "periods: {from: \"2025\", to: \"2025\"}", fields).await;
    assert_eq!(none, Vec::<Value>::new());
}

#[tokio::test]
async fn a_kawasan_counts_its_enterprises_resources_and_partnerships() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let input = json!({"unit": BLK, "name": "Kopi Lebak", "year": 2026, "sector": "KULINER", "level": "PEMULA", "kawasanId": KAWASAN,
        "blkId": BLK});
    let enterprise = admin.post("/v1/enterprises", input).await.expect(201);
    let siti = person(&head, BLK, "Siti", json!({})).await;
    member(&head, &enterprise, &siti, "KETUA", "2026-01-01").await;
    let partnership =
        json!({"partnerId": "ORG-UJI-FKN", "partnerKind": "UNIVERSITY", "benefits": ["SDM"], "fromOn": "2026-01-01"});
    let organization = json!({"code": "ORG-UJI-FKN", "name": "Kampus Uji", "kind": "UNIVERSITY", "scope": "NATIONAL", "country": "ID",
        "region": "31.71"});
    admin.post("/v1/organizations", organization).await.expect(201);
    admin.post(&format!("/v1/kawasans/{KAWASAN}/partnerships"), partnership).await.expect(201);
    let own = format!("filter: {{kawasan: [\"{KAWASAN}\"]}}, groupBy: [KAWASAN]");
    let fields = "kawasan { code name } kawasans blks enterprises members incubatees jobs partnerships";
    let found = rows(&admin, "kawasanOverview", &own, fields).await;
    assert_eq!(
        json!(found),
        json!([{"kawasan": {"code": KAWASAN, "name": "Kawasan Uji"}, "kawasans": 1, "blks": 1, "enterprises": 1, "members": 1,
            "incubatees": 0, "jobs": null, "partnerships": 1}])
    );
    let partners =
        rows(&admin, "partnershipOverview", "groupBy: [PARTNER_KIND]", "partnerKind partnerships partners agreements")
            .await;
    assert_eq!(
        json!(partners),
        json!([{"partnerKind": "UNIVERSITY", "partnerships": 1, "partners": 1, "agreements": 0}])
    );
}

/// A root's rows and what its answer says of their scope.
async fn scoped(caller: &Caller, arguments: &str) -> (Value, Value) {
    let query = format!("{{ incubationFunnel{arguments} {{ rows {{ enterprises suppressed }} }} }}");
    let reply = caller.graphql(&query, json!({})).await;
    assert!(reply.body["errors"].is_null(), "{}", reply.text);
    (reply.body["data"]["incubationFunnel"]["rows"].clone(), reply.body["extensions"]["scopes"][0].clone())
}

#[tokio::test]
async fn each_sees_its_own_the_public_sees_no_small_number_and_an_empty_answer_says_why() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let cohort = cohort(&head, BLK, json!({})).await;
    let (enterprise, _) = tenant(&head, &cohort, "Aster").await;
    let one = json!([{"enterprises": 1, "suppressed": []}]);
    let none = json!([{"enterprises": 0, "suppressed": []}]);
    for (caller, seen) in [
        (app.admin().await, &one),
        (app.coordinator().await, &one),
        (head, &one),
        (app.person(Role::BlkHead, None, Some(OTHER_BLK)).await, &none),
        (app.person(Role::Coordinator, Some("32"), None).await, &none),
    ] {
        let (rows, scope) = scoped(&caller, "").await;
        assert_eq!((&rows, &scope["scope"]), (seen, &json!("MINE")));
    }
    // Neither a mentor nor a dashboard sees the records of units: figures of the nation, without small numbers.
    let (mentor, _) = mentor(&app, text(&enterprise, "id")).await;
    for caller in [app.anonymous(), app.machine(Role::Dashboard, None).await, mentor] {
        let (rows, scope) = scoped(&caller, "").await;
        assert_eq!((&rows[0]["enterprises"], &scope["scope"]), (&json!(null), &json!("PUBLIC")));
        assert!(rows[0]["suppressed"].as_array().unwrap().contains(&json!("enterprises")), "{rows}");
        let (rows, scope) = scoped(&caller, "(scope: MINE)").await;
        assert_eq!((rows, &scope["units"], &scope["reason"]), (json!([]), &json!(0), &json!("NO_ROW_RIGHTS")));
    }
}

/// Codes and paths of a refusal, sorted.
fn faults(reply: &Reply) -> Vec<(String, String)> {
    let errors = reply.body["errors"][0]["extensions"]["errors"].as_array().cloned().unwrap_or_default();
    let text = |fault: &Value, field: &str| fault[field].as_str().unwrap_or_default().to_owned();
    let mut found: Vec<_> = errors.iter().map(|fault| (text(fault, "code"), text(fault, "path"))).collect();
    found.sort();
    found
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_every_path() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (root, arguments, wanted) in [
        ("incubationFunnel", "groupBy: [STAGE, SECTOR, STAGE]", vec![("FIELD.DUPLICATE", "/groupBy/2")]),
        (
            "incubationFunnel",
            "filter: {sector: [\"SIHIR\", \"KULINER\"], stage: [], aidKind: [\"TKM\"]}",
            vec![
                ("FIELD.LENGTH", "/filter/stage"),
                ("FIELD.UNKNOWN", "/filter/aidKind"),
                ("FIELD.UNKNOWN_CODE", "/filter/sector/0"),
            ],
        ),
        (
            "jobAbsorption",
            "filter: {province: [\"3602\"]}",
            vec![("REGION.CODE_SYSTEM_REQUIRED", "/filter/province/0")],
        ),
        (
            "enterpriseSeries",
            "filter: {province: [\"32\"], regency: [\"36.02\"]}",
            vec![("FIELD.OUT_OF_RANGE", "/filter/regency/0")],
        ),
        (
            "enterpriseSeries",
            "periods: {from: \"2026-13\", to: \"kemarin\"}",
            vec![("PERIOD.MALFORMED", "/periods/from"), ("PERIOD.MALFORMED", "/periods/to")],
        ),
        (
            "mentoringOverview",
            "periods: {from: \"2026-10\", to: \"2026-09\"}",
            vec![("FIELD.OUT_OF_RANGE", "/periods")],
        ),
        ("aidOverview", "periods: {from: \"2015\", to: \"2026\"}", vec![("FIELD.OUT_OF_RANGE", "/periods")]),
        (
            "partnershipOverview",
            "filter: {kawasan: [\"KWS-0000-99\"]}",
            vec![("FIELD.UNKNOWN_CODE", "/filter/kawasan/0")],
        ),
        (
            "weaningOverview",
            "filter: {province: [\"32\"], blk: [\"BLKK-3602-001\"]}",
            vec![("FIELD.OUT_OF_RANGE", "/filter/blk/0")],
        ),
    ] {
        let reply = admin.graphql(&format!("{{ {root}({arguments}) {{ rows {{ __typename }} }} }}"), json!({})).await;
        let wanted: Vec<_> = wanted.into_iter().map(|(code, path)| (code.to_owned(), path.to_owned())).collect();
        assert_eq!(faults(&reply), wanted, "{root}({arguments}): {}", reply.text);
    }
    let unknown = admin.graphql("{ kawasanOverview(groupBy: [SECTOR]) { rows { kawasans } } }", json!({})).await;
    assert!(unknown.text.contains("groupBy.0") && unknown.body["data"].is_null(), "{}", unknown.text);
}

#[tokio::test]
async fn a_row_counts_in_each_agenda_of_its_programme_and_a_filter_by_them_counts_it_once() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    forum(&admin).await;
    let input = json!({"code": "PRG-INKUBATOR", "name": "Inkubator", "model": "KOMUNITAS", "fromOn": "2022-01-01",
        "agendas": ["KELEMBAGAAN", "KEMITRAAN"]});
    record(&admin, "programmes", FORUM, input).await.expect(201);
    let cohort = cohort(&head, BLK, json!({"programmeId": "PRG-INKUBATOR"})).await;
    tenant(&head, &cohort, "Aster").await;
    let by_agenda = rows(&admin, "incubationFunnel", "groupBy: [AGENDA]", "agenda enterprises").await;
    let each = json!([{"agenda": "KELEMBAGAAN", "enterprises": 1}, {"agenda": "KEMITRAAN", "enterprises": 1}]);
    assert_eq!(json!(by_agenda), each);
    let both = "filter: {agenda: [\"KELEMBAGAAN\", \"KEMITRAAN\"], model: [\"KOMUNITAS\"]}";
    assert_eq!(rows(&admin, "incubationFunnel", both, "enterprises").await, [json!({"enterprises": 1})]);
    let grouped = format!("groupBy: [AGENDA], {}", "filter: {agenda: [\"KEMITRAAN\"]}");
    assert_eq!(
        rows(&admin, "incubationFunnel", &grouped, "agenda enterprises").await,
        [json!({"agenda": "KEMITRAAN", "enterprises": 1})]
    );
}
