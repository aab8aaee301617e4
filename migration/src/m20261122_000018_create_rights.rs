//! The rights of data subjects: what they ask for, whose processing is restricted, who was erased; and the register of
//! incidents.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kept::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["restricted_at", "erased_at"] {
            let add = timestamp_with_time_zone_null(column);
            manager.alter_table(Table::alter().table("person").add_column(add).to_owned()).await?;
        }
        data_request(manager).await?;
        incident(manager).await?;
        // What one account wrote, and what one client got: nobody asked for that before.
        index(manager, "thread", "created_by").await?;
        index(manager, "comment", "author_id").await?;
        index(manager, "access_delivery", "actor_id").await
    }
}

async fn data_request(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("data_request")
        .col(uuid("id"))
        .col(uuid("unit_id"))
        .col(uuid("person_id"))
        .col(string("kind"))
        .col(text_null("text_enc"))
        .col(uuid_null("partner_id"))
        .col(string("state"))
        .col(boolean("on_behalf"))
        .col(uuid("requested_by"))
        .col(string("requested_by_kind"))
        .col(timestamp_with_time_zone("due_at"))
        .col(timestamp_with_time_zone_null("reminded_at"))
        .col(timestamp_with_time_zone_null("overdue_at"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(uuid_null("decided_by"))
        .col(text_null("note_enc"))
        .col(integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(Index::create().col("id"))
        .foreign_key(ForeignKey::create().from("data_request", "unit_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("data_request", "person_id").to("person", "id"))
        .foreign_key(ForeignKey::create().from("data_request", "partner_id").to("unit", "id"))
        .to_owned();
    manager.create_table(table).await?;
    index(manager, "data_request", "person_id").await?;
    due(manager, "data_request").await
}

async fn incident(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("incident")
        .col(uuid("id"))
        .col(string("title"))
        .col(text("what"))
        .col(uuid_null("partner_id"))
        .col(uuid_null("client_id"))
        .col(timestamp_with_time_zone("began_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(timestamp_with_time_zone("discovered_at"))
        .col(timestamp_with_time_zone("due_at"))
        .col(timestamp_with_time_zone_null("reminded_at"))
        .col(timestamp_with_time_zone_null("overdue_at"))
        .col(timestamp_with_time_zone_null("agency_notified_at"))
        .col(timestamp_with_time_zone_null("subjects_notified_at"))
        .col(timestamp_with_time_zone_null("closed_at"))
        .col(text_null("outcome"))
        .col(string("state"))
        .col(uuid("reported_by"))
        .col(integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(Index::create().col("id"))
        .foreign_key(ForeignKey::create().from("incident", "partner_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("incident", "client_id").to("client", "id"))
        .to_owned();
    manager.create_table(table).await?;
    due(manager, "incident").await
}

/// Finds what is open, the one due first before the others.
async fn due(manager: &SchemaManager<'_>, table: &'static str) -> Result<(), DbErr> {
    let index =
        Index::create().name(format!("ix_{table}_state_due_at")).table(table).col("state").col("due_at").to_owned();
    manager.create_index(index).await
}
