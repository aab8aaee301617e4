//! Places in the feed, for whoever gives them: the sequencer, and the one who loads a history.

use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

use crate::domain::Result;

/// The last place that was given. On PostgreSQL nobody else gives any until this transaction ends.
pub async fn last(conn: &impl ConnectionTrait) -> Result<i64> {
    let backend = conn.get_database_backend();
    if backend == DatabaseBackend::Postgres {
        conn.execute_unprepared("SELECT pg_advisory_xact_lock(760001)").await?;
    }
    let sql = "SELECT COALESCE(MAX(position), 0) FROM event";
    let last = conn.query_one_raw(Statement::from_string(backend, sql)).await?;
    Ok(last.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}
