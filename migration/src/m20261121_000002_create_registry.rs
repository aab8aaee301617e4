//! Tables of registry.

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
                    .table("unit")
                    .col(uuid("id"))
                    .col(string("kind"))
                    .col(string("code"))
                    .col(string("name"))
                    .col(string("search_name"))
                    .col(string("region_code"))
                    .col(string("timezone"))
                    .col(date("enrolled_on"))
                    .col(date_null("closed_on"))
                    .col(boolean("synthetic"))
                    .col(integer("version"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .primary_key(Index::create().col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("uq_unit_code").table("unit").col("code").unique().to_owned())
            .await?;
        manager
            .create_index(Index::create().name("ix_unit_region_code").table("unit").col("region_code").to_owned())
            .await?;
        manager
            .create_index(Index::create().name("ix_unit_kind_code").table("unit").col("kind").col("code").to_owned())
            .await?;
        manager
            .create_index(Index::create().name("ix_unit_search_name").table("unit").col("search_name").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("blk")
                    .col(uuid("unit_id"))
                    .col(string("kind"))
                    .col(string("host_type"))
                    .col(string("host_name"))
                    .col(integer("established_year"))
                    .col(date_null("handed_over_on"))
                    .col(text("vocations"))
                    .primary_key(Index::create().col("unit_id"))
                    .foreign_key(ForeignKey::create().from("blk", "unit_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("unit_status")
                    .col(uuid("id"))
                    .col(uuid("unit_id"))
                    .col(string("aspect"))
                    .col(string("status"))
                    .col(date("from_on"))
                    .col(date_null("to_on"))
                    .col(string_null("reason"))
                    .col(timestamp_with_time_zone("recorded_at"))
                    .primary_key(Index::create().col("id"))
                    .foreign_key(ForeignKey::create().from("unit_status", "unit_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_unit_status_unit_id_aspect_from_on")
                    .table("unit_status")
                    .col("unit_id")
                    .col("aspect")
                    .col("from_on")
                    .to_owned(),
            )
            .await?;
        Ok(())
    }
}
