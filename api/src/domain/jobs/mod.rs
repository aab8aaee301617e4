//! Imports and exports of files. Both are jobs: asked for in one call, done by a worker, looked at until they end. A job
//! outlives restarts: whatever was written is written together with the note that it was, and the next worker goes on
//! behind it. Its result is kept for thirty days, for whoever asked alone.
//!
//! Files lie sealed. The file that came in is gone when the job ends. The one that can be fetched (the list that was
//! exported, the rows that were refused) is given as long as its owner has the rights with which it was asked for, and is
//! gone as soon as a person is erased who may stand in it.

pub mod create;
pub mod file;
pub mod lists;
pub mod rows;
pub mod run;
pub mod sealed;
pub mod uploads;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::Duration;
use entity::job::{ActiveModel, Column, Entity, Model};
use entity::job_row;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::batch::in_the_call;
use super::ids::{self, Kind};
use super::page::{Cursor, Page, PageRequest};
use super::record::Record;
use super::text::{Lang, Params};
use super::{Actor, Code, Ctx, Error, Result, Tx};
use crate::config::Settings;
use crate::view::incubation::rosters::Atomicity;
use crate::vocab::{JobState, SheetFormat};

/// How long a job and its result are kept.
pub const KEEP: Duration = Duration::days(30);
/// Most jobs of one caller that wait or run.
pub const MOST: u64 = 5;

/// Files that are looked for in one statement.
const CHUNK: usize = 500;
/// States of jobs that wait or run.
const GOING: [JobState; 2] = [JobState::Queued, JobState::Running];

/// What an import is to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportSpec {
    /// Kind of records, as in paths.
    pub kind: String,
    /// Only look whether it could be done.
    pub validate: bool,
    /// Whether one refusal refuses all.
    pub atomicity: Atomicity,
    /// Template of the reports.
    pub template: Option<String>,
    /// Unit of the rows.
    pub unit: Option<String>,
    /// Record that the rows belong to.
    pub of: Option<String>,
    /// Name of the file.
    pub name: Option<String>,
}

/// What an export is to write.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportSpec {
    /// Path and query of the list.
    pub list: String,
    /// Form of the file.
    pub format: SheetFormat,
}

/// What was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Spec {
    Import(ImportSpec),
    Export(ExportSpec),
}

/// What is wrong with a file or a row of it, in both languages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// Stable code.
    pub code: String,
    /// Where in the row, a JSON Pointer; empty where it is about all of it.
    pub path: String,
    /// Heading of the column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// In Indonesian.
    pub message: String,
    /// In English.
    pub message_en: String,
    /// Facts for programs.
    #[serde(default)]
    pub params: Params,
}

impl Fault {
    /// All that a refusal says; the refusal itself where it lists nothing.
    pub fn all(refused: &Error) -> Vec<Fault> {
        let each = in_the_call(refused, "").into_iter().map(|fault| Fault {
            code: fault.code,
            path: fault.path,
            column: None,
            message: fault.message.id,
            message_en: fault.message.en,
            params: fault.params,
        });
        each.collect()
    }

    /// What is wrong with a row, as it stands beside it in a spreadsheet.
    pub fn reason(faults: &[Fault], lang: Lang) -> String {
        let each = faults.iter().map(|fault| {
            let message = if lang == Lang::En { &fault.message_en } else { &fault.message };
            match &fault.column {
                Some(column) => format!("{column}: {message} [{}]", fault.code),
                None => format!("{message} [{}]", fault.code),
            }
        });
        each.collect::<Vec<_>>().join(" | ")
    }
}

/// The jobs whose events the caller hears of: its own.
pub fn seen(ctx: &Ctx) -> Condition {
    Condition::all().add(Expr::col("actor_id").eq(ctx.actor.id_or_nil()))
}

/// A page of the caller's own jobs, newest first.
pub async fn list(ctx: &Ctx, page: &PageRequest) -> Result<Page<Model>> {
    ctx.require_signed_in()?;
    let newest = PageRequest { descending: true, ..page.clone() };
    let query = Entity::find().filter(Column::ActorId.eq(ctx.actor.id_or_nil()));
    let rows = newest.by_id(query, Column::Id)?.all(ctx.db()).await?;
    Ok(Page::cut(rows, &newest, |row| Cursor::new("", row.id.to_string())))
}

/// One of the caller's own jobs; those of others are not found.
pub async fn by_id(ctx: &Ctx, id: &str) -> Result<Model> {
    own(ctx, id)?.one(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))
}

fn own(ctx: &Ctx, id: &str) -> Result<Select<Entity>> {
    ctx.require_signed_in()?;
    Ok(Entity::find_by_id(ids::expect(Kind::Job, id)?).filter(Column::ActorId.eq(ctx.actor.id_or_nil())))
}

/// A job, whoever asked for it: for the command line.
pub async fn of(ctx: &Ctx, id: Uuid) -> Result<Model> {
    Entity::find_by_id(id).one(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// Stops a job. What it has written stays written; a worker at it stops before its next rows.
pub async fn cancel(tx: &Tx, id: &str) -> Result<Model> {
    let mut row = own(tx, id)?.lock_exclusive().one(tx.conn()?).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if !is_going(&row)? {
        return Err(Error::new(Code::IllegalState).with("state", row.state.as_str()));
    }
    end(tx, &mut row, JobState::Cancelled, "cancelJob").await?;
    Ok(row)
}

/// Whether it waits or runs.
pub fn is_going(row: &Model) -> Result<bool> {
    Ok(GOING.contains(&row.state.parse::<JobState>()?))
}

/// Ends a job: its row, audit and event. The file that came in cannot be read any more.
async fn end(tx: &Tx, row: &mut Model, state: JobState, action: &str) -> Result<()> {
    row.state = state.as_str().to_owned();
    row.leased_until = None;
    row.source_key_enc = None;
    row.finished_at = Some(tx.now());
    row.expires_at = tx.now() + KEEP;
    row.version += 1;
    row.updated_at = tx.now();
    save(tx, row).await?;
    let event = match state {
        JobState::Failed => "job.failed",
        JobState::Cancelled => "job.cancelled",
        _ => "job.done",
    };
    note(tx, row, action, event).await
}

async fn save(tx: &Tx, row: &Model) -> Result<()> {
    Entity::update(ActiveModel::from(row.clone()).reset_all()).exec(tx.conn()?).await?;
    Ok(())
}

/// Audit and event of a step; the row has its next version already.
async fn note(tx: &Tx, row: &Model, action: &str, event: &str) -> Result<()> {
    let body = json!({"task": row.task, "subject": row.subject, "state": row.state});
    tx.record(Record::new(action, event, (Kind::Job, row.id), row.version).body(body)).await?;
    Ok(())
}

/// What was asked for.
pub fn spec(ctx: &Ctx, row: &Model) -> Result<Spec> {
    let plain = ctx.app.vault.open(&place(row.id, "spec_enc"), &row.spec_enc)?;
    Ok(serde_json::from_slice(&plain)?)
}

/// Where in the table a sealed value stands.
fn place(job: Uuid, column: &str) -> String {
    format!("job|{column}|{job}")
}

/// The rights of an actor, so that others are told from them.
pub fn rights(ctx: &Ctx, actor: &Actor) -> String {
    let mut grants: Vec<String> = actor.grants.iter().map(|grant| format!("{grant:?}")).collect();
    grants.sort_unstable();
    ctx.app.vault.blind_index("job|rights", &format!("{grants:?}"))
}

/// Where the files of jobs lie.
pub(crate) fn folder(settings: &Settings) -> PathBuf {
    settings.files_dir().join("jobs")
}

/// Where the file that came in lies.
pub(crate) fn source(settings: &Settings, job: Uuid) -> PathBuf {
    folder(settings).join(format!("{job}.source"))
}

/// Where the file that can be fetched lies.
pub(crate) fn result(settings: &Settings, job: Uuid) -> PathBuf {
    folder(settings).join(format!("{job}.file"))
}

/// A key of the job that its row holds wrapped.
pub(crate) fn key(ctx: &Ctx, job: Uuid, column: &str, wrapped: Option<&str>) -> Result<sealed::Key> {
    let wrapped = wrapped.ok_or_else(|| Error::new(Code::Expired))?;
    let key = ctx.app.vault.open(&place(job, column), wrapped)?;
    key.try_into().map_err(|_| Error::internal(anyhow::anyhow!("the key of a file has the wrong length")))
}

/// Ends the files that may name persons: one of them was erased.
pub async fn forget_persons(tx: &Tx) -> Result<()> {
    let none = || Expr::value(Option::<String>::None);
    Entity::update_many()
        .col_expr(Column::FileKeyEnc, none())
        .filter(Column::Personal.eq(true))
        .filter(Column::FileKeyEnc.is_not_null())
        .exec(tx.conn()?)
        .await?;
    Ok(())
}

/// Forgets the jobs whose time is over, and deletes files that nobody can read any more. How many.
pub async fn clear(ctx: &Ctx) -> Result<usize> {
    let over = Entity::find().filter(Column::ExpiresAt.lte(ctx.now())).order_by_asc(Column::Id).limit(100);
    let over: Vec<Uuid> = over.all(ctx.db()).await?.into_iter().map(|row| row.id).collect();
    if !over.is_empty() {
        let turn = ctx.app.store.begin().await?;
        let conn = turn.txn()?;
        job_row::Entity::delete_many().filter(job_row::Column::JobId.is_in(over.clone())).exec(conn).await?;
        Entity::delete_many().filter(Column::Id.is_in(over.clone())).exec(conn).await?;
        turn.commit().await?;
    }
    Ok(over.len() + clear_files(ctx).await?)
}

async fn clear_files(ctx: &Ctx) -> Result<usize> {
    let Ok(mut files) = tokio::fs::read_dir(folder(&ctx.app.settings)).await else { return Ok(0) };
    let mut found: Vec<(Uuid, PathBuf)> = Vec::new();
    while let Some(file) = files.next_entry().await.map_err(Error::internal)? {
        let name = file.file_name().to_string_lossy().into_owned();
        if let Some(id) = name.split('.').next().and_then(|id| id.parse().ok()) {
            found.push((id, file.path()));
        }
    }
    let mut gone = 0;
    for some in found.chunks(CHUNK) {
        let rows = Entity::find().filter(Column::Id.is_in(some.iter().map(|(id, _)| *id))).all(ctx.db()).await?;
        let rows: HashMap<Uuid, Model> = rows.into_iter().map(|row| (row.id, row)).collect();
        for (id, path) in some {
            if !is_kept(rows.get(id), path)? {
                tokio::fs::remove_file(path).await.map_err(Error::internal)?;
                gone += 1;
            }
        }
    }
    Ok(gone)
}

/// Whether a file of a job may still be read.
fn is_kept(row: Option<&Model>, path: &Path) -> Result<bool> {
    Ok(match row {
        // One whose row is not committed yet is not ours to delete.
        None => !is_old(path),
        Some(row) if path.extension().is_some_and(|end| end == "source") => row.source_key_enc.is_some(),
        Some(row) => row.file_key_enc.is_some() || is_going(row)?,
    })
}

/// Whether a file was last written an hour ago or more.
fn is_old(path: &Path) -> bool {
    let changed = path.metadata().ok().and_then(|facts| facts.modified().ok());
    changed.and_then(|at| at.elapsed().ok()).is_some_and(|age| age.as_secs() >= 3_600)
}
