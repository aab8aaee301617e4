//! `/v1/aids/{id}/steps`: aid from its proposal to its end.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::{Error, once};
use crate::rest::json::Body;
use crate::rest::problem::Problem;
use crate::rest::reply;
use crate::view::incubation::aid::{self, AidStepInput, AidSteps};
use crate::view::kept::Aid;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(get_aid_steps, step_aid))
}

/// See where aid stands and which steps you may take.
///
/// It agrees with what a step by you would answer now. `lateDays` tells by how many days the LPJ is late; `GET
/// /v1/aids?endsBefore=` finds aid by the day on which its LPJ is due.
#[utoipa::path(get, path = "/v1/aids/{id}/steps", operation_id = "getAidSteps", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the aid")),
    responses((status = 200, body = AidSteps), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_aid_steps(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &aid::steps(&ctx, &id).await?))
}

/// Take a step with aid.
///
/// VERIFY (coordinator or ministry) while no duplicate case of its persons is undecided, APPROVE by another person of
/// the ministry, by decree; DISBURSE (administrators) to a bank account whose number is encrypted and never shown;
/// RECEIVE_GOODS with the handover minutes, or USE. Its LPJ leads on from there. REJECT archives it with the reason,
/// before money flowed; RETURN and BREACH come after that. Each step names its day.
#[utoipa::path(post, path = "/v1/aids/{id}/steps", operation_id = "stepAid", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the aid"), ("If-Match" = String, Header, description = "ETag you read")), request_body = AidStepInput,
    responses((status = 200, body = Aid), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn step_aid(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<AidStepInput>,
) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = (id.clone(), raw);
    let done = once::write(&ctx, "stepAid", &content, |tx| async move { aid::step(&tx, &id, expected, input).await });
    reply::done(&ctx, StatusCode::OK, &done.await?, |aid| aid.version)
}
