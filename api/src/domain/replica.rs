//! A second PostgreSQL that follows the first, for figures. It is behind, mostly by milliseconds: who has just written
//! reads from the first until the second has it, and nobody reads from one that has fallen back.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, DbErr, Statement};
use uuid::Uuid;

/// Writes are remembered so long. Longer than `BEHIND`: what is forgotten, a replica in use has.
const REMEMBERED: Duration = Duration::from_secs(30);
/// A replica that has not caught up for so long is not read from.
const BEHIND: Duration = Duration::from_secs(10);
/// Callers remembered before old ones are dropped.
const MANY: usize = 10_000;

/// Where the durable log of the primary ends, in bytes from its beginning: behind every commit that was acknowledged.
const WRITTEN: &str = "SELECT CAST(pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0') AS BIGINT)";
/// How far the replica has replayed it; null where it is none (any more).
const REPLAYED: &str = "SELECT CASE WHEN pg_is_in_recovery() \
                        THEN CAST(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') AS BIGINT) END";

/// The replica, as far as this process knows it.
pub struct Replica {
    conn: DatabaseConnection,
    /// How far it has come, by the last look. It only goes on, so it has come at least there.
    replayed: AtomicI64,
    /// Bytes of the log that it lacked at the last look.
    lacking: AtomicI64,
    /// Where the primary's log ended at a look, and when that was.
    before: Mutex<Option<(i64, Instant)>>,
    /// The last time of which it is known to hold everything.
    holds: Mutex<Option<Instant>>,
    /// Who wrote last, where the log ended then, and when.
    writers: Mutex<HashMap<Uuid, (i64, Instant)>>,
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn position(conn: &DatabaseConnection, sql: &str) -> Result<Option<i64>, DbErr> {
    let row = conn.query_one_raw(Statement::from_string(DatabaseBackend::Postgres, sql)).await?;
    row.map_or(Ok(None), |row| row.try_get_by_index(0))
}

impl Replica {
    /// Reads from it only once a look has found it close behind.
    pub(super) fn new(conn: DatabaseConnection) -> Self {
        Self {
            conn,
            replayed: AtomicI64::new(0),
            lacking: AtomicI64::new(0),
            before: Mutex::default(),
            holds: Mutex::default(),
            writers: Mutex::default(),
        }
    }

    /// For reads.
    pub fn conn(&self) -> &DatabaseConnection {
        &self.conn
    }

    /// Bytes of the primary's log that it lacked at the last look.
    pub fn lacking(&self) -> i64 {
        self.lacking.load(Ordering::Relaxed)
    }

    /// Whether it is close enough to the primary.
    pub fn is_usable(&self) -> bool {
        held(&self.holds).is_some_and(|at| at.elapsed() < BEHIND)
    }

    /// Whether somebody may read from it: it has what they wrote.
    pub fn serves(&self, caller: Option<Uuid>) -> bool {
        let wrote = caller.and_then(|caller| held(&self.writers).get(&caller).copied());
        let wrote = wrote.filter(|(_, at)| at.elapsed() < REMEMBERED);
        self.is_usable() && wrote.is_none_or(|(place, _)| place <= self.replayed.load(Ordering::Relaxed))
    }

    /// Remembers that somebody has written, and how far the log reached then.
    pub(super) async fn wrote(&self, caller: Uuid, primary: &DatabaseConnection) {
        // Where that is not known, it waits until the write is forgotten.
        let place = position(primary, WRITTEN).await.ok().flatten().unwrap_or(i64::MAX);
        let mut writers = held(&self.writers);
        if writers.len() >= MANY {
            writers.retain(|_, (_, at)| at.elapsed() < REMEMBERED);
        }
        writers.insert(caller, (place, Instant::now()));
    }

    /// Looks how far it has come. What the primary had at the look before this one, it should have by now.
    pub(super) async fn look(&self, primary: &DatabaseConnection) -> Result<(), DbErr> {
        let now = Instant::now();
        let looked = async {
            let written = position(primary, WRITTEN).await?;
            Ok::<_, DbErr>((written, position(&self.conn, REPLAYED).await?))
        };
        let (written, replayed) = match looked.await {
            Ok((Some(written), Some(replayed))) => (written, replayed),
            other => {
                // Gone, or a primary itself by now: whatever it has may be something else.
                *held(&self.holds) = None;
                return other.map(|_| ());
            }
        };
        self.replayed.store(replayed, Ordering::Relaxed);
        self.lacking.store(written.saturating_sub(replayed).max(0), Ordering::Relaxed);
        let before = held(&self.before).replace((written, now));
        if replayed >= written {
            *held(&self.holds) = Some(now);
        } else if let Some((_, at)) = before.filter(|(place, _)| replayed >= *place) {
            *held(&self.holds) = Some(at);
        }
        Ok(())
    }
}
