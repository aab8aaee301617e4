//! `/v1/incidents`: failures to protect personal data, and whom they concern.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::page::PageRequest;
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::operations::{Operation, Paths};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, if_match};
use crate::view::Changes;
use crate::view::partners::incidents::{
    self as view, Incident, IncidentInput, IncidentNotificationInput, IncidentOutcomeInput, IncidentSubject,
};
use crate::vocab::IncidentState;

pub fn router() -> OpenApiRouter<Arc<App>> {
    let mut paths = Paths::of("Partners");
    single(&mut paths);
    paths.into_router().merge(
        OpenApiRouter::new()
            .routes(routes!(list_incidents, create_incident))
            .routes(routes!(notify_incident))
            .routes(routes!(close_incident))
            .routes(routes!(list_incident_subjects)),
    )
}

fn single(paths: &mut Paths) {
    let path = "/v1/incidents/{id}";
    let read = Operation::new("get", "getIncident".to_owned(), "Read an incident.".to_owned())
        .path_parameter("id", "Id.")
        .answers::<Incident>(StatusCode::OK)
        .refuses(&[401, 404]);
    let change = Operation::new("patch", "updateIncident".to_owned(), "Change an incident (RFC 7396).".to_owned())
        .path_parameter("id", "Id.")
        .if_match()
        .body::<Changes<IncidentInput>>()
        .answers::<Incident>(StatusCode::OK)
        .refuses(&[401, 403, 404, 409, 412, 422, 428]);
    paths.document(path, read);
    paths.document(path, change);
    paths.route(path, get(get_incident).patch(update_incident));
}

/// Which incidents to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct IncidentQuery {
    /// Where they stand.
    state: Option<IncidentState>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// Which page of those whom an incident concerns.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct IncidentSubjectQuery {
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List incidents, oldest first. For administrators, the data protection officer and auditors.
#[utoipa::path(get, path = "/v1/incidents", operation_id = "listIncidents", tag = "Partners", params(IncidentQuery),
    responses((status = 200, body = List<Incident>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn list_incidents(SignedIn(ctx): SignedIn, Params(query): Params<IncidentQuery>) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    Ok(reply::list(view::list(&ctx, query.state, &page).await?))
}

/// Register an incident.
///
/// Authority and data subjects are to be told within 72 hours of its discovery (`dueAt`); whoever handles incidents is
/// reminded a day before, and when it is over.
#[utoipa::path(post, path = "/v1/incidents", operation_id = "createIncident", tag = "Partners", request_body = IncidentInput,
    responses((status = 201, body = Incident), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn create_incident(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<IncidentInput>,
) -> Result<Response, Error> {
    let work = |tx| async move { view::report(&tx, input).await };
    let done = once::write(&ctx, "createIncident", &raw, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |incident| incident.version)
}

async fn get_incident(SignedIn(ctx): SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let incident = view::get(&ctx, &id).await?;
    reply::record(&headers, StatusCode::OK, incident.version, &incident)
}

async fn update_incident(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(changes, raw): Body<Changes<IncidentInput>>,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { view::change(&tx, &id, expected, changes).await };
    let done = once::write(&ctx, "updateIncident", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |incident| incident.version)
}

/// Write down who was told of an incident, and when.
///
/// Once authority and data subjects were, it is NOTIFIED.
#[utoipa::path(post, path = "/v1/incidents/{id}/notify", operation_id = "notifyIncident", tag = "Partners",
    params(("id" = String, Path, description = "Id of the incident"), ("If-Match" = String, Header, description = "ETag you read")), request_body = IncidentNotificationInput,
    responses((status = 200, body = Incident), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn notify_incident(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<IncidentNotificationInput>,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { view::notify(&tx, &id, expected, input).await };
    let done = once::write(&ctx, "notifyIncident", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |incident| incident.version)
}

/// Close an incident, with what came of it.
#[utoipa::path(post, path = "/v1/incidents/{id}/close", operation_id = "closeIncident", tag = "Partners",
    params(("id" = String, Path, description = "Id of the incident"), ("If-Match" = String, Header, description = "ETag you read")), request_body = IncidentOutcomeInput,
    responses((status = 200, body = Incident), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn close_incident(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<IncidentOutcomeInput>,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { view::close(&tx, &id, expected, input).await };
    let done = once::write(&ctx, "closeIncident", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |incident| incident.version)
}

/// List the people whom an incident concerns.
///
/// Everybody who was in what was delivered to its partner or client between `beganAt` and `endedAt`, with the number of
/// those deliveries. Each read is written down.
#[utoipa::path(get, path = "/v1/incidents/{id}/subjects", operation_id = "listIncidentSubjects", tag = "Partners",
    params(("id" = String, Path, description = "Id of the incident"), IncidentSubjectQuery),
    responses((status = 200, body = List<IncidentSubject>), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list_incident_subjects(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<IncidentSubjectQuery>,
) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    Ok(reply::list(view::subjects(&ctx, &id, &page).await?))
}
