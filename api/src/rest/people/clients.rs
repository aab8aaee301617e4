//! Machine clients.

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
use crate::domain::people::clients;
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List};
use crate::view::clients::ClientChanges;
use crate::view::people::{Client, NewClient};

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ClientParams {
    /// Rows of a page, 1 to 500.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<u64>,
    /// Cursor of the last page.
    after: Option<String>,
}

/// Let a machine in. Its secret is in this answer and cannot be read again.
///
/// A machine with BLK_OPERATOR or BLK_HEAD files in the name of a person: `onBehalfOf` must be head of each of
/// those BLKs. With `publicJwk` it proves itself by assertions that it signs; the secret works beside it.
#[utoipa::path(post, path = "/v1/clients", operation_id = "createClient", tag = "People", request_body = NewClient,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe")),
    responses(
        (status = 201, description = "Made", body = Client),
        (status = 403, description = "Administrators only", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Content", body = Problem, content_type = "application/problem+json"),
    ))]
async fn create(SignedIn(ctx): SignedIn, Body(input, raw): Body<NewClient>) -> Result<Response, Error> {
    let done = once::write(&ctx, "createClient", &raw, |tx| async move { clients::create(&tx, input).await }).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |client| client.version)
}

/// All machine clients.
#[utoipa::path(get, path = "/v1/clients", operation_id = "listClients", tag = "People", params(ClientParams), responses(
    (status = 200, description = "A page", body = List<Client>),
    (status = 403, description = "Administrators only", body = Problem, content_type = "application/problem+json"),
))]
async fn list(SignedIn(ctx): SignedIn, Params(params): Params<ClientParams>) -> Result<Response, Error> {
    let page = PageRequest::new(params.limit, params.after.as_deref())?;
    Ok(reply::list(clients::list(&ctx, &page).await?))
}

/// One machine client.
#[utoipa::path(get, path = "/v1/clients/{id}", operation_id = "getClient", tag = "People", params(("id" = String, Path, description = "Id of the client")), responses(
    (status = 200, description = "The client", body = Client),
    (status = 404, description = "Missing", body = Problem, content_type = "application/problem+json"),
))]
async fn get(SignedIn(ctx): SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let client = clients::by_id(&ctx, &id).await?;
    reply::record(&headers, StatusCode::OK, client.version, &client)
}

/// Change name, end, public key, networks or scopes of a machine (RFC 7396; `publicJwk` is replaced whole). What is
/// taken away holds within seconds, for tokens that are out as well.
#[utoipa::path(patch, path = "/v1/clients/{id}", operation_id = "updateClient", tag = "People", request_body = ClientChanges,
    params(("id" = String, Path, description = "Id of the client"), ("If-Match" = String, Header, description = "The version you read")),
    responses(
        (status = 200, description = "Changed", body = Client),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Administrators only", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Missing", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Revoked", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "Somebody changed it since", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Content", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json"),
    ))]
async fn update(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(changes, raw): Body<ClientChanges>,
) -> Result<Response, Error> {
    let (expected, content) = (reply::if_match(&headers)?, json!([id, raw]));
    let work = |tx| async move { clients::update(&tx, &id, expected, changes).await };
    let done = once::write(&ctx, "updateClient", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |client| client.version)
}

/// Turn a machine away for good. Its tokens are refused within seconds.
#[utoipa::path(post, path = "/v1/clients/{id}/revoke", operation_id = "revokeClient", tag = "People",
    params(("id" = String, Path, description = "Id of the client"), ("If-Match" = Option<String>, Header, description = "The version you read, if it matters")),
    responses(
        (status = 200, description = "Revoked", body = Client),
        (status = 409, description = "Revoked already", body = Problem, content_type = "application/problem+json"),
    ))]
async fn revoke(SignedIn(ctx): SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let expected = reply::if_sent(&headers)?;
    let content = json!([id]);
    let done =
        once::write(&ctx, "revokeClient", &content, |tx| async move { clients::revoke(&tx, &id, expected).await })
            .await?;
    reply::done(&ctx, StatusCode::OK, &done, |client| client.version)
}

/// Give a machine a new secret, shown in this answer alone. The old one no longer works.
#[utoipa::path(post, path = "/v1/clients/{id}/rotate-secret", operation_id = "rotateClientSecret", tag = "People",
    params(("id" = String, Path, description = "Id of the client"), ("If-Match" = Option<String>, Header, description = "The version you read, if it matters")),
    responses(
        (status = 200, description = "The new secret", body = Client),
        (status = 409, description = "Revoked", body = Problem, content_type = "application/problem+json"),
    ))]
async fn rotate_secret(SignedIn(ctx): SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let expected = reply::if_sent(&headers)?;
    let content = json!([id]);
    let done = once::write(&ctx, "rotateClientSecret", &content, |tx| async move {
        clients::rotate_secret(&tx, &id, expected).await
    })
    .await?;
    reply::done(&ctx, StatusCode::OK, &done, |client| client.version)
}

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(get, update))
        .routes(routes!(revoke))
        .routes(routes!(rotate_secret))
}
