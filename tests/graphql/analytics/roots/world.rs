//! Random records of the registry and of coaching, put into the tables as they are: these tests are about counting, not
//! about how records come to be.

use std::collections::HashSet;

use chrono::{DateTime, Days, NaiveDate, Utc};
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use sea_orm::sea_query::{Expr, Query, Value};
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseTransaction, TransactionTrait};
use serde_json::json;
use uuid::Uuid;

use crate::support::{TestApp, start_time};

const REGIONS: [&str; 6] =
    ["11.01.01.2001", "32.01.01.1002", "32.04.05.2001", "36.02.01.2003", "36.03.01.1001", "73.01.01.1001"];
const SECTORS: [&str; 4] = ["PETERNAKAN", "KULINER", "FESYEN", "JASA_DIGITAL"];
const STAGES: [&str; 6] = ["APPLIED", "PRE_INCUBATION", "INCUBATION", "POST_INCUBATION", "GRADUATED", "DROPPED_OUT"];
const VOCATIONS: [&str; 4] = ["LAS", "MENJAHIT", "BAHASA", "ROBOTIKA"];
const HOSTS: [&str; 3] = ["PESANTREN", "SEMINARI", "SERIKAT_PEKERJA"];
/// Months in which something is recorded.
pub const MONTHS: [&str; 18] = [
    "2025-06", "2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03",
    "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11",
];

struct World {
    txn: DatabaseTransaction,
    rng: SmallRng,
    at: DateTime<Utc>,
    programmes: Vec<Uuid>,
    blks: Vec<Uuid>,
    kawasans: Vec<Uuid>,
    sites: Vec<Uuid>,
    organizations: Vec<Uuid>,
    enterprises: Vec<(Uuid, Uuid)>,
    tenants: Vec<(Uuid, Uuid, Uuid)>,
}

/// What one monthly report says of active incubatees and their revenue.
#[derive(Clone, Debug)]
pub struct Said {
    /// Where it was reported.
    pub region: &'static str,
    pub month: String,
    /// None where it does not say.
    pub enterprises: Option<i64>,
    pub revenue: i64,
    /// By sector: how many, if it says so, and what they earned. Empty where the revenue is not divided.
    pub parts: Vec<(&'static str, Option<i64>, i64)>,
}

/// Approved monthly reports of 2026; the same seed gives the same ones.
pub async fn reports(app: &TestApp, seed: u64) -> Vec<Said> {
    let mut world = World::open(app, seed).await;
    world.organizations().await;
    world.units().await;
    let said = world.reports().await;
    world.close(app).await;
    said
}

/// Fills the tables; the same seed gives the same records.
pub async fn fill(app: &TestApp, seed: u64) {
    let mut world = World::open(app, seed).await;
    world.organizations().await;
    world.units().await;
    world.coaching().await;
    world.months().await;
    world.visits().await;
    world.outcomes().await;
    world.aid().await;
    world.partners().await;
    world.kawasan_records().await;
    world.figures().await;
    world.targets().await;
    world.close(app).await;
}

async fn ids(txn: &DatabaseTransaction, sql: &str) -> Vec<Uuid> {
    let select = sea_orm::Statement::from_string(txn.get_database_backend(), sql);
    let rows = txn.query_all_raw(select).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn v(value: impl Into<Value>) -> Expr {
    Expr::value(value)
}

impl World {
    async fn open(app: &TestApp, seed: u64) -> Self {
        let conn = app.app.store.migrator();
        let sqlite = app.app.store.backend() == DatabaseBackend::Sqlite;
        // Records name persons, consents and the like that are not needed here.
        if sqlite {
            conn.execute_unprepared("PRAGMA foreign_keys = OFF").await.unwrap();
        }
        let txn = conn.begin().await.unwrap();
        if !sqlite {
            txn.execute_unprepared("SET LOCAL session_replication_role = replica").await.unwrap();
        }
        Self {
            txn,
            rng: SmallRng::seed_from_u64(seed),
            at: start_time(),
            programmes: Vec::new(),
            blks: Vec::new(),
            kawasans: Vec::new(),
            sites: Vec::new(),
            organizations: Vec::new(),
            enterprises: Vec::new(),
            tenants: Vec::new(),
        }
    }

    async fn close(self, app: &TestApp) {
        self.txn.commit().await.unwrap();
        if app.app.store.backend() == DatabaseBackend::Sqlite {
            app.app.store.migrator().execute_unprepared("PRAGMA foreign_keys = ON").await.unwrap();
        }
    }

    fn id(&mut self) -> Uuid {
        Uuid::from_u128(self.rng.random())
    }

    fn one<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all.choose(&mut self.rng).unwrap()
    }

    fn any(&mut self, all: &[Uuid]) -> Uuid {
        *all.choose(&mut self.rng).unwrap()
    }

    fn some(&mut self, all: &[Uuid]) -> Option<Uuid> {
        self.rng.random_bool(0.6).then(|| self.any(all))
    }

    fn on(&mut self, from: &str, days: u64) -> NaiveDate {
        day(from) + Days::new(self.rng.random_range(0..days))
    }

    /// Some of these words as a JSON list, each once.
    fn list(&mut self, all: &[&str]) -> String {
        let chosen: Vec<&str> = all.iter().copied().filter(|_| self.rng.random_bool(0.4)).collect();
        json!(chosen).to_string()
    }

    async fn row(&mut self, table: &'static str, columns: Vec<(&'static str, Expr)>) {
        let (names, values): (Vec<&str>, Vec<Expr>) = columns.into_iter().unzip();
        let mut insert = Query::insert();
        insert.into_table(table).columns(names).values_panic(values);
        self.txn.execute(&insert).await.unwrap();
    }

    /// A kept record; one in ten is archived.
    async fn kept(&mut self, table: &'static str, unit: Uuid, more: Vec<(&'static str, Expr)>) -> Uuid {
        let id = self.id();
        let archived = self.rng.random_bool(0.1).then_some(self.at);
        let mut columns = vec![
            ("id", v(id)),
            ("unit_id", v(unit)),
            ("archived_at", v(archived)),
            ("version", v(1)),
            ("created_at", v(self.at)),
            ("updated_at", v(self.at)),
        ];
        columns.extend(more);
        self.row(table, columns).await;
        id
    }

    async fn unit(&mut self, kind: &str, number: usize) -> Uuid {
        let (id, region, at) = (self.id(), self.one(&REGIONS), self.at);
        let region = if kind == "KAWASAN" { &region[..5] } else { region };
        let closed = self.rng.random_bool(0.15).then(|| day("2026-03-01"));
        let code = format!("{kind}-UJI-{number}");
        let columns = vec![
            ("id", v(id)),
            ("kind", v(kind)),
            ("code", v(code.clone())),
            ("name", v(code.clone())),
            ("search_name", v(code)),
            ("region_code", v(region)),
            ("timezone", v("Asia/Jakarta")),
            ("enrolled_on", v(day("2026-08-01"))),
            ("closed_on", v(closed)),
            ("synthetic", v(true)),
            ("version", v(1)),
            ("created_at", v(at)),
            ("updated_at", v(at)),
        ];
        self.row("unit", columns).await;
        id
    }

    async fn organizations(&mut self) {
        for (number, kind) in ["BANK", "OFF_TAKER", "NGO"].into_iter().enumerate() {
            let id = self.unit("ORGANIZATION", number).await;
            let columns = vec![
                ("unit_id", v(id)),
                ("kind", v(kind)),
                ("scope", v("NATIONAL")),
                ("country", v("ID")),
                ("aliases", v("[]")),
            ];
            self.row("organization", columns).await;
            self.organizations.push(id);
        }
        for (number, model) in ["KAWASAN", "KOMUNITAS", "KOMUNITAS", "DESMIGRATIF"].into_iter().enumerate() {
            let owner = self.organizations[0];
            let agendas = self.list(&["DESAIN_TKM", "KELEMBAGAAN", "KEMITRAAN"]);
            let areas = self.list(&["PAPUA", "DAERAH_3T"]);
            let columns = vec![
                ("code", v(format!("PRG-UJI-{number}"))),
                ("name", v("Program")),
                ("model", v(model)),
                ("from_on", v(day("2022-01-01"))),
                ("policy_tags", v("[]")),
                ("agendas", v(agendas)),
                ("priority_areas", v(areas)),
                ("context_tags", v("[]")),
                ("funding_sources", v("[]")),
            ];
            let id = self.kept("programme", owner, columns).await;
            self.programmes.push(id);
        }
    }

    async fn units(&mut self) {
        for number in 0..8 {
            let id = self.unit("BLK", number).await;
            let handed_over = self.rng.random_bool(0.8).then(|| self.on("2024-06-01", 400));
            let (host, year) = (self.one(&HOSTS), self.rng.random_range(2018..2022));
            let vocations = self.list(&VOCATIONS);
            let columns = vec![
                ("unit_id", v(id)),
                ("kind", v("KOMUNITAS")),
                ("host_type", v(host)),
                ("host_name", v("Uji")),
                ("established_year", v(year)),
                ("handed_over_on", v(handed_over)),
                ("vocations", v(vocations)),
            ];
            self.row("blk", columns).await;
            self.support(id).await;
            self.blks.push(id);
        }
        for number in 0..3 {
            let (id, year) = (self.unit("KAWASAN", number).await, self.rng.random_range(2020..2023));
            let columns = vec![("unit_id", v(id)), ("theme", v("MASYARAKAT_ADAT")), ("since_year", v(year))];
            self.row("kawasan", columns).await;
            self.kawasans.push(id);
        }
        for number in 0..3 {
            let id = self.unit("SITE", number).await;
            let (programme, kawasan, blk) =
                (self.any(&self.programmes.clone()), self.some(&self.kawasans.clone()), self.some(&self.blks.clone()));
            let columns = vec![
                ("unit_id", v(id)),
                ("programme_id", v(programme)),
                ("site_kind", v("DESA")),
                ("kawasan_id", v(kawasan)),
                ("blk_id", v(blk)),
                ("since_year", v(2021)),
                ("pillars", v("[]")),
            ];
            self.row("site", columns).await;
            self.sites.push(id);
        }
    }

    /// A stretch that ended, then perhaps one that holds.
    async fn support(&mut self, blk: Uuid) {
        let stretches = [("DIBINA", "2024-01-01", Some("2026-01-01")), ("", "2026-01-01", None)];
        for (status, from, to) in stretches {
            let status =
                if status.is_empty() { self.one(&["MASA_SAPIH", "DISAPIH", "MANDIRI", "DIBINA"]) } else { status };
            if to.is_none() && self.rng.random_bool(0.2) {
                continue;
            }
            let (id, at) = (self.id(), self.at);
            let columns = vec![
                ("id", v(id)),
                ("unit_id", v(blk)),
                ("aspect", v("SUPPORT")),
                ("status", v(status)),
                ("from_on", v(day(from))),
                ("to_on", v(to.map(day))),
                ("recorded_at", v(at)),
            ];
            self.row("unit_status", columns).await;
        }
    }

    async fn coaching(&mut self) {
        let homes = [self.blks.clone(), self.kawasans.clone(), self.sites.clone()].concat();
        for number in 0..40 {
            let (unit, sector) = (self.any(&homes), self.one(&SECTORS));
            let (blk, kawasan) = (self.some(&self.blks.clone()), self.some(&self.kawasans.clone()));
            let columns = vec![
                ("name", v(format!("Usaha {number}"))),
                ("year", v(2025)),
                ("sector", v(sector)),
                ("level", v("PEMULA")),
                ("blk_id", v(blk)),
                ("kawasan_id", v(kawasan)),
            ];
            let id = self.kept("enterprise", unit, columns).await;
            self.enterprises.push((id, unit));
            for _ in 0..self.rng.random_range(0..5) {
                let (person, joined) = (self.id(), self.on("2025-01-01", 700));
                let left = self.rng.random_bool(0.3).then(|| joined + Days::new(100));
                let columns = vec![
                    ("enterprise_id", v(id)),
                    ("person_id", v(person)),
                    ("office", v("ANGGOTA")),
                    ("joined_on", v(joined)),
                    ("left_on", v(left)),
                ];
                self.kept("membership", unit, columns).await;
            }
        }
        for number in 0..10 {
            let (unit, programme) = (self.any(&homes), self.some(&self.programmes.clone()));
            let columns = vec![
                ("name", v(format!("Angkatan {number}"))),
                ("year", v(self.rng.random_range(2024..2027))),
                ("programme_id", v(programme)),
                ("starts_on", v(day("2025-06-01"))),
                ("eligibility", v("[]")),
                ("gates", v("[]")),
            ];
            let cohort = self.kept("cohort", unit, columns).await;
            let mut joined = HashSet::new();
            for _ in 0..6 {
                let (enterprise, _) = *self.enterprises.clone().choose(&mut self.rng).unwrap();
                if !joined.insert(enterprise) {
                    continue;
                }
                let (stage, applied) = (self.one(&STAGES), self.on("2025-06-01", 500));
                let columns = vec![
                    ("cohort_id", v(cohort)),
                    ("stage", v(stage)),
                    ("enterprise_id", v(enterprise)),
                    ("aid_relation", v("NONE")),
                    ("applied_on", v(applied)),
                ];
                let id = self.kept("incubatee", unit, columns).await;
                self.tenants.push((id, enterprise, unit));
            }
        }
    }

    fn workers(&mut self) -> String {
        let mut rows = Vec::new();
        for sex in ["LAKI_LAKI", "PEREMPUAN"] {
            for relation in ["DALAM_HUBUNGAN_KERJA", "LUAR_HUBUNGAN_KERJA"] {
                for disability in [false, true] {
                    if self.rng.random_bool(0.3) {
                        let count = self.rng.random_range(0..6);
                        rows.push(json!({"sex": sex, "relation": relation, "disability": disability, "count": count}));
                    }
                }
            }
        }
        json!(rows).to_string()
    }

    async fn months(&mut self) {
        let mut recorded = HashSet::new();
        for (tenant, enterprise, unit) in self.tenants.clone() {
            for month in MONTHS {
                // An enterprise records a month once, whichever cohort it is in.
                if self.rng.random_bool(0.5) || !recorded.insert((enterprise, month)) {
                    continue;
                }
                let (permanent, casual) = (self.workers(), self.workers());
                let (revenue, costs) =
                    (self.rng.random_range(0..50_000_000_i64), self.rng.random_range(0..40_000_000_i64));
                let columns = vec![
                    ("incubatee_id", v(tenant)),
                    ("enterprise_id", v(enterprise)),
                    ("profit", v(revenue - costs)),
                    ("assurance", v("[]")),
                    ("member_counts", v("[]")),
                    ("month", v(month)),
                    ("revenue", v(revenue)),
                    ("costs", v(costs)),
                    ("production", v("[]")),
                    ("permanent_workers", v(permanent)),
                    ("casual_workers", v(casual)),
                    ("capital", v("[]")),
                    ("sales", v("[]")),
                    ("innovations", v("[]")),
                ];
                self.kept("progress", unit, columns).await;
            }
        }
    }

    async fn visits(&mut self) {
        let mentors: Vec<Uuid> = (0..5).map(|_| self.id()).collect();
        for (tenant, enterprise, unit) in self.tenants.clone() {
            for _ in 0..self.rng.random_range(0..5) {
                let (mentor, visited) = (self.any(&mentors), self.on("2025-08-01", 450));
                let status = self.one(&["RECORDED", "VERIFIED", "VERIFIED", "REFUSED"]);
                let columns = vec![
                    ("incubatee_id", v(tenant)),
                    ("enterprise_id", v(enterprise)),
                    ("status", v(status)),
                    ("mentor_id", v(mentor)),
                    ("visited_on", v(visited)),
                    ("minutes", v(self.rng.random_range(10..200))),
                    ("place", v("Desa")),
                    ("roles", v("[]")),
                    ("duties", v("[]")),
                ];
                self.kept("mentoring_visit", unit, columns).await;
            }
        }
    }

    async fn outcomes(&mut self) {
        for (tenant, enterprise, unit) in self.tenants.clone() {
            for _ in 0..self.rng.random_range(0..4) {
                let outcome = self.one(&["CONTACTED", "OFFERED", "APPROVED", "DISBURSED", "DECLINED"]);
                let state = self.one(&["RECORDED", "DISPUTED", "UPHELD", "CORRECTED"]);
                let amount = (outcome == "DISBURSED").then(|| self.rng.random_range(1..9_000_000_i64));
                let (partner, consent, person) = (self.any(&self.organizations.clone()), self.id(), self.id());
                let columns = vec![
                    ("incubatee_id", v(tenant)),
                    ("enterprise_id", v(enterprise)),
                    ("partner_id", v(partner)),
                    ("consent_id", v(consent)),
                    ("person_id", v(person)),
                    ("purpose", v("CREDIT_APPLICATION")),
                    ("outcome", v(outcome)),
                    ("amount", v(amount)),
                    ("happened_on", v(day("2026-09-01"))),
                    ("state", v(state)),
                ];
                self.kept("outcome", unit, columns).await;
            }
        }
    }

    async fn aid(&mut self) {
        let organization = self.organizations[0];
        let mut schemes = Vec::new();
        for (number, kind) in ["TKM", "TTG", "SARANA"].into_iter().enumerate() {
            let columns = vec![
                ("code", v(format!("SKEMA-UJI-{number}"))),
                ("kind", v(kind)),
                ("fiscal_year", v(self.rng.random_range(2024..2027))),
                ("name", v("Skema")),
                ("beneficiary", v("GROUP")),
                ("amount", v(9_000_000_i64)),
                ("split", v("[]")),
                ("parameters", v("[]")),
            ];
            schemes.push(self.kept("aid_scheme", organization, columns).await);
        }
        for (enterprise, unit) in self.enterprises.clone() {
            let scheme = self.any(&schemes);
            let of_enterprise = self.rng.random_bool(0.8).then_some(enterprise);
            let status =
                self.one(&["PROPOSED", "APPROVED", "DISBURSED", "IN_USE", "LPJ_ACCEPTED", "RETURNED", "BREACH"]);
            let (approved, paid) = (status != "PROPOSED", !["PROPOSED", "APPROVED"].contains(&status));
            let requested = self.rng.random_range(1..9_000_000_i64);
            let disbursed_on = paid.then(|| self.on("2025-06-01", 500));
            let columns = vec![
                ("scheme_id", v(scheme)),
                ("enterprise_id", v(of_enterprise)),
                ("status", v(status)),
                ("members", v(self.rng.random_bool(0.8).then_some(4))),
                ("title", v("Alat")),
                ("amount_requested", v(requested)),
                ("plan", v("[]")),
                ("amount_approved", v(approved.then_some(requested - 1))),
                ("disbursed_on", v(disbursed_on)),
                ("disbursed_amount", v(paid.then_some(requested - 1))),
                ("lpj_due_on", v(disbursed_on.map(|day| day + Days::new(30)))),
                ("returned_amount", v((status == "RETURNED").then_some(requested / 3))),
            ];
            let aid = self.kept("aid", unit, columns).await;
            let versions = if paid { self.rng.random_range(0..3) } else { 0 };
            for number in 1..=versions {
                let submitted = self.rng.random_bool(0.8).then(|| day("2026-07-01"));
                let on_time = submitted.map(|_| self.rng.random_bool(0.5));
                let state = self.one(&["DRAFT", "SUBMITTED", "ACCEPTED", "SENT_BACK"]);
                let columns = vec![
                    ("aid_id", v(aid)),
                    ("number", v(number)),
                    ("state", v(state)),
                    ("submitted_on", v(submitted)),
                    ("on_time", v(on_time)),
                    ("sections", v("[]")),
                    ("lines", v("[]")),
                    ("returned", v(self.rng.random_bool(0.5).then_some(requested / 10))),
                    ("evidence", v("[]")),
                    ("signatories", v("[]")),
                ];
                self.kept("lpj", unit, columns).await;
            }
        }
    }

    async fn partners(&mut self) {
        let places = [self.blks.clone(), self.kawasans.clone()].concat();
        for _ in 0..25 {
            let (unit, partner, from) =
                (self.any(&places), self.any(&self.organizations.clone()), self.on("2026-01-01", 400));
            let kind = self.one(&["BANK", "OFF_TAKER", "NGO"]);
            let columns = vec![
                ("partner_id", v(partner)),
                ("partner_kind", v(kind)),
                ("benefits", v("[]")),
                ("agreement_number", v(self.rng.random_bool(0.5).then_some("PKS-1"))),
                ("from_on", v(from)),
                ("to_on", v(self.rng.random_bool(0.5).then(|| from + Days::new(120)))),
            ];
            self.kept("partnership", unit, columns).await;
        }
        for _ in 0..30 {
            let organization = self.any(&self.organizations.clone());
            let kind = self.one(&["FINANCING", "OFF_TAKE", "TRAINING_PLACE"]);
            let state = self.one(&["OFFERED", "ACCEPTED", "DECLINED", "FULFILLED", "LAPSED"]);
            let (blk, kawasan) = (self.some(&self.blks.clone()), self.some(&self.kawasans.clone()));
            let enterprise = self.rng.random_bool(0.4).then(|| self.enterprises[0].0);
            let (region, from) = (self.rng.random_bool(0.5).then_some("36.02"), self.on("2026-01-01", 300));
            let columns = vec![
                ("kind", v(kind)),
                ("title", v("Tawaran")),
                ("blk_id", v(blk)),
                ("kawasan_id", v(kawasan)),
                ("enterprise_id", v(enterprise)),
                ("region_code", v(region)),
                ("amount", v(self.rng.random_bool(0.6).then_some(5_000_000_i64))),
                ("skills", v("[]")),
                ("from_on", v(from)),
                ("state", v(state)),
                ("state_on", v(from)),
            ];
            self.kept("commitment", organization, columns).await;
        }
        for (tenant, enterprise, unit) in self.tenants.clone() {
            let (buyer, status) =
                (self.some(&self.organizations.clone()), self.one(&["DRAFT", "ACTIVE", "ACTIVE", "ENDED"]));
            let starts = self.on("2025-11-01", 500);
            let columns = vec![
                ("incubatee_id", v(tenant)),
                ("enterprise_id", v(enterprise)),
                ("off_taker_id", v(buyer)),
                ("product", v("Kopi")),
                ("volume", v(f64::from(self.rng.random_range(1..90)) + 0.25)),
                ("volume_unit", v("KG")),
                ("price", v(self.rng.random_range(100..90_000_i64))),
                ("starts_on", v(starts)),
                ("ends_on", v(starts + Days::new(200))),
                ("status", v(status)),
            ];
            self.kept("offtake_contract", unit, columns).await;
        }
    }

    async fn kawasan_records(&mut self) {
        for number in 0..15 {
            let (first, second, third) =
                (self.any(&self.kawasans.clone()), self.any(&self.kawasans.clone()), self.any(&self.kawasans.clone()));
            let resource = vec![("kind", v("SDA")), ("name", v(format!("Air {number}"))), ("gap_score", v(2))];
            self.kept("kawasan_resource", first, resource).await;
            self.kept("chain_link", second, vec![("stage", v("HULU"))]).await;
            self.kept("potential", third, vec![("name", v(format!("Kopi {number}")))]).await;
        }
    }

    async fn figures(&mut self) {
        let templates = ids(&self.txn, "SELECT id FROM report_template WHERE code = 'LAP_TRIWULAN'").await;
        let events = ids(&self.txn, "SELECT id FROM report_template WHERE code = 'LAP_PELATIHAN'").await;
        let places = [self.blks.clone(), self.kawasans.clone(), self.sites.clone()].concat();
        let ends = ["2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"];
        for unit in places {
            for end in ends {
                for indicator in ["A03", "A08", "C06", "C10", "D03", "D04", "D05"] {
                    if self.rng.random_bool(0.4) {
                        continue;
                    }
                    let (report, from) = (self.id(), self.id());
                    let ended = self.rng.random_bool(0.15).then(|| self.id());
                    let template = if self.rng.random_bool(0.1) { events[0] } else { templates[0] };
                    let amount = self.rng.random_bool(0.9).then(|| self.rng.random_range(0..9_000_i64));
                    let part = self.rng.random_bool(0.1);
                    let columns = vec![
                        ("unit_id", v(unit)),
                        ("report_id", v(report)),
                        ("content_version", v(1)),
                        ("indicator", v(indicator)),
                        ("dimension", v(if part { "sex" } else { "" })),
                        ("member", v(if part { "PEREMPUAN" } else { "" })),
                        ("template_id", v(template)),
                        ("occurrence", v(end)),
                        ("period_end", v(day(end))),
                        ("amount", v(amount)),
                        ("not_applicable", v(amount.is_none())),
                        ("from_event", v(from)),
                        ("to_event", v(ended)),
                    ];
                    self.row("figure", columns).await;
                }
            }
        }
    }

    async fn targets(&mut self) {
        let owners = [self.blks.clone(), self.sites.clone(), self.organizations.clone()].concat();
        let mut made = HashSet::new();
        for _ in 0..40 {
            let (unit, programme) = (self.any(&owners), self.any(&self.programmes.clone()));
            let (year, metric) =
                (self.rng.random_range(2025..2027), self.one(&["A03", "A08", "C06", "C10", "D05", "Usaha baru"]));
            if !made.insert((unit, programme, year, metric)) {
                continue;
            }
            let columns = vec![
                ("programme_id", v(programme)),
                ("year", v(year)),
                ("metric", v(metric)),
                ("measure_unit", v("orang")),
                // Eighths: half a hundredth is rounded up on either database.
                ("target", v(f64::from(self.rng.random_range(0..800)) / 8.0)),
                ("realised", v(self.rng.random_bool(0.4).then(|| f64::from(self.rng.random_range(0..400)) / 4.0))),
            ];
            self.kept("target", unit, columns).await;
        }
    }

    async fn reports(&mut self) -> Vec<Said> {
        let template = ids(&self.txn, "SELECT id FROM report_template WHERE code = 'LAP_BULANAN'").await[0];
        let mut all = Vec::new();
        for (number, blk) in self.blks.clone().into_iter().enumerate() {
            // From none to a dozen, the same in each month.
            let enterprises = [1, 10, 3, 12, 2, 0, 7, 4][number % 8];
            for month in MONTHS.into_iter().filter(|month| month.starts_with("2026")) {
                if self.rng.random_bool(0.15) {
                    continue;
                }
                let said = self.said(REGIONS[number % REGIONS.len()], month, enterprises);
                self.report(blk, template, &said).await;
                all.push(said);
            }
        }
        all
    }

    fn said(&mut self, region: &'static str, month: &str, enterprises: i64) -> Said {
        let (counts, divides) = (self.rng.random_bool(0.9), self.rng.random_bool(0.7));
        let first = if enterprises > 0 { self.rng.random_range(0..=enterprises) } else { 0 };
        let both = [("KULINER", first), ("FESYEN", enterprises - first)];
        let tells = counts && self.rng.random_bool(0.7);
        let mut parts = Vec::new();
        for (sector, count) in both {
            let earned = if count > 0 && self.rng.random_bool(0.9) { self.rng.random_range(1..9_000_000) } else { 0 };
            parts.push((sector, tells.then_some(count), earned));
        }
        let revenue = parts.iter().map(|part| part.2).sum();
        let parts = if divides { parts } else { Vec::new() };
        Said { region, month: month.to_owned(), enterprises: counts.then_some(enterprises), revenue, parts }
    }

    async fn report(&mut self, blk: Uuid, template: Uuid, said: &Said) {
        let (id, event, by, at) = (self.id(), self.id(), self.id(), self.at);
        let end = day(&format!("{}-01", said.month)) + chrono::Months::new(1) - Days::new(1);
        let columns = vec![
            ("id", v(id)),
            ("unit_id", v(blk)),
            ("template_id", v(template)),
            ("template_version", v(1)),
            ("occurrence", v(said.month.clone())),
            ("period_end", v(end)),
            ("region_code", v(said.region)),
            ("state", v("APPROVED")),
            ("levels", v(2)),
            ("version", v(1)),
            ("current_version", v(1)),
            ("official_version", v(1)),
            ("created_by", v(by)),
            ("created_at", v(at)),
            ("updated_at", v(at)),
        ];
        self.row("report", columns).await;
        let mut figures = vec![("C08", "", Some(said.revenue)), ("C01", "", said.enterprises)];
        for (sector, count, earned) in &said.parts {
            figures.extend([("C08", *sector, Some(*earned)), ("C01", *sector, *count)]);
        }
        for (indicator, sector, amount) in figures.into_iter().filter(|(.., amount)| amount.is_some()) {
            let columns = vec![
                ("unit_id", v(blk)),
                ("report_id", v(id)),
                ("content_version", v(1)),
                ("indicator", v(indicator)),
                ("dimension", v(if sector.is_empty() { "" } else { "sector" })),
                ("member", v(sector)),
                ("template_id", v(template)),
                ("occurrence", v(said.month.clone())),
                ("period_end", v(end)),
                ("amount", v(amount)),
                ("not_applicable", v(false)),
                ("from_event", v(event)),
            ];
            self.row("figure", columns).await;
        }
    }
}
