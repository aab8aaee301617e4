//! Visits of mentors: who may record one, how late, and who verifies it.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};
use entity::mentoring_visit;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::Deserialize;
use uuid::Uuid;

use super::assignments;
use crate::domain::access::{self, Action, Place};
use crate::domain::clock::{local_day, zone};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::workflow::{self, Workflow};
use crate::domain::incubation::{coached, evidence};
use crate::domain::registry::kept::{Held, Kept, list, ops};
use crate::domain::registry::units;
use crate::domain::text::Text;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::{Role, VisitVerdict};

/// Recorded, and nobody has looked at it yet.
pub const RECORDED: &str = "RECORDED";
/// Found true: it counts.
pub const VERIFIED: &str = "VERIFIED";
/// Found wrong: it does not count.
pub const REFUSED: &str = "REFUSED";

/// Days within which a visit is recorded: villages are offline.
pub const LATE_DAYS: u64 = 14;

/// Minutes given to a duty, as they are stored.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Spent {
    pub duty: String,
    pub minutes: i32,
}

/// The duties of a visit.
pub(super) fn duties(visit: &mentoring_visit::Model) -> Vec<Spent> {
    list(&visit.duties)
}

/// Holds a visit to the mentor's assignment on its day, and its fields to one another.
pub async fn prepare(
    tx: &Tx,
    draft: &mut mentoring_visit::Model,
    old: Option<&mentoring_visit::Model>,
    faults: &mut Vec<Violation>,
) -> Result<()> {
    if old.is_none() {
        draft.status = RECORDED.to_owned();
    }
    // A mentor who does not exist is a fault already.
    if !draft.mentor_id.is_nil() {
        require_assigned(tx, draft).await?;
        once_only(tx, draft, old.map(|old| old.id)).await?;
    }
    if old.is_some_and(|old| old.mentor_id != draft.mentor_id) {
        let said = Text::new(
            "Pendampingnya tidak dapat diganti; arsipkan kunjungan ini dan catat yang baru.",
            "The mentor does not change; archive this visit and record a new one.",
        );
        faults.push(Violation::new(Code::IllegalState, "/mentorId").saying(said));
    }
    let recorded_on = old.map_or_else(|| tx.today(), |old| local_day(old.created_at, zone("Asia/Jakarta")));
    faults.extend(wrong_day(draft.visited_on, recorded_on, tx.today()));
    faults.extend(wrong_content(draft));
    let about = (draft.unit_id, Some(draft.enterprise_id));
    evidence::refuse_foreign(tx, ("/photoId", draft.photo_id), about, faults).await
}

/// The mentor was assigned on that day, and is the caller; administrators copy paper logbooks.
async fn require_assigned(tx: &Tx, visit: &mentoring_visit::Model) -> Result<()> {
    let unit = units::unit_by_id(tx.conn()?, visit.unit_id).await?;
    let on_behalf = access::can(tx, Action::KeepVisits, Some(&Place::from(&unit)));
    let permitted = on_behalf || coached::own_mentor(tx.conn()?, tx).await?.contains(&visit.mentor_id);
    let (mentor, enterprise, day) = (visit.mentor_id, visit.enterprise_id, visit.visited_on);
    if permitted && assignments::is_assigned(tx.conn()?, mentor, enterprise, day).await? {
        return Ok(());
    }
    Err(Error::new(Code::NotAssigned).with("visitedOn", day.to_string()))
}

/// A device that sends a visit again is told which one it is.
async fn once_only(tx: &Tx, visit: &mentoring_visit::Model, itself: Option<Uuid>) -> Result<()> {
    let Some(client_id) = &visit.client_id else {
        return Ok(());
    };
    let there = mentoring_visit::Entity::find()
        .filter(mentoring_visit::Column::MentorId.eq(visit.mentor_id))
        .filter(mentoring_visit::Column::ClientId.eq(client_id))
        .filter(mentoring_visit::Column::ArchivedAt.is_null())
        .one(tx.conn()?)
        .await?;
    match there.filter(|there| Some(there.id) != itself) {
        Some(there) => Err(Error::new(Code::AlreadyExists)
            .saying("Kunjungan ini sudah tercatat.", "This visit is recorded already.")
            .with("id", ids::text(Kind::MentoringVisit, there.id))),
        None => Ok(()),
    }
}

/// Not in the future, and at most so many days before it was recorded.
fn wrong_day(visited_on: NaiveDate, recorded_on: NaiveDate, today: NaiveDate) -> Option<Violation> {
    if visited_on > today {
        return Some(Violation::new(Code::FieldRange, "/visitedOn").with("max", today.to_string()));
    }
    let earliest = recorded_on.checked_sub_days(Days::new(LATE_DAYS)).filter(|earliest| visited_on < *earliest)?;
    let fault = Violation::new(Code::TooLate, "/visitedOn").with("min", earliest.to_string());
    Some(fault.with("days", LATE_DAYS))
}

/// Roles, duties and place, one against the other.
fn wrong_content(visit: &mentoring_visit::Model) -> Vec<Violation> {
    let mut faults = Vec::new();
    if list::<String>(&visit.roles).is_empty() {
        faults.push(Violation::new(Code::FieldLength, "/roles").with("min", 1));
    }
    let (spent, mut seen) = (duties(visit), HashSet::new());
    for (index, one) in spent.iter().enumerate() {
        if !seen.insert(one.duty.as_str()) {
            faults.push(Violation::new(Code::FieldDuplicate, format!("/duties/{index}/duty")));
        }
    }
    let sum: i64 = spent.iter().map(|one| i64::from(one.minutes)).sum();
    if sum > i64::from(visit.minutes) {
        faults.push(Violation::new(Code::SumMismatch, "/duties").with("sum", sum).with("max", visit.minutes));
    }
    match (visit.latitude, visit.longitude) {
        (Some(_), None) => faults.push(Violation::new(Code::FieldRequired, "/longitude")),
        (None, Some(_)) => faults.push(Violation::new(Code::FieldRequired, "/latitude")),
        _ => {}
    }
    faults
}

/// What a coordinator found.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub verdict: VisitVerdict,
    pub note: Option<String>,
}

impl Workflow for mentoring_visit::Model {
    type Step = VisitVerdict;
    const STEPS: &'static [VisitVerdict] = VisitVerdict::ALL;

    fn state(&self) -> &str {
        &self.status
    }

    fn word(verdict: VisitVerdict) -> &'static str {
        verdict.as_str()
    }

    fn roles(_verdict: VisitVerdict) -> &'static [Role] {
        Action::VerifyVisits.roles()
    }

    /// Nobody verifies the own visit.
    async fn forbid<C: ConnectionTrait>(conn: &C, ctx: &Ctx, held: &Held<Self>, _verdict: VisitVerdict) -> Result<()> {
        if coached::own_mentor(conn, ctx).await?.contains(&held.row.mentor_id) {
            return Err(Error::new(Code::SamePerson)
                .saying("Kunjungan diverifikasi oleh orang lain.", "Somebody else verifies a visit."));
        }
        Ok(())
    }

    /// A verdict stands.
    async fn hinder<C: ConnectionTrait>(_: &C, _: &Ctx, held: &Held<Self>, _: VisitVerdict) -> Result<()> {
        if held.row.is_settled() {
            let refused = Error::new(Code::IllegalState).with("status", held.row.status.as_str());
            return Err(refused.with("allowed", Vec::<String>::new()));
        }
        Ok(())
    }
}

/// Verifies or refuses a visit; it does not change afterwards.
pub async fn verify(tx: &Tx, id: &str, expected: Expected, verdict: Verdict) -> Result<Held<mentoring_visit::Model>> {
    let held = workflow::begin::<mentoring_visit::Model>(tx, id, expected, verdict.verdict).await?;
    let (status, event) = match verdict.verdict {
        VisitVerdict::Verified => (VERIFIED, "verified"),
        VisitVerdict::Refused => (REFUSED, "refused"),
    };
    if status == REFUSED && verdict.note.as_deref().is_none_or(|note| note.trim().is_empty()) {
        return Err(Error::field(Code::ReasonRequired, "/note"));
    }
    let mut row = held.row.clone();
    row.status = status.to_owned();
    row.verified_on = Some(tx.today());
    row.verdict_note = verdict.note;
    row.advance(tx);
    ops::put(tx, held, row, "verify", event).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn fault(visited_on: &str, recorded_on: &str) -> Option<String> {
        wrong_day(day(visited_on), day(recorded_on), day("2026-11-05")).map(|fault| fault.code)
    }

    #[test]
    fn a_visit_is_recorded_within_fourteen_days() {
        assert_eq!(fault("2026-11-05", "2026-11-05"), None);
        assert_eq!(fault("2026-10-22", "2026-11-05"), None);
        assert_eq!(fault("2026-10-21", "2026-11-05").as_deref(), Some("VISIT.TOO_LATE"));
        assert_eq!(fault("2026-11-06", "2026-11-05").as_deref(), Some("FIELD.OUT_OF_RANGE"));
    }

    #[test]
    fn a_later_correction_is_held_to_the_day_of_the_first_record() {
        assert_eq!(fault("2026-09-17", "2026-10-01"), None);
        assert_eq!(fault("2026-09-16", "2026-10-01").as_deref(), Some("VISIT.TOO_LATE"));
    }
}
