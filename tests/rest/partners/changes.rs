//! What changed for a partner: a copy that applies it page by page is what a full pull gives.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use api::worker::{consents, sequencer};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::super::kept_steps::{at, rows};
use super::super::steps::{count, text};
use super::acts::{
    Bank, Tenant, agreement_of, all_scopes, archive, bank, consent, consent_with, edit, machine, obtain, partner,
    tenant, withdraw,
};
use super::gate::refusals;
use crate::support::{BLK, Caller, Reply, TestApp, start_time};

/// What a partner holds, by pseudonym.
pub type Records = BTreeMap<String, Value>;

pub const CREDIT: &str = "CREDIT_APPLICATION";
pub const PARTNERSHIP: &str = "BUMN_PARTNERSHIP";

/// What GraphQL is asked of a record: something of each part.
const RECORD: &str = "id consentId consentVersion consentExpiresAt dataThrough name birthDate phone nik address postalCode \
    regency { code name } enterprise { name sector stage nib startedOn region { code name } certifications { kind number } } \
    blk { code name } kawasan { code name } finance { revenueBand revenue { month amount costs workers } capital { source amount } assets } \
    workers { permanent casual unpaidFamily } mentoring { visits hours since } offtakeContracts { offTaker number status } \
    products { name kbli channels } certifications { kind number } redactions { path code }";

/// The face by which a partner reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    Rest,
    Graphql,
}

/// Somebody who pulls for a purpose.
pub struct Reader<'a> {
    pub app: &'a TestApp,
    pub caller: Caller,
    pub purpose: &'a str,
    pub face: Face,
}

impl<'a> Reader<'a> {
    pub fn new(app: &'a TestApp, caller: &Caller, purpose: &'a str, face: Face) -> Self {
        Self { app, caller: caller.clone(), purpose, face }
    }

    /// A fresh full pull.
    pub async fn pull(&self) -> Records {
        let (mut all, mut after) = (Records::new(), Value::Null);
        loop {
            let (rows, next) = match self.face {
                Face::Rest => {
                    let after = after.as_str().map(|after| format!("&after={after}")).unwrap_or_default();
                    let path = format!("/v1/partner/incubatees?purpose={}&limit=3{after}", self.purpose);
                    let page = self.caller.get(&path).await.expect(200);
                    (page["data"].clone(), page["page"]["next"].clone())
                }
                Face::Graphql => {
                    let query = format!(
                        "query($purpose: String, $after: String) {{ partnerIncubatees(purpose: $purpose, first: 3, after: $after) {{ nodes {{ {RECORD} }} pageInfo {{ hasNextPage endCursor }} }} }}"
                    );
                    let variables = json!({"purpose": self.purpose, "after": after});
                    let page = Caller::data(self.caller.graphql(&query, variables).await)["partnerIncubatees"].clone();
                    let more = page["pageInfo"]["hasNextPage"] == true;
                    (page["nodes"].clone(), if more { page["pageInfo"]["endCursor"].clone() } else { Value::Null })
                }
            };
            for row in rows.as_array().unwrap() {
                assert!(all.insert(text(row, "id").to_owned(), row.clone()).is_none(), "twice in a pull: {row}");
            }
            if next.is_null() {
                return all;
            }
            after = next;
        }
    }

    /// One page of changes: what changed, where to go on, whether it is all.
    pub async fn changes(&self, after: Option<&str>, limit: usize) -> (Vec<Value>, String, bool) {
        let (page, rows) = match self.face {
            Face::Rest => {
                let page = self.ask(after, limit).await.expect(200);
                (json!({"next": page["page"]["next"], "complete": page["page"]["complete"]}), page["data"].clone())
            }
            Face::Graphql => {
                let query = format!(
                    "query($purpose: String, $after: String, $first: Int) {{ partnerChanges(purpose: $purpose, after: $after, first: $first) {{ nodes {{ type id position at record {{ {RECORD} }} }} next complete }} }}"
                );
                let variables = json!({"purpose": self.purpose, "after": after, "first": limit});
                let page = Caller::data(self.caller.graphql(&query, variables).await)["partnerChanges"].clone();
                (page.clone(), page["nodes"].clone())
            }
        };
        let rows = rows.as_array().unwrap().clone();
        let told: BTreeSet<&str> = rows.iter().map(|row| text(row, "id")).collect();
        assert!(rows.len() <= limit && told.len() == rows.len(), "once in a page: {rows:?}");
        (rows, text(&page, "next").to_owned(), page["complete"].as_bool().unwrap())
    }

    /// A page of changes by REST, whatever comes of it.
    pub async fn ask(&self, after: Option<&str>, limit: usize) -> Reply {
        let after = after.map(|after| format!("&after={after}")).unwrap_or_default();
        self.caller.get(&format!("/v1/partner/changes?purpose={}&limit={limit}{after}", self.purpose)).await
    }

    /// The cursor of this moment.
    pub async fn now(&self) -> String {
        sequencer::run(&self.app.app).await.unwrap();
        let (rows, next, complete) = self.changes(Some("latest"), 2).await;
        assert!(rows.is_empty() && complete);
        next
    }
}

/// What a partner keeps, and how far it has come.
pub struct Mirror {
    pub records: Records,
    pub after: Option<String>,
    /// Changes that were applied, type and pseudonym.
    pub applied: Vec<(String, String)>,
}

impl Mirror {
    pub fn new(records: Records, after: Option<String>) -> Self {
        Self { records, after, applied: Vec::new() }
    }

    /// Applies what changed, in pages of so many.
    pub async fn follow(&mut self, reader: &Reader<'_>, limit: usize) {
        sequencer::run(&reader.app.app).await.unwrap();
        for _ in 0..1_000 {
            let (rows, next, complete) = reader.changes(self.after.as_deref(), limit).await;
            for row in rows {
                self.apply(&row);
            }
            self.after = Some(next);
            if complete {
                return;
            }
        }
        panic!("the changes have no end");
    }

    fn apply(&mut self, row: &Value) {
        let (kind, id) = (text(row, "type").to_owned(), text(row, "id").to_owned());
        match kind.as_str() {
            "UPSERT" => {
                assert_eq!(text(&row["record"], "id"), id);
                assert!(!waits(&row["record"]), "{row}");
                self.records.insert(id.clone(), row["record"].clone());
            }
            _ => {
                assert!(row["record"].is_null(), "{row}");
                self.records.remove(&id);
            }
        }
        self.applied.push((kind, id));
    }

    /// It is what a fresh pull gives; of whom the pull withheld everything for its frequency, it is what it was.
    #[track_caller]
    pub fn agrees(&self, fresh: &Records, when: &str) {
        let gone: Vec<&String> = self.records.keys().filter(|id| !fresh.contains_key(*id)).collect();
        assert!(gone.is_empty(), "{when}: {gone:?}");
        for (id, record) in fresh.iter().filter(|(_, record)| !waits(record)) {
            assert_eq!(self.records.get(id), Some(record), "{when}");
        }
    }

    /// Nothing was applied since the last look.
    #[track_caller]
    fn hears_nothing(&mut self) {
        let news = self.news();
        assert!(news.is_empty(), "{news:?}");
    }

    /// What was applied since the last look.
    fn news(&mut self) -> Vec<(String, String)> {
        std::mem::take(&mut self.applied)
    }
}

/// Whether a record was withheld because it was read as often as its consent lets it.
pub fn waits(record: &Value) -> bool {
    record["redactions"].as_array().unwrap().iter().any(|withheld| withheld["code"] == "FREQUENCY")
}

/// What a copy takes up of a pull.
pub fn taken(fresh: Records) -> Records {
    fresh.into_iter().filter(|(_, record)| !waits(record)).collect()
}

/// The pseudonym under which the caller knows the person of that name.
async fn pseudonym(reader: &Reader<'_>, number: u32) -> String {
    let name = format!("Orang Uji {number}");
    let found = reader.pull().await.into_iter().find(|(_, record)| record["name"] == json!(name));
    found.unwrap_or_else(|| panic!("{name} is not there")).0
}

/// Tenants 1 to `count`, with a consent to everything each.
pub async fn consented(app: &TestApp, bank: &Bank, purpose: &str, count: u32) -> Vec<(Tenant, Value)> {
    let head = app.head().await;
    let mut all = Vec::new();
    for number in 1..=count {
        let tenant = tenant(app, number).await;
        let given = consent(&head, &tenant.person, bank, purpose, &all_scopes(purpose)).await;
        all.push((tenant, given));
    }
    all
}

#[tokio::test]
async fn changes_are_for_a_partner_with_a_purpose_and_its_own_cursor() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    let other = partner(&app, "BANK", "ORG-LAIN", &[CREDIT]).await;
    let path = "/v1/partner/changes";
    app.anonymous().get(&format!("{path}?purpose={CREDIT}")).await.refused(401, "AUTH.REQUIRED");
    app.head().await.get(&format!("{path}?purpose={CREDIT}")).await.refused(403, "ACCESS.DENIED");
    bank.machine.get(path).await.refused(422, "PURPOSE.REQUIRED");
    bank.machine.get(&format!("{path}?purpose={PARTNERSHIP}")).await.refused(403, "PURPOSE.DENIED");
    bank.machine.get(&format!("{path}?purpose={CREDIT}&limit=501")).await.refused(422, "PAGE.LIMIT");
    bank.machine.get(&format!("{path}?purpose={CREDIT}&limit=0")).await.refused(422, "PAGE.LIMIT");
    let reader = |who: &Bank, purpose| Reader::new(&app, &who.machine, purpose, Face::Rest);
    let mine = reader(&bank, CREDIT).now().await;
    for (who, purpose) in [(&other, CREDIT), (&bank, "CREDIT_PROSPECTING")] {
        let refused = reader(who, purpose).ask(Some(&mine), 10).await;
        refused.refused(422, "PAGE.CURSOR");
    }
    let feed = bank.machine.get("/v1/changes?after=latest").await.expect(200);
    for wrong in [text(&feed["page"], "next"), "x", "latest1"] {
        reader(&bank, CREDIT).ask(Some(wrong), 10).await.refused(422, "PAGE.CURSOR");
    }
    // The teller of the same bank may go on where its machine stopped.
    let teller = Reader::new(&app, &bank.teller, CREDIT, Face::Graphql);
    assert_eq!(teller.changes(Some(&mine), 10).await.0.len(), 0);
}

#[tokio::test]
async fn a_cursor_that_is_not_yours_is_written_down() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    let before = refusals(&app, 0).await.len();
    let reader = Reader::new(&app, &bank.machine, CREDIT, Face::Rest);
    reader.ask(Some("eA"), 10).await.refused(422, "PAGE.CURSOR");
    assert_eq!(refusals(&app, before + 1).await.len(), before + 1);
}

#[tokio::test]
async fn a_loss_is_told_once_and_only_of_what_was_delivered() {
    let app = TestApp::start().await;
    let (bank, head) = (bank(&app).await, app.head().await);
    let reader = Reader::new(&app, &bank.machine, CREDIT, Face::Rest);
    let mut copy = Mirror::new(Records::new(), Some(reader.now().await));
    let given = consented(&app, &bank, CREDIT, 2).await;
    let (tenant, first) = &given[0];
    withdraw(&head, &given[1].1).await;
    copy.follow(&reader, 10).await;
    let known = pseudonym(&reader, 1).await;
    // The second one never left the house: nothing is told of it.
    assert_eq!(copy.news(), [("UPSERT".to_owned(), known.clone())]);
    withdraw(&head, first).await;
    copy.follow(&reader, 10).await;
    assert_eq!(copy.news(), [("CONSENT_LOST".to_owned(), known.clone())]);
    assert!(copy.records.is_empty());
    // What happens to the person from now on is not the bank's concern.
    edit(&head, &format!("/v1/persons/{}", tenant.person), json!({"phone": "+6281200000001"})).await;
    edit(&head, &format!("/v1/enterprises/{}", tenant.enterprise), json!({"name": "Usaha Baru"})).await;
    copy.follow(&reader, 10).await;
    copy.hears_nothing();
    // Granted anew, it is the same subject again.
    consent(&head, &tenant.person, &bank, CREDIT, &["IDENTITY_BASIC"]).await;
    copy.follow(&reader, 10).await;
    assert_eq!(copy.news(), [("UPSERT".to_owned(), known)]);
    assert_eq!(copy.records, reader.pull().await);
}

#[tokio::test]
async fn an_archived_person_is_a_delete_and_a_business_that_is_gone_is_not() {
    let app = TestApp::start().await;
    let (bank, head) = (bank(&app).await, app.head().await);
    let given = consented(&app, &bank, CREDIT, 2).await;
    let reader = Reader::new(&app, &bank.machine, CREDIT, Face::Rest);
    let start = reader.now().await;
    let mut copy = Mirror::new(reader.pull().await, Some(start));
    let (first, second) = (pseudonym(&reader, 1).await, pseudonym(&reader, 2).await);
    archive(&head, &format!("/v1/persons/{}", given[0].0.person)).await;
    archive(&head, &format!("/v1/incubatees/{}", given[1].0.incubatee)).await;
    copy.follow(&reader, 1).await;
    assert_eq!(copy.news(), [("DELETE".to_owned(), first), ("UPSERT".to_owned(), second.clone())]);
    let record = &copy.records[&second];
    assert!(record["enterprise"].is_null() && record["name"] == "Orang Uji 2", "{record}");
    assert!(record["redactions"].to_string().contains("NOT_RECORDED"), "{record}");
    assert_eq!(copy.records, reader.pull().await);
}

#[tokio::test]
async fn one_event_of_many_subjects_comes_in_pages_of_one() {
    let app = TestApp::start().await;
    let (bank, admin) = (bank(&app).await, app.admin().await);
    consented(&app, &bank, CREDIT, 4).await;
    for face in [Face::Rest, Face::Graphql] {
        let reader = Reader::new(&app, &bank.machine, CREDIT, face);
        let start = reader.now().await;
        let mut copy = Mirror::new(reader.pull().await, Some(start.clone()));
        edit(&admin, &format!("/v1/blks/{BLK}"), json!({"name": format!("BLK {face:?}")})).await;
        copy.follow(&reader, 1).await;
        let told: BTreeSet<String> = copy.news().into_iter().map(|(_, id)| id).collect();
        assert_eq!((told.len(), &copy.records), (4, &reader.pull().await));
        assert!(copy.records.values().all(|record| record["blk"]["name"] == json!(format!("BLK {face:?}"))));
        // From the place of any change the rest comes, and nothing twice.
        let (all, ..) = reader.changes(Some(&start), 10).await;
        for (index, change) in all.iter().enumerate() {
            let (rest, ..) = reader.changes(Some(text(change, "position")), 10).await;
            assert_eq!(rest.len(), all.len() - index - 1, "{rest:?}");
        }
    }
}

#[tokio::test]
async fn what_changes_while_pages_are_read_is_neither_skipped_nor_doubled() {
    let app = TestApp::start().await;
    let (bank, head) = (bank(&app).await, app.head().await);
    let given = consented(&app, &bank, CREDIT, 3).await;
    let reader = Reader::new(&app, &bank.machine, CREDIT, Face::Rest);
    let mut copy = Mirror::new(Records::new(), None);
    let (mut complete, mut round) = (false, 0);
    while !complete {
        sequencer::run(&app.app).await.unwrap();
        let (rows, next, end) = reader.changes(copy.after.as_deref(), 1).await;
        rows.iter().for_each(|row| copy.apply(row));
        (copy.after, complete) = (Some(next), end);
        if round < 3 {
            // Somebody changes between two pages, also one who was told of already.
            let name = json!({"name": format!("Usaha ke-{round}")});
            edit(&head, &format!("/v1/enterprises/{}", given[round].0.enterprise), name).await;
            complete = false;
        }
        round += 1;
        assert!(round < 100);
    }
    assert_eq!(copy.records, reader.pull().await);
}

#[tokio::test]
async fn a_product_that_changes_hands_leaves_the_record_that_it_was_in() {
    let app = TestApp::start().await;
    let bumn = partner(&app, "BUMN", "ORG-BUMN", &[PARTNERSHIP]).await;
    let given = consented(&app, &bumn, PARTNERSHIP, 2).await;
    let head = app.head().await;
    let product = json!({"name": "Kopi", "kbli": "10761", "enterpriseId": given[0].0.enterprise});
    let product = head.post(&format!("/v1/blks/{BLK}/products"), product).await.expect(201);
    let reader = Reader::new(&app, &bumn.machine, PARTNERSHIP, Face::Rest);
    let start = reader.now().await;
    let mut copy = Mirror::new(reader.pull().await, Some(start));
    let (first, second) = (pseudonym(&reader, 1).await, pseudonym(&reader, 2).await);
    assert_eq!(copy.records[&first]["products"][0]["name"], "Kopi");
    edit(&head, &at("products", &product), json!({"enterpriseId": given[1].0.enterprise})).await;
    copy.follow(&reader, 2).await;
    assert_eq!(copy.records, reader.pull().await);
    assert_eq!(
        (&copy.records[&first]["products"], copy.records[&second]["products"].as_array().unwrap().len()),
        (&json!([]), 1)
    );
}

#[tokio::test]
async fn when_something_else_is_granted_every_record_comes_once_more() {
    let app = TestApp::start().await;
    let (bank, admin) = (bank(&app).await, app.admin().await);
    consented(&app, &bank, CREDIT, 3).await;
    let reader = Reader::new(&app, &bank.machine, CREDIT, Face::Rest);
    let start = reader.now().await;
    let mut copy = Mirror::new(reader.pull().await, Some(start));
    let fewer = ["PROSPECT_SUMMARY", "IDENTITY_BASIC", "BUSINESS_PROFILE"];
    edit(&admin, &agreement_of(&admin, &bank).await, json!({"scopes": fewer})).await;
    copy.follow(&reader, 2).await;
    assert_eq!(copy.news().len(), 3);
    assert_eq!(copy.records, reader.pull().await);
    for record in copy.records.values() {
        assert!(record["phone"].is_null() && record["redactions"].to_string().contains("PURPOSE"), "{record}");
    }
    // Nothing else changed: nothing more is told.
    copy.follow(&reader, 2).await;
    copy.hears_nothing();
}

#[tokio::test]
async fn each_record_that_a_change_brings_stands_in_the_access_log() {
    use sea_orm::{EntityTrait, QueryOrder};
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    consented(&app, &bank, CREDIT, 3).await;
    let reader = Reader::new(&app, &bank.machine, CREDIT, Face::Graphql);
    let mut copy = Mirror::new(Records::new(), None);
    copy.follow(&reader, 2).await;
    let upserts = copy.news().iter().filter(|(kind, _)| kind == "UPSERT").count();
    let logged = count::<entity::access_subject::Entity>(&app).await;
    assert_eq!((upserts, logged), (3, 3));
    let deliveries = entity::access_delivery::Entity::find().order_by_asc(entity::access_delivery::Column::Id);
    let deliveries = deliveries.all(app.app.store.reader()).await.unwrap();
    assert!(deliveries.iter().all(|row| row.channel == "CHANGES" && row.purpose == CREDIT), "{deliveries:?}");
    assert_eq!(deliveries.iter().map(|row| row.subjects).sum::<i32>(), 3);
    // A walk that finds nothing delivers nothing.
    copy.follow(&reader, 2).await;
    assert_eq!(count::<entity::access_subject::Entity>(&app).await, 3);
}

/// So many hours later, and what they do to consents: how many fell due.
async fn hours_later(app: &TestApp, hours: u64) -> usize {
    app.clock().advance(Duration::from_secs(3_600 * hours));
    consents::run(&app.app).await.unwrap()
}

/// Another phone for each of these.
async fn call_elsewhere(app: &TestApp, people: &[Tenant], last: u32) -> Vec<String> {
    let (head, mut phones) = (app.head().await, Vec::new());
    for (number, who) in (0..).zip(people) {
        let phone = format!("+62812{:08}", 30_000_000 + 10 * last + number);
        edit(&head, &format!("/v1/persons/{}", who.person), json!({"phone": phone})).await;
        phones.push(phone);
    }
    phones
}

#[tokio::test]
async fn what_changes_while_a_window_is_closed_is_told_once_it_may_be_read_again() {
    let app = TestApp::start().await;
    let (bank, head) = (bank(&app).await, app.head().await);
    let (mut people, mut given) = (Vec::new(), Vec::new());
    for (number, frequency) in [(1, "DAILY"), (2, "ONCE"), (3, "ANY")] {
        let (tenant, extra) = (tenant(&app, number).await, json!({"frequency": frequency}));
        given.push(consent_with(&head, &tenant.person, &bank, CREDIT, &all_scopes(CREDIT), extra).await);
        people.push(tenant);
    }
    let reader = Reader::new(&app, &bank.machine, CREDIT, Face::Rest);
    let start = reader.now().await;
    let mut copy = Mirror::new(taken(reader.pull().await), Some(start));
    let mut ids = Vec::new();
    for number in 1..=3 {
        ids.push(pseudonym(&reader, number).await);
    }
    let [daily, once, any] = [0, 1, 2].map(|place| ("UPSERT".to_owned(), ids[place].clone()));
    let token = async || machine(&app, &bank.client_id, &bank.secret).await;

    // Two hours later the daily one is closed: it is neither told of, nor written down as delivered.
    assert_eq!(hours_later(&app, 2).await, 0);
    let first = call_elsewhere(&app, &people, 1).await;
    let reader = Reader::new(&app, &token().await, CREDIT, Face::Rest);
    let logged = count::<entity::access_subject::Entity>(&app).await;
    copy.follow(&reader, 1).await;
    assert_eq!(copy.news(), [once, any.clone()]);
    assert_eq!(count::<entity::access_subject::Entity>(&app).await, logged + 2);
    assert_ne!(copy.records[&ids[0]]["phone"], json!(first[0]));
    copy.follow(&reader, 1).await;
    copy.hears_nothing();

    // A day after it was read it may be read again, and comes by itself, once. The other one never does.
    assert_eq!((hours_later(&app, 23).await, hours_later(&app, 0).await), (1, 0));
    let reader = Reader::new(&app, &token().await, CREDIT, Face::Graphql);
    let mut other = Mirror::new(Records::new(), copy.after.clone());
    other.follow(&reader, 1).await;
    assert_eq!(other.news(), std::slice::from_ref(&daily));
    let reader = Reader::new(&app, &token().await, CREDIT, Face::Rest);
    copy.follow(&reader, 1).await;
    assert_eq!((copy.news(), &copy.records[&ids[0]]["phone"]), (vec![daily.clone()], &json!(first[0])));
    let fresh = reader.pull().await;
    assert!(waits(&fresh[&ids[1]]) && fresh[&ids[1]]["phone"].is_null(), "{}", fresh[&ids[1]]);
    copy.agrees(&fresh, "a day later");
    assert_eq!(copy.records[&ids[1]]["phone"], json!(first[1]));
    assert_eq!(app.head().await.get(&at("consents", &given[0])).await.expect(200)["version"], 2);

    // A copy that begins while both are closed has neither, and gets the one that may be read again.
    hours_later(&app, 2).await;
    let second = call_elsewhere(&app, &people, 2).await;
    let reader = Reader::new(&app, &token().await, CREDIT, Face::Rest);
    let start = reader.now().await;
    let mut late = Mirror::new(taken(reader.pull().await), Some(start));
    assert_eq!(late.records.keys().collect::<Vec<_>>(), [&ids[2]]);
    assert_eq!(hours_later(&app, 23).await, 1);
    let reader = Reader::new(&app, &token().await, CREDIT, Face::Rest);
    late.follow(&reader, 1).await;
    assert_eq!(late.news(), std::slice::from_ref(&daily));
    copy.follow(&reader, 1).await;
    assert_eq!(copy.news(), [any, daily]);
    for copy in [&late, &copy] {
        copy.agrees(&reader.pull().await, "two days later");
        assert_eq!(copy.records[&ids[0]]["phone"], json!(second[0]));
    }
    assert_eq!(copy.records[&ids[1]]["phone"], json!(first[1]));
}

#[tokio::test]
async fn what_ends_in_a_closed_window_is_told_at_once() {
    let app = TestApp::start().await;
    let (bank, head) = (bank(&app).await, app.head().await);
    let (tenant, extra) = (tenant(&app, 1).await, json!({"frequency": "WEEKLY"}));
    let given = consent_with(&head, &tenant.person, &bank, CREDIT, &all_scopes(CREDIT), extra).await;
    let reader = Reader::new(&app, &bank.machine, CREDIT, Face::Rest);
    let start = reader.now().await;
    let mut copy = Mirror::new(reader.pull().await, Some(start));
    let known = pseudonym(&reader, 1).await;
    hours_later(&app, 2).await;
    call_elsewhere(&app, &[tenant], 1).await;
    let now = machine(&app, &bank.client_id, &bank.secret).await;
    let reader = Reader::new(&app, &now, CREDIT, Face::Rest);
    copy.follow(&reader, 10).await;
    copy.hears_nothing();
    withdraw(&app.head().await, &given).await;
    copy.follow(&reader, 10).await;
    assert_eq!(copy.news(), [("CONSENT_LOST".to_owned(), known)]);
    // What was owed of it is owed no longer.
    assert_eq!(hours_later(&app, 24 * 8).await, 1, "the deletion is overdue");
    let seen = app.head().await.get(&at("consents", &given)).await.expect(200);
    assert_eq!((&seen["status"], &seen["version"]), (&json!("WITHDRAWN"), &json!(3)));
}

#[tokio::test]
async fn a_fresh_token_goes_on_where_the_last_one_stopped() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    consented(&app, &bank, CREDIT, 2).await;
    let mut copy = Mirror::new(Records::new(), None);
    copy.follow(&Reader::new(&app, &bank.machine, CREDIT, Face::Rest), 1).await;
    let again = machine(&app, &bank.client_id, &bank.secret).await;
    let reader = Reader::new(&app, &again, CREDIT, Face::Rest);
    assert_eq!(copy.news().len(), 2);
    copy.follow(&reader, 1).await;
    assert_eq!((copy.news(), &copy.records), (Vec::new(), &reader.pull().await));
}

#[tokio::test]
async fn no_change_is_told_of_what_is_not_given() {
    let app = TestApp::start().await;
    let (bank, head, admin) = (bank(&app).await, app.head().await, app.admin().await);
    let who = tenant(&app, 1).await;
    let (person, business) = (format!("/v1/persons/{}", who.person), format!("/v1/enterprises/{}", who.enterprise));
    let coached = format!("/v1/incubatees/{}", who.incubatee);
    let reader = Reader::new(&app, &bank.machine, CREDIT, Face::Rest);
    let mut step = 0;
    for (scopes, heard) in [
        (vec!["IDENTITY_BASIC"], vec!["name"]),
        (vec!["FINANCE_REVENUE"], vec!["form", "month"]),
        (vec!["BUSINESS_LEGAL"], vec!["form", "papers"]),
        (vec!["OFFTAKE_CONTRACTS"], vec!["form", "contract"]),
        (vec!["BUSINESS_PROFILE", "CONTACT"], vec!["phone", "business", "form", "unit"]),
    ] {
        consent(&head, &who.person, &bank, CREDIT, &scopes).await;
        let start = reader.now().await;
        let mut copy = Mirror::new(reader.pull().await, Some(start));
        let mut told = Vec::new();
        for act in ["name", "phone", "business", "form", "month", "papers", "contract", "unit"] {
            step += 1;
            match act {
                "name" => {
                    edit(&head, &person, json!({"name": format!("Orang ke-{step}")})).await;
                }
                "phone" => {
                    edit(&head, &person, json!({"phone": format!("+62812{:08}", 40_000_000 + step)})).await;
                }
                "business" => {
                    edit(&head, &business, json!({"name": format!("Usaha ke-{step}")})).await;
                }
                "form" => {
                    // Who speaks for the business hangs on it.
                    let form = if step % 16 < 8 { "PERORANGAN" } else { "KELOMPOK" };
                    edit(&head, &business, json!({"form": form})).await;
                }
                "month" => {
                    let month = rows(&head, &format!("{coached}/progress")).await.remove(0);
                    edit(&head, &at("progress", &month), json!({"customers": step})).await;
                }
                "papers" => {
                    let nib = json!({"kind": "NIB", "number": format!("9120{step:09}"), "issuedOn": "2026-06-01"});
                    head.post(&format!("{business}/certifications"), nib).await.expect(201);
                }
                "contract" => {
                    let contract = json!({"offTakerName": "Toko", "number": format!("PKS-{step}"), "product": "Kue",
                        "volume": 12.5, "volumeUnit": "kg", "price": 30_000, "startsOn": "2026-05-01",
                        "endsOn": "2027-04-30", "status": "ACTIVE"});
                    head.post(&format!("{coached}/offtake-contracts"), contract).await.expect(201);
                }
                _ => {
                    edit(&admin, &format!("/v1/blks/{BLK}"), json!({"name": format!("BLK ke-{step}")})).await;
                }
            }
            copy.follow(&reader, 10).await;
            if !copy.news().is_empty() {
                told.push(act);
            }
            assert_eq!(copy.records, reader.pull().await, "{scopes:?}, {act}");
        }
        assert_eq!(told, heard, "{scopes:?}");
    }
}

#[tokio::test]
async fn what_befalls_somebody_is_told_while_a_consent_holds_and_not_afterwards() {
    let app = TestApp::start().await;
    let (bank, head, admin) = (bank(&app).await, app.head().await, app.admin().await);
    let given = consented(&app, &bank, CREDIT, 6).await;
    let reader = Reader::new(&app, &bank.machine, CREDIT, Face::Rest);
    let start = reader.now().await;
    let mut copy = Mirror::new(reader.pull().await, Some(start.clone()));
    for (_, consent) in &given[..3] {
        withdraw(&head, consent).await;
    }
    copy.follow(&reader, 10).await;
    let kinds = |news: Vec<(String, String)>| news.into_iter().map(|(kind, _)| kind).collect::<Vec<String>>();
    assert_eq!(kinds(copy.news()), ["CONSENT_LOST"; 3]);
    let befall = async |them: &[(Tenant, Value)]| {
        archive(&head, &format!("/v1/persons/{}", them[0].0.person)).await;
        obtain(&head, &admin, "RESTRICT", &them[1].0.person).await;
        obtain(&head, &admin, "ERASE", &them[2].0.person).await;
    };
    befall(&given[..3]).await;
    copy.follow(&reader, 10).await;
    copy.hears_nothing();
    befall(&given[3..]).await;
    copy.follow(&reader, 10).await;
    assert_eq!(kinds(copy.news()), ["DELETE"; 3]);
    assert!(copy.records.is_empty());
    // Who reads late hears of each once as well.
    assert_eq!(reader.changes(Some(&start), 10).await.0.len(), 6);
}

#[tokio::test]
async fn a_change_tells_its_minute_and_not_its_second() {
    let app = TestApp::start().await;
    let bank = bank(&app).await;
    app.clock().set(start_time() + chrono::Duration::seconds(61));
    consented(&app, &bank, CREDIT, 1).await;
    sequencer::run(&app.app).await.unwrap();
    for face in [Face::Rest, Face::Graphql] {
        let reader = Reader::new(&app, &bank.machine, CREDIT, face);
        let (told, ..) = reader.changes(None, 10).await;
        assert_eq!(text(&told[0], "at").parse::<DateTime<Utc>>().unwrap(), start_time() + chrono::Duration::minutes(1));
    }
}
