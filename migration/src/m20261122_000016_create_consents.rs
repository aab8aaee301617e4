//! Tables of consents: privacy notices, consents, codes for the counter, requests.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kept::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        notice(manager).await?;
        consent(manager).await?;
        consent_indexes(manager).await?;
        code(manager).await?;
        request(manager).await
    }
}

async fn notice(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("privacy_notice")
        .col(uuid("id"))
        .col(string("purpose"))
        .col(integer("number"))
        .col(text("text_id"))
        .col(text("text_en"))
        .col(string("sha256"))
        .col(date("from_on"))
        .col(timestamp_with_time_zone("created_at"))
        .col(uuid_null("created_by"))
        .primary_key(Index::create().col("id"))
        .to_owned();
    manager.create_table(table).await?;
    let once = Index::create()
        .name("uq_privacy_notice_purpose_number")
        .table("privacy_notice")
        .col("purpose")
        .col("number")
        .unique()
        .to_owned();
    manager.create_index(once).await
}

async fn consent(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("consent")
        .col(uuid("id"))
        .col(uuid("unit_id"))
        .col(uuid("subject_id"))
        .col(integer("number"))
        .col(uuid("person_id"))
        .col(uuid("partner_id"))
        .col(string("purpose"))
        .col(text("scopes"))
        .col(date_null("data_from"))
        .col(date_null("data_to"))
        .col(string("frequency"))
        .col(timestamp_with_time_zone_null("window_from"))
        .col(timestamp_with_time_zone_null("owed_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(integer("notice_number"))
        .col(string("notice_sha256"))
        .col(string("language"))
        .col(string("channel"))
        .col(string_null("communication_mode"))
        .col(boolean("on_behalf"))
        .col(uuid_null("document_id"))
        .col(string_null("evidence_sha256"))
        .col(uuid("captured_by"))
        .col(boolean("guardian"))
        .col(string("status"))
        .col(timestamp_with_time_zone("given_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(text_null("end_reason"))
        .col(timestamp_with_time_zone_null("ack_due_at"))
        .col(timestamp_with_time_zone_null("acknowledged_at"))
        .col(timestamp_with_time_zone_null("deleted_at"))
        .col(uuid_null("acknowledged_by"))
        .col(text_null("ack_note"))
        .col(timestamp_with_time_zone_null("ack_overdue_at"))
        .col(integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(Index::create().col("id"))
        .foreign_key(ForeignKey::create().from("consent", "unit_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("consent", "person_id").to("person", "id"))
        .foreign_key(ForeignKey::create().from("consent", "partner_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("consent", "document_id").to("unit_document", "id"))
        .to_owned();
    manager.create_table(table).await
}

async fn consent_indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let versions = Index::create()
        .name("uq_consent_subject_id_number")
        .table("consent")
        .col("subject_id")
        .col("number")
        .unique()
        .to_owned();
    manager.create_index(versions).await?;
    // Of two that are given at once one stays.
    let active = Index::create()
        .name("uq_consent_active")
        .table("consent")
        .col("person_id")
        .col("partner_id")
        .col("purpose")
        .unique()
        .cond_where(Expr::col("status").eq("ACTIVE"))
        .to_owned();
    manager.create_index(active).await?;
    let pulled = Index::create()
        .name("ix_consent_partner_id_purpose_status_subject_id")
        .table("consent")
        .col("partner_id")
        .col("purpose")
        .col("status")
        .col("subject_id")
        .to_owned();
    manager.create_index(pulled).await?;
    // Nearly all rows have nothing left to happen to them: these hold the few that have.
    let expiring = Index::create()
        .name("ix_consent_expires_at")
        .table("consent")
        .col("expires_at")
        .cond_where(Expr::col("status").eq("ACTIVE"))
        .to_owned();
    manager.create_index(expiring).await?;
    let readable = Index::create()
        .name("ix_consent_owed_at")
        .table("consent")
        .col("owed_at")
        .cond_where(Condition::all().add(Expr::col("status").eq("ACTIVE")).add(Expr::col("owed_at").is_not_null()))
        .to_owned();
    manager.create_index(readable).await?;
    let waiting = || Condition::all().add(Expr::col("acknowledged_at").is_null());
    let owed = Index::create()
        .name("ix_consent_partner_id_ack_due_at")
        .table("consent")
        .col("partner_id")
        .col("ack_due_at")
        .cond_where(waiting().add(Expr::col("ack_due_at").is_not_null()))
        .to_owned();
    manager.create_index(owed).await?;
    let untold = Index::create()
        .name("ix_consent_ack_due_at")
        .table("consent")
        .col("ack_due_at")
        .cond_where(waiting().add(Expr::col("ack_overdue_at").is_null()).add(Expr::col("ack_due_at").is_not_null()))
        .to_owned();
    manager.create_index(untold).await?;
    for column in ["person_id", "partner_id", "unit_id"] {
        index(manager, "consent", column).await?;
    }
    Ok(())
}

async fn code(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("consent_code")
        .col(uuid("id"))
        .col(uuid("consent_id"))
        .col(string("code_hash"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("id"))
        .foreign_key(ForeignKey::create().from("consent_code", "consent_id").to("consent", "id"))
        .to_owned();
    manager.create_table(table).await?;
    let found =
        Index::create().name("uq_consent_code_code_hash").table("consent_code").col("code_hash").unique().to_owned();
    manager.create_index(found).await?;
    index(manager, "consent_code", "consent_id").await
}

async fn request(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("consent_request")
        .col(uuid("id"))
        .col(uuid("unit_id"))
        .col(uuid_null("person_id"))
        .col(string_null("nik_hash"))
        .col(uuid("partner_id"))
        .col(string("purpose"))
        .col(text("scopes"))
        .col(text_null("note"))
        .col(uuid("requested_by"))
        .col(string("status"))
        .col(boolean("told"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(Index::create().col("id"))
        .foreign_key(ForeignKey::create().from("consent_request", "unit_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("consent_request", "person_id").to("person", "id"))
        .foreign_key(ForeignKey::create().from("consent_request", "partner_id").to("unit", "id"))
        .to_owned();
    manager.create_table(table).await?;
    // Whoever was asked is asked once at a time, and so is nobody. What is over has no hash.
    let standing = Index::create()
        .name("uq_consent_request_partner_id_purpose_nik_hash")
        .table("consent_request")
        .col("partner_id")
        .col("purpose")
        .col("nik_hash")
        .unique()
        .to_owned();
    manager.create_index(standing).await?;
    let untold = Index::create()
        .name("ix_consent_request_created_at")
        .table("consent_request")
        .col("created_at")
        .cond_where(Expr::col("told").eq(false))
        .to_owned();
    manager.create_index(untold).await?;
    let expiring = Index::create()
        .name("ix_consent_request_expires_at")
        .table("consent_request")
        .col("expires_at")
        .cond_where(Expr::col("status").eq("OPEN"))
        .to_owned();
    manager.create_index(expiring).await?;
    for column in ["person_id", "unit_id"] {
        index(manager, "consent_request", column).await?;
    }
    Ok(())
}
