//! `/v1/commitments/{id}/...`: an offer from its acceptance to its end.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::interaction::commitments::Step;
use crate::domain::{Ctx, Error, once};
use crate::rest::json::Body;
use crate::rest::problem::Problem;
use crate::rest::reply::{self, if_match};
use crate::view::interaction::commitments::{self, CommitmentStepInput, CommitmentSteps};
use crate::view::kept::Commitment;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_commitment_steps))
        .routes(routes!(accept_commitment))
        .routes(routes!(decline_commitment))
        .routes(routes!(withdraw_commitment))
        .routes(routes!(dispute_commitment))
        .routes(routes!(settle_commitment))
        .routes(routes!(fulfil_commitment))
}

async fn take(
    ctx: Ctx,
    id: String,
    headers: &HeaderMap,
    (step, operation): (Step, &str),
    (input, raw): (CommitmentStepInput, Value),
) -> Result<Response, Error> {
    let expected = if_match(headers)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { commitments::step(&tx, &id, expected, step, input).await };
    let done = once::write(&ctx, operation, &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |commitment| commitment.version)
}

/// See where a commitment stands and which steps you may take.
///
/// It agrees with what a step by you would answer now. `warnings` names what is missing without standing in the way.
#[utoipa::path(get, path = "/v1/commitments/{id}/steps", operation_id = "getCommitmentSteps", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the commitment")),
    responses((status = 200, body = CommitmentSteps), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_commitment_steps(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &commitments::steps(&ctx, &id).await?))
}

/// Accept a commitment.
///
/// By whoever it is for: the people of the BLK or kawasan, those who coach the enterprise, its members. The agreement
/// that was signed can be named here. An open offer is accepted once its offerer has named whom it is for.
#[utoipa::path(post, path = "/v1/commitments/{id}/accept", operation_id = "acceptCommitment", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the commitment"), ("If-Match" = String, Header, description = "ETag you read")), request_body = CommitmentStepInput,
    responses((status = 200, body = Commitment), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn accept_commitment(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<CommitmentStepInput>,
) -> Result<Response, Error> {
    take(ctx, id, &headers, (Step::Accept, "acceptCommitment"), (input, raw)).await
}

/// Decline a commitment.
///
/// By whoever it is for, with a reason.
#[utoipa::path(post, path = "/v1/commitments/{id}/decline", operation_id = "declineCommitment", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the commitment"), ("If-Match" = String, Header, description = "ETag you read")), request_body = CommitmentStepInput,
    responses((status = 200, body = Commitment), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn decline_commitment(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<CommitmentStepInput>,
) -> Result<Response, Error> {
    take(ctx, id, &headers, (Step::Decline, "declineCommitment"), (input, raw)).await
}

/// Withdraw a commitment.
///
/// By whoever keeps the offers of the organization, before it was accepted.
#[utoipa::path(post, path = "/v1/commitments/{id}/withdraw", operation_id = "withdrawCommitment", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the commitment"), ("If-Match" = String, Header, description = "ETag you read")), request_body = CommitmentStepInput,
    responses((status = 200, body = Commitment), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn withdraw_commitment(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<CommitmentStepInput>,
) -> Result<Response, Error> {
    take(ctx, id, &headers, (Step::Withdraw, "withdrawCommitment"), (input, raw)).await
}

/// Dispute a commitment.
///
/// By either side, with a reason, once it was accepted. It does not lapse meanwhile.
#[utoipa::path(post, path = "/v1/commitments/{id}/dispute", operation_id = "disputeCommitment", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the commitment"), ("If-Match" = String, Header, description = "ETag you read")), request_body = CommitmentStepInput,
    responses((status = 200, body = Commitment), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn dispute_commitment(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<CommitmentStepInput>,
) -> Result<Response, Error> {
    take(ctx, id, &headers, (Step::Dispute, "disputeCommitment"), (input, raw)).await
}

/// Settle the dispute over a commitment.
///
/// By an administrator or the coordinator of the region in which whoever it is for lies, with a reason. It is accepted
/// again.
#[utoipa::path(post, path = "/v1/commitments/{id}/settle", operation_id = "settleCommitment", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the commitment"), ("If-Match" = String, Header, description = "ETag you read")), request_body = CommitmentStepInput,
    responses((status = 200, body = Commitment), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn settle_commitment(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<CommitmentStepInput>,
) -> Result<Response, Error> {
    take(ctx, id, &headers, (Step::Settle, "settleCommitment"), (input, raw)).await
}

/// Confirm that a commitment was fulfilled.
///
/// By whoever it is for.
#[utoipa::path(post, path = "/v1/commitments/{id}/fulfil", operation_id = "fulfilCommitment", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the commitment"), ("If-Match" = String, Header, description = "ETag you read")), request_body = CommitmentStepInput,
    responses((status = 200, body = Commitment), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn fulfil_commitment(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<CommitmentStepInput>,
) -> Result<Response, Error> {
    take(ctx, id, &headers, (Step::Fulfil, "fulfilCommitment"), (input, raw)).await
}
