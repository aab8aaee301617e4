//! Refusals in `errors[].extensions`: the same words as REST's problem documents.

use std::sync::Arc;

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

/// A refusal as the library carries it.
pub fn carried(refused: Error) -> ServerError {
    let mut error = ServerError::new(refused.0.detail.en.clone(), None);
    error.source = Some(Arc::new(refused));
    error
}

/// The refusal that an error of an answer carries; what the library itself refuses is said in its words.
pub fn uncarried(error: &ServerError) -> Error {
    if let Some(refused) = error.source::<Error>() {
        return copy(refused);
    }
    let message: String = without_value(&error.message).chars().take(LONGEST).collect();
    Error::new(Code::QueryRefused).saying(message.clone(), message)
}

/// The same refusal once more.
pub fn copy(refused: &Error) -> Error {
    let mut copy = Error::listing(refused.code(), refused.0.violations.clone())
        .saying(refused.0.detail.id.clone(), refused.0.detail.en.clone());
    copy.0.params.clone_from(&refused.0.params);
    copy.0.retry_after = refused.0.retry_after;
    copy.0.cause = refused.0.cause.as_ref().map(|cause| anyhow::anyhow!("{cause:#}"));
    copy
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
