//! Change requests, histories, dated regions, independence and the public counts.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::json::{Body, Params};
use super::problem::Problem;
use super::reply::{self, List, if_match};
use crate::app::App;
use crate::auth::extract::{Caller, SignedIn};
use crate::domain::page::PageRequest;
use crate::domain::registry::requests::{self, Verdict};
use crate::domain::registry::{self, history, placements, summary, units};
use crate::domain::{Code, Error, once};
use crate::view::requests::{
    self as view, ChangeRequest, ChangeRequestInput, HistoryEntry, Independence, RegionStretch, RegistrySummary,
    VerdictInput,
};
use crate::vocab::UnitKind;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_of_blk, request_blk_change))
        .routes(routes!(list_change_requests))
        .routes(routes!(get_change_request))
        .routes(routes!(approve_change_request))
        .routes(routes!(reject_change_request))
        .routes(routes!(withdraw_change_request))
        .routes(routes!(get_history))
        .routes(routes!(list_region_changes))
        .routes(routes!(get_independence))
        .routes(routes!(get_registry_summary))
}

/// Which change requests to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct RequestQuery {
    /// Code of `changeRequestStatuses`.
    status: Option<String>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

async fn listed(
    ctx: &crate::domain::Ctx,
    units: Option<Vec<uuid::Uuid>>,
    query: RequestQuery,
) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    let page = requests::list(ctx, units, query.status.as_deref(), &page).await?;
    Ok(reply::list(page.try_map(ChangeRequest::try_from)?))
}

/// List the change requests of a BLK.
#[utoipa::path(get, path = "/v1/blks/{idOrCode}/change-requests", operation_id = "listChangeRequestsOfBlk", tag = "Registry",
    params(("idOrCode" = String, Path, description = "Id or code"), RequestQuery),
    responses((status = 200, body = List<ChangeRequest>), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn list_of_blk(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<RequestQuery>,
) -> Result<Response, Error> {
    let blk = registry::blk_by_ref(&ctx, &id).await?;
    listed(&ctx, Some(vec![blk.unit.id]), query).await
}

/// Ask for a change of a BLK that only the forum makes: name, code, region, host, statuses.
#[utoipa::path(post, path = "/v1/blks/{idOrCode}/change-requests", operation_id = "requestBlkChange", tag = "Registry",
    params(("idOrCode" = String, Path, description = "Id or code")), request_body = ChangeRequestInput,
    responses((status = 201, body = ChangeRequest), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn request_blk_change(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Body(input, raw): Body<ChangeRequestInput>,
) -> Result<Response, Error> {
    let content = (id.clone(), raw);
    let work = |tx| async move { view::request(&tx, &id, input).await };
    let done = once::write(&ctx, "requestBlkChange", &content, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |request| request.version)
}

/// List change requests of the BLKs whose reports you see, oldest first.
#[utoipa::path(get, path = "/v1/change-requests", operation_id = "listChangeRequests", tag = "Registry", params(RequestQuery),
    responses((status = 200, body = List<ChangeRequest>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn list_change_requests(
    SignedIn(ctx): SignedIn,
    Params(query): Params<RequestQuery>,
) -> Result<Response, Error> {
    listed(&ctx, None, query).await
}

/// Read a change request.
#[utoipa::path(get, path = "/v1/change-requests/{id}", operation_id = "getChangeRequest", tag = "Registry", params(("id" = String, Path)),
    responses((status = 200, body = ChangeRequest), (status = 304), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_change_request(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let request = ChangeRequest::try_from(requests::get(&ctx, &id).await?)?;
    reply::record(&headers, StatusCode::OK, request.version, &request)
}

async fn end(
    ctx: crate::domain::Ctx,
    id: String,
    headers: &HeaderMap,
    verdict: (Verdict, &str),
    (input, raw): (VerdictInput, serde_json::Value),
) -> Result<Response, Error> {
    let expected = if_match(headers)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { view::end(&tx, &id, expected, verdict.0, input).await };
    let done = once::write(&ctx, verdict.1, &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |request| request.version)
}

/// Approve a change request: the change is made at once, in the same transaction.
#[utoipa::path(post, path = "/v1/change-requests/{id}/approve", operation_id = "approveChangeRequest", tag = "Registry",
    params(("id" = String, Path), ("If-Match" = String, Header, description = "Version that was read.")), request_body = VerdictInput,
    responses((status = 200, body = ChangeRequest), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn approve_change_request(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<VerdictInput>,
) -> Result<Response, Error> {
    end(ctx, id, &headers, (Verdict::Approved, "approveChangeRequest"), (input, raw)).await
}

/// Reject a change request, with a note that says why.
#[utoipa::path(post, path = "/v1/change-requests/{id}/reject", operation_id = "rejectChangeRequest", tag = "Registry",
    params(("id" = String, Path), ("If-Match" = String, Header, description = "Version that was read.")), request_body = VerdictInput,
    responses((status = 200, body = ChangeRequest), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn reject_change_request(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<VerdictInput>,
) -> Result<Response, Error> {
    end(ctx, id, &headers, (Verdict::Rejected, "rejectChangeRequest"), (input, raw)).await
}

/// Withdraw a change request before it is decided.
#[utoipa::path(post, path = "/v1/change-requests/{id}/withdraw", operation_id = "withdrawChangeRequest", tag = "Registry",
    params(("id" = String, Path), ("If-Match" = String, Header, description = "Version that was read.")), request_body = VerdictInput,
    responses((status = 200, body = ChangeRequest), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub async fn withdraw_change_request(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<VerdictInput>,
) -> Result<Response, Error> {
    end(ctx, id, &headers, (Verdict::Withdrawn, "withdrawChangeRequest"), (input, raw)).await
}

/// Who changed what of a record of the registry: a unit or anything kept about it, newest first.
#[utoipa::path(get, path = "/v1/history/{id}", operation_id = "getHistory", tag = "Registry",
    params(("id" = String, Path, description = "Id of the record: `blk_...`, `prd_...`")),
    responses((status = 200, body = List<HistoryEntry>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn get_history(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let entries = history::of(&ctx, &id).await?;
    Ok(reply::whole(entries.into_iter().map(HistoryEntry::from).collect()))
}

/// The regions of a BLK, oldest first.
#[utoipa::path(get, path = "/v1/blks/{idOrCode}/region-changes", operation_id = "listRegionChanges", tag = "Registry",
    params(("idOrCode" = String, Path, description = "Id or code")),
    responses((status = 200, body = List<RegionStretch>), (status = 404, body = Problem)))]
pub async fn list_region_changes(Caller(ctx): Caller, Path(id): Path<String>) -> Result<Response, Error> {
    let unit = units::unit_of_kind(&ctx, UnitKind::Blk, &id).await?;
    let rows = placements::history(&ctx, unit.id).await?;
    Ok(reply::whole(rows.into_iter().map(RegionStretch::from).collect()))
}

/// How far a BLK lives on its own revenue, from its latest four approved quarters. For those who see its reports.
#[utoipa::path(get, path = "/v1/blks/{idOrCode}/independence", operation_id = "getIndependence", tag = "Registry",
    params(("idOrCode" = String, Path, description = "Id or code")),
    responses((status = 200, body = Independence), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_independence(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let blk = registry::blk_by_ref(&ctx, &id).await?;
    let found = summary::independence(&ctx, &[blk.unit.id]).await?.remove(&blk.unit.id);
    let found = found.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(reply::json(StatusCode::OK, &Independence::from(found)))
}

/// Counts of the public registry: BLKs by province, year and vocation, and what else is recorded.
#[utoipa::path(get, path = "/v1/registry-summary", operation_id = "getRegistrySummary", tag = "Registry",
    responses((status = 200, body = RegistrySummary)))]
pub async fn get_registry_summary(Caller(ctx): Caller) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &RegistrySummary::from(summary::counts(&ctx).await?)))
}
