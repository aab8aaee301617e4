//! Request bodies and query strings: every fault at once, each with its path, before anything is deserialized.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, RwLock};

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use jsonschema::error::ValidationErrorKind;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::openapi::{ComponentsBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::{Code, Error, Result, Violation};
use crate::http::find_nul;
pub use crate::http::{parse, pointer, refuse_nul};

/// A JSON body, checked against its OpenAPI schema. `.1` is the content as sent, for the idempotency fingerprint.
pub struct Body<T>(pub T, pub Value);

impl<S, T> FromRequest<S> for Body<T>
where
    S: Send + Sync,
    T: DeserializeOwned + ToSchema + 'static,
{
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let json = kind.split(';').next().is_some_and(|k| {
            let k = k.trim();
            k.eq_ignore_ascii_case("application/json") || k.eq_ignore_ascii_case("application/merge-patch+json")
        });
        if request.headers().contains_key(header::CONTENT_ENCODING) {
            return Err(Error::new(Code::UnsupportedMedia)
                .saying("Content-Encoding tidak didukung.", "Content-Encoding is not supported."));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                Error::new(Code::TooLarge)
            } else {
                Error::new(Code::Malformed)
            }
        })?;
        // No body at all says nothing: fine where nothing is required (`POST .../start-review`).
        let nothing = bytes.is_empty() && kind.is_empty();
        if !json && !nothing {
            return Err(Error::new(Code::UnsupportedMedia)
                .saying("Kirim isi sebagai application/json.", "Send the body as application/json."));
        }
        let value = if bytes.is_empty() { Value::Object(serde_json::Map::new()) } else { parse(&bytes)? };
        let typed = check::<T>(&value)?;
        Ok(Body(typed, value))
    }
}

/// Checks a value against the schema of `T` and deserializes it.
pub fn check<T: DeserializeOwned + ToSchema + 'static>(value: &Value) -> Result<T> {
    let mut faults = Vec::new();
    find_nul(value, &mut String::new(), &mut faults);
    for error in validator::<T>()?.iter_errors(value) {
        collect(&error, &mut faults);
    }
    if !faults.is_empty() {
        faults.truncate(200);
        return Err(Error::listing(Code::Invalid, faults));
    }
    serde_path_error(T::deserialize(value))
}

/// What a schema cannot say (dates, for example) is found by serde, one fault at a time.
fn serde_path_error<T>(result: std::result::Result<T, serde_json::Error>) -> Result<T> {
    result.map_err(|e| {
        let fault =
            Violation::new(Code::FieldFormat, "").with("reason", e.to_string().chars().take(80).collect::<String>());
        Error::listing(Code::Invalid, vec![fault])
    })
}

type Validators = RwLock<HashMap<TypeId, Arc<jsonschema::Validator>>>;
static VALIDATORS: LazyLock<Validators> = LazyLock::new(RwLock::default);

fn validator<T: ToSchema + 'static>() -> Result<Arc<jsonschema::Validator>> {
    let key = TypeId::of::<T>();
    if let Some(found) = VALIDATORS.read().ok().and_then(|map| map.get(&key).cloned()) {
        return Ok(found);
    }
    let mut parts: Vec<(String, RefOr<Schema>)> = vec![(T::name().into_owned(), <T as PartialSchema>::schema())];
    <T as ToSchema>::schemas(&mut parts);
    let mut components = ComponentsBuilder::new();
    for (name, schema) in parts {
        components = components.schema(name, schema);
    }
    let mut document = serde_json::json!({
        "$ref": format!("#/components/schemas/{}", T::name()),
        "components": components.build(),
    });
    bound(&mut document);
    let built = jsonschema::options()
        .should_validate_formats(true)
        .build(&document)
        .map_err(|e| Error::internal(anyhow::anyhow!("schema of {}: {e}", T::name())))?;
    let built = Arc::new(built);
    if let Ok(mut map) = VALIDATORS.write() {
        map.insert(key, built.clone());
    }
    Ok(built)
}

/// `format: int32` says nothing to a validator: its bounds do, so that the fault has its place.
fn bound(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.get("format").and_then(Value::as_str) == Some("int32") {
                fields.entry("minimum").or_insert(i32::MIN.into());
                fields.entry("maximum").or_insert(i32::MAX.into());
            }
            fields.values_mut().for_each(bound);
        }
        Value::Array(items) => items.iter_mut().for_each(bound),
        _ => {}
    }
}

fn collect(error: &jsonschema::ValidationError<'_>, faults: &mut Vec<Violation>) {
    let path = error.instance_path().to_string();
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                faults.push(Violation::new(Code::UnknownField, format!("{path}/{}", pointer(name))));
            }
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            faults.push(Violation::new(Code::FieldRequired, format!("{path}/{}", pointer(name))));
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            // `Option<T>` is "null or T": the faults are those of the branch that is not about null.
            let branch =
                context.iter().max_by_key(|errors| errors.iter().map(|e| e.instance_path().to_string().len()).max());
            match branch.filter(|errors| !errors.is_empty()) {
                Some(errors) => errors.iter().for_each(|inner| collect(inner, faults)),
                None => faults.push(Violation::new(Code::FieldType, path)),
            }
        }
        kind => faults.push(one_fault(kind, path)),
    }
}

fn one_fault(kind: &ValidationErrorKind, path: String) -> Violation {
    use ValidationErrorKind as K;
    match kind {
        K::Minimum { limit } | K::ExclusiveMinimum { limit } => {
            Violation::new(Code::FieldRange, path).with("min", limit.clone())
        }
        K::Maximum { limit } | K::ExclusiveMaximum { limit } => {
            Violation::new(Code::FieldRange, path).with("max", limit.clone())
        }
        K::MinLength { limit } | K::MinItems { limit } | K::MinProperties { limit } => {
            Violation::new(Code::FieldLength, path).with("min", *limit)
        }
        K::MaxLength { limit } | K::MaxItems { limit } | K::MaxProperties { limit } => {
            Violation::new(Code::FieldLength, path).with("max", *limit)
        }
        K::Enum { options } => Violation::new(Code::UnknownCode, path).with("allowed", (**options).clone()),
        K::Pattern { pattern } => Violation::new(Code::FieldFormat, path).with("pattern", pattern.clone()),
        K::Format { format } => Violation::new(Code::FieldFormat, path).with("format", format.clone()),
        _ => Violation::new(Code::FieldType, path),
    }
}

/// A query string; an unknown or malformed parameter is refused.
pub struct Params<T>(pub T);

impl<S, T> FromRequestParts<S> for Params<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        let query = parts.uri.query().unwrap_or_default();
        // `validateOnly` belongs to every write and is read with the caller.
        let kept: Vec<&str> =
            query.split('&').filter(|pair| !pair.starts_with("validateOnly=") && *pair != "validateOnly").collect();
        let uri = axum::http::Uri::builder()
            .path_and_query(format!("/?{}", kept.join("&")))
            .build()
            .map_err(|_| Error::new(Code::Malformed))?;
        let read = axum::extract::Query::<T>::try_from_uri(&uri).map_err(|rejection| {
            let reason: String = rejection.body_text().chars().take(200).collect();
            Error::listing(Code::Invalid, vec![Violation::new(Code::FieldFormat, "").with("reason", reason)]).saying(
                "Parameter kueri tidak dikenal atau salah bentuk.",
                "A query parameter is unknown or malformed.",
            )
        })?;
        if query.contains("%00") {
            return Err(Error::listing(Code::Invalid, vec![Violation::new(Code::TextNul, "")]));
        }
        Ok(Params(read.0))
    }
}
