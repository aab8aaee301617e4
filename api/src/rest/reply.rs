//! Answers: one record with its ETag, a page of records, the outcome of a write.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::once::Done;
use crate::domain::page::Page;
use crate::domain::vault::sha256_hex;
use crate::domain::{Code, Ctx, Error, Result};

/// Where a page ends.
#[derive(Serialize, ToSchema)]
pub struct PageEnd {
    /// Cursor for `?after=`; null on the last page.
    pub next: Option<String>,
    /// True on the last page.
    pub complete: bool,
}

/// A page of records.
#[derive(Serialize, ToSchema)]
pub struct List<T: Serialize + ToSchema> {
    pub data: Vec<T>,
    pub page: PageEnd,
}

/// A page as JSON.
pub fn list<T: Serialize + ToSchema>(page: Page<T>) -> Response {
    let end = PageEnd { next: page.next(), complete: !page.more };
    match written(page.items.into_iter().map(|(_, row)| row), &end) {
        Ok(pieces) => {
            let length = HeaderValue::from(pieces.iter().map(Bytes::len).sum::<usize>());
            let body = Body::from_stream(stream::iter(pieces.into_iter().map(Ok::<_, Infallible>)));
            let kind = HeaderValue::from_static("application/json");
            (StatusCode::OK, [(header::CONTENT_TYPE, kind), (header::CONTENT_LENGTH, length)], body).into_response()
        }
        Err(e) => Error::from(e).into_response(),
    }
}

/// Bytes of a piece of a list.
const PIECE: usize = 64 * 1024;

/// The same text as a [`List`] of these rows, row by row and in pieces: a row is let go once it is written, a piece once it
/// is sent, and a large page never lies in memory as one text that grew.
fn written<T: Serialize>(rows: impl Iterator<Item = T>, end: &PageEnd) -> serde_json::Result<Vec<Bytes>> {
    let (mut pieces, mut now) = (Vec::new(), br#"{"data":["#.to_vec());
    for (index, row) in rows.enumerate() {
        if index > 0 {
            now.push(b',');
        }
        serde_json::to_writer(&mut now, &row)?;
        if now.len() >= PIECE {
            pieces.push(std::mem::replace(&mut now, Vec::with_capacity(PIECE)).into());
        }
    }
    now.extend_from_slice(br#"],"page":"#);
    serde_json::to_writer(&mut now, end)?;
    now.push(b'}');
    pieces.push(now.into());
    Ok(pieces)
}

/// A printed page loads nothing, runs nothing and stands in no frame; its style is its own.
const PAPER: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A page to print.
pub fn paper(page: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, PAPER)];
    (headers, page).into_response()
}

/// A list that is whole.
pub fn whole<T: Serialize + ToSchema>(data: Vec<T>) -> Response {
    json(StatusCode::OK, &List { data, page: PageEnd { next: None, complete: true } })
}

pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => as_json(status, bytes),
        Err(e) => Error::from(e).into_response(),
    }
}

fn as_json(status: StatusCode, bytes: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response()
}

/// A record with `ETag: "<version>-<hash of the body>"`; 304 if the caller has that very body.
pub fn record(request: &HeaderMap, status: StatusCode, version: i32, body: &impl Serialize) -> Result<Response> {
    let bytes = serde_json::to_vec(body)?;
    let hash = sha256_hex(&bytes);
    let tag = format!("\"{version}-{}\"", &hash[..16]);
    Ok(tagged(request, status, &tag, "application/json", bytes))
}

/// What is no record and has no version, with an ETag of its bytes; 304 if the caller has them.
pub fn document(request: &HeaderMap, kind: &'static str, bytes: Vec<u8>) -> Response {
    let tag = format!("\"{}\"", sha256_hex(&bytes));
    tagged(request, StatusCode::OK, &tag, kind, bytes)
}

/// Whether the caller has what this tag names (`If-None-Match`).
pub fn has(request: &HeaderMap, tag: &str) -> bool {
    let known = request.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).unwrap_or_default();
    known.trim() == "*" || known.split(',').any(|candidate| candidate.trim().trim_start_matches("W/") == tag)
}

fn tagged(request: &HeaderMap, status: StatusCode, tag: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = if status == StatusCode::OK && has(request, tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        (status, [(header::CONTENT_TYPE, kind)], bytes).into_response()
    };
    if let Ok(value) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

/// The outcome of a write: its status, or 200 for `validateOnly`; a replayed answer says so.
pub fn done<T: Serialize>(
    ctx: &Ctx,
    status: StatusCode,
    done: &Done<T>,
    version: impl Fn(&T) -> i32,
) -> Result<Response> {
    let status = if ctx.validate_only { StatusCode::OK } else { status };
    let mut response = record(&HeaderMap::new(), status, version(&done.body), &done.body)?;
    if done.replayed {
        response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// Nothing on the way keeps it.
pub fn unstored(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// As [`if_match`], for what must not fail on a version unless the caller asks for that.
pub fn if_sent(headers: &HeaderMap) -> Result<Expected> {
    if headers.contains_key(header::IF_MATCH) { if_match(headers) } else { Ok(Expected::Any) }
}

/// The version that `If-Match` names. Missing 428; `*` matches any.
pub fn if_match(headers: &HeaderMap) -> Result<Expected> {
    let text = headers.get(header::IF_MATCH).ok_or_else(|| Error::new(Code::PreconditionRequired))?;
    let text = text.to_str().map_err(|_| Error::new(Code::Stale))?.trim();
    if text == "*" {
        return Ok(Expected::Any);
    }
    let version = text.trim_start_matches("W/").trim_matches('"').split('-').next().and_then(|v| v.parse().ok());
    version.map(Expected::Version).ok_or_else(|| Error::new(Code::Stale))
}

pub use crate::domain::ctx::Expected;
