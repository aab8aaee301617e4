//! What the law lets a data subject ask for and what is done to its record then: processing restricted, erased.

use chrono::{DateTime, Utc};
use entity::{person, subject_key};
use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::write;
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::domain::reference::regions;
use crate::domain::registry::kept::{Held, Kept};
use crate::domain::registry::{public_id, unit_by_id};
use crate::domain::{Code, Error, Result, Tx};

/// Stands in the place of the name of who was erased.
pub const ERASED: &str = "(dihapus)";

/// The person, archived or not, held until the write ends.
pub(in crate::domain) async fn locked(tx: &Tx, id: Uuid) -> Result<Held<person::Model>> {
    // Weaker than for itself alone: a delivery that is just written down names the person meanwhile.
    let row = person::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(tx.conn()?).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(Held { unit: unit_by_id(tx.conn()?, row.unit_id).await?, row })
}

/// Restricts the processing of a person from a time on, or lifts the restriction.
pub(in crate::domain) async fn restricted(
    tx: &Tx,
    old: Held<person::Model>,
    at: Option<DateTime<Utc>>,
) -> Result<Held<person::Model>> {
    let (action, event) = match at {
        Some(_) => ("restrictPerson", "person.restricted"),
        None => ("releasePerson", "person.released"),
    };
    let row = person::Model { restricted_at: at, ..old.row.clone() };
    write::store(tx, old, row, action, event).await
}

/// Destroys the key of a person, and all that is known of it but what statistics count: sex and province. Its record
/// leaves the lists; what names it goes on naming it.
pub(in crate::domain) async fn erased(tx: &Tx, old: Held<person::Model>) -> Result<Held<person::Model>> {
    subject_key::Entity::delete_by_id(old.row.id).exec(tx.conn()?).await?;
    let Held { row: was, unit } = old;
    let mut row = person::Model {
        name: ERASED.to_owned(),
        sex: was.sex,
        region_code: was.region_code.as_deref().and_then(|code| regions::path_codes(code).into_iter().next()),
        confirmed: "[]".to_owned(),
        restricted_at: was.restricted_at,
        erased_at: Some(tx.now()),
        archived_at: Some(was.archived_at.unwrap_or_else(|| tx.now())),
        version: was.version,
        ..write::blank(was.id, was.unit_id, was.created_at)
    };
    row.advance(tx);
    row.clone().replace(tx).await?;
    // Without the values that were there: not even a hash of them is kept.
    let record = Record::new("erasePerson", "person.erased", (Kind::Person, row.id), row.version)
        .unit(row.unit_id)
        .body(json!({"unit": public_id(&unit)}));
    tx.record(record).await?;
    Ok(Held { row, unit })
}
