//! `/v1/blks`: the public registry of BLKs.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::json::{Body, Params, words_of};
use super::problem::Problem;
use super::reply::{self, List};
use super::resource;
use crate::app::App;
use crate::auth::extract::{Caller, SignedIn};
use crate::domain::page::PageRequest;
use crate::domain::registry::{self, blks, statuses};
use crate::domain::{Code, Error, once};
use crate::view::blks::{BlkChanges, BlkInput};
use crate::view::registry::{Blk, StatusChange, StatusChangeInput, Unit};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_blks, create_blk))
        .routes(routes!(get_blk, update_blk, archive_blk))
        .routes(routes!(list_status_changes, change_unit_status))
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
    /// Codes of `blkDesignations`.
    designation: Option<String>,
    /// Code of a kawasan: BLKs that coach an enterprise of it or stand in its value chain.
    kawasan: Option<String>,
    /// Weaning falls due before this day, and the BLK is not weaned.
    #[param(value_type = Option<String>, format = Date)]
    weaning_due_before: Option<NaiveDate>,
    /// True shows archived ones too.
    archived: bool,
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
            operation_status: words_of(self.operation_status),
            support_status: words_of(self.support_status),
            incubator_status: words_of(self.incubator_status),
            kind: self.kind,
            vocation: self.vocation,
            established_year: self.established_year,
            designation: words_of(self.designation),
            kawasan: self.kawasan,
            weaning_due_before: self.weaning_due_before,
            archived: self.archived,
        };
        Ok((filter, order, page))
    }
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

/// Record a BLK with its first statuses.
#[utoipa::path(post, path = "/v1/blks", operation_id = "createBlk", tag = "Registry", request_body = BlkInput,
    responses((status = 201, body = Blk), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_blk(signed_in: SignedIn, body: Body<BlkInput>) -> Result<Response, Error> {
    resource::create::<Blk>(signed_in, body).await
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
        crate::view::registry::change_status(&tx, &id, input).await
    });
    reply::done(&ctx, StatusCode::CREATED, &done.await?, |unit| unit.version)
}

/// Change a BLK (RFC 7396).
///
/// Its head and operators change contact, workstations and coordinates; everything else is for the forum and the
/// ministry (403 `REGISTRY.CHANGE_REQUEST_NEEDED` names the fields). A new region or status holds from today.
#[utoipa::path(patch, path = "/v1/blks/{idOrCode}", operation_id = "updateBlk", tag = "Registry",
    params(("idOrCode" = String, Path, description = "Id or code"), ("If-Match" = String, Header, description = "Version that was read.")),
    request_body = BlkChanges,
    responses((status = 200, body = Blk), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn update_blk(
    signed_in: SignedIn,
    id: Path<String>,
    headers: HeaderMap,
    body: Body<BlkChanges>,
) -> Result<Response, Error> {
    resource::update::<Blk>(signed_in, id, headers, body).await
}

/// Archive a BLK: it leaves all lists, owes nothing from today, and is still found by its id and code.
#[utoipa::path(delete, path = "/v1/blks/{idOrCode}", operation_id = "archiveBlk", tag = "Registry",
    params(("idOrCode" = String, Path, description = "Id or code"), ("If-Match" = String, Header, description = "Version that was read.")),
    responses((status = 200, body = Blk), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub async fn archive_blk(signed_in: SignedIn, id: Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    resource::archive::<Blk>(signed_in, id, headers).await
}
