//! What is personal, planted and looked for: in the database, in what goes out to receivers and by mail, in the log of
//! the real server.

use std::path::{Path, PathBuf};

use api::worker::sequencer;
use api::worker::webhooks::fan_out::FanOut;
use api::worker::webhooks::send::Sender;
use serde_json::{Value, json};

use crate::rest::incubation::aid_steps::{ACCOUNT, paid};
use crate::rest::partners::acts::{all_scopes, bank, consent, facts, tenant};
use crate::rest::secrets::everything;
use crate::support::{self, BLK, Server, TestApp};
use crate::worker::receiver::{Answer, Receiver};

/// Facts of somebody that are nowhere in plain, in each form in which they could be written.
fn sealed(facts: &Value) -> Vec<String> {
    let text = |field: &str| facts[field].as_str().unwrap().to_owned();
    let phone = text("phone");
    let npwp = text("npwp");
    vec![
        text("nik"),
        npwp.clone(),
        phone.trim_start_matches("+62").to_owned(),
        phone,
        text("address"),
        text("birthDate"),
    ]
}

#[track_caller]
fn holds_none(place: &str, text: &str, planted: &[String]) {
    for one in planted {
        let found = text.find(one.as_str());
        let around = found.map(|at| String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(120)..]).into_owned());
        let around: Option<String> = around.map(|text| text.chars().take(250).collect());
        assert!(found.is_none(), "`{one}` stands in {place}: {around:?}");
    }
}

/// Every file below a folder that is not of the database.
fn beside(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let all = entries.flat_map(|path| if path.is_dir() { beside(&path) } else { vec![path] });
    all.filter(|path| !path.to_string_lossy().contains(".sqlite")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_receivers_nor_letters_hear_who_it_is_and_the_database_keeps_it_sealed() {
    let receiver = Receiver::start(|_| Answer::Status(204)).await;
    let place = receiver.place();
    let app = TestApp::start_with(|settings| settings.webhook_allow = place).await;
    sequencer::run(&app.app).await.unwrap();
    let (admin, head) = (app.admin().await, app.head().await);
    let endpoint = json!({"url": receiver.url(), "types": []});
    admin.post("/v1/webhook-endpoints", endpoint).await.expect(201);
    paid(&app).await;
    let (bank, tenant) = (bank(&app).await, tenant(&app, 1).await);
    consent(&head, &tenant.person, &bank, "CREDIT_APPLICATION", &all_scopes("CREDIT_APPLICATION")).await;
    let page = bank.machine.get("/v1/partner/incubatees?purpose=CREDIT_APPLICATION").await.expect(200);
    assert!(page["data"][0]["name"].is_string(), "nothing was planted: {page}");
    sequencer::run(&app.app).await.unwrap();
    while FanOut::new(&app.app).round().await.unwrap().queued > 0 {}
    let mut sender = Sender::new(&app.app).unwrap();
    for _ in 0..50 {
        if sender.round().await.unwrap() == 0 {
            break;
        }
        sender.idle().await;
    }
    let person = facts(1);
    let mut planted = sealed(&person);
    planted.push(ACCOUNT.to_owned());
    holds_none("the database", &everything(&app).await, &planted);
    planted.extend([person["name"].as_str().unwrap().to_owned(), "10001000".to_owned(), "10001002".to_owned()]);
    let seen = receiver.seen();
    assert!(seen.len() > 10, "{} deliveries", seen.len());
    for attempt in seen {
        holds_none(
            "what a receiver got",
            &format!("{} {:?} {}", attempt.path, attempt.headers, attempt.body),
            &planted,
        );
    }
    for file in beside(&app.app.settings.data_dir) {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        holds_none(&file.display().to_string(), &text, &planted);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_at_its_most_talkative_names_nobody_and_no_income() {
    let (dir, database) = support::prepared().await;
    let server = Server::start(&dir, &database, &[("EREPORTING_LOG", "trace")]).await;
    let token = server.sign_in("head@blk.test").await;
    let name = "Bunga Tersembunyi";
    let ask = async |method: &str, path: &str, body: Value| {
        let (status, answer) = server.call(method, path, &token, &body).await.unwrap();
        assert!((200..500).contains(&status), "{method} {path}: {answer}");
        answer
    };
    let person = ask("POST", "/v1/persons", json!({"unit": BLK, "name": name})).await;
    assert_eq!(person["name"], name, "{person}");
    let group = json!({"unit": BLK, "name": "Dapur Uji", "year": 2026, "sector": "KULINER", "level": "PEMULA"});
    let group = ask("POST", "/v1/enterprises", group).await;
    let cohort = json!({"unit": BLK, "name": "Angkatan", "year": 2026, "startsOn": "2026-01-01"});
    let cohort = ask("POST", "/v1/cohorts", cohort).await;
    let entry = json!({
        "enterpriseId": group["id"], "aidRelation": "NONE", "appliedOn": "2026-02-01", "baselineMonth": "2026-01",
        "baselineRevenue": 87_654_321, "baselineCosts": 3_000_000, "baselineIncome": 76_543_219, "baselineWorkers": 1,
    });
    let below = format!("/v1/cohorts/{}/incubatees", cohort["id"].as_str().unwrap());
    let coached = ask("POST", &below, entry).await;
    let months = format!("/v1/incubatees/{}/progress", coached["id"].as_str().unwrap());
    let month = ask("POST", &months, json!({"month": "2026-09", "revenue": 65_432_198, "costs": 1})).await;
    assert_eq!(month["revenue"], 65_432_198, "{month}");
    // Refused, and in addresses.
    ask("POST", &months, json!({"month": "2026-08", "revenue": "65432198", "costs": -65_432_198})).await;
    ask("POST", "/v1/persons", json!({"unit": BLK, "name": [name]})).await;
    ask("GET", "/v1/persons?q=Bunga%20Tersembunyi", Value::Null).await;
    ask("GET", "/v1/persons/Bunga%20Tersembunyi", Value::Null).await;
    ask("GET", "/v1/persons?limit=Bunga%20Tersembunyi", Value::Null).await;
    let step =
        json!({"step": "DISBURSE", "on": "2026-11-05", "amount": 1, "bankCode": "002", "accountNumber": ACCOUNT});
    ask("POST", "/v1/aids/aid_01h455vb4pex5vsknk084sn02q/steps", step).await;
    let query = format!("{{ persons(first: 1, filter: {{q: \"{name}\"}}) {{ nodes {{ name }} }} }}");
    ask("POST", "/graphql", json!({"query": query})).await;
    ask("POST", "/graphql", json!({"query": format!("{{ person(id: \"{name}\") {{ nothing }} }}")})).await;
    drop(server);
    let log = std::fs::read_to_string(dir.join("log")).unwrap();
    assert!(log.contains("DEBUG") && log.contains("/v1/persons"), "the log itself says nothing");
    let planted = [name, "Bunga%20Tersembunyi", "Tersembunyi", ACCOUNT, "87654321", "76543219", "65432198"];
    holds_none("the log", &log, &planted.map(ToOwned::to_owned));
    let _ = std::fs::remove_dir_all(dir);
}
