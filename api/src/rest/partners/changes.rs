//! `/v1/partner/changes`: what changed since the last pull.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::Error;
use crate::domain::page::PageRequest;
use crate::domain::partners::changes;
use crate::rest::json::Params;
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, PageEnd, unstored};
use crate::view::partners::changes::PartnerChange;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list_partner_changes))
}

/// Which changes to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PartnerChangeQuery {
    /// What you need the data for: code of `consentPurposes`.
    purpose: Option<String>,
    /// Cursor: `page.next` of the last answer, `position` of a change, or `position` of an export. `latest` gives nothing
    /// and the cursor of this moment. Without it all that there is comes as a change.
    after: Option<String>,
    /// Changes, 1 to 500; 50 unless given.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<u64>,
}

/// List what changed.
///
/// Begin with `?after=latest`, then read all records, by pages or as an export, and keep the cursor. From then on walk
/// `page.next` as often as you like until `page.complete`; it is always given. `UPSERT`: put `record` in the place of what
/// you hold under `id`. `DELETE` and `CONSENT_LOST`: delete what you hold under `id`, if you hold it. Afterwards your copy
/// is what a full pull would give. An answer that was lost is read again from the same cursor.
///
/// In a page each record comes once. A page may be short, or empty, and not complete. A cursor is for one organization
/// and one purpose: with another one it is refused (`PAGE.CURSOR`). When your agreement or your client grants other
/// fields than before, every record comes once more.
///
/// Of a consent that you have read as often as it lets you nothing comes; the record comes once you may read it again. In
/// a full pull it has redactions `FREQUENCY` meanwhile: keep what you hold.
#[utoipa::path(get, path = "/v1/partner/changes", operation_id = "listPartnerChanges", tag = "Partners",
    params(PartnerChangeQuery),
    responses(
        (status = 200, description = "A page of changes", body = List<PartnerChange>),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "No agreement in force (`AGREEMENT.INACTIVE`), not for this purpose (`PURPOSE.DENIED`), or suspended (`PARTNER.SUSPENDED`)", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No purpose (`PURPOSE.REQUIRED`), a cursor that is not yours (`PAGE.CURSOR`), limit", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn list_partner_changes(
    SignedIn(ctx): SignedIn,
    Params(query): Params<PartnerChangeQuery>,
) -> Result<Response, Error> {
    let limit = PageRequest::new(query.limit, None)?.limit;
    let found = changes::read(&ctx, query.purpose.as_deref(), query.after.as_deref(), limit).await?;
    let page = PageEnd { next: Some(found.next), complete: found.complete };
    Ok(unstored(reply::json(StatusCode::OK, &List { data: found.nodes, page })))
}
