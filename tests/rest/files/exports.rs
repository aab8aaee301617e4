//! Lists as files: they hold what the list shows to whoever asked.

use std::collections::BTreeSet;

use api::vocab::Role;
use serde_json::{Value, json};

use super::acts::{counts, done, export, fetch, id, import, look, sheet, table};
use crate::graphql::world;
use crate::support::{BLK, Caller, TestApp};

async fn listed(caller: &Caller, path: &str) -> Vec<Value> {
    let sign = if path.contains('?') { '&' } else { '?' };
    let (mut rows, mut after) = (Vec::new(), String::new());
    loop {
        let page = caller.get(&format!("{path}{sign}limit=7{after}")).await.expect(200);
        rows.extend(page["data"].as_array().unwrap().clone());
        match page["page"]["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return rows,
        }
    }
}

#[tokio::test]
async fn an_export_holds_what_the_list_shows_in_each_form() {
    let app = TestApp::start().await;
    world::blks(&app, 230, "36.02", "BLKK-3699").await;
    let admin = app.admin().await;
    let expected = listed(&admin, "/v1/blks?region=36.02").await;
    assert!(expected.len() > 200);

    let job = export(&app, &admin, "/v1/blks?region=36.02", "NDJSON").await;
    assert_eq!(
        (&job["state"], &job["rows"], &job["percent"]),
        (&json!("DONE"), &json!(expected.len()), &json!(100)),
        "{job}"
    );
    let file = fetch(&admin, &job).await;
    let lines: Vec<Value> = file.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, expected);
    let tag = file.header("etag").to_owned();
    assert_eq!(tag, format!("\"{}\"", api::domain::vault::sha256_hex(&file.bytes)));
    let again = axum::http::Request::get(job["file"]["href"].as_str().unwrap()).header("if-none-match", &tag);
    assert_eq!(admin.send(again, "", Vec::new()).await.status, 304);

    let job = export(&app, &admin, "/v1/blks?region=36.02", "CSV").await;
    let (names, rows) = table(&fetch(&admin, &job).await);
    let column =
        |name: &str| names.iter().position(|known| known == name).unwrap_or_else(|| panic!("{name}: {names:?}"));
    assert!(names.contains(&"contact.phone".to_owned()), "what lies within a field, by dots");
    let codes: Vec<&str> = rows.iter().map(|row| row[column("code")].as_str()).collect();
    assert_eq!(codes, expected.iter().map(|row| row["code"].as_str().unwrap()).collect::<Vec<_>>());
    assert_eq!(rows[0][column("regionCode")], expected[0]["regionCode"].as_str().unwrap());

    let job = export(&app, &admin, "/v1/blks?region=36.02", "XLSX").await;
    let cells = sheet(&fetch(&admin, &job).await.bytes, "Data");
    assert_eq!(cells.len(), expected.len() + 1);
    assert_eq!(cells[0].iter().map(ToString::to_string).collect::<Vec<_>>(), names);
    let codes: BTreeSet<String> = cells[1..].iter().map(|row| row[column("code")].to_string()).collect();
    assert_eq!(codes.len(), expected.len());
}

#[tokio::test]
async fn reports_of_a_template_have_a_column_for_each_figure() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let values = json!({"A01": 1, "A03": {"total": 3, "sex": {"LAKI_LAKI": 1, "PEREMPUAN": 2}}, "C08": 18_500_000});
    let report = json!({"blk": BLK, "template": "LAP_BULANAN", "period": "2026-10", "values": values, "narrative": {"kendala": "=1+1"}});
    head.post("/v1/reports", report).await.expect(201);
    let job = export(&app, &head, "/v1/reports?template=LAP_BULANAN&period=2026-10", "CSV").await;
    let (names, rows) = table(&fetch(&head, &job).await);
    let cell = |name: &str| {
        let at = names.iter().position(|known| known == name).unwrap_or_else(|| panic!("{name}: {names:?}"));
        rows[0][at].clone()
    };
    assert_eq!((rows.len(), cell("values.A01"), cell("values.C08")), (1, "1".into(), "18500000".into()));
    assert_eq!((cell("values.A03"), cell("values.A03.sex.PEREMPUAN")), ("3".into(), "2".into()));
    assert!(!rows[0].iter().any(|cell| cell.starts_with('=')), "no formula: {rows:?}");
}

#[tokio::test]
async fn an_export_shows_nobody_more_than_the_list_does() {
    let app = TestApp::start().await;
    world::blks(&app, 3, "36.02", "BLKK-3699").await;
    let (head, other) = (app.head().await, app.person(Role::BlkHead, None, Some("BLKK-3201-001")).await);
    let report = json!({"blk": BLK, "template": "LAP_BULANAN", "period": "2026-10", "values": {"A01": 1}});
    head.post("/v1/reports", report).await.expect(201);
    for caller in [&head, &other] {
        let job = export(&app, caller, "/v1/reports", "NDJSON").await;
        let lines = fetch(caller, &job).await.text.lines().count();
        assert_eq!(lines, listed(caller, "/v1/reports").await.len());
    }
    let users = head.post("/v1/exports", json!({"list": "/v1/access-keys?x=1"})).await;
    assert_eq!(users.status, 422, "{}", users.text);
    assert_eq!(app.anonymous().post("/v1/exports", json!({"list": "/v1/blks"})).await.status, 401);
}

#[tokio::test]
async fn what_is_no_list_is_refused_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for list in [
        "/v1/nothing",
        "/v1/me",
        "/v1/partner/incubatees",
        "/v1/changes",
        "https://example.org/v1/blks",
        "/graphql",
        "/v1/reports/batch",
        "/v1/blks?limit=5",
        "/v1/blks?after=x",
    ] {
        let reply = admin.post("/v1/exports", json!({"list": list})).await;
        reply.refused(422, "EXPORT.NO_LIST");
    }
    admin.post("/v1/exports", json!({"list": "/v1/blks?region=3602"})).await.expect(422);
    admin.post("/v1/exports", json!({"list": "/v1/blks?colour=red"})).await.expect(422);
    admin.post("/v1/exports", json!({"list": "/v1/blks", "format": "PDF"})).await.expect(422);
    admin.post("/v1/exports", json!({"list": "/v1/blks", "x": 1})).await.expect(422);
    assert_eq!(admin.get("/v1/jobs").await.expect(200)["data"], json!([]), "nothing was queued");
}

#[tokio::test]
async fn a_file_is_not_given_to_who_lost_the_rights_with_which_it_was_made() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let job = export(&app, &head, "/v1/reports", "CSV").await;
    assert_eq!(fetch(&head, &job).await.status, 200);
    let grants = admin.get("/v1/role-grants?limit=500").await.expect(200);
    let me = head.get("/v1/me").await.expect(200);
    let own = grants["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|grant| grant["holder"]["id"] == me["id"] || grant["holder"] == me["id"]);
    let own = own.unwrap_or_else(|| panic!("{me} {grants}"));
    let version = own["version"].as_i64().unwrap_or(1);
    let ended = admin.delete_if(&format!("/v1/role-grants/{}", id(own)), version).await;
    assert!(ended.status < 300, "{}", ended.text);
    app.app.actors.invalidate_all();
    fetch(&head, &job).await.refused(410, "RESOURCE.EXPIRED");
}

#[tokio::test]
async fn a_file_that_may_name_persons_is_gone_once_somebody_is_erased() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let (persons, reports) =
        (export(&app, &head, "/v1/persons", "CSV").await, export(&app, &head, "/v1/reports", "CSV").await);
    let rejected =
        import(&app, &head, &format!("kind=persons&unit={BLK}"), b"nik,name,birthDate\n1,Siti,1990-01-01\n").await;
    assert_eq!(counts(&rejected), [0, 0, 1]);
    let tx = api::domain::Ctx::system(app.app.clone(), "test").begin().await.unwrap();
    api::domain::jobs::forget_persons(&tx).await.unwrap();
    tx.record(api::domain::record::Record::audit_only("test", (api::domain::ids::Kind::Job, tx.new_id())))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for job in [&persons, &rejected] {
        fetch(&head, job).await.refused(410, "RESOURCE.EXPIRED");
        assert_eq!(look(&head, job).await["file"], Value::Null);
    }
    assert_eq!(fetch(&head, &reports).await.status, 200);
}

#[tokio::test]
async fn an_export_that_was_stopped_has_no_file() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let job = head.post("/v1/exports", json!({"list": "/v1/blks"})).await.expect(202);
    fetch(&head, &job).await.refused(409, "EXPORT.PENDING");
    head.post(&format!("/v1/jobs/{}/cancel", id(&job)), json!({})).await.expect(200);
    assert_eq!(done(&app, &head, &job).await["state"], "CANCELLED");
    assert_eq!(fetch(&head, &job).await.status, 404);
}
