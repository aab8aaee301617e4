//! Moving an incubatee from one stage to another.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::{cohort, incubatee, stage_change};
use sea_orm::{EntityTrait, QuerySelect};
use uuid::Uuid;

use super::evidence::{self, Evidence};
use super::gates::{self, Gate, Missing};
use super::stages::{self, Stage};
use super::{shown, survival};
use crate::domain::access::Action;
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::{ActorKind, Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::Role;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Move {
    /// Code of `incubationStages`.
    pub to: String,
    /// Day of the move; today unless given.
    pub on: Option<NaiveDate>,
    /// Code of `dropoutReasons`.
    pub reason_code: Option<String>,
    pub reason: Option<String>,
    /// Ids of documents of the register.
    pub evidence: Vec<String>,
    /// Why it moves though something is missing.
    pub override_reason: Option<String>,
}

/// The roles that may move an incubatee. Those who may set a gate aside may graduate too; nobody else may set it aside.
pub fn movers(to: Option<Stage>, overriding: bool) -> Vec<Role> {
    if overriding {
        return Action::Override.roles().to_vec();
    }
    let keepers = Action::KeepCoaching.roles();
    let others = if to == Some(Stage::Graduated) { Action::Override.roles() } else { &[] };
    keepers.iter().chain(others.iter().filter(|role| !keepers.contains(role))).copied().collect()
}

/// The stage it is in, and the one to which a suspension returns it.
pub fn standing(row: &incubatee::Model) -> Result<(Stage, Option<Stage>)> {
    let unknown = || Error::internal(anyhow::anyhow!("incubatee {} is in no known stage", row.id));
    Ok((Stage::of(&row.stage).ok_or_else(unknown)?, row.suspended_from.as_deref().and_then(Stage::of)))
}

/// The gates of a cohort.
pub fn gates_of(cohort: &cohort::Model) -> Result<Vec<Gate>> {
    Ok(gates::in_force(&cohort.gates)?)
}

/// Moves it, if the stage follows and its gate is met or set aside.
pub async fn step(tx: &Tx, id: &str, expected: Expected, wanted: Move) -> Result<Held<incubatee::Model>> {
    lock(tx, id).await?;
    let to = Stage::of(&wanted.to);
    let overriding = wanted.override_reason.is_some();
    let held = ops::for_step::<incubatee::Model>(tx, id, expected, &movers(to, overriding)).await?;
    let to = to.ok_or_else(|| Error::field(Code::UnknownCode, "/to"))?;
    let (from, suspended_from) = standing(&held.row)?;
    stages::step(from, suspended_from, to)?;

    let on = wanted.on.unwrap_or_else(|| tx.today());
    let mut faults = check(tx, &held.row, to, on, &wanted);
    let evidence = evidence::read(tx, &held, &wanted.evidence, &mut faults).await?;
    let missing = lacking(tx, &held.row, (from, to), on, evidence.kinds.clone()).await?;
    let blocking: &[Missing] = if overriding { &[] } else { &missing };
    refuse(faults, blocking)?;

    note(tx, &held, (from, to), on, wanted, evidence, &missing).await?;
    let held = enter(tx, held, (from, to), on).await?;
    if to == Stage::Graduated {
        survival::plan(tx, &held, on).await?;
    }
    Ok(held)
}

/// Holds the row until the write ends: two moves at once are judged one after the other.
async fn lock(tx: &Tx, id: &str) -> Result<()> {
    let id: Uuid = ids::expect(Kind::Incubatee, id)?;
    incubatee::Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
    Ok(())
}

/// What is wrong with the move itself.
fn check(ctx: &Ctx, row: &incubatee::Model, to: Stage, on: NaiveDate, wanted: &Move) -> Vec<Violation> {
    let mut faults = Vec::new();
    let empty = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    let (today, since) = (ctx.today(), row.stage_on.unwrap_or(row.applied_on));
    if on > today {
        faults.push(Violation::new(Code::FieldRange, "/on").with("max", today.to_string()));
    }
    if on < since {
        faults.push(Violation::new(Code::FieldRange, "/on").with("min", since.to_string()));
    }
    match (&wanted.reason_code, to) {
        (None, Stage::DroppedOut) => faults.push(Violation::new(Code::ReasonRequired, "/reasonCode")),
        (Some(code), Stage::DroppedOut) if !ctx.app.codes.has("dropoutReasons", code, today) => {
            faults.push(Violation::new(Code::UnknownCode, "/reasonCode").with("set", "dropoutReasons"));
        }
        // Only who leaves has a reason out of that set.
        (Some(_), other) if other != Stage::DroppedOut => {
            faults.push(Violation::new(Code::UnknownField, "/reasonCode"));
        }
        _ => {}
    }
    if matches!(to, Stage::Rejected | Stage::Suspended) && empty(&wanted.reason) {
        faults.push(Violation::new(Code::ReasonRequired, "/reason"));
    }
    if wanted.override_reason.is_some() && empty(&wanted.override_reason) {
        faults.push(Violation::new(Code::ReasonRequired, "/overrideReason"));
    }
    faults
}

/// What the gate asks and is not there. Who comes back from a suspension has passed it before.
async fn lacking(
    tx: &Tx,
    row: &incubatee::Model,
    (from, to): (Stage, Stage),
    on: NaiveDate,
    documents: BTreeSet<String>,
) -> Result<Vec<Missing>> {
    if from == Stage::Suspended || !to.is_gated() {
        return Ok(Vec::new());
    }
    let cohort = cohort::Entity::find_by_id(row.cohort_id).one(tx.conn()?).await?;
    let cohort = cohort.ok_or_else(|| Error::new(Code::NotFound))?;
    let shown = shown::by_day(tx.conn()?, row, on, documents).await?;
    Ok(gates::missing(&gates_of(&cohort)?, to, &shown, &shown::levels(tx)))
}

/// An unmet gate alone is refused as such; with other faults, all are said at once.
fn refuse(mut faults: Vec<Violation>, missing: &[Missing]) -> Result<()> {
    let code = if faults.is_empty() { Code::Gate } else { Code::Invalid };
    faults.extend(missing.iter().map(Missing::violation));
    if faults.is_empty() { Ok(()) } else { Err(Error::listing(code, faults)) }
}

/// Keeps the move itself.
async fn note(
    tx: &Tx,
    held: &Held<incubatee::Model>,
    (from, to): (Stage, Stage),
    on: NaiveDate,
    wanted: Move,
    evidence: Evidence,
    missing: &[Missing],
) -> Result<()> {
    let said: Vec<String> = [wanted.reason, wanted.override_reason].into_iter().flatten().collect();
    let words: Vec<String> = missing.iter().flat_map(Missing::words).collect();
    let change = stage_change::Model {
        id: Uuid::nil(),
        unit_id: held.unit.id,
        incubatee_id: held.row.id,
        enterprise_id: held.row.enterprise_id,
        from_stage: Some(from.as_str().to_owned()),
        to_stage: to.as_str().to_owned(),
        moved_on: on,
        reason_code: wanted.reason_code,
        reason: (!said.is_empty()).then(|| said.join("\n")),
        evidence: serde_json::to_string(&evidence.ids)?,
        missing: serde_json::to_string(&words)?,
        overridden: !words.is_empty(),
        moved_by: mover(tx),
        archived_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    ops::create(tx, held.unit.clone(), change, Vec::new()).await?;
    Ok(())
}

/// The public id of who moves it; none for the service itself.
fn mover(ctx: &Ctx) -> Option<String> {
    let kind = if ctx.actor.kind == ActorKind::Client { Kind::Client } else { Kind::User };
    ctx.actor.id.map(|id| ids::text(kind, id))
}

/// The incubatee in its new stage.
async fn enter(
    tx: &Tx,
    held: Held<incubatee::Model>,
    (from, to): (Stage, Stage),
    on: NaiveDate,
) -> Result<Held<incubatee::Model>> {
    let mut row = held.row.clone();
    row.stage = to.as_str().to_owned();
    row.stage_on = Some(on);
    row.suspended_from = (to == Stage::Suspended).then(|| from.as_str().to_owned());
    row.graduated_on = (to == Stage::Graduated).then_some(on);
    row.advance(tx);
    ops::put(tx, held, row, "move", "stageChanged").await
}
