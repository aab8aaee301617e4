//! Exports of partners: asked for, looked at, fetched.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use tokio::io::AsyncReadExt;
use tokio::time::Instant;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::{SignedIn, Staying};
use crate::domain::page::PageRequest;
use crate::domain::partners::exports::{self, File};
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::outgoing;
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, unstored};
use crate::rest::upload;
use crate::view::partners::exports::{PartnerExport, PartnerExportInput};

/// Bytes sent at a time.
const PIECE: usize = 64 * 1024;
/// A file that goes out slowly is looked after: whoever withdraws stops it, and so does the end of the token.
const LOOK: Duration = Duration::from_secs(3);

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create_partner_export, list_partner_exports))
        .routes(routes!(get_partner_export))
        .routes(routes!(fetch_partner_export))
}

/// Which page.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PartnerExportQuery {
    /// Rows of a page, 1 to 500.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<u64>,
    /// Cursor of the last page.
    after: Option<String>,
}

/// Ask for an export: all records of a purpose in one file.
///
/// A worker writes it: `GET` the export every few seconds until `state` is `READY`, then fetch `file`. It holds the same
/// records as the list, as lines of JSON or as CSV, compressed with gzip. It can be fetched for 24 hours, and only while
/// every consent in it still holds. At most 3 exports of an organization are waited for at a time.
#[utoipa::path(post, path = "/v1/partner/exports", operation_id = "createPartnerExport", tag = "Partners",
    request_body = PartnerExportInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe")),
    responses(
        (status = 202, description = "Queued", body = PartnerExport),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "No agreement in force (`AGREEMENT.INACTIVE`), not for this purpose (`PURPOSE.DENIED`), or suspended (`PARTNER.SUSPENDED`)", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Three are waited for (`QUOTA.FULL`)", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No purpose (`PURPOSE.REQUIRED`), form", body = Problem, content_type = "application/problem+json"),
    ))]
async fn create_partner_export(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<PartnerExportInput>,
) -> Result<Response, Error> {
    let gate = exports::admit(&ctx, &input).await?;
    let work = |tx| async move { exports::create(&tx, &gate, input).await };
    let done = once::write(&ctx, "createPartnerExport", &raw, work).await?;
    reply::done(&ctx, StatusCode::ACCEPTED, &done, |export| export.version)
}

/// Your exports, oldest first.
#[utoipa::path(get, path = "/v1/partner/exports", operation_id = "listPartnerExports", tag = "Partners",
    params(PartnerExportQuery),
    responses(
        (status = 200, description = "A page", body = List<PartnerExport>),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "No agreement in force (`AGREEMENT.INACTIVE`)", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A limit or cursor that is none", body = Problem, content_type = "application/problem+json"),
    ))]
async fn list_partner_exports(
    SignedIn(ctx): SignedIn,
    Params(query): Params<PartnerExportQuery>,
) -> Result<Response, Error> {
    let page = PageRequest::new(query.limit, query.after.as_deref())?;
    Ok(reply::list(exports::list(&ctx, &page).await?))
}

/// One of your exports.
#[utoipa::path(get, path = "/v1/partner/exports/{id}", operation_id = "getPartnerExport", tag = "Partners",
    params(("id" = String, Path, description = "Id of the export")),
    responses(
        (status = 200, description = "The export", body = PartnerExport),
        (status = 304, description = "You have it already"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "No agreement in force (`AGREEMENT.INACTIVE`)", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Missing, or not yours", body = Problem, content_type = "application/problem+json"),
    ))]
async fn get_partner_export(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let export = exports::by_id(&ctx, &id).await?;
    reply::record(&headers, StatusCode::OK, export.version, &export)
}

/// Fetch the file of one of your exports.
///
/// A gzip file: it is not decoded on its way. `Repr-Digest` (RFC 9530) and `ETag` hold the SHA-256 of its bytes,
/// `X-Record-Count` the number of records. If the transfer breaks off, fetch it again.
#[utoipa::path(get, path = "/v1/partner/exports/{id}/file", operation_id = "fetchPartnerExport", tag = "Partners",
    params(("id" = String, Path, description = "Id of the export")),
    responses(
        (status = 200, description = "The file", content_type = "application/gzip"),
        (status = 304, description = "You have it already"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "No agreement in force (`AGREEMENT.INACTIVE`), not for this purpose (`PURPOSE.DENIED`), or suspended (`PARTNER.SUSPENDED`)", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Missing, or not yours", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Not ready yet (`EXPORT.PENDING`)", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "A consent in it ended (`CONSENT.ENDED`), or its time is over (`RESOURCE.EXPIRED`)", body = Problem, content_type = "application/problem+json"),
    ))]
async fn fetch_partner_export(caller: Staying, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let file = exports::fetch(&caller.ctx, &id).await?;
    let (facts, tag) = (facts(&file)?, format!("\"{}\"", file.sha256));
    if reply::has(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let sending = Sending::begin(caller, file).await?;
    Ok(unstored((StatusCode::OK, facts, outgoing::body(sending, Sending::piece)).into_response()))
}

/// What the headers say of a file.
fn facts(file: &File) -> Result<HeaderMap, Error> {
    let digest: Vec<u8> = (0..file.sha256.len())
        .step_by(2)
        .filter_map(|at| u8::from_str_radix(file.sha256.get(at..at + 2)?, 16).ok())
        .collect();
    let text = |value: String| HeaderValue::from_str(&value).map_err(Error::internal);
    let mut facts = HeaderMap::new();
    facts.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/gzip"));
    facts.insert(header::CONTENT_LENGTH, HeaderValue::from(file.bytes));
    facts.insert(header::CONTENT_DISPOSITION, upload::named(&file.name));
    facts.insert(header::ETAG, text(format!("\"{}\"", file.sha256))?);
    facts.insert(HeaderName::from_static("repr-digest"), text(format!("sha-256=:{}:", STANDARD.encode(digest)))?);
    facts.insert(HeaderName::from_static("x-record-count"), HeaderValue::from(file.records));
    Ok(facts)
}

/// A file that goes out. It breaks off as soon as it may no longer be fetched.
struct Sending {
    caller: Staying,
    file: File,
    open: tokio::fs::File,
    /// When it was last looked after.
    looked: Instant,
}

impl Sending {
    /// Opens the file. That it goes out is written down before its first byte does.
    async fn begin(caller: Staying, file: File) -> Result<Self, Error> {
        let open = tokio::fs::File::open(&file.path).await.map_err(Error::internal)?;
        exports::taken(&caller.ctx, &file).await?;
        Ok(Self { caller, file, open, looked: Instant::now() })
    }

    /// The next bytes; none after the last ones.
    async fn piece(mut self) -> Result<Option<(Bytes, Self)>, Error> {
        if self.looked.elapsed() >= LOOK {
            exports::still(&self.caller.again().await?, &self.file).await?;
            self.looked = Instant::now();
        }
        let mut piece = vec![0u8; PIECE];
        let read = self.open.read(&mut piece).await.map_err(Error::internal)?;
        piece.truncate(read);
        Ok((read > 0).then(|| (piece.into(), self)))
    }
}
