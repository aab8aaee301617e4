//! One export being written: taken by one worker, page by page, ended or begun anew.

use std::path::PathBuf;

use chrono::{DateTime, Duration, Utc};
use entity::partner_export::{ActiveModel, Column, Entity, Model};
use entity::{access_delivery, access_subject};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::file::{ended, extension, folder, place};
use super::{narrowed, note};
use crate::domain::events::feed;
use crate::domain::ids::Kind;
use crate::domain::partners::changes::given;
use crate::domain::partners::gate::{Channel, Gate};
use crate::domain::record::Record;
use crate::domain::{ActorKind, Code, Ctx, Error, Result, Tx};
use crate::view::partners::csv;
use crate::vocab::{ExportFailure, ExportFormat, ExportState};

/// Longer than a page takes, short enough that a restart need not wait long.
const LEASE: Duration = Duration::seconds(30);
/// How often an export is begun anew because a consent ended while it was written.
const RESTARTS: i32 = 3;
/// How often it is begun at all, whatever stopped it.
const RUNS: i32 = 20;
/// How long a file can be fetched.
const KEEP: Duration = Duration::hours(24);

/// An export that this worker writes.
#[derive(Debug)]
pub struct Run {
    row: Model,
    after: Option<Uuid>,
}

/// A file on disk that nobody can fetch yet.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its SHA-256, hex.
    pub sha256: String,
    /// Bytes of it.
    pub bytes: i64,
}

/// What came of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The file can be fetched.
    Ready,
    /// A consent ended meanwhile: it is begun anew.
    Again,
    /// There will be no file.
    Failed,
    /// Another worker has taken it over.
    Taken,
}

/// Takes the oldest export that nobody is at. What a run before it logged is taken back: its file never was.
pub async fn claim(ctx: &Ctx) -> Result<Option<Run>> {
    let now = ctx.now();
    let waiting = [ExportState::Queued, ExportState::Running].map(ExportState::as_str);
    let free = Condition::any().add(Column::LeasedUntil.is_null()).add(Column::LeasedUntil.lte(now));
    let next = Entity::find().filter(Column::State.is_in(waiting)).filter(free).order_by_asc(Column::Id);
    // Nothing to do is found out without a turn to write.
    if next.clone().one(ctx.db()).await?.is_none() {
        return Ok(None);
    }
    let tx = ctx.begin().await?;
    let next = next.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let Some(mut row) = next.one(tx.conn()?).await? else {
        tx.rollback().await?;
        return Ok(None);
    };
    take_back(&tx, row.id).await?;
    row.state = ExportState::Running.as_str().to_owned();
    row.leased_until = Some(now + LEASE);
    row.runs += 1;
    row.done = 0;
    row.position = feed::head(ctx).await?;
    row.given = None;
    save(&tx, &row).await?;
    tx.record(Record::audit_only("runPartnerExport", (Kind::Export, row.id))).await?;
    tx.commit().await?;
    let run = Run { row, after: None };
    if run.row.runs > RUNS {
        run.fail(ctx, ExportFailure::Interrupted).await?;
        return Ok(None);
    }
    Ok(Some(run))
}

/// Forgets what was logged for an export: nobody received it.
pub(super) async fn take_back(tx: &Tx, export: Uuid) -> Result<()> {
    let of = Query::select()
        .column("id")
        .from("access_delivery")
        .cond_where(access_delivery::Column::ExportId.eq(export))
        .to_owned();
    let subjects = access_subject::Entity::delete_many().filter(access_subject::Column::DeliveryId.in_subquery(of));
    subjects.exec(tx.conn()?).await?;
    let deliveries = access_delivery::Entity::delete_many().filter(access_delivery::Column::ExportId.eq(export));
    deliveries.exec(tx.conn()?).await?;
    Ok(())
}

/// Whether a client or a person asked for it.
fn owner_kind(row: &Model) -> ActorKind {
    if row.actor_kind == ActorKind::Client.as_str() { ActorKind::Client } else { ActorKind::Person }
}

async fn save(tx: &Tx, row: &Model) -> Result<()> {
    Entity::update(ActiveModel::from(row.clone()).reset_all()).exec(tx.conn()?).await?;
    Ok(())
}

/// The next version of an export, in another state: its row, with audit and event.
pub(super) async fn step(tx: &Tx, row: &mut Model, state: ExportState, action: &str, event: &str) -> Result<()> {
    row.state = state.as_str().to_owned();
    row.leased_until = None;
    row.version += 1;
    row.updated_at = tx.now();
    save(tx, row).await?;
    note(tx, row, action, event).await
}

impl Run {
    /// Where the file is written to.
    pub fn part(&self, ctx: &Ctx) -> PathBuf {
        folder(&ctx.app.settings).join(format!("{}.{}.part", self.row.id, self.row.runs))
    }

    /// What stands before the first record.
    pub fn head(&self) -> Result<Vec<u8>> {
        match self.row.format.parse::<ExportFormat>()? {
            ExportFormat::Ndjson => Ok(Vec::new()),
            ExportFormat::Csv => csv::head(),
        }
    }

    /// The next page, logged and ready to be written; none after the last one. A refusal is final: what allowed the
    /// export is no more.
    pub async fn page(&mut self, ctx: &Ctx, limit: u64) -> Result<Option<Vec<u8>>> {
        let gate = self.gate(ctx).await?;
        let now_given = given(ctx, &gate).await?;
        if self.row.given.as_ref().is_some_and(|before| *before != now_given) {
            return Err(Error::new(Code::Stale));
        }
        self.row.given = Some(now_given);
        let tx = ctx.begin().await?;
        let subjects = gate.page(&tx, self.after, limit).await?;
        let Some(last) = subjects.last().map(|subject| subject.id()) else {
            tx.rollback().await?;
            return Ok(None);
        };
        let records = gate.deliver(&tx, subjects, Some(self.row.id)).await?;
        let done = self.row.done.saturating_add(i32::try_from(records.len()).unwrap_or(i32::MAX));
        self.hold(&tx, done).await?;
        let lines = match self.row.format.parse::<ExportFormat>()? {
            ExportFormat::Csv => csv::lines(&records)?,
            ExportFormat::Ndjson => {
                let mut lines = Vec::new();
                for record in records.iter() {
                    serde_json::to_writer(&mut lines, record)?;
                    lines.push(b'\n');
                }
                lines
            }
        };
        tx.commit().await?;
        (self.after, self.row.done) = (Some(last), done);
        Ok(Some(lines))
    }

    /// The gate as whoever asked for the export passes it now.
    async fn gate(&self, ctx: &Ctx) -> Result<Gate> {
        let owner = (owner_kind(&self.row), self.row.actor_id);
        let gate = Gate::reopen(ctx, self.row.partner_id, owner, &self.row.purpose, Channel::Export).await?;
        narrowed(gate, &self.row)
    }

    /// Holds the export for another while, unless somebody else has it.
    async fn hold(&self, tx: &Tx, done: i32) -> Result<()> {
        let held = Entity::update_many()
            .col_expr(Column::LeasedUntil, Expr::value(tx.now() + LEASE))
            .col_expr(Column::Done, Expr::value(done))
            .filter(self.mine())
            .exec(tx.conn()?)
            .await?;
        if held.rows_affected == 1 { Ok(()) } else { Err(Error::new(Code::Unavailable)) }
    }

    /// As long as this run has it.
    fn mine(&self) -> Condition {
        Condition::all()
            .add(Column::Id.eq(self.row.id))
            .add(Column::Runs.eq(self.row.runs))
            .add(Column::State.eq(ExportState::Running.as_str()))
    }

    /// Ends the run with a whole file: moves it to its place, if nobody in it has withdrawn meanwhile.
    pub async fn finish(mut self, ctx: &Ctx, written: Written) -> Result<Ended> {
        let gate = match self.gate(ctx).await {
            Ok(gate) => gate,
            Err(refused) => return self.broken(ctx, refused).await,
        };
        let tx = ctx.begin().await?;
        if Entity::find().filter(self.mine()).lock_exclusive().one(tx.conn()?).await?.is_none() {
            tx.rollback().await?;
            return Ok(Ended::Taken);
        }
        let given = given(ctx, &gate).await?;
        let other = self.row.given.as_ref().is_some_and(|before| *before != given);
        if other || ended(tx.conn()?, gate.valid(ctx), self.row.id).await? {
            tx.rollback().await?;
            return self.again(ctx).await;
        }
        self.publish(ctx).await?;
        self.row.records = i64::from(self.row.done);
        self.row.bytes = written.bytes;
        self.row.sha256 = Some(written.sha256);
        self.row.given = Some(given);
        self.row.expires_at = Some(tx.now() + KEEP);
        step(&tx, &mut self.row, ExportState::Ready, "finishPartnerExport", "export.ready").await?;
        tx.commit().await?;
        Ok(Ended::Ready)
    }

    /// Moves the file to its place, durably.
    async fn publish(&self, ctx: &Ctx) -> Result<()> {
        let settings = &ctx.app.settings;
        let whole = place(settings, self.row.id, extension(&self.row.format)?);
        tokio::fs::rename(self.part(ctx), &whole).await.map_err(Error::internal)?;
        let folder = tokio::fs::File::open(folder(settings)).await.map_err(Error::internal)?;
        folder.sync_all().await.map_err(Error::internal)
    }

    /// Begins anew: somebody in the file withdrew while it was written, or something else is granted now.
    async fn again(self, ctx: &Ctx) -> Result<Ended> {
        if self.row.restarts >= RESTARTS {
            return self.fail(ctx, ExportFailure::ConsentEnded).await;
        }
        let tx = ctx.begin().await?;
        let freed = Entity::update_many()
            .col_expr(Column::State, Expr::value(ExportState::Queued.as_str()))
            .col_expr(Column::LeasedUntil, Expr::value(Option::<DateTime<Utc>>::None))
            .col_expr(Column::Restarts, Expr::value(self.row.restarts + 1))
            .col_expr(Column::Done, Expr::value(0))
            .filter(self.mine())
            .exec(tx.conn()?)
            .await?;
        if freed.rows_affected == 0 {
            tx.rollback().await?;
            return Ok(Ended::Taken);
        }
        take_back(&tx, self.row.id).await?;
        tx.record(Record::audit_only("restartPartnerExport", (Kind::Export, self.row.id))).await?;
        tx.commit().await?;
        Ok(Ended::Again)
    }

    /// Ends a run that was refused. A failure of our own is handed on: once the lease has passed it is tried again.
    pub async fn broken(self, ctx: &Ctx, refused: Error) -> Result<Ended> {
        match refused.code() {
            Code::Unavailable | Code::Internal => Err(refused),
            Code::Stale => self.again(ctx).await,
            _ => self.fail(ctx, ExportFailure::Denied).await,
        }
    }

    async fn fail(mut self, ctx: &Ctx, why: ExportFailure) -> Result<Ended> {
        let tx = ctx.begin().await?;
        if Entity::find().filter(self.mine()).lock_exclusive().one(tx.conn()?).await?.is_none() {
            tx.rollback().await?;
            return Ok(Ended::Taken);
        }
        take_back(&tx, self.row.id).await?;
        self.row.failure = Some(why.as_str().to_owned());
        self.row.done = 0;
        step(&tx, &mut self.row, ExportState::Failed, "failPartnerExport", "export.failed").await?;
        tx.commit().await?;
        Ok(Ended::Failed)
    }
}
