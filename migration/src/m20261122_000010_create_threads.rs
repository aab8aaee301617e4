//! Threads, their comments, and what comments said before.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kept::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        thread(manager).await?;
        comment(manager).await?;
        comment_version(manager).await
    }
}

async fn thread(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("thread")
        .col(uuid("id"))
        .col(string_null("subject_kind"))
        .col(uuid_null("subject_id"))
        .col(string_null("region_code"))
        .col(uuid_null("unit_id"))
        .col(string_null("path"))
        .col(string("title"))
        .col(string("audience"))
        .col(uuid_null("partner_id"))
        .col(string("status"))
        .col(uuid_null("resolved_by"))
        .col(string_null("resolved_by_kind"))
        .col(timestamp_with_time_zone_null("resolved_at"))
        .col(uuid_null("revision_item_id"))
        .col(uuid("created_by"))
        .col(string("created_by_kind"))
        .col(integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(Index::create().col("id"))
        .foreign_key(ForeignKey::create().from("thread", "unit_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("thread", "partner_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("thread", "revision_item_id").to("revision_item", "id"))
        .to_owned();
    manager.create_table(table).await?;
    let of_subject =
        Index::create().name("ix_thread_subject_id_id").table("thread").col("subject_id").col("id").to_owned();
    manager.create_index(of_subject).await?;
    for column in ["region_code", "unit_id", "partner_id"] {
        index(manager, "thread", column).await?;
    }
    let of_item =
        Index::create().name("uq_thread_revision_item_id").table("thread").col("revision_item_id").unique().to_owned();
    manager.create_index(of_item).await
}

async fn comment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("comment")
        .col(uuid("id"))
        .col(uuid("thread_id"))
        .col(text_null("body"))
        .col(string("audience"))
        .col(uuid_null("unit_id"))
        .col(string_null("region_code"))
        .col(uuid("author_id"))
        .col(string("author_kind"))
        .col(text("mentions"))
        .col(timestamp_with_time_zone_null("edited_at"))
        .col(timestamp_with_time_zone_null("deleted_at"))
        .col(uuid_null("deleted_by"))
        .col(integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(Index::create().col("id"))
        .foreign_key(ForeignKey::create().from("comment", "thread_id").to("thread", "id"))
        .to_owned();
    manager.create_table(table).await?;
    index(manager, "comment", "thread_id").await
}

async fn comment_version(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("comment_version")
        .col(uuid("comment_id"))
        .col(integer("version"))
        .col(text("body"))
        .col(timestamp_with_time_zone("at"))
        .col(uuid("by"))
        .primary_key(Index::create().col("comment_id").col("version"))
        .foreign_key(ForeignKey::create().from("comment_version", "comment_id").to("comment", "id"))
        .to_owned();
    manager.create_table(table).await
}
