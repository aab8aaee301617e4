//! Tables of webhooks.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        endpoints(manager).await?;
        deliveries(manager).await?;
        attempts(manager).await
    }
}

async fn endpoints(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("webhook_endpoint")
                .col(uuid("id"))
                .col(string("owner_kind"))
                .col(uuid("owner_id"))
                .col(text("url"))
                .col(text_null("description"))
                .col(text("types"))
                .col(text("secret_enc"))
                .col(text_null("previous_secret_enc"))
                .col(timestamp_with_time_zone_null("previous_until"))
                .col(string("status"))
                .col(string_null("disabled_reason"))
                .col(integer("failures"))
                .col(timestamp_with_time_zone_null("failing_since"))
                .col(timestamp_with_time_zone_null("paused_until"))
                .col(timestamp_with_time_zone_null("trial_at"))
                .col(big_integer("position"))
                .col(integer("redeliveries"))
                .col(timestamp_with_time_zone_null("archived_at"))
                .col(integer("version"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("updated_at"))
                .primary_key(Index::create().col("id"))
                .to_owned(),
        )
        .await?;
    let of_owner = Index::create()
        .name("ix_webhook_endpoint_owner_id_id")
        .table("webhook_endpoint")
        .col("owner_id")
        .col("id")
        .to_owned();
    manager.create_index(of_owner).await
}

async fn deliveries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("webhook_delivery")
                .col(uuid("id"))
                .col(uuid("endpoint_id"))
                .col(uuid("event_id"))
                .col(integer("redelivery"))
                .col(big_integer_null("position"))
                .col(string("type"))
                .col(text("body"))
                .col(string("status"))
                .col(integer("attempts"))
                .col(timestamp_with_time_zone("next_at"))
                .col(timestamp_with_time_zone_null("lease_until"))
                .col(timestamp_with_time_zone_null("first_at"))
                .col(timestamp_with_time_zone_null("delivered_at"))
                .col(integer_null("last_status"))
                .col(string_null("last_error"))
                .col(timestamp_with_time_zone("created_at"))
                .primary_key(Index::create().col("id"))
                .foreign_key(ForeignKey::create().from("webhook_delivery", "endpoint_id").to("webhook_endpoint", "id"))
                .to_owned(),
        )
        .await?;
    // The same event goes to the same endpoint once, whichever server fans it out.
    let once = Index::create()
        .name("uq_webhook_delivery_endpoint_id_event_id_redelivery")
        .table("webhook_delivery")
        .col("endpoint_id")
        .col("event_id")
        .col("redelivery")
        .unique()
        .to_owned();
    manager.create_index(once).await?;
    let due = Index::create()
        .name("ix_webhook_delivery_endpoint_id_status_next_at")
        .table("webhook_delivery")
        .col("endpoint_id")
        .col("status")
        .col("next_at")
        .to_owned();
    manager.create_index(due).await?;
    let listed = Index::create()
        .name("ix_webhook_delivery_endpoint_id_id")
        .table("webhook_delivery")
        .col("endpoint_id")
        .col("id")
        .to_owned();
    manager.create_index(listed).await
}

async fn attempts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("webhook_attempt")
                .col(uuid("id"))
                .col(uuid("delivery_id"))
                .col(timestamp_with_time_zone("at"))
                .col(integer_null("status"))
                .col(integer("duration_ms"))
                .col(string_null("error"))
                .primary_key(Index::create().col("id"))
                .foreign_key(
                    ForeignKey::create()
                        .from("webhook_attempt", "delivery_id")
                        .to("webhook_delivery", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .to_owned(),
        )
        .await?;
    let of_delivery = Index::create()
        .name("ix_webhook_attempt_delivery_id_id")
        .table("webhook_attempt")
        .col("delivery_id")
        .col("id")
        .to_owned();
    manager.create_index(of_delivery).await
}
