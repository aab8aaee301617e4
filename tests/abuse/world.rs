//! One record of every kind that can be had, and one caller of every role: at home where the records are, and
//! elsewhere.

use std::collections::BTreeMap;

use api::vocab::Role;
use serde_json::json;

use super::operations::Operation;
use crate::rest::incubation::{kinds as incubation, mentor_steps};
use crate::rest::interaction::kinds as interaction;
use crate::rest::kept::{kinds_of_a_blk, kinds_of_a_kawasan, kinds_of_a_programme};
use crate::rest::kept_steps::{FORUM, forum, record};
use crate::rest::lives;
use crate::rest::partners::acts::{self, Bank, Tenant};
use crate::rest::steps::{act, at, draft, text};
use crate::rest::training::kinds as training;
use crate::support::{BLK, Caller, KAWASAN, OTHER_BLK, TestApp};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF";
/// What stands in a path where no list says it.
const KNOWN: &[(&str, &str)] = &[
    ("/v1/blks", BLK),
    ("/v1/kawasans", KAWASAN),
    ("/v1/organizations", "ORG-BANK"),
    ("/v1/regions", "36.02"),
    ("/v1/reference", "vocations"),
    ("/v1/report-templates", "LAP_BULANAN"),
    ("/v1/report-templates/LAP_BULANAN/versions", "1"),
    ("/v1/indicators", "A03"),
    ("/v1/imports/templates", "reports.csv"),
    ("/v1/saved-queries", "laporan-saya"),
    ("/v1/q", "laporan-saya.json"),
];
/// An id of the right form that nothing has.
const NOTHING: &str = "01h455vb4pex5vsknk084sn02q";

pub struct World {
    /// Dropped, its database is gone.
    _app: TestApp,
    /// By name, in the order of `matrix.txt`.
    pub callers: Vec<(&'static str, Caller)>,
    /// What only the bank may know: ids of whom it pulls, and of the bank's consents.
    pub secrets: Vec<String>,
}

impl World {
    pub async fn build() -> Self {
        let app = TestApp::start().await;
        let (admin, head) = (app.admin().await, app.head().await);
        forum(&admin).await;
        reported(&app, &head).await;
        kept(&app, &admin).await;
        let (bank, rival) =
            (acts::bank(&app).await, acts::partner(&app, "BANK", "ORG-BANK-LAIN", &["CREDIT_APPLICATION"]).await);
        let tenant = acts::tenant(&app, 1).await;
        let secrets = shared(&head, &bank, &tenant).await;
        others(&head).await;
        let callers = everyone(&app, admin, head, &bank, rival, &tenant).await;
        Self { _app: app, callers, secrets }
    }

    pub fn caller(&self, name: &str) -> &Caller {
        &self.callers.iter().find(|(known, _)| *known == name).unwrap().1
    }

    /// The path of each operation with a record in its gaps, and with none in the first; and lists without a record.
    pub async fn paths(&self, operations: &[Operation]) -> (Vec<[String; 2]>, Vec<String>) {
        let (mut known, mut paths, mut bare) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (list, value) in KNOWN {
            known.insert((*list).to_owned(), Some((*value).to_owned()));
        }
        for operation in operations {
            let (mut there, mut missing, mut first) = (String::new(), String::new(), true);
            let mut list = String::new();
            for part in operation.path.split('/').skip(1) {
                if !part.starts_with('{') {
                    there = format!("{there}/{part}");
                    missing = format!("{missing}/{part}");
                    list = format!("{list}/{part}");
                    continue;
                }
                if !known.contains_key(&there) {
                    let found = self.first(&there).await;
                    known.insert(there.clone(), found);
                }
                let value = known[&there].clone().unwrap_or_else(|| {
                    bare.push(list.clone());
                    format!("x_{NOTHING}")
                });
                let none = match value.split_once('_') {
                    Some((kind, id)) if id.len() == NOTHING.len() => format!("{kind}_{NOTHING}"),
                    _ => "TIDAK-ADA".to_owned(),
                };
                missing = format!("{missing}/{}", if first { &none } else { &value });
                there = format!("{there}/{value}");
                list = format!("{list}/{part}");
                first = false;
            }
            paths.push([there, missing]);
        }
        bare.sort();
        bare.dedup();
        (paths, bare)
    }

    /// The first record of a list, of those that somebody sees.
    async fn first(&self, list: &str) -> Option<String> {
        // Entries are listed one step above their own paths.
        let list = if list == "/v1/audit/entries" { "/v1/audit" } else { list };
        let purpose = if list == "/v1/partner/incubatees" { "&purpose=CREDIT_APPLICATION" } else { "" };
        for name in ["FKN_ADMIN", "BLK_HEAD", "BANK", "DATA_PROTECTION_OFFICER"] {
            let rows = self.caller(name).get(&format!("{list}?limit=1{purpose}")).await.body;
            let row = &rows["data"][0];
            if let Some(id) = row["id"].as_str().or(row["slug"].as_str()) {
                return Some(id.to_owned());
            }
        }
        None
    }
}

/// Records of the kinds that have their own lives in other tests.
async fn kept(app: &TestApp, admin: &Caller) {
    let forum = admin.get(&format!("/v1/organizations/{FORUM}")).await.expect(200);
    let mut kinds = incubation::kinds(app, admin).await;
    kinds.extend(training::kinds(admin).await);
    kinds.extend(interaction::kinds(&forum));
    for kind in &kinds {
        lives::sent(admin, kind).await;
    }
    let document = json!({"kind": "GRAND_DESIGN", "title": "Rancangan induk"});
    let document = record(admin, "documents", BLK, document).await.expect(201);
    let meeting = json!({"kind": "REMBUK", "title": "Rembuk", "fromOn": "2026-08-01"});
    let meeting = record(admin, "meetings", FORUM, meeting).await.expect(201);
    let (document, meeting) = (text(&document, "id"), text(&meeting, "id"));
    let kinds = [kinds_of_a_blk(document), kinds_of_a_kawasan(), kinds_of_a_programme(document, meeting)].concat();
    for (plural, unit, input, _) in kinds {
        record(admin, plural, unit, input).await;
    }
}

/// What the bank pulls and writes back: its own ids.
async fn shared(head: &Caller, bank: &Bank, tenant: &Tenant) -> Vec<String> {
    let scopes = acts::all_scopes("CREDIT_APPLICATION");
    let given = acts::consent(head, &tenant.person, bank, "CREDIT_APPLICATION", &scopes).await;
    let page = bank.machine.get("/v1/partner/incubatees?purpose=CREDIT_APPLICATION").await.expect(200);
    let subject = text(&page["data"][0], "id").to_owned();
    let outcomes = format!("/v1/partner/incubatees/{subject}/outcomes?purpose=CREDIT_APPLICATION");
    let outcome = bank.machine.post(&outcomes, json!({"outcome": "CONTACTED"})).await.expect(201);
    let export = json!({"purpose": "CREDIT_APPLICATION", "format": "NDJSON"});
    let export = bank.machine.post("/v1/partner/exports", export).await.expect(202);
    let ids = [&given, &outcome, &export].map(|one| text(one, "id").to_owned());
    ids.into_iter().chain([subject, tenant.person.clone(), tenant.incubatee.clone()]).collect()
}

/// A report sent back with a file: before there are records that its figures would have to agree with.
async fn reported(app: &TestApp, head: &Caller) {
    let begun = draft(head, "2026-10").await;
    head.attach(&format!("{}/attachments", at(&begun)), "DOKUMEN_PENDUKUNG", "a.pdf", None, PDF).await.expect(201);
    let sent = act(head, &head.get(&at(&begun)).await.expect(200), "submit", json!({})).await.expect(200);
    let coordinator = app.coordinator().await;
    let looked = act(&coordinator, &sent, "start-review", json!({})).await.expect(200);
    let items = json!({"reason": "x", "items": [{"path": "/values/A03", "note": "Periksa"}]});
    act(&coordinator, &looked, "request-revision", items).await.expect(200);
}

/// One of what nobody lists but its owner. What is not made has no record to try.
async fn others(head: &Caller) {
    let about = json!({"subject": BLK, "title": "Daftar hadir", "audience": "BLK", "body": "Mohon dijelaskan."});
    let table = json!({"title": "Laporan", "query": "{ reports(first: 9) { nodes { unitCode period } } }"});
    let saved = axum::http::Request::put("/v1/saved-queries/laporan-saya");
    head.send(saved, "application/json", table.to_string().into_bytes()).await.expect(201);
    let renamed = json!({"changes": {"name": "BLK Baru"}, "reason": "Yayasan berganti nama."});
    for (path, input) in [
        ("/v1/webhook-endpoints".to_owned(), json!({"url": "https://8.8.8.8/hook", "types": ["report.approved"]})),
        ("/v1/access-keys".to_owned(), json!({"name": "Excel"})),
        ("/v1/exports".to_owned(), json!({"list": "/v1/blks", "format": "CSV"})),
        ("/v1/threads".to_owned(), about),
        (format!("/v1/blks/{BLK}/change-requests"), renamed),
    ] {
        head.post(&path, input).await;
    }
}

async fn everyone(
    app: &TestApp,
    admin: Caller,
    head: Caller,
    bank: &Bank,
    rival: Bank,
    tenant: &Tenant,
) -> Vec<(&'static str, Caller)> {
    let region = |role, code| app.person(role, Some(code), None);
    let unit = |role, code| app.person(role, None, Some(code));
    let (coach, _) = mentor_steps::mentor(app, &tenant.enterprise).await;
    vec![
        ("FKN_ADMIN", admin),
        ("MINISTRY_ADMIN", app.person(Role::MinistryAdmin, None, None).await),
        ("COORDINATOR", app.coordinator().await),
        ("MINISTRY_REVIEWER", app.reviewer().await),
        ("LOCAL_GOVERNMENT", region(Role::LocalGovernment, "36.02").await),
        ("BLK_HEAD", head),
        ("BLK_OPERATOR", app.operator().await),
        ("UNIVERSITY", unit(Role::University, KAWASAN).await),
        ("MENTOR", coach),
        ("STAKEHOLDER", unit(Role::Stakeholder, FORUM).await),
        ("INCUBATEE", acts::account(app, tenant, "pelaku@usaha.test").await),
        ("PARTNER", bank.teller.clone()),
        ("DASHBOARD", app.machine(Role::Dashboard, None).await),
        ("AUDITOR", app.person(Role::Auditor, None, None).await),
        ("DATA_PROTECTION_OFFICER", app.person(Role::DataProtectionOfficer, None, None).await),
        ("BANK", bank.machine.clone()),
        ("BLK_SYSTEM", app.machine(Role::BlkHead, Some(BLK)).await),
        ("COORDINATOR_ELSEWHERE", region(Role::Coordinator, "32").await),
        ("LOCAL_GOVERNMENT_ELSEWHERE", region(Role::LocalGovernment, "32").await),
        ("BLK_HEAD_ELSEWHERE", unit(Role::BlkHead, OTHER_BLK).await),
        ("BLK_OPERATOR_ELSEWHERE", unit(Role::BlkOperator, OTHER_BLK).await),
        ("UNIVERSITY_ELSEWHERE", unit(Role::University, OTHER_BLK).await),
        ("STAKEHOLDER_ELSEWHERE", region(Role::Stakeholder, "32").await),
        ("PARTNER_ELSEWHERE", rival.teller),
        ("BANK_ELSEWHERE", rival.machine),
        ("ANONYMOUS", app.anonymous()),
    ]
}
