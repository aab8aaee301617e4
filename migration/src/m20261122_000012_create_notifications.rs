//! Tables of notices: the inbox with its deliveries, preferences, reminders; and what finds those who are told and what
//! falls due.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kept::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        notification(manager).await?;
        preference(manager).await?;
        reminder(manager).await?;
        due(manager).await
    }
}

async fn notification(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("notification")
        .col(uuid("id"))
        .col(uuid("account_id"))
        .col(string("kind"))
        .col(string("subject_kind"))
        .col(uuid("subject_id"))
        .col(uuid_null("unit_id"))
        .col(text("params"))
        .col(boolean("inbox"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("read_at"))
        .col(integer("version"))
        .col(string("mail_state"))
        .col(string("phone_state"))
        .col(integer("attempts"))
        .col(timestamp_with_time_zone_null("next_at"))
        .col(timestamp_with_time_zone_null("lease_until"))
        .col(string_null("last_error"))
        .primary_key(Index::create().col("id"))
        .foreign_key(ForeignKey::create().from("notification", "account_id").to("account", "id"))
        .foreign_key(ForeignKey::create().from("notification", "unit_id").to("unit", "id"))
        .to_owned();
    manager.create_table(table).await?;
    index(manager, "notification", "account_id").await?;
    let unread = Index::create()
        .name("ix_notification_unread")
        .table("notification")
        .col("account_id")
        .col("id")
        .cond_where(Expr::col("read_at").is_null())
        .to_owned();
    manager.create_index(unread).await?;
    // Nearly all rows have nothing left to send: the index holds the few that have.
    let due = Index::create()
        .name("ix_notification_next_at")
        .table("notification")
        .col("next_at")
        .cond_where(Expr::col("next_at").is_not_null())
        .to_owned();
    manager.create_index(due).await
}

async fn preference(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("notification_preference")
        .col(uuid("account_id"))
        .col(string("kind"))
        .col(boolean("inbox"))
        .col(boolean("email"))
        .col(boolean("phone"))
        .col(integer("version"))
        .primary_key(Index::create().col("account_id").col("kind"))
        .foreign_key(ForeignKey::create().from("notification_preference", "account_id").to("account", "id"))
        .to_owned();
    manager.create_table(table).await
}

async fn reminder(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("reminder")
        .col(uuid("id"))
        .col(string("subject_kind"))
        .col(uuid("subject_id"))
        .col(integer("offset_days"))
        .col(date("due_on"))
        .col(timestamp_with_time_zone("sent_at"))
        .primary_key(Index::create().col("id"))
        .to_owned();
    manager.create_table(table).await?;
    let once = Index::create()
        .name("uq_reminder_subject_kind_subject_id_due_on_offset_days")
        .table("reminder")
        .col("subject_kind")
        .col("subject_id")
        .col("due_on")
        .col("offset_days")
        .unique()
        .to_owned();
    manager.create_index(once).await
}

/// What falls due is looked for by its day, whoever is told by the place of the role.
async fn due(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for (table, column) in [
        ("follow_up", "due_on"),
        ("monitoring_visit", "follow_up_due_on"),
        ("certification", "valid_until"),
        ("request", "due_on"),
        ("survival_check", "due_on"),
        ("role_grant", "unit_id"),
        ("role_grant", "region_code"),
    ] {
        index(manager, table, column).await?;
    }
    let weaning = Index::create()
        .name("ix_blk_handed_over_on_unit_id")
        .table("blk")
        .col("handed_over_on")
        .col("unit_id")
        .to_owned();
    manager.create_index(weaning).await?;
    let items = Index::create()
        .name("ix_revision_item_status_created_at")
        .table("revision_item")
        .col("status")
        .col("created_at")
        .to_owned();
    manager.create_index(items).await
}
