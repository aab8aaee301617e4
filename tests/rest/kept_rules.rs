//! What the registry refuses to keep.

use serde_json::{Value, json};

use super::kept_steps::{FORUM, PROGRAMME, at, below, faulty, forum, product, programme, record, rows};
use super::steps::text;
use crate::support::{BLK, KAWASAN, OTHER_BLK, TestApp};

/// Collection, unit, a bad input, its faults.
type Case = (&'static str, &'static str, Value, &'static [(&'static str, &'static str)]);

fn cases_of_a_blk() -> Vec<Case> {
    vec![
        ("products", BLK, json!({}), &[("FIELD.REQUIRED", "/name")]),
        ("products", BLK, json!({"name": "Kopi", "colour": "hijau"}), &[("FIELD.UNKNOWN", "/colour")]),
        ("products", BLK, json!({"name": "Kopi\u{0}"}), &[("TEXT.NUL", "/name")]),
        ("products", BLK, json!({"name": "Kopi", "kbli": "107"}), &[("FIELD.FORMAT", "/kbli")]),
        ("products", BLK, json!({"name": "Kopi", "channels": ["EKSPOR"]}), &[("FIELD.REQUIRED", "/exportCountries")]),
        ("products", BLK, json!({"name": "Kopi", "exportCountries": ["MY"]}), &[("FIELD.REQUIRED", "/channels")]),
        (
            "products",
            BLK,
            json!({"name": "Kopi", "channels": ["EKSPOR", "EKSPOR"], "exportCountries": ["XX"]}),
            &[("FIELD.DUPLICATE", "/channels/1"), ("FIELD.UNKNOWN_CODE", "/exportCountries/0")],
        ),
        (
            "assets",
            BLK,
            json!({"name": "Mesin", "assetKind": "MESIN", "quantity": 2, "working": 3, "condition": "BAIK"}),
            &[("FIELD.OUT_OF_RANGE", "/working")],
        ),
        (
            "registrations",
            BLK,
            json!({"scheme": "VIN", "number": "1", "issuedOn": "2026-02-01", "validUntil": "2026-01-31"}),
            &[("FIELD.OUT_OF_RANGE", "/validUntil")],
        ),
        (
            "documents",
            BLK,
            json!({"kind": "SK", "title": "SK", "issuedOn": "2026-02-01", "validUntil": "2026-01-31"}),
            &[("FIELD.OUT_OF_RANGE", "/validUntil")],
        ),
        (
            "instructors",
            BLK,
            json!({"personName": "Siti", "sex": "LAIN", "vocation": "SULAP", "fromOn": "2024-01-01", "certificates": [{"kind": "SIHIR"}]}),
            &[
                ("FIELD.UNKNOWN_CODE", "/certificates/0/kind"),
                ("FIELD.UNKNOWN_CODE", "/sex"),
                ("FIELD.UNKNOWN_CODE", "/vocation"),
            ],
        ),
        (
            "appointments",
            BLK,
            json!({"position": "KEPALA", "personName": "Budi", "fromOn": "2024-13-01"}),
            &[("FIELD.FORMAT", "/fromOn")],
        ),
        (
            "duties",
            BLK,
            json!({"title": "Lapor", "source": "PKS", "dueOn": "2026-10-01", "evidenceKind": "BAST", "fulfilledOn": "2026-10-01"}),
            &[("FIELD.REQUIRED", "/evidenceId")],
        ),
        (
            "duties",
            BLK,
            json!({"title": "Lapor", "source": "PKS", "dueOn": "2026-10-01", "fulfilledOn": "2026-11-06"}),
            &[("FIELD.OUT_OF_RANGE", "/fulfilledOn")],
        ),
        (
            "enrolments",
            BLK,
            json!({"programmeId": PROGRAMME, "enrolledOn": "2026-01-01", "endedOn": "2025-12-31"}),
            &[("FIELD.OUT_OF_RANGE", "/endedOn")],
        ),
        (
            "enrolments",
            BLK,
            json!({"programmeId": "PRG-TIDAK-ADA", "enrolledOn": "2026-01-01", "outcome": "LULUS"}),
            &[("FIELD.REQUIRED", "/endedOn"), ("FIELD.UNKNOWN_CODE", "/programmeId")],
        ),
        (
            "assessments",
            BLK,
            json!({"instrument": "X", "instrumentVersion": 1, "assessedOn": "2026-10-01", "score": 100.5}),
            &[("FIELD.OUT_OF_RANGE", "/score")],
        ),
    ]
}

fn cases_of_others() -> Vec<Case> {
    vec![
        ("chain", KAWASAN, json!({"stage": "HULU"}), &[("FIELD.REQUIRED", "/enterpriseId")]),
        (
            "chain",
            KAWASAN,
            json!({"stage": "HULU", "blkId": BLK, "organizationId": FORUM}),
            &[("FIELD.REQUIRED", "/enterpriseId")],
        ),
        (
            "potentials",
            KAWASAN,
            json!({"name": "Madu", "commodityCode": "0291", "volume": 1.5}),
            &[("FIELD.REQUIRED", "/commodityScheme"), ("FIELD.REQUIRED", "/volumeUnit")],
        ),
        (
            "enterprises",
            KAWASAN,
            json!({"name": "Tani", "year": 2022, "sector": "PERTANIAN", "level": "PEMULA", "blkId": KAWASAN}),
            &[("FIELD.UNKNOWN_CODE", "/blkId")],
        ),
        (
            "enterprises",
            FORUM,
            json!({"name": "Tani", "year": 2022, "sector": "PERTANIAN", "level": "PEMULA"}),
            &[("FIELD.UNKNOWN_CODE", "/unit")],
        ),
        (
            "activities",
            FORUM,
            json!({"programmeId": "PRG-TIDAK-ADA", "title": "X", "agenda": "X", "pillar": "PEMBERDAYAAN_MASYARAKAT", "fromOn": "2026-02-01"}),
            &[("FIELD.UNKNOWN_CODE", "/agenda"), ("FIELD.UNKNOWN_CODE", "/programmeId")],
        ),
        (
            "targets",
            FORUM,
            json!({"programmeId": PROGRAMME, "year": 2026, "metric": "A03", "measureUnit": "orang", "target": -1, "colour": 1}),
            &[("FIELD.OUT_OF_RANGE", "/target"), ("FIELD.UNKNOWN", "/colour")],
        ),
        (
            "meetings",
            FORUM,
            json!({"kind": "RAKOR", "title": "X", "fromOn": "2026-09-02", "toOn": "2026-09-01", "participants": [{"body": "X", "role": "X"}]}),
            &[("FIELD.OUT_OF_RANGE", "/toOn"), ("FIELD.UNKNOWN_CODE", "/participants/0/role")],
        ),
        (
            "follow-ups",
            FORUM,
            json!({"meetingId": "mtg_01h455vb4pex5vsknk084sn02q", "title": "X", "dueOn": "2026-12-01", "status": "DONE"}),
            &[("FIELD.REQUIRED", "/doneOn"), ("FIELD.UNKNOWN_CODE", "/meetingId")],
        ),
        (
            "selection-rounds",
            FORUM,
            json!({"code": "SEL-X", "name": "X", "subjectKind": "BLK", "longlistSize": 10, "selectCount": 11,
                "criteria": [{"code": "LEMBAGA", "title": "X", "weight": 60}, {"code": "USAHA", "title": "X", "weight": 30}]}),
            &[("FIELD.OUT_OF_RANGE", "/criteria"), ("FIELD.OUT_OF_RANGE", "/selectCount")],
        ),
    ]
}

#[tokio::test]
async fn bad_records_are_refused_with_code_and_path_and_nothing_is_written() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    for (plural, unit, input, wanted) in [cases_of_a_blk(), cases_of_others()].concat() {
        println!("{plural}: {input}");
        faulty(&record(&admin, plural, unit, input).await, wanted);
        assert!(rows(&admin, &format!("/v1/{plural}?unit={unit}&archived=true")).await.is_empty());
    }
}

#[tokio::test]
async fn a_unit_that_is_missing_or_of_another_kind_has_no_such_records() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let activity = json!({"programmeId": PROGRAMME, "title": "X", "agenda": "KEMITRAAN", "pillar": "PEMBERDAYAAN_MASYARAKAT", "fromOn": "2026-02-01"});
    record(&admin, "activities", "TIDAK-ADA", activity.clone()).await.refused(404, "RESOURCE.NOT_FOUND");
    faulty(&admin.post("/v1/activities", activity).await, &[("FIELD.REQUIRED", "/unit")]);
    record(&admin, "products", "TIDAK-ADA", json!({"name": "Kopi"})).await.refused(404, "RESOURCE.NOT_FOUND");
    let asset = json!({"name": "Mesin", "assetKind": "MESIN", "quantity": 1, "working": 1, "condition": "BAIK"});
    let on_a_kawasan = admin.post(&below("assets", KAWASAN), asset).await;
    assert_eq!(on_a_kawasan.status, 404, "{}", on_a_kawasan.text);
    let product = product(&admin, BLK, "Kopi", "10761").await;
    admin.get(&at("assets", &product)).await.refused(404, "RESOURCE.NOT_FOUND");
    admin.get("/v1/products/prd_01h455vb4pex5vsknk084sn02q").await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn enrolments_in_one_programme_do_not_overlap() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    programme(&admin, "PRG-LAIN").await;
    let enrolment =
        |programme: &str, from: &str, to: Value| json!({"programmeId": programme, "enrolledOn": from, "endedOn": to});
    let first = enrolment(PROGRAMME, "2026-01-01", json!("2026-06-01"));
    let first = record(&admin, "enrolments", BLK, first).await.expect(201);
    let overlap = [("DATES.OVERLAP", "/enrolledOn")];
    for (from, to) in [("2026-05-31", Value::Null), ("2025-01-01", json!("2026-01-02")), ("2025-01-01", Value::Null)] {
        faulty(&record(&admin, "enrolments", BLK, enrolment(PROGRAMME, from, to)).await, &overlap);
    }
    // The day on which one ends is the first day of the next.
    let next = enrolment(PROGRAMME, "2026-06-01", Value::Null);
    record(&admin, "enrolments", BLK, next.clone()).await.expect(201);
    record(&admin, "enrolments", BLK, enrolment("PRG-LAIN", "2026-01-01", Value::Null)).await.expect(201);
    record(&admin, "enrolments", OTHER_BLK, next).await.expect(201);
    let first_at = at("enrolments", &first);
    faulty(&admin.patch(&first_at, 1, json!({"endedOn": "2026-06-02"})).await, &overlap);
    admin.patch(&first_at, 1, json!({"endedOn": "2026-05-01", "outcome": "LULUS"})).await.expect(200);
}

#[tokio::test]
async fn a_duty_is_fulfilled_by_its_evidence() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let duty = json!({"title": "Serah terima", "source": "AKTA_HIBAH", "dueOn": "2026-12-01", "evidenceKind": "BAST"});
    let duty = record(&admin, "duties", BLK, duty).await.expect(201);
    let document = json!({"kind": "BAST", "title": "Berita acara"});
    let document = record(&app.head().await, "documents", BLK, document).await.expect(201);
    let (duty_at, evidence) = (at("duties", &duty), text(&document, "id"));
    let without = admin.patch(&duty_at, 1, json!({"fulfilledOn": "2026-11-01"})).await;
    faulty(&without, &[("FIELD.REQUIRED", "/evidenceId")]);
    let shown = json!({"fulfilledOn": "2026-11-01", "evidenceId": evidence});
    let fulfilled = admin.patch(&duty_at, 1, shown).await.expect(200);
    assert_eq!((text(&fulfilled, "evidenceId"), text(&fulfilled, "fulfilledOn")), (evidence, "2026-11-01"));
    faulty(&admin.patch(&duty_at, 2, json!({"evidenceId": null})).await, &[("FIELD.REQUIRED", "/evidenceId")]);
}

#[tokio::test]
async fn a_blk_has_one_product_of_a_name() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let first = product(&head, BLK, "Kopi", "10761").await;
    let again = || record(&head, "products", BLK, json!({"name": "Kopi"}));
    again().await.refused(409, "RESOURCE.ALREADY_EXISTS");
    product(&admin, OTHER_BLK, "Kopi", "10761").await;
    let second = product(&head, BLK, "Madu", "10391").await;
    let renamed = head.patch(&at("products", &second), 1, json!({"name": "Kopi"})).await;
    renamed.refused(409, "RESOURCE.ALREADY_EXISTS");
    head.delete_if(&at("products", &first), 1).await.expect(200);
    again().await.expect(201);
}
