//! Tables of interaction that are kept records: commitments, partnerships, needs, requests, announcements.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kept::{create, index, kept};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        commitment(manager).await?;
        partnership(manager).await?;
        need(manager).await?;
        request(manager).await?;
        announcement(manager).await
    }
}

async fn commitment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("commitment")
        .col(string("kind"))
        .col(text("title"))
        .col(text_null("description"))
        .col(uuid_null("blk_id"))
        .col(uuid_null("kawasan_id"))
        .col(uuid_null("enterprise_id"))
        .col(string_null("region_code"))
        .col(string_null("sector"))
        .col(big_integer_null("amount"))
        .col(double_null("quantity"))
        .col(string_null("quantity_unit"))
        .col(integer_null("capacity"))
        .col(text("skills"))
        .col(date("from_on"))
        .col(date_null("to_on"))
        .col(string_null("agreement_kind"))
        .col(string_null("agreement_number"))
        .col(date_null("agreed_on"))
        .col(string("state"))
        .col(date("state_on"))
        .col(text_null("state_reason"))
        .foreign_key(ForeignKey::create().from("commitment", "blk_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("commitment", "kawasan_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("commitment", "enterprise_id").to("enterprise", "id"))
        .to_owned();
    create(manager, "commitment", table).await?;
    for column in ["blk_id", "kawasan_id", "enterprise_id", "kind"] {
        index(manager, "commitment", column).await?;
    }
    // What lapses is looked for every few minutes.
    index(manager, "commitment", "to_on").await
}

async fn partnership(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("partnership")
        .col(uuid("partner_id"))
        .col(string("partner_kind"))
        .col(text("benefits"))
        .col(string_null("agreement_kind"))
        .col(string_null("agreement_number"))
        .col(uuid_null("document_id"))
        .col(uuid_null("commitment_id"))
        .col(date("from_on"))
        .col(date_null("to_on"))
        .col(text_null("description"))
        .foreign_key(ForeignKey::create().from("partnership", "partner_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("partnership", "document_id").to("unit_document", "id"))
        .foreign_key(ForeignKey::create().from("partnership", "commitment_id").to("commitment", "id"))
        .to_owned();
    create(manager, "partnership", table).await?;
    index(manager, "partnership", "partner_id").await
}

async fn need(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("need")
        .col(string("kind"))
        .col(text("title"))
        .col(text_null("description"))
        .col(uuid_null("enterprise_id"))
        .col(string_null("sector"))
        .col(text("skills"))
        .col(big_integer_null("amount"))
        .col(double_null("quantity"))
        .col(string_null("quantity_unit"))
        .col(date_null("needed_by"))
        .col(string("state"))
        .col(uuid_null("met_by_id"))
        .foreign_key(ForeignKey::create().from("need", "enterprise_id").to("enterprise", "id"))
        .foreign_key(ForeignKey::create().from("need", "met_by_id").to("commitment", "id"))
        .to_owned();
    create(manager, "need", table).await?;
    index(manager, "need", "kind").await
}

async fn request(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("request")
        .col(string("kind"))
        .col(text("title"))
        .col(text_null("text"))
        .col(date("due_on"))
        .col(uuid_null("report_id"))
        .col(string_null("about"))
        .col(string("state"))
        .col(date("state_on"))
        .col(text_null("state_reason"))
        .col(text_null("answer"))
        .col(uuid_null("answer_document_id"))
        .col(date_null("answered_on"))
        .foreign_key(ForeignKey::create().from("request", "answer_document_id").to("unit_document", "id"))
        .to_owned();
    create(manager, "request", table).await?;
    index(manager, "request", "report_id").await
}

async fn announcement(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("announcement")
        .col(text("title"))
        .col(text("body"))
        .col(text_null("title_en"))
        .col(text_null("body_en"))
        .col(date_null("announced_on"))
        .col(string("audience"))
        .col(text("roles"))
        .col(string_null("region_code"))
        .col(date("published_on"))
        .col(date_null("expires_on"))
        .col(text_null("link"))
        .to_owned();
    create(manager, "announcement", table).await?;
    index(manager, "announcement", "published_on").await
}
