//! Time as the service sees it. Tests set it; nothing else reads the machine's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// The machine's clock, which a test may shift; its copies with it.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    shift_micros: Arc<AtomicI64>,
}

impl Clock {
    /// Now, to the microsecond (what PostgreSQL keeps).
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let shifted = Utc::now().timestamp_micros() + self.shift_micros.load(Ordering::Relaxed);
        DateTime::from_timestamp_micros(shifted).unwrap_or_default()
    }

    /// Follows the machine's clock again.
    pub fn reset(&self) {
        self.shift_micros.store(0, Ordering::Relaxed);
    }

    /// Sets the time; it goes on from there.
    pub fn set(&self, to: DateTime<Utc>) {
        let by = to - self.now();
        self.shift_micros.fetch_add(by.num_microseconds().unwrap_or_default(), Ordering::Relaxed);
    }
}

/// A zone by its IANA name; Jakarta when it is unknown.
pub fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(chrono_tz::Asia::Jakarta)
}

/// First instant of a day in a zone. Indonesia has no daylight saving, so it always exists.
pub fn start_of_day(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::MIN);
    zone.from_local_datetime(&local)
        .earliest()
        .map_or_else(|| Utc.from_utc_datetime(&local), |at| at.with_timezone(&Utc))
}

/// 23:59:59 of a day in a zone.
pub fn end_of_day(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    start_of_day(day, zone) + Duration::seconds(86_399)
}

/// The day it is in a zone.
pub fn local_day(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}
