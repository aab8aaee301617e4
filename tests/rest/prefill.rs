//! What the registry knows already is proposed in the reports; open code sets take new words.

use serde_json::{Value, json};

use super::kept_steps::{at, product, record};
use super::steps::version;
use crate::support::{BLK, Caller, TestApp};

async fn begun(head: &Caller, template: &str, period: &str) -> Value {
    let input = json!({"blk": BLK, "template": template, "period": period});
    head.post("/v1/reports?prefill=previous", input).await.expect(201)["values"].clone()
}

async fn equip(head: &Caller) {
    let teacher = |sex: &str, certificates: Value| json!({"personName": "Instruktur", "sex": sex, "vocation": "LAS", "fromOn": "2020-01-06", "certificates": certificates});
    let held = json!([{"kind": "SERTIFIKAT_KOMPETENSI", "validUntil": "2030-01-01"}]);
    let expired = json!([{"kind": "SERTIFIKAT_KOMPETENSI", "validUntil": "2021-01-01"}]);
    record(head, "instructors", BLK, teacher("PEREMPUAN", held)).await.expect(201);
    record(head, "instructors", BLK, teacher("LAKI_LAKI", expired)).await.expect(201);
    let asset = |name: &str, kind: &str, quantity: i32, working: i32, condition: &str| json!({"name": name, "assetKind": kind, "quantity": quantity, "working": working, "condition": condition});
    record(head, "assets", BLK, asset("Gedung", "GEDUNG", 1, 1, "RUSAK_RINGAN")).await.expect(201);
    record(head, "assets", BLK, asset("Mesin las", "MESIN", 16, 14, "BAIK")).await.expect(201);
    let gone = record(head, "assets", BLK, asset("Mesin lama", "MESIN", 4, 0, "RUSAK_BERAT")).await.expect(201);
    head.delete_if(&at("assets", &gone), version(&gone)).await.expect(200);
}

#[tokio::test]
async fn quarterly_and_annual_reports_begin_with_what_the_registry_knows() {
    let app = TestApp::start().await;
    let head = app.head().await;
    equip(&head).await;
    let quarterly = begun(&head, "LAP_TRIWULAN", "2026-Q3").await;
    assert_eq!(quarterly["A09"], json!({"sex": {"LAKI_LAKI": 1, "PEREMPUAN": 1}, "total": 2}));
    assert_eq!(quarterly["A10"], json!({"sex": {"PEREMPUAN": 1}, "total": 1}));
    assert_eq!(quarterly.get("F02"), None, "the quarter does not ask for it");
    app.clock().set("2027-01-05T02:00:00Z".parse().unwrap());
    let ctx = api::domain::Ctx::system(app.app.clone(), "test");
    api::domain::obligations::open::open_due(&ctx).await.unwrap();
    let head = app.head().await;
    let annual = begun(&head, "LAP_TAHUNAN", "2026").await;
    assert_eq!((&annual["F01"], &annual["F02"]), (&json!("RUSAK_RINGAN"), &json!(87.5)));
}

#[tokio::test]
async fn nothing_recorded_is_nothing_proposed() {
    let app = TestApp::start().await;
    let head = app.head().await;
    product(&head, BLK, "Kopi", "10761").await;
    assert_eq!(begun(&head, "LAP_TRIWULAN", "2026-Q3").await, json!({}));
}

#[tokio::test]
async fn a_kind_of_organization_is_added_as_data() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let code = json!({"code": "MAJELIS_TAKLIM", "label": {"id": "Majelis taklim", "en": "Study circle"}});
    let organization = json!({"code": "ORG-MT", "name": "Majelis", "kind": "MAJELIS_TAKLIM", "scope": "NATIONAL", "country": "ID", "region": "36.02"});
    admin.post("/v1/organizations", organization.clone()).await.refused(422, "REQUEST.INVALID");
    app.head().await.post("/v1/reference/organizationKinds/codes", code.clone()).await.refused(403, "ACCESS.DENIED");
    admin.post("/v1/reference/organizationKinds/codes", code.clone()).await.expect(201);
    admin.post("/v1/reference/organizationKinds/codes", code.clone()).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    admin.post("/v1/reference/reportStates/codes", code.clone()).await.refused(422, "REQUEST.INVALID");
    admin.post("/v1/reference/tidakAda/codes", code).await.refused(404, "RESOURCE.NOT_FOUND");
    admin.post("/v1/organizations", organization).await.expect(201);
    let query =
        "mutation M($input: ReferenceCodeInput!) { addReferenceCode(set: \"hostTypes\", input: $input) { code } }";
    let input = json!({"code": "VIHARA", "label": {"id": "Vihara", "en": "Vihara"}});
    let data = Caller::data(admin.graphql(query, json!({"input": input})).await);
    assert_eq!(data["addReferenceCode"]["code"], "VIHARA");
}
