//! What a database says of itself.

use std::collections::BTreeMap;

use anyhow::Context;
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

/// Names of its tables.
pub(super) async fn names(conn: &impl ConnectionTrait) -> anyhow::Result<Vec<String>> {
    let sql = match conn.get_database_backend() {
        DatabaseBackend::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
    };
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// How many rows each has.
pub(super) async fn counts(conn: &impl ConnectionTrait) -> anyhow::Result<BTreeMap<String, i64>> {
    let mut counts = BTreeMap::new();
    for name in names(conn).await? {
        let sql = format!("SELECT COUNT(*) FROM \"{name}\"");
        let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
        counts.insert(name, row.context("no count")?.try_get_by_index(0)?);
    }
    Ok(counts)
}

/// The first column of the first row, as text.
pub(super) async fn word(conn: &impl ConnectionTrait, sql: &str) -> anyhow::Result<Option<String>> {
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}

/// The last migration.
pub(super) async fn schema(conn: &impl ConnectionTrait) -> anyhow::Result<String> {
    let last = word(conn, "SELECT version FROM seaql_migrations ORDER BY version DESC LIMIT 1").await;
    last.ok().flatten().context("there is no migrated database: run `ereporting migrate`")
}

/// The master key that it was made with.
pub(super) async fn master_key(conn: &impl ConnectionTrait) -> anyhow::Result<Option<String>> {
    word(conn, "SELECT value FROM setting WHERE name = 'master_key_id'").await
}
