//! `/v1/training-packages/{id}/steps`, `/attendance`: a package from plan to certificates.

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
use crate::view::kept::TrainingPackage;
use crate::view::training::packages::{self, TrainingPackageStepInput, TrainingPackageSteps};
use crate::view::training::register::{self, TrainingRegister};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_training_package_steps, step_training_package))
        .routes(routes!(get_register))
}

/// See where a training package stands and which steps you may take.
///
/// It agrees with what a step by you would answer now. `warnings` names what is unusual without standing in the way: a
/// size other than 16.
#[utoipa::path(get, path = "/v1/training-packages/{id}/steps", operation_id = "getTrainingPackageSteps", tag = "Training",
    params(("id" = String, Path, description = "Id of the package")),
    responses((status = 200, body = TrainingPackageSteps), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_training_package_steps(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &packages::steps(&ctx, &id).await?))
}

/// Take a step with a training package.
///
/// START begins it with the trainees who were admitted; from then on its sessions are recorded. COMPLETE closes it once
/// nobody is undecided: its report (`LAP_PELATIHAN`) is owed, its graduates are looked at 6 and 12 months on, the needs
/// that it answers are met. CANCEL calls it off with a reason: applicants are refused, trainees leave, needs are open
/// again.
#[utoipa::path(post, path = "/v1/training-packages/{id}/steps", operation_id = "stepTrainingPackage", tag = "Training",
    params(("id" = String, Path, description = "Id of the package"), ("If-Match" = String, Header, description = "ETag you read")), request_body = TrainingPackageStepInput,
    responses((status = 200, body = TrainingPackage), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn step_training_package(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<TrainingPackageStepInput>,
) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { packages::step(&tx, &id, expected, input).await };
    let done = once::write(&ctx, "stepTrainingPackage", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |package| package.version)
}

/// Read the register of a training package.
///
/// Sessions and lesson hours held, and how many of those in which it had a place each trainee attended. For those who
/// see its trainees.
#[utoipa::path(get, path = "/v1/training-packages/{id}/attendance", operation_id = "getTrainingRegister", tag = "Training",
    params(("id" = String, Path, description = "Id of the package")),
    responses((status = 200, body = TrainingRegister), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_register(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &register::of(&ctx, &id).await?))
}
