//! Tables of what the registry keeps about its units: products, duties, appointments, programmes and their like.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kept::{create, kept, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        unit_document(manager).await?;
        regulation(manager).await?;
        programme(manager).await?;
        meeting(manager).await?;
        enterprise(manager).await?;
        registration(manager).await?;
        appointment(manager).await?;
        asset(manager).await?;
        instructor(manager).await?;
        enrolment(manager).await?;
        duty(manager).await?;
        product(manager).await?;
        award(manager).await?;
        kawasan_resource(manager).await?;
        chain_link(manager).await?;
        potential(manager).await?;
        activity(manager).await?;
        target(manager).await?;
        assessment(manager).await?;
        follow_up(manager).await?;
        selection_round(manager).await?;
        Ok(())
    }
}

async fn unit_document(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("unit_document")
        .col(string("kind"))
        .col(string_null("number"))
        .col(text("title"))
        .col(integer_null("edition"))
        .col(date_null("issued_on"))
        .col(date_null("valid_until"))
        .col(string_null("file_name"))
        .col(string_null("media_type"))
        .col(big_integer_null("size"))
        .col(string_null("sha256"))
        .to_owned();
    create(manager, "unit_document", table).await
}

async fn regulation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("regulation")
        .col(string("number"))
        .col(text("title"))
        .col(date_null("issued_on"))
        .col(string("status"))
        .col(text_null("url"))
        .col(text_null("note"))
        .to_owned();
    create(manager, "regulation", table).await?;
    unique(manager, "regulation", &["unit_id", "number"]).await
}

async fn programme(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("programme")
        .col(string("code"))
        .col(string("name"))
        .col(string("model"))
        .col(string_null("pattern"))
        .col(date("from_on"))
        .col(date_null("to_on"))
        .col(text("policy_tags"))
        .col(text("agendas"))
        .col(text("priority_areas"))
        .col(text("context_tags"))
        .col(text("funding_sources"))
        .col(uuid_null("regulation_id"))
        .col(integer_null("quota"))
        .col(text_null("eligibility"))
        .col(text_null("description"))
        .foreign_key(ForeignKey::create().from("programme", "regulation_id").to("regulation", "id"))
        .to_owned();
    create(manager, "programme", table).await?;
    unique(manager, "programme", &["code"]).await
}

async fn meeting(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("meeting")
        .col(string("kind"))
        .col(text("title"))
        .col(date("from_on"))
        .col(date_null("to_on"))
        .col(string_null("venue"))
        .col(text("participants"))
        .col(text_null("minutes"))
        .col(uuid_null("minutes_id"))
        .col(text_null("source"))
        .foreign_key(ForeignKey::create().from("meeting", "minutes_id").to("unit_document", "id"))
        .to_owned();
    create(manager, "meeting", table).await
}

async fn enterprise(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("enterprise")
        .col(string("name"))
        .col(integer("year"))
        .col(string("sector"))
        .col(string("level"))
        .col(uuid_null("blk_id"))
        .col(text_null("source"))
        .foreign_key(ForeignKey::create().from("enterprise", "blk_id").to("unit", "id"))
        .to_owned();
    create(manager, "enterprise", table).await?;
    unique(manager, "enterprise", &["unit_id", "year", "name"]).await
}

async fn registration(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("registration")
        .col(string("scheme"))
        .col(string("number"))
        .col(date_null("issued_on"))
        .col(date_null("valid_until"))
        .to_owned();
    create(manager, "registration", table).await?;
    unique(manager, "registration", &["unit_id", "scheme", "number"]).await
}

async fn appointment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("appointment")
        .col(string("position"))
        .col(string("person_name"))
        .col(date("from_on"))
        .col(date_null("to_on"))
        .col(string_null("decree_number"))
        .col(uuid_null("programme_id"))
        .foreign_key(ForeignKey::create().from("appointment", "programme_id").to("programme", "id"))
        .to_owned();
    create(manager, "appointment", table).await
}

async fn asset(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("asset")
        .col(string("name"))
        .col(string("asset_kind"))
        .col(integer("quantity"))
        .col(integer("working"))
        .col(string("condition"))
        .col(integer_null("acquired_year"))
        .col(big_integer_null("value"))
        .col(string_null("funding_source"))
        .col(text_null("note"))
        .to_owned();
    create(manager, "asset", table).await
}

async fn instructor(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("instructor")
        .col(string("person_name"))
        .col(string("sex"))
        .col(string("vocation"))
        .col(date("from_on"))
        .col(date_null("to_on"))
        .col(text("certificates"))
        .to_owned();
    create(manager, "instructor", table).await
}

async fn enrolment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("enrolment")
        .col(uuid("programme_id"))
        .col(date("enrolled_on"))
        .col(date_null("ended_on"))
        .col(string_null("outcome"))
        .col(text_null("note"))
        .foreign_key(ForeignKey::create().from("enrolment", "programme_id").to("programme", "id"))
        .to_owned();
    create(manager, "enrolment", table).await
}

async fn duty(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("duty")
        .col(text("title"))
        .col(string("source"))
        .col(string_null("source_number"))
        .col(date("due_on"))
        .col(string_null("evidence_kind"))
        .col(uuid_null("evidence_id"))
        .col(date_null("fulfilled_on"))
        .foreign_key(ForeignKey::create().from("duty", "evidence_id").to("unit_document", "id"))
        .to_owned();
    create(manager, "duty", table).await
}

async fn product(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("product")
        .col(string("name"))
        .col(text_null("description"))
        .col(string_null("kbli"))
        .col(string_null("kbki"))
        .col(boolean("flagship"))
        .col(text("certifications"))
        .col(text("channels"))
        .col(text("export_countries"))
        .to_owned();
    create(manager, "product", table).await?;
    unique(manager, "product", &["unit_id", "name"]).await
}

async fn award(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("award")
        .col(integer("year"))
        .col(string("category"))
        .col(string("title"))
        .col(uuid_null("given_by_id"))
        .col(text_null("source"))
        .foreign_key(ForeignKey::create().from("award", "given_by_id").to("unit", "id"))
        .to_owned();
    create(manager, "award", table).await
}

async fn kawasan_resource(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("kawasan_resource")
        .col(string("kind"))
        .col(string("name"))
        .col(text_null("description"))
        .col(double_null("quantity"))
        .col(string_null("quantity_unit"))
        .col(integer("gap_score"))
        .col(date_null("assessed_on"))
        .to_owned();
    create(manager, "kawasan_resource", table).await?;
    unique(manager, "kawasan_resource", &["unit_id", "kind", "name"]).await
}

async fn chain_link(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("chain_link")
        .col(string("stage"))
        .col(uuid_null("enterprise_id"))
        .col(uuid_null("blk_id"))
        .col(uuid_null("organization_id"))
        .col(text_null("role"))
        .foreign_key(ForeignKey::create().from("chain_link", "enterprise_id").to("enterprise", "id"))
        .foreign_key(ForeignKey::create().from("chain_link", "blk_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("chain_link", "organization_id").to("unit", "id"))
        .to_owned();
    create(manager, "chain_link", table).await
}

async fn potential(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("potential")
        .col(string("name"))
        .col(string_null("commodity_scheme"))
        .col(string_null("commodity_code"))
        .col(double_null("volume"))
        .col(string_null("volume_unit"))
        .col(string_null("season"))
        .col(text_null("evidence"))
        .to_owned();
    create(manager, "potential", table).await?;
    unique(manager, "potential", &["unit_id", "name"]).await
}

async fn activity(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("activity")
        .col(uuid("programme_id"))
        .col(text("title"))
        .col(string("agenda"))
        .col(string("pillar"))
        .col(string_null("service_type"))
        .col(date("from_on"))
        .col(date_null("to_on"))
        .col(big_integer_null("budget"))
        .col(big_integer_null("realised"))
        .col(string_null("funding_source"))
        .col(text_null("result"))
        .foreign_key(ForeignKey::create().from("activity", "programme_id").to("programme", "id"))
        .to_owned();
    create(manager, "activity", table).await
}

async fn target(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("target")
        .col(uuid("programme_id"))
        .col(integer("year"))
        .col(string("metric"))
        .col(string("measure_unit"))
        .col(double("target"))
        .col(double_null("realised"))
        .foreign_key(ForeignKey::create().from("target", "programme_id").to("programme", "id"))
        .to_owned();
    create(manager, "target", table).await?;
    unique(manager, "target", &["unit_id", "programme_id", "year", "metric"]).await
}

async fn assessment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("assessment")
        .col(string("instrument"))
        .col(integer("instrument_version"))
        .col(date("assessed_on"))
        .col(uuid_null("assessor_id"))
        .col(text("answers"))
        .col(double("score"))
        .col(string_null("readiness_level"))
        .col(uuid_null("document_id"))
        .foreign_key(ForeignKey::create().from("assessment", "assessor_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("assessment", "document_id").to("unit_document", "id"))
        .to_owned();
    create(manager, "assessment", table).await
}

async fn follow_up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("follow_up")
        .col(uuid("meeting_id"))
        .col(text("title"))
        .col(date("due_on"))
        .col(string("status"))
        .col(date_null("done_on"))
        .col(text_null("note"))
        .foreign_key(ForeignKey::create().from("follow_up", "meeting_id").to("meeting", "id"))
        .to_owned();
    create(manager, "follow_up", table).await
}

async fn selection_round(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("selection_round")
        .col(string("code"))
        .col(string("name"))
        .col(string("subject_kind"))
        .col(uuid_null("programme_id"))
        .col(integer("longlist_size"))
        .col(integer("select_count"))
        .col(text("criteria"))
        .col(uuid_null("study_id"))
        .col(string_null("decree_number"))
        .col(date_null("decided_on"))
        .foreign_key(ForeignKey::create().from("selection_round", "programme_id").to("programme", "id"))
        .foreign_key(ForeignKey::create().from("selection_round", "study_id").to("unit_document", "id"))
        .to_owned();
    create(manager, "selection_round", table).await?;
    unique(manager, "selection_round", &["code"]).await
}
