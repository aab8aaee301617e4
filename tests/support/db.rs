//! A database for each test: a copy of a template that is migrated, filled and peopled once.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use api::config::Settings;
use api::domain::store::Store;
use migration::MigratorTrait;
use sea_orm::{ConnectionTrait, Database};
use tokio::sync::OnceCell;

/// PostgreSQL to test on, if any.
#[expect(clippy::disallowed_methods, reason = "tests choose their database by environment")]
fn server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
}

fn name() -> String {
    api::domain::vault::hex(&api::domain::vault::random::<8>())
}

/// A new folder for one test.
pub fn folder() -> PathBuf {
    let dir = std::env::temp_dir().join(format!("ereporting-test-{}", name()));
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

/// Databases on the server whose tests have ended; the next test removes them. Kept to the end they fill the disk: each
/// takes more than 40 MB.
static DONE: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The test is over that had this database.
pub fn done_with(url: &str) {
    if let (Some(_), Some((_, name)), Ok(mut done)) = (server(), url.rsplit_once('/'), DONE.lock()) {
        done.push(name.to_owned());
    }
}

/// The address of a fresh copy.
pub async fn fresh(dir: &Path) -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(template).await;
    match server() {
        None => {
            let file = dir.join("ereporting.sqlite");
            std::fs::copy(template, &file).unwrap();
            format!("sqlite://{}", file.display())
        }
        Some(server) => {
            let done = std::mem::take(&mut *DONE.lock().unwrap());
            for database in done {
                admin(&server, &format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await;
            }
            let copy = format!("t_{}", name());
            admin(&server, &format!("CREATE DATABASE {copy} TEMPLATE {template} STRATEGY FILE_COPY")).await;
            with_database(&server, &copy)
        }
    }
}

/// The address of a database without tables.
pub async fn empty(dir: &Path) -> String {
    match server() {
        None => format!("sqlite://{}", dir.join("ereporting.sqlite").display()),
        Some(server) => {
            let database = format!("e_{}", name());
            admin(&server, &format!("CREATE DATABASE {database}")).await;
            with_database(&server, &database)
        }
    }
}

/// The template: a file, or the name of a database.
async fn template() -> String {
    let dir = folder();
    match server() {
        None => {
            let settings = Settings { data_dir: dir.clone(), ..Settings::default() };
            fill(settings).await;
            dir.join("ereporting.sqlite").display().to_string()
        }
        Some(server) => {
            let database = format!("template_{}", name());
            admin(&server, &format!("CREATE DATABASE {database}")).await;
            let settings = Settings {
                data_dir: dir,
                database_url: Some(with_database(&server, &database)),
                ..Settings::default()
            };
            fill(settings).await;
            database
        }
    }
}

/// Migrates, loads the reference data and makes the people of the tests. The connections are closed at the end, so
/// that the file is whole and the database can be copied.
async fn fill(settings: Settings) {
    let store = Store::open(&settings.url()).await.unwrap();
    migration::Migrator::up(store.migrator(), None).await.unwrap();
    api::domain::seed::load(&store, &|_, _, _| {}).await.unwrap();
    store.close().await;
    let app = super::open(settings).await;
    // Everything of this world was there before the tests begin.
    app.clock.set(super::start_time() - chrono::Duration::hours(1));
    super::people_the_world(&app).await;
    app.store.close().await;
}

async fn admin(server: &str, statement: &str) {
    let db = Database::connect(server).await.unwrap();
    db.execute_unprepared(statement).await.unwrap();
    db.close().await.unwrap();
}

fn with_database(server: &str, database: &str) -> String {
    format!("{}/{database}", server.rsplit_once('/').unwrap().0)
}
