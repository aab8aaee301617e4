//! Requests from their answer to their end.

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::ctx::Expected;
use crate::domain::ids;
use crate::domain::interaction::requests::Step;
use crate::graphql::loaders::{self, caller};
use crate::graphql::mutation::{held, write};
use crate::view::interaction::requests::{self, RequestAnswerInput, RequestStepInput, RequestSteps};
use crate::view::kept::Request;
use crate::view::reports::Report;

/// The report with an id, as far as the caller sees it.
pub async fn report(ctx: &Context<'_>, id: Option<&str>) -> Result<Option<Report>> {
    let Some((_, id)) = id.and_then(ids::parse) else {
        return Ok(None);
    };
    let found = loaders::one(&loaders::of(ctx)?.reports, id).await?;
    let caller = caller(ctx)?;
    Ok(found.map(|loaded| Report::of(caller, &loaded)))
}

/// Reading where a request stands.
#[derive(Default)]
pub struct RequestsQuery;

#[Object]
impl RequestsQuery {
    /// Where a request stands, and which steps you may take.
    #[graphql(complexity = "10 + 4 * child_complexity")]
    async fn request_steps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the request.")] id: ID,
    ) -> Result<RequestSteps> {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        Ok(requests::steps(caller, &id).await?)
    }
}

/// Steps of requests.
#[derive(Default)]
pub struct RequestsMutation;

#[Object]
impl RequestsMutation {
    /// Answer a request with a text, with a document of the unit's register, or both; by the people of the unit.
    async fn answer_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the request.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: RequestAnswerInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Request> {
        answer(ctx, id.0, expected_version, input, validate_only).await
    }

    /// Accept the answer to a request; by whoever may ask.
    async fn accept_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the request.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: RequestStepInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Request> {
        take(ctx, (Step::Accept, "acceptRequest"), (id.0, expected_version), input, validate_only).await
    }

    /// Return the answer to a request, with a reason; by whoever may ask. It is open again.
    async fn return_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the request.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: RequestStepInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Request> {
        take(ctx, (Step::Return, "returnRequest"), (id.0, expected_version), input, validate_only).await
    }

    /// Withdraw a request; by whoever may ask.
    async fn withdraw_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the request.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: RequestStepInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Request> {
        take(ctx, (Step::Withdraw, "withdrawRequest"), (id.0, expected_version), input, validate_only).await
    }
}

fn answer<'a>(
    ctx: &'a Context<'_>,
    id: String,
    expected: i32,
    input: RequestAnswerInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<Request>> {
    Box::pin(async move {
        let (content, expected) = ((id.clone(), input.clone()), Expected::Version(expected));
        let work = |tx| async move { requests::answer(&tx, &id, expected, held(&input)?).await };
        write(ctx, "answerRequest", validate_only, content, work).await
    })
}

fn take<'a>(
    ctx: &'a Context<'_>,
    (step, operation): (Step, &'static str),
    (id, expected): (String, i32),
    input: RequestStepInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<Request>> {
    Box::pin(async move {
        let (content, expected) = ((id.clone(), input.clone()), Expected::Version(expected));
        let work = |tx| async move { requests::step(&tx, &id, expected, step, held(&input)?).await };
        write(ctx, operation, validate_only, content, work).await
    })
}
