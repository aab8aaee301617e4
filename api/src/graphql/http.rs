//! GraphQL over HTTP (the draft of the GraphQL foundation): media types, methods, statuses. async-graphql's own
//! axum crate runs mutations sent by GET and by form, and always answers 200; hence this one.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_graphql::Response as Answer;
use async_graphql::parser::types::OperationType;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, FromRequest, Request as HttpRequest, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::asked::{Asked, wrong};
use super::purse::Purse;
use super::run::{Ran, Run, run};
use super::{Schema, bounds, error};
use crate::app::App;
use crate::auth::extract::ctx_from_parts;
use crate::domain::queries::persisted;
use crate::domain::text::Lang;
use crate::domain::{Code, Ctx, Error, Result};
use crate::http::{RequestId, language, status_of};
use crate::server::limit::tell;

const NEW: &str = "application/graphql-response+json";
const OLD: &str = "application/json";

/// How the answer is sent.
struct Shape {
    new_type: bool,
    lang: Lang,
    request_id: Arc<str>,
    /// Address of the other end.
    from: Option<IpAddr>,
}

/// A query over GET.
pub async fn get(State(app): State<Arc<App>>, Extension(schema): Extension<Schema>, request: HttpRequest) -> Response {
    let (parts, _) = request.into_parts();
    let shape = Shape::of(&parts.headers, &parts.extensions);
    let asked = Asked::from_query(parts.uri.query().unwrap_or_default()).map(|asked| asked.with(&parts.headers));
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
    let asked = crate::http::parse(&bytes).and_then(Asked::from_json).map(|asked| asked.with(&parts.headers));
    let ctx = ctx_from_parts(&app, &parts.headers, &parts.uri, &parts.extensions).await;
    answer(&schema, &shape, ctx, asked, false).await
}

async fn answer(schema: &Schema, shape: &Shape, ctx: Result<Ctx>, asked: Result<Asked>, by_get: bool) -> Response {
    let (ctx, mut asked) = match (ctx, asked) {
        (Ok(ctx), Ok(asked)) => (ctx, asked),
        (_, Err(refused)) | (Err(refused), _) => return shape.refuse(&refused),
    };
    let fresh = match persisted::resolve(&ctx, &mut asked.query, asked.hash.as_deref()).await {
        Ok(fresh) => fresh,
        Err(refused) if refused.code() == Code::PersistedUnknown || refused.code() == Code::QueryRefused => {
            return shape.refuse_query(&refused);
        }
        Err(refused) => return shape.refuse(&refused),
    };
    let document = match bounds::document(&asked.query) {
        Ok(document) => document,
        Err(refused) => return shape.refuse_query(&refused),
    };
    match (bounds::operation(&document, asked.operation.as_deref()), by_get) {
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
    let purse = Purse::new(&ctx, shape.from, asked.cost_only);
    let Asked { query, operation, variables, cost_only, .. } = asked;
    // Whose cost alone is asked did not run, and may be too dear to run: nothing is written for it.
    let text = (fresh && !cost_only).then(|| query.clone());
    let ran = run(schema, ctx.clone(), purse.clone(), Run { query, operation, variables, document }).await;
    if let Some(text) = text.filter(|_| !is_refused(&ran.answer))
        && let Err(refused) = persisted::keep(&ctx, &text).await
    {
        // It is answered all the same; the next one sends the text again.
        tracing::warn!(request_id = &*ctx.request_id, code = refused.code().as_str(), "a query was not kept");
    }
    shape.finish(ran, &purse)
}

/// Nothing ran: the document was refused as a whole.
fn is_refused(answer: &Answer) -> bool {
    !answer.errors.is_empty()
        && answer.data == async_graphql::Value::Null
        && answer.errors.iter().all(|e| e.path.is_empty())
}

/// No text to look for holds NUL; what a mutation writes is checked with its path.
fn no_nul(asked: &Asked) -> Result<()> {
    crate::http::refuse_nul(&Value::Object(asked.variables.clone()))?;
    if bounds::writes_nul(&asked.query) { Err(Error::field(Code::TextNul, "")) } else { Ok(()) }
}

fn one_mutation() -> Error {
    Error::new(Code::QueryRefused).saying(
        "Permintaan dengan Idempotency-Key hanya boleh memuat satu mutasi.",
        "A request with an Idempotency-Key holds one mutation field.",
    )
}

impl Shape {
    fn of(headers: &HeaderMap, extensions: &Extensions) -> Self {
        let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let request_id = extensions.get::<RequestId>().map_or_else(|| "-".into(), |id| id.0.clone());
        let from = extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        Self { new_type: accept.contains(NEW), lang: language(headers), request_id, from }
    }

    /// The answer, or what it would have cost, with what is left to the caller.
    fn finish(&self, ran: Ran, purse: &Purse) -> Response {
        let standing = purse.standing();
        let response = match standing.and_then(|standing| standing.wait) {
            Some(wait) => self.beyond(ran.answer, wait),
            None => self.send(ran.answer, purse.is_only_told()),
        };
        let mut response = match standing {
            Some(standing) => tell(response, "points", standing),
            None => response,
        };
        if ran.replayed {
            response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
        }
        response
    }

    /// The caller has spent its budget: 429, and nothing was read.
    fn beyond(&self, answer: Answer, wait: u64) -> Response {
        let errors: Vec<_> = answer.errors.into_iter().map(|e| error::finish(e, self.lang, &self.request_id)).collect();
        let body = json!({ "errors": errors, "extensions": answer.extensions });
        let mut response = self.write(StatusCode::TOO_MANY_REQUESTS, &body);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        response
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
        let error = error::carried(error::copy(refused));
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

    fn send(&self, answer: Answer, only_told: bool) -> Response {
        // Nothing ran: no `data` at all.
        let request_error = is_refused(&answer);
        let errors: Vec<_> = answer.errors.into_iter().map(|e| error::finish(e, self.lang, &self.request_id)).collect();
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
            data: (!request_error && !only_told).then_some(&answer.data),
            rest: body,
            extensions: extensions.into_iter().collect(),
        };
        let status = if request_error && self.new_type { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        self.write(status, &whole)
    }
}
