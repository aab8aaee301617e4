//! Filing: draft, submit, withdraw, amend, answer.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::inputs::{AnswerInput, ReasonInput, ReportInput, ReportPatch, SubmitInput};
use crate::auth::extract::SignedIn;
use crate::domain::reports::{draft, review, submit};
use crate::domain::{Code, Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, if_match};
use crate::view::reports::Report;

/// How to begin a report.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct CreateQuery {
    /// `previous` proposes last period's stable values.
    prefill: Option<String>,
}

/// Begin a report.
///
/// A draft may be incomplete, but what it holds must be well formed. There is one report per unit, template and
/// period: a second one is 409 `REPORT.ALREADY_EXISTS` with the id of the first.
#[utoipa::path(post, path = "/v1/reports", operation_id = "createReport", tag = "Reports", params(CreateQuery), request_body = ReportInput,
    responses((status = 201, body = Report), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_report(
    SignedIn(ctx): SignedIn,
    Params(how): Params<CreateQuery>,
    Body(input, raw): Body<ReportInput>,
) -> Result<Response, Error> {
    let prefill = match how.prefill.as_deref() {
        None => false,
        Some("previous") => true,
        Some(_) => return Err(Error::field(Code::UnknownCode, "/prefill")),
    };
    let new = input.into_new(prefill);
    let done = once::write(&ctx, "createReport", &(&raw, prefill), |tx| async move {
        draft::create(&tx, new).await.map(|r| Report::of(&tx, &r))
    })
    .await?;
    let mut response = reply::done(&ctx, StatusCode::CREATED, &done, |report| report.version)?;
    if let Ok(place) = HeaderValue::from_str(&format!("/v1/reports/{}", done.body.id.as_str())) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// Change a draft, or a report sent back.
#[utoipa::path(patch, path = "/v1/reports/{id}", operation_id = "editReport", tag = "Reports", params(("id" = String, Path), ("If-Match" = String, Header)), request_body = ReportPatch,
    responses((status = 200, body = Report), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn edit_report(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<ReportPatch>,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let content = (id.clone(), raw);
    let done = once::write(&ctx, "editReport", &content, |tx| async move {
        draft::edit(&tx, &id, expected, input.into()).await.map(|r| Report::of(&tx, &r))
    })
    .await?;
    reply::done(&ctx, StatusCode::OK, &done, |report| report.version)
}

/// Hand a report in.
///
/// Errors block (422 with all of them at once); warnings that fired must be named in `acknowledge`. The time of
/// arrival decides whether it is on time. The answer holds the receipt.
#[utoipa::path(post, path = "/v1/reports/{id}/submit", operation_id = "submitReport", tag = "Reports", params(("id" = String, Path), ("If-Match" = String, Header)), request_body = SubmitInput,
    responses((status = 200, body = Report), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn submit_report(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<SubmitInput>,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let content = (id.clone(), raw);
    let work = |tx: crate::domain::Tx| async move {
        submit::submit(&tx, &id, expected, &input.acknowledge).await.map(|r| Report::of(&tx, &r))
    };
    let done = once::write(&ctx, "submitReport", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |report| report.version)
}

/// Take a report back before review begins.
#[utoipa::path(post, path = "/v1/reports/{id}/withdraw", operation_id = "withdrawReport", tag = "Reports", params(("id" = String, Path), ("If-Match" = String, Header)), request_body = ReasonInput,
    responses((status = 200, body = Report), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub async fn withdraw_report(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<ReasonInput>,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let content = (id.clone(), raw);
    let done = once::write(&ctx, "withdrawReport", &content, |tx| async move {
        submit::withdraw(&tx, &id, expected, input.into()).await.map(|r| Report::of(&tx, &r))
    })
    .await?;
    reply::done(&ctx, StatusCode::OK, &done, |report| report.version)
}

/// Open a new version of a decided report.
///
/// The approved version stays the official one meanwhile. A locked report is reopened by the forum alone, with a reason.
#[utoipa::path(post, path = "/v1/reports/{id}/amend", operation_id = "amendReport", tag = "Reports", params(("id" = String, Path), ("If-Match" = String, Header)), request_body = ReasonInput,
    responses((status = 200, body = Report), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub async fn amend_report(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<ReasonInput>,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let content = (id.clone(), raw);
    let done = once::write(&ctx, "amendReport", &content, |tx| async move {
        review::amend(&tx, &id, expected, input.into()).await.map(|r| Report::of(&tx, &r))
    })
    .await?;
    reply::done(&ctx, StatusCode::OK, &done, |report| report.version)
}

/// Answer a revision item.
///
/// Once all are answered the report can be submitted again.
#[utoipa::path(post, path = "/v1/reports/{id}/revision-items/{item}/answer", operation_id = "answerRevisionItem", tag = "Reports", params(("id" = String, Path), ("item" = String, Path), ("If-Match" = String, Header)), request_body = AnswerInput,
    responses((status = 200, body = Report), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub async fn answer_revision_item(
    SignedIn(ctx): SignedIn,
    Path((id, item)): Path<(String, String)>,
    headers: HeaderMap,
    Body(input, raw): Body<AnswerInput>,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let content = (id.clone(), item.clone(), raw);
    let work = |tx: crate::domain::Tx| async move {
        review::answer(&tx, &id, &item, expected, &input.answer).await.map(|r| Report::of(&tx, &r))
    };
    let done = once::write(&ctx, "answerRevisionItem", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |report| report.version)
}
