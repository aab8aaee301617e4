//! Whom the registry lets read and keep its records, and how their lists are filtered and walked.

use std::collections::BTreeSet;

use api::vocab::Role;
use serde_json::{Value, json};

use super::kept_steps::{PROGRAMME, at, below, faulty, forum, product, programme, record, rows};
use super::steps::text;
use crate::support::{BLK, OTHER_BLK, TestApp};

#[tokio::test]
async fn products_are_public_assets_are_not() {
    let app = TestApp::start().await;
    let (head, admin, nobody) = (app.head().await, app.admin().await, app.anonymous());
    let product = product(&head, BLK, "Kopi", "10761").await;
    let asset = json!({"name": "Mesin", "assetKind": "MESIN", "quantity": 1, "working": 1, "condition": "BAIK"});
    let asset = record(&head, "assets", BLK, asset).await.expect(201);
    let meeting = json!({"kind": "RAKOR", "title": "Rakor", "fromOn": "2026-09-01"});
    let meeting = record(&app.coordinator().await, "meetings", BLK, meeting).await.expect(201);
    assert_eq!(rows(&nobody, "/v1/products").await.len(), 1);
    assert_eq!(rows(&nobody, &below("products", BLK)).await.len(), 1);
    nobody.get(&at("products", &product)).await.expect(200);
    let closed = ["/v1/assets".to_owned(), "/v1/meetings".to_owned(), below("assets", BLK)];
    for path in closed.iter().chain(&[at("assets", &asset), at("meetings", &meeting)]) {
        nobody.get(path).await.refused(401, "AUTH.REQUIRED");
    }

    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let far = app.person(Role::Coordinator, Some("32"), None).await;
    for stranger in [&other, &far] {
        assert_eq!(rows(stranger, "/v1/assets").await.len() + rows(stranger, &below("assets", BLK)).await.len(), 0);
        stranger.get(&at("assets", &asset)).await.refused(404, "RESOURCE.NOT_FOUND");
        stranger.patch(&at("assets", &asset), 1, json!({"note": "X"})).await.refused(404, "RESOURCE.NOT_FOUND");
        stranger.patch(&at("products", &product), 1, json!({"kbki": "1"})).await.refused(403, "ACCESS.DENIED");
        record(stranger, "products", BLK, json!({"name": "Madu"})).await.refused(403, "ACCESS.DENIED");
        stranger.get(&at("meetings", &meeting)).await.expect(200);
        stranger.delete_if(&at("meetings", &meeting), 1).await.refused(403, "ACCESS.DENIED");
    }
    for reader in [&head, &admin, &app.coordinator().await] {
        assert_eq!(rows(reader, "/v1/assets").await.len(), 1);
    }
    let duty = json!({"title": "Lapor", "source": "PKS", "dueOn": "2026-12-01"});
    record(&head, "duties", BLK, duty).await.refused(403, "ACCESS.DENIED");
}

#[tokio::test]
async fn lists_are_filtered_by_class_name_place_reference_and_end() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let of_programme = format!("enrolments?of={}", text(&forum(&admin).await, "id"));
    let of_blk = format!("enrolments?of={}", text(&rows(&admin, "/v1/blks").await[0], "id"));
    let twice = format!("blks/{BLK}/products?unit={BLK}");
    for (blk, name, kbli) in [(BLK, "Kopi Lebak", "10761"), (BLK, "Madu", "10391"), (OTHER_BLK, "Kopi Bogor", "10761")]
    {
        product(&admin, blk, name, kbli).await;
    }
    programme(&admin, "PRG-LAIN").await;
    for (code, ended) in [(PROGRAMME, json!("2026-06-01")), ("PRG-LAIN", Value::Null)] {
        let enrolment = json!({"programmeId": code, "enrolledOn": "2026-01-01", "endedOn": ended});
        record(&admin, "enrolments", BLK, enrolment).await.expect(201);
    }
    for (list, wanted) in [
        ("products?kind=10761", 2),
        ("products?kind=10761,10391", 3),
        ("products?q=KOPI", 2),
        ("products?q=%25", 0),
        ("products?region=36", 2),
        ("products?region=32.01", 1),
        ("products?region=36.02&q=kopi&kind=10761", 1),
        ("products?unit=TIDAK-ADA", 0),
        ("enrolments?endsBefore=2026-06-02", 1),
        ("enrolments?endsBefore=2026-06-01", 0),
        (of_programme.as_str(), 1),
    ] {
        assert_eq!(rows(&admin, &format!("/v1/{list}")).await.len(), wanted, "{list}");
    }
    for (list, code, path) in [
        ("products?region=3602", "REGION.CODE_SYSTEM_REQUIRED", "/region"),
        ("products?endsBefore=2026-06-02", "FIELD.UNKNOWN", "/endsBefore"),
        ("targets?kind=X", "FIELD.UNKNOWN", "/kind"),
        ("enrolments?q=kopi", "FIELD.UNKNOWN", "/q"),
        ("enrolments?of=kopi", "FIELD.FORMAT", "/of"),
        (of_blk.as_str(), "FIELD.UNKNOWN_CODE", "/of"),
        ("products?colour=hijau", "FIELD.FORMAT", ""),
        ("enrolments?endsBefore=besok", "FIELD.FORMAT", ""),
        (twice.as_str(), "FIELD.UNKNOWN", "/unit"),
    ] {
        faulty(&admin.get(&format!("/v1/{list}")).await, &[(code, path)]);
    }
    admin.get("/v1/products?limit=501").await.refused(422, "PAGE.LIMIT");
    admin.get("/v1/products?after=%21").await.refused(422, "PAGE.CURSOR");
}

#[tokio::test]
async fn walking_visits_each_record_once_though_records_are_added_meanwhile() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut before = BTreeSet::new();
    for n in 1..=7 {
        let made = product(&admin, if n % 2 == 0 { BLK } else { OTHER_BLK }, &format!("Produk {n}"), "10761").await;
        before.insert(text(&made, "id").to_owned());
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&format!("/v1/products?limit=2{after}")).await.expect(200);
        seen.extend(page["data"].as_array().unwrap().iter().map(|row| text(row, "id").to_owned()));
        assert!(seen.len() < 20, "the walk does not end");
        let Some(next) = page["page"]["next"].as_str() else { break };
        after = format!("&after={next}");
        if seen.len() <= 4 {
            product(&admin, BLK, &format!("Sisipan {}", seen.len()), "10761").await;
        }
    }
    let once: BTreeSet<String> = seen.iter().cloned().collect();
    assert_eq!(once.len(), seen.len(), "a record came twice");
    assert!(before.is_subset(&once), "a record was missed");
}
