//! All keys, in the order in which they sign. Which of them does, and which are still believed, follows from the time:
//! nothing needs to be done at the moment when one takes over from another.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{LEEWAY_SECONDS, Purpose};
use crate::domain::people::claims::TOKEN_SECONDS;
use crate::domain::vault::Vault;
use crate::domain::{Error, Result};
use entity::signing_key;

/// A key of tokens is believed so long after another one took over: its last token has ended then.
pub(super) const KEPT: Duration = Duration::seconds(TOKEN_SECONDS + 2 * LEEWAY_SECONDS);

pub(super) struct Ring(Vec<Held>);

pub(super) struct Held {
    pub kid: String,
    pub x: String,
    purpose: String,
    retired: bool,
    signs_from: Option<DateTime<Utc>>,
    /// None once it is retired.
    signer: Option<EncodingKey>,
    key: DecodingKey,
}

impl Ring {
    pub(super) async fn read(conn: &impl ConnectionTrait, vault: &Vault) -> anyhow::Result<Self> {
        let rows = in_order(signing_key::Entity::find().all(conn).await?);
        Ok(Self(rows.iter().map(|row| Held::read(row, vault)).collect::<anyhow::Result<_>>()?))
    }

    fn of(&self, purpose: Purpose) -> impl DoubleEndedIterator<Item = &Held> {
        self.0.iter().filter(move |held| held.purpose == purpose.as_str())
    }

    /// Signs with the newest key whose time has come.
    pub(super) fn sign(
        &self,
        purpose: Purpose,
        typ: &str,
        claims: &impl Serialize,
        now: DateTime<Utc>,
    ) -> Result<String> {
        let mut usable = self.of(purpose).rev().filter(|held| held.signs_from.is_none_or(|from| from <= now));
        let (kid, signer) = usable
            .find_map(|held| Some((&held.kid, held.signer.as_ref()?)))
            .ok_or_else(|| Error::internal(anyhow::anyhow!("no {} key", purpose.as_str())))?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(typ.to_owned());
        header.kid = Some(kid.clone());
        jsonwebtoken::encode(&header, claims, signer).map_err(Error::internal)
    }

    /// The public half of a key that is believed.
    pub(super) fn verifying(&self, purpose: Purpose, kid: &str, now: DateTime<Utc>) -> Option<&DecodingKey> {
        let held = self.of(purpose).find(|held| held.kid == kid)?;
        (purpose == Purpose::Receipt || self.is_in_force(held, now)).then_some(&held.key)
    }

    /// What is told of: every receipt key there ever was, and the keys of tokens that are believed or will be.
    pub(super) fn published(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Held> {
        let receipts = Purpose::Receipt.as_str();
        self.0.iter().filter(move |held| held.purpose == receipts || self.is_in_force(held, now))
    }

    fn is_in_force(&self, held: &Held, now: DateTime<Utc>) -> bool {
        let after = self.0.iter().skip_while(|other| other.kid != held.kid).skip(1);
        let mut later = after.filter(|other| other.purpose == held.purpose && !other.retired);
        !held.retired && !later.any(|other| is_over(other.signs_from, now))
    }
}

/// Whether what was signed before a key took over has ended.
pub(super) fn is_over(later: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    later.is_some_and(|from| from + KEPT <= now)
}

/// Keys in the order in which they sign.
pub(super) fn in_order(mut rows: Vec<signing_key::Model>) -> Vec<signing_key::Model> {
    rows.sort_by_key(|row| (row.signs_from, row.created_at));
    rows
}

impl Held {
    fn read(row: &signing_key::Model, vault: &Vault) -> anyhow::Result<Self> {
        let signer = match row.private_enc.as_deref().filter(|_| row.retired_at.is_none()) {
            Some(sealed) => {
                let pkcs8 = vault.open(&place(&row.kid), sealed)?;
                Ed25519KeyPair::from_pkcs8(&pkcs8).map_err(|_| anyhow::anyhow!("key {} is damaged", row.kid))?;
                Some(EncodingKey::from_ed_der(&pkcs8))
            }
            None => None,
        };
        Ok(Self {
            kid: row.kid.clone(),
            x: row.public_key.clone(),
            purpose: row.purpose.clone(),
            retired: row.retired_at.is_some(),
            signs_from: row.signs_from,
            signer,
            key: DecodingKey::from_ed_components(&row.public_key)?,
        })
    }
}

/// A new pair, its private half sealed.
pub(super) fn new_key(
    purpose: Purpose,
    vault: &Vault,
    now: DateTime<Utc>,
    signs_from: Option<DateTime<Utc>>,
) -> anyhow::Result<signing_key::ActiveModel> {
    let pair = Ed25519KeyPair::generate().map_err(|_| anyhow::anyhow!("no key could be made"))?;
    let pkcs8 = pair.to_pkcs8().map_err(|_| anyhow::anyhow!("the key cannot be kept"))?;
    let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    let kid = thumbprint(&x);
    Ok(signing_key::ActiveModel {
        private_enc: Set(Some(vault.seal(&place(&kid), pkcs8.as_ref())?)),
        kid: Set(kid),
        purpose: Set(purpose.as_str().to_owned()),
        public_key: Set(x),
        created_at: Set(now),
        signs_from: Set(signs_from),
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
