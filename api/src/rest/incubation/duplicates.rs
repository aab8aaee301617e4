//! `/v1/duplicate-cases/{id}/decide`: somebody says whether a person is rightly in two places.

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
use crate::view::incubation::duplicates::{self, DuplicateDecisionInput};
use crate::view::kept::DuplicateCase;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(decide_duplicate_case))
}

/// Decide a duplicate case.
///
/// A case is raised by the system: a person in two active groups, or twice in one kind of aid in a fiscal year. It is
/// decided once, with a reason.
#[utoipa::path(post, path = "/v1/duplicate-cases/{id}/decide", operation_id = "decideDuplicateCase", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the case"), ("If-Match" = String, Header, description = "ETag you read")), request_body = DuplicateDecisionInput,
    responses((status = 200, body = DuplicateCase), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn decide_duplicate_case(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<DuplicateDecisionInput>,
) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = (id.clone(), raw);
    let done = once::write(&ctx, "decideDuplicateCase", &content, |tx| async move {
        duplicates::decide(&tx, &id, expected, input).await
    });
    reply::done(&ctx, StatusCode::OK, &done.await?, |case| case.version)
}
