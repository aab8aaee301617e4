//! Saved queries, and their tables at `/v1/q/{file}`.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::json::{Body, Params};
use super::problem::Problem;
use super::reply::{self, List, PageEnd, if_match};
use crate::app::App;
use crate::auth::extract::{Caller, Reader, SignedIn};
use crate::domain::budget::Standing;
use crate::domain::ctx::Expected;
use crate::domain::page::PageRequest;
use crate::domain::queries::render::Form;
use crate::domain::queries::run::{self, Told, Wanted};
use crate::domain::queries::{read, write};
use crate::domain::{Code, Error, once};
use crate::http::pairs;
use crate::server::limit::tell;
use crate::view::queries::{SavedQuery, SavedQueryInput};

/// Routes of saved queries.
pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get, put, delete)).routes(routes!(run_saved_query))
}

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct QueryPage {
    /// Rows of a page, 1 to 500.
    #[param(minimum = 1, maximum = 500, default = 50)]
    pub(super) limit: Option<u64>,
    /// Cursor of the last page.
    pub(super) after: Option<String>,
}

/// The table of a saved query as JSON. In CSV, NDJSON and HTML the rows have the same columns.
#[derive(Serialize, ToSchema)]
pub struct SavedTable {
    /// All rows, each with the columns of the query: an object within a row is `a.b`, a list is one text.
    #[schema(value_type = Vec<Object>, example = json!([{"province.code": "36", "submitted": 41}]))]
    data: Vec<Value>,
    /// There is no further page.
    page: PageEnd,
    /// What the query asks beside the rows, for example their provenance; left out where it asks nothing else.
    #[schema(value_type = Option<Object>)]
    about: Option<Map<String, Value>>,
    /// `redactions`, `scopes` and `deprecations` as GraphQL tells them, with rows counted through the whole table; left
    /// out where there is none.
    #[schema(value_type = Option<Object>)]
    extensions: Option<Map<String, Value>>,
}

/// Saved queries that you may run: public ones, your own, and to who has signed in those that came with the service.
#[utoipa::path(get, path = "/v1/saved-queries", operation_id = "listSavedQueries", tag = "Dashboards", params(QueryPage),
    responses((status = 200, description = "A page", body = List<SavedQuery>)))]
async fn list(Caller(ctx): Caller, Params(params): Params<QueryPage>) -> Result<Response, Error> {
    let page = PageRequest::new(params.limit, params.after.as_deref())?;
    Ok(reply::list(read::list(&ctx, &page).await?))
}

/// One saved query.
#[utoipa::path(get, path = "/v1/saved-queries/{slug}", operation_id = "getSavedQuery", tag = "Dashboards",
    params(("slug" = String, Path, description = "Its name in addresses")),
    responses(
        (status = 200, description = "The saved query", body = SavedQuery),
        (status = 304, description = "You have it already"),
        (status = 404, description = "Missing, or not yours", body = Problem, content_type = "application/problem+json"),
    ))]
async fn get(Caller(ctx): Caller, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let found = read::by_slug(&ctx, &slug).await?;
    reply::record(&headers, StatusCode::OK, found.version, &found)
}

/// Save a query under a slug.
///
/// Small letters, digits and hyphens. Schema and limits are checked now. A query that is there is replaced; that takes
/// `If-Match`. Whoever runs it does so with rights of their own: what you see, they need not see.
#[utoipa::path(put, path = "/v1/saved-queries/{slug}", operation_id = "putSavedQuery", tag = "Dashboards",
    request_body = SavedQueryInput,
    params(("slug" = String, Path, description = "Its name in addresses"), ("If-Match" = Option<String>, Header, description = "The version you read; none for a new one"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe")),
    responses(
        (status = 200, description = "Replaced", body = SavedQuery),
        (status = 201, description = "Saved", body = SavedQuery),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not yours, you may not make it public, or you are held to persisted queries", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The slug is taken, or you have 200 already", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "Somebody changed it since, or it is not there", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The document, its rows or its parameters", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json"),
    ))]
async fn put(
    SignedIn(ctx): SignedIn,
    Path(slug): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<SavedQueryInput>,
) -> Result<Response, Error> {
    let (expected, content) = (version_if_any(&headers)?, json!([slug, raw]));
    let work = |tx| async move { write::put(&tx, &slug, input, expected).await };
    let done = once::write(&ctx, "putSavedQuery", &content, work).await?;
    let status = if expected.is_none() { StatusCode::CREATED } else { StatusCode::OK };
    reply::done(&ctx, status, &done, |saved| saved.version)
}

fn version_if_any(headers: &HeaderMap) -> Result<Option<Expected>, Error> {
    headers.contains_key(header::IF_MATCH).then(|| if_match(headers)).transpose()
}

/// Delete a saved query: its address answers no more, and its slug is free.
#[utoipa::path(delete, path = "/v1/saved-queries/{slug}", operation_id = "deleteSavedQuery", tag = "Dashboards",
    params(("slug" = String, Path, description = "Its name in addresses"), ("If-Match" = String, Header, description = "The version you read")),
    responses(
        (status = 200, description = "Deleted", body = SavedQuery),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not yours", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Missing", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "Somebody changed it since", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json"),
    ))]
async fn delete(SignedIn(ctx): SignedIn, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let (expected, content) = (if_match(&headers)?, json!([slug]));
    let work = |tx| async move { write::delete(&tx, &slug, expected).await };
    let done = once::write(&ctx, "deleteSavedQuery", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |saved| saved.version)
}

/// Run a saved query.
///
/// `file` is the slug with `.json`, `.csv`, `.ndjson` or `.html` (a page to print). All rows come at once, as a table:
/// an object within a row is columns `a.b`, a list is one cell. Parameters of the query stand in the address. It runs
/// with your rights, for the public with those of the public; it costs points as the same query at `/graphql` does. Sign
/// in with a token, or with a read-only key by HTTP Basic. Ask again with `If-None-Match`. In CSV a text that a
/// spreadsheet would take for a formula is led by an apostrophe.
#[utoipa::path(get, path = "/v1/q/{file}", operation_id = "runSavedQuery", tag = "Dashboards",
    security((), ("person" = []), ("machine" = []), ("accessKey" = [])),
    params(("file" = String, Path, description = "`slug.json`, `slug.csv`, `slug.ndjson` or `slug.html`"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of what you have")),
    responses(
        (status = 200, description = "The table; as JSON `{data, page, about, extensions}`", content(
            (SavedTable = "application/json"), (String = "text/csv"), (String = "application/x-ndjson"), (String = "text/html"))),
        (status = 304, description = "You have it already"),
        (status = 401, description = "It is not public", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Missing, or not yours", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Parameters", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Your budget is spent", body = Problem, content_type = "application/problem+json"),
    ))]
async fn run_saved_query(
    reader: Result<Reader, Error>,
    file: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let mut standing = None;
    let told = match (reader, file) {
        (Err(refused), _) => Err(refused),
        (Ok(_), Err(_)) => Err(Error::new(Code::Malformed)),
        (Ok(reader), Ok(Path(file))) => table(reader, &file, query.as_deref(), &headers, &mut standing).await,
    };
    sent(told, standing)
}

async fn table(
    Reader { ctx, from, opens }: Reader,
    file: &str,
    query: Option<&str>,
    headers: &HeaderMap,
    standing: &mut Option<Standing>,
) -> Result<Told, Error> {
    let sent = pairs(query.unwrap_or_default()).ok_or_else(|| Error::new(Code::Malformed))?;
    let has = |tag: &str| reply::has(headers, tag);
    let wanted = Wanted { file, sent: &sent, from, opens: opens.as_deref(), has: &has };
    let told = run::run(&ctx, &wanted, standing).await;
    // Programs send what they know only once they are asked for it: a table that is not public asks.
    told.map_err(|refused| match refused.code() {
        Code::NotFound if ctx.require_signed_in().is_err() => Error::new(Code::AuthRequired),
        _ => refused,
    })
}

fn sent(told: Result<Told, Error>, standing: Option<Standing>) -> Response {
    let mut response = match told {
        Ok(told) => as_file(told),
        Err(refused) => refused.into_response(),
    };
    if response.status() == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Basic realm=\"e-Reporting\", charset=\"UTF-8\"");
        response.headers_mut().append(header::WWW_AUTHENTICATE, challenge);
    }
    match standing {
        Some(standing) => tell(response, "points", standing),
        None => response,
    }
}

fn as_file(told: Told) -> Response {
    let Told { tag, form, name, bytes } = told;
    let mut response = match bytes {
        Some(bytes) => ([(header::CONTENT_TYPE, form.media_type())], bytes).into_response(),
        None => StatusCode::NOT_MODIFIED.into_response(),
    };
    let shown = if form == Form::Csv { "attachment" } else { "inline" };
    let mut said = vec![(header::ETAG, tag), (header::CONTENT_DISPOSITION, format!("{shown}; filename=\"{name}\""))];
    if form == Form::Html {
        let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        said.push((header::CONTENT_SECURITY_POLICY, policy.to_owned()));
    }
    for (name, value) in said {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
