//! What is needed, and which offers match.

use api::vocab::Role;
use serde_json::{Value, json};

use super::super::kept_steps::{at, faulty, forum};
use super::super::steps::{text, version};
use super::acts::{enterprise, events, merged, offer, refusal, stakeholder, take, titles};
use crate::support::{BLK, Caller, OTHER_BLK, Reply, TestApp};

async fn need(caller: &Caller, extra: Value) -> Reply {
    let input = json!({"unit": BLK, "kind": "EXPERTISE", "title": "Ahli pemasaran", "sector": "KULINER", "skills": ["PEMASARAN", "PRODUKSI"]});
    caller.post("/v1/needs", merged(input, extra)).await
}

/// Offers of which some match what [`need`] asks for; the one that was made to the BLK.
async fn market(admin: &Caller) -> Value {
    let expert = |extra: Value| merged(json!({"kind": "EXPERTISE"}), extra);
    for (title, extra) in [
        ("nasional", expert(json!({"skills": ["PEMASARAN", "MODAL"]}))),
        ("kabupaten", expert(json!({"regionCode": "36.02", "sector": "KULINER"}))),
        ("provinsi", expert(json!({"regionCode": "36"}))),
        ("provinsi lain", expert(json!({"regionCode": "32"}))),
        ("alat", json!({"kind": "EQUIPMENT"})),
        ("fesyen", expert(json!({"sector": "FESYEN"}))),
        ("untuk BLK lain", expert(json!({"blkId": OTHER_BLK}))),
        ("kedaluwarsa", expert(json!({"toOn": "2026-11-05"}))),
    ] {
        offer(admin, title, extra).await.expect(201);
    }
    let gone = offer(admin, "ditarik", expert(json!({}))).await.expect(201);
    take(admin, "commitments", &gone, "withdraw", json!({})).await.expect(200);
    let away = offer(admin, "diarsipkan", expert(json!({}))).await.expect(201);
    admin.delete_if(&at("commitments", &away), 1).await.expect(200);
    offer(admin, "untuk BLK ini", expert(json!({"blkId": BLK}))).await.expect(201)
}

/// Titles and scores of matches, in order.
fn ranked(body: &Value) -> Vec<(String, i64)> {
    let rows = body["data"].as_array().unwrap().iter();
    rows.map(|row| (text(&row["commitment"], "title").to_owned(), row["score"].as_i64().unwrap())).collect()
}

#[tokio::test]
async fn offers_that_hold_where_the_need_lies_are_ranked_by_what_speaks_for_them() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    market(&admin).await;
    let head = app.head().await;
    let made = need(&head, json!({})).await.expect(201);
    let path = format!("{}/matches", at("needs", &made));
    let found = head.get(&path).await.expect(200);
    let wanted = [("untuk BLK ini", 110_i64), ("kabupaten", 65), ("provinsi", 30), ("nasional", 20)];
    assert_eq!(ranked(&found), wanted.map(|(title, score)| (title.to_owned(), score)), "{found}");
    assert_eq!(found["data"][1]["reasons"], json!(["SAME_REGENCY", "SECTOR"]));
    assert_eq!(found["data"][3]["reasons"], json!(["NATIONWIDE", "SKILLS"]));
    assert_eq!(found["page"], json!({"next": null, "complete": true}));
    let best = head.get(&format!("{path}?limit=2")).await.expect(200);
    assert_eq!((ranked(&best).len(), &best["page"]["complete"]), (2, &json!(false)));
    head.get(&format!("{path}?limit=501")).await.refused(422, "PAGE.LIMIT");
    // What was offered to the BLK alone is not shown to others.
    let anybody = app.person(Role::Mentor, None, None).await;
    let seen: Vec<String> = ranked(&anybody.get(&path).await.expect(200)).into_iter().map(|(title, _)| title).collect();
    assert_eq!(seen, ["kabupaten", "provinsi", "nasional"]);
    app.anonymous().get(&path).await.refused(401, "AUTH.REQUIRED");
    head.get("/v1/needs/ned_01h455vb4pex5vsknk084sn02q/matches").await.refused(404, "RESOURCE.NOT_FOUND");
    let query = "query Q($of: ID!) { needMatches(of: $of, first: 2) { score reasons commitment { title } } }";
    let data = Caller::data(head.graphql(query, json!({"of": made["id"]})).await);
    assert_eq!(
        data["needMatches"][0],
        json!({"score": 110, "reasons": ["NAMED", "NATIONWIDE"], "commitment": {"title": "untuk BLK ini"}})
    );
    assert_eq!(data["needMatches"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn an_amount_that_covers_the_need_counts_and_the_sector_is_that_of_its_enterprise() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let group = enterprise(&admin, BLK, "Saluyu").await;
    for (title, amount, sector) in
        [("cukup", 50_000_000, "KULINER"), ("separuh", 10_000_000, "KULINER"), ("lain", 90_000_000, "FESYEN")]
    {
        let extra = json!({"kind": "FINANCING", "amount": amount, "sector": sector});
        offer(&admin, title, extra).await.expect(201);
    }
    let extra =
        json!({"kind": "FINANCING", "amount": 20_000_000, "sector": null, "skills": [], "enterpriseId": group["id"]});
    let made = need(&app.head().await, extra).await.expect(201);
    let found = app.head().await.get(&format!("{}/matches", at("needs", &made))).await.expect(200);
    assert_eq!(ranked(&found), [("cukup".to_owned(), 50_i64), ("separuh".to_owned(), 42)], "{found}");
}

#[tokio::test]
async fn open_offers_are_listed_by_kind_region_and_sector() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    market(&admin).await;
    let anybody = app.person(Role::Mentor, None, None).await;
    let list = |query: &str| format!("/v1/matches?{query}");
    for (query, wanted) in [
        ("kind=EQUIPMENT", vec!["alat"]),
        ("kind=EXPERTISE&region=36.02", vec!["fesyen", "kabupaten", "nasional", "provinsi"]),
        ("kind=EXPERTISE&region=36.02&sector=KULINER", vec!["kabupaten", "nasional", "provinsi"]),
        ("region=32&kind=EXPERTISE,EQUIPMENT", vec!["alat", "fesyen", "nasional", "provinsi lain"]),
        ("kind=OFF_TAKE", vec![]),
    ] {
        assert_eq!(titles(&anybody, &list(query)).await, wanted, "{query}");
    }
    let mut walked = Vec::new();
    let mut path = list("kind=EXPERTISE&limit=2");
    loop {
        let page = anybody.get(&path).await.expect(200);
        walked.extend(page["data"].as_array().unwrap().iter().map(|row| text(row, "title").to_owned()));
        let Some(next) = page["page"]["next"].as_str() else { break };
        path = list(&format!("kind=EXPERTISE&limit=2&after={next}"));
    }
    assert_eq!(walked, ["nasional", "kabupaten", "provinsi", "provinsi lain", "fesyen"]);
    app.anonymous().get("/v1/matches").await.refused(401, "AUTH.REQUIRED");
    let undotted = anybody.get(&list("region=3602")).await;
    assert_eq!(undotted.faults(), [("REGION.CODE_SYSTEM_REQUIRED".to_owned(), "/region".to_owned())]);
    assert_eq!(anybody.get(&list("colour=hijau")).await.status, 422);
    let query = "{ matches(first: 2, filter: {kind: [\"EXPERTISE\"], region: \"36.02\"}) { totalCount pageInfo { hasNextPage } nodes { title } } }";
    let data = Caller::data(anybody.graphql(query, json!({})).await);
    assert_eq!(
        data["matches"],
        json!({"totalCount": 4, "pageInfo": {"hasNextPage": true}, "nodes": [{"title": "nasional"}, {"title": "kabupaten"}]})
    );
}

#[tokio::test]
async fn a_need_is_kept_by_its_unit_until_it_is_met() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let given = market(&admin).await;
    let (head, stakeholder) = (app.head().await, stakeholder(&app).await);
    need(&app.anonymous(), json!({})).await.refused(401, "AUTH.REQUIRED");
    need(&stakeholder, json!({})).await.refused(403, "ACCESS.DENIED");
    let made = need(&head, json!({"neededBy": "2026-12-01"})).await.expect(201);
    assert_eq!((&made["state"], version(&made)), (&json!("OPEN"), 1));
    let path = at("needs", &made);
    stakeholder.get(&path).await.expect(200);
    app.anonymous().get(&path).await.refused(401, "AUTH.REQUIRED");
    stakeholder.patch(&path, 1, json!({"title": "X"})).await.refused(403, "ACCESS.DENIED");
    for list in ["/v1/needs?kind=EXPERTISE&q=ahli&endsBefore=2026-12-02", &format!("/v1/blks/{BLK}/needs")] {
        assert_eq!(titles(&stakeholder, list).await, ["Ahli pemasaran"], "{list}");
    }
    faulty(&head.patch(&path, 1, json!({"metById": given["id"]})).await, &[("FIELD.OUT_OF_RANGE", "/metById")]);
    let met = head.patch(&path, 1, json!({"state": "MET", "metById": given["id"]})).await.expect(200);
    assert_eq!((&met["state"], &met["metById"], version(&met)), (&json!("MET"), &given["id"], 2));
    head.patch(&path, 1, json!({"state": "CLOSED"})).await.refused(412, "PRECONDITION.STALE");
    head.delete_if(&path, 2).await.expect(200);
    assert_eq!(titles(&stakeholder, "/v1/needs").await, [""; 0]);
    assert_eq!(events(&app, "need.created").await + events(&app, "need.updated").await, 2);
}

#[tokio::test]
async fn all_faults_of_a_need_are_said_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let head = app.head().await;
    let elsewhere = enterprise(&admin, OTHER_BLK, "Mekar").await;
    let theirs = offer(&admin, "x", json!({"blkId": OTHER_BLK})).await.expect(201);
    let wrong = json!({"kind": "HADIAH", "sector": "SIHIR", "skills": ["SULAP"], "quantityUnit": "ton", "state": "BEGUN",
        "enterpriseId": elsewhere["id"], "metById": theirs["id"]});
    faulty(
        &need(&head, wrong).await,
        &[
            ("FIELD.OUT_OF_RANGE", "/metById"),
            ("FIELD.REQUIRED", "/quantity"),
            ("FIELD.UNKNOWN_CODE", "/enterpriseId"),
            ("FIELD.UNKNOWN_CODE", "/kind"),
            ("FIELD.UNKNOWN_CODE", "/metById"),
            ("FIELD.UNKNOWN_CODE", "/sector"),
            ("FIELD.UNKNOWN_CODE", "/skills/0"),
            ("FIELD.UNKNOWN_CODE", "/state"),
        ],
    );
    let create =
        "mutation M($unit: String!, $input: NeedInput!) { createNeed(unit: $unit, input: $input) { id state skills } }";
    let input = json!({"kind": "EQUIPMENT", "title": "Mesin", "state": "MEET"});
    let refused = head.graphql(create, json!({"unit": BLK, "input": input})).await;
    assert_eq!(refusal(&refused), (422, "REQUEST.INVALID".to_owned(), vec!["/state".to_owned()]));
    let good = json!({"kind": "EQUIPMENT", "title": "Mesin"});
    let data = Caller::data(head.graphql(create, json!({"unit": BLK, "input": good})).await);
    assert_eq!((&data["createNeed"]["state"], &data["createNeed"]["skills"]), (&json!("OPEN"), &json!([])));
}
