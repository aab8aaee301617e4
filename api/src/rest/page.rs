//! The page at `/`: the country at a glance, drawn in the browser from the public GraphQL. No outside host.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use axum::routing::get;

use super::reply;
use crate::app::App;
use crate::domain::{Code, Error};

/// Nothing but what this service itself serves: no script or style within the page, no frame around it.
const POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// A file whose name holds its version never changes.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// All others are asked for anew, and answered with 304.
const ASK_ANEW: &str = "public, no-cache";

/// The page and its files.
pub fn router() -> Router<Arc<App>> {
    Router::new().route("/", get(page)).route("/page/{file}", get(file))
}

async fn page(headers: HeaderMap) -> Response {
    let text = include_str!("../../assets/page/index.html");
    let mut response = send(&headers, "text/html; charset=utf-8", ASK_ANEW, text.as_bytes());
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

async fn file(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let (kind, kept, bytes) = asset(&file).ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(send(&headers, kind, kept, bytes))
}

fn send(headers: &HeaderMap, kind: &'static str, kept: &'static str, bytes: &[u8]) -> Response {
    let mut response = reply::document(headers, kind, bytes.to_vec());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response
}

/// Media type, how long it is kept, content.
fn asset(file: &str) -> Option<(&'static str, &'static str, &'static [u8])> {
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    macro_rules! asset {
        ($kind:expr, $kept:expr, $name:literal) => {
            ($kind, $kept, include_bytes!(concat!("../../assets/page/", $name)).as_slice())
        };
    }
    Some(match file {
        "about.js" => asset!(SCRIPT, ASK_ANEW, "about.js"),
        "app.js" => asset!(SCRIPT, ASK_ANEW, "app.js"),
        "ask.js" => asset!(SCRIPT, ASK_ANEW, "ask.js"),
        "card-funnel.js" => asset!(SCRIPT, ASK_ANEW, "card-funnel.js"),
        "card-jobs.js" => asset!(SCRIPT, ASK_ANEW, "card-jobs.js"),
        "card-kawasans.js" => asset!(SCRIPT, ASK_ANEW, "card-kawasans.js"),
        "card-rate.js" => asset!(SCRIPT, ASK_ANEW, "card-rate.js"),
        "chart-4.6.1.umd.min.js" => asset!(SCRIPT, FOREVER, "chart-4.6.1.umd.min.js"),
        "draw.js" => asset!(SCRIPT, ASK_ANEW, "draw.js"),
        "heat.js" => asset!(SCRIPT, ASK_ANEW, "heat.js"),
        "icon.svg" => asset!("image/svg+xml", ASK_ANEW, "icon.svg"),
        "style.css" => asset!("text/css; charset=utf-8", ASK_ANEW, "style.css"),
        "words.js" => asset!(SCRIPT, ASK_ANEW, "words.js"),
        "LICENSES.txt" => asset!("text/plain; charset=utf-8", ASK_ANEW, "LICENSES.txt"),
        _ => return None,
    })
}
