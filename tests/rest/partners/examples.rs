//! The examples of `openapi/partner-v1.json`, carried out: each request is answered as its example says, with the same
//! fields, and example and answer both fit the schema. `UPDATE=1 cargo test examples` puts what differs in order; run
//! `UPDATE=1 cargo test contract` afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::time::Duration;

use api::rest::partner_document::{self, Example};
use api::worker::{exports, sequencer};
use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::super::steps::text;
use super::acts::{self, Bank, all_scopes, consent, tenant};
use crate::support::{Caller, TestApp};

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Nobody,
    Bank,
    Bumn,
}

/// Every operation, in an order in which each finds what it needs.
const ORDER: &[(&str, Who)] = &[
    ("getOauthMetadata", Who::Nobody),
    ("getJwks", Who::Nobody),
    ("issueToken", Who::Nobody),
    ("getReferenceSet", Who::Nobody),
    ("listPartnerIncubatees", Who::Bank),
    ("getPartnerIncubatee", Who::Bank),
    ("downloadPartnerIncubatees", Who::Bank),
    ("listPartnerChanges", Who::Bank),
    ("createPartnerExport", Who::Bank),
    ("listPartnerExports", Who::Bank),
    ("getPartnerExport", Who::Bank),
    ("fetchPartnerExport", Who::Bank),
    ("getPartnerProfile", Who::Bank),
    ("getSikpCandidate", Who::Bank),
    ("listSikpCandidates", Who::Bank),
    ("getPumkCandidate", Who::Bumn),
    ("listSupportedEnterprises", Who::Bumn),
    ("lookupApplicant", Who::Bank),
    ("createOutcome", Who::Bank),
    ("listOutcomesOfSubject", Who::Bank),
    ("getOutcomeSteps", Who::Bank),
    ("upholdOutcome", Who::Bank),
    ("correctOutcome", Who::Bank),
    ("requestConsent", Who::Bank),
    ("listPartnerConsents", Who::Bank),
    ("getPartnerConsent", Who::Bank),
    ("acknowledgeDeletion", Who::Bank),
    ("revokeToken", Who::Nobody),
];

// What the examples call by names of their own.
const CLIENT: &str = "cli_01h455vb4pex5vsknk084sn02q";
const SECRET: &str = "nT3vV0xJ2m5bQ8yR1sW4uZ7aC0dE3fG6hI9jK2lM5oP";
const TOKEN: &str = "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJjbGlfLi4uIn0.c2lnbmF0dXJl";
const SUBJECT: &str = "sub_01h455vb4pex5vsknk084sn02q";
const PARTNER_OF_BUMN: &str = "sub_01h455vb4pex5vsknk084sn02s";
const CONSENT: &str = "cns_01h455vb4pex5vsknk084sn02q";
const ENDED: &str = "cns_01h455vb4pex5vsknk084sn02r";
const EXPORT: &str = "exp_01h455vb4pex5vsknk084sn02q";
const UPHELD: &str = "out_01h455vb4pex5vsknk084sn02q";
const CORRECTED: &str = "out_01h455vb4pex5vsknk084sn02r";
const CODE: &str = "ABCDE-FGHJK";
const CURSOR: &str = "cGFydG5lckNoYW5nZSAzZjJhCjEyMDQ";
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/partner-examples.json");

/// What the examples need: an applicant of whom all is recorded, one who withdrew, both at a bank, and a BUMN.
struct World {
    app: TestApp,
    bank: Bank,
    bumn: Bank,
    tokens: [String; 2],
    /// What stands for what in the requests.
    names: BTreeMap<&'static str, String>,
}

async fn token(app: &TestApp, of: &Bank) -> String {
    acts::token(app, &of.client_id, &of.secret).await
}

impl World {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let (bank, head) = (acts::bank(&app).await, app.head().await);
        let bumn = acts::partner(&app, "BUMN", "ORG-BUMN", &["BUMN_PARTNERSHIP"]).await;
        let (one, other) = (tenant(&app, 1).await, tenant(&app, 3).await);
        acts::complete(&app, &one, 1).await;
        let mut names = BTreeMap::new();
        let scopes = all_scopes("CREDIT_APPLICATION");
        let given = consent(&head, &one.person, &bank, "CREDIT_APPLICATION", &scopes).await;
        names.extend([(CONSENT, text(&given, "id").to_owned()), (SUBJECT, text(&given, "subject").to_owned())]);
        let ended = consent(&head, &other.person, &bank, "CREDIT_APPLICATION", &scopes).await;
        names.insert(ENDED, text(&ended, "id").to_owned());
        let partnership = all_scopes("BUMN_PARTNERSHIP");
        let given = consent(&head, &one.person, &bumn, "BUMN_PARTNERSHIP", &partnership).await;
        names.insert(PARTNER_OF_BUMN, text(&given, "subject").to_owned());
        support(&bumn, &head, &one.enterprise).await;
        // What was pulled before is lost now.
        bank.machine.get("/v1/partner/incubatees?purpose=CREDIT_APPLICATION").await.expect(200);
        sequencer::run(&app.app).await.unwrap();
        let now = bank.machine.get("/v1/partner/changes?purpose=CREDIT_APPLICATION&after=latest").await.expect(200);
        names.insert(CURSOR, text(&now["page"], "next").to_owned());
        acts::withdraw(&head, &ended).await;
        sequencer::run(&app.app).await.unwrap();
        let code = head.post(&format!("/v1/consents/{}/codes", names[CONSENT]), json!({})).await.expect(201);
        names.insert(CODE, text(&code, "code").to_owned());
        let said = disputes(&bank, &head, &names[SUBJECT]).await;
        names.extend([UPHELD, CORRECTED].into_iter().zip(said));
        names.extend([(CLIENT, bank.client_id.clone()), (SECRET, bank.secret.clone())]);
        let tokens = [token(&app, &bank).await, token(&app, &bumn).await];
        names.insert(TOKEN, token(&app, &bank).await);
        Self { app, bank, bumn, tokens, names }
    }

    /// Tokens do not live so long.
    async fn next_day(&mut self) {
        self.app.clock().advance(Duration::from_secs(86_400));
        self.tokens = [token(&self.app, &self.bank).await, token(&self.app, &self.bumn).await];
    }

    /// A text of an example, said of this world.
    fn fill(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, real)| text.replace(name, real))
    }

    /// Carries an example out: status, type of the answer, the answer.
    async fn call(&self, (method, path): (&str, &str), who: Who, example: &Example) -> (u16, String, Vec<u8>) {
        let mut target = path.to_owned();
        for (name, value) in &example.path {
            target = target.replace(&format!("{{{name}}}"), value);
        }
        let query: Vec<String> = example.query.iter().map(|(name, value)| format!("{name}={}", plain(value))).collect();
        let target = self.fill(&format!("{target}?{}", query.join("&")));
        let mut request = Request::builder().method(method.to_uppercase().as_str()).uri(target.trim_end_matches('?'));
        for (name, value) in &example.headers {
            request = request.header(name.as_str(), value.as_str());
        }
        request = match who {
            Who::Nobody => request,
            Who::Bank => request.header("authorization", format!("Bearer {}", self.tokens[0])),
            Who::Bumn => request.header("authorization", format!("Bearer {}", self.tokens[1])),
        };
        let form = |form: &BTreeMap<String, String>| {
            let fields: Vec<String> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
            ("application/x-www-form-urlencoded", fields.join("&"))
        };
        let body = example.body.as_ref().map(|body| ("application/json", body.to_string()));
        let body = match body.or_else(|| example.form.as_ref().map(form)) {
            Some((kind, text)) => {
                request = request.header("content-type", kind);
                self.fill(&text)
            }
            None => String::new(),
        };
        let router = api::server::router(self.app.app.clone());
        let response = router.oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let kind = response.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        let bytes = axum::body::to_bytes(response.into_body(), 16 << 20).await.unwrap();
        (status, kind.unwrap_or_default(), bytes.to_vec())
    }
}

/// The BUMN committed itself to the enterprise, and the BLK accepted.
async fn support(bumn: &Bank, head: &Caller, enterprise: &str) {
    let offer = json!({
        "unit": bumn.code, "kind": "FINANCING", "title": "Modal kerja", "fromOn": "2026-11-01", "amount": 25_000_000,
        "enterpriseId": enterprise,
    });
    let made = bumn.teller.post("/v1/commitments", offer).await.expect(201);
    let agreement = json!({"agreementKind": "PKS", "agreementNumber": "PKS-7"});
    head.post_if(&format!("/v1/commitments/{}/accept", text(&made, "id")), 1, agreement).await.expect(200);
}

/// The bank says three things of an applicant; the BLK disputes the last two of them.
async fn disputes(bank: &Bank, head: &Caller, subject: &str) -> Vec<String> {
    let path = format!("/v1/partner/incubatees/{subject}/outcomes?purpose=CREDIT_APPLICATION");
    let mut ids = Vec::new();
    for said in [
        json!({"outcome": "CONTACTED", "on": "2026-11-02"}),
        json!({"outcome": "OFFERED", "on": "2026-11-03"}),
        json!({"outcome": "APPROVED", "amount": 20_000_000, "on": "2026-11-04"}),
    ] {
        ids.push(text(&bank.machine.post(&path, said).await.expect(201), "id").to_owned());
    }
    let ids = ids.split_off(1);
    for id in &ids {
        let reason = json!({"reason": "Belum ada penawaran"});
        head.post_if(&format!("/v1/partner-outcomes/{id}/dispute"), 1, reason).await.expect(200);
    }
    ids
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

fn part(jws: &str, at: usize) -> Value {
    let encoded = jws.split('.').nth(at).unwrap_or_default();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).unwrap_or_default()).unwrap_or(Value::Null)
}

fn word(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

/// Where an answer is made otherwise than its example: other fields, or another type.
fn unlike(at: &str, example: &Value, real: &Value, found: &mut Vec<String>) {
    match (example, real) {
        (Value::Object(example), Value::Object(real)) => {
            let names: BTreeSet<&String> = example.keys().chain(real.keys()).collect();
            for name in names {
                match (example.get(name), real.get(name)) {
                    (Some(example), Some(real)) => unlike(&format!("{at}/{name}"), example, real, found),
                    (Some(_), None) => found.push(format!("{at}/{name} is in the example alone")),
                    _ => found.push(format!("{at}/{name} is missing in the example")),
                }
            }
        }
        (Value::Array(example), Value::Array(real)) => {
            if example.is_empty() != real.is_empty() {
                found.push(format!("{at}: {} in the example, {} in the answer", example.len(), real.len()));
            }
            for (index, (example, real)) in example.iter().zip(real).enumerate() {
                unlike(&format!("{at}/{index}"), example, real, found);
            }
        }
        _ if word(example) == word(real) => {}
        _ => found.push(format!("{at}: {} in the example, {} in the answer", word(example), word(real))),
    }
}

/// The example with the shape of the answer: what it says stays where it has the right type.
fn settled(example: &Value, real: &Value) -> Value {
    match (example, real) {
        (Value::Object(example), Value::Object(real)) => {
            let field = |(name, real): (&String, &Value)| {
                (name.clone(), settled(example.get(name).unwrap_or(&Value::Null), real))
            };
            Value::Object(real.iter().map(field).collect())
        }
        (Value::Array(old), Value::Array(real)) => {
            let mut found = Vec::new();
            unlike("", example, &Value::Array(real.clone()), &mut found);
            if found.is_empty() {
                return example.clone();
            }
            let pairs = real.iter().take(3).enumerate();
            pairs.map(|(index, real)| settled(old.get(index).unwrap_or(&Value::Null), real)).collect()
        }
        (example, real) if word(example) == word(real) => example.clone(),
        (_, Value::String(text)) if text.len() == 30 && text.get(3..4) == Some("_") => {
            json!(format!("{}_01h455vb4pex5vsknk084sn02q", &text[..3]))
        }
        (_, Value::Object(_) | Value::Array(_)) => match real {
            Value::Object(_) => settled(&json!({}), real),
            _ => settled(&json!([]), real),
        },
        _ => real.clone(),
    }
}

/// What does not fit a schema of the document.
fn misfits(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let schema = json!({"allOf": [schema], "components": document["components"]});
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

/// Method, path, operation, by the id of the operation.
fn operations(document: &Value) -> BTreeMap<String, (String, String, Value)> {
    let mut all = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = text(operation, "operationId").to_owned();
            all.insert(id, (method.clone(), path.clone(), operation.clone()));
        }
    }
    all
}

/// Where an answer differs from its example.
fn differences(document: &Value, operation: &Value, example: &Example, answer: &(u16, String, Vec<u8>)) -> Vec<String> {
    let (status, kind, bytes) = answer;
    let said = String::from_utf8_lossy(bytes);
    if *status != example.status {
        return vec![format!("{status} in the place of {}: {said}", example.status)];
    }
    let media = kind.split(';').next().unwrap_or_default();
    let schema = &operation["responses"][status.to_string()]["content"][media]["schema"];
    if bytes.is_empty() {
        return if example.answer.is_null() { Vec::new() } else { vec!["the answer has no body".to_owned()] };
    }
    if schema.is_null() {
        return vec![format!("{media} is not in the document")];
    }
    let mut found = Vec::new();
    let text = example.answer.as_str().unwrap_or_default();
    match media {
        "application/json" => {
            let real: Value = serde_json::from_slice(bytes).unwrap();
            unlike("", &example.answer, &real, &mut found);
            found.extend(misfits(document, schema, &real).into_iter().map(|fault| format!("answer {fault}")));
            let misfits = misfits(document, schema, &example.answer);
            found.extend(misfits.into_iter().map(|fault| format!("example {fault}")));
        }
        "text/csv" => {
            if said.lines().next() != text.lines().next() || text.lines().count() < 2 {
                found.push(format!("columns: {}", said.lines().next().unwrap_or_default()));
            }
        }
        "application/jose" => {
            for at in [0, 1] {
                unlike(&format!("/{at}"), &part(text, at), &part(&said, at), &mut found);
            }
        }
        "application/gzip" => {
            let mut lines = String::new();
            flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut lines).unwrap();
            let record = json!({"$ref": "#/components/schemas/PartnerIncubatee"});
            for line in lines.lines() {
                found.extend(misfits(document, &record, &serde_json::from_str(line).unwrap()));
            }
            if lines.is_empty() || text.is_empty() {
                found.push("no lines".to_owned());
            }
        }
        other => found.push(format!("nobody expects {other}")),
    }
    found
}

/// Every operation that a partner has is shown by one example, which is carried out here.
#[tokio::test]
async fn every_example_of_the_partners_contract_is_answered_as_it_says() {
    let document = serde_json::to_value(partner_document::document()).unwrap();
    let (operations, examples) = (operations(&document), partner_document::examples());
    let ordered: BTreeSet<&str> = ORDER.iter().map(|(id, _)| *id).collect();
    assert_eq!(operations.keys().map(String::as_str).collect::<BTreeSet<_>>(), ordered, "ORDER names all of them");
    assert_eq!(examples.keys().map(String::as_str).collect::<BTreeSet<_>>(), ordered, "each has an example");
    let mut world = World::new().await;
    let mut asset: Value = serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap();
    let mut faults = Vec::new();
    for (id, who) in ORDER {
        let ((method, path, operation), example) = (&operations[*id], &examples[*id]);
        if *id == "acknowledgeDeletion" {
            world.next_day().await;
        }
        let answer = world.call((method.as_str(), path.as_str()), *who, example).await;
        let real: Value = serde_json::from_slice(&answer.2).unwrap_or(Value::Null);
        if *id == "createPartnerExport" {
            world.names.insert(EXPORT, text(&real, "id").to_owned());
            assert_eq!(exports::run(&world.app.app).await.unwrap(), 1);
        }
        let differences = differences(&document, operation, example, &answer);
        if !differences.is_empty() && answer.0 == example.status && answer.1.starts_with("application/json") {
            asset[*id]["answer"] = settled(&example.answer, &real);
        }
        faults.extend(differences.into_iter().map(|fault| format!("{id} {fault}")));
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(FILE, serde_json::to_string_pretty(&asset).unwrap() + "\n").unwrap();
    }
    assert!(faults.is_empty(), "run UPDATE=1 cargo test examples and look at the diff:\n{}", faults.join("\n"));
}

#[tokio::test]
async fn the_contract_is_served_and_the_explorer_offers_it() {
    let app = TestApp::start().await;
    let served = app.anonymous().get("/openapi/partner-v1.json").await;
    assert_eq!(served.header("cache-control"), "public, max-age=300");
    assert_eq!(served.expect(200), serde_json::to_value(partner_document::document()).unwrap());
    let explorer = app.anonymous().get("/docs/swagger-initializer.js").await;
    assert_eq!(explorer.status, 200);
    for file in ["/openapi/v1.json", "/openapi/partner-v1.json"] {
        assert!(explorer.text.contains(file), "{file}: {}", explorer.text);
    }
}

/// What the document shows is what was carried out, and it shows nothing that partners do not have.
#[test]
fn the_partners_document_is_whole_and_holds_nothing_else() {
    let document = serde_json::to_value(partner_document::document()).unwrap();
    for (id, (_, path, operation)) in operations(&document) {
        let known = ["/v1/partner", "/.well-known/", "/oauth/", "/v1/reference/{set}"];
        assert!(known.iter().any(|known| path.starts_with(known)), "{path}");
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(!text(response, "description").is_empty(), "{id} {status}");
        }
        let example = &partner_document::examples()[&id];
        let shown = &operation["responses"][example.status.to_string()]["content"];
        let contents: Vec<&Value> = shown.as_object().into_iter().flat_map(|shown| shown.values()).collect();
        assert!(contents.iter().all(|content| content["example"] == example.answer), "{id} shows its answer");
        if let Some(body) = &example.body {
            assert_eq!(&operation["requestBody"]["content"]["application/json"]["example"], body, "{id}");
        }
        let needed = operation["parameters"].as_array().into_iter().flatten().filter(|one| one["required"] == true);
        for parameter in needed {
            assert!(!parameter["example"].is_null(), "{id} has no example of {}", parameter["name"]);
        }
    }
    // Every schema that is named is there, and every one that is there is named.
    let whole = document.to_string();
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(whole.contains(&format!("\"#/components/schemas/{name}\"")), "nothing needs {name}");
    }
    let names = whole.split("\"#/components/schemas/").skip(1).map(|rest| rest.split('"').next().unwrap());
    for name in names {
        assert!(!document["components"]["schemas"][name].is_null(), "{name} is missing");
    }
    for private in ["PersonInput", "NewUser", "ConsentInput", "DataRequest"] {
        assert!(document["components"]["schemas"][private].is_null(), "{private} is no concern of partners");
    }
    let webhooks: Vec<&String> = document["webhooks"].as_object().unwrap().keys().collect();
    assert!(webhooks.iter().any(|name| *name == "consent.withdrawn"), "{webhooks:?}");
    assert!(!webhooks.iter().any(|name| name.starts_with("report.")), "{webhooks:?}");
}
