//! A JSON document passed through as it was filed: never parsed on its way out unless somebody asks for a part.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaType, MetaTypeId, Registry};
use async_graphql::{ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder};
use utoipa::openapi::{RefOr, Schema};

/// Canonical JSON text (RFC 8785).
#[derive(Clone, Debug, PartialEq)]
pub struct Document(pub String);

/// The key by which async-graphql's value passes raw JSON to serde_json.
const RAW: &str = "$serde_json::private::RawValue";

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_json::Value::deserialize(deserializer).map(|value| Document(value.to_string()))
    }
}

impl utoipa::PartialSchema for Document {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().additional_properties(Some(AdditionalProperties::FreeForm(true))).into()
    }
}

impl utoipa::ToSchema for Document {
    fn name() -> Cow<'static, str> {
        "Document".into()
    }
}

#[async_graphql::async_trait::async_trait]
impl OutputType for Document {
    fn type_name() -> Cow<'static, str> {
        "JSON".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Document, _>(MetaTypeId::Scalar, |_| MetaType::Scalar {
            name: "JSON".to_owned(),
            description: Some("A whole JSON document, exactly as filed.".to_owned()),
            is_valid: None,
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            specified_by_url: None,
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        })
    }

    async fn resolve(&self, _ctx: &ContextSelectionSet<'_>, _field: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::Object([(Name::new(RAW), Value::String(self.0.clone()))].into_iter().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_passes_through_byte_for_byte() {
        let text = r#"{"A03":{"sex":{"LAKI_LAKI":13},"total":30},"C08":18500000}"#;
        assert_eq!(serde_json::to_string(&Document(text.to_owned())).unwrap(), text);
        let value = Value::Object([(Name::new(RAW), Value::String(text.to_owned()))].into_iter().collect());
        assert_eq!(serde_json::to_string(&value).unwrap(), text);
    }
}
