//! The document of `openapi/partner-v1.json`: what a partner's engineer needs of the whole contract and nothing else,
//! with an example of each operation. The tests carry the examples out.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, PathItem};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{Content, OpenApi, RefOr, Required, SecurityRequirement};

use super::refusals;

/// What a bank's engineer reads first.
const ABOUT: &str = "What banks, state-owned enterprises and off-takers pull of the incubatees who consented to it, and nothing else. \
`docs/partners.md` goes from nothing to the first nightly pull.\n\n\
1. `POST /oauth/token` with client credentials (a secret, or a key of your own: `private_key_jwt`). The token lives 15 minutes.\n\
2. Every call names one `purpose`. You get the subjects whose consent for that purpose is valid at this moment, and of them the fields \
that your agreement, the purpose, your client and the consent all allow. What is withheld is `null` and named in `redactions`.\n\
3. Pull all pages once (`/v1/partner/incubatees`, or an export), then follow `/v1/partner/changes`: applied in order, your copy equals a fresh pull.\n\
4. When a consent ends you get `CONSENT_LOST`: delete, and acknowledge within 72 hours, or every call is refused until you do.\n\n\
`sub_` ids are yours alone: another partner, or another purpose, knows the same person by another id. Each delivery is logged and shown to \
the subject. Every refusal is `application/problem+json` with a stable `code` (`/docs/errors`) and lists all violations at once. Times are \
RFC 3339, money is whole rupiah, absent values are `null` and never left out.";

/// Paths beside `/v1/partner/` and `/.well-known/`. A partner upholds or corrects what a BLK disputes.
const ALSO: [&str; 6] = [
    "/oauth/token",
    "/oauth/revoke",
    "/v1/reference/{set}",
    "/v1/partner-outcomes/{id}/steps",
    "/v1/partner-outcomes/{id}/uphold",
    "/v1/partner-outcomes/{id}/correct",
];

/// Events that concern partners, by the first half of their name, and the trial of a connection.
const EVENTS: [&str; 4] = ["consent.", "export.", "outcome.", "ping"];

const SCHEMAS: &str = "#/components/schemas/";

/// An example: one request, and what it is answered.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Example {
    /// Parameters of the path.
    pub path: BTreeMap<String, String>,
    /// Parameters of the query.
    pub query: BTreeMap<String, Value>,
    /// Headers.
    pub headers: BTreeMap<String, String>,
    /// A body of JSON.
    pub body: Option<Value>,
    /// A body of `application/x-www-form-urlencoded`.
    pub form: Option<BTreeMap<String, String>>,
    /// Status of the answer.
    pub status: u16,
    /// The answer: JSON, or a text where it is none. Null where there is no body.
    pub answer: Value,
}

/// The examples by the id of their operation; they stand in `api/assets/partner-examples.json`.
pub fn examples() -> BTreeMap<String, Example> {
    serde_json::from_str(include_str!("../../assets/partner-examples.json")).unwrap_or_default()
}

/// The document of `openapi/partner-v1.json`.
pub fn document() -> OpenApi {
    let mut document = super::document();
    document.info.title = "e-Reporting BLK Komunitas: partners".to_owned();
    document.info.description = Some(ABOUT.to_owned());
    document.paths.paths.retain(|path, _| is_for_partners(path));
    if let Some(webhooks) = &mut document.webhooks {
        webhooks.paths.retain(|name, _| EVENTS.iter().any(|event| name.starts_with(event)));
    }
    let requires = |scheme| SecurityRequirement::new(scheme, Vec::<String>::new());
    document.security = Some(vec![requires("machine"), requires("person")]);
    let examples = examples();
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        let id = operation.operation_id.clone().unwrap_or_default();
        if id == "getReferenceSet" {
            operation.security = Some(vec![SecurityRequirement::default()]);
        }
        refusals::spell_out(operation);
        describe(operation);
        require_purpose(operation);
        if let Some(example) = examples.get(&id) {
            illustrate(operation, example);
        }
    }
    let mut tags = BTreeSet::new();
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        tags.extend(operation.tags.clone().unwrap_or_default());
    }
    if let Some(known) = &mut document.tags {
        known.retain(|tag| tags.contains(&tag.name));
    }
    prune(&mut document);
    document
}

fn is_for_partners(path: &str) -> bool {
    path.starts_with("/v1/partner/") || path.starts_with("/.well-known/") || ALSO.contains(&path)
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let all = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
    all.into_iter().filter_map(Option::as_mut)
}

/// OpenAPI wants every response described, and generators want to know what a file is; strict ones refuse a document
/// otherwise.
fn describe(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if response.description.is_empty() {
            let status: Option<StatusCode> = status.parse().ok();
            response.description = status.and_then(|status| status.canonical_reason()).unwrap_or("Answer").to_owned();
        }
        for content in response.content.values_mut() {
            if let RefOr::T(content) = content
                && content.schema.is_none()
            {
                let file = ObjectBuilder::new().schema_type(Type::String);
                let file = file.format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
                content.schema = Some(file.build().into());
            }
        }
    }
}

/// A read without its purpose is always refused, with a code of its own; whoever generates a client is told before.
fn require_purpose(operation: &mut Operation) {
    if operation.operation_id.as_deref() == Some("listPartnerConsents") {
        return;
    }
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && parameter.name == "purpose"
        {
            parameter.required = Required::True;
        }
    }
}

/// Puts an example into an operation.
fn illustrate(operation: &mut Operation, example: &Example) {
    if let Some(parameters) = &mut operation.parameters {
        for parameter in parameters {
            let RefOr::T(parameter) = parameter else { continue };
            let named = |texts: &BTreeMap<String, String>| texts.get(&parameter.name).cloned().map(Value::from);
            let query = || example.query.get(&parameter.name).cloned();
            let Some(value) = named(&example.path).or_else(query).or_else(|| named(&example.headers)) else { continue };
            // Only the builder sets it.
            let builder = ParameterBuilder::from(std::mem::take(parameter)).example(Some(value));
            *parameter = Parameter::from(builder);
        }
    }
    let form = example.form.as_ref().map(|form| {
        let fields = form.iter().map(|(name, value)| (name.clone(), Value::from(value.clone())));
        Value::Object(fields.collect::<Map<String, Value>>())
    });
    if let (Some(RefOr::T(body)), Some(value)) = (&mut operation.request_body, example.body.clone().or(form)) {
        body.content.values_mut().for_each(|content| show(content, &value));
    }
    if let Some(RefOr::T(response)) = operation.responses.responses.get_mut(&example.status.to_string())
        && !example.answer.is_null()
    {
        response.content.values_mut().for_each(|content| show(content, &example.answer));
    }
}

fn show(content: &mut RefOr<Content>, value: &Value) {
    if let RefOr::T(content) = content {
        content.example = Some(value.clone());
    }
}

/// Leaves only the schemas that paths and webhooks reach.
fn prune(document: &mut OpenApi) {
    let Some(components) = &mut document.components else { return };
    let mut names = Vec::new();
    for part in [serde_json::to_value(&document.paths), serde_json::to_value(&document.webhooks)] {
        named(&part.unwrap_or_default(), &mut names);
    }
    let mut reached = BTreeSet::new();
    while let Some(name) = names.pop() {
        if let Some(schema) = components.schemas.get(&name)
            && reached.insert(name)
        {
            named(&serde_json::to_value(schema).unwrap_or_default(), &mut names);
        }
    }
    components.schemas.retain(|name, _| reached.contains(name));
    components.responses.clear();
}

/// The schemas that a part of the document names.
fn named(part: &Value, names: &mut Vec<String>) {
    match part {
        Value::Object(fields) => {
            let name = fields.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix(SCHEMAS));
            names.extend(name.map(ToOwned::to_owned));
            fields.values().for_each(|part| named(part, names));
        }
        Value::Array(parts) => parts.iter().for_each(|part| named(part, names)),
        _ => {}
    }
}
