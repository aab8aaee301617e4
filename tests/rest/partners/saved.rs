//! Saved queries over partners' records pass the gate like every other path.

use axum::http::Request;
use serde_json::{Value, json};

use super::super::steps::text;
use super::acts::{all_scopes, bank, complete, consent, partner, tenant, withdraw};
use super::gate::only;
use crate::support::{Caller, TestApp};

const PURPOSE: &str = "CREDIT_APPLICATION";
const TABLE: &str = "/v1/q/mitra.json?purpose=CREDIT_APPLICATION";

/// An administrator saves a query that anybody may run with the own rights.
async fn save(app: &TestApp) {
    let query = "query($purpose: String!) { partnerIncubatees(purpose: $purpose, first: 1) { nodes { id name nik enterprise { name } redactions { path code } } } }";
    let body = json!({
        "title": "Penerima manfaat yang menyetujui", "query": query, "public": true,
        "parameters": [{"name": "purpose", "type": "STRING"}],
    });
    let request = Request::put("/v1/saved-queries/mitra");
    app.admin().await.send(request, "application/json", body.to_string().into_bytes()).await.expect(201);
}

async fn rows(caller: &Caller) -> Vec<Value> {
    caller.get(TABLE).await.expect(200)["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_saved_query_gives_a_partner_what_was_consented_and_nothing_else() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let [someone, silent] = [tenant(&app, 1).await, tenant(&app, 2).await];
    complete(&app, &someone, 1).await;
    save(&app).await;
    assert!(rows(&bank.machine).await.is_empty(), "nobody consented");
    let given = consent(&head, &someone.person, &bank, PURPOSE, &["IDENTITY_BASIC"]).await;
    consent(&head, &silent.person, &bank, "CREDIT_PROSPECTING", &["PROSPECT_SUMMARY"]).await;
    let listed = only(&bank.machine, PURPOSE).await;
    let table = rows(&bank.machine).await;
    assert_eq!(table.len(), 1, "{table:?}");
    assert_eq!(
        (&table[0]["id"], &table[0]["name"], &table[0]["nik"], &table[0]["enterprise.name"]),
        (&listed["id"], &listed["name"], &Value::Null, &Value::Null),
        "{table:?}"
    );
    assert!(table[0]["name"].is_string(), "{table:?}");
    // The subject reads that its data were delivered by that path too: by the list, and by each of the two tables.
    let csv = bank.teller.get("/v1/q/mitra.csv?purpose=CREDIT_APPLICATION").await;
    assert!(csv.text.contains(text(&listed, "id")), "{}", csv.text);
    assert_eq!(deliveries(&app, text(&given, "id")).await, ["GRAPHQL", "GRAPHQL", "REST"]);
    withdraw(&head, &given).await;
    assert!(rows(&bank.machine).await.is_empty(), "the consent was withdrawn");
}

/// Channels through which the subject of a consent was delivered, sorted.
async fn deliveries(app: &TestApp, consent: &str) -> Vec<String> {
    use entity::{access_delivery, access_subject};
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let id = api::domain::ids::parse(consent).unwrap().1;
    let found = access_subject::Entity::find().filter(access_subject::Column::ConsentId.eq(id));
    let ids = found.all(app.app.store.reader()).await.unwrap().into_iter().map(|row| row.delivery_id);
    let rows = access_delivery::Entity::find().filter(access_delivery::Column::Id.is_in(ids));
    let mut channels: Vec<String> =
        rows.all(app.app.store.reader()).await.unwrap().into_iter().map(|row| row.channel).collect();
    channels.sort();
    channels
}

#[tokio::test]
async fn a_saved_query_opens_the_gate_for_nobody_else() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let someone = tenant(&app, 1).await;
    consent(&head, &someone.person, &bank, PURPOSE, &all_scopes(PURPOSE)).await;
    save(&app).await;
    let tag = bank.machine.get(TABLE).await.header("etag").to_owned();
    app.anonymous().get(TABLE).await.refused(401, "AUTH.REQUIRED");
    app.admin().await.get(TABLE).await.refused(403, "ACCESS.DENIED");
    let other = partner(&app, "BANK", "ORG-BANK-LAIN", &[PURPOSE]).await;
    assert!(rows(&other.machine).await.is_empty(), "another bank got the consents of this one");
    // Nor does a tag of somebody else's table tell anything.
    let again = Request::get(TABLE).header("if-none-match", &tag);
    assert_eq!(other.machine.send(again, "", Vec::new()).await.status, 200);
}
