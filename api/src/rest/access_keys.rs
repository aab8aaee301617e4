//! Read-only keys: passwords that open tables of saved queries and nothing else.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::json::{Body, Params};
use super::problem::Problem;
use super::queries::QueryPage;
use super::reply::{self, List, if_sent};
use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::page::PageRequest;
use crate::domain::queries::keys;
use crate::domain::{Error, once};
use crate::view::queries::{AccessKey, NewAccessKey};

/// Routes of read-only keys.
pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(revoke))
}

/// Your read-only keys, without their passwords; administrators see everybody's.
#[utoipa::path(get, path = "/v1/access-keys", operation_id = "listAccessKeys", tag = "Dashboards", params(QueryPage),
    responses(
        (status = 200, description = "A page", body = List<AccessKey>),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    ))]
async fn list(SignedIn(ctx): SignedIn, Params(params): Params<QueryPage>) -> Result<Response, Error> {
    let page = PageRequest::new(params.limit, params.after.as_deref())?;
    Ok(reply::list(keys::list(&ctx, &page).await?))
}

/// Make a read-only key for `GET /v1/q/...`: HTTP Basic, its id as user name. The password is in this answer alone.
///
/// It opens saved queries and nothing else, with the rights that you hold when it is used. For Excel, Power BI and other
/// programs that know no tokens. At most 50 that hold.
#[utoipa::path(post, path = "/v1/access-keys", operation_id = "createAccessKey", tag = "Dashboards", request_body = NewAccessKey,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe")),
    responses(
        (status = 201, description = "Made", body = AccessKey),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "You have 50 already", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Content", body = Problem, content_type = "application/problem+json"),
    ))]
async fn create(SignedIn(ctx): SignedIn, Body(input, raw): Body<NewAccessKey>) -> Result<Response, Error> {
    let work = |tx| async move { keys::create(&tx, input).await };
    let done = once::write(&ctx, "createAccessKey", &raw, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |key| key.version)
}

/// Revoke a read-only key, at once and for good.
#[utoipa::path(delete, path = "/v1/access-keys/{id}", operation_id = "revokeAccessKey", tag = "Dashboards",
    params(("id" = String, Path, description = "Id of the key"), ("If-Match" = Option<String>, Header, description = "The version you read, if it matters")),
    responses(
        (status = 200, description = "Revoked", body = AccessKey),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Missing, or not yours", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Revoked already", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "Somebody changed it since", body = Problem, content_type = "application/problem+json"),
    ))]
async fn revoke(SignedIn(ctx): SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let (expected, content) = (if_sent(&headers)?, json!([id]));
    let work = |tx| async move { keys::revoke(&tx, &id, expected).await };
    let done = once::write(&ctx, "revokeAccessKey", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |key| key.version)
}
