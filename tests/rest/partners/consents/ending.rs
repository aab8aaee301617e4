//! How a consent ends: withdrawn, expired, deleted by the partner, or not deleted in time.

use std::time::Duration;

use api::vocab::Role;
use api::worker::webhooks::fan_out::FanOut;
use api::worker::webhooks::send::Sender;
use api::worker::{consents, sequencer};
use chrono::{DateTime, Utc};
use serde_json::json;

use super::super::super::kept_steps::faulty;
use super::super::super::steps::text;
use super::super::acts::{agreement_of, bank, machine, partner};
use super::*;
use crate::worker::receiver::{Answer, Receiver};

const HOUR: Duration = Duration::from_secs(3_600);

fn time(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap_or_else(|| panic!("{value}")).parse().unwrap()
}

#[tokio::test]
async fn a_withdrawal_closes_the_gate_at_once_and_starts_the_clock_of_the_partner() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let subject = account(&app, &siti, "siti@usaha.test").await;
    let made = granted(&head, &siti, &bank, json!({})).await;
    assert_eq!(pull(&bank.machine).await.expect(200)["data"].as_array().map(Vec::len), Some(1));

    let ended = subject.post(&format!("{}/withdraw", at(&made)), json!({"reason": " Tidak jadi "})).await.expect(200);
    assert_eq!(
        (&ended["status"], &ended["endReason"], &ended["version"]),
        (&json!("WITHDRAWN"), &json!("Tidak jadi"), &json!(2))
    );
    assert_eq!(ended["acknowledgement"]["state"], "DUE");
    let due = time(&ended["acknowledgement"]["dueAt"]);
    assert_eq!(due - time(&ended["endedAt"]), chrono::Duration::hours(72));
    assert_eq!(pull(&bank.machine).await.expect(200)["data"], json!([]));

    let changes = told(&app, &bank.machine).await;
    assert_eq!(types(&changes), ["consent.granted", "consent.withdrawn"]);
    let last = changes.last().unwrap();
    assert_eq!((&last["object"], &last["unit"]), (&made["id"], &json!(bank.id)));
    assert_eq!(last["body"], json!({"subject": made["subject"], "purpose": APPLICATION}));
    let seen = bank.machine.get(&format!("{OWN}/{}", text(&made, "id"))).await.expect(200);
    assert_eq!((&seen["status"], &seen["acknowledgement"]["state"]), (&json!("WITHDRAWN"), &json!("DUE")));
    assert!(!seen.to_string().contains("Tidak jadi"), "the partner is not told why");
    withdraw(&subject, &made).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn the_webhook_of_the_partner_tells_of_a_withdrawal_and_names_nobody_and_no_other_partner_hears_of_it() {
    let near = Receiver::start(|_| Answer::Status(204)).await;
    let far = Receiver::start(|_| Answer::Status(204)).await;
    let places = format!("{},{}", near.place(), far.place());
    let app = TestApp::start_with(|settings| settings.webhook_allow = places).await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let other = partner(&app, "BANK", "ORG-BANK-2", &[APPLICATION]).await;
    let siti = adult(&head, 1).await;
    let made = granted(&head, &siti, &bank, json!({})).await;
    // What was there before has its place: an endpoint begins after it.
    sequencer::run(&app.app).await.unwrap();
    for (by, receiver) in [(&bank.machine, &near), (&other.machine, &far)] {
        let input = json!({"url": receiver.url(), "types": ["consent.granted", "consent.withdrawn"]});
        by.post("/v1/webhook-endpoints", input).await.expect(201);
    }
    let why = json!({"reason": "Tidak jadi"});
    head.post(&format!("{}/withdraw", at(&made)), why).await.expect(200);
    sequencer::run(&app.app).await.unwrap();
    assert_eq!(FanOut::new(&app.app).round().await.unwrap().queued, 1);
    let mut sender = Sender::new(&app.app).unwrap();
    assert_eq!(sender.round().await.unwrap(), 1);
    sender.idle().await;
    assert_eq!((near.count(), far.count()), (1, 0));
    let seen = near.seen().remove(0);
    let mut body = seen.json();
    assert!(body["timestamp"].take().is_string() && body["data"]["position"].take().is_i64(), "{}", seen.body);
    let data = json!({
        "id": made["id"], "kind": "Consent", "version": 2, "previousVersion": 1, "position": null, "unit": bank.id,
    });
    assert_eq!(body, json!({"type": "consent.withdrawn", "timestamp": null, "data": data}));
    let (whole, known) = (format!("{seen:?}"), facts(1));
    for named in ["per_", "sub_", BLK, "Tidak jadi", text(&known, "name"), text(&known, "nik"), text(&known, "phone")] {
        assert!(!whole.contains(named), "{named} in {whole}");
    }
}

#[tokio::test]
async fn who_speaks_for_the_person_or_handles_its_requests_withdraws() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let made = granted(&head, &siti, &bank, json!({})).await;
    let path = format!("{}/withdraw", at(&made));
    app.anonymous().post(&path, json!({})).await.refused(401, "AUTH.REQUIRED");
    app.person(Role::BlkHead, None, Some(crate::support::OTHER_BLK))
        .await
        .post(&path, json!({}))
        .await
        .refused(404, "RESOURCE.NOT_FOUND");
    for partner in [&bank.teller, &bank.machine] {
        partner.post(&path, json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    app.coordinator().await.post(&path, json!({})).await.refused(403, "ACCESS.DENIED");
    head.post_if(&path, 7, json!({})).await.refused(412, "PRECONDITION.STALE");
    head.post(&path, json!({"why": "x"})).await.refused(422, "REQUEST.INVALID");
    head.post_if(&path, 1, json!({})).await.expect(200);
    let again = granted(&head, &siti, &bank, json!({})).await;
    let officer = app.person(Role::DataProtectionOfficer, None, None).await;
    withdraw(&officer, &again).await.expect(200);
}

#[tokio::test]
async fn a_partner_that_does_not_acknowledge_in_72_hours_is_suspended_until_it_does() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let (siti, budi) = (adult(&head, 1).await, adult(&head, 2).await);
    let made = granted(&head, &siti, &bank, json!({})).await;
    granted(&head, &budi, &bank, json!({})).await;
    withdraw(&head, &made).await.expect(200);
    app.clock().advance(HOUR * 71);
    consents::run(&app.app).await.unwrap();
    let bank_now = machine(&app, &bank.client_id, &bank.secret).await;
    pull(&bank_now).await.expect(200);

    app.clock().advance(HOUR + Duration::from_secs(1));
    let bank_now = machine(&app, &bank.client_id, &bank.secret).await;
    // The gate does not wait for the worker.
    let refused = pull(&bank_now).await.refused(403, "PARTNER.SUSPENDED");
    assert_eq!(refused["params"]["consents"], json!([made["id"]]));
    assert_eq!((consents::run(&app.app).await.unwrap(), consents::run(&app.app).await.unwrap()), (1, 0), "told once");
    let head = app.head().await;
    assert_eq!(head.get(&at(&made)).await.expect(200)["acknowledgement"]["state"], "OVERDUE");
    let mine = bank_now.get(&format!("{OWN}/{}", text(&made, "id"))).await.expect(200);
    assert_eq!(mine["acknowledgement"]["state"], "OVERDUE");

    let said = json!({"deletedAt": "2026-11-06T02:00:00Z", "note": "Cadangan terhapus dalam 30 hari."});
    let done = bank_now.post(&acknowledgements(&made), said).await.expect(201);
    assert_eq!((&done["acknowledgement"]["state"], &done["version"]), (&json!("DONE"), &json!(4)));
    assert_eq!(time(&done["acknowledgement"]["deletedAt"]), time(&json!("2026-11-06T02:00:00Z")));
    let open = pull(&bank_now).await.expect(200);
    assert_eq!(open["data"].as_array().map(Vec::len), Some(1));
    let changes = told(&app, &bank_now).await;
    let of: Vec<&str> =
        changes.iter().filter(|change| change["object"] == made["id"]).map(|change| text(change, "type")).collect();
    assert_eq!(of, ["consent.granted", "consent.withdrawn", "consent.overdue", "consent.acknowledged"]);
}

#[tokio::test]
async fn without_an_agreement_a_partner_can_only_acknowledge() {
    let app = TestApp::start().await;
    let (admin, head, bank) = (app.admin().await, app.head().await, bank(&app).await);
    let (siti, budi) = (adult(&head, 1).await, adult(&head, 2).await);
    let ended = granted(&head, &siti, &bank, json!({})).await;
    let holds = granted(&head, &budi, &bank, json!({})).await;
    withdraw(&head, &ended).await.expect(200);
    let (mine, other) = (format!("{OWN}/{}", text(&ended, "id")), format!("{OWN}/{}", text(&holds, "id")));
    let awaiting = format!("{OWN}?awaiting=true");
    assert_eq!(rows(&bank.machine, OWN).await.len(), 2);
    assert_eq!(rows(&bank.machine, &awaiting).await.len(), 1);
    admin.delete_if(&agreement_of(&admin, &bank).await, 1).await.expect(200);

    for who in [&bank.machine, &bank.teller] {
        for path in [OWN, &format!("{OWN}?status=WITHDRAWN"), &other, &format!("{OWN}/cns_01h455vb4pex5vsknk084sn02q")]
        {
            who.get(path).await.refused(403, "AGREEMENT.INACTIVE");
        }
        let owed = rows(who, &awaiting).await;
        assert_eq!(owed.iter().map(|row| &row["id"]).collect::<Vec<_>>(), [&ended["id"]]);
        assert_eq!(who.get(&mine).await.expect(200)["acknowledgement"]["state"], "DUE");
    }
    let list = "query L($of: PartnerConsentFilter) { partnerConsents(first: 5, filter: $of) { totalCount } }";
    assert_eq!(refusal(&bank.machine.graphql(list, json!({})).await).0, "AGREEMENT.INACTIVE");
    let owed = Caller::data(bank.machine.graphql(list, json!({"of": {"awaiting": true}})).await);
    assert_eq!(owed["partnerConsents"]["totalCount"], 1);
    let one = "query O($id: ID!) { partnerConsent(id: $id) { id } }";
    let found = Caller::data(bank.machine.graphql(one, json!({"id": ended["id"]})).await);
    assert_eq!(found["partnerConsent"]["id"], ended["id"]);
    assert_eq!(refusal(&bank.machine.graphql(one, json!({"id": holds["id"]})).await).0, "AGREEMENT.INACTIVE");

    let said = json!({"deletedAt": ended_at(&head, &ended).await});
    bank.machine.post(&acknowledgements(&ended), said).await.expect(201);
    assert_eq!(rows(&bank.machine, &awaiting).await.len(), 0);
    bank.machine.get(&mine).await.refused(403, "AGREEMENT.INACTIVE");
    // Another bank's agreement is none of its own.
    let other_bank = partner(&app, "BANK", "ORG-BANK-2", &[APPLICATION]).await;
    assert_eq!(rows(&other_bank.machine, OWN).await.len(), 0);
    bank.machine.get(OWN).await.refused(403, "AGREEMENT.INACTIVE");
}

#[tokio::test]
async fn a_partner_acknowledges_what_it_was_given_once_and_truthfully() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let other = partner(&app, "BANK", "ORG-BANK-2", &[APPLICATION]).await;
    let siti = adult(&head, 1).await;
    let made = granted(&head, &siti, &bank, json!({})).await;
    let path = acknowledgements(&made);
    let early = json!({"deletedAt": made["givenAt"]});
    app.anonymous().post(&path, early.clone()).await.refused(401, "AUTH.REQUIRED");
    bank.machine.post(&path, early).await.refused(409, "STATE.ILLEGAL");
    let ended = withdraw(&head, &made).await.expect(200);
    let said = json!({"deletedAt": ended["endedAt"]});
    other.machine.post(&path, said.clone()).await.refused(404, "RESOURCE.NOT_FOUND");
    for who in [&head, &app.admin().await] {
        who.post(&path, said.clone()).await.refused(403, "ACCESS.DENIED");
    }
    for (wrong, code) in [
        (json!({"deletedAt": "2026-11-06T00:00:00Z"}), "FIELD.OUT_OF_RANGE"),
        (json!({"deletedAt": "2026-11-01T00:00:00Z"}), "FIELD.OUT_OF_RANGE"),
        (json!({"deletedAt": "kemarin"}), "FIELD.FORMAT"),
        (json!({}), "FIELD.REQUIRED"),
    ] {
        faulty(&bank.machine.post(&path, wrong).await, &[(code, "/deletedAt")]);
    }
    let done = bank.teller.post(&path, said.clone()).await.expect(201);
    assert_eq!(done["acknowledgement"]["state"], "DONE");
    bank.teller.post(&path, said).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn a_consent_expires_at_its_moment_and_no_deletion_is_owed() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let made = granted(&head, &siti, &bank, json!({"expiresAt": "2026-11-05T02:10:00Z"})).await;
    assert_eq!(pull(&bank.machine).await.expect(200)["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(consents::run(&app.app).await.unwrap(), 0);
    app.clock().set("2026-11-05T02:10:00Z".parse().unwrap());
    assert_eq!(pull(&bank.machine).await.expect(200)["data"], json!([]));
    // It is over, though nobody has written that down yet.
    assert_eq!(head.get(&at(&made)).await.expect(200)["status"], "EXPIRED");
    assert_eq!(rows(&bank.machine, &format!("{OWN}?status=EXPIRED")).await.len(), 1);
    assert_eq!(rows(&head, &format!("{CONSENTS}?status=ACTIVE")).await.len(), 0);
    withdraw(&head, &made).await.refused(409, "STATE.ILLEGAL");
    assert_eq!((consents::run(&app.app).await.unwrap(), consents::run(&app.app).await.unwrap()), (1, 0));
    let over = head.get(&at(&made)).await.expect(200);
    assert_eq!(
        (&over["status"], &over["version"], &over["acknowledgement"]),
        (&json!("EXPIRED"), &json!(2), &Value::Null)
    );
    assert_eq!(over["endedAt"], over["expiresAt"]);
    assert_eq!(types(&told(&app, &bank.machine).await), ["consent.granted", "consent.expired"]);
    let said = json!({"deletedAt": "2026-11-05T02:10:00Z"});
    bank.machine.post(&acknowledgements(&made), said).await.expect(201);
    // The way is free for another one.
    let next = granted(&head, &siti, &bank, json!({})).await;
    assert_eq!(next["number"], 2);
}

#[tokio::test]
async fn graphql_withdraws_and_acknowledges_by_the_same_rules() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let siti = adult(&head, 1).await;
    let made = granted(&head, &siti, &bank, json!({})).await;
    let withdraw = "mutation W($id: ID!, $v: Int) { withdrawConsent(id: $id, expectedVersion: $v) { status acknowledgement { state } } }";
    let acknowledge = "mutation A($id: ID!, $input: DeletionInput!) { acknowledgeDeletion(id: $id, input: $input) { status acknowledgement { state note } } }";
    let said = json!({"id": made["id"], "input": {"deletedAt": "2026-11-05T02:00:00Z", "note": "Selesai"}});
    assert_eq!(refusal(&bank.machine.graphql(acknowledge, said.clone()).await).0, "STATE.ILLEGAL");
    let as_bank = bank.machine.graphql(withdraw, json!({"id": made["id"]})).await;
    assert_eq!(refusal(&as_bank).0, "RESOURCE.NOT_FOUND");
    let stale = head.graphql(withdraw, json!({"id": made["id"], "v": 3})).await;
    assert_eq!(refusal(&stale).0, "PRECONDITION.STALE");
    let ended = Caller::data(head.graphql(withdraw, json!({"id": made["id"], "v": 1})).await);
    assert_eq!(ended["withdrawConsent"], json!({"status": "WITHDRAWN", "acknowledgement": {"state": "DUE"}}));
    let late = json!({"id": made["id"], "input": {"deletedAt": "2026-12-05T02:00:00Z"}});
    assert_eq!(refusal(&bank.machine.graphql(acknowledge, late).await).1, ["/deletedAt"]);
    let now = json!({"id": made["id"], "input": {"deletedAt": ended_at(&head, &made).await, "note": "Selesai"}});
    let done = Caller::data(bank.machine.graphql(acknowledge, now).await);
    let wanted = json!({"status": "WITHDRAWN", "acknowledgement": {"state": "DONE", "note": "Selesai"}});
    assert_eq!(done["acknowledgeDeletion"], wanted);
}

async fn ended_at(head: &Caller, made: &Value) -> Value {
    head.get(&at(made)).await.expect(200)["endedAt"].clone()
}
