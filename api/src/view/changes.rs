//! What changes in a record: each field of its input, none of them required (RFC 7396). Absent is unchanged, null is
//! taken away.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::registry::{MetaType, MetaTypeId, Registry};
use async_graphql::{InputType, InputValueError, InputValueResult, Value};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value as Json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::shape;
use crate::domain::Result;

/// The changes to a record whose whole input is `T`.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent, bound = "")]
pub struct Changes<T>(pub Map<String, Json>, #[serde(skip)] PhantomData<fn() -> T>);

impl<T> Changes<T> {
    pub fn new(fields: Map<String, Json>) -> Self {
        Self(fields, PhantomData)
    }
}

impl<T: Serialize + DeserializeOwned + ToSchema + 'static> Changes<T> {
    /// The input that comes of these changes; it is held to the shape of a whole one.
    pub fn applied_to(self, current: &T) -> Result<T> {
        let mut whole = serde_json::to_value(current)?;
        if let Json::Object(fields) = &mut whole {
            for (name, value) in self.0 {
                if value.is_null() {
                    fields.remove(&name)
                } else {
                    fields.insert(name, value)
                };
            }
        }
        shape::check(&whole)
    }
}

impl<'de, T> Deserialize<'de> for Changes<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Self::new)
    }
}

fn name_of(input: &str) -> String {
    format!("{}Changes", input.strip_suffix("Input").unwrap_or(input))
}

impl<T: ToSchema> utoipa::PartialSchema for Changes<T> {
    fn schema() -> RefOr<Schema> {
        let mut schema = serde_json::to_value(T::schema()).unwrap_or_default();
        if let Json::Object(fields) = &mut schema {
            fields.remove("required");
            let text = "What changes; absent is unchanged, null is taken away (RFC 7396).";
            fields.insert("description".to_owned(), text.into());
            for property in fields.get_mut("properties").and_then(Json::as_object_mut).into_iter().flatten() {
                nullable(property.1);
            }
        }
        serde_json::from_value(schema).unwrap_or_else(|_| T::schema())
    }
}

fn nullable(property: &mut Json) {
    if property.get("$ref").is_some() {
        *property = serde_json::json!({"oneOf": [{"type": "null"}, property.clone()]});
    } else if let Some(of) = property.get_mut("type").filter(|of| of.is_string()) {
        *of = serde_json::json!([of.clone(), "null"]);
    }
}

impl<T: ToSchema> ToSchema for Changes<T> {
    fn name() -> Cow<'static, str> {
        name_of(&T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}

impl<T: InputType + 'static> InputType for Changes<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        name_of(&T::type_name()).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry);
        registry.create_input_type::<Self, _>(MetaTypeId::InputObject, |registry| {
            let mut whole = registry.types.get(&*T::type_name()).cloned().unwrap_or_else(|| MetaType::InputObject {
                name: String::new(),
                description: None,
                input_fields: Default::default(),
                visible: None,
                inaccessible: false,
                tags: Vec::new(),
                rust_typename: None,
                oneof: false,
                directive_invocations: Vec::new(),
            });
            if let MetaType::InputObject { name, description, input_fields, rust_typename, .. } = &mut whole {
                *name = name_of(name);
                *description = Some("What changes; absent is unchanged, null is taken away.".to_owned());
                *rust_typename = Some(std::any::type_name::<Self>());
                for field in input_fields.values_mut() {
                    field.ty = field.ty.trim_end_matches('!').to_owned();
                    field.default_value = None;
                }
            }
            whole
        })
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value.map(Value::into_json) {
            Some(Ok(Json::Object(fields))) => Ok(Self::new(fields)),
            _ => Err(InputValueError::custom("an object is expected")),
        }
    }

    fn to_value(&self) -> Value {
        Value::from_json(Json::Object(self.0.clone())).unwrap_or_default()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}
