//! OAuth 2 for machines: client credentials (RFC 6749), proved by a secret or a signed assertion (RFC 7523), JWT access
//! tokens (RFC 9068), revocation (RFC 7009), metadata (RFC 8414). Errors look as those documents say, not as problem
//! documents.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::{Peer, Stranger};
use crate::domain::people::clients::{self, Proof};
use crate::domain::people::{assertions, client_keys};
use crate::domain::{Code, Ctx, Error};
use crate::http::pairs;
use crate::rest::reply;

/// A token as RFC 6749 section 5.1 gives it.
#[derive(Serialize, ToSchema)]
pub struct TokenAnswer {
    /// Send as `Authorization: Bearer ...`.
    access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds it lives.
    #[schema(example = 900)]
    expires_in: i64,
    /// What it is limited to: codes of `consentScopes`, separated by spaces. Without it the token is not limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "IDENTITY_BASIC CONTACT")]
    scope: Option<String>,
}

/// A refusal as RFC 6749 section 5.2 gives it.
#[derive(Serialize, ToSchema)]
pub struct OauthError {
    /// `invalid_request`, `invalid_client`, `unsupported_grant_type`, `invalid_scope`.
    #[schema(example = "invalid_client")]
    error: &'static str,
    /// What went wrong.
    error_description: &'static str,
}

/// A token request. The client proves itself in one way: by HTTP Basic, by its secret in the body, or by an assertion.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the contract; the fields are read one by one")]
pub struct TokenForm {
    #[schema(example = "client_credentials")]
    grant_type: String,
    client_id: Option<String>,
    client_secret: Option<String>,
    /// With an assertion: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    client_assertion_type: Option<String>,
    /// A JWT that the client signed (RFC 7523): `iss` and `sub` are its id, `aud` is the issuer or the address of this
    /// endpoint, `exp` is at most 5 minutes ahead, `jti` was not used before.
    client_assertion: Option<String>,
    /// Codes of `consentScopes` that the token is to be limited to, separated by spaces.
    #[schema(example = "IDENTITY_BASIC CONTACT")]
    scope: Option<String>,
}

/// A token to revoke.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the contract; the fields are read one by one")]
pub struct RevokeForm {
    token: String,
    token_type_hint: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    client_assertion_type: Option<String>,
    client_assertion: Option<String>,
}

/// What the endpoints refuse with.
pub enum Refused {
    Oauth {
        status: StatusCode,
        error: &'static str,
        why: &'static str,
        basic: bool,
    },
    /// The service itself failed, or is busy.
    Service(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Refused::Service(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, error, why, basic) = match self {
            Refused::Service(error) => return error.into_response(),
            Refused::Oauth { status, error, why, basic } => (status, error, why, basic),
        };
        let mut response = private(reply::json(status, &OauthError { error, error_description: why }));
        if basic {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"ereporting\""));
        }
        response
    }
}

fn refused(error: &'static str, why: &'static str) -> Refused {
    Refused::Oauth { status: StatusCode::BAD_REQUEST, error, why, basic: false }
}

fn private(response: Response) -> Response {
    let mut response = reply::unstored(response);
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

/// The fields of an `application/x-www-form-urlencoded` body; one that comes twice is refused.
pub struct Form(BTreeMap<String, String>);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let unreadable = || refused("invalid_request", "send the parameters as application/x-www-form-urlencoded");
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !kind
            .split(';')
            .next()
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
        {
            return Err(unreadable());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| unreadable())?;
        let text = std::str::from_utf8(&bytes).map_err(|_| unreadable())?;
        let mut fields = BTreeMap::new();
        for (name, value) in pairs(text).ok_or_else(unreadable)? {
            if fields.insert(name, value).is_some() {
                return Err(refused("invalid_request", "a parameter is given more than once"));
            }
        }
        Ok(Form(fields))
    }
}

/// The client that the request's credentials prove, if it may call from there.
async fn client(
    ctx: &Ctx,
    from: Option<IpAddr>,
    headers: &HeaderMap,
    form: &Form,
) -> Result<entity::client::Model, Refused> {
    let field = |name: &str| form.0.get(name).map(String::as_str);
    let basic = headers.get(header::AUTHORIZATION);
    let assertion = assertion(&field)?;
    let decoded;
    let proof = match (basic, field("client_id").zip(field("client_secret")), assertion) {
        (Some(value), None, None) => {
            decoded = decode_basic(value).ok_or_else(|| unknown_client(true))?;
            Proof::Secret { id: &decoded.0, secret: &decoded.1 }
        }
        (None, Some((id, secret)), None) => Proof::Secret { id, secret },
        // A secret without an id is a second way, too.
        (None, None, Some(assertion)) if field("client_secret").is_none() => {
            Proof::Assertion { id: field("client_id"), assertion }
        }
        (None, None, None) => return Err(unknown_client(true)),
        _ => return Err(refused("invalid_request", "show the credentials in one way only")),
    };
    clients::authenticate(ctx, proof, from).await?.ok_or_else(|| unknown_client(basic.is_some()))
}

/// The assertion of a request, if it has one.
fn assertion<'a>(field: &impl Fn(&str) -> Option<&'a str>) -> Result<Option<&'a str>, Refused> {
    match (field("client_assertion_type"), field("client_assertion")) {
        (None, None) => Ok(None),
        (Some(assertions::TYPE), Some(assertion)) => Ok(Some(assertion)),
        (Some(_), Some(_)) => Err(unknown_client(false)),
        _ => Err(refused("invalid_request", "client_assertion and client_assertion_type come together")),
    }
}

fn unknown_client(basic: bool) -> Refused {
    Refused::Oauth {
        status: StatusCode::UNAUTHORIZED,
        error: "invalid_client",
        why: "unknown, revoked or expired client, a wrong secret or assertion, or a foreign address",
        basic,
    }
}

fn decode_basic(value: &HeaderValue) -> Option<(String, String)> {
    let (scheme, encoded) = value.to_str().ok()?.split_once(' ')?;
    let plain = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = plain.split_once(':')?;
    scheme.eq_ignore_ascii_case("basic").then(|| (id.to_owned(), secret.to_owned()))
}

/// Get an access token with client credentials (RFC 6749 section 4.4).
///
/// The token lives 15 minutes; ask for a new one when it ends, there is no refresh token. Rights come from the
/// client's role grants. What a partner's client pulls can be limited further by `scope`.
#[utoipa::path(post, path = "/oauth/token", operation_id = "issueToken", tag = "People", security(()),
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "A token", body = TokenAnswer),
        (status = 400, description = "RFC 6749 section 5.2", body = OauthError),
        (status = 401, description = "`invalid_client`", body = OauthError),
    ))]
async fn token(Stranger(ctx): Stranger, Peer(from): Peer, headers: HeaderMap, form: Form) -> Result<Response, Refused> {
    match form.0.get("grant_type").map(String::as_str) {
        Some("client_credentials") => {}
        Some(_) => return Err(refused("unsupported_grant_type", "only client_credentials")),
        None => return Err(refused("invalid_request", "grant_type is missing")),
    }
    let client = client(&ctx, from, &headers, &form).await?;
    let asked = form.0.get("scope").map(String::as_str).unwrap_or_default();
    let issued = clients::issue_token(&ctx, client, asked).await.map_err(|error| match error.code() {
        Code::ScopeExcess => refused("invalid_scope", "a scope that is not known, or not one of the client's"),
        _ => Refused::Service(error),
    })?;
    let scope = issued.scopes.map(|scopes| scopes.join(" "));
    let answer = TokenAnswer { access_token: issued.token, token_type: "Bearer", expires_in: issued.seconds, scope };
    Ok(private(reply::json(StatusCode::OK, &answer)))
}

/// Revoke one access token of your own (RFC 7009). A token that is none changes nothing.
#[utoipa::path(post, path = "/oauth/revoke", operation_id = "revokeToken", tag = "People", security(()),
    request_body(content = RevokeForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The token no longer works"),
        (status = 400, description = "RFC 6749 section 5.2", body = OauthError),
        (status = 401, description = "`invalid_client`", body = OauthError),
    ))]
async fn revoke(
    Stranger(ctx): Stranger,
    Peer(from): Peer,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Refused> {
    let client = client(&ctx, from, &headers, &form).await?;
    let token = form.0.get("token").ok_or_else(|| refused("invalid_request", "token is missing"))?;
    clients::revoke_token(&ctx, &client, token).await?;
    Ok(private(StatusCode::OK.into_response()))
}

/// Metadata of the authorization server (RFC 8414).
#[utoipa::path(get, path = "/.well-known/oauth-authorization-server", operation_id = "getOauthMetadata", tag = "People", security(()), responses(
    (status = 200, description = "Metadata", body = Object),
))]
async fn metadata(State(app): State<Arc<App>>) -> Response {
    let issuer = &app.settings.issuer;
    let methods = ["client_secret_basic", "client_secret_post", "private_key_jwt"];
    let scopes = app.codes.get("consentScopes");
    let today = app.clock.now().date_naive();
    let scopes: Vec<&str> = scopes.iter().flat_map(|set| set.on(today)).map(|entry| entry.code.as_str()).collect();
    let document: Value = json!({
        "issuer": issuer,
        "token_endpoint": format!("{issuer}/oauth/token"),
        "revocation_endpoint": format!("{issuer}/oauth/revoke"),
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": scopes,
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": client_keys::ALGORITHMS,
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": client_keys::ALGORITHMS,
        "service_documentation": format!("{issuer}/docs"),
    });
    public(&document)
}

/// Public keys of access tokens and receipts (RFC 7517). Receipt keys stay here after they are retired.
#[utoipa::path(get, path = "/.well-known/jwks.json", operation_id = "getJwks", tag = "People", security(()), responses(
    (status = 200, description = "JWK set", body = Object),
))]
async fn jwks(State(app): State<Arc<App>>) -> Response {
    public(&app.keys.jwks())
}

fn public(document: &Value) -> Response {
    ([(header::CACHE_CONTROL, "public, max-age=300")], reply::json(StatusCode::OK, document)).into_response()
}

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(token)).routes(routes!(revoke)).routes(routes!(metadata)).routes(routes!(jwks))
}
