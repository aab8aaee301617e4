//! A write in progress. What is not committed never happened; what is committed was recorded.

use std::future::Future;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::access::Check;
use super::ctx::Ctx;
use super::error::{Class, Code, Error, Result};
use super::store::Turn;

/// A cheap handle on one write transaction; derefs to its [`Ctx`].
#[derive(Clone)]
pub struct Tx {
    ctx: Ctx,
    shared: Arc<Shared>,
}

struct Shared {
    turn: Turn,
    /// A part could not be taken back: SQLite has ended the transaction, and what is written now would stand alone.
    broken: AtomicBool,
    recorded: AtomicBool,
    checks: Mutex<Vec<Check>>,
    after: Mutex<Vec<AfterCommit>>,
}

/// What is done once a write is durable, and never if it is rolled back: mail, forgetting what a cache holds.
type AfterCommit = Box<dyn FnOnce() + Send>;

impl Deref for Tx {
    type Target = Ctx;

    fn deref(&self) -> &Ctx {
        &self.ctx
    }
}

impl Tx {
    pub(super) async fn begin(ctx: Ctx) -> Result<Self> {
        let turn = ctx.app.store.begin().await?;
        Ok(Self {
            ctx,
            shared: Arc::new(Shared {
                turn,
                broken: AtomicBool::new(false),
                recorded: AtomicBool::new(false),
                checks: Mutex::default(),
                after: Mutex::default(),
            }),
        })
    }

    /// The same transaction, acting for somebody else: how demonstration data gets its many authors.
    pub fn acting(&self, ctx: Ctx) -> Self {
        Self { ctx, shared: self.shared.clone() }
    }

    /// The connection that sees this write's own rows.
    pub fn conn(&self) -> Result<&DatabaseTransaction> {
        if self.shared.broken.load(Ordering::Relaxed) { Err(Code::Unavailable.into()) } else { self.shared.turn.txn() }
    }

    pub(super) fn mark_recorded(&self) {
        self.shared.recorded.store(true, Ordering::Relaxed);
    }

    /// Remembers a right that was needed, to be checked again when the stored answer is replayed.
    pub(super) fn remember(&self, check: Check) {
        if let Ok(mut checks) = self.shared.checks.lock() {
            checks.push(check);
        }
    }

    pub(super) fn checks(&self) -> Vec<Check> {
        self.shared.checks.lock().map(|checks| checks.clone()).unwrap_or_default()
    }

    /// Does this once the write is durable, and not if it is rolled back or only checked.
    pub(super) fn after_commit(&self, act: impl FnOnce() + Send + 'static) {
        if let Ok(mut after) = self.shared.after.lock() {
            after.push(Box::new(act));
        }
    }

    /// Whether an audit row was written.
    pub fn is_recorded(&self) -> bool {
        self.shared.recorded.load(Ordering::Relaxed)
    }

    /// Makes it durable. A write that was not recorded in the audit log is a defect, and refused.
    pub async fn commit(self) -> Result<()> {
        if !self.is_recorded() {
            return Err(Error::internal(anyhow::anyhow!("a write without an audit record")));
        }
        // A write that lost its transaction on the way has nothing left to commit.
        self.conn()?;
        let (app, writer) = (self.ctx.app.clone(), self.ctx.actor.id);
        let Shared { turn, after, .. } = self.into_shared()?;
        let ended = turn.commit().await;
        app.store.note(ended.as_ref().err());
        ended?;
        app.store.wrote(writer).await;
        app.woken.notify_one();
        for act in after.into_inner().unwrap_or_default() {
            act();
        }
        Ok(())
    }

    pub async fn rollback(self) -> Result<()> {
        self.into_shared()?.turn.rollback().await
    }

    fn into_shared(self) -> Result<Shared> {
        Arc::try_unwrap(self.shared)
            .map_err(|_| Error::internal(anyhow::anyhow!("a write was ended while still in use")))
    }

    /// Runs one part of a batch: if it is refused, only its own rows are taken back.
    pub async fn part<T, F>(&self, work: F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        self.conn()?.execute_unprepared("SAVEPOINT batch_part").await?;
        match work.await {
            Ok(done) => {
                self.conn()?.execute_unprepared("RELEASE SAVEPOINT batch_part").await?;
                Ok(done)
            }
            Err(refused) => {
                let conn = self.conn()?;
                let undone = conn.execute_unprepared("ROLLBACK TO SAVEPOINT batch_part").await;
                match undone.and(conn.execute_unprepared("RELEASE SAVEPOINT batch_part").await) {
                    Ok(_) => Err(refused),
                    Err(cause) => {
                        self.shared.broken.store(true, Ordering::Relaxed);
                        let ours = refused.class() == Class::Unavailable;
                        Err(if ours { refused } else { Error::failed(Code::Unavailable, cause) })
                    }
                }
            }
        }
    }
}
