//! `/v1/obligations`: what is owed.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::json::{Body, Params};
use super::problem::Problem;
use super::reply::{self, List};
use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::ids::{self, Kind};
use crate::domain::obligations::change::{self, Change, Target};
use crate::domain::obligations::query::{self, Filter};
use crate::domain::page::PageRequest;
use crate::domain::{Code, Error, once, registry};
use crate::view::obligations::{Obligation, ObligationsChanged};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_obligations))
        .routes(routes!(get_obligation))
        .routes(routes!(extend_obligations))
        .routes(routes!(waive_obligations))
}

/// Which obligations to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ObligationQuery {
    /// Code or id of the BLK.
    blk: Option<String>,
    /// Code or id of any unit.
    unit: Option<String>,
    /// Kemendagri code: units in it.
    region: Option<String>,
    /// Code of the template.
    template: Option<String>,
    /// Period or event number.
    period: Option<String>,
    /// OPEN, DRAFT, SUBMITTED, DONE, WAIVED; comma separated.
    status: Option<String>,
    /// Only late ones, or only those that are not.
    late: Option<bool>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List what is owed.
///
/// One row per unit, template and period, oldest deadline first. Their count is the denominator of every reporting rate.
#[utoipa::path(get, path = "/v1/obligations", operation_id = "listObligations", tag = "Obligations", params(ObligationQuery),
    responses((status = 200, body = List<Obligation>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn list_obligations(
    SignedIn(ctx): SignedIn,
    Params(wanted): Params<ObligationQuery>,
) -> Result<Response, Error> {
    let words = wanted.status.as_deref().unwrap_or_default().split(',').filter(|word| !word.is_empty());
    let statuses = words
        .map(|word| word.parse().map_err(|_| Error::field(Code::UnknownCode, "/status")))
        .collect::<Result<Vec<_>, _>>()?;
    let filter = Filter {
        units: registry::named_unit(&ctx, wanted.blk.as_deref().or(wanted.unit.as_deref())).await?,
        region: wanted.region,
        template: registry::named_template(&ctx, wanted.template.as_deref()).await?,
        occurrence: wanted.period,
        statuses,
        late: wanted.late,
    };
    let page = query::list(&ctx, &filter, &PageRequest::new(wanted.limit, wanted.after.as_deref())?).await?;
    let items = page
        .items
        .iter()
        .map(|(cursor, owed)| Ok((cursor.clone(), Obligation::of(&ctx, owed)?)))
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(reply::list(crate::domain::page::Page { items, more: page.more }))
}

/// Read an obligation.
#[utoipa::path(get, path = "/v1/obligations/{id}", operation_id = "getObligation", tag = "Obligations", params(("id" = String, Path)),
    responses((status = 200, body = Obligation), (status = 304), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_obligation(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let obligation = Obligation::of(&ctx, &query::one(&ctx, &id).await?)?;
    reply::record(&headers, StatusCode::OK, obligation.version, &obligation)
}

/// Which obligations change: those named by id, or those of a region (after a disaster) for a template and period.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TargetInput {
    /// Ids of obligations.
    #[schema(max_items = 1000)]
    obligations: Vec<String>,
    /// Kemendagri code of a region, when no ids are given.
    #[schema(max_length = 20, example = "36.02")]
    region: Option<String>,
    /// Code of the template.
    #[schema(max_length = 60)]
    template: Option<String>,
    /// Period or event number.
    #[schema(max_length = 60)]
    period: Option<String>,
}

impl From<TargetInput> for Target {
    fn from(input: TargetInput) -> Self {
        Self { ids: input.obligations, region: input.region, template: input.template, occurrence: input.period }
    }
}

/// A new deadline.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExtendInput {
    /// Which ones.
    target: TargetInput,
    /// Last day on which a report is on time, in each unit's zone.
    #[schema(value_type = String, format = Date)]
    until: NaiveDate,
    /// Why.
    #[schema(min_length = 1, max_length = 1000, example = "Banjir di Lebak")]
    reason: String,
}

/// A waiver.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WaiveInput {
    /// Which ones.
    target: TargetInput,
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// Move deadlines.
///
/// For some obligations or for a whole region. Those already approved or waived stay as they are; a report that
/// arrived before the new deadline becomes on time.
#[utoipa::path(post, path = "/v1/obligations/extend", operation_id = "extendObligations", tag = "Obligations", request_body = ExtendInput,
    responses((status = 200, body = ObligationsChanged), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn extend_obligations(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<ExtendInput>,
) -> Result<Response, Error> {
    let change = Change::ExtendTo(input.until);
    apply(ctx, "extendObligations", raw, input.target.into(), change, input.reason).await
}

/// Waive obligations.
///
/// Only open ones: they leave the denominator of every rate.
#[utoipa::path(post, path = "/v1/obligations/waive", operation_id = "waiveObligations", tag = "Obligations", request_body = WaiveInput,
    responses((status = 200, body = ObligationsChanged), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn waive_obligations(SignedIn(ctx): SignedIn, Body(input, raw): Body<WaiveInput>) -> Result<Response, Error> {
    apply(ctx, "waiveObligations", raw, input.target.into(), Change::Waive, input.reason).await
}

async fn apply(
    ctx: crate::domain::Ctx,
    operation: &str,
    raw: serde_json::Value,
    target: Target,
    what: Change,
    reason: String,
) -> Result<Response, Error> {
    let work = |tx: crate::domain::Tx| async move {
        let changed = change::change(&tx, &target, &what, &reason).await?;
        let ids: Vec<String> = changed.into_iter().map(|id| ids::text(Kind::Obligation, id)).collect();
        Ok(ObligationsChanged { count: i32::try_from(ids.len()).unwrap_or(i32::MAX), ids })
    };
    let done = once::write(&ctx, operation, &raw, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |_| 1)
}
