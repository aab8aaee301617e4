//! `GET /v1/mentors/{id}/steps` and its like: where a record with steps stands, and which of them the caller may take.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::Error;
use crate::rest::problem::Problem;
use crate::rest::reply;
use crate::view::incubation::workflow::{RecordSteps, steps};
use crate::view::kept::{DuplicateCase, Lpj, Mentor, MentoringVisit};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_mentor_steps))
        .routes(routes!(get_mentoring_visit_steps))
        .routes(routes!(get_lpj_steps))
        .routes(routes!(get_duplicate_case_steps))
}

/// See where a mentor stands and which steps you may take.
///
/// It agrees with what `POST /v1/mentors/{id}/steps` by you would answer now.
#[utoipa::path(get, path = "/v1/mentors/{id}/steps", operation_id = "getMentorSteps", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the mentor")),
    responses((status = 200, body = RecordSteps), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_mentor_steps(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &steps::<Mentor>(&ctx, &id).await?))
}

/// See where a visit stands and which verdicts you may give.
///
/// It agrees with what `POST /v1/visits/{id}/verdicts` by you would answer now.
#[utoipa::path(get, path = "/v1/visits/{id}/steps", operation_id = "getMentoringVisitSteps", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the visit")),
    responses((status = 200, body = RecordSteps), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_mentoring_visit_steps(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &steps::<MentoringVisit>(&ctx, &id).await?))
}

/// See where an LPJ stands, what it lacks, and whether you may submit or decide it.
///
/// SUBMIT agrees with what `POST /v1/lpj/{id}/submit` by you would answer now; ACCEPT and SEND_BACK with `/decide`.
#[utoipa::path(get, path = "/v1/lpj/{id}/steps", operation_id = "getLpjSteps", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the LPJ")),
    responses((status = 200, body = RecordSteps), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_lpj_steps(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &steps::<Lpj>(&ctx, &id).await?))
}

/// See where a duplicate case stands and which decisions you may take.
///
/// It agrees with what `POST /v1/duplicate-cases/{id}/decide` by you would answer now.
#[utoipa::path(get, path = "/v1/duplicate-cases/{id}/steps", operation_id = "getDuplicateCaseSteps", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the case")),
    responses((status = 200, body = RecordSteps), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_duplicate_case_steps(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &steps::<DuplicateCase>(&ctx, &id).await?))
}
