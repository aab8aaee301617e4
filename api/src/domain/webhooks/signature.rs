//! Signatures of the Standard Webhooks specification: HMAC-SHA-256 over `id.timestamp.body`, scheme `v1`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::domain::vault::{Vault, random};
use crate::domain::{Error, Result};
use entity::webhook_endpoint::Model;

/// What secrets begin with.
const PREFIX: &str = "whsec_";

/// A new secret as callers see it: 32 random bytes.
pub fn new_secret() -> String {
    format!("{PREFIX}{}", STANDARD.encode(random::<32>()))
}

/// Encrypts a secret for its endpoint. The secret before lies in the same place, so that it is moved as it is.
pub fn seal(vault: &Vault, endpoint: Uuid, secret: &str) -> Result<String> {
    vault.seal(&place(endpoint), secret.as_bytes())
}

fn place(endpoint: Uuid) -> String {
    format!("webhook_endpoint|secret_enc|{endpoint}")
}

/// The keys that sign for an endpoint now: its secret, and the one before while that still counts.
pub fn keys(vault: &Vault, endpoint: &Model, now: DateTime<Utc>) -> Result<Vec<Vec<u8>>> {
    let previous = endpoint.previous_until.filter(|until| *until > now);
    let previous = previous.and(endpoint.previous_secret_enc.as_ref());
    [Some(&endpoint.secret_enc), previous].into_iter().flatten().map(|sealed| key(vault, endpoint.id, sealed)).collect()
}

fn key(vault: &Vault, endpoint: Uuid, sealed: &str) -> Result<Vec<u8>> {
    let broken = || Error::internal(anyhow::anyhow!("the secret of a webhook endpoint is damaged"));
    let text = String::from_utf8(vault.open(&place(endpoint), sealed)?).map_err(|_| broken())?;
    STANDARD.decode(text.strip_prefix(PREFIX).ok_or_else(broken)?).map_err(|_| broken())
}

/// The `webhook-signature` header: one signature for each key, separated by spaces.
pub fn header(keys: &[Vec<u8>], id: &str, timestamp: i64, body: &str) -> Result<String> {
    let signatures: Result<Vec<String>> = keys.iter().map(|key| sign(key, id, timestamp, body)).collect();
    Ok(signatures?.join(" "))
}

fn sign(key: &[u8], id: &str, timestamp: i64, body: &str) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key)
        .map_err(|_| Error::internal(anyhow::anyhow!("a webhook key of an impossible length")))?;
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body.as_bytes());
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that the libraries of the specification test themselves with.
    #[test]
    fn the_signature_is_that_of_the_specification() {
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = sign(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#).unwrap();
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn each_secret_is_new_and_holds_32_bytes() {
        let (one, two) = (new_secret(), new_secret());
        assert_ne!(one, two);
        assert_eq!(STANDARD.decode(one.strip_prefix(PREFIX).unwrap()).unwrap().len(), 32);
    }
}
