//! `/v1/partner/incubatees/{id}/outcomes` and `/v1/partner-outcomes/{id}/...`: what a partner writes back, and disputes.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::profiles::ForPurpose;
use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::page::PageRequest;
use crate::domain::partners::gate::Channel;
use crate::domain::partners::outcomes::{Given, Step};
use crate::domain::{Ctx, Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, if_match, unstored};
use crate::view::incubation::workflow::RecordSteps;
use crate::view::partners::outcomes::{
    self, OutcomeCorrectionInput, OutcomeDisputeInput, OutcomeReportInput, OutcomeUpholdInput, PartnerOutcome,
};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_outcomes_of_subject, create_outcome))
        .routes(routes!(get_outcome_steps))
        .routes(routes!(dispute_outcome))
        .routes(routes!(uphold_outcome))
        .routes(routes!(correct_outcome))
}

/// Which outcomes to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct OwnOutcomesQuery {
    /// The purpose for which you know the applicant: code of `consentPurposes`. Required.
    purpose: Option<String>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List what you recorded of an applicant, oldest first.
///
/// As long as the consent holds. What the BLK disputes is in the state DISPUTED, with its reason.
#[utoipa::path(get, path = "/v1/partner/incubatees/{id}/outcomes", operation_id = "listOutcomesOfSubject", tag = "Partners",
    params(("id" = String, Path, description = "Your pseudonym of the applicant: `sub_...`"), OwnOutcomesQuery),
    responses((status = 200, body = List<PartnerOutcome>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list_outcomes_of_subject(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<OwnOutcomesQuery>,
) -> Result<Response, Error> {
    let gate = outcomes::gate(&ctx, query.purpose.as_deref(), Channel::Rest).await?;
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    Ok(unstored(reply::list(outcomes::list(&ctx, &gate, &id, &page).await?)))
}

/// Record what became of an applicant.
///
/// Contacted, offered, approved, disbursed or declined, in any order; after DECLINED a new CONTACTED comes before
/// DISBURSED (409). The consent has to be valid now. The outcome stands on the timeline of the incubatee, and its BLK is
/// told; it may dispute it.
#[utoipa::path(post, path = "/v1/partner/incubatees/{id}/outcomes", operation_id = "createOutcome", tag = "Partners",
    params(("id" = String, Path, description = "Your pseudonym of the applicant: `sub_...`"), ForPurpose), request_body = OutcomeReportInput,
    responses((status = 201, body = PartnerOutcome), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_outcome(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<ForPurpose>,
    Body(input, raw): Body<OutcomeReportInput>,
) -> Result<Response, Error> {
    let gate = outcomes::gate(&ctx, query.purpose.as_deref(), Channel::Rest).await?;
    let content = (id.clone(), query.purpose, raw);
    let work = |tx| async move { outcomes::create(&tx, &gate, &id, input).await };
    let done = once::write(&ctx, "createOutcome", &content, work).await?;
    Ok(unstored(reply::done(&ctx, StatusCode::CREATED, &done, |outcome| outcome.version)?))
}

/// See where an outcome stands and which steps you may take.
///
/// It agrees with what a step by you would answer now.
#[utoipa::path(get, path = "/v1/partner-outcomes/{id}/steps", operation_id = "getOutcomeSteps", tag = "Partners",
    params(("id" = String, Path, description = "Id of the outcome")),
    responses((status = 200, body = RecordSteps), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn get_outcome_steps(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(unstored(reply::json(StatusCode::OK, &outcomes::steps(&ctx, &id, Channel::Rest).await?)))
}

async fn take(
    ctx: Ctx,
    id: String,
    headers: &HeaderMap,
    (step, operation): (Step, &str),
    (given, raw): (Given, Value),
) -> Result<Response, Error> {
    let (expected, gate) = (if_match(headers)?, outcomes::door(&ctx, &id, Channel::Rest).await?);
    let content = (id.clone(), raw);
    let work = |tx| async move { outcomes::step(&tx, gate.as_ref(), &id, expected, (step, given)).await };
    let done = once::write(&ctx, operation, &content, work).await?;
    Ok(unstored(reply::done(&ctx, StatusCode::OK, &done, |outcome| outcome.version)?))
}

/// Dispute an outcome.
///
/// By whoever keeps the coaching of the incubatee, its head among them. The partner is told.
#[utoipa::path(post, path = "/v1/partner-outcomes/{id}/dispute", operation_id = "disputeOutcome", tag = "Partners",
    params(("id" = String, Path, description = "Id of the outcome"), ("If-Match" = String, Header, description = "ETag you read")), request_body = OutcomeDisputeInput,
    responses((status = 200, body = PartnerOutcome), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn dispute_outcome(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<OutcomeDisputeInput>,
) -> Result<Response, Error> {
    take(ctx, id, &headers, (Step::Dispute, "disputeOutcome"), (input.into(), raw)).await
}

/// Uphold a disputed outcome.
///
/// By the partner that recorded it, or by an administrator. It stands from now on.
#[utoipa::path(post, path = "/v1/partner-outcomes/{id}/uphold", operation_id = "upholdOutcome", tag = "Partners",
    params(("id" = String, Path, description = "Id of the outcome"), ("If-Match" = String, Header, description = "ETag you read")), request_body = OutcomeUpholdInput,
    responses((status = 200, body = PartnerOutcome), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn uphold_outcome(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<OutcomeUpholdInput>,
) -> Result<Response, Error> {
    take(ctx, id, &headers, (Step::Uphold, "upholdOutcome"), (input.into(), raw)).await
}

/// Correct a disputed outcome.
///
/// By the partner that recorded it, or by an administrator: with what is right. It stands from now on. Its history names
/// the fields that changed, not what they said before.
#[utoipa::path(post, path = "/v1/partner-outcomes/{id}/correct", operation_id = "correctOutcome", tag = "Partners",
    params(("id" = String, Path, description = "Id of the outcome"), ("If-Match" = String, Header, description = "ETag you read")), request_body = OutcomeCorrectionInput,
    responses((status = 200, body = PartnerOutcome), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn correct_outcome(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<OutcomeCorrectionInput>,
) -> Result<Response, Error> {
    take(ctx, id, &headers, (Step::Correct, "correctOutcome"), (input.into(), raw)).await
}
