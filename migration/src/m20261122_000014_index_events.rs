//! Finds the events of one record: for the feed of a record, and for the version that the last of them had.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_index(
                Index::create()
                    .name("ix_event_object_id_object_version")
                    .table("event")
                    .col("object_id")
                    .col("object_version")
                    .to_owned(),
            )
            .await
    }
}
