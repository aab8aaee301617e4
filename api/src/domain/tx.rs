//! A write in progress. What is not committed never happened; what is committed was recorded.

use std::future::Future;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::access::Check;
use super::ctx::Ctx;
use super::error::{Error, Result};
use super::store::Turn;

/// A cheap handle on one write transaction; derefs to its [`Ctx`].
#[derive(Clone)]
pub struct Tx(Arc<Inner>);

struct Inner {
    ctx: Ctx,
    turn: Turn,
    recorded: AtomicBool,
    checks: Mutex<Vec<Check>>,
}

impl Deref for Tx {
    type Target = Ctx;

    fn deref(&self) -> &Ctx {
        &self.0.ctx
    }
}

impl Tx {
    pub(super) async fn begin(ctx: Ctx) -> Result<Self> {
        let turn = ctx.app.store.begin().await?;
        Ok(Self(Arc::new(Inner { ctx, turn, recorded: AtomicBool::new(false), checks: Mutex::default() })))
    }

    /// The connection that sees this write's own rows.
    pub fn conn(&self) -> Result<&DatabaseTransaction> {
        self.0.turn.txn()
    }

    pub(super) fn mark_recorded(&self) {
        self.0.recorded.store(true, Ordering::Relaxed);
    }

    /// Remembers a right that was needed, to be checked again when the stored answer is replayed.
    pub(super) fn remember(&self, check: Check) {
        if let Ok(mut checks) = self.0.checks.lock() {
            checks.push(check);
        }
    }

    pub(super) fn checks(&self) -> Vec<Check> {
        self.0.checks.lock().map(|checks| checks.clone()).unwrap_or_default()
    }

    /// Whether an audit row was written.
    pub fn is_recorded(&self) -> bool {
        self.0.recorded.load(Ordering::Relaxed)
    }

    /// Makes it durable. A write that was not recorded in the audit log is a defect, and refused.
    pub async fn commit(self) -> Result<()> {
        if !self.is_recorded() {
            return Err(Error::internal(anyhow::anyhow!("a write without an audit record")));
        }
        self.into_inner()?.turn.commit().await
    }

    pub async fn rollback(self) -> Result<()> {
        self.into_inner()?.turn.rollback().await
    }

    fn into_inner(self) -> Result<Inner> {
        Arc::try_unwrap(self.0).map_err(|_| Error::internal(anyhow::anyhow!("a write was ended while still in use")))
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
                self.conn()?.execute_unprepared("ROLLBACK TO SAVEPOINT batch_part").await?;
                self.conn()?.execute_unprepared("RELEASE SAVEPOINT batch_part").await?;
                Err(refused)
            }
        }
    }
}
