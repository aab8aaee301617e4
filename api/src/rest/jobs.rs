//! `/v1/jobs`: imports and exports of files while they are done, and what came of them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{outgoing, upload};
use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::files::blocking;
use crate::domain::jobs::file::{self, Fetched};
use crate::domain::jobs::sealed::Reader;
use crate::domain::jobs::{self, rows};
use crate::domain::page::PageRequest;
use crate::domain::{Error, once};
use crate::rest::json::Params;
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, unstored};
use crate::view::jobs::{Job, JobRow};
use crate::vocab::{JobRowResult, SheetFormat};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_jobs))
        .routes(routes!(get_job))
        .routes(routes!(cancel_job))
        .routes(routes!(list_job_rows))
        .routes(routes!(fetch_job_file))
}

/// Which page.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct JobQuery {
    /// Rows of a page, 1 to 500.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<u64>,
    /// Cursor of the last page.
    after: Option<String>,
}

/// Which rows.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct JobRowQuery {
    /// Only rows with this result.
    result: Option<JobRowResult>,
    /// Rows of a page, 1 to 500.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<u64>,
    /// Cursor of the last page.
    after: Option<String>,
}

/// Your imports and exports, newest first.
#[utoipa::path(get, path = "/v1/jobs", operation_id = "listJobs", tag = "Files", params(JobQuery),
    responses((status = 200, body = List<Job>), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn list_jobs(SignedIn(ctx): SignedIn, Params(query): Params<JobQuery>) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    Ok(reply::list(jobs::list(&ctx, &page).await?.try_map(Job::try_from)?))
}

/// One of your imports or exports: how far it is, and what came of it.
#[utoipa::path(get, path = "/v1/jobs/{id}", operation_id = "getJob", tag = "Files",
    params(("id" = String, Path, description = "Id of the job")),
    responses((status = 200, body = Job), (status = 304, description = "You have it already"), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn get_job(SignedIn(ctx): SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let job = Job::try_from(jobs::by_id(&ctx, &id).await?)?;
    reply::record(&headers, StatusCode::OK, job.version, &job)
}

/// Stop an import or export.
///
/// Rows that were written before stay written; the others are not touched.
#[utoipa::path(post, path = "/v1/jobs/{id}/cancel", operation_id = "cancelJob", tag = "Files",
    params(("id" = String, Path, description = "Id of the job")),
    responses((status = 200, body = Job), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, description = "It has ended", body = Problem)))]
async fn cancel_job(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let content = id.clone();
    let work = |tx| async move { jobs::cancel(&tx, &id).await.and_then(Job::try_from) };
    let done = once::write(&ctx, "cancelJob", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |job| job.version)
}

/// What became of each row of an import, in the order of the file.
#[utoipa::path(get, path = "/v1/jobs/{id}/rows", operation_id = "listJobRows", tag = "Files",
    params(("id" = String, Path, description = "Id of the job"), JobRowQuery),
    responses((status = 200, body = List<JobRow>), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn list_job_rows(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<JobRowQuery>,
) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    let job = jobs::by_id(&ctx, &id).await?;
    Ok(reply::list(rows::list(&ctx, &job, query.result, &page).await?.try_map(JobRow::try_from)?))
}

/// Fetch the file of a job: the list of an export, the rejected rows of an import.
///
/// Rejected rows come as they were sent, with two columns more: `Baris`, the line in your file, and `Alasan`, the reason.
/// Mend them and import that file as it is. `ETag` is the SHA-256 of the file. It is yours as long as you have the rights
/// with which you asked for it, and gone as soon as a person is erased who may stand in it (`RESOURCE.EXPIRED`).
#[utoipa::path(get, path = "/v1/jobs/{id}/file", operation_id = "fetchJobFile", tag = "Files",
    params(("id" = String, Path, description = "Id of the job")),
    responses(
        (status = 200, description = "The file, in its own media type", content((String = "application/octet-stream"), (String = "*/*"))),
        (status = 304, description = "You have it already"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Missing, not yours, or without a file", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Not ready yet (`EXPORT.PENDING`)", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "Gone (`RESOURCE.EXPIRED`)", body = Problem, content_type = "application/problem+json"),
    ))]
async fn fetch_job_file(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let file = file::fetch(&ctx, &id).await?;
    let tag = format!("\"{}\"", file.sha256);
    if reply::has(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let (path, key) = (file.path.clone(), file.key);
    let reader = blocking(move || Reader::open(&path, key)).await?;
    Ok(unstored((StatusCode::OK, facts(&file, &tag)?, outgoing::body(reader, piece)).into_response()))
}

fn facts(file: &Fetched, tag: &str) -> Result<HeaderMap, Error> {
    let kind = match file.format {
        SheetFormat::Csv => "text/csv; charset=utf-8",
        SheetFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        SheetFormat::Ndjson => "application/x-ndjson",
    };
    let mut facts = HeaderMap::new();
    facts.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    facts.insert(header::CONTENT_LENGTH, HeaderValue::from(file.bytes));
    facts.insert(header::CONTENT_DISPOSITION, upload::named(&file.name));
    facts.insert(header::ETAG, HeaderValue::from_str(tag).map_err(Error::internal)?);
    Ok(facts)
}

/// The next bytes; none after the last ones.
async fn piece(reader: Reader) -> Result<Option<(Bytes, Reader)>, Error> {
    blocking(move || {
        let mut reader = reader;
        Ok(reader.piece()?.map(|plain| (plain.into(), reader)))
    })
    .await
}
