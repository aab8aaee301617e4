//! Encryption at rest: the master key wraps everything that must not lie in plain in the database.

use std::collections::BTreeSet;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use super::error::{Error, Result};

/// Holds the master key. Its `Debug` shows nothing.
pub struct Vault {
    kek_id: String,
    wrap: [u8; 32],
    index: [u8; 32],
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault([redacted])")
    }
}

impl Vault {
    /// Derives the working keys from the 32-byte master key.
    pub fn new(master: &[u8; 32]) -> Self {
        let hkdf = Hkdf::<Sha256>::new(None, master);
        let derive = |info: &str| {
            let mut key = [0u8; 32];
            // 32 bytes are always within what HKDF-SHA-256 can give.
            let _ = hkdf.expand(info.as_bytes(), &mut key);
            key
        };
        Self {
            kek_id: hex(&Sha256::digest(derive("id")))[..8].to_owned(),
            wrap: derive("wrap"),
            index: derive("index"),
        }
    }

    /// Reads a master key file: 32 bytes, base64.
    pub fn parse(text: &str) -> Option<[u8; 32]> {
        STANDARD.decode(text.trim()).ok()?.try_into().ok()
    }

    /// Whether a key was typed or counted and not drawn at random: few different bytes, or steps between them, or text.
    /// Of 10^9 random keys, none is taken for one.
    pub fn is_weak(key: &[u8; 32]) -> bool {
        let few = |bytes: &mut dyn Iterator<Item = u8>| bytes.collect::<BTreeSet<u8>>().len() < 16;
        let mut steps = key.iter().zip(key.iter().skip(1)).map(|(one, next)| next.wrapping_sub(*one));
        few(&mut key.iter().copied()) || few(&mut steps) || key.iter().all(|byte| matches!(byte, 0x20..0x7f))
    }

    /// A new master key, base64.
    pub fn generate() -> String {
        STANDARD.encode(random::<32>())
    }

    pub fn kek_id(&self) -> &str {
        &self.kek_id
    }

    /// Encrypts; `place` (`table|column|row`) is bound in, so that a ciphertext cannot be moved elsewhere.
    pub fn seal(&self, place: &str, plain: &[u8]) -> Result<String> {
        seal_with(&self.wrap, &self.kek_id, place, plain)
    }

    pub fn open(&self, place: &str, sealed: &str) -> Result<Vec<u8>> {
        open_with(&self.wrap, place, sealed)
    }

    /// A fresh key for one person, and its wrapped form.
    pub fn new_subject_key(&self, subject: uuid::Uuid) -> Result<([u8; 32], String)> {
        let key = random::<32>();
        let wrapped = self.seal(&format!("subject_key|wrapped|{subject}"), &key)?;
        Ok((key, wrapped))
    }

    pub fn subject_key(&self, subject: uuid::Uuid, wrapped: &str) -> Result<[u8; 32]> {
        self.open(&format!("subject_key|wrapped|{subject}"), wrapped)?
            .try_into()
            .map_err(|_| Error::internal(anyhow::anyhow!("a subject key has the wrong length")))
    }

    /// Keyed hash to find a protected value by equality (blind index), hex.
    pub fn blind_index(&self, field: &str, value: &str) -> String {
        keyed_hash(&self.index, field, value)
    }
}

/// Hash of a value that nobody can guess at without the key, hex.
pub fn keyed_hash(key: &[u8; 32], field: &str, value: &str) -> String {
    let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) else {
        return String::new();
    };
    mac.update(field.as_bytes());
    mac.update(&[0]);
    mac.update(value.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// Encrypts under a given key: `v1.<key id>.<nonce>.<ciphertext>`.
pub fn seal_with(key: &[u8; 32], key_id: &str, place: &str, plain: &[u8]) -> Result<String> {
    let nonce = random::<12>();
    let cipher = Aes256Gcm::new(key.into());
    let sealed = cipher
        .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: place.as_bytes() })
        .map_err(|_| Error::internal(anyhow::anyhow!("encryption failed")))?;
    Ok(format!("v1.{key_id}.{}.{}", URL_SAFE_NO_PAD.encode(nonce), URL_SAFE_NO_PAD.encode(sealed)))
}

/// Encrypts a piece of a file: nonce, then ciphertext.
pub fn seal_piece(key: &[u8; 32], place: &str, plain: &[u8]) -> Option<Vec<u8>> {
    let nonce = random::<12>();
    let payload = Payload { msg: plain, aad: place.as_bytes() };
    let sealed = Aes256Gcm::new(key.into()).encrypt(&Nonce::from(nonce), payload).ok()?;
    Some([&nonce[..], &sealed[..]].concat())
}

/// Decrypts what [`seal_piece`] gave; none where it is not that.
pub fn open_piece(key: &[u8; 32], place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<12>()?;
    let payload = Payload { msg: sealed, aad: place.as_bytes() };
    Aes256Gcm::new(key.into()).decrypt(&Nonce::from(*nonce), payload).ok()
}

pub fn open_with(key: &[u8; 32], place: &str, sealed: &str) -> Result<Vec<u8>> {
    let broken = || {
        Error::internal(anyhow::anyhow!("a sealed value in {place} does not open: wrong master key or damaged data"))
    };
    let mut parts = sealed.split('.').skip(2);
    let nonce: [u8; 12] =
        parts.next().and_then(|p| URL_SAFE_NO_PAD.decode(p).ok()).and_then(|n| n.try_into().ok()).ok_or_else(broken)?;
    let sealed = parts.next().and_then(|p| URL_SAFE_NO_PAD.decode(p).ok()).ok_or_else(broken)?;
    Aes256Gcm::new(key.into())
        .decrypt(&Nonce::from(nonce), Payload { msg: &sealed, aad: place.as_bytes() })
        .map_err(|_| broken())
}

/// Random bytes from the operating system's generator (through the thread's CSPRNG).
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    rand::fill(&mut bytes);
    bytes
}

/// A 256-bit random secret as text.
pub fn random_secret() -> String {
    URL_SAFE_NO_PAD.encode(random::<32>())
}

/// SHA-256 as hex. Enough for secrets of 256 random bits; passwords go through argon2id.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_nobody_drew_at_random_are_weak() {
        let counted: [u8; 32] = std::array::from_fn(|at| u8::try_from(at * 5).unwrap());
        for key in [[0; 32], [7; 32], counted, *b"kata-sandi-yang-panjang-sekali!!"] {
            assert!(Vault::is_weak(&key), "{key:?}");
        }
        for _ in 0..1_000 {
            assert!(!Vault::is_weak(&random()));
        }
    }

    #[test]
    fn a_sealed_value_opens_only_in_its_place_and_with_its_key() {
        let vault = Vault::new(&[7; 32]);
        let sealed = vault.seal("account|phone|1", b"+628123").unwrap();
        assert_eq!(vault.open("account|phone|1", &sealed).unwrap(), b"+628123");
        assert!(vault.open("account|phone|2", &sealed).is_err());
        assert!(Vault::new(&[8; 32]).open("account|phone|1", &sealed).is_err());
        assert!(!sealed.contains("628123"));
    }
}
