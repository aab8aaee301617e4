//! `/v1/regions`, `/v1/reference`: what everybody refers to. Open to anyone.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::json::{Body, Params};
use super::problem::Problem;
use super::reply::{self, List, PageEnd};
use crate::app::App;
use crate::auth::extract::{Caller, SignedIn};
use crate::domain::page::PageRequest;
use crate::domain::reference::regions;
use crate::domain::{Code, Error, once};
use crate::view::reference::{
    self as view, ReferenceCode, ReferenceCodeInput, ReferenceSet, ReferenceSetSummary, Region,
};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_regions))
        .routes(routes!(get_region))
        .routes(routes!(list_reference_sets))
        .routes(routes!(get_reference_set))
        .routes(routes!(add_reference_code))
}

/// Lets caches keep a public answer for a while.
pub(super) fn cached(mut response: Response, seconds: u32) -> Response {
    if let Ok(value) = HeaderValue::from_str(&format!("public, max-age={seconds}")) {
        response.headers_mut().insert(header::CACHE_CONTROL, value);
    }
    response
}

/// Which regions to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct RegionQuery {
    /// 1 province, 2 regency or city, 3 district, 4 village.
    #[param(minimum = 1, maximum = 4)]
    level: Option<i32>,
    /// Code or id of the region they lie in, directly.
    parent: Option<String>,
    /// Part of a name; case, spaces and words such as `kota` do not matter.
    q: Option<String>,
    /// Day on which they hold; today's unless given.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<NaiveDate>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List regions.
///
/// Provinces, regencies and cities, districts and villages of the Kemendagri decree, by code.
#[utoipa::path(get, path = "/v1/regions", operation_id = "listRegions", tag = "Reference", params(RegionQuery),
    responses((status = 200, body = List<Region>), (status = 422, body = Problem)))]
pub async fn list_regions(Caller(ctx): Caller, Params(wanted): Params<RegionQuery>) -> Result<Response, Error> {
    let page = PageRequest::new(wanted.limit, wanted.after.as_deref())?;
    let filter = regions::Filter { level: wanted.level, parent: wanted.parent, q: wanted.q, as_of: wanted.as_of };
    Ok(cached(reply::list(regions::list(&ctx, &filter, &page).await?.map(Region::from)), 3_600))
}

/// Read a region.
///
/// Undotted digits are refused (`REGION.CODE_SYSTEM_REQUIRED`): Kemendagri and BPS codes collide.
#[utoipa::path(get, path = "/v1/regions/{code}", operation_id = "getRegion", tag = "Reference",
    params(("code" = String, Path, description = "Dotted Kemendagri code, or id", example = "36.02")),
    responses((status = 200, body = Region), (status = 304), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn get_region(Caller(ctx): Caller, Path(code): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let region = Region::from(regions::get(&ctx, &code).await?);
    Ok(cached(reply::record(&headers, StatusCode::OK, 1, &region)?, 3_600))
}

/// List the code sets.
#[utoipa::path(get, path = "/v1/reference", operation_id = "listReferenceSets", tag = "Reference",
    responses((status = 200, body = List<ReferenceSetSummary>), (status = 304)))]
pub async fn list_reference_sets(Caller(ctx): Caller, headers: HeaderMap) -> Result<Response, Error> {
    let data = ctx.app.codes.sets().iter().map(|set| ReferenceSetSummary::from(set.as_ref())).collect();
    let list = List { data, page: PageEnd { next: None, complete: true } };
    Ok(cached(reply::record(&headers, StatusCode::OK, 1, &list)?, 3_600))
}

/// Read a code set with its labels in both languages.
#[utoipa::path(get, path = "/v1/reference/{set}", operation_id = "getReferenceSet", tag = "Reference",
    params(("set" = String, Path, description = "Name of the set", example = "vocations")),
    responses((status = 200, body = ReferenceSet), (status = 304), (status = 404, body = Problem)))]
pub async fn get_reference_set(
    Caller(ctx): Caller,
    Path(set): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let set = ctx.app.codes.get(&set).ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(cached(reply::record(&headers, StatusCode::OK, 1, &ReferenceSet::from(set.as_ref()))?, 3_600))
}

/// Add a code to an open set: a kind of organization, a vocation, a theme. For the forum and the ministry.
///
/// Sets on which rules rest (states, roles, statuses) are closed.
#[utoipa::path(post, path = "/v1/reference/{set}/codes", operation_id = "addReferenceCode", tag = "Reference",
    params(("set" = String, Path, description = "Name of the set", example = "organizationKinds")), request_body = ReferenceCodeInput,
    responses((status = 201, body = ReferenceCode), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add_reference_code(
    SignedIn(ctx): SignedIn,
    Path(set): Path<String>,
    Body(input, raw): Body<ReferenceCodeInput>,
) -> Result<Response, Error> {
    let content = (set.clone(), raw);
    let work = |tx| async move { view::add_code(&tx, &set, input).await };
    reply::done(&ctx, StatusCode::CREATED, &once::write(&ctx, "addReferenceCode", &content, work).await?, |_| 1)
}
