//! Which stages may follow for an incubatee, and what stands in the way: the same checks as a move makes.

use std::collections::BTreeSet;

use entity::{cohort, incubatee};
use sea_orm::EntityTrait;

use super::gates::{self, Gate, Missing};
use super::moves::{gates_of, movers, standing};
use super::shown;
use super::stages::{self, Stage};
use crate::domain::access::{self, Place};
use crate::domain::registry::kept::ops;
use crate::domain::{Code, Ctx, Error, Result};

/// A stage that may follow.
#[derive(Debug)]
pub struct Next {
    pub stage: Stage,
    /// Why the caller cannot move it there now, without setting a gate aside.
    pub blockers: Vec<Error>,
    /// What its gate asks.
    pub requirements: Vec<Gate>,
}

/// The stages that may follow, in order. Documents are named in the move itself, so none are there yet.
pub async fn ahead(ctx: &Ctx, id: &str) -> Result<Vec<Next>> {
    let held = ops::get::<incubatee::Model>(ctx, id).await?;
    let (from, suspended_from) = standing(&held.row)?;
    let cohort = cohort::Entity::find_by_id(held.row.cohort_id).one(ctx.db()).await?;
    let gates = gates_of(&cohort.ok_or_else(|| Error::new(Code::NotFound))?)?;
    let shown = shown::by_day(ctx.db(), &held.row, ctx.today(), BTreeSet::new()).await?;
    let (levels, place) = (shown::levels(ctx), Place::from(&held.unit));
    let mut all = Vec::new();
    for stage in stages::following(from, suspended_from) {
        // Who comes back from a suspension has passed the gate before.
        let asked = |gate: &&Gate| gate.stage == stage.as_str() && from != Stage::Suspended;
        let requirements: Vec<Gate> = gates.iter().filter(asked).cloned().collect();
        let mut blockers = Vec::new();
        blockers.extend(access::require_roles(ctx, &movers(Some(stage), false), Some(&place)).err());
        if held.row.archived_at.is_some() {
            blockers.push(Error::new(Code::Archived));
        }
        let missing = gates::missing(&requirements, stage, &shown, &levels);
        if !missing.is_empty() {
            blockers.push(Error::listing(Code::Gate, missing.iter().map(Missing::violation).collect()));
        }
        all.push(Next { stage, blockers, requirements });
    }
    Ok(all)
}
