//! Every kind of record that the registry keeps: recorded, found, changed, archived.

use axum::http::Request;
use serde_json::{Value, json};

use super::kept_steps::{FORUM, PROGRAMME, at, below, forum, record, rows};
use super::steps::{text, version};
use crate::support::{BLK, Caller, KAWASAN, TestApp};

/// Collection, unit, a good input, one change.
pub type Kind = (&'static str, &'static str, Value, Value);

async fn lists(caller: &Caller, list: &str, record: &Value) -> bool {
    rows(caller, list).await.iter().any(|row| row["id"] == record["id"])
}

pub fn kinds_of_a_blk(document: &str) -> Vec<Kind> {
    vec![
        ("registrations", BLK, json!({"scheme": "VIN", "number": "3602001"}), json!({"validUntil": "2030-12-31"})),
        (
            "assets",
            BLK,
            json!({"name": "Mesin jahit", "assetKind": "MESIN", "quantity": 10, "working": 8, "condition": "BAIK",
                "acquiredYear": 2019, "value": 25_000_000, "fundingSource": "APBN"}),
            json!({"working": 7}),
        ),
        (
            "instructors",
            BLK,
            json!({"personName": "Siti", "sex": "PEREMPUAN", "vocation": "MENJAHIT", "fromOn": "2024-01-01",
                "certificates": [{"kind": "SERTIFIKAT_KOMPETENSI", "number": "BNSP-1", "validUntil": "2030-01-01"}]}),
            json!({"toOn": "2026-10-01"}),
        ),
        (
            "enrolments",
            BLK,
            json!({"programmeId": PROGRAMME, "enrolledOn": "2026-01-01"}),
            json!({"note": "Angkatan 2017 sampai 2019"}),
        ),
        (
            "duties",
            BLK,
            json!({"title": "Melatih dua paket", "source": "PKS", "dueOn": "2027-01-01", "evidenceKind": "BAST", "evidenceId": document}),
            json!({"dueOn": "2027-06-30"}),
        ),
        (
            "products",
            BLK,
            json!({"name": "Kopi Lebak", "kbli": "10761", "channels": ["RESELLER", "EKSPOR"], "exportCountries": ["MY", "JP"],
                "certifications": [{"kind": "HALAL", "number": "ID-1", "validUntil": null}]}),
            json!({"flagship": true}),
        ),
        (
            "awards",
            BLK,
            json!({"year": 2017, "category": "BLK_TERBAIK", "title": "BLK terbaik", "givenById": FORUM}),
            json!({"source": "Siaran pers"}),
        ),
        ("documents", BLK, json!({"kind": "SK", "title": "SK pendirian", "number": "SK-1"}), json!({"edition": 2})),
        (
            "appointments",
            BLK,
            json!({"position": "KEPALA", "personName": "Budi", "fromOn": "2024-01-01"}),
            json!({"decreeNumber": "SK-2/2024"}),
        ),
        (
            "assessments",
            BLK,
            json!({"instrument": "KESIAPAN", "instrumentVersion": 1, "assessedOn": "2026-10-01", "score": 81.5,
                "readinessLevel": "LEVEL_2", "answers": [{"question": "Q1", "answer": "Ya", "points": 80.5}],
                "assessorId": FORUM, "documentId": document}),
            json!({"readinessLevel": "LEVEL_3"}),
        ),
    ]
}

pub fn kinds_of_a_kawasan() -> Vec<Kind> {
    vec![
        (
            "resources",
            KAWASAN,
            json!({"kind": "SDA", "name": "Hutan sosial", "quantity": 12.5, "quantityUnit": "hektare", "gapScore": 40}),
            json!({"gapScore": 30}),
        ),
        ("chain", KAWASAN, json!({"stage": "HULU", "blkId": BLK}), json!({"role": "Pelatih"})),
        (
            "potentials",
            KAWASAN,
            json!({"name": "Madu", "commodityScheme": "KBKI", "commodityCode": "0291", "volume": 1.5, "volumeUnit": "ton"}),
            json!({"season": "September"}),
        ),
        (
            "enterprises",
            KAWASAN,
            json!({"name": "Tani Maju", "year": 2022, "sector": "PERTANIAN", "level": "PEMULA", "blkId": BLK}),
            json!({"level": "LANJUTAN"}),
        ),
    ]
}

pub fn kinds_of_a_programme(document: &str, meeting: &str) -> Vec<Kind> {
    let criteria = json!([{"code": "LEMBAGA", "title": "Kelembagaan", "weight": 60}, {"code": "USAHA", "title": "Usaha", "weight": 40}]);
    vec![
        (
            "regulations",
            FORUM,
            json!({"number": "PP 33/2013", "title": "Perluasan Kesempatan Kerja", "status": "BERLAKU"}),
            json!({"status": "DIUBAH"}),
        ),
        (
            "programmes",
            FORUM,
            json!({"code": "PRG-LAIN", "name": "Inkubasi", "model": "KOMUNITAS", "fromOn": "2021-01-01",
                "agendas": ["KEMITRAAN"], "policyTags": ["TRANSFORMASI_BLK"], "contextTags": ["COVID_19"]}),
            json!({"quota": 100}),
        ),
        (
            "activities",
            FORUM,
            json!({"programmeId": PROGRAMME, "title": "Pelatihan", "agenda": "KELEMBAGAAN",
                "pillar": "PEMBERDAYAAN_MASYARAKAT", "fromOn": "2026-02-01", "budget": 100_000_000}),
            json!({"result": "Dua puluh orang dilatih"}),
        ),
        (
            "targets",
            FORUM,
            json!({"programmeId": PROGRAMME, "year": 2026, "metric": "A03", "measureUnit": "orang", "target": 100.5}),
            json!({"realised": 40.5}),
        ),
        (
            "selection-rounds",
            FORUM,
            json!({"code": "SEL-UJI", "name": "Seleksi", "subjectKind": "BLK", "programmeId": PROGRAMME,
                "longlistSize": 40, "selectCount": 25, "criteria": criteria, "studyId": document}),
            json!({"selectCount": 20}),
        ),
        (
            "meetings",
            FORUM,
            json!({"kind": "RAKOR", "title": "Rakor wilayah", "fromOn": "2026-09-01", "toOn": "2026-09-02",
                "participants": [{"body": BLK, "role": "PESERTA", "persons": 2}], "minutesId": document}),
            json!({"venue": "Rangkasbitung"}),
        ),
        (
            "follow-ups",
            FORUM,
            json!({"meetingId": meeting, "title": "Menata bengkel", "dueOn": "2026-12-01", "status": "OPEN"}),
            json!({"note": "Menunggu anggaran"}),
        ),
    ]
}

/// The whole life of one record, from its first version to the archive.
async fn lives(admin: &Caller, (plural, unit, input, change): Kind) {
    let made = record(admin, plural, unit, input.clone()).await.expect(201);
    assert_eq!((text(&made, "unitCode"), version(&made)), (unit, 1), "{made}");
    let at = at(plural, &made);
    let read = admin.get(&at).await;
    assert!(read.header("etag").starts_with("\"1-"), "{at}: {:?}", read.headers);
    let read = read.expect(200);
    for (field, sent) in input.as_object().unwrap().iter().filter(|(field, _)| !field.ends_with("Id")) {
        assert_eq!(&read[field], sent, "{field} of {at}");
    }
    let places = [format!("{}?limit=500", below(plural, unit)), format!("/v1/{plural}?limit=500&unit={unit}")];
    for list in &places {
        assert!(lists(admin, list, &made).await, "{list}");
    }

    let unread = Request::patch(at.as_str());
    let unread = admin.send(unread, "application/json", change.to_string().into_bytes()).await;
    unread.refused(428, "PRECONDITION.REQUIRED");
    admin.patch(&at, 9, change.clone()).await.refused(412, "PRECONDITION.STALE");
    let changed = admin.patch(&at, 1, change.clone()).await.expect(200);
    assert_eq!(version(&changed), 2, "{at}");
    for (field, sent) in change.as_object().unwrap() {
        assert_eq!(&changed[field], sent, "{field} of {at}");
    }

    admin.delete_if(&at, 1).await.refused(412, "PRECONDITION.STALE");
    let gone = admin.delete_if(&at, 2).await.expect(200);
    assert!(gone["archivedAt"].is_string() && version(&gone) == 3, "{gone}");
    for list in &places {
        assert!(!lists(admin, list, &made).await, "{list}");
        assert!(lists(admin, &format!("{list}&archived=true"), &made).await, "{list}");
    }
    assert!(admin.get(&at).await.expect(200)["archivedAt"].is_string(), "{at}");
    admin.patch(&at, 3, change).await.refused(409, "RESOURCE.ARCHIVED");
}

#[tokio::test]
async fn every_kind_is_recorded_found_changed_and_archived() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    forum(&admin).await;
    let document = json!({"kind": "GRAND_DESIGN", "title": "Rancangan induk"});
    let document = record(&admin, "documents", BLK, document).await.expect(201);
    let meeting = json!({"kind": "REMBUK", "title": "Rembuk", "fromOn": "2026-08-01"});
    let meeting = record(&admin, "meetings", FORUM, meeting).await.expect(201);
    let (document, meeting) = (text(&document, "id"), text(&meeting, "id"));
    let kinds = [kinds_of_a_blk(document), kinds_of_a_kawasan(), kinds_of_a_programme(document, meeting)].concat();
    assert_eq!(kinds.len(), 21);
    for kind in kinds {
        println!("{}", kind.0);
        lives(&admin, kind).await;
    }
}
