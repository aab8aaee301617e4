//! `/v1/mentor-batches/{id}/applications`, `/v1/mentors/{id}/steps`, `matches` and `transcript`.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::{Caller, SignedIn};
use crate::domain::incubation::mentors::unhurried;
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List};
use crate::view::incubation::mentors::{
    self as view, MentorApplication, MentorApplicationInput, MentorMatch, MentorStepInput, MentorTranscript,
};
use crate::view::kept::Mentor;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(apply_as_mentor))
        .routes(routes!(step_mentor))
        .routes(routes!(list_mentor_matches))
        .routes(routes!(get_mentor_transcript))
}

/// How many matches.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct MatchQuery {
    /// Rows, 1 to 100; 20 unless given.
    limit: Option<u64>,
}

/// Apply to become a mentor.
///
/// Anybody may, while the call of the batch is open (`callOpensOn` to `callClosesOn`). The answer says nothing of
/// anybody else: a NIK that is recorded with other data is answered as any other, and somebody looks into it. Takes no
/// Idempotency-Key from who is not signed in: a second application with the same NIK and birth date is refused as a
/// duplicate.
#[utoipa::path(post, path = "/v1/mentor-batches/{id}/applications", operation_id = "applyAsMentor", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the batch")), request_body = MentorApplicationInput,
    responses((status = 201, body = MentorApplication), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn apply_as_mentor(
    Caller(ctx): Caller,
    Path(id): Path<String>,
    Body(input, raw): Body<MentorApplicationInput>,
) -> Result<Response, Error> {
    let content = (id.clone(), raw);
    let work = |tx| async move { view::apply(&tx, &id, input).await };
    let done = unhurried(once::write(&ctx, "applyAsMentor", &content, work)).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |_| 1)
}

/// Take a mentor a step further.
///
/// APPLIED, SELECT, SELECTED, START_TRAINING, IN_TRAINING, PASS, TRAINED; the first assignment makes ASSIGNED; then
/// COMPLETE and BECOME_ALUMNUS. REJECT, FAIL and TERMINATE end it. A batch selects no more mentors than its quota.
/// COMPLETE and TERMINATE end the mentor's assignments.
#[utoipa::path(post, path = "/v1/mentors/{id}/steps", operation_id = "stepMentor", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the mentor"), ("If-Match" = String, Header, description = "ETag you read")), request_body = MentorStepInput,
    responses((status = 200, body = Mentor), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn step_mentor(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<MentorStepInput>,
) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { view::step(&tx, &id, expected, input).await };
    let done = once::write(&ctx, "stepMentor", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |mentor| mentor.version)
}

/// List enterprises that wait for a mentor.
///
/// Those in incubation without a mentor, at units where you keep mentors: first those with most open problems of a
/// category that the mentor is competent in, of those the longest without a visit.
#[utoipa::path(get, path = "/v1/mentors/{id}/matches", operation_id = "listMentorMatches", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the mentor"), MatchQuery),
    responses((status = 200, body = List<MentorMatch>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list_mentor_matches(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<MatchQuery>,
) -> Result<Response, Error> {
    Ok(reply::whole(view::matches(&ctx, &id, query.limit.unwrap_or(20)).await?))
}

/// Read the transcript of a mentor: hours by duty, verified visits, roles, enterprises.
#[utoipa::path(get, path = "/v1/mentors/{id}/transcript", operation_id = "getMentorTranscript", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the mentor")),
    responses((status = 200, body = MentorTranscript), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_mentor_transcript(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &view::transcript(&ctx, &id).await?))
}
