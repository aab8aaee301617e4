//! Needs: what a BLK or kawasan looks for, and the offers that match.

mod matches;
mod score;

use entity::need::Model;
use entity::{commitment, enterprise};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::commitments::{is_for, is_open, quantified};
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, kept, ops};
use crate::domain::{Code, Result, Tx, Violation};
use crate::vocab::UnitKind;

pub use matches::{Match, matching};

const OPEN: &str = "OPEN";
const MET: &str = "MET";

kept! {
    need: Need,
    owners: [UnitKind::Blk, UnitKind::Kawasan],
    keepers: KeepKawasan,
    readers: SignedIn,
    title: Some("title"),
    class: Some("kind"),
    ends: Some("needed_by"),
    alone: [],
    refs: [("enterprise_id", Kind::Enterprise), ("met_by_id", Kind::Commitment)],
    span: None,
    fixed: [],
    prepare: prepare,
    check(it, checks) {
        checks.code("kind", "offerKinds", &it.kind);
        checks.code("state", "needStates", &it.state);
        checks.code_if("sector", "sectors", it.sector.as_deref());
        checks.codes("skills", "mentorCompetencies", &it.skills);
        quantified(checks, it.quantity.is_some(), it.quantity_unit.is_some());
        if it.met_by_id.is_some() && it.state != MET {
            checks.say(
                Code::FieldRange,
                "metById",
                "Komitmen yang memenuhi disebut bila keadaannya MET.",
                "What met it is named where its state is MET.",
            );
        }
    }
}

/// A need is open until its keepers say otherwise. What it names is of its own unit, or made to it.
async fn prepare(tx: &Tx, draft: &mut Model, _old: Option<&Model>, faults: &mut Vec<Violation>) -> Result<()> {
    if draft.state.is_empty() {
        draft.state = OPEN.to_owned();
    }
    let named = |id: Option<Uuid>| id.filter(|id| *id != Uuid::nil());
    if let Some(id) = named(draft.enterprise_id)
        && let Some(of) = enterprise::Entity::find_by_id(id).one(tx.conn()?).await?
        && of.unit_id != draft.unit_id
        && of.blk_id != Some(draft.unit_id)
        && of.kawasan_id != Some(draft.unit_id)
    {
        faults.push(missing("/enterpriseId", Kind::Enterprise));
    }
    if let Some(id) = named(draft.met_by_id)
        && !may_meet(tx, draft, id).await?
    {
        faults.push(missing("/metById", Kind::Commitment));
    }
    Ok(())
}

/// Whether a commitment that the caller sees was made to the unit or the enterprise, or to whoever needs it.
async fn may_meet(tx: &Tx, draft: &Model, id: Uuid) -> Result<bool> {
    let found: Result<Held<commitment::Model>> = ops::seen(tx, tx.conn()?, &ids::text(Kind::Commitment, id)).await;
    match found {
        Ok(held) => Ok(is_open(&held.row) || is_for(&held.row, draft.unit_id, draft.enterprise_id)),
        Err(unseen) if unseen.code() == Code::NotFound => Ok(false),
        Err(failed) => Err(failed),
    }
}

fn missing(path: &str, kind: Kind) -> Violation {
    Violation::new(Code::UnknownCode, path).with("kind", kind.name())
}
