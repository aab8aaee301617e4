//! Passwords: argon2id, never more at once than there are cores, and few guesses.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use super::attempts::Attempts;
use crate::domain::{Code, Error, Result, Violation};

/// Fewest characters of a password.
pub const MIN_CHARS: usize = 12;
/// Most characters of a password.
pub const MAX_CHARS: usize = 256;

/// Parts of a password that everybody tries first; one that is little more than these is refused.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "katasandi",
    "rahasia",
    "qwertyuiop",
    "qwerty",
    "1234567890",
    "123456789",
    "12345678",
    "123456",
    "0987654321",
    "abcdefgh",
    "abc123",
    "letmein",
    "welcome",
    "admin",
    "indonesia",
    "bismillah",
    "sayang",
    "iloveyou",
    "kemnaker",
    "ereporting",
    "blkkomunitas",
];

/// A hash of nothing anybody knows: an unknown account takes as long to refuse as a wrong password.
static DUMMY: LazyLock<Option<String>> = LazyLock::new(|| hash_now(&crate::domain::vault::random_secret()).ok());

/// Hashes and checks passwords.
pub struct Passwords {
    cores: Semaphore,
    /// Guesses at sign-in, per account and per address.
    pub attempts: Attempts,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self { cores: Semaphore::new(cores), attempts: Attempts::default() }
    }
}

impl Passwords {
    /// The PHC string to store.
    pub async fn hash(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        self.run(move || hash_now(&password)).await?
    }

    /// Whether the password is that of the hash. Without a hash the answer is no, after the same time.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool> {
        let (password, hash) = (password.to_owned(), hash.map(str::to_owned));
        self.run(move || {
            let known = hash.is_some();
            let Some(text) = hash.or_else(|| DUMMY.clone()) else {
                return false;
            };
            let Ok(parsed) = PasswordHash::new(&text) else {
                return false;
            };
            let same = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
            known && same
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _core = self.cores.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }
}

fn hash_now(password: &str) -> Result<String> {
    let salt = crate::domain::vault::random::<16>();
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|e| Error::internal(anyhow::anyhow!("argon2: {e}")))
}

/// Refuses a password that is short, common, or made of the person's name or e-mail.
pub fn check_strength(password: &str, name: &str, email: Option<&str>) -> Result<()> {
    let length = password.chars().count();
    let folded = password.to_lowercase();
    let local = email.and_then(|email| email.split('@').next()).unwrap_or_default();
    let own = name
        .split_whitespace()
        .chain([local, name])
        .map(str::to_lowercase)
        .any(|word| word.chars().count() >= 4 && folded.contains(&word));
    let common = COMMON.iter().any(|word| folded.contains(word) && length < word.chars().count() + 6);
    let mut letters: Vec<char> = folded.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    if (MIN_CHARS..=MAX_CHARS).contains(&length) && !own && !common && letters.len() >= 5 {
        return Ok(());
    }
    Err(Error::listing(Code::WeakPassword, vec![Violation::new(Code::WeakPassword, "/password")]))
}

#[cfg(test)]
mod tests {
    use super::check_strength;

    #[test]
    fn a_password_is_long_and_not_about_the_person() {
        let check = |password| check_strength(password, "Siti Rahayu", Some("kepala.blk@example.id"));
        assert!(check("kuda-hijau-42-meja").is_ok());
        for weak in ["short1!", "Password1234", "aaaaaaaaaaaa", "siti-rahayu-1990", "kepala.blk-2026", "123456789012"] {
            assert!(check(weak).is_err(), "{weak}");
        }
        assert!(check(&"ab1c2".repeat(60)).is_err());
    }
}
