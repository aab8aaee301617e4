//! What both faces need of HTTP: statuses, the request's id and language, JSON bodies.

use std::sync::Arc;

use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use serde_json::Value;

use crate::domain::error::Class;
use crate::domain::text::{Lang, pointer};
use crate::domain::{Code, Error, Result, Violation};

/// The HTTP status of a class.
pub fn status_of(class: Class) -> StatusCode {
    match class {
        Class::Syntax => StatusCode::BAD_REQUEST,
        Class::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Class::Unauthenticated => StatusCode::UNAUTHORIZED,
        Class::NotFound => StatusCode::NOT_FOUND,
        Class::Forbidden => StatusCode::FORBIDDEN,
        Class::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
        Class::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
        Class::Conflict => StatusCode::CONFLICT,
        Class::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Class::Gone => StatusCode::GONE,
        Class::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Class::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Class::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Class::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Class::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Id of the request, set by REST's `render` and read by everything that needs it.
#[derive(Clone)]
pub struct RequestId(pub Arc<str>);

/// English if it is preferred over Indonesian; Indonesian otherwise.
pub fn language(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let weight = |tag: &str| {
        wanted
            .split(',')
            .filter_map(|part| {
                let mut fields = part.split(';');
                let name = fields.next()?.trim();
                let quality =
                    fields.find_map(|f| f.trim().strip_prefix("q=")).and_then(|q| q.parse::<f32>().ok()).unwrap_or(1.0);
                (name.eq_ignore_ascii_case(tag)
                    || name.get(..3).is_some_and(|head| head.eq_ignore_ascii_case(&format!("{tag}-"))))
                .then_some(quality)
            })
            .fold(0.0, f32::max)
    };
    if weight("en") > weight("id") { Lang::En } else { Lang::Id }
}

/// Reads JSON; the message names line and column, never the content.
pub fn parse(bytes: &[u8]) -> Result<Value> {
    serde_json::from_slice(bytes).map_err(|e| {
        Error::new(Code::Malformed)
            .saying(
                format!("Isi bukan JSON yang sah (baris {}, kolom {}).", e.line(), e.column()),
                format!("The body is not valid JSON (line {}, column {}).", e.line(), e.column()),
            )
            .with("line", e.line())
            .with("column", e.column())
    })
}

/// The parameters of an address, decoded, in their order; none where they cannot be read.
pub fn pairs(query: &str) -> Option<Vec<(String, String)>> {
    let uri = Uri::builder().path_and_query(format!("/?{query}")).build().ok()?;
    Some(Query::try_from_uri(&uri).ok()?.0)
}

/// Refuses NUL anywhere in a document.
pub fn refuse_nul(value: &Value) -> Result<()> {
    let mut faults = Vec::new();
    find_nul(value, &mut String::new(), &mut faults);
    if faults.is_empty() { Ok(()) } else { Err(Error::listing(Code::Invalid, faults)) }
}

/// Finds each NUL, with its path.
pub fn find_nul(value: &Value, path: &mut String, faults: &mut Vec<Violation>) {
    match value {
        Value::String(text) if text.contains('\0') => faults.push(Violation::new(Code::TextNul, path.clone())),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                descend(&index.to_string(), item, path, faults);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                if name.contains('\0') {
                    faults.push(Violation::new(Code::TextNul, path.clone()));
                }
                descend(name, field, path, faults);
            }
        }
        _ => {}
    }
}

fn descend(name: &str, value: &Value, path: &mut String, faults: &mut Vec<Violation>) {
    let length = path.len();
    path.push('/');
    path.push_str(&pointer(name));
    find_nul(value, path, faults);
    path.truncate(length);
}
