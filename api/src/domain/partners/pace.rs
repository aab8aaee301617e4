//! How often a partner may come to the gate.

use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use uuid::Uuid;

use crate::domain::{Code, Error};

/// Callers kept before those who have not come for a minute are dropped.
const MANY: usize = 20_000;

/// Counts the calls of each client and person.
pub struct Pace {
    calls: Option<DefaultKeyedRateLimiter<Uuid>>,
    /// Refusals that are written down: one in a minute says enough of a flood.
    notes: DefaultKeyedRateLimiter<Uuid>,
}

/// One call too many.
pub(super) struct TooFast {
    pub error: Error,
    /// Whether it is to be written down.
    pub noted: bool,
}

impl Pace {
    /// So many calls in a minute, all of them at once if need be; 0 counts nothing.
    pub fn new(per_minute: u32) -> Self {
        let calls = NonZeroU32::new(per_minute).map(|rate| RateLimiter::keyed(Quota::per_minute(rate)));
        Self { calls, notes: RateLimiter::keyed(Quota::per_minute(NonZeroU32::MIN)) }
    }

    /// Counts one call.
    pub(super) fn take(&self, caller: Uuid) -> Result<(), TooFast> {
        let Some(calls) = &self.calls else { return Ok(()) };
        for limiter in [calls, &self.notes] {
            if limiter.len() > MANY {
                limiter.retain_recent();
            }
        }
        calls.check_key(&caller).map_err(|early| {
            let wait = early.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            TooFast { error: Error::new(Code::TooMany).after(wait), noted: self.notes.check_key(&caller).is_ok() }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_call_too_many_is_refused_and_a_flood_is_written_down_once() {
        let pace = Pace::new(3);
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for _ in 0..3 {
            assert!(pace.take(one).is_ok());
        }
        let refused = pace.take(one).err().unwrap();
        assert_eq!((refused.error.code(), refused.noted), (Code::TooMany, true));
        assert!(!pace.take(one).err().unwrap().noted);
        assert!(pace.take(other).is_ok());
        assert!((0..9).all(|_| Pace::new(0).take(one).is_ok()));
    }
}
