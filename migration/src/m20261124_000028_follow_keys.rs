//! Keys are told of before they sign. Deliveries that are due are counted for those who watch the service.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let from = timestamp_with_time_zone_null("signs_from");
        manager.alter_table(Table::alter().table("signing_key").add_column(from).to_owned()).await?;
        let due = Index::create()
            .name("ix_webhook_delivery_status_next_at")
            .table("webhook_delivery")
            .col("status")
            .col("next_at")
            .to_owned();
        manager.create_index(due).await
    }
}
