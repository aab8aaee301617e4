//! Many reports, or many decisions, in one call.

use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::inputs::{Atomicity, BatchInput, DecisionsInput, RevisionInput};
use crate::auth::extract::SignedIn;
use crate::domain::ctx::Expected;
use crate::domain::reports::batch::{self, Outcome};
use crate::domain::{Ctx, Error, once};
use crate::rest::json::Body;
use crate::rest::problem::{Problem, status_of};
use crate::rest::reply;
use crate::view::batch::Refused;
use crate::view::reports::Report;

/// What became of each row, in the order sent.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BatchResult {
    /// Rows that were carried out.
    pub accepted: usize,
    /// Rows that were refused.
    pub refused: usize,
    /// One result per row.
    pub results: Vec<RowResult>,
}

/// What became of one row.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RowResult {
    /// Place of the row in the call, from 0.
    pub index: usize,
    /// The status that the single call would have given.
    pub status: u16,
    /// The report, when the row was carried out.
    pub report: Option<Report>,
    /// The refusal, when it was not: code, detail, errors.
    pub refusal: Option<Refused>,
}

impl BatchResult {
    fn of(ctx: &Ctx, outcomes: Vec<Outcome>, done: StatusCode) -> Self {
        let results: Vec<RowResult> =
            outcomes.into_iter().enumerate().map(|(index, outcome)| RowResult::of(ctx, index, outcome, done)).collect();
        let accepted = results.iter().filter(|row| row.report.is_some()).count();
        Self { accepted, refused: results.len() - accepted, results }
    }
}

impl RowResult {
    fn of(ctx: &Ctx, index: usize, outcome: Outcome, done: StatusCode) -> Self {
        match outcome {
            Ok(report) => Self { index, status: done.as_u16(), report: Some(Report::of(ctx, &report)), refusal: None },
            Err(error) => {
                let status = status_of(error.class()).as_u16();
                let refused = Refused::of(ctx.lang, &error, "");
                Self { index, status, report: None, refusal: Some(refused) }
            }
        }
    }
}

/// File up to 1,000 reports.
///
/// `atomicity: all` (default): one refusal refuses all, and the answer lists every fault with its row.
/// `row`: each row stands alone and has its own result.
#[utoipa::path(post, path = "/v1/reports/batch", operation_id = "fileReports", tag = "Reports", request_body = BatchInput,
    responses((status = 200, body = BatchResult), (status = 401, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn file_reports(SignedIn(ctx): SignedIn, Body(input, raw): Body<BatchInput>) -> Result<Response, Error> {
    let all = input.atomicity == Atomicity::All;
    let rows = input.rows.into_iter().map(super::inputs::BatchRow::into_row).collect();
    let work = |tx: crate::domain::Tx| async move {
        Ok(BatchResult::of(&tx, batch::file(&tx, rows, all).await?, StatusCode::CREATED))
    };
    let done = once::write(&ctx, "fileReports", &raw, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |_| 1)
}

/// Decide on up to 200 reports.
///
/// Each row names a report, the version that was read and the step to take.
#[utoipa::path(post, path = "/v1/reports/decisions", operation_id = "decideReports", tag = "Reports", request_body = DecisionsInput,
    responses((status = 200, body = BatchResult), (status = 401, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn decide_reports(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<DecisionsInput>,
) -> Result<Response, Error> {
    let all = input.atomicity == Atomicity::All;
    let rows = input.rows.into_iter().map(|row| {
        let revision = RevisionInput { reason_code: row.reason_code, reason: row.reason, items: row.items };
        (row.report, Expected::Version(row.expected_version), revision.into_decision(row.action))
    });
    let rows: Vec<_> = rows.collect();
    let work = |tx: crate::domain::Tx| async move {
        Ok(BatchResult::of(&tx, batch::decide(&tx, rows, all).await?, StatusCode::OK))
    };
    let done = once::write(&ctx, "decideReports", &raw, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |_| 1)
}
