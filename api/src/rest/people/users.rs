//! Users: invite, change, deactivate.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::page::PageRequest;
use crate::domain::people::accounts;
use crate::domain::people::query::{self, UserFilter};
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List};
use crate::view::people::{InviteAgain, NewUser, User, UserPatch};
use crate::vocab::{AccountStatus, Role};

/// Which users, and which page of them.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserParams {
    /// Only holders of this role.
    role: Option<Role>,
    /// Only holders of a role on this BLK (code or id).
    blk: Option<String>,
    /// Only holders of a role on this unit (code or id).
    unit: Option<String>,
    /// Only holders of a role in this region or below it.
    region: Option<String>,
    /// Only users of this status.
    status: Option<AccountStatus>,
    /// Part of the name or the e-mail.
    q: Option<String>,
    /// Rows of a page, 1 to 500.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<u64>,
    /// Cursor of the last page.
    after: Option<String>,
}

/// Invite a person.
///
/// Administrators invite anybody; a coordinator the heads of the BLKs in its region; a head the operators of its
/// BLK. The person sets a password with the one-time code at `/v1/passwords`, within 7 days.
#[utoipa::path(post, path = "/v1/users", operation_id = "inviteUser", tag = "People", request_body = NewUser,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe")),
    responses(
        (status = 201, description = "Invited", body = User),
        (status = 403, description = "Not yours to grant", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "E-mail or phone is taken", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Content", body = Problem, content_type = "application/problem+json"),
    ))]
async fn invite(SignedIn(ctx): SignedIn, Body(input, raw): Body<NewUser>) -> Result<Response, Error> {
    let done = once::write(&ctx, "inviteUser", &raw, |tx| async move { accounts::invite(&tx, input).await }).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |user| user.version)
}

/// The users whom you manage.
#[utoipa::path(get, path = "/v1/users", operation_id = "listUsers", tag = "People", params(UserParams), responses(
    (status = 200, description = "A page", body = List<User>),
    (status = 403, description = "You manage nobody", body = Problem, content_type = "application/problem+json"),
))]
async fn list(SignedIn(ctx): SignedIn, Params(params): Params<UserParams>) -> Result<Response, Error> {
    let page = PageRequest::new(params.limit, params.after.as_deref())?;
    let UserParams { role, blk, unit, region, status, q, .. } = params;
    Ok(reply::list(query::users(&ctx, &UserFilter { role, unit: unit.or(blk), region, status, q }, &page).await?))
}

/// One user: yourself, or somebody whom you manage.
#[utoipa::path(get, path = "/v1/users/{id}", operation_id = "getUser", tag = "People", params(("id" = String, Path, description = "Id of the user")), responses(
    (status = 200, description = "The user", body = User),
    (status = 404, description = "Missing, or not yours to manage", body = Problem, content_type = "application/problem+json"),
))]
async fn get(SignedIn(ctx): SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let user = query::user_by_id(&ctx, &id).await?;
    reply::record(&headers, StatusCode::OK, user.version, &user)
}

/// Change name, language, e-mail or phone (RFC 7396: left out stays, null removes).
#[utoipa::path(patch, path = "/v1/users/{id}", operation_id = "updateUser", tag = "People", request_body = UserPatch,
    params(("id" = String, Path, description = "Id of the user"), ("If-Match" = String, Header, description = "The version you read")),
    responses(
        (status = 200, description = "Changed", body = User),
        (status = 412, description = "Somebody changed it since", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json"),
    ))]
async fn update(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<UserPatch>,
) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = json!([id, raw]);
    let done =
        once::write(
            &ctx,
            "updateUser",
            &content,
            |tx| async move { accounts::update(&tx, &id, expected, input).await },
        )
        .await?;
    reply::done(&ctx, StatusCode::OK, &done, |user| user.version)
}

/// Make a new code for somebody who has not set a password yet. Earlier codes no longer work.
#[utoipa::path(post, path = "/v1/users/{id}/invite", operation_id = "reinviteUser", tag = "People", request_body = InviteAgain,
    params(("id" = String, Path, description = "Id of the user")),
    responses(
        (status = 200, description = "Invited again", body = User),
        (status = 409, description = "Active already, or deactivated", body = Problem, content_type = "application/problem+json"),
    ))]
async fn invite_again(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Body(input, raw): Body<InviteAgain>,
) -> Result<Response, Error> {
    let delivery = input.delivery.unwrap_or_default();
    let content = json!([id, raw]);
    let done =
        once::write(
            &ctx,
            "reinviteUser",
            &content,
            |tx| async move { accounts::invite_again(&tx, &id, delivery).await },
        )
        .await?;
    reply::done(&ctx, StatusCode::OK, &done, |user| user.version)
}

/// Deactivate a user: all sign-ins end, nobody signs in until reactivated.
#[utoipa::path(post, path = "/v1/users/{id}/deactivate", operation_id = "deactivateUser", tag = "People",
    params(("id" = String, Path, description = "Id of the user"), ("If-Match" = String, Header, description = "The version you read")),
    responses(
        (status = 200, description = "Deactivated", body = User),
        (status = 409, description = "Deactivated already, or yourself", body = Problem, content_type = "application/problem+json"),
    ))]
async fn deactivate(SignedIn(ctx): SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = json!([id]);
    let done =
        once::write(
            &ctx,
            "deactivateUser",
            &content,
            |tx| async move { accounts::deactivate(&tx, &id, expected).await },
        )
        .await?;
    reply::done(&ctx, StatusCode::OK, &done, |user| user.version)
}

/// Let a deactivated user in again.
#[utoipa::path(post, path = "/v1/users/{id}/reactivate", operation_id = "reactivateUser", tag = "People",
    params(("id" = String, Path, description = "Id of the user"), ("If-Match" = String, Header, description = "The version you read")),
    responses(
        (status = 200, description = "Reactivated", body = User),
        (status = 409, description = "Not deactivated", body = Problem, content_type = "application/problem+json"),
    ))]
async fn reactivate(SignedIn(ctx): SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = json!([id]);
    let done =
        once::write(
            &ctx,
            "reactivateUser",
            &content,
            |tx| async move { accounts::reactivate(&tx, &id, expected).await },
        )
        .await?;
    reply::done(&ctx, StatusCode::OK, &done, |user| user.version)
}

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(invite, list))
        .routes(routes!(get, update))
        .routes(routes!(invite_again))
        .routes(routes!(deactivate))
        .routes(routes!(reactivate))
}
