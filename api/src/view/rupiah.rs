//! Money.

use async_graphql::{InputValueError, InputValueResult, Number, Scalar, ScalarType, Value};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};

/// Whole rupiah, at most 10^15 either way. Signed 64-bit: GraphQL's Int is too small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rupiah(pub i64);

/// Most rupiah of one amount.
pub const MOST: i64 = 1_000_000_000_000_000;

/// Whole rupiah, a JSON number of at most 10^15 either way.
#[Scalar]
impl ScalarType for Rupiah {
    fn parse(value: Value) -> InputValueResult<Self> {
        let amount = match &value {
            Value::Number(number) => number.as_i64(),
            _ => None,
        };
        match amount.filter(|amount| (-MOST..=MOST).contains(amount)) {
            Some(amount) => Ok(Rupiah(amount)),
            None => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::Number(Number::from(self.0))
    }
}

impl utoipa::PartialSchema for Rupiah {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(Some(0))
            .maximum(Some(MOST))
            .description(Some("Whole rupiah."))
            .into()
    }
}

impl utoipa::ToSchema for Rupiah {
    fn name() -> std::borrow::Cow<'static, str> {
        "Rupiah".into()
    }
}
