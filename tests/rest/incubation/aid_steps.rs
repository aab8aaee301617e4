//! Steps that the tests of aid share: the schemes of domain.md 2.3, groups, proposals, aid that was paid out.

use axum::http::Request;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::kept_steps::{FORUM, at, forum};
use super::super::steps::{text, version};
use super::steps::{enterprise, member, merged, person};
use crate::support::{BLK, Caller, Reply, TestApp};

/// The account that aid is paid to.
pub const ACCOUNT: &str = "70045566778899";
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF";

/// TKM 2023: a group of ten from 17 to 55, Rp20m, 60 percent tools and 40 percent materials.
pub fn tkm_2023() -> Value {
    json!({
        "code": "TKM-2023", "kind": "TKM", "fiscalYear": 2023, "name": "TKM 2023", "beneficiary": "ENTERPRISE",
        "minMembers": 10, "maxMembers": 10, "minAge": 17, "maxAge": 55, "amount": 20_000_000,
        "split": [{"line": "ALAT", "percent": 60}, {"line": "BAHAN", "percent": 40}],
        "proposalsUntil": "2026-12-31", "fundingSource": "APBN",
    })
}

/// TKM pemula 2026: one person from 17 to 55, Rp5m, spent as it is best.
pub fn tkm_2026() -> Value {
    json!({
        "code": "TKM-PEMULA-2026", "kind": "TKM", "fiscalYear": 2026, "name": "TKM Pemula 2026", "beneficiary": "PERSON",
        "minAge": 17, "maxAge": 55, "amount": 5_000_000, "proposalsUntil": "2026-12-31", "lpjDays": 30,
    })
}

/// Records a scheme of the forum, whatever comes of it.
pub async fn record_scheme(admin: &Caller, input: Value) -> Reply {
    if admin.get(&format!("/v1/organizations/{FORUM}")).await.status == 404 {
        forum(admin).await;
    }
    admin.post("/v1/aid-schemes", merged(json!({"unit": FORUM}), input)).await
}

pub async fn scheme(admin: &Caller, input: Value) -> Value {
    record_scheme(admin, input).await.expect(201)
}

/// A person of the BLK, born on a day.
pub async fn born(caller: &Caller, name: &str, on: &str) -> Value {
    person(caller, BLK, name, json!({"birthDate": on})).await
}

/// A group of the BLK with a member for each birth date; null where none is known.
pub async fn group(caller: &Caller, name: &str, births: &[Value]) -> Value {
    let group = enterprise(caller, BLK, name).await;
    for (index, birth) in births.iter().enumerate() {
        let office = ["KETUA", "SEKRETARIS", "BENDAHARA"].get(index).copied().unwrap_or("ANGGOTA");
        let extra = if birth.is_null() { json!({}) } else { json!({"birthDate": birth}) };
        let one = person(caller, BLK, &format!("{name} {index}"), extra).await;
        member(caller, &group, &one, office, "2026-01-01").await;
    }
    group
}

/// Ten members of age.
pub async fn ten(caller: &Caller, name: &str) -> Value {
    group(caller, name, &vec![json!("1996-05-17"); 10]).await
}

/// A proposal of twenty million, 60 to 40.
pub fn to_group(scheme: &Value, group: &Value) -> Value {
    json!({
        "unit": BLK, "schemeId": scheme["id"], "enterpriseId": group["id"], "title": "Kopi Saluyu",
        "amountRequested": 20_000_000,
        "plan": [{"line": "ALAT", "item": "Mesin giling", "amount": 12_000_000}, {"line": "BAHAN", "item": "Biji kopi", "amount": 8_000_000}],
    })
}

/// A proposal of five million.
pub fn to_person(scheme: &Value, person: &Value) -> Value {
    json!({
        "unit": BLK, "schemeId": scheme["id"], "personId": person["id"], "title": "Warung Siti",
        "amountRequested": 5_000_000,
        "plan": [{"line": "ALAT", "item": "Etalase", "amount": 3_000_000}, {"line": "BAHAN", "item": "Beras", "amount": 2_000_000}],
    })
}

pub async fn propose(caller: &Caller, input: Value) -> Reply {
    caller.post("/v1/aids", input).await
}

/// Aid to Siti by TKM pemula 2026, as the head proposed it.
pub async fn proposed(app: &TestApp) -> Value {
    let (admin, head) = (app.admin().await, app.head().await);
    let scheme = scheme(&admin, tkm_2026()).await;
    let siti = born(&head, "Siti", "1996-05-17").await;
    propose(&head, to_person(&scheme, &siti)).await.expect(201)
}

/// A step with aid, with the version that is read just before.
pub async fn take(caller: &Caller, aid: &Value, step: &str, extra: Value) -> Reply {
    let at = at("aids", aid);
    let now = caller.get(&at).await.expect(200);
    caller.post_if(&format!("{at}/steps"), version(&now), merged(json!({"step": step}), extra)).await
}

pub fn approval() -> Value {
    json!({"amount": 5_000_000, "decreeNumber": "SK-7/2026"})
}

pub fn disbursement() -> Value {
    json!({"on": "2026-11-05", "amount": 5_000_000, "bankCode": "002", "accountNumber": ACCOUNT})
}

/// Verified by the coordinator, approved by a reviewer.
pub async fn approved(app: &TestApp, aid: &Value) -> Value {
    take(&app.coordinator().await, aid, "VERIFY", json!({})).await.expect(200);
    take(&app.reviewer().await, aid, "APPROVE", approval()).await.expect(200)
}

/// Aid to Siti that was paid out on 5 November 2026.
pub async fn paid(app: &TestApp) -> Value {
    let aid = proposed(app).await;
    approved(app, &aid).await;
    take(&app.admin().await, &aid, "DISBURSE", disbursement()).await.expect(200)
}

/// A document in the register of the BLK, with a file or without.
pub async fn document(head: &Caller, kind: &str, with_file: bool) -> Value {
    let input = json!({"kind": kind, "title": format!("Dokumen {kind}")});
    let document = head.post(&format!("/v1/blks/{BLK}/documents"), input).await.expect(201);
    if !with_file {
        return document;
    }
    let mut form = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n".to_vec();
    form.extend(PDF);
    form.extend(b"\r\n--x--\r\n");
    let request = Request::put(format!("{}/file", at("documents", &document))).header("if-match", "\"1\"");
    head.send(request, "multipart/form-data; boundary=x", form).await.expect(200)
}

/// A whole account of the five million: a hundred thousand come back.
pub fn account(evidence: &Value) -> Value {
    let chapters = ["PENDAHULUAN", "PERENCANAAN", "HASIL", "PERMASALAHAN", "STRATEGI", "PENUTUP"];
    json!({
        "sections": chapters.map(|code| json!({"code": code, "text": format!("Uraian {code}.")})),
        "lines": [
            {"line": "ALAT", "item": "Etalase", "planned": 3_000_000, "realised": 2_900_000},
            {"line": "BAHAN", "item": "Beras", "planned": 2_000_000, "realised": 2_000_000},
        ],
        "returned": 100_000,
        "evidence": [{"documentId": evidence["id"], "kind": "KUITANSI"}],
        "signatories": [{"role": "Penerima bantuan", "name": "Siti", "on": "2026-11-05"}, {"role": "Kepala BLK"}],
        "decreeNumber": "SK-7/2026", "decreeOn": "2026-11-04",
    })
}

/// A draft of an account, whatever comes of it.
pub async fn draft(caller: &Caller, aid: &Value, input: Value) -> Reply {
    caller.post(&format!("{}/lpj", at("aids", aid)), input).await
}

/// An act on an account, with the version that is read just before.
pub async fn act(caller: &Caller, lpj: &Value, act: &str, body: Value) -> Reply {
    let at = at("lpj", lpj);
    let now = caller.get(&at).await.expect(200);
    caller.post_if(&format!("{at}/{act}"), version(&now), body).await
}

/// The status of aid as it is now.
pub async fn status(caller: &Caller, aid: &Value) -> String {
    text(&caller.get(&at("aids", aid)).await.expect(200), "status").to_owned()
}

/// How many events of a name there are.
pub async fn events(app: &TestApp, name: &str) -> u64 {
    let query = entity::event::Entity::find().filter(entity::event::Column::Type.eq(name));
    query.count(app.app.store.reader()).await.unwrap()
}
