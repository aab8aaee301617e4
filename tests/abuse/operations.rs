//! The operations of the REST contract, each with what is sent to try it.

use serde_json::{Map, Value, json};

use crate::support::{BLK, Caller, Reply};

/// What fields and parameters of a name hold, whatever their kind.
const WORDS: &[(&str, &str)] = &[
    ("unit", BLK),
    ("blk", BLK),
    ("region", "36.02"),
    ("template", "LAP_BULANAN"),
    ("period", "2026-10"),
    ("organization", "ORG-BANK"),
    ("partner", "ORG-BANK"),
    ("language", "id"),
    ("list", "/v1/blks"),
    ("purpose", "CREDIT_APPLICATION"),
];

pub struct Operation {
    pub id: String,
    pub method: String,
    /// With its gaps: `/v1/reports/{id}/submit`.
    pub path: String,
    /// It does not look at who calls.
    pub open: bool,
    /// Media type of what is sent; none where nothing is.
    kind: String,
    pub body: Value,
    /// Query parameters that are required.
    query: Vec<String>,
}

impl Operation {
    /// The path as far as the record that it is about.
    pub fn record(&self) -> Option<&str> {
        self.path.find('}').map(|end| &self.path[..=end])
    }

    fn writes(&self) -> bool {
        !["GET", "HEAD"].contains(&self.method.as_str())
    }

    /// Tries it at a path whose gaps are filled. Nothing is written.
    pub async fn attempt(&self, caller: &Caller, path: &str) -> Reply {
        let mut query = self.query.clone();
        if self.writes() {
            query.push("validateOnly=true".to_owned());
        }
        let uri = if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) };
        let request = axum::http::Request::builder().method(self.method.as_str()).uri(uri).header("if-match", "\"1\"");
        let body = if self.kind == "application/json" { self.body.to_string() } else { String::new() };
        caller.send(request, &self.kind, body.into_bytes()).await
    }
}

/// Every operation, in the order of the paths.
pub fn all() -> Vec<Operation> {
    let document = serde_json::to_value(api::rest::document()).unwrap();
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            found.push(read(&document, path, method, operation));
        }
    }
    found
}

/// Ids of the operations that partners are told of.
pub fn of_partners() -> Vec<String> {
    let document = serde_json::to_value(api::rest::partner_document::document()).unwrap();
    let paths = document["paths"].as_object().unwrap().values();
    let ids = paths.flat_map(|methods| methods.as_object().unwrap().values());
    ids.map(|operation| operation["operationId"].as_str().unwrap().to_owned()).collect()
}

fn read(document: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let content = operation["requestBody"]["content"].as_object();
    let (kind, schema) = match content.and_then(|content| content.iter().next()) {
        Some((kind, content)) => (kind.clone(), content["schema"].clone()),
        None => (String::new(), Value::Null),
    };
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let mut query: Vec<String> = parameters
        .filter(|one| one["in"] == "query" && one["required"] == true)
        .map(|one| {
            let name = one["name"].as_str().unwrap();
            let value = sample(document, &one["schema"], name);
            format!("{name}={}", value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned))
        })
        .collect();
    if path.starts_with("/v1/partner/") && method == "get" && !query.iter().any(|one| one.starts_with("purpose=")) {
        query.push("purpose=CREDIT_APPLICATION".to_owned());
    }
    Operation {
        id: operation["operationId"].as_str().unwrap().to_owned(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        open: operation["security"] == json!([{}]),
        body: if kind == "application/json" { sample(document, &schema, "") } else { Value::Null },
        kind,
        query,
    }
}

/// The least that a schema takes: what is required, and no more. What it says is another matter.
fn sample(document: &Value, schema: &Value, name: &str) -> Value {
    if let Some(place) = schema["$ref"].as_str() {
        return sample(document, document.pointer(place.trim_start_matches('#')).unwrap(), name);
    }
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    for word in ["oneOf", "anyOf", "allOf"] {
        let mut ways = schema[word].as_array().into_iter().flatten();
        if let Some(way) = ways.find(|way| way["type"] != "null") {
            return sample(document, way, name);
        }
    }
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        return first.clone();
    }
    let types = schema["type"].as_array().cloned().unwrap_or_else(|| vec![schema["type"].clone()]);
    let least = |word: &str| usize::try_from(schema[word].as_u64().unwrap_or_default()).unwrap();
    match types.iter().filter_map(Value::as_str).find(|one| *one != "null") {
        Some("array") => Value::Array(vec![sample(document, &schema["items"], name); least("minItems")]),
        Some("string") => json!(text(schema, name, least("minLength"))),
        Some("integer" | "number") => json!(schema["minimum"].as_f64().map_or(1, |least| least as i64).max(1)),
        Some("boolean") => json!(false),
        _ => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let field = |name: &str| (name.to_owned(), sample(document, &schema["properties"][name], name));
            Value::Object(required.map(field).collect::<Map<String, Value>>())
        }
    }
}

fn text(schema: &Value, name: &str, least: usize) -> String {
    match (word(name), schema["format"].as_str()) {
        (Some(word), _) => word.to_owned(),
        (None, Some("date")) => "2026-11-01".to_owned(),
        (None, Some("date-time")) => "2026-11-01T00:00:00Z".to_owned(),
        _ => "x".repeat(least.max(1)),
    }
}

/// What something of a name holds.
pub fn word(name: &str) -> Option<&'static str> {
    WORDS.iter().find(|(known, _)| *known == name).map(|(_, word)| *word)
}
