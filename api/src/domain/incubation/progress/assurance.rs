//! How well the values of a month are attested: who may raise that, by what, and what an edit takes away.

use std::collections::{HashMap, HashSet};

use entity::{audit, progress};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::levels::{Stamp, named, raise, remaining};
use crate::domain::access::{Place, holds};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::coached;
use crate::domain::incubation::evidence::documents;
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::{ActorKind, Code, Ctx, Error, Result, Tx, Violation};

pub use super::levels::{Assured, Level, level_of};

/// What somebody attests.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Public names of fields; empty: all that have a value.
    pub fields: Vec<String>,
    /// Code of `assuranceLevels`.
    pub level: String,
    /// Ids of documents that show it.
    pub evidence: Vec<String>,
}

/// The levels of a month.
pub fn read(row: &progress::Model) -> Result<Vec<Assured>> {
    Ok(serde_json::from_str(&row.assurance)?)
}

/// What remains attested after an edit: the fields that were not edited.
pub(super) fn after_edit(old: &progress::Model, new: &progress::Model) -> Result<String> {
    Ok(serde_json::to_string(&remaining(read(old)?, &old.facts(), &new.facts()))?)
}

/// Attests values of a month. It only raises: what is attested as well or better stands.
pub async fn assure(tx: &Tx, id: &str, expected: Expected, claim: Claim) -> Result<Held<progress::Model>> {
    let held: Held<progress::Model> = ops::seen(tx, tx.conn()?, id).await?;
    let (assured, mut faults) = (read(&held.row)?, Vec::new());
    let named = named(&held.row.facts(), &claim.fields, &mut faults);
    let level = Level::of(&claim.level);
    match level {
        Some(level) => permit(tx, &held, level, &named).await?,
        None => permit_some(tx, &held).await?,
    }
    ops::current(&held, expected)?;
    let raised = match level {
        // Of fields that are not known nobody can say how well they are attested.
        Some(level) if faults.is_empty() => to_raise(&assured, named, level, &claim)?,
        Some(_) => named,
        None => {
            faults.push(unknown("/level").with("set", "assuranceLevels"));
            named
        }
    };
    faults.extend(check_evidence(tx, &held, level, &claim.evidence).await?);
    let Some(level) = level.filter(|_| faults.is_empty()) else {
        return Err(Error::listing(Code::Invalid, faults));
    };
    let mut row = held.row.clone();
    row.assurance = serde_json::to_string(&raise(assured, &raised, level, &stamp(tx, claim.evidence)))?;
    row.advance(tx);
    ops::put(tx, held, row, "assure", "assured").await
}

/// The fields that are raised, or 409. Who names no field raises those that can be raised.
fn to_raise<'a>(assured: &[Assured], named: Vec<&'a str>, level: Level, claim: &Claim) -> Result<Vec<&'a str>> {
    let (raised, standing): (Vec<&str>, Vec<&str>) =
        named.into_iter().partition(|field| level_of(assured, field) < level);
    if raised.is_empty() || !(standing.is_empty() || claim.fields.is_empty()) {
        return Err(Error::new(Code::IllegalState).with("fields", standing).with("level", level.as_str()));
    }
    Ok(raised)
}

fn unknown(path: impl Into<String>) -> Violation {
    Violation::new(Code::UnknownCode, path)
}

/// Refuses whoever cannot give a level: by role, by assignment, and from outside by who recorded the values.
async fn permit(tx: &Tx, held: &Held<progress::Model>, level: Level, fields: &[&str]) -> Result<()> {
    let (place, roles) = (Place::from(&held.unit), level.roles(&held.unit.kind));
    let denied = || Error::new(Code::AssuranceDenied).with("level", level.as_str());
    if level.is_the_mentors() && coached::assigned_within(tx.conn()?, tx, held.row.enterprise_id, 0).await? {
        tx.as_mentor_of(held.row.enterprise_id, 0);
        return Ok(());
    }
    if !holds(tx, roles, Some(&place)) {
        return Err(denied());
    }
    if level == Level::ExternallyVerified {
        let own: Vec<&str> = recorded_by_caller(tx, held.row.id, fields).await?;
        if !own.is_empty() {
            return Err(denied().with("recordedByYou", own));
        }
    }
    tx.require_roles(roles, Some(&place))
}

/// Refuses whoever gives no level at all: what is no level is told to who gives some.
async fn permit_some(tx: &Tx, held: &Held<progress::Model>) -> Result<()> {
    let place = Place::from(&held.unit);
    if Level::ALL.iter().any(|level| holds(tx, level.roles(&held.unit.kind), Some(&place))) {
        return Ok(());
    }
    let coaches = coached::assigned_within(tx.conn()?, tx, held.row.enterprise_id, 0).await?;
    if coaches { Ok(()) } else { Err(Error::new(Code::AssuranceDenied)) }
}

/// Which of these fields hold what the caller recorded: the last who wrote a field recorded it.
async fn recorded_by_caller<'a>(tx: &Tx, id: Uuid, fields: &[&'a str]) -> Result<Vec<&'a str>> {
    let writes = audit::Entity::find()
        .filter(audit::Column::ObjectId.eq(ids::text(Kind::Progress, id)))
        .filter(audit::Column::Action.is_in(["createProgress", "updateProgress"]))
        .order_by_asc(audit::Column::Id)
        .all(tx.conn()?)
        .await?;
    let mut writers: HashMap<&str, Option<Uuid>> = HashMap::new();
    for write in &writes {
        for field in write.fields.as_deref().unwrap_or_default().split(',') {
            writers.insert(field, write.actor_id);
        }
    }
    let own = |field: &&str| tx.actor.id.is_some() && writers.get(field).is_some_and(|who| *who == tx.actor.id);
    Ok(fields.iter().copied().filter(own).collect())
}

/// Documents of the unit or of the enterprise's own unit.
async fn check_evidence(
    tx: &Tx,
    held: &Held<progress::Model>,
    level: Option<Level>,
    evidence: &[String],
) -> Result<Vec<Violation>> {
    let known = documents(tx, (held.unit.id, held.row.enterprise_id), evidence).await?;
    let (mut faults, mut seen) = (Vec::new(), HashSet::new());
    if evidence.is_empty() && level.is_some_and(Level::needs_evidence) {
        faults.push(Violation::new(Code::FieldRequired, "/evidence"));
    }
    for (index, id) in evidence.iter().enumerate() {
        let path = format!("/evidence/{index}");
        if !seen.insert(id) {
            faults.push(Violation::new(Code::FieldDuplicate, path));
        } else if !known.contains_key(id) {
            faults.push(unknown(path).with("kind", Kind::UnitDocument.name()));
        }
    }
    Ok(faults)
}

fn stamp(ctx: &Ctx, evidence: Vec<String>) -> Stamp {
    let kind = if ctx.actor.kind == ActorKind::Client { Kind::Client } else { Kind::User };
    Stamp { by: ctx.actor.id.map(|id| ids::text(kind, id)), on: ctx.today(), evidence }
}
