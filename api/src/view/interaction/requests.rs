//! Steps of requests, and what can be done with one now.

use async_graphql::{ID, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::interaction::requests::{self, Given, Step};
use crate::domain::registry::kept::{Held, ops};
use crate::domain::{Ctx, Result, Tx};
use crate::view::incubation::workflow::StepAction;
use crate::view::kept::{Recorded, Request};

/// An answer: a text, a document, or both.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestAnswerInput {
    /// The answer.
    #[schema(min_length = 1, max_length = 10000)]
    pub text: Option<String>,
    /// Id of a document in the register of the unit.
    #[schema(max_length = 60)]
    pub document_id: Option<String>,
}

/// Why a step is taken.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestStepInput {
    /// Why; required to return an answer.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
}

/// Where a request stands, and what you may do now.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RequestSteps {
    /// Id of the request.
    #[schema(value_type = String)]
    pub request_id: ID,
    /// Code of `requestStates`.
    pub state: String,
    /// Every step, and whether you could take it now.
    pub allowed_actions: Vec<StepAction>,
}

/// Answers a request.
pub async fn answer(tx: &Tx, id: &str, expected: Expected, input: RequestAnswerInput) -> Result<Request> {
    let given = Given { text: input.text, document_id: input.document_id, reason: None };
    Request::of(requests::step(tx, id, expected, Step::Answer, given).await?)
}

/// Takes another step with a request.
pub async fn step(tx: &Tx, id: &str, expected: Expected, step: Step, input: RequestStepInput) -> Result<Request> {
    let given = Given { reason: input.reason, ..Given::default() };
    Request::of(requests::step(tx, id, expected, step, given).await?)
}

/// Where a request stands.
pub async fn steps(ctx: &Ctx, id: &str) -> Result<RequestSteps> {
    let held: Held<entity::request::Model> = ops::get(ctx, id).await?;
    Ok(RequestSteps {
        request_id: ids::text(Kind::Request, held.row.id).into(),
        state: held.row.state.clone(),
        allowed_actions: StepAction::all(requests::possible(ctx, &held), ctx.lang),
    })
}
