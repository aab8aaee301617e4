//! `/v1/privacy-notices`: what a person is told before it consents.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::{Caller, SignedIn};
use crate::domain::page::PageRequest;
use crate::domain::partners::consents::{self, NoticeFilter};
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List};
use crate::view::partners::consents::{self as view, PrivacyNotice, PrivacyNoticeInput};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_privacy_notices, publish_privacy_notice))
        .routes(routes!(get_privacy_notice))
}

/// Which notices to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PrivacyNoticeQuery {
    /// Code of `consentPurposes`.
    purpose: Option<String>,
    /// True shows only those that are in force today.
    in_force: bool,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List privacy notices, oldest first.
///
/// Anybody may read them. A consent names the number of the one in force for its purpose.
#[utoipa::path(get, path = "/v1/privacy-notices", operation_id = "listPrivacyNotices", tag = "Partners", params(PrivacyNoticeQuery),
    responses((status = 200, body = List<PrivacyNotice>), (status = 422, body = Problem)))]
async fn list_privacy_notices(
    Caller(ctx): Caller,
    Params(wanted): Params<PrivacyNoticeQuery>,
) -> Result<Response, Error> {
    let page = PageRequest::new(wanted.limit, wanted.after.as_deref())?;
    let filter = NoticeFilter { purpose: wanted.purpose, in_force: wanted.in_force };
    Ok(reply::list(consents::list_notices(&ctx, &filter, &page).await?.map(PrivacyNotice::from)))
}

/// Read a privacy notice.
#[utoipa::path(get, path = "/v1/privacy-notices/{id}", operation_id = "getPrivacyNotice", tag = "Partners",
    params(("id" = String, Path, description = "Id of the notice")),
    responses((status = 200, body = PrivacyNotice), (status = 304), (status = 404, body = Problem)))]
async fn get_privacy_notice(
    Caller(ctx): Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let notice = PrivacyNotice::from(consents::notice(&ctx, &id).await?);
    reply::record(&headers, StatusCode::OK, notice.number, &notice)
}

/// Publish the next privacy notice of a purpose.
///
/// For administrators and data protection officers. From its first day on new consents name it; those given before stay
/// with the words that were shown then. A notice never changes.
#[utoipa::path(post, path = "/v1/privacy-notices", operation_id = "publishPrivacyNotice", tag = "Partners", request_body = PrivacyNoticeInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe")),
    responses((status = 201, body = PrivacyNotice), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn publish_privacy_notice(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<PrivacyNoticeInput>,
) -> Result<Response, Error> {
    let work = |tx| async move { view::publish(&tx, input).await };
    let done = once::write(&ctx, "publishPrivacyNotice", &raw, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |notice| notice.number)
}
