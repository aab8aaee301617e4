//! The steps of a trainee: a place, a refusal, a withdrawal.

use chrono::NaiveDate;
use entity::trainee::Model;
use entity::training_package;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{status, trainees};
use crate::domain::access::Action;
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::workflow::{self, Workflow};
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::{Role, TraineeStep};

/// A step that is wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its word.
    pub step: String,
    /// The day it counts from; today unless given.
    pub on: Option<NaiveDate>,
    /// Code of `traineeLeaveReasons`.
    pub reason_code: Option<String>,
    pub note: Option<String>,
}

impl Workflow for Model {
    type Step = TraineeStep;
    const STEPS: &'static [TraineeStep] = TraineeStep::ALL;

    fn state(&self) -> &str {
        &self.status
    }

    fn word(step: TraineeStep) -> &'static str {
        step.as_str()
    }

    fn roles(_step: TraineeStep) -> &'static [Role] {
        Action::KeepTraining.roles()
    }

    /// What the table of statuses says, and that the package is not over.
    async fn hinder<C: ConnectionTrait>(conn: &C, _: &Ctx, held: &Held<Self>, step: TraineeStep) -> Result<()> {
        status::trainee(&held.row.status, step)?;
        let package = training_package::Entity::find_by_id(held.row.package_id).one(conn).await?;
        let package = package.ok_or_else(|| Error::new(Code::NotFound))?;
        super::require_status(&package, &[status::PLANNED, status::RUNNING])
    }
}

/// Takes a step with a trainee.
pub async fn step(tx: &Tx, id: &str, expected: Expected, wanted: Wanted) -> Result<Held<Model>> {
    let seen: Held<Model> = ops::seen(tx, tx.conn()?, id).await?;
    // The package is held first: its places are given, and it is completed, one after the other.
    let package = super::locked(tx, seen.row.package_id).await?;
    let word = ("/step", wanted.step.as_str());
    let (held, step) = workflow::begin_by_word::<Model>(tx, id, expected, word, Model::STEPS).await?;
    take(tx, held, &package, step, wanted).await
}

/// Takes a step that the caller may take.
pub(super) async fn take(
    tx: &Tx,
    held: Held<Model>,
    package: &training_package::Model,
    step: TraineeStep,
    wanted: Wanted,
) -> Result<Held<Model>> {
    let today = super::today(tx, &held.unit);
    let faults = check(tx, &held.row, package, step, &wanted, today);
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    if step == TraineeStep::Admit {
        trainees::require_free(tx, held.row.person_id, package).await?;
    }
    let on = wanted.on.unwrap_or(today);
    let mut row = held.row.clone();
    row.status = status::trainee(&row.status, step)?.to_owned();
    if step == TraineeStep::Admit {
        row.admitted_on = Some(on);
    } else {
        row.ended_on = Some(on);
        row.reason_code = wanted.reason_code;
    }
    row.reason_note = wanted.note;
    store(tx, held, row).await
}

/// What is wrong with the day and the reason.
fn check(
    ctx: &Ctx,
    row: &Model,
    package: &training_package::Model,
    step: TraineeStep,
    wanted: &Wanted,
    today: NaiveDate,
) -> Vec<Violation> {
    let mut faults = Vec::new();
    let first = row.admitted_on.unwrap_or(row.applied_on);
    let last = today.min(package.to_on);
    if !(first..=last).contains(&wanted.on.unwrap_or(today)) {
        let fault = Violation::new(Code::FieldRange, "/on").with("min", first.to_string());
        faults.push(fault.with("max", last.to_string()));
    }
    match (step, wanted.reason_code.as_deref()) {
        (TraineeStep::Admit, Some(_)) => faults.push(Violation::new(Code::UnknownField, "/reasonCode")),
        (TraineeStep::Admit, None) => {}
        (_, None) => faults.push(Violation::new(Code::ReasonRequired, "/reasonCode")),
        (_, Some(code)) => {
            if !ctx.app.codes.has("traineeLeaveReasons", code, today) {
                let fault = Violation::new(Code::UnknownCode, "/reasonCode");
                faults.push(fault.with("set", "traineeLeaveReasons"));
            }
        }
    }
    faults
}

/// Stores a trainee with its history, and the event of its status where that is new.
pub(super) async fn store(tx: &Tx, old: Held<Model>, mut row: Model) -> Result<Held<Model>> {
    let (action, event) = match row.status.as_str() {
        same if same == old.row.status => ("update", "updated"),
        status::ADMITTED => ("admit", "admitted"),
        status::REFUSED => ("refuse", "refused"),
        status::WITHDRAWN => ("withdraw", "withdrawn"),
        status::GRADUATED => ("record", "graduated"),
        status::FAILED => ("record", "failed"),
        _ => ("update", "updated"),
    };
    row.advance(tx);
    ops::put(tx, old, row, action, event).await
}

/// The trainee of a package that a public id names.
pub(super) async fn named(tx: &Tx, package: &training_package::Model, path: &str, id: &str) -> Result<Model> {
    let found = entity::trainee::Entity::find_by_id(ids::expect(Kind::Trainee, id).unwrap_or_default());
    let row = found.one(tx.conn()?).await?.filter(|row| row.package_id == package.id && row.archived_at.is_none());
    row.ok_or_else(|| {
        let fault = Violation::new(Code::UnknownCode, path).with("kind", Kind::Trainee.name());
        Error::listing(Code::Invalid, vec![fault])
    })
}
