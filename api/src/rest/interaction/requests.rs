//! `/v1/requests/{id}/...`: a request from its answer to its end.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::interaction::requests::Step;
use crate::domain::{Ctx, Error, once};
use crate::rest::json::Body;
use crate::rest::problem::Problem;
use crate::rest::reply::{self, if_match};
use crate::view::interaction::requests::{self, RequestAnswerInput, RequestStepInput, RequestSteps};
use crate::view::kept::Request;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_request_steps))
        .routes(routes!(answer_request))
        .routes(routes!(accept_request))
        .routes(routes!(return_request))
        .routes(routes!(withdraw_request))
}

async fn take(
    ctx: Ctx,
    id: String,
    headers: &HeaderMap,
    (step, operation): (Step, &str),
    (input, raw): (RequestStepInput, Value),
) -> Result<Response, Error> {
    let expected = if_match(headers)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { requests::step(&tx, &id, expected, step, input).await };
    let done = once::write(&ctx, operation, &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |request| request.version)
}

/// See where a request stands and which steps you may take.
///
/// It agrees with what a step by you would answer now.
#[utoipa::path(get, path = "/v1/requests/{id}/steps", operation_id = "getRequestSteps", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the request")),
    responses((status = 200, body = RequestSteps), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_request_steps(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &requests::steps(&ctx, &id).await?))
}

/// Answer a request.
///
/// By the people of the unit: with a text, with a document of its register, or both.
#[utoipa::path(post, path = "/v1/requests/{id}/answer", operation_id = "answerRequest", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the request"), ("If-Match" = String, Header, description = "ETag you read")), request_body = RequestAnswerInput,
    responses((status = 200, body = Request), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn answer_request(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<RequestAnswerInput>,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { requests::answer(&tx, &id, expected, input).await };
    let done = once::write(&ctx, "answerRequest", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |request| request.version)
}

/// Accept the answer to a request.
///
/// By whoever may ask.
#[utoipa::path(post, path = "/v1/requests/{id}/accept", operation_id = "acceptRequest", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the request"), ("If-Match" = String, Header, description = "ETag you read")), request_body = RequestStepInput,
    responses((status = 200, body = Request), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn accept_request(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<RequestStepInput>,
) -> Result<Response, Error> {
    take(ctx, id, &headers, (Step::Accept, "acceptRequest"), (input, raw)).await
}

/// Return the answer to a request.
///
/// By whoever may ask, with a reason. The request is open again.
#[utoipa::path(post, path = "/v1/requests/{id}/return", operation_id = "returnRequest", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the request"), ("If-Match" = String, Header, description = "ETag you read")), request_body = RequestStepInput,
    responses((status = 200, body = Request), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn return_request(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<RequestStepInput>,
) -> Result<Response, Error> {
    take(ctx, id, &headers, (Step::Return, "returnRequest"), (input, raw)).await
}

/// Withdraw a request.
///
/// By whoever may ask.
#[utoipa::path(post, path = "/v1/requests/{id}/withdraw", operation_id = "withdrawRequest", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the request"), ("If-Match" = String, Header, description = "ETag you read")), request_body = RequestStepInput,
    responses((status = 200, body = Request), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn withdraw_request(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<RequestStepInput>,
) -> Result<Response, Error> {
    take(ctx, id, &headers, (Step::Withdraw, "withdrawRequest"), (input, raw)).await
}
