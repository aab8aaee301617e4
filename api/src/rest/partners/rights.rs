//! `/v1/me/data`, `/v1/me/access-log` and `/v1/data-requests`: the rights of a data subject.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::page::PageRequest;
use crate::domain::partners::rights::requests::{Filter, Verdict};
use crate::domain::{Ctx, Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, if_match, unstored};
use crate::view::incubation::persons::Person;
use crate::view::partners::rights::{
    self as view, AccessEntry, DataRequest, DataRequestInput, DataRequestNoteInput, MyData,
};
use crate::vocab::{DataRequestKind, DataRequestState};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_my_data))
        .routes(routes!(list_my_access_log))
        .routes(routes!(list_data_requests, create_data_request))
        .routes(routes!(get_data_request))
        .routes(routes!(complete_data_request))
        .routes(routes!(refuse_data_request))
        .routes(routes!(release_person))
}

/// Everything that is recorded of you.
///
/// Your account, and the person that it is bound to: all facts in the clear, memberships, enterprises and their months,
/// visits, aid and its accounts, consents of all versions, what partners said, what you asked for and what you wrote. A
/// list holds at most 500 records; `incomplete` says where it goes on. That you read it is written down.
#[utoipa::path(get, path = "/v1/me/data", operation_id = "getMyData", tag = "Partners",
    responses((status = 200, body = MyData), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn get_my_data(SignedIn(ctx): SignedIn) -> Result<Response, Error> {
    Ok(unstored(reply::json(StatusCode::OK, &view::my_data(&ctx).await?)))
}

/// Which page of your access log.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct AccessLogQuery {
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// Who read your data, newest first.
///
/// Each delivery to a partner in which you were, whatever path it took, and each read by an administrator who stated a
/// purpose.
#[utoipa::path(get, path = "/v1/me/access-log", operation_id = "listMyAccessLog", tag = "Partners", params(AccessLogQuery),
    responses((status = 200, body = List<AccessEntry>), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list_my_access_log(
    SignedIn(ctx): SignedIn,
    Params(query): Params<AccessLogQuery>,
) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    Ok(unstored(reply::list(view::my_access_log(&ctx, &page).await?)))
}

/// Which requests of data subjects to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct DataRequestQuery {
    /// Where they stand.
    state: Option<DataRequestState>,
    /// What is asked for.
    kind: Option<DataRequestKind>,
    /// Id of the person.
    person: Option<String>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List requests of data subjects, the one due first before the others.
///
/// Your own, those that you made for somebody, those to correct a record (RECTIFY) that your unit keeps, and all of them
/// where you handle or audit them.
#[utoipa::path(get, path = "/v1/data-requests", operation_id = "listDataRequests", tag = "Partners", params(DataRequestQuery),
    responses((status = 200, body = List<DataRequest>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn list_data_requests(
    SignedIn(ctx): SignedIn,
    Params(query): Params<DataRequestQuery>,
) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    let DataRequestQuery { state, kind, person, .. } = query;
    Ok(reply::list(view::list(&ctx, &Filter { state, kind, person }, &page).await?))
}

/// Ask for what a data subject may ask for.
///
/// For yourself, or for somebody whose coaching you keep. It is decided within 72 hours (`dueAt`). RESTRICT stops every
/// delivery to partners, OBJECT ends your consents to one of them or to all, ERASE destroys what is known of you. Of
/// RECTIFY those who keep your record are told too: they correct it, and then it is completed.
#[utoipa::path(post, path = "/v1/data-requests", operation_id = "createDataRequest", tag = "Partners", request_body = DataRequestInput,
    responses((status = 201, body = DataRequest), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_data_request(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<DataRequestInput>,
) -> Result<Response, Error> {
    let work = |tx| async move { view::ask(&tx, input).await };
    let done = once::write(&ctx, "createDataRequest", &raw, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |request| request.version)
}

/// Read a request of a data subject.
#[utoipa::path(get, path = "/v1/data-requests/{id}", operation_id = "getDataRequest", tag = "Partners",
    params(("id" = String, Path, description = "Id of the request")),
    responses((status = 200, body = DataRequest), (status = 304), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_data_request(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let request = view::get(&ctx, &id).await?;
    reply::record(&headers, StatusCode::OK, request.version, &request)
}

async fn decide(
    ctx: Ctx,
    id: String,
    headers: &HeaderMap,
    (verdict, operation): (Verdict, &str),
    (input, raw): (DataRequestNoteInput, Value),
) -> Result<Response, Error> {
    let expected = if_match(headers)?;
    let content = (id.clone(), raw);
    let work = |tx| async move { view::decide(&tx, &id, expected, verdict, input).await };
    let done = once::write(&ctx, operation, &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |request| request.version)
}

/// Complete a request of a data subject: what was asked for is done at once, in the same transaction.
///
/// By administrators and the data protection officer; nobody decides its own. A person who received aid whose account
/// (LPJ) is not accepted yet cannot be erased: 409.
#[utoipa::path(post, path = "/v1/data-requests/{id}/complete", operation_id = "completeDataRequest", tag = "Partners",
    params(("id" = String, Path, description = "Id of the request"), ("If-Match" = String, Header, description = "ETag you read")), request_body = DataRequestNoteInput,
    responses((status = 200, body = DataRequest), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn complete_data_request(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<DataRequestNoteInput>,
) -> Result<Response, Error> {
    decide(ctx, id, &headers, (Verdict::Complete, "completeDataRequest"), (input, raw)).await
}

/// Refuse a request of a data subject, with a note that says why.
///
/// By administrators and the data protection officer; nobody decides its own.
#[utoipa::path(post, path = "/v1/data-requests/{id}/refuse", operation_id = "refuseDataRequest", tag = "Partners",
    params(("id" = String, Path, description = "Id of the request"), ("If-Match" = String, Header, description = "ETag you read")), request_body = DataRequestNoteInput,
    responses((status = 200, body = DataRequest), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn refuse_data_request(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<DataRequestNoteInput>,
) -> Result<Response, Error> {
    decide(ctx, id, &headers, (Verdict::Refuse, "refuseDataRequest"), (input, raw)).await
}

/// Lift the restriction of a person: partners get again what it consented to.
///
/// By administrators and the data protection officer; nobody its own.
#[utoipa::path(post, path = "/v1/persons/{id}/release", operation_id = "releasePerson", tag = "Partners",
    params(("id" = String, Path, description = "Id of the person"), ("If-Match" = String, Header, description = "ETag you read")),
    responses((status = 200, body = Person), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub async fn release_person(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let content = id.clone();
    let work = |tx| async move { view::release(&tx, &id, expected).await };
    let done = once::write(&ctx, "releasePerson", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |person| person.version)
}
