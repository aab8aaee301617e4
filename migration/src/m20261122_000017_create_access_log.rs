//! What partners got, and of whom: a row for each delivery, a narrow row for each person in it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kept::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        deliveries(manager).await?;
        subjects(manager).await
    }
}

async fn deliveries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("access_delivery")
        .col(uuid("id"))
        .col(timestamp_with_time_zone("at"))
        .col(uuid("partner_id"))
        .col(string("actor_kind"))
        .col(uuid("actor_id"))
        .col(uuid("agreement_id"))
        .col(string("purpose"))
        .col(string("channel"))
        .col(text("scopes"))
        .col(string("request_id"))
        .col(uuid_null("export_id"))
        .col(integer("subjects"))
        .primary_key(Index::create().col("id"))
        .foreign_key(ForeignKey::create().from("access_delivery", "partner_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("access_delivery", "agreement_id").to("agreement", "id"))
        .to_owned();
    manager.create_table(table).await?;
    index(manager, "access_delivery", "partner_id").await?;
    // Whether all that went into an export may still be read. Nearly all deliveries are of none.
    let export = Index::create()
        .name("ix_access_delivery_export_id")
        .table("access_delivery")
        .col("export_id")
        .col("id")
        .cond_where(Expr::col("export_id").is_not_null())
        .to_owned();
    manager.create_index(export).await
}

/// Nothing here points at the person: the check would wait for whoever has locked that row to give a consent anew, who in
/// turn waits for the consent that a delivery holds.
async fn subjects(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("access_subject")
        .col(uuid("delivery_id"))
        .col(uuid("person_id"))
        .col(uuid_null("consent_id"))
        .col(text("scopes"))
        .primary_key(Index::create().col("delivery_id").col("person_id"))
        .foreign_key(ForeignKey::create().from("access_subject", "delivery_id").to("access_delivery", "id"))
        .foreign_key(ForeignKey::create().from("access_subject", "consent_id").to("consent", "id"))
        .to_owned();
    manager.create_table(table).await?;
    for (name, columns) in [
        ("ix_access_subject_person_id_delivery_id", ["person_id", "delivery_id"]),
        ("ix_access_subject_consent_id_delivery_id", ["consent_id", "delivery_id"]),
    ] {
        let mut index = Index::create().name(name).table("access_subject").to_owned();
        for column in columns {
            index.col(column);
        }
        manager.create_index(index).await?;
    }
    Ok(())
}
