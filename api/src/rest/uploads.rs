//! `/v1/uploads`: files that come piece by piece, as the tus protocol (1.0.0) has it, so that a broken connection costs
//! no more than the piece that was on its way. Off-the-shelf clients of tus work.

use std::sync::Arc;

use axum::body::Body as Stream;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entity::file_upload::Model;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::ids::{self, Kind};
use crate::domain::jobs::uploads;
use crate::domain::{Code, Ctx, Error, Violation, once};
use crate::rest::problem::Problem;

const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create_upload))
        .routes(routes!(look_at_upload))
        .routes(routes!(continue_upload))
        .routes(routes!(discard_upload))
}

/// A file on its way in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileUpload {
    /// Id, for `upload` of an import.
    #[schema(example = "upl_01h455vb4pex5vsknk084sn02q")]
    pub id: String,
    /// Bytes that it will have.
    pub length: i64,
    /// Bytes that have come.
    pub received: i64,
    /// When it is forgotten.
    pub expires_at: chrono::DateTime<chrono::Utc>,
}

impl From<Model> for FileUpload {
    fn from(row: Model) -> Self {
        let id = ids::text(Kind::FileUpload, row.id);
        Self { id, length: row.length, received: row.received, expires_at: row.expires_at }
    }
}

/// Begin a file that comes piece by piece.
///
/// `Upload-Length` says how many bytes it will have, 64 MB at most; `Upload-Metadata: filename <base64>` its name. Then
/// `PATCH` the address in `Location` with the bytes, all at once or in pieces; after a broken connection `HEAD` says in
/// `Upload-Offset` where to go on. A whole file is imported with `POST /v1/imports?upload=<id>`, more than once if you
/// like: first with `mode=validate`. It is forgotten after 24 hours.
#[utoipa::path(post, path = "/v1/uploads", operation_id = "createUpload", tag = "Files",
    params(
        ("Upload-Length" = i64, Header, description = "Bytes of the whole file"),
        ("Upload-Metadata" = Option<String>, Header, description = "`filename` and its name in base64"),
        ("Tus-Resumable" = Option<String>, Header, description = "1.0.0"),
    ),
    responses(
        (status = 201, description = "Begun; `Location` is its address", body = FileUpload),
        (status = 401, body = Problem), (status = 409, description = "Ten are on their way (`QUOTA.FULL`)", body = Problem),
        (status = 412, description = "Another version of tus", body = Problem), (status = 413, description = "Over 64 MB", body = Problem),
        (status = 422, body = Problem),
    ))]
async fn create_upload(SignedIn(ctx): SignedIn, headers: HeaderMap) -> Result<Response, Error> {
    version(&headers)?;
    let length = number(&headers, &LENGTH, "/Upload-Length")?;
    let name = filename(&headers);
    let content = (length, name.clone());
    let work = |tx| async move { uploads::create(&tx, length, name.as_deref()).await.map(FileUpload::from) };
    let done = once::write(&ctx, "createUpload", &content, work).await?;
    let place = HeaderValue::from_str(&format!("/v1/uploads/{}", done.body.id)).map_err(Error::internal)?;
    let mut response = (StatusCode::CREATED, axum::Json(&done.body)).into_response();
    response.headers_mut().insert(header::LOCATION, place);
    Ok(told(response, &done.body))
}

/// How much of a file has come: `Upload-Offset`.
#[utoipa::path(head, path = "/v1/uploads/{id}", operation_id = "lookAtUpload", tag = "Files",
    params(("id" = String, Path, description = "Id of the upload")),
    responses((status = 200, description = "`Upload-Offset` and `Upload-Length`"), (status = 401, description = "Nobody is signed in"), (status = 404, description = "Missing, or not yours")))]
async fn look_at_upload(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let row = FileUpload::from(uploads::by_id(&ctx, &id).await?);
    let mut response = StatusCode::OK.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(told(response, &row))
}

/// Go on with a file.
///
/// `Upload-Offset` says where these bytes begin: where the file ends so far. What came before a connection broke is kept.
#[utoipa::path(patch, path = "/v1/uploads/{id}", operation_id = "continueUpload", tag = "Files",
    params(("id" = String, Path, description = "Id of the upload"), ("Upload-Offset" = i64, Header, description = "Where these bytes begin")),
    request_body(content = String, content_type = "application/offset+octet-stream", description = "The bytes"),
    responses(
        (status = 204, description = "`Upload-Offset` says how much is there now"),
        (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "The file ends elsewhere (`UPLOAD.OFFSET`), or another piece is coming in (`UPLOAD.BUSY`)", body = Problem),
        (status = 413, description = "More than was announced", body = Problem), (status = 415, body = Problem), (status = 422, body = Problem),
    ))]
async fn continue_upload(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Stream,
) -> Result<Response, Error> {
    version(&headers)?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind != "application/offset+octet-stream" {
        return Err(Error::new(Code::UnsupportedMedia)
            .saying("Kirim sebagai application/offset+octet-stream.", "Send application/offset+octet-stream."));
    }
    let offset = number(&headers, &OFFSET, "/Upload-Offset")?;
    let row = take(&ctx, &id, offset, body).await?;
    Ok(told(StatusCode::NO_CONTENT.into_response(), &row.into()))
}

/// Takes what comes, and keeps it though the connection breaks.
async fn take(ctx: &Ctx, id: &str, offset: u64, body: Stream) -> Result<Model, Error> {
    let mut coming = uploads::resume(ctx, id, offset).await?;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        match piece {
            Ok(bytes) => coming = coming.take(bytes.to_vec()).await?,
            Err(_broken) => {
                coming.close(ctx).await?;
                return Err(Error::new(Code::Malformed));
            }
        }
    }
    coming.close(ctx).await
}

/// Forget a file.
#[utoipa::path(delete, path = "/v1/uploads/{id}", operation_id = "discardUpload", tag = "Files",
    params(("id" = String, Path, description = "Id of the upload")),
    responses((status = 204, description = "Gone"), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn discard_upload(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let content = id.clone();
    once::write(&ctx, "discardUpload", &content, |tx| async move { uploads::discard(&tx, &id).await }).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(RESUMABLE, VERSION);
    Ok(response)
}

/// The headers of tus.
fn told(mut response: Response, upload: &FileUpload) -> Response {
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, VERSION);
    headers.insert(OFFSET, HeaderValue::from(upload.received));
    headers.insert(LENGTH, HeaderValue::from(upload.length));
    // As HTTP writes moments (RFC 9110).
    let until = upload.expires_at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(until) = HeaderValue::from_str(&until) {
        headers.insert(EXPIRES, until);
    }
    response
}

/// Another version of the protocol is refused; none at all is taken for this one.
fn version(headers: &HeaderMap) -> Result<(), Error> {
    match headers.get(RESUMABLE) {
        Some(other) if *other != VERSION => Err(Error::new(Code::Stale)
            .saying("Hanya tus 1.0.0 yang didukung (Tus-Resumable).", "Only tus 1.0.0 is supported (Tus-Resumable).")),
        _ => Ok(()),
    }
}

fn number(headers: &HeaderMap, name: &HeaderName, path: &str) -> Result<u64, Error> {
    let Some(value) = headers.get(name) else { return Err(Error::field(Code::FieldRequired, path)) };
    let number = value.to_str().ok().and_then(|text| text.trim().parse().ok());
    number.ok_or_else(|| Error::listing(Code::Invalid, vec![Violation::new(Code::FieldFormat, path)]))
}

/// `filename` of `Upload-Metadata`; what is no name is left out.
fn filename(headers: &HeaderMap) -> Option<String> {
    let metadata = headers.get(METADATA)?.to_str().ok()?;
    let value = metadata.split(',').find_map(|pair| pair.trim().strip_prefix("filename "))?;
    String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()
}
