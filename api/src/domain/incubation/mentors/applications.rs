//! The public call: anybody may apply while it is open. The answer says nothing of anybody else, nor does the time that
//! it takes.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use entity::{mentor, mentor_batch, unit};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::domain::ids::{self, Kind};
use crate::domain::incubation::persons;
use crate::domain::record::Record;
use crate::domain::registry::kept::ops;
use crate::domain::registry::units;
use crate::domain::{Actor, Code, Ctx, Error, Result, Tx, Violation};
use crate::view::incubation::persons::PersonInput;

/// The least time that an application takes: more than the looks into who is recorded need.
const LEAST: Duration = Duration::from_millis(200);

/// What an applicant sends. It holds a NIK, so it cannot be printed.
#[derive(Clone)]
pub struct Application {
    pub person: PersonInput,
    pub competencies: Vec<String>,
    pub motivation: Option<String>,
}

/// Does what an application asks, and answers no sooner than after a time that is the same for all.
pub async fn unhurried<T>(work: impl Future<Output = T>) -> T {
    let (done, ()) = tokio::join!(work, tokio::time::sleep(LEAST));
    done
}

/// Records an application. The service does it, whoever sends it: an applicant has no account.
pub async fn apply(tx: &Tx, batch: &str, application: Application) -> Result<mentor::Model> {
    let batch = open(tx, batch).await?;
    let unit = units::unit_by_id(tx.conn()?, batch.unit_id).await?;
    let tx = tx.acting(Ctx { actor: Arc::new(Actor::system()), ..(**tx).clone() });
    let mut faults = Vec::new();
    let person_id = person(&tx, &unit, application.person, &mut faults).await?;
    let draft = mentor::Model {
        id: Uuid::nil(),
        unit_id: unit.id,
        batch_id: batch.id,
        status: String::new(),
        status_on: None,
        training_result: None,
        person_id,
        competencies: serde_json::to_string(&application.competencies)?,
        motivation: application.motivation,
        role_label: None,
        archived_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    // Faults of the person are said together with those of the application.
    let held = ops::create(&tx, unit, draft, faults).await.map_err(without_detail)?;
    // The event is that of the record which was made.
    tx.record(Record::audit_only("applyAsMentor", (Kind::Mentor, held.row.id))).await?;
    Ok(held.row)
}

/// The batch, if its call is open today.
async fn open(tx: &Tx, id: &str) -> Result<mentor_batch::Model> {
    let id = ids::expect(Kind::MentorBatch, id)?;
    let found = mentor_batch::Entity::find_by_id(id).one(tx.conn()?).await?;
    let batch = found.ok_or_else(|| Error::new(Code::NotFound))?;
    if batch.archived_at.is_some() {
        return Err(Error::new(Code::Archived));
    }
    let (opens, closes) = (batch.call_opens_on, batch.call_closes_on);
    let is_open = opens.is_some_and(|day| day <= tx.today()) && closes.is_some_and(|day| tx.today() <= day);
    if is_open {
        return Ok(batch);
    }
    let said = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    Err(Error::new(Code::CallClosed).with("opensOn", said(opens)).with("closesOn", said(closes)))
}

/// The applicant as a person; nil where something is wrong with it, which the faults then say.
async fn person(tx: &Tx, unit: &unit::Model, input: PersonInput, faults: &mut Vec<Violation>) -> Result<Uuid> {
    // Without it nobody could tell that somebody applies twice.
    if input.nik.is_none() {
        faults.push(Violation::new(Code::FieldRequired, "/person/nik"));
    }
    match persons::create_applicant(tx, unit, input).await {
        Ok(person) => Ok(person.id),
        Err(refused) => {
            let refused = without_detail(refused);
            if refused.0.violations.is_empty() {
                return Err(refused);
            }
            faults.extend(refused.0.violations.into_iter().map(|fault| {
                let path = format!("/person{}", fault.path);
                Violation { path, ..fault }
            }));
            Ok(Uuid::nil())
        }
    }
}

/// A stranger is not told whether, where or as whom somebody is recorded: each duplicate is refused in the same words.
fn without_detail(refused: Error) -> Error {
    let taken = [Code::AlreadyExists, Code::NikTaken];
    let said = refused.0.violations.iter().any(|fault| taken.iter().any(|code| code.as_str() == fault.code));
    if said || taken.contains(&refused.code()) { Error::new(Code::AlreadyExists) } else { refused }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_duplicates_are_refused_in_the_same_words() {
        let taken = || Violation::new(Code::NikTaken, "/nik");
        let wrong = || Violation::new(Code::FieldRequired, "/name");
        for refused in [
            Error::new(Code::NikTaken).with("id", "per_x"),
            Error::listing(Code::AlreadyExists, vec![Violation::new(Code::AlreadyExists, "/personId")]),
            Error::listing(Code::Invalid, vec![wrong(), taken()]),
        ] {
            let said = without_detail(refused);
            assert_eq!(said.code(), Code::AlreadyExists);
            assert!(said.0.violations.is_empty() && said.0.params.is_empty());
        }
        let other = without_detail(Error::listing(Code::Invalid, vec![wrong()]));
        assert_eq!((other.code(), other.0.violations.len()), (Code::Invalid, 1));
    }
}
