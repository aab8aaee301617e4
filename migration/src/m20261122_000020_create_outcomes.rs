//! What partners say became of the incubatees that consented.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kept::{create, index, kept};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = kept("outcome")
            .col(uuid("incubatee_id"))
            .col(uuid("enterprise_id"))
            .col(uuid("partner_id"))
            .col(uuid("consent_id"))
            .col(uuid("person_id"))
            .col(string("purpose"))
            .col(string("outcome"))
            .col(text_null("reason"))
            .col(big_integer_null("amount"))
            .col(date("happened_on"))
            .col(string("state"))
            .col(text_null("dispute_reason"))
            .col(date_null("disputed_on"))
            .col(text_null("decision_reason"))
            .col(date_null("decided_on"))
            .foreign_key(ForeignKey::create().from("outcome", "incubatee_id").to("incubatee", "id"))
            .foreign_key(ForeignKey::create().from("outcome", "enterprise_id").to("enterprise", "id"))
            .foreign_key(ForeignKey::create().from("outcome", "partner_id").to("unit", "id"))
            .foreign_key(ForeignKey::create().from("outcome", "consent_id").to("consent", "id"))
            .foreign_key(ForeignKey::create().from("outcome", "person_id").to("person", "id"))
            .to_owned();
        create(manager, "outcome", table).await?;
        index(manager, "outcome", "incubatee_id").await?;
        index(manager, "outcome", "person_id").await?;
        // A partner reads its own, of one person for one purpose.
        let own = Index::create()
            .name("ix_outcome_partner_id_person_id_id")
            .table("outcome")
            .col("partner_id")
            .col("person_id")
            .col("id")
            .to_owned();
        manager.create_index(own).await
    }
}
