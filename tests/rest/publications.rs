//! Publications: frozen public figures with a name.

use api::domain::analytics::publications;
use api::domain::{Actor, Ctx};
use api::view::publications::PublicationInput;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::steps::{act, approved, at, version};
use crate::support::{Caller, TestApp};

fn october() -> Value {
    json!({"slug": "2026-10", "title": {"id": "Oktober 2026", "en": "October 2026"}, "periods": {"from": "2026-10", "to": "2026-10"}})
}

fn sha256(text: &[u8]) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hours of lessons of October in the province, live or published.
async fn hours(app: &TestApp, publication: Option<&str>) -> Value {
    let query = "query H($publication: String) {
        indicatorTotals(indicators: [\"A07\", \"A03\"], periods: {from: \"2026-10\", to: \"2026-10\"}, groupBy: [PROVINCE], publication: $publication) {
            provenance { publication reportsIncluded } rows { province { code } indicator { code } value } } }";
    let data = Caller::data(app.anonymous().graphql(query, json!({"publication": publication})).await);
    assert_eq!(data["indicatorTotals"]["provenance"]["publication"], json!(publication));
    let rows = data["indicatorTotals"]["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["indicator"]["code"] == "A07").unwrap();
    assert_eq!(row["province"]["code"], "36");
    assert_eq!(rows.iter().find(|row| row["indicator"]["code"] == "A03").unwrap()["value"], json!(32.0));
    row["value"].clone()
}

/// The approved report says something else.
async fn amended(app: &TestApp, report: &Value) {
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let draft = act(&head, report, "amend", json!({})).await.expect(200);
    let draft = head.patch(&at(&draft), version(&draft), json!({"values": {"A07": 500}})).await.expect(200);
    let report = act(&head, &draft, "submit", json!({})).await.expect(200);
    let report = act(&coordinator, &report, "start-review", json!({})).await.expect(200);
    let report = act(&coordinator, &report, "verify", json!({})).await.expect(200);
    act(&app.reviewer().await, &report, "approve", json!({})).await.expect(200);
}

#[tokio::test]
async fn a_publication_stays_as_it_was_and_tells_what_is_different_now() {
    let app = TestApp::start().await;
    let report = approved(&app, "2026-10").await;
    let published = app.admin().await.post("/v1/publications", october()).await.expect(201);
    assert_eq!((published["slug"].as_str(), published["version"].as_i64()), (Some("2026-10"), Some(1)));
    assert_eq!((hours(&app, None).await, hours(&app, Some("2026-10")).await), (json!(480.0), json!(480.0)));
    amended(&app, &report).await;
    assert_eq!((hours(&app, None).await, hours(&app, Some("2026-10")).await), (json!(500.0), json!(480.0)));

    let anybody = app.anonymous();
    let table = "indicatorTotals/A07/PROVINCE//";
    let found = anybody.get(&format!("/v1/publications/2026-10/differences?table={table}")).await.expect(200);
    let found = found["data"].as_array().unwrap().clone();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (&found[0]["measure"], &found[0]["keys"][0]),
        (&json!("value"), &json!({"dimension": "PROVINCE", "member": "36"}))
    );
    assert_eq!((&found[0]["published"]["value"], &found[0]["live"]["value"]), (&json!(480), &json!(500)));
    let same = "{ publicationDifferences(slug: \"2026-10\", table: \"indicatorTotals/A03///\") { measure } }";
    assert_eq!(Caller::data(anybody.graphql(same, json!({})).await)["publicationDifferences"], json!([]));
}

#[tokio::test]
async fn its_hashes_are_those_of_its_tables() {
    let app = TestApp::start().await;
    approved(&app, "2026-10").await;
    let published = app.admin().await.post("/v1/publications", october()).await.expect(201);
    let anybody = app.anonymous();
    let read = anybody.get("/v1/publications/2026-10").await.expect(200);
    assert_eq!(read, published);
    let tables = read["tables"].as_array().unwrap();
    let roots: std::collections::BTreeSet<&str> =
        tables.iter().map(|table| table["name"].as_str().unwrap().split('/').next().unwrap()).collect();
    assert_eq!(roots.len(), 11, "{roots:?}");
    for name in ["indicatorTotals/A03/PROVINCE/sex/", "reportingRate/LAP_BULANAN///", "incubationFunnel//STAGE//"] {
        let table = tables.iter().find(|table| table["name"] == name).unwrap_or_else(|| panic!("{name} in {tables:?}"));
        let reply = anybody.get(&format!("/v1/publications/2026-10/figures?table={name}")).await;
        assert_eq!((reply.status, json!(sha256(&reply.bytes))), (200, table["sha256"].clone()), "{name}");
    }
    // Nothing but what was read, and nothing of it written in another way.
    let mut whole = json!({"slug": read["slug"], "title": read["title"], "periods": read["periods"], "at": read["at"]});
    let names = tables.iter().map(|table| json!({"name": table["name"], "sha256": table["sha256"]}));
    whole["tables"] = names.collect();
    whole["position"] = read["position"].clone();
    let canonical = serde_json_canonicalizer::to_vec(&whole).unwrap();
    assert_eq!(read["sha256"], json!(sha256(&canonical)));
    let listed = anybody.get("/v1/publications").await.expect(200);
    assert_eq!((listed["data"][0]["slug"].clone(), listed["data"][0]["tables"].clone()), (json!("2026-10"), json!([])));
}

#[tokio::test]
async fn only_the_forum_and_the_ministry_publish_and_a_name_is_used_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.anonymous().post("/v1/publications", october()).await.refused(401, "AUTH.REQUIRED");
    app.head().await.post("/v1/publications", october()).await.refused(403, "ACCESS.DENIED");
    let dry = admin.post("/v1/publications?validateOnly=true", october()).await.expect(200);
    assert_eq!(dry["slug"], "2026-10");
    app.anonymous().get("/v1/publications/2026-10").await.refused(404, "RESOURCE.NOT_FOUND");
    let first = admin.post_keyed("/v1/publications", "terbit-1", october()).await.expect(201);
    let again = admin.post_keyed("/v1/publications", "terbit-1", october()).await;
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.expect(201), first);
    admin.post("/v1/publications", october()).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    let events = entity::event::Entity::find().all(app.app.store.reader()).await.unwrap();
    let events: Vec<_> = events.iter().filter(|event| event.r#type == "publication.created").collect();
    assert_eq!((events.len(), events[0].object_version), (1, 1));
    assert_eq!(json!(events[0].object_id), first["id"]);
}

#[tokio::test]
async fn both_faces_refuse_in_the_same_order() {
    let app = TestApp::start().await;
    let with = |slug: &str, from: &str| {
        let title = json!({"id": "Uji", "en": "Test"});
        json!({"slug": slug, "title": title, "periods": {"from": from, "to": "2026-10"}})
    };
    let (shapeless, unruly) = (with(&"x".repeat(41), "2026-10"), with("x", "2026-13"));
    let mutation = "mutation P($input: PublicationInput!) { createPublication(input: $input) { slug } }";
    let (nobody, head, admin) = (app.anonymous(), app.head().await, app.admin().await);
    // Who it is, what shape its words have, whether it may, and what they say.
    for (caller, body, code) in [
        (&nobody, &shapeless, "AUTH.REQUIRED"),
        (&head, &shapeless, "REQUEST.INVALID"),
        (&head, &unruly, "ACCESS.DENIED"),
        (&admin, &unruly, "REQUEST.INVALID"),
    ] {
        let by_rest = caller.post("/v1/publications", body.clone()).await;
        assert_eq!(by_rest.body["code"], code, "{}", by_rest.text);
        let by_graphql = caller.graphql(mutation, json!({"input": body})).await;
        assert_eq!(by_graphql.body["errors"][0]["extensions"]["code"], code, "{}", by_graphql.text);
    }
}

#[tokio::test]
async fn whoever_publishes_is_asked_for_patience() {
    let app = TestApp::start().await;
    let input = || serde_json::from_value::<PublicationInput>(october()).unwrap();
    let ctx = Ctx::system(app.app.clone(), "test");
    publications::freeze(&ctx, &input()).await.unwrap();
    assert!(ctx.patience.is_asked());
    // Who is refused is not kept waiting.
    let stranger = Ctx::new(app.app.clone(), Actor::anonymous(), "test");
    publications::freeze(&stranger, &input()).await.unwrap_err();
    assert!(!stranger.patience.is_asked());
}

#[tokio::test]
async fn a_publication_is_created_by_mutation_too() {
    let app = TestApp::start().await;
    let query = "mutation P($input: PublicationInput!) { createPublication(input: $input) { slug title { en } periods { from } } }";
    let data = Caller::data(app.admin().await.graphql(query, json!({"input": october()})).await);
    let wanted = json!({"slug": "2026-10", "title": {"en": "October 2026"}, "periods": {"from": "2026-10"}});
    assert_eq!(data["createPublication"], wanted);
    let query = "{ publications { slug } publication(slug: \"2026-10\") { id tables { name } } none: publication(slug: \"x\") { slug } }";
    let data = Caller::data(app.anonymous().graphql(query, json!({})).await);
    let id = data["publication"]["id"].as_str().unwrap();
    let node = format!("{{ node(id: \"{id}\") {{ ... on Publication {{ slug }} }} }}");
    assert_eq!(Caller::data(app.anonymous().graphql(&node, json!({})).await)["node"], json!({"slug": "2026-10"}));
    assert_eq!((&data["publications"], &data["none"]), (&json!([{"slug": "2026-10"}]), &Value::Null));
    assert!(!data["publication"]["tables"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn odd_periods_and_names_are_refused_together() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let with = |slug: &str, from: &str, to: &str| json!({"slug": slug, "title": {"id": "Uji", "en": "Test"}, "periods": {"from": from, "to": to}});
    for (body, faults) in [
        (with("a b", "2026-02", "2026-03"), vec![("FIELD.FORMAT", "/slug"), ("FIELD.OUT_OF_RANGE", "/periods")]),
        (with("x", "2026-03", "2026-01"), vec![("FIELD.OUT_OF_RANGE", "/periods")]),
        (with("x", "2025-12", "2026-01"), vec![("FIELD.OUT_OF_RANGE", "/periods")]),
        (with("x", "2027-01", "2027-01"), vec![("FIELD.OUT_OF_RANGE", "/periods")]),
        (with("x", "2026-13", "2026-13"), vec![("PERIOD.MALFORMED", "/periods")]),
    ] {
        let reply = admin.post("/v1/publications", body.clone()).await;
        let found = reply.faults();
        let found: Vec<(&str, &str)> = found.iter().map(|(code, path)| (code.as_str(), path.as_str())).collect();
        assert_eq!((reply.status, &found), (422, &faults), "{body}");
    }
}

#[tokio::test]
async fn what_a_publication_does_not_hold_is_refused_with_its_path() {
    let app = TestApp::start().await;
    approved(&app, "2026-10").await;
    app.admin().await.post("/v1/publications", october()).await.expect(201);
    let totals = |arguments: &str| {
        format!(
            "{{ indicatorTotals(indicators: [\"A03\"], groupBy: [], {arguments}) {{ rows {{ value suppressed sex }} }} }}"
        )
    };
    let month = "periods: {from: \"2026-10\", to: \"2026-10\"}";
    for (query, path) in [
        (totals(&format!("{month}, publication: \"tidak-ada\"")), "/publication"),
        (totals("periods: {from: \"2026-09\", to: \"2026-09\"}, publication: \"2026-10\""), "/periods"),
        (totals(&format!("{month}, regionBasis: CURRENT, publication: \"2026-10\"")), "/regionBasis"),
        (totals(&format!("{month}, filter: {{blk: [\"BLKK-3602-001\"]}}, publication: \"2026-10\"")), "/filter/blk"),
    ] {
        let reply = app.anonymous().graphql(&query, json!({})).await;
        let found = &reply.body["errors"][0]["extensions"]["errors"][0]["path"];
        assert_eq!(found, path, "{query}: {}", reply.text);
    }
    let by_sex = totals(&format!("{month}, disaggregateBy: [SEX], publication: \"2026-10\""));
    let data = Caller::data(app.anonymous().graphql(&by_sex, json!({})).await);
    assert_eq!(data["indicatorTotals"]["rows"].as_array().map(Vec::len), Some(2), "{data}");
}
