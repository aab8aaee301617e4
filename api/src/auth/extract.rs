//! The one place where a request becomes a someone.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Uri, header};

use crate::app::App;
use crate::domain::people::actor;
use crate::domain::{Actor, ActorKind, Code, Ctx, Error, Result, Violation};
use crate::http::{RequestId, language};

/// Any caller: anonymous without an access token, refused with a bad one.
pub struct Caller(pub Ctx);

/// A caller with an access token.
pub struct SignedIn(pub Ctx);

/// A caller who need not say who it is (sign-in, codes): a token that comes along, perhaps expired, is not looked at.
pub struct Stranger(pub Ctx);

/// Address of the other end of the connection, where the server knows it.
pub struct Peer(pub Option<IpAddr>);

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        ctx_from_parts(app, &parts.headers, &parts.uri, &parts.extensions).await.map(Caller)
    }
}

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        let ctx = ctx_from_parts(app, &parts.headers, &parts.uri, &parts.extensions).await?;
        ctx.require_signed_in()?;
        Ok(SignedIn(ctx))
    }
}

impl FromRequestParts<Arc<App>> for Stranger {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        let mut headers = parts.headers.clone();
        headers.remove(header::AUTHORIZATION);
        let ctx = ctx_from_parts(app, &headers, &parts.uri, &parts.extensions).await?;
        if ctx.validate_only {
            return Err(Error::field(Code::UnknownField, "/validateOnly"));
        }
        Ok(Stranger(ctx))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> std::result::Result<Self, Self::Rejection> {
        Ok(Peer(parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip())))
    }
}

/// The context of a request: who calls, in which language, with which key.
pub async fn ctx_from_parts(app: &Arc<App>, headers: &HeaderMap, uri: &Uri, extensions: &Extensions) -> Result<Ctx> {
    let actor = match headers.get(header::AUTHORIZATION) {
        None => Arc::new(Actor::anonymous()),
        Some(value) => actor::authenticate(app, bearer(value.as_bytes())?).await?,
    };
    // Nobody in particular has no keys: two strangers may choose the same.
    let key = if actor.kind == ActorKind::Anonymous { None } else { idempotency_key(headers)? };
    let request_id = extensions.get::<RequestId>().map_or_else(|| Arc::from("unknown"), |id| id.0.clone());
    let validate_only = validate_only(uri)?;
    Ok(Ctx { app: app.clone(), actor, request_id, lang: language(headers), key, validate_only })
}

/// The token of an `Authorization` value.
pub(crate) fn bearer(value: &[u8]) -> Result<&str> {
    let text = std::str::from_utf8(value).map_err(|_| Error::new(Code::AuthInvalid))?;
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim()),
        _ => Err(Error::new(Code::AuthInvalid)),
    }
}

/// The header's value, bare or as a quoted string.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<Arc<str>>> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let text = value.to_str().map_err(|_| Error::new(Code::KeyInvalid))?.trim();
    let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    Ok(Some(Arc::from(bare)))
}

/// Whether `?validateOnly=true` asks for a check only.
pub fn validate_only(uri: &Uri) -> Result<bool> {
    let pairs = uri.query().unwrap_or_default().split('&');
    let mut values = pairs.filter_map(|pair| match pair.split_once('=') {
        Some(("validateOnly", value)) => Some(value),
        None if pair == "validateOnly" => Some(""),
        _ => None,
    });
    match (values.next(), values.next()) {
        (None, _) | (Some("false"), None) => Ok(false),
        (Some("true"), None) => Ok(true),
        _ => {
            let fault = Violation::new(Code::UnknownCode, "/validateOnly").with("allowed", vec!["true", "false"]);
            Err(Error::listing(Code::Invalid, vec![fault]))
        }
    }
}
