//! Organizations, kawasans, sites and BLKs: parts, regions, moves, statuses, weaning.

use api::vocab::Role;
use serde_json::{Value, json};

use super::kept_steps::{FORUM, PROGRAMME, faulty, forum, record};
use super::steps::{new_blk, text, version};
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, Reply, TestApp};

const AT: &str = "/v1/blks/BLKK-3602-001";

fn organization(code: &str, kind: &str) -> Value {
    json!({"code": code, "name": format!("Organisasi {code}"), "kind": kind, "scope": "NATIONAL", "country": "ID", "region": "31.71"})
}

fn kawasan(code: &str, region: &str, regions: Value) -> Value {
    json!({"code": code, "name": format!("Kawasan {code}"), "region": region, "regions": regions, "theme": "AGROWISATA", "sinceYear": 2022})
}

async fn codes(caller: &Caller, list: &str) -> Vec<String> {
    let page = caller.get(list).await.expect(200);
    page["data"].as_array().unwrap().iter().map(|row| text(row, "code").to_owned()).collect()
}

/// A change with the version of this moment.
async fn patch(caller: &Caller, path: &str, changes: Value) -> Reply {
    let now = caller.get(path).await.expect(200);
    caller.patch(path, version(&now), changes).await
}

#[tokio::test]
async fn an_organization_has_parts_and_earlier_names() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut ministry = organization("UJI-MIN", "MINISTRY");
    ministry["aliases"] = json!(["Departemen Uji"]);
    ministry["validFrom"] = json!("1966-07-25");
    let ministry = admin.post("/v1/organizations", ministry).await.expect(201);
    assert_eq!(
        (&ministry["aliases"], text(&ministry, "validFrom"), &ministry["parentId"]),
        (&json!(["Departemen Uji"]), "1966-07-25", &Value::Null)
    );
    let mut part = organization("UJI-DIT", "MINISTRY");
    part["parentId"] = json!("UJI-MIN");
    let part = admin.post("/v1/organizations", part).await.expect(201);
    assert_eq!(part["parentId"], ministry["id"]);

    let path = "/v1/organizations/UJI-MIN";
    let renamed = json!({"name": "Kementerian Baru", "aliases": ["Departemen Uji", "Organisasi UJI-MIN"], "validFrom": null, "website": "https://uji.go.id"});
    let renamed = admin.patch(path, 1, renamed).await.expect(200);
    assert_eq!((version(&renamed), &renamed["validFrom"]), (2, &Value::Null));
    assert_eq!(renamed["aliases"], json!(["Departemen Uji", "Organisasi UJI-MIN"]));
    let by_id = app.anonymous().get(&format!("/v1/organizations/{}", text(&ministry, "id"))).await.expect(200);
    assert_eq!((text(&by_id, "name"), text(&by_id["contact"], "website")), ("Kementerian Baru", "https://uji.go.id"));
    admin.patch(path, 1, json!({"name": "X"})).await.refused(412, "PRECONDITION.STALE");
    assert_eq!(codes(&admin, "/v1/organizations?q=UJI-MIN&kind=MINISTRY").await, ["UJI-MIN"]);
    assert!(codes(&admin, "/v1/organizations?q=UJI-MIN&kind=BANK").await.is_empty());
    app.head().await.patch(path, 2, json!({"name": "X"})).await.refused(403, "ACCESS.DENIED");
}

#[tokio::test]
async fn all_faults_of_an_organization_come_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut wrong = organization("UJI-MIN", "TIDAK_ADA");
    wrong["country"] = json!("XX");
    wrong["scope"] = json!("LOKAL");
    wrong["parentId"] = json!(BLK);
    wrong["region"] = json!("99.99");
    (wrong["validFrom"], wrong["validTo"]) = (json!("2026-02-01"), json!("2026-01-31"));
    let unknown = |path| ("FIELD.UNKNOWN_CODE", path);
    let wanted = [
        ("FIELD.OUT_OF_RANGE", "/validTo"),
        unknown("/country"),
        unknown("/kind"),
        unknown("/parentId"),
        unknown("/region"),
        unknown("/scope"),
    ];
    faulty(&admin.post("/v1/organizations", wrong).await, &wanted);
    let mut shape = organization("uji", "MINISTRY");
    shape["phone"] = json!("0812");
    let wanted = [("FIELD.FORMAT", "/code"), ("FIELD.FORMAT", "/phone")];
    faulty(&admin.post("/v1/organizations", shape).await, &wanted);
    admin.get("/v1/organizations/UJI-MIN").await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn a_kawasan_is_found_by_each_of_its_regions() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let made = kawasan("KWS-UJI-01", "36.02", json!(["36.03", "32.01"]));
    let made = admin.post("/v1/kawasans", made).await.expect(201);
    assert_eq!((text(&made, "regionCode"), &made["regionCodes"]), ("36.02", &json!(["32.01", "36.03"])));
    let found = async |region: &str| codes(&admin, &format!("/v1/kawasans?q=KWS-UJI&region={region}")).await.len();
    for (region, wanted) in [("36.02", 1), ("36.03", 1), ("32.01", 1), ("32", 1), ("36", 1), ("32.02", 0), ("33", 0)] {
        assert_eq!(found(region).await, wanted, "{region}");
    }
    patch(&admin, "/v1/kawasans/KWS-UJI-01", json!({"regions": ["32.02"]})).await.expect(200);
    assert_eq!((found("32.02").await, found("36.03").await, found("36.02").await), (1, 0, 1));
    for (query, wanted) in [("kind=AGROWISATA", 1), ("kind=PERKOTAAN", 0), ("kind=PERKOTAAN,AGROWISATA", 1)] {
        assert_eq!(codes(&admin, &format!("/v1/kawasans?q=KWS-UJI&{query}")).await.len(), wanted, "{query}");
    }
}

#[tokio::test]
async fn a_region_that_is_none_undotted_or_of_the_wrong_level_is_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let wanted = [
        ("FIELD.UNKNOWN_CODE", "/regions/0"),
        ("REGION.CODE_SYSTEM_REQUIRED", "/region"),
        ("REGION.CODE_SYSTEM_REQUIRED", "/regions/1"),
    ];
    let made = kawasan("KWS-UJI-01", "3602", json!(["99.99", "3201", "36.02"]));
    faulty(&admin.post("/v1/kawasans", made).await, &wanted);
    for (region, code) in [
        ("36", "REGION.WRONG_LEVEL"),
        ("3602", "REGION.CODE_SYSTEM_REQUIRED"),
        ("36.99", "FIELD.UNKNOWN_CODE"),
        ("Lebak", "FIELD.UNKNOWN_CODE"),
    ] {
        faulty(&admin.post("/v1/blks", new_blk("BLKK-UJI-1", region)).await, &[(code, "/region")]);
        faulty(&patch(&admin, AT, json!({"region": region})).await, &[(code, "/region")]);
    }
    // A province is region enough for a kawasan.
    admin.post("/v1/kawasans", kawasan("KWS-UJI-01", "36", json!([]))).await.expect(201);
    for code in [BLK, KAWASAN, "KWS-UJI-01"] {
        let again = admin.post("/v1/kawasans", kawasan(code, "36.02", json!([]))).await;
        again.refused(409, "RESOURCE.ALREADY_EXISTS");
    }
    patch(&admin, "/v1/kawasans/KWS-UJI-01", json!({"code": BLK})).await.refused(409, "RESOURCE.ALREADY_EXISTS");
    faulty(&admin.get("/v1/kawasans?region=3602").await, &[("REGION.CODE_SYSTEM_REQUIRED", "/region")]);
}

#[tokio::test]
async fn a_head_changes_contact_and_workstations_and_asks_for_the_rest() {
    let app = TestApp::start().await;
    let (head, admin) = (app.head().await, app.admin().await);
    let before = head.get(AT).await.expect(200);
    let own = json!({"phone": "+622155501234", "email": "blk@uji.id", "website": "https://uji.id", "address": "Jalan Uji 1",
        "workstations": 16, "latitude": -6.5, "longitude": 106.2});
    let changed = head.patch(AT, version(&before), own).await.expect(200);
    assert_eq!(
        changed["contact"],
        json!({"phone": "+622155501234", "email": "blk@uji.id", "website": "https://uji.id", "address": "Jalan Uji 1"})
    );
    assert_eq!((&changed["workstations"], version(&changed)), (&json!(16), version(&before) + 1));
    patch(&app.operator().await, AT, json!({"email": null, "workstations": 17})).await.expect(200);

    for (changes, paths) in [
        (json!({"name": "BLK Baru", "workstations": 99}), &["/name"][..]),
        (json!({"hostName": "Yayasan", "establishedYear": 2018}), &["/establishedYear", "/hostName"][..]),
        (json!({"region": "36.03"}), &["/region"][..]),
        (json!({"operationStatus": "INACTIVE"}), &["/operationStatus"][..]),
    ] {
        let refused = patch(&head, AT, changes).await;
        let ask = |path: &&str| ("REGISTRY.CHANGE_REQUEST_NEEDED".to_owned(), (*path).to_owned());
        assert_eq!(refused.faults(), paths.iter().map(ask).collect::<Vec<_>>(), "{}", refused.text);
        refused.refused(403, "REGISTRY.CHANGE_REQUEST_NEEDED");
    }
    faulty(&patch(&head, AT, json!({"phone": "0812"})).await, &[("FIELD.FORMAT", "/phone")]);
    faulty(&patch(&head, AT, json!({"latitude": null})).await, &[("FIELD.REQUIRED", "/latitude")]);
    let other = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    patch(&other, AT, json!({"workstations": 1})).await.refused(403, "ACCESS.DENIED");
    let after = app.anonymous().get(AT).await.expect(200);
    assert_eq!((&after["workstations"], &after["contact"]["email"]), (&json!(17), &Value::Null));
    assert_eq!((&after["name"], &after["establishedYear"]), (&before["name"], &before["establishedYear"]));

    let renamed = patch(&admin, AT, json!({"name": "BLK Baru"})).await.expect(200);
    assert_eq!((text(&renamed, "name"), &renamed["workstations"]), ("BLK Baru", &json!(17)));
}

#[tokio::test]
async fn a_blk_that_moves_has_two_dated_regions() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let moved = patch(&admin, AT, json!({"region": "36.03"})).await.expect(200);
    assert_eq!(text(&moved, "regionCode"), "36.03");
    let found = async |region: &str| codes(&admin, &format!("/v1/blks?q={BLK}&region={region}")).await.len();
    assert_eq!((found("36.03").await, found("36.02").await, found("36").await), (1, 0, 1));

    let told = app.anonymous().get(&format!("{AT}/region-changes")).await.expect(200);
    let told = told["data"].as_array().unwrap().iter();
    let told: Vec<_> = told.map(|row| (text(row, "regionCode"), text(row, "fromOn"), row["toOn"].as_str())).collect();
    let wanted = [("36.02.01.2002", "2026-08-01", Some("2026-11-05")), ("36.03", "2026-11-05", None)];
    assert_eq!(told, wanted);
    // Two regions on one day would overlap.
    let again = patch(&admin, AT, json!({"region": "36.02"})).await;
    assert_eq!((again.status, again.faults()[0].0.as_str()), (422, "DATES.OVERLAP"), "{}", again.text);
}

#[tokio::test]
async fn an_archived_blk_leaves_the_lists_and_stands_still() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let made = admin.post("/v1/blks", new_blk("BLKK-UJI-1", "36.02")).await.expect(201);
    let path = "/v1/blks/BLKK-UJI-1";
    app.head()
        .await
        .delete_if(AT, version(&app.head().await.get(AT).await.expect(200)))
        .await
        .refused(403, "ACCESS.DENIED");
    let gone = admin.delete_if(path, version(&made)).await.expect(200);
    assert!(gone["archivedAt"].is_string(), "{gone}");
    assert!(codes(&admin, "/v1/blks?q=BLKK-UJI").await.is_empty());
    assert_eq!(codes(&admin, "/v1/blks?q=BLKK-UJI&archived=true").await, ["BLKK-UJI-1"]);
    assert_eq!(admin.get(path).await.expect(200)["id"], made["id"]);
    patch(&admin, path, json!({"name": "X"})).await.refused(409, "RESOURCE.ARCHIVED");
    record(&admin, "products", "BLKK-UJI-1", json!({"name": "Kopi"})).await.refused(409, "RESOURCE.ARCHIVED");
}

#[tokio::test]
async fn a_site_is_where_a_programme_is_carried_out() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = forum(&admin).await;
    let site = |kind: &str, pillar: &str| {
        json!({"code": "STE-UJI", "name": "Situs Uji", "region": "36.02", "programmeId": PROGRAMME,
        "siteKind": kind, "kawasanId": KAWASAN, "sinceYear": 2022, "untilYear": 2024, "pillars": [{"pillar": pillar}]})
    };
    let wanted = [("FIELD.UNKNOWN_CODE", "/pillars/0/pillar"), ("FIELD.UNKNOWN_CODE", "/siteKind")];
    faulty(&admin.post("/v1/sites", site("X", "X")).await, &wanted);
    let made = admin.post("/v1/sites", site("KAWASAN", "KOPERASI")).await.expect(201);
    assert_eq!((&made["programmeId"], text(&made["pillars"][0], "pillar")), (&programme["id"], "KOPERASI"));
    faulty(
        &patch(&admin, "/v1/sites/STE-UJI", json!({"untilYear": 2021})).await,
        &[("FIELD.OUT_OF_RANGE", "/untilYear")],
    );
    assert_eq!(codes(&app.anonymous(), "/v1/sites?kind=KAWASAN&q=STE-UJI").await, ["STE-UJI"]);
    app.anonymous().get(&format!("/v1/kawasans/{FORUM}")).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn weaning_falls_due_two_years_after_the_handover() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (code, handed_over, support) in [
        ("BLKK-UJI-1", json!("2024-12-01"), "DIBINA"),
        ("BLKK-UJI-2", json!("2024-12-01"), "MANDIRI"),
        ("BLKK-UJI-3", json!("2026-06-01"), "DIBINA"),
        ("BLKK-UJI-4", Value::Null, "DIBINA"),
        ("BLKK-UJI-5", json!("2020-02-29"), "MASA_SAPIH"),
    ] {
        let mut blk = new_blk(code, "36.02");
        (blk["handedOverOn"], blk["supportStatus"]) = (handed_over, json!(support));
        admin.post("/v1/blks", blk).await.expect(201);
    }
    let due = async |day: &str| codes(&admin, &format!("/v1/blks?q=BLKK-UJI&weaningDueBefore={day}")).await;
    assert_eq!(due("2026-12-02").await, ["BLKK-UJI-1", "BLKK-UJI-5"]);
    assert_eq!(due("2026-12-01").await, ["BLKK-UJI-5"]);
    assert_eq!(due("2028-06-02").await, ["BLKK-UJI-1", "BLKK-UJI-3", "BLKK-UJI-5"]);
    let first = admin.get("/v1/blks/BLKK-UJI-1").await.expect(200);
    assert_eq!(text(&first, "weaningDueOn"), "2026-12-01");

    for (days, wanted) in [(60, &["BLKK-UJI-1", "BLKK-UJI-5"][..]), (10, &["BLKK-UJI-5"][..])] {
        let query = format!("{{ weaningAlerts(withinDays: {days}, first: 100) {{ nodes {{ code }} }} }}");
        let data = Caller::data(app.anonymous().graphql(&query, json!({})).await);
        let alerts = data["weaningAlerts"]["nodes"].as_array().unwrap().iter().map(|blk| text(blk, "code"));
        let alerts: Vec<_> = alerts.filter(|code| code.starts_with("BLKK-UJI")).collect();
        assert_eq!(alerts, wanted, "{days} days");
    }
}

#[tokio::test]
async fn a_status_follows_the_life_cycle_and_the_calendar() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let changes = format!("{AT}/status-changes");
    let change = async |aspect: &str, status: &str, from: &str| {
        admin.post(&changes, json!({"aspect": aspect, "status": status, "fromOn": from})).await
    };
    let (not_allowed, too_early) = ([("STATUS.NOT_ALLOWED", "/status")], [("FIELD.OUT_OF_RANGE", "/fromOn")]);
    change("SUPPORT", "DIBINA", "2026-08-01").await.expect(201);
    faulty(&change("SUPPORT", "MANDIRI", "2026-09-01").await, &not_allowed);
    change("SUPPORT", "MASA_SAPIH", "2026-09-01").await.expect(201);
    for day in ["2026-08-15", "2026-09-01"] {
        faulty(&change("SUPPORT", "DISAPIH", day).await, &too_early);
    }
    faulty(&change("SUPPORT", "DIBINA", "2026-10-01").await, &not_allowed);
    let changed = patch(&admin, AT, json!({"supportStatus": "DISAPIH"})).await.expect(200);
    assert_eq!(text(&changed, "supportStatus"), "DISAPIH");
    let back = patch(&admin, AT, json!({"supportStatus": "DIBINA", "name": "X"})).await;
    assert_eq!(back.status, 422, "{}", back.text);
    assert_ne!(admin.get(AT).await.expect(200)["name"], "X");
    let told = admin.get(&changes).await.expect(200);
    let told = told["data"].as_array().unwrap().iter().filter(|row| row["aspect"] == "SUPPORT");
    let told: Vec<_> = told.map(|row| (text(row, "status"), text(row, "fromOn"), row["toOn"].as_str())).collect();
    let wanted = [
        ("DIBINA", "2026-08-01", Some("2026-09-01")),
        ("MASA_SAPIH", "2026-09-01", Some("2026-11-05")),
        ("DISAPIH", "2026-11-05", None),
    ];
    assert_eq!(told, wanted);

    let superior = async || codes(&admin, "/v1/blks?designation=UNGGULAN").await;
    assert!(superior().await.is_empty());
    change("DESIGNATION", "UNGGULAN", "2026-10-01").await.expect(201);
    assert_eq!(superior().await, [BLK]);
    assert_eq!(admin.get(AT).await.expect(200)["designation"], "UNGGULAN");
    faulty(&change("DESIGNATION", "UNGGULAN", "2026-10-02").await, &not_allowed);
    change("DESIGNATION", "NONE", "2026-11-01").await.expect(201);
    assert!(superior().await.is_empty());
    faulty(&admin.get("/v1/blks?designation=BAGUS").await, &[("FIELD.UNKNOWN_CODE", "/designation")]);
    change("OPERATION", "CLOSED", "2026-11-01").await.expect(201);
    faulty(&change("OPERATION", "OPERATIONAL", "2026-11-02").await, &not_allowed);
}
