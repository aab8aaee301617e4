//! How often a partner may come: each call counts once, whatever path it takes.

use serde_json::{Value, json};

use super::super::steps::text;
use super::acts::{all_scopes, another, bank, consent, facts, tenant};
use super::gate::refusals_with;
use crate::support::{Caller, Reply, TestApp};

const CREDIT: &str = "CREDIT_APPLICATION";

/// A call of a partner.
enum Call {
    Get(String),
    Post(String, Value),
    Ask(&'static str),
}

impl Call {
    async fn by(&self, caller: &Caller) -> Reply {
        match self {
            Call::Get(path) => caller.get(path).await,
            Call::Post(path, body) => caller.post(path, body.clone()).await,
            Call::Ask(query) => caller.graphql(query, json!({})).await,
        }
    }
}

/// Whether a call was one too many.
fn too_many(reply: &Reply) -> bool {
    let told = &reply.body["errors"][0]["extensions"]["code"];
    (reply.status == 429 && reply.body["code"] == "LIMIT.EXCEEDED") || told == "LIMIT.EXCEEDED"
}

#[tokio::test]
async fn every_path_of_a_partner_counts_each_call_once_and_writes_down_who_is_refused() {
    let app = TestApp::start_with(|settings| settings.partner_per_minute = 2).await;
    let (bank, who) = (bank(&app).await, tenant(&app, 1).await);
    let (admin, head) = (app.admin().await, app.head().await);
    let given = consent(&head, &who.person, &bank, CREDIT, &all_scopes(CREDIT)).await;
    let (subject, consent) = (text(&given, "subject"), format!("/v1/partner/consents/{}", text(&given, "id")));
    let said = format!("/v1/partner/incubatees/{subject}/outcomes?purpose={CREDIT}");
    let outcome = bank.teller.post(&said, json!({"outcome": "CONTACTED"})).await.expect(201);
    let export = bank.teller.post("/v1/partner/exports", json!({"purpose": CREDIT})).await.expect(202);
    let export = format!("/v1/partner/exports/{}", text(&export, "id"));
    let steps = format!("/v1/partner-outcomes/{}/steps", text(&outcome, "id"));
    let deleted = json!({"deletedAt": "2026-11-05T00:00:00Z"});
    let calls = [
        (Call::Get(format!("/v1/partner/incubatees?purpose={CREDIT}")), "REST"),
        (Call::Get(format!("/v1/partner/incubatees/{subject}?purpose={CREDIT}")), "REST"),
        (Call::Get(format!("/v1/partner/incubatees.csv?purpose={CREDIT}")), "CSV"),
        (Call::Get(format!("/v1/partner/incubatees/{subject}/profile?purpose={CREDIT}")), "PROFILE"),
        (Call::Get(format!("/v1/partner/incubatees/{subject}/sikp-candidate?purpose={CREDIT}")), "SIKP"),
        (Call::Get(format!("/v1/partner/sikp-candidates?purpose={CREDIT}")), "SIKP"),
        (Call::Get(format!("/v1/partner/changes?purpose={CREDIT}")), "CHANGES"),
        (Call::Post("/v1/partner/lookup".to_owned(), json!({"nik": facts(1)["nik"], "purpose": CREDIT})), "LOOKUP"),
        (Call::Get("/v1/partner/consents".to_owned()), "REST"),
        (Call::Get(consent.clone()), "REST"),
        (Call::Post(format!("{consent}/acknowledgements"), deleted), "REST"),
        (Call::Ask("{ partnerConsents(first: 5) { totalCount nodes { id } } }"), "GRAPHQL"),
        (Call::Post("/v1/partner/exports?validateOnly=true".to_owned(), json!({"purpose": CREDIT})), "EXPORT"),
        (Call::Get("/v1/partner/exports".to_owned()), "EXPORT"),
        (Call::Get(export.clone()), "EXPORT"),
        (Call::Get(format!("{export}/file")), "EXPORT"),
        (Call::Post(format!("{said}&validateOnly=true"), json!({"outcome": "CONTACTED"})), "REST"),
        (Call::Get(said), "REST"),
        (Call::Get(steps), "REST"),
        // Ids that were tried count as well.
        (Call::Get("/v1/partner-outcomes/out_01h455vb4pex5vsknk084sn02q/steps".to_owned()), "REST"),
    ];
    for (number, (call, path)) in calls.iter().enumerate() {
        let caller = another(&app, &admin, &bank, json!({})).await;
        for turn in 1..=2 {
            let reply = call.by(&caller).await;
            assert!(!too_many(&reply), "call {turn} of {number} ({path}): {} {}", reply.status, reply.text);
        }
        let reply = call.by(&caller).await;
        assert!(too_many(&reply), "{number} ({path}): {} {}", reply.status, reply.text);
    }
    let mut wanted: Vec<String> = calls.iter().map(|(_, path)| format!("Client LIMIT.EXCEEDED {path}")).collect();
    wanted.sort();
    let mut written = refusals_with(&app, "LIMIT.EXCEEDED", calls.len()).await;
    written.sort();
    assert_eq!(written, wanted);
}
