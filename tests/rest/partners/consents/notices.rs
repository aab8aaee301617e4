//! Privacy notices: public, numbered, never changed; consents name the one in force.

use api::domain::vault::sha256_hex;
use api::vocab::Role;
use serde_json::json;

use super::super::super::kept_steps::faulty;
use super::super::super::steps::text;
use super::super::acts::bank;
use super::*;

const NOTICES: &str = "/v1/privacy-notices";

fn notice(extra: Value) -> Value {
    let input = json!({"purpose": APPLICATION, "text": {"id": " Teks baru. ", "en": "New text."}});
    merged(input, extra)
}

#[tokio::test]
async fn anybody_reads_the_notice_of_each_purpose_and_can_prove_its_words() {
    let app = TestApp::start().await;
    let all = rows(&app.anonymous(), NOTICES).await;
    let purposes = app.anonymous().get("/v1/reference/consentPurposes").await.expect(200);
    let mut wanted: Vec<&str> = purposes["codes"].as_array().unwrap().iter().map(|code| text(code, "code")).collect();
    let mut found: Vec<&str> = all.iter().map(|one| text(one, "purpose")).collect();
    wanted.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, wanted);
    for one in &all {
        let canonical = serde_json::to_string(&json!({"en": one["text"]["en"], "id": one["text"]["id"]})).unwrap();
        assert_eq!((text(one, "sha256"), &one["inForce"]), (sha256_hex(canonical.as_bytes()).as_str(), &json!(true)));
    }
    let one = app.anonymous().get(&format!("{NOTICES}/{}", text(&all[0], "id"))).await.expect(200);
    assert_eq!(one, all[0]);
    let query = "query N($id: ID!) { privacyNotice(id: $id) { number sha256 } }";
    let found = Caller::data(app.anonymous().graphql(query, json!({"id": one["id"]})).await);
    assert_eq!(found["privacyNotice"], json!({"number": one["number"], "sha256": one["sha256"]}));
    for wrong in ["inForce=perhaps", "limit=501", "after=%21", "who=me"] {
        app.anonymous().get(&format!("{NOTICES}?{wrong}")).await.expect(422);
    }
    app.anonymous().get(&format!("{NOTICES}/pno_01h455vb4pex5vsknk084sn02q")).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn a_new_notice_makes_the_one_before_stale_from_its_first_day_on() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let before = granted(&head, &siti, &bank, json!({})).await;
    let officer = app.person(Role::DataProtectionOfficer, None, None).await;
    let tomorrow = officer.post(NOTICES, notice(json!({"fromOn": "2026-11-06"}))).await.expect(201);
    assert_eq!(
        (&tomorrow["number"], &tomorrow["inForce"], &tomorrow["text"]["id"]),
        (&json!(2), &json!(false), &json!("Teks baru."))
    );
    let evidence = document(&head, "BUKTI_PERSETUJUAN", true).await;
    let input = |extra: Value| for_whom(&siti, &bank.code, merged(json!({"documentId": evidence["id"]}), extra));
    let early = head.post(CONSENTS, input(json!({"notice": 2}))).await;
    faulty(&early, &[("NOTICE.STALE", "/notice")]);
    assert_eq!(early.body["errors"][0]["params"]["current"], 1);

    app.clock().set("2026-11-05T17:00:00Z".parse().unwrap());
    let head = app.head().await;
    faulty(&head.post(CONSENTS, input(json!({"notice": 1}))).await, &[("NOTICE.STALE", "/notice")]);
    let wrong = json!({"notice": 2, "noticeSha256": before["noticeSha256"]});
    faulty(&head.post(CONSENTS, input(wrong)).await, &[("NOTICE.STALE", "/noticeSha256")]);
    let right = json!({"notice": 2, "noticeSha256": tomorrow["sha256"]});
    let made = head.post(CONSENTS, input(right)).await.expect(201);
    assert_eq!((&made["notice"], &made["noticeSha256"]), (&json!(2), &tomorrow["sha256"]));
    assert_eq!(head.get(&at(&before)).await.expect(200)["noticeSha256"], before["noticeSha256"]);
    let path = format!("{NOTICES}?purpose={APPLICATION}");
    assert_eq!(rows(&app.anonymous(), &path).await.len(), 2);
    let current = rows(&app.anonymous(), &format!("{path}&inForce=true")).await;
    assert_eq!(current.iter().map(|one| &one["number"]).collect::<Vec<_>>(), [&json!(2)]);
}

#[tokio::test]
async fn only_who_looks_after_data_protection_publishes_and_not_into_the_past() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    app.anonymous().post(NOTICES, notice(json!({}))).await.refused(401, "AUTH.REQUIRED");
    head.post(NOTICES, notice(json!({}))).await.refused(403, "ACCESS.DENIED");
    let wrong = json!({"purpose": "IKLAN", "text": {"id": " ", "en": "x".repeat(20_001)}, "fromOn": "2026-11-04"});
    faulty(
        &admin.post(NOTICES, wrong).await,
        &[
            ("FIELD.LENGTH", "/text/en"),
            ("FIELD.LENGTH", "/text/id"),
            ("FIELD.OUT_OF_RANGE", "/fromOn"),
            ("FIELD.UNKNOWN_CODE", "/purpose"),
        ],
    );
    admin.post(NOTICES, notice(json!({"fromOn": "2026-12-01"}))).await.expect(201);
    faulty(&admin.post(NOTICES, notice(json!({}))).await, &[("FIELD.OUT_OF_RANGE", "/fromOn")]);
    let here = format!("{NOTICES}/{}", text(&rows(&admin, NOTICES).await[0], "id"));
    admin.patch(&here, 1, json!({"text": {"id": "x", "en": "x"}})).await.refused(405, "REQUEST.METHOD_NOT_ALLOWED");
    let mutation = "mutation P($input: PrivacyNoticeInput!) { publishPrivacyNotice(input: $input) { number inForce } }";
    let research = notice(json!({"purpose": "RESEARCH"}));
    let denied = head.graphql(mutation, json!({"input": research})).await;
    assert_eq!(refusal(&denied).0, "ACCESS.DENIED");
    let made = Caller::data(admin.graphql(mutation, json!({"input": research})).await);
    assert_eq!(made["publishPrivacyNotice"], json!({"number": 2, "inForce": true}));
    let public = "{ privacyNotices(first: 20, purpose: \"RESEARCH\", inForce: true) { nodes { number } } }";
    let seen = Caller::data(app.anonymous().graphql(public, json!({})).await);
    assert_eq!(seen["privacyNotices"]["nodes"], json!([{"number": 2}]));
    let told = walk(&app, &head, "&types=privacyNotice.published").await;
    assert_eq!(told.len(), 2);
}
