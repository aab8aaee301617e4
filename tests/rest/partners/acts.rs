//! Steps that the tests of partner sharing share: real calls, from an agreement to a consent.

use api::vocab::Role;
use chrono::{Datelike, Days, NaiveDate};
use entity::{access_delivery, audit};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::incubation::aid_steps::document;
use super::super::incubation::mentor_steps::{mentor, verdict, visit};
use super::super::incubation::steps::{baseline, enterprise, incubatee, member, merged, month, person};
use super::super::kept_steps::{at, rows};
use super::super::steps::{text, version};
use crate::support::{BLK, Caller, KAWASAN, PASSWORD, TestApp};

/// An organization that pulls, with who pulls for it.
pub struct Bank {
    /// `ORG-BANK`
    pub code: String,
    /// Id of the organization.
    pub id: String,
    /// A person with PARTNER on it.
    pub teller: Caller,
    /// A machine client's token with PARTNER on it.
    pub machine: Caller,
    pub client_id: String,
    pub secret: String,
}

/// A woman or a man with a business.
pub struct Tenant {
    pub person: String,
    pub enterprise: String,
    pub incubatee: String,
}

/// A bank with an agreement for prospecting and applications of credit.
pub async fn bank(app: &TestApp) -> Bank {
    partner(app, "BANK", "ORG-BANK", &["CREDIT_PROSPECTING", "CREDIT_APPLICATION"]).await
}

/// An organization with the agreement AGR-1 for purposes with all their scopes, from 2026 to the end of 2027.
pub async fn partner(app: &TestApp, kind: &str, code: &str, purposes: &[&str]) -> Bank {
    let admin = app.admin().await;
    let id = text(&organization(&admin, kind, code).await, "id").to_owned();
    agreement(&admin, code, purposes, json!({})).await;
    let made = client(&admin, code, json!({})).await;
    let (client_id, secret) = (text(&made, "clientId").to_owned(), text(&made, "clientSecret").to_owned());
    let teller = app.person(Role::Partner, None, Some(code)).await;
    let machine = machine(app, &client_id, &secret).await;
    Bank { code: code.to_owned(), id, teller, machine, client_id, secret }
}

/// An organization of a kind.
pub async fn organization(admin: &Caller, kind: &str, code: &str) -> Value {
    let unit = json!({"code": code, "name": format!("Mitra {code}"), "kind": kind, "scope": "NATIONAL", "country": "ID", "region": "31.71"});
    admin.post("/v1/organizations", unit).await.expect(201)
}

/// A client that pulls for an organization, with other words laid over it.
pub async fn client(admin: &Caller, code: &str, extra: Value) -> Value {
    let input = json!({"name": format!("Sistem {code}"), "grants": [{"role": "PARTNER", "unit": code}]});
    admin.post("/v1/clients", merged(input, extra)).await.expect(201)
}

/// One more client of a partner, signed in: its calls are counted apart.
pub async fn another(app: &TestApp, admin: &Caller, of: &Bank, extra: Value) -> Caller {
    let made = client(admin, &of.code, extra).await;
    machine(app, text(&made, "clientId"), text(&made, "clientSecret")).await
}

/// An agreement of an organization, which holds now unless `extra` says otherwise.
pub async fn agreement(admin: &Caller, organization: &str, purposes: &[&str], extra: Value) -> Value {
    let mut scopes: Vec<&str> = purposes.iter().flat_map(|purpose| all_scopes(purpose)).collect();
    scopes.sort_unstable();
    scopes.dedup();
    let input = json!({
        "number": "AGR-1", "controller": format!("PT {organization}"), "dpoName": "Petugas Pelindungan Data",
        "dpoEmail": "dpo@mitra.test", "purposes": purposes, "scopes": scopes, "fromOn": "2026-01-01",
        "toOn": "2028-01-01", "country": "ID",
    });
    admin.post(&format!("/v1/organizations/{organization}/agreements"), merged(input, extra)).await.expect(201)
}

/// The path of the first agreement of a partner.
pub async fn agreement_of(admin: &Caller, of: &Bank) -> String {
    at("agreements", &rows(admin, &format!("/v1/organizations/{}/agreements", of.code)).await[0])
}

/// A fresh token of a client.
pub async fn token(app: &TestApp, client_id: &str, secret: &str) -> String {
    let form = format!("grant_type=client_credentials&client_id={client_id}&client_secret={secret}");
    text(&app.anonymous().form("/oauth/token", &form).await.expect(200), "access_token").to_owned()
}

/// A client with a fresh token.
pub async fn machine(app: &TestApp, client_id: &str, secret: &str) -> Caller {
    app.bearer(&token(app, client_id, secret).await)
}

/// Facts of the person with a number, as they are recorded: no two persons share one.
pub fn facts(number: u32) -> Value {
    let born = NaiveDate::from_ymd_opt(1980, 1, 1).unwrap().checked_add_days(Days::new(u64::from(number % 7_000)));
    let born = born.unwrap();
    let woman = number % 2 == 1;
    let day = born.day() + if woman { 40 } else { 0 };
    let nik = format!("360201{day:02}{:02}{:02}{:04}", born.month(), born.year() % 100, number % 9_999 + 1);
    json!({
        "name": format!("Orang Uji {number}"), "sex": if woman { "PEREMPUAN" } else { "LAKI_LAKI" }, "nik": nik,
        "npwp": format!("09{number:014}"), "birthDate": born, "phone": format!("+62812{:08}", 70_000_000 + number),
        "address": format!("Kampung Uji {number} RT 01"), "region": "36.02.01.2002", "education": "SMA",
        "occupation": "PEDAGANG", "maritalStatus": "KAWIN",
    })
}

/// An adult with a business of [`BLK`]: chair of a group in a cohort, with three months of progress.
pub async fn tenant(app: &TestApp, number: u32) -> Tenant {
    let head = app.head().await;
    let someone = person(&head, BLK, "", facts(number)).await;
    let group = business(&head, number).await;
    member(&head, &group, &someone, "KETUA", "2026-01-01").await;
    let cohort = json!({"unit": BLK, "name": format!("Angkatan {number}"), "year": 2026, "startsOn": "2026-01-01"});
    let cohort = head.post("/v1/cohorts", cohort).await.expect(201);
    let coached = incubatee(&head, &cohort, &group, baseline()).await;
    for (index, at) in ["2026-08", "2026-09", "2026-10"].into_iter().enumerate() {
        let revenue = 10_000_000 + i64::from(number) * 1_000 + i64::try_from(index).unwrap();
        month(&head, &coached, at, figures(number, revenue)).await;
    }
    let id = |record: &Value| text(record, "id").to_owned();
    Tenant { person: id(&someone), enterprise: id(&group), incubatee: id(&coached) }
}

/// A business as it is recorded, before anybody belongs to it.
async fn business(head: &Caller, number: u32) -> Value {
    let group = enterprise(head, BLK, &format!("Usaha Uji {number}")).await;
    let more = json!({"kbli": "10761", "kbliVersion": "KBLI_2020", "startedOn": "2024-02-15", "kawasanId": KAWASAN});
    head.patch(&format!("/v1/enterprises/{}", text(&group, "id")), 1, more).await.expect(200)
}

fn figures(number: u32, revenue: i64) -> Value {
    json!({
        "revenue": revenue, "costs": 6_000_000, "wages": 1_000_000, "familyWorkers": 1,
        "permanentWorkers": [{"sex": "PEREMPUAN", "relation": "DALAM_HUBUNGAN_KERJA", "count": 2}],
        "casualWorkers": [{"sex": "LAKI_LAKI", "relation": "LUAR_HUBUNGAN_KERJA", "count": 1}],
        "capital": [{"source": "MODAL_SENDIRI", "amount": 2_000_000 + i64::from(number)}],
        "assets": 7_000_000 + i64::from(number),
        "production": [{"product": format!("Kue {number}"), "volume": 120.5, "unit": "PAK"}],
    })
}

/// What a business may have beyond its months: a NIB, a P-IRT, a product, an off-take contract, a verified visit.
pub async fn complete(app: &TestApp, tenant: &Tenant, number: u32) {
    let head = app.head().await;
    let papers = format!("/v1/enterprises/{}/certifications", tenant.enterprise);
    let nib = json!({"kind": "NIB", "number": format!("9120{number:09}"), "issuer": "OSS", "issuedOn": "2025-01-15"});
    head.post(&papers, nib).await.expect(201);
    head.post(&papers, json!({"kind": "P_IRT", "number": format!("2063602{number:06}-29")})).await.expect(201);
    let product = json!({
        "name": format!("Kue {number}"), "kbli": "10761", "enterpriseId": tenant.enterprise,
        "certifications": [{"kind": "P_IRT"}], "channels": ["LANGSUNG"],
    });
    head.post(&format!("/v1/blks/{BLK}/products"), product).await.expect(201);
    let contract = json!({
        "offTakerName": format!("Toko {number}"), "number": format!("PKS-{number}"), "product": "Kue", "volume": 120.5,
        "volumeUnit": "pak", "price": 25_000, "startsOn": "2026-09-01", "endsOn": "2027-08-31", "status": "ACTIVE",
    });
    head.post(&format!("/v1/incubatees/{}/offtake-contracts", tenant.incubatee), contract).await.expect(201);
    let (coach, record) = mentor(app, &tenant.enterprise).await;
    let seen = visit(&coach, &json!({"id": tenant.incubatee}), &record, json!({})).await.expect(201);
    verdict(&app.coordinator().await, &seen, "VERIFIED", json!({})).await.expect(200);
}

/// A consent that the head records on behalf of a person, with its signed form as evidence. It holds for a year.
pub async fn consent(by: &Caller, person: &str, partner: &Bank, purpose: &str, scopes: &[&str]) -> Value {
    consent_with(by, person, partner, purpose, scopes, json!({})).await
}

/// As [`consent`], with other words laid over what is sent.
pub async fn consent_with(
    by: &Caller,
    person: &str,
    partner: &Bank,
    purpose: &str,
    scopes: &[&str],
    extra: Value,
) -> Value {
    let evidence = document(by, "BUKTI_PERSETUJUAN", true).await;
    let input = json!({
        "personId": person, "partner": partner.code, "purpose": purpose, "scopes": scopes, "notice": 1,
        "language": "id", "channel": "PAPER", "expiresAt": "2027-11-01T00:00:00Z", "documentId": evidence["id"],
    });
    by.post("/v1/consents", merged(input, extra)).await.expect(201)
}

/// Withdraws a consent.
pub async fn withdraw(by: &Caller, consent: &Value) {
    by.post(&format!("{}/withdraw", at("consents", consent)), json!({})).await.expect(200);
}

/// A code with which the person comes to the counter.
pub async fn code(by: &Caller, consent: &Value) -> Value {
    by.post(&format!("{}/codes", at("consents", consent)), json!({})).await.expect(201)["code"].clone()
}

/// The head asks for something about a person, and it is done.
pub async fn obtain(head: &Caller, admin: &Caller, kind: &str, person: &str) {
    let asked = head.post("/v1/data-requests", json!({"kind": kind, "personId": person})).await.expect(201);
    let done = format!("{}/complete", at("data-requests", &asked));
    admin.post_if(&done, version(&asked), json!({})).await.expect(200);
}

/// A change with the version of this moment.
pub async fn edit(caller: &Caller, path: &str, changes: Value) -> Value {
    let now = caller.get(path).await.expect(200);
    caller.patch(path, version(&now), changes).await.expect(200)
}

/// Takes a record away.
pub async fn archive(caller: &Caller, path: &str) {
    let now = caller.get(path).await.expect(200);
    caller.delete_if(path, version(&now)).await.expect(200);
}

/// How many deliveries were written down for a channel.
pub async fn delivered(app: &TestApp, channel: &str) -> u64 {
    let rows = access_delivery::Entity::find().filter(access_delivery::Column::Channel.eq(channel));
    rows.count(app.app.store.reader()).await.unwrap()
}

/// What is sealed in a row of the audit log.
pub fn detail(app: &TestApp, row: &audit::Model) -> Option<String> {
    let plain = app.app.vault.open(&format!("audit|detail_enc|{}", row.id), row.detail_enc.as_deref()?).unwrap();
    Some(String::from_utf8(plain).unwrap())
}

/// Every scope that a purpose can have, as `consentPurposes` says.
pub fn all_scopes(purpose: &str) -> Vec<&'static str> {
    match purpose {
        "CREDIT_PROSPECTING" => vec!["PROSPECT_SUMMARY"],
        "CREDIT_APPLICATION" => vec![
            "IDENTITY_BASIC",
            "IDENTITY_NIK",
            "CONTACT",
            "ADDRESS",
            "BUSINESS_PROFILE",
            "BUSINESS_LEGAL",
            "FINANCE_REVENUE",
            "FINANCE_CAPITAL",
            "WORKERS_COUNT",
            "MENTORING_PROOF",
            "OFFTAKE_CONTRACTS",
        ],
        "BUMN_PARTNERSHIP" => vec![
            "IDENTITY_BASIC",
            "CONTACT",
            "BUSINESS_PROFILE",
            "FINANCE_REVENUE_BAND",
            "FINANCE_REVENUE",
            "PRODUCTS",
            "CERTIFICATIONS",
        ],
        "OFFTAKE_SOURCING" => vec!["BUSINESS_NAME", "CONTACT", "PRODUCTS", "CAPACITY", "CERTIFICATIONS"],
        "MENTORING" => vec!["OPERATIONAL_ASSIGNED"],
        "PROGRAMME_ME" => vec!["PROGRAMME_RECORDS"],
        "RESEARCH" => vec!["DEIDENTIFIED_EXTRACT"],
        other => panic!("no purpose {other}"),
    }
}

/// The account of a tenant, signed in.
pub async fn account(app: &TestApp, tenant: &Tenant, email: &str) -> Caller {
    let head = app.head().await;
    let input = json!({"email": email, "delivery": "RETURN"});
    let invited = head.post(&format!("/v1/persons/{}/invitations", tenant.person), input).await.expect(201);
    let set = json!({"code": invited["invitation"]["code"], "password": PASSWORD});
    assert_eq!(app.anonymous().post("/v1/passwords", set).await.status, 204);
    app.login(email, PASSWORD).await
}
