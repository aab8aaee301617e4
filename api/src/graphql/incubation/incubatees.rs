//! Incubatees from stage to stage.

use async_graphql::{Context, ID, Object, Result};

use crate::domain::ctx::Expected;
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{held, write};
use crate::view::incubation::incubatees::{self, IncubateeMoveInput, StageGate, TimelineEntry};
use crate::view::kept::Incubatee;

/// Reading how incubatees stand.
#[derive(Default)]
pub struct IncubateesQuery;

#[Object]
impl IncubateesQuery {
    /// The stages that may follow for an incubatee, what their gates ask and what is missing; as a move by you would answer now.
    #[graphql(complexity = "20 + 10 * child_complexity")]
    async fn incubatee_gates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the incubatee.")] id: ID,
    ) -> Result<Vec<StageGate>> {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        Ok(incubatees::gates(caller, &id).await?)
    }

    /// What happened to an incubatee, day by day.
    #[graphql(complexity = "20 + 50 * child_complexity")]
    async fn incubatee_timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the incubatee.")] id: ID,
    ) -> Result<Vec<TimelineEntry>> {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        Ok(incubatees::timeline(caller, &id).await?)
    }
}

/// Moving incubatees.
#[derive(Default)]
pub struct IncubateesMutation;

#[Object]
impl IncubateesMutation {
    /// Move an incubatee to another stage. A stage whose gate is not met is refused with everything that is missing.
    async fn move_incubatee(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the incubatee.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: IncubateeMoveInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Incubatee> {
        let content = (id.0.clone(), input.clone());
        let work =
            |tx| async move { incubatees::step(&tx, &id, Expected::Version(expected_version), held(&input)?).await };
        write(ctx, "moveIncubatee", validate_only, content, work).await
    }
}
