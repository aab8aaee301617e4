//! Enterprises, who belongs to them, and their legal ids.

use api::vocab::Role;
use serde_json::{Value, json};

use super::super::kept_steps::{at, faulty, rows};
use super::super::steps::{text, version};
use super::steps::{enterprise, member, merged, person};
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, Reply, TestApp};

const FUTURE: &str = "2026-11-06";

async fn new_enterprise(caller: &Caller, extra: Value) -> Reply {
    let input = json!({"unit": BLK, "name": "Saluyu", "year": 2026, "sector": "KULINER", "level": "PEMULA"});
    caller.post("/v1/enterprises", merged(input, extra)).await
}

fn below(enterprise: &Value, list: &str) -> String {
    format!("/v1/enterprises/{}/{list}", text(enterprise, "id"))
}

async fn join(caller: &Caller, enterprise: &Value, person: &Value, office: &str, days: Value) -> Reply {
    let input = json!({"personId": person["id"], "office": office, "joinedOn": "2026-01-01"});
    caller.post(&below(enterprise, "members"), merged(input, days)).await
}

async fn certify(caller: &Caller, enterprise: &Value, kind: &str, number: &str) -> Reply {
    caller.post(&below(enterprise, "certifications"), json!({"kind": kind, "number": number})).await
}

#[tokio::test]
async fn an_enterprise_says_what_it_is_and_where_it_stands() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let kawasan = admin.get(&format!("/v1/kawasans/{KAWASAN}")).await.expect(200);
    let facts = json!({"form": "KELOMPOK", "kbli": "10761", "kbliVersion": "KBLI_2020", "chainStage": "HILIR", "startedOn": "2025-06-01"});
    let made = new_enterprise(&admin, merged(facts.clone(), json!({"kawasanId": KAWASAN}))).await.expect(201);
    for (field, sent) in facts.as_object().unwrap() {
        assert_eq!(&made[field], sent, "{field}");
    }
    assert_eq!(made["kawasanId"], kawasan["id"]);
    let changed = admin.patch(&at("enterprises", &made), 1, json!({"kbli": "10792", "chainStage": null})).await;
    let changed = changed.expect(200);
    assert_eq!((text(&changed, "kbli"), &changed["chainStage"]), ("10792", &Value::Null));
    let plain = new_enterprise(&admin, json!({"name": "Lodong"})).await.expect(201);
    assert_eq!(plain["form"], Value::Null);
}

#[tokio::test]
async fn every_fault_of_an_enterprise_comes_in_one_answer() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let wrong =
        json!({"form": "KOPERASI", "kbli": "10761", "chainStage": "TENGAH", "startedOn": FUTURE, "kawasanId": BLK});
    let wanted = [
        ("FIELD.OUT_OF_RANGE", "/startedOn"),
        ("FIELD.REQUIRED", "/kbliVersion"),
        ("FIELD.UNKNOWN_CODE", "/chainStage"),
        ("FIELD.UNKNOWN_CODE", "/form"),
        ("FIELD.UNKNOWN_CODE", "/kawasanId"),
    ];
    faulty(&new_enterprise(&admin, wrong).await, &wanted);
    let short = new_enterprise(&admin, json!({"kbli": "1076", "kbliVersion": "KBLI_2025"})).await;
    faulty(&short, &[("FIELD.FORMAT", "/kbli")]);
    let alone = new_enterprise(&admin, json!({"kbliVersion": "KBLI_2025"})).await;
    faulty(&alone, &[("FIELD.REQUIRED", "/kbli")]);
}

#[tokio::test]
async fn an_office_is_held_by_one_member_at_a_time() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let group = enterprise(&admin, BLK, "Saluyu").await;
    let first = person(&admin, BLK, "Siti", json!({})).await;
    let second = person(&admin, BLK, "Asep", json!({})).await;
    let chair = member(&admin, &group, &first, "KETUA", "2026-01-01").await;
    faulty(&join(&admin, &group, &second, "KETUA", json!({})).await, &[("DATES.OVERLAP", "/office")]);
    let checked = format!("{}?validateOnly=true", below(&group, "members"));
    let other = json!({"personId": second["id"], "office": "BENDAHARA", "joinedOn": "2026-01-01"});
    admin.post(&checked, other).await.expect(200);
    let left = json!({"leftOn": "2026-06-01", "leaveReason": "Pindah"});
    admin.patch(&at("members", &chair), 1, left).await.expect(200);
    faulty(
        &join(&admin, &group, &second, "KETUA", json!({"joinedOn": "2026-05-31"})).await,
        &[("DATES.OVERLAP", "/office")],
    );
    join(&admin, &group, &second, "KETUA", json!({"joinedOn": "2026-06-01"})).await.expect(201);
    // Two who hold no office are no matter.
    let third = person(&admin, BLK, "Ujang", json!({})).await;
    join(&admin, &group, &third, "ANGGOTA", json!({})).await.expect(201);
    join(&admin, &group, &first, "ANGGOTA", json!({"joinedOn": "2026-06-01"})).await.expect(201);
}

#[tokio::test]
async fn a_person_is_a_member_once_on_a_day() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let group = enterprise(&admin, BLK, "Saluyu").await;
    let siti = person(&admin, BLK, "Siti", json!({})).await;
    member(&admin, &group, &siti, "ANGGOTA", "2026-01-01").await;
    let again = join(&admin, &group, &siti, "KETUA", json!({"joinedOn": "2026-03-01"})).await;
    faulty(&again, &[("DATES.OVERLAP", "/joinedOn")]);
}

#[tokio::test]
async fn the_business_of_one_person_has_one_member_at_a_time() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let shop = new_enterprise(&admin, json!({"form": "PERORANGAN"})).await.expect(201);
    let group = enterprise(&admin, BLK, "Kahuripan").await;
    let (siti, asep) = (person(&admin, BLK, "Siti", json!({})).await, person(&admin, BLK, "Asep", json!({})).await);
    for place in [&shop, &group] {
        member(&admin, place, &siti, "KETUA", "2026-01-01").await;
    }
    faulty(&join(&admin, &shop, &asep, "ANGGOTA", json!({})).await, &[("DATES.OVERLAP", "/personId")]);
    join(&admin, &group, &asep, "ANGGOTA", json!({})).await.expect(201);
    let turned = admin.patch(&at("enterprises", &group), version(&group), json!({"form": "PERORANGAN"})).await;
    faulty(&turned, &[("DATES.OVERLAP", "/form")]);
    admin.patch(&at("enterprises", &shop), version(&shop), json!({"form": "KELOMPOK"})).await.expect(200);
    join(&admin, &shop, &asep, "ANGGOTA", json!({})).await.expect(201);
}

#[tokio::test]
async fn a_membership_keeps_its_person_and_its_days_in_order() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let group = enterprise(&admin, BLK, "Saluyu").await;
    let (siti, asep) = (person(&admin, BLK, "Siti", json!({})).await, person(&admin, BLK, "Asep", json!({})).await);
    let kept = member(&admin, &group, &siti, "ANGGOTA", "2026-01-01").await;
    let change = json!({"personId": asep["id"], "leaveReason": "Pindah"});
    faulty(
        &admin.patch(&at("members", &kept), 1, change).await,
        &[("FIELD.OUT_OF_RANGE", "/personId"), ("FIELD.REQUIRED", "/leftOn")],
    );
    let unknown = json!({"personId": "per_01h455vb4pex5vsknk084sn02q", "office": "RAJA", "joinedOn": FUTURE, "leftOn": "2026-01-01"});
    let wanted = [
        ("FIELD.OUT_OF_RANGE", "/joinedOn"),
        ("FIELD.OUT_OF_RANGE", "/leftOn"),
        ("FIELD.UNKNOWN_CODE", "/office"),
        ("FIELD.UNKNOWN_CODE", "/personId"),
    ];
    faulty(&admin.post(&below(&group, "members"), unknown).await, &wanted);
}

#[tokio::test]
async fn a_legal_id_has_the_form_of_its_kind_and_is_never_said_back() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let group = enterprise(&admin, BLK, "Saluyu").await;
    for (kind, number, code, path) in [
        ("NIB", "912030487123", "NUMBER.FORMAT", "/number"),
        ("P_IRT", "9063602010001-29", "NUMBER.FORMAT", "/number"),
        ("NPWP", "3602011708959001", "FIELD.UNKNOWN_CODE", "/kind"),
        ("SIUP", "1234567", "FIELD.UNKNOWN_CODE", "/kind"),
    ] {
        let refused = certify(&admin, &group, kind, number).await;
        faulty(&refused, &[(code, path)]);
        assert!(!refused.text.contains(number), "{}", refused.text);
    }
    for (kind, number) in [
        ("NIB", "9120304871234"),
        ("P_IRT", "2063602010001-29"),
        ("HALAL", "15100012340121"),
        ("MEREK", "IDM000123456"),
    ] {
        certify(&admin, &group, kind, number).await.expect(201);
    }
    certify(&admin, &group, "NIB", "9120304871234").await.refused(409, "RESOURCE.ALREADY_EXISTS");
}

#[tokio::test]
async fn certificates_that_expire_are_found() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let group = enterprise(&admin, BLK, "Saluyu").await;
    for (number, until) in [("ID-1", "2026-12-31"), ("ID-2", "2029-12-31")] {
        let input = json!({"kind": "HALAL", "number": number, "issuedOn": "2025-01-01", "validUntil": until});
        admin.post(&below(&group, "certifications"), input).await.expect(201);
    }
    let soon = rows(&admin, "/v1/certifications?kind=HALAL&endsBefore=2027-01-04").await;
    assert_eq!(soon.iter().map(|row| text(row, "number")).collect::<Vec<_>>(), ["ID-1"]);
    let wrong = json!({"kind": "SNI", "number": "1", "issuedOn": FUTURE, "validUntil": "2026-01-01"});
    faulty(
        &admin.post(&below(&group, "certifications"), wrong).await,
        &[("FIELD.OUT_OF_RANGE", "/issuedOn"), ("FIELD.OUT_OF_RANGE", "/validUntil")],
    );
}

#[tokio::test]
async fn members_are_kept_by_those_who_coach_and_seen_by_those_who_watch() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let group = enterprise(&operator, BLK, "Saluyu").await;
    let siti = person(&operator, BLK, "Siti", json!({})).await;
    let kept = member(&operator, &group, &siti, "KETUA", "2026-01-01").await;
    let coordinator = app.coordinator().await;
    assert_eq!(text(&coordinator.get(&at("members", &kept)).await.expect(200), "office"), "KETUA");
    join(&coordinator, &group, &siti, "ANGGOTA", json!({})).await.refused(403, "ACCESS.DENIED");
    let elsewhere = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    elsewhere.get(&at("members", &kept)).await.refused(404, "RESOURCE.NOT_FOUND");
    assert_eq!(rows(&elsewhere, &below(&group, "members")).await, Vec::<Value>::new());
    join(&elsewhere, &group, &siti, "ANGGOTA", json!({})).await.refused(403, "ACCESS.DENIED");
    app.anonymous().get(&at("members", &kept)).await.refused(401, "AUTH.REQUIRED");
    join(&app.anonymous(), &group, &siti, "ANGGOTA", json!({})).await.refused(401, "AUTH.REQUIRED");
}

#[tokio::test]
async fn a_product_belongs_to_an_enterprise_of_its_unit() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let own = enterprise(&admin, BLK, "Saluyu").await;
    let other = enterprise(&admin, OTHER_BLK, "Canoli").await;
    let coached =
        json!({"unit": KAWASAN, "name": "Cangkir", "year": 2026, "sector": "KULINER", "level": "PEMULA", "blkId": BLK});
    let coached = admin.post("/v1/enterprises", coached).await.expect(201);
    let products = format!("/v1/blks/{BLK}/products");
    for place in [&own, &coached] {
        let made = admin.post(&products, json!({"name": "Kopi bubuk", "enterpriseId": place["id"]})).await.expect(201);
        assert_eq!(made["enterpriseId"], place["id"]);
    }
    let refused = admin.post(&products, json!({"name": "Kopi bubuk", "enterpriseId": other["id"]})).await;
    faulty(&refused, &[("FIELD.UNKNOWN_CODE", "/enterpriseId")]);
    let kawasan = format!("/v1/kawasans/{KAWASAN}/products");
    let university = app.person(Role::University, None, Some(KAWASAN)).await;
    university.post(&kawasan, json!({"name": "Cangkir", "enterpriseId": coached["id"]})).await.expect(201);
}

#[tokio::test]
async fn graphql_joins_a_person_to_an_enterprise_by_the_same_rules() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let group = enterprise(&admin, BLK, "Saluyu").await;
    let siti = person(&admin, BLK, "Siti", json!({})).await;
    let mutation = "mutation($of: ID!, $input: MembershipInput!) { createMembership(of: $of, input: $input) { id office enterprise { name } } }";
    let input = |office: &str| json!({"of": group["id"], "input": {"personId": siti["id"], "office": office, "joinedOn": "2026-01-01"}});
    let made = Caller::data(admin.graphql(mutation, input("KETUA")).await);
    assert_eq!(made["createMembership"]["enterprise"]["name"], "Saluyu");
    let refused = admin.graphql(mutation, input("RAJA")).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["errors"][0]["path"], "/office", "{}", refused.text);
}
