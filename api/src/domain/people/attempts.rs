//! How often a secret may be guessed.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Mutex;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use sha2::{Digest, Sha256};

use crate::domain::{Code, Error, Result};

/// Guesses in a minute at one account.
const PER_ACCOUNT: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);
/// Guesses in a minute from one address; many offices share one behind their network operator.
const PER_ADDRESS: NonZeroU32 = NonZeroU32::MIN.saturating_add(59);
/// Buckets kept before full ones are dropped.
const MANY: usize = 20_000;

/// What the guesses at one account are counted under: no name, only a hash, and how often it was guessed right.
type Bucket = ([u8; 32], u64);

/// Counts guesses. A right one clears the account's count, so that only failures add up.
pub struct Attempts {
    accounts: DefaultKeyedRateLimiter<Bucket>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    successes: Mutex<HashMap<[u8; 32], u64>>,
}

impl Default for Attempts {
    fn default() -> Self {
        Self {
            accounts: RateLimiter::keyed(Quota::per_minute(PER_ACCOUNT)),
            addresses: RateLimiter::keyed(Quota::per_minute(PER_ADDRESS)),
            successes: Mutex::default(),
        }
    }
}

impl Attempts {
    /// Counts one guess; refuses it if there were too many.
    pub fn count(&self, account: &str, address: Option<IpAddr>) -> Result<()> {
        // A caller on this very machine is a proxy, which speaks for everybody.
        if let Some(address) = address.filter(|address| !address.is_loopback()) {
            check(&self.addresses, &address)?;
        }
        check(&self.accounts, &self.bucket(account))
    }

    /// The guess was right: start anew.
    pub fn clear(&self, account: &str) {
        if let Ok(mut successes) = self.successes.lock() {
            *successes.entry(hash(account)).or_default() += 1;
        }
    }

    fn bucket(&self, account: &str) -> Bucket {
        let hash = hash(account);
        let successes = self.successes.lock().ok().and_then(|map| map.get(&hash).copied());
        (hash, successes.unwrap_or_default())
    }
}

fn check<K: Clone + Eq + std::hash::Hash>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<()> {
    if limiter.len() > MANY {
        limiter.retain_recent();
    }
    limiter.check_key(key).map_err(|early| {
        let wait = early.wait_time_from(DefaultClock::default().now());
        Error::new(Code::TooMany).after(wait.as_secs() + 1)
    })
}

fn hash(account: &str) -> [u8; 32] {
    Sha256::digest(account.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_wrong_guess_is_refused_and_a_right_one_clears_the_count() {
        let attempts = Attempts::default();
        for _ in 0..10 {
            attempts.count("a", None).unwrap();
        }
        assert_eq!(attempts.count("a", None).unwrap_err().code(), Code::TooMany);
        attempts.count("b", None).unwrap();
        attempts.clear("a");
        attempts.count("a", None).unwrap();
    }
}
