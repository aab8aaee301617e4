//! Months of enterprises: how well they are attested, and what they say together.

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::ctx::Expected;
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{held, write};
use crate::view::incubation::progress::{self, AssuranceInput, EnterpriseMonth};
use crate::view::kept::{MemberCount, Progress};

/// Reading series and member counts.
#[derive(Default)]
pub struct ProgressQuery;

#[Object]
impl ProgressQuery {
    /// The months of an enterprise that you may read, oldest first: the last twelve unless others are named.
    #[graphql(complexity = "10 + 24 * child_complexity")]
    async fn enterprise_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the enterprise.")] enterprise: ID,
        #[graphql(desc = "First month: `2026-01`.")] from: Option<String>,
        #[graphql(desc = "Last month: `2026-10`.")] to: Option<String>,
    ) -> Result<Vec<EnterpriseMonth>> {
        months(ctx, enterprise.0, from, to).await
    }

    /// Members of an enterprise on the last day of a month, by sex and age band.
    #[graphql(complexity = "10 + 8 * child_complexity")]
    async fn member_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the enterprise.")] enterprise: ID,
        #[graphql(desc = "Month: `2026-03`.")] month: String,
    ) -> Result<Vec<MemberCount>> {
        members(ctx, enterprise.0, month).await
    }
}

/// Attesting months.
#[derive(Default)]
pub struct ProgressMutation;

#[Object]
impl ProgressMutation {
    /// Attest values of a month. A level is only raised, by the actor whose it is.
    async fn assure_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the month's progress.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: AssuranceInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Progress> {
        assure(ctx, id.0, expected_version, input, validate_only).await
    }
}

fn months<'a>(
    ctx: &'a Context<'_>,
    id: String,
    from: Option<String>,
    to: Option<String>,
) -> BoxFuture<'a, Result<Vec<EnterpriseMonth>>> {
    Box::pin(async move {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        Ok(progress::months(caller, &id, from.as_deref(), to.as_deref()).await?)
    })
}

fn members<'a>(ctx: &'a Context<'_>, id: String, month: String) -> BoxFuture<'a, Result<Vec<MemberCount>>> {
    Box::pin(async move {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        Ok(progress::members(caller, &id, &month).await?)
    })
}

fn assure<'a>(
    ctx: &'a Context<'_>,
    id: String,
    expected: i32,
    input: AssuranceInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<Progress>> {
    Box::pin(async move {
        let (content, expected) = ((id.clone(), input.clone()), Expected::Version(expected));
        let work = |tx| async move { progress::assure(&tx, &id, expected, held(&input)?).await };
        write(ctx, "assureProgress", validate_only, content, work).await
    })
}
