//! Commitments from their acceptance to their end.

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::ctx::Expected;
use crate::domain::interaction::commitments::Step;
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{held, write};
use crate::view::interaction::commitments::{self, CommitmentStepInput, CommitmentSteps};
use crate::view::kept::Commitment;

/// Reading where a commitment stands.
#[derive(Default)]
pub struct CommitmentsQuery;

#[Object]
impl CommitmentsQuery {
    /// Where a commitment stands, and which steps you may take.
    #[graphql(complexity = "10 + 6 * child_complexity")]
    async fn commitment_steps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the commitment.")] id: ID,
    ) -> Result<CommitmentSteps> {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        Ok(commitments::steps(caller, &id).await?)
    }
}

/// Steps of commitments.
#[derive(Default)]
pub struct CommitmentsMutation;

#[Object]
impl CommitmentsMutation {
    /// Accept a commitment; by whoever it is for. The agreement that was signed can be named.
    async fn accept_commitment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the commitment.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: CommitmentStepInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Commitment> {
        take(ctx, (Step::Accept, "acceptCommitment"), (id.0, expected_version), input, validate_only).await
    }

    /// Decline a commitment, with a reason; by whoever it is for.
    async fn decline_commitment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the commitment.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: CommitmentStepInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Commitment> {
        take(ctx, (Step::Decline, "declineCommitment"), (id.0, expected_version), input, validate_only).await
    }

    /// Withdraw a commitment before it was accepted; by whoever offered it.
    async fn withdraw_commitment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the commitment.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: CommitmentStepInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Commitment> {
        take(ctx, (Step::Withdraw, "withdrawCommitment"), (id.0, expected_version), input, validate_only).await
    }

    /// Dispute an accepted commitment, with a reason; by either side.
    async fn dispute_commitment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the commitment.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: CommitmentStepInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Commitment> {
        take(ctx, (Step::Dispute, "disputeCommitment"), (id.0, expected_version), input, validate_only).await
    }

    /// Settle the dispute over a commitment, with a reason; by an administrator or the coordinator.
    async fn settle_commitment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the commitment.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: CommitmentStepInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Commitment> {
        take(ctx, (Step::Settle, "settleCommitment"), (id.0, expected_version), input, validate_only).await
    }

    /// Confirm that a commitment was fulfilled; by whoever it is for.
    async fn fulfil_commitment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the commitment.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: CommitmentStepInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Commitment> {
        take(ctx, (Step::Fulfil, "fulfilCommitment"), (id.0, expected_version), input, validate_only).await
    }
}

fn take<'a>(
    ctx: &'a Context<'_>,
    (step, operation): (Step, &'static str),
    (id, expected): (String, i32),
    input: CommitmentStepInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<Commitment>> {
    Box::pin(async move {
        let (content, expected) = ((id.clone(), input.clone()), Expected::Version(expected));
        let work = |tx| async move { commitments::step(&tx, &id, expected, step, held(&input)?).await };
        write(ctx, operation, validate_only, content, work).await
    })
}
