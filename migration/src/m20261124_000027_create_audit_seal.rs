//! The chain of the audit log: the place of each entry, and signed heads. Both are append only, as the log is.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let seals = Table::create()
            .table("audit_seal")
            .col(big_integer("seq"))
            .col(uuid_uniq("audit_id"))
            .col(string("leaf_hash"))
            .col(string("mac"))
            .primary_key(Index::create().col("seq"))
            .to_owned();
        manager.create_table(seals).await?;
        let heads = Table::create()
            .table("audit_head")
            .col(big_integer("size"))
            .col(string("root"))
            .col(timestamp_with_time_zone("at"))
            .col(text("jws"))
            .col(text("peaks"))
            .primary_key(Index::create().col("size"))
            .to_owned();
        manager.create_table(heads).await?;
        for table in ["audit_seal", "audit_head"] {
            for statement in protect(table, manager.get_database_backend()) {
                manager.get_connection().execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }
}

/// Rows refuse UPDATE and DELETE, whoever asks.
fn protect(table: &str, backend: DatabaseBackend) -> Vec<String> {
    if backend == DatabaseBackend::Postgres {
        return vec![format!(
            "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} \
             FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        )];
    }
    ["UPDATE", "DELETE"]
        .map(|what| {
            format!(
                "CREATE TRIGGER {table}_no_{} BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, 'audit rows are append only'); END",
                what.to_lowercase()
            )
        })
        .into()
}
