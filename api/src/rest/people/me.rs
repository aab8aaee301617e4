//! The caller about itself.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::people::{query, secrets};
use crate::domain::{Error, budget};
use crate::rest::json::Body;
use crate::rest::problem::Problem;
use crate::rest::reply;
use crate::view::limits::Limits;
use crate::view::people::Me;

/// A change of one's own password.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordChange {
    /// The password in force.
    #[schema(max_length = 1024)]
    pub current: String,
    /// The new one, at least 12 characters.
    #[schema(max_length = 1024)]
    pub new: String,
}

/// Who you are and which roles you hold.
#[utoipa::path(get, path = "/v1/me", operation_id = "getMe", tag = "People", responses(
    (status = 200, description = "The caller", body = Me),
    (status = 401, description = "No access token", body = Problem, content_type = "application/problem+json"),
))]
async fn get_me(SignedIn(ctx): SignedIn) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &query::me(&ctx).await?))
}

/// What you may ask for in a minute, and what is left of it.
#[utoipa::path(get, path = "/v1/me/limits", operation_id = "getMyLimits", tag = "People", responses(
    (status = 200, description = "The limits", body = Limits),
    (status = 401, description = "No access token", body = Problem, content_type = "application/problem+json"),
))]
async fn get_my_limits(SignedIn(ctx): SignedIn) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &budget::limits(&ctx)))
}

/// Change your own password. Your other sign-ins end, this one goes on.
#[utoipa::path(post, path = "/v1/me/password", operation_id = "changePassword", tag = "People", request_body = PasswordChange, responses(
    (status = 204, description = "Changed"),
    (status = 422, description = "The present password is wrong, or the new one weak", body = Problem, content_type = "application/problem+json"),
))]
async fn change_password(SignedIn(ctx): SignedIn, Body(input, _): Body<PasswordChange>) -> Result<StatusCode, Error> {
    secrets::change_password(&ctx, &input.current, &input.new).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(get_me)).routes(routes!(get_my_limits)).routes(routes!(change_password))
}
