//! `/v1/report-templates` and `/v1/indicators`: kinds of reports, as data. Reading is open to anyone.

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
use super::reference::cached;
use super::reply::{self, List, PageEnd};
use crate::app::App;
use crate::auth::extract::{Caller, SignedIn};
use crate::domain::templates::{self, indicators};
use crate::domain::{Error, once};
use crate::view::carry;
use crate::view::templates::{
    Indicator, IndicatorDefinition, ReportTemplate, TemplateDefinition, TemplateRule, TemplateTrial, TemplateVersion,
};
use crate::vocab::TemplateState;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_indicators, create_indicator))
        .routes(routes!(get_indicator))
        .routes(routes!(create_indicator_version))
        .routes(routes!(list_report_templates, create_report_template))
        .routes(routes!(get_report_template))
        .routes(routes!(create_report_template_version))
        .routes(routes!(get_report_template_version, update_report_template_draft))
        .routes(routes!(publish_report_template))
        .routes(routes!(get_report_template_schema))
        .routes(routes!(get_report_template_rules))
        .routes(routes!(try_report_template))
}

/// How long a version may be kept: a published one never changes, a draft may at any time.
fn keep(state: TemplateState, response: Response) -> Response {
    if state == TemplateState::Published { cached(response, 3_600) } else { response }
}

/// List indicators in their latest version.
#[utoipa::path(get, path = "/v1/indicators", operation_id = "listIndicators", tag = "Templates",
    responses((status = 200, body = List<Indicator>), (status = 304)))]
pub async fn list_indicators(Caller(ctx): Caller, headers: HeaderMap) -> Result<Response, Error> {
    let data = indicators::list(&ctx).await?.into_iter().map(Indicator::try_from).collect::<Result<_, _>>()?;
    let list = List { data, page: PageEnd { next: None, complete: true } };
    Ok(cached(reply::record(&headers, StatusCode::OK, 1, &list)?, 60))
}

/// An indicator with all its versions.
#[derive(serde::Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IndicatorVersions {
    /// The versions, the newest first.
    versions: Vec<Indicator>,
}

/// Read an indicator with all its versions, the newest first.
#[utoipa::path(get, path = "/v1/indicators/{code}", operation_id = "getIndicator", tag = "Templates",
    params(("code" = String, Path, description = "Code or id", example = "A03")),
    responses((status = 200, body = IndicatorVersions), (status = 304), (status = 404, body = Problem)))]
pub async fn get_indicator(
    Caller(ctx): Caller,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let versions: Vec<Indicator> =
        indicators::get(&ctx, &code).await?.into_iter().map(Indicator::try_from).collect::<Result<_, _>>()?;
    let number = versions.first().map_or(1, |newest| newest.number);
    reply::record(&headers, StatusCode::OK, number, &IndicatorVersions { versions })
}

/// An indicator to be defined.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IndicatorInput {
    /// First day on which it holds; a template that takes effect on or after it may ask it.
    #[schema(value_type = String, format = Date)]
    valid_from: NaiveDate,
    /// What it says.
    definition: IndicatorDefinition,
}

/// Define a new indicator.
///
/// Then draft a template version that asks it, try it and publish it: no program changes.
#[utoipa::path(post, path = "/v1/indicators", operation_id = "createIndicator", tag = "Templates", request_body = IndicatorInput,
    responses((status = 201, body = Indicator), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_indicator(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<IndicatorInput>,
) -> Result<Response, Error> {
    let definition = carry(&input.definition)?;
    let done = once::write(&ctx, "createIndicator", &raw, |tx| async move {
        indicators::create_indicator(&tx, definition, input.valid_from).await?.try_into()
    });
    reply::done(&ctx, StatusCode::CREATED, &done.await?, |indicator: &Indicator| indicator.number)
}

/// Define an indicator anew from a day on.
///
/// Its type stays. Published templates keep the version they were published with.
#[utoipa::path(post, path = "/v1/indicators/{code}/versions", operation_id = "createIndicatorVersion", tag = "Templates",
    params(("code" = String, Path, description = "Code or id")), request_body = IndicatorInput,
    responses((status = 201, body = Indicator), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn create_indicator_version(
    SignedIn(ctx): SignedIn,
    Path(code): Path<String>,
    Body(input, raw): Body<IndicatorInput>,
) -> Result<Response, Error> {
    let definition = carry(&input.definition)?;
    let content = (code.clone(), raw);
    let done = once::write(&ctx, "createIndicatorVersion", &content, |tx| async move {
        indicators::create_indicator_version(&tx, &code, definition, input.valid_from).await?.try_into()
    });
    reply::done(&ctx, StatusCode::CREATED, &done.await?, |indicator: &Indicator| indicator.number)
}

/// List report templates.
#[utoipa::path(get, path = "/v1/report-templates", operation_id = "listReportTemplates", tag = "Templates",
    responses((status = 200, body = List<ReportTemplate>)))]
pub async fn list_report_templates(Caller(ctx): Caller) -> Result<Response, Error> {
    let all = templates::list(&ctx).await?;
    Ok(reply::whole(all.into_iter().map(ReportTemplate::try_from).collect::<Result<Vec<_>, _>>()?))
}

/// Read a report template with a list of its versions.
#[utoipa::path(get, path = "/v1/report-templates/{code}", operation_id = "getReportTemplate", tag = "Templates",
    params(("code" = String, Path, description = "Code or id", example = "LAP_BULANAN")),
    responses((status = 200, body = ReportTemplate), (status = 304), (status = 404, body = Problem)))]
pub async fn get_report_template(
    Caller(ctx): Caller,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let template = ReportTemplate::try_from(templates::get(&ctx, &code).await?)?;
    let version = template.versions.first().map_or(1, |newest| newest.number);
    reply::record(&headers, StatusCode::OK, version, &template)
}

/// Read one version of a template: indicators, labels, rules.
///
/// Published versions never change: keep them, and ask again with `If-None-Match`.
#[utoipa::path(get, path = "/v1/report-templates/{code}/versions/{n}", operation_id = "getReportTemplateVersion", tag = "Templates",
    params(("code" = String, Path, description = "Code or id"), ("n" = i32, Path, description = "Number of the version")),
    responses((status = 200, body = TemplateVersion), (status = 304), (status = 404, body = Problem)))]
pub async fn get_report_template_version(
    Caller(ctx): Caller,
    Path((code, n)): Path<(String, i32)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let template = templates::get_version(&ctx, &code, n).await?;
    let body = TemplateVersion::try_from(template.as_ref())?;
    Ok(keep(template.state, reply::record(&headers, StatusCode::OK, template.version, &body)?))
}

/// Draft a new template.
#[utoipa::path(post, path = "/v1/report-templates", operation_id = "createReportTemplate", tag = "Templates", request_body = TemplateDefinition,
    responses((status = 201, body = TemplateVersion), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_report_template(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<TemplateDefinition>,
) -> Result<Response, Error> {
    let definition = carry(&input)?;
    let done = once::write(&ctx, "createReportTemplate", &raw, |tx| async move {
        TemplateVersion::try_from(templates::create_template(&tx, definition).await?.as_ref())
    });
    reply::done(&ctx, StatusCode::CREATED, &done.await?, |version| version.version)
}

/// Draft the next version of a template.
#[utoipa::path(post, path = "/v1/report-templates/{code}/versions", operation_id = "createReportTemplateVersion", tag = "Templates",
    params(("code" = String, Path, description = "Code or id")), request_body = TemplateDefinition,
    responses((status = 201, body = TemplateVersion), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn create_report_template_version(
    SignedIn(ctx): SignedIn,
    Path(code): Path<String>,
    Body(input, raw): Body<TemplateDefinition>,
) -> Result<Response, Error> {
    let definition = carry(&input)?;
    let content = (code.clone(), raw);
    let done = once::write(&ctx, "createReportTemplateVersion", &content, |tx| async move {
        TemplateVersion::try_from(templates::create_version(&tx, &code, definition).await?.as_ref())
    });
    reply::done(&ctx, StatusCode::CREATED, &done.await?, |version| version.version)
}

/// Change a draft as a whole.
#[utoipa::path(put, path = "/v1/report-templates/{code}/versions/{n}", operation_id = "updateReportTemplateDraft", tag = "Templates",
    params(("code" = String, Path, description = "Code or id"), ("n" = i32, Path, description = "Number of the version"), ("If-Match" = String, Header, description = "ETag you read")),
    request_body = TemplateDefinition,
    responses((status = 200, body = TemplateVersion), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn update_report_template_draft(
    SignedIn(ctx): SignedIn,
    Path((code, n)): Path<(String, i32)>,
    headers: HeaderMap,
    Body(input, raw): Body<TemplateDefinition>,
) -> Result<Response, Error> {
    let (expected, definition) = (reply::if_match(&headers)?, carry(&input)?);
    let content = (code.clone(), n, raw);
    let done = once::write(&ctx, "updateReportTemplateDraft", &content, |tx| async move {
        TemplateVersion::try_from(templates::update_draft(&tx, &code, n, expected, definition).await?.as_ref())
    });
    reply::done(&ctx, StatusCode::OK, &done.await?, |version| version.version)
}

/// When a version takes effect.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PublishInput {
    /// First day whose periods use it: not in the past once another version is in force, and after that one's.
    #[schema(value_type = String, format = Date, example = "2027-01-01")]
    effective_from: NaiveDate,
}

/// Publish a draft.
///
/// From now on it never changes. Reports whose period ends on or after the day use it.
#[utoipa::path(post, path = "/v1/report-templates/{code}/versions/{n}/publish", operation_id = "publishReportTemplate", tag = "Templates",
    params(("code" = String, Path, description = "Code or id"), ("n" = i32, Path, description = "Number of the version"), ("If-Match" = String, Header, description = "ETag you read")),
    request_body = PublishInput,
    responses((status = 200, body = TemplateVersion), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn publish_report_template(
    SignedIn(ctx): SignedIn,
    Path((code, n)): Path<(String, i32)>,
    headers: HeaderMap,
    Body(input, raw): Body<PublishInput>,
) -> Result<Response, Error> {
    let expected = reply::if_match(&headers)?;
    let content = (code.clone(), n, raw);
    let done = once::write(&ctx, "publishReportTemplate", &content, |tx| async move {
        TemplateVersion::try_from(templates::publish(&tx, &code, n, expected, input.effective_from).await?.as_ref())
    });
    reply::done(&ctx, StatusCode::OK, &done.await?, |version| version.version)
}

/// For which period.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct SchemaQuery {
    /// Last day of the period; codes that hold on it are accepted. Today unless given.
    #[param(value_type = Option<String>, format = Date)]
    period_end: Option<NaiveDate>,
}

/// Read the JSON Schema 2020-12 of `values`.
#[utoipa::path(get, path = "/v1/report-templates/{code}/versions/{n}/schema", operation_id = "getReportTemplateSchema", tag = "Templates",
    params(("code" = String, Path, description = "Code or id"), ("n" = i32, Path, description = "Number of the version"), SchemaQuery),
    responses((status = 200, description = "A JSON Schema", body = Object), (status = 304), (status = 404, body = Problem)))]
pub async fn get_report_template_schema(
    Caller(ctx): Caller,
    Path((code, n)): Path<(String, i32)>,
    Params(wanted): Params<SchemaQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let template = templates::get_version(&ctx, &code, n).await?;
    let schema =
        templates::schema(&template, &ctx.app.codes, wanted.period_end.unwrap_or_else(|| ctx.now().date_naive()));
    Ok(keep(template.state, reply::record(&headers, StatusCode::OK, template.version, &schema)?))
}

/// Read the rules of a version.
#[utoipa::path(get, path = "/v1/report-templates/{code}/versions/{n}/rules", operation_id = "getReportTemplateRules", tag = "Templates",
    params(("code" = String, Path, description = "Code or id"), ("n" = i32, Path, description = "Number of the version")),
    responses((status = 200, body = List<TemplateRule>), (status = 304), (status = 404, body = Problem)))]
pub async fn get_report_template_rules(
    Caller(ctx): Caller,
    Path((code, n)): Path<(String, i32)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let template = templates::get_version(&ctx, &code, n).await?;
    let data: Vec<TemplateRule> = carry(&template.definition.rules)?;
    let list = List { data, page: PageEnd { next: None, complete: true } };
    Ok(keep(template.state, reply::record(&headers, StatusCode::OK, template.version, &list)?))
}

/// Which past reports a version is tried on.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TrialInput {
    /// Periods that end on or after this day.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<NaiveDate>,
    /// Periods that end on or before this day.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<NaiveDate>,
    /// Reports at most, the latest periods first; 100 unless given.
    #[schema(minimum = 1, maximum = 500)]
    limit: Option<u64>,
}

/// Try a version on past reports.
///
/// Lists what would fail, or would need acknowledgement, if they were submitted on it. Changes nothing.
#[utoipa::path(post, path = "/v1/report-templates/{code}/versions/{n}/try", operation_id = "tryReportTemplate", tag = "Templates",
    params(("code" = String, Path, description = "Code or id"), ("n" = i32, Path, description = "Number of the version")), request_body = TrialInput,
    responses((status = 200, body = TemplateTrial), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn try_report_template(
    SignedIn(ctx): SignedIn,
    Path((code, n)): Path<(String, i32)>,
    Body(input, _): Body<TrialInput>,
) -> Result<Response, Error> {
    let filter = templates::TrialFilter { from: input.from, to: input.to, limit: input.limit.unwrap_or(100) };
    let trial = templates::try_version(&ctx, &code, n, filter).await?;
    Ok(reply::json(StatusCode::OK, &TemplateTrial::from(trial)))
}
