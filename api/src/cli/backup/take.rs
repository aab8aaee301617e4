//! Takes a backup, beside a service that goes on writing.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use indicatif::ProgressBar;
use sea_orm::{ConnectionTrait, Database};

use super::files::{self, FILES};
use super::{Entry, FORMAT, Kind, MANIFEST, Manifest, postgres, tables};
use crate::cli::make_private;
use crate::config::{Settings, write_private};
use crate::domain::clock::Clock;
use crate::domain::store::Store;

/// What is known of a database that was saved.
struct Saved {
    schema: String,
    master_key_id: Option<String>,
    tables: BTreeMap<String, i64>,
}

pub(super) async fn take(settings: &Settings, folder: &Path, bar: &ProgressBar) -> anyhow::Result<Manifest> {
    ensure!(files::names(folder)?.is_empty(), "{} is not empty", folder.display());
    let kind = Kind::of(settings);
    if kind == Kind::Sqlite {
        ensure!(settings.database_file().is_some_and(|file| file.exists()), "there is no database to save");
    }
    make_private(folder).with_context(|| folder.display().to_string())?;
    let taken_at = Clock::default().now();
    let database = folder.join(kind.file());
    let store = Store::open(&settings.url()).await.context("opening the database")?;
    bar.set_message("database");
    let saved = match kind {
        Kind::Sqlite => sqlite(&store, &database, bar).await,
        Kind::Postgres => dump(&store, &settings.url(), &database, bar).await,
    };
    store.close().await;
    let Saved { schema, master_key_id, tables } = saved?;

    let attachments = files::attachments(&settings.files_dir())?;
    files::sync(&database)?;
    bar.set_length(database.metadata()?.len());
    bar.set_position(0);
    let (bytes, sha256) = files::hash(&database, bar)?;
    let mut entries = vec![Entry { path: kind.file().into(), bytes, sha256 }];
    bar.set_message("files");
    for path in attachments {
        let from = settings.files_dir().join(&path);
        bar.inc_length(from.metadata().map_or(0, |of| of.len()));
        let path = Path::new(FILES).join(path);
        let (bytes, sha256) = files::copy(&from, &folder.join(&path), bar)?;
        entries.push(Entry { path, bytes, sha256 });
    }
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let manifest =
        Manifest { format: FORMAT, version, taken_at, schema, master_key_id, database: kind, tables, files: entries };
    // Last: a folder without it is no backup.
    write_private(&folder.join(MANIFEST), &(serde_json::to_string_pretty(&manifest)? + "\n"))?;
    files::sync(folder)?;
    Ok(manifest)
}

/// SQLite copies itself as it is at one moment; nobody waits for it.
async fn sqlite(store: &Store, to: &Path, bar: &ProgressBar) -> anyhow::Result<Saved> {
    let pages = "SELECT CAST(page_count * page_size AS TEXT) FROM pragma_page_count, pragma_page_size";
    let size = tables::word(store.migrator(), pages).await?;
    bar.set_length(size.and_then(|size| size.parse().ok()).unwrap_or_default());
    let path = to.to_str().context("the name of the folder is not UTF-8")?;
    let sql = format!("VACUUM INTO '{}'", path.replace('\'', "''"));
    let mut copying = std::pin::pin!(store.migrator().execute_unprepared(&sql));
    loop {
        tokio::select! {
            copied = copying.as_mut() => {
                copied.context("copying the database")?;
                break;
            }
            () = tokio::time::sleep(Duration::from_millis(100)) => {
                bar.set_position(to.metadata().map_or(0, |of| of.len()));
            }
        }
    }
    // The copy says how much it holds, whatever was written meanwhile.
    let copy = Database::connect(format!("sqlite://{path}?mode=ro")).await?;
    let saved = describe(&copy).await;
    copy.close().await?;
    saved
}

/// PostgreSQL is dumped as it was at one moment; rows are counted in the same one.
async fn dump(store: &Store, address: &str, to: &Path, bar: &ProgressBar) -> anyhow::Result<Saved> {
    let moment = store.snapshot().await?;
    moment.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
    moment.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
    let size = tables::word(&moment, "SELECT pg_database_size(current_database())::text").await?;
    bar.set_length(size.and_then(|size| size.parse().ok()).unwrap_or_default());
    let snapshot = tables::word(&moment, "SELECT pg_export_snapshot()").await?.context("no snapshot")?;
    let saved = describe(&moment).await?;
    let arguments = [
        "--format=custom".to_owned(),
        "--no-owner".to_owned(),
        "--no-privileges".to_owned(),
        // What an earlier restoration put aside.
        "--exclude-schema=before_*".to_owned(),
        format!("--snapshot={snapshot}"),
        format!("--file={}", to.to_str().context("the name of the folder is not UTF-8")?),
    ];
    let dumped = postgres::run("pg_dump", address, &arguments, Some(to), bar).await;
    moment.rollback().await?;
    dumped?;
    Ok(saved)
}

async fn describe(conn: &impl ConnectionTrait) -> anyhow::Result<Saved> {
    Ok(Saved {
        schema: tables::schema(conn).await?,
        master_key_id: tables::master_key(conn).await?,
        tables: tables::counts(conn).await?,
    })
}
