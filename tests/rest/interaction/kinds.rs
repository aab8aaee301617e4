//! The kinds of interaction, by REST and by GraphQL: recorded, found, changed, archived; below every kind of unit that has
//! them; and what cannot be asked of their lists.

use serde_json::{Value, json};

use super::super::kept_steps::{FORUM, at, below, forum, rows};
use super::super::lives::{Kind, changes_and_ends, live, live_by_graphql, of_unit};
use super::acts::{offer, refusal};
use crate::support::{BLK, Caller, KAWASAN, TestApp};

/// The forum, as an organization.
async fn organization(admin: &Caller) -> Value {
    forum(admin).await;
    admin.get(&format!("/v1/organizations/{FORUM}")).await.expect(200)
}

pub fn kinds(forum: &Value) -> Vec<Kind> {
    vec![
        of_unit(
            ("Commitment", "commitments", "commitments"),
            FORUM,
            json!({"kind": "EQUIPMENT", "title": "Mesin jahit", "fromOn": "2026-11-01"}),
            json!({"capacity": 8}),
        ),
        of_unit(
            ("Partnership", "partnerships", "partnerships"),
            BLK,
            json!({"partnerId": forum["id"], "partnerKind": "BUMN", "benefits": ["TEKNOLOGI"], "fromOn": "2026-11-01"}),
            json!({"description": "Bengkel bersama"}),
        ),
        of_unit(
            ("Need", "needs", "needs"),
            KAWASAN,
            json!({"kind": "MARKET_ACCESS", "title": "Pembeli kopi"}),
            json!({"neededBy": "2026-12-31"}),
        ),
        of_unit(
            ("Request", "requests", "requests"),
            BLK,
            json!({"kind": "DOCUMENT", "title": "Foto bengkel", "dueOn": "2026-11-20"}),
            json!({"dueOn": "2026-11-25"}),
        ),
        of_unit(
            ("Announcement", "announcements", "announcements"),
            FORUM,
            json!({"title": "Rakor", "body": "Rapat koordinasi.", "audience": "PUBLIC", "publishedOn": "2026-11-01"}),
            json!({"expiresOn": "2026-12-01"}),
        ),
    ]
}

#[tokio::test]
async fn every_kind_of_interaction_is_recorded_found_changed_and_archived() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let forum = organization(&admin).await;
    for kind in kinds(&forum) {
        if kind.plural != "partnerships" {
            live(&admin, vec![kind]).await;
        }
    }
}

#[tokio::test]
async fn every_kind_of_interaction_lives_the_same_life_by_graphql() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let forum = organization(&admin).await;
    live_by_graphql(&admin, kinds(&forum)).await;
}

/// Records something below its unit, and finds it there on both faces.
async fn below_its_unit(admin: &Caller, (plural, unit): (&str, &str), field: &str, input: Value) {
    let list = below(plural, unit);
    let made = admin.post(&list, input).await.expect(201);
    assert!(rows(admin, &list).await.iter().any(|row| row["id"] == made["id"]), "{list}");
    let query =
        format!("query Q($code: String!) {{ {field}(code: $code) {{ {plural}(first: 100) {{ nodes {{ id }} }} }} }}");
    let data = Caller::data(admin.graphql(&query, json!({"code": unit})).await);
    let found = data[field][plural]["nodes"].as_array().unwrap_or_else(|| panic!("{data}"));
    assert!(found.iter().any(|row| row["id"] == made["id"]), "{field}: {data}");
}

#[tokio::test]
async fn below_each_unit_stands_what_it_offers_needs_is_asked_and_announces() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let forum = organization(&admin).await;
    for kind in kinds(&forum) {
        let units: &[(&str, &str)] = match kind.name {
            "Commitment" | "Announcement" => &[(FORUM, "organization")],
            "Request" => &[(BLK, "blk"), (KAWASAN, "kawasan"), (FORUM, "organization")],
            _ => &[(BLK, "blk"), (KAWASAN, "kawasan")],
        };
        for (unit, field) in units {
            below_its_unit(&admin, (kind.plural, unit), field, kind.input.clone()).await;
        }
    }
}

#[tokio::test]
async fn a_partnership_is_recorded_below_its_unit_found_changed_and_archived() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let forum = organization(&admin).await;
    let kind = kinds(&forum).into_iter().find(|kind| kind.name == "Partnership").unwrap();
    let made = admin.post(&below("partnerships", BLK), kind.input).await.expect(201);
    let here = at("partnerships", &made);
    assert_eq!(admin.get(&here).await.expect(200), made);
    let wrong = json!({"partnerKind": "TETANGGA", "benefits": ["HADIAH"]});
    admin.patch(&here, 1, wrong).await.refused(422, "REQUEST.INVALID");
    changes_and_ends(&admin, &here, &kind.change).await;
    assert!(rows(&admin, "/v1/partnerships").await.is_empty());
    assert_eq!(rows(&admin, "/v1/partnerships?archived=true").await.len(), 1);
}

#[tokio::test]
async fn lists_refuse_what_they_do_not_know() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let by_unit = [below("partnerships", BLK), below("needs", KAWASAN), below("requests", FORUM)];
    let all =
        ["commitments", "partnerships", "needs", "requests", "announcements"].map(|plural| format!("/v1/{plural}"));
    for list in by_unit.iter().chain(&all) {
        for query in ["limit=501", "after=x", "region=3602", "of=x", "nama=x"] {
            let refused = admin.get(&format!("{list}?{query}")).await;
            assert_eq!(refused.status, 422, "{list}?{query}: {}", refused.text);
        }
    }
    for list in ["threads", "webhook-endpoints"] {
        let refused = admin.get(&format!("/v1/{list}?limit=501")).await;
        assert_eq!(refused.status, 422, "{list}: {}", refused.text);
    }
}

#[tokio::test]
async fn what_is_sent_with_a_step_is_checked() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let blk = admin.get(&format!("/v1/blks/{BLK}")).await.expect(200);
    let offered = offer(&admin, "Kursus kopi", json!({"blkId": blk["id"]})).await.expect(201);
    let here = at("commitments", &offered);
    let accepted = admin.post_if(&format!("{here}/accept"), 1, json!({})).await.expect(200);
    let late = json!({"on": "2030-01-01"});
    admin.post_if(&format!("{here}/fulfil"), 2, late.clone()).await.refused(422, "REQUEST.INVALID");
    let disputed = admin.post_if(&format!("{here}/dispute"), 2, json!({"reason": "Belum dimulai."})).await.expect(200);
    admin.post_if(&format!("{here}/settle"), 3, json!({})).await.refused(422, "REQUEST.INVALID");
    assert_eq!((&accepted["state"], &disputed["state"]), (&json!("ACCEPTED"), &json!("DISPUTED")));
    let mutation = "mutation M($id: ID!, $input: CommitmentStepInput!) {
        settleCommitment(id: $id, expectedVersion: 3, input: $input) { state } }";
    let silent = admin.graphql(mutation, json!({"id": offered["id"], "input": {}})).await;
    assert_eq!(refusal(&silent).2, ["/reason"]);
    let settled = Caller::data(
        admin.graphql(mutation, json!({"id": offered["id"], "input": {"reason": "Sudah dimulai."}})).await,
    );
    assert_eq!(settled["settleCommitment"]["state"], "ACCEPTED");
}
