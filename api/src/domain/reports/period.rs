//! Reporting periods: `2026-10`, `2026-Q3`, `2026-S2`, `2026`. The fiscal year is the calendar year.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::domain::{Code, Error, Result};
use crate::vocab::Cadence;

/// A stretch of one, three, six or twelve whole months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    year: i32,
    /// Which month, quarter or half; 1 for a year.
    index: u32,
    months: u32,
}

/// Months of a cadence; none for templates without periods.
pub fn months_of(cadence: Cadence) -> Option<u32> {
    match cadence {
        Cadence::Monthly => Some(1),
        Cadence::Quarterly => Some(3),
        Cadence::Semiannual => Some(6),
        Cadence::Annual => Some(12),
        Cadence::PerEvent | Cadence::AdHoc => None,
    }
}

/// Refuses a filter that no report can fulfil: of a periodic template what is no period of it, and where no template
/// is named what is written like a period and is none. Anything else is the number of an event.
pub fn check_filter(cadence: Option<Cadence>, text: &str) -> Result<()> {
    match cadence {
        Some(cadence) if months_of(cadence).is_some() => Period::parse(cadence, text).map(drop),
        None if Period::read(text).is_none() && is_like_a_period(text) => {
            Err(Error::field(Code::PeriodMalformed, "/period"))
        }
        _ => Ok(()),
    }
}

/// Whether a text is empty, or four digits and after them nothing but what periods and days are written with.
fn is_like_a_period(text: &str) -> bool {
    let written = |b: u8| b.is_ascii_digit() || b"-/. QqSs".contains(&b);
    let year = text.bytes().take(4);
    text.trim().is_empty()
        || (year.len() == 4 && year.clone().all(|b| b.is_ascii_digit()) && text.bytes().skip(4).all(written))
}

impl Period {
    /// Reads a period of the given cadence.
    pub fn parse(cadence: Cadence, text: &str) -> Result<Self> {
        let malformed = || Error::field(Code::PeriodMalformed, "/period");
        let months = months_of(cadence).ok_or_else(malformed)?;
        let period = Self::read(text).filter(|period| period.months == months);
        period.ok_or_else(malformed)
    }

    /// Reads a period of any cadence.
    pub fn read(text: &str) -> Option<Self> {
        let (year, rest) = match text.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (text, None),
        };
        let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
        let year: i32 = digits(year, 4).then(|| year.parse().ok())??;
        let (index, months) = match rest {
            None => (1, 12),
            Some(rest) => match (rest.strip_prefix('Q'), rest.strip_prefix('S')) {
                (Some(quarter), _) if digits(quarter, 1) => (quarter.parse().ok()?, 3),
                (_, Some(half)) if digits(half, 1) => (half.parse().ok()?, 6),
                (None, None) if digits(rest, 2) => (rest.parse().ok()?, 1),
                _ => return None,
            },
        };
        ((2000..2100).contains(&year) && index >= 1 && index <= 12 / months).then_some(Self { year, index, months })
    }

    /// The period of a cadence in which a day lies.
    pub fn containing(cadence: Cadence, day: NaiveDate) -> Option<Self> {
        let months = months_of(cadence)?;
        Some(Self { year: day.year(), index: day.month0() / months + 1, months })
    }

    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, (self.index - 1) * self.months + 1, 1).unwrap_or_default()
    }

    pub fn last_day(self) -> NaiveDate {
        self.next().first_day().pred_opt().unwrap_or_default()
    }

    pub fn next(self) -> Self {
        if self.index < 12 / self.months {
            Self { index: self.index + 1, ..self }
        } else {
            Self { year: self.year + 1, index: 1, ..self }
        }
    }

    pub fn previous(self) -> Self {
        if self.index > 1 {
            Self { index: self.index - 1, ..self }
        } else {
            Self { year: self.year - 1, index: 12 / self.months, ..self }
        }
    }

    pub fn year(self) -> i32 {
        self.year
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.months {
            1 => write!(f, "{:04}-{:02}", self.year, self.index),
            3 => write!(f, "{:04}-Q{}", self.year, self.index),
            6 => write!(f, "{:04}-S{}", self.year, self.index),
            _ => write!(f, "{:04}", self.year),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_read_only_in_the_form_of_its_cadence() {
        for (cadence, good) in [
            (Cadence::Monthly, "2026-10"),
            (Cadence::Quarterly, "2026-Q3"),
            (Cadence::Semiannual, "2026-S2"),
            (Cadence::Annual, "2026"),
        ] {
            assert_eq!(Period::parse(cadence, good).unwrap().to_string(), good);
            for bad in [
                "2026-13",
                "2026-00",
                "2026-Q5",
                "2026-S3",
                "26-10",
                "2026-1",
                "2026-10-01",
                "",
                "1999",
                "२०२६",
                "2026-Q",
            ] {
                assert!(Period::parse(cadence, bad).is_err(), "{bad}");
            }
        }
        assert!(Period::parse(Cadence::Monthly, "2026-Q3").is_err());
    }

    #[test]
    fn a_filter_by_what_no_report_has_is_refused() {
        for (cadence, text, good) in [
            (Some(Cadence::Monthly), "2026-10", true),
            (Some(Cadence::Monthly), "2026-Q3", false),
            (Some(Cadence::Monthly), "PKT-1", false),
            (Some(Cadence::PerEvent), "PKT-1", true),
            (Some(Cadence::PerEvent), "2026-13", true),
            (None, "2026-S2", true),
            (None, "PKT-1", true),
            (None, "KEBAKARAN 2026", true),
            (None, "2026-13", false),
            (None, "2026-q3", false),
            (None, "2026/10", false),
            (None, "2026-10-01", false),
            (None, "1999", false),
            (None, " ", false),
        ] {
            assert_eq!(check_filter(cadence, text).is_ok(), good, "{cadence:?} {text}");
        }
    }

    #[test]
    fn periods_follow_each_other_without_gap() {
        for text in ["2026-12", "2026-01", "2026-Q4", "2026-S1", "2026"] {
            let period = Period::read(text).unwrap();
            assert_eq!(period.last_day().succ_opt().unwrap(), period.next().first_day());
            assert_eq!(period.next().previous(), period);
        }
        assert_eq!(Period::read("2024-02").unwrap().last_day(), NaiveDate::from_ymd_opt(2024, 2, 29).unwrap());
    }
}
