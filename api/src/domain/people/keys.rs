//! The service's signing keys: one for access tokens, one for receipts, kept apart. A new key is in the JWKS before it
//! signs, and an old one of tokens for as long as its tokens live.

mod ring;
pub mod rotate;

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter};
use serde::Serialize;
use serde_json::{Value, json};

use self::ring::Ring;
use super::claims::Claims;
use crate::domain::clock::Clock;
use crate::domain::store::Store;
use crate::domain::vault::Vault;
use crate::domain::{Code, Error, Result};
use entity::signing_key;

/// `typ` of access tokens (RFC 9068).
pub const ACCESS_TOKEN: &str = "at+jwt";
/// `typ` of receipts.
pub const RECEIPT: &str = "receipt+jws";
/// `typ` of profiles for partners.
pub const PROFILE: &str = "profile+jwt";
/// `typ` of heads of the audit log.
pub const AUDIT_HEAD: &str = "audit-head+jws";
/// Clocks of other machines may differ by this much.
const LEEWAY_SECONDS: i64 = 30;

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Token,
    Receipt,
}

impl Purpose {
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Token => "TOKEN",
            Purpose::Receipt => "RECEIPT",
        }
    }
}

/// The keys in force, and the public halves of all there ever were.
pub struct Keys {
    clock: Clock,
    ring: RwLock<Arc<Ring>>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys([redacted])")
    }
}

impl Keys {
    /// Reads the keys; makes those that are missing.
    pub async fn load(store: &Store, vault: &Vault, clock: Clock) -> anyhow::Result<Self> {
        // An error only says that a provider was installed before, which is as good.
        let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
        let turn = store.begin().await?;
        let conn = turn.txn()?;
        // Two instances that start together must not both make keys.
        lock(conn).await?;
        for purpose in [Purpose::Token, Purpose::Receipt] {
            let in_force = signing_key::Entity::find()
                .filter(signing_key::Column::Purpose.eq(purpose.as_str()))
                .filter(signing_key::Column::RetiredAt.is_null());
            if in_force.one(conn).await?.is_none() {
                // The first key signs at once: nobody has a JWKS without it.
                let first = ring::new_key(purpose, vault, Clock::default().now(), None)?;
                signing_key::Entity::insert(first).exec_without_returning(conn).await?;
            }
        }
        let ring = Ring::read(conn, vault).await?;
        turn.commit().await?;
        Ok(Self { clock, ring: RwLock::new(Arc::new(ring)) })
    }

    /// Reads them anew: another process may have made a key or retired one.
    pub async fn reload(&self, store: &Store, vault: &Vault) -> anyhow::Result<()> {
        let read = Arc::new(Ring::read(store.reader(), vault).await?);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = read;
        Ok(())
    }

    fn ring(&self) -> Arc<Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn sign(&self, purpose: Purpose, typ: &str, claims: &impl Serialize) -> Result<String> {
        self.ring().sign(purpose, typ, claims, self.clock.now())
    }

    /// Signs the claims of an access token.
    pub fn sign_token(&self, claims: &impl Serialize) -> Result<String> {
        self.sign(Purpose::Token, ACCESS_TOKEN, claims)
    }

    /// Reads an access token of our own: signature, `typ`, issuer, audience and times.
    pub fn verify_token(&self, token: &str, issuer: &str, now: DateTime<Utc>) -> Result<Claims> {
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        rules.set_issuer(&[issuer]);
        rules.set_audience(&[audience(issuer)]);
        // Times are compared below with the service's own clock.
        rules.validate_exp = false;
        let claims: Claims =
            self.read(token, Purpose::Token, ACCESS_TOKEN, &rules).ok_or_else(|| Error::new(Code::AuthInvalid))?;
        let now = now.timestamp();
        if claims.exp + LEEWAY_SECONDS <= now {
            return Err(Error::new(Code::AuthInvalid)
                .saying("Token akses sudah kedaluwarsa.", "The access token has expired.")
                .with("reason", "expired"));
        }
        if claims.nbf - LEEWAY_SECONDS > now {
            return Err(Error::new(Code::AuthInvalid).with("reason", "notYetValid"));
        }
        Ok(claims)
    }

    /// A receipt as a compact JWS that anyone can verify offline with the JWKS.
    pub fn sign_receipt(&self, content: &Value) -> Result<String> {
        self.sign(Purpose::Receipt, RECEIPT, content)
    }

    /// A profile as a compact JWS, with the keys of receipts: it is verified in the same way, and is never one.
    pub fn sign_profile(&self, claims: &Value) -> Result<String> {
        self.sign(Purpose::Receipt, PROFILE, claims)
    }

    /// The content of a receipt that one of our receipt keys signed, the retired ones included.
    pub fn verify_receipt(&self, jws: &str) -> Result<Value> {
        self.read(jws.trim(), Purpose::Receipt, RECEIPT, &receipt_rules())
            .ok_or_else(|| Error::new(Code::ReceiptInvalid))
    }

    /// A head of the audit log as a compact JWS, with the keys of receipts: it is verified in the same way.
    pub fn sign_audit_head(&self, head: &Value) -> Result<String> {
        self.sign(Purpose::Receipt, AUDIT_HEAD, head)
    }

    /// The content of a head that one of our receipt keys signed, the retired ones included.
    pub fn verify_audit_head(&self, jws: &str) -> Option<Value> {
        self.read(jws.trim(), Purpose::Receipt, AUDIT_HEAD, &receipt_rules())
    }

    /// All public halves as a JWK set (RFC 7517), those that will sign among them. Receipt keys stay for ever, so that
    /// old receipts verify.
    pub fn jwks(&self) -> Value {
        let (ring, now) = (self.ring(), self.clock.now());
        let keys: Vec<Value> = ring
            .published(now)
            .map(
                |key| json!({"kty": "OKP", "crv": "Ed25519", "x": key.x, "kid": key.kid, "use": "sig", "alg": "EdDSA"}),
            )
            .collect();
        json!({ "keys": keys })
    }

    fn read<T: serde::de::DeserializeOwned>(
        &self,
        jws: &str,
        purpose: Purpose,
        typ: &str,
        rules: &Validation,
    ) -> Option<T> {
        let header = jsonwebtoken::decode_header(jws).ok()?;
        if !header.typ?.eq_ignore_ascii_case(typ) {
            return None;
        }
        let (ring, kid) = (self.ring(), header.kid?);
        let key = ring.verifying(purpose, &kid, self.clock.now())?;
        jsonwebtoken::decode(jws, key, rules).ok().map(|data| data.claims)
    }
}

/// Lets one process at a time change the keys, until its transaction ends. SQLite has one writer anyway.
async fn lock(conn: &impl ConnectionTrait) -> std::result::Result<(), sea_orm::DbErr> {
    if conn.get_database_backend() == DatabaseBackend::Postgres {
        conn.execute_unprepared("SELECT pg_advisory_xact_lock(7305216)").await?;
    }
    Ok(())
}

/// A receipt has no time of expiry and no audience.
fn receipt_rules() -> Validation {
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.required_spec_claims.clear();
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules
}

/// The content of a receipt, verified with a saved JWK set alone.
pub fn verify_offline(jws: &str, jwks: &Value) -> Result<Value> {
    verify_with(jws, jwks, RECEIPT)
}

/// The claims of a profile, verified with a saved JWK set alone. Whom it is for and until when is the caller's to look
/// at.
pub fn verify_profile_offline(jws: &str, jwks: &Value) -> Result<Value> {
    verify_with(jws, jwks, PROFILE)
}

/// The content of a head of the audit log, verified with a saved JWK set alone.
pub fn verify_audit_head_offline(jws: &str, jwks: &Value) -> Result<Value> {
    verify_with(jws, jwks, AUDIT_HEAD)
}

fn verify_with(jws: &str, jwks: &Value, wanted: &str) -> Result<Value> {
    let invalid = || Error::new(Code::ReceiptInvalid);
    let header = jsonwebtoken::decode_header(jws.trim()).map_err(|_| invalid())?;
    let (Some(kid), Some(typ)) = (header.kid, header.typ) else {
        return Err(invalid());
    };
    let keys = jwks.get("keys").and_then(Value::as_array).ok_or_else(invalid)?;
    let key = keys.iter().find(|key| key.get("kid").and_then(Value::as_str) == Some(kid.as_str()));
    let x = key.and_then(|key| key.get("x")).and_then(Value::as_str).ok_or_else(invalid)?;
    let key = DecodingKey::from_ed_components(x).map_err(|_| invalid())?;
    let data = jsonwebtoken::decode::<Value>(jws.trim(), &key, &receipt_rules()).map_err(|_| invalid())?;
    if typ.eq_ignore_ascii_case(wanted) { Ok(data.claims) } else { Err(invalid()) }
}

/// The audience of our access tokens.
pub fn audience(issuer: &str) -> String {
    format!("{issuer}/api")
}
