//! Training and placement: what a BLK does before it incubates (domain.md rows 43, 51, 52; sections 2.1, 6.1 A and B).
//!
//! A training need is answered by a package; applicants become trainees; sessions are held and attended; results and
//! certificates end it, and its report falls due. Alumni are looked at 6 and 12 months on. Placements and job seekers
//! stand beside it.

pub mod attendance;
mod changes;
pub mod completion;
pub mod entrepreneurs;
mod needs;
pub mod packages;
mod people;
mod placements;
pub mod results;
pub mod roster;
pub(in crate::domain) mod seekers;
mod sessions;
pub mod statistic;
pub mod status;
pub mod steps;
pub mod sums;
pub mod timeline;
mod tracer;
pub mod trainee_steps;
mod trainees;

use chrono::NaiveDate;
use entity::{trainee, training_package, unit};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::domain::clock::{local_day, zone};
use crate::domain::ids::Kind;
use crate::domain::registry::kept::{Link, kept};
use crate::domain::{Code, Ctx, Error, Result, Tx};
use crate::vocab::UnitKind;

kept! {
    training_package: TrainingPackage,
    owners: [UnitKind::Blk],
    keepers: KeepTraining,
    readers: Scoped,
    title: Some("title"),
    class: Some("status"),
    ends: Some("to_on"),
    alone: [],
    refs: [("curriculum_document_id", Kind::UnitDocument)],
    span: None,
    fixed: [status, status_on, status_note, started_on, completed_on],
    prepare: packages::prepare,
    after: packages::after,
    settled(it) { status::is_over(&it.status) }
    check(it, checks) {
        checks.code("vocation", "vocations", &it.vocation);
        checks.code("fundingSource", "fundingSources", &it.funding_source);
        checks.code("organizer", "trainingOrganizers", &it.organizer);
        checks.order(("fromOn", Some(it.from_on)), ("toOn", Some(it.to_on)));
    }
}

kept! {
    trainee: Trainee,
    owners: [UnitKind::Blk],
    keepers: KeepTraining,
    readers: Coached,
    title: None,
    class: Some("status"),
    ends: None,
    alone: [],
    refs: [("package_id", Kind::TrainingPackage), ("person_id", Kind::Person)],
    span: None,
    fixed: [
        package_id, status, admitted_on, ended_on, reason_code, reason_note, score, tested_on, test_result, test_number,
        certificate_number, certified_on
    ],
    hangs: package_id of training_package,
    also: [(Link::Person, "person_id")],
    names_only: true,
    prepare: trainees::prepare,
    settled(it) { it.status != status::APPLIED }
    check(it, checks) {
        checks.code("origin", "traineeOrigins", &it.origin);
        checks.past("appliedOn", Some(it.applied_on));
    }
}

kept! {
    training_session: TrainingSession,
    owners: [UnitKind::Blk],
    keepers: KeepTraining,
    readers: Scoped,
    title: Some("topic"),
    class: None,
    ends: None,
    alone: [],
    refs: [("package_id", Kind::TrainingPackage), ("instructor_id", Kind::Instructor)],
    span: None,
    fixed: [package_id, present, attended_hours],
    hangs: package_id of training_package,
    prepare: sessions::prepare,
    after: sessions::after,
    check(it, checks) {
        checks.past("heldOn", Some(it.held_on));
    }
}

kept! {
    training_need: TrainingNeed,
    owners: [UnitKind::Blk, UnitKind::Kawasan],
    keepers: KeepKawasan,
    readers: SignedIn,
    title: Some("title"),
    class: Some("status"),
    ends: Some("wanted_by"),
    alone: [],
    refs: [("enterprise_id", Kind::Enterprise), ("package_id", Kind::TrainingPackage)],
    span: None,
    fixed: [status, package_id, met_on],
    prepare: needs::prepare,
    settled(it) { it.status == needs::MET }
    check(it, checks) {
        checks.code("vocation", "vocations", &it.vocation);
        checks.past("identifiedOn", Some(it.identified_on));
        checks.order(("identifiedOn", Some(it.identified_on)), ("wantedBy", it.wanted_by));
    }
}

kept! {
    placement: Placement,
    owners: [UnitKind::Blk],
    keepers: KeepTraining,
    readers: Coached,
    title: Some("position"),
    class: Some("service"),
    ends: Some("check_due_on"),
    alone: [],
    refs: [
        ("person_id", Kind::Person),
        ("trainee_id", Kind::Trainee),
        ("job_seeker_id", Kind::JobSeeker),
        ("employer_id", Kind::Organization)
    ],
    span: None,
    fixed: [check_due_on],
    also: [(Link::Person, "person_id")],
    names_only: true,
    prepare: placements::prepare,
    after: placements::after,
    check(it, checks) {
        checks.code("relation", "employmentRelations", &it.relation);
        checks.code("service", "serviceTypes", &it.service);
        checks.past("startedOn", Some(it.started_on));
        checks.past("endedOn", it.ended_on);
        checks.order(("startedOn", Some(it.started_on)), ("endedOn", it.ended_on));
        placements::check_employer(it, checks);
        placements::check_looks(it, checks);
    }
}

kept! {
    job_seeker: JobSeeker,
    owners: [UnitKind::Blk],
    keepers: KeepTraining,
    readers: Coached,
    title: Some("wanted"),
    class: Some("status"),
    ends: None,
    alone: [],
    refs: [("person_id", Kind::Person), ("consent_evidence_id", Kind::UnitDocument)],
    span: None,
    fixed: [status],
    also: [(Link::Person, "person_id")],
    names_only: true,
    prepare: seekers::prepare,
    settled(it) { it.status == seekers::WITHDRAWN }
    check(it, checks) {
        checks.code_if("vocation", "vocations", it.vocation.as_deref());
        checks.code_if("relation", "employmentRelations", it.relation.as_deref());
        checks.code("consentChannel", "consentChannels", &it.consent_channel);
        checks.past("registeredOn", Some(it.registered_on));
        checks.past("withdrawnOn", it.withdrawn_on);
        // Nobody is registered before agreeing to it (UU 27/2022, article 20).
        checks.order(("consentedOn", Some(it.consented_on)), ("registeredOn", Some(it.registered_on)));
        checks.order(("registeredOn", Some(it.registered_on)), ("withdrawnOn", it.withdrawn_on));
        if it.consent_channel == seekers::PAPER && it.consent_evidence_id.is_none() {
            checks.fault(Code::EvidenceRequired, "consentEvidenceId");
        }
    }
}

kept! {
    alumni_trace: AlumniTrace,
    owners: [UnitKind::Blk],
    keepers: KeepTraining,
    readers: Coached,
    title: None,
    class: Some("status"),
    ends: Some("due_on"),
    alone: [],
    refs: [
        ("trainee_id", Kind::Trainee),
        ("package_id", Kind::TrainingPackage),
        ("person_id", Kind::Person)
    ],
    span: None,
    fixed: [trainee_id, package_id, person_id, months, due_on],
    hangs: trainee_id of trainee,
    also: [(Link::Person, "person_id")],
    inherits: [package_id, person_id],
    names_only: true,
    check(it, checks) {
        checks.code_if("status", "traceOutcomes", it.status.as_deref());
        checks.code_if("relation", "employmentRelations", it.relation.as_deref());
        checks.code_if("sector", "sectors", it.sector.as_deref());
        checks.past("tracedOn", it.traced_on);
        // Whoever looks early has not seen what became of somebody.
        checks.order(("dueOn", it.due_on), ("tracedOn", it.traced_on));
        if it.status.is_some() != it.traced_on.is_some() {
            checks.fault(Code::FieldRequired, if it.status.is_some() { "tracedOn" } else { "status" });
        }
    }
}

/// The package, held until the write ends: what is done with it, its trainees and sessions is done one after the other.
async fn locked(tx: &Tx, id: Uuid) -> Result<training_package::Model> {
    let found = training_package::Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

/// The package, held until the write ends, if it has one of these statuses.
async fn opened(tx: &Tx, id: Uuid, allowed: &[&'static str]) -> Result<training_package::Model> {
    let package = locked(tx, id).await?;
    require_status(&package, allowed)?;
    Ok(package)
}

/// Refuses what can be done only while the package has one of these statuses.
fn require_status(package: &training_package::Model, allowed: &[&'static str]) -> Result<()> {
    if allowed.contains(&package.status.as_str()) {
        return Ok(());
    }
    Err(Error::new(Code::IllegalState).with("status", package.status.as_str()).with("allowed", allowed.to_vec()))
}

/// The applicants and trainees of packages, oldest first.
async fn of_packages(conn: &impl ConnectionTrait, packages: &[Uuid]) -> Result<Vec<trainee::Model>> {
    let rows = trainee::Entity::find()
        .filter(trainee::Column::PackageId.is_in(packages.iter().copied()))
        .filter(trainee::Column::ArchivedAt.is_null())
        .order_by_asc(trainee::Column::Id);
    Ok(rows.all(conn).await?)
}

/// The day it is where the unit lies.
fn today(ctx: &Ctx, unit: &unit::Model) -> NaiveDate {
    local_day(ctx.now(), zone(&unit.timezone))
}
