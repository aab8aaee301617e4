//! How often a consent is read, which months it lets see, and numbers as bands.

use chrono::{DateTime, Datelike, Duration, Months, NaiveDate, Utc};

use crate::domain::reference::{CodeEntry, CodeSet};

/// Whether a consent lets itself be read now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As often as one likes, or in the window that is open.
    Open,
    /// A new window begins with it.
    Begins,
    /// Not before the next window.
    Closed,
}

/// Once a window has begun, it is read for an hour: a pull has many pages, and a page may have to be read again.
const WINDOW: Duration = Duration::hours(1);
/// What is read once stays open for a day.
const ONCE: Duration = Duration::hours(24);

/// Whether a consent of this frequency (`consentFrequencies`), whose present window began then, can be read now. A word
/// that nobody knows opens nothing.
pub fn may_read(frequency: &str, window_from: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Reading {
    if frequency == "ANY" {
        return Reading::Open;
    }
    let known = ["ONCE", "DAILY", "WEEKLY", "MONTHLY"].contains(&frequency);
    let stays = if frequency == "ONCE" { ONCE } else { WINDOW };
    match window_from {
        _ if !known => Reading::Closed,
        None => Reading::Begins,
        Some(from) if now < from + stays => Reading::Open,
        Some(from) if next_window(frequency, from).is_some_and(|next| next <= now) => Reading::Begins,
        Some(_) => Reading::Closed,
    }
}

/// When the window after the one that began then may begin; none where there is one window only.
pub fn next_window(frequency: &str, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match frequency {
        "DAILY" => Some(from + Duration::days(1)),
        "WEEKLY" => Some(from + Duration::days(7)),
        "MONTHLY" => from.checked_add_months(Months::new(1)),
        _ => None,
    }
}

/// The months that lie wholly in the period of a consent: the first and the last, where there is a bound.
pub fn months(from: Option<NaiveDate>, to: Option<NaiveDate>) -> (Option<String>, Option<String>) {
    let month = |day: NaiveDate| day.format("%Y-%m").to_string();
    let first = from.and_then(|day| if day.day() == 1 { Some(day) } else { day.checked_add_months(Months::new(1)) });
    let last = to.and_then(|day| match day.succ_opt() {
        Some(next) if next.day() == 1 => Some(day),
        _ => day.checked_sub_months(Months::new(1)),
    });
    (first.map(month), last.map(month))
}

/// Whether something lies in a period, whose first and last are part of it; where there is no bound, nothing is beyond.
pub fn within<T: PartialOrd>(it: T, first: Option<T>, last: Option<T>) -> bool {
    first.is_none_or(|first| first <= it) && last.is_none_or(|last| it <= last)
}

/// The mean of numbers, without its fraction; none where there are none.
pub fn mean(numbers: impl ExactSizeIterator<Item = i64>) -> Option<i64> {
    let count = i64::try_from(numbers.len()).ok()?;
    numbers.fold(0, i64::saturating_add).checked_div(count)
}

/// Whole months from the day a business began to a month; none where it began later.
pub fn age_months(started_on: NaiveDate, through: &str) -> Option<i32> {
    let (year, month) = through.split_once('-')?;
    let (year, month): (i32, i32) = (year.parse().ok()?, month.parse().ok()?);
    let began = started_on.year() * 12 + i32::try_from(started_on.month()).ok()?;
    Some(year * 12 + month - began).filter(|months| *months >= 0)
}

/// The band of a code set (`min` and `max`, both included) in which a number lies.
pub fn band(set: &CodeSet, number: i64) -> Option<String> {
    let bound = |entry: &CodeEntry, name: &str| entry.meta.as_ref().and_then(|meta| meta.get(name)?.as_i64());
    let lies = |entry: &&CodeEntry| {
        bound(entry, "min").is_some_and(|min| min <= number) && bound(entry, "max").is_none_or(|max| number <= max)
    };
    set.codes.iter().filter(|entry| entry.valid_to.is_none()).find(lies).map(|entry| entry.code.clone())
}
