//! `/v1/partner/consents`: a partner's own consents, under pseudonyms, and the duty to delete.

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
use crate::domain::partners::gate::{Channel, paced};
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List};
use crate::view::partners::consents::{self as view, DeletionInput, PartnerConsent};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_partner_consents))
        .routes(routes!(get_partner_consent))
        .routes(routes!(acknowledge_deletion))
}

/// Which of your consents to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PartnerConsentQuery {
    /// Code of `consentPurposes`.
    purpose: Option<String>,
    /// Code of `consentStatuses`.
    status: Option<String>,
    /// True shows only those that ended and whose deletion you have not acknowledged yet.
    awaiting: bool,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List your consents, oldest first.
///
/// Those given to your organization, ended ones too: what has to be deleted and acknowledged stands in
/// `acknowledgement`. Nobody's identity is in them. Without an agreement in force you are refused
/// (`AGREEMENT.INACTIVE`), but for what you still have to acknowledge: `awaiting=true`.
#[utoipa::path(get, path = "/v1/partner/consents", operation_id = "listPartnerConsents", tag = "Partners", params(PartnerConsentQuery),
    responses((status = 200, body = List<PartnerConsent>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_partner_consents(
    SignedIn(ctx): SignedIn,
    Params(wanted): Params<PartnerConsentQuery>,
) -> Result<Response, Error> {
    let page = PageRequest::new(wanted.limit, wanted.after.as_deref())?;
    let PartnerConsentQuery { purpose, status, awaiting, .. } = wanted;
    let filter = Filter { purpose, status, awaiting, ..Filter::default() };
    let page = consents::list_of_partner(&ctx, &filter, &page, Channel::Rest).await?;
    Ok(reply::list(page.try_map(|row| PartnerConsent::of(&ctx, row))?))
}

/// Read one of your consents.
///
/// Without an agreement in force: one whose deletion you still have to acknowledge.
#[utoipa::path(get, path = "/v1/partner/consents/{id}", operation_id = "getPartnerConsent", tag = "Partners",
    params(("id" = String, Path, description = "Id of the consent")),
    responses((status = 200, body = PartnerConsent), (status = 304), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn get_partner_consent(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let consent = PartnerConsent::of(&ctx, consents::one_of_partner(&ctx, &id, Channel::Rest).await?)?;
    reply::record(&headers, StatusCode::OK, consent.version, &consent)
}

/// Acknowledge that you deleted what a consent gave you.
///
/// Within 72 hours after a withdrawal; once that time is over your organization is suspended (`PARTNER.SUSPENDED`) until
/// you do. After an expiry it is welcome, and nobody waits for it.
#[utoipa::path(post, path = "/v1/partner/consents/{id}/acknowledgements", operation_id = "acknowledgeDeletion", tag = "Partners", request_body = DeletionInput,
    params(("id" = String, Path, description = "Id of the consent"), ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe")),
    responses((status = 201, body = PartnerConsent), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, description = "Missing, or not yours", body = Problem), (status = 409, description = "It has not ended, or is acknowledged already", body = Problem), (status = 422, body = Problem)))]
async fn acknowledge_deletion(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Body(input, raw): Body<DeletionInput>,
) -> Result<Response, Error> {
    paced(&ctx, Channel::Rest)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { view::acknowledge(&tx, &id, input).await };
    let done = once::write(&ctx, "acknowledgeDeletion", &content, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |consent| consent.version)
}
