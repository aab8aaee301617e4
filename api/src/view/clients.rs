//! What is set of a machine client, as both faces say it.

use async_graphql::{InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Changes;

/// A public key as a JWK (RFC 7517), for `private_key_jwt`: Ed25519 (`kty` OKP), P-256 (EC), or RSA of 2,048 to 8,192
/// bits. Private members (`d` and others) are refused: whoever sends them has given the key away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "PublicJwkInput")]
#[schema(example = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "2026-1"}))]
pub struct PublicJwk {
    /// Kind of key: `OKP`, `EC` or `RSA`.
    #[schema(pattern = "^(OKP|EC|RSA)$")]
    pub kty: String,
    /// Curve: `Ed25519` with OKP, `P-256` with EC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20)]
    pub crv: Option<String>,
    /// With OKP and EC: base64url without padding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub x: Option<String>,
    /// With EC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub y: Option<String>,
    /// Modulus, with RSA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 1400)]
    pub n: Option<String>,
    /// Exponent, with RSA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 12)]
    pub e: Option<String>,
    /// Your name of the key; an assertion that names another one in its header is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub kid: Option<String>,
    /// The one algorithm that it is for: `EdDSA`, `ES256`, `PS256` or `RS256`. Without it: those of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20)]
    pub alg: Option<String>,
    /// `sig`, if it is said at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20)]
    pub r#use: Option<String>,
}

/// What can be changed of a machine client.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientInput {
    /// What system this is.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Until when it may call; null for no end.
    pub expires_at: Option<DateTime<Utc>>,
    /// Its public key, replaced whole; null takes it away, and its secret alone proves it.
    pub public_jwk: Option<PublicJwk>,
    /// Networks from which it may call, as CIDR or single addresses; null is any.
    #[schema(min_items = 1, max_items = 50, example = json!(["203.0.113.0/24", "2001:db8::7"]))]
    pub allowed_ips: Option<Vec<String>>,
    /// What it may pull at most: codes of `consentScopes`; null is all that agreements and consents grant.
    #[schema(min_items = 1, max_items = 100, example = json!(["IDENTITY_BASIC", "CONTACT"]))]
    pub scopes: Option<Vec<String>>,
    /// True: of GraphQL it may send only documents that it persisted before (`extensions.persistedQuery`), no
    /// subscriptions, and it saves no queries. Turn it on once your dashboards have run, so that their queries are known.
    #[graphql(default)]
    #[serde(default)]
    pub only_persisted: bool,
}

/// Changes to a machine client.
pub type ClientChanges = Changes<ClientInput>;
