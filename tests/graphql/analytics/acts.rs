//! Random things that happen to reports: filed, withdrawn, sent back, approved, amended; deadlines moved, obligations
//! waived, BLKs that move. Real calls, the same in each run.

use std::collections::BTreeMap;

use api::domain::{Ctx, obligations::open::open_due};
use api::vocab::Role;
use api::worker::sequencer;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::support::{BLK, Caller, Reply, TestApp};

/// Code, region, vocations, host, year.
type New = (&'static str, &'static str, &'static [&'static str], &'static str, i32);

const BLKS: [New; 5] = [
    ("UJI-A", "36.02.02.2002", &["LAS"], "PESANTREN", 2018),
    ("UJI-B", "36.03", &["MENJAHIT", "LAS"], "PESANTREN", 2019),
    ("UJI-C", "32.01.01.1001", &["TEKNOLOGI_INFORMASI"], "SEMINARI", 2018),
    ("UJI-D", "32.04", &["MENJAHIT"], "SERIKAT_PEKERJA", 2020),
    ("UJI-E", "32.04", &["LAS", "TEKNOLOGI_INFORMASI", "MENJAHIT"], "PESANTREN", 2020),
];
/// Where BLKs move.
const PLACES: [&str; 4] = ["36.02", "36.03", "32.01", "32.04"];
pub const MONTHS: [&str; 4] = ["2026-08", "2026-09", "2026-10", "2026-11"];

/// Who acts, signed in at the present time.
struct Callers {
    admin: Caller,
    head: Caller,
    coordinators: [Caller; 2],
    reviewer: Caller,
}

pub struct World {
    pub app: TestApp,
    pub rng: SmallRng,
    callers: Callers,
    reports: Vec<(&'static str, Value)>,
    /// Region of the unit when an obligation was opened, by its id.
    pub opened: BTreeMap<uuid::Uuid, String>,
}

impl World {
    /// Six BLKs of one head in two provinces, and what they owe.
    pub async fn new(seed: u64) -> Self {
        let app = TestApp::start().await;
        let admin = app.admin().await;
        let heads = admin.get("/v1/users?role=BLK_HEAD").await.expect(200);
        let head = heads["data"].as_array().unwrap().iter().find(|user| user["email"] == "head@blk.test").unwrap();
        for (code, region, vocations, host, year) in BLKS {
            let blk = json!({"code": code, "name": format!("BLK {code}"), "hostType": host, "hostName": "Uji",
                "region": region, "establishedYear": year, "vocations": vocations, "enrolledOn": "2026-08-01"});
            admin.post("/v1/blks", blk).await.expect(201);
            let grant = json!({"holder": head["id"], "role": "BLK_HEAD", "blk": code});
            admin.post("/v1/role-grants", grant).await.expect(201);
        }
        let callers = sign_in(&app).await;
        let rng = SmallRng::seed_from_u64(seed);
        let mut world = Self { app, rng, callers, reports: Vec::new(), opened: BTreeMap::new() };
        world.open().await;
        world
    }

    /// Opens what is due by now, and notes where each unit lies.
    pub async fn open(&mut self) {
        open_due(&Ctx::system(self.app.app.clone(), "test")).await.unwrap();
        let db = self.app.app.store.reader();
        let units = entity::unit::Entity::find().all(db).await.unwrap();
        for row in entity::obligation::Entity::find().all(db).await.unwrap() {
            let unit = units.iter().find(|unit| unit.id == row.unit_id).unwrap();
            self.opened.entry(row.id).or_insert_with(|| unit.region_code.clone());
        }
    }

    /// Gives what was committed its place in the feed, and tells the last one.
    pub async fn position(&self) -> i64 {
        sequencer::run(&self.app.app).await.unwrap();
        let events = entity::event::Entity::find().all(self.app.app.store.reader()).await.unwrap();
        events.into_iter().filter_map(|event| event.position).max().unwrap()
    }

    /// A later day. Sessions have ended by then.
    pub async fn day(&mut self, at: &str) {
        self.app.clock().set(at.parse().unwrap());
        self.callers = sign_in(&self.app).await;
        self.open().await;
    }

    /// So many random acts.
    pub async fn act(&mut self, count: usize) {
        for _ in 0..count {
            match self.rng.random_range(0..12) {
                0..=3 => self.file().await,
                4..=9 => self.step().await,
                10 => self.extend().await,
                _ => self.waive().await,
            }
        }
    }

    /// A BLK moves.
    pub async fn relocate(&mut self) {
        let code = BLKS[self.rng.random_range(0..BLKS.len())].0;
        let region = PLACES[self.rng.random_range(0..PLACES.len())];
        let at = format!("/v1/blks/{code}");
        let blk = self.callers.admin.get(&at).await.expect(200);
        if blk["regionCode"] != region {
            let moved =
                self.callers.admin.patch(&at, blk["version"].as_i64().unwrap(), json!({"region": region})).await;
            assert!(moved.status == 200 || moved.faults()[0].0 == "DATES.OVERLAP", "{}", moved.text);
        }
    }

    async fn file(&mut self) {
        let blk = match self.rng.random_range(0..=BLKS.len()) {
            0 => BLK,
            at => BLKS[at - 1].0,
        };
        let period = MONTHS[self.rng.random_range(0..MONTHS.len())];
        let mut new = json!({"blk": blk, "template": "LAP_BULANAN", "period": period});
        if self.rng.random_range(0..6) == 0 {
            new["nihil"] = json!(true);
            new["nihilReason"] = json!("Gedung direnovasi");
        } else {
            new["values"] = values(&mut self.rng, blk == BLK);
        }
        let filed = self.callers.head.post("/v1/reports", new).await;
        // It exists already, was waived, or its month has not ended.
        if filed.status == 201 {
            self.reports.push((blk, filed.body));
        } else {
            assert!([409, 422].contains(&filed.status), "{}", filed.text);
        }
    }

    async fn step(&mut self) {
        if self.reports.is_empty() {
            return;
        }
        let at = self.rng.random_range(0..self.reports.len());
        let (blk, before) = self.reports[at].clone();
        let before = self.callers.head.get(&path(&before, "")).await.expect(200);
        let draw = self.rng.random_range(0..5);
        let coordinator = &self.callers.coordinators[usize::from(self.lies_in_32(blk).await)];
        let reason = json!({"reason": "Periksa kembali"});
        let reply = match (before["state"].as_str().unwrap(), draw) {
            ("DRAFT" | "REVISION_REQUESTED", _) => submit(&self.callers.head, &before).await,
            ("SUBMITTED", 0) => act(&self.callers.head, &before, "withdraw", json!({})).await,
            ("SUBMITTED", _) => act(coordinator, &before, "start-review", json!({})).await,
            ("IN_REVIEW", 0) => act(coordinator, &before, "request-revision", reason).await,
            ("IN_REVIEW", 1) => act(coordinator, &before, "reject", reason).await,
            ("IN_REVIEW", _) => act(coordinator, &before, "verify", json!({})).await,
            ("VERIFIED", 0) => act(&self.callers.reviewer, &before, "request-revision", reason).await,
            ("VERIFIED", 1) => act(&self.callers.reviewer, &before, "reject", reason).await,
            ("VERIFIED", _) => act(&self.callers.reviewer, &before, "approve", json!({})).await,
            ("REJECTED", _) | (_, 0) => act(&self.callers.head, &before, "amend", json!({})).await,
            _ => return,
        };
        self.reports[at].1 = reply.expect(200);
    }

    async fn lies_in_32(&self, blk: &str) -> bool {
        let blk = self.app.anonymous().get(&format!("/v1/blks/{blk}")).await.expect(200);
        blk["regionCode"].as_str().unwrap().starts_with("32")
    }

    async fn extend(&mut self) {
        let target = self.target();
        let day = format!("2026-12-{:02}", self.rng.random_range(12..28));
        let body = json!({"target": target, "until": day, "reason": "Banjir"});
        let reply = self.callers.admin.post("/v1/obligations/extend", body).await;
        // An earlier day than the one they have is refused.
        assert!([200, 422].contains(&reply.status), "{}", reply.text);
    }

    async fn waive(&mut self) {
        let body = json!({"target": self.target(), "reason": "Gempa"});
        self.callers.admin.post("/v1/obligations/waive", body).await.expect(200);
    }

    fn target(&mut self) -> Value {
        let region = PLACES[self.rng.random_range(0..PLACES.len())];
        let period = MONTHS[self.rng.random_range(0..MONTHS.len())];
        json!({"region": region, "template": "LAP_BULANAN", "period": period})
    }
}

async fn sign_in(app: &TestApp) -> Callers {
    let coordinators =
        [app.person(Role::Coordinator, Some("36"), None).await, app.person(Role::Coordinator, Some("32"), None).await];
    Callers { admin: app.admin().await, head: app.head().await, coordinators, reviewer: app.reviewer().await }
}

fn path(report: &Value, action: &str) -> String {
    format!("/v1/reports/{}{action}", report["id"].as_str().unwrap())
}

/// One step on a report.
pub async fn act(caller: &Caller, report: &Value, action: &str, body: Value) -> Reply {
    caller.post_if(&path(report, &format!("/{action}")), report["version"].as_i64().unwrap(), body).await
}

/// Hands in, with whatever warnings there are.
pub async fn submit(head: &Caller, report: &Value) -> Reply {
    let reply = act(head, report, "submit", json!({})).await;
    if reply.status == 200 {
        return reply;
    }
    let warnings: Vec<String> = reply.faults().into_iter().map(|(code, _)| code).collect();
    act(head, report, "submit", json!({"acknowledge": warnings})).await
}

/// Values of a month: some with parts and some without, some that do not apply.
fn values(rng: &mut SmallRng, incubator: bool) -> Value {
    let packages = rng.random_range(0..4);
    let people = packages * 16;
    let men = rng.random_range(0..=people);
    let mut values = json!({
        "A01": packages, "A02": people + rng.random_range(0..9), "A03": people, "A04": people / 2, "A05": 0,
        "A07": packages * 120, "A08": f64::from(rng.random_range(8_000..=10_000)) / 100.0,
    });
    if rng.random_range(0..3) > 0 {
        values["A03"] = json!({"total": people, "sex": {"LAKI_LAKI": men, "PEREMPUAN": people - men}});
    }
    if rng.random_range(0..4) == 0 {
        values["A08"] = json!({"notApplicable": true});
    }
    if incubator {
        let more = json!({"C01": 10, "C02": 34, "C03": {"total": 10, "stage": {"INCUBATION": 10}}, "C06": 42.5,
            "C07": 12, "C08": 18_500_000, "C09": 21});
        values.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    }
    values
}
