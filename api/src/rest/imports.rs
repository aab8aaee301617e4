//! `/v1/imports`, `/v1/exports`: files in and out.

use std::sync::Arc;

use axum::body::Body as Stream;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::upload;
use crate::app::App;
use crate::auth::extract::{Caller, SignedIn};
use crate::domain::files::{self, blocking};
use crate::domain::imports::columns::ImportKind;
use crate::domain::jobs::create::{self, Arriving, Source};
use crate::domain::jobs::run::Run;
use crate::domain::jobs::sealed::Writer;
use crate::domain::jobs::uploads;
use crate::domain::jobs::{self, ImportSpec};
use crate::domain::once::Done;
use crate::domain::sheets::template::template;
use crate::domain::{Code, Ctx, Error, Violation, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply;
use crate::view::imports::{self, Given};
use crate::view::incubation::rosters::Atomicity;
use crate::view::jobs::{ExportInput, Job};
use crate::worker::jobs::export;

/// Most bytes that come in the call itself. Larger files come piece by piece, so that a weak link need not begin anew.
pub const DIRECT_BYTES: usize = 5 * 1024 * 1024;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create_import))
        .routes(routes!(read_import_template))
        .routes(routes!(create_export))
}

/// Whether rows are written or only looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ImportMode {
    /// Only look: each row gets the result that it would have.
    Validate,
    /// Write them.
    #[default]
    Commit,
}

/// What to make of the file.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    /// Kind of records: reports, blks, organizations, users, persons, enterprises, trainees, attendance, progress, visits.
    #[param(example = "reports")]
    kind: String,
    /// `commit` (default) or `validate`: then each row gets the result that it would have, and nothing is written.
    #[param(value_type = Option<String>)]
    mode: Option<ImportMode>,
    /// `row` (default): each row stands alone. `all`: one refusal refuses all; at most 5,000 rows.
    #[param(value_type = Option<String>)]
    atomicity: Option<Atomicity>,
    /// Code of the template, for reports; LAP_BULANAN unless given.
    template: Option<String>,
    /// Id or code of the unit that the rows belong to, where they do not say it themselves.
    unit: Option<String>,
    /// Id of the record that the rows belong to, where they do not say it themselves: the package of trainees, the session
    /// of attendance, the incubatee of progress and visits.
    of: Option<String>,
    /// Id of a file that came through `/v1/uploads`; the body is empty then.
    upload: Option<String>,
    /// Name of the file, for the name of the file of rejected rows.
    name: Option<String>,
}

impl ImportQuery {
    fn spec(&self) -> Result<ImportSpec, Error> {
        if ImportKind::named(&self.kind).is_none() {
            let known = ImportKind::ALL.map(ImportKind::as_str);
            let fault = Violation::new(Code::UnknownCode, "/kind").with("allowed", known.to_vec());
            return Err(Error::listing(Code::Invalid, vec![fault]));
        }
        Ok(ImportSpec {
            kind: self.kind.clone(),
            validate: self.mode.unwrap_or_default() == ImportMode::Validate,
            atomicity: self.atomicity.unwrap_or(Atomicity::Row),
            template: self.template.clone(),
            unit: self.unit.clone(),
            of: self.of.clone(),
            name: self.name.as_deref().map(files::clean_name).transpose()?,
        })
    }
}

/// Import a file: CSV, XLSX or NDJSON.
///
/// The body is the file, up to 5 MB, as it is or compressed with gzip; what it is is found from its content. Larger ones,
/// and those on a weak link, come through `/v1/uploads` first. Columns are those of the template of the kind
/// (`/v1/imports/templates/{kind}.xlsx`), in any order; numbers and days may be written as people write them
/// (`1.250.000`, `Rp 1.250.000,00`, `3 November 2021`, `03/11/21`). A line of NDJSON is the body of the single call.
/// What is wrong with the whole file is refused here; then a job is made of it: look at `Location` until it ends. Each
/// row passes the rules of the single call, and what is there already as it is counts as `existing`: to send a file twice
/// changes nothing. Rejected rows come back as a file with the reason beside each, which is imported again once mended.
#[utoipa::path(post, path = "/v1/imports", operation_id = "createImport", tag = "Files",
    params(ImportQuery, ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe")),
    request_body(content = String, content_type = "application/octet-stream", description = "The file"),
    responses(
        (status = 202, description = "Queued; `Location` is the job", body = Job),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The upload is missing or not yours", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Five are waited for (`QUOTA.FULL`), the upload is not whole (`UPLOAD.INCOMPLETE`)", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Over 5 MB: send it through `/v1/uploads`; or too large once unpacked (`IMPORT.TOO_LARGE`)", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Neither CSV nor XLSX nor NDJSON (`IMPORT.FILE_TYPE`)", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A heading that is not known, no rows (`IMPORT.*`)", body = Problem, content_type = "application/problem+json"),
    ))]
async fn create_import(
    SignedIn(ctx): SignedIn,
    Params(query): Params<ImportQuery>,
    body: Stream,
) -> Result<Response, Error> {
    let mut spec = query.spec()?;
    let job = ctx.new_id();
    let arriving = Arriving::of(&ctx, job);
    let source = match &query.upload {
        Some(id) => {
            let (source, name) = uploads::hand_over(&ctx, id, job).await?;
            spec.name = spec.name.or(name);
            source
        }
        None => receive(&ctx, job, body).await?,
    };
    create::look(&ctx, &spec, &source).await?;
    let content = (serde_json::to_value(&spec)?, source.sha256.clone());
    let work = |tx| async move { create::import(&tx, spec, &source).await.and_then(Job::try_from) };
    let done = once::write(&ctx, "createImport", &content, work).await;
    let made = match &done {
        // The answer of an earlier call names another job, with a file of its own.
        Ok(done) => !done.replayed && !ctx.validate_only,
        // Nobody knows what became of it; should there be no job, the file is deleted later.
        Err(refused) => refused.code() == Code::Unavailable,
    };
    if made {
        arriving.keep();
    }
    accepted(&ctx, &done?)
}

/// Takes the file of the body, sealed as it comes.
async fn receive(ctx: &Ctx, job: uuid::Uuid, body: Stream) -> Result<Source, Error> {
    let (path, key) = (jobs::source(&ctx.app.settings, job), Run::new_key());
    let mut out = blocking(move || Writer::create(&path, key)).await?;
    let mut pieces = body.into_data_stream();
    let mut bytes = 0;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Error::new(Code::Malformed))?;
        bytes += piece.len();
        if bytes > DIRECT_BYTES {
            return Err(Error::new(Code::TooLarge).with("maxBytes", DIRECT_BYTES).saying(
                "Berkas lebih dari 5 MB: kirim lewat /v1/uploads, lalu sebut upload di sini.",
                "The file has more than 5 MB: send it through /v1/uploads and name the upload here.",
            ));
        }
        out = blocking(move || {
            let mut out = out;
            std::io::Write::write_all(&mut out, &piece)?;
            Ok(out)
        })
        .await?;
    }
    if bytes == 0 {
        return Err(Error::new(Code::ImportEmpty));
    }
    let written = blocking(move || out.close()).await?;
    Ok(Source { job, key, sha256: written.sha256 })
}

/// 202 with the address of the job.
fn accepted(ctx: &Ctx, done: &Done<Job>) -> Result<Response, Error> {
    let mut response = reply::done(ctx, StatusCode::ACCEPTED, done, |job| job.version)?;
    if !ctx.validate_only {
        let place = HeaderValue::from_str(&format!("/v1/jobs/{}", done.body.id.as_str())).map_err(Error::internal)?;
        response.headers_mut().insert(header::LOCATION, place);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    Ok(response)
}

/// For which template.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TemplateQuery {
    /// Code of the template, for reports; LAP_BULANAN unless given.
    template: Option<String>,
}

/// The file to fill in: a workbook with the columns of a kind, choices as dropdowns, and a sheet of explanations.
#[utoipa::path(get, path = "/v1/imports/templates/{file}", operation_id = "readImportTemplate", tag = "Files",
    params(("file" = String, Path, description = "`reports.xlsx`, and the like for each kind"), TemplateQuery),
    responses(
        (status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 304, description = "You have it already"),
        (status = 404, description = "No such kind", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such template", body = Problem, content_type = "application/problem+json"),
    ))]
async fn read_import_template(
    Caller(ctx): Caller,
    Path(file): Path<String>,
    Params(query): Params<TemplateQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let kind = file.strip_suffix(".xlsx").and_then(ImportKind::named).ok_or_else(|| Error::new(Code::NotFound))?;
    let given = Given { template: query.template, unit: None, of: None };
    let shape = imports::shape(&ctx, kind, &given).await?;
    let bytes = tokio::task::spawn_blocking(move || template(&shape)).await.map_err(Error::internal)??;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let mut response = reply::document(&headers, media, bytes).into_response();
    response.headers_mut().insert(header::CONTENT_DISPOSITION, upload::named(&format!("templat-{file}")));
    Ok(response)
}

/// Write a list to a file: CSV, XLSX or NDJSON.
///
/// Any list of this API, by its path with its filters; it holds what the list would show you. A worker writes it, page
/// after page, so what changes meanwhile may or may not be in it, and nothing is in it twice. What partners pull has
/// exports of its own (`/v1/partner/exports`).
#[utoipa::path(post, path = "/v1/exports", operation_id = "createExport", tag = "Files", request_body = ExportInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe")),
    responses(
        (status = 202, description = "Queued; `Location` is the job", body = Job),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The list is not for you", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Five are waited for (`QUOTA.FULL`)", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not a list (`EXPORT.NO_LIST`), or a filter that it does not have", body = Problem, content_type = "application/problem+json"),
    ))]
async fn create_export(SignedIn(ctx): SignedIn, Body(input, raw): Body<ExportInput>) -> Result<Response, Error> {
    let (spec, personal) = export::wanted(&ctx, input).await?;
    let work = |tx| async move { create::export(&tx, spec, personal).await.and_then(Job::try_from) };
    accepted(&ctx, &once::write(&ctx, "createExport", &raw, work).await?)
}
