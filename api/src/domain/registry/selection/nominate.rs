//! Putting units forward.

use std::collections::{HashMap, HashSet};

use entity::{selection_candidate, selection_round, unit, unit_status};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Candidate, ELIGIBLE, LISTED, LONGLIST};
use crate::domain::access::Action;
use crate::domain::clock::{local_day, zone};
use crate::domain::ids;
use crate::domain::record::insert;
use crate::domain::registry::units;
use crate::domain::{Code, Error, Result, Tx, Violation};

/// A unit that is put forward.
struct Nominee {
    path: String,
    unit: unit::Model,
    before: Option<selection_candidate::Model>,
    /// Whether it becomes a candidate incubator by this.
    becomes: bool,
}

/// Puts units (ids or codes) on the list of the eligible or on the longlist. Who is a candidate already changes lists.
pub async fn nominate(tx: &Tx, round: &str, names: &[String], stage: &str) -> Result<Vec<Candidate>> {
    let round = super::locked(tx, super::named(round)?).await?;
    tx.require(Action::ManageRegistry, None)?;
    super::still_open(&round)?;
    let mut faults = check_stage(stage);
    let mut nominees = choose(&round, names, &named_units(tx, names).await?, &mut faults);
    let mut before = earlier(tx, round.id).await?;
    if stage == LONGLIST {
        faults.extend(check_size(&round, &before, &nominees));
        faults.extend(mark_new_incubators(tx, &round, &mut nominees).await?);
    }
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    let mut candidates = Vec::with_capacity(nominees.len());
    for mut nominee in nominees {
        nominee.before = before.remove(&nominee.unit.id);
        candidates.push(put_forward(tx, &round, stage, nominee).await?);
    }
    Ok(candidates)
}

fn check_stage(stage: &str) -> Vec<Violation> {
    let allowed = [ELIGIBLE, LONGLIST];
    if allowed.contains(&stage) {
        return Vec::new();
    }
    vec![Violation::new(Code::UnknownCode, "/stage").with("allowed", allowed.to_vec())]
}

/// Units by the ids and codes that name them.
async fn named_units(tx: &Tx, names: &[String]) -> Result<HashMap<String, unit::Model>> {
    let ids: Vec<Uuid> = names.iter().filter_map(|name| ids::parse(name)).map(|(_, id)| id).collect();
    let any = Condition::any().add(unit::Column::Id.is_in(ids)).add(unit::Column::Code.is_in(names));
    let rows = unit::Entity::find().filter(any).all(tx.conn()?).await?;
    Ok(rows.into_iter().flat_map(|row| [(units::public_id(&row), row.clone()), (row.code.clone(), row)]).collect())
}

/// The units that may be put forward, each once; what is wrong with the others goes to the faults.
fn choose(
    round: &selection_round::Model,
    names: &[String],
    known: &HashMap<String, unit::Model>,
    faults: &mut Vec<Violation>,
) -> Vec<Nominee> {
    let (mut seen, mut chosen) = (HashSet::new(), Vec::new());
    for (index, name) in names.iter().enumerate() {
        let path = format!("/units/{index}");
        let fault = match known.get(name) {
            Some(unit) if unit.kind != round.subject_kind => Code::UnknownCode,
            Some(unit) if unit.archived_at.is_some() => Code::Archived,
            Some(unit) if !seen.insert(unit.id) => Code::FieldDuplicate,
            Some(unit) => {
                chosen.push(Nominee { path, unit: unit.clone(), before: None, becomes: false });
                continue;
            }
            None => Code::UnknownCode,
        };
        faults.push(Violation::new(fault, path).with("kind", round.subject_kind.as_str()));
    }
    chosen
}

/// The candidates so far, by unit.
async fn earlier(tx: &Tx, round: Uuid) -> Result<HashMap<Uuid, selection_candidate::Model>> {
    let rows = selection_candidate::Entity::find().filter(selection_candidate::Column::RoundId.eq(round));
    Ok(rows.all(tx.conn()?).await?.into_iter().map(|row| (row.unit_id, row)).collect())
}

fn check_size(
    round: &selection_round::Model,
    before: &HashMap<Uuid, selection_candidate::Model>,
    nominees: &[Nominee],
) -> Option<Violation> {
    let listed = before.values().filter(|row| LISTED.contains(&row.stage.as_str())).map(|row| row.unit_id);
    let longlist: HashSet<Uuid> = listed.chain(nominees.iter().map(|nominee| nominee.unit.id)).collect();
    let most = usize::try_from(round.longlist_size).unwrap_or_default();
    (longlist.len() > most).then(|| Violation::new(Code::FieldRange, "/units").with("max", round.longlist_size))
}

/// A BLK of the longlist that has no role as incubator becomes a candidate; it cannot on a day on which its status
/// changed already.
async fn mark_new_incubators(
    tx: &Tx,
    round: &selection_round::Model,
    nominees: &mut [Nominee],
) -> Result<Vec<Violation>> {
    if !super::selects_blks(round) {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = nominees.iter().map(|nominee| nominee.unit.id).collect();
    let last = super::last_stretches(tx, &ids).await?;
    let mut faults = Vec::new();
    for nominee in nominees {
        let last: Option<&unit_status::Model> = last.get(&nominee.unit.id);
        nominee.becomes = last.is_none_or(|last| last.status == "NONE");
        let today = local_day(tx.now(), zone(&nominee.unit.timezone));
        if let Some(last) = last.filter(|last| nominee.becomes && last.from_on >= today) {
            faults.push(super::too_early(nominee.path.clone(), last));
        }
    }
    Ok(faults)
}

async fn put_forward(tx: &Tx, round: &selection_round::Model, stage: &str, nominee: Nominee) -> Result<Candidate> {
    let Nominee { unit, before, becomes, .. } = nominee;
    let unchanged = before.as_ref().is_some_and(|row| row.stage == stage);
    let row = match before {
        Some(row) if unchanged => row,
        Some(row) => {
            let score = row.score;
            super::save(tx, row, stage, score).await?
        }
        None => first(tx, round.id, unit.id, stage).await?,
    };
    let today = local_day(tx.now(), zone(&unit.timezone));
    let unit = if becomes { super::give(tx, &unit, "CANDIDATE", today, &round.code).await? } else { unit };
    let candidate = Candidate { row, unit };
    if !unchanged {
        super::note(tx, "nominateCandidates", "selectionCandidate.nominated", &["stage"], &candidate).await?;
    }
    Ok(candidate)
}

async fn first(tx: &Tx, round_id: Uuid, unit_id: Uuid, stage: &str) -> Result<selection_candidate::Model> {
    let row = selection_candidate::Model {
        id: tx.new_id(),
        round_id,
        unit_id,
        stage: stage.to_owned(),
        score: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    insert(selection_candidate::ActiveModel::from(row.clone()), tx).await?;
    Ok(row)
}
