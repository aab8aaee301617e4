//! `/v1/training-packages/{id}/rosters`, `/results`, `/v1/training-sessions/{id}/attendance`: many trainees at once.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path};
use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::{Error, once};
use crate::rest::json::Body;
use crate::rest::problem::Problem;
use crate::rest::registry_batch::BATCH_BYTES;
use crate::rest::reply;
use crate::view::training::rosters::{self, TraineeRosterInput, TraineeRosterOutcome};
use crate::view::training::rows::{self, AttendanceInput, TraineeRows, TraineeRowsOutcome, TrainingResultsInput};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(import_trainees))
        .routes(routes!(record_training_results))
        .routes(routes!(record_attendance))
        .layer(DefaultBodyLimit::max(BATCH_BYTES))
}

/// Record up to 1,000 applicants or trainees of a package.
///
/// Each row is a person, recorded with it or before it; with `admittedOn` it has a place at once. What is recorded
/// already is taken as it stands, so a roster may be sent again with more rows. A person without a NIK cannot be
/// recognised when the roster is sent again and would be recorded twice: send a roster with such rows with an
/// Idempotency-Key. The rules are those of the single calls. `atomicity: all` (default): one refusal refuses all, and
/// the answer lists every fault with its row. `row`: each row stands alone and has its own result.
#[utoipa::path(post, path = "/v1/training-packages/{id}/rosters", operation_id = "importTrainees", tag = "Training",
    params(("id" = String, Path, description = "Id of the package")), request_body = TraineeRosterInput,
    responses((status = 200, body = TraineeRosterOutcome), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn import_trainees(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Body(input, raw): Body<TraineeRows>,
) -> Result<Response, Error> {
    let content = (id.clone(), raw);
    let work = |tx| async move { rosters::import(&tx, &id, input).await };
    let done = once::write(&ctx, "importTrainees", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |_| 1)
}

/// Record the results of up to 1,000 trainees of a package.
///
/// Passed or not, score, competency test with its number, certificate; none of it before the last day of the package. A
/// row takes the place of what was recorded before. Once the package is completed it can only add what was not known yet:
/// numbers of tests and certificates come late. `atomicity: all` (default): one
/// refusal refuses all, and the answer lists every fault with its row. `row`: each row stands alone and has its own
/// result.
#[utoipa::path(post, path = "/v1/training-packages/{id}/results", operation_id = "recordTrainingResults", tag = "Training",
    params(("id" = String, Path, description = "Id of the package")), request_body = TrainingResultsInput,
    responses((status = 200, body = TraineeRowsOutcome), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn record_training_results(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Body(input, raw): Body<TraineeRows>,
) -> Result<Response, Error> {
    let content = (id.clone(), raw);
    let work = |tx| async move { rows::record_results(&tx, &id, input).await };
    let done = once::write(&ctx, "recordTrainingResults", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |_| 1)
}

/// Record how much of a session up to 1,000 trainees attended.
///
/// Only trainees who had a place on that day, and no more hours than the session has. A row takes the place of what was
/// recorded before. `atomicity: all` (default): one refusal refuses all, and the answer lists every fault with its row.
/// `row`: each row stands alone and has its own result.
#[utoipa::path(post, path = "/v1/training-sessions/{id}/attendance", operation_id = "recordAttendance", tag = "Training",
    params(("id" = String, Path, description = "Id of the session")), request_body = AttendanceInput,
    responses((status = 200, body = TraineeRowsOutcome), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn record_attendance(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Body(input, raw): Body<TraineeRows>,
) -> Result<Response, Error> {
    let content = (id.clone(), raw);
    let work = |tx| async move { rows::record_attendance(&tx, &id, input).await };
    let done = once::write(&ctx, "recordAttendance", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |_| 1)
}
