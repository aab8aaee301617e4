//! Rosters of a package: many people in one call, each recorded, as an applicant or with a place. Each part is made by the
//! operation that the single call takes, so the rules are the same.

use chrono::NaiveDate;
use entity::{trainee, training_package};
use uuid::Uuid;

use super::{status, trainee_steps, trainees};
use crate::domain::incubation::persons;
use crate::domain::registry::kept::{Held, ops};
use crate::domain::registry::public_id;
use crate::domain::{Code, Error, Result, Tx, Violation, ids};
use crate::view::incubation::persons::PersonInput;
use crate::vocab::TraineeStep;

/// One row of a roster.
#[derive(Clone)]
pub struct Row {
    /// Who; found, not made, where its NIK and birth date are recorded already.
    pub person: Option<PersonInput>,
    /// Or the public id of somebody recorded.
    pub person_id: Option<String>,
    /// Code of `traineeOrigins`.
    pub origin: String,
    /// Day of the application.
    pub applied_on: NaiveDate,
    /// Day from which it has a place; none for who only applies.
    pub admitted_on: Option<NaiveDate>,
}

/// What a row came to.
#[derive(Clone, Copy, Debug)]
pub struct Entered {
    pub person: Uuid,
    pub trainee: Uuid,
    /// Whether any of it was recorded now.
    pub recorded: bool,
}

/// The package of a roster, if the caller may keep trainees there. It is held until the write ends.
pub async fn open(tx: &Tx, id: &str) -> Result<Held<training_package::Model>> {
    let held = ops::parent::<trainee::Model>(tx, id).await?;
    let row = super::opened(tx, held.row.id, &[status::PLANNED, status::RUNNING]).await?;
    Ok(Held { row, unit: held.unit })
}

/// Carries out one row.
pub async fn enter(tx: &Tx, package: &Held<training_package::Model>, row: Row) -> Result<Entered> {
    let admitted_on = row.admitted_on;
    // What is wrong with the person lies where the row names it.
    let named = if row.person.is_some() { "/person" } else { "/personId" };
    let (person, mut recorded) = who(tx, package, row.person, row.person_id.as_deref()).await?;
    let held = match trainees::of_person(tx, package.row.id, person).await? {
        Some(row) => Held { row, unit: package.unit.clone() },
        None => {
            recorded = true;
            let draft = application(tx, person, row.origin, row.applied_on);
            let made = ops::create_below(tx, package.clone(), draft, Vec::new()).await;
            made.map_err(|refused| renamed(refused, "/personId", named))?
        }
    };
    let id = held.row.id;
    if let Some(on) = admitted_on.filter(|_| held.row.status == status::APPLIED) {
        recorded = true;
        let step = TraineeStep::Admit;
        let wanted =
            trainee_steps::Wanted { step: step.as_str().to_owned(), on: Some(on), reason_code: None, note: None };
        trainee_steps::take(tx, held, &package.row, step, wanted)
            .await
            .map_err(|refused| renamed(refused, "/on", "/admittedOn"))?;
    }
    Ok(Entered { person, trainee: id, recorded })
}

/// The person of a row, and whether it was recorded now.
async fn who(
    tx: &Tx,
    package: &Held<training_package::Model>,
    input: Option<PersonInput>,
    id: Option<&str>,
) -> Result<(Uuid, bool)> {
    match (input, id) {
        (Some(input), None) => {
            let made = persons::create(tx, &public_id(&package.unit), input).await;
            let made = made.map_err(|refused| refused.moved(|path| format!("/person{path}")))?;
            Ok((made.held.row.id, !made.already))
        }
        (None, Some(id)) => match crate::domain::registry::refs::resolve(tx, ids::Kind::Person, id).await? {
            Some(id) => Ok((id, false)),
            None => {
                let fault = Violation::new(Code::UnknownCode, "/personId").with("kind", ids::Kind::Person.name());
                Err(Error::listing(Code::Invalid, vec![fault]))
            }
        },
        _ => Err(Error::listing(
            Code::Invalid,
            vec![Violation::new(Code::FieldRequired, "/person").saying(crate::domain::Text::new(
                "Sebutkan tepat satu: person atau personId.",
                "Name exactly one of person, personId.",
            ))],
        )),
    }
}

/// An application that was not recorded yet.
fn application(tx: &Tx, person_id: Uuid, origin: String, applied_on: NaiveDate) -> trainee::Model {
    trainee::Model {
        id: Uuid::nil(),
        unit_id: Uuid::nil(),
        package_id: Uuid::nil(),
        person_id,
        origin,
        applied_on,
        status: String::new(),
        admitted_on: None,
        ended_on: None,
        reason_code: None,
        reason_note: None,
        score: None,
        tested_on: None,
        test_result: None,
        test_number: None,
        certificate_number: None,
        certified_on: None,
        archived_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}

/// A refusal whose field the row calls otherwise.
fn renamed(refused: Error, from: &str, to: &str) -> Error {
    refused.moved(|path| if path == from { to.to_owned() } else { path.to_owned() })
}
