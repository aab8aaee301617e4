//! `/v1/consents`: giving, reading and withdrawing consents, for whom they are about and for those who coach them.

mod notices;
mod of_partner;
mod requests;

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::page::PageRequest;
use crate::domain::partners::consents::{self, Filter};
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, if_sent};
use crate::view::partners::consents::{self as view, Consent, ConsentCode, ConsentInput, WithdrawConsentInput};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_consents, grant_consent))
        .routes(routes!(get_consent))
        .routes(routes!(withdraw_consent))
        .routes(routes!(issue_consent_code))
        .merge(notices::router())
        .merge(requests::router())
        .merge(of_partner::router())
}

/// Which consents to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ConsentQuery {
    /// Id of the person.
    person: Option<String>,
    /// Id or code of the organization that may read.
    partner: Option<String>,
    /// Code of `consentPurposes`.
    purpose: Option<String>,
    /// Code of `consentStatuses`.
    status: Option<String>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List consents, oldest first.
///
/// Your own, and those of the persons whom your units coach. A partner finds its own at `/v1/partner/consents`.
#[utoipa::path(get, path = "/v1/consents", operation_id = "listConsents", tag = "Partners", params(ConsentQuery),
    responses((status = 200, body = List<Consent>), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn list_consents(SignedIn(ctx): SignedIn, Params(wanted): Params<ConsentQuery>) -> Result<Response, Error> {
    let page = PageRequest::new(wanted.limit, wanted.after.as_deref())?;
    let ConsentQuery { person, partner, purpose, status, .. } = wanted;
    let page = consents::list(&ctx, &Filter { person, partner, purpose, status, awaiting: false }, &page).await?;
    Ok(reply::list(page.try_map(|known| Consent::of(&ctx, known))?))
}

/// Give a consent.
///
/// One person, one partner, one purpose: consents cannot be bundled. You give your own in the application. Those who keep
/// the coaching of a unit that coaches the person record it for somebody else, with its signed form as evidence. Scopes
/// stay within the purpose and the partner's agreement in force; everything that is wrong is said at once. A consent for
/// the same person, partner and purpose takes the place of the one before (SUPERSEDED). Nothing of it can be changed
/// afterwards.
#[utoipa::path(post, path = "/v1/consents", operation_id = "grantConsent", tag = "Partners", request_body = ConsentInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe")),
    responses((status = 201, body = Consent), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, description = "Content: `AGREEMENT.INACTIVE`, `PURPOSE.DENIED`, `CONSENT.SCOPE_EXCESS`, `NOTICE.STALE`, `CONSENT.EVIDENCE_REQUIRED`, `CONSENT.MINOR` and others", body = Problem)))]
async fn grant_consent(SignedIn(ctx): SignedIn, Body(input, raw): Body<ConsentInput>) -> Result<Response, Error> {
    let work = |tx| async move { view::grant(&tx, input).await };
    let done = once::write(&ctx, "grantConsent", &raw, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |consent| consent.version)
}

/// Read a consent.
#[utoipa::path(get, path = "/v1/consents/{id}", operation_id = "getConsent", tag = "Partners",
    params(("id" = String, Path, description = "Id of the consent")),
    responses((status = 200, body = Consent), (status = 304), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn get_consent(SignedIn(ctx): SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let consent = Consent::of(&ctx, consents::get(&ctx, &id).await?)?;
    reply::record(&headers, StatusCode::OK, consent.version, &consent)
}

/// Withdraw a consent.
///
/// From that moment on the partner reads nothing any more, on any path. It is told (`consent.withdrawn`), and has 72
/// hours to acknowledge that it deleted the data.
#[utoipa::path(post, path = "/v1/consents/{id}/withdraw", operation_id = "withdrawConsent", tag = "Partners", request_body = WithdrawConsentInput,
    params(("id" = String, Path, description = "Id of the consent"), ("If-Match" = Option<String>, Header, description = "The version you read, if it matters")),
    responses((status = 200, body = Consent), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, description = "It has ended already", body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn withdraw_consent(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<WithdrawConsentInput>,
) -> Result<Response, Error> {
    let (expected, content) = (if_sent(&headers)?, (id.clone(), raw));
    let work = |tx| async move { view::withdraw(&tx, &id, expected, input).await };
    let done = once::write(&ctx, "withdrawConsent", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |consent| consent.version)
}

/// Make a one-time code for the partner's counter.
///
/// Say it there, and you are found without your NIK (`/v1/partner/lookup`). It works once, for 15 minutes; earlier codes
/// of the consent no longer work.
#[utoipa::path(post, path = "/v1/consents/{id}/codes", operation_id = "issueConsentCode", tag = "Partners",
    params(("id" = String, Path, description = "Id of the consent")),
    responses((status = 201, body = ConsentCode), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, description = "It has ended", body = Problem)))]
async fn issue_consent_code(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let content = id.clone();
    let work = |tx| async move { view::issue_code(&tx, &id).await };
    let done = once::write(&ctx, "issueConsentCode", &content, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |_| 1)
}
