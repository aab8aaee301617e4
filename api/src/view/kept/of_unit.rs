//! A record's input together with the unit that will own it.

use std::borrow::Cow;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// The input of a record, and the id or code of its unit as `unit` beside the other fields.
#[derive(Clone, Debug)]
pub struct OfUnit<T> {
    pub unit: String,
    pub facts: T,
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for OfUnit<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Map::deserialize(deserializer)?;
        let Some(Value::String(unit)) = fields.remove("unit") else {
            return Err(D::Error::missing_field("unit"));
        };
        let facts = T::deserialize(Value::Object(fields)).map_err(D::Error::custom)?;
        Ok(Self { unit, facts })
    }
}

impl<T: ToSchema> PartialSchema for OfUnit<T> {
    fn schema() -> RefOr<Schema> {
        let unit = ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(60))
            .description(Some("Id or code of the unit that it will belong to."));
        match T::schema() {
            RefOr::T(Schema::Object(mut object)) => {
                object.properties.insert("unit".to_owned(), unit.build().into());
                object.required.push("unit".to_owned());
                RefOr::T(Schema::Object(object))
            }
            other => other,
        }
    }
}

impl<T: ToSchema> ToSchema for OfUnit<T> {
    fn name() -> Cow<'static, str> {
        let name = T::name();
        format!("{}OfUnitInput", name.strip_suffix("Input").unwrap_or(&name)).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}
