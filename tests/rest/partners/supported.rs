//! A BUMN sees results of the enterprises that it supports: no person, no rupiah.

use entity::access_delivery;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::kept_steps::{at, rows};
use super::super::steps::{text, version};
use super::acts::{Bank, Tenant, all_scopes, archive, bank, consent, edit, partner, tenant};
use super::gate::refusals;
use crate::support::{BLK, Caller, TestApp};

const BUMN: &str = "BUMN_PARTNERSHIP";
const SUPPORTED: &str = "/v1/partner/supported";

/// Offers tools to an enterprise.
async fn offer(by: &Bank, to: &Tenant) -> Value {
    let input = json!({
        "unit": by.code, "kind": "EQUIPMENT", "title": "Oven", "fromOn": "2026-11-01", "enterpriseId": to.enterprise
    });
    by.teller.post("/v1/commitments", input).await.expect(201)
}

async fn accept(head: &Caller, commitment: &Value) -> Value {
    let path = format!("{}/accept", at("commitments", commitment));
    head.post_if(&path, version(commitment), json!({})).await.expect(200)
}

#[tokio::test]
async fn results_of_supported_enterprises_name_no_person_and_no_rupiah() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let bumn = partner(&app, "BUMN", "ORG-BUMN", &[BUMN]).await;
    let who = tenant(&app, 1).await;
    let offered = offer(&bumn, &who).await;
    assert!(rows(&bumn.machine, SUPPORTED).await.is_empty());
    let accepted = accept(&head, &offered).await;
    let reply = bumn.machine.get(SUPPORTED).await;
    assert_eq!(reply.header("cache-control"), "no-store");
    let whole = reply.text.clone();
    let found = reply.expect(200);
    let row = &found["data"][0];
    let growth = row["growth"].as_f64().unwrap();
    assert!((growth - 100.02).abs() < 0.1, "{row}");
    let mut rest = row.clone();
    rest["growth"] = Value::Null;
    let blk = head.get(&format!("/v1/blks/{BLK}")).await.expect(200)["name"].clone();
    let wanted = json!({
        "name": "Usaha Uji 1", "commitments": [offered["id"]], "stage": "APPLIED", "monthsReported": 3,
        "dataThrough": "2026-10", "growth": null, "workers": 3, "blk": {"code": BLK, "name": blk},
    });
    assert_eq!(rest, wanted);
    assert_eq!(found["page"], json!({"next": null, "complete": true}));
    for hidden in ["Orang Uji", "10001", "2000001", "7000001", "per_", "ent_", "inc_", "36020142"] {
        assert!(!whole.contains(hidden), "{hidden} in {whole}");
    }
    // What was fulfilled still counts.
    let path = format!("{}/fulfil", at("commitments", &accepted));
    head.post_if(&path, version(&accepted), json!({})).await.expect(200);
    let query = "{ supportedEnterprises(first: 10) { nodes { name monthsReported } } }";
    let data = Caller::data(bumn.teller.graphql(query, json!({})).await);
    assert_eq!(data["supportedEnterprises"]["nodes"], json!([{"name": "Usaha Uji 1", "monthsReported": 3}]));
    let logged = access_delivery::Entity::find().filter(access_delivery::Column::Channel.eq("SUPPORTED"));
    let logged = logged.all(app.app.store.reader()).await.unwrap();
    assert_eq!(logged.iter().map(|row| row.subjects).collect::<Vec<_>>(), [0, 0, 0]);
}

/// Names, in the order of the list.
async fn named(by: &Caller) -> Vec<String> {
    rows(by, SUPPORTED).await.iter().map(|row| text(row, "name").to_owned()).collect()
}

async fn form(head: &Caller, of: &Tenant, form: &str) {
    edit(head, &format!("/v1/enterprises/{}", of.enterprise), json!({"form": form})).await;
}

#[tokio::test]
async fn the_business_of_one_person_comes_with_its_consent_only() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let bumn = partner(&app, "BUMN", "ORG-BUMN", &[BUMN]).await;
    let (sole, group) = (tenant(&app, 1).await, tenant(&app, 2).await);
    form(&head, &sole, "PERORANGAN").await;
    for who in [&sole, &group] {
        accept(&head, &offer(&bumn, who).await).await;
    }
    let reply = bumn.machine.get(SUPPORTED).await;
    assert!(!reply.text.contains("Usaha Uji 1"), "{}", reply.text);
    assert_eq!(named(&bumn.machine).await, ["Usaha Uji 2"]);
    // It takes no place of a page either.
    let first = bumn.machine.get(&format!("{SUPPORTED}?limit=1")).await.expect(200);
    assert_eq!((text(&first["data"][0], "name"), &first["page"]["next"]), ("Usaha Uji 2", &Value::Null));
    let pull = format!("/v1/partner/incubatees?purpose={BUMN}");
    assert!(rows(&bumn.machine, &pull).await.is_empty());
    consent(&head, &sole.person, &bumn, BUMN, &all_scopes(BUMN)).await;
    let record = rows(&bumn.machine, &pull).await[0].clone();
    assert_eq!(record["enterprise"]["name"], "Usaha Uji 1", "{record}");
    assert_eq!(named(&bumn.machine).await, ["Usaha Uji 2"]);
    // A group is here whether its form is named or not.
    form(&head, &sole, "KELOMPOK").await;
    assert_eq!(named(&bumn.machine).await, ["Usaha Uji 1", "Usaha Uji 2"]);
}

#[tokio::test]
async fn an_enterprise_that_is_archived_has_no_results() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let bumn = partner(&app, "BUMN", "ORG-BUMN", &[BUMN]).await;
    let gone = tenant(&app, 1).await;
    accept(&head, &offer(&bumn, &gone).await).await;
    assert_eq!(named(&bumn.machine).await, ["Usaha Uji 1"]);
    archive(&head, &format!("/v1/enterprises/{}", gone.enterprise)).await;
    assert!(named(&bumn.machine).await.is_empty());
}

#[tokio::test]
async fn each_organization_sees_its_own_page_by_page() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let bumn = partner(&app, "BUMN", "ORG-BUMN", &[BUMN]).await;
    let other = partner(&app, "BUMN", "ORG-LAIN", &[BUMN]).await;
    for number in 1..=3 {
        let who = tenant(&app, number).await;
        accept(&head, &offer(&bumn, &who).await).await;
        // Supported twice, listed once.
        accept(&head, &offer(&bumn, &who).await).await;
    }
    assert!(rows(&other.machine, SUPPORTED).await.is_empty());
    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let page = bumn.machine.get(&format!("{SUPPORTED}?limit=2{after}")).await.expect(200);
        for row in page["data"].as_array().unwrap() {
            assert_eq!(row["commitments"].as_array().unwrap().len(), 2, "{row}");
            names.push(text(row, "name").to_owned());
        }
        match page["page"]["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(names, ["Usaha Uji 1", "Usaha Uji 2", "Usaha Uji 3"]);
    for cursor in ["bm9uc2Vuc2U", "eAp4", "!"] {
        bumn.machine.get(&format!("{SUPPORTED}?after={cursor}")).await.refused(422, "PAGE.CURSOR");
    }
    // That of another list came to the gate.
    assert_eq!(refusals(&app, 1).await.len(), 1);
    bumn.machine.get(&format!("{SUPPORTED}?limit=0")).await.refused(422, "PAGE.LIMIT");
}

#[tokio::test]
async fn without_an_agreement_for_a_partnership_there_are_no_results() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    bank.teller.get(SUPPORTED).await.refused(403, "PURPOSE.DENIED");
    app.head().await.get(SUPPORTED).await.refused(403, "ACCESS.DENIED");
    app.anonymous().get(SUPPORTED).await.refused(401, "AUTH.REQUIRED");
}
