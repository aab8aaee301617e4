//! `/v1/partner/incubatees/{id}/profile` and its like, the counter's look-up, and results of supported enterprises.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::Error;
use crate::domain::page::PageRequest;
use crate::domain::partners::profiles;
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, unstored};
use crate::view::partners::profiles::{ApplicantLookupInput, PumkCandidate, SikpCandidate, SupportedEnterprise};
use crate::view::partners::pulls::PartnerIncubatee;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_partner_profile))
        .routes(routes!(get_sikp_candidate))
        .routes(routes!(list_sikp_candidates))
        .routes(routes!(get_pumk_candidate))
        .routes(routes!(lookup_applicant))
        .routes(routes!(list_supported_enterprises))
}

/// For what one reads or writes.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ForPurpose {
    /// The purpose for which you know the applicant: code of `consentPurposes`. Required.
    #[param(example = "CREDIT_APPLICATION")]
    pub(super) purpose: Option<String>,
}

/// Which candidates to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct CandidatesQuery {
    /// The purpose for which you read: CREDIT_APPLICATION. Required.
    #[param(example = "CREDIT_APPLICATION")]
    purpose: Option<String>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`, of the same purpose.
    after: Option<String>,
}

/// Which enterprises to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct SupportedQuery {
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// Read the signed profile of an applicant.
///
/// The record of `/v1/partner/incubatees/{id}` as a compact JWS (EdDSA, `typ` `profile+jwt`): claims `iss`, `aud` (the
/// code of your organization), `sub` (your pseudonym), `iat`, `exp` (24 hours on, and not after the consent), `purpose`,
/// `consent`, `incubatee`. It verifies offline with the keys of `/.well-known/jwks.json`.
#[utoipa::path(get, path = "/v1/partner/incubatees/{id}/profile", operation_id = "getPartnerProfile", tag = "Partners",
    params(("id" = String, Path, description = "Your pseudonym of the applicant: `sub_...`"), ForPurpose),
    responses((status = 200, description = "A compact JWS", content_type = "application/jose", body = String), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn get_partner_profile(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<ForPurpose>,
) -> Result<Response, Error> {
    let signed = profiles::profile(&ctx, query.purpose.as_deref(), &id).await?;
    Ok(unstored(([(header::CONTENT_TYPE, "application/jose")], signed.into_inner()).into_response()))
}

/// Read an applicant in the columns of SIKP.
///
/// With `readiness`: what is missing, what SIKP would refuse, what you do not get, and what is yours to fill in. The
/// purpose is CREDIT_APPLICATION.
#[utoipa::path(get, path = "/v1/partner/incubatees/{id}/sikp-candidate", operation_id = "getSikpCandidate", tag = "Partners",
    params(("id" = String, Path, description = "Your pseudonym of the applicant: `sub_...`"), ForPurpose),
    responses((status = 200, body = SikpCandidate), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn get_sikp_candidate(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<ForPurpose>,
) -> Result<Response, Error> {
    let candidate = profiles::sikp(&ctx, query.purpose.as_deref(), &id).await?;
    Ok(unstored(reply::json(StatusCode::OK, &*candidate)))
}

/// List everybody who consented in the columns of SIKP.
///
/// The same people, in the same order, as `/v1/partner/incubatees` for CREDIT_APPLICATION.
#[utoipa::path(get, path = "/v1/partner/sikp-candidates", operation_id = "listSikpCandidates", tag = "Partners", params(CandidatesQuery),
    responses((status = 200, body = List<SikpCandidate>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn list_sikp_candidates(
    SignedIn(ctx): SignedIn,
    Params(query): Params<CandidatesQuery>,
) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    let page = profiles::sikp_page(&ctx, query.purpose.as_deref(), &page).await?;
    Ok(unstored(reply::list(page.into_inner())))
}

/// Read an applicant in the columns of a BUMN's partner enterprises (PUMK).
///
/// Limited to what BUMN_PARTNERSHIP may have, which is the purpose; `readiness` says what else you need.
#[utoipa::path(get, path = "/v1/partner/incubatees/{id}/pumk-candidate", operation_id = "getPumkCandidate", tag = "Partners",
    params(("id" = String, Path, description = "Your pseudonym of the applicant: `sub_...`"), ForPurpose),
    responses((status = 200, body = PumkCandidate), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn get_pumk_candidate(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<ForPurpose>,
) -> Result<Response, Error> {
    let candidate = profiles::pumk(&ctx, query.purpose.as_deref(), &id).await?;
    Ok(unstored(reply::json(StatusCode::OK, &*candidate)))
}

/// Find an applicant at the counter.
///
/// By the one-time code that the applicant brought, or by NIK; either stands in the body, so that no log keeps it. Who
/// is not recorded, did not consent, or consented to somebody else or to something else is not found, in the same words
/// and after the same time; nor is by its NIK whose NIK (`IDENTITY_NIK`) you do not get. A code works once, and is used
/// up by nothing but the record that it brings. After ten look-ups in a minute you wait; a code that works begins the
/// count anew. Repeated with the same `Idempotency-Key`, it finds the same applicant though the code was used.
#[utoipa::path(post, path = "/v1/partner/lookup", operation_id = "lookupApplicant", tag = "Partners", request_body = ApplicantLookupInput,
    responses((status = 200, body = PartnerIncubatee), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn lookup_applicant(
    SignedIn(ctx): SignedIn,
    Body(input, _): Body<ApplicantLookupInput>,
) -> Result<Response, Error> {
    let record = profiles::lookup(&ctx, input.into()).await?;
    Ok(unstored(reply::json(StatusCode::OK, &*record)))
}

/// List results of the enterprises that your organization supports.
///
/// Groups to which a commitment of yours was accepted or fulfilled: stage, months reported, growth, workers, BLK. No
/// person and no rupiah. The business of one person is not among them: its results are personal data, which you pull
/// with its consent. It takes an agreement for BUMN_PARTNERSHIP, and is written down as every pull is.
#[utoipa::path(get, path = "/v1/partner/supported", operation_id = "listSupportedEnterprises", tag = "Partners", params(SupportedQuery),
    responses((status = 200, body = List<SupportedEnterprise>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn list_supported_enterprises(
    SignedIn(ctx): SignedIn,
    Params(query): Params<SupportedQuery>,
) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    let page = profiles::supported(&ctx, &page).await?;
    Ok(unstored(reply::list(page.into_inner())))
}
