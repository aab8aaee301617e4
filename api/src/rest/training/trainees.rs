//! `/v1/trainees/{id}/steps`, `/applications`, `/v1/persons/{id}/timeline`: somebody on the way to an enterprise.

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
use crate::view::incubation::incubatees::TimelineEntry;
use crate::view::incubation::workflow::{RecordSteps, steps};
use crate::view::kept::Trainee;
use crate::view::training::trainees::{self, CohortApplication, CohortApplicationInput, TraineeStepInput};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_trainee_steps, step_trainee))
        .routes(routes!(apply_to_cohort))
        .routes(routes!(get_person_timeline))
}

/// See where a trainee stands and which steps you may take.
///
/// It agrees with what a step by you would answer now.
#[utoipa::path(get, path = "/v1/trainees/{id}/steps", operation_id = "getTraineeSteps", tag = "Training",
    params(("id" = String, Path, description = "Id of the trainee")),
    responses((status = 200, body = RecordSteps), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_trainee_steps(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &steps::<Trainee>(&ctx, &id).await?))
}

/// Take a step with an applicant or trainee.
///
/// ADMIT gives a place, unless the person is in another package on some of the same days; REFUSE turns an applicant away
/// and WITHDRAW ends a training early, both with a reason. Results come for many at once (`POST
/// /v1/training-packages/{id}/results`).
#[utoipa::path(post, path = "/v1/trainees/{id}/steps", operation_id = "stepTrainee", tag = "Training",
    params(("id" = String, Path, description = "Id of the trainee"), ("If-Match" = String, Header, description = "ETag you read")), request_body = TraineeStepInput,
    responses((status = 200, body = Trainee), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn step_trainee(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<TraineeStepInput>,
) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { trainees::step(&tx, &id, expected, input).await };
    let done = once::write(&ctx, "stepTrainee", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |trainee| trainee.version)
}

/// Apply to a cohort for a graduate.
///
/// In one call the enterprise of that name and year is taken as it stands or founded, the graduate becomes its member,
/// and it applies to the cohort. The person stays the same one. The rules are those of the single calls; all faults come
/// in one answer.
#[utoipa::path(post, path = "/v1/trainees/{id}/applications", operation_id = "applyToCohort", tag = "Training",
    params(("id" = String, Path, description = "Id of the trainee, who passed")), request_body = CohortApplicationInput,
    responses((status = 201, body = CohortApplication), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn apply_to_cohort(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Body(input, raw): Body<CohortApplicationInput>,
) -> Result<Response, Error> {
    let content = (id.clone(), raw);
    let work = |tx| async move { trainees::apply(&tx, &id, input).await };
    let done = once::write(&ctx, "applyToCohort", &content, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |_| 1)
}

/// Read what happened to a person, day by day.
///
/// Training, aid, incubation and work, each as far as you may read its records.
#[utoipa::path(get, path = "/v1/persons/{id}/timeline", operation_id = "getPersonTimeline", tag = "Training",
    params(("id" = String, Path, description = "Id of the person")),
    responses((status = 200, body = List<TimelineEntry>), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_person_timeline(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::whole(trainees::timeline(&ctx, &id).await?))
}
