//! A job that is being done: taken by one worker, held while it goes on, ended.

use chrono::Duration;
use entity::job::{Column, Entity, Model};
use entity::job_row;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::sealed::{Key, Written};
use super::{Fault, GOING, Spec, end, place, rights, save, spec};
use crate::domain::people::actor;
use crate::domain::record::Record;
use crate::domain::text::Lang;
use crate::domain::vault::random;
use crate::domain::{ActorKind, Code, Ctx, Error, Result, Tx, ids, many};
use crate::vocab::{JobRowResult, JobState, JobTask, SheetFormat};

/// Longer than some rows take, short enough that a restart need not wait long.
const LEASE: Duration = Duration::seconds(20);
/// For rows that are all written in one transaction, in which nobody can say that it goes on.
const LONG_LEASE: Duration = Duration::minutes(15);
/// How often a job is begun, whatever stopped it, before it is given up.
const RUNS: i32 = 20;

/// A job that this worker does.
#[derive(Debug)]
pub struct Run {
    pub row: Model,
}

/// A file that can be fetched.
#[derive(Clone, Debug)]
pub struct Produced {
    pub key: Key,
    pub written: Written,
    pub name: String,
    pub format: SheetFormat,
}

/// Takes the oldest job of a task that nobody is at.
pub async fn claim(ctx: &Ctx, task: JobTask) -> Result<Option<Run>> {
    let going = GOING.map(JobState::as_str);
    let next = Entity::find()
        .filter(Column::Task.eq(task.as_str()))
        .filter(Column::State.is_in(going))
        .filter(free(ctx))
        .order_by_asc(Column::Id);
    // Nothing to do is found out without a turn to write.
    if next.clone().one(ctx.db()).await?.is_none() {
        return Ok(None);
    }
    let tx = ctx.begin().await?;
    let Some(row) = next.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).one(tx.conn()?).await? else {
        tx.rollback().await?;
        return Ok(None);
    };
    take(tx, row).await
}

/// Takes this job, if nobody is at it: how the command line does its own.
pub async fn claim_one(ctx: &Ctx, id: uuid::Uuid) -> Result<Option<Run>> {
    let tx = ctx.begin().await?;
    let Some(row) = Entity::find_by_id(id).filter(free(ctx)).lock_exclusive().one(tx.conn()?).await? else {
        tx.rollback().await?;
        return Ok(None);
    };
    take(tx, row).await
}

fn free(ctx: &Ctx) -> Condition {
    Condition::any().add(Column::LeasedUntil.is_null()).add(Column::LeasedUntil.lte(ctx.now()))
}

async fn take(tx: Tx, mut row: Model) -> Result<Option<Run>> {
    row.state = JobState::Running.as_str().to_owned();
    row.leased_until = Some(tx.now() + LEASE);
    row.runs += 1;
    save(&tx, &row).await?;
    tx.record(Record::audit_only("runJob", (ids::Kind::Job, row.id))).await?;
    let ctx = (*tx).clone();
    tx.commit().await?;
    let run = Run { row };
    if run.row.runs > RUNS {
        run.fail(&ctx, &Error::new(Code::Unavailable)).await?;
        return Ok(None);
    }
    Ok(Some(run))
}

impl Run {
    /// What was asked for.
    pub fn spec(&self, ctx: &Ctx) -> Result<Spec> {
        spec(ctx, &self.row)
    }

    /// The context of whoever asked, with the rights that it has now. Refused where it may not call any more.
    pub async fn owner(&self, ctx: &Ctx) -> Result<Ctx> {
        let kind =
            if self.row.actor_kind == ActorKind::Client.as_str() { ActorKind::Client } else { ActorKind::Person };
        let own = actor::ctx_of(ctx, kind, self.row.actor_id).await?.ok_or_else(|| Error::new(Code::Denied))?;
        let lang = if self.row.lang == "en" { Lang::En } else { Lang::Id };
        Ok(Ctx { lang, request_id: ids::text(ids::Kind::Job, self.row.id).into(), ..own })
    }

    /// Notes how many rows there are, and what is done of them. False where somebody stopped it or took it over.
    pub async fn goes_on(&mut self, ctx: &Ctx, rows: Option<i64>, done: i64) -> Result<bool> {
        (self.row.rows, self.row.done) = (rows.or(self.row.rows), done);
        self.renew(ctx, LEASE).await
    }

    /// Holds it for the time that one long transaction may take.
    pub async fn hold_long(&self, ctx: &Ctx) -> Result<bool> {
        self.renew(ctx, LONG_LEASE).await
    }

    async fn renew(&self, ctx: &Ctx, lease: Duration) -> Result<bool> {
        let turn = ctx.app.store.begin().await?;
        let held = self.hold(ctx, turn.txn()?, lease).await?;
        if held {
            turn.commit().await?
        } else {
            turn.rollback().await?
        }
        Ok(held)
    }

    async fn hold(&self, ctx: &Ctx, conn: &impl ConnectionTrait, lease: Duration) -> Result<bool> {
        let held = Entity::update_many()
            .col_expr(Column::LeasedUntil, Expr::value(ctx.now() + lease))
            .col_expr(Column::Rows, Expr::value(self.row.rows))
            .col_expr(Column::Done, Expr::value(self.row.done))
            .col_expr(Column::Created, Expr::value(self.row.created))
            .col_expr(Column::Existing, Expr::value(self.row.existing))
            .col_expr(Column::Refused, Expr::value(self.row.refused))
            .filter(self.mine())
            .exec(conn)
            .await?;
        Ok(held.rows_affected == 1)
    }

    /// As long as this run has it.
    fn mine(&self) -> Condition {
        Condition::all()
            .add(Column::Id.eq(self.row.id))
            .add(Column::Runs.eq(self.row.runs))
            .add(Column::State.eq(JobState::Running.as_str()))
    }

    /// Writes what became of some rows, in the transaction that wrote them: both are there, or neither. False where
    /// somebody stopped it or took it over; nothing of the transaction may be committed then.
    pub async fn store(&mut self, tx: &Tx, rows: &[job_row::Model]) -> Result<bool> {
        let count = |result: JobRowResult| rows.iter().filter(|row| row.result == result.as_str()).count();
        let add = |to: &mut i64, more: usize| *to += i64::try_from(more).unwrap_or_default();
        add(&mut self.row.done, rows.len());
        add(&mut self.row.created, count(JobRowResult::Created));
        add(&mut self.row.existing, count(JobRowResult::Existing));
        add(&mut self.row.refused, count(JobRowResult::Refused));
        many::insert(rows, tx.conn()?).await?;
        // Where every row was refused nothing else is written, and the results are.
        tx.mark_recorded();
        self.hold(tx, tx.conn()?, LEASE).await
    }

    /// Ends it well, with the file that can be fetched, if there is one.
    pub async fn finish(self, ctx: &Ctx, file: Option<Produced>) -> Result<()> {
        let tx = ctx.begin().await?;
        let Some(mut row) = self.still(&tx).await? else { return tx.rollback().await };
        if let Some(file) = file {
            row.file_key_enc = Some(tx.app.vault.seal(&place(row.id, "file_key_enc"), &file.key)?);
            row.file_name = Some(file.name);
            row.file_format = Some(file.format.as_str().to_owned());
            row.file_bytes = i64::try_from(file.written.bytes).unwrap_or(i64::MAX);
            row.file_sha256 = Some(file.written.sha256);
        }
        end(&tx, &mut row, JobState::Done, "finishJob").await?;
        tx.commit().await
    }

    /// Ends it with why it could not be done. A failure of our own is handed on: once the lease has passed it is tried
    /// again.
    pub async fn broken(self, ctx: &Ctx, refused: Error) -> Result<()> {
        match refused.code() {
            Code::Unavailable | Code::Internal => Err(refused),
            _ => self.fail(ctx, &refused).await,
        }
    }

    async fn fail(self, ctx: &Ctx, refused: &Error) -> Result<()> {
        let tx = ctx.begin().await?;
        let Some(mut row) = self.still(&tx).await? else { return tx.rollback().await };
        row.failure = Some(serde_json::to_string(&Fault::all(refused))?);
        end(&tx, &mut row, JobState::Failed, "failJob").await?;
        tx.commit().await
    }

    async fn still(&self, tx: &Tx) -> Result<Option<Model>> {
        Ok(Entity::find().filter(self.mine()).lock_exclusive().one(tx.conn()?).await?)
    }

    /// A fresh key for the file that can be fetched.
    pub fn new_key() -> Key {
        random::<32>()
    }

    /// Whether whoever asked has the rights with which it asked.
    pub fn has_rights(&self, owner: &Ctx) -> bool {
        rights(owner, &owner.actor) == self.row.rights_hash
    }
}
