//! Attachments of reports.

use axum::extract::{Multipart, Path};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::extract::SignedIn;
use crate::domain::reports::{attachments, query};
use crate::domain::{Code, Error, once};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, if_match};
use crate::rest::upload::{self, Received};
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
    let Received { kind, name, stored } = upload::receive(&ctx, form, true).await?;
    let kind = kind.unwrap_or_else(|| "LAINNYA".to_owned());
    let content = (id.clone(), kind.clone(), name.clone(), stored.sha256.clone());
    let work = |tx: crate::domain::Tx| async move {
        attachments::attach(&tx, &id, &kind, &name, stored).await.map(Attachment::from)
    };
    let done = once::write(&ctx, "attachToReport", &content, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |_| 1)
}

/// Download a file.
#[utoipa::path(get, path = "/v1/reports/{id}/attachments/{attachment}", operation_id = "readAttachment", tag = "Reports", params(("id" = String, Path), ("attachment" = String, Path)),
    responses((status = 200, description = "The file, in its own media type", content((String = "application/octet-stream"), (String = "*/*"))), (status = 404, body = Problem)))]
pub async fn read_attachment(
    SignedIn(ctx): SignedIn,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Error> {
    let (row, path) = attachments::open(&ctx, &id, &file).await?;
    upload::send(path, &row.media_type, row.size, HeaderValue::from_static("attachment")).await
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
