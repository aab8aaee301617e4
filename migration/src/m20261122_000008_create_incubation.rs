//! Tables of incubation: persons, enterprises' people, cohorts, progress, mentors, aid, monitoring.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kept::{create, index, kept, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        grow(manager).await?;
        person(manager).await?;
        membership(manager).await?;
        certification(manager).await?;
        cohort(manager).await?;
        incubatee(manager).await?;
        stage_change(manager).await?;
        milestone(manager).await?;
        problem(manager).await?;
        offtake_contract(manager).await?;
        survival_check(manager).await?;
        progress(manager).await?;
        mentor_batch(manager).await?;
        mentor(manager).await?;
        mentor_assignment(manager).await?;
        mentoring_visit(manager).await?;
        alumni_outcome(manager).await?;
        aid_scheme(manager).await?;
        aid(manager).await?;
        lpj(manager).await?;
        monitoring_visit(manager).await?;
        duplicate_case(manager).await?;
        Ok(())
    }
}

/// What enterprises and products have learned to say.
async fn grow(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let added = [
        ("enterprise", string_null("form")),
        ("enterprise", string_null("kbli")),
        ("enterprise", string_null("kbli_version")),
        ("enterprise", string_null("chain_stage")),
        ("enterprise", uuid_null("kawasan_id")),
        ("enterprise", date_null("started_on")),
        ("product", uuid_null("enterprise_id")),
    ];
    // SQLite adds one column at a time.
    for (table, column) in added {
        manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
    }
    index(manager, "enterprise", "kawasan_id").await?;
    // Two enterprises of a unit may sell the same.
    manager.drop_index(Index::drop().name("uq_product_unit_id_name").table("product").to_owned()).await?;
    let own = Index::create()
        .name("uq_product_unit_id_name")
        .table("product")
        .unique()
        .col("unit_id")
        .col("name")
        .cond_where(Expr::col("archived_at").is_null())
        .cond_where(Expr::col("enterprise_id").is_null())
        .to_owned();
    manager.create_index(own).await?;
    unique(manager, "product", &["enterprise_id", "name"]).await
}

async fn person(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("person")
        .col(string("name"))
        .col(string_null("sex"))
        .col(text_null("nik_enc"))
        .col(string_null("nik_hash"))
        .col(string_null("nik_mask"))
        .col(text_null("npwp_enc"))
        .col(text_null("birth_enc"))
        .col(text_null("phone_enc"))
        .col(text_null("address_enc"))
        .col(text_null("disability_enc"))
        .col(text_null("poverty_enc"))
        .col(text_null("guardian_enc"))
        .col(string_null("region_code"))
        .col(string_null("education"))
        .col(string_null("occupation"))
        .col(string_null("marital_status"))
        .col(string_null("prior_employment"))
        .col(text("confirmed"))
        .col(string_null("source"))
        .col(uuid_null("account_id"))
        .to_owned();
    create(manager, "person", table).await?;
    index(manager, "person", "account_id").await?;
    // One NIK is one person, archived or not.
    let nik = Index::create().name("uq_person_nik_hash").table("person").unique().col("nik_hash").to_owned();
    manager.create_index(nik).await
}

async fn membership(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("membership")
        .col(uuid("enterprise_id"))
        .col(uuid("person_id"))
        .col(string("office"))
        .col(date("joined_on"))
        .col(date_null("left_on"))
        .col(text_null("leave_reason"))
        .foreign_key(ForeignKey::create().from("membership", "enterprise_id").to("enterprise", "id"))
        .foreign_key(ForeignKey::create().from("membership", "person_id").to("person", "id"))
        .to_owned();
    create(manager, "membership", table).await?;
    index(manager, "membership", "enterprise_id").await?;
    index(manager, "membership", "person_id").await?;
    Ok(())
}

async fn certification(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("certification")
        .col(uuid("enterprise_id"))
        .col(string("kind"))
        .col(string("number"))
        .col(string_null("issuer"))
        .col(date_null("issued_on"))
        .col(date_null("valid_until"))
        .col(uuid_null("document_id"))
        .foreign_key(ForeignKey::create().from("certification", "enterprise_id").to("enterprise", "id"))
        .foreign_key(ForeignKey::create().from("certification", "document_id").to("unit_document", "id"))
        .to_owned();
    create(manager, "certification", table).await?;
    unique(manager, "certification", &["enterprise_id", "kind", "number"]).await?;
    Ok(())
}

async fn cohort(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("cohort")
        .col(date_null("ends_on"))
        .col(string("name"))
        .col(integer("year"))
        .col(uuid_null("programme_id"))
        .col(integer_null("target"))
        .col(date("starts_on"))
        .col(integer_null("months"))
        .col(text("eligibility"))
        .col(text("gates"))
        .foreign_key(ForeignKey::create().from("cohort", "programme_id").to("programme", "id"))
        .to_owned();
    create(manager, "cohort", table).await?;
    unique(manager, "cohort", &["unit_id", "name"]).await?;
    Ok(())
}

async fn incubatee(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("incubatee")
        .col(uuid("cohort_id"))
        .col(string("stage"))
        .col(date_null("stage_on"))
        .col(string_null("suspended_from"))
        .col(date_null("graduated_on"))
        .col(uuid("enterprise_id"))
        .col(string("aid_relation"))
        .col(date("applied_on"))
        .col(string_null("baseline_month"))
        .col(big_integer_null("baseline_revenue"))
        .col(big_integer_null("baseline_costs"))
        .col(big_integer_null("baseline_income"))
        .col(integer_null("baseline_workers"))
        .col(text_null("override_reason"))
        .col(text_null("note"))
        .foreign_key(ForeignKey::create().from("incubatee", "cohort_id").to("cohort", "id"))
        .foreign_key(ForeignKey::create().from("incubatee", "enterprise_id").to("enterprise", "id"))
        .to_owned();
    create(manager, "incubatee", table).await?;
    index(manager, "incubatee", "enterprise_id").await?;
    unique(manager, "incubatee", &["cohort_id", "enterprise_id"]).await?;
    Ok(())
}

async fn stage_change(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("stage_change")
        .col(uuid("incubatee_id"))
        .col(uuid("enterprise_id"))
        .col(string_null("from_stage"))
        .col(string("to_stage"))
        .col(date("moved_on"))
        .col(string_null("reason_code"))
        .col(text_null("reason"))
        .col(text("evidence"))
        .col(text("missing"))
        .col(boolean("overridden"))
        .col(string_null("moved_by"))
        .foreign_key(ForeignKey::create().from("stage_change", "incubatee_id").to("incubatee", "id"))
        .foreign_key(ForeignKey::create().from("stage_change", "enterprise_id").to("enterprise", "id"))
        .to_owned();
    create(manager, "stage_change", table).await?;
    index(manager, "stage_change", "enterprise_id").await?;
    index(manager, "stage_change", "incubatee_id").await?;
    Ok(())
}

async fn milestone(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("milestone")
        .col(uuid("incubatee_id"))
        .col(uuid("enterprise_id"))
        .col(string("code"))
        .col(string_null("title"))
        .col(date_null("due_on"))
        .col(date_null("achieved_on"))
        .col(uuid_null("evidence_id"))
        .col(text_null("note"))
        .foreign_key(ForeignKey::create().from("milestone", "incubatee_id").to("incubatee", "id"))
        .foreign_key(ForeignKey::create().from("milestone", "enterprise_id").to("enterprise", "id"))
        .foreign_key(ForeignKey::create().from("milestone", "evidence_id").to("unit_document", "id"))
        .to_owned();
    create(manager, "milestone", table).await?;
    index(manager, "milestone", "enterprise_id").await?;
    unique(manager, "milestone", &["incubatee_id", "code"]).await?;
    Ok(())
}

async fn progress(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("progress")
        .col(uuid("incubatee_id"))
        .col(uuid("enterprise_id"))
        .col(big_integer("profit"))
        .col(double_null("growth"))
        .col(double_null("income_change"))
        .col(text("assurance"))
        .col(text("member_counts"))
        .col(string("month"))
        .col(big_integer("revenue"))
        .col(string_null("zero_reason"))
        .col(big_integer("costs"))
        .col(big_integer_null("adjustments"))
        .col(text("production"))
        .col(text("permanent_workers"))
        .col(text("casual_workers"))
        .col(integer_null("family_workers"))
        .col(big_integer_null("wages"))
        .col(text("capital"))
        .col(big_integer_null("assets"))
        .col(text("sales"))
        .col(integer_null("customers"))
        .col(string_null("bookkeeping"))
        .col(string_null("credit_status"))
        .col(string_null("lender"))
        .col(big_integer_null("credit_limit"))
        .col(big_integer_null("credit_outstanding"))
        .col(integer_null("insured_workers"))
        .col(integer_null("readiness"))
        .col(integer_null("partners"))
        .col(text("innovations"))
        .col(big_integer_null("aid_tools"))
        .col(big_integer_null("aid_materials"))
        .col(big_integer_null("owner_income"))
        .col(string_null("shock"))
        .col(text_null("shock_note"))
        .foreign_key(ForeignKey::create().from("progress", "incubatee_id").to("incubatee", "id"))
        .foreign_key(ForeignKey::create().from("progress", "enterprise_id").to("enterprise", "id"))
        .to_owned();
    create(manager, "progress", table).await?;
    index(manager, "progress", "incubatee_id").await?;
    unique(manager, "progress", &["enterprise_id", "month"]).await?;
    Ok(())
}

async fn mentoring_visit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("mentoring_visit")
        .col(uuid("incubatee_id"))
        .col(uuid("enterprise_id"))
        .col(string("status"))
        .col(date_null("verified_on"))
        .col(string_null("verdict_note"))
        .col(string_null("client_id"))
        .col(uuid("mentor_id"))
        .col(date("visited_on"))
        .col(integer("minutes"))
        .col(string("place"))
        .col(double_null("latitude"))
        .col(double_null("longitude"))
        .col(text("roles"))
        .col(text("duties"))
        .col(text_null("problems"))
        .col(text_null("actions"))
        .col(text_null("innovation_note"))
        .col(uuid_null("photo_id"))
        .foreign_key(ForeignKey::create().from("mentoring_visit", "incubatee_id").to("incubatee", "id"))
        .foreign_key(ForeignKey::create().from("mentoring_visit", "enterprise_id").to("enterprise", "id"))
        .foreign_key(ForeignKey::create().from("mentoring_visit", "mentor_id").to("mentor", "id"))
        .foreign_key(ForeignKey::create().from("mentoring_visit", "photo_id").to("unit_document", "id"))
        .to_owned();
    create(manager, "mentoring_visit", table).await?;
    index(manager, "mentoring_visit", "enterprise_id").await?;
    index(manager, "mentoring_visit", "incubatee_id").await?;
    unique(manager, "mentoring_visit", &["mentor_id", "client_id"]).await?;
    Ok(())
}

async fn problem(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("problem")
        .col(uuid("incubatee_id"))
        .col(uuid("enterprise_id"))
        .col(string("origin"))
        .col(string("category"))
        .col(string("severity"))
        .col(string("title"))
        .col(text_null("description"))
        .col(date_null("due_on"))
        .col(string("status"))
        .col(text("actions"))
        .col(date_null("resolved_on"))
        .foreign_key(ForeignKey::create().from("problem", "incubatee_id").to("incubatee", "id"))
        .foreign_key(ForeignKey::create().from("problem", "enterprise_id").to("enterprise", "id"))
        .to_owned();
    create(manager, "problem", table).await?;
    index(manager, "problem", "enterprise_id").await?;
    index(manager, "problem", "incubatee_id").await?;
    Ok(())
}

async fn offtake_contract(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("offtake_contract")
        .col(uuid("incubatee_id"))
        .col(uuid("enterprise_id"))
        .col(uuid_null("off_taker_id"))
        .col(string_null("off_taker_name"))
        .col(string_null("number"))
        .col(string("product"))
        .col(double("volume"))
        .col(string("volume_unit"))
        .col(big_integer("price"))
        .col(date("starts_on"))
        .col(date("ends_on"))
        .col(string("status"))
        .col(uuid_null("document_id"))
        .foreign_key(ForeignKey::create().from("offtake_contract", "incubatee_id").to("incubatee", "id"))
        .foreign_key(ForeignKey::create().from("offtake_contract", "enterprise_id").to("enterprise", "id"))
        .foreign_key(ForeignKey::create().from("offtake_contract", "off_taker_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("offtake_contract", "document_id").to("unit_document", "id"))
        .to_owned();
    create(manager, "offtake_contract", table).await?;
    index(manager, "offtake_contract", "enterprise_id").await?;
    index(manager, "offtake_contract", "incubatee_id").await?;
    Ok(())
}

async fn survival_check(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("survival_check")
        .col(uuid("incubatee_id"))
        .col(uuid("enterprise_id"))
        .col(integer("months"))
        .col(date_null("due_on"))
        .col(string_null("status"))
        .col(date_null("checked_on"))
        .col(integer_null("workers"))
        .col(big_integer_null("revenue"))
        .col(text_null("note"))
        .foreign_key(ForeignKey::create().from("survival_check", "incubatee_id").to("incubatee", "id"))
        .foreign_key(ForeignKey::create().from("survival_check", "enterprise_id").to("enterprise", "id"))
        .to_owned();
    create(manager, "survival_check", table).await?;
    index(manager, "survival_check", "enterprise_id").await?;
    index(manager, "survival_check", "incubatee_id").await?;
    Ok(())
}

async fn mentor_batch(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("mentor_batch")
        .col(string("code"))
        .col(string("kind"))
        .col(string("name"))
        .col(integer("year"))
        .col(integer("quota"))
        .col(uuid_null("university_id"))
        .col(date_null("call_opens_on"))
        .col(date_null("call_closes_on"))
        .col(date_null("training_starts_on"))
        .col(date_null("training_ends_on"))
        .col(text_null("requirements"))
        .foreign_key(ForeignKey::create().from("mentor_batch", "university_id").to("unit", "id"))
        .to_owned();
    create(manager, "mentor_batch", table).await?;
    unique(manager, "mentor_batch", &["code"]).await?;
    Ok(())
}

async fn mentor(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("mentor")
        .col(uuid("batch_id"))
        .col(string("status"))
        .col(date_null("status_on"))
        .col(string_null("training_result"))
        .col(uuid("person_id"))
        .col(text("competencies"))
        .col(text_null("motivation"))
        .col(string_null("role_label"))
        .foreign_key(ForeignKey::create().from("mentor", "batch_id").to("mentor_batch", "id"))
        .foreign_key(ForeignKey::create().from("mentor", "person_id").to("person", "id"))
        .to_owned();
    create(manager, "mentor", table).await?;
    index(manager, "mentor", "person_id").await?;
    unique(manager, "mentor", &["batch_id", "person_id"]).await?;
    Ok(())
}

async fn mentor_assignment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("mentor_assignment")
        .col(uuid("mentor_id"))
        .col(integer("match_percent"))
        .col(uuid("enterprise_id"))
        .col(date("from_on"))
        .col(date_null("to_on"))
        .col(text("needs"))
        .foreign_key(ForeignKey::create().from("mentor_assignment", "mentor_id").to("mentor", "id"))
        .foreign_key(ForeignKey::create().from("mentor_assignment", "enterprise_id").to("enterprise", "id"))
        .to_owned();
    create(manager, "mentor_assignment", table).await?;
    index(manager, "mentor_assignment", "enterprise_id").await?;
    index(manager, "mentor_assignment", "mentor_id").await?;
    Ok(())
}

async fn alumni_outcome(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("alumni_outcome")
        .col(uuid("mentor_id"))
        .col(integer("months"))
        .col(date("observed_on"))
        .col(string("career"))
        .col(boolean("founded_incubation"))
        .col(integer_null("hired_unemployed"))
        .col(text_null("note"))
        .foreign_key(ForeignKey::create().from("alumni_outcome", "mentor_id").to("mentor", "id"))
        .to_owned();
    create(manager, "alumni_outcome", table).await?;
    unique(manager, "alumni_outcome", &["mentor_id", "months"]).await?;
    Ok(())
}

async fn aid_scheme(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("aid_scheme")
        .col(string("code"))
        .col(string("kind"))
        .col(integer("fiscal_year"))
        .col(string("name"))
        .col(string("beneficiary"))
        .col(integer_null("min_members"))
        .col(integer_null("max_members"))
        .col(integer_null("min_age"))
        .col(integer_null("max_age"))
        .col(big_integer("amount"))
        .col(text("split"))
        .col(date_null("proposals_until"))
        .col(integer_null("execution_days"))
        .col(integer_null("lpj_days"))
        .col(integer_null("quota"))
        .col(string_null("funding_source"))
        .col(uuid_null("regulation_id"))
        .col(string_null("decree_number"))
        .col(text("parameters"))
        .col(text_null("conditions"))
        .foreign_key(ForeignKey::create().from("aid_scheme", "regulation_id").to("regulation", "id"))
        .to_owned();
    create(manager, "aid_scheme", table).await?;
    unique(manager, "aid_scheme", &["code"]).await?;
    Ok(())
}

async fn aid(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("aid")
        .col(string("status"))
        .col(date_null("status_on"))
        .col(integer_null("members"))
        .col(big_integer_null("amount_approved"))
        .col(string_null("decree_number"))
        .col(date_null("disbursed_on"))
        .col(big_integer_null("disbursed_amount"))
        .col(string_null("bank_code"))
        .col(date_null("goods_received_on"))
        .col(uuid_null("bast_id"))
        .col(date_null("lpj_due_on"))
        .col(big_integer_null("returned_amount"))
        .col(string_null("status_note"))
        .col(string_null("bank_account_enc"))
        .col(uuid("scheme_id"))
        .col(uuid_null("enterprise_id"))
        .col(uuid_null("person_id"))
        .col(string("title"))
        .col(text_null("proposal"))
        .col(big_integer("amount_requested"))
        .col(text("plan"))
        .col(text_null("override_reason"))
        .foreign_key(ForeignKey::create().from("aid", "bast_id").to("unit_document", "id"))
        .foreign_key(ForeignKey::create().from("aid", "scheme_id").to("aid_scheme", "id"))
        .foreign_key(ForeignKey::create().from("aid", "enterprise_id").to("enterprise", "id"))
        .foreign_key(ForeignKey::create().from("aid", "person_id").to("person", "id"))
        .to_owned();
    create(manager, "aid", table).await?;
    index(manager, "aid", "enterprise_id").await?;
    index(manager, "aid", "person_id").await?;
    index(manager, "aid", "scheme_id").await?;
    Ok(())
}

async fn lpj(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("lpj")
        .col(uuid("aid_id"))
        .col(uuid_null("enterprise_id"))
        .col(integer("number"))
        .col(string("state"))
        .col(date_null("submitted_on"))
        .col(boolean_null("on_time"))
        .col(string_null("sha256"))
        .col(string_null("decision_note"))
        .col(text("sections"))
        .col(text("lines"))
        .col(big_integer_null("returned"))
        .col(text("evidence"))
        .col(text("signatories"))
        .col(string_null("decree_number"))
        .col(date_null("decree_on"))
        .col(string_null("bizhub_id"))
        .foreign_key(ForeignKey::create().from("lpj", "aid_id").to("aid", "id"))
        .foreign_key(ForeignKey::create().from("lpj", "enterprise_id").to("enterprise", "id"))
        .to_owned();
    create(manager, "lpj", table).await?;
    index(manager, "lpj", "enterprise_id").await?;
    unique(manager, "lpj", &["aid_id", "number"]).await?;
    Ok(())
}

async fn monitoring_visit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("monitoring_visit")
        .col(text("purpose"))
        .col(date("planned_on"))
        .col(uuid_null("enterprise_id"))
        .col(uuid_null("aid_id"))
        .col(date_null("visited_on"))
        .col(double_null("latitude"))
        .col(double_null("longitude"))
        .col(text("checklist"))
        .col(text_null("findings"))
        .col(text_null("recommendation"))
        .col(string_null("on_target"))
        .col(text_null("follow_up"))
        .col(date_null("follow_up_due_on"))
        .col(date_null("follow_up_done_on"))
        .col(uuid_null("photo_id"))
        .foreign_key(ForeignKey::create().from("monitoring_visit", "enterprise_id").to("enterprise", "id"))
        .foreign_key(ForeignKey::create().from("monitoring_visit", "aid_id").to("aid", "id"))
        .foreign_key(ForeignKey::create().from("monitoring_visit", "photo_id").to("unit_document", "id"))
        .to_owned();
    create(manager, "monitoring_visit", table).await?;
    index(manager, "monitoring_visit", "enterprise_id").await?;
    index(manager, "monitoring_visit", "aid_id").await?;
    Ok(())
}

async fn duplicate_case(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("duplicate_case")
        .col(string("status"))
        .col(date_null("decided_on"))
        .col(string_null("decision_reason"))
        .col(string("kind"))
        .col(uuid("person_id"))
        .col(string("first_record"))
        .col(string("second_record"))
        .col(integer_null("fiscal_year"))
        .foreign_key(ForeignKey::create().from("duplicate_case", "person_id").to("person", "id"))
        .to_owned();
    create(manager, "duplicate_case", table).await?;
    index(manager, "duplicate_case", "person_id").await?;
    Ok(())
}
