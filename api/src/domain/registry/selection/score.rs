//! Scoring candidates: each assessor on each criterion.

use std::collections::HashSet;

use entity::{selection_round, selection_score};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;
use serde::Deserialize;
use uuid::Uuid;

use super::{Candidate, LISTED};
use crate::domain::access::{Action, Place};
use crate::domain::{Code, Error, Result, Tx, Violation};

/// A score that an assessor gives.
#[derive(Clone, Debug)]
pub struct NewScore {
    /// Code of a criterion of the round.
    pub criterion: String,
    /// 0 to 100, at most two decimals.
    pub score: f64,
    pub note: Option<String>,
}

/// A criterion as far as scoring needs it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Criterion {
    code: String,
    weight: i32,
}

/// The criteria of a round.
pub(super) fn criteria(round: &selection_round::Model) -> Result<Vec<Criterion>> {
    Ok(serde_json::from_str(&round.criteria)?)
}

/// The mean over the criteria by their weights of the mean over the assessors, to two places; none while a criterion
/// has no score.
pub(super) fn weighted(criteria: &[Criterion], scores: &[selection_score::Model]) -> Option<f64> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for criterion in criteria {
        let given = scores.iter().filter(|score| score.criterion == criterion.code);
        let (total, assessors) = given.fold((0.0, 0.0), |(total, n), score| (total + score.score, n + 1.0));
        if assessors < 1.0 {
            return None;
        }
        sum += f64::from(criterion.weight) * total / assessors;
        weights += f64::from(criterion.weight);
    }
    (weights > 0.0).then(|| (sum / weights * 100.0).round() / 100.0)
}

/// Records scores of the caller; an earlier score of the caller on the same criterion is replaced.
pub async fn score(tx: &Tx, candidate: &str, scores: Vec<NewScore>) -> Result<Candidate> {
    let round_id = super::found(tx.conn()?, candidate).await?.row.round_id;
    let round = super::locked(tx, selection_round::Entity::find_by_id(round_id)).await?;
    // Read again: it may have changed while we waited for the round.
    let Candidate { row, unit } = super::found(tx.conn()?, candidate).await?;
    tx.require(Action::Assess, Some(&Place::from(&unit)))?;
    super::still_open(&round)?;
    if !LISTED.contains(&row.stage.as_str()) {
        return Err(Error::new(Code::IllegalState).with("stage", row.stage));
    }
    let criteria = criteria(&round)?;
    let faults = check(&criteria, &scores);
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    for new in scores {
        put(tx, row.id, new).await?;
    }
    let all = super::scores_of(tx.conn()?, &[row.id]).await?.remove(&row.id).unwrap_or_default();
    let stage = row.stage.clone();
    let row = super::save(tx, row, &stage, weighted(&criteria, &all)).await?;
    let candidate = Candidate { row, unit };
    super::note(tx, "scoreCandidate", "selectionCandidate.scored", &["scores"], &candidate).await?;
    Ok(candidate)
}

fn check(criteria: &[Criterion], scores: &[NewScore]) -> Vec<Violation> {
    let (mut seen, mut faults) = (HashSet::new(), Vec::new());
    for (index, new) in scores.iter().enumerate() {
        let path = |field: &str| format!("/scores/{index}/{field}");
        if !criteria.iter().any(|criterion| criterion.code == new.criterion) {
            faults.push(Violation::new(Code::UnknownCode, path("criterion")));
        } else if !seen.insert(new.criterion.as_str()) {
            faults.push(Violation::new(Code::FieldDuplicate, path("criterion")));
        }
        let hundredths = new.score * 100.0;
        if !(0.0..=100.0).contains(&new.score) {
            faults.push(Violation::new(Code::FieldRange, path("score")).with("min", 0).with("max", 100));
        } else if (hundredths - hundredths.round()).abs() > 1e-6 {
            faults.push(Violation::new(Code::ValuePrecision, path("score")));
        }
    }
    faults
}

async fn put(tx: &Tx, candidate: Uuid, new: NewScore) -> Result<()> {
    use selection_score::Column;
    let row = selection_score::ActiveModel {
        candidate_id: Set(candidate),
        criterion: Set(new.criterion),
        assessor_id: Set(tx.actor.id_or_nil()),
        score: Set(new.score),
        note: Set(new.note),
        recorded_at: Set(tx.now()),
    };
    let replace = OnConflict::columns([Column::CandidateId, Column::Criterion, Column::AssessorId])
        .update_columns([Column::Score, Column::Note, Column::RecordedAt])
        .to_owned();
    selection_score::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.conn()?).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(criterion: &str, assessor: u128, score: f64) -> selection_score::Model {
        selection_score::Model {
            candidate_id: Uuid::nil(),
            criterion: criterion.to_owned(),
            assessor_id: Uuid::from_u128(assessor),
            score,
            note: None,
            recorded_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_score_is_the_weighted_mean_of_the_means() {
        let criteria =
            [("A", 60), ("B", 40)].map(|(code, weight)| Criterion { code: code.to_owned(), weight }).to_vec();
        let score = |scores: &[selection_score::Model]| weighted(&criteria, scores);
        assert_eq!(score(&[]), None);
        assert_eq!(score(&[given("A", 1, 80.0)]), None);
        assert_eq!(score(&[given("A", 1, 80.0), given("B", 1, 50.0)]), Some(68.0));
        assert_eq!(score(&[given("A", 1, 80.0), given("B", 1, 50.0), given("A", 2, 60.0)]), Some(62.0));
        assert_eq!(score(&[given("A", 1, 33.33), given("B", 2, 66.67), given("C", 1, 1.0)]), Some(46.67));
        assert_eq!(weighted(&[], &[]), None);
    }
}
