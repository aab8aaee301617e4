//! What is neither REST nor GraphQL: health, the contracts as files, the explorers. No outside host.

use std::sync::{Arc, LazyLock};

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use utoipa_swagger_ui::{Config, SwaggerUi, Url};

use crate::app::App;
use crate::domain::{Code, Error};
use crate::server::ready::Ready;

/// Health, contracts, documentation, explorers, and the page.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .merge(super::page::router())
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .layer(Extension(Arc::new(Ready::default())))
        .route("/openapi/v1.json", get(openapi))
        .route("/openapi/partner-v1.json", get(partner))
        .route("/schema.graphql", get(schema))
        .route("/docs/errors", get(errors))
        .route("/docs/changelog", get(changelog))
        .route("/graphiql", get(graphiql))
        .route("/graphiql/{file}", get(graphiql_file))
        .merge(SwaggerUi::new("/docs").config(Config::new([
            Url::with_primary("v1", "/openapi/v1.json", true),
            Url::new("partner-v1 (bank, BUMN)", "/openapi/partner-v1.json"),
        ])))
}

/// Ready when nothing stands in the way; else the reasons: `database`, `migrations`, `writes`, `disk`, `readOnly`,
/// `draining`.
async fn ready(State(app): State<Arc<App>>, Extension(ready): Extension<Arc<Ready>>) -> Response {
    match ready.reasons(&app).await {
        reasons if reasons.is_empty() => "ready".into_response(),
        reasons => Error::new(Code::Unavailable).with("reasons", reasons).after(2).into_response(),
    }
}

static OPENAPI: LazyLock<String> = LazyLock::new(|| super::document().to_pretty_json().unwrap_or_default() + "\n");
static PARTNER: LazyLock<String> =
    LazyLock::new(|| super::partner_document::document().to_pretty_json().unwrap_or_default() + "\n");
static SCHEMA: LazyLock<String> = LazyLock::new(crate::graphql::sdl);

async fn openapi() -> Response {
    contract("application/json", &OPENAPI)
}

/// The part of it that concerns partners.
async fn partner() -> Response {
    contract("application/json", &PARTNER)
}

async fn schema() -> Response {
    contract("text/plain; charset=utf-8", &SCHEMA)
}

fn contract(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=300")], text).into_response()
}

/// What changed in the contracts, and what will go.
async fn changelog() -> Response {
    let text = include_str!("../../../docs/changelog.md");
    ([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], text).into_response()
}

/// The closed list of error codes, as a page.
async fn errors() -> Html<String> {
    let rows: String = Code::ALL
        .iter()
        .map(|code| {
            let title = code.title();
            let status = super::problem::status_of(code.class()).as_u16();
            let name = code.as_str();
            format!(
                "<tr id=\"{name}\"><td><code>{name}</code></td><td>{status}</td><td>{}</td><td>{}</td></tr>",
                title.id, title.en
            )
        })
        .collect();
    Html(format!(
        "<!doctype html><meta charset=utf-8><title>Kode kesalahan / error codes</title><style>body{{font:16px sans-serif;margin:2rem}}td,th{{padding:.3rem .8rem;text-align:left;border-bottom:1px solid #ccc}}</style>\
         <h1>Kode kesalahan / error codes</h1><table><tr><th>Code</th><th>HTTP</th><th>Indonesia</th><th>English</th></tr>{rows}</table>"
    ))
}

const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

async fn graphiql(State(app): State<Arc<App>>) -> Result<Response, Error> {
    if !app.settings.explorer {
        return Err(Error::new(Code::NotFound));
    }
    let page = include_str!("../../assets/graphiql/index.html");
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, POLICY)], page)
        .into_response())
}

async fn graphiql_file(Path(file): Path<String>) -> Result<Response, Error> {
    macro_rules! asset {
        ($name:literal, $kind:literal) => {
            ($kind, include_bytes!(concat!("../../assets/graphiql/", $name)).as_slice())
        };
    }
    let (kind, bytes) = match file.as_str() {
        "graphiql.min.js" => asset!("graphiql.min.js", "text/javascript"),
        "graphiql.min.css" => asset!("graphiql.min.css", "text/css"),
        "react.production.min.js" => asset!("react.production.min.js", "text/javascript"),
        "react-dom.production.min.js" => asset!("react-dom.production.min.js", "text/javascript"),
        "start.js" => asset!("start.js", "text/javascript"),
        "start.css" => asset!("start.css", "text/css"),
        "LICENSES.txt" => asset!("LICENSES.txt", "text/plain"),
        _ => return Err(Error::new(Code::NotFound)),
    };
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=86400")], bytes).into_response())
}
