//! Operations that will go. Their answers say since when (`Deprecation`, RFC 9745), until when they are there
//! (`Sunset`, RFC 8594), and where it is said what takes their place (`Link`).

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// An operation that will go. It is also `deprecated` in the OpenAPI document, and stands in `docs/changelog.md`.
#[derive(Clone, Debug)]
pub struct Deprecated {
    /// Its name.
    pub operation_id: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path, as the router has it.
    pub path: &'static str,
    /// First day on which it was deprecated.
    pub since: &'static str,
    /// Day from which it may be gone; at least six months after `since`.
    pub sunset: &'static str,
}

/// All of them.
pub const DEPRECATED: &[Deprecated] = &[];

/// Says with an answer that its operation will go.
pub async fn tell(State(all): State<&'static [Deprecated]>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
    let going = all.iter().find(|one| one.path == path && one.method == *request.method());
    let mut response = next.run(request).await;
    let Some(going) = going else { return response };
    let since = midnight(going.since).map(|at| format!("@{}", at.timestamp()));
    let sunset = midnight(going.sunset).map(|at| at.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
    let link = "</docs/changelog>; rel=\"deprecation\"; type=\"text/markdown\"".to_owned();
    let said = [
        (HeaderName::from_static("deprecation"), since),
        (HeaderName::from_static("sunset"), sunset),
        (header::LINK, Some(link)),
    ];
    for (name, value) in said {
        if let Some(Ok(value)) = value.map(|value| HeaderValue::from_str(&value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

fn midnight(day: &str) -> Option<DateTime<Utc>> {
    Some(day.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc())
}
