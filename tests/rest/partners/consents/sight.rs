//! Who sees a consent, and who is told of it.

use api::vocab::Role;
use serde_json::json;

use super::super::super::incubation::steps::{enterprise, member};
use super::super::super::steps::text;
use super::super::acts::{bank, partner};
use super::*;
use crate::support::OTHER_BLK;

#[tokio::test]
async fn a_consent_is_seen_by_its_person_those_who_coach_it_and_under_a_pseudonym_by_its_partner() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let other_bank = partner(&app, "BANK", "ORG-BANK-2", &[APPLICATION]).await;
    let (siti, budi) = (adult(&head, 1).await, adult(&head, 2).await);
    let subject = account(&app, &siti, "siti@usaha.test").await;
    let made = granted(&head, &siti, &bank, json!({})).await;
    granted(&head, &budi, &bank, json!({})).await;
    let officer = app.person(Role::DataProtectionOfficer, None, None).await;
    for (who, sees) in [(&head, 2), (&app.admin().await, 2), (&officer, 2), (&subject, 1)] {
        who.get(&at(&made)).await.expect(200);
        assert_eq!(rows(who, CONSENTS).await.len(), sees);
        assert_eq!(told(&app, who).await.len(), sees);
    }
    let stranger = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let stakeholder = app.person(Role::Stakeholder, Some("36"), None).await;
    let mentor = app.person(Role::Mentor, None, Some(BLK)).await;
    for nobody in [&stranger, &stakeholder, &mentor, &other_bank.machine, &other_bank.teller] {
        nobody.get(&at(&made)).await.refused(404, "RESOURCE.NOT_FOUND");
        assert_eq!(rows(nobody, CONSENTS).await.len(), 0);
        assert_eq!(told(&app, nobody).await.len(), 0);
    }
    app.anonymous().get(&at(&made)).await.refused(401, "AUTH.REQUIRED");
    // The partner's own view is another: the whole one it does not find.
    for partner in [&bank.machine, &bank.teller] {
        partner.get(&at(&made)).await.refused(404, "RESOURCE.NOT_FOUND");
        assert_eq!(rows(partner, CONSENTS).await.len(), 0);
        assert_eq!(rows(partner, OWN).await.len(), 2);
    }
    let here = format!("{OWN}/{}", text(&made, "id"));
    other_bank.machine.get(&here).await.refused(404, "RESOURCE.NOT_FOUND");
    assert_eq!(rows(&other_bank.machine, OWN).await.len(), 0);
    for denied in [&head, &subject, &app.admin().await] {
        denied.get(OWN).await.refused(403, "ACCESS.DENIED");
        denied.get(&here).await.refused(403, "ACCESS.DENIED");
    }
    let query =
        "query Q($id: ID!) { consent(id: $id) { id } partnerConsents(first: 5) { totalCount nodes { subject } } }";
    let asked = bank.machine.graphql(query, json!({"id": made["id"]})).await;
    let data = Caller::data(asked);
    assert_eq!((&data["consent"], &data["partnerConsents"]["totalCount"]), (&Value::Null, &json!(2)));
}

#[tokio::test]
async fn the_feed_tells_a_partner_neither_the_person_nor_who_coaches_it() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let made = granted(&head, &siti, &bank, json!({})).await;
    withdraw(&head, &made).await.expect(200);
    let changes = told(&app, &bank.machine).await;
    assert_eq!(changes.len(), 2);
    let blk = head.get(&format!("/v1/blks/{BLK}")).await.expect(200);
    for change in &changes {
        let said = change.to_string();
        for secret in ["per_", "usr_", "doc_", text(&blk, "id")] {
            assert!(!said.contains(secret), "{secret} in {said}");
        }
        assert_eq!(change["unit"], json!(bank.id));
    }
}

#[tokio::test]
async fn who_coaches_a_business_of_the_person_speaks_for_it_as_long_as_it_belongs_there() {
    let app = TestApp::start().await;
    let (admin, bank) = (app.admin().await, bank(&app).await);
    let siti = adult(&app.head().await, 1).await;
    let elsewhere = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let group = enterprise(&admin, OTHER_BLK, "Usaha Bogor").await;
    let input = json!({"kind": "BUKTI_PERSETUJUAN", "title": "Formulir"});
    let form = admin.post(&format!("/v1/blks/{OTHER_BLK}/documents"), input).await.expect(201);
    let asked = for_whom(&siti, &bank.code, json!({"documentId": form["id"]}));
    let unknown = elsewhere.post(CONSENTS, asked.clone()).await;
    assert!(unknown.faults().contains(&("FIELD.UNKNOWN_CODE".to_owned(), "/personId".to_owned())), "{}", unknown.text);
    member(&admin, &group, &siti, "KETUA", "2026-01-01").await;
    // Known now, and its register is the right one: only the file is missing.
    let refused = elsewhere.post(CONSENTS, asked).await;
    assert_eq!(refused.body["errors"][0]["params"]["reason"], "FILE_MISSING", "{}", refused.text);
    let made = granted(&app.head().await, &siti, &bank, json!({})).await;
    elsewhere.get(&at(&made)).await.expect(200);
    withdraw(&elsewhere, &made).await.expect(200);
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let (siti, budi, ani) = (adult(&head, 1).await, adult(&head, 2).await, adult(&head, 3).await);
    let first = granted(&head, &siti, &bank, json!({})).await;
    granted(&head, &budi, &bank, json!({})).await;
    granted(&head, &ani, &bank, json!({"purpose": "CREDIT_PROSPECTING", "scopes": ["PROSPECT_SUMMARY"]})).await;
    withdraw(&head, &first).await.expect(200);
    for (query, found) in [
        (format!("person={}", text(&siti, "id")), 1),
        (format!("partner={}", bank.code), 3),
        ("partner=ORG-TIDAK-ADA".to_owned(), 0),
        ("purpose=CREDIT_PROSPECTING".to_owned(), 1),
        ("status=WITHDRAWN".to_owned(), 1),
        ("status=ACTIVE".to_owned(), 2),
    ] {
        assert_eq!(rows(&head, &format!("{CONSENTS}?{query}")).await.len(), found, "{query}");
    }
    assert_eq!(rows(&bank.machine, &format!("{OWN}?purpose={APPLICATION}&status=ACTIVE")).await.len(), 1);
    for wrong in ["status=PERHAPS", "purpose=IKLAN", "person=siti", "who=me", "limit=501"] {
        head.get(&format!("{CONSENTS}?{wrong}")).await.expect(422);
    }
    let page = bank.machine.get(&format!("{OWN}?limit=2")).await.expect(200);
    assert_eq!((page["data"].as_array().map(Vec::len), &page["page"]["complete"]), (Some(2), &json!(false)));
    let next = text(&page["page"], "next");
    let rest = bank.machine.get(&format!("{OWN}?limit=2&after={next}")).await.expect(200);
    assert_eq!((rest["data"].as_array().map(Vec::len), &rest["page"]["complete"]), (Some(1), &json!(true)));
    bank.machine.get(&format!("{OWN}?after=bukan-kursor")).await.refused(422, "PAGE.CURSOR");
}

#[tokio::test]
async fn those_whom_it_concerns_are_told() {
    let app = TestApp::start().await;
    tell(&app).await;
    let (admin, head, bank) = (app.admin().await, app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let subject = account(&app, &siti, "siti@usaha.test").await;
    let made = granted(&head, &siti, &bank, json!({})).await;
    tell(&app).await;
    assert_eq!(inbox(&subject).await, ["CONSENT_CHANGED"], "somebody recorded it in its name");
    assert_eq!((inbox(&head).await.len(), inbox(&bank.teller).await.len()), (0, 0));
    withdraw(&subject, &made).await.expect(200);
    tell(&app).await;
    assert_eq!(inbox(&subject).await, ["CONSENT_CHANGED"], "it knows what it did itself");
    assert_eq!(inbox(&bank.teller).await, ["CONSENT_WITHDRAWN"]);
    assert_eq!(inbox(&admin).await, ["CONSENT_WITHDRAWN"]);
    let notice = rows(&bank.teller, "/v1/notifications").await.pop().unwrap();
    for secret in ["per_", "Orang Uji", BLK] {
        assert!(!notice.to_string().contains(secret), "{secret} in {notice}");
    }
    app.clock().advance(std::time::Duration::from_secs(73 * 3_600));
    api::worker::consents::run(&app.app).await.unwrap();
    tell(&app).await;
    let kinds = inbox(&app.admin().await).await;
    assert_eq!(kinds, ["DELETION_OVERDUE", "CONSENT_WITHDRAWN"]);
}
