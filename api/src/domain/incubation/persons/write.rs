//! Recording, changing and archiving persons. History names the fields that changed and never what they held.

use chrono::{DateTime, Utc};
use entity::{person, unit};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::query;
use super::rules::{self, Facts};
use super::sealed::{self, Key, Protected};
use crate::domain::ctx::Expected;
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::domain::registry::kept::{Checks, Held, Kept, ops};
use crate::domain::registry::{public_id, unit_by_id};
use crate::domain::vault::keyed_hash;
use crate::domain::{Code, Error, Result, Tx, Violation};
use crate::view::Changes;
use crate::view::incubation::persons::PersonInput;

/// Inviting a person.
pub(super) const INVITE: &str = "invitePerson";
/// Facts that say nothing of the person; all others are veiled in the audit log.
const PLAIN: &[&str] = &["accountId", "confirmed", "source", "restrictedAt", "erasedAt"];
/// Fields whose change asks for a new confirmation of what disagrees.
const IDENTITY: &[&str] = &["nik", "sex", "birthDate"];

/// A person that was recorded, now or before.
pub struct Made {
    /// The row, with the unit that recorded it.
    pub held: Held<person::Model>,
    /// Whether it was there already.
    pub already: bool,
}

/// Records a person. One person is one across all units: with a known NIK and its birth date the answer is the record
/// that exists.
pub async fn create(tx: &Tx, unit: &str, input: PersonInput) -> Result<Made> {
    let unit = ops::owner::<person::Model>(tx, unit).await?;
    let (row, facts) = draft(tx, &unit, input).await?;
    match recorded(tx, &facts).await? {
        Some(held) => Ok(Made { held, already: true }),
        None => Ok(Made { held: add(tx, unit, row, &facts).await?, already: false }),
    }
}

/// A new person of a unit, not recorded yet; every fault of the input is said here.
pub(super) async fn draft(tx: &Tx, unit: &unit::Model, input: PersonInput) -> Result<(person::Model, Facts)> {
    let mut faults = Vec::new();
    let facts = rules::facts(tx, &input, &mut faults).await?;
    let mut row = blank(tx.new_id(), unit.id, tx.now());
    lay(tx, &mut row, input, &facts)?;
    refuse(tx, &row, &facts, faults)?;
    Ok((row, facts))
}

/// Records a new person, its protected facts sealed with a key of its own.
pub(super) async fn add(
    tx: &Tx,
    unit: unit::Model,
    mut row: person::Model,
    facts: &Facts,
) -> Result<Held<person::Model>> {
    let key = sealed::new_key(tx, row.id).await?;
    facts.plain.seal(&key, &mut row, &Protected::default())?;
    row.clone().insert(tx).await.map_err(twice)?;
    let held = Held { row, unit };
    let given = held.row.facts().into_iter().filter(|(_, value)| !value.is_null());
    let changes = given.map(|(name, to)| (name, json!({ "to": to }))).collect();
    note(tx, &held, "createPerson", "person.created", changes).await?;
    Ok(held)
}

/// The record that this NIK has already, if whoever asks knows the birth date too. An archived one counts again.
async fn recorded(tx: &Tx, facts: &Facts) -> Result<Option<Held<person::Model>>> {
    let Some(nik) = &facts.plain.nik else { return Ok(None) };
    let Some(row) = query::with_nik(tx, tx.conn()?, nik).await? else {
        return Ok(None);
    };
    let known = sealed::open_all(tx, tx.conn()?, &[&row]).await?.remove(&row.id).unwrap_or_default();
    if known.birth_date.is_none() || known.birth_date != facts.plain.birth_date {
        return Err(taken());
    }
    let held = Held { unit: unit_by_id(tx.conn()?, row.unit_id).await?, row };
    if held.row.archived_at.is_some() {
        let row = person::Model { archived_at: None, ..held.row.clone() };
        return store(tx, held, row, "restorePerson", "person.restored").await.map(Some);
    }
    tx.record(Record::audit_only("matchPerson", (Kind::Person, held.row.id))).await?;
    Ok(Some(held))
}

/// Changes a person: absent is unchanged, null is taken away.
pub async fn change(
    tx: &Tx,
    id: &str,
    expected: Expected,
    changes: Changes<PersonInput>,
) -> Result<Held<person::Model>> {
    let old = ops::for_change::<person::Model>(tx, id, expected).await?;
    let key = sealed::key(tx, old.row.id).await?;
    let known = Protected::open(&key, &old.row)?;
    let mut current = rules::input_of(&old.row, &known)?;
    if IDENTITY.iter().any(|field| changes.0.contains_key(*field)) {
        current.confirm.clear();
    }
    let input = changes.applied_to(&current)?;
    let mut faults = Vec::new();
    let facts = rules::facts(tx, &input, &mut faults).await?;
    let mut row = old.row.clone();
    lay(tx, &mut row, input, &facts)?;
    refuse(tx, &row, &facts, faults)?;
    if let Some(nik) = facts.plain.nik.as_deref().filter(|_| row.nik_hash != old.row.nik_hash)
        && query::with_nik(tx, tx.conn()?, nik).await?.is_some()
    {
        return Err(taken());
    }
    facts.plain.seal(&key, &mut row, &known)?;
    let counted = row.sex != old.row.sex || facts.plain.birth_date != known.birth_date;
    let held = store(tx, old, row, "updatePerson", "person.updated").await?;
    if counted {
        crate::domain::incubation::progress::counts::follow_person(tx, held.row.id).await?;
    }
    Ok(held)
}

/// Takes a person out of all lists; it is still found by its id.
pub async fn archive(tx: &Tx, id: &str, expected: Expected) -> Result<Held<person::Model>> {
    let old = ops::for_change::<person::Model>(tx, id, expected).await?;
    let row = person::Model { archived_at: Some(tx.now()), ..old.row.clone() };
    store(tx, old, row, "archivePerson", "person.archived").await
}

/// Stores the next version of a person.
pub(super) async fn store(
    tx: &Tx,
    old: Held<person::Model>,
    mut row: person::Model,
    action: &str,
    event: &str,
) -> Result<Held<person::Model>> {
    row.advance(tx);
    row.clone().replace(tx).await.map_err(twice)?;
    let mut changes = ops::difference(&old.row.facts(), &row.facts());
    if action == INVITE {
        // Whether an account was made is not told: who had one before is only sent a code.
        changes.remove("accountId");
    }
    let held = Held { row, unit: old.unit };
    note(tx, &held, action, event, changes).await?;
    Ok(held)
}

/// Audit with the names of the changed fields, and the event.
async fn note(
    tx: &Tx,
    held: &Held<person::Model>,
    action: &str,
    event: &str,
    changes: Map<String, Value>,
) -> Result<()> {
    let row = &held.row;
    let fields: Vec<&str> = changes.keys().map(String::as_str).collect();
    let key = sealed::key(tx, row.id).await?;
    let veiled = changes.iter().map(|(name, change)| (name.clone(), veiled(&key, name, change)));
    let record = Record::new(action, event, (Kind::Person, row.id), row.version)
        .unit(row.unit_id)
        .fields(&fields)
        .detail(Value::Object(veiled.collect()).to_string())
        .body(json!({"unit": public_id(&held.unit)}));
    tx.record(record).await?;
    Ok(())
}

/// A change of which only that it happened can be told: each value is a hash by the person's own key. No other person
/// shares it, and once that key is destroyed nobody can guess at it.
fn veiled(key: &Key, name: &str, change: &Value) -> Value {
    let Value::Object(sides) = change else { return Value::Null };
    if PLAIN.contains(&name) {
        return change.clone();
    }
    let veil = |(side, value): (&String, &Value)| {
        let hash = keyed_hash(key, &format!("person|{name}"), &value.to_string());
        let shown = if value.is_null() {
            Value::Null
        } else {
            Value::String(format!("sealed:{}", hash.get(..8).unwrap_or_default()))
        };
        (side.clone(), shown)
    };
    Value::Object(sides.iter().map(veil).collect())
}

/// A person of whom nothing is known yet.
pub(super) fn blank(id: Uuid, unit: Uuid, now: DateTime<Utc>) -> person::Model {
    person::Model {
        id,
        unit_id: unit,
        name: String::new(),
        sex: None,
        nik_enc: None,
        nik_hash: None,
        nik_mask: None,
        npwp_enc: None,
        birth_enc: None,
        phone_enc: None,
        address_enc: None,
        disability_enc: None,
        poverty_enc: None,
        guardian_enc: None,
        region_code: None,
        education: None,
        occupation: None,
        marital_status: None,
        prior_employment: None,
        confirmed: String::new(),
        source: None,
        account_id: None,
        restricted_at: None,
        erased_at: None,
        archived_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// Puts what is not encrypted into its columns.
fn lay(tx: &Tx, row: &mut person::Model, input: PersonInput, facts: &Facts) -> Result<()> {
    let nik = facts.plain.nik.as_deref();
    row.name = facts.name.clone();
    row.sex = input.sex;
    row.nik_hash = nik.map(|nik| tx.app.vault.blind_index("nik", nik));
    row.nik_mask = nik.map(super::nik::mask);
    row.region_code = facts.region_code.clone();
    row.education = input.education;
    row.occupation = input.occupation;
    row.marital_status = input.marital_status;
    row.prior_employment = input.prior_employment;
    row.confirmed = serde_json::to_string(&facts.warnings)?;
    row.source = input.source;
    Ok(())
}

fn refuse(tx: &Tx, row: &person::Model, facts: &Facts, faults: Vec<Violation>) -> Result<()> {
    let mut checks = Checks::new(tx, faults);
    row.check(&mut checks);
    checks.codes("disability", "disabilityKinds", &serde_json::to_string(&facts.plain.disability)?);
    let faults = checks.into_faults();
    if faults.is_empty() { Ok(()) } else { Err(Error::listing(Code::Invalid, faults)) }
}

/// Says that the NIK is recorded, and nothing of whom it belongs to.
fn taken() -> Error {
    Error::listing(Code::NikTaken, vec![Violation::new(Code::NikTaken, "/nik")])
}

/// The only key that two persons can share is that of the NIK: somebody else recorded it at this moment.
fn twice(error: Error) -> Error {
    if error.code() == Code::AlreadyExists { taken() } else { error }
}
