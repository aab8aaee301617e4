//! Puts a backup back. Everything that can be wrong with it is found before anything is changed.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use indicatif::ProgressBar;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

use super::files::{self, FILES};
use super::{Kind, Manifest, postgres, tables};
use crate::cli::make_private;
use crate::config::Settings;
use crate::domain::clock::Clock;
use crate::domain::store::Store;
use crate::domain::vault::Vault;

pub(super) struct Restored {
    pub manifest: Manifest,
    /// Where the database lies that was there before.
    pub aside: Option<String>,
}

pub(super) async fn restore(
    settings: &Settings,
    folder: &Path,
    force: bool,
    bar: &ProgressBar,
) -> anyhow::Result<Restored> {
    let manifest = Manifest::read(folder)?;
    let known = Migrator::migrations().iter().any(|one| one.name() == manifest.schema);
    ensure!(known, "the backup was taken by version {}, which is later than this one", manifest.version);
    let kind = Kind::of(settings);
    ensure!(
        kind == manifest.database,
        "the backup holds {:?}, and the settings name {kind:?}: set EREPORTING_DATABASE_URL accordingly",
        manifest.database
    );
    fits(settings, &manifest)?;
    let there = files::attachments(&settings.files_dir())?.len();
    ensure!(force || there == 0, "{} holds files; --force adds to them", settings.files_dir().display());
    files::verify(folder, &manifest, bar)?;

    let database = folder.join(&manifest.database()?.path);
    bar.set_message("database");
    bar.set_position(0);
    let aside = match kind {
        Kind::Sqlite => sqlite(settings, &manifest, &database, force, bar).await?,
        Kind::Postgres => dump(&settings.url(), &manifest, &database, force, bar).await?,
    };
    bar.set_message("files");
    for entry in manifest.files.iter().skip(1) {
        let place = settings.files_dir().join(entry.path.strip_prefix(FILES)?);
        if !place.exists() {
            let (_, sha256) = files::copy(&folder.join(&entry.path), &place, bar)?;
            ensure!(sha256 == entry.sha256, "{} changed while it was copied", entry.path.display());
        }
    }
    Ok(Restored { manifest, aside })
}

/// Whether the master key is the one that opens what is sealed. It is not made here: a new one opens nothing.
fn fits(settings: &Settings, manifest: &Manifest) -> anyhow::Result<()> {
    let Some(wanted) = &manifest.master_key_id else { return Ok(()) };
    let path = settings.master_key_path();
    ensure!(path.exists(), "put the master key of the backup in place first: {}", path.display());
    let vault = Vault::new(&settings.master_key()?);
    ensure!(vault.kek_id() == wanted, "{} is not the master key that this backup was made with", path.display());
    Ok(())
}

/// A name for what was there before, by the time.
fn before() -> String {
    format!("before_{}", Clock::default().now().format("%Y%m%d_%H%M%S"))
}

async fn sqlite(
    settings: &Settings,
    manifest: &Manifest,
    from: &Path,
    force: bool,
    bar: &ProgressBar,
) -> anyhow::Result<Option<String>> {
    let place = settings.database_file().context("the settings name no file")?;
    let parts = ["", "-wal", "-shm"].map(|end| PathBuf::from(format!("{}{end}", place.display())));
    // A journal without its database would be taken for that of the restored one.
    let there = parts.iter().any(|part| part.exists());
    ensure!(force || !there, "{} is there already; --force puts it aside", place.display());
    let mut aside = None;
    if there {
        alone(&place).await?;
        let name = format!("{}.{}", place.display(), before());
        for (part, end) in parts.iter().zip(["", "-wal", "-shm"]).filter(|(part, _)| part.exists()) {
            std::fs::rename(part, format!("{name}{end}"))?;
        }
        aside = Some(name);
    }
    make_private(&settings.data_dir)?;
    let (_, sha256) = files::copy(from, &place, bar)?;
    ensure!(sha256 == manifest.database()?.sha256, "the database changed while it was copied");
    let restored = Database::connect(format!("sqlite://{}?mode=ro", place.display())).await?;
    let same = as_saved(&restored, manifest).await;
    restored.close().await?;
    same.map(|()| aside)
}

/// Refuses a database that somebody else has open: only alone can its journal be put into it.
async fn alone(place: &Path) -> anyhow::Result<()> {
    if !place.exists() {
        return Ok(());
    }
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rw", place.display()));
    options.max_connections(1).sqlx_logging(false);
    let conn = Database::connect(options).await?;
    let mode = tables::word(&conn, "PRAGMA journal_mode = DELETE").await;
    conn.close().await?;
    match mode {
        Ok(Some(mode)) if mode == "delete" => Ok(()),
        _ => bail!("{} is in use: stop the service first", place.display()),
    }
}

async fn dump(
    address: &str,
    manifest: &Manifest,
    from: &Path,
    force: bool,
    bar: &ProgressBar,
) -> anyhow::Result<Option<String>> {
    // Our own connections have a name, by which they are told from those of others.
    let mark = if address.contains('?') { '&' } else { '?' };
    let store = Store::open(&format!("{address}{mark}application_name=ereporting-restore")).await;
    let store = store.context("opening the database")?;
    let restored = fill(store.migrator(), address, manifest, from, force, bar).await;
    store.close().await;
    restored
}

async fn fill(
    conn: &DatabaseConnection,
    address: &str,
    manifest: &Manifest,
    from: &Path,
    force: bool,
    bar: &ProgressBar,
) -> anyhow::Result<Option<String>> {
    let mut aside = None;
    if !tables::names(conn).await?.is_empty() {
        ensure!(force, "the database holds tables already; --force puts them aside");
        let others = "SELECT COUNT(*)::text FROM pg_stat_activity \
                      WHERE datname = current_database() AND backend_type = 'client backend' \
                      AND application_name <> current_setting('application_name')";
        let others = tables::word(conn, others).await?;
        ensure!(others.as_deref() == Some("0"), "the database is in use: stop the service first");
        let name = before();
        conn.execute_unprepared(&format!("ALTER SCHEMA public RENAME TO {name}; CREATE SCHEMA public")).await?;
        aside = Some(name);
    }
    let arguments = [
        "--no-owner".to_owned(),
        "--no-privileges".to_owned(),
        // All of it, or nothing.
        "--single-transaction".to_owned(),
        "--exit-on-error".to_owned(),
        format!("--dbname={}", postgres::database(address)?),
        from.to_str().context("the name of the folder is not UTF-8")?.to_owned(),
    ];
    if let Err(failed) = postgres::run("pg_restore", address, &arguments, None, bar).await {
        if let Some(name) = aside {
            let back = format!("DROP SCHEMA public CASCADE; ALTER SCHEMA {name} RENAME TO public");
            conn.execute_unprepared(&back).await.context("what was there before is in another schema still")?;
        }
        return Err(failed);
    }
    as_saved(conn, manifest).await?;
    Ok(aside.map(|name| format!("schema {name}")))
}

/// Whether every table has as many rows as were saved.
async fn as_saved(conn: &impl ConnectionTrait, manifest: &Manifest) -> anyhow::Result<()> {
    let found = tables::counts(conn).await?;
    let other = manifest.tables.iter().find(|(name, rows)| found.get(*name) != Some(*rows));
    match other {
        None => Ok(()),
        Some((name, rows)) => bail!("{name} had {rows} rows and has {:?}", found.get(name)),
    }
}
