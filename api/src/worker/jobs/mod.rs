//! Does the jobs: imports one after the other, exports beside them.

pub mod export;
pub mod import;

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinSet;

use super::every;
use crate::app::App;
use crate::domain::files::blocking;
use crate::domain::jobs::run::{self, Produced, Run};
use crate::domain::jobs::sealed::{self, Key, Written};
use crate::domain::jobs::{self, ExportSpec, Spec};
use crate::domain::{Code, Ctx, Error, Result};
use crate::vocab::{JobTask, SheetFormat};

/// Between two looks for jobs that another process took in.
const PAUSE: Duration = Duration::from_secs(1);

/// Starts the workers.
pub fn start(app: &Arc<App>, set: &mut JoinSet<()>) {
    // Two imports at a time, so that a short one need not wait for a long one.
    for task in [JobTask::Import, JobTask::Import, JobTask::Export] {
        let app = app.clone();
        set.spawn(async move { follow(&app, task).await });
    }
    let over = app.clone();
    set.spawn(async move { every(Duration::from_secs(60), "ended jobs", || clear(&over)).await });
}

/// Does jobs as they come. Another process may have taken one in without telling this one.
async fn follow(app: &Arc<App>, task: JobTask) {
    let mut queued = app.queued.subscribe();
    loop {
        queued.mark_unchanged();
        if let Err(error) = run(app, task).await {
            super::failed("jobs", &error);
            tokio::time::sleep(PAUSE).await;
        }
        let _ = tokio::time::timeout(PAUSE, queued.changed()).await;
    }
}

/// Does what waits of a task. How many jobs came to an end.
pub async fn run(app: &Arc<App>, task: JobTask) -> Result<usize> {
    let ctx = Ctx::system(app.clone(), "jobs");
    let mut ended = 0;
    while let Some(run) = run::claim(&ctx, task).await? {
        one(&ctx, run).await?;
        ended += 1;
    }
    Ok(ended)
}

/// What came of a job.
pub enum Ended {
    /// It came to its end, perhaps with a file that can be fetched.
    Done(Option<Produced>),
    /// Somebody stopped it, or another worker has it.
    Stopped,
}

/// Does one job.
pub async fn one(ctx: &Ctx, mut run: Run) -> Result<()> {
    let ended = match run.spec(ctx) {
        Ok(Spec::Import(spec)) => import::import(ctx, &mut run, &spec).await,
        Ok(Spec::Export(spec)) => export(ctx, &mut run, &spec).await,
        Err(failed) => Err(failed),
    };
    match ended {
        Ok(Ended::Done(file)) => run.finish(ctx, file).await,
        Ok(Ended::Stopped) => Ok(()),
        Err(refused) => run.broken(ctx, refused).await,
    }
}

/// Forgets what is over. How many.
pub async fn clear(app: &Arc<App>) -> Result<usize> {
    let ctx = Ctx::system(app.clone(), "jobs");
    Ok(jobs::clear(&ctx).await? + jobs::uploads::clear(&ctx).await?)
}

/// Writes a list to a file.
async fn export(ctx: &Ctx, run: &mut Run, spec: &ExportSpec) -> Result<Ended> {
    let owner = run.owner(ctx).await?;
    if !run.has_rights(&owner) {
        return Err(Error::new(Code::Denied));
    }
    let (job, out) = (run.row.id, Out::create(ctx, run).await?);
    let scratch = jobs::folder(&ctx.app.settings);
    let (run, stopped) = (&tokio::sync::Mutex::new(run), &AtomicBool::new(false));
    let progress = |done: u64, total: Option<u64>| async move {
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        if run.lock().await.goes_on(ctx, total.map(count), count(done)).await? {
            return Ok(());
        }
        stopped.store(true, Ordering::Relaxed);
        Err(Error::new(Code::IllegalState))
    };
    let written = export::write(&owner, &spec.list, spec.format, out.shared(), &scratch, progress).await;
    if stopped.load(Ordering::Relaxed) {
        return Ok(Ended::Stopped);
    }
    written?;
    let path = spec.list.split('?').next().unwrap_or_default();
    let name = path.trim_start_matches("/v1/").replace('/', "-");
    let name = format!("{name}-{}.{}", &job.simple().to_string()[20..], extension(spec.format));
    Ok(Ended::Done(Some(out.close(name, spec.format).await?)))
}

/// How names of files of a format end.
fn extension(format: SheetFormat) -> &'static str {
    match format {
        SheetFormat::Csv => "csv",
        SheetFormat::Xlsx => "xlsx",
        SheetFormat::Ndjson => "ndjson",
    }
}

/// The file that can be fetched, while it is written.
pub(super) struct Out {
    key: Key,
    sealed: Arc<Mutex<Option<sealed::Writer>>>,
}

impl Out {
    pub(super) async fn create(ctx: &Ctx, run: &Run) -> Result<Self> {
        let (key, path): (Key, PathBuf) = (Run::new_key(), jobs::result(&ctx.app.settings, run.row.id));
        let writer = blocking(move || sealed::Writer::create(&path, key)).await?;
        Ok(Self { key, sealed: Arc::new(Mutex::new(Some(writer))) })
    }

    /// What is written to.
    pub(super) fn shared(&self) -> Box<dyn Write + Send> {
        Box::new(Shared(self.sealed.clone()))
    }

    /// Makes it durable.
    pub(super) async fn close(self, name: String, format: SheetFormat) -> Result<Produced> {
        let writer = self.sealed.lock().map_or(None, |mut held| held.take());
        let writer = writer.ok_or_else(|| Error::internal(anyhow::anyhow!("a file was closed twice")))?;
        let written: Written = blocking(move || writer.close()).await?;
        Ok(Produced { key: self.key, written, name, format })
    }
}

/// A hand on a file that somebody else closes.
struct Shared(Arc<Mutex<Option<sealed::Writer>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let closed = || std::io::Error::other("the file is closed");
        let mut held = self.0.lock().map_err(|_| closed())?;
        held.as_mut().ok_or_else(closed)?.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
