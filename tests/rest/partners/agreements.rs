//! Agreements on the sharing of data: what stands in them, who keeps and reads them, from when until when they hold.

use api::domain::Ctx;
use api::domain::ids::{self, Kind};
use api::domain::partners::agreements::in_force;
use api::vocab::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::super::incubation::aid_steps::document;
use super::super::incubation::steps::merged;
use super::super::kept_steps::{at, faulty, rows};
use super::super::lives::{changes_and_ends, live_by_graphql, of_unit};
use super::super::steps::text;
use super::acts::organization;
use crate::support::{BLK, Caller, TestApp};

const BANK: &str = "ORG-BANK";

fn below(code: &str) -> String {
    format!("/v1/organizations/{code}/agreements")
}

/// A good agreement of a bank, with other words laid over it.
fn input(extra: Value) -> Value {
    let good = json!({
        "number": "PKS-012/FKN/2026", "controller": "PT Bank Uji",
        "dpoName": "Rina Pelindung", "dpoEmail": "dpo@bank.test",
        "purposes": ["CREDIT_APPLICATION"], "scopes": ["IDENTITY_BASIC", "CONTACT"],
        "fromOn": "2026-01-01", "toOn": "2028-01-01", "country": "ID",
    });
    merged(good, extra)
}

#[tokio::test]
async fn an_agreement_is_recorded_below_its_organization_found_changed_and_archived() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let bank = organization(&admin, "BANK", BANK).await;
    let signed = document(&app.head().await, "DOKUMEN_KERJA_SAMA", false).await;
    let made = input(json!({"documentId": signed["id"], "dpoPhone": "+62 21 555 0101"}));
    let made = admin.post(&below(BANK), made).await.expect(201);
    assert_eq!((&made["unitId"], &made["unitCode"], &made["version"]), (&bank["id"], &json!(BANK), &json!(1)));
    assert!(text(&made, "id").starts_with("agr_"), "{made}");
    let here = at("agreements", &made);
    assert_eq!(admin.get(&here).await.expect(200), made);
    let of = text(&signed, "id");
    for query in ["", "unit=ORG-BANK", "q=pks-012", "endsBefore=2028-01-02", &format!("of={of}")] {
        assert_eq!(rows(&admin, &format!("/v1/agreements?{query}")).await.len(), 1, "{query}");
    }
    for query in ["q=lain", "endsBefore=2028-01-01"] {
        assert_eq!(rows(&admin, &format!("{}?{query}", below(BANK))).await.len(), 0, "{query}");
    }
    admin.get("/v1/agreements?kind=BANK").await.refused(422, "REQUEST.INVALID");
    changes_and_ends(&admin, &here, &json!({"toOn": "2029-01-01", "scopes": ["CONTACT"]})).await;
    assert_eq!(rows(&admin, "/v1/agreements").await.len(), 0);
    assert_eq!(rows(&admin, "/v1/agreements?archived=true").await.len(), 1);
}

#[tokio::test]
async fn an_agreement_lives_the_same_life_by_graphql() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    organization(&admin, "BANK", BANK).await;
    let names = ("Agreement", "agreements", "agreements");
    let kind = of_unit(names, BANK, input(json!({})), json!({"note": "Diperpanjang"}));
    live_by_graphql(&admin, vec![kind]).await;
    admin.post(&below(BANK), input(json!({}))).await.expect(201);
    let query = "{ organization(code: \"ORG-BANK\") {
        agreements(first: 5) { nodes { number purposes unit { code } } } } }";
    let data = Caller::data(admin.graphql(query, json!({})).await);
    let listed = json!([{"number": "PKS-012/FKN/2026", "purposes": ["CREDIT_APPLICATION"], "unit": {"code": BANK}}]);
    assert_eq!(data["organization"]["agreements"]["nodes"], listed);
}

#[tokio::test]
async fn what_an_agreement_may_not_say_is_said_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    organization(&admin, "BANK", BANK).await;
    let required = ["controller", "country", "dpoEmail", "dpoName", "fromOn", "number", "purposes", "scopes", "toOn"];
    let bare = admin.post(&below(BANK), json!({})).await;
    let paths = required.map(|field| ("FIELD.REQUIRED".to_owned(), format!("/{field}")));
    assert_eq!((bare.status, bare.faults()), (422, paths.to_vec()), "{}", bare.text);
    type Fault = (&'static str, &'static str);
    let cases: Vec<(Value, &[Fault])> = vec![
        (json!({"purposes": [], "scopes": []}), &[("FIELD.LENGTH", "/purposes"), ("FIELD.LENGTH", "/scopes")]),
        (json!({"dpoEmail": "bukan surel"}), &[("FIELD.FORMAT", "/dpoEmail")]),
        (json!({"number": "", "secret": 1}), &[("FIELD.LENGTH", "/number"), ("FIELD.UNKNOWN", "/secret")]),
        (
            json!({"purposes": ["CREDIT_APPLICATION", "CREDIT_APPLICATION", "PERNIKAHAN"], "scopes": ["CONTACT", "CONTACT"]}),
            &[
                ("FIELD.DUPLICATE", "/purposes/1"),
                ("FIELD.DUPLICATE", "/scopes/1"),
                ("FIELD.UNKNOWN_CODE", "/purposes/2"),
            ],
        ),
        // A purpose of a state enterprise is none of a bank, though its scopes are known.
        (json!({"purposes": ["BUMN_PARTNERSHIP"]}), &[("PURPOSE.DENIED", "/purposes/0")]),
        // Beyond the purposes, and unknown.
        (
            json!({"purposes": ["CREDIT_PROSPECTING"], "scopes": ["PROSPECT_SUMMARY", "IDENTITY_NIK", "SEPATU"]}),
            &[("CONSENT.SCOPE_EXCESS", "/scopes/1"), ("FIELD.UNKNOWN_CODE", "/scopes/2")],
        ),
        (json!({"country": "SG"}), &[("FIELD.REQUIRED", "/transferBasis")]),
        (json!({"country": "sg"}), &[("FIELD.FORMAT", "/country")]),
        (json!({"country": "XX", "transferBasis": "SCC"}), &[("FIELD.UNKNOWN_CODE", "/country")]),
        (json!({"fromOn": "2026-01-01", "toOn": "2026-01-01"}), &[("FIELD.OUT_OF_RANGE", "/toOn")]),
        (json!({"fromOn": "2028-01-01", "toOn": "2026-01-01"}), &[("FIELD.OUT_OF_RANGE", "/toOn")]),
        (json!({"documentId": "doc_01h455vb4pex5vsknk084sn02q"}), &[("FIELD.UNKNOWN_CODE", "/documentId")]),
        (
            json!({"purposes": ["OFFTAKE_SOURCING"], "scopes": ["IDENTITY_NIK"], "country": "MY", "toOn": "2025-01-01"}),
            &[
                ("CONSENT.SCOPE_EXCESS", "/scopes/0"),
                ("FIELD.OUT_OF_RANGE", "/toOn"),
                ("FIELD.REQUIRED", "/transferBasis"),
                ("PURPOSE.DENIED", "/purposes/0"),
            ],
        ),
    ];
    for (extra, wanted) in cases {
        println!("{extra}");
        faulty(&admin.post(&below(BANK), input(extra.clone())).await, wanted);
        let mutation = "mutation M($input: AgreementInput!) {
            createAgreement(unit: \"ORG-BANK\", input: $input) { id } }";
        let refused = admin.graphql(mutation, json!({"input": input(extra)})).await;
        assert!(refused.body["data"].is_null() && refused.body["errors"].is_array(), "{}", refused.text);
    }
    assert_eq!(rows(&admin, "/v1/agreements").await.len(), 0);
}

#[tokio::test]
async fn scopes_of_all_its_purposes_and_data_abroad_on_a_basis_are_accepted() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    organization(&admin, "BANK", BANK).await;
    let both = json!({"purposes": ["CREDIT_PROSPECTING", "CREDIT_APPLICATION"], "scopes": ["PROSPECT_SUMMARY", "IDENTITY_NIK"]});
    let made = admin.post(&below(BANK), input(both)).await.expect(201);
    let here = at("agreements", &made);
    // What it said before is held to what it says now.
    faulty(
        &admin.patch(&here, 1, json!({"purposes": ["CREDIT_PROSPECTING"]})).await,
        &[("CONSENT.SCOPE_EXCESS", "/scopes/1")],
    );
    faulty(&admin.patch(&here, 1, json!({"country": "SG"})).await, &[("FIELD.REQUIRED", "/transferBasis")]);
    let abroad = json!({"country": "SG", "transferBasis": "Persetujuan eksplisit dan klausul baku"});
    assert_eq!(admin.patch(&here, 1, abroad).await.expect(200)["country"], "SG");
    faulty(&admin.patch(&here, 2, json!({"transferBasis": null})).await, &[("FIELD.REQUIRED", "/transferBasis")]);
}

#[tokio::test]
async fn administrators_keep_agreements_and_whoever_is_signed_in_reads_them() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    organization(&admin, "BANK", BANK).await;
    let teller = app.person(Role::Partner, None, Some(BANK)).await;
    let nobody = app.anonymous();
    nobody.post(&below(BANK), input(json!({}))).await.refused(401, "AUTH.REQUIRED");
    for caller in [&head, &teller, &app.coordinator().await] {
        caller.post(&below(BANK), input(json!({}))).await.refused(403, "ACCESS.DENIED");
        caller.post(&below("ORG-LAIN"), input(json!({}))).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    let ministry = app.person(Role::MinistryAdmin, None, None).await;
    let made = ministry.post(&below(BANK), input(json!({}))).await.expect(201);
    let here = at("agreements", &made);
    for caller in [&head, &teller] {
        assert_eq!(caller.get(&here).await.expect(200)["number"], made["number"]);
        caller.patch(&here, 1, json!({"note": "x"})).await.refused(403, "ACCESS.DENIED");
        caller.delete_if(&here, 1).await.refused(403, "ACCESS.DENIED");
    }
    for path in [&here, "/v1/agreements", &below(BANK)] {
        nobody.get(path).await.refused(401, "AUTH.REQUIRED");
    }
    head.get(&below("ORG-LAIN")).await.refused(404, "RESOURCE.NOT_FOUND");
    for wrong in ["after=%21", "limit=501", "kind=BANK"] {
        head.get(&format!("{}?{wrong}", below(BANK))).await.expect(422);
    }
    // A BLK has none; what an archived organization had stays, and nothing is added.
    let mutation = "mutation M($unit: String!, $input: AgreementInput!) {
        createAgreement(unit: $unit, input: $input) { id } }";
    let refused = admin.graphql(mutation, json!({"unit": BLK, "input": input(json!({}))})).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "REQUEST.INVALID", "{}", refused.text);
    admin.delete_if(&format!("/v1/organizations/{BANK}"), 1).await.expect(200);
    admin.post(&below(BANK), input(json!({"number": "2"}))).await.refused(409, "RESOURCE.ARCHIVED");
}

#[tokio::test]
async fn a_number_stands_once_among_the_agreements_of_an_organization() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    organization(&admin, "BANK", BANK).await;
    organization(&admin, "BANK", "ORG-BANK-2").await;
    let made = admin.post(&below(BANK), input(json!({}))).await.expect(201);
    admin.post(&below(BANK), input(json!({}))).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    admin.post(&below("ORG-BANK-2"), input(json!({}))).await.expect(201);
    let other = admin.post(&below(BANK), input(json!({"number": "2"}))).await.expect(201);
    let same = json!({"number": made["number"]});
    admin.patch(&at("agreements", &other), 1, same).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    admin.delete_if(&at("agreements", &made), 1).await.expect(200);
    admin.post(&below(BANK), input(json!({}))).await.expect(201);
}

#[tokio::test]
async fn an_agreement_is_checked_alone_and_recorded_once_though_sent_twice() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    organization(&admin, "BANK", BANK).await;
    admin.post(&format!("{}?validateOnly=true", below(BANK)), input(json!({}))).await.expect(200);
    assert_eq!(rows(&admin, "/v1/agreements").await.len(), 0);
    let first = admin.post_keyed(&below(BANK), "pks-1", input(json!({}))).await.expect(201);
    let again = admin.post_keyed(&below(BANK), "pks-1", input(json!({}))).await;
    assert_eq!((again.header("idempotency-replayed"), &again.body), ("true", &first));
    let other = admin.post_keyed(&below(BANK), "pks-1", input(json!({"number": "2"}))).await;
    other.refused(422, "IDEMPOTENCY.KEY_REUSED");
    let changed = admin.patch(&at("agreements", &first), 1, json!({"toOn": "2027-01-01"})).await.expect(200);
    let history = admin.get(&format!("/v1/history/{}", text(&changed, "id"))).await.expect(200);
    let last = json!([{"field": "toOn", "from": "2028-01-01", "to": "2027-01-01"}]);
    assert_eq!(history["data"][0]["changes"], last, "{history}");
    // What others hear names the record, and nobody of the partner.
    let events = entity::event::Entity::find()
        .filter(entity::event::Column::ObjectKind.eq("Agreement"))
        .order_by_asc(entity::event::Column::ObjectVersion);
    let events = events.all(app.app.store.reader()).await.unwrap();
    let said: Vec<(&str, i32)> = events.iter().map(|event| (&*event.r#type, event.object_version)).collect();
    assert_eq!(said, [("agreement.created", 1), ("agreement.updated", 2)]);
    assert!(events.iter().all(|event| !event.body.contains("Rina") && !event.body.contains("dpo@")), "{events:?}");
}

#[tokio::test]
async fn an_agreement_holds_from_its_first_day_until_the_day_it_names() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let bank = organization(&admin, "BANK", BANK).await;
    organization(&admin, "BANK", "ORG-BANK-2").await;
    let days = [("lampau", "2026-01-01", "2026-11-05"), ("hari ini", "2026-11-05", "2026-11-06")];
    let more = [("panjang", "2026-01-01", "2027-01-01"), ("besok", "2026-11-06", "2026-12-01")];
    for (number, from, to) in days.into_iter().chain(more) {
        let dates = json!({"number": number, "fromOn": from, "toOn": to});
        admin.post(&below(BANK), input(dates)).await.expect(201);
    }
    admin.post(&below("ORG-BANK-2"), input(json!({}))).await.expect(201);
    let partner = ids::expect(Kind::Organization, text(&bank, "id")).unwrap();
    let ctx = Ctx::system(app.app.clone(), "test");
    let numbers = async || {
        let found = in_force(&ctx, ctx.db(), partner).await.unwrap();
        found.into_iter().map(|agreement| agreement.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers().await, ["hari ini", "panjang"]);
    // 23:59 and 00:00 in Jakarta.
    app.clock().set("2026-11-05T16:59:59Z".parse().unwrap());
    assert_eq!(numbers().await, ["hari ini", "panjang"]);
    app.clock().set("2026-11-05T17:00:00Z".parse().unwrap());
    assert_eq!(numbers().await, ["panjang", "besok"]);
    let admin = app.admin().await;
    let long = rows(&admin, "/v1/agreements?q=panjang").await.remove(0);
    admin.delete_if(&at("agreements", &long), 1).await.expect(200);
    assert_eq!(numbers().await, ["besok"]);
    admin.delete_if(&format!("/v1/organizations/{BANK}"), 1).await.expect(200);
    assert_eq!(numbers().await, [""; 0], "an archived organization");
}
