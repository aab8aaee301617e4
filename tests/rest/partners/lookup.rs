//! An applicant at the counter: found once by a code, or by NIK; everybody else is not there, in the same words.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::super::kept_steps::faulty;
use super::super::steps::text;
use super::acts::{
    Bank, agreement_of, all_scopes, another, bank, code, consent, delivered, facts, machine, partner, tenant, withdraw,
};
use super::gate::refusals;
use crate::support::{Caller, Reply, TestApp};

const CREDIT: &str = "CREDIT_APPLICATION";
const LOOKUP: &str = "/v1/partner/lookup";
/// What every look-up takes at least.
const LEAST: Duration = Duration::from_millis(200);

fn by_nik(number: u32) -> Value {
    json!({"nik": facts(number)["nik"], "purpose": CREDIT})
}

fn by_code(code: &Value) -> Value {
    json!({"code": code, "purpose": CREDIT})
}

/// A look-up, and that it took its time.
async fn look(by: &Caller, body: Value) -> Reply {
    let began = Instant::now();
    let reply = by.post(LOOKUP, body).await;
    assert!(began.elapsed() >= LEAST, "{:?}: {}", began.elapsed(), reply.text);
    reply
}

/// A refusal without what tells one request from another.
async fn nobody(by: &Caller, body: Value) -> Value {
    let mut said = look(by, body).await.refused(404, "RESOURCE.NOT_FOUND");
    said["requestId"] = Value::Null;
    said
}

async fn looked(app: &TestApp) -> u64 {
    delivered(app, "LOOKUP").await
}

/// A bank with an applicant who consented to all it may have.
async fn counter(app: &TestApp) -> (Bank, Value) {
    let bank = bank(app).await;
    let who = tenant(app, 1).await;
    let given = consent(&app.head().await, &who.person, &bank, CREDIT, &all_scopes(CREDIT)).await;
    (bank, given)
}

#[tokio::test]
async fn an_applicant_is_found_by_its_code_once() {
    let app = TestApp::start().await;
    let (bank, given) = counter(&app).await;
    let head = app.head().await;
    let brought = code(&head, &given).await;
    let reply = look(&bank.teller, by_code(&brought)).await;
    assert_eq!(reply.header("cache-control"), "no-store");
    let found = reply.expect(200);
    assert_eq!((&found["id"], text(&found, "name")), (&given["subject"], "Orang Uji 1"));
    nobody(&bank.teller, by_code(&brought)).await;
    // As it is said at the counter: in small letters, without the dash.
    let next = code(&head, &given).await;
    let said = next.as_str().unwrap().to_lowercase().replace('-', "");
    look(&bank.machine, by_code(&json!(said))).await.expect(200);
    assert_eq!(looked(&app).await, 2);
    let stale = code(&head, &given).await;
    app.clock().advance(Duration::from_secs(15 * 60 + 1));
    let teller = machine(&app, &bank.client_id, &bank.secret).await;
    nobody(&teller, by_code(&stale)).await;
}

#[tokio::test]
async fn a_repeat_with_the_same_key_finds_the_same_applicant_as_long_as_it_consents() {
    let app = TestApp::start().await;
    let (bank, given) = counter(&app).await;
    let head = app.head().await;
    let body = by_code(&code(&head, &given).await);
    let first = bank.machine.post_keyed(LOOKUP, "counter-7", body.clone()).await.expect(200);
    let again = bank.machine.post_keyed(LOOKUP, "counter-7", body.clone()).await.expect(200);
    assert_eq!(first, again);
    // Each is a delivery of its own.
    assert_eq!(looked(&app).await, 2);
    bank.machine.post_keyed(LOOKUP, "counter-7", by_nik(1)).await.refused(422, "IDEMPOTENCY.KEY_REUSED");
    withdraw(&head, &given).await;
    bank.machine.post_keyed(LOOKUP, "counter-7", body).await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn whoever_did_not_consent_to_this_is_not_there() {
    let app = TestApp::start().await;
    let (bank, given) = counter(&app).await;
    let (head, other) = (app.head().await, partner(&app, "BANK", "ORG-LAIN", &[CREDIT]).await);
    assert_eq!(look(&bank.teller, by_nik(1)).await.expect(200)["id"], given["subject"]);
    let (second, third, fourth) = (tenant(&app, 2).await, tenant(&app, 3).await, tenant(&app, 4).await);
    consent(&head, &second.person, &other, CREDIT, &all_scopes(CREDIT)).await;
    let prospecting = "CREDIT_PROSPECTING";
    consent(&head, &third.person, &bank, prospecting, &all_scopes(prospecting)).await;
    let ended = consent(&head, &fourth.person, &bank, CREDIT, &all_scopes(CREDIT)).await;
    let of_ended = code(&head, &ended).await;
    withdraw(&head, &ended).await;
    // Not recorded; of another bank; for another purpose; withdrawn, by NIK and by code; no code at all.
    let refused = nobody(&bank.teller, by_nik(99)).await;
    for asked in [by_nik(2), by_nik(3), by_nik(4), by_code(&of_ended), by_code(&json!("AAAAA-BBBBB"))] {
        assert_eq!(nobody(&bank.teller, asked).await, refused);
    }
    assert_eq!(looked(&app).await, 1);
}

#[tokio::test]
async fn a_code_is_not_used_up_by_who_may_not_use_it() {
    let app = TestApp::start().await;
    let (bank, given) = counter(&app).await;
    let other = partner(&app, "BANK", "ORG-LAIN", &[CREDIT]).await;
    let brought = code(&app.head().await, &given).await;
    nobody(&other.teller, by_code(&brought)).await;
    nobody(&bank.teller, json!({"code": brought, "purpose": "CREDIT_PROSPECTING"})).await;
    let (one, two) = tokio::join!(look(&bank.teller, by_code(&brought)), look(&bank.machine, by_code(&brought)));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404]);
}

#[tokio::test]
async fn after_ten_misses_one_waits_and_others_do_not() {
    let app = TestApp::start().await;
    let (bank, _) = counter(&app).await;
    let mut misses = 0;
    // A slow machine is given one or two more, as time goes by.
    let refused = loop {
        let reply = look(&bank.teller, by_nik(100 + misses)).await;
        if reply.status == 429 {
            break reply;
        }
        reply.refused(404, "RESOURCE.NOT_FOUND");
        misses += 1;
        assert!(misses < 40);
    };
    assert!(misses >= 10, "{misses}");
    assert!(!refused.header("retry-after").is_empty(), "{:?}", refused.headers);
    refused.refused(429, "LIMIT.EXCEEDED");
    look(&bank.machine, by_nik(1)).await.expect(200);
    // Each miss stands in the audit log, and that it had to wait.
    let wanted = usize::try_from(misses).unwrap() + 1;
    assert_eq!(refusals(&app, wanted).await.len(), wanted);
}

/// How many look-ups are answered one after another before the caller has to wait.
async fn until_refused(by: &Caller, key: Option<&str>, body: &Value) -> u32 {
    for answered in 0..40 {
        let reply = match key {
            Some(key) => by.post_keyed(LOOKUP, key, body.clone()).await,
            None => by.post(LOOKUP, body.clone()).await,
        };
        if reply.status == 429 {
            return answered;
        }
        reply.expect(200);
    }
    panic!("never refused")
}

#[tokio::test]
async fn only_a_code_that_was_not_used_yet_begins_the_count_anew() {
    let app = TestApp::start().await;
    let (bank, given) = counter(&app).await;
    let head = app.head().await;
    // Somebody who has a list of NIKs finds some of them.
    assert!(until_refused(&bank.teller, None, &by_nik(1)).await >= 10);
    let brought = by_code(&code(&head, &given).await);
    bank.machine.post_keyed(LOOKUP, "counter-8", brought.clone()).await.expect(200);
    assert!(until_refused(&bank.machine, Some("counter-8"), &brought).await >= 10);
    let other = another(&app, &app.admin().await, &bank, json!({})).await;
    for _ in 0..2 {
        for _ in 0..9 {
            nobody(&other, by_nik(99)).await;
        }
        look(&other, by_code(&code(&head, &given).await)).await.expect(200);
    }
}

#[tokio::test]
async fn by_its_nik_nobody_is_found_whose_nik_the_partner_does_not_get() {
    let app = TestApp::start().await;
    let (bank, _) = counter(&app).await;
    let (admin, head) = (app.admin().await, app.head().await);
    let second = tenant(&app, 2).await;
    let given = consent(&head, &second.person, &bank, CREDIT, &["IDENTITY_BASIC", "CONTACT"]).await;
    let refused = nobody(&bank.teller, by_nik(99)).await;
    // Neither by a consent without it, though a code finds who gave it,
    assert_eq!(nobody(&bank.teller, by_nik(2)).await, refused);
    let found = look(&bank.teller, by_code(&code(&head, &given).await)).await.expect(200);
    assert_eq!((&found["id"], &found["nik"]), (&given["subject"], &Value::Null));
    // nor by a client without it, nor under an agreement without it.
    let narrow = another(&app, &admin, &bank, json!({"scopes": ["IDENTITY_BASIC", "CONTACT"]})).await;
    assert_eq!(nobody(&narrow, by_nik(1)).await, refused);
    look(&bank.machine, by_nik(1)).await.expect(200);
    let fewer = json!({"scopes": ["IDENTITY_BASIC", "CONTACT"]});
    admin.patch(&agreement_of(&admin, &bank).await, 1, fewer).await.expect(200);
    assert_eq!(nobody(&bank.machine, by_nik(1)).await, refused);
    assert_eq!(looked(&app).await, 2);
}

#[tokio::test]
async fn a_repeat_by_nik_finds_whom_the_nik_would_find_now() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    let (head, who) = (app.head().await, tenant(&app, 1).await);
    consent(&head, &who.person, &bank, CREDIT, &all_scopes(CREDIT)).await;
    let first = bank.machine.post_keyed(LOOKUP, "counter-9", by_nik(1)).await.expect(200);
    let again = bank.machine.post_keyed(LOOKUP, "counter-9", by_nik(1)).await.expect(200);
    assert_eq!(first, again);
    consent(&head, &who.person, &bank, CREDIT, &["CONTACT"]).await;
    bank.machine.post_keyed(LOOKUP, "counter-9", by_nik(1)).await.refused(404, "RESOURCE.NOT_FOUND");
    assert_eq!(looked(&app).await, 2);
}

#[tokio::test]
async fn a_code_is_used_up_by_nothing_but_the_record_that_it_brings() {
    // One call is one call: that which finds is that which gives.
    let app = TestApp::start_with(|settings| settings.partner_per_minute = 1).await;
    let (bank, given) = counter(&app).await;
    let head = app.head().await;
    look(&bank.teller, by_code(&code(&head, &given).await)).await.expect(200);
    let brought = by_code(&code(&head, &given).await);
    look(&bank.teller, brought.clone()).await.refused(429, "LIMIT.EXCEEDED");
    assert_eq!(looked(&app).await, 1);
    look(&bank.machine, brought).await.expect(200);
    assert_eq!(looked(&app).await, 2);
}

#[tokio::test]
async fn what_is_asked_for_is_said_in_one_way_and_in_its_form() {
    let app = TestApp::start().await;
    let (bank, _) = counter(&app).await;
    let nik = facts(1)["nik"].clone();
    for wrong in [json!({"purpose": CREDIT}), json!({"purpose": CREDIT, "nik": nik, "code": "AAAAA-BBBBB"})] {
        faulty(&bank.teller.post(LOOKUP, wrong).await, &[("FIELD.REQUIRED", "/code")]);
    }
    for wrong in ["360201420180000", "36020142018000022", "0602014201800002", "36020142018OOOO2", "3602017201800002"] {
        let reply = bank.teller.post(LOOKUP, json!({"purpose": CREDIT, "nik": wrong})).await;
        faulty(&reply, &[("NIK.INVALID", "/nik")]);
        assert!(!reply.text.contains(wrong), "{}", reply.text);
    }
    bank.teller.post(LOOKUP, json!({"nik": nik})).await.refused(422, "PURPOSE.REQUIRED");
    let wrong = json!({"nik": nik, "purpose": "KREDIT"});
    faulty(&bank.teller.post(LOOKUP, wrong).await, &[("FIELD.UNKNOWN_CODE", "/purpose")]);
    let denied = json!({"nik": nik, "purpose": "BUMN_PARTNERSHIP"});
    bank.teller.post(LOOKUP, denied).await.refused(403, "PURPOSE.DENIED");
    app.head().await.post(LOOKUP, by_nik(1)).await.refused(403, "ACCESS.DENIED");
    app.anonymous().post(LOOKUP, by_nik(1)).await.refused(401, "AUTH.REQUIRED");
    let more = json!({"nik": nik, "purpose": CREDIT, "name": "Orang Uji 1"});
    faulty(&bank.teller.post(LOOKUP, more).await, &[("FIELD.UNKNOWN", "/name")]);
    faulty(&bank.teller.post(LOOKUP, json!({"code": 7, "purpose": CREDIT})).await, &[("FIELD.TYPE", "/code")]);
    let checked = bank.teller.post(&format!("{LOOKUP}?validateOnly=true"), by_nik(1)).await;
    faulty(&checked, &[("FIELD.UNKNOWN", "/validateOnly")]);
    assert_eq!(looked(&app).await, 0);
}

#[tokio::test]
async fn the_counter_asks_by_graphql_as_well() {
    let app = TestApp::start().await;
    let (bank, given) = counter(&app).await;
    let mutation = "mutation($input: ApplicantLookupInput!) { lookupApplicant(input: $input) { id name nik } }";
    let data = Caller::data(bank.teller.graphql(mutation, json!({"input": by_nik(1)})).await);
    let wanted = json!({"id": given["subject"], "name": "Orang Uji 1", "nik": facts(1)["nik"]});
    assert_eq!(data["lookupApplicant"], wanted);
    let missed = bank.teller.graphql(mutation, json!({"input": by_nik(99)})).await;
    assert_eq!(missed.body["errors"][0]["extensions"]["code"], "RESOURCE.NOT_FOUND", "{}", missed.text);
    let both = json!({"input": {"nik": facts(1)["nik"], "code": "AAAAA-BBBBB", "purpose": CREDIT}});
    let refused = bank.teller.graphql(mutation, both).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["errors"][0]["path"], "/code", "{}", refused.text);
}
