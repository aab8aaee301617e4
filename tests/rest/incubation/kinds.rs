//! Every kind of record of incubation, by REST and by GraphQL: recorded, found, changed, archived. Persons have tests
//! of their own.

use axum::http::Request;
use serde_json::{Value, json};

use super::super::kept_steps::{FORUM, at, below, rows};
use super::super::steps::{text, version};
use super::aid_steps::{born, paid, tkm_2023, to_person};
use super::mentor_steps::{assign, batch, step, tenant, trained};
use super::steps::{cohort, enterprise, member, merged, move_to, person};
use crate::support::{BLK, Caller, Reply, TestApp};

/// What a record is made of: the code of a unit, or the collection and the id of the record that it hangs on.
enum Of {
    Unit(&'static str),
    Record(&'static str, String),
}

struct Kind {
    /// Its name in both contracts.
    name: &'static str,
    /// Its list in GraphQL.
    list: &'static str,
    /// Its collection in REST.
    plural: &'static str,
    of: Of,
    /// A good input, and one change.
    input: Value,
    change: Value,
}

fn of_unit(
    (name, list, plural): (&'static str, &'static str, &'static str),
    unit: &'static str,
    input: Value,
    change: Value,
) -> Kind {
    Kind { name, list, plural, of: Of::Unit(unit), input, change }
}

fn hanging(
    (name, list, plural): (&'static str, &'static str, &'static str),
    (folder, parent): (&'static str, &Value),
    input: Value,
    change: Value,
) -> Kind {
    Kind { name, list, plural, of: Of::Record(folder, text(parent, "id").to_owned()), input, change }
}

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
async fn kinds(app: &TestApp, admin: &Caller) -> Vec<Kind> {
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

/// The lists that a record of a kind stands in.
fn lists(kind: &Kind) -> [String; 2] {
    let plural = kind.plural;
    match &kind.of {
        Of::Unit(unit) => [format!("{}?limit=500", below(plural, unit)), format!("/v1/{plural}?limit=500&unit={unit}")],
        Of::Record(folder, id) => {
            [format!("/v1/{folder}/{id}/{plural}?limit=500"), format!("/v1/{plural}?limit=500&of={id}")]
        }
    }
}

async fn is_listed(caller: &Caller, list: &str, record: &Value) -> bool {
    rows(caller, list).await.iter().any(|row| row["id"] == record["id"])
}

async fn recorded(admin: &Caller, kind: &Kind) -> Value {
    let made = match &kind.of {
        Of::Unit(unit) => {
            admin.post(&format!("/v1/{}", kind.plural), merged(json!({"unit": unit}), kind.input.clone())).await
        }
        Of::Record(folder, id) => admin.post(&format!("/v1/{folder}/{id}/{}", kind.plural), kind.input.clone()).await,
    };
    made.expect(201)
}

/// A change of a record in its first version, and its archive.
async fn changes_and_ends(admin: &Caller, at: &str, change: &Value) {
    let body = || change.to_string().into_bytes();
    let unread = admin.send(Request::patch(at), "application/json", body()).await;
    unread.refused(428, "PRECONDITION.REQUIRED");
    admin.patch(at, 9, change.clone()).await.refused(412, "PRECONDITION.STALE");
    let changed = admin.patch(at, 1, change.clone()).await.expect(200);
    assert_eq!(version(&changed), 2, "{at}");
    for (field, sent) in change.as_object().unwrap() {
        assert_eq!(&changed[field], sent, "{field} of {at}");
    }
    admin.send(Request::delete(at), "", Vec::new()).await.refused(428, "PRECONDITION.REQUIRED");
    admin.delete_if(at, 1).await.refused(412, "PRECONDITION.STALE");
    let gone = admin.delete_if(at, 2).await.expect(200);
    assert!(gone["archivedAt"].is_string() && version(&gone) == 3, "{gone}");
    assert!(admin.get(at).await.expect(200)["archivedAt"].is_string(), "{at}");
    admin.patch(at, 3, change.clone()).await.refused(409, "RESOURCE.ARCHIVED");
    admin.delete_if(at, 3).await.refused(409, "RESOURCE.ARCHIVED");
}

#[tokio::test]
async fn every_kind_of_incubation_is_recorded_found_changed_and_archived() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for kind in kinds(&app, &admin).await {
        println!("{}", kind.name);
        let made = recorded(&admin, &kind).await;
        assert_eq!(version(&made), 1, "{made}");
        let at = at(kind.plural, &made);
        let read = admin.get(&at).await;
        assert!(read.header("etag").starts_with("\"1-"), "{at}: {:?}", read.headers);
        let read = read.expect(200);
        for (field, sent) in kind.input.as_object().unwrap().iter().filter(|(field, _)| !field.ends_with("Id")) {
            assert_eq!(&read[field], sent, "{field} of {at}");
        }
        for list in lists(&kind) {
            assert!(is_listed(&admin, &list, &made).await, "{list}");
        }
        changes_and_ends(&admin, &at, &kind.change).await;
        for list in lists(&kind) {
            assert!(!is_listed(&admin, &list, &made).await, "{list}");
            assert!(is_listed(&admin, &format!("{list}&archived=true"), &made).await, "{list}");
        }
    }
}

#[track_caller]
fn coded(reply: &Reply, code: &str) {
    assert_eq!(reply.body["errors"][0]["extensions"]["code"], code, "{}", reply.text);
}

/// The ids of a GraphQL list.
async fn listed(caller: &Caller, list: &str, archived: bool) -> Vec<Value> {
    let query = format!("{{ {list}(first: 100, filter: {{archived: {archived}}}) {{ nodes {{ id }} }} }}");
    let data = Caller::data(caller.graphql(&query, json!({})).await);
    data[list]["nodes"].as_array().unwrap().iter().map(|node| node["id"].clone()).collect()
}

/// The same by GraphQL: a change of a record in its first version, and its archive.
async fn changes_and_ends_by_graphql(admin: &Caller, name: &str, id: &Value, change: &Value) {
    let field = change.as_object().unwrap().keys().next().unwrap();
    let update = format!(
        "mutation M($id: ID!, $version: Int!, $changes: {name}Changes!) {{
            update{name}(id: $id, expectedVersion: $version, changes: $changes) {{ version {field} }} }}"
    );
    let archive = format!(
        "mutation M($id: ID!, $version: Int!) {{
            archive{name}(id: $id, expectedVersion: $version) {{ version archivedAt }} }}"
    );
    let at = |version: i64| json!({"id": id, "version": version, "changes": change});
    coded(&admin.graphql(&update, at(9)).await, "PRECONDITION.STALE");
    let data = Caller::data(admin.graphql(&update, at(1)).await);
    let changed = &data[format!("update{name}")];
    assert_eq!((version(changed), &changed[field]), (2, &change[field]), "{name}");
    let of = |version: i64| json!({"id": id, "version": version});
    coded(&admin.graphql(&archive, of(1)).await, "PRECONDITION.STALE");
    let data = Caller::data(admin.graphql(&archive, of(2)).await);
    assert!(data[format!("archive{name}")]["archivedAt"].is_string(), "{data}");
    let found = Caller::data(admin.graphql("query Q($id: ID!) { node(id: $id) { id } }", json!({"id": id})).await);
    assert_eq!(&found["node"]["id"], id, "{name}");
    coded(&admin.graphql(&update, at(3)).await, "RESOURCE.ARCHIVED");
}

#[tokio::test]
async fn every_kind_of_incubation_lives_the_same_life_by_graphql() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for kind in kinds(&app, &admin).await {
        println!("{}", kind.name);
        let (name, list) = (kind.name, kind.list);
        let (argument, of) = match &kind.of {
            Of::Unit(unit) => ("unit: $of", json!(unit)),
            Of::Record(_, id) => ("of: $of", json!(id)),
        };
        let of_type = if argument.starts_with("unit") { "String" } else { "ID" };
        let create = format!(
            "mutation M($of: {of_type}!, $input: {name}Input!) {{
                create{name}({argument}, input: $input) {{ id version }} }}"
        );
        let variables = json!({"of": of, "input": kind.input});
        let made = Caller::data(admin.graphql(&create, variables).await)[format!("create{name}")].clone();
        assert_eq!(version(&made), 1, "{name}");
        assert!(listed(&admin, list, false).await.contains(&made["id"]), "{list}");
        changes_and_ends_by_graphql(&admin, name, &made["id"], &kind.change).await;
        assert!(!listed(&admin, list, false).await.contains(&made["id"]), "{list}");
        assert!(listed(&admin, list, true).await.contains(&made["id"]), "{list}");
    }
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
