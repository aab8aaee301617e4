//! Agreements on the sharing of data, and what a client of a partner is bound to: its key, its networks, its scopes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kept::{create, kept, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        agreements(manager).await?;
        // One column at a time: SQLite adds no more in one statement.
        for column in ["public_jwk", "allowed_ips", "scopes"] {
            manager.alter_table(Table::alter().table("client").add_column(text_null(column)).to_owned()).await?;
        }
        Ok(())
    }
}

async fn agreements(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("agreement")
        .col(string("number"))
        .col(string("controller"))
        .col(string("dpo_name"))
        .col(string("dpo_email"))
        .col(string_null("dpo_phone"))
        .col(text("purposes"))
        .col(text("scopes"))
        .col(date("from_on"))
        .col(date("to_on"))
        .col(string("country"))
        .col(text_null("transfer_basis"))
        .col(uuid_null("document_id"))
        .col(text_null("note"))
        .foreign_key(ForeignKey::create().from("agreement", "document_id").to("unit_document", "id"))
        .to_owned();
    create(manager, "agreement", table).await?;
    unique(manager, "agreement", &["unit_id", "number"]).await
}
