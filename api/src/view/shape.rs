//! The shape of what is sent in: every fault at once, each with its path, before anything is deserialized. The schema
//! is the one that the OpenAPI document shows; GraphQL's inputs are held to it too.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, RwLock};

use jsonschema::error::ValidationErrorKind;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::openapi::{ComponentsBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::text::pointer;
use crate::domain::{Code, Error, Result, Violation};
use crate::http::find_nul;

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
            let branch = context.iter().max_by_key(|errors| {
                let longest = errors.iter().map(|e| e.instance_path().to_string().len()).max();
                // The branch about null only says that the type is another.
                (longest, errors.iter().any(|e| !matches!(e.kind(), ValidationErrorKind::Type { .. })))
            });
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
