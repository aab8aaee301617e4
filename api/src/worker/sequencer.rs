//! Gives committed events their place in the feed. Commit order is not insert order, so the place is given after
//! commit, by one sequencer at a time.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

use crate::app::App;
use crate::domain::Result;

/// Events positioned in one go.
const BATCH: u64 = 1_000;

/// Positions what has none. Returns how many.
pub async fn run(app: &Arc<App>) -> Result<usize> {
    if pending(app).await? == 0 {
        return Ok(0);
    }
    let turn = app.store.begin().await?;
    let conn = turn.txn()?;
    if app.store.backend() == DatabaseBackend::Postgres {
        // Held until the commit: two servers never position at once.
        conn.execute_unprepared("SELECT pg_advisory_xact_lock(760001)").await?;
    }
    let done = conn
        .execute_unprepared(&format!(
            "UPDATE event SET position = numbered.n + (SELECT COALESCE(MAX(position), 0) FROM event) \
             FROM (SELECT unit_id, id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM event WHERE position IS NULL ORDER BY id LIMIT {BATCH}) AS numbered \
             WHERE event.unit_id = numbered.unit_id AND event.id = numbered.id"
        ))
        .await?;
    for (event, position) in [("from_event", "from_position"), ("to_event", "to_position")] {
        conn.execute_unprepared(&format!(
            "UPDATE figure SET {position} = (SELECT e.position FROM event e WHERE e.id = figure.{event} AND e.unit_id = figure.unit_id) \
             WHERE {event} IN (SELECT id FROM event WHERE position > (SELECT COALESCE(MAX(position), 0) - {BATCH} FROM event)) AND {position} IS NULL"
        ))
        .await?;
    }
    turn.commit().await?;
    Ok(usize::try_from(done.rows_affected()).unwrap_or_default())
}

async fn pending(app: &Arc<App>) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM event WHERE position IS NULL LIMIT 1) AS waiting";
    let row = app.store.reader().query_one_raw(Statement::from_string(app.store.backend(), sql)).await?;
    Ok(row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?.unwrap_or_default())
}
