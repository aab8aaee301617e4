//! Gives committed events their place in the feed. Commit order is not insert order, so the place is given after
//! commit, by one sequencer at a time.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

use super::hints;
use crate::app::App;
use crate::domain::Result;
use crate::domain::events::positions;

/// Events positioned in one go.
const BATCH: u64 = 10_000;
/// Another process commits without waking this one.
const PAUSE: Duration = Duration::from_millis(500);
/// Writes that come close together are positioned together.
const GATHER: Duration = Duration::from_millis(100);

/// Positions what is committed, as it comes.
pub async fn follow(app: &Arc<App>) {
    loop {
        if let Err(error) = run(app).await {
            super::failed("sequencer", &error);
            tokio::time::sleep(PAUSE).await;
        }
        if tokio::time::timeout(PAUSE, app.woken.notified()).await.is_ok() {
            tokio::time::sleep(GATHER).await;
        }
    }
}

/// Positions what has no position. Returns how many.
pub async fn run(app: &Arc<App>) -> Result<usize> {
    let mut all = 0;
    while is_waiting(app).await? {
        let placed = place(app, BATCH).await?;
        all += placed;
        if placed == 0 {
            // Another process was faster.
            break;
        }
    }
    Ok(all)
}

/// As [`run`], all in one go: after a load, while nobody else writes. What waits is ordered once, not for each batch.
pub async fn run_at_once(app: &Arc<App>) -> Result<usize> {
    if is_waiting(app).await? { place(app, u64::from(u32::MAX)).await } else { Ok(0) }
}

async fn place(app: &Arc<App>, batch: u64) -> Result<usize> {
    let turn = app.store.begin().await?;
    let conn = turn.txn()?;
    let backend = app.store.backend();
    // Two servers never position at once.
    let last = positions::last(conn).await?;
    let done = conn.execute_unprepared(&positioning(backend, last, batch)).await?.rows_affected();
    for table in ["figure", "standing"] {
        for (event, position) in [("from_event", "from_position"), ("to_event", "to_position")] {
            conn.execute_unprepared(&format!(
                "UPDATE {table} SET {position} = (SELECT e.position FROM event e WHERE e.id = {table}.{event} AND e.unit_id = {table}.unit_id) \
                 WHERE {event} IN (SELECT id FROM event WHERE position > {last}) AND {position} IS NULL"
            ))
            .await?;
        }
    }
    let head = last.saturating_add(i64::try_from(done).unwrap_or_default());
    if backend == DatabaseBackend::Postgres {
        // Other servers hear of it with the commit.
        conn.execute_unprepared(&format!("SELECT pg_notify('{}', '{head}')", hints::CHANNEL)).await?;
    }
    turn.commit().await?;
    hints::raise(app, head);
    Ok(usize::try_from(done).unwrap_or_default())
}

/// Numbers events on from a position by their ids, which sort by time. The versions of one record keep their order,
/// though the clocks of two servers differ: none comes before an earlier one of the same record.
fn positioning(backend: DatabaseBackend, last: i64, batch: u64) -> String {
    // PostgreSQL has no maximum of uuids; their texts sort alike.
    let id = if backend == DatabaseBackend::Postgres { "CAST(id AS TEXT) COLLATE \"C\"" } else { "id" };
    format!(
        "UPDATE event SET position = numbered.n + {last} FROM (\
           SELECT unit_id, id, ROW_NUMBER() OVER (ORDER BY late, object_version, id) AS n FROM (\
             SELECT unit_id, id, object_version, \
               MAX({id}) OVER (PARTITION BY object_id ORDER BY object_version, id) AS late \
             FROM event WHERE position IS NULL\
           ) AS waiting ORDER BY n LIMIT {batch}\
         ) AS numbered \
         WHERE event.unit_id = numbered.unit_id AND event.id = numbered.id"
    )
}

async fn is_waiting(app: &Arc<App>) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM event WHERE position IS NULL LIMIT 1) AS waiting";
    let row = app.store.reader().query_one_raw(Statement::from_string(app.store.backend(), sql)).await?;
    let waiting: i64 = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
    Ok(waiting > 0)
}
