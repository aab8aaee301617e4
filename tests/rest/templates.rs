//! Kinds of reports, as data: drafted, tried, published, and then for ever the same.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::steps::{act, draft, submitted, text, version};
use crate::support::{Caller, TestApp, complete_values, report};

const V2: &str = "/v1/report-templates/LAP_BULANAN/versions/2";

/// Version 2 as a draft: the monthly report with one more indicator, that no program knows.
async fn with_a99(admin: &Caller) -> Value {
    let both = json!({"id": "Peserta yang membuka usaha daring", "en": "Trainees who opened an online business"});
    let indicator = json!({"code": "A99", "name": both, "concept": "Usaha", "definition": both, "classification": "", "measure": "Cacah", "unit": "orang", "valueType": "INTEGER", "dimensions": ["sex"], "per": "M", "min": 0, "max": 500});
    admin.post("/v1/indicators", json!({"validFrom": "2026-12-01", "definition": indicator})).await.expect(201);
    admin.post("/v1/report-templates/LAP_BULANAN/versions", definition(admin).await).await.expect(201)
}

async fn definition(admin: &Caller) -> Value {
    let first = admin.get("/v1/report-templates/LAP_BULANAN/versions/1").await.expect(200);
    let mut definition = first["definition"].clone();
    definition["sections"][0]["indicators"].as_array_mut().unwrap().push(json!({"code": "A99", "required": true}));
    definition["effectiveFrom"] = Value::Null;
    definition
}

async fn publish(admin: &Caller, draft: &Value, day: &str) -> crate::support::Reply {
    admin.post_if(&format!("{V2}/publish"), version(draft), json!({"effectiveFrom": day})).await
}

#[tokio::test]
async fn a_new_indicator_is_asked_from_its_day_on_without_a_line_of_code() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft = with_a99(&admin).await;
    publish(&admin, &draft, "2026-12-01").await.expect(200);
    app.clock().set("2027-01-05T02:00:00Z".parse().unwrap());
    let head = app.head().await;
    let mut values = complete_values();
    values["A99"] = json!({"total": 3, "sex": {"LAKI_LAKI": 1, "PEREMPUAN": 2}});
    let before = head.post("/v1/reports", report("2026-11", values.clone())).await;
    assert_eq!(before.faults(), [("VALUE.UNKNOWN_INDICATOR".into(), "/values/A99".into())]);
    let without = head.post("/v1/reports", report("2026-12", complete_values())).await.expect(201);
    let asked = act(&head, &without, "submit", json!({})).await;
    assert_eq!(asked.faults(), [("VALUE.REQUIRED".into(), "/values/A99".into())]);
    let change = json!({"values": {"A99": values["A99"]}});
    let with = head.patch(&super::steps::at(&without), version(&without), change).await.expect(200);
    let sent = act(&head, &with, "submit", json!({})).await.expect(200);
    assert_eq!(sent["templateVersion"], 2);
}

#[tokio::test]
async fn a_draft_is_tried_on_past_reports() {
    let app = TestApp::start().await;
    let past = submitted(&app, "2026-10").await;
    let admin = app.admin().await;
    with_a99(&admin).await;
    let trial = admin.post(&format!("{V2}/try"), json!({})).await.expect(200);
    assert_eq!(trial["checked"], 1);
    let failing = &trial["failing"][0];
    assert_eq!(failing["report"], past["id"], "{trial}");
    assert!(failing.to_string().contains("VALUE.REQUIRED") && failing.to_string().contains("/values/A99"), "{trial}");
    let good = admin.post("/v1/report-templates/LAP_BULANAN/versions/1/try", json!({})).await.expect(200);
    assert_eq!((&good["checked"], &good["failing"]), (&json!(1), &json!([])));
}

#[tokio::test]
async fn a_draft_changes_with_the_version_that_was_read_and_is_hidden() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft = with_a99(&admin).await;
    assert_eq!((draft["number"].as_i64(), text(&draft, "state")), (Some(2), "DRAFT"));
    let mut changed = definition(&admin).await;
    changed["name"]["en"] = json!("Monthly");
    admin.put(V2, 9, changed.clone()).await.refused(412, "PRECONDITION.STALE");
    admin.put(V2, version(&draft), changed).await.expect(200);
    app.anonymous().get(V2).await.refused(404, "RESOURCE.NOT_FOUND");
    app.head().await.get(V2).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn a_published_version_never_changes() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft = with_a99(&admin).await;
    let published = publish(&admin, &draft, "2026-12-01").await.expect(200);
    assert_eq!(text(&published, "state"), "PUBLISHED");
    let same = definition(&admin).await;
    admin.put(V2, version(&published), same).await.refused(409, "TEMPLATE.PUBLISHED");
    publish(&admin, &published, "2027-01-01").await.refused(409, "TEMPLATE.PUBLISHED");
}

#[tokio::test]
async fn a_version_is_in_force_from_its_day() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft = with_a99(&admin).await;
    publish(&admin, &draft, "2026-12-01").await.expect(200);
    let at = async |day: &str| {
        let day: NaiveDate = day.parse().unwrap();
        let found = app.app.templates.in_force(app.app.store.reader(), "LAP_BULANAN", day).await.unwrap();
        found.map(|template| template.number)
    };
    assert_eq!((at("2024-12-31").await, at("2026-11-30").await, at("2026-12-01").await), (None, Some(1), Some(2)));
}

#[tokio::test]
async fn a_day_in_the_past_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft = with_a99(&admin).await;
    for day in ["2026-11-04", "2024-01-01"] {
        let refused = publish(&admin, &draft, day).await;
        assert_eq!((refused.status, refused.faults()[0].1.as_str()), (422, "/effectiveFrom"), "{}", refused.text);
    }
}

#[tokio::test]
async fn a_rule_that_says_nothing_is_refused_with_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    with_a99(&admin).await;
    for expression in ["A01 == ", "A01 + 1", "UNKNOWN > 1", "A01 > \"x\""] {
        let mut bad = definition(&admin).await;
        bad["rules"][0]["expression"] = json!(expression);
        let refused = admin.put(V2, 1, bad).await;
        assert_eq!(refused.faults()[0].1, "/rules/0/expression", "{expression}: {}", refused.text);
        refused.refused(422, "TEMPLATE.INVALID");
    }
}

#[tokio::test]
async fn whom_an_indicator_tells_of_is_counted_by_another_whole_number() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let new = |counted_by: &str| {
        let both = json!({"id": "Laba tenant", "en": "Profit of incubatees"});
        let definition = json!({"code": "A98", "name": both, "concept": "Usaha", "definition": both, "classification": "",
            "measure": "Nilai uang", "unit": "rupiah", "valueType": "RUPIAH", "per": "M", "countedBy": counted_by});
        json!({"validFrom": "2026-12-01", "definition": definition})
    };
    // None there is, a percentage, itself.
    for code in ["Z99", "A08", "A98", ""] {
        let refused = admin.post("/v1/indicators", new(code)).await;
        let faults = refused.faults();
        let fault = faults.first().map(|(code, path)| (code.as_str(), path.rsplit('/').next().unwrap()));
        assert_eq!(fault, Some(("FIELD.UNKNOWN_CODE", "countedBy")), "{code}: {}", refused.text);
    }
    let made = admin.post("/v1/indicators", new("C01")).await.expect(201);
    assert_eq!(made["definition"]["countedBy"], "C01");
}

#[tokio::test]
async fn only_administrators_draft_templates() {
    let app = TestApp::start().await;
    let definition = definition(&app.admin().await).await;
    for other in [app.head().await, app.coordinator().await, app.reviewer().await] {
        let refused = other.post("/v1/report-templates/LAP_BULANAN/versions", definition.clone()).await;
        refused.refused(403, "ACCESS.DENIED");
    }
}

#[tokio::test]
async fn the_json_schema_takes_what_the_service_takes() {
    let app = TestApp::start().await;
    let schema = app.anonymous().get("/v1/report-templates/LAP_BULANAN/versions/1/schema").await.expect(200);
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let head = app.head().await;
    for (values, good) in [
        (complete_values(), true),
        (json!({}), true),
        (json!({"A01": null, "A05": {"notApplicable": true}}), true),
        (json!({"A01": 30.0}), true),
        (json!({"A99": 1}), false),
        (json!({"A01": "2"}), false),
        (json!({"A01": -1}), false),
        (json!({"A01": 1.5}), false),
        (json!({"A03": {"total": 1, "sex": {"LAIN": 1}}}), false),
        (json!({"A03": {"total": 1, "shoeSize": {"X": 1}}}), false),
        (json!({"A08": 100.5}), false),
        (json!({"A05": {"notApplicable": false}}), false),
    ] {
        let checked = head.post("/v1/reports?validateOnly=true", report("2026-10", values.clone())).await;
        assert_eq!((validator.is_valid(&values), checked.status == 200), (good, good), "{values}: {}", checked.text);
    }
}

#[tokio::test]
async fn a_report_keeps_the_version_it_was_begun_with() {
    let app = TestApp::start().await;
    let head = app.head().await;
    let begun = draft(&head, "2026-10").await;
    let admin = app.admin().await;
    let next = with_a99(&admin).await;
    publish(&admin, &next, "2026-12-01").await.expect(200);
    assert_eq!(act(&head, &begun, "submit", json!({})).await.expect(200)["templateVersion"], 1);
}
