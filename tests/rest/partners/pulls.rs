//! What a partner pulls: the values, the pages, the table.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::incubation::aid_steps::document;
use super::super::incubation::steps::{baseline, cohort, enterprise, incubatee, member, merged, month, person};
use super::super::steps::{text, version};
use super::acts::{Bank, account, all_scopes, bank, complete, consent, consent_with, edit, facts, partner, tenant};
use super::gate::{list_of, only};
use crate::graphql::statements::counted;
use crate::support::{BLK, Caller, KAWASAN, TestApp};

const PURPOSE: &str = "CREDIT_APPLICATION";
const LIST: &str = "/v1/partner/incubatees?purpose=CREDIT_APPLICATION";

#[tokio::test]
async fn a_record_says_what_was_recorded() {
    let app = TestApp::start().await;
    let (head, bank, someone) = (app.head().await, bank(&app).await, tenant(&app, 7).await);
    complete(&app, &someone, 7).await;
    let given = consent(&head, &someone.person, &bank, PURPOSE, &all_scopes(PURPOSE)).await;
    let record = only(&bank.machine, PURPOSE).await;
    let recorded = facts(7);
    for field in
        ["name", "sex", "nik", "npwp", "birthDate", "phone", "address", "education", "occupation", "maritalStatus"]
    {
        assert_eq!(record[field], recorded[field], "{field}");
    }
    assert_eq!((&record["village"], &record["postalCode"]), (&json!("Cilangkahan"), &json!("42391")));
    assert_eq!(record["regency"]["code"], "36.02");
    assert_eq!((text(&record, "consentId"), &record["consentVersion"]), (text(&given, "id"), &json!(1)));
    assert_eq!(text(&record, "consentExpiresAt"), "2027-11-01T00:00:00Z");
    let business = &record["enterprise"];
    let nib = json!({"kind": "NIB", "number": "9120000000007", "issuer": "OSS", "issuedOn": "2025-01-15", "validUntil": null});
    // A P-IRT is of the scope CERTIFICATIONS, which a bank cannot have.
    assert_eq!((&business["nib"], &business["certifications"]), (&nib["number"], &json!([nib])));
    assert_eq!((text(business, "name"), text(business, "startedOn")), ("Usaha Uji 7", "2024-02-15"));
    assert_eq!((text(business, "stage"), text(business, "kbli")), ("APPLIED", "10761"));
    assert_eq!((text(&business["region"], "code"), text(&record["blk"], "code")), ("36.02.01.2002", BLK));
    assert_eq!(text(&record["kawasan"], "code"), KAWASAN);
    let month = |month: &str, amount: i64| json!({"month": month, "amount": amount, "costs": 6_000_000, "workers": 3, "assurance": "SELF_REPORTED"});
    let months = [month("2026-08", 10_007_000), month("2026-09", 10_007_001), month("2026-10", 10_007_002)];
    assert_eq!((&record["finance"]["revenue"], text(&record, "dataThrough")), (&json!(months), "2026-10"));
    assert_eq!(record["finance"]["capital"], json!([{"source": "MODAL_SENDIRI", "amount": 2_000_007}]));
    assert_eq!(record["finance"]["assets"], 7_000_007);
    assert_eq!(record["workers"], json!({"permanent": 2, "casual": 1, "unpaidFamily": 1}));
    let day = "2026-11-04";
    let mentoring = json!({"verified": true, "visits": 1, "hours": 1.67, "since": day, "lastVisitOn": day});
    assert_eq!(record["mentoring"], mentoring);
    let contract = &record["offtakeContracts"][0];
    assert_eq!((text(contract, "offTaker"), &contract["price"]), ("Toko 7", &json!(25_000)));
    let reply = bank.machine.get(LIST).await;
    for hidden in ["per_", "inc_", "ent_", "Pendamping Uji", "2063602"] {
        assert!(!reply.text.contains(hidden), "{hidden} in {}", reply.text);
    }
    assert_eq!(reply.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_prospect_is_told_in_bands() {
    let app = TestApp::start().await;
    let (head, bank, someone) = (app.head().await, bank(&app).await, tenant(&app, 1).await);
    consent(&head, &someone.person, &bank, "CREDIT_PROSPECTING", &["PROSPECT_SUMMARY"]).await;
    let record = only(&bank.machine, "CREDIT_PROSPECTING").await;
    assert_eq!((text(&record, "revenueBand"), text(&record, "workersBand")), ("REVENUE_10M_25M", "WORKERS_3_4"));
    // 32 months: the day on which it began is public, and would name it.
    assert_eq!((text(&record, "businessAgeBand"), &record["mentoringVerified"]), ("YEARS_1_TO_2", &json!(false)));
    assert_eq!((text(&record, "sector"), text(&record["regency"], "code")), ("KULINER", "36.02"));
    let reply = bank.machine.get(&list_of("CREDIT_PROSPECTING")).await;
    for hidden in ["Orang Uji", "Usaha Uji", "Kampung", "+62", text(&facts(1), "nik"), "Cilangkahan"] {
        assert!(!reply.text.contains(hidden), "{hidden}");
    }
}

#[tokio::test]
async fn a_consent_for_a_period_shows_the_months_that_lie_in_it() {
    let app = TestApp::start().await;
    let (head, bank, someone) = (app.head().await, bank(&app).await, tenant(&app, 1).await);
    let scopes = ["FINANCE_REVENUE", "WORKERS_COUNT"];
    for (from, to, wanted) in [
        (json!("2026-08-02"), json!("2026-10-30"), vec!["2026-09"]),
        (json!("2026-09-01"), Value::Null, vec!["2026-09", "2026-10"]),
        (Value::Null, json!("2026-09-30"), vec!["2026-08", "2026-09"]),
        (json!("2026-11-01"), Value::Null, vec![]),
    ] {
        let extra = json!({"dataFrom": from, "dataTo": to});
        consent_with(&head, &someone.person, &bank, PURPOSE, &scopes, extra).await;
        let record = only(&bank.machine, PURPOSE).await;
        let months = record["finance"]["revenue"].as_array().cloned().unwrap_or_default();
        let months: Vec<&str> = months.iter().map(|month| text(month, "month")).collect();
        assert_eq!((&months, record["dataThrough"].as_str()), (&wanted, wanted.last().copied()), "{from} to {to}");
    }
}

#[tokio::test]
async fn a_consent_for_a_period_shows_the_certificates_that_were_issued_in_it() {
    let app = TestApp::start().await;
    let (head, someone) = (app.head().await, tenant(&app, 1).await);
    let (bank, bumn) = (bank(&app).await, partner(&app, "BUMN", "ORG-BUMN", &["BUMN_PARTNERSHIP"]).await);
    complete(&app, &someone, 1).await;
    for (from, to, issued, undated) in [
        (Value::Null, Value::Null, true, true),
        (json!("2025-01-15"), json!("2025-01-15"), true, false),
        (json!("2025-01-16"), Value::Null, false, false),
        (Value::Null, json!("2025-01-14"), false, false),
    ] {
        let extra = json!({"dataFrom": from, "dataTo": to});
        consent_with(&head, &someone.person, &bank, PURPOSE, &["BUSINESS_LEGAL"], extra.clone()).await;
        let record = only(&bank.machine, PURPOSE).await;
        let held = record["enterprise"]["certifications"].as_array().unwrap().len();
        assert_eq!((record["enterprise"]["nib"].is_string(), held), (issued, usize::from(issued)), "{from} to {to}");
        consent_with(&head, &someone.person, &bumn, "BUMN_PARTNERSHIP", &["CERTIFICATIONS"], extra).await;
        let record = only(&bumn.machine, "BUMN_PARTNERSHIP").await;
        // Nobody knows when its P-IRT was issued.
        assert_eq!(record["certifications"].as_array().unwrap().len(), usize::from(undated), "{from} to {to}");
    }
}

#[tokio::test]
async fn a_pseudonym_is_of_one_partner_and_purpose_and_stays() {
    let app = TestApp::start().await;
    let (head, bank, someone) = (app.head().await, bank(&app).await, tenant(&app, 1).await);
    let second = partner(&app, "BANK", "ORG-BANK-2", &[PURPOSE]).await;
    consent(&head, &someone.person, &bank, PURPOSE, &["CONTACT"]).await;
    consent(&head, &someone.person, &bank, "CREDIT_PROSPECTING", &["PROSPECT_SUMMARY"]).await;
    consent(&head, &someone.person, &second, PURPOSE, &["CONTACT"]).await;
    let first = only(&bank.machine, PURPOSE).await;
    let others = [only(&bank.machine, "CREDIT_PROSPECTING").await, only(&second.machine, PURPOSE).await];
    let ids: BTreeSet<&str> = others.iter().chain([&first]).map(|record| text(record, "id")).collect();
    assert!(ids.len() == 3 && ids.iter().all(|id| id.starts_with("sub_")), "{ids:?}");
    consent(&head, &someone.person, &bank, PURPOSE, &["ADDRESS"]).await;
    let renewed = only(&bank.machine, PURPOSE).await;
    assert_eq!((&renewed["id"], &renewed["consentVersion"]), (&first["id"], &json!(2)));
    assert_eq!((&renewed["phone"], &renewed["address"]), (&Value::Null, &facts(1)["address"]));
}

#[tokio::test]
async fn pages_neither_skip_nor_double() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let mut wanted = BTreeSet::new();
    for number in 1..=7 {
        let someone = person(&head, BLK, "", facts(number)).await;
        let given = consent(&head, text(&someone, "id"), &bank, PURPOSE, &["CONTACT"]).await;
        wanted.insert(text(&given, "subject").to_owned());
    }
    let (mut seen, mut list) = (Vec::new(), format!("{LIST}&limit=3"));
    loop {
        let page = bank.machine.get(&list).await.expect(200);
        let ids = page["data"].as_array().unwrap().iter().map(|record| text(record, "id").to_owned());
        seen.extend(ids);
        assert_eq!(page["page"]["complete"].as_bool(), Some(seen.len() == 7), "{}", page["page"]);
        let Some(next) = page["page"]["next"].as_str() else { break };
        list = format!("{LIST}&limit=3&after={next}");
    }
    assert_eq!((seen.len(), seen.iter().cloned().collect::<BTreeSet<_>>()), (7, wanted));
    // By GraphQL, with the same cursors.
    let query = "query Q($after: String) { partnerIncubatees(purpose: \"CREDIT_APPLICATION\", first: 4, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }";
    let first = Caller::data(bank.machine.graphql(query, json!({})).await)["partnerIncubatees"].clone();
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let rest = bank.machine.get(&format!("{LIST}&after={}", text(&first["pageInfo"], "endCursor"))).await.expect(200);
    let rest: Vec<&str> = rest["data"].as_array().unwrap().iter().map(|record| text(record, "id")).collect();
    assert_eq!(rest, seen[4..]);
}

#[tokio::test]
async fn a_table_holds_no_formula() {
    let app = TestApp::start().await;
    let (head, bank, someone) = (app.head().await, bank(&app).await, tenant(&app, 1).await);
    let formula = json!({"name": "=HYPERLINK(\"http://x\")"});
    edit(&head, &format!("/v1/enterprises/{}", someone.enterprise), formula).await;
    consent(&head, &someone.person, &bank, PURPOSE, &["CONTACT", "BUSINESS_PROFILE"]).await;
    let reply = bank.teller.get("/v1/partner/incubatees.csv?purpose=CREDIT_APPLICATION").await;
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"incubatees.csv\"");
    let mut reader = csv::Reader::from_reader(reply.text.as_bytes());
    let names = reader.headers().unwrap().clone();
    let line = reader.records().next().unwrap().unwrap();
    let cell = |name: &str| line.get(names.iter().position(|column| column == name).unwrap()).unwrap().to_owned();
    assert_eq!(cell("enterprise.name"), "'=HYPERLINK(\"http://x\")");
    assert_eq!(cell("phone"), format!("'{}", text(&facts(1), "phone")));
}

#[tokio::test]
async fn of_several_businesses_the_one_applied_for_last_is_shown() {
    let app = TestApp::start().await;
    let (head, bank, someone) = (app.head().await, bank(&app).await, tenant(&app, 1).await);
    consent(&head, &someone.person, &bank, PURPOSE, &["BUSINESS_PROFILE"]).await;
    let second = enterprise(&head, BLK, "Usaha Kedua").await;
    let sole = json!({"form": "PERORANGAN"});
    head.patch(&format!("/v1/enterprises/{}", text(&second, "id")), 1, sole).await.expect(200);
    let office = member(&head, &second, &json!({"id": someone.person}), "KETUA", "2026-02-01").await;
    let shown = async || text(&only(&bank.machine, PURPOSE).await["enterprise"], "name").to_owned();
    // Without an application it is not coached.
    assert_eq!(shown().await, "Usaha Uji 1");
    let cohort = cohort(&head, BLK, json!({"name": "Angkatan Kedua"})).await;
    incubatee(&head, &cohort, &second, merged(baseline(), json!({"appliedOn": "2026-03-01"}))).await;
    assert_eq!(shown().await, "Usaha Kedua");
    let at = format!("/v1/members/{}", text(&office, "id"));
    head.patch(&at, version(&office), json!({"leftOn": "2026-11-01"})).await.expect(200);
    assert_eq!(shown().await, "Usaha Uji 1");
}

#[tokio::test]
async fn a_sole_proprietor_speaks_for_the_business_in_any_office() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let sole = enterprise(&head, BLK, "Warung Sendiri").await;
    head.patch(&format!("/v1/enterprises/{}", text(&sole, "id")), 1, json!({"form": "PERORANGAN"})).await.expect(200);
    let owner = person(&head, BLK, "", facts(4)).await;
    member(&head, &sole, &owner, "ANGGOTA", "2026-01-01").await;
    let cohort = cohort(&head, BLK, json!({})).await;
    incubatee(&head, &cohort, &sole, baseline()).await;
    consent(&head, text(&owner, "id"), &bank, PURPOSE, &["BUSINESS_PROFILE"]).await;
    assert_eq!(text(&only(&bank.machine, PURPOSE).await["enterprise"], "name"), "Warung Sendiri");
}

#[tokio::test]
async fn a_subject_is_no_partner() {
    let app = TestApp::start().await;
    let someone = tenant(&app, 1).await;
    let own = account(&app, &someone, "orang@usaha.test").await;
    for path in [LIST, "/v1/partner/incubatees.csv?purpose=CREDIT_APPLICATION"] {
        own.get(path).await.refused(403, "ACCESS.DENIED");
    }
}

/// So many sole proprietors of [`BLK`], each with a month and a contract, consent to all that a bank may have.
async fn many(app: &TestApp, bank: &Bank, count: u32) {
    let head = app.head().await;
    let cohort = cohort(&head, BLK, json!({"target": count})).await;
    let row = |number: u32| {
        json!({
            "person": facts(number), "joinedOn": "2026-01-01",
            "enterprise": {
                "name": format!("Usaha Uji {number}"), "year": 2026, "sector": "KULINER", "level": "PEMULA",
                "form": "PERORANGAN",
            },
            "incubatee": {"aidRelation": "NONE", "appliedOn": "2026-02-01"},
        })
    };
    let roster = json!({"unit": BLK, "cohort": cohort["id"], "rows": (1..=count).map(row).collect::<Vec<_>>()});
    let entered = head.post("/v1/rosters", roster).await.expect(200);
    let evidence = document(&head, "BUKTI_PERSETUJUAN", true).await;
    for one in entered["results"].as_array().unwrap() {
        let coached = text(one, "incubatee");
        month(&head, &json!({"id": coached}), "2026-10", json!({})).await;
        let contract = json!({
            "offTakerName": "Toko Uji", "number": format!("PKS-{}", one["index"]), "product": "Kue", "volume": 120.5,
            "volumeUnit": "pak", "price": 25_000, "startsOn": "2026-09-01", "endsOn": "2027-08-31", "status": "ACTIVE",
        });
        head.post(&format!("/v1/incubatees/{coached}/offtake-contracts"), contract).await.expect(201);
        let given = json!({
            "personId": one["person"], "partner": bank.code, "purpose": PURPOSE, "scopes": all_scopes(PURPOSE),
            "notice": 1, "language": "id", "channel": "PAPER", "expiresAt": "2027-11-01T00:00:00Z",
            "documentId": evidence["id"],
        });
        head.post("/v1/consents", given).await.expect(201);
    }
}

/// Statements of a call that answers so many rows. Who calls is remembered for two seconds; on a busy machine that may
/// end between two calls, so the fewest of ten count.
async fn statements(caller: &Caller, path: &str, rows: usize) -> usize {
    let mut fewest = usize::MAX;
    for _ in 0..10 {
        let (reply, taken) = counted(caller.get(path)).await;
        assert_eq!(reply.expect(200)["data"].as_array().map(Vec::len), Some(rows), "{path}");
        fewest = fewest.min(taken);
    }
    fewest
}

#[tokio::test]
async fn a_page_of_thirty_takes_as_many_statements_as_a_page_of_three() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    many(&app, &bank, 30).await;
    api::worker::sequencer::run(&app.app).await.unwrap();
    for list in ["incubatees", "sikp-candidates", "changes"] {
        let path = |rows: usize| format!("/v1/partner/{list}?purpose={PURPOSE}&limit={rows}");
        let few = statements(&bank.machine, &path(3), 3).await;
        let all = statements(&bank.machine, &path(30), 30).await;
        println!("{few} and {all} statements: {list}");
        assert!(few > 5 && few == all, "{list}: {few} statements for 3, {all} for 30");
    }
    let whole = bank.machine.get(&format!("{LIST}&limit=30")).await.expect(200);
    let of_business = |record: &Value| record["finance"]["revenue"][0].is_object() && record["nik"].is_string();
    assert!(whole["data"].as_array().unwrap().iter().all(of_business), "{whole}");
}
