//! A service to test: the whole router over a fresh database, callers, a clock that can be set.

mod caller;
mod db;
mod server;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use api::app::App;
use api::config::Settings;
use api::domain::people::bootstrap;
use api::domain::{Ctx, obligations, store::Store, vault::Vault};
use api::view::{self, people::NewGrant, resource::Root};
use api::vocab::Role;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

pub use caller::{Caller, Reply};
pub use server::{Server, call};

/// Password of every account.
pub const PASSWORD: &str = "kuda-hijau-42-meja";
/// The key of every service.
pub const MASTER_KEY: &str = "Nx1xHrfy5rrNr3x1hvCX5FeWmKNVwSsZQy5h8blWXdA=";
/// The BLK of `head()`: an incubator in Lebak.
pub const BLK: &str = "BLKK-3602-001";
/// A BLK in another province.
pub const OTHER_BLK: &str = "BLKK-3201-001";
/// A kawasan in Lebak.
pub const KAWASAN: &str = "KWS-3602-01";

pub struct TestApp {
    pub app: Arc<App>,
    router: axum::Router,
    dir: PathBuf,
    database: String,
}

pub struct TestClock(Arc<App>);

impl TestClock {
    pub fn set(&self, at: DateTime<Utc>) {
        self.0.clock.set(at);
    }

    pub fn advance(&self, by: Duration) {
        self.0.clock.set(self.0.clock.now() + chrono::Duration::from_std(by).unwrap());
    }
}

/// The time at which each test begins: 5 November 2026, 09:00 WIB. October is open; its reports are due on the 10th.
pub fn start_time() -> DateTime<Utc> {
    "2026-11-05T02:00:00Z".parse().unwrap()
}

impl TestApp {
    /// A service with two BLKs, an administrator, a coordinator (region 36) and the head of [`BLK`].
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The same with other settings.
    pub async fn start_with(adjust: impl FnOnce(&mut Settings)) -> Self {
        let dir = db::folder();
        let database = db::fresh(&dir).await;
        let mut settings = Settings {
            data_dir: dir.clone(),
            database_url: database.starts_with("postgres").then(|| database.clone()),
            issuer: "https://ereporting.test".to_owned(),
            // Tests call faster than anybody, except those of the limit.
            partner_per_minute: 0,
            points_per_minute: 0,
            anonymous_points_per_minute: 0,
            ..Settings::default()
        };
        adjust(&mut settings);
        let app = open(settings).await;
        Self { router: api::server::router(app.clone()), app, dir, database }
    }

    pub fn clock(&self) -> TestClock {
        TestClock(self.app.clone())
    }

    pub fn anonymous(&self) -> Caller {
        Caller::new(self.router.clone(), None)
    }

    pub fn bearer(&self, token: &str) -> Caller {
        Caller::new(self.router.clone(), Some(token.to_owned()))
    }

    pub async fn login(&self, email: &str, password: &str) -> Caller {
        let reply = self.anonymous().post("/v1/sessions", json!({"login": email, "password": password})).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        self.bearer(reply.body["accessToken"].as_str().unwrap())
    }

    pub async fn admin(&self) -> Caller {
        self.login("admin@fkn.test", PASSWORD).await
    }

    pub async fn coordinator(&self) -> Caller {
        self.login("coordinator@fkn.test", PASSWORD).await
    }

    pub async fn head(&self) -> Caller {
        self.login("head@blk.test", PASSWORD).await
    }

    /// A new person with one role on the nation, a region or a unit.
    pub async fn person(&self, role: Role, region: Option<&str>, unit: Option<&str>) -> Caller {
        let email = format!("{}@test.test", api::domain::vault::hex(&api::domain::vault::random::<6>()));
        account(&self.app, &email, role, region, unit).await;
        self.login(&email, PASSWORD).await
    }

    pub async fn reviewer(&self) -> Caller {
        self.person(Role::MinistryReviewer, None, None).await
    }

    pub async fn operator(&self) -> Caller {
        self.person(Role::BlkOperator, None, Some(BLK)).await
    }

    /// A machine with one role.
    pub async fn machine(&self, role: Role, unit: Option<&str>) -> Caller {
        let ctx = Ctx::system(self.app.clone(), "test");
        let tx = ctx.begin().await.unwrap();
        let on_behalf_of = match unit {
            Some(_) => {
                let head = bootstrap::account_by_email(&tx, "head@blk.test").await.unwrap();
                Some(api::domain::ids::text(api::domain::ids::Kind::User, head.id))
            }
            None => None,
        };
        let new = api::view::people::NewClient {
            name: "Mesin".to_owned(),
            grants: vec![grant(role, None, unit)],
            on_behalf_of,
            ..Default::default()
        };
        let (client, secret) = bootstrap::create_client_with_secret(&tx, new).await.unwrap();
        tx.commit().await.unwrap();
        let id = api::domain::ids::text(api::domain::ids::Kind::Client, client.id);
        let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let reply = self.anonymous().form("/oauth/token", &form).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        self.bearer(reply.body["access_token"].as_str().unwrap())
    }

    /// The text of the newest letter, waited for.
    pub async fn mail(&self) -> String {
        let dir = self.dir.join("mail");
        for _ in 0..300 {
            let newest = std::fs::read_dir(&dir).ok().and_then(|files| {
                let mails = files.flatten().filter(|file| file.path().extension().is_some_and(|e| e == "eml"));
                mails.max_by_key(|file| file.metadata().and_then(|meta| meta.modified()).ok())
            });
            if let Some(text) =
                newest.and_then(|file| std::fs::read_to_string(file.path()).ok()).filter(|text| !text.is_empty())
            {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("no mail came")
    }

    /// Every table of the database as text, to look for what must not be there.
    pub fn database(&self) -> &str {
        &self.database
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
        db::done_with(&self.database);
    }
}

/// A folder and the address of a database without tables.
pub async fn empty() -> (PathBuf, String) {
    let dir = db::folder();
    let url = db::empty(&dir).await;
    (dir, url)
}

/// A folder and the address of a copy of the prepared database, for a server of its own. Its master key lies in the
/// folder.
pub async fn prepared() -> (PathBuf, String) {
    let dir = db::folder();
    let url = db::fresh(&dir).await;
    std::fs::write(dir.join("master.key"), MASTER_KEY).unwrap();
    (dir, url)
}

/// Opens a prepared database at the time the tests begin.
pub async fn open(settings: Settings) -> Arc<App> {
    let store = Store::open(&settings.url()).await.unwrap();
    let app = App::start(settings, store, Vault::new(&Vault::parse(MASTER_KEY).unwrap())).await.unwrap();
    app.clock.set(start_time());
    app
}

fn grant(role: Role, region: Option<&str>, unit: Option<&str>) -> NewGrant {
    NewGrant { role, region: region.map(Into::into), blk: None, unit: unit.map(Into::into) }
}

/// A person with one role, in any database.
pub async fn account(app: &Arc<App>, email: &str, role: Role, region: Option<&str>, unit: Option<&str>) {
    let ctx = Ctx::system(app.clone(), "test");
    let tx = ctx.begin().await.unwrap();
    let phone = (email == "head@blk.test").then_some("0812-3456-7789");
    bootstrap::create_active_account(&tx, "Orang Uji", email, phone, PASSWORD, &[grant(role, region, unit)])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// The world of each test, made once in the template database.
async fn people_the_world(app: &Arc<App>) {
    let ctx = Ctx::system(app.clone(), "world");
    let since = NaiveDate::from_ymd_opt(2026, 8, 1).unwrap();
    let tx = ctx.begin().await.unwrap();
    for (code, region, incubator) in [(BLK, "36.02.01.2002", true), (OTHER_BLK, "32.01.01.1001", false)] {
        let blk = json!({
            "code": code, "name": format!("BLK Uji {code}"), "hostType": "PESANTREN", "hostName": "Pesantren Uji",
            "region": region, "establishedYear": 2019, "handedOverOn": "2019-12-01", "enrolledOn": since,
            "incubatorStatus": incubator.then_some("ACTIVE"),
        });
        view::registry::Blk::create(&tx, serde_json::from_value(blk).unwrap()).await.unwrap();
    }
    let kawasan = json!({
        "code": KAWASAN, "name": "Kawasan Uji", "region": "36.02", "theme": "MASYARAKAT_ADAT", "sinceYear": 2022,
        "enrolledOn": since,
    });
    view::units::Kawasan::create(&tx, serde_json::from_value(kawasan).unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    account(app, "admin@fkn.test", Role::FknAdmin, None, None).await;
    account(app, "coordinator@fkn.test", Role::Coordinator, Some("36"), None).await;
    account(app, "head@blk.test", Role::BlkHead, None, Some(BLK)).await;
    obligations::open::open_due(&ctx).await.unwrap();
}

/// Values of a complete monthly report of an incubator, without warnings.
pub fn complete_values() -> serde_json::Value {
    json!({
        "A01": 2, "A02": 41, "A03": {"total": 32, "sex": {"LAKI_LAKI": 15, "PEREMPUAN": 17}}, "A04": 28, "A05": 2, "A07": 480, "A08": 93.5,
        "C01": 10, "C02": 34, "C03": {"total": 10, "stage": {"INCUBATION": 10}}, "C06": 42.5, "C07": 12, "C08": 18_500_000, "C09": 21
    })
}

/// A monthly report of [`BLK`].
pub fn report(period: &str, values: serde_json::Value) -> serde_json::Value {
    json!({"blk": BLK, "template": "LAP_BULANAN", "period": period, "values": values})
}
