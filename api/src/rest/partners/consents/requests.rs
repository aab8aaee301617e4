//! `/v1/partner/consent-requests` and `/v1/consent-requests`: a partner asks, the person answers.

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
use crate::domain::partners::consents;
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, if_sent};
use crate::view::partners::consents::{self as view, ConsentRequest, ConsentRequestInput, ConsentRequestReceipt};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(request_consent))
        .routes(routes!(list_consent_requests))
        .routes(routes!(get_consent_request))
        .routes(routes!(decline_consent_request))
}

/// Which requests to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ConsentRequestQuery {
    /// OPEN, GRANTED, DECLINED or EXPIRED.
    status: Option<String>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// Ask somebody for a consent.
///
/// The answer is always the same: you learn neither whether the NIK is recorded, nor whether the person declined. What is
/// granted comes to you as a consent (`consent.granted`). Whoever is asked is told at the next full hour. Asked again
/// within the 14 days for which a request stands, nobody is asked twice, whatever was answered.
#[utoipa::path(post, path = "/v1/partner/consent-requests", operation_id = "requestConsent", tag = "Partners", request_body = ConsentRequestInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe")),
    responses((status = 202, body = ConsentRequestReceipt), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn request_consent(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<ConsentRequestInput>,
) -> Result<Response, Error> {
    let done = view::request(&ctx, input, &raw).await?;
    reply::done(&ctx, StatusCode::ACCEPTED, &done, |_| 1)
}

/// List requests for consents, newest first.
///
/// Those that you can answer: your own, and those of the persons whom your units coach.
#[utoipa::path(get, path = "/v1/consent-requests", operation_id = "listConsentRequests", tag = "Partners", params(ConsentRequestQuery),
    responses((status = 200, body = List<ConsentRequest>), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn list_consent_requests(
    SignedIn(ctx): SignedIn,
    Params(wanted): Params<ConsentRequestQuery>,
) -> Result<Response, Error> {
    let page = PageRequest::new(wanted.limit, wanted.after.as_deref())?;
    let page = consents::list_requests(&ctx, wanted.status.as_deref(), &page).await?;
    Ok(reply::list(page.try_map(|asked| ConsentRequest::of(&ctx, asked))?))
}

/// Read a request for a consent.
#[utoipa::path(get, path = "/v1/consent-requests/{id}", operation_id = "getConsentRequest", tag = "Partners",
    params(("id" = String, Path, description = "Id of the request")),
    responses((status = 200, body = ConsentRequest), (status = 304), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn get_consent_request(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let request = ConsentRequest::of(&ctx, consents::request(&ctx, &id).await?)?;
    reply::record(&headers, StatusCode::OK, request.version, &request)
}

/// Decline a request for a consent. The partner is not told.
#[utoipa::path(post, path = "/v1/consent-requests/{id}/decline", operation_id = "declineConsentRequest", tag = "Partners",
    params(("id" = String, Path, description = "Id of the request"), ("If-Match" = Option<String>, Header, description = "The version you read, if it matters")),
    responses((status = 200, body = ConsentRequest), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, description = "It is answered already", body = Problem), (status = 412, body = Problem)))]
async fn decline_consent_request(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (expected, content) = (if_sent(&headers)?, json!([id]));
    let work = |tx| async move { view::decline(&tx, &id, expected).await };
    let done = once::write(&ctx, "declineConsentRequest", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |request| request.version)
}
