//! Sign-in of people.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::{Peer, SignedIn, Stranger};
use crate::domain::Error;
use crate::domain::people::{secrets, sessions};
use crate::rest::json::Body;
use crate::rest::problem::Problem;
use crate::rest::reply;
use crate::view::people::TokenPair;

/// What a person signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"login": "0812-3456-7890", "password": "kuda-hijau-42-meja"}))]
pub struct SignIn {
    /// E-mail or mobile number.
    #[schema(min_length = 1, max_length = 254)]
    pub login: String,
    /// Password.
    #[schema(min_length = 1, max_length = 256)]
    pub password: String,
}

/// A refresh token.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RefreshRequest {
    /// From the last answer.
    #[schema(min_length = 1, max_length = 512)]
    pub refresh_token: String,
}

/// Who forgot the password.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"login": "siti@blk.example.id"}))]
pub struct ResetRequest {
    /// E-mail or mobile number.
    #[schema(min_length = 1, max_length = 254)]
    pub login: String,
}

/// A new password for who holds a one-time code.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"code": "ABCDE-FGHJK", "password": "kuda-hijau-42-meja"}))]
pub struct NewPassword {
    /// The one-time code of the invitation or the reset; dashes and case do not matter.
    #[schema(min_length = 1, max_length = 32)]
    pub code: String,
    /// At least 12 characters.
    #[schema(max_length = 1024)]
    pub password: String,
}

/// Sign in with e-mail or phone.
///
/// The access token lives 15 minutes; get the next pair at `/v1/sessions/refresh`. After 10 wrong passwords in a
/// minute the answer is 429. Takes no Idempotency-Key.
#[utoipa::path(post, path = "/v1/sessions", operation_id = "signIn", tag = "People", request_body = SignIn, security(()), responses(
    (status = 201, description = "Signed in", body = TokenPair),
    (status = 401, description = "Wrong login or password", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too many attempts; see Retry-After", body = Problem, content_type = "application/problem+json"),
))]
async fn sign_in(
    Stranger(ctx): Stranger,
    Peer(address): Peer,
    Body(input, _): Body<SignIn>,
) -> Result<Response, Error> {
    Ok(secret(StatusCode::CREATED, sessions::sign_in(&ctx, &input.login, &input.password, address).await?))
}

/// Exchange a refresh token for the next pair.
///
/// Each refresh token works once. If the answer got lost, the same token gets the same pair again for 60 seconds.
/// A token used later than that ends the sign-in, since somebody else may hold it.
#[utoipa::path(post, path = "/v1/sessions/refresh", operation_id = "refreshSession", tag = "People", request_body = RefreshRequest, security(()), responses(
    (status = 200, description = "The next pair", body = TokenPair),
    (status = 401, description = "Not a token in force", body = Problem, content_type = "application/problem+json"),
))]
async fn refresh(Stranger(ctx): Stranger, Body(input, _): Body<RefreshRequest>) -> Result<Response, Error> {
    Ok(secret(StatusCode::OK, sessions::refresh(&ctx, &input.refresh_token).await?))
}

/// Sign out: ends the sign-in that the access token belongs to.
#[utoipa::path(delete, path = "/v1/sessions/current", operation_id = "signOut", tag = "People", responses(
    (status = 204, description = "Signed out"),
    (status = 401, description = "No access token", body = Problem, content_type = "application/problem+json"),
))]
async fn sign_out(SignedIn(ctx): SignedIn) -> Result<StatusCode, Error> {
    sessions::sign_out(&ctx).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask for a code to set a new password with; it comes by e-mail.
///
/// The answer is always 202, whether or not there is such an account.
#[utoipa::path(post, path = "/v1/password-resets", operation_id = "requestPasswordReset", tag = "People", request_body = ResetRequest, security(()), responses(
    (status = 202, description = "If the account exists and has an e-mail, a code is on its way"),
    (status = 429, description = "Too many attempts; see Retry-After", body = Problem, content_type = "application/problem+json"),
))]
async fn request_reset(
    Stranger(ctx): Stranger,
    Peer(address): Peer,
    Body(input, _): Body<ResetRequest>,
) -> Result<StatusCode, Error> {
    secrets::request_reset(&ctx, input.login, address).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Set a password with the one-time code of an invitation or a reset. All sign-ins of the account end.
#[utoipa::path(post, path = "/v1/passwords", operation_id = "setPassword", tag = "People", request_body = NewPassword, security(()), responses(
    (status = 204, description = "Set; sign in with it"),
    (status = 422, description = "`CODE.INVALID` or `PASSWORD.WEAK`", body = Problem, content_type = "application/problem+json"),
))]
async fn set_password(
    Stranger(ctx): Stranger,
    Peer(address): Peer,
    Body(input, _): Body<NewPassword>,
) -> Result<StatusCode, Error> {
    secrets::set_password(&ctx, &input.code, &input.password, address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An answer that nobody may keep.
fn secret(status: StatusCode, pair: TokenPair) -> Response {
    reply::unstored(reply::json(status, &pair))
}

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(sign_in))
        .routes(routes!(refresh))
        .routes(routes!(sign_out))
        .routes(routes!(request_reset))
        .routes(routes!(set_password))
}
