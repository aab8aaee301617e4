//! Attachments: streamed to disk, hashed and sniffed on the way.

use axum::body::Body as Stream;
use axum::extract::{Multipart, Path};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::extract::SignedIn;
use crate::domain::reports::attachments::{self, Stored, Upload};
use crate::domain::reports::query;
use crate::domain::{Code, Ctx, Error, once};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, if_match};
use crate::view::reports::{Attachment, Report};

/// A file to attach (multipart/form-data).
#[derive(Deserialize, ToSchema)]
pub struct AttachmentForm {
    /// Kind asked for by the template, or LAINNYA.
    #[serde(rename = "kind")]
    _kind: String,
    /// SHA-256 of the file, hex; if given, a file that arrived damaged is refused.
    #[serde(rename = "sha256")]
    _sha256: Option<String>,
    /// PDF, JPEG, PNG or XLSX up to 10 MB.
    #[schema(value_type = String, format = Binary)]
    #[serde(rename = "file")]
    _file: String,
}

/// List the files of the version shown to you.
#[utoipa::path(get, path = "/v1/reports/{id}/attachments", operation_id = "listAttachments", tag = "Reports", params(("id" = String, Path)),
    responses((status = 200, body = List<Attachment>), (status = 404, body = Problem)))]
pub async fn list_attachments(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let loaded = query::one(&ctx, &id).await?;
    if !query::sees_values(&ctx, &loaded) {
        return Err(Error::new(Code::Denied));
    }
    let files = attachments::of_version(ctx.db(), &loaded.row, loaded.content.number).await?;
    Ok(reply::whole(files.into_iter().map(Attachment::from).collect()))
}

/// Attach a file.
///
/// The type is found from the content, not from the name.
#[utoipa::path(post, path = "/v1/reports/{id}/attachments", operation_id = "attachToReport", tag = "Reports", params(("id" = String, Path)),
    request_body(content = AttachmentForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Attachment), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem)))]
pub async fn attach_to_report(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Response, Error> {
    attachments::may_attach(&ctx, &id).await?;
    let (kind, name, stored) = receive(&ctx, form).await?;
    let content = (id.clone(), kind.clone(), name.clone(), stored.sha256.clone());
    let work = |tx: crate::domain::Tx| async move {
        attachments::attach(&tx, &id, &kind, &name, stored).await.map(Attachment::from)
    };
    let done = once::write(&ctx, "attachToReport", &content, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |_| 1)
}

async fn receive(ctx: &Ctx, mut form: Multipart) -> Result<(String, String, Stored), Error> {
    let (mut kind, mut sha256, mut file) = ("LAINNYA".to_owned(), None, None);
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default() {
            "kind" => kind = field.text().await.map_err(broken)?,
            "sha256" => sha256 = Some(field.text().await.map_err(broken)?),
            "file" => {
                let name = field.file_name().unwrap_or("lampiran").to_owned();
                let mut upload = Upload::begin(ctx).await?;
                while let Some(bytes) = field.chunk().await.map_err(broken)? {
                    upload.write(&bytes).await?;
                }
                file = Some((name, upload));
            }
            other => {
                return Err(Error::field(Code::UnknownField, format!("/{}", crate::rest::json::pointer(other))));
            }
        }
    }
    let (name, upload) = file.ok_or_else(|| Error::field(Code::FieldRequired, "/file"))?;
    Ok((kind, name, upload.finish(ctx, sha256.as_deref()).await?))
}

fn broken(error: axum::extract::multipart::MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Error::new(Code::TooLarge)
    } else {
        Error::new(Code::Malformed)
    }
}

/// Download a file.
#[utoipa::path(get, path = "/v1/reports/{id}/attachments/{attachment}", operation_id = "readAttachment", tag = "Reports", params(("id" = String, Path), ("attachment" = String, Path)),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"), (status = 404, body = Problem)))]
pub async fn read_attachment(
    SignedIn(ctx): SignedIn,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Error> {
    let (row, path) = attachments::open(&ctx, &id, &file).await?;
    let file = tokio::fs::File::open(path).await.map_err(Error::internal)?;
    let stream = futures_util::stream::unfold(file, |mut file| async move {
        use tokio::io::AsyncReadExt;
        let mut chunk = vec![0u8; 64 * 1024];
        match file.read(&mut chunk).await {
            Ok(0) => None,
            Ok(n) => {
                chunk.truncate(n);
                Some((Ok(chunk), file))
            }
            Err(e) => Some((Err(e), file)),
        }
    });
    let mut response = Stream::from_stream(stream).into_response();
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(&row.media_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(row.size));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    Ok(response)
}

/// Take a file off a draft.
///
/// Versions already submitted keep it.
#[utoipa::path(delete, path = "/v1/reports/{id}/attachments/{attachment}", operation_id = "detachFromReport", tag = "Reports", params(("id" = String, Path), ("attachment" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Report), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub async fn detach_from_report(
    SignedIn(ctx): SignedIn,
    Path((id, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let content = (id.clone(), file.clone());
    let work = |tx: crate::domain::Tx| async move {
        attachments::detach(&tx, &id, &file, expected).await.map(|r| Report::of(&tx, &r))
    };
    let done = once::write(&ctx, "detachFromReport", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |report| report.version)
}
