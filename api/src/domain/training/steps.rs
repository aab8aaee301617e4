//! The steps of a package: it begins, is completed, or is called off.

use chrono::NaiveDate;
use entity::training_package::Model;
use entity::{trainee, training_package};
use sea_orm::ConnectionTrait;

use super::{needs, of_packages, status, tracer, trainee_steps};
use crate::domain::access::Action;
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::workflow::{self, Workflow};
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation, obligations};
use crate::vocab::{Role, TrainingStep};

/// The report that falls due when a package is completed (domain.md 2.2).
pub const REPORT: &str = "LAP_PELATIHAN";
/// Why trainees left a package that was called off.
const CALLED_OFF: &str = "PAKET_DIBATALKAN";

/// A step that is wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its word.
    pub step: String,
    /// The day it counts from; today unless given.
    pub on: Option<NaiveDate>,
    pub reason: Option<String>,
}

impl Workflow for Model {
    type Step = TrainingStep;
    const STEPS: &'static [TrainingStep] = TrainingStep::ALL;

    fn state(&self) -> &str {
        &self.status
    }

    fn word(step: TrainingStep) -> &'static str {
        step.as_str()
    }

    fn roles(_step: TrainingStep) -> &'static [Role] {
        Action::KeepTraining.roles()
    }

    /// What the table of statuses says; it begins with trainees, and ends when each of them has a result.
    async fn hinder<C: ConnectionTrait>(conn: &C, _: &Ctx, held: &Held<Self>, step: TrainingStep) -> Result<()> {
        status::package(&held.row.status, step)?;
        let trainees = of_packages(conn, &[held.row.id]).await?;
        let count = |status: &str| trainees.iter().filter(|row| row.status == status).count();
        let (applied, admitted) = (count(status::APPLIED), count(status::ADMITTED));
        match step {
            TrainingStep::Start if admitted == 0 => Err(undecided(applied, admitted).saying(
                "Terima peserta lebih dahulu (ADMIT); paket tidak dimulai tanpa peserta.",
                "Admit trainees first (ADMIT); a package does not begin without any.",
            )),
            TrainingStep::Complete if applied + admitted > 0 => Err(undecided(applied, admitted)),
            _ => Ok(()),
        }
    }
}

fn undecided(applied: usize, admitted: usize) -> Error {
    Error::new(Code::TrainingUndecided).with("applied", applied).with("admitted", admitted)
}

/// Takes a step with a package.
pub async fn step(tx: &Tx, id: &str, expected: Expected, wanted: Wanted) -> Result<Held<Model>> {
    super::locked(tx, ids::expect(Kind::TrainingPackage, id)?).await?;
    let word = ("/step", wanted.step.as_str());
    let (old, step) = workflow::begin_by_word::<Model>(tx, id, expected, word, Model::STEPS).await?;
    let today = super::today(tx, &old.unit);
    let faults = check(&old.row, step, &wanted, today);
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    let on = wanted.on.unwrap_or(today);
    let mut row = old.row.clone();
    row.status = status::package(&row.status, step)?.to_owned();
    row.status_on = Some(on);
    row.status_note = wanted.reason;
    match step {
        TrainingStep::Start => row.started_on = Some(on),
        TrainingStep::Complete => row.completed_on = Some(on),
        TrainingStep::Cancel => {}
    }
    row.advance(tx);
    let (action, event) = names(step);
    let held = ops::put(tx, old, row, action, event).await?;
    follow(tx, &held, step, on).await?;
    Ok(held)
}

fn names(step: TrainingStep) -> (&'static str, &'static str) {
    match step {
        TrainingStep::Start => ("start", "started"),
        TrainingStep::Complete => ("complete", "completed"),
        TrainingStep::Cancel => ("cancel", "cancelled"),
    }
}

/// What is wrong with the day and the reason.
fn check(row: &Model, step: TrainingStep, wanted: &Wanted, today: NaiveDate) -> Vec<Violation> {
    let mut faults = Vec::new();
    // A class ends on its last day; it begins and is called off when that happens.
    let (first, last) = match step {
        TrainingStep::Start => (row.from_on, row.to_on.min(today)),
        TrainingStep::Complete => (row.to_on, today),
        TrainingStep::Cancel => (row.status_on.unwrap_or(row.from_on), today),
    };
    if !(first..=last).contains(&wanted.on.unwrap_or(today)) {
        let fault = Violation::new(Code::FieldRange, "/on").with("min", first.to_string());
        faults.push(fault.with("max", last.to_string()));
    }
    let silent = wanted.reason.as_deref().is_none_or(|reason| reason.trim().is_empty());
    if step == TrainingStep::Cancel && silent {
        faults.push(Violation::new(Code::ReasonRequired, "/reason"));
    }
    faults
}

/// What a step brings with it: needs follow; a completed package owes its report and its alumni are looked at later; of
/// one that is called off nobody stays a trainee.
async fn follow(tx: &Tx, held: &Held<training_package::Model>, step: TrainingStep, on: NaiveDate) -> Result<()> {
    needs::follow(tx, held).await?;
    match step {
        TrainingStep::Start => {}
        TrainingStep::Complete => {
            obligations::open_event(tx, &held.unit, REPORT, &held.row.code, on).await?;
            for row in of_packages(tx.conn()?, &[held.row.id]).await? {
                if row.status == status::GRADUATED {
                    tracer::plan(tx, &Held { row, unit: held.unit.clone() }, on).await?;
                }
            }
        }
        TrainingStep::Cancel => {
            for row in of_packages(tx.conn()?, &[held.row.id]).await? {
                let to = match row.status.as_str() {
                    status::APPLIED => status::REFUSED,
                    status::ADMITTED => status::WITHDRAWN,
                    _ => continue,
                };
                let left = trainee::Model {
                    status: to.to_owned(),
                    ended_on: Some(on),
                    reason_code: Some(CALLED_OFF.to_owned()),
                    ..row.clone()
                };
                trainee_steps::store(tx, Held { row, unit: held.unit.clone() }, left).await?;
            }
        }
    }
    Ok(())
}
