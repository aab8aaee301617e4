//! Who gives a consent, with what, and what it must not hold.

use api::domain::vault::sha256_hex;
use api::vocab::Role;
use entity::consent;
use serde_json::json;

use super::super::super::incubation::mentor_steps::organization;
use super::super::super::incubation::steps::person;
use super::super::super::kept_steps::faulty;
use super::super::super::steps::{count, text};
use super::super::acts::{agreement, bank, partner};
use super::*;
use crate::support::OTHER_BLK;

#[tokio::test]
async fn who_consents_for_itself_needs_no_evidence_and_is_known_to_the_partner_by_a_pseudonym() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let subject = account(&app, &siti, "siti@usaha.test").await;
    let scopes = json!({"scopes": ["CONTACT", "IDENTITY_BASIC", "CONTACT"]});
    let made = subject.post(CONSENTS, own(&bank.code, scopes)).await.expect(201);
    for (field, value) in [
        ("personId", siti["id"].clone()),
        ("partnerId", json!(bank.id)),
        ("partnerCode", json!(bank.code)),
        ("scopes", json!(["CONTACT", "IDENTITY_BASIC"])),
        ("channel", json!("APP")),
        ("frequency", json!("ANY")),
        ("status", json!("ACTIVE")),
        ("onBehalf", json!(false)),
        ("documentId", Value::Null),
        ("acknowledgement", Value::Null),
        ("number", json!(1)),
        ("version", json!(1)),
    ] {
        assert_eq!(made[field], value, "{field} in {made}");
    }
    let notice = app.anonymous().get("/v1/privacy-notices?purpose=CREDIT_APPLICATION").await.expect(200);
    assert_eq!(made["noticeSha256"], notice["data"][0]["sha256"]);
    assert_eq!(subject.get(&at(&made)).await.expect(200), made);
    assert_eq!(made["evidenceSha256"], json!(agreed_to(&made)), "{made}");

    let seen = bank.machine.get(&format!("{OWN}/{}", text(&made, "id"))).await.expect(200);
    assert_eq!((&seen["subject"], &seen["status"]), (&made["subject"], &json!("ACTIVE")));
    assert!(text(&made, "subject").starts_with("sub_"), "{made}");
    let shown = rows(&bank.teller, OWN).await;
    assert_eq!(shown, [seen]);
    for secret in ["per_", "blk_", "usr_", "doc_", "Orang Uji", BLK] {
        assert!(!shown[0].to_string().contains(secret), "{secret}");
    }
}

/// The hash of what was agreed to, from what everybody reads of the consent.
fn agreed_to(made: &Value) -> String {
    let mut agreed = json!({"partner": made["partnerId"]});
    for field in [
        "subject",
        "purpose",
        "scopes",
        "dataFrom",
        "dataTo",
        "frequency",
        "expiresAt",
        "notice",
        "noticeSha256",
        "language",
        "givenAt",
    ] {
        agreed[field] = made[field].clone();
    }
    // Names in their order and no spaces: of such values this is the canonical text.
    sha256_hex(agreed.to_string().as_bytes())
}

#[tokio::test]
async fn the_evidence_of_a_consent_in_the_application_is_the_hash_of_what_was_agreed_to() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let subject = account(&app, &siti, "siti@usaha.test").await;
    let terms = json!({"dataFrom": "2026-01-01", "frequency": "DAILY", "expiresAt": "2027-11-01T00:00:00.123456789Z"});
    let made = subject.post(CONSENTS, own(&bank.code, terms)).await.expect(201);
    assert_eq!(made["expiresAt"], "2027-11-01T00:00:00.123456Z", "as it is kept");
    assert_eq!(made["evidenceSha256"], json!(agreed_to(&made)), "{made}");
    let kept = subject.get(&at(&made)).await.expect(200);
    assert_eq!(kept["evidenceSha256"], json!(agreed_to(&kept)), "{kept}");
    let again = subject.post(CONSENTS, own(&bank.code, json!({"scopes": ["CONTACT"]}))).await.expect(201);
    assert_ne!(again["evidenceSha256"], made["evidenceSha256"]);
}

#[tokio::test]
async fn who_coaches_the_person_records_it_with_the_signed_form() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let evidence = document(&head, "BUKTI_PERSETUJUAN", true).await;
    let made = granted(&head, &siti, &bank, json!({"documentId": evidence["id"], "communicationMode": "LISAN"})).await;
    assert_eq!((&made["onBehalf"], &made["evidenceSha256"]), (&json!(true), &evidence["sha256"]));
    assert_eq!(made["capturedBy"]["id"], head.get("/v1/me").await.expect(200)["id"]);

    let without = head.post(CONSENTS, for_whom(&siti, &bank.code, json!({}))).await;
    faulty(&without, &[("CONSENT.EVIDENCE_REQUIRED", "/documentId")]);
    let (bare, other) =
        (document(&head, "BUKTI_PERSETUJUAN", false).await, document(&head, "BERITA_ACARA", true).await);
    let elsewhere = json!({"kind": "BUKTI_PERSETUJUAN", "title": "Formulir"});
    let admin = app.admin().await;
    let elsewhere = admin.post(&format!("/v1/blks/{OTHER_BLK}/documents"), elsewhere).await.expect(201);
    for (proof, reason) in [
        (&bare["id"], "FILE_MISSING"),
        (&other["id"], "KIND"),
        (&elsewhere["id"], "NOT_IN_REGISTER"),
        (&siti["id"], "NOT_IN_REGISTER"),
    ] {
        let refused = head.post(CONSENTS, for_whom(&siti, &bank.code, json!({"documentId": proof}))).await;
        faulty(&refused, &[("CONSENT.EVIDENCE_REQUIRED", "/documentId")]);
        assert_eq!(refused.body["errors"][0]["params"]["reason"], reason, "{}", refused.text);
    }
    let app_channel = json!({"documentId": evidence["id"], "channel": "APP"});
    let refused = head.post(CONSENTS, for_whom(&siti, &bank.code, app_channel)).await;
    faulty(&refused, &[("FIELD.OUT_OF_RANGE", "/channel")]);
}

#[tokio::test]
async fn nobody_consents_for_whom_it_does_not_coach() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let (siti, budi) = (adult(&head, 1).await, adult(&head, 2).await);
    let subject = account(&app, &siti, "siti@usaha.test").await;
    let evidence = document(&head, "BUKTI_PERSETUJUAN", true).await;
    let input = for_whom(&budi, &bank.code, json!({"documentId": evidence["id"]}));
    app.anonymous().post(CONSENTS, input.clone()).await.refused(401, "AUTH.REQUIRED");
    for caller in [&subject, &app.coordinator().await, &bank.teller, &bank.machine] {
        caller.post(CONSENTS, input.clone()).await.refused(403, "ACCESS.DENIED");
    }
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let unseen = stranger.post(CONSENTS, input.clone()).await;
    faulty(&unseen, &[("FIELD.UNKNOWN_CODE", "/personId")]);
    // Who also pulls for the bank must not sign for its customers.
    super::super::super::steps::grant(&app, &head, json!({"role": "PARTNER", "unit": bank.code})).await;
    let both = app.head().await;
    both.post(CONSENTS, input).await.refused(403, "ACCESS.DENIED");
    assert_eq!(count::<consent::Entity>(&app).await, 0);
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let wrong = json!({
        "personId": NOBODY, "partner": "ORG-TIDAK-ADA", "purpose": "IKLAN", "scopes": ["SEPATU"], "notice": 1,
        "language": "id", "channel": "TELEPATI", "frequency": "HOURLY", "communicationMode": "TERIAK",
        "dataFrom": "2026-02-01", "dataTo": "2026-01-31", "expiresAt": "2026-11-05T01:00:00Z",
    });
    faulty(
        &head.post(CONSENTS, wrong).await,
        &[
            ("FIELD.OUT_OF_RANGE", "/dataTo"),
            ("FIELD.OUT_OF_RANGE", "/expiresAt"),
            ("FIELD.UNKNOWN_CODE", "/channel"),
            ("FIELD.UNKNOWN_CODE", "/communicationMode"),
            ("FIELD.UNKNOWN_CODE", "/frequency"),
            ("FIELD.UNKNOWN_CODE", "/partner"),
            ("FIELD.UNKNOWN_CODE", "/personId"),
            ("FIELD.UNKNOWN_CODE", "/purpose"),
            ("FIELD.UNKNOWN_CODE", "/scopes/0"),
        ],
    );
    let siti = adult(&head, 1).await;
    let stale = json!({
        "scopes": ["CONTACT", "PRODUCTS"], "notice": 7, "documentId": null, "expiresAt": "2028-01-01T00:00:01Z",
        "channel": "PAPER", "requestId": "crq_01h455vb4pex5vsknk084sn02q",
    });
    faulty(
        &head.post(CONSENTS, for_whom(&siti, &bank.code, stale)).await,
        &[
            ("CONSENT.EVIDENCE_REQUIRED", "/documentId"),
            ("CONSENT.SCOPE_EXCESS", "/scopes/1"),
            ("FIELD.OUT_OF_RANGE", "/expiresAt"),
            ("FIELD.UNKNOWN_CODE", "/requestId"),
            ("NOTICE.STALE", "/notice"),
        ],
    );
    let shape =
        json!({"partner": bank.code, "purpose": [APPLICATION, "CREDIT_PROSPECTING"], "scopes": [], "bundle": true});
    let refused = head.post(CONSENTS, shape).await;
    let paths: Vec<String> = refused.faults().into_iter().map(|(_, path)| path).collect();
    for path in ["/bundle", "/expiresAt", "/language", "/notice", "/purpose", "/scopes"] {
        assert!(paths.contains(&path.to_owned()), "{path}: {}", refused.text);
    }
    assert_eq!(count::<consent::Entity>(&app).await, 0);
}

#[tokio::test]
async fn scopes_and_purposes_stay_within_the_agreement_in_force() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let siti = adult(&head, 1).await;
    let evidence = document(&head, "BUKTI_PERSETUJUAN", true).await;
    let attempt = async |partner: &str, extra: Value| {
        let extra = merged(json!({"documentId": evidence["id"]}), extra);
        head.post(&format!("{CONSENTS}?validateOnly=true"), for_whom(&siti, partner, extra)).await
    };
    let stranger = organization(&admin, "BANK").await;
    let code = text(&stranger, "code");
    faulty(&attempt(code, json!({})).await, &[("AGREEMENT.INACTIVE", "/partner")]);
    agreement(&admin, code, &[APPLICATION], json!({"scopes": ["CONTACT"], "toOn": "2027-01-01"})).await;
    faulty(
        &attempt(code, json!({})).await,
        &[("CONSENT.SCOPE_EXCESS", "/scopes/0"), ("FIELD.OUT_OF_RANGE", "/expiresAt")],
    );
    let within = json!({"scopes": ["CONTACT"], "expiresAt": "2026-12-31T17:00:00Z"});
    attempt(code, within).await.expect(200);
    let prospecting = json!({"purpose": "CREDIT_PROSPECTING", "scopes": ["PROSPECT_SUMMARY"]});
    faulty(&attempt(code, prospecting).await, &[("AGREEMENT.INACTIVE", "/partner")]);

    let bumn = partner(&app, "BUMN", "ORG-BUMN", &["BUMN_PARTNERSHIP"]).await;
    faulty(
        &attempt(&bumn.code, json!({})).await,
        &[("AGREEMENT.INACTIVE", "/partner"), ("PURPOSE.DENIED", "/partner")],
    );
    // Monitoring by the ministry is a public task: nobody is asked to consent to it.
    let refused = attempt(&bumn.code, json!({"purpose": "PROGRAMME_ME", "scopes": ["PROGRAMME_RECORDS"]})).await;
    assert!(refused.faults().contains(&("PURPOSE.DENIED".to_owned(), "/purpose".to_owned())), "{}", refused.text);
    faulty(&attempt(BLK, json!({})).await, &[("FIELD.UNKNOWN_CODE", "/partner")]);
}

#[tokio::test]
async fn a_minor_never_consents_alone() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let guardian = json!({"name": "Ibu Aminah", "relation": "Ibu", "consented": true});
    let minor = person(&head, BLK, "Ani", json!({"birthDate": "2010-03-04", "guardian": guardian})).await;
    let subject = account(&app, &minor, "ani@usaha.test").await;
    for extra in [json!({}), json!({"guardian": true})] {
        faulty(&subject.post(CONSENTS, own(&bank.code, extra)).await, &[("CONSENT.MINOR", "/personId")]);
    }
    let evidence = document(&head, "BUKTI_PERSETUJUAN", true).await;
    let proof = json!({"documentId": evidence["id"]});
    faulty(&head.post(CONSENTS, for_whom(&minor, &bank.code, proof)).await, &[("CONSENT.MINOR", "/guardian")]);
    let made = granted(&head, &minor, &bank, json!({"guardian": true})).await;
    assert_eq!((&made["guardian"], &made["onBehalf"]), (&json!(true), &json!(true)));
    // Nobody can tell whether somebody without a birth date is of age.
    let unknown = person(&head, BLK, "Tanpa Tanggal", json!({})).await;
    let proof = json!({"documentId": evidence["id"], "guardian": true});
    faulty(&head.post(CONSENTS, for_whom(&unknown, &bank.code, proof)).await, &[("CONSENT.MINOR", "/personId")]);
}

#[tokio::test]
async fn a_consent_given_anew_takes_the_place_of_the_one_before() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let first = granted(&head, &siti, &bank, json!({})).await;
    let second = granted(&head, &siti, &bank, json!({"scopes": ["CONTACT"]})).await;
    assert_eq!((&second["subject"], &second["number"]), (&first["subject"], &json!(2)));
    let old = head.get(&at(&first)).await.expect(200);
    assert_eq!(
        (&old["status"], &old["version"], &old["acknowledgement"]),
        (&json!("SUPERSEDED"), &json!(2), &Value::Null)
    );
    assert_eq!(old["scopes"], first["scopes"], "what was given stays as it was");
    withdraw(&head, &first).await.refused(409, "STATE.ILLEGAL");
    assert_eq!((stored(&app, "ACTIVE").await, stored(&app, "SUPERSEDED").await), (1, 1));
    // Withdrawn and given once more: the same subject still.
    withdraw(&head, &second).await.expect(200);
    let third = granted(&head, &siti, &bank, json!({})).await;
    assert_eq!((&third["subject"], &third["number"]), (&first["subject"], &json!(3)));
    // For another purpose the same person is somebody else.
    let prospect = json!({"purpose": "CREDIT_PROSPECTING", "scopes": ["PROSPECT_SUMMARY"]});
    let other = granted(&head, &siti, &bank, prospect).await;
    assert_ne!(other["subject"], first["subject"]);
    assert_eq!(
        types(&told(&app, &bank.machine).await),
        [
            "consent.granted",
            "consent.superseded",
            "consent.granted",
            "consent.withdrawn",
            "consent.granted",
            "consent.granted"
        ]
    );
}

#[tokio::test]
async fn of_two_that_are_given_at_once_one_stays_active() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let evidence = document(&head, "BUKTI_PERSETUJUAN", true).await;
    let input = |scope: &str| for_whom(&siti, &bank.code, json!({"documentId": evidence["id"], "scopes": [scope]}));
    let (one, other) =
        tokio::join!(head.post(CONSENTS, input("CONTACT")), head.post(CONSENTS, input("IDENTITY_BASIC")));
    let (one, other) = (one.expect(201), other.expect(201));
    assert_eq!(one["subject"], other["subject"]);
    let mut numbers = [one["number"].as_i64(), other["number"].as_i64()];
    numbers.sort_unstable();
    assert_eq!(numbers, [Some(1), Some(2)]);
    assert_eq!((stored(&app, "ACTIVE").await, stored(&app, "SUPERSEDED").await), (1, 1));
}

#[tokio::test]
async fn nothing_of_a_consent_can_be_changed() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let made = granted(&head, &siti, &bank, json!({})).await;
    let wider = json!({"scopes": ["IDENTITY_NIK"]});
    for caller in [&head, &app.admin().await, &bank.machine] {
        caller.patch(&at(&made), 1, wider.clone()).await.refused(405, "REQUEST.METHOD_NOT_ALLOWED");
        caller.put(&at(&made), 1, wider.clone()).await.refused(405, "REQUEST.METHOD_NOT_ALLOWED");
        caller.delete_if(&at(&made), 1).await.refused(405, "REQUEST.METHOD_NOT_ALLOWED");
    }
    assert_eq!(head.get(&at(&made)).await.expect(200), made);
}

#[tokio::test]
async fn a_repeat_with_the_same_key_gives_one_consent_and_a_check_none() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let evidence = document(&head, "BUKTI_PERSETUJUAN", true).await;
    let input = for_whom(&siti, &bank.code, json!({"documentId": evidence["id"]}));
    head.post(&format!("{CONSENTS}?validateOnly=true"), input.clone()).await.expect(200);
    assert_eq!(count::<consent::Entity>(&app).await, 0);
    let first = head.post_keyed(CONSENTS, "setuju-1", input.clone()).await;
    let again = head.post_keyed(CONSENTS, "setuju-1", input).await;
    assert_eq!((first.status, again.header("idempotency-replayed")), (201, "true"));
    assert_eq!((&first.body, count::<consent::Entity>(&app).await), (&again.body, 1));
    let other = for_whom(&siti, &bank.code, json!({"documentId": evidence["id"], "scopes": ["CONTACT"]}));
    head.post_keyed(CONSENTS, "setuju-1", other).await.refused(422, "IDEMPOTENCY.KEY_REUSED");
}

#[tokio::test]
async fn graphql_gives_and_refuses_by_the_same_rules() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let mutation = "mutation G($input: ConsentInput!) { grantConsent(input: $input) { id subject status scopes onBehalf evidenceSha256 capturedBy { name } } }";
    let input = for_whom(&siti, &bank.code, json!({}));
    let refused = head.graphql(mutation, json!({"input": input})).await;
    assert_eq!(refusal(&refused), ("REQUEST.INVALID".to_owned(), vec!["/documentId".to_owned()]));
    let anonymous = app.anonymous().graphql(mutation, json!({"input": input})).await;
    assert_eq!(refusal(&anonymous).0, "AUTH.REQUIRED");
    let denied = bank.teller.graphql(mutation, json!({"input": input})).await;
    assert_eq!(refusal(&denied).0, "ACCESS.DENIED");
    let long = merged(input.clone(), json!({"noticeSha256": "abc"}));
    assert_eq!(refusal(&head.graphql(mutation, json!({"input": long})).await).1, ["/noticeSha256"]);
    let evidence = document(&head, "BUKTI_PERSETUJUAN", true).await;
    let input = merged(input, json!({"documentId": evidence["id"]}));
    let made = Caller::data(head.graphql(mutation, json!({"input": input})).await)["grantConsent"].clone();
    assert_eq!((&made["status"], &made["evidenceSha256"]), (&json!("ACTIVE"), &evidence["sha256"]));
    let by_rest = head.get(&at(&made)).await.expect(200);
    for field in ["subject", "status", "scopes", "onBehalf"] {
        assert_eq!(made[field], by_rest[field], "{field}");
    }
    let list = "{ consents(first: 10, filter: {purpose: \"CREDIT_APPLICATION\"}) { totalCount nodes { id } } }";
    let listed = Caller::data(head.graphql(list, json!({})).await);
    assert_eq!(listed["consents"], json!({"totalCount": 1, "nodes": [{"id": made["id"]}]}));
}
