//! Reading reports.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::inputs::{ReportQuery, VerifyInput};
use crate::auth::extract::{Caller, SignedIn};
use crate::domain::page::PageRequest;
use crate::domain::reports::query::{Filter, Order};
use crate::domain::reports::{allowed, diff, print, query, receipt};
use crate::domain::{Code, Ctx, Error, registry};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List};
use crate::view::reports::{
    AllowedAction, Receipt, Report, ReportDiff, ReportVersion, RevisionItem, Transition, VerifiedReceipt,
};

/// List reports.
///
/// Those you may see: of your scope; drafts only where you file. `awaiting=me` lists what you owe a decision on,
/// oldest first.
#[utoipa::path(get, path = "/v1/reports", operation_id = "listReports", tag = "Reports", params(ReportQuery),
    responses((status = 200, body = List<Report>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn list_reports(SignedIn(ctx): SignedIn, Params(wanted): Params<ReportQuery>) -> Result<Response, Error> {
    let (filter, order, page) = read_query(&ctx, wanted).await?;
    Ok(reply::list(query::list(&ctx, &filter, order, &page).await?.map(|loaded| Report::of(&ctx, &loaded))))
}

async fn read_query(ctx: &Ctx, wanted: ReportQuery) -> Result<(Filter, Order, PageRequest), Error> {
    let states = wanted.states()?;
    let awaiting_me = match wanted.awaiting.as_deref() {
        None => false,
        Some("me") => true,
        Some(_) => return Err(Error::field(Code::UnknownCode, "/awaiting")),
    };
    let asked = wanted.order_by.as_deref().unwrap_or(if awaiting_me { "SUBMITTED" } else { "CREATED" });
    let order = match asked.trim_start_matches('-') {
        "CREATED" => Order::Created,
        "PERIOD" => Order::Period,
        "SUBMITTED" => Order::Submitted,
        _ => return Err(Error::field(Code::UnknownCode, "/orderBy")),
    };
    let mut page = PageRequest::new(wanted.limit, wanted.after.as_deref())?;
    page.descending = asked.starts_with('-');
    let filter = Filter {
        units: registry::named_unit(ctx, wanted.blk.as_deref().or(wanted.unit.as_deref())).await?,
        region: wanted.region,
        template: registry::named_template(ctx, wanted.template.as_deref()).await?,
        occurrence: wanted.period,
        states,
        awaiting_me,
        ..Filter::default()
    };
    Ok((filter, order, page))
}

/// Read a report.
///
/// With `allowedActions`: what you may do now, and what stands in the way.
#[utoipa::path(get, path = "/v1/reports/{id}", operation_id = "getReport", tag = "Reports", params(("id" = String, Path, description = "Id of the report")),
    responses((status = 200, body = Report), (status = 304), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_report(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let loaded = query::one(&ctx, &id).await?;
    let mut report = Report::of(&ctx, &loaded);
    let actions = allowed::actions(&ctx, &loaded).await?;
    report.allowed_actions = Some(actions.into_iter().map(|entry| AllowedAction::of(entry, ctx.lang)).collect());
    reply::record(&headers, StatusCode::OK, report.version, &report)
}

/// List the versions of a report's content.
///
/// Submitted versions never change; the one being worked on is shown to those who file.
#[utoipa::path(get, path = "/v1/reports/{id}/versions", operation_id = "listReportVersions", tag = "Reports", params(("id" = String, Path)),
    responses((status = 200, body = List<ReportVersion>), (status = 404, body = Problem)))]
pub async fn list_versions(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let loaded = readable(&ctx, &id).await?;
    let versions = query::versions(&ctx, &loaded).await?;
    Ok(reply::whole(versions.into_iter().map(|version| ReportVersion::of(version, &loaded.row)).collect()))
}

/// What to compare with.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct DiffQuery {
    /// `lastDecision` (default) or the number of a version.
    from: Option<String>,
}

/// See what changed since the last decision.
#[utoipa::path(get, path = "/v1/reports/{id}/diff", operation_id = "diffReport", tag = "Reports", params(("id" = String, Path), DiffQuery),
    responses((status = 200, body = ReportDiff), (status = 404, body = Problem)))]
pub async fn get_diff(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(wanted): Params<DiffQuery>,
) -> Result<Response, Error> {
    let from = match wanted.from.as_deref() {
        None | Some("lastDecision") => None,
        Some(number) => Some(number.parse().map_err(|_| Error::field(Code::FieldFormat, "/from"))?),
    };
    let loaded = readable(&ctx, &id).await?;
    let diff: ReportDiff = diff::diff(&ctx, &loaded, from).await?.into();
    Ok(reply::json(StatusCode::OK, &diff))
}

/// Read a report's history: who, when, why, from, to.
#[utoipa::path(get, path = "/v1/reports/{id}/history", operation_id = "getReportHistory", tag = "Reports", params(("id" = String, Path)),
    responses((status = 200, body = List<Transition>), (status = 404, body = Problem)))]
pub async fn get_history(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let loaded = readable(&ctx, &id).await?;
    let steps = query::history(&ctx, &loaded).await?.into_iter().map(Transition::try_from);
    Ok(reply::whole(steps.collect::<Result<Vec<_>, _>>()?))
}

/// Read the receipt of the version shown to you.
#[utoipa::path(get, path = "/v1/reports/{id}/receipt", operation_id = "getReportReceipt", tag = "Reports", params(("id" = String, Path)),
    responses((status = 200, body = Receipt), (status = 404, body = Problem)))]
pub async fn get_receipt(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let loaded = readable(&ctx, &id).await?;
    let receipt = Receipt::of(&loaded.content).ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(reply::json(StatusCode::OK, &receipt))
}

/// Read the canonical content that the receipt vouches for.
///
/// RFC 8785 bytes; their SHA-256 is `sha256` of the receipt.
#[utoipa::path(get, path = "/v1/reports/{id}/receipt/content", operation_id = "getReportReceiptContent", tag = "Reports", params(("id" = String, Path)),
    responses((status = 200, body = serde_json::Value), (status = 404, body = Problem)))]
pub async fn get_receipt_content(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let loaded = readable(&ctx, &id).await?;
    let content = receipt::content(&ctx, &loaded).await?;
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], content).into_response())
}

/// Print a report with its receipt.
///
/// An A4 page in Indonesian to print, sign and stamp: values by section, narrative, attachments with their hashes, and the
/// receipt as it is verified. A draft says that it is one.
#[utoipa::path(get, path = "/v1/reports/{id}/print", operation_id = "printReport", tag = "Reports", params(("id" = String, Path)),
    responses((status = 200, description = "The page", body = String, content_type = "text/html"), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn print_report(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(reply::paper(print::page(&ctx, &id).await?))
}

/// List what a reviewer asked to be mended.
#[utoipa::path(get, path = "/v1/reports/{id}/revision-items", operation_id = "listRevisionItems", tag = "Reports", params(("id" = String, Path)),
    responses((status = 200, body = List<RevisionItem>), (status = 404, body = Problem)))]
pub async fn list_revision_items(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let loaded = readable(&ctx, &id).await?;
    Ok(reply::whole(RevisionItem::of_report(&ctx, loaded.row.id).await?))
}

/// Verify a receipt.
///
/// Checks the signature and, if you send the content, that it is the one that arrived. Anyone may ask.
#[utoipa::path(post, path = "/v1/receipts/verify", operation_id = "verifyReceipt", tag = "Reports", request_body = VerifyInput,
    responses((status = 200, body = VerifiedReceipt), (status = 422, body = Problem)))]
pub async fn verify_receipt(Caller(ctx): Caller, Body(input, _raw): Body<VerifyInput>) -> Result<Response, Error> {
    let verified = receipt::verify(&ctx, &input.jws, input.content.as_ref())?;
    Ok(reply::json(StatusCode::OK, &VerifiedReceipt::from(verified)))
}

/// A report whose content the caller may read.
async fn readable(ctx: &Ctx, id: &str) -> Result<crate::domain::reports::Loaded, Error> {
    let loaded = query::one(ctx, id).await?;
    if query::sees_values(ctx, &loaded) { Ok(loaded) } else { Err(Error::new(Code::Denied)) }
}
