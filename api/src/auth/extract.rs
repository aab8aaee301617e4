//! The one place where a request becomes a someone.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Uri, header};

use crate::app::App;
use crate::domain::ctx::Reads;
use crate::domain::patience::Patience;
use crate::domain::people::{actor, networks};
use crate::domain::queries::keys;
use crate::domain::{Actor, ActorKind, Code, Ctx, Error, Result, Violation};
use crate::http::{RequestId, language};

/// Any caller: anonymous without an access token, refused with a bad one.
pub struct Caller(pub Ctx);

/// A caller with an access token.
pub struct SignedIn(pub Ctx);

/// A caller with an access token whose answer takes its time: who it is, and what it may, is asked again meanwhile.
pub struct Staying {
    pub ctx: Ctx,
    token: Arc<str>,
    from: Option<IpAddr>,
}

impl Staying {
    /// The same caller at this moment. Refused once its token has ended or it may not call from its address any more;
    /// and where its rights are others than when it came, for better or worse: it may begin anew.
    pub async fn again(&self) -> Result<Ctx> {
        let (now, before) = (admitted(&self.ctx.app, &self.token, self.from).await?, &self.ctx.actor);
        if now.grants != before.grants || now.scopes != before.scopes {
            return Err(Error::new(Code::Denied));
        }
        Ok(Ctx { actor: now, ..self.ctx.clone() })
    }
}

/// In whose name the service calls itself (`rest/inside.rs`). Only the service puts this beside a request: what comes
/// through the network has no such thing, whatever it says.
#[derive(Clone)]
pub struct Acting(pub Ctx);

/// A caller of saved queries: nobody, somebody with an access token, or a program with a read-only key (HTTP Basic).
pub struct Reader {
    pub ctx: Ctx,
    /// Address of the other end.
    pub from: Option<IpAddr>,
    /// Saved queries that the key opens; none for all.
    pub opens: Option<Vec<String>>,
}

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

impl FromRequestParts<Arc<App>> for Staying {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        let SignedIn(ctx) = SignedIn::from_request_parts(parts, app).await?;
        let value = parts.headers.get(header::AUTHORIZATION).ok_or_else(|| Error::new(Code::AuthRequired))?;
        Ok(Staying { ctx, token: bearer(value.as_bytes())?.into(), from: peer(&parts.extensions) })
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

impl FromRequestParts<Arc<App>> for Reader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        let from = peer(&parts.extensions);
        let headers = &parts.headers;
        let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let key = value.and_then(|value| value.split_once(' ')).filter(|(way, _)| way.eq_ignore_ascii_case("basic"));
        let Some((_, key)) = key else {
            let ctx = ctx_from_parts(app, headers, &parts.uri, &parts.extensions).await?;
            return Ok(Reader { ctx, from, opens: None });
        };
        let nobody = context(app, Arc::new(Actor::anonymous()), headers, &parts.extensions)?;
        let keys::Holder { ctx, queries } = keys::holder(&nobody, key, from).await?;
        // As with a token: who calls is known before anything else is looked at.
        Ok(Reader { ctx: Ctx { validate_only: validate_only(&parts.uri)?, ..ctx }, from, opens: queries })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> std::result::Result<Self, Self::Rejection> {
        Ok(Peer(peer(&parts.extensions)))
    }
}

fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip())
}

/// Whom a token speaks for, if it may call from this address.
pub(crate) async fn admitted(app: &Arc<App>, token: &str, from: Option<IpAddr>) -> Result<Arc<Actor>> {
    let actor = actor::authenticate(app, token).await?;
    networks::require(&actor, from).inspect_err(|_| {
        tracing::warn!(client = ?actor.id, "a token came from outside the networks of its client");
    })?;
    Ok(actor)
}

/// The context of a request: who calls, in which language, with which key.
pub async fn ctx_from_parts(app: &Arc<App>, headers: &HeaderMap, uri: &Uri, extensions: &Extensions) -> Result<Ctx> {
    if let Some(Acting(ctx)) = extensions.get::<Acting>() {
        return Ok(Ctx { key: None, validate_only: validate_only(uri)?, ..ctx.clone() });
    }
    let actor = match headers.get(header::AUTHORIZATION) {
        None => Arc::new(Actor::anonymous()),
        Some(value) => admitted(app, bearer(value.as_bytes())?, peer(extensions)).await?,
    };
    Ok(Ctx { validate_only: validate_only(uri)?, ..context(app, actor, headers, extensions)? })
}

/// The context of an actor's request, whose address was not looked at yet.
fn context(app: &Arc<App>, actor: Arc<Actor>, headers: &HeaderMap, extensions: &Extensions) -> Result<Ctx> {
    // Nobody in particular has no keys: two strangers may choose the same.
    let key = if actor.kind == ActorKind::Anonymous { None } else { idempotency_key(headers)? };
    let request_id = extensions.get::<RequestId>().map_or_else(|| Arc::from("unknown"), |id| id.0.clone());
    let patience = extensions.get::<Patience>().cloned().unwrap_or_default();
    let reads = Reads::default();
    Ok(Ctx { app: app.clone(), actor, request_id, lang: language(headers), key, validate_only: false, patience, reads })
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
