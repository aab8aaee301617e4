//! Selection rounds: put forward, scored, selected by decree.

use api::vocab::Role;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::steps::{count, new_blk, text, version};
use crate::support::{BLK, Caller, KAWASAN, Reply, TestApp};

const CANDIDATES: &str = "/v1/selection-rounds/SEL-2026/candidates";
const DECISIONS: &str = "/v1/selection-rounds/SEL-2026/decisions";

/// A round of the forum for BLKs: two criteria, 60 and 40; with a study or without.
async fn round(admin: &Caller, longlist: i32, select: i32, with_study: bool) -> Value {
    let forum = json!({"code": "FKN-UJI", "name": "Forum", "kind": "FKN", "scope": "NATIONAL", "country": "ID", "region": "31.71", "enrolledOn": "2026-01-01"});
    admin.post("/v1/organizations", forum).await.expect(201);
    let study = json!({"kind": "GRAND_DESIGN", "title": "Rancangan induk"});
    let study = admin.post("/v1/organizations/FKN-UJI/documents", study).await.expect(201);
    let mut round = json!({
        "code": "SEL-2026", "name": "Seleksi 2026", "subjectKind": "BLK", "longlistSize": longlist, "selectCount": select,
        "criteria": [{"code": "LEMBAGA", "title": "Kelembagaan", "weight": 60}, {"code": "USAHA", "title": "Usaha", "weight": 40}],
    });
    if with_study {
        round["studyId"] = study["id"].clone();
    }
    admin.post("/v1/organizations/FKN-UJI/selection-rounds", round).await.expect(201)
}

/// BLKs in Lebak, put forward on the longlist long after they became candidate incubators.
async fn longlisted(admin: &Caller, codes: &[&str]) -> Vec<Value> {
    for code in codes {
        let mut blk = new_blk(code, "36.02");
        blk["incubatorStatus"] = json!("CANDIDATE");
        admin.post("/v1/blks", blk).await.expect(201);
    }
    let named = nominate(admin, "LONGLIST", json!(codes)).await.expect(201);
    named["data"].as_array().unwrap().clone()
}

async fn nominate(caller: &Caller, stage: &str, units: Value) -> Reply {
    caller.post(CANDIDATES, json!({"units": units, "stage": stage})).await
}

async fn score(caller: &Caller, candidate: &Value, scores: &[(&str, f64)]) -> Reply {
    let scores: Vec<Value> = scores.iter().map(|(code, score)| json!({"criterion": code, "score": score})).collect();
    caller.post(&format!("/v1/selection-candidates/{}/scores", text(candidate, "id")), json!({"scores": scores})).await
}

const FULL: &[(&str, f64)] = &[("LEMBAGA", 80.0), ("USAHA", 50.0)];

fn decision(selected: Value) -> Value {
    json!({"decreeNumber": "SK-1/2026", "decidedOn": "2026-11-05", "selected": selected})
}

fn faults(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect()
}

async fn events(app: &TestApp, name: &str) -> u64 {
    let query = entity::event::Entity::find().filter(entity::event::Column::Type.eq(name));
    query.count(app.app.store.reader()).await.unwrap()
}

async fn incubator_status(admin: &Caller, code: &str) -> Value {
    admin.get(&format!("/v1/blks/{code}")).await.expect(200)["incubatorStatus"].clone()
}

#[tokio::test]
async fn a_round_cannot_select_what_it_did_not_score() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let round = round(&admin, 40, 25, true).await;
    let candidates = longlisted(&admin, &["BLK-A", "BLK-B"]).await;
    score(&admin, &candidates[0], FULL).await.expect(201);
    let half = score(&admin, &candidates[1], &[("LEMBAGA", 90.0)]).await.expect(201);
    assert_eq!(half["score"], Value::Null);
    let refused = admin.post_if(DECISIONS, version(&round), decision(json!(["BLK-A", "BLK-B"]))).await;
    assert_eq!((refused.status, refused.faults()), (422, faults(&[("SELECTION.UNSCORED", "/selected/1")])));
    let page = admin.get(&format!("{CANDIDATES}?stage=LONGLIST")).await.expect(200);
    assert_eq!(page["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn two_of_three_are_selected_with_their_status() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let round = round(&admin, 40, 2, true).await;
    let candidates = longlisted(&admin, &["BLK-A", "BLK-B", "BLK-C"]).await;
    for candidate in &candidates {
        assert_eq!(score(&admin, candidate, FULL).await.expect(201)["score"], 68.0);
    }
    let body = decision(json!(["BLK-A", candidates[2]["id"]]));
    admin.post(DECISIONS, body.clone()).await.refused(428, "PRECONDITION.REQUIRED");
    admin.post_if(DECISIONS, version(&round) + 1, body.clone()).await.refused(412, "PRECONDITION.STALE");
    let checked = format!("{DECISIONS}?validateOnly=true");
    admin.post_if(&checked, version(&round), body.clone()).await.expect(200);
    assert_eq!(events(&app, "selectionRound.decided").await, 0);
    let decided = admin.post_if(DECISIONS, version(&round), body).await.expect(201);
    assert_eq!((text(&decided, "decreeNumber"), text(&decided, "decidedOn")), ("SK-1/2026", "2026-11-05"));
    assert_eq!(version(&decided), version(&round) + 1);
    for (candidate, stage, status) in [
        (&candidates[0], "SELECTED", "SELECTED"),
        (&candidates[1], "NOT_SELECTED", "CANDIDATE"),
        (&candidates[2], "SELECTED", "SELECTED"),
    ] {
        let now = admin.get(&format!("/v1/selection-candidates/{}", text(candidate, "id"))).await.expect(200);
        assert_eq!((text(&now, "stage"), now["score"].as_f64()), (stage, Some(68.0)));
        assert_eq!(incubator_status(&admin, text(candidate, "unitCode")).await, status);
    }
    for (event, times) in [("selectionRound.decided", 1), ("selectionCandidate.decided", 3), ("unit.statusChanged", 2)]
    {
        assert_eq!(events(&app, event).await, times, "{event}");
    }
}

#[tokio::test]
async fn a_decision_needs_a_study() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let round = round(&admin, 40, 25, false).await;
    let candidates = longlisted(&admin, &["BLK-A"]).await;
    score(&admin, &candidates[0], FULL).await.expect(201);
    let refused = admin.post_if(DECISIONS, version(&round), decision(json!(["BLK-A"]))).await;
    assert_eq!((refused.status, refused.faults()), (422, faults(&[("FIELD.REQUIRED", "/studyId")])));
}

#[tokio::test]
async fn all_faults_of_a_decision_come_at_once_and_nothing_is_written() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let round = round(&admin, 40, 1, true).await;
    let candidates = longlisted(&admin, &["BLK-A", "BLK-B"]).await;
    for candidate in &candidates {
        score(&admin, candidate, FULL).await.expect(201);
    }
    let before = count::<entity::audit::Entity>(&app).await;
    let too_many = admin.post_if(DECISIONS, version(&round), decision(json!(["BLK-A", "BLK-B"]))).await;
    assert_eq!(too_many.faults(), faults(&[("FIELD.OUT_OF_RANGE", "/selected")]));
    let mut wrong = decision(json!(["BLK-A", BLK, candidates[0]["id"]]));
    wrong["decidedOn"] = json!("2026-11-06");
    let refused = admin.post_if(DECISIONS, version(&round), wrong).await;
    let all = [
        ("FIELD.DUPLICATE", "/selected/2"),
        ("FIELD.OUT_OF_RANGE", "/decidedOn"),
        ("FIELD.OUT_OF_RANGE", "/selected"),
        ("FIELD.UNKNOWN_CODE", "/selected/1"),
    ];
    assert_eq!((refused.status, refused.faults()), (422, faults(&all)));
    // The status of a BLK cannot change on or before the day on which it last did.
    let mut early = decision(json!(["BLK-A"]));
    early["decidedOn"] = json!("2026-08-01");
    let refused = admin.post_if(DECISIONS, version(&round), early).await;
    assert_eq!(refused.faults(), faults(&[("DATES.OVERLAP", "/selected/0")]));
    assert_eq!(count::<entity::audit::Entity>(&app).await, before);
    assert_eq!(incubator_status(&admin, "BLK-A").await, "CANDIDATE");
    // Who incubates already is not selected anew.
    let active = nominate(&admin, "LONGLIST", json!([BLK])).await.expect(201);
    score(&admin, &active["data"][0], FULL).await.expect(201);
    let refused = admin.post_if(DECISIONS, version(&round), decision(json!([BLK]))).await;
    assert_eq!(refused.faults(), faults(&[("STATUS.NOT_ALLOWED", "/selected/0")]));
}

#[tokio::test]
async fn a_decided_round_does_not_change() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let round = round(&admin, 40, 25, true).await;
    let candidates = longlisted(&admin, &["BLK-A"]).await;
    score(&admin, &candidates[0], FULL).await.expect(201);
    let decided = admin.post_if(DECISIONS, version(&round), decision(json!(["BLK-A"]))).await.expect(201);
    nominate(&admin, "ELIGIBLE", json!([BLK])).await.refused(409, "STATE.ILLEGAL");
    score(&admin, &candidates[0], FULL).await.refused(409, "STATE.ILLEGAL");
    let again = admin.post_if(DECISIONS, version(&decided), decision(json!(["BLK-A"]))).await;
    again.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn a_longlist_has_its_size_and_makes_candidate_incubators() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    round(&admin, 2, 1, true).await;
    for code in ["BLK-A", "BLK-B", "BLK-C"] {
        admin.post("/v1/blks", new_blk(code, "36.02")).await.expect(201);
    }
    nominate(&admin, "ELIGIBLE", json!(["BLK-A", "BLK-B", "BLK-C"])).await.expect(201);
    assert_eq!(incubator_status(&admin, "BLK-A").await, Value::Null);
    let full = nominate(&admin, "LONGLIST", json!(["BLK-A", "BLK-B", "BLK-C"])).await;
    assert_eq!(full.faults(), faults(&[("FIELD.OUT_OF_RANGE", "/units")]));
    let wrong = nominate(&admin, "ELIGIBLE", json!([KAWASAN, "BLK-A", "BLK-A", "NOPE-1"])).await;
    let all = [("FIELD.DUPLICATE", "/units/2"), ("FIELD.UNKNOWN_CODE", "/units/0"), ("FIELD.UNKNOWN_CODE", "/units/3")];
    assert_eq!(wrong.faults(), faults(&all));
    let stage = nominate(&admin, "SELECTED", json!(["BLK-A"])).await;
    assert_eq!(stage.faults(), faults(&[("FIELD.UNKNOWN_CODE", "/stage")]));
    nominate(&admin, "LONGLIST", json!(["BLK-A"])).await.expect(201);
    assert_eq!(incubator_status(&admin, "BLK-A").await, "CANDIDATE");
    nominate(&admin, "LONGLIST", json!(["BLK-A", "BLK-B"])).await.expect(201);
    nominate(&admin, "LONGLIST", json!(["BLK-C"])).await.refused(422, "REQUEST.INVALID");
    let page = admin.get(&format!("{CANDIDATES}?stage=ELIGIBLE")).await.expect(200);
    assert_eq!(text(&page["data"][0], "unitCode"), "BLK-C");
    assert_eq!(count::<entity::selection_candidate::Entity>(&app).await, 3);
}

#[tokio::test]
async fn assessors_score_side_by_side() {
    let app = TestApp::start().await;
    let (admin, coordinator) = (app.admin().await, app.coordinator().await);
    round(&admin, 40, 25, true).await;
    let candidates = longlisted(&admin, &["BLK-A"]).await;
    let candidate = &candidates[0];
    score(&admin, candidate, &[("LEMBAGA", 10.0), ("USAHA", 50.0)]).await.expect(201);
    assert_eq!(score(&admin, candidate, &[("LEMBAGA", 80.0)]).await.expect(201)["score"], 68.0);
    let both = score(&coordinator, candidate, &[("LEMBAGA", 60.0)]).await.expect(201);
    assert_eq!((both["score"].as_f64(), both["scores"].as_array().map(Vec::len)), (Some(62.0), Some(3)));
    let wrong = score(&admin, candidate, &[("NOPE", 1.0), ("USAHA", 1.0), ("USAHA", 0.123)]).await;
    let all = [
        ("FIELD.DUPLICATE", "/scores/2/criterion"),
        ("FIELD.UNKNOWN_CODE", "/scores/0/criterion"),
        ("VALUE.PRECISION", "/scores/2/score"),
    ];
    assert_eq!(wrong.faults(), faults(&all));
    let far = app.person(Role::Coordinator, Some("32"), None).await;
    for other in [app.head().await, app.reviewer().await, far] {
        score(&other, candidate, FULL).await.refused(403, "ACCESS.DENIED");
    }
    nominate(&coordinator, "ELIGIBLE", json!([BLK])).await.refused(403, "ACCESS.DENIED");
    app.anonymous().get(CANDIDATES).await.refused(401, "AUTH.REQUIRED");
    admin.get("/v1/selection-rounds/NOPE/candidates").await.refused(404, "RESOURCE.NOT_FOUND");
    nominate(&admin, "ELIGIBLE", json!(["BLK-A"])).await.expect(201);
    score(&admin, candidate, FULL).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn graphql_does_the_same() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let round = round(&admin, 40, 25, true).await;
    let candidates = longlisted(&admin, &["BLK-A", "BLK-B"]).await;
    for candidate in &candidates {
        let mutation =
            "mutation($id: ID!, $input: ScoreInput!) { scoreCandidate(candidate: $id, input: $input) { score } }";
        let scores = json!({"scores": [{"criterion": "LEMBAGA", "score": 80}, {"criterion": "USAHA", "score": 50}]});
        let scored = Caller::data(admin.graphql(mutation, json!({"id": candidate["id"], "input": scores})).await);
        assert_eq!(scored["scoreCandidate"]["score"], 68.0);
    }
    let mutation = "mutation($round: ID!, $version: Int!, $input: DecisionInput!) { decideSelectionRound(round: $round, expectedVersion: $version, input: $input) { decidedOn } }";
    let variables =
        |version: i64, selected: Value| json!({"round": round["id"], "version": version, "input": decision(selected)});
    let none = admin.graphql(mutation, variables(version(&round), json!([]))).await;
    assert_eq!(none.body["errors"][0]["extensions"]["code"], "REQUEST.INVALID", "{}", none.text);
    Caller::data(admin.graphql(mutation, variables(version(&round), json!(["BLK-B"]))).await);
    let query = "{ selectionCandidates(round: \"SEL-2026\", stage: \"SELECTED\", first: 10) { totalCount nodes { unitCode unit { name } scores { criterion assessorId } } } }";
    let found = Caller::data(admin.graphql(query, json!({})).await);
    let page = &found["selectionCandidates"];
    assert_eq!((page["totalCount"].as_i64(), text(&page["nodes"][0], "unitCode")), (Some(1), "BLK-B"));
    assert!(text(&page["nodes"][0]["scores"][0], "assessorId").starts_with("usr_"));
}
