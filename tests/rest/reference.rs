//! Regions and code sets.

use api::domain::reference::regions::{self, Filter};
use api::domain::{Ctx, seed};
use axum::http::Request;
use serde_json::{Value, json};

use super::steps::text;
use crate::support::TestApp;

#[tokio::test]
async fn all_regions_of_the_decree_are_there() {
    let app = TestApp::start().await;
    let ctx = Ctx::system(app.app.clone(), "test");
    for (level, count) in [(1, 38), (2, 514), (3, 7_285), (4, 83_762)] {
        let filter = Filter { level: Some(level), ..Filter::default() };
        assert_eq!(regions::count(&ctx, &filter).await.unwrap(), count, "level {level}");
    }
}

#[tokio::test]
async fn walking_the_pages_visits_each_row_once() {
    let app = TestApp::start().await;
    let (anonymous, mut after, mut codes) = (app.anonymous(), String::new(), Vec::new());
    loop {
        let page = anonymous.get(&format!("/v1/regions?level=2&limit=100{after}")).await.expect(200);
        codes.extend(page["data"].as_array().unwrap().iter().map(|row| text(row, "code").to_owned()));
        match page["page"]["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert!(codes.is_sorted_by(|a, b| a < b));
    assert_eq!(codes.len(), 514);
}

#[tokio::test]
async fn search_folds_case_spaces_and_prefixes() {
    let app = TestApp::start().await;
    for q in ["pangkalpinang", "PANGKAL%20PINANG", "kota%20pangkal%20pinang", "Kota%20Pangkalpinang"] {
        let found = app.anonymous().get(&format!("/v1/regions?level=2&q={q}")).await.expect(200);
        assert_eq!(text(&found["data"][0], "code"), "19.71", "{q}: {found}");
    }
}

#[tokio::test]
async fn signs_of_the_search_language_are_letters_like_others() {
    let app = TestApp::start().await;
    for q in ["%25", "_", "%27", "%22", "%5C"] {
        let found = app.anonymous().get(&format!("/v1/regions?level=1&q=banten{q}x")).await.expect(200);
        assert_eq!(found["data"], json!([]), "{q}");
    }
}

#[tokio::test]
async fn an_undotted_code_is_refused_and_an_unknown_one_is_missing() {
    let app = TestApp::start().await;
    app.anonymous().get("/v1/regions/3602").await.refused(422, "REGION.CODE_SYSTEM_REQUIRED");
    app.anonymous().get("/v1/regions/99.99").await.refused(404, "RESOURCE.NOT_FOUND");
    let parent = app.anonymous().get("/v1/regions?parent=3602").await;
    assert_eq!(parent.faults(), [("REGION.CODE_SYSTEM_REQUIRED".into(), "/parent".into())]);
}

#[tokio::test]
async fn a_later_decree_lies_beside_the_first() {
    let app = TestApp::start().await;
    let mut rows = seed::regions().unwrap();
    rows.pop().unwrap();
    rows.iter_mut().find(|row| row.code == "36.02").unwrap().name = "Kabupaten Lebak Baru".to_owned();
    let day = "2026-06-01".parse().unwrap();
    let loaded = seed::load_decree(&app.app.store, "Kepmendagri uji", day, rows).await.unwrap();
    assert_eq!((loaded.begun, loaded.ended, loaded.unchanged), (1, 2, 91_597));
    let now = app.anonymous().get("/v1/regions/36.02").await.expect(200);
    assert_eq!(text(&now, "name"), "Kabupaten Lebak Baru");
    let then = app.anonymous().get("/v1/regions?level=2&q=lebak&asOf=2026-01-01").await.expect(200);
    assert_eq!(text(&then["data"][0], "name"), "Kabupaten Lebak");
}

#[tokio::test]
async fn what_does_not_change_is_not_sent_twice() {
    let app = TestApp::start().await;
    for path in [
        "/v1/reference",
        "/v1/reference/vocations",
        "/v1/indicators/A03",
        "/v1/report-templates/LAP_BULANAN",
        "/v1/report-templates/LAP_BULANAN/versions/1",
        "/v1/report-templates/LAP_BULANAN/versions/1/schema",
        "/v1/regions/36.02.01.2002",
    ] {
        let first = app.anonymous().get(path).await;
        assert_eq!(first.status, 200, "{path}");
        let tag = first.header("etag");
        assert!(!tag.is_empty(), "{path}");
        let again = app.anonymous().send(Request::get(path).header("if-none-match", tag), "", Vec::new()).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""), "{path}");
    }
}

#[tokio::test]
async fn labels_come_in_both_languages() {
    let app = TestApp::start().await;
    let sets = app.anonymous().get("/v1/reference").await.expect(200);
    for set in sets["data"].as_array().unwrap() {
        let name = set["code"].as_str().or(set["name"].as_str()).or(set["set"].as_str());
        let name = name.unwrap_or_else(|| panic!("{set}"));
        let full = app.anonymous().get(&format!("/v1/reference/{name}")).await.expect(200);
        let codes = full["codes"].as_array().unwrap_or_else(|| panic!("{full}"));
        assert!(!codes.is_empty(), "{name}");
        for code in codes {
            let filled =
                |field: &str| code["label"][field].as_str().or(code[field].as_str()).is_some_and(|t| !t.is_empty());
            assert!(filled("id") && filled("en"), "{name}: {code}");
        }
    }
    app.anonymous().get("/v1/reference/nothing").await.refused(404, "RESOURCE.NOT_FOUND");
    assert_ne!(sets["data"], Value::Null);
}
