//! `/v1/blks`, `/v1/kawasans`, `/v1/organizations`: the public registry.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::json::{Body, Params};
use super::problem::Problem;
use super::reply::{self, List};
use crate::app::App;
use crate::auth::extract::{Caller, SignedIn};
use crate::domain::page::PageRequest;
use crate::domain::registry::{self, blks, statuses, units};
use crate::domain::{Code, Error, once};
use crate::view::registry::{Blk, StatusChange, Unit};
use crate::vocab::{StatusAspect, UnitKind};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_blks, create_blk))
        .routes(routes!(get_blk))
        .routes(routes!(list_status_changes, change_unit_status))
        .routes(routes!(list_kawasans, create_kawasan))
        .routes(routes!(get_kawasan))
        .routes(routes!(list_organizations, create_organization))
        .routes(routes!(get_organization))
}

/// Which BLKs to list. Statuses are those of today; several are separated by commas.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct BlkQuery {
    /// Part of a name, or the beginning of a code.
    q: Option<String>,
    /// Kemendagri code: BLKs in it.
    region: Option<String>,
    /// Codes of `blkStatuses`.
    operation_status: Option<String>,
    /// Codes of `supportStatuses`.
    support_status: Option<String>,
    /// Codes of `incubatorStatuses`.
    incubator_status: Option<String>,
    /// Code of `blkKinds`.
    kind: Option<String>,
    /// Code of `vocations`.
    vocation: Option<String>,
    /// Year it was built.
    established_year: Option<i32>,
    /// `CODE`, `NAME`, or with a minus before it: descending. `CODE` unless given.
    order_by: Option<String>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

impl BlkQuery {
    fn read(self) -> Result<(blks::Filter, blks::OrderBy, PageRequest), Error> {
        let mut page = PageRequest::new(self.limit, self.after.as_deref())?;
        let asked = self.order_by.as_deref().unwrap_or("CODE");
        page.descending = asked.starts_with('-');
        let order = match asked.trim_start_matches('-') {
            "CODE" => blks::OrderBy::Code,
            "NAME" => blks::OrderBy::Name,
            _ => return Err(Error::field(Code::UnknownCode, "/orderBy")),
        };
        let filter = blks::Filter {
            q: self.q,
            region: self.region,
            operation_status: words(self.operation_status),
            support_status: words(self.support_status),
            incubator_status: words(self.incubator_status),
            kind: self.kind,
            vocation: self.vocation,
            established_year: self.established_year,
        };
        Ok((filter, order, page))
    }
}

fn words(list: Option<String>) -> Vec<String> {
    list.iter().flat_map(|list| list.split(',')).filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

/// List BLKs.
#[utoipa::path(get, path = "/v1/blks", operation_id = "listBlks", tag = "Registry", params(BlkQuery),
    responses((status = 200, body = List<Blk>), (status = 422, body = Problem)))]
pub async fn list_blks(Caller(ctx): Caller, Params(wanted): Params<BlkQuery>) -> Result<Response, Error> {
    let (filter, order, page) = wanted.read()?;
    Ok(reply::list(blks::list(&ctx, &filter, order, &page).await?.map(Blk::from)))
}

/// Read a BLK.
#[utoipa::path(get, path = "/v1/blks/{idOrCode}", operation_id = "getBlk", tag = "Registry",
    params(("idOrCode" = String, Path, description = "Id or code", example = "BLKK-3602-001")),
    responses((status = 200, body = Blk), (status = 304), (status = 404, body = Problem)))]
pub async fn get_blk(Caller(ctx): Caller, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let blk = Blk::from(registry::blk_by_ref(&ctx, &id).await?);
    reply::record(&headers, StatusCode::OK, blk.version, &blk)
}

/// A BLK to be recorded.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BlkInput {
    /// Human code, unique over all units.
    #[schema(example = "BLKK-3602-001", pattern = "^[A-Z0-9.-]{3,40}$")]
    code: String,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Code of `blkKinds`; KOMUNITAS unless given.
    kind: Option<String>,
    /// Code of `hostTypes`.
    host_type: String,
    /// Name of the institution that runs it.
    #[schema(min_length = 1, max_length = 200)]
    host_name: String,
    /// Dotted Kemendagri code.
    #[schema(example = "36.02")]
    region: String,
    /// Year it was built.
    #[schema(minimum = 2010, maximum = 2100)]
    established_year: i32,
    /// Day the building was handed over.
    #[schema(value_type = Option<String>, format = Date)]
    handed_over_on: Option<NaiveDate>,
    /// Codes of `vocations`.
    #[serde(default)]
    #[schema(max_items = 23)]
    vocations: Vec<String>,
    /// First day of its duty to report; its first statuses hold from here.
    #[schema(value_type = String, format = Date)]
    enrolled_on: NaiveDate,
    /// Code of `blkStatuses`; OPERATIONAL unless given.
    operation_status: Option<String>,
    /// Code of `supportStatuses`.
    support_status: Option<String>,
    /// Code of `incubatorStatuses`.
    incubator_status: Option<String>,
}

impl From<BlkInput> for registry::NewBlk {
    fn from(input: BlkInput) -> Self {
        Self {
            code: input.code,
            name: input.name,
            kind: input.kind.unwrap_or_else(|| "KOMUNITAS".to_owned()),
            host_type: input.host_type,
            host_name: input.host_name,
            region: input.region,
            established_year: input.established_year,
            handed_over_on: input.handed_over_on,
            vocations: input.vocations,
            enrolled_on: input.enrolled_on,
            operation_status: input.operation_status.unwrap_or_else(|| "OPERATIONAL".to_owned()),
            support_status: input.support_status,
            incubator_status: input.incubator_status,
            synthetic: false,
        }
    }
}

/// Record a BLK with its first statuses.
#[utoipa::path(post, path = "/v1/blks", operation_id = "createBlk", tag = "Registry", request_body = BlkInput,
    responses((status = 201, body = Blk), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_blk(SignedIn(ctx): SignedIn, Body(input, raw): Body<BlkInput>) -> Result<Response, Error> {
    let done = once::write(&ctx, "createBlk", &raw, |tx| async move {
        Ok(Blk::from(registry::create_blk(&tx, input.into()).await?))
    })
    .await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |blk| blk.version)
}

/// List the dated statuses of a BLK, oldest first.
#[utoipa::path(get, path = "/v1/blks/{idOrCode}/status-changes", operation_id = "listUnitStatuses", tag = "Registry",
    params(("idOrCode" = String, Path, description = "Id or code")),
    responses((status = 200, body = List<StatusChange>), (status = 404, body = Problem)))]
pub async fn list_status_changes(Caller(ctx): Caller, Path(id): Path<String>) -> Result<Response, Error> {
    let blk = registry::blk_by_ref(&ctx, &id).await?;
    let rows = statuses::history(&ctx, blk.unit.id).await?;
    Ok(reply::whole(rows.into_iter().map(StatusChange::try_from).collect::<Result<Vec<_>, _>>()?))
}

/// A new status of a BLK.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusChangeInput {
    /// Which status changes.
    aspect: StatusAspect,
    /// Code of `blkStatuses`, `supportStatuses` or `incubatorStatuses`.
    #[schema(example = "ACTIVE")]
    status: String,
    /// First day of the new status; after the last change of this aspect, at most a year ahead.
    #[schema(value_type = String, format = Date)]
    from_on: NaiveDate,
    /// Why.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

impl From<StatusChangeInput> for statuses::Change {
    fn from(input: StatusChangeInput) -> Self {
        Self { aspect: input.aspect, status: input.status, from_on: input.from_on, reason: input.reason }
    }
}

/// Change a status of a BLK from a day on.
///
/// The status before it ends on that day. What a BLK owes follows its dated statuses.
#[utoipa::path(post, path = "/v1/blks/{idOrCode}/status-changes", operation_id = "changeUnitStatus", tag = "Registry",
    params(("idOrCode" = String, Path, description = "Id or code")), request_body = StatusChangeInput,
    responses((status = 201, body = Unit), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change_unit_status(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Body(input, raw): Body<StatusChangeInput>,
) -> Result<Response, Error> {
    let content = (id.clone(), raw);
    let done = once::write(&ctx, "changeUnitStatus", &content, |tx| async move {
        let unit = registry::unit_by_ref(tx.conn()?, &id).await?;
        Ok(Unit::from(registry::set_status(&tx, &unit, &input.into()).await?))
    });
    reply::done(&ctx, StatusCode::CREATED, &done.await?, |unit| unit.version)
}

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List kawasans.
#[utoipa::path(get, path = "/v1/kawasans", operation_id = "listKawasans", tag = "Registry", params(PageQuery),
    responses((status = 200, body = List<Unit>), (status = 422, body = Problem)))]
pub async fn list_kawasans(Caller(ctx): Caller, Params(wanted): Params<PageQuery>) -> Result<Response, Error> {
    let page = PageRequest::new(wanted.limit, wanted.after.as_deref())?;
    Ok(reply::list(units::list(&ctx, UnitKind::Kawasan, &page).await?.map(Unit::from)))
}

/// List organizations.
#[utoipa::path(get, path = "/v1/organizations", operation_id = "listOrganizations", tag = "Registry", params(PageQuery),
    responses((status = 200, body = List<Unit>), (status = 422, body = Problem)))]
pub async fn list_organizations(Caller(ctx): Caller, Params(wanted): Params<PageQuery>) -> Result<Response, Error> {
    let page = PageRequest::new(wanted.limit, wanted.after.as_deref())?;
    Ok(reply::list(units::list(&ctx, UnitKind::Organization, &page).await?.map(Unit::from)))
}

/// Read a kawasan.
#[utoipa::path(get, path = "/v1/kawasans/{idOrCode}", operation_id = "getKawasan", tag = "Registry",
    params(("idOrCode" = String, Path, description = "Id or code")),
    responses((status = 200, body = Unit), (status = 304), (status = 404, body = Problem)))]
pub async fn get_kawasan(Caller(ctx): Caller, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let unit = Unit::from(units::unit_of_kind(&ctx, UnitKind::Kawasan, &id).await?);
    reply::record(&headers, StatusCode::OK, unit.version, &unit)
}

/// Read an organization.
#[utoipa::path(get, path = "/v1/organizations/{idOrCode}", operation_id = "getOrganization", tag = "Registry",
    params(("idOrCode" = String, Path, description = "Id or code")),
    responses((status = 200, body = Unit), (status = 304), (status = 404, body = Problem)))]
pub async fn get_organization(
    Caller(ctx): Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let unit = Unit::from(units::unit_of_kind(&ctx, UnitKind::Organization, &id).await?);
    reply::record(&headers, StatusCode::OK, unit.version, &unit)
}

/// A kawasan or an organization to be recorded.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UnitInput {
    /// Human code, unique over all units.
    #[schema(example = "KWS-LEBAK", pattern = "^[A-Z0-9.-]{3,40}$")]
    code: String,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Dotted Kemendagri code.
    #[schema(example = "36.02")]
    region: String,
    /// First day of its duty to report.
    #[schema(value_type = String, format = Date)]
    enrolled_on: NaiveDate,
}

impl UnitInput {
    fn of(self, kind: UnitKind) -> units::NewUnit {
        units::NewUnit {
            kind,
            code: self.code,
            name: self.name,
            region: self.region,
            enrolled_on: self.enrolled_on,
            synthetic: false,
        }
    }
}

/// Record a kawasan.
#[utoipa::path(post, path = "/v1/kawasans", operation_id = "createKawasan", tag = "Registry", request_body = UnitInput,
    responses((status = 201, body = Unit), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_kawasan(SignedIn(ctx): SignedIn, Body(input, raw): Body<UnitInput>) -> Result<Response, Error> {
    let new = input.of(UnitKind::Kawasan);
    let done =
        once::write(
            &ctx,
            "createKawasan",
            &raw,
            |tx| async move { Ok(Unit::from(registry::create_unit(&tx, new).await?)) },
        )
        .await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |unit| unit.version)
}

/// Record an organization.
#[utoipa::path(post, path = "/v1/organizations", operation_id = "createOrganization", tag = "Registry", request_body = UnitInput,
    responses((status = 201, body = Unit), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_organization(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<UnitInput>,
) -> Result<Response, Error> {
    let new = input.of(UnitKind::Organization);
    let done = once::write(&ctx, "createOrganization", &raw, |tx| async move {
        Ok(Unit::from(registry::create_unit(&tx, new).await?))
    })
    .await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |unit| unit.version)
}
