//! Request bodies and query strings: every fault at once, each with its path, before anything is deserialized.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::{Code, Error, Result, Violation};
pub use crate::http::{parse, refuse_nul};
pub use crate::view::shape::check;

/// A JSON body, checked against its OpenAPI schema. `.1` is the content as sent, for the idempotency fingerprint.
pub struct Body<T>(pub T, pub Value);

impl<S, T> FromRequest<S> for Body<T>
where
    S: Send + Sync,
    T: DeserializeOwned + ToSchema + 'static,
{
    type Rejection = Error;

    async fn from_request(request: Request, _state: &S) -> Result<Self> {
        let value = read(request).await?;
        let typed = check::<T>(&value)?;
        Ok(Body(typed, value))
    }
}

/// The JSON of a request, whatever it is to become: compiled once, not for each type.
async fn read(request: Request) -> Result<Value> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let json = kind.split(';').next().is_some_and(|k| {
        let k = k.trim();
        k.eq_ignore_ascii_case("application/json") || k.eq_ignore_ascii_case("application/merge-patch+json")
    });
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(Error::new(Code::UnsupportedMedia)
            .saying("Content-Encoding tidak didukung.", "Content-Encoding is not supported."));
    }
    let bytes = Bytes::from_request(request, &()).await.map_err(|rejection| {
        if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
            Error::new(Code::TooLarge)
        } else {
            Error::new(Code::Malformed)
        }
    })?;
    // No body at all says nothing: fine where nothing is required (`POST .../start-review`).
    let nothing = bytes.is_empty() && kind.is_empty();
    if !json && !nothing {
        return Err(Error::new(Code::UnsupportedMedia)
            .saying("Kirim isi sebagai application/json.", "Send the body as application/json."));
    }
    if bytes.is_empty() { Ok(Value::Object(serde_json::Map::new())) } else { parse(&bytes) }
}

/// A query string; an unknown or malformed parameter is refused.
pub struct Params<T>(pub T);

impl<S, T> FromRequestParts<S> for Params<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        let query = parts.uri.query().unwrap_or_default();
        // `validateOnly` belongs to every write and is read with the caller.
        let kept: Vec<&str> =
            query.split('&').filter(|pair| !pair.starts_with("validateOnly=") && *pair != "validateOnly").collect();
        let uri = axum::http::Uri::builder()
            .path_and_query(format!("/?{}", kept.join("&")))
            .build()
            .map_err(|_| Error::new(Code::Malformed))?;
        let read = axum::extract::Query::<T>::try_from_uri(&uri).map_err(|rejection| {
            let reason: String = rejection.body_text().chars().take(200).collect();
            Error::listing(Code::Invalid, vec![Violation::new(Code::FieldFormat, "").with("reason", reason)]).saying(
                "Parameter kueri tidak dikenal atau salah bentuk.",
                "A query parameter is unknown or malformed.",
            )
        })?;
        if query.contains("%00") {
            return Err(Error::listing(Code::Invalid, vec![Violation::new(Code::TextNul, "")]));
        }
        Ok(Params(read.0))
    }
}

/// The words of a list separated by commas.
pub fn words_of(list: Option<String>) -> Vec<String> {
    list.iter().flat_map(|list| list.split(',')).filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}
