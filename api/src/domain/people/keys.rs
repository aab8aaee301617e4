//! The service's signing keys: one for access tokens, one for receipts, kept apart.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

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
    fn as_str(self) -> &'static str {
        match self {
            Purpose::Token => "TOKEN",
            Purpose::Receipt => "RECEIPT",
        }
    }
}

/// The keys in force, and the public halves of all there ever were.
pub struct Keys {
    token: Signer,
    receipt: Signer,
    public: Vec<PublicKey>,
}

struct Signer {
    kid: String,
    key: EncodingKey,
}

struct PublicKey {
    kid: String,
    purpose: String,
    x: String,
    retired: bool,
    key: DecodingKey,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys([redacted])")
    }
}

impl Keys {
    /// Reads the keys; makes those that are missing.
    pub async fn load(store: &Store, vault: &Vault) -> anyhow::Result<Self> {
        // An error only says that a provider was installed before, which is as good.
        let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
        let turn = store.begin().await?;
        let conn = turn.txn()?;
        if store.backend() == DatabaseBackend::Postgres {
            // Two instances that start together must not both make keys.
            conn.execute_unprepared("SELECT pg_advisory_xact_lock(7305216)").await?;
        }
        for purpose in [Purpose::Token, Purpose::Receipt] {
            let in_force = signing_key::Entity::find()
                .filter(signing_key::Column::Purpose.eq(purpose.as_str()))
                .filter(signing_key::Column::RetiredAt.is_null());
            if in_force.one(conn).await?.is_none() {
                signing_key::Entity::insert(new_key(purpose, vault)?).exec_without_returning(conn).await?;
            }
        }
        let rows = signing_key::Entity::find().order_by_asc(signing_key::Column::CreatedAt).all(conn).await?;
        turn.commit().await?;
        let public = rows.iter().map(PublicKey::read).collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Self {
            token: Signer::read(&rows, Purpose::Token, vault)?,
            receipt: Signer::read(&rows, Purpose::Receipt, vault)?,
            public,
        })
    }

    /// Signs the claims of an access token.
    pub fn sign_token(&self, claims: &impl Serialize) -> Result<String> {
        self.token.sign(ACCESS_TOKEN, claims)
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
        self.receipt.sign(RECEIPT, content)
    }

    /// A profile as a compact JWS, with the keys of receipts: it is verified in the same way, and is never one.
    pub fn sign_profile(&self, claims: &Value) -> Result<String> {
        self.receipt.sign(PROFILE, claims)
    }

    /// The content of a receipt that one of our receipt keys signed, the retired ones included.
    pub fn verify_receipt(&self, jws: &str) -> Result<Value> {
        self.read(jws.trim(), Purpose::Receipt, RECEIPT, &receipt_rules())
            .ok_or_else(|| Error::new(Code::ReceiptInvalid))
    }

    /// A head of the audit log as a compact JWS, with the keys of receipts: it is verified in the same way.
    pub fn sign_audit_head(&self, head: &Value) -> Result<String> {
        self.receipt.sign(AUDIT_HEAD, head)
    }

    /// The content of a head that one of our receipt keys signed, the retired ones included.
    pub fn verify_audit_head(&self, jws: &str) -> Option<Value> {
        self.read(jws.trim(), Purpose::Receipt, AUDIT_HEAD, &receipt_rules())
    }

    /// All public halves as a JWK set (RFC 7517). Receipt keys stay for ever, so that old receipts verify.
    pub fn jwks(&self) -> Value {
        let published = self.public.iter().filter(|key| !key.retired || key.purpose == Purpose::Receipt.as_str());
        let keys: Vec<Value> = published
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
        let kid = header.kid?;
        let mut keys = self.public.iter().filter(|key| key.purpose == purpose.as_str());
        let key = keys.find(|key| key.kid == kid && (purpose == Purpose::Receipt || !key.retired))?;
        jsonwebtoken::decode(jws, &key.key, rules).ok().map(|data| data.claims)
    }
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

impl Signer {
    /// The newest key that is in force.
    fn read(rows: &[signing_key::Model], purpose: Purpose, vault: &Vault) -> anyhow::Result<Self> {
        let mut usable = rows.iter().rev().filter(|row| row.purpose == purpose.as_str() && row.retired_at.is_none());
        let row = usable.next().ok_or_else(|| anyhow::anyhow!("no {} key", purpose.as_str()))?;
        let sealed =
            row.private_enc.as_deref().ok_or_else(|| anyhow::anyhow!("the private half of {} is missing", row.kid))?;
        let pkcs8 = vault.open(&place(&row.kid), sealed)?;
        Ed25519KeyPair::from_pkcs8(&pkcs8).map_err(|_| anyhow::anyhow!("key {} is damaged", row.kid))?;
        Ok(Self { kid: row.kid.clone(), key: EncodingKey::from_ed_der(&pkcs8) })
    }

    fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(typ.to_owned());
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.key).map_err(Error::internal)
    }
}

impl PublicKey {
    fn read(row: &signing_key::Model) -> anyhow::Result<Self> {
        Ok(Self {
            kid: row.kid.clone(),
            purpose: row.purpose.clone(),
            x: row.public_key.clone(),
            retired: row.retired_at.is_some(),
            key: DecodingKey::from_ed_components(&row.public_key)?,
        })
    }
}

fn new_key(purpose: Purpose, vault: &Vault) -> anyhow::Result<signing_key::ActiveModel> {
    let pair = Ed25519KeyPair::generate().map_err(|_| anyhow::anyhow!("no key could be made"))?;
    let pkcs8 = pair.to_pkcs8().map_err(|_| anyhow::anyhow!("the key cannot be kept"))?;
    let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    let kid = thumbprint(&x);
    Ok(signing_key::ActiveModel {
        private_enc: Set(Some(vault.seal(&place(&kid), pkcs8.as_ref())?)),
        kid: Set(kid),
        purpose: Set(purpose.as_str().to_owned()),
        public_key: Set(x),
        created_at: Set(Clock::default().now()),
        retired_at: Set(None),
    })
}

/// RFC 7638: SHA-256 of the required members in lexical order.
fn thumbprint(x: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)))
}

fn place(kid: &str) -> String {
    format!("signing_key|private_enc|{kid}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_thumbprint_is_that_of_rfc_8037() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        assert_eq!(super::thumbprint(x), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }
}
