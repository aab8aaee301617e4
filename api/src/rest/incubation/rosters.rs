//! `/v1/rosters`: many people or enterprises in one call.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
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
use crate::view::incubation::rosters::{self, RosterBody, RosterInput, RosterOutcome};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(import_roster)).layer(DefaultBodyLimit::max(BATCH_BYTES))
}

/// Record up to 1,000 people or enterprises.
///
/// Each row is a person, an enterprise, or a person with its enterprise and the membership in it; where it asks for it,
/// the enterprise enters the cohort. What is recorded already is taken as it stands, so a roster may be sent again with
/// more rows. A person without a NIK cannot be recognised when the roster is sent again and would be recorded twice: send
/// a roster with such rows with an Idempotency-Key. The rules are those of the single calls. `atomicity: all` (default):
/// one refusal refuses all, and the answer lists every fault with its row. `row`: each row stands alone and has its own
/// result.
#[utoipa::path(post, path = "/v1/rosters", operation_id = "importRoster", tag = "Incubation", request_body = RosterInput,
    responses((status = 200, body = RosterOutcome), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn import_roster(SignedIn(ctx): SignedIn, Body(input, raw): Body<RosterBody>) -> Result<Response, Error> {
    let done = once::write(&ctx, "importRoster", &raw, |tx| async move { rosters::import(&tx, input).await });
    reply::done(&ctx, StatusCode::OK, &done.await?, |_| 1)
}
