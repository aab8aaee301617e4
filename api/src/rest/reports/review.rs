//! Reviewing: start, verify, send back, approve, reject.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;

use super::inputs::{ReasonInput, RevisionInput};
use crate::auth::extract::SignedIn;
use crate::domain::reports::review::{self, Decision};
use crate::domain::{Ctx, Error, once};
use crate::rest::json::Body;
use crate::rest::problem::Problem;
use crate::rest::reply::{self, if_match};
use crate::view::reports::Report;
use crate::vocab::ReportAction;

impl ReasonInput {
    fn into_decision(self, action: ReportAction) -> Decision {
        Decision { why: self.into(), ..Decision::new(action) }
    }
}

async fn decide(
    ctx: Ctx,
    id: String,
    headers: &HeaderMap,
    operation: &str,
    decision: Decision,
    raw: Value,
) -> Result<Response, Error> {
    let expected = if_match(headers)?;
    let content = (id.clone(), raw);
    let done = once::write(&ctx, operation, &content, |tx| async move {
        review::decide(&tx, &id, expected, decision).await.map(|r| Report::of(&tx, &r))
    })
    .await?;
    reply::done(&ctx, StatusCode::OK, &done, |report| report.version)
}

/// Begin review (level 1).
///
/// From now on the head can no longer take the report back.
#[utoipa::path(post, path = "/v1/reports/{id}/start-review", operation_id = "startReportReview", tag = "Reports", params(("id" = String, Path), ("If-Match" = String, Header)), request_body = ReasonInput,
    responses((status = 200, body = Report), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn start_report_review(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<ReasonInput>,
) -> Result<Response, Error> {
    decide(ctx, id, &headers, "startReportReview", input.into_decision(ReportAction::StartReview), raw).await
}

/// Find a report good (level 1).
///
/// Level 2 decides next. Not for who submitted it.
#[utoipa::path(post, path = "/v1/reports/{id}/verify", operation_id = "verifyReport", tag = "Reports", params(("id" = String, Path), ("If-Match" = String, Header)), request_body = ReasonInput,
    responses((status = 200, body = Report), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn verify_report(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<ReasonInput>,
) -> Result<Response, Error> {
    decide(ctx, id, &headers, "verifyReport", input.into_decision(ReportAction::Verify), raw).await
}

/// Send a report back to be mended.
///
/// Needs a reason; each item blocks resubmission until it is answered. The BLK works on a new version.
#[utoipa::path(post, path = "/v1/reports/{id}/request-revision", operation_id = "requestReportRevision", tag = "Reports", params(("id" = String, Path), ("If-Match" = String, Header)), request_body = RevisionInput,
    responses((status = 200, body = Report), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn request_report_revision(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<RevisionInput>,
) -> Result<Response, Error> {
    decide(ctx, id, &headers, "requestReportRevision", input.into_decision(ReportAction::RequestRevision), raw).await
}

/// Make a report official (last level).
///
/// It counts in the next figure at once. Not for who submitted or verified it.
#[utoipa::path(post, path = "/v1/reports/{id}/approve", operation_id = "approveReport", tag = "Reports", params(("id" = String, Path), ("If-Match" = String, Header)), request_body = ReasonInput,
    responses((status = 200, body = Report), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn approve_report(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<ReasonInput>,
) -> Result<Response, Error> {
    decide(ctx, id, &headers, "approveReport", input.into_decision(ReportAction::Approve), raw).await
}

/// Refuse a report.
///
/// Needs a reason. The head may amend it.
#[utoipa::path(post, path = "/v1/reports/{id}/reject", operation_id = "rejectReport", tag = "Reports", params(("id" = String, Path), ("If-Match" = String, Header)), request_body = ReasonInput,
    responses((status = 200, body = Report), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn reject_report(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<ReasonInput>,
) -> Result<Response, Error> {
    decide(ctx, id, &headers, "rejectReport", input.into_decision(ReportAction::Reject), raw).await
}
