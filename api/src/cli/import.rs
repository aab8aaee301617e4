//! A file from the command line: the same job as `POST /v1/imports`, done here, with a bar and a summary.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use entity::job::Model;

use super::{progress, say};
use crate::app::App;
use crate::domain::imports::columns::ImportKind;
use crate::domain::jobs::create::{self, Source};
use crate::domain::jobs::run::{self, Run};
use crate::domain::jobs::sealed::{Reader, Writer};
use crate::domain::jobs::{self, Fault, ImportSpec, file, rows};
use crate::domain::page::PageRequest;
use crate::domain::people::{actor, bootstrap};
use crate::domain::{ActorKind, Ctx, ids};
use crate::view::incubation::rosters::Atomicity;
use crate::vocab::{JobRowResult, JobState};
use crate::worker;

/// Refused rows that are shown at the end; all of them are in the file of rejected rows.
const SHOWN: u64 = 10;

#[derive(clap::Args)]
pub struct Arguments {
    /// The file: CSV, XLSX or NDJSON, plain or gzip.
    #[arg(value_name = "FILE", required = true)]
    file: Option<PathBuf>,
    /// Kind of records: reports, blks, organizations, users, persons, enterprises, trainees, attendance, progress, visits.
    #[arg(long, value_name = "KIND", required = true, value_parser = ImportKind::ALL.map(ImportKind::as_str))]
    kind: Option<String>,
    /// E-mail of the account in whose name it is done, with its rights.
    #[arg(long = "as", value_name = "EMAIL", required = true)]
    account: Option<String>,
    /// Only looks: each row gets the result that it would have, and nothing is written.
    #[arg(long)]
    validate: bool,
    /// One refusal refuses all; at most 5,000 rows.
    #[arg(long)]
    all: bool,
    /// Template of the reports.
    #[arg(long, value_name = "CODE")]
    template: Option<String>,
    /// Unit of the rows, where they do not say it themselves.
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    /// Record that the rows belong to, where they do not say it themselves.
    #[arg(long, value_name = "ID")]
    of: Option<String>,
    /// Where the rejected rows are written (beside the file, unless given).
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
}

/// Imports a file. An error where it failed or rows were refused, so that the exit status tells.
pub async fn run(app: Arc<App>, given: Arguments) -> anyhow::Result<()> {
    let (path, kind) = (given.file.clone().context("name a file")?, given.kind.clone().context("name a kind")?);
    let system = Ctx::system(app, "cli");
    let owner = owner(&system, given.account.as_deref().unwrap_or_default()).await?;
    let spec = ImportSpec {
        kind,
        validate: given.validate,
        atomicity: if given.all { Atomicity::All } else { Atomicity::Row },
        template: given.template,
        unit: given.unit,
        of: given.of,
        name: path.file_name().map(|name| name.to_string_lossy().into_owned()),
    };
    let row = queue(&owner, spec, &path).await?;
    let row = follow(&system, row).await?;
    summary(&owner, &row, given.rejected.unwrap_or_else(|| beside(&path, &row))).await
}

async fn owner(system: &Ctx, email: &str) -> anyhow::Result<Ctx> {
    let tx = system.begin().await?;
    let account = bootstrap::account_by_email(&tx, email).await;
    tx.rollback().await?;
    let account = account.with_context(|| format!("no account has the e-mail {email}"))?;
    let found = actor::ctx_of(system, ActorKind::Person, account.id).await?;
    found.with_context(|| format!("the account {email} is not active"))
}

/// Seals the file and queues the job.
async fn queue(owner: &Ctx, spec: ImportSpec, path: &Path) -> anyhow::Result<Model> {
    let (job, key) = (owner.new_id(), Run::new_key());
    let place = jobs::source(&owner.app.settings, job);
    let mut from = File::open(path).with_context(|| path.display().to_string())?;
    let mut out = Writer::create(&place, key)?;
    std::io::copy(&mut from, &mut out).with_context(|| path.display().to_string())?;
    let source = Source { job, key, sha256: out.close()?.sha256 };
    create::look(owner, &spec, &source).await?;
    let tx = owner.begin().await?;
    let row = create::import(&tx, spec, &source).await?;
    tx.commit().await?;
    Ok(row)
}

/// Does the job, or looks on where a service that runs on the same database was faster. How it ended.
async fn follow(system: &Ctx, row: Model) -> anyhow::Result<Model> {
    let own = system.clone();
    let working = tokio::spawn(async move {
        match run::claim_one(&own, row.id).await? {
            Some(run) => worker::jobs::one(&own, run).await,
            None => Ok(()),
        }
    });
    let bar = progress();
    loop {
        let now = jobs::of(system, row.id).await?;
        bar.set_length(u64::try_from(now.rows.unwrap_or_default())?);
        bar.set_position(u64::try_from(now.done)?);
        bar.set_message(format!("{} {}", now.subject, now.state));
        if !jobs::is_going(&now)? {
            bar.finish_and_clear();
            return Ok(now);
        }
        if working.is_finished() && now.leased_until.is_none_or(|until| until <= system.now()) {
            bar.finish_and_clear();
            working.await??;
            anyhow::bail!("the import broke off; run it again, rows that were written are not written twice");
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn summary(owner: &Ctx, row: &Model, to: PathBuf) -> anyhow::Result<()> {
    let id = ids::text(ids::Kind::Job, row.id);
    say(&format!("job        {id} {}", row.state));
    say(&format!("rows       {}", row.rows.unwrap_or_default()));
    say(&format!("created    {}", row.created));
    say(&format!("existing   {}", row.existing));
    say(&format!("refused    {}", row.refused));
    if row.state != JobState::Done.as_str() {
        let faults: Vec<Fault> = serde_json::from_str(row.failure.as_deref().unwrap_or("[]"))?;
        anyhow::bail!("the import did not come to its end: {}", Fault::reason(&faults, crate::domain::text::Lang::En));
    }
    if row.refused == 0 {
        return Ok(());
    }
    let page = PageRequest::new(Some(SHOWN), None)?;
    for (_, refused) in rows::list(owner, row, Some(JobRowResult::Refused), &page).await?.items {
        let faults: Vec<Fault> = serde_json::from_str(refused.faults.as_deref().unwrap_or("[]"))?;
        say(&format!("  row {}: {}", refused.line, Fault::reason(&faults, crate::domain::text::Lang::En)));
    }
    let fetched = file::fetch(owner, &id).await?;
    let mut plain = Reader::open(&fetched.path, fetched.key)?;
    let mut out = File::create(&to).with_context(|| to.display().to_string())?;
    std::io::copy(&mut plain, &mut out).with_context(|| to.display().to_string())?;
    anyhow::bail!("{} rows were refused; mend them in {} and import that file", row.refused, to.display())
}

/// The file of rejected rows, beside the one that was imported.
fn beside(path: &Path, row: &Model) -> PathBuf {
    path.with_file_name(row.file_name.as_deref().unwrap_or("perbaiki.csv"))
}
