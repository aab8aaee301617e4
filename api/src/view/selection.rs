//! Candidates of a selection round, and what is said of them.

use std::collections::BTreeSet;

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use entity::selection_score;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::kept::{Recorded, SelectionRound};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Page, PageRequest};
use crate::domain::registry::public_id;
use crate::domain::registry::selection::{self, Candidate, Decision, NewScore};
use crate::domain::{Ctx, Result, Tx};

/// A BLK or kawasan in a selection round.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct SelectionCandidate {
    /// Id.
    #[schema(value_type = String, example = "cnd_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Id of the round.
    #[schema(value_type = String)]
    pub round_id: ID,
    /// Id of the BLK or kawasan.
    #[schema(value_type = String)]
    pub unit_id: ID,
    /// Code of the BLK or kawasan.
    pub unit_code: String,
    /// Name of the BLK or kawasan.
    pub unit_name: String,
    /// Code of `selectionStages`.
    pub stage: String,
    /// Mean over the criteria, by their weights, of the mean over the assessors, 0 to 100; null while a criterion has no score.
    pub score: Option<f64>,
    /// Scores, oldest first: one per criterion and assessor.
    pub scores: Vec<SelectionScore>,
    /// Version of this record.
    pub version: i32,
}

/// What an assessor gave a candidate on a criterion.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct SelectionScore {
    /// Code of the criterion, unique in the round.
    pub criterion: String,
    /// Score, 0 to 100.
    pub score: f64,
    /// Remark.
    pub note: Option<String>,
    /// Who scored (`usr_...` or `cli_...`).
    #[schema(value_type = String)]
    pub assessor_id: ID,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// Units to be put forward in a round.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NominateInput {
    /// Ids or codes of BLKs or kawasans, as the round selects. Who is a candidate already changes lists.
    #[schema(min_items = 1, max_items = 1000)]
    pub units: Vec<String>,
    /// ELIGIBLE or LONGLIST: code of `selectionStages`. A BLK without a role as incubator becomes a candidate incubator with the longlist.
    #[schema(max_length = 60, example = "LONGLIST")]
    pub stage: String,
}

/// Scores that the caller gives a candidate.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScoreInput {
    /// Scores by criterion; they replace earlier ones of yours on the same criteria.
    #[schema(min_items = 1, max_items = 100)]
    pub scores: Vec<NewScoreInput>,
}

/// A score on one criterion.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewScoreInput {
    /// Code of a criterion of the round.
    #[schema(min_length = 1, max_length = 60)]
    pub criterion: String,
    /// Score, 0 to 100; at most two decimals.
    #[schema(minimum = 0, maximum = 100)]
    pub score: f64,
    /// Remark.
    #[schema(max_length = 1000)]
    pub note: Option<String>,
}

/// The decision of a round.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecisionInput {
    /// Number of the decree.
    #[schema(min_length = 1, max_length = 60)]
    pub decree_number: String,
    /// Day of the decision, at the latest today; selected BLKs have their status from this day.
    #[schema(value_type = String, format = Date)]
    pub decided_on: NaiveDate,
    /// Who is selected: ids of candidates, or ids or codes of their units.
    #[schema(min_items = 1, max_items = 1000)]
    pub selected: Vec<String>,
}

impl SelectionCandidate {
    /// Candidates with their scores, in the same order.
    pub async fn all(conn: &impl ConnectionTrait, candidates: Vec<Candidate>) -> Result<Vec<Self>> {
        let ids: Vec<Uuid> = candidates.iter().map(|candidate| candidate.row.id).collect();
        let mut scores = selection::scores_of(conn, &ids).await?;
        let actors: BTreeSet<Uuid> = scores.values().flatten().map(|score| score.assessor_id).collect();
        let names = selection::assessors(conn, &actors).await?;
        let shown = |score: selection_score::Model| SelectionScore {
            criterion: score.criterion,
            score: score.score,
            note: score.note,
            assessor_id: names.get(&score.assessor_id).cloned().unwrap_or_default().into(),
            recorded_at: score.recorded_at,
        };
        let whole = candidates.into_iter().map(|candidate| {
            let given = scores.remove(&candidate.row.id).unwrap_or_default();
            Self::of(candidate, given.into_iter().map(shown).collect())
        });
        Ok(whole.collect())
    }

    /// One candidate with its scores.
    pub async fn one(conn: &impl ConnectionTrait, candidate: Candidate) -> Result<Self> {
        let shown = Self::all(conn, vec![candidate]).await?.pop();
        shown.ok_or_else(|| crate::domain::Code::NotFound.into())
    }

    fn of(candidate: Candidate, scores: Vec<SelectionScore>) -> Self {
        let (row, unit) = (candidate.row, candidate.unit);
        Self {
            id: ids::text(Kind::SelectionCandidate, row.id).into(),
            round_id: ids::text(Kind::SelectionRound, row.round_id).into(),
            unit_id: public_id(&unit).into(),
            unit_code: unit.code,
            unit_name: unit.name,
            stage: row.stage,
            score: row.score,
            scores,
            version: row.version,
        }
    }
}

/// A page of the candidates of a round.
pub async fn page(
    ctx: &Ctx,
    round: Uuid,
    stage: Option<&str>,
    wanted: &PageRequest,
) -> Result<Page<SelectionCandidate>> {
    let Page { items, more } = selection::candidates(ctx, round, stage, wanted).await?;
    let (cursors, rows): (Vec<_>, Vec<_>) = items.into_iter().unzip();
    let shown = SelectionCandidate::all(ctx.db(), rows).await?;
    Ok(Page { items: cursors.into_iter().zip(shown).collect(), more })
}

/// One candidate by its id.
pub async fn get(ctx: &Ctx, id: &str) -> Result<SelectionCandidate> {
    SelectionCandidate::one(ctx.db(), selection::candidate(ctx, id).await?).await
}

/// Puts units forward.
pub async fn nominate(tx: &Tx, round: &str, input: NominateInput) -> Result<Vec<SelectionCandidate>> {
    let NominateInput { units, stage } = input;
    let candidates = selection::nominate(tx, round, &units, &stage).await?;
    SelectionCandidate::all(tx.conn()?, candidates).await
}

/// Scores a candidate.
pub async fn score(tx: &Tx, candidate: &str, input: ScoreInput) -> Result<SelectionCandidate> {
    let new = |given: NewScoreInput| NewScore { criterion: given.criterion, score: given.score, note: given.note };
    let candidate = selection::score(tx, candidate, input.scores.into_iter().map(new).collect()).await?;
    SelectionCandidate::one(tx.conn()?, candidate).await
}

/// Decides a round.
pub async fn decide(tx: &Tx, round: &str, expected: Expected, input: DecisionInput) -> Result<SelectionRound> {
    let DecisionInput { decree_number, decided_on, selected } = input;
    let decision = Decision { decree_number, decided_on, selected };
    SelectionRound::of(selection::decide(tx, round, expected, decision).await?)
}
