//! Consents: given, read, ended, asked for; on both faces.

mod alike;
mod allowed;
mod asking;
mod ending;
mod giving;
mod notices;
mod sight;

use entity::consent;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::events::walk;
use super::super::incubation::aid_steps::document;
use super::super::incubation::steps::{merged, person};
use super::super::interaction;
use super::super::kept_steps::rows;
use super::super::steps::text;
use super::acts::{self, Bank, Tenant, facts};
use crate::support::{BLK, Caller, Reply, TestApp};

const CONSENTS: &str = "/v1/consents";
const OWN: &str = "/v1/partner/consents";
const APPLICATION: &str = "CREDIT_APPLICATION";
/// An id of the right form that nobody has.
const NOBODY: &str = "per_01h455vb4pex5vsknk084sn02q";

/// An adult whom the head records, without a business.
async fn adult(head: &Caller, number: u32) -> Value {
    person(head, BLK, "", facts(number)).await
}

/// The account of a recorded person, signed in.
async fn account(app: &TestApp, recorded: &Value, email: &str) -> Caller {
    let person = text(recorded, "id").to_owned();
    let tenant = Tenant { person, enterprise: String::new(), incubatee: String::new() };
    acts::account(app, &tenant, email).await
}

/// What a person itself sends; `extra` is laid over it.
fn own(partner: &str, extra: Value) -> Value {
    let input = json!({
        "partner": partner, "purpose": APPLICATION, "scopes": ["IDENTITY_BASIC", "CONTACT"], "notice": 1,
        "language": "id", "expiresAt": "2027-11-01T00:00:00Z",
    });
    merged(input, extra)
}

/// The same as the head sends it for somebody, without evidence unless `extra` names it.
fn for_whom(person: &Value, partner: &str, extra: Value) -> Value {
    merged(own(partner, json!({"personId": person["id"], "channel": "PAPER"})), extra)
}

/// The head records a consent with its evidence.
async fn granted(head: &Caller, person: &Value, bank: &Bank, extra: Value) -> Value {
    let evidence = document(head, "BUKTI_PERSETUJUAN", true).await;
    let extra = merged(json!({"documentId": evidence["id"]}), extra);
    head.post(CONSENTS, for_whom(person, &bank.code, extra)).await.expect(201)
}

fn at(consent: &Value) -> String {
    format!("{CONSENTS}/{}", text(consent, "id"))
}

fn acknowledgements(consent: &Value) -> String {
    format!("{OWN}/{}/acknowledgements", text(consent, "id"))
}

async fn withdraw(by: &Caller, consent: &Value) -> Reply {
    by.post(&format!("{}/withdraw", at(consent)), json!({})).await
}

/// What the gate answers a bank.
async fn pull(bank: &Caller) -> Reply {
    bank.get("/v1/partner/incubatees?purpose=CREDIT_APPLICATION").await
}

/// Changes of consents that a caller sees, oldest first.
async fn told(app: &TestApp, caller: &Caller) -> Vec<Value> {
    let all = walk(app, caller, "").await;
    all.into_iter().filter(|change| change["kind"] == "Consent").collect()
}

fn types(changes: &[Value]) -> Vec<&str> {
    changes.iter().map(|change| text(change, "type")).collect()
}

/// Consents of a status, as they are stored.
async fn stored(app: &TestApp, status: &str) -> u64 {
    let of = consent::Entity::find().filter(consent::Column::Status.eq(status));
    of.count(app.app.store.reader()).await.unwrap()
}

/// Kinds of what somebody was told, the newest first.
async fn inbox(caller: &Caller) -> Vec<String> {
    let rows = rows(caller, "/v1/notifications?limit=100").await;
    rows.iter().map(|row| text(row, "kind").to_owned()).collect()
}

/// Positions what happened, and tells of it.
async fn tell(app: &TestApp) {
    api::worker::sequencer::run(&app.app).await.unwrap();
    api::worker::notify::run(&app.app).await.unwrap();
}

/// Code and paths of what a GraphQL request was refused with.
fn refusal(reply: &Reply) -> (String, Vec<String>) {
    let (_, code, paths) = interaction::acts::refusal(reply);
    (code, paths)
}
