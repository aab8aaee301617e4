//! Extracts for research: nobody's identity, nobody without consent, nothing that fewer than five share.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::kept_steps::{faulty, rows};
use super::super::steps::text;
use super::acts::{Bank, Tenant, account, bank, consent, delivered, facts, machine, obtain, partner, tenant, withdraw};
use super::gate::refusals;
use crate::support::{Caller, Reply, TestApp};

const EXTRACTS: &str = "/v1/research-extracts";
const SCOPES: &[&str] = &["DEIDENTIFIED_EXTRACT"];

/// A university with an agreement.
async fn university(app: &TestApp) -> Bank {
    partner(app, "UNIVERSITY", "ORG-UNIV", &["RESEARCH"]).await
}

/// Women of one age with businesses alike, and a man, all of whom consented.
async fn people(app: &TestApp, university: &Bank) -> (Vec<Tenant>, Vec<Value>) {
    let head = app.head().await;
    let (mut tenants, mut consents) = (Vec::new(), Vec::new());
    for number in [1, 3, 5, 7, 9, 2] {
        let one = tenant(app, number).await;
        consents.push(consent(&head, &one.person, university, "RESEARCH", SCOPES).await);
        tenants.push(one);
    }
    (tenants, consents)
}

fn autumn() -> Value {
    json!({"fromMonth": "2026-08", "toMonth": "2026-10"})
}

async fn take(caller: &Caller) -> Reply {
    caller.post(EXTRACTS, autumn()).await
}

async fn deliveries(app: &TestApp) -> u64 {
    delivered(app, "RESEARCH").await
}

#[tokio::test]
async fn rows_that_five_people_share_are_given_without_their_identity_and_the_others_are_counted() {
    let app = TestApp::start().await;
    let university = university(&app).await;
    let (tenants, _) = people(&app, &university).await;
    // Who consented to nothing is in none.
    tenant(&app, 11).await;
    let reply = take(&university.machine).await;
    assert_eq!(reply.header("cache-control"), "no-store");
    for hidden in ["per_", "ent_", "inc_", "sub_", "cns_", "Orang Uji", "Usaha Uji", text(&facts(1), "nik")] {
        assert!(!reply.text.contains(hidden), "{hidden} in {}", reply.text);
    }
    let extract = reply.expect(200);
    let given = extract["rows"].as_array().unwrap();
    // One was left out: the number is rounded up.
    assert_eq!((given.len(), &extract["suppressed"]), (5, &json!(5)));
    for row in given {
        let told = ["region", "stage", "sex", "ageBand", "revenueBand", "workersBand"].map(|field| text(row, field));
        assert_eq!(told, ["36", "APPLIED", "PEREMPUAN", "AGE_35_54", "REVENUE_10M_25M", "WORKERS_3_4"], "{row}");
        assert_eq!((text(row, "sector"), &row["cohortYear"]), ("KULINER", &json!(2026)));
    }
    let query = "mutation($input: ResearchExtractInput!) { \
        createResearchExtract(input: $input) { suppressed rows { id region } } }";
    let input = json!({"input": {"fromMonth": "2026-08", "toMonth": "2026-10", "province": "36"}});
    let again = Caller::data(university.teller.graphql(query, input).await)["createResearchExtract"].clone();
    let regencies: BTreeSet<&str> = again["rows"].as_array().unwrap().iter().map(|row| text(row, "region")).collect();
    assert_eq!(regencies, BTreeSet::from(["36.02"]));
    // Nothing leads from one extract to another.
    let ids = |rows: &Value| -> BTreeSet<String> {
        rows.as_array().unwrap().iter().map(|row| text(row, "id").to_owned()).collect()
    };
    assert!(ids(&extract["rows"]).is_disjoint(&ids(&again["rows"])));
    // Both are in the log of who was in them, and of nobody else.
    let log = rows(&account(&app, &tenants[0], "satu@tenant.test").await, "/v1/me/access-log").await;
    assert_eq!(log.len(), 2);
    for entry in &log {
        assert_eq!((text(entry, "channel"), text(entry, "purpose")), ("RESEARCH", "RESEARCH"));
        assert_eq!(entry["scopes"], json!(SCOPES));
    }
    let alone = rows(&account(&app, &tenants[5], "enam@tenant.test").await, "/v1/me/access-log").await;
    assert_eq!(alone, Vec::<Value>::new(), "the row was left out");
    let elsewhere = json!({"fromMonth": "2026-08", "toMonth": "2026-10", "province": "32"});
    let empty = university.machine.post(EXTRACTS, elsewhere).await.expect(200);
    assert_eq!((&empty["rows"], &empty["suppressed"]), (&json!([]), &json!(0)));
}

#[tokio::test]
async fn who_withdrew_or_is_restricted_is_in_no_extract() {
    let app = TestApp::start().await;
    let university = university(&app).await;
    let (tenants, consents) = people(&app, &university).await;
    let (admin, head) = (app.admin().await, app.head().await);
    withdraw(&head, &consents[0]).await;
    let extract = take(&university.machine).await.expect(200);
    assert_eq!((&extract["rows"], &extract["suppressed"]), (&json!([]), &json!(5)), "four are too few");
    obtain(&head, &admin, "RESTRICT", &tenants[1].person).await;
    let extract = take(&university.machine).await.expect(200);
    assert_eq!((&extract["rows"], &extract["suppressed"]), (&json!([]), &json!(5)), "as many as before: four");
}

#[tokio::test]
async fn an_extract_is_for_a_university_with_an_agreement_and_for_months_that_are() {
    let app = TestApp::start().await;
    let (university, bank) = (university(&app).await, bank(&app).await);
    take(&app.anonymous()).await.refused(401, "AUTH.REQUIRED");
    take(&app.head().await).await.refused(403, "ACCESS.DENIED");
    take(&bank.machine).await.refused(403, "PURPOSE.DENIED");
    // One by one nobody is given for research.
    let one_by_one = university.machine.get("/v1/partner/incubatees?purpose=RESEARCH").await;
    one_by_one.refused(403, "PURPOSE.DENIED");
    let ask = async |input: Value| university.machine.post(EXTRACTS, input).await;
    let backwards = json!({"fromMonth": "2026-10", "toMonth": "2026-08", "province": "36.02"});
    faulty(&ask(backwards).await, &[("FIELD.OUT_OF_RANGE", "/toMonth"), ("REGION.WRONG_LEVEL", "/province")]);
    let future = json!({"fromMonth": "2026-10", "toMonth": "2026-12", "province": "99"});
    faulty(&ask(future).await, &[("FIELD.OUT_OF_RANGE", "/toMonth"), ("FIELD.UNKNOWN_CODE", "/province")]);
    let malformed = json!({"fromMonth": "2026-13", "toMonth": "2026", "bulan": 1});
    let faults = [("FIELD.FORMAT", "/fromMonth"), ("FIELD.FORMAT", "/toMonth"), ("FIELD.UNKNOWN", "/bulan")];
    faulty(&ask(malformed).await, &faults);
    let query = "mutation($input: ResearchExtractInput!) { createResearchExtract(input: $input) { suppressed } }";
    let refused = bank.machine.graphql(query, json!({"input": autumn()})).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "PURPOSE.DENIED", "{}", refused.text);
    assert_eq!(deliveries(&app).await, 0);
}

#[tokio::test]
async fn a_check_reads_nobody_and_a_repeat_is_another_extract() {
    let app = TestApp::start().await;
    let university = university(&app).await;
    let (_, consents) = people(&app, &university).await;
    let check = university.machine.post(&format!("{EXTRACTS}?validateOnly=true"), autumn()).await.expect(200);
    assert_eq!((&check["rows"], &check["suppressed"], deliveries(&app).await), (&json!([]), &json!(0), 0));
    let first = university.machine.post_keyed(EXTRACTS, "key-1", autumn()).await.expect(200);
    assert_eq!((first["rows"].as_array().unwrap().len(), deliveries(&app).await), (5, 1));
    withdraw(&app.head().await, &consents[0]).await;
    let again = university.machine.post_keyed(EXTRACTS, "key-1", autumn()).await.expect(200);
    assert_eq!(again["rows"], json!([]), "the withdrawal holds for a repeat as well");
}

#[tokio::test]
async fn ten_extracts_are_taken_in_a_day() {
    let app = TestApp::start().await;
    let university = university(&app).await;
    let other = partner(&app, "UNIVERSITY", "ORG-LAIN", &["RESEARCH"]).await;
    for minute in 0..10 {
        let caller = if minute % 2 == 0 { &university.machine } else { &university.teller };
        take(caller).await.expect(200);
        app.clock().advance(Duration::from_secs(60));
    }
    let before = refusals(&app, 0).await.len();
    for caller in [&university.machine, &university.teller] {
        let reply = take(caller).await;
        // Ten minutes ago the first one was taken.
        let wait: i64 = reply.header("retry-after").parse().unwrap();
        assert!((23 * 3_600 + 49 * 60..=23 * 3_600 + 50 * 60 + 1).contains(&wait), "{wait}");
        reply.refused(429, "LIMIT.EXCEEDED");
    }
    assert_eq!(refusals(&app, before + 2).await.len(), before + 2);
    // A mere check reads nobody, and what one takes is not the other's.
    university.machine.post(&format!("{EXTRACTS}?validateOnly=true"), autumn()).await.expect(200);
    take(&other.machine).await.expect(200);
    app.clock().advance(Duration::from_secs(24 * 3_600 - 10 * 60 + 1));
    let later = machine(&app, &university.client_id, &university.secret).await;
    take(&later).await.expect(200);
    take(&later).await.refused(429, "LIMIT.EXCEEDED");
}
