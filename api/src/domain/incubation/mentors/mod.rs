//! Mentors: batches of TKS and teams of universities, from the call for applications to what became of the alumni
//! (domain.md rows 57 to 63).

mod applications;
mod assignments;
mod batches;
mod intake;
mod matches;
mod mine;
pub mod status;
mod steps;
mod transcript;
pub mod visits;

use crate::domain::Code;
use crate::domain::ids::Kind;
use crate::domain::registry::kept::{Link, kept};
use crate::vocab::UnitKind;

pub use applications::{Application, apply, unhurried};
pub use matches::{Match, matches};
pub use mine::{Mine, Planned, mine, plan};
pub use steps::{Step, step};
pub use transcript::{Figures, Transcript, hours, transcript};
pub use visits::{Verdict, verify};

kept! {
    mentoring_visit: MentoringVisit,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepVisits,
    readers: Coached,
    title: None,
    class: Some("status"),
    ends: None,
    alone: [],
    refs: [
        ("incubatee_id", Kind::Incubatee),
        ("enterprise_id", Kind::Enterprise),
        ("mentor_id", Kind::Mentor),
        ("photo_id", Kind::UnitDocument)
    ],
    span: None,
    fixed: [incubatee_id, enterprise_id, status, verified_on, verdict_note],
    hangs: incubatee_id of incubatee,
    also: [(Link::Enterprise, "enterprise_id")],
    inherits: [enterprise_id],
    mentored: true,
    late: visits::LATE_DAYS,
    prepare: visits::prepare,
    settled(it) { it.status != visits::RECORDED }
    check(it, checks) {
        checks.codes("roles", "tksRoles", &it.roles);
        checks.codes_of("duties", "duty", "tksDuties", &it.duties);
    }
}

kept! {
    mentor_batch: MentorBatch,
    owners: [UnitKind::Organization, UnitKind::Kawasan],
    keepers: KeepMentors,
    readers: Public,
    title: Some("name"),
    class: Some("kind"),
    ends: Some("call_closes_on"),
    alone: [],
    refs: [("university_id", Kind::Organization)],
    span: None,
    fixed: [],
    prepare: batches::prepare,
    check(it, checks) {
        checks.code("kind", "mentorBatchKinds", &it.kind);
        checks.order(("callOpensOn", it.call_opens_on), ("callClosesOn", it.call_closes_on));
        checks.order(("trainingStartsOn", it.training_starts_on), ("trainingEndsOn", it.training_ends_on));
    }
}

kept! {
    mentor: Mentor,
    owners: [UnitKind::Organization, UnitKind::Kawasan],
    keepers: KeepMentors,
    readers: Coached,
    title: None,
    class: Some("status"),
    ends: None,
    alone: [],
    refs: [("batch_id", Kind::MentorBatch), ("person_id", Kind::Person)],
    span: None,
    fixed: [batch_id, status, status_on, training_result],
    hangs: batch_id of mentor_batch,
    also: [(Link::Person, "person_id"), (Link::Coach, "id")],
    prepare: intake::prepare,
    check(it, checks) {
        checks.codes("competencies", "mentorCompetencies", &it.competencies);
    }
}

kept! {
    mentor_assignment: MentorAssignment,
    owners: [UnitKind::Organization, UnitKind::Kawasan],
    keepers: KeepMentors,
    readers: Coached,
    title: None,
    class: None,
    ends: Some("to_on"),
    alone: ["mentor_id", "enterprise_id"],
    refs: [("mentor_id", Kind::Mentor), ("enterprise_id", Kind::Enterprise)],
    span: Some(("from_on", "to_on")),
    fixed: [mentor_id, match_percent],
    hangs: mentor_id of mentor,
    also: [(Link::Enterprise, "enterprise_id"), (Link::Mentor, "mentor_id")],
    elsewhere: true,
    prepare: assignments::prepare,
    after: assignments::after,
    check(it, checks) {
        checks.codes("needs", "mentorCompetencies", &it.needs);
        checks.order(("fromOn", Some(it.from_on)), ("toOn", it.to_on));
    }
}

kept! {
    alumni_outcome: AlumniOutcome,
    owners: [UnitKind::Organization, UnitKind::Kawasan],
    keepers: KeepMentors,
    readers: Coached,
    title: None,
    class: Some("career"),
    ends: None,
    alone: [],
    refs: [("mentor_id", Kind::Mentor)],
    span: None,
    fixed: [mentor_id],
    hangs: mentor_id of mentor,
    also: [(Link::Mentor, "mentor_id")],
    prepare: intake::prepare_outcome,
    check(it, checks) {
        checks.code("career", "alumniCareers", &it.career);
        checks.past("observedOn", Some(it.observed_on));
        if ![6, 12, 24].contains(&it.months) {
            checks.fault(Code::FieldRange, "months");
        }
    }
}
