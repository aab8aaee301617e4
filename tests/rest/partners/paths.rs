//! The paths beside the lists by which a record reaches a partner: what comes by each of them, and that nothing comes
//! by any.

use std::collections::BTreeSet;

use api::domain::people::keys::verify_profile_offline;
use api::worker::{exports as worker, sequencer};
use serde_json::{Value, json};

use super::super::kept_steps::rows;
use super::super::steps::text;
use super::acts::{Bank, code, facts};
use super::changes::{CREDIT, Face, Mirror, PARTNERSHIP, Reader, Records};
use super::exports::{fetch, lines, unpacked};
use super::gate::{Line, RECORD, parsed};
use super::profiles::filled;
use crate::support::{Caller, Reply, TestApp};

const LOOKUP: &str = "/v1/partner/lookup";

/// A partner that reads of the first tenant for one purpose.
pub struct Paths<'a> {
    app: &'a TestApp,
    head: &'a Caller,
    by: &'a Bank,
    purpose: &'a str,
    /// With which profiles verify.
    keys: Value,
    /// Where its changes go on.
    after: String,
}

impl<'a> Paths<'a> {
    /// From this moment on.
    pub async fn open(app: &'a TestApp, head: &'a Caller, by: &'a Bank, purpose: &'a str) -> Self {
        let keys = app.anonymous().get("/.well-known/jwks.json").await.expect(200);
        let after = Reader::new(app, &by.machine, purpose, Face::Rest).now().await;
        Self { app, head, by, purpose, keys, after }
    }

    /// By each path comes the record that the lists gave, by the words of each face, and nothing else. It was the only
    /// one that changed, by the consent to this scope.
    pub async fn give(&mut self, (given, scope): (&Value, &str), (rest, graphql): (&Value, &Value), line: &Line) {
        let brought = code(self.head, given).await;
        // A look-up takes its time, others need not wait for it.
        tokio::join!(self.by_code(&brought, rest), self.by_nik(scope, graphql), self.by_export(rest, line));
        self.by_change(rest, graphql).await;
        self.by_profile(rest).await;
        if self.purpose == PARTNERSHIP {
            self.by_columns(rest, scope).await;
        }
    }

    async fn by_code(&self, brought: &Value, rest: &Value) {
        let asked = json!({"code": brought, "purpose": self.purpose});
        assert_eq!(&self.by.teller.post(LOOKUP, asked).await.expect(200), rest);
    }

    /// Nobody is found by a NIK that the partner does not get. Not of each scope: it could be tried too often.
    async fn by_nik(&self, scope: &str, graphql: &Value) {
        if !["IDENTITY_NIK", "CONTACT"].contains(&scope) {
            return;
        }
        let mutation =
            format!("mutation($input: ApplicantLookupInput!) {{ lookupApplicant(input: $input) {{ {RECORD} }} }}");
        let asked = json!({"input": {"nik": facts(1)["nik"], "purpose": self.purpose}});
        let found = self.by.machine.graphql(&mutation, asked).await;
        if scope == "IDENTITY_NIK" {
            assert_eq!(&Caller::data(found)["lookupApplicant"], graphql);
        } else {
            assert_eq!(found.body["errors"][0]["extensions"]["code"], "RESOURCE.NOT_FOUND", "{}", found.text);
        }
    }

    async fn by_export(&self, rest: &Value, line: &Line) {
        let [whole, table] = exported(self.app, &self.by.machine, self.purpose).await;
        assert_eq!(lines(&whole), Records::from([(text(rest, "id").to_owned(), rest.clone())]));
        assert_eq!(parsed(&unpacked(&table)), std::slice::from_ref(line));
    }

    async fn by_change(&mut self, rest: &Value, graphql: &Value) {
        sequencer::run(&self.app.app).await.unwrap();
        let reader = Reader::new(self.app, &self.by.machine, self.purpose, Face::Rest);
        let (told, next, complete) = reader.changes(Some(&self.after), 2).await;
        assert!(complete && told.len() == 1, "{told:?}");
        assert_eq!((text(&told[0], "type"), &told[0]["record"]), ("UPSERT", rest));
        let query = format!(
            "query($purpose: String, $after: String) {{ partnerChanges(purpose: $purpose, after: $after, first: 2) \
            {{ nodes {{ type id record {{ {RECORD} }} }} }} }}"
        );
        let variables = json!({"purpose": self.purpose, "after": self.after});
        let data = Caller::data(self.by.machine.graphql(&query, variables).await);
        assert_eq!(data["partnerChanges"]["nodes"], json!([{"type": "UPSERT", "id": rest["id"], "record": graphql}]));
        self.after = next;
    }

    async fn by_profile(&self, rest: &Value) {
        let reply = self.by.machine.get(&self.of(rest, "profile")).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert_eq!(&verify_profile_offline(&reply.text, &self.keys).unwrap()["incubatee"], rest);
    }

    async fn by_columns(&self, rest: &Value, scope: &str) {
        let candidate = self.by.machine.get(&self.of(rest, "pumk-candidate")).await.expect(200);
        assert_eq!(filled(&candidate), columns(scope), "{scope}");
    }

    fn of(&self, rest: &Value, what: &str) -> String {
        format!("/v1/partner/incubatees/{}/{what}?purpose={}", text(rest, "id"), self.purpose)
    }
}

/// Columns of PUMK that a scope of a partnership opens, beside the status with which everybody begins.
fn columns(scope: &str) -> BTreeSet<&'static str> {
    let mut opened = match scope {
        "IDENTITY_BASIC" => vec!["nama", "jenis_kelamin", "tanggal_lahir"],
        "CONTACT" => vec!["telepon"],
        "BUSINESS_PROFILE" => vec!["nama_usaha", "sektor", "bidang_usaha", "tahun_mulai_usaha"],
        "FINANCE_REVENUE" => vec!["omzet_bulanan"],
        _ => vec![],
    };
    opened.push("status");
    BTreeSet::from_iter(opened)
}

/// The files of both formats, as the worker writes them.
async fn exported(app: &TestApp, caller: &Caller, purpose: &str) -> [Reply; 2] {
    let mut asked = Vec::new();
    for format in ["NDJSON", "CSV"] {
        let input = json!({"purpose": purpose, "format": format});
        asked.push(caller.post("/v1/partner/exports", input).await.expect(202));
    }
    assert_eq!(worker::run(&app.app).await.unwrap(), 2);
    [fetch(caller, &asked[0]).await, fetch(caller, &asked[1]).await]
}

/// Nothing of the first tenant comes by any of them, though its code was given out while it still did.
pub async fn nothing_comes(app: &TestApp, caller: &Caller, id: &str, brought: &Value) {
    for face in [Face::Rest, Face::Graphql] {
        let mut copy = Mirror::new(Records::new(), None);
        copy.follow(&Reader::new(app, caller, CREDIT, face), 5).await;
        assert!(copy.applied.iter().all(|(kind, _)| kind != "UPSERT"), "{:?}", copy.applied);
    }
    let [whole, table] = exported(app, caller, CREDIT).await;
    assert_eq!((lines(&whole), parsed(&unpacked(&table))), (Records::new(), Vec::new()));
    for what in ["profile", "sikp-candidate"] {
        let path = format!("/v1/partner/incubatees/{id}/{what}?purpose={CREDIT}");
        caller.get(&path).await.refused(404, "RESOURCE.NOT_FOUND");
    }
    assert!(rows(caller, &format!("/v1/partner/sikp-candidates?purpose={CREDIT}")).await.is_empty());
    let mutation = "mutation($input: ApplicantLookupInput!) { lookupApplicant(input: $input) { id } }";
    let by_nik = json!({"input": {"nik": facts(1)["nik"], "purpose": CREDIT}});
    let by_code = json!({"code": brought, "purpose": CREDIT});
    let (coded, found) = tokio::join!(caller.post(LOOKUP, by_code), caller.graphql(mutation, by_nik));
    coded.refused(404, "RESOURCE.NOT_FOUND");
    assert_eq!(found.body["errors"][0]["extensions"]["code"], "RESOURCE.NOT_FOUND", "{}", found.text);
}
