//! Tables of ledger.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("event")
                    .col(uuid("unit_id"))
                    .col(uuid("id"))
                    .col(string("type"))
                    .col(string("object_kind"))
                    .col(string("object_id"))
                    .col(integer("object_version"))
                    .col(uuid_null("actor_id"))
                    .col(timestamp_with_time_zone("at"))
                    .col(text("body"))
                    .col(big_integer_null("position"))
                    .primary_key(Index::create().col("unit_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("uq_event_position").table("event").col("position").unique().to_owned())
            .await?;
        manager.create_index(Index::create().name("ix_event_id").table("event").col("id").to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("audit")
                    .col(uuid("id"))
                    .col(timestamp_with_time_zone("at"))
                    .col(string("actor_kind"))
                    .col(uuid_null("actor_id"))
                    .col(uuid_null("on_behalf_of"))
                    .col(string("action"))
                    .col(string("object_kind"))
                    .col(string("object_id"))
                    .col(string("request_id"))
                    .col(uuid_null("consent_id"))
                    .col(string_null("fields"))
                    .col(text_null("detail_enc"))
                    .col(string("leaf_hash"))
                    .primary_key(Index::create().col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("ix_audit_object_id").table("audit").col("object_id").to_owned())
            .await?;
        manager
            .create_index(Index::create().name("ix_audit_actor_id").table("audit").col("actor_id").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("idempotency_key")
                    .col(uuid("principal"))
                    .col(string("key"))
                    .col(string("operation"))
                    .col(string("fingerprint"))
                    .col(text_null("answer_enc"))
                    .col(text_null("checks"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .primary_key(Index::create().col("principal").col("key"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_idempotency_key_expires_at")
                    .table("idempotency_key")
                    .col("expires_at")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("setting")
                    .col(string("name"))
                    .col(text("value"))
                    .primary_key(Index::create().col("name"))
                    .to_owned(),
            )
            .await?;
        protect_audit(manager).await?;
        Ok(())
    }
}

/// Audit rows refuse UPDATE and DELETE, whoever asks.
async fn protect_audit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let statements: &[&str] = match manager.get_database_backend() {
        sea_orm_migration::sea_orm::DatabaseBackend::Postgres => &[
            "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit rows are append only'; END $$",
            "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
        ],
        _ => &[
            "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are append only'); END",
            "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are append only'); END",
        ],
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}
