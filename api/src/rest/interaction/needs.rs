//! `/v1/needs/{id}/matches` and `/v1/matches`: offers for who needs them.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::Error;
use crate::domain::interaction::commitments::OfferFilter;
use crate::domain::page::PageRequest;
use crate::rest::json::{Params, words_of};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, PageEnd};
use crate::view::interaction::needs::{self, NeedMatch};
use crate::view::kept::Commitment;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list_need_matches)).routes(routes!(list_matches))
}

/// How many matches.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct BestQuery {
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
}

/// List the offers that match a need, the best first.
///
/// Offers of the kind that is needed that still stand, made to whoever has the need or to nobody in particular,
/// holding where the unit lies. The score counts region, sector, skills and amount; `reasons` are codes of
/// `matchReasons`. It is one list without pages: `page.complete` is false where `limit` cut it.
#[utoipa::path(get, path = "/v1/needs/{id}/matches", operation_id = "listNeedMatches", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the need"), BestQuery),
    responses((status = 200, body = List<NeedMatch>), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list_need_matches(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<BestQuery>,
) -> Result<Response, Error> {
    let limit = PageRequest::new(query.limit, None)?.limit;
    let (data, more) = needs::matches(&ctx, &id, limit).await?;
    Ok(reply::json(StatusCode::OK, &List { data, page: PageEnd { next: None, complete: !more } }))
}

/// Which offers.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct MatchQuery {
    /// Codes of `offerKinds`, separated by commas.
    kind: Option<String>,
    /// Kemendagri code: offers that hold in that region, or in a part of it.
    region: Option<String>,
    /// Code of `sectors`: offers for that sector, or for all.
    sector: Option<String>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List open offers by kind, region and sector, oldest first.
///
/// Offers to nobody in particular that still stand.
#[utoipa::path(get, path = "/v1/matches", operation_id = "listMatches", tag = "Interaction", params(MatchQuery),
    responses((status = 200, body = List<Commitment>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn list_matches(SignedIn(ctx): SignedIn, Params(query): Params<MatchQuery>) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    let filter = OfferFilter { kinds: words_of(query.kind), region: query.region, sector: query.sector };
    Ok(reply::list(needs::offers(&ctx, &filter, &page).await?))
}
