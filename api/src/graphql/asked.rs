//! What a request asks, as it came: document or the hash of one, operation, variables, and whether only its cost is
//! wanted.

use async_graphql::Request;
use axum::http::HeaderMap;
use serde_json::{Map, Value};

use crate::domain::queries::persisted;
use crate::domain::{Code, Error, Result};
use crate::http::pairs;

/// Asks what a query costs, as `extensions.costOnly` does.
const COST_ONLY: &str = "graphql-cost-only";

/// What is asked: document, operation name, variables.
#[derive(Default)]
pub(super) struct Asked {
    /// The document; empty while it is known by its hash alone.
    pub(super) query: String,
    /// SHA-256 of the document, of a persisted query.
    pub(super) hash: Option<String>,
    /// The operation that is to run.
    pub(super) operation: Option<String>,
    /// Values of its variables.
    pub(super) variables: Map<String, Value>,
    /// Nothing is to run: what it would cost is wanted.
    pub(super) cost_only: bool,
}

impl Asked {
    /// What a message of a socket asks; its variables stay where they are.
    pub(super) fn of(request: &Request) -> Self {
        let (query, operation) = (request.query.clone(), request.operation_name.clone());
        Self { query, operation, ..Self::default() }
    }

    /// The same, with what the headers ask.
    pub(super) fn with(mut self, headers: &HeaderMap) -> Self {
        let said = headers.get(COST_ONLY).and_then(|value| value.to_str().ok()).unwrap_or_default();
        self.cost_only |= said == "1" || said.eq_ignore_ascii_case("true");
        self
    }

    /// Reads the JSON of a POST.
    pub(super) fn from_json(value: Value) -> Result<Self> {
        let Value::Object(mut fields) = value else {
            return Err(wrong("body"));
        };
        let extensions = map(fields.remove("extensions"), "extensions")?;
        let hash = hash(&extensions)?;
        let query = match fields.remove("query") {
            Some(Value::String(query)) => query,
            None | Some(Value::Null) if hash.is_some() => String::new(),
            _ => return Err(wrong("query")),
        };
        let operation = match fields.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(wrong("operationName")),
        };
        let variables = map(fields.remove("variables"), "variables")?;
        let cost_only = match extensions.get("costOnly") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(only)) => *only,
            Some(_) => return Err(wrong("extensions.costOnly")),
        };
        Ok(Self { query, hash, operation, variables, cost_only })
    }

    /// Reads the parameters of a GET.
    pub(super) fn from_query(query: &str) -> Result<Self> {
        let mut fields = Map::new();
        for (name, text) in pairs(query).ok_or_else(|| wrong("query"))? {
            let value = match name.as_str() {
                "variables" | "extensions" if !text.is_empty() => {
                    serde_json::from_str(&text).map_err(|_| wrong(&name))?
                }
                "variables" | "extensions" => Value::Null,
                "operationName" if text.is_empty() => Value::Null,
                _ => Value::String(text),
            };
            fields.insert(name, value);
        }
        Self::from_json(Value::Object(fields))
    }
}

/// The hash of a persisted query (`extensions.persistedQuery`, version 1).
fn hash(extensions: &Map<String, Value>) -> Result<Option<String>> {
    let place = "extensions.persistedQuery";
    let said = match extensions.get("persistedQuery") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(said)) => said,
        Some(_) => return Err(wrong(place)),
    };
    if said.get("version").is_some_and(|version| version.as_u64() != Some(1)) {
        return Err(wrong(place));
    }
    let hash = said.get("sha256Hash").and_then(Value::as_str).map(str::to_ascii_lowercase);
    match hash.filter(|hash| persisted::is_hash(hash)) {
        Some(hash) => Ok(Some(hash)),
        None => Err(wrong(place)),
    }
}

/// A parameter of GraphQL over HTTP that is missing or of the wrong form.
pub(super) fn wrong(name: &str) -> Error {
    Error::new(Code::Malformed)
        .saying(
            format!("Parameter GraphQL `{name}` salah atau tidak ada."),
            format!("The GraphQL parameter `{name}` is wrong or missing."),
        )
        .with("parameter", name)
}

fn map(value: Option<Value>, name: &str) -> Result<Map<String, Value>> {
    match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(map)) => Ok(map),
        Some(_) => Err(wrong(name)),
    }
}
