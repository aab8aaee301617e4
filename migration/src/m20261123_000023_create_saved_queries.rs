//! Saved queries, the keys that open them, and GraphQL documents that clients persisted.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kept;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        queries(manager).await?;
        keys(manager).await?;
        persisted(manager).await
    }
}

async fn queries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("saved_query")
                .col(uuid("id"))
                .col(string("slug"))
                .col(text("title"))
                .col(text("query"))
                .col(text("rows"))
                .col(text("variables"))
                .col(text("parameters"))
                .col(boolean("public"))
                .col(string_null("owner_kind"))
                .col(uuid_null("owner_id"))
                .col(timestamp_with_time_zone_null("archived_at"))
                .col(integer("version"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("updated_at"))
                .primary_key(Index::create().col("id"))
                .to_owned(),
        )
        .await?;
    kept::unique(manager, "saved_query", &["slug"]).await?;
    kept::index(manager, "saved_query", "owner_id").await
}

async fn keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("access_key")
                .col(uuid("id"))
                .col(string("owner_kind"))
                .col(uuid("owner_id"))
                .col(text("name"))
                .col(string("secret_hash"))
                .col(text_null("queries"))
                .col(timestamp_with_time_zone("expires_at"))
                .col(timestamp_with_time_zone_null("revoked_at"))
                .col(integer("version"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("updated_at"))
                .primary_key(Index::create().col("id"))
                .to_owned(),
        )
        .await?;
    kept::index(manager, "access_key", "owner_id").await
}

async fn persisted(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("persisted_query")
                .col(uuid("client_id"))
                .col(string("sha256"))
                .col(text("document"))
                .col(timestamp_with_time_zone("created_at"))
                .primary_key(Index::create().col("client_id").col("sha256"))
                .foreign_key(ForeignKey::create().from("persisted_query", "client_id").to("client", "id"))
                .to_owned(),
        )
        .await?;
    let only = Table::alter().table("client").add_column(boolean("only_persisted").default(false)).to_owned();
    manager.alter_table(only).await
}
