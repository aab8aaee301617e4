//! Applicants of a public call. Nobody proved who they are, and nobody may learn from an answer who is recorded: a NIK
//! that is recorded with other data stays with its record, and the applicant is recorded without it.

use chrono::NaiveDate;
use entity::{person, unit};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::rules::Facts;
use super::{query, sealed, write};
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::duplicates;
use crate::domain::record::Record;
use crate::domain::{Result, Tx};
use crate::view::incubation::persons::PersonInput;

/// Records an applicant, or finds it by NIK and birth date: as recorded, or as of an earlier application. Where the NIK
/// is recorded with another birth date, or of somebody who was archived, a case names both for somebody to decide.
pub async fn create_applicant(tx: &Tx, unit: &unit::Model, input: PersonInput) -> Result<person::Model> {
    let (mut row, mut facts) = write::draft(tx, unit, input).await?;
    let recorded = match &facts.plain.nik {
        Some(nik) => query::with_nik(tx, tx.conn()?, nik).await?,
        None => None,
    };
    let Some(recorded) = recorded else {
        return Ok(write::add(tx, unit.clone(), row, &facts).await?.row);
    };
    if let Some(known) = same(tx, &recorded, facts.plain.birth_date).await? {
        tx.record(Record::audit_only("matchPerson", (Kind::Person, known.id))).await?;
        return Ok(known);
    }
    without_nik(&mut row, &mut facts);
    let made = write::add(tx, unit.clone(), row, &facts).await?.row;
    let (first, second) = (ids::text(Kind::Person, recorded.id), ids::text(Kind::Person, made.id));
    // The case is about the applicant: who is recorded must not lose anything to it.
    duplicates::raise(tx, unit, duplicates::NIK_MISMATCH, made.id, &first, &second, None).await?;
    Ok(made)
}

/// The recorded person, or else who applied with its NIK before, if the birth date is the same and it still counts: who
/// applies twice is found twice, whatever is recorded.
async fn same(tx: &Tx, recorded: &person::Model, birth: Option<NaiveDate>) -> Result<Option<person::Model>> {
    let first = ids::text(Kind::Person, recorded.id);
    let seconds = duplicates::seconds(tx.conn()?, duplicates::NIK_MISMATCH, &first).await?;
    let earlier: Vec<Uuid> = seconds.iter().filter_map(|id| ids::parse(id)).map(|(_, id)| id).collect();
    let mut known = vec![recorded.clone()];
    known.extend(person::Entity::find().filter(person::Column::Id.is_in(earlier)).all(tx.conn()?).await?);
    let rows: Vec<&person::Model> = known.iter().collect();
    let plain = sealed::open_all(tx, tx.conn()?, &rows).await?;
    // Of whom the key is gone no birth date is known, not even that there is none.
    let fits = |row: &person::Model| plain.get(&row.id).is_some_and(|known| known.birth_date == birth);
    Ok(known.iter().find(|row| row.archived_at.is_none() && fits(row)).cloned())
}

/// Takes the NIK out of what is to be recorded, and what was said about it. An NPWP may be the NIK again.
fn without_nik(row: &mut person::Model, facts: &mut Facts) {
    let nik = facts.plain.nik.take();
    facts.plain.npwp = facts.plain.npwp.take().filter(|npwp| Some(npwp) != nik.as_ref());
    facts.warnings.clear();
    row.nik_hash = None;
    row.nik_mask = None;
    row.confirmed = "[]".to_owned();
}
