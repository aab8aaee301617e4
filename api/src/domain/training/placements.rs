//! Placements: who found which work, by which service, and whether it lasted.

use chrono::{Months, NaiveDate};
use entity::placement::Model;
use entity::trainee;
use sea_orm::EntityTrait;

use super::seekers;
use crate::domain::ids::Kind;
use crate::domain::registry::kept::{Checks, Held};
use crate::domain::{Code, Result, Tx, Violation};

/// The employer is an organization on record, or a name.
pub(super) fn check_employer(it: &Model, checks: &mut Checks<'_>) {
    if it.employer_id.is_some() == it.employer_name.is_some() {
        checks.say(
            Code::FieldRequired,
            "employerId",
            "Sebutkan tepat satu: employerId atau employerName.",
            "Name exactly one of employerId, employerName.",
        );
    }
}

/// Six and twelve months on, somebody looks whether the work lasted: an answer has its day, and not before its time.
pub(super) fn check_looks(it: &Model, checks: &mut Checks<'_>) {
    let looks = [
        (6, ("employedAt6", it.employed_at6), ("checked6On", it.checked6_on)),
        (12, ("employedAt12", it.employed_at12), ("checked12On", it.checked12_on)),
    ];
    for (months, (field, answer), (day_field, day)) in looks {
        if answer.is_some() != day.is_some() {
            checks.fault(Code::FieldRequired, if answer.is_some() { day_field } else { field });
        }
        checks.past(day_field, day);
        checks.order(("startedOn", due(it.started_on, months)), (day_field, day));
    }
}

/// The day on which so many months have passed.
fn due(started_on: NaiveDate, months: u32) -> Option<NaiveDate> {
    started_on.checked_add_months(Months::new(months))
}

/// The next look falls due until both were made or the work ended.
pub async fn prepare(tx: &Tx, draft: &mut Model, _: Option<&Model>, faults: &mut Vec<Violation>) -> Result<()> {
    draft.check_due_on = match (draft.ended_on, draft.employed_at6, draft.employed_at12) {
        (Some(_), ..) | (None, _, Some(_)) => None,
        (None, None, None) => due(draft.started_on, 6),
        (None, Some(_), None) => due(draft.started_on, 12),
    };
    // What names nothing is a fault already.
    if let Some(id) = draft.trainee_id.filter(|id| !id.is_nil()) {
        let named = trainee::Entity::find_by_id(id).one(tx.conn()?).await?;
        if named.is_none_or(|named| named.unit_id != draft.unit_id || named.person_id != draft.person_id) {
            faults.push(Violation::new(Code::UnknownCode, "/traineeId").with("kind", Kind::Trainee.name()));
        }
    }
    if let Some(id) = draft.job_seeker_id.filter(|id| !id.is_nil()) {
        let named = seekers::named(tx, id).await?;
        let own = |named: &entity::job_seeker::Model| {
            named.unit_id == draft.unit_id && named.person_id == draft.person_id && named.status != seekers::WITHDRAWN
        };
        if !named.as_ref().is_some_and(own) {
            faults.push(Violation::new(Code::UnknownCode, "/jobSeekerId").with("kind", Kind::JobSeeker.name()));
        }
    }
    Ok(())
}

/// Whoever was placed no longer looks for work.
pub async fn after(tx: &Tx, held: &Held<Model>) -> Result<()> {
    let Some(id) = held.row.job_seeker_id.filter(|_| held.row.archived_at.is_none()) else {
        return Ok(());
    };
    match seekers::named(tx, id).await? {
        Some(seeker) => seekers::placed(tx, seeker).await,
        None => Ok(()),
    }
}
