//! What both faces show: plain records with the names of the contract. The doc comments are its public text.

pub mod audit;
pub mod batch;
pub mod blks;
pub mod changes;
pub mod clients;
pub mod csv;
mod document;
pub mod events;
pub mod filing;
pub mod imports;
pub mod incubation;
pub mod interaction;
pub mod jobs;
pub mod kept;
pub mod limits;
pub mod obligations;
pub mod partners;
pub mod people;
pub mod publications;
pub mod queries;
pub mod reference;
pub mod refs;
pub mod registry;
pub mod reports;
pub mod requests;
pub mod resource;
mod rupiah;
pub mod selection;
pub mod shape;
pub mod templates;
pub mod training;
pub mod units;
pub mod webhooks;

pub use changes::Changes;
pub use document::Document;
pub use refs::Ref;
pub use rupiah::Rupiah;

use async_graphql::{InputObject, SimpleObject};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};
use utoipa::ToSchema;

use crate::domain::text::Text;
use crate::domain::{Code, Error, Violation};

/// A text in Indonesian and English.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(input_name = "LocalizedTextInput")]
pub struct LocalizedText {
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
}

impl From<Text> for LocalizedText {
    fn from(text: Text) -> Self {
        Self { id: text.id, en: text.en }
    }
}

impl From<&Text> for LocalizedText {
    fn from(text: &Text) -> Self {
        text.clone().into()
    }
}

/// A record with the same field names on the other side: a definition as sent to the one the rules know, and back.
/// What the other side cannot hold (a negative length, a day that does not exist) is the caller's fault, not ours.
pub fn carry<T: DeserializeOwned>(from: &impl Serialize) -> crate::domain::Result<T> {
    serde_json::from_value(tidy(serde_json::to_value(from)?)).map_err(|e| {
        let reason: String = e.to_string().chars().take(80).collect();
        Error::listing(Code::Invalid, vec![Violation::new(Code::FieldFormat, "").with("reason", reason)])
    })
}

/// GraphQL and typed records know limits as floats; `0.0` is stored as the `0` that was meant.
fn tidy(value: Value) -> Value {
    match value {
        Value::Number(number) => {
            Value::Number(crate::domain::templates::values::whole(&number).map_or(number, Number::from))
        }
        Value::Array(items) => Value::Array(items.into_iter().map(tidy).collect()),
        Value::Object(fields) => Value::Object(fields.into_iter().map(|(name, field)| (name, tidy(field))).collect()),
        other => other,
    }
}
