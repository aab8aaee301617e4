//! When a delivery is tried again: growing pauses with some chance in them, for 72 hours.

use chrono::{DateTime, Duration, Utc};

use crate::domain::vault::random;

/// Attempts go on for this long after the first.
pub const RETRY_HOURS: i64 = 72;
/// An endpoint that fails for this long is disabled.
pub const FAILING_HOURS: i64 = 120;
/// Failures in a row after which an endpoint gets single trials only.
pub const BREAK_AFTER: i32 = 5;
/// Between two trials lies this many times the first pause: 30 s.
const TRIAL_PAUSES: i32 = 6;
/// A receiver may ask for a pause of at most this long.
const LONGEST_PAUSE: Duration = Duration::hours(24);

/// The pauses between attempts.
#[derive(Clone, Debug)]
pub struct Pauses(Vec<Duration>);

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Again(DateTime<Utc>),
    Parked,
}

impl Pauses {
    /// Reads the setting: seconds, fractions too, separated by commas.
    pub fn parse(text: &str) -> Option<Self> {
        let pauses: Option<Vec<Duration>> = text
            .split(',')
            .map(|word| {
                let seconds: f64 = word.trim().parse().ok()?;
                (0.0..=864_000.0).contains(&seconds).then(|| Duration::milliseconds((seconds * 1_000.0) as i64))
            })
            .collect();
        pauses.filter(|pauses| !pauses.is_empty()).map(Self)
    }

    /// Between two trials of an endpoint that failed often.
    pub fn trial(&self) -> Duration {
        self.0.first().copied().unwrap_or_default() * TRIAL_PAUSES
    }

    /// After so many attempts, the last of which failed. The last attempt of all is at the end of the 72 hours.
    pub fn next(&self, attempts: i32, first_at: DateTime<Utc>, now: DateTime<Utc>, asked: Option<Duration>) -> Next {
        let end = first_at + Duration::hours(RETRY_HOURS);
        if now >= end {
            return Next::Parked;
        }
        let place = usize::try_from(attempts.saturating_sub(1)).unwrap_or_default();
        let pause = self.0.get(place).or(self.0.last()).copied().unwrap_or_default();
        let at = now + asked.unwrap_or_else(|| shaken(pause));
        Next::Again(if at < end { at } else { end })
    }
}

/// The same, give or take a fifth: what failed together does not come back together.
fn shaken(pause: Duration) -> Duration {
    let chance = f64::from(u32::from_be_bytes(random::<4>())) / f64::from(u32::MAX);
    Duration::milliseconds((pause.num_milliseconds() as f64 * (0.8 + 0.4 * chance)) as i64)
}

/// The pause that a `Retry-After` header asks for: seconds or a date, at most 24 hours.
pub fn retry_after(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let text = text.trim();
    let asked = match text.parse::<u32>() {
        Ok(seconds) => Duration::seconds(i64::from(seconds)),
        Err(_) => DateTime::parse_from_rfc2822(text).ok()?.to_utc() - now,
    };
    (asked > Duration::zero()).then(|| if asked < LONGEST_PAUSE { asked } else { LONGEST_PAUSE })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn pauses_grow_with_a_fifth_of_chance_until_72_hours_have_passed() {
        let pauses = Pauses::parse("5,300,1800").unwrap();
        let first = at("2026-11-05T02:00:00Z");
        for (attempts, seconds) in [(1, 5), (2, 300), (3, 1_800), (4, 1_800), (99, 1_800)] {
            for _ in 0..50 {
                let Next::Again(next) = pauses.next(attempts, first, first, None) else { panic!("parked") };
                let pause = (next - first).num_milliseconds();
                assert!((seconds * 800..=seconds * 1_200).contains(&pause), "{attempts}: {pause}");
            }
        }
        let end = first + Duration::hours(72);
        assert_eq!(pauses.next(9, first, end - Duration::seconds(1), None), Next::Again(end));
        assert_eq!(pauses.next(9, first, end, None), Next::Parked);
        assert_eq!(pauses.next(9, first, end, Some(Duration::seconds(1))), Next::Parked);
        assert_eq!(pauses.trial(), Duration::seconds(30));
    }

    #[test]
    fn pauses_may_be_fractions_and_are_never_nonsense() {
        assert_eq!(Pauses::parse("0.05, 0.1").unwrap().trial(), Duration::milliseconds(300));
        for wrong in ["", "5,", "x", "-1", "NaN", "inf", "1e9"] {
            assert!(Pauses::parse(wrong).is_none(), "{wrong}");
        }
        assert!(Pauses::parse(&crate::config::Settings::default().webhook_pauses).is_some());
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_at_most_a_day() {
        let now = at("2026-11-05T02:00:00Z");
        assert_eq!(retry_after(" 120 ", now), Some(Duration::seconds(120)));
        assert_eq!(retry_after("Thu, 05 Nov 2026 02:01:30 GMT", now), Some(Duration::seconds(90)));
        assert_eq!(retry_after("4000000000", now), Some(Duration::hours(24)));
        assert_eq!(retry_after("Sat, 05 Dec 2026 02:00:00 GMT", now), Some(Duration::hours(24)));
        for nothing in ["", "0", "-5", "soon", "Wed, 04 Nov 2026 02:00:00 GMT"] {
            assert_eq!(retry_after(nothing, now), None, "{nothing}");
        }
    }
}
