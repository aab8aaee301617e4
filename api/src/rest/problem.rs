//! Errors as RFC 9457 `application/problem+json`, in the caller's language.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::error::Refusal;
use crate::domain::text::{Lang, Params};
use crate::domain::{Error, Severity};
pub use crate::http::{RequestId, language, status_of};

/// A refusal. `code` is stable; `errors` lists everything that is wrong at once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// `/docs/errors#<code>`.
    #[serde(rename = "type")]
    #[schema(example = "/docs/errors#REPORT.ALREADY_EXISTS")]
    kind: String,
    /// What the code means, in the language asked for.
    title: String,
    /// HTTP status.
    status: u16,
    /// What happened and what to do next, in the language asked for.
    detail: String,
    /// The same in English.
    detail_en: String,
    /// Stable code; docs/errors.md lists all.
    #[schema(example = "REPORT.ALREADY_EXISTS")]
    code: String,
    /// Quote it when you report a problem.
    request_id: String,
    /// Facts for programs, for example the id of the report that exists already.
    #[schema(value_type = Object)]
    params: Params,
    /// Every violation.
    errors: Vec<ProblemItem>,
}

/// One violation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemItem {
    /// Stable code, or the code of a rule of the template.
    pub code: String,
    /// JSON Pointer to the place.
    #[schema(example = "/values/A03")]
    pub path: String,
    /// In the language asked for.
    pub message: String,
    /// In English.
    pub message_en: String,
    /// Facts for programs. Never holds a personal value.
    #[schema(value_type = Object)]
    pub params: Params,
    /// ERROR or WARNING.
    #[schema(value_type = String, example = "ERROR")]
    pub severity: Severity,
}

/// A refusal on its way to [`render`], which knows the language and the request id.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = status_of(self.class()).into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Gives each request an id and writes refusals as problem documents.
pub async fn render(mut request: Request, next: Next) -> Response {
    let id: Arc<str> = request_id(request.headers()).into();
    let lang = language(request.headers());
    crate::server::seen::name(&id);
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    let error = response.extensions_mut().remove::<Arc<Error>>();
    if let Some(error) = error.or_else(|| stray(&response).map(|code| Arc::new(Error::new(code)))) {
        let said = std::mem::take(response.headers_mut());
        response = document(&error.0, lang, &id);
        // What the router and the limit said of the request stays, and how one may sign in.
        let kept = |name: &header::HeaderName| {
            *name == header::ALLOW || *name == header::WWW_AUTHENTICATE || name.as_str().starts_with("ratelimit")
        };
        for (name, value) in said.iter().filter(|(name, _)| kept(name)) {
            response.headers_mut().append(name.clone(), value.clone());
        }
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// Refusals that the router itself gave, which have no body of ours.
pub(super) fn stray(response: &Response) -> Option<crate::domain::Code> {
    use crate::domain::Code;
    let ours =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    if ours {
        return None;
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(Code::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(Code::MethodNotAllowed),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Code::TooLarge),
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => {
            Some(Code::Unavailable)
        }
        StatusCode::BAD_REQUEST => Some(Code::Malformed),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(Code::UnsupportedMedia),
        StatusCode::INTERNAL_SERVER_ERROR => Some(Code::Internal),
        _ => None,
    }
}

fn document(refusal: &Refusal, lang: Lang, request_id: &str) -> Response {
    let status = status_of(refusal.code.class());
    if let Some(cause) = &refusal.cause {
        // The one place where a failure of our own is logged.
        tracing::error!(request_id, code = refusal.code.as_str(), cause = format!("{cause:#}"), "request failed");
    }
    let problem = Problem {
        kind: format!("/docs/errors#{}", refusal.code.as_str()),
        title: refusal.code.title().get(lang).to_owned(),
        status: status.as_u16(),
        detail: refusal.detail.get(lang).to_owned(),
        detail_en: refusal.detail.en.clone(),
        code: refusal.code.as_str().to_owned(),
        request_id: request_id.to_owned(),
        params: refusal.params.clone(),
        errors: refusal
            .violations
            .iter()
            .map(|v| ProblemItem {
                code: v.code.clone(),
                path: v.path.clone(),
                message: v.message.get(lang).to_owned(),
                message_en: v.message.en.clone(),
                params: v.params.clone(),
                severity: v.severity,
            })
            .collect(),
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
    if let Some(seconds) = refusal.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// The caller's own id if it is short and plain, else a new one.
fn request_id(headers: &HeaderMap) -> String {
    headers
        .get("x-request-id")
        .and_then(|value| value.to_str().ok())
        .filter(|id| {
            (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
        .map_or_else(
            || format!("req_{}", crate::domain::vault::hex(&crate::domain::vault::random::<12>())),
            ToOwned::to_owned,
        )
}
