//! `/v1/publications`: frozen public figures. Open to anyone; published by the forum and the ministry.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::json::{Body, Params};
use super::problem::Problem;
use super::reference::cached;
use super::reply::{self, List};
use crate::app::App;
use crate::auth::extract::{Caller, SignedIn};
use crate::domain::analytics::publications;
use crate::domain::{Error, once};
use crate::view::publications::{Publication, PublicationDifference, PublicationInput};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create_publication, list_publications))
        .routes(routes!(get_publication))
        .routes(routes!(get_publication_figures))
        .routes(routes!(list_publication_differences))
}

/// Which table.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TableParams {
    /// Name of the table, as in `tables` of the publication.
    #[param(example = "incubationFunnel//STAGE//")]
    table: String,
}

/// Publish the public figures of now under a name. For the forum and the ministry.
///
/// All roots are frozen, each by its published combinations (`/v1/reference/publishedCombinations`), for the periods as
/// a whole and by month, with small cells suppressed, and hashed. A publication never changes and its name is not used
/// again. Roots of GraphQL read it with `publication: "2026-Q3"`.
#[utoipa::path(post, path = "/v1/publications", operation_id = "createPublication", tag = "Dashboards",
    request_body = PublicationInput,
    responses((status = 201, body = Publication), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_publication(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<PublicationInput>,
) -> Result<Response, Error> {
    let frozen = publications::freeze(&ctx, &input).await?;
    let work = |tx| async move { publications::create(&tx, input, frozen).await };
    let done = once::write(&ctx, "createPublication", &raw, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |publication| publication.version)
}

/// List the publications, the latest first, without their tables.
#[utoipa::path(get, path = "/v1/publications", operation_id = "listPublications", tag = "Dashboards",
    responses((status = 200, body = List<Publication>)))]
pub async fn list_publications(Caller(ctx): Caller) -> Result<Response, Error> {
    Ok(reply::whole(publications::list(&ctx).await?))
}

/// Read a publication with the names and hashes of its tables.
#[utoipa::path(get, path = "/v1/publications/{slug}", operation_id = "getPublication", tag = "Dashboards",
    params(("slug" = String, Path, description = "Name of the publication", example = "2026-Q3")),
    responses((status = 200, body = Publication), (status = 304), (status = 404, body = Problem)))]
pub async fn get_publication(
    Caller(ctx): Caller,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let publication = publications::by_slug(&ctx, &slug).await?;
    Ok(cached(reply::record(&headers, StatusCode::OK, publication.version, &publication)?, 3_600))
}

/// Read a table of a publication as it was frozen.
///
/// The body is canonical JSON (RFC 8785): its SHA-256 is that of the table. `rows` hold the keys by `groups`, the values
/// by `measures` (null where nothing is known or it is suppressed), and the names of the suppressed ones.
#[utoipa::path(get, path = "/v1/publications/{slug}/figures", operation_id = "getPublicationFigures", tag = "Dashboards",
    params(("slug" = String, Path, description = "Name of the publication", example = "2026-Q3"), TableParams),
    responses((status = 200, body = serde_json::Value, content_type = "application/json"), (status = 304), (status = 404, body = Problem)))]
pub async fn get_publication_figures(
    Caller(ctx): Caller,
    Path(slug): Path<String>,
    Params(wanted): Params<TableParams>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let text = publications::table(&ctx, &slug, &wanted.table).await?;
    Ok(cached(reply::document(&headers, "application/json", text.into_bytes()), 3_600))
}

/// List the values of a table of a publication that are others now, as everybody sees them.
#[utoipa::path(get, path = "/v1/publications/{slug}/differences", operation_id = "listPublicationDifferences", tag = "Dashboards",
    params(("slug" = String, Path, description = "Name of the publication", example = "2026-Q3"), TableParams),
    responses((status = 200, body = List<PublicationDifference>), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list_publication_differences(
    Caller(ctx): Caller,
    Path(slug): Path<String>,
    Params(wanted): Params<TableParams>,
) -> Result<Response, Error> {
    Ok(reply::whole(publications::differences(&ctx, &slug, &wanted.table).await?))
}
