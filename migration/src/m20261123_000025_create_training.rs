//! Tables of training and placement: needs, packages, trainees, sessions and who attended, job seekers, placements, and
//! looks at alumni.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kept::{create, index, kept, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        training_package(manager).await?;
        training_need(manager).await?;
        trainee(manager).await?;
        training_session(manager).await?;
        attendance(manager).await?;
        job_seeker(manager).await?;
        placement(manager).await?;
        alumni_trace(manager).await
    }
}

async fn training_package(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("training_package")
        .col(string("code"))
        .col(string("title"))
        .col(string("vocation"))
        .col(integer("fiscal_year"))
        .col(string("funding_source"))
        .col(string("organizer"))
        .col(integer("lesson_hours"))
        .col(integer_null("lesson_minutes"))
        .col(date("from_on"))
        .col(date("to_on"))
        .col(integer_null("target"))
        .col(big_integer_null("budget"))
        .col(big_integer_null("spent"))
        .col(text("instructors"))
        .col(text_null("curriculum"))
        .col(uuid_null("curriculum_document_id"))
        .col(text("needs"))
        .col(string("status"))
        .col(date_null("status_on"))
        .col(text_null("status_note"))
        .col(date_null("started_on"))
        .col(date_null("completed_on"))
        .foreign_key(ForeignKey::create().from("training_package", "curriculum_document_id").to("unit_document", "id"))
        .to_owned();
    create(manager, "training_package", table).await?;
    unique(manager, "training_package", &["unit_id", "code"]).await
}

async fn training_need(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("training_need")
        .col(uuid_null("enterprise_id"))
        .col(string("vocation"))
        .col(string("title"))
        .col(integer("people"))
        .col(text_null("description"))
        .col(date("identified_on"))
        .col(date_null("wanted_by"))
        .col(string("status"))
        .col(uuid_null("package_id"))
        .col(date_null("met_on"))
        .foreign_key(ForeignKey::create().from("training_need", "enterprise_id").to("enterprise", "id"))
        .foreign_key(ForeignKey::create().from("training_need", "package_id").to("training_package", "id"))
        .to_owned();
    create(manager, "training_need", table).await?;
    index(manager, "training_need", "enterprise_id").await?;
    index(manager, "training_need", "package_id").await
}

async fn trainee(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("trainee")
        .col(uuid("package_id"))
        .col(uuid("person_id"))
        .col(string("origin"))
        .col(date("applied_on"))
        .col(string("status"))
        .col(date_null("admitted_on"))
        .col(date_null("ended_on"))
        .col(string_null("reason_code"))
        .col(text_null("reason_note"))
        .col(double_null("score"))
        .col(date_null("tested_on"))
        .col(string_null("test_result"))
        .col(string_null("test_number"))
        .col(string_null("certificate_number"))
        .col(date_null("certified_on"))
        .foreign_key(ForeignKey::create().from("trainee", "package_id").to("training_package", "id"))
        .foreign_key(ForeignKey::create().from("trainee", "person_id").to("person", "id"))
        .to_owned();
    create(manager, "trainee", table).await?;
    index(manager, "trainee", "package_id").await?;
    index(manager, "trainee", "person_id").await?;
    unique(manager, "trainee", &["package_id", "person_id"]).await
}

async fn training_session(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("training_session")
        .col(uuid("package_id"))
        .col(date("held_on"))
        .col(integer("lesson_hours"))
        .col(string("topic"))
        .col(uuid_null("instructor_id"))
        .col(string_null("place"))
        .col(integer("present"))
        .col(integer("attended_hours"))
        .foreign_key(ForeignKey::create().from("training_session", "package_id").to("training_package", "id"))
        .foreign_key(ForeignKey::create().from("training_session", "instructor_id").to("instructor", "id"))
        .to_owned();
    create(manager, "training_session", table).await?;
    index(manager, "training_session", "package_id").await
}

/// Who attended how much of a session; found by the trainee as well.
async fn attendance(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("attendance")
        .col(uuid("session_id"))
        .col(uuid("trainee_id"))
        .col(integer("hours"))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(Index::create().col("session_id").col("trainee_id"))
        .foreign_key(ForeignKey::create().from("attendance", "session_id").to("training_session", "id"))
        .foreign_key(ForeignKey::create().from("attendance", "trainee_id").to("trainee", "id"))
        .to_owned();
    manager.create_table(table).await?;
    let of_trainee = Index::create().name("ix_attendance_trainee_id").table("attendance").col("trainee_id").to_owned();
    manager.create_index(of_trainee).await
}

async fn job_seeker(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("job_seeker")
        .col(uuid("person_id"))
        .col(string("wanted"))
        .col(string_null("vocation"))
        .col(string_null("relation"))
        .col(date("registered_on"))
        .col(date("consented_on"))
        .col(string("consent_channel"))
        .col(uuid_null("consent_evidence_id"))
        .col(date_null("withdrawn_on"))
        .col(string("status"))
        .foreign_key(ForeignKey::create().from("job_seeker", "person_id").to("person", "id"))
        .foreign_key(ForeignKey::create().from("job_seeker", "consent_evidence_id").to("unit_document", "id"))
        .to_owned();
    create(manager, "job_seeker", table).await?;
    index(manager, "job_seeker", "person_id").await
}

async fn placement(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("placement")
        .col(uuid("person_id"))
        .col(uuid_null("trainee_id"))
        .col(uuid_null("job_seeker_id"))
        .col(uuid_null("employer_id"))
        .col(string_null("employer_name"))
        .col(string("position"))
        .col(string("relation"))
        .col(string("service"))
        .col(date("started_on"))
        .col(date_null("ended_on"))
        .col(boolean_null("employed_at6"))
        .col(date_null("checked6_on"))
        .col(boolean_null("employed_at12"))
        .col(date_null("checked12_on"))
        .col(date_null("check_due_on"))
        .foreign_key(ForeignKey::create().from("placement", "person_id").to("person", "id"))
        .foreign_key(ForeignKey::create().from("placement", "trainee_id").to("trainee", "id"))
        .foreign_key(ForeignKey::create().from("placement", "job_seeker_id").to("job_seeker", "id"))
        .foreign_key(ForeignKey::create().from("placement", "employer_id").to("unit", "id"))
        .to_owned();
    create(manager, "placement", table).await?;
    index(manager, "placement", "person_id").await?;
    index(manager, "placement", "trainee_id").await?;
    index(manager, "placement", "job_seeker_id").await
}

async fn alumni_trace(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = kept("alumni_trace")
        .col(uuid("trainee_id"))
        .col(uuid("package_id"))
        .col(uuid("person_id"))
        .col(integer("months"))
        .col(date_null("due_on"))
        .col(string_null("status"))
        .col(date_null("traced_on"))
        .col(string_null("relation"))
        .col(string_null("sector"))
        .col(text_null("note"))
        .foreign_key(ForeignKey::create().from("alumni_trace", "trainee_id").to("trainee", "id"))
        .foreign_key(ForeignKey::create().from("alumni_trace", "package_id").to("training_package", "id"))
        .foreign_key(ForeignKey::create().from("alumni_trace", "person_id").to("person", "id"))
        .to_owned();
    create(manager, "alumni_trace", table).await?;
    index(manager, "alumni_trace", "trainee_id").await?;
    index(manager, "alumni_trace", "person_id").await?;
    index(manager, "alumni_trace", "package_id").await?;
    unique(manager, "alumni_trace", &["trainee_id", "months"]).await
}
