//! The gate: every field, on every path, with and without consent; every refusal, with what it leaves behind.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use api::vocab::Role;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::super::incubation::steps::{member, person};
use super::super::kept_steps::rows;
use super::super::steps::{count, grant, text};
use super::acts::{
    Bank, Tenant, agreement, agreement_of, all_scopes, another, bank, code, complete, consent, consent_with, detail,
    facts, machine, partner, tenant, withdraw,
};
use super::paths::{Paths, nothing_comes};
use crate::support::{BLK, Caller, Reply, TestApp};

/// What a record has whatever is granted.
const ENVELOPE: [&str; 7] =
    ["id", "purpose", "consentId", "consentVersion", "consentExpiresAt", "dataThrough", "redactions"];

/// Every field that a partner can see.
pub const RECORD: &str =
    "id purpose consentId consentVersion consentExpiresAt dataThrough sector businessAgeBand revenueBand
    workersBand mentoringVerified name sex birthDate maritalStatus education occupation nik npwp phone address village
    district regency { code name } province postalCode
    enterprise { name sector kbli level startedOn region { code name } stage nib
        certifications { kind number issuer issuedOn validUntil } }
    blk { code name } kawasan { code name }
    finance { revenueBand revenue { month amount costs workers assurance } capital { source amount } assets }
    workers { permanent casual unpaidFamily } mentoring { verified visits hours since lastVisitOn }
    offtakeContracts { offTaker number product volume volumeUnit price startsOn endsOn status }
    products { name kbli certifications channels } capacity { product quantity unit }
    certifications { kind number issuer issuedOn validUntil } redactions { path code }";

pub fn list_of(purpose: &str) -> String {
    format!("/v1/partner/incubatees?purpose={purpose}")
}

fn one_of(id: &str, purpose: &str) -> String {
    format!("/v1/partner/incubatees/{id}?purpose={purpose}")
}

/// All records of a purpose, in one page.
async fn pulled(caller: &Caller, purpose: &str) -> Vec<Value> {
    rows(caller, &list_of(purpose)).await
}

/// The only record of a purpose.
pub async fn only(caller: &Caller, purpose: &str) -> Value {
    let mut all = pulled(caller, purpose).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// The fields of each scope, as everybody can read them.
pub async fn published(app: &TestApp) -> BTreeMap<String, BTreeSet<String>> {
    let set = app.anonymous().get("/v1/reference/consentScopes").await.expect(200);
    let words = |code: &Value| {
        code["meta"]["fields"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    set["codes"].as_array().unwrap().iter().map(|code| (text(code, "code").to_owned(), words(code))).collect()
}

fn at<'a>(record: &'a Value, field: &str) -> &'a Value {
    field.split('.').fold(record, |value, name| &value[name])
}

/// Exactly the granted fields are there; all others are null and named with this code.
#[track_caller]
fn shows(record: &Value, all: &BTreeSet<String>, granted: &BTreeSet<String>, code: &str) {
    let withheld: BTreeSet<(&str, &str)> = record["redactions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|redaction| (text(redaction, "path"), text(redaction, "code")))
        .collect();
    let paths: BTreeMap<String, &String> =
        all.iter().map(|field| (format!("/{}", field.replace('.', "/")), field)).collect();
    for (path, field) in &paths {
        let named = withheld.contains(&(path.as_str(), code));
        assert_eq!(at(record, field).is_null(), !granted.contains(*field), "{field} of {record}");
        assert_eq!(named, !granted.contains(*field), "{path} among the redactions of {record}");
    }
    assert_eq!(withheld.len(), all.len() - granted.len(), "{withheld:?}");
    for name in record.as_object().unwrap().keys() {
        let known =
            ENVELOPE.contains(&name.as_str()) || all.iter().any(|field| field.split('.').next() == Some(name.as_str()));
        assert!(known, "{name} is granted by no scope");
    }
}

/// A line of a table, by the names of its columns.
pub type Line = BTreeMap<String, String>;

/// The lines of a table.
pub fn parsed(table: &str) -> Vec<Line> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let line = |line: csv::StringRecord| names.iter().cloned().zip(line.iter().map(str::to_owned)).collect();
    reader.records().map(|found| line(found.unwrap())).collect()
}

async fn downloaded(caller: &Caller, purpose: &str) -> Vec<Line> {
    let reply = caller.get(&format!("/v1/partner/incubatees.csv?purpose={purpose}")).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/csv; charset=utf-8"), "{}", reply.text);
    parsed(&reply.text)
}

/// The same of a line: cells of a granted field hold something, those of the others nothing.
#[track_caller]
fn shows_in_table(line: &Line, all: &BTreeSet<String>, granted: &BTreeSet<String>) {
    for field in all {
        let below = format!("{field}.");
        let cells: Vec<&String> =
            line.iter().filter(|(name, _)| *name == field || name.starts_with(&below)).map(|(_, cell)| cell).collect();
        assert!(!cells.is_empty(), "no column for {field}");
        assert_eq!(cells.iter().all(|cell| cell.is_empty()), !granted.contains(field), "{field} of {line:?}");
    }
}

/// Reads by GraphQL: the list and one of it, which are the same.
async fn asked(caller: &Caller, purpose: &str, id: &str) -> Value {
    let query = format!(
        "query Q($purpose: String, $id: ID!) {{ partnerIncubatees(purpose: $purpose, first: 10) {{ totalCount nodes {{ {RECORD} }} }}
            partnerIncubatee(id: $id, purpose: $purpose) {{ {RECORD} }} }}"
    );
    let data = Caller::data(caller.graphql(&query, json!({"purpose": purpose, "id": id})).await);
    assert_eq!(data["partnerIncubatees"]["totalCount"], Value::Null);
    assert_eq!(data["partnerIncubatees"]["nodes"][0], data["partnerIncubatee"]);
    data["partnerIncubatee"].clone()
}

/// What both faces say alike; times are written in two ways.
fn comparable(mut record: Value) -> Value {
    record.as_object_mut().unwrap().remove("consentExpiresAt");
    record
}

#[tokio::test]
async fn each_scope_alone_gives_its_fields_and_no_others_on_every_path() {
    let app = TestApp::start().await;
    let (head, published) = (app.head().await, published(&app).await);
    let someone = tenant(&app, 1).await;
    complete(&app, &someone, 1).await;
    let bank = bank(&app).await;
    let state = partner(&app, "BUMN", "ORG-BUMN", &["BUMN_PARTNERSHIP"]).await;
    let buyer = partner(&app, "OFF_TAKER", "ORG-BUYER", &["OFFTAKE_SOURCING"]).await;
    let pulls = [
        (&bank, "CREDIT_PROSPECTING"),
        (&bank, "CREDIT_APPLICATION"),
        (&state, "BUMN_PARTNERSHIP"),
        (&buyer, "OFFTAKE_SOURCING"),
    ];
    let mut all = BTreeSet::new();
    for scope in pulls.iter().flat_map(|(_, purpose)| all_scopes(purpose)) {
        all.extend(published[scope].iter().cloned());
    }
    for (by, purpose) in pulls {
        let mut paths = Paths::open(&app, &head, by, purpose).await;
        for scope in all_scopes(purpose) {
            println!("{purpose} {scope}");
            let given = consent(&head, &someone.person, by, purpose, &[scope]).await;
            let granted = &published[scope];
            let listed = only(&by.machine, purpose).await;
            shows(&listed, &all, granted, "SCOPE");
            let id = text(&listed, "id");
            assert_eq!(by.machine.get(&one_of(id, purpose)).await.expect(200), listed);
            let told = asked(&by.machine, purpose, id).await;
            shows(&told, &all, granted, "SCOPE");
            assert_eq!(comparable(told.clone()), comparable(listed.clone()));
            let lines = downloaded(&by.teller, purpose).await;
            assert_eq!((lines.len(), lines[0]["id"].as_str()), (1, id));
            shows_in_table(&lines[0], &all, granted);
            paths.give((&given, scope), (&listed, &told), &lines[0]).await;
        }
    }
}

#[tokio::test]
async fn without_a_consent_nobody_is_there() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let [here, other] = [tenant(&app, 1).await, tenant(&app, 2).await];
    let purpose = "CREDIT_APPLICATION";
    consent(&head, &other.person, &bank, "CREDIT_PROSPECTING", &["PROSPECT_SUMMARY"]).await;
    assert!(pulled(&bank.machine, purpose).await.is_empty());
    assert!(downloaded(&bank.teller, purpose).await.is_empty());
    let prospect = text(&only(&bank.machine, "CREDIT_PROSPECTING").await, "id").to_owned();
    let random = api::domain::ids::text(api::domain::ids::Kind::Subject, uuid::Uuid::from_u128(7));
    let unknown = said(bank.machine.get(&one_of(&random, purpose)).await.refused(404, "RESOURCE.NOT_FOUND"));
    // Of another purpose, of no subject at all, the person itself: all the same answer.
    let [person, incubatee, enterprise] = [here.person.as_str(), here.incubatee.as_str(), here.enterprise.as_str()];
    for id in [prospect.as_str(), "sub_nonsense", "x", person, incubatee, enterprise] {
        let refused = bank.machine.get(&one_of(id, purpose)).await.refused(404, "RESOURCE.NOT_FOUND");
        assert_eq!(said(refused), unknown, "{id}");
        let query = "query Q($id: ID!) { partnerIncubatee(id: $id, purpose: \"CREDIT_APPLICATION\") { id } }";
        let none = Caller::data(bank.machine.graphql(query, json!({"id": id})).await);
        assert_eq!(none, json!({"partnerIncubatee": null}));
    }
    for path in ["/v1/partner/incubatees.csv".to_owned(), format!("/v1/partner/incubatees/{prospect}")] {
        bank.machine.get(&path).await.refused(422, "PURPOSE.REQUIRED");
        bank.machine.get(&format!("{path}?purpose=")).await.refused(422, "PURPOSE.REQUIRED");
        bank.machine.get(&format!("{path}?purpose={purpose}&all=1")).await.refused(422, "REQUEST.INVALID");
        app.anonymous().get(&format!("{path}?purpose={purpose}")).await.refused(401, "AUTH.REQUIRED");
    }
    // Nor does another partner know of it.
    let second = partner(&app, "BANK", "ORG-BANK-2", &["CREDIT_PROSPECTING"]).await;
    assert!(pulled(&second.machine, "CREDIT_PROSPECTING").await.is_empty());
    second.machine.get(&one_of(&prospect, "CREDIT_PROSPECTING")).await.refused(404, "RESOURCE.NOT_FOUND");
}

/// A refusal without what differs from call to call.
fn said(mut refusal: Value) -> Value {
    refusal.as_object_mut().unwrap().remove("requestId");
    refusal
}

/// A bank with one consent of one tenant, and the id of the subject.
async fn shared(app: &TestApp) -> (Bank, Tenant, Value, String) {
    let (bank, someone) = (bank(app).await, tenant(app, 1).await);
    let scopes = ["IDENTITY_BASIC", "CONTACT", "FINANCE_REVENUE"];
    let given = consent(&app.head().await, &someone.person, &bank, "CREDIT_APPLICATION", &scopes).await;
    let id = text(&only(&bank.machine, "CREDIT_APPLICATION").await, "id").to_owned();
    (bank, someone, given, id)
}

#[track_caller]
fn gone(one: Reply, listed: Vec<Value>, lines: Vec<Line>) {
    one.refused(404, "RESOURCE.NOT_FOUND");
    assert!(listed.is_empty() && lines.is_empty(), "{listed:?} {lines:?}");
}

/// Nothing is left on any path. Somebody comes to the counter with a code that was given out before.
async fn is_gone(app: &TestApp, caller: &Caller, id: &str, brought: &Value) {
    let purpose = "CREDIT_APPLICATION";
    let one = caller.get(&one_of(id, purpose)).await;
    gone(one, pulled(caller, purpose).await, downloaded(caller, purpose).await);
    let query = "{ partnerIncubatees(purpose: \"CREDIT_APPLICATION\", first: 5) { nodes { id } } }";
    let told = Caller::data(caller.graphql(query, json!({})).await);
    assert_eq!(told["partnerIncubatees"]["nodes"], json!([]));
    nothing_comes(app, caller, id, brought).await;
}

#[tokio::test]
async fn a_withdrawn_consent_gives_nothing_from_that_moment_on() {
    let app = TestApp::start().await;
    let (bank, _, given, id) = shared(&app).await;
    let head = app.head().await;
    let brought = code(&head, &given).await;
    withdraw(&head, &given).await;
    is_gone(&app, &bank.machine, &id, &brought).await;
}

#[tokio::test]
async fn an_expired_consent_gives_nothing_though_nobody_wrote_that_down() {
    let app = TestApp::start().await;
    let (bank, _, given, id) = shared(&app).await;
    app.clock().set("2027-10-31T23:50:00Z".parse().unwrap());
    let caller = machine(&app, &bank.client_id, &bank.secret).await;
    let brought = code(&app.head().await, &given).await;
    assert_eq!(pulled(&caller, "CREDIT_APPLICATION").await.len(), 1);
    app.clock().set("2027-11-01T00:00:00Z".parse().unwrap());
    is_gone(&app, &caller, &id, &brought).await;
}

#[tokio::test]
async fn who_is_restricted_archived_or_erased_is_gone_and_back_when_released() {
    use entity::person::Column;
    let app = TestApp::start().await;
    let (bank, _, given, id) = shared(&app).await;
    let brought = code(&app.head().await, &given).await;
    for column in [Column::RestrictedAt, Column::ArchivedAt, Column::ErasedAt] {
        stamp(&app, column, true).await;
        is_gone(&app, &bank.machine, &id, &brought).await;
        stamp(&app, column, false).await;
        assert_eq!(text(&only(&bank.machine, "CREDIT_APPLICATION").await, "id"), id, "{column:?}");
    }
}

/// Sets a time of every person, or takes it away.
async fn stamp(app: &TestApp, column: entity::person::Column, set: bool) {
    let turn = app.app.store.begin().await.unwrap();
    let at = set.then(|| app.app.clock.now());
    let change = entity::person::Entity::update_many().col_expr(column, Expr::value(at));
    change.exec(turn.txn().unwrap()).await.unwrap();
    turn.commit().await.unwrap();
}

/// What was written down of refusals so far: code and path of each. They are written beside the answer.
pub async fn refusals(app: &TestApp, wanted: usize) -> Vec<String> {
    refusals_with(app, "", wanted).await
}

/// As [`refusals`], of one code.
pub async fn refusals_with(app: &TestApp, code: &str, wanted: usize) -> Vec<String> {
    use entity::audit::{Column, Entity};
    for _ in 0..200 {
        let rows = Entity::find().filter(Column::Action.eq("refusePartner")).order_by_asc(Column::Id);
        let rows = rows.all(app.app.store.reader()).await.unwrap();
        let opened = rows.iter().map(|row| (row, detail(app, row).unwrap()));
        let of_code = opened.filter(|(_, detail)| detail.starts_with(code));
        let found: Vec<String> = of_code.map(|(row, detail)| format!("{} {detail}", row.object_kind)).collect();
        if found.len() >= wanted {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{wanted} refusals were not written down")
}

#[tokio::test]
async fn every_refusal_has_its_code_and_leaves_a_row() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let (bank, _, _, id) = shared(&app).await;
    partner(&app, "BUMN", "ORG-BUMN", &["BUMN_PARTNERSHIP"]).await;
    let list = list_of("CREDIT_APPLICATION");
    app.anonymous().get(&list).await.refused(401, "AUTH.REQUIRED");
    // Nobody's refusals are nobody's: no row.
    head.get(&list).await.refused(403, "ACCESS.DENIED");
    bank.teller.get("/v1/partner/incubatees").await.refused(422, "PURPOSE.REQUIRED");
    bank.teller.get(&list_of("")).await.refused(422, "PURPOSE.REQUIRED");
    let unknown = bank.machine.get(&list_of("MARRIAGE")).await;
    assert_eq!(unknown.faults(), [("FIELD.UNKNOWN_CODE".to_owned(), "/purpose".to_owned())], "{}", unknown.text);
    bank.machine.get(&list_of("BUMN_PARTNERSHIP")).await.refused(403, "PURPOSE.DENIED");
    bank.machine.get(&list_of("RESEARCH")).await.refused(403, "PURPOSE.DENIED");
    bank.machine.get(&one_of("sub_x", "CREDIT_APPLICATION")).await.refused(404, "RESOURCE.NOT_FOUND");
    let csv = bank.machine.get("/v1/partner/incubatees.csv?purpose=PROGRAMME_ME").await;
    csv.refused(403, "PURPOSE.DENIED");
    let query = "{ partnerIncubatees(purpose: \"MENTORING\", first: 5) { nodes { id } } }";
    let told = bank.machine.graphql(query, json!({})).await;
    assert_eq!(told.body["errors"][0]["extensions"]["code"], "PURPOSE.DENIED", "{}", told.text);
    // Whoever acts for two partners gets nothing of either.
    let both = app.person(Role::Partner, None, Some(&bank.code)).await;
    grant(&app, &both, json!({"role": "PARTNER", "unit": "ORG-BUMN"})).await;
    both.get(&list).await.refused(403, "ACCESS.DENIED");
    admin.delete_if(&agreement_of(&admin, &bank).await, 1).await.expect(200);
    bank.machine.get(&list).await.refused(403, "AGREEMENT.INACTIVE");
    bank.machine.get(&one_of(&id, "CREDIT_APPLICATION")).await.refused(403, "AGREEMENT.INACTIVE");
    let left = refusals(&app, 12).await;
    let wanted = [
        "User ACCESS.DENIED REST",
        "User PURPOSE.REQUIRED REST",
        "User PURPOSE.REQUIRED REST",
        "Client REQUEST.INVALID REST",
        "Client PURPOSE.DENIED REST",
        "Client PURPOSE.DENIED REST",
        "Client RESOURCE.NOT_FOUND REST",
        "Client PURPOSE.DENIED CSV",
        "Client PURPOSE.DENIED GRAPHQL",
        "User ACCESS.DENIED REST",
        "Client AGREEMENT.INACTIVE REST",
        "Client AGREEMENT.INACTIVE REST",
    ];
    assert_eq!(left, wanted);
}

#[tokio::test]
async fn an_agreement_holds_until_the_day_it_names() {
    let app = TestApp::start().await;
    let (bank, _, _, _) = shared(&app).await;
    let admin = app.admin().await;
    let other = partner(&app, "BANK", "ORG-BANK-2", &["CREDIT_PROSPECTING"]).await;
    let early = json!({"number": "AGR-2", "fromOn": "2026-11-06", "toOn": "2026-11-07"});
    agreement(&admin, &other.code, &["CREDIT_APPLICATION"], early).await;
    let list = list_of("CREDIT_APPLICATION");
    other.machine.get(&list).await.refused(403, "PURPOSE.DENIED");
    // Days begin and end in Jakarta.
    for (now, status) in [("2026-11-05T17:00:00Z", 200), ("2026-11-06T16:59:30Z", 200), ("2026-11-06T17:00:00Z", 403)] {
        app.clock().set(now.parse().unwrap());
        let caller = machine(&app, &other.client_id, &other.secret).await;
        assert_eq!(caller.get(&list).await.status, status, "{now}");
    }
    let caller = machine(&app, &bank.client_id, &bank.secret).await;
    assert_eq!(pulled(&caller, "CREDIT_APPLICATION").await.len(), 1);
}

#[tokio::test]
async fn a_cursor_belongs_to_its_partner_and_purpose() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let second = partner(&app, "BANK", "ORG-BANK-2", &["CREDIT_APPLICATION"]).await;
    for number in 1..=2 {
        let someone = person(&head, BLK, "", facts(number)).await;
        for purpose in ["CREDIT_PROSPECTING", "CREDIT_APPLICATION"] {
            let scope = if purpose == "CREDIT_APPLICATION" { "CONTACT" } else { "PROSPECT_SUMMARY" };
            consent(&head, text(&someone, "id"), &bank, purpose, &[scope]).await;
        }
    }
    let first = bank.machine.get(&format!("{}&limit=1", list_of("CREDIT_PROSPECTING"))).await.expect(200);
    let next = text(&first["page"], "next");
    let foreign = |purpose: &str| format!("{}&after={next}", list_of(purpose));
    bank.machine.get(&foreign("CREDIT_PROSPECTING")).await.expect(200);
    bank.machine.get(&foreign("CREDIT_APPLICATION")).await.refused(422, "PAGE.CURSOR");
    second.machine.get(&foreign("CREDIT_APPLICATION")).await.refused(422, "PAGE.CURSOR");
    bank.machine.get(&format!("{}&after=nonsense", list_of("CREDIT_APPLICATION"))).await.refused(422, "PAGE.CURSOR");
    let reply = bank.machine.get(&format!("{}&limit=501", list_of("CREDIT_APPLICATION"))).await;
    reply.refused(422, "PAGE.LIMIT");
    assert_eq!(refusals(&app, 2).await, ["Client PAGE.CURSOR REST", "Client PAGE.CURSOR REST"]);
}

#[tokio::test]
async fn the_narrowest_of_agreement_client_and_consent_counts() {
    let app = TestApp::start().await;
    let (admin, head) = (app.admin().await, app.head().await);
    let (bank, someone) = (bank(&app).await, tenant(&app, 1).await);
    consent(&head, &someone.person, &bank, "CREDIT_APPLICATION", &["IDENTITY_BASIC", "CONTACT", "IDENTITY_NIK"]).await;
    let narrow = another(&app, &admin, &bank, json!({"scopes": ["CONTACT", "ADDRESS"]})).await;
    let record = only(&narrow, "CREDIT_APPLICATION").await;
    assert_eq!((&record["phone"], &record["name"]), (&facts(1)["phone"], &Value::Null));
    assert_eq!(
        [code_of(&record, "/name"), code_of(&record, "/nik"), code_of(&record, "/address")],
        ["PURPOSE", "PURPOSE", "SCOPE"]
    );
    // An agreement for less.
    let second = partner(&app, "BANK", "ORG-BANK-2", &["CREDIT_APPLICATION"]).await;
    consent(&head, &someone.person, &second, "CREDIT_APPLICATION", &["IDENTITY_BASIC", "CONTACT"]).await;
    admin.patch(&agreement_of(&admin, &second).await, 1, json!({"scopes": ["IDENTITY_BASIC"]})).await.expect(200);
    let record = only(&second.machine, "CREDIT_APPLICATION").await;
    assert_eq!((&record["phone"], &record["name"]), (&Value::Null, &facts(1)["name"]));
    assert_eq!(code_of(&record, "/phone"), "PURPOSE");
}

/// Why a field is withheld; nothing where it is not.
fn code_of<'a>(record: &'a Value, path: &str) -> &'a str {
    let found = record["redactions"].as_array().unwrap().iter().find(|redaction| redaction["path"] == path);
    found.map(|redaction| text(redaction, "code")).unwrap_or_default()
}

#[tokio::test]
async fn a_member_does_not_speak_for_the_group() {
    let app = TestApp::start().await;
    let (head, bank, group) = (app.head().await, bank(&app).await, tenant(&app, 1).await);
    let scopes = ["IDENTITY_BASIC", "FINANCE_REVENUE", "BUSINESS_PROFILE"];
    let member_of = person(&head, BLK, "", facts(2)).await;
    member(&head, &json!({"id": group.enterprise}), &member_of, "ANGGOTA", "2026-01-01").await;
    consent(&head, text(&member_of, "id"), &bank, "CREDIT_APPLICATION", &scopes).await;
    let record = only(&bank.machine, "CREDIT_APPLICATION").await;
    assert_eq!(record["name"], facts(2)["name"]);
    for (field, path) in [("finance", "/finance/revenue"), ("enterprise", "/enterprise/name"), ("blk", "/blk")] {
        assert_eq!((&record[field], code_of(&record, path)), (&Value::Null, "NOT_REPRESENTATIVE"), "{field}");
    }
    assert_eq!((&record["dataThrough"], code_of(&record, "/nik")), (&Value::Null, "SCOPE"));
}

#[tokio::test]
async fn a_person_without_a_business_has_no_business_part() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let alone = person(&head, BLK, "", facts(3)).await;
    consent(&head, text(&alone, "id"), &bank, "CREDIT_APPLICATION", &["CONTACT", "WORKERS_COUNT"]).await;
    let record = only(&bank.machine, "CREDIT_APPLICATION").await;
    assert_eq!((&record["phone"], &record["workers"]), (&facts(3)["phone"], &Value::Null));
    let codes = [code_of(&record, "/workers/casual"), code_of(&record, "/phone"), code_of(&record, "/finance/assets")];
    assert_eq!(codes, ["NOT_RECORDED", "", "SCOPE"]);
}

#[tokio::test]
async fn a_consent_is_read_as_often_as_it_says() {
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let purpose = "CREDIT_APPLICATION";
    for (number, frequency) in [(1, "DAILY"), (2, "ONCE"), (3, "ANY")] {
        let someone = person(&head, BLK, "", facts(number)).await;
        let extra = json!({"frequency": frequency});
        consent_with(&head, text(&someone, "id"), &bank, purpose, &["CONTACT"], extra).await;
    }
    let begin = app.app.clock.now();
    // Which of the three are read, so many minutes after the first time.
    for (minutes, read) in [
        (0, [true, true, true]),
        (59, [true, true, true]),
        (61, [false, true, true]),
        (24 * 60 - 1, [false, true, true]),
        (24 * 60 + 1, [true, false, true]),
        (24 * 60 + 70, [false, false, true]),
    ] {
        app.clock().set(begin + chrono::Duration::minutes(minutes));
        let caller = machine(&app, &bank.client_id, &bank.secret).await;
        let all = pulled(&caller, purpose).await;
        for (number, read) in (1..).zip(read) {
            let phone = facts(number)["phone"].clone();
            assert_eq!(all.iter().any(|record| record["phone"] == phone), read, "{number} after {minutes} minutes");
        }
        let closed = all.iter().filter(|record| code_of(record, "/phone") == "FREQUENCY").count();
        assert_eq!((all.len(), closed), (3, read.iter().filter(|read| !**read).count()), "after {minutes} minutes");
    }
}

#[tokio::test]
async fn every_delivery_is_written_down_with_each_person_in_it() {
    use entity::{access_delivery, access_subject};
    let app = TestApp::start().await;
    let (head, bank) = (app.head().await, bank(&app).await);
    let purpose = "CREDIT_APPLICATION";
    let mut people = Vec::new();
    for number in 1..=3 {
        let someone = person(&head, BLK, "", facts(number)).await;
        consent(&head, text(&someone, "id"), &bank, purpose, &["CONTACT", "FINANCE_REVENUE"]).await;
        people.push(someone);
    }
    let listed = bank.machine.get(&format!("{}&limit=2", list_of(purpose))).await.expect(200);
    let id = text(&listed["data"][0], "id");
    bank.teller.get(&one_of(id, purpose)).await.expect(200);
    downloaded(&bank.teller, purpose).await;
    asked(&bank.machine, purpose, id).await;
    let deliveries = access_delivery::Entity::find().order_by_asc(access_delivery::Column::Id);
    let deliveries = deliveries.all(app.app.store.reader()).await.unwrap();
    let told: Vec<(&str, &str, i32)> =
        deliveries.iter().map(|row| (row.channel.as_str(), row.actor_kind.as_str(), row.subjects)).collect();
    let (machine, person) = ("CLIENT", "PERSON");
    let mut graphql = [told[3], told[4]];
    graphql.sort_by_key(|(_, _, subjects)| *subjects);
    assert_eq!(told[..3], [("REST", machine, 2), ("REST", person, 1), ("CSV", person, 3)]);
    assert_eq!((graphql, told.len()), ([("GRAPHQL", machine, 1), ("GRAPHQL", machine, 3)], 5));
    for row in &deliveries {
        let of = access_subject::Column::DeliveryId.eq(row.id);
        let subjects = access_subject::Entity::find().filter(of).all(app.app.store.reader()).await.unwrap();
        assert_eq!(i32::try_from(subjects.len()).unwrap(), row.subjects);
        // Of a person without a business nothing but the contact was given.
        assert!(subjects.iter().all(|subject| subject.scopes == "CONTACT" && subject.consent_id.is_some()));
        assert_eq!((row.purpose.as_str(), row.scopes.as_str()), (purpose, "[\"CONTACT\"]"));
        assert_eq!(api::domain::ids::text(api::domain::ids::Kind::Organization, row.partner_id), bank.id);
    }
    assert_eq!(count::<access_subject::Entity>(&app).await, 2 + 1 + 3 + 1 + 3);
    let audits = entity::audit::Entity::find().filter(entity::audit::Column::Action.eq("pullIncubatees"));
    let audits = audits.all(app.app.store.reader()).await.unwrap();
    assert!(audits.len() == 5 && audits.iter().all(|row| row.object_kind == "AccessDelivery"));
}

#[tokio::test]
async fn who_does_not_acknowledge_a_deletion_in_time_gets_nothing_more() {
    let app = TestApp::start().await;
    let (bank, _, given, _) = shared(&app).await;
    let id = text(&given, "id");
    withdraw(&app.head().await, &given).await;
    app.clock().advance(Duration::from_secs(72 * 3_600 - 60));
    let caller = machine(&app, &bank.client_id, &bank.secret).await;
    assert!(pulled(&caller, "CREDIT_APPLICATION").await.is_empty());
    app.clock().advance(Duration::from_secs(60));
    for path in [list_of("CREDIT_APPLICATION"), list_of("CREDIT_PROSPECTING"), one_of("sub_x", "CREDIT_APPLICATION")] {
        let refused = caller.get(&path).await.refused(403, "PARTNER.SUSPENDED");
        assert_eq!(refused["params"]["consents"], json!([id]));
    }
    let deleted = json!({"deletedAt": "2026-11-06T00:00:00Z"});
    let done = caller.post(&format!("/v1/partner/consents/{id}/acknowledgements"), deleted).await;
    assert!((200..300).contains(&done.status), "{}", done.text);
    assert!(pulled(&caller, "CREDIT_APPLICATION").await.is_empty());
}

#[tokio::test]
async fn a_flood_of_calls_is_refused_told_when_to_come_back_and_written_down_once() {
    let app = TestApp::start_with(|settings| settings.partner_per_minute = 5).await;
    let bank = bank(&app).await;
    for _ in 0..5 {
        bank.machine.get(&list_of("CREDIT_APPLICATION")).await.expect(200);
    }
    for _ in 0..3 {
        let refused = bank.machine.get(&list_of("CREDIT_APPLICATION")).await;
        assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|wait| wait > 0), "{:?}", refused.headers);
        refused.refused(429, "LIMIT.EXCEEDED");
    }
    // Another caller of the same bank has calls of its own.
    bank.teller.get(&list_of("CREDIT_APPLICATION")).await.expect(200);
    let written = refusals(&app, 1).await;
    assert_eq!(written, ["Client LIMIT.EXCEEDED REST"]);
}
