//! Candidates of selection rounds: put forward, scored, selected.

use async_graphql::{ComplexObject, Context, ID, Object, Result};

use super::connection::{List, Window, connection};
use super::loaders::caller;
use super::mutation::{held, write};
use super::reports::wants_total;
use crate::domain::ctx::Expected;
use crate::domain::registry;
use crate::view::kept::SelectionRound;
use crate::view::registry::Unit;
use crate::view::selection::{self, DecisionInput, NominateInput, ScoreInput, SelectionCandidate};

/// Candidates of a round, in the order of their nomination.
pub async fn list(
    ctx: &Context<'_>,
    round: &str,
    stage: Option<&str>,
    window: Window,
) -> Result<List<SelectionCandidate>> {
    let caller = caller(ctx)?;
    let request = window.page()?;
    let round = registry::selection::round(caller, round).await?.id;
    let total = if wants_total(ctx) { Some(registry::selection::count(caller, round, stage).await?) } else { None };
    Ok(connection(selection::page(caller, round, stage, &request).await?, &request, total))
}

#[ComplexObject]
impl SelectionCandidate {
    /// The BLK or kawasan.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        super::kept::unit(ctx, Some(&self.unit_id)).await
    }
}

/// Reading selection rounds.
#[derive(Default)]
pub struct SelectionQuery;

#[Object]
impl SelectionQuery {
    /// Candidates of a selection round, in the order of their nomination.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn selection_candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or code of the round.")] round: ID,
        #[graphql(desc = "Code of `selectionStages`.")] stage: Option<String>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<SelectionCandidate>> {
        list(ctx, &round, stage.as_deref(), Window { first, after, last, before }).await
    }
}

/// Writing selection rounds.
#[derive(Default)]
pub struct SelectionMutation;

#[Object]
impl SelectionMutation {
    /// Put units forward in a selection round, all or none; in the order of the input.
    async fn nominate_candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or code of the round.")] round: ID,
        input: NominateInput,
        #[graphql(default)] validate_only: bool,
    ) -> Result<Vec<SelectionCandidate>> {
        let content = (round.0.clone(), input.clone());
        write(ctx, "nominateCandidates", validate_only, content, |tx| async move {
            selection::nominate(&tx, &round, held(&input)?).await
        })
        .await
    }

    /// Score a candidate; an earlier score of yours on the same criterion is replaced.
    async fn score_candidate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the candidate.")] candidate: ID,
        input: ScoreInput,
        #[graphql(default)] validate_only: bool,
    ) -> Result<SelectionCandidate> {
        let content = (candidate.0.clone(), input.clone());
        write(ctx, "scoreCandidate", validate_only, content, |tx| async move {
            selection::score(&tx, &candidate, held(&input)?).await
        })
        .await
    }

    /// Decide a selection round: scored candidates of the longlist are selected, the others are not. It does not change
    /// afterwards.
    async fn decide_selection_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or code of the round.")] round: ID,
        expected_version: i32,
        input: DecisionInput,
        #[graphql(default)] validate_only: bool,
    ) -> Result<SelectionRound> {
        let content = (round.0.clone(), input.clone());
        write(ctx, "decideSelectionRound", validate_only, content, |tx| async move {
            selection::decide(&tx, &round, Expected::Version(expected_version), held(&input)?).await
        })
        .await
    }
}
