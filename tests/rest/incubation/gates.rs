//! Gates: what a stage asks, what is missing, who may set it aside.

use api::vocab::Role;
use serde_json::{Value, json};

use super::super::kept_steps::{faulty, record, rows};
use super::super::steps::{grant, text, version};
use super::aid_steps::document;
use super::steps::{baseline, cohort, enterprise, incubatee, merged, month, move_to};
use crate::support::{BLK, Caller, OTHER_BLK, Reply, TestApp};

/// The incubatee as it is now.
async fn read(caller: &Caller, id: &str) -> Value {
    caller.get(&format!("/v1/incubatees/{id}")).await.expect(200)
}

/// What hangs on it, recorded.
async fn add(caller: &Caller, id: &str, plural: &str, input: Value) -> Value {
    caller.post(&format!("/v1/incubatees/{id}/{plural}"), input).await.expect(201)
}

async fn reached(caller: &Caller, id: &str, code: &str, on: &str) -> Value {
    add(caller, id, "milestones", json!({"code": code, "achievedOn": on})).await
}

/// An enterprise of the BLK in a cohort, with a baseline.
async fn entered(head: &Caller, extra: Value) -> String {
    let (cohort, enterprise) = (cohort(head, BLK, extra).await, enterprise(head, BLK, "Dapur Lebak").await);
    text(&incubatee(head, &cohort, &enterprise, baseline()).await, "id").to_owned()
}

/// The requirements that a refusal names, with what is missing of each.
#[track_caller]
fn missing(reply: &Reply) -> Vec<(String, Value)> {
    let all = reply.body["errors"].as_array().unwrap_or_else(|| panic!("{}", reply.text));
    let gates = all.iter().filter(|fault| fault["code"] == "STAGE.GATE_UNMET");
    gates.map(|fault| (text(&fault["params"], "requirement").to_owned(), fault["params"]["codes"].clone())).collect()
}

#[tokio::test]
async fn an_unmet_gate_lists_everything_that_is_missing_and_nothing_is_written() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let cohort = cohort(&head, BLK, json!({})).await;
    let enterprise = enterprise(&head, BLK, "Dapur Lebak").await;
    let id = text(&incubatee(&head, &cohort, &enterprise, json!({})).await, "id").to_owned();
    move_to(&head, &id, "SELECTED", json!({})).await.expect(200);
    let refused = move_to(&head, &id, "PRE_INCUBATION", json!({})).await;
    assert_eq!(missing(&refused), [("BASELINE".to_owned(), json!(["baselineMonth", "baselineRevenue"]))]);
    refused.refused(422, "STAGE.GATE_UNMET");
    let now = read(&head, &id).await;
    head.patch(&format!("/v1/incubatees/{id}"), version(&now), baseline()).await.expect(200);
    move_to(&head, &id, "PRE_INCUBATION", json!({})).await.expect(200);
    move_to(&head, &id, "INCUBATION", json!({})).await.refused(422, "STAGE.GATE_UNMET");
    reached(&head, &id, "RENCANA_USAHA", "2026-11-01").await;
    move_to(&head, &id, "INCUBATION", json!({})).await.expect(200);

    let now = read(&head, &id).await;
    month(&head, &now, "2026-09", json!({"bookkeeping": "TIDAK_ADA"})).await;
    let refused = move_to(&head, &id, "POST_INCUBATION", json!({})).await;
    let wanted = [("VISITS", json!([])), ("BOOKKEEPING", json!(["MANUAL"])), ("PROGRESS_MONTHS", json!([]))];
    assert_eq!(missing(&refused), wanted.map(|(requirement, codes)| (requirement.to_owned(), codes)));
    let facts = |index: usize| {
        let params = &refused.body["errors"][index]["params"];
        (params["needed"].clone(), params["found"].clone())
    };
    assert_eq!(facts(0), (json!(4), json!(0)));
    assert_eq!(facts(1), (json!("MANUAL"), json!("TIDAK_ADA")));
    assert_eq!(facts(2), (json!(3), json!(1)));
    assert_eq!(text(&refused.body["errors"][2], "messageEn"), "Months of progress: 1 of 3.");
    assert_eq!(refused.body["errors"][2]["path"], "/to");
    let same = read(&head, &id).await;
    assert_eq!((text(&same, "stage"), version(&same)), ("INCUBATION", version(&now)));
    assert_eq!(rows(&head, &format!("/v1/incubatees/{id}/stage-changes")).await.len(), 3);
}

#[tokio::test]
async fn a_gate_is_set_aside_by_who_may_with_a_reason_that_stays() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let id = entered(&head, json!({})).await;
    for stage in ["SELECTED", "PRE_INCUBATION"] {
        move_to(&head, &id, stage, json!({})).await.expect(200);
    }
    let aside = json!({"overrideReason": "Rencana usaha dibuat bersama IPB"});
    move_to(&head, &id, "INCUBATION", aside.clone()).await.refused(403, "ACCESS.DENIED");
    let coordinator = app.coordinator().await;
    move_to(&coordinator, &id, "INCUBATION", json!({})).await.refused(403, "ACCESS.DENIED");
    let blank = move_to(&coordinator, &id, "INCUBATION", json!({"overrideReason": " "})).await;
    faulty(&blank, &[("REASON.REQUIRED", "/overrideReason")]);
    let moved = move_to(&coordinator, &id, "INCUBATION", aside).await.expect(200);
    assert_eq!(text(&moved, "stage"), "INCUBATION");
    let changes = rows(&head, &format!("/v1/incubatees/{id}/stage-changes")).await;
    let last = &changes[2];
    assert_eq!((text(last, "fromStage"), text(last, "toStage")), ("PRE_INCUBATION", "INCUBATION"));
    assert_eq!((&last["overridden"], &last["missing"]), (&json!(true), &json!(["MILESTONES:RENCANA_USAHA"])));
    assert_eq!(text(last, "reason"), "Rencana usaha dibuat bersama IPB");
    assert_eq!(last["movedBy"], coordinator.get("/v1/me").await.expect(200)["id"]);
    assert_eq!((&changes[0]["overridden"], &changes[0]["missing"]), (&json!(false), &json!([])));
    // An override does not make a stage follow that does not.
    let skip = json!({"overrideReason": "Mendesak"});
    move_to(&coordinator, &id, "GRADUATED", skip).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn a_cohort_asks_what_it_wants_of_each_stage() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let gates = json!([
        {"stage": "SELECTED", "requirement": "DOCUMENTS", "codes": ["BERITA_ACARA", "RAB"]},
        {"stage": "PRE_INCUBATION", "requirement": "READINESS", "count": 60},
        {"stage": "INCUBATION", "requirement": "CERTIFICATIONS", "codes": ["HALAL"]},
        {"stage": "INCUBATION", "requirement": "BOOKKEEPING", "codes": ["APLIKASI"]},
    ]);
    let own = json!({"unit": BLK, "name": "Angkatan sendiri", "year": 2026, "startsOn": "2026-01-01", "gates": gates});
    head.post("/v1/cohorts", own).await.refused(403, "ACCESS.DENIED");
    let id = entered(&app.admin().await, json!({"gates": gates})).await;
    let unnamed = move_to(&head, &id, "SELECTED", json!({})).await;
    assert_eq!(missing(&unnamed), [("DOCUMENTS".to_owned(), json!(["BERITA_ACARA", "RAB"]))]);
    let mut evidence = Vec::new();
    for kind in ["BERITA_ACARA", "RAB"] {
        evidence.push(document(&head, kind, true).await["id"].clone());
    }
    let half = move_to(&head, &id, "SELECTED", json!({"evidence": [evidence[0]]})).await;
    assert_eq!(missing(&half), [("DOCUMENTS".to_owned(), json!(["RAB"]))]);
    let moved = move_to(&head, &id, "SELECTED", json!({"evidence": evidence})).await.expect(200);
    let changes = rows(&head, &format!("/v1/incubatees/{id}/stage-changes")).await;
    assert_eq!(changes[0]["evidence"], json!(evidence));

    month(&head, &moved, "2026-08", json!({"readiness": 70, "bookkeeping": "LENGKAP"})).await;
    month(&head, &moved, "2026-09", json!({"readiness": 55})).await;
    // The last score counts, not the best.
    let fell = move_to(&head, &id, "PRE_INCUBATION", json!({})).await;
    assert_eq!(missing(&fell), [("READINESS".to_owned(), json!([]))]);
    month(&head, &moved, "2026-10", json!({"readiness": 60})).await;
    move_to(&head, &id, "PRE_INCUBATION", json!({})).await.expect(200);

    let old =
        json!({"kind": "HALAL", "number": "ID36110000123456789", "issuedOn": "2022-01-01", "validUntil": "2026-11-04"});
    add(&head, &id, "certifications", old).await;
    let expired = move_to(&head, &id, "INCUBATION", json!({})).await;
    assert_eq!(missing(&expired), [("CERTIFICATIONS".to_owned(), json!(["HALAL"]))]);
    let new = json!({"kind": "HALAL", "number": "ID36110000987654321", "validUntil": "2030-11-04"});
    add(&head, &id, "certifications", new).await;
    move_to(&head, &id, "INCUBATION", json!({})).await.expect(200);
    // Nothing is asked of the stages that the cohort does not name.
    move_to(&head, &id, "POST_INCUBATION", json!({})).await.expect(200);
}

#[tokio::test]
async fn evidence_is_a_document_of_the_unit() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let id = entered(&head, json!({})).await;
    let own = document(&head, "BERITA_ACARA", true).await;
    let other = json!({"kind": "BERITA_ACARA", "title": "Seleksi"});
    let other = record(&admin, "documents", OTHER_BLK, other).await.expect(201);
    let evidence = json!([own["id"], own["id"], other["id"], id, "nope"]);
    let refused = move_to(&head, &id, "SELECTED", json!({"evidence": evidence})).await;
    let wanted = [
        ("FIELD.DUPLICATE", "/evidence/1"),
        ("FIELD.UNKNOWN_CODE", "/evidence/2"),
        ("FIELD.UNKNOWN_CODE", "/evidence/3"),
        ("FIELD.UNKNOWN_CODE", "/evidence/4"),
    ];
    faulty(&refused, &wanted);
}

#[tokio::test]
async fn a_gate_is_judged_by_the_day_of_the_move() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let id = entered(&head, json!({})).await;
    for (stage, on) in [("SELECTED", "2026-02-10"), ("PRE_INCUBATION", "2026-03-01")] {
        let moved = move_to(&head, &id, stage, json!({"on": on})).await.expect(200);
        assert_eq!(text(&moved, "stageOn"), on);
    }
    reached(&head, &id, "RENCANA_USAHA", "2026-04-15").await;
    let early = move_to(&head, &id, "INCUBATION", json!({"on": "2026-04-14"})).await;
    assert_eq!(missing(&early), [("MILESTONES".to_owned(), json!(["RENCANA_USAHA"]))]);
    move_to(&head, &id, "INCUBATION", json!({"on": "2026-04-15"})).await.expect(200);
}

/// A request for a move that says all that any move must.
async fn attempt(caller: &Caller, id: &str, version: i64, to: &str) -> Reply {
    let mut body = json!({"to": to, "reason": "Sebab"});
    if to == "DROPPED_OUT" {
        body["reasonCode"] = json!("PINDAH_DOMISILI");
    }
    caller.post_if(&format!("/v1/incubatees/{id}/stage-changes?validateOnly=true"), version, body).await
}

const STAGES: [&str; 9] = [
    "APPLIED",
    "SELECTED",
    "PRE_INCUBATION",
    "INCUBATION",
    "POST_INCUBATION",
    "GRADUATED",
    "DROPPED_OUT",
    "SUSPENDED",
    "REJECTED",
];

/// The stages that somebody is told to be allowed.
async fn agrees(who: &str, caller: &Caller, id: &str, version: i64) -> Vec<String> {
    let list = caller.get(&format!("/v1/incubatees/{id}/gates")).await;
    if list.status == 404 {
        for to in STAGES {
            assert_eq!(attempt(caller, id, version, to).await.status, 404, "{who} {to}");
        }
        return Vec::new();
    }
    let entries = list.expect(200)["data"].as_array().unwrap().clone();
    let mut allowed = Vec::new();
    for to in STAGES {
        let done = attempt(caller, id, version, to).await;
        let Some(entry) = entries.iter().find(|entry| entry["stage"] == to) else {
            assert!(matches!(done.status, 403 | 409), "{who} {to}: {}", done.text);
            continue;
        };
        if entry["allowed"] == true {
            assert_eq!(done.status, 200, "{who} {to}: {}", done.text);
            allowed.push(to.to_owned());
        } else {
            assert_eq!(entry["blockers"][0]["code"], done.body["code"], "{who} {to}: {}", done.text);
        }
    }
    allowed
}

#[tokio::test]
async fn gates_agree_with_what_a_move_answers_for_everybody_in_every_stage() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let both = app.person(Role::BlkOperator, None, Some(BLK)).await;
    grant(&app, &both, json!({"role": "COORDINATOR", "region": "36.02"})).await;
    let callers = [
        ("head", app.head().await),
        ("operator", app.operator().await),
        ("operator and coordinator", both),
        ("coordinator", app.coordinator().await),
        ("coordinator of another region", app.person(Role::Coordinator, Some("32"), None).await),
        ("reviewer", app.reviewer().await),
        ("admin", app.admin().await),
        ("auditor", app.person(Role::Auditor, None, None).await),
        ("local government", app.person(Role::LocalGovernment, Some("36.02"), None).await),
        ("head of another BLK", app.person(Role::BlkHead, None, Some(OTHER_BLK)).await),
    ];
    let id = entered(&head, json!({})).await;
    let everybody = async |stage: &str| {
        let now = read(&head, &id).await;
        assert_eq!(text(&now, "stage"), stage);
        let mut told = Vec::new();
        for (who, caller) in &callers {
            told.push(agrees(who, caller, &id, version(&now)).await);
        }
        told
    };
    let keepers = |told: &[Vec<String>]| [told[0].clone(), told[1].clone(), told[2].clone(), told[6].clone()];
    let others = |told: &[Vec<String>]| [3, 4, 5, 7, 8, 9].iter().all(|index| told[*index].is_empty());

    let told = everybody("APPLIED").await;
    assert!(keepers(&told).iter().all(|allowed| *allowed == ["SELECTED", "REJECTED"]) && others(&told), "{told:?}");
    move_to(&head, &id, "SELECTED", json!({})).await.expect(200);
    everybody("SELECTED").await;
    move_to(&head, &id, "PRE_INCUBATION", json!({})).await.expect(200);
    let told = everybody("PRE_INCUBATION").await;
    assert!(keepers(&told).iter().all(|allowed| *allowed == ["DROPPED_OUT", "SUSPENDED"]), "{told:?}");
    reached(&head, &id, "RENCANA_USAHA", "2026-11-01").await;
    move_to(&head, &id, "INCUBATION", json!({})).await.expect(200);
    move_to(&head, &id, "SUSPENDED", json!({"reason": "Banjir"})).await.expect(200);
    let told = everybody("SUSPENDED").await;
    assert!(keepers(&told).iter().all(|allowed| *allowed == ["INCUBATION", "DROPPED_OUT"]), "{told:?}");
    let drop = json!({"reasonCode": "DAMPAK_BENCANA"});
    move_to(&head, &id, "DROPPED_OUT", drop).await.expect(200);
    let told = everybody("DROPPED_OUT").await;
    assert!(told.iter().all(Vec::is_empty), "{told:?}");
}

#[tokio::test]
async fn gates_show_what_is_asked_and_what_is_missing() {
    let app = TestApp::start().await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let id = entered(&head, json!({})).await;
    for stage in ["SELECTED", "PRE_INCUBATION"] {
        move_to(&head, &id, stage, json!({})).await.expect(200);
    }
    let at = format!("/v1/incubatees/{id}/gates");
    let list = head.get(&at).await.expect(200);
    let next = &list["data"][0];
    assert_eq!((text(next, "stage"), &next["allowed"]), ("INCUBATION", &json!(false)));
    let asked =
        json!([{"stage": "INCUBATION", "requirement": "MILESTONES", "count": null, "codes": ["RENCANA_USAHA"]}]);
    assert_eq!(next["requirements"], asked);
    let blocker = &next["blockers"][0];
    assert_eq!((text(blocker, "code"), text(blocker, "path")), ("STAGE.GATE_UNMET", "/to"));
    assert_eq!(text(blocker, "message"), "Tonggak belum tercapai: RENCANA_USAHA.");
    assert_eq!(text(blocker, "messageEn"), "Milestones not reached: RENCANA_USAHA.");
    assert_eq!(blocker["params"]["codes"], json!(["RENCANA_USAHA"]));
    let seen = coordinator.get(&at).await.expect(200);
    let codes: Vec<&str> =
        seen["data"][0]["blockers"].as_array().unwrap().iter().map(|blocker| text(blocker, "code")).collect();
    assert_eq!(codes, ["ACCESS.DENIED", "STAGE.GATE_UNMET"]);
    let query = "query($id: ID!) { incubateeGates(id: $id) { stage allowed blockers { code params } requirements { requirement codes } } }";
    let same = Caller::data(head.graphql(query, json!({"id": id})).await);
    let same = &same["incubateeGates"][0];
    assert_eq!((&same["stage"], &same["allowed"]), (&next["stage"], &next["allowed"]));
    assert_eq!(same["blockers"][0]["params"], blocker["params"]);
    app.anonymous().get(&at).await.refused(401, "AUTH.REQUIRED");
    let far = app.person(Role::Coordinator, Some("32"), None).await;
    far.get(&at).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn a_cohort_fills_in_what_is_left_out_and_refuses_gates_that_ask_nothing() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let plain = cohort(&head, BLK, json!({})).await;
    assert_eq!((&plain["target"], &plain["months"], &plain["gates"]), (&json!(10), &json!(12), &json!([])));
    assert_eq!(text(&plain, "endsOn"), "2027-01-01");
    let at = format!("/v1/cohorts/{}", text(&plain, "id"));
    let longer = head.patch(&at, 1, json!({"months": 18, "target": 25})).await.expect(200);
    assert_eq!((text(&longer, "endsOn"), &longer["target"]), ("2027-07-01", &json!(25)));
    let back = head.patch(&at, 2, json!({"months": null})).await.expect(200);
    assert_eq!(text(&back, "endsOn"), "2027-01-01");
    let dapur = enterprise(&head, BLK, "Dapur Lebak").await;
    incubatee(&head, &back, &dapur, json!({})).await;
    for loosened in [
        json!({"target": 50}),
        json!({"eligibility": [{"rule": "LEVEL", "values": ["PEMULA"]}]}),
        json!({"gates": [{"stage": "GRADUATED", "requirement": "BASELINE"}]}),
    ] {
        head.patch(&at, 3, loosened).await.refused(403, "ACCESS.DENIED");
    }
    let wrong = json!({"unit": BLK, "name": "Angkatan dua", "year": 2026, "startsOn": "2026-01-01", "gates": [
        {"stage": "DROPPED_OUT", "requirement": "BASELINE"},
        {"stage": "GRADUATED", "requirement": "MILESTONES"},
        {"stage": "GRADUATED", "requirement": "MILESTONES", "codes": ["NOPE"]},
        {"stage": "GRADUATED", "requirement": "VISITS", "codes": ["NIB"]},
        {"stage": "GRADUATED", "requirement": "READINESS", "count": 101},
        {"stage": "GRADUATED", "requirement": "BASELINE", "count": 2},
        {"stage": "GRADUATED", "requirement": "BOOKKEEPING", "codes": ["MANUAL", "LENGKAP"]},
        {"stage": "NOPE", "requirement": "NOPE"},
    ], "eligibility": [{"rule": "LEVEL", "values": []}, {"rule": "MIN_AGE", "values": ["x"]}, {"rule": "SECTOR", "values": ["NOPE"]}]});
    let refused = app.admin().await.post("/v1/cohorts", wrong).await;
    faulty(
        &refused,
        &[
            ("FIELD.DUPLICATE", "/gates/2/requirement"),
            ("FIELD.FORMAT", "/eligibility/1/values"),
            ("FIELD.LENGTH", "/eligibility/0/values"),
            ("FIELD.LENGTH", "/gates/1/codes"),
            ("FIELD.LENGTH", "/gates/3/codes"),
            ("FIELD.LENGTH", "/gates/6/codes"),
            ("FIELD.OUT_OF_RANGE", "/gates/4/count"),
            ("FIELD.OUT_OF_RANGE", "/gates/5/count"),
            ("FIELD.UNKNOWN_CODE", "/eligibility/2/values/0"),
            ("FIELD.UNKNOWN_CODE", "/gates/0/stage"),
            ("FIELD.UNKNOWN_CODE", "/gates/2/codes/0"),
            ("FIELD.UNKNOWN_CODE", "/gates/7/requirement"),
            ("FIELD.UNKNOWN_CODE", "/gates/7/stage"),
        ],
    );
    let again = merged(json!({"unit": BLK, "name": "Angkatan 2026"}), json!({"year": 2026, "startsOn": "2026-01-01"}));
    head.post("/v1/cohorts", again).await.refused(409, "RESOURCE.ALREADY_EXISTS");
}

#[tokio::test]
async fn the_timeline_tells_what_happened_in_the_order_of_days() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let id = entered(&head, json!({})).await;
    reached(&head, &id, "RENCANA_USAHA", "2026-03-01").await;
    add(&head, &id, "milestones", json!({"code": "PENJUALAN_PERTAMA", "dueOn": "2026-12-01"})).await;
    let nib = json!({"kind": "NIB", "number": "1234567890123", "issuedOn": "2026-02-20"});
    add(&head, &id, "certifications", nib).await;
    let contract = json!({"offTakerName": "Toko Sinar", "number": "PKS-1", "product": "Keripik", "volume": 100, "volumeUnit": "kg",
        "price": 30_000, "startsOn": "2026-05-01", "endsOn": "2027-04-30", "status": "ACTIVE"});
    add(&head, &id, "offtake-contracts", contract).await;
    move_to(&head, &id, "SELECTED", json!({"on": "2026-02-10"})).await.expect(200);
    let told = rows(&head, &format!("/v1/incubatees/{id}/timeline")).await;
    let told: Vec<_> = told.iter().map(|entry| (text(entry, "on"), text(entry, "kind"))).collect();
    assert_eq!(
        told,
        [
            ("2026-02-01", "APPLICATION"),
            ("2026-02-10", "STAGE_CHANGE"),
            ("2026-02-20", "CERTIFICATION"),
            ("2026-03-01", "MILESTONE"),
            ("2026-05-01", "OFFTAKE_CONTRACT"),
        ]
    );
    let query = "query($id: ID!) { incubateeTimeline(id: $id) { on kind id title } }";
    let same = Caller::data(head.graphql(query, json!({"id": id})).await);
    assert_eq!(same["incubateeTimeline"].as_array().map(Vec::len), Some(5));
    assert_eq!(text(&same["incubateeTimeline"][4], "title"), "Keripik");
    assert!(text(&same["incubateeTimeline"][1], "id").starts_with("stg_"));
    let far = app.person(Role::Coordinator, Some("32"), None).await;
    far.get(&format!("/v1/incubatees/{id}/timeline")).await.refused(404, "RESOURCE.NOT_FOUND");
}
