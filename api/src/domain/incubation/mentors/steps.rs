//! The steps of a mentor, from selection to alumnus.

use chrono::NaiveDate;
use entity::{mentor, mentor_batch};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{assignments, batches, intake, status};
use crate::domain::access::Action;
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::workflow::{self, Workflow};
use crate::domain::record::Record;
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::{MentorStep, Role};

/// A step that is wanted.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its word.
    pub step: String,
    /// The day it counts from; today unless given.
    pub on: Option<NaiveDate>,
    pub reason: Option<String>,
}

impl Step {
    fn reason(&self) -> Option<&str> {
        self.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty())
    }
}

impl Workflow for mentor::Model {
    type Step = MentorStep;
    const STEPS: &'static [MentorStep] = MentorStep::ALL;

    fn state(&self) -> &str {
        &self.status
    }

    fn word(step: MentorStep) -> &'static str {
        step.as_str()
    }

    fn roles(_step: MentorStep) -> &'static [Role] {
        Action::KeepMentors.roles()
    }

    /// What the table of statuses says, and that a batch has no place left.
    async fn hinder<C: ConnectionTrait>(conn: &C, _ctx: &Ctx, held: &Held<Self>, step: MentorStep) -> Result<()> {
        if to(&held.row, step)? == status::SELECTED {
            intake::require_place(conn, held.row.batch_id).await?;
        }
        Ok(())
    }
}

/// Where a step leads, or 409.
fn to(mentor: &mentor::Model, step: MentorStep) -> Result<&'static str> {
    let from = mentor.status.as_str();
    status::after(from, step)
        .ok_or_else(|| Error::new(Code::IllegalState).with("status", from).with("allowed", status::allowed(from)))
}

/// Takes a step.
pub async fn step(tx: &Tx, id: &str, expected: Expected, wanted: Step) -> Result<Held<mentor::Model>> {
    // The batch is held first: its places are given, and its mentors judged, one after the other.
    let batch_id = intake::found(tx, ids::expect(Kind::Mentor, id)?).await?.batch_id;
    let batch = batches::locked(tx, batch_id).await?;
    let word = ("/step", wanted.step.as_str());
    let (held, step) = workflow::begin_by_word::<mentor::Model>(tx, id, expected, word, MentorStep::ALL).await?;
    let on = wanted.on.unwrap_or_else(|| tx.today());
    let faults = check(&held.row, &batch, step, &wanted, (on, tx.today()));
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    take(tx, held, step, &wanted, on).await
}

/// What is wrong with the day and the reason.
fn check(
    mentor: &mentor::Model,
    batch: &mentor_batch::Model,
    step: MentorStep,
    wanted: &Step,
    (on, today): (NaiveDate, NaiveDate),
) -> Vec<Violation> {
    let mut faults = Vec::new();
    let earliest = mentor.status_on.unwrap_or(NaiveDate::MIN);
    if on > today || on < earliest {
        let fault = Violation::new(Code::FieldRange, "/on").with("min", earliest.to_string());
        faults.push(fault.with("max", today.to_string()));
    }
    // Who passes before the training ends passes for a reason.
    let early = step == MentorStep::Pass && batch.training_ends_on.is_some_and(|ends| on < ends);
    if (early || step == MentorStep::Terminate) && wanted.reason().is_none() {
        faults.push(Violation::new(Code::ReasonRequired, "/reason"));
    }
    faults
}

async fn take(
    tx: &Tx,
    held: Held<mentor::Model>,
    step: MentorStep,
    wanted: &Step,
    on: NaiveDate,
) -> Result<Held<mentor::Model>> {
    let (mut row, to) = (held.row.clone(), to(&held.row, step)?);
    row.status = to.to_owned();
    row.status_on = Some(on);
    if let Some(result) = status::training_result(step) {
        row.training_result = Some(result.to_owned());
    }
    row.advance(tx);
    if let Some(reason) = wanted.reason() {
        note_reason(tx, &held, reason).await?;
    }
    if [status::COMPLETED, status::TERMINATED].contains(&to) {
        assignments::end_all(tx, &held, on).await?;
    }
    ops::put(tx, held, row, "step", status::event(step)).await
}

/// The reason stands in the history only, as a field of its own. It is noted before the step: the newest entry of a
/// history has an event.
async fn note_reason(tx: &Tx, held: &Held<mentor::Model>, reason: &str) -> Result<()> {
    let detail = json!({"reason": {"from": null, "to": reason}}).to_string();
    let record = Record::audit_only("stepMentor", (Kind::Mentor, held.row.id)).fields(&["reason"]).detail(detail);
    tx.record(record).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rows() -> (mentor::Model, mentor_batch::Model) {
        let (id, at) = (uuid::Uuid::nil(), chrono::DateTime::UNIX_EPOCH);
        let mentor = mentor::Model {
            id,
            unit_id: id,
            batch_id: id,
            status: status::IN_TRAINING.to_owned(),
            status_on: Some(day("2026-03-01")),
            training_result: None,
            person_id: id,
            competencies: "[]".to_owned(),
            motivation: None,
            role_label: None,
            archived_at: None,
            version: 1,
            created_at: at,
            updated_at: at,
        };
        let batch = mentor_batch::Model {
            id,
            unit_id: id,
            code: "TKS-2026".to_owned(),
            kind: "TKS".to_owned(),
            name: "TKS 2026".to_owned(),
            year: 2026,
            quota: 1,
            university_id: None,
            call_opens_on: None,
            call_closes_on: None,
            training_starts_on: Some(day("2026-03-01")),
            training_ends_on: Some(day("2026-08-01")),
            requirements: None,
            archived_at: None,
            version: 1,
            created_at: at,
            updated_at: at,
        };
        (mentor, batch)
    }

    fn faults(step: MentorStep, on: &str, reason: Option<&str>) -> Vec<(String, String)> {
        let (mentor, batch) = rows();
        let wanted = Step { step: step.as_str().to_owned(), on: None, reason: reason.map(ToOwned::to_owned) };
        let found = check(&mentor, &batch, step, &wanted, (day(on), day("2026-11-05")));
        found.into_iter().map(|fault| (fault.code, fault.path)).collect()
    }

    #[test]
    fn who_passes_early_or_goes_needs_a_reason() {
        let missing = vec![("REASON.REQUIRED".to_owned(), "/reason".to_owned())];
        assert_eq!(faults(MentorStep::Pass, "2026-07-31", None), missing);
        assert_eq!(faults(MentorStep::Pass, "2026-07-31", Some("  ")), missing);
        assert!(faults(MentorStep::Pass, "2026-07-31", Some("sertifikat")).is_empty());
        assert!(faults(MentorStep::Pass, "2026-08-01", None).is_empty());
        assert_eq!(faults(MentorStep::Terminate, "2026-08-01", None), missing);
    }

    #[test]
    fn a_step_is_taken_between_the_last_one_and_today() {
        let outside = vec![("FIELD.OUT_OF_RANGE".to_owned(), "/on".to_owned())];
        assert_eq!(faults(MentorStep::Fail, "2026-11-06", None), outside);
        assert_eq!(faults(MentorStep::Fail, "2026-02-28", None), outside);
        assert!(faults(MentorStep::Fail, "2026-03-01", None).is_empty());
    }
}
