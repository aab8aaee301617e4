//! Exports of partners. The way from one to what was delivered in it is an index of `access_delivery`.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kept;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("partner_export")
                    .col(uuid("id"))
                    .col(uuid("partner_id"))
                    .col(string("actor_kind"))
                    .col(uuid("actor_id"))
                    .col(uuid("agreement_id"))
                    .col(string("purpose"))
                    .col(text("scopes"))
                    .col(string("format"))
                    .col(string("state"))
                    .col(big_integer("records"))
                    .col(big_integer("bytes"))
                    .col(string_null("sha256"))
                    .col(big_integer("position"))
                    .col(string_null("given"))
                    .col(string_null("failure"))
                    .col(timestamp_with_time_zone_null("leased_until"))
                    .col(integer("runs"))
                    .col(integer("restarts"))
                    .col(integer("done"))
                    .col(timestamp_with_time_zone_null("expires_at"))
                    .col(timestamp_with_time_zone_null("fetched_at"))
                    .col(integer("version"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .primary_key(Index::create().col("id"))
                    .foreign_key(ForeignKey::create().from("partner_export", "partner_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        for (name, columns) in [
            ("ix_partner_export_actor_id_id", ["actor_id", "id"]),
            ("ix_partner_export_state_id", ["state", "id"]),
            ("ix_partner_export_partner_id_state", ["partner_id", "state"]),
        ] {
            let [first, second] = columns;
            let index = Index::create().name(name).table("partner_export").col(first).col(second).to_owned();
            manager.create_index(index).await?;
        }
        // Which records a BLK or an off-taker stands in.
        kept::index(manager, "enterprise", "blk_id").await?;
        kept::index(manager, "offtake_contract", "off_taker_id").await
    }
}
