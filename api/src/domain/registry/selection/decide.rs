//! The decision of a round: who is selected, by which decree.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use entity::{selection_candidate, selection_round, unit_status};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Candidate, LISTED, NOT_SELECTED, SELECTED};
use crate::domain::access::Action;
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::registry::statuses::may_follow;
use crate::domain::registry::units;
use crate::domain::{Code, Error, Result, Tx, Violation};
use crate::vocab::StatusAspect;

/// What was decided.
#[derive(Clone, Debug)]
pub struct Decision {
    pub decree_number: String,
    pub decided_on: NaiveDate,
    /// Ids of candidates, or ids or codes of their units.
    pub selected: Vec<String>,
}

/// Decides a round: some of the longlist are selected, the others are not. A BLK that is selected has that status from
/// the day of the decision.
pub async fn decide(
    tx: &Tx,
    round: &str,
    expected: Expected,
    decision: Decision,
) -> Result<Held<selection_round::Model>> {
    let round = super::locked(tx, super::named(round)?).await?;
    tx.require(Action::ManageRegistry, None)?;
    expected.check(round.version)?;
    super::still_open(&round)?;
    let listed = listed(tx, &round).await?;
    let mut faults = check(tx, &round, &decision);
    let chosen = choose(&decision, &listed, &stretches(tx, &round, &listed).await?, &mut faults);
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    for candidate in listed {
        let stage = if chosen.contains(&candidate.row.id) { SELECTED } else { NOT_SELECTED };
        settle(tx, &round, candidate, stage, &decision).await?;
    }
    close(tx, round, decision).await
}

/// The candidates of the longlist. Their scores are reckoned anew: the criteria may have changed since.
async fn listed(tx: &Tx, round: &selection_round::Model) -> Result<Vec<Candidate>> {
    let mut rows = selection_candidate::Entity::find()
        .filter(selection_candidate::Column::RoundId.eq(round.id))
        .filter(selection_candidate::Column::Stage.is_in(LISTED))
        .order_by_asc(selection_candidate::Column::Id)
        .all(tx.conn()?)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let scores = super::scores_of(tx.conn()?, &ids).await?;
    let criteria = super::score::criteria(round)?;
    for row in &mut rows {
        row.score = super::score::weighted(&criteria, scores.get(&row.id).map(Vec::as_slice).unwrap_or_default());
    }
    super::with_units(tx.conn()?, rows).await
}

async fn stretches(
    tx: &Tx,
    round: &selection_round::Model,
    listed: &[Candidate],
) -> Result<HashMap<Uuid, unit_status::Model>> {
    if !super::selects_blks(round) {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = listed.iter().map(|candidate| candidate.unit.id).collect();
    super::last_stretches(tx, &ids).await
}

/// What is wrong with the decision apart from whom it selects.
fn check(tx: &Tx, round: &selection_round::Model, decision: &Decision) -> Vec<Violation> {
    let mut faults = Vec::new();
    if round.study_id.is_none() {
        faults.push(Violation::new(Code::FieldRequired, "/studyId"));
    }
    if decision.decree_number.trim().is_empty() {
        faults.push(Violation::new(Code::FieldLength, "/decreeNumber").with("min", 1));
    }
    let (earliest, today) = (NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default(), tx.today());
    if !(earliest..=today).contains(&decision.decided_on) {
        let fault = Violation::new(Code::FieldRange, "/decidedOn");
        faults.push(fault.with("min", earliest.to_string()).with("max", today.to_string()));
    }
    if decision.selected.len() > usize::try_from(round.select_count).unwrap_or_default() {
        faults.push(Violation::new(Code::FieldRange, "/selected").with("max", round.select_count));
    }
    faults
}

/// The candidates that are selected; what is wrong with them goes to the faults.
fn choose(
    decision: &Decision,
    listed: &[Candidate],
    last: &HashMap<Uuid, unit_status::Model>,
    faults: &mut Vec<Violation>,
) -> HashSet<Uuid> {
    let names = listed.iter().flat_map(|candidate| {
        let id = ids::text(Kind::SelectionCandidate, candidate.row.id);
        [id, units::public_id(&candidate.unit), candidate.unit.code.clone()].map(move |name| (name, candidate))
    });
    let known: HashMap<String, &Candidate> = names.collect();
    let mut chosen = HashSet::new();
    for (index, name) in decision.selected.iter().enumerate() {
        let path = format!("/selected/{index}");
        let Some(candidate) = known.get(name) else {
            faults.push(Violation::new(Code::UnknownCode, path));
            continue;
        };
        if !chosen.insert(candidate.row.id) {
            faults.push(Violation::new(Code::FieldDuplicate, path.clone()));
        }
        if candidate.row.score.is_none() {
            faults.push(Violation::new(Code::Unscored, path.clone()));
        }
        faults.extend(last.get(&candidate.unit.id).and_then(|last| cannot_follow(path, last, decision.decided_on)));
    }
    chosen
}

/// Why a BLK cannot be selected from a day on, if it cannot.
fn cannot_follow(path: String, last: &unit_status::Model, from_on: NaiveDate) -> Option<Violation> {
    if last.from_on >= from_on {
        return Some(super::too_early(path, last));
    }
    let allowed = may_follow(StatusAspect::Incubator, &last.status, SELECTED);
    (!allowed).then(|| Violation::new(Code::Lifecycle, path).with("from", last.status.as_str()).with("to", SELECTED))
}

/// Gives one candidate its last stage and, if it is a BLK that was selected, its status.
async fn settle(
    tx: &Tx,
    round: &selection_round::Model,
    candidate: Candidate,
    stage: &str,
    decision: &Decision,
) -> Result<()> {
    let score = candidate.row.score;
    let row = super::save(tx, candidate.row, stage, score).await?;
    let unit = if stage == SELECTED && super::selects_blks(round) {
        super::give(tx, &candidate.unit, "SELECTED", decision.decided_on, &decision.decree_number).await?
    } else {
        candidate.unit
    };
    let settled = Candidate { row, unit };
    super::note(tx, "decideSelectionRound", "selectionCandidate.decided", &["stage"], &settled).await
}

async fn close(tx: &Tx, round: selection_round::Model, decision: Decision) -> Result<Held<selection_round::Model>> {
    let unit = units::unit_by_id(tx.conn()?, round.unit_id).await?;
    let mut row = round.clone();
    row.decree_number = Some(decision.decree_number);
    row.decided_on = Some(decision.decided_on);
    row.advance(tx);
    ops::put(tx, Held { row: round, unit }, row, "decide", "decided").await
}
