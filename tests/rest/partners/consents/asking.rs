//! A partner asks for a consent and learns nothing by it; codes for its counter.

use std::time::{Duration, Instant};

use api::domain::Ctx;
use api::domain::partners::consents::by_code;
use api::vocab::Role;
use api::worker::consents;
use entity::{consent_code, consent_request};
use sea_orm::EntityTrait;
use serde_json::json;

use super::super::super::kept_steps::faulty;
use super::super::super::steps::{count, text};
use super::super::acts::{bank, partner};
use super::*;
use crate::support::OTHER_BLK;

pub const ASK: &str = "/v1/partner/consent-requests";
pub const ASKED: &str = "/v1/consent-requests";

pub fn question(nik: &Value, extra: Value) -> Value {
    let input = json!({"nik": nik, "purpose": APPLICATION, "scopes": ["CONTACT"], "note": "Pengajuan KUR"});
    merged(input, extra)
}

#[tokio::test]
async fn a_partner_is_answered_alike_whoever_has_the_nik() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    adult(&head, 1).await;
    let archived = adult(&head, 2).await;
    head.delete_if(&format!("/v1/persons/{}", text(&archived, "id")), 1).await.expect(200);
    let mut answers = Vec::new();
    for number in [1, 2, 3] {
        let begun = Instant::now();
        let answer = bank.machine.post(ASK, question(&facts(number)["nik"], json!({}))).await;
        assert!(begun.elapsed() >= Duration::from_millis(200), "{number}");
        answers.push((answer.status, answer.text));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0], (202, json!({"received": true, "validDays": 14}).to_string()));
    let open = rows(&head, ASKED).await;
    assert_eq!(open.len(), 1, "{open:?}");
    // Asked again while it waits, nobody is asked twice; nor does the partner see any of it.
    bank.machine.post(ASK, question(&facts(1)["nik"], json!({"scopes": ["IDENTITY_BASIC"]}))).await.expect(202);
    assert_eq!(rows(&head, ASKED).await, open);
    for who in [&bank.machine, &bank.teller] {
        assert_eq!(rows(who, ASKED).await.len(), 0);
        who.get(&format!("{ASKED}/{}", text(&open[0], "id"))).await.refused(404, "RESOURCE.NOT_FOUND");
        assert!(walk(&app, who, "").await.iter().all(|change| change["kind"] != "ConsentRequest"));
    }
    assert_eq!(rows(&app.admin().await, ASKED).await.len(), 1, "who was not found is shown to nobody");
}

#[tokio::test]
async fn a_partner_asks_only_for_what_its_agreement_covers() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    adult(&head, 1).await;
    let nik = facts(1)["nik"].clone();
    app.anonymous().post(ASK, question(&nik, json!({}))).await.refused(401, "AUTH.REQUIRED");
    head.post(ASK, question(&nik, json!({}))).await.refused(403, "ACCESS.DENIED");
    let bumn = partner(&app, "BUMN", "ORG-BUMN", &["BUMN_PARTNERSHIP"]).await;
    bumn.machine.post(ASK, question(&nik, json!({}))).await.refused(403, "PURPOSE.DENIED");
    let excess = json!({"nik": "3602", "scopes": ["CONTACT", "PRODUCTS", "SEPATU"]});
    faulty(
        &bank.machine.post(ASK, question(&nik, excess)).await,
        &[("CONSENT.SCOPE_EXCESS", "/scopes/1"), ("FIELD.UNKNOWN_CODE", "/scopes/2"), ("NIK.INVALID", "/nik")],
    );
    let refused = bank.machine.post(ASK, question(&nik, json!({"purpose": "IKLAN"}))).await;
    faulty(&refused, &[("FIELD.UNKNOWN_CODE", "/purpose")]);
    assert!(!refused.text.contains(nik.as_str().unwrap()));
    assert_eq!(count::<consent_request::Entity>(&app).await, 0);
}

#[tokio::test]
async fn the_person_answers_by_a_consent_or_declines_and_the_partner_hears_of_the_first_alone() {
    let app = TestApp::start().await;
    app.clock().set("2026-11-05T02:50:00Z".parse().unwrap());
    tell(&app).await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let (siti, budi) = (adult(&head, 1).await, adult(&head, 2).await);
    let subject = account(&app, &siti, "siti@usaha.test").await;
    for number in [1, 2] {
        bank.machine.post(ASK, question(&facts(number)["nik"], json!({}))).await.expect(202);
    }
    // At the full hour, not at once.
    app.clock().advance(Duration::from_secs(601));
    tell(&app).await;
    assert_eq!((inbox(&subject).await.len(), inbox(&head).await.len()), (0, 0));
    consents::run(&app.app).await.unwrap();
    assert_eq!(inbox(&subject).await, ["CONSENT_REQUESTED"]);
    assert_eq!(inbox(&head).await, ["CONSENT_REQUESTED"], "who has no account is told by those who coach it");

    let asked = rows(&subject, ASKED).await;
    assert_eq!(asked.len(), 1, "only one's own");
    assert_eq!(
        (&asked[0]["personId"], &asked[0]["partnerCode"], &asked[0]["status"], &asked[0]["note"]),
        (&siti["id"], &json!(bank.code), &json!("OPEN"), &json!("Pengajuan KUR"))
    );
    let other = rows(&head, ASKED).await.into_iter().find(|row| row["personId"] == budi["id"]).unwrap();
    let crossed = own(&bank.code, json!({"requestId": other["id"]}));
    faulty(&subject.post(CONSENTS, crossed).await, &[("FIELD.UNKNOWN_CODE", "/requestId")]);
    let input = own(&bank.code, json!({"requestId": asked[0]["id"], "scopes": ["CONTACT"]}));
    subject.post(CONSENTS, input.clone()).await.expect(201);
    let here = format!("{ASKED}/{}", text(&asked[0], "id"));
    let answered = subject.get(&here).await.expect(200);
    assert_eq!((&answered["status"], &answered["version"]), (&json!("GRANTED"), &json!(2)));
    faulty(&subject.post(CONSENTS, input).await, &[("STATE.ILLEGAL", "/requestId")]);
    subject.post(&format!("{here}/decline"), json!({})).await.refused(409, "STATE.ILLEGAL");

    let no = format!("{ASKED}/{}/decline", text(&other, "id"));
    app.anonymous().post(&no, json!({})).await.refused(401, "AUTH.REQUIRED");
    subject.post(&no, json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
    app.coordinator().await.post(&no, json!({})).await.refused(403, "ACCESS.DENIED");
    head.post_if(&no, 5, json!({})).await.refused(412, "PRECONDITION.STALE");
    assert_eq!(head.post_if(&no, 1, json!({})).await.expect(200)["status"], "DECLINED");
    head.post(&no, json!({})).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(types(&told(&app, &bank.machine).await), ["consent.granted"]);
    // Who declined is not asked once more before the request is over; what was granted stands no longer.
    for (number, open) in [(2, 0), (1, 1)] {
        bank.machine.post(ASK, question(&facts(number)["nik"], json!({}))).await.expect(202);
        assert_eq!(rows(&head, &format!("{ASKED}?status=OPEN")).await.len(), open);
    }
}

#[tokio::test]
async fn a_request_lapses_after_14_days() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    adult(&head, 1).await;
    bank.machine.post(ASK, question(&facts(1)["nik"], json!({}))).await.expect(202);
    bank.machine.post(ASK, question(&facts(9)["nik"], json!({}))).await.expect(202);
    app.clock().advance(Duration::from_secs(14 * 86_400 + 1));
    let head = app.head().await;
    let late = rows(&head, ASKED).await.pop().unwrap();
    assert_eq!(late["status"], "EXPIRED", "also before anybody wrote it down");
    assert_eq!((consents::run(&app.app).await.unwrap(), consents::run(&app.app).await.unwrap()), (2, 0));
    let here = format!("{ASKED}/{}", text(&late, "id"));
    head.post(&format!("{here}/decline"), json!({})).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(rows(&head, &format!("{ASKED}?status=EXPIRED")).await.len(), 1);
    head.get(&format!("{ASKED}?status=PERHAPS")).await.refused(422, "REQUEST.INVALID");
    let changes = walk(&app, &head, &format!("&of={}", text(&late, "id"))).await;
    assert_eq!(types(&changes), ["consentRequest.created", "consentRequest.expired"]);
}

#[tokio::test]
async fn a_code_finds_the_consent_once_within_a_quarter_of_an_hour() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let subject = account(&app, &siti, "siti@usaha.test").await;
    let made = granted(&head, &siti, &bank, json!({})).await;
    let codes = format!("{}/codes", at(&made));
    app.anonymous().post(&codes, json!({})).await.refused(401, "AUTH.REQUIRED");
    app.person(Role::BlkHead, None, Some(OTHER_BLK))
        .await
        .post(&codes, json!({}))
        .await
        .refused(404, "RESOURCE.NOT_FOUND");
    bank.teller.post(&codes, json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
    app.coordinator().await.post(&codes, json!({})).await.refused(403, "ACCESS.DENIED");

    let old = subject.post(&codes, json!({})).await.expect(201);
    let code = head.post(&codes, json!({})).await.expect(201);
    let say = async |code: &str| {
        let tx = Ctx::system(app.app.clone(), "counter").begin().await.unwrap();
        let found = by_code(&tx, code).await.unwrap();
        // Not recorded, so not committed: what a lookup that is refused leaves.
        tx.rollback().await.unwrap();
        found
    };
    assert!(say(text(&old, "code")).await.is_none(), "another one was made since");
    let spoken = text(&code, "code").to_lowercase().replace('-', " ");
    let found = say(&spoken).await.unwrap();
    assert_eq!(api::domain::ids::text(api::domain::ids::Kind::Consent, found.id), text(&made, "id"));
    let tx = Ctx::system(app.app.clone(), "counter").begin().await.unwrap();
    assert!(by_code(&tx, &spoken).await.unwrap().is_some() && by_code(&tx, &spoken).await.unwrap().is_none(), "once");
    tx.rollback().await.unwrap();
    let kept = consent_code::Entity::find().all(app.app.store.reader()).await.unwrap();
    let plain = text(&code, "code").replace('-', "");
    assert!(kept.iter().all(|row| !row.code_hash.contains(&plain)), "kept as a hash");

    app.clock().advance(Duration::from_secs(15 * 60));
    assert!(say(&spoken).await.is_none(), "a quarter of an hour is over");
    assert!(say("").await.is_none() && say("ABCDE-FGHJK").await.is_none());
    let head = app.head().await;
    let fresh = head.post(&codes, json!({})).await.expect(201);
    withdraw(&head, &made).await.expect(200);
    assert!(say(text(&fresh, "code")).await.is_none(), "the consent has ended");
    head.post(&codes, json!({})).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn graphql_asks_and_answers_by_the_same_rules() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let made = granted(&head, &siti, &bank, json!({})).await;
    let ask = "mutation R($input: ConsentRequestInput!) { requestConsent(input: $input) { received validDays } }";
    let begun = Instant::now();
    for number in [1, 5] {
        let asked = bank.machine.graphql(ask, json!({"input": question(&facts(number)["nik"], json!({}))})).await;
        assert_eq!(Caller::data(asked)["requestConsent"], json!({"received": true, "validDays": 14}));
    }
    assert!(begun.elapsed() >= Duration::from_millis(400));
    let wrong = question(&json!("3602"), json!({}));
    assert_eq!(refusal(&bank.machine.graphql(ask, json!({"input": wrong})).await).1, ["/nik"]);
    let denied = head.graphql(ask, json!({"input": question(&facts(1)["nik"], json!({}))})).await;
    assert_eq!(refusal(&denied).0, "ACCESS.DENIED");
    let listed = "{ consentRequests(first: 5, status: \"OPEN\") { totalCount nodes { id version } } }";
    let open = Caller::data(head.graphql(listed, json!({})).await)["consentRequests"].clone();
    assert_eq!(open["totalCount"], 1);
    let one = "query O($id: ID!) { consentRequest(id: $id) { status personId } }";
    let named = json!({"id": open["nodes"][0]["id"]});
    let found = Caller::data(head.graphql(one, named.clone()).await);
    assert_eq!(found["consentRequest"], json!({"status": "OPEN", "personId": siti["id"]}));
    assert_eq!(Caller::data(bank.teller.graphql(one, named).await)["consentRequest"], Value::Null);
    let no = "mutation D($id: ID!, $v: Int) { declineConsentRequest(id: $id, expectedVersion: $v) { status } }";
    let said = json!({"id": open["nodes"][0]["id"], "v": open["nodes"][0]["version"]});
    assert_eq!(Caller::data(head.graphql(no, said).await)["declineConsentRequest"]["status"], "DECLINED");
    let code = "mutation C($id: ID!) { issueConsentCode(id: $id) { code } }";
    let made_by = Caller::data(head.graphql(code, json!({"id": made["id"]})).await);
    assert_eq!(made_by["issueConsentCode"]["code"].as_str().map(str::len), Some(11));
    assert_eq!(refusal(&bank.teller.graphql(code, json!({"id": made["id"]})).await).0, "RESOURCE.NOT_FOUND");
}
