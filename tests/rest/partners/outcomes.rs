//! What partners write back: outcomes on the timeline, and disputes about them.

use api::vocab::Role;
use api::worker::{notify, sequencer};
use axum::http::Request;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::incubation::steps::{member, merged, person};
use super::super::interaction::acts::keyed;
use super::super::kept_steps::{faulty, rows};
use super::super::steps::{text, version};
use super::acts::{Bank, Tenant, account, all_scopes, bank, consent, detail, obtain, partner, tenant, withdraw};
use crate::support::{BLK, Caller, OTHER_BLK, Reply, TestApp};

const CREDIT: &str = "CREDIT_APPLICATION";

fn outcomes(subject: &str) -> String {
    format!("/v1/partner/incubatees/{subject}/outcomes?purpose={CREDIT}")
}

/// `/v1/partner-outcomes/{id}`.
fn at(outcome: &Value) -> String {
    format!("/v1/partner-outcomes/{}", text(outcome, "id"))
}

/// Says what became of a subject, whatever comes of it.
async fn say(by: &Caller, subject: &str, outcome: &str, extra: Value) -> Reply {
    by.post(&outcomes(subject), merged(json!({"outcome": outcome}), extra)).await
}

/// A step, with a version.
async fn step(by: &Caller, outcome: &Value, word: &str, body: Value) -> Reply {
    by.post_if(&format!("{}/{word}", at(outcome)), version(outcome), body).await
}

/// As [`step`], with a key.
async fn step_keyed(by: &Caller, outcome: &Value, (word, key): (&str, &str), body: Value) -> Reply {
    keyed(by, &format!("{}/{word}", at(outcome)), version(outcome), key, body).await
}

/// A bank whose applicant consented to all that it may have for credit.
struct Case {
    app: TestApp,
    bank: Bank,
    who: Tenant,
    consent: Value,
}

impl Case {
    async fn open() -> Self {
        let app = TestApp::start().await;
        let (bank, who) = (bank(&app).await, tenant(&app, 1).await);
        let consent = consent(&app.head().await, &who.person, &bank, CREDIT, &all_scopes(CREDIT)).await;
        Self { app, bank, who, consent }
    }

    fn subject(&self) -> &str {
        text(&self.consent, "subject")
    }

    /// An outcome as the bank recorded it.
    async fn said(&self, outcome: &str, extra: Value) -> Value {
        say(&self.bank.machine, self.subject(), outcome, extra).await.expect(201)
    }

    async fn withdraw(&self) {
        withdraw(&self.app.head().await, &self.consent).await;
    }

    async fn events(&self) -> Vec<String> {
        let rows = entity::event::Entity::find().filter(entity::event::Column::ObjectKind.eq("Outcome"));
        let mut all: Vec<_> = rows.all(self.app.app.store.reader()).await.unwrap();
        all.sort_by_key(|row| (row.object_id.clone(), row.object_version));
        assert!(all.iter().all(|row| !row.body.contains("sub_") && !row.body.contains("per_")));
        all.into_iter().map(|row| row.r#type).collect()
    }
}

#[tokio::test]
async fn an_outcome_stands_on_the_timeline_and_in_the_partners_own_list() {
    let case = Case::open().await;
    let (head, subject) = (case.app.head().await, case.subject());
    let contacted = case.said("CONTACTED", json!({"on": "2026-11-02"})).await;
    let wanted = json!({
        "subject": subject, "partner": "ORG-BANK", "purpose": CREDIT, "outcome": "CONTACTED", "reason": null,
        "amount": null, "on": "2026-11-02", "state": "RECORDED", "disputeReason": null, "disputedOn": null,
        "decisionReason": null, "decidedOn": null, "version": 1,
    });
    for (field, value) in wanted.as_object().unwrap() {
        assert_eq!(&contacted[field], value, "{field} of {contacted}");
    }
    let approved = case.said("APPROVED", json!({"amount": 25_000_000})).await;
    assert_eq!((&approved["amount"], &approved["on"]), (&json!(25_000_000), &json!("2026-11-05")));
    assert!(!approved.to_string().contains(&case.who.incubatee), "{approved}");

    let timeline = rows(&head, &format!("/v1/incubatees/{}/timeline", case.who.incubatee)).await;
    let told: Vec<(&str, &str, &str)> = timeline
        .iter()
        .filter(|entry| entry["kind"] == "OUTCOME")
        .map(|entry| (text(entry, "on"), text(entry, "id"), text(entry, "title")))
        .collect();
    let wanted =
        [("2026-11-02", text(&contacted, "id"), "Dihubungi"), ("2026-11-05", text(&approved, "id"), "Disetujui")];
    assert_eq!(told, wanted);

    let below = format!("/v1/incubatees/{}/partner-outcomes", case.who.incubatee);
    for list in [below.as_str(), "/v1/partner-outcomes", "/v1/partner-outcomes?kind=CONTACTED,APPROVED"] {
        assert_eq!(rows(&head, list).await.len(), 2, "{list}");
    }
    for wrong in ["limit=501", "after=%21", "q=x"] {
        for list in [below.as_str(), "/v1/partner-outcomes"] {
            head.get(&format!("{list}?{wrong}")).await.expect(422);
        }
    }
    let kept = head.get(&at(&approved)).await.expect(200);
    let named = [&kept["incubateeId"], &kept["enterpriseId"], &kept["partnerId"], &kept["consentId"]];
    let ids = [&json!(case.who.incubatee), &json!(case.who.enterprise), &json!(case.bank.id), &case.consent["id"]];
    assert_eq!(named, ids);
    assert!(kept.get("personId").is_none(), "{kept}");

    assert_eq!(case.bank.teller.get(&outcomes(subject)).await.header("cache-control"), "no-store");
    let own = rows(&case.bank.teller, &outcomes(subject)).await;
    assert_eq!(own, [contacted.clone(), approved.clone()]);
    let first = case.bank.teller.get(&format!("{}&limit=1", outcomes(subject))).await.expect(200);
    let next = format!("{}&limit=1&after={}", outcomes(subject), text(&first["page"], "next"));
    assert_eq!(rows(&case.bank.teller, &next).await, [approved]);
    let query = "query($id: ID!) { subjectOutcomes(id: $id, purpose: \"CREDIT_APPLICATION\", first: 5) \
        { nodes { outcome on amount } } }";
    let data = Caller::data(case.bank.teller.graphql(query, json!({"id": subject})).await);
    let nodes = json!([
        {"outcome": "CONTACTED", "on": "2026-11-02", "amount": null},
        {"outcome": "APPROVED", "on": "2026-11-05", "amount": 25_000_000}
    ]);
    assert_eq!(data["subjectOutcomes"]["nodes"], nodes);
    assert_eq!(case.events().await, ["outcome.created", "outcome.created"]);
    // The bank reads its own words: nothing was delivered.
    let delivered = entity::access_delivery::Entity::find().count(case.app.app.store.reader()).await.unwrap();
    assert_eq!(delivered, 0);
}

#[tokio::test]
async fn who_does_not_coach_the_applicant_sees_no_outcome() {
    let case = Case::open().await;
    let said = case.said("DECLINED", json!({"reason": "Usaha belum enam bulan"})).await;
    let (app, head) = (&case.app, case.app.head().await);
    let applicant = account(app, &case.who, "pemohon@usaha.test").await;
    let read = applicant.get(&at(&said)).await.expect(200);
    assert_eq!(text(&read, "reason"), "Usaha belum enam bulan");
    // A member of the same group is none of it.
    let facts = json!({"birthDate": "1990-05-06"});
    let other = person(&head, BLK, "Anggota Uji", facts).await;
    member(&head, &json!({"id": case.who.enterprise}), &other, "ANGGOTA", "2026-01-01").await;
    let of_other = Tenant {
        person: text(&other, "id").to_owned(),
        enterprise: case.who.enterprise.clone(),
        incubatee: case.who.incubatee.clone(),
    };
    let colleague = account(app, &of_other, "anggota@usaha.test").await;
    let far = app.person(Role::BlkHead, None, Some(OTHER_BLK)).await;
    let rival = partner(app, "BANK", "ORG-LAIN", &[CREDIT]).await;
    for stranger in [&colleague, &far, &rival.teller, &rival.machine, &case.bank.teller] {
        stranger.get(&at(&said)).await.refused(404, "RESOURCE.NOT_FOUND");
        assert!(rows(stranger, "/v1/partner-outcomes").await.is_empty());
    }
    for stranger in [&colleague, &far, &rival.teller] {
        stranger.get(&format!("{}/steps", at(&said))).await.refused(404, "RESOURCE.NOT_FOUND");
        let reply = step(stranger, &said, "dispute", json!({"reason": "Salah"})).await;
        reply.refused(404, "RESOURCE.NOT_FOUND");
        let reply = step(stranger, &said, "uphold", json!({})).await;
        reply.refused(404, "RESOURCE.NOT_FOUND");
    }
    rival.teller.get(&outcomes(case.subject())).await.refused(404, "RESOURCE.NOT_FOUND");
    say(&rival.machine, case.subject(), "CONTACTED", json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
    // The feed tells the bank nothing of the BLK that coaches its applicant.
    sequencer::run(&app.app).await.unwrap();
    let feed = case.bank.machine.get("/v1/changes?limit=500").await.expect(200);
    let feed = feed.to_string();
    assert!(feed.contains("consent.granted") && !feed.contains("outcome.created"), "{feed}");
}

#[tokio::test]
async fn only_while_the_consent_holds_is_anything_written_back() {
    let case = Case::open().await;
    let said = case.said("CONTACTED", json!({})).await;
    let (head, subject) = (case.app.head().await, case.subject());
    step(&head, &said, "dispute", json!({"reason": "Belum dihubungi"})).await.expect(200);
    case.bank.teller.get(&format!("{}/steps", at(&said))).await.expect(200);
    case.withdraw().await;
    say(&case.bank.machine, subject, "OFFERED", json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
    case.bank.teller.get(&outcomes(subject)).await.refused(404, "RESOURCE.NOT_FOUND");
    case.bank.teller.get(&format!("{}/steps", at(&said))).await.refused(404, "RESOURCE.NOT_FOUND");
    let now = merged(said.clone(), json!({"version": 2}));
    step(&case.bank.teller, &now, "uphold", json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
    // What was said stays, and an administrator ends the dispute.
    let timeline = rows(&head, &format!("/v1/incubatees/{}/timeline", case.who.incubatee)).await;
    assert!(timeline.iter().any(|entry| entry["id"] == said["id"]));
    step(&case.app.admin().await, &now, "uphold", json!({})).await.expect(200);
}

#[tokio::test]
async fn what_a_partner_says_is_whole_and_in_its_form() {
    let case = Case::open().await;
    let (bank, subject) = (&case.bank.machine, case.subject());
    for (outcome, extra, faults) in [
        ("PAID", json!({}), vec![("FIELD.UNKNOWN_CODE", "/outcome")]),
        ("DECLINED", json!({}), vec![("REASON.REQUIRED", "/reason")]),
        ("DECLINED", json!({"reason": "  "}), vec![("REASON.REQUIRED", "/reason")]),
        ("APPROVED", json!({}), vec![("FIELD.REQUIRED", "/amount")]),
        ("DISBURSED", json!({"amount": 0}), vec![("FIELD.OUT_OF_RANGE", "/amount")]),
        ("CONTACTED", json!({"on": "2026-11-06"}), vec![("FIELD.OUT_OF_RANGE", "/on")]),
        ("DISBURSED", json!({"on": "2027-01-01"}), vec![("FIELD.OUT_OF_RANGE", "/on"), ("FIELD.REQUIRED", "/amount")]),
        ("OFFERED", json!({"amount": -1}), vec![("FIELD.OUT_OF_RANGE", "/amount")]),
        ("OFFERED", json!({"note": "x"}), vec![("FIELD.UNKNOWN", "/note")]),
    ] {
        let reply = say(bank, subject, outcome, extra).await;
        let mut faults = faults;
        faults.sort_unstable();
        faulty(&reply, &faults);
    }
    let bare = format!("/v1/partner/incubatees/{subject}/outcomes");
    bank.post(&bare, json!({"outcome": "CONTACTED"})).await.refused(422, "PURPOSE.REQUIRED");
    bank.get(&bare).await.refused(422, "PURPOSE.REQUIRED");
    let prospecting = format!("{bare}?purpose=CREDIT_PROSPECTING");
    bank.post(&prospecting, json!({"outcome": "CONTACTED"})).await.refused(404, "RESOURCE.NOT_FOUND");
    bank.get(&format!("{}&after=x", outcomes(subject))).await.refused(422, "PAGE.CURSOR");
    for nobody in ["sub_01h455vb4pex5vsknk084sn02q", case.who.person.as_str(), "nonsense"] {
        say(bank, nobody, "CONTACTED", json!({})).await.refused(404, "RESOURCE.NOT_FOUND");
        bank.get(&outcomes(nobody)).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    let head = case.app.head().await;
    say(&head, subject, "CONTACTED", json!({})).await.refused(403, "ACCESS.DENIED");
    say(&case.app.anonymous(), subject, "CONTACTED", json!({})).await.refused(401, "AUTH.REQUIRED");
    assert_eq!(case.events().await, [""; 0]);
    // Checked alone, nothing is kept; with a key, it is said once.
    let checked = format!("{}&validateOnly=true", outcomes(subject));
    bank.post(&checked, json!({"outcome": "CONTACTED"})).await.expect(200);
    let first = bank.post_keyed(&outcomes(subject), "k1", json!({"outcome": "OFFERED"})).await.expect(201);
    let again = bank.post_keyed(&outcomes(subject), "k1", json!({"outcome": "OFFERED"})).await.expect(201);
    assert_eq!(first["id"], again["id"]);
    assert_eq!(case.events().await, ["outcome.created"]);
}

#[tokio::test]
async fn after_a_refusal_one_talks_again_before_money_is_paid() {
    let case = Case::open().await;
    let (bank, subject) = (&case.bank.machine, case.subject());
    case.said("DISBURSED", json!({"amount": 1_000_000, "on": "2026-10-01"})).await;
    case.said("DECLINED", json!({"reason": "Agunan kurang", "on": "2026-10-20"})).await;
    case.said("OFFERED", json!({"on": "2026-10-21"})).await;
    let paid = json!({"amount": 2_000_000, "on": "2026-11-01"});
    let refused = say(bank, subject, "DISBURSED", paid.clone()).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(refused["params"], json!({"outcome": "DISBURSED", "needs": "CONTACTED"}));
    // Before the refusal it would have been in order.
    case.said("DISBURSED", json!({"amount": 3_000_000, "on": "2026-10-10"})).await;
    case.said("CONTACTED", json!({"on": "2026-10-25"})).await;
    case.said("DISBURSED", paid).await;
}

#[tokio::test]
async fn the_unit_disputes_and_the_partner_corrects() {
    let case = Case::open().await;
    let (head, bank) = (case.app.head().await, &case.bank.teller);
    let said = case.said("DECLINED", json!({"reason": "Tidak hadir", "on": "2026-11-01"})).await;
    let tries = [
        ("dispute", json!({"reason": "Hadir pada 1 November"})),
        ("uphold", json!({})),
        ("correct", json!({"outcome": "OFFERED", "reason": "Tertukar"})),
    ];
    let callers = [
        ("head", head.clone()),
        ("operator", case.app.operator().await),
        ("bank", bank.clone()),
        ("machine", case.bank.machine.clone()),
        ("admin", case.app.admin().await),
        ("coordinator", case.app.coordinator().await),
    ];
    // What is promised is what is done, for each of them, in each state.
    let agrees = async |state: &str| {
        let mut allowed = Vec::new();
        for (name, caller) in &callers {
            let told = caller.get(&format!("{}/steps", at(&said))).await.expect(200);
            assert_eq!(text(&told, "status"), state);
            let shown = told["allowedActions"].as_array().unwrap();
            assert_eq!(shown.len(), tries.len(), "{name}: {told}");
            for (entry, (word, body)) in shown.iter().zip(&tries) {
                assert_eq!(text(entry, "action"), *word);
                let path = format!("{}/{word}?validateOnly=true", at(&said));
                let tried = caller.post_if(&path, version(&told), body.clone()).await;
                assert_eq!(tried.body["code"], entry["blockers"][0]["code"], "{name} {word}: {}", tried.text);
                if entry["allowed"] == true {
                    allowed.push(format!("{name} {word}"));
                }
            }
        }
        allowed
    };
    let may_dispute = ["head dispute", "operator dispute", "admin dispute"];
    assert_eq!(agrees("RECORDED").await, may_dispute);
    let unread = Request::post(format!("{}/dispute", at(&said)));
    let body = json!({"reason": "Hadir"}).to_string().into_bytes();
    head.send(unread, "application/json", body).await.refused(428, "PRECONDITION.REQUIRED");
    let stale = merged(said.clone(), json!({"version": 7}));
    step(&head, &stale, "dispute", json!({"reason": "Hadir"})).await.refused(412, "PRECONDITION.STALE");
    faulty(&step(&head, &said, "dispute", json!({})).await, &[("FIELD.REQUIRED", "/reason")]);
    faulty(&step(&head, &said, "dispute", json!({"reason": " "})).await, &[("REASON.REQUIRED", "/reason")]);
    let disputed = step(&head, &said, "dispute", json!({"reason": "Hadir pada 1 November"})).await.expect(200);
    assert_eq!(
        [&disputed["state"], &disputed["disputeReason"], &disputed["disputedOn"], &disputed["version"]],
        [&json!("DISPUTED"), &json!("Hadir pada 1 November"), &json!("2026-11-05"), &json!(2)]
    );
    let may_decide =
        ["bank uphold", "bank correct", "machine uphold", "machine correct", "admin uphold", "admin correct"];
    assert_eq!(agrees("DISPUTED").await, may_decide);
    faulty(&step(bank, &disputed, "uphold", json!({"reason": ""})).await, &[("FIELD.LENGTH", "/reason")]);
    faulty(&step(bank, &disputed, "uphold", json!({"on": "2026-11-01"})).await, &[("FIELD.UNKNOWN", "/on")]);
    let own = rows(bank, &outcomes(case.subject())).await;
    assert_eq!(text(&own[0], "disputeReason"), "Hadir pada 1 November");
    for (body, faults) in [
        (json!({"outcome": "PAID", "reason": "Salah"}), vec![("FIELD.UNKNOWN_CODE", "/outcome")]),
        (
            json!({"outcome": "APPROVED", "reason": " "}),
            vec![("FIELD.REQUIRED", "/amount"), ("REASON.REQUIRED", "/reason")],
        ),
        (json!({"outcome": "OFFERED", "reason": "Salah", "on": "2026-12-01"}), vec![("FIELD.OUT_OF_RANGE", "/on")]),
        (json!({"outcome": "DECLINED", "reason": " "}), vec![("REASON.REQUIRED", "/reason")]),
    ] {
        faulty(&step(bank, &disputed, "correct", body).await, &faults);
    }
    let right = json!({"outcome": "APPROVED", "amount": 5_000_000, "reason": "Tertukar", "on": "2026-11-02"});
    let corrected = step(bank, &disputed, "correct", right).await.expect(200);
    assert_eq!(
        [&corrected["state"], &corrected["outcome"], &corrected["amount"], &corrected["reason"], &corrected["on"]],
        [&json!("CORRECTED"), &json!("APPROVED"), &json!(5_000_000), &Value::Null, &json!("2026-11-02")]
    );
    assert_eq!((text(&corrected, "decisionReason"), version(&corrected)), ("Tertukar", 3));
    // It stands; what was said before is in its history.
    assert_eq!(agrees("CORRECTED").await, [""; 0]);
    let again = step(&head, &corrected, "dispute", json!({"reason": "Lagi"})).await.refused(409, "STATE.ILLEGAL");
    assert_eq!(again["params"]["allowed"], json!([]));
    assert_eq!(case.events().await, ["outcome.created", "outcome.disputed", "outcome.corrected"]);
    let timeline = rows(&head, &format!("/v1/incubatees/{}/timeline", case.who.incubatee)).await;
    let entry = timeline.iter().find(|entry| entry["id"] == said["id"]).unwrap();
    assert_eq!((text(entry, "on"), text(entry, "title")), ("2026-11-02", "Disetujui"));
}

#[tokio::test]
async fn a_correction_keeps_the_order_of_outcomes() {
    let case = Case::open().await;
    let head = case.app.head().await;
    case.said("DECLINED", json!({"reason": "Agunan kurang", "on": "2026-10-01"})).await;
    let said = case.said("OFFERED", json!({"on": "2026-10-05"})).await;
    let disputed = step(&head, &said, "dispute", json!({"reason": "Sudah cair"})).await.expect(200);
    let paid = json!({"outcome": "DISBURSED", "amount": 1_000_000, "reason": "Benar"});
    let refused = step(&case.bank.teller, &disputed, "correct", paid.clone()).await;
    refused.refused(409, "STATE.ILLEGAL");
    case.said("CONTACTED", json!({"on": "2026-10-02"})).await;
    step(&case.bank.teller, &disputed, "correct", paid).await.expect(200);
}

#[tokio::test]
async fn heads_and_applicant_hear_of_outcomes_and_the_partner_of_disputes() {
    let case = Case::open().await;
    let (app, head) = (&case.app, case.app.head().await);
    let applicant = account(app, &case.who, "pemohon@usaha.test").await;
    let tell = async || {
        sequencer::run(&app.app).await.unwrap();
        notify::run(&app.app).await.unwrap()
    };
    tell().await;
    let told = async |who: &Caller| -> Vec<String> {
        let all = rows(who, "/v1/notifications?kind=OUTCOME&limit=100").await;
        all.iter().map(|one| text(one, "title").to_owned()).collect()
    };
    let said = case.said("DECLINED", json!({"reason": "Usia usaha"})).await;
    assert_eq!(tell().await, 2);
    assert_eq!(told(&head).await, ["Hasil tindak lanjut mitra baru"]);
    assert_eq!(told(&applicant).await, ["Hasil tindak lanjut mitra baru"]);
    let disputed = step(&head, &said, "dispute", json!({"reason": "Sudah setahun"})).await.expect(200);
    assert_eq!(tell().await, 1);
    assert_eq!(told(&case.bank.teller).await, ["Hasil tindak lanjut mitra disengketakan"]);
    let notice = rows(&case.bank.teller, "/v1/notifications?kind=OUTCOME").await;
    let whole = json!(notice).to_string();
    assert!(!whole.contains(BLK) && !whole.contains("Usia usaha") && !whole.contains("Orang Uji"), "{whole}");
    step(&case.bank.teller, &disputed, "uphold", json!({"reason": "Akta bertanggal 2026"})).await.expect(200);
    assert_eq!(tell().await, 2);
    assert_eq!(told(&head).await.first().map(String::as_str), Some("Hasil tindak lanjut mitra dinyatakan benar"));
}

#[tokio::test]
async fn by_graphql_the_same_is_said_disputed_and_decided() {
    let case = Case::open().await;
    let (head, bank) = (case.app.head().await, &case.bank.teller);
    let create = "mutation($of: ID!, $input: OutcomeReportInput!) { \
        createOutcome(of: $of, purpose: \"CREDIT_APPLICATION\", input: $input) { id version state outcome } }";
    let input = json!({"outcome": "DECLINED", "reason": "Tidak hadir"});
    let data = Caller::data(bank.graphql(create, json!({"of": case.subject(), "input": input})).await);
    let said = data["createOutcome"].clone();
    let bad = json!({"of": case.subject(), "input": {"outcome": "DECLINED"}});
    let refused = bank.graphql(create, bad).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["errors"][0]["path"], "/reason", "{}", refused.text);
    let nobody = case.app.anonymous().graphql(create, json!({"of": case.subject(), "input": input})).await;
    assert_eq!(nobody.body["errors"][0]["extensions"]["code"], "AUTH.REQUIRED", "{}", nobody.text);

    let mutation = |name: &str, kind: &str| {
        format!(
            "mutation($id: ID!, $version: Int!, $input: {kind}!) {{ \
            {name}(id: $id, expectedVersion: $version, input: $input) {{ state version }} }}"
        )
    };
    let dispute = mutation("disputeOutcome", "OutcomeDisputeInput");
    let variables = json!({"id": said["id"], "version": 1, "input": {"reason": "Hadir"}});
    let denied = bank.graphql(&dispute, variables.clone()).await;
    assert_eq!(denied.body["errors"][0]["extensions"]["code"], "ACCESS.DENIED", "{}", denied.text);
    let data = Caller::data(head.graphql(&dispute, variables).await);
    assert_eq!(data["disputeOutcome"], json!({"state": "DISPUTED", "version": 2}));
    let steps = "query($id: ID!) { outcomeSteps(id: $id) { status version allowedActions { action allowed } } }";
    let data = Caller::data(bank.graphql(steps, json!({"id": said["id"]})).await);
    let allowed = json!([
        {"action": "dispute", "allowed": false}, {"action": "uphold", "allowed": true},
        {"action": "correct", "allowed": true}
    ]);
    assert_eq!(data["outcomeSteps"], json!({"status": "DISPUTED", "version": 2, "allowedActions": allowed}));
    let correct = mutation("correctOutcome", "OutcomeCorrectionInput");
    let input = json!({"outcome": "OFFERED", "reason": "Tertukar"});
    let stale = bank.graphql(&correct, json!({"id": said["id"], "version": 1, "input": input})).await;
    assert_eq!(stale.body["errors"][0]["extensions"]["code"], "PRECONDITION.STALE", "{}", stale.text);
    let data = Caller::data(bank.graphql(&correct, json!({"id": said["id"], "version": 2, "input": input})).await);
    assert_eq!(data["correctOutcome"], json!({"state": "CORRECTED", "version": 3}));

    let other = case.said("OFFERED", json!({})).await;
    let variables = json!({"id": other["id"], "version": 1, "input": {"reason": "Belum"}});
    Caller::data(head.graphql(&dispute, variables).await);
    let uphold = mutation("upholdOutcome", "OutcomeUpholdInput");
    let variables = json!({"id": other["id"], "version": 2, "input": {"reason": null}});
    let data = Caller::data(case.app.admin().await.graphql(&uphold, variables).await);
    assert_eq!(data["upholdOutcome"]["state"], "UPHELD");
    let node = "query($id: ID!) { node(id: $id) { ... on Outcome { outcome state partner { __typename } \
        incubatee { id partnerOutcomes(first: 5) { totalCount } } } } partnerOutcomes(first: 5) { totalCount } }";
    let data = Caller::data(head.graphql(node, json!({"id": other["id"]})).await);
    assert_eq!((&data["node"]["state"], &data["partnerOutcomes"]["totalCount"]), (&json!("UPHELD"), &json!(2)));
    assert_eq!(data["node"]["incubatee"]["partnerOutcomes"]["totalCount"], 2);
}

#[tokio::test]
async fn without_an_enterprise_in_incubation_there_is_nothing_to_report_on() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let alone = person(&head, BLK, "Sendiri Uji", json!({"birthDate": "1991-02-03"})).await;
    let given = consent(&head, text(&alone, "id"), &bank, CREDIT, &["IDENTITY_BASIC"]).await;
    say(&bank.machine, text(&given, "subject"), "CONTACTED", json!({})).await.refused(409, "STATE.ILLEGAL");
}

#[tokio::test]
async fn what_was_answered_is_answered_again_only_while_the_consent_holds() {
    let case = Case::open().await;
    let (head, admin, bank) = (case.app.head().await, case.app.admin().await, &case.bank.machine);
    let declined = json!({"outcome": "DECLINED", "reason": "Tidak datang"});
    let said = bank.post_keyed(&outcomes(case.subject()), "k-say", declined.clone()).await.expect(201);
    let dispute = json!({"reason": "Hadir pada hari itu"});
    let disputed = step_keyed(&head, &said, ("dispute", "k-dispute"), dispute.clone()).await.expect(200);
    let other = case.said("OFFERED", json!({})).await;
    let doubted = step(&head, &other, "dispute", json!({"reason": "Hadir, belum ditawari"})).await.expect(200);
    let right = json!({"outcome": "CONTACTED", "reason": "Tertukar"});
    let repeats = async || {
        [
            bank.post_keyed(&outcomes(case.subject()), "k-say", declined.clone()).await,
            step_keyed(bank, &disputed, ("correct", "k-correct"), right.clone()).await,
            step_keyed(bank, &doubted, ("uphold", "k-uphold"), json!({})).await,
        ]
    };
    let statuses = async || repeats().await.map(|reply| reply.status);
    // The first time they are done, the second time said again.
    assert_eq!((statuses().await, statuses().await), ([201, 200, 200], [201, 200, 200]));
    assert_eq!(case.events().await.len(), 6);
    let nothing = async || {
        for reply in repeats().await {
            assert!(!reply.text.contains("Hadir") && !reply.text.contains("Tidak datang"), "{}", reply.text);
            reply.refused(404, "RESOURCE.NOT_FOUND");
        }
    };
    case.withdraw().await;
    nothing().await;
    // The unit is told again what it said itself.
    step_keyed(&head, &said, ("dispute", "k-dispute"), dispute).await.expect(200);
    // Granted anew, it is the same subject.
    consent(&head, &case.who.person, &case.bank, CREDIT, &["IDENTITY_BASIC"]).await;
    assert_eq!(statuses().await, [201, 200, 200]);
    obtain(&head, &admin, "RESTRICT", &case.who.person).await;
    nothing().await;
}

/// The details of every audit row about outcomes, in plain.
async fn details(app: &TestApp) -> Vec<String> {
    let rows = entity::audit::Entity::find().filter(entity::audit::Column::ObjectKind.eq("Outcome"));
    let rows = rows.all(app.app.store.reader()).await.unwrap();
    rows.iter().filter_map(|row| detail(app, row)).collect()
}

#[tokio::test]
async fn the_history_of_an_outcome_names_what_changed_and_not_what_it_said() {
    let case = Case::open().await;
    let head = case.app.head().await;
    let said = case.said("DECLINED", json!({"reason": "Sering terlambat"})).await;
    let disputed = step(&head, &said, "dispute", json!({"reason": "Selalu hadir"})).await.expect(200);
    let right = json!({"outcome": "APPROVED", "amount": 7_654_321, "reason": "Tertukar orang"});
    step(&case.bank.teller, &disputed, "correct", right).await.expect(200);
    let history = rows(&head, &format!("/v1/history/{}", text(&said, "id"))).await;
    let actions: Vec<&str> = history.iter().map(|entry| text(entry, "action")).collect();
    assert_eq!(actions, ["correctOutcome", "disputeOutcome", "createOutcome"]);
    let changes = history[1]["changes"].as_array().unwrap();
    let mut fields: Vec<&str> = changes.iter().map(|change| text(change, "field")).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["disputeReason", "disputedOn", "state"]);
    assert!(changes.iter().all(|change| change["from"].is_null() && change["to"].is_null()), "{changes:?}");
    let details = details(&case.app).await;
    assert_eq!(details.len(), 3);
    for detail in details {
        for word in ["terlambat", "hadir", "Tertukar", "7654321", "per_", "DECLINED"] {
            assert!(!detail.contains(word), "{word} in {detail}");
        }
    }
}

#[tokio::test]
async fn of_who_is_erased_no_answer_about_an_outcome_is_left() {
    let case = Case::open().await;
    let (head, bank) = (case.app.head().await, &case.bank.machine);
    let declined = json!({"outcome": "DECLINED", "reason": "Tidak datang"});
    let said = bank.post_keyed(&outcomes(case.subject()), "k-say", declined.clone()).await.expect(201);
    let dispute = json!({"reason": "Hadir pada hari itu"});
    step_keyed(&head, &said, ("dispute", "k-dispute"), dispute.clone()).await.expect(200);
    let answers = async || {
        use entity::idempotency_key::{Column, Entity};
        let rows = Entity::find().filter(Column::Key.is_in(["k-say", "k-dispute"]));
        rows.filter(Column::AnswerEnc.is_not_null()).count(case.app.app.store.reader()).await.unwrap()
    };
    assert_eq!(answers().await, 2);
    obtain(&head, &case.app.admin().await, "ERASE", &case.who.person).await;
    assert_eq!(answers().await, 0);
    // Who may still see the outcome is told that the answer is gone; the bank is told nothing.
    step_keyed(&head, &said, ("dispute", "k-dispute"), dispute).await.refused(410, "RESOURCE.EXPIRED");
    let again = bank.post_keyed(&outcomes(case.subject()), "k-say", declined).await;
    again.refused(404, "RESOURCE.NOT_FOUND");
    let words = details(&case.app).await.concat();
    assert!(!words.contains("datang") && !words.contains("Hadir"), "{words}");
}
