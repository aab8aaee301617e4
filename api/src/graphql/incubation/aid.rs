//! Aid and its accounts: steps and decisions.

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::ctx::Expected;
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{held, write};
use crate::view::incubation::aid::{self, AidStepInput, AidSteps, LpjDecisionInput};
use crate::view::kept::{Aid, Lpj};

/// Reading where aid stands.
#[derive(Default)]
pub struct AidQuery;

#[Object]
impl AidQuery {
    /// Where aid stands: whether its account is late, and which steps you may take.
    #[graphql(complexity = "10 + 8 * child_complexity")]
    async fn aid_steps(&self, ctx: &Context<'_>, #[graphql(desc = "Id of the aid.")] id: ID) -> Result<AidSteps> {
        steps(ctx, id.0).await
    }
}

/// Writing steps of aid and decisions on its accounts.
#[derive(Default)]
pub struct AidMutation;

#[Object]
impl AidMutation {
    /// Take a step with aid: VERIFY, APPROVE, REJECT, DISBURSE, RECEIVE_GOODS, USE, RETURN or BREACH.
    async fn step_aid(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the aid.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: AidStepInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Aid> {
        step(ctx, id.0, expected_version, input, validate_only).await
    }

    /// Hand an LPJ in: complete, balanced, with its evidence. It does not change afterwards.
    async fn submit_lpj(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the LPJ.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Lpj> {
        submit(ctx, id.0, expected_version, validate_only).await
    }

    /// Accept an LPJ, or send it back with a reason. Not for who submitted it.
    async fn decide_lpj(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the LPJ.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: LpjDecisionInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Lpj> {
        decide(ctx, id.0, expected_version, input, validate_only).await
    }
}

fn steps<'a>(ctx: &'a Context<'_>, id: String) -> BoxFuture<'a, Result<AidSteps>> {
    Box::pin(async move {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        Ok(aid::steps(caller, &id).await?)
    })
}

fn step<'a>(
    ctx: &'a Context<'_>,
    id: String,
    expected: i32,
    input: AidStepInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<Aid>> {
    Box::pin(async move {
        let (content, expected) = ((id.clone(), input.clone()), Expected::Version(expected));
        let work = |tx| async move { aid::step(&tx, &id, expected, held(&input)?).await };
        write(ctx, "stepAid", validate_only, content, work).await
    })
}

fn submit<'a>(ctx: &'a Context<'_>, id: String, expected: i32, validate_only: bool) -> BoxFuture<'a, Result<Lpj>> {
    Box::pin(async move {
        let (content, expected) = (id.clone(), Expected::Version(expected));
        let work = |tx| async move { aid::submit(&tx, &id, expected).await };
        write(ctx, "submitLpj", validate_only, content, work).await
    })
}

fn decide<'a>(
    ctx: &'a Context<'_>,
    id: String,
    expected: i32,
    input: LpjDecisionInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<Lpj>> {
    Box::pin(async move {
        let (content, expected) = ((id.clone(), input.clone()), Expected::Version(expected));
        let work = |tx| async move { aid::decide(&tx, &id, expected, held(&input)?).await };
        write(ctx, "decideLpj", validate_only, content, work).await
    })
}
