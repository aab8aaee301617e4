//! The files of documents of the register.

use std::sync::Arc;

use axum::extract::{Multipart, Path};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problem::Problem;
use super::reply::{self, if_match};
use super::upload::{self, Received};
use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::registry::documents;
use crate::domain::{Error, Tx, once};
use crate::view::kept::{Recorded, UnitDocument};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(get_unit_document_file, put_unit_document_file)).layer(upload::body_limit())
}

/// The file of a document (multipart/form-data).
#[derive(Deserialize, ToSchema)]
pub struct DocumentFileForm {
    /// SHA-256 of the file, hex; if given, a file that arrived damaged is refused.
    #[serde(rename = "sha256")]
    _sha256: Option<String>,
    /// PDF, JPEG, PNG or XLSX up to 10 MB.
    #[schema(value_type = String, format = Binary)]
    #[serde(rename = "file")]
    _file: String,
}

/// Put the file of a document in.
///
/// It takes the place of the one before it. The type is found from the content, not from the name.
#[utoipa::path(put, path = "/v1/documents/{id}/file", operation_id = "putUnitDocumentFile", tag = "Registry",
    params(("id" = String, Path, description = "Id of the document"), ("If-Match" = String, Header, description = "Version that was read.")),
    request_body(content = DocumentFileForm, content_type = "multipart/form-data"),
    responses((status = 200, body = UnitDocument), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
async fn put_unit_document_file(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    documents::may_put(&ctx, &id).await?;
    let Received { name, stored, .. } = upload::receive(&ctx, form, false).await?;
    let content = (id.clone(), name.clone(), stored.sha256.clone());
    let work = |tx: Tx| async move { UnitDocument::of(documents::put_file(&tx, &id, expected, &name, stored).await?) };
    let done = once::write(&ctx, "putUnitDocumentFile", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |document| document.version)
}

/// Download the file of a document.
#[utoipa::path(get, path = "/v1/documents/{id}/file", operation_id = "getUnitDocumentFile", tag = "Registry",
    params(("id" = String, Path, description = "Id of the document")),
    responses((status = 200, description = "The file, in its own media type", content((String = "application/octet-stream"), (String = "*/*"))), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn get_unit_document_file(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let file = documents::open(&ctx, &id).await?;
    upload::send(file.path, &file.media_type, file.size, upload::named(&file.name)).await
}
