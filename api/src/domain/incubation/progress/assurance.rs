//! How well the values of a month are attested: who may raise that, by what, and what an edit takes away.

use std::collections::{HashMap, HashSet};

use entity::{audit, progress};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::levels::{Stamp, named, raise, remaining};
use crate::domain::access::{Place, holds};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::coached;
use crate::domain::incubation::evidence::documents;
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::registry::unit_by_id;
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
    let held = seen(tx, id).await?;
    let level = Level::of(&claim.level)
        .ok_or_else(|| Error::listing(Code::Invalid, vec![unknown("/level").with("set", "assuranceLevels")]))?;
    let (assured, mut faults) = (read(&held.row)?, Vec::new());
    let named = named(&held.row.facts(), &claim.fields, &mut faults);
    permit(tx, &held, level, &named).await?;
    expected.check(held.row.version)?;
    if held.row.archived_at.is_some() {
        return Err(Error::new(Code::Archived));
    }
    let (raised, standing): (Vec<&str>, Vec<&str>) =
        named.into_iter().partition(|field| level_of(&assured, field) < level);
    // Who names no field raises those that can be raised.
    if faults.is_empty() && (raised.is_empty() || !(standing.is_empty() || claim.fields.is_empty())) {
        return Err(Error::new(Code::IllegalState).with("fields", standing).with("level", level.as_str()));
    }
    faults.extend(check_evidence(tx, &held, level, &claim.evidence).await?);
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    let mut row = held.row.clone();
    row.assurance = serde_json::to_string(&raise(assured, &raised, level, &stamp(tx, claim.evidence)))?;
    row.advance(tx);
    ops::put(tx, held, row, "assure", "assured").await
}

/// The month, as far as the caller sees it. Who may take the step depends on what is attested, so nothing else is
/// asked here.
async fn seen(tx: &Tx, id: &str) -> Result<Held<progress::Model>> {
    tx.require_signed_in()?;
    let missing = || Error::new(Code::NotFound);
    let wanted = Condition::all()
        .add(coached::visible::<progress::Model>(tx))
        .add(Expr::col("id").eq(ids::expect(Kind::Progress, id)?));
    let row = progress::Model::find(tx.conn()?, wanted, Some(1), false).await?.pop().ok_or_else(missing)?;
    let unit = unit_by_id(tx.conn()?, row.unit_id).await?;
    Ok(Held { row, unit })
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
    level: Level,
    evidence: &[String],
) -> Result<Vec<Violation>> {
    let known = documents(tx, (held.unit.id, held.row.enterprise_id), evidence).await?;
    let (mut faults, mut seen) = (Vec::new(), HashSet::new());
    if evidence.is_empty() && level.needs_evidence() {
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
