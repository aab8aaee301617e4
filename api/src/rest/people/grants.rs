//! Roles of users and clients.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::page::PageRequest;
use crate::domain::people::{grants, query};
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List};
use crate::view::people::{GrantRequest, RoleGrant};

/// Whose roles, and which page of them.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GrantParams {
    /// Id of a user or client.
    holder: Option<String>,
    /// Rows of a page, 1 to 500.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<u64>,
    /// Cursor of the last page.
    after: Option<String>,
}

/// Give a role to a user or client that exists.
#[utoipa::path(post, path = "/v1/role-grants", operation_id = "grantRole", tag = "People", request_body = GrantRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe")),
    responses(
        (status = 201, description = "Granted", body = RoleGrant),
        (status = 403, description = "Not yours to grant", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Held already", body = Problem, content_type = "application/problem+json"),
    ))]
async fn grant(SignedIn(ctx): SignedIn, Body(input, raw): Body<GrantRequest>) -> Result<Response, Error> {
    let done = once::write(&ctx, "grantRole", &raw, |tx| async move { grants::grant(&tx, input).await }).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |_| 1)
}

/// Roles in force that you may give and take.
#[utoipa::path(get, path = "/v1/role-grants", operation_id = "listRoleGrants", tag = "People", params(GrantParams), responses(
    (status = 200, description = "A page", body = List<RoleGrant>),
    (status = 403, description = "You manage nobody", body = Problem, content_type = "application/problem+json"),
))]
async fn list(SignedIn(ctx): SignedIn, Params(params): Params<GrantParams>) -> Result<Response, Error> {
    let page = PageRequest::new(params.limit, params.after.as_deref())?;
    Ok(reply::list(query::role_grants(&ctx, params.holder.as_deref(), &page).await?))
}

/// End a role now. A grant never changes otherwise, so no If-Match is needed; ended twice is as good as once.
#[utoipa::path(delete, path = "/v1/role-grants/{id}", operation_id = "endRoleGrant", tag = "People", params(("id" = String, Path, description = "Id of the grant")), responses(
    (status = 200, description = "Ended", body = RoleGrant),
    (status = 404, description = "Missing, or not yours to end", body = Problem, content_type = "application/problem+json"),
))]
async fn end(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let content = id.clone();
    let done = once::write(&ctx, "endRoleGrant", &content, |tx| async move { grants::end(&tx, &id).await }).await?;
    reply::done(&ctx, StatusCode::OK, &done, |_| 2)
}

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(grant, list)).routes(routes!(end))
}
