//! `/v1/progress/{id}/assurances`, `/v1/enterprises/{id}/series`, `/member-counts`: how well months are attested, and
//! what they say together.

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
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List};
use crate::view::incubation::progress::{self, AssuranceInput, EnterpriseMonth};
use crate::view::kept::{MemberCount, Progress};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(assure_progress))
        .routes(routes!(get_enterprise_series))
        .routes(routes!(get_member_counts))
}

/// Which months of a series.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct SeriesQuery {
    /// First month: `2026-01`; eleven months before the last unless given.
    from: Option<String>,
    /// Last month: `2026-10`; the present month unless given. A series has at most 120 months.
    to: Option<String>,
}

/// Which month.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MonthQuery {
    /// Month: `2026-03`.
    month: String,
}

/// Attest values of a month.
///
/// SELF_REPORTED < MENTOR_VERIFIED < DOCUMENT_EVIDENCED < BLK_APPROVED < EXTERNALLY_VERIFIED. A level is only raised, by
/// the actor whose it is; an edit takes exactly the edited fields back to SELF_REPORTED.
#[utoipa::path(post, path = "/v1/progress/{id}/assurances", operation_id = "assureProgress", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the month's progress"), ("If-Match" = String, Header, description = "ETag you read")), request_body = AssuranceInput,
    responses((status = 200, body = Progress), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn assure_progress(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<AssuranceInput>,
) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { progress::assure(&tx, &id, expected, input).await };
    let done = once::write(&ctx, "assureProgress", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |month| month.version)
}

/// Read the months of an enterprise in their order, as far as you may.
#[utoipa::path(get, path = "/v1/enterprises/{id}/series", operation_id = "getEnterpriseSeries", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the enterprise"), SeriesQuery),
    responses((status = 200, body = List<EnterpriseMonth>), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn get_enterprise_series(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(wanted): Params<SeriesQuery>,
) -> Result<Response, Error> {
    Ok(reply::whole(progress::months(&ctx, &id, wanted.from.as_deref(), wanted.to.as_deref()).await?))
}

/// Count the members of an enterprise in a month by sex and age band.
///
/// Those whose membership held on the last day of the month, with their age on it.
#[utoipa::path(get, path = "/v1/enterprises/{id}/member-counts", operation_id = "getMemberCounts", tag = "Incubation",
    params(("id" = String, Path, description = "Id of the enterprise"), MonthQuery),
    responses((status = 200, body = List<MemberCount>), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn get_member_counts(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(wanted): Params<MonthQuery>,
) -> Result<Response, Error> {
    Ok(reply::whole(progress::members(&ctx, &id, &wanted.month).await?))
}
