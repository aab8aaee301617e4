//! `/v1/incubatees/{id}/stage-changes`, `/gates`, `/timeline`: an incubatee from stage to stage.

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
use crate::rest::reply::{self, List};
use crate::view::incubation::incubatees::{self, IncubateeMoveInput, StageGate, TimelineEntry};
use crate::view::kept::Incubatee;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(move_incubatee))
        .routes(routes!(get_incubatee_gates))
        .routes(routes!(get_incubatee_timeline))
}

/// Move an incubatee to another stage.
///
/// APPLIED, SELECTED, PRE_INCUBATION, INCUBATION, POST_INCUBATION, GRADUATED, one after the other; REJECTED, DROPPED_OUT
/// and SUSPENDED aside, from which it returns to where it was. A stage whose gate is not met is refused with everything
/// that is missing; who may override gives a reason. The move itself is kept (`GET .../stage-changes`). A graduate is
/// looked at 6, 12 and 24 months on (`GET .../survival-checks`).
#[utoipa::path(post, path = "/v1/incubatees/{id}/stage-changes", operation_id = "moveIncubatee", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the incubatee"), ("If-Match" = String, Header, description = "ETag you read")), request_body = IncubateeMoveInput,
    responses((status = 200, body = Incubatee), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn move_incubatee(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<IncubateeMoveInput>,
) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { incubatees::step(&tx, &id, expected, input).await };
    let done = once::write(&ctx, "moveIncubatee", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |incubatee| incubatee.version)
}

/// See which stages may follow, what their gates ask and what is missing.
///
/// It agrees with what a move by you would answer now. Documents count when the move names them as evidence, so a gate
/// that asks for documents is shown as unmet here.
#[utoipa::path(get, path = "/v1/incubatees/{id}/gates", operation_id = "getIncubateeGates", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the incubatee")),
    responses((status = 200, body = List<StageGate>), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_incubatee_gates(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::whole(incubatees::gates(&ctx, &id).await?))
}

/// Read what happened to an incubatee, day by day.
///
/// Its application and moves, milestones reached, verified visits, certificates and aid of its enterprise, contracts.
#[utoipa::path(get, path = "/v1/incubatees/{id}/timeline", operation_id = "getIncubateeTimeline", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the incubatee")),
    responses((status = 200, body = List<TimelineEntry>), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_incubatee_timeline(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::whole(incubatees::timeline(&ctx, &id).await?))
}
