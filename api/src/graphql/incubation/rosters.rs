//! Rosters, and what somebody decides about people whom they bring in twice.

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::Error;
use crate::domain::ctx::Expected;
use crate::graphql::mutation::{held, write};
use crate::view::incubation::duplicates::{self, DuplicateDecisionInput};
use crate::view::incubation::rosters::{self, RosterInput, RosterOutcome};
use crate::view::kept::DuplicateCase;
use crate::view::shape;

/// Writing rosters and duplicate cases.
#[derive(Default)]
pub struct RosterMutation;

#[Object]
impl RosterMutation {
    /// Records up to 1,000 people or enterprises, with memberships and places in a cohort. What is recorded already is
    /// taken as it stands. A person without a NIK cannot be recognised when the roster is sent again: send a roster with
    /// such rows with an Idempotency-Key.
    async fn import_roster(
        &self,
        ctx: &Context<'_>,
        input: RosterInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<RosterOutcome> {
        import(ctx, input, validate_only).await
    }

    /// Decides a duplicate case: there is a reason for it, or it is a duplicate. It does not change afterwards.
    async fn decide_duplicate_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the case.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: DuplicateDecisionInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<DuplicateCase> {
        decide(ctx, id, expected_version, input, validate_only).await
    }
}

fn import<'a>(ctx: &'a Context<'_>, input: RosterInput, validate_only: bool) -> BoxFuture<'a, Result<RosterOutcome>> {
    Box::pin(async move {
        let content = serde_json::to_value(&input).map_err(Error::from)?;
        let rows = content.clone();
        let work = |tx| async move { rosters::import(&tx, shape::check(&rows)?).await };
        write(ctx, "importRoster", validate_only, content, work).await
    })
}

fn decide<'a>(
    ctx: &'a Context<'_>,
    id: ID,
    version: i32,
    input: DuplicateDecisionInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<DuplicateCase>> {
    Box::pin(async move {
        let content = (id.0.clone(), input.clone());
        let work = |tx| async move { duplicates::decide(&tx, &id, Expected::Version(version), held(&input)?).await };
        write(ctx, "decideDuplicateCase", validate_only, content, work).await
    })
}
