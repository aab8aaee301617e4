//! A Python and a TypeScript client, made by generators of openapi/partner-v1.json (scripts/partner-clients), pull at
//! night from the real server; what they hold afterwards is what a fresh full pull gives.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::steps::text;
use super::acts::{Bank, Tenant, agreement_of, all_scopes, archive, bank, consent_with, edit, tenant, withdraw};
use crate::support::{Caller, MASTER_KEY, Server, TestApp};

const PURPOSE: &str = "CREDIT_APPLICATION";
/// Five people come in three pages.
const LIMIT: &str = "2";

/// A program that pulls.
struct Program {
    name: &'static str,
    command: &'static str,
    arguments: Vec<String>,
}

/// The programs that can run here. Python is wherever the tests run; Node may be missing.
fn programs() -> Vec<Program> {
    let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/clients");
    let script = |file: &str| clients.join(file).display().to_string();
    // Without the packages of the site: what the client needs stands beside it.
    let python = ["-S".to_owned(), "-B".to_owned(), script("python/nightly.py")];
    let mut all = vec![Program { name: "Python", command: "python3", arguments: python.to_vec() }];
    if Command::new("node").arg("--version").output().is_ok_and(|said| said.status.success()) {
        let arguments = vec![script("typescript/nightly.js")];
        all.push(Program { name: "TypeScript", command: "node", arguments });
    } else {
        println!("skipped: there is no node here to run the TypeScript client");
    }
    all
}

/// The copy of a partner, and what its last night said.
struct Night {
    said: Value,
    records: BTreeMap<String, Value>,
}

/// Runs a program once with a copy, which it makes or brings up to date.
fn night(program: &Program, bank: &Bank, port: u16, copy: &Path) -> Night {
    let base = format!("http://127.0.0.1:{port}");
    let said = Command::new(program.command)
        .args(&program.arguments)
        .args([base.as_str(), PURPOSE])
        .arg(copy)
        .arg(LIMIT)
        .env("PARTNER_CLIENT_ID", &bank.client_id)
        .env("PARTNER_CLIENT_SECRET", &bank.secret)
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert!(said.status.success(), "{}: {out}{err}", program.name);
    // Neither a secret nor anything of a person is said aloud.
    assert!(!format!("{out}{err}").contains("Orang Uji") && !out.contains(&bank.secret), "{out}{err}");
    let held: Value = serde_json::from_str(&std::fs::read_to_string(copy).unwrap()).unwrap();
    let records = serde_json::from_value(held["records"].clone()).unwrap();
    Night { said: serde_json::from_str(out.lines().last().unwrap()).unwrap(), records }
}

/// All records as the service gives them now.
async fn pulled(bank: &Bank) -> BTreeMap<String, Value> {
    let page = bank.machine.get(&format!("/v1/partner/incubatees?purpose={PURPOSE}&limit=500")).await.expect(200);
    assert_eq!(page["page"]["complete"], json!(true));
    let rows = page["data"].as_array().unwrap().iter();
    rows.map(|row| (text(row, "id").to_owned(), row.clone())).collect()
}

/// The same content, whatever language held it: JavaScript has no 2.0, Python writes times in its own way.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| {
                    name == "consentExpiresAt" || other.get(name).is_some_and(|other| same(value, other))
                })
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        _ => one == other,
    }
}

#[track_caller]
fn equal(name: &str, held: &BTreeMap<String, Value>, fresh: &BTreeMap<String, Value>) {
    assert_eq!(held.keys().collect::<Vec<_>>(), fresh.keys().collect::<Vec<_>>(), "{name}");
    for (id, record) in held {
        assert!(same(record, &fresh[id]), "{name}: {record}\n{}", fresh[id]);
    }
}

/// Somebody who consents for two hundred days from now.
async fn consented(app: &TestApp, head: &Caller, bank: &Bank, number: u32) -> (Tenant, Value) {
    let who = tenant(app, number).await;
    let until = app.app.clock.now() + chrono::Duration::days(200);
    let scopes = all_scopes(PURPOSE);
    let given = consent_with(head, &who.person, bank, PURPOSE, &scopes, json!({"expiresAt": until})).await;
    (who, given)
}

#[tokio::test]
async fn generated_clients_pull_at_night_and_hold_what_a_fresh_pull_gives() {
    let app = TestApp::start().await;
    // The server that they pull from goes by the machine's clock.
    app.app.clock.reset();
    let (bank, head, admin) = (bank(&app).await, app.head().await, app.admin().await);
    let to = app.app.clock.now().date_naive() + chrono::Duration::days(400);
    edit(&admin, &agreement_of(&admin, &bank).await, json!({"toOn": to})).await;
    let mut given = Vec::new();
    for number in 1..=5 {
        given.push(consented(&app, &head, &bank, number).await);
    }
    let dir: PathBuf = app.app.settings.data_dir.clone();
    std::fs::write(dir.join("master.key"), MASTER_KEY).unwrap();
    let server = Server::start(&dir, app.database(), &[]).await;
    let programs = programs();
    let copy = |program: &Program, which: &str| dir.join(format!("{}-{which}.json", program.name));

    let fresh = pulled(&bank).await;
    assert_eq!(fresh.len(), 5);
    for program in &programs {
        let first = night(program, &bank, server.port, &copy(program, "copy"));
        assert_eq!((&first.said["records"], &first.said["acknowledged"]), (&json!(5), &json!(0)), "{}", program.name);
        equal(program.name, &first.records, &fresh);
    }

    // A day goes by: an edit, a withdrawal, less consent than before, somebody who left, somebody new.
    let path = |who: &Tenant| format!("/v1/persons/{}", who.person);
    edit(&head, &path(&given[0].0), json!({"phone": "+6281299990001"})).await;
    withdraw(&head, &given[1].1).await;
    let until = json!({"expiresAt": app.app.clock.now() + chrono::Duration::days(100)});
    consent_with(&head, &given[2].0.person, &bank, PURPOSE, &["IDENTITY_BASIC"], until).await;
    archive(&head, &path(&given[3].0)).await;
    consented(&app, &head, &bank, 6).await;
    // Within a second the changes have their places in the feed.
    tokio::time::sleep(Duration::from_secs(2)).await;

    let fresh = pulled(&bank).await;
    assert_eq!(fresh.len(), 4);
    for (place, program) in programs.iter().enumerate() {
        let second = night(program, &bank, server.port, &copy(program, "copy"));
        let said = &second.said;
        assert_eq!((&said["records"], &said["lost"], &said["deletes"]), (&json!(4), &json!(1), &json!(1)), "{said}");
        assert!(said["upserts"].as_i64().unwrap() >= 3, "{said}");
        // Whoever comes first says that the withdrawn data are deleted; nothing is left to be said.
        assert_eq!(said["acknowledged"], json!(i32::from(place == 0)), "{}", program.name);
        equal(program.name, &second.records, &fresh);
        let anew = night(program, &bank, server.port, &copy(program, "fresh"));
        assert_eq!((&anew.said["digest"], &anew.said["upserts"]), (&said["digest"], &json!(0)), "{}", program.name);
        let third = night(program, &bank, server.port, &copy(program, "copy"));
        assert_eq!((&third.said["digest"], &third.said["acknowledged"]), (&said["digest"], &json!(0)));
    }
    let ended = head.get(&format!("/v1/consents/{}", text(&given[1].1, "id"))).await.expect(200);
    assert_eq!(ended["acknowledgement"]["state"], json!("DONE"));
}
