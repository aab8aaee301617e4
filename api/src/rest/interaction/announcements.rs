//! `/v1/announcements.atom`: public announcements for feed readers.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::Caller;
use crate::domain::Error;
use crate::rest::json::Params;
use crate::rest::problem::Problem;
use crate::rest::reply;
use crate::view::interaction::announcements;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(get_announcements_atom))
}

/// Which announcements.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct AtomQuery {
    /// Kemendagri code: announcements for that region, for one that it lies in or for a part of it, and those for the whole country.
    region: Option<String>,
}

/// Read the latest public announcements as an Atom feed (RFC 4287).
///
/// The 50 published last, without login, in the language of `Accept-Language` where they have it. Ask again with
/// `If-None-Match`.
#[utoipa::path(get, path = "/v1/announcements.atom", operation_id = "getAnnouncementsAtom", tag = "Interaction", params(AtomQuery),
    responses((status = 200, description = "An Atom feed", content_type = "application/atom+xml", body = String), (status = 304), (status = 422, body = Problem)))]
pub async fn get_announcements_atom(
    Caller(ctx): Caller,
    Params(query): Params<AtomQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let feed = announcements::atom(&ctx, query.region.as_deref()).await?;
    Ok(reply::document(&headers, "application/atom+xml", feed.into_bytes()))
}
