//! Publications: public figures, frozen under a name.

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
                    .table("publication")
                    .col(uuid("id"))
                    .col(string_uniq("slug"))
                    .col(text("title_id"))
                    .col(text("title_en"))
                    .col(string("period_from"))
                    .col(string("period_to"))
                    .col(timestamp_with_time_zone("at"))
                    .col(big_integer("position"))
                    .col(string("sha256"))
                    .col(uuid_null("created_by"))
                    .col(integer("version"))
                    .primary_key(Index::create().col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("publication_table")
                    .col(uuid("publication_id"))
                    .col(string("name"))
                    .col(big_integer("cells"))
                    .col(big_integer("suppressed"))
                    .col(string("sha256"))
                    .col(text("figures"))
                    .primary_key(Index::create().col("publication_id").col("name"))
                    .foreign_key(
                        ForeignKey::create().from("publication_table", "publication_id").to("publication", "id"),
                    )
                    .to_owned(),
            )
            .await
    }
}
