//! Candidates of a selection round: who is put forward, how they are scored, who is selected (domain.md row 48). The
//! round itself is a kept record.

mod decide;
mod nominate;
mod query;
mod score;

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{selection_candidate, selection_round, unit, unit_status};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde_json::json;
use uuid::Uuid;

use super::statuses::{Change, set_status};
use super::units;
use crate::domain::ids::{self, Kind};
use crate::domain::record::Record;
use crate::domain::{Code, Error, Result, Tx, Violation};
use crate::vocab::{StatusAspect, UnitKind};

pub use decide::{Decision, decide};
pub use nominate::nominate;
pub use query::{assessors, candidate, candidates, count, round, scores_of};
pub use score::{NewScore, score};

use query::{found, named, with_units};

const ELIGIBLE: &str = "ELIGIBLE";
const LONGLIST: &str = "LONGLIST";
const SELECTED: &str = "SELECTED";
const NOT_SELECTED: &str = "NOT_SELECTED";
/// Stages in which a candidate is scored and may be selected.
const LISTED: [&str; 2] = [LONGLIST, "SHORTLIST"];

/// A candidate with its BLK or kawasan.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub row: selection_candidate::Model,
    pub unit: unit::Model,
}

/// The round, held until the write ends: what is decided about its candidates is decided one after the other.
async fn locked(tx: &Tx, which: Select<selection_round::Entity>) -> Result<selection_round::Model> {
    which.lock_exclusive().one(tx.conn()?).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// Refuses to touch what was decided or archived.
fn still_open(round: &selection_round::Model) -> Result<()> {
    match (round.archived_at, round.decided_on) {
        (Some(_), _) => Err(Error::new(Code::Archived)),
        (None, Some(day)) => Err(Error::new(Code::IllegalState).with("decidedOn", day.to_string())),
        (None, None) => Ok(()),
    }
}

fn selects_blks(round: &selection_round::Model) -> bool {
    round.subject_kind == UnitKind::Blk.as_str()
}

/// The last stretch of each unit's role as incubator.
async fn last_stretches(tx: &Tx, units: &[Uuid]) -> Result<HashMap<Uuid, unit_status::Model>> {
    let rows = unit_status::Entity::find()
        .filter(unit_status::Column::UnitId.is_in(units.iter().copied()))
        .filter(unit_status::Column::Aspect.eq(StatusAspect::Incubator.as_str()))
        .order_by_asc(unit_status::Column::FromOn);
    Ok(rows.all(tx.conn()?).await?.into_iter().map(|row| (row.unit_id, row)).collect())
}

/// The last stretch begins too late for a new one.
fn too_early(path: String, last: &unit_status::Model) -> Violation {
    Violation::new(Code::Overlap, path).with("lastFromOn", last.from_on.to_string())
}

/// Gives a BLK a role as incubator from a day on.
async fn give(tx: &Tx, unit: &unit::Model, status: &str, from_on: NaiveDate, reason: &str) -> Result<unit::Model> {
    let (status, reason) = (status.to_owned(), Some(reason.to_owned()));
    set_status(tx, unit, &Change { aspect: StatusAspect::Incubator, status, from_on, reason }).await
}

/// Stores a candidate's new stage and score.
async fn save(
    tx: &Tx,
    row: selection_candidate::Model,
    stage: &str,
    score: Option<f64>,
) -> Result<selection_candidate::Model> {
    let version = row.version + 1;
    let mut row = selection_candidate::ActiveModel::from(row);
    row.stage = Set(stage.to_owned());
    row.score = Set(score);
    row.version = Set(version);
    row.updated_at = Set(tx.now());
    Ok(row.update(tx.conn()?).await?)
}

/// Audit and event of a candidate that changed.
async fn note(tx: &Tx, action: &str, event: &str, fields: &[&str], candidate: &Candidate) -> Result<()> {
    let (row, unit) = (&candidate.row, &candidate.unit);
    let round = ids::text(Kind::SelectionRound, row.round_id);
    let record = Record::new(action, event, (Kind::SelectionCandidate, row.id), row.version)
        .unit(unit.id)
        .fields(fields)
        .body(json!({"round": round, "unit": units::public_id(unit), "stage": row.stage}));
    tx.record(record).await?;
    Ok(())
}
