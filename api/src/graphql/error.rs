//! Refusals in `errors[].extensions`: the same words as REST's problem documents.

use async_graphql::{ErrorExtensionValues, ServerError, Value};

use crate::domain::text::Lang;
use crate::domain::{Code, Error};
use crate::http::status_of;

/// Longest message of a validator; it names what stands in the query.
const LONGEST: usize = 200;

/// Finishes one error of an answer: code, status, language, request id.
pub fn finish(mut error: ServerError, lang: Lang, request_id: &str) -> ServerError {
    let ours = error
        .source::<Error>()
        .map(|refused| (refused.0.detail.get(lang).to_owned(), extensions(refused, lang, request_id)));
    let (message, values) = match ours {
        Some(found) => found,
        None => {
            let message: String = without_value(&error.message).chars().take(LONGEST).collect();
            (message, extensions(&Error::new(Code::QueryRefused), lang, request_id))
        }
    };
    error.message = message;
    error.extensions = Some(values);
    error.source = None;
    error
}

/// A validator's message without the value that it says back, which may be personal.
pub fn without_value(message: &str) -> &str {
    let told = message.split_once(", found ").map_or(message, |(told, _)| told);
    match told.find(" value \"") {
        Some(at) => told.get(..at + " value".len()).unwrap_or(told),
        None => told,
    }
}

fn extensions(error: &Error, lang: Lang, request_id: &str) -> ErrorExtensionValues {
    let refusal = &error.0;
    if let Some(cause) = &refusal.cause {
        tracing::error!(request_id, code = refusal.code.as_str(), cause = format!("{cause:#}"), "request failed");
    }
    let mut values = ErrorExtensionValues::default();
    values.set("code", refusal.code.as_str());
    values.set("status", i32::from(status_of(refusal.code.class()).as_u16()));
    values.set("title", refusal.code.title().get(lang));
    values.set("detailEn", refusal.detail.en.as_str());
    values.set("requestId", request_id);
    values.set("params", json(&refusal.params));
    let errors: Vec<serde_json::Value> = refusal
        .violations
        .iter()
        .map(|v| {
            serde_json::json!({
                "code": v.code, "path": v.path, "message": v.message.get(lang), "messageEn": v.message.en,
                "params": v.params, "severity": v.severity,
            })
        })
        .collect();
    values.set("errors", json(&errors));
    values
}

fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).ok().and_then(|value| Value::from_json(value).ok()).unwrap_or(Value::Null)
}
