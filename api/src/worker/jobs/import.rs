//! Brings the rows of a file in: some at a time, each some with its results in one transaction.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::{Ended, Out, extension};
use crate::domain::imports::columns::{ImportKind, Shape};
use crate::domain::imports::{Rows, rejected, twice, weight};
use crate::domain::jobs::run::{Produced, Run};
use crate::domain::jobs::{self, Fault, ImportSpec, rows};
use crate::domain::{Code, Ctx, Error, Result, Tx};
use crate::view::imports::{self, Done, Given};
use crate::view::incubation::rosters::Atomicity;
use crate::vocab::JobRowResult;
use entity::job_row;

/// Most rows of a file of which one refusal refuses all: they are written in one transaction.
pub const MOST_AT_ONCE: i64 = 5_000;
/// Reports of one transaction, where each row stands alone: they are filed together.
const REPORTS: usize = 200;
/// Rows of anything else, which are carried out one by one: fewer, so that others who write need not wait.
const ROWS: usize = 50;
/// Bytes of rows, about, that wait for their transaction.
const WEIGHT: usize = 4 * 1024 * 1024;
/// Refused rows read at a time.
const REASONS: u64 = 1_000;

/// What an import needs to know of itself.
struct Import<'a> {
    ctx: &'a Ctx,
    owner: Ctx,
    kind: ImportKind,
    given: Given,
    shape: Arc<Shape>,
    spec: &'a ImportSpec,
}

/// A row on its way: its line, and the body of the single call or why there is none.
type Row = (u64, Result<Value>);

/// Carries an import out; its file is that of the rejected rows, if there are any.
pub async fn import(ctx: &Ctx, run: &mut Run, spec: &ImportSpec) -> Result<Ended> {
    let kind = ImportKind::named(&spec.kind).ok_or_else(|| Error::new(Code::UnknownCode))?;
    let owner = Ctx { validate_only: spec.validate, ..run.owner(ctx).await? };
    let given = Given::from(spec);
    let shape = Arc::new(imports::shape(&owner, kind, &given).await?);
    let import = Import { ctx, owner, kind, given, shape, spec };
    // Rows are counted first: what is wrong with the whole file is found before anything is written.
    let rows = import.count(run).await?;
    if spec.atomicity == Atomicity::All && rows > MOST_AT_ONCE {
        return Err(Error::new(Code::ImportTooMany).with("max", MOST_AT_ONCE).with("rows", rows));
    }
    let done = run.row.done;
    if !run.goes_on(ctx, Some(rows), done).await? {
        return Ok(Ended::Stopped);
    }
    let ended = match spec.atomicity {
        Atomicity::All => import.all(run).await?,
        Atomicity::Row => import.each(run).await?,
    };
    if !ended {
        return Ok(Ended::Stopped);
    }
    import.rejected(run).await.map(Ended::Done)
}

impl Import<'_> {
    fn read(&self, run: &Run) -> Result<Rows> {
        let (job, settings) = (run.row.id, &self.ctx.app.settings);
        let key = jobs::key(self.ctx, job, "source_key_enc", run.row.source_key_enc.as_deref())?;
        Ok(Rows::open(jobs::source(settings, job), key, self.shape.clone()))
    }

    async fn count(&self, run: &Run) -> Result<i64> {
        let mut rows = self.read(run)?;
        let mut count = 0;
        while let Some(some) = rows.next().await {
            count += i64::try_from(some?.len()).unwrap_or_default();
        }
        Ok(count)
    }

    /// Each row stands alone. Goes on behind the rows that have their result. False where it was stopped.
    async fn each(&self, run: &mut Run) -> Result<bool> {
        let mut rows = self.read(run)?;
        let (mut seen, mut before) = (Seen::default(), run.row.done);
        let together = if self.kind == ImportKind::Reports { REPORTS } else { ROWS };
        let (mut waiting, mut held): (Vec<Row>, usize) = (Vec::new(), 0);
        loop {
            let some = rows.next().await.transpose()?;
            let last = some.is_none();
            for row in some.into_iter().flatten() {
                let row = seen.check(row)?;
                if before > 0 {
                    before -= 1;
                } else {
                    held += row.1.as_ref().map_or(0, weight);
                    waiting.push(row);
                }
            }
            while waiting.len() >= together || ((last || held >= WEIGHT) && !waiting.is_empty()) {
                let now = waiting.drain(..together.min(waiting.len())).collect();
                if !self.some(run, now).await? {
                    return Ok(false);
                }
                if waiting.is_empty() {
                    held = 0;
                }
            }
            if last {
                return Ok(true);
            }
        }
    }

    /// Some rows, in one transaction with their results.
    async fn some(&self, run: &mut Run, rows: Vec<Row>) -> Result<bool> {
        let tx = self.owner.begin().await?;
        let results = match self.carry_out(&tx, run, rows).await {
            Ok(results) => results,
            Err(failed) => {
                tx.rollback().await?;
                return Err(failed);
            }
        };
        let tx = self.kept(tx).await?;
        end(run, tx, &results).await
    }

    /// The transaction in which results are kept: the one that wrote the rows, or another where they were only looked at.
    async fn kept(&self, tx: Tx) -> Result<Tx> {
        if !self.spec.validate {
            return Ok(tx);
        }
        tx.rollback().await?;
        self.ctx.begin().await
    }

    /// All rows in one transaction, or none of them. False where it was stopped.
    async fn all(&self, run: &mut Run) -> Result<bool> {
        if run.row.done > 0 {
            return Ok(true);
        }
        if !run.hold_long(self.ctx).await? {
            return Ok(false);
        }
        let (mut rows, mut seen) = (self.read(run)?, Seen::default());
        let tx = self.owner.begin().await?;
        let mut results = Vec::new();
        while let Some(some) = rows.next().await {
            let some: Result<Vec<Row>> = some.and_then(|some| some.into_iter().map(|row| seen.check(row)).collect());
            let done = match some {
                Ok(some) => self.carry_out(&tx, run, some).await,
                Err(refused) => Err(refused),
            };
            match done {
                Ok(done) => results.extend(done),
                Err(failed) => {
                    tx.rollback().await?;
                    return Err(failed);
                }
            }
        }
        let none_refused = results.iter().all(|row| row.result != JobRowResult::Refused.as_str());
        let tx = if none_refused {
            self.kept(tx).await?
        } else {
            tx.rollback().await?;
            for row in results.iter_mut().filter(|row| row.result != JobRowResult::Refused.as_str()) {
                row.result = JobRowResult::HeldBack.as_str().to_owned();
                row.record = None;
            }
            self.ctx.begin().await?
        };
        end(run, tx, &results).await
    }

    /// Carries rows out and says what became of each, in their order.
    async fn carry_out(&self, tx: &Tx, run: &Run, rows: Vec<Row>) -> Result<Vec<job_row::Model>> {
        let job = run.row.id;
        let (mut lines, mut readable, mut results) = (Vec::new(), Vec::new(), HashMap::new());
        for (line, row) in rows {
            lines.push(line);
            match row {
                Ok(row) => readable.push((line, row)),
                Err(refused) => {
                    results.insert(line, self.refused(job, line, &refused)?);
                }
            }
        }
        let numbers: Vec<u64> = readable.iter().map(|(line, _)| *line).collect();
        if !readable.is_empty() {
            let outcomes = imports::carry_out(tx, self.kind, &self.given, readable).await?;
            for (line, outcome) in numbers.into_iter().zip(outcomes) {
                let result = match outcome {
                    Ok(Done { id, existing }) => {
                        let result = if existing { JobRowResult::Existing } else { JobRowResult::Created };
                        // What was only looked at has no record that anybody could look for.
                        let made = existing || !self.spec.validate;
                        rows::done(job, line, result, made.then_some(id))
                    }
                    Err(refused) => self.refused(job, line, &refused)?,
                };
                results.insert(line, result);
            }
        }
        Ok(lines.iter().filter_map(|line| results.remove(line)).collect())
    }

    fn refused(&self, job: uuid::Uuid, line: u64, refused: &Error) -> Result<job_row::Model> {
        let mut faults = Fault::all(refused);
        for fault in &mut faults {
            fault.column = self.column(&fault.path);
        }
        rows::refused(job, line, &faults)
    }

    /// The heading of the column that a path lies in: the nearest one.
    fn column(&self, path: &str) -> Option<String> {
        let within = |at: &str| path == at || path.strip_prefix(at).is_some_and(|rest| rest.starts_with('/'));
        let of = self.shape.columns.iter().filter(|column| within(&column.at));
        let nearest = of.max_by_key(|column| column.at.len());
        // A fault of a whole value: its first column.
        let first = || self.shape.columns.iter().find(|column| column.at.starts_with(&format!("{path}/")));
        nearest.or_else(|| if path.is_empty() { None } else { first() }).map(|column| column.title.id.clone())
    }

    /// The file of rejected rows; none where none was.
    async fn rejected(&self, run: &Run) -> Result<Option<Produced>> {
        if run.row.refused == 0 {
            return Ok(None);
        }
        let (job, settings) = (run.row.id, &self.ctx.app.settings);
        let out = Out::create(self.ctx, run).await?;
        let key = jobs::key(self.ctx, job, "source_key_enc", run.row.source_key_enc.as_deref())?;
        let (path, scratch) = (jobs::source(settings, job), jobs::folder(settings));
        let (to, mut reasons) = tokio::sync::mpsc::channel::<(u64, String)>(1_000);
        let (shape, shared) = (self.shape.clone(), out.shared());
        let writing = tokio::task::spawn_blocking(move || {
            rejected(&path, key, &shape, shared, &scratch, || reasons.blocking_recv())
        });
        let told = self.tell(job, to).await;
        let format = writing.await.map_err(Error::internal)??;
        told?;
        let name = self.spec.name.as_deref().unwrap_or("impor");
        let stem = name.split('.').next().unwrap_or("impor");
        let file = out.close(format!("{stem}-perbaiki.{}", extension(format)), format).await?;
        Ok(Some(file))
    }

    /// Hands over line and reason of each refused row.
    async fn tell(&self, job: uuid::Uuid, to: tokio::sync::mpsc::Sender<(u64, String)>) -> Result<()> {
        let mut line = 0;
        loop {
            let some = rows::refused_after(self.ctx, job, line, REASONS).await?;
            let Some(last) = some.last() else { return Ok(()) };
            line = last.line;
            for row in some {
                let faults: Vec<Fault> = serde_json::from_str(row.faults.as_deref().unwrap_or("[]"))?;
                let number = u64::try_from(row.line).unwrap_or_default();
                if to.send((number, Fault::reason(&faults, self.owner.lang))).await.is_err() {
                    return Ok(());
                }
            }
        }
    }
}

/// Commits rows with their results, unless somebody stopped the job or took it over: false then.
async fn end(run: &mut Run, tx: Tx, results: &[job_row::Model]) -> Result<bool> {
    let held = run.store(&tx, results).await;
    if matches!(held, Ok(true)) {
        tx.commit().await?
    } else {
        tx.rollback().await?
    }
    held
}

/// Rows that came before, by what they say.
#[derive(Default)]
struct Seen(HashMap<u64, u64>);

impl Seen {
    /// Refuses a row that equals an earlier one.
    fn check(&mut self, (line, row): Row) -> Result<Row> {
        let Ok(row) = row else { return Ok((line, row)) };
        use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
        let text = serde_json::to_string(&row)?;
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(&text);
        match self.0.get(&hash) {
            Some(first) => Ok((line, Err(twice(*first)))),
            None => {
                self.0.insert(hash, line);
                Ok((line, Ok(row)))
            }
        }
    }
}
