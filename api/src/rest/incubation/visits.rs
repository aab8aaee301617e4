//! `/v1/visits/{id}/verdicts`, and what a mentor sees of its own work: `/v1/me/assignments`, `/v1/me/visit-plan`.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List};
use crate::view::incubation::mentors::{self as view, MyAssignment, PlannedVisit, VisitVerdictInput};
use crate::view::kept::MentoringVisit;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(verify_visit))
        .routes(routes!(list_my_assignments))
        .routes(routes!(get_my_visit_plan))
}

/// For which interval to plan.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PlanQuery {
    /// Days within which each enterprise is to be visited again, 1 to 90; 14 unless given.
    days: Option<u64>,
}

/// Verify or refuse a visit.
///
/// Somebody else than the mentor does. A refusal needs a note. Neither changes afterwards.
#[utoipa::path(post, path = "/v1/visits/{id}/verdicts", operation_id = "verifyVisit", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the visit"), ("If-Match" = String, Header, description = "ETag you read")), request_body = VisitVerdictInput,
    responses((status = 200, body = MentoringVisit), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn verify_visit(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<VisitVerdictInput>,
) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { view::verify(&tx, &id, expected, input).await };
    let done = once::write(&ctx, "verifyVisit", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |visit| visit.version)
}

/// List the enterprises that are assigned to you today.
#[utoipa::path(get, path = "/v1/me/assignments", operation_id = "listMyAssignments", tag = "Incubation",
    responses((status = 200, body = List<MyAssignment>), (status = 401, body = Problem)))]
pub async fn list_my_assignments(SignedIn(ctx): SignedIn) -> Result<Response, Error> {
    Ok(reply::whole(view::mine(&ctx).await?))
}

/// Read your visit plan.
///
/// Your enterprises in the order in which to visit them: those without a visit for so many days first, of those the
/// ones with overdue problems first.
#[utoipa::path(get, path = "/v1/me/visit-plan", operation_id = "getMyVisitPlan", tag = "Incubation", params(PlanQuery),
    responses((status = 200, body = List<PlannedVisit>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn get_my_visit_plan(SignedIn(ctx): SignedIn, Params(query): Params<PlanQuery>) -> Result<Response, Error> {
    Ok(reply::whole(view::plan(&ctx, query.days.unwrap_or(14)).await?))
}
