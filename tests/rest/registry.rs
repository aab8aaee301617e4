//! BLKs and other units.

use api::vocab::Role;
use serde_json::{Value, json};

use super::steps::{count, new_blk, text};
use crate::support::{BLK, KAWASAN, TestApp};

#[tokio::test]
async fn a_blk_is_recorded_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let made = admin.post("/v1/blks", new_blk("BLKK-1971-001", "19.71")).await.expect(201);
    assert_eq!(made["code"], "BLKK-1971-001");
    let again = admin.post("/v1/blks", new_blk("BLKK-1971-001", "36.02")).await;
    again.refused(409, "RESOURCE.ALREADY_EXISTS");
    let by_id = admin.get(&format!("/v1/blks/{}", text(&made, "id"))).await.expect(200);
    assert_eq!(by_id["id"], admin.get("/v1/blks/BLKK-1971-001").await.expect(200)["id"]);
}

#[tokio::test]
async fn all_faults_of_a_blk_come_at_once() {
    let app = TestApp::start().await;
    let mut blk = new_blk("BLKK-1971-001", "1971");
    blk["vocations"] = json!(["TIDAK_ADA"]);
    blk["hostType"] = json!("TIDAK_ADA");
    let refused = app.admin().await.post("/v1/blks", blk).await;
    let paths: Vec<String> = refused.faults().into_iter().map(|(_, path)| path).collect();
    for path in ["/hostType", "/region", "/vocations/0"] {
        assert!(paths.contains(&path.to_owned()), "{path} in {}", refused.text);
    }
    let shape = app.admin().await.post("/v1/blks", new_blk("b", "36.02")).await;
    assert_eq!(shape.faults(), [("FIELD.FORMAT".into(), "/code".into())]);
}

#[tokio::test]
async fn only_administrators_record_units() {
    let app = TestApp::start().await;
    for other in [app.head().await, app.coordinator().await, app.reviewer().await] {
        other.post("/v1/blks", new_blk("BLKK-1971-001", "19.71")).await.refused(403, "ACCESS.DENIED");
    }
    let ministry = app.person(Role::MinistryAdmin, None, None).await;
    ministry.post("/v1/blks", new_blk("BLKK-1971-001", "19.71")).await.expect(201);
}

#[tokio::test]
async fn blks_are_found_by_what_they_are() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut first = new_blk("BLKK-1971-001", "19.71");
    first["name"] = json!("BLK Bina_X 100%");
    first["vocations"] = json!([app.app.codes.get("vocations").unwrap().codes[0].code]);
    first["incubatorStatus"] = json!("CANDIDATE");
    admin.post("/v1/blks", first).await.expect(201);
    let vocation = app.app.codes.get("vocations").unwrap().codes[0].code.clone();
    for (query, wanted) in [
        (String::new(), 3),
        ("region=36.02".to_owned(), 1),
        ("region=19".to_owned(), 1),
        ("q=bina_x".to_owned(), 1),
        ("q=binayx".to_owned(), 0),
        ("q=blkk-3602".to_owned(), 1),
        ("incubatorStatus=ACTIVE".to_owned(), 1),
        ("incubatorStatus=ACTIVE,CANDIDATE".to_owned(), 2),
        ("operationStatus=CLOSED".to_owned(), 0),
        ("kind=KOMUNITAS&establishedYear=2019".to_owned(), 3),
        (format!("vocation={vocation}"), 1),
        ("orderBy=-NAME".to_owned(), 3),
    ] {
        let (mut found, mut after) = (0, String::new());
        loop {
            let page = admin.get(&format!("/v1/blks?limit=2&{query}{after}")).await.expect(200);
            found += page["data"].as_array().unwrap().len();
            let Some(next) = page["page"]["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(found, wanted, "{query}");
    }
}

#[tokio::test]
async fn statuses_are_dated_and_follow_each_other() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = format!("/v1/blks/{BLK}/status-changes");
    let change =
        |status: &str, from: &str| json!({"aspect": "INCUBATOR", "status": status, "fromOn": from, "reason": "x"});
    admin.post(&path, change("REVOKED", "2026-10-01")).await.expect(201);
    let unknown = admin.post(&path, change("NOPE", "2026-11-01")).await;
    assert_eq!((unknown.status, unknown.faults()[0].1.as_str()), (422, "/status"), "{}", unknown.text);
    let earlier = admin.post(&path, change("NONE", "2026-09-01")).await;
    assert_eq!((earlier.status, earlier.faults()[0].1.as_str()), (422, "/fromOn"), "{}", earlier.text);
    let list = admin.get(&path).await.expect(200);
    let of_incubator: Vec<_> =
        list["data"].as_array().unwrap().iter().filter(|row| row["aspect"] == "INCUBATOR").cloned().collect();
    assert_eq!(of_incubator.len(), 2, "{list}");
    app.head().await.post(&path, change("ACTIVE", "2026-11-01")).await.refused(403, "ACCESS.DENIED");
}

#[tokio::test]
async fn a_kawasan_and_an_organization_are_units_too() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let kawasan = json!({"code": "KWS-LEBAK", "name": "Kasepuhan", "region": "36.02", "theme": "MASYARAKAT_ADAT", "sinceYear": 2022});
    let made = admin.post("/v1/kawasans", kawasan).await.expect(201);
    assert_eq!(text(&made, "regionCode"), "36.02");
    let organization = json!({"code": "ORG-1", "name": "Forum", "kind": "FKN", "scope": "NATIONAL", "country": "ID", "region": "36.02"});
    admin.post("/v1/organizations", organization).await.expect(201);
    let list = admin.get("/v1/kawasans").await.expect(200);
    let codes: Vec<_> = list["data"].as_array().unwrap().iter().map(|row| text(row, "code")).collect();
    assert_eq!(codes, [KAWASAN, "KWS-LEBAK"]);
    admin.get("/v1/kawasans/ORG-1").await.refused(404, "RESOURCE.NOT_FOUND");
    admin.get("/v1/blks/KWS-LEBAK").await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn a_checked_blk_is_not_written() {
    let app = TestApp::start().await;
    let before = count::<entity::unit::Entity>(&app).await;
    app.admin().await.post("/v1/blks?validateOnly=true", new_blk("BLKK-1971-001", "19.71")).await.expect(200);
    assert_eq!(count::<entity::unit::Entity>(&app).await, before);
    assert_ne!(app.anonymous().get("/v1/blks").await.expect(200)["data"], Value::Null);
}
