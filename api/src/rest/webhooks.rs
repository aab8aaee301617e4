//! Webhook endpoints: registering, changing, the log of deliveries, sending again.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::json::{Body, Params};
use super::problem::Problem;
use super::reply::{self, List, if_match};
use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::page::PageRequest;
use crate::domain::webhooks::{address, deliveries, endpoints};
use crate::domain::{Error, once};
use crate::view::webhooks::{
    RedeliverInput, WebhookDelivery, WebhookEndpoint, WebhookEndpointChanges, WebhookEndpointInput, WebhookRedelivery,
};
use crate::vocab::WebhookDeliveryStatus;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(get, update, archive))
        .routes(routes!(rotate_secret))
        .routes(routes!(list_deliveries))
        .routes(routes!(redeliver))
        .routes(routes!(ping))
}

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EndpointParams {
    /// Rows of a page, 1 to 500.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<u64>,
    /// Cursor of the last page.
    after: Option<String>,
}

/// Which deliveries, and which page of them.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveryParams {
    /// Only deliveries of this status.
    status: Option<WebhookDeliveryStatus>,
    /// Rows of a page, 1 to 500.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<u64>,
    /// Cursor of the last page.
    after: Option<String>,
}

/// Register an endpoint: an address of yours that is told of changes.
///
/// Deliveries are POSTs as Standard Webhooks (standardwebhooks.com) says, signed with `secret`, which is in this answer
/// alone. They name the record that changed and hold no content; fetch it with a token of yours. They come at least
/// once and in no certain order; `data.position` is the place in the feed of changes. Answer 2xx within 15 seconds.
/// At most 10 endpoints; the address must be https and in the public internet, and redirects are not followed.
#[utoipa::path(post, path = "/v1/webhook-endpoints", operation_id = "createWebhookEndpoint", tag = "Events",
    request_body = WebhookEndpointInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe")),
    responses(
        (status = 201, description = "Registered", body = WebhookEndpoint),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "You have 10 already", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Unsafe address (`URL.UNSAFE`), unknown event type (`EVENT.TYPE_UNKNOWN`), form", body = Problem, content_type = "application/problem+json"),
    ))]
async fn create(SignedIn(ctx): SignedIn, Body(input, raw): Body<WebhookEndpointInput>) -> Result<Response, Error> {
    let vetted = address::vet(&ctx, Some(&input.url)).await;
    let work = |tx| async move { endpoints::create(&tx, input, vetted).await };
    let done = once::write(&ctx, "createWebhookEndpoint", &raw, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |endpoint| endpoint.version)
}

/// Your endpoints; administrators see everybody's.
#[utoipa::path(get, path = "/v1/webhook-endpoints", operation_id = "listWebhookEndpoints", tag = "Events",
    params(EndpointParams),
    responses(
        (status = 200, description = "A page", body = List<WebhookEndpoint>),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    ))]
async fn list(SignedIn(ctx): SignedIn, Params(params): Params<EndpointParams>) -> Result<Response, Error> {
    let page = PageRequest::new(params.limit, params.after.as_deref())?;
    Ok(reply::list(endpoints::list(&ctx, &page).await?))
}

/// One endpoint, without its secret.
#[utoipa::path(get, path = "/v1/webhook-endpoints/{id}", operation_id = "getWebhookEndpoint", tag = "Events",
    params(("id" = String, Path, description = "Id of the endpoint")),
    responses(
        (status = 200, description = "The endpoint", body = WebhookEndpoint),
        (status = 304, description = "You have it already"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Missing, or not yours", body = Problem, content_type = "application/problem+json"),
    ))]
async fn get(SignedIn(ctx): SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let endpoint = endpoints::by_id(&ctx, &id).await?;
    reply::record(&headers, StatusCode::OK, endpoint.version, &endpoint)
}

/// Change address, description, types or status (RFC 7396). `{"status": "ACTIVE"}` turns a disabled endpoint on again:
/// it goes on where it stopped.
#[utoipa::path(patch, path = "/v1/webhook-endpoints/{id}", operation_id = "updateWebhookEndpoint", tag = "Events",
    request_body = WebhookEndpointChanges,
    params(("id" = String, Path, description = "Id of the endpoint"), ("If-Match" = String, Header, description = "The version you read")),
    responses(
        (status = 200, description = "Changed", body = WebhookEndpoint),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Missing, or not yours", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Archived", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "Somebody changed it since", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Content", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json"),
    ))]
async fn update(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(changes, raw): Body<WebhookEndpointChanges>,
) -> Result<Response, Error> {
    let (expected, content) = (if_match(&headers)?, json!([id, raw]));
    let vetted = address::vet(&ctx, changes.0.get("url").and_then(Value::as_str)).await;
    let work = |tx| async move { endpoints::update(&tx, &id, expected, changes, vetted).await };
    let done = once::write(&ctx, "updateWebhookEndpoint", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |endpoint| endpoint.version)
}

/// Take an endpoint away for good: nothing is sent any more. It is still found by its id, with its log.
#[utoipa::path(delete, path = "/v1/webhook-endpoints/{id}", operation_id = "archiveWebhookEndpoint", tag = "Events",
    params(("id" = String, Path, description = "Id of the endpoint"), ("If-Match" = String, Header, description = "The version you read")),
    responses(
        (status = 200, description = "Archived", body = WebhookEndpoint),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Missing, or not yours", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Archived already", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "Somebody changed it since", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json"),
    ))]
async fn archive(SignedIn(ctx): SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let (expected, content) = (if_match(&headers)?, json!([id]));
    let work = |tx| async move { endpoints::archive(&tx, &id, expected).await };
    let done = once::write(&ctx, "archiveWebhookEndpoint", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |endpoint| endpoint.version)
}

/// Give an endpoint a new secret, shown in this answer alone. For 24 hours each delivery bears two signatures, one with
/// each secret.
#[utoipa::path(post, path = "/v1/webhook-endpoints/{id}/rotate-secret", operation_id = "rotateWebhookSecret", tag = "Events",
    params(("id" = String, Path, description = "Id of the endpoint"), ("If-Match" = Option<String>, Header, description = "The version you read, if it matters")),
    responses(
        (status = 200, description = "The new secret", body = WebhookEndpoint),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Missing, or not yours", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Archived", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "Somebody changed it since", body = Problem, content_type = "application/problem+json"),
    ))]
async fn rotate_secret(SignedIn(ctx): SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let (expected, content) = (reply::if_sent(&headers)?, json!([id]));
    let work = |tx| async move { endpoints::rotate_secret(&tx, &id, expected).await };
    let done = once::write(&ctx, "rotateWebhookSecret", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |endpoint| endpoint.version)
}

/// What was sent to an endpoint, newest first, with every attempt. What is over is kept for 30 days.
#[utoipa::path(get, path = "/v1/webhook-endpoints/{id}/deliveries", operation_id = "listWebhookDeliveries", tag = "Events",
    params(("id" = String, Path, description = "Id of the endpoint"), DeliveryParams),
    responses(
        (status = 200, description = "A page", body = List<WebhookDelivery>),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Missing, or not yours", body = Problem, content_type = "application/problem+json"),
    ))]
async fn list_deliveries(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(params): Params<DeliveryParams>,
) -> Result<Response, Error> {
    let page = PageRequest::new(params.limit, params.after.as_deref())?;
    Ok(reply::list(deliveries::list(&ctx, &id, params.status, &page).await?))
}

/// Send again: one delivery, or the events between two positions of the feed that the endpoint's owner sees and wants.
/// `webhook-id` stays the same.
#[utoipa::path(post, path = "/v1/webhook-endpoints/{id}/redeliver", operation_id = "redeliverWebhook", tag = "Events",
    request_body = RedeliverInput,
    params(("id" = String, Path, description = "Id of the endpoint"), ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe")),
    responses(
        (status = 202, description = "Queued", body = WebhookRedelivery),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Missing, or not yours", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Disabled or archived", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Unknown delivery, or a stretch that is too long", body = Problem, content_type = "application/problem+json"),
    ))]
async fn redeliver(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Body(input, raw): Body<RedeliverInput>,
) -> Result<Response, Error> {
    let content = json!([id, raw]);
    let work = |tx| async move { deliveries::redeliver(&tx, &id, input).await };
    let done = once::write(&ctx, "redeliverWebhook", &content, work).await?;
    reply::done(&ctx, StatusCode::ACCEPTED, &done, |_| 1)
}

/// Try the connection: queues a delivery of type `ping`, which the log then shows.
#[utoipa::path(post, path = "/v1/webhook-endpoints/{id}/ping", operation_id = "pingWebhookEndpoint", tag = "Events",
    params(("id" = String, Path, description = "Id of the endpoint")),
    responses(
        (status = 202, description = "Queued", body = WebhookDelivery),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Missing, or not yours", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Disabled or archived", body = Problem, content_type = "application/problem+json"),
    ))]
async fn ping(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let content = json!([id]);
    let work = |tx| async move { deliveries::ping(&tx, &id).await };
    let done = once::write(&ctx, "pingWebhookEndpoint", &content, work).await?;
    reply::done(&ctx, StatusCode::ACCEPTED, &done, |_| 1)
}
