//! GraphQL over HTTP (the draft of the GraphQL foundation): media types, methods, statuses. async-graphql's own
//! axum crate runs mutations sent by GET and by form, and always answers 200; hence this one.

use std::sync::Arc;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Positioned, Request, Response as Answer, Variables};
use axum::Extension;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request as HttpRequest, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::loaders::Loaders;
use super::passes::Passes;
use super::{Schema, error, nesting, order};
use crate::app::App;
use crate::auth::extract::ctx_from_parts;
use crate::domain::text::Lang;
use crate::domain::{Code, Ctx, Error, Result};
use crate::http::{RequestId, language, status_of};

/// Most fields of a document, fragments counted once.
const FIELDS: usize = 2_000;
/// Most aliases and most fields at the root.
const ALIASES: usize = 100;
/// Longest document.
const LENGTH: usize = 100_000;

const NEW: &str = "application/graphql-response+json";
const OLD: &str = "application/json";

/// How the answer is sent.
struct Shape {
    new_type: bool,
    lang: Lang,
    request_id: Arc<str>,
}

/// A query over GET.
pub async fn get(State(app): State<Arc<App>>, Extension(schema): Extension<Schema>, request: HttpRequest) -> Response {
    let (parts, _) = request.into_parts();
    let shape = Shape::of(&parts.headers, &parts.extensions);
    let asked = from_query(parts.uri.query().unwrap_or_default());
    let ctx = ctx_from_parts(&app, &parts.headers, &parts.uri, &parts.extensions).await;
    answer(&schema, &shape, ctx, asked, true).await
}

/// A query or mutation over POST.
pub async fn post(State(app): State<Arc<App>>, Extension(schema): Extension<Schema>, request: HttpRequest) -> Response {
    let (parts, body) = request.into_parts();
    let shape = Shape::of(&parts.headers, &parts.extensions);
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(OLD))
        || parts.headers.contains_key(header::CONTENT_ENCODING)
    {
        return shape.refuse(&Error::new(Code::UnsupportedMedia));
    }
    let bytes = match Bytes::from_request(HttpRequest::from_parts(parts.clone(), body), &()).await {
        Ok(bytes) => bytes,
        Err(e) if e.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return shape.refuse(&Error::new(Code::TooLarge));
        }
        Err(_) => return shape.refuse(&Error::new(Code::Malformed)),
    };
    let asked = crate::http::parse(&bytes).and_then(from_json);
    let ctx = ctx_from_parts(&app, &parts.headers, &parts.uri, &parts.extensions).await;
    answer(&schema, &shape, ctx, asked, false).await
}

/// What is asked: document, operation name, variables.
pub(super) struct Asked {
    query: String,
    pub(super) operation: Option<String>,
    variables: Map<String, Value>,
}

impl Asked {
    /// What a message of a socket asks; its variables stay where they are.
    pub(super) fn of(request: &Request) -> Self {
        let (query, operation) = (request.query.clone(), request.operation_name.clone());
        Self { query, operation, variables: Map::new() }
    }
}

fn wrong(name: &str) -> Error {
    Error::new(Code::Malformed)
        .saying(
            format!("Parameter GraphQL `{name}` salah atau tidak ada."),
            format!("The GraphQL parameter `{name}` is wrong or missing."),
        )
        .with("parameter", name)
}

fn from_json(value: Value) -> Result<Asked> {
    let Value::Object(mut fields) = value else {
        return Err(wrong("body"));
    };
    let query = match fields.remove("query") {
        Some(Value::String(query)) => query,
        _ => return Err(wrong("query")),
    };
    let operation = match fields.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name),
        Some(_) => return Err(wrong("operationName")),
    };
    let variables = map(fields.remove("variables"), "variables")?;
    map(fields.remove("extensions"), "extensions")?;
    Ok(Asked { query, operation, variables })
}

fn map(value: Option<Value>, name: &str) -> Result<Map<String, Value>> {
    match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(map)) => Ok(map),
        Some(_) => Err(wrong(name)),
    }
}

fn from_query(query: &str) -> Result<Asked> {
    let uri = axum::http::Uri::builder().path_and_query(format!("/?{query}")).build().map_err(|_| wrong("query"))?;
    let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri).map_err(|_| wrong("query"))?.0;
    let mut fields = Map::new();
    for (name, text) in pairs {
        let value = match name.as_str() {
            "variables" | "extensions" if !text.is_empty() => serde_json::from_str(&text).map_err(|_| wrong(&name))?,
            "variables" | "extensions" => Value::Null,
            "operationName" if text.is_empty() => Value::Null,
            _ => Value::String(text),
        };
        fields.insert(name, value);
    }
    from_json(Value::Object(fields))
}

async fn answer(schema: &Schema, shape: &Shape, ctx: Result<Ctx>, asked: Result<Asked>, by_get: bool) -> Response {
    let (ctx, asked) = match (ctx, asked) {
        (Ok(ctx), Ok(asked)) => (ctx, asked),
        (_, Err(refused)) | (Err(refused), _) => return shape.refuse(&refused),
    };
    let document = match document(&asked) {
        Ok(document) => document,
        Err(refused) => return shape.refuse_query(&refused),
    };
    match (operation(&document, asked.operation.as_deref()), by_get) {
        (Some((OperationType::Query, _)), _) => {
            if let Err(refused) = no_nul(&asked) {
                return shape.refuse_query(&refused);
            }
        }
        (Some((OperationType::Mutation, fields)), false) if ctx.key.is_none() || fields == 1 => {}
        (Some((OperationType::Mutation, _)), false) => return shape.refuse_query(&one_mutation()),
        (Some(_), true) => return shape.only_post(),
        (Some((OperationType::Subscription, _)), false) | (None, _) => {
            return shape.refuse_query(&wrong("operationName"));
        }
    }
    let redactions = super::loaders::Redactions::default();
    let replayed = super::loaders::Replayed::default();
    let passes = Passes::default();
    let mut request = Request::new(asked.query)
        .variables(Variables::from_json(Value::Object(asked.variables)))
        .data(Loaders::new(&ctx, &passes))
        .data(redactions.clone())
        .data(replayed.clone())
        .data(ctx);
    let operation_name = asked.operation;
    request.operation_name.clone_from(&operation_name);
    request.set_parsed_query(document.clone());
    let mut answer = passes.run(schema.execute(request)).await;
    order::as_asked(&mut answer.data, &document, operation_name.as_deref());
    if let Some(withheld) = redactions.take() {
        answer = answer.extension("redactions", withheld);
    }
    let mut response = shape.send(answer);
    if replayed.is_noted() {
        response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    }
    response
}

/// No text to look for holds NUL; what a mutation writes is checked with its path.
fn no_nul(asked: &Asked) -> Result<()> {
    crate::http::refuse_nul(&Value::Object(asked.variables.clone()))?;
    if asked.query.contains("\\u0000") { Err(Error::field(Code::TextNul, "")) } else { Ok(()) }
}

fn one_mutation() -> Error {
    Error::new(Code::QueryRefused).saying(
        "Permintaan dengan Idempotency-Key hanya boleh memuat satu mutasi.",
        "A request with an Idempotency-Key holds one mutation field.",
    )
}

fn document(asked: &Asked) -> Result<ExecutableDocument> {
    let too_big = || Error::new(Code::QueryRefused).saying("Kueri terlalu besar.", "The query is too large.");
    if asked.query.len() > LENGTH || !nesting::is_shallow(&asked.query) {
        return Err(too_big());
    }
    let document = async_graphql::parser::parse_query(&asked.query).map_err(|e| unreadable(&e))?;
    let mut count = Count::default();
    for (_, operation) in document.operations.iter() {
        count.add(&operation.node.selection_set.node);
        count.root = count.root.max(operation.node.selection_set.node.items.len());
    }
    for fragment in document.fragments.values() {
        count.add(&fragment.node.selection_set.node);
    }
    if count.fields > FIELDS || count.aliases > ALIASES || count.root > ALIASES {
        return Err(too_big());
    }
    Ok(document)
}

/// The document of a subscription with one field; anything else does not belong on a socket.
pub(super) fn subscription(asked: &Asked) -> Result<ExecutableDocument> {
    let document = document(asked)?;
    match operation(&document, asked.operation.as_deref()) {
        Some((OperationType::Subscription, 1)) => Ok(document),
        Some((OperationType::Subscription, _)) => Err(Error::new(Code::QueryRefused)
            .saying("Satu langganan memuat satu bidang.", "A subscription has one field.")),
        Some(_) => Err(only_subscriptions()),
        None => Err(wrong("operationName")),
    }
}

/// Queries and mutations have their own address.
pub(super) fn only_subscriptions() -> Error {
    Error::new(Code::QueryRefused).saying(
        "Kirim kueri dan mutasi ke /graphql; di sini hanya langganan (subscription).",
        "Send queries and mutations to /graphql; this address takes subscriptions alone.",
    )
}

/// What the parser says. Of a wrong syntax it shows the line, which may hold a personal value: only the place is said.
fn unreadable(error: &async_graphql::parser::Error) -> Error {
    let refused = Error::new(Code::QueryRefused);
    let async_graphql::parser::Error::Syntax { start, .. } = error else {
        let text: String = error.to_string().chars().take(200).collect();
        return refused.saying(text.clone(), text);
    };
    refused
        .saying(
            format!("Kueri bukan GraphQL yang sah (baris {}, kolom {}).", start.line, start.column),
            format!("The query is not valid GraphQL (line {}, column {}).", start.line, start.column),
        )
        .with("line", start.line)
        .with("column", start.column)
}

#[derive(Default)]
struct Count {
    fields: usize,
    aliases: usize,
    root: usize,
}

impl Count {
    fn add(&mut self, set: &SelectionSet) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    self.fields += 1;
                    self.aliases += usize::from(field.node.alias.is_some());
                    self.add(&field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => self.add(&fragment.node.selection_set.node),
                Selection::FragmentSpread(_) => self.fields += 1,
            }
        }
    }
}

/// Type of the operation that will run, and how many fields it has at the root, fragments followed.
fn operation(document: &ExecutableDocument, name: Option<&str>) -> Option<(OperationType, usize)> {
    let found = chosen(document, name)?;
    let mut steps = FIELDS;
    Some((found.node.ty, roots(document, &found.node.selection_set.node, &mut steps)))
}

/// The operation that runs.
pub(super) fn chosen<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Option<&'a Positioned<OperationDefinition>> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => document.operations.iter().next().map(|(_, operation)| operation),
        (DocumentOperations::Multiple(all), Some(name)) => all.get(name),
        (DocumentOperations::Multiple(all), None) if all.len() == 1 => all.values().next(),
        _ => None,
    }
}

/// Fields that a selection has once its fragments are put in their places. Ends after so many steps.
fn roots(document: &ExecutableDocument, set: &SelectionSet, steps: &mut usize) -> usize {
    let mut count = 0;
    for item in &set.items {
        if *steps == 0 {
            return FIELDS;
        }
        *steps -= 1;
        count += match &item.node {
            Selection::Field(_) => 1,
            Selection::InlineFragment(fragment) => roots(document, &fragment.node.selection_set.node, steps),
            Selection::FragmentSpread(spread) => {
                let fragment = document.fragments.get(&spread.node.fragment_name.node);
                fragment.map_or(0, |fragment| roots(document, &fragment.node.selection_set.node, steps))
            }
        };
    }
    count
}

impl Shape {
    fn of(headers: &HeaderMap, extensions: &axum::http::Extensions) -> Self {
        let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let request_id = extensions.get::<RequestId>().map_or_else(|| "-".into(), |id| id.0.clone());
        Self { new_type: accept.contains(NEW), lang: language(headers), request_id }
    }

    fn write(&self, status: StatusCode, body: &impl serde::Serialize) -> Response {
        let kind = if self.new_type { NEW } else { OLD };
        let bytes = serde_json::to_vec(body).unwrap_or_default();
        let kind = HeaderValue::from_str(&format!("{kind}; charset=utf-8")).unwrap_or(HeaderValue::from_static(OLD));
        // Any answer may hold personal data: nothing on the way keeps it.
        let kept = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        (status, [(header::CONTENT_TYPE, kind), kept], bytes).into_response()
    }

    fn errors(&self, refused: &Error) -> Value {
        let error = async_graphql::ServerError::new(refused.0.detail.get(self.lang), None);
        let copy = Error::listing(refused.code(), refused.0.violations.clone());
        let mut copy = copy.saying(refused.0.detail.id.clone(), refused.0.detail.en.clone());
        copy.0.params = refused.0.params.clone();
        let error = async_graphql::ServerError { source: Some(Arc::new(copy)), ..error };
        json!({ "errors": [error::finish(error, self.lang, &self.request_id)] })
    }

    /// A request that is no GraphQL request, or comes from nobody we know: the status says so.
    fn refuse(&self, refused: &Error) -> Response {
        let mut response = self.write(status_of(refused.class()), &self.errors(refused));
        if let Some(seconds) = refused.0.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if response.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }

    /// A GraphQL request that cannot run: 400 under the new media type, 200 under the old.
    fn refuse_query(&self, refused: &Error) -> Response {
        let status = if self.new_type { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        self.write(status, &self.errors(refused))
    }

    fn only_post(&self) -> Response {
        let mut response =
            self.write(StatusCode::METHOD_NOT_ALLOWED, &self.errors(&Error::new(Code::MethodNotAllowed)));
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
        response
    }

    fn send(&self, answer: Answer) -> Response {
        let errors: Vec<_> = answer.errors.into_iter().map(|e| error::finish(e, self.lang, &self.request_id)).collect();
        // Nothing ran: no `data` at all.
        let request_error =
            !errors.is_empty() && answer.data == async_graphql::Value::Null && errors.iter().all(|e| e.path.is_empty());
        let mut body = Map::new();
        if !errors.is_empty() {
            body.insert("errors".to_owned(), json!(errors));
        }
        let extensions = answer.extensions;
        #[derive(serde::Serialize)]
        struct Whole<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            data: Option<&'a async_graphql::Value>,
            #[serde(flatten)]
            rest: Map<String, Value>,
            #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
            extensions: std::collections::BTreeMap<String, async_graphql::Value>,
        }
        let whole = Whole {
            data: (!request_error).then_some(&answer.data),
            rest: body,
            extensions: extensions.into_iter().collect(),
        };
        let status = if request_error && self.new_type { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        self.write(status, &whole)
    }
}
