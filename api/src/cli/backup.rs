//! Backups: database and files in one folder, with a manifest that says what must be found in it again.
//!
//! The database comes first and the files after it, which are only ever added to: every record finds its file.

mod files;
mod postgres;
mod restore;
mod tables;
mod take;

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{progress, say};
use crate::config::Settings;
use crate::domain::vault::sha256_hex;

/// What this version writes and reads.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";

#[derive(clap::Args)]
pub struct Take {
    /// Folder to make; it may be there if it is empty.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

#[derive(clap::Args)]
pub struct Restore {
    /// Folder that `ereporting backup` made.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Also where there are data already. The database that is there is put aside under another name.
    #[arg(long)]
    force: bool,
}

/// What a backup holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Manifest {
    format: u32,
    /// Version of the service that took it.
    version: String,
    taken_at: DateTime<Utc>,
    /// The last migration that the database had.
    schema: String,
    /// Which master key opens what is sealed. It says nothing about the key itself.
    master_key_id: Option<String>,
    database: Kind,
    /// Rows of every table.
    tables: BTreeMap<String, i64>,
    /// The database first, then the files.
    files: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Kind {
    Sqlite,
    Postgres,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// Below the folder.
    path: PathBuf,
    bytes: u64,
    sha256: String,
}

impl Kind {
    fn of(settings: &Settings) -> Self {
        if settings.url().starts_with("sqlite:") { Kind::Sqlite } else { Kind::Postgres }
    }

    /// Name of the database in the folder.
    fn file(self) -> &'static str {
        match self {
            Kind::Sqlite => "database.sqlite",
            Kind::Postgres => "database.dump",
        }
    }
}

impl Manifest {
    fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(MANIFEST);
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("{}: no backup lies there, or it did not come to its end", path.display()))?;
        let manifest: Self = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        ensure!(
            manifest.format == FORMAT,
            "the backup has format {}, and this version reads {FORMAT}",
            manifest.format
        );
        for Entry { path, .. } in &manifest.files {
            let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
            ensure!(inside, "the manifest names a file outside the backup: {}", path.display());
        }
        Ok(manifest)
    }

    fn database(&self) -> anyhow::Result<&Entry> {
        let first = self.files.first().filter(|first| first.path == Path::new(self.database.file()));
        first.context("the manifest names no database")
    }

    fn rows(&self) -> i64 {
        self.tables.values().sum()
    }
}

/// `ereporting backup`.
pub async fn take(settings: &Settings, given: Take) -> anyhow::Result<()> {
    let bar = progress();
    let manifest = take::take(settings, &given.folder, &bar).await;
    bar.finish_and_clear();
    let manifest = manifest?;
    let bytes: u64 = manifest.files.iter().map(|file| file.bytes).sum();
    say(&format!("backup      {}", given.folder.display()));
    say(&format!("database    {} rows in {} tables", manifest.rows(), manifest.tables.len()));
    say(&format!("files       {}", manifest.files.len() - 1));
    say(&format!("bytes       {bytes}"));
    say(&format!("manifest    sha256 {}", sha256_hex(&std::fs::read(given.folder.join(MANIFEST))?)));
    for damaged in files::damaged(&manifest) {
        say(&format!("DAMAGED     {}: its content is not what was stored", damaged.display()));
    }
    say(&format!(
        "The master key is not in it. It lies in {}: keep a copy apart from this backup. Who has both reads everything; \
         who has lost the key reads nothing of what is sealed.",
        settings.master_key_path().display()
    ));
    Ok(())
}

/// `ereporting restore`.
pub async fn restore(settings: &Settings, given: Restore) -> anyhow::Result<()> {
    let bar = progress();
    let restored = restore::restore(settings, &given.folder, given.force, &bar).await;
    bar.finish_and_clear();
    let restore::Restored { manifest, aside } = restored?;
    say(&format!("restored    {}, taken at {}", given.folder.display(), manifest.taken_at.to_rfc3339()));
    say(&format!(
        "database    {} rows in {} tables, each as many as were saved",
        manifest.rows(),
        manifest.tables.len()
    ));
    say(&format!("files       {}", manifest.files.len() - 1));
    if let Some(aside) = aside {
        say(&format!("put aside   {aside}: remove it once the restored data are as they should be"));
    }
    say("Run `ereporting migrate`, then `ereporting serve`.");
    Ok(())
}
