//! `/v1/partner/incubatees`: what a partner pulls, page by page, one by one, or as a table.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::{SignedIn, Staying};
use crate::domain::page::{MAX_LIMIT, PageRequest};
use crate::domain::partners::gate::Channel;
use crate::domain::partners::pulls;
use crate::domain::{Ctx, Error};
use crate::rest::json::Params;
use crate::rest::outgoing;
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, unstored};
use crate::view::partners::csv;
use crate::view::partners::pulls::PartnerIncubatee;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_partner_incubatees))
        .routes(routes!(get_partner_incubatee))
        .routes(routes!(download_partner_incubatees))
}

/// Which records to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PullQuery {
    /// The purpose for which you read: code of `consentPurposes`. Required.
    #[param(example = "CREDIT_APPLICATION")]
    purpose: Option<String>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`, of the same purpose.
    after: Option<String>,
}

/// For what one reads.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PurposeQuery {
    /// The purpose for which you read: code of `consentPurposes`. Required.
    #[param(example = "CREDIT_APPLICATION")]
    purpose: Option<String>,
}

/// List everybody who consented to this purpose.
///
/// Only people whose consent is valid at this moment, and of them only what your agreement, the purpose, your client and
/// the consent have in common; all else is null and named in `redactions`. Which scope grants which field stands in
/// `/v1/reference/consentScopes`. Every page is written down, and each person in it can read who got what. While a
/// deletion that you owe is not acknowledged in time, you get `PARTNER.SUSPENDED`.
#[utoipa::path(get, path = "/v1/partner/incubatees", operation_id = "listPartnerIncubatees", tag = "Partners", params(PullQuery),
    responses((status = 200, body = List<PartnerIncubatee>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn list_partner_incubatees(
    SignedIn(ctx): SignedIn,
    Params(wanted): Params<PullQuery>,
) -> Result<Response, Error> {
    let page = PageRequest::new(wanted.limit, wanted.after.as_deref())?;
    let page = pulls::page(&ctx, wanted.purpose.as_deref(), &page, Channel::Rest).await?;
    Ok(unstored(reply::list(page.into_inner())))
}

/// Read one record.
///
/// 404 once the consent has ended, as for somebody who never consented.
#[utoipa::path(get, path = "/v1/partner/incubatees/{id}", operation_id = "getPartnerIncubatee", tag = "Partners",
    params(("id" = String, Path, description = "`sub_...`"), PurposeQuery),
    responses((status = 200, body = PartnerIncubatee), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn get_partner_incubatee(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(wanted): Params<PurposeQuery>,
) -> Result<Response, Error> {
    let record = pulls::one(&ctx, wanted.purpose.as_deref(), &id, Channel::Rest).await?;
    Ok(unstored(reply::json(StatusCode::OK, &*record)))
}

/// Download all records as a table.
///
/// The same records as the list, as CSV (RFC 4180, UTF-8) with a first line of names; a list stands in its cell as JSON.
/// A text that a spreadsheet would take for a formula is led by an apostrophe. Who withdraws while you read is left out
/// from then on. If the download breaks off, it is not whole: begin anew.
#[utoipa::path(get, path = "/v1/partner/incubatees.csv", operation_id = "downloadPartnerIncubatees", tag = "Partners", params(PurposeQuery),
    responses((status = 200, description = "One record a line", content_type = "text/csv", body = String), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn download_partner_incubatees(
    caller: Staying,
    Params(wanted): Params<PurposeQuery>,
) -> Result<Response, Error> {
    // Whatever stands in the way is answered before anything is sent.
    let body = outgoing::body(Table::begin(caller, wanted.purpose).await?, Table::piece);
    let name = "attachment; filename=\"incubatees.csv\"";
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, name)];
    Ok(unstored((headers, body).into_response()))
}

/// A download, page by page: for each the caller is looked at and the gate is opened anew, and each is a delivery of its
/// own.
struct Table {
    caller: Staying,
    purpose: Option<String>,
    /// What was read and not sent yet: the first page.
    read: Option<Bytes>,
    /// What comes after it.
    next: Option<PageRequest>,
}

impl Table {
    /// Reads the first page.
    async fn begin(caller: Staying, purpose: Option<String>) -> Result<Self, Error> {
        let ctx = caller.ctx.clone();
        let mut table = Self { caller, purpose, read: None, next: None };
        let first = table.lines(&ctx, PageRequest::new(Some(MAX_LIMIT), None)?).await?;
        table.read = Some([csv::head()?, first].concat().into());
        Ok(table)
    }

    /// The next page; none after the last one.
    async fn piece(mut self) -> Result<Option<(Bytes, Self)>, Error> {
        if let Some(first) = self.read.take() {
            return Ok(Some((first, self)));
        }
        let Some(request) = self.next.take() else { return Ok(None) };
        let ctx = self.caller.again().await?;
        let lines = self.lines(&ctx, request).await?;
        Ok(Some((lines.into(), self)))
    }

    /// Lines of a page. What comes after it is noted.
    async fn lines(&mut self, ctx: &Ctx, request: PageRequest) -> Result<Vec<u8>, Error> {
        let purpose = self.purpose.as_deref();
        // One download is one call, however many pages it has.
        let page = match request.after {
            None => pulls::page(ctx, purpose, &request, Channel::Csv).await?,
            Some(_) => pulls::next(ctx, purpose, &request, Channel::Csv).await?,
        };
        let page = page.into_inner();
        let last = page.items.last().map(|(cursor, _)| cursor.clone());
        self.next = last.filter(|_| page.more).map(|after| PageRequest { after: Some(after), ..request });
        let records: Vec<PartnerIncubatee> = page.items.into_iter().map(|(_, record)| record).collect();
        csv::lines(&records)
    }
}
