//! The database: readers, and the one way to write.
//!
//! SQLite has one writer. Writes queue for it; a write that finds others waiting leaves the transaction open for
//! the next one and is acknowledged with the commit that ends the group (group commit): one durable sync for
//! many writes, each atomic on its own by a savepoint. PostgreSQL gives each write a transaction of its own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex as Lock, OnceLock};
use std::time::{Duration, Instant};

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction,
    DbErr, IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sqlx::Connection;
use sqlx::postgres::PgSslMode;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use super::error::{Code, Error, Result};
use super::replica::Replica;
use crate::meters::Writes;

/// Writes that may share one commit. Bounds how long the first of a group waits.
const GROUP_LIMIT: usize = 64;
/// Writes that may wait before new ones are turned away with 503.
const QUEUE_LIMIT: usize = 1_024;
/// A write that failed for want of the database is remembered so long, unless another one succeeds. Not longer: where
/// nothing is sent any more because of it, nothing could show that it is over.
const REMEMBERED: Duration = Duration::from_secs(10);

/// The open database.
#[derive(Clone)]
pub struct Store {
    reader: DatabaseConnection,
    writer: Writer,
    /// When a write failed last for want of the database, if none succeeded since.
    failing: Arc<Lock<Option<Instant>>>,
    replica: Option<Arc<Replica>>,
    /// What counts its writes, once a service runs on it.
    meters: Arc<OnceLock<Writes>>,
}

/// How many connections a pool has open, and how many of those nobody uses.
#[derive(Clone, Copy, Debug)]
pub struct Pool {
    pub name: &'static str,
    pub size: u32,
    pub idle: usize,
}

#[derive(Clone)]
enum Writer {
    /// PostgreSQL: the pool.
    Pool(DatabaseConnection),
    /// SQLite: the queue for the one connection that writes.
    Queue(Arc<Queue>),
}

impl Store {
    /// Opens `sqlite://path` or `postgres://...`.
    pub async fn open(url: &str) -> std::result::Result<Self, DbErr> {
        if url.starts_with("sqlite:") {
            let writer = Database::connect(sqlite_options(url, 1, false)).await?;
            let reader = Database::connect(sqlite_options(url, 4, true)).await?;
            let meters = Arc::<OnceLock<Writes>>::default();
            let queue = Queue {
                conn: writer,
                slot: Arc::new(Mutex::new(Slot::default())),
                waiting: AtomicUsize::new(0),
                meters: meters.clone(),
            };
            return Ok(Self {
                reader,
                writer: Writer::Queue(Arc::new(queue)),
                failing: Arc::default(),
                replica: None,
                meters,
            });
        }
        let pool = Database::connect(postgres_options(url)).await?;
        refuse_unsafe_postgres(&pool).await?;
        Ok(Self {
            reader: pool.clone(),
            writer: Writer::Pool(pool),
            failing: Arc::default(),
            replica: None,
            meters: Arc::default(),
        })
    }

    /// The same with a replica to read figures from. It need not be there yet.
    pub async fn with_replica(self, url: &str) -> std::result::Result<Self, DbErr> {
        if self.backend() != DatabaseBackend::Postgres {
            return Err(DbErr::Custom("a replica needs PostgreSQL: name it with EREPORTING_DATABASE_URL".to_owned()));
        }
        let mut options = postgres_options(url);
        options.min_connections(0).connect_lazy(true);
        let replica = Replica::new(Database::connect(options).await?);
        Ok(Self { replica: Some(Arc::new(replica)), ..self })
    }

    pub fn replica(&self) -> Option<&Replica> {
        self.replica.as_deref()
    }

    /// Looks how far the replica has come, if there is one.
    pub async fn look_at_replica(&self) -> std::result::Result<(), DbErr> {
        match &self.replica {
            Some(replica) => replica.look(&self.reader).await,
            None => Ok(()),
        }
    }

    /// Remembers who has just written, so that it reads what it wrote.
    pub(super) async fn wrote(&self, caller: Option<uuid::Uuid>) {
        if let (Some(replica), Some(caller)) = (&self.replica, caller) {
            replica.wrote(caller, &self.reader).await;
        }
    }

    /// For reads. On SQLite a write through it fails.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// The connection that migrations use.
    pub fn migrator(&self) -> &DatabaseConnection {
        match &self.writer {
            Writer::Pool(pool) => pool,
            Writer::Queue(queue) => &queue.conn,
        }
    }

    pub fn backend(&self) -> DatabaseBackend {
        self.reader.get_database_backend()
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> std::result::Result<(), DbErr> {
        self.reader.query_one_raw(sea_orm::Statement::from_string(self.backend(), "SELECT 1")).await.map(|_| ())
    }

    /// Takes a turn to write.
    pub async fn begin(&self) -> Result<Turn> {
        let turn = match &self.writer {
            Writer::Pool(pool) => pool.begin().await.map(Turn::Own).map_err(Error::from),
            Writer::Queue(queue) => queue.clone().turn().await.map(Turn::Shared),
        };
        turn.inspect_err(|refused| {
            self.note(Some(refused));
            if let Some(meters) = self.meters.get() {
                meters.refused.increment(1);
            }
        })
    }

    /// Notes how a write ended: none failed it, or an error did. Only those count that the database is to blame for.
    pub(super) fn note(&self, failed: Option<&Error>) {
        if failed.is_none_or(|failed| failed.code() == Code::Unavailable)
            && let Ok(mut failing) = self.failing.lock()
        {
            *failing = failed.map(|_| Instant::now());
        }
    }

    /// Counts its writes from now on.
    pub fn measure(&self, meters: Writes) {
        // A second service on the same store (in tests) leaves it to the first.
        let _ = self.meters.set(meters);
    }

    /// Writes that wait for their turn on SQLite's writer.
    pub fn waiting(&self) -> usize {
        match &self.writer {
            Writer::Pool(_) => 0,
            Writer::Queue(queue) => queue.waiting.load(Ordering::Relaxed),
        }
    }

    /// Its pools of connections.
    pub fn pools(&self) -> Vec<Pool> {
        let of = |name, conn: &DatabaseConnection| match conn.get_database_backend() {
            DatabaseBackend::Postgres => {
                let pool = conn.get_postgres_connection_pool();
                Pool { name, size: pool.size(), idle: pool.num_idle() }
            }
            _ => {
                let pool = conn.get_sqlite_connection_pool();
                Pool { name, size: pool.size(), idle: pool.num_idle() }
            }
        };
        match &self.writer {
            Writer::Pool(pool) => {
                let replica = self.replica().map(|replica| of("replica", replica.conn()));
                std::iter::once(of("primary", pool)).chain(replica).collect()
            }
            Writer::Queue(queue) => vec![of("readers", &self.reader), of("writer", &queue.conn)],
        }
    }

    /// Whether writes fail at present, for want of the database: it is locked, read-only or out of room.
    pub fn is_failing(&self) -> bool {
        self.failing.lock().is_ok_and(|failing| failing.is_some_and(|at| at.elapsed() < REMEMBERED))
    }

    /// How many migrations it has seen.
    pub async fn migrations(&self) -> std::result::Result<i64, DbErr> {
        let sql = "SELECT COUNT(*) FROM seaql_migrations";
        let row = self.reader.query_one_raw(sea_orm::Statement::from_string(self.backend(), sql)).await?;
        row.map_or(Ok(0), |row| row.try_get_by_index(0))
    }

    /// A read of one moment: what is asked in it agrees, whatever is written meanwhile. End it with a rollback.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction> {
        self.snapshot_on(&self.reader).await
    }

    /// The same on one of its connections for reads.
    pub(super) async fn snapshot_on(&self, conn: &DatabaseConnection) -> Result<DatabaseTransaction> {
        // SQLite's deferred transaction sees the file as it was at its first read.
        let postgres = self.backend() == DatabaseBackend::Postgres;
        let options = TransactionOptions {
            isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
            access_mode: postgres.then_some(AccessMode::ReadOnly),
            ..Default::default()
        };
        Ok(conn.begin_with_options(options).await?)
    }

    pub async fn close(&self) {
        let _ = self.reader.clone().close().await;
        if let Some(replica) = &self.replica {
            let _ = replica.conn().clone().close().await;
        }
        if let Writer::Queue(queue) = &self.writer {
            let _ = queue.conn.clone().close().await;
        }
    }
}

fn sqlite_options(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(if read_only { url.to_owned() } else { format!("{url}?mode=rwc") });
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .statement_cache_capacity(300)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("busy_timeout", "5000")
                // Each reader fills its own; what they miss is in the cache of the system.
                .pragma("cache_size", if read_only { "-4000" } else { "-8000" })
                .pragma("temp_store", "MEMORY")
                // What is erased is overwritten, not only forgotten.
                .pragma("secure_delete", "ON");
            if read_only { sqlite.pragma("query_only", "ON") } else { sqlite }
        })
        // SQLite itself takes a transaction back when the disk is full. The driver does not hear of it: it believes the
        // connection to be in a transaction for ever, begins every further one inside, and its commits make nothing
        // durable. Such a connection is thrown away.
        .map_sqlx_sqlite_pool_opts(|pool| {
            pool.after_release(|conn, _| {
                Box::pin(async move {
                    if conn.is_in_transaction() {
                        // A rollback that waits is carried out first.
                        conn.ping().await?;
                    }
                    Ok(!conn.is_in_transaction())
                })
            })
        });
    options
}

fn postgres_options(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(20)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(2))
        .test_before_acquire_if_idle_for(Duration::from_secs(5))
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(|postgres| {
            // Over a network the connection is encrypted; only this machine is trusted without.
            let local = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(&postgres.get_host())
                || postgres.get_host().starts_with('/');
            let postgres = match postgres.get_ssl_mode() {
                PgSslMode::Prefer | PgSslMode::Allow | PgSslMode::Disable if !local => {
                    postgres.ssl_mode(PgSslMode::Require)
                }
                _ => postgres,
            };
            postgres.options([
                ("statement_timeout", "60s"),
                ("lock_timeout", "5s"),
                ("idle_in_transaction_session_timeout", "60s"),
            ])
        });
    options
}

/// An acknowledged write must survive: refuse a PostgreSQL whose settings could lose it.
async fn refuse_unsafe_postgres(pool: &DatabaseConnection) -> std::result::Result<(), DbErr> {
    for name in ["fsync", "synchronous_commit", "full_page_writes"] {
        let row = pool
            .query_one_raw(sea_orm::Statement::from_string(DatabaseBackend::Postgres, format!("SHOW {name}")))
            .await?;
        let value: String = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
        if value == "off" {
            return Err(DbErr::Custom(format!(
                "PostgreSQL runs with {name}=off: acknowledged reports could be lost. Turn it on."
            )));
        }
    }
    Ok(())
}

/// The queue for SQLite's one writer.
struct Queue {
    conn: DatabaseConnection,
    slot: Arc<Mutex<Slot>>,
    waiting: AtomicUsize,
    meters: Arc<OnceLock<Writes>>,
}

/// The open transaction that writes share, and who waits for its commit.
#[derive(Default)]
struct Slot {
    txn: Option<DatabaseTransaction>,
    group: Vec<oneshot::Sender<bool>>,
    /// When a transaction could not be begun.
    refused: Option<Instant>,
}

impl Queue {
    async fn turn(self: Arc<Self>) -> Result<SharedTurn> {
        if self.waiting.load(Ordering::Relaxed) >= QUEUE_LIMIT {
            return Err(Error::new(Code::Unavailable).after(1));
        }
        let (waiter, since) = (Waiter::new(self.clone()), Instant::now());
        let mut slot = self.slot.clone().lock_owned().await;
        waiter.served();
        if slot.txn.is_none() {
            // Another process holds the file. Whoever waited beside the one that found out does not wait as long again.
            if slot.refused.is_some_and(|refused| refused > since) {
                return Err(Error::new(Code::Unavailable));
            }
            let immediate = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..Default::default()
            };
            let begun = self.conn.begin_with_options(immediate).await;
            slot.refused = begun.is_err().then(Instant::now);
            slot.txn = Some(begun?);
        }
        let turn = SharedTurn { queue: self, slot: Some(slot) };
        turn.run("SAVEPOINT write_turn").await?;
        Ok(turn)
    }

    /// Ends the group unless another write is about to join it.
    async fn settle(&self, mut slot: OwnedMutexGuard<Slot>) {
        if self.waiting.load(Ordering::SeqCst) > 0 && slot.group.len() < GROUP_LIMIT {
            return;
        }
        let Some(txn) = slot.txn.take() else { return };
        if let Some(meters) = self.meters.get().filter(|_| !slot.group.is_empty()) {
            meters.group.record(u32::try_from(slot.group.len()).unwrap_or(u32::MAX));
        }
        let done = if slot.group.is_empty() { txn.rollback().await.is_ok() } else { txn.commit().await.is_ok() };
        for waiter in slot.group.drain(..) {
            // The write may have gone away; its rows are committed all the same.
            let _ = waiter.send(done);
        }
    }
}

/// Counts a write that waits. Should it give up, the group it was to join must not wait for it.
struct Waiter {
    queue: Arc<Queue>,
    served: bool,
}

impl Waiter {
    fn new(queue: Arc<Queue>) -> Self {
        queue.waiting.fetch_add(1, Ordering::SeqCst);
        Self { queue, served: false }
    }

    fn served(mut self) {
        self.served = true;
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        self.queue.waiting.fetch_sub(1, Ordering::SeqCst);
        if !self.served {
            let queue = self.queue.clone();
            tokio::spawn(async move {
                let slot = queue.slot.clone().lock_owned().await;
                queue.settle(slot).await;
            });
        }
    }
}

/// A turn on SQLite's writer.
pub struct SharedTurn {
    queue: Arc<Queue>,
    slot: Option<OwnedMutexGuard<Slot>>,
}

impl SharedTurn {
    fn txn(&self) -> Result<&DatabaseTransaction> {
        self.slot
            .as_ref()
            .and_then(|slot| slot.txn.as_ref())
            .ok_or_else(|| Error::internal(anyhow::anyhow!("the write turn is over")))
    }

    /// Begins or ends the savepoint. It fails where SQLite took the whole transaction back, for want of room.
    async fn run(&self, sql: &str) -> Result<()> {
        self.txn()?.execute_unprepared(sql).await.map_err(|cause| Error::failed(Code::Unavailable, cause))?;
        Ok(())
    }

    async fn commit(mut self) -> Result<()> {
        self.run("RELEASE write_turn").await?;
        let Some(mut slot) = self.slot.take() else {
            return Ok(());
        };
        let (sender, committed) = oneshot::channel();
        slot.group.push(sender);
        self.queue.settle(slot).await;
        match committed.await {
            Ok(true) => Ok(()),
            _ => Err(Error::new(Code::Unavailable).after(1)),
        }
    }
}

impl Drop for SharedTurn {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            let queue = self.queue.clone();
            tokio::spawn(async move { undo(&queue, slot).await });
        }
    }
}

/// Takes one write back, leaving the others of its group.
async fn undo(queue: &Queue, mut slot: OwnedMutexGuard<Slot>) {
    let undone = match &slot.txn {
        Some(txn) => txn.execute_unprepared("ROLLBACK TO write_turn; RELEASE write_turn").await.is_ok(),
        None => true,
    };
    if !undone {
        // The connection is in an unknown state: the group fails as a whole, and each is told so.
        slot.txn = None;
        for waiter in slot.group.drain(..) {
            let _ = waiter.send(false);
        }
        return;
    }
    queue.settle(slot).await;
}

/// One write transaction in progress; dropped, it is rolled back.
pub enum Turn {
    Own(DatabaseTransaction),
    Shared(SharedTurn),
}

impl Turn {
    pub fn txn(&self) -> Result<&DatabaseTransaction> {
        match self {
            Turn::Own(txn) => Ok(txn),
            Turn::Shared(turn) => turn.txn(),
        }
    }

    /// Returns once the rows are durable.
    pub async fn commit(self) -> Result<()> {
        match self {
            Turn::Own(txn) => Ok(txn.commit().await?),
            Turn::Shared(turn) => turn.commit().await,
        }
    }

    pub async fn rollback(self) -> Result<()> {
        match self {
            Turn::Own(txn) => Ok(txn.rollback().await?),
            Turn::Shared(mut turn) => {
                if let Some(slot) = turn.slot.take() {
                    undo(&turn.queue, slot).await;
                }
                Ok(())
            }
        }
    }
}
