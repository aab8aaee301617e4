//! The saved queries that come with every installation: each fits the schema and runs, for who may see it.

use serde_json::{Value, json};

use super::steps;
use crate::support::{BLK, TestApp};

#[tokio::test]
async fn every_shipped_query_could_be_saved_as_it_stands() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let shipped = admin.get("/v1/saved-queries").await.expect(200);
    let shipped = shipped["data"].as_array().unwrap();
    let slugs: Vec<&str> = shipped.iter().map(|one| one["slug"].as_str().unwrap()).collect();
    for slug in ["rekap-kabupaten", "rekap-bulanan-kementerian", "laju-pelaporan", "corong-inkubasi"] {
        assert!(slugs.contains(&slug), "{slugs:?}");
    }
    for one in shipped {
        let fields = ["title", "query", "rows", "variables", "parameters", "public"];
        let body: Value = fields.iter().map(|field| ((*field).to_owned(), one[*field].clone())).collect();
        let path = format!("/v1/saved-queries/{}?validateOnly=true", one["slug"].as_str().unwrap());
        admin.put(&path, 1, body).await.expect(200);
    }
}

#[tokio::test]
async fn the_public_ones_run_for_anybody_without_parameters() {
    let app = TestApp::start().await;
    let listed = app.anonymous().get("/v1/saved-queries").await.expect(200);
    let listed = listed["data"].as_array().unwrap();
    assert!(listed.len() >= 3 && listed.iter().all(|one| one["public"] == true), "{listed:?}");
    for one in listed {
        for end in ["json", "csv", "ndjson", "html"] {
            let path = format!("/v1/q/{}.{end}", one["slug"].as_str().unwrap());
            let reply = app.anonymous().get(&path).await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        }
    }
}

#[tokio::test]
async fn a_table_of_counted_people_tells_what_is_withheld_from_what_is_not_known() {
    let app = TestApp::start().await;
    let table = app.anonymous().get("/v1/q/corong-inkubasi.csv").await;
    let header = table.text.lines().next().unwrap_or_default().to_owned();
    assert!(header.split(',').any(|column| column == "suppressed"), "{header}");
}

#[tokio::test]
async fn the_recap_of_a_regency_says_who_filed_and_who_is_late() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let path = "/v1/q/rekap-kabupaten.json?regency=36.02&period=2026-10";
    let rows = async || app.coordinator().await.get(path).await.expect(200)["data"].clone();
    let of = |rows: &Value| rows.as_array().unwrap().iter().find(|row| row["blk.code"] == BLK).unwrap().clone();
    let before = of(&rows().await);
    assert_eq!(
        (&before["status"], &before["late"], &before["report.state"]),
        (&json!("OPEN"), &json!(false), &Value::Null)
    );
    steps::submitted(&app, "2026-10").await;
    let after = of(&rows().await);
    assert_eq!(
        (&after["status"], &after["onTime"], &after["report.state"]),
        (&json!("SUBMITTED"), &json!(true), &json!("SUBMITTED"))
    );
    assert!(after["report.A03.total"].is_number(), "{after}");
    let page = head.get("/v1/q/rekap-kabupaten.html?regency=36.02&period=2026-10").await;
    assert!(page.text.contains(BLK) && page.text.contains("<h1>Rekap kabupaten/kota"), "{}", page.text);
    // Who has no sight of that place gets an empty table; who names no regency is told.
    let elsewhere = head.get("/v1/q/rekap-kabupaten.csv?regency=32.01&period=2026-10").await;
    assert_eq!((elsewhere.status, elsewhere.text.lines().count()), (200, 1), "{}", elsewhere.text);
    let reply = head.get("/v1/q/rekap-kabupaten.csv").await;
    assert_eq!(reply.faults(), vec![("FIELD.REQUIRED".to_owned(), "/regency".to_owned())]);
}

#[tokio::test]
async fn an_approval_is_in_the_next_recap_of_the_ministry() {
    let app = TestApp::start().await;
    let path = "/v1/q/rekap-bulanan-kementerian.json?period=2026-10";
    let banten = async || {
        let body = app.anonymous().get(path).await.expect(200);
        body["data"].as_array().unwrap().iter().find(|row| row["province.code"] == "36").cloned().unwrap_or_default()
    };
    assert_ne!(banten().await["approved"], json!(1));
    steps::approved(&app, "2026-10").await;
    let row = banten().await;
    assert_eq!((&row["approved"], &row["submitted"]), (&json!(1), &json!(1)), "{row}");
    let whole = app.anonymous().get(path).await.expect(200);
    assert!(whole["about"]["angka"]["rows"].as_array().is_some_and(|rows| !rows.is_empty()), "{whole}");
}
