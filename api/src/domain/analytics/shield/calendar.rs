//! The stretches of a year that are published, and how they add up.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

/// Months of one year, both included, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First month.
    pub first: u32,
    /// Last month.
    pub last: u32,
}

impl Span {
    /// From a month to another one.
    pub const fn new(first: u32, last: u32) -> Self {
        Self { first, last }
    }

    fn length(self) -> u32 {
        self.last + 1 - self.first
    }

    /// The whole months from one day to another, and their year. None if the days lie in two years, or in disorder.
    pub fn of(from: NaiveDate, to: NaiveDate) -> Option<(i32, Self)> {
        (from.year() == to.year() && from <= to).then(|| (from.year(), Self::new(from.month(), to.month())))
    }

    /// Whether a year of so many months publishes it.
    pub fn is_published(self) -> bool {
        let fits = |long: u32| self.length() == long && (self.first - 1).is_multiple_of(long);
        self.first == 1 || [1, 3, 6].into_iter().any(fits)
    }

    /// Whether it is a year to date and nothing else.
    pub fn is_running(self) -> bool {
        self.first == 1 && !matches!(self.last, 1 | 3 | 6 | 12)
    }

    /// The sums that it is: of whole months, quarters and halves; and from January on, of the year to the month before
    /// and the last month. With each the year to date in it that is worth least, if any.
    pub fn sums(self) -> Vec<(Vec<Span>, Option<Span>)> {
        let Self { first, last } = self;
        let months = |first: u32| (first..=last).map(|month| Span::new(month, month));
        let parts: Vec<Span> = match self.length() {
            1 => return Vec::new(),
            3 if (first - 1).is_multiple_of(3) => months(first).collect(),
            6 if (first - 1).is_multiple_of(6) => vec![Span::new(first, first + 2), Span::new(first + 3, last)],
            12 => vec![Span::new(1, 6), Span::new(7, 12)],
            9 => vec![Span::new(1, 6), Span::new(7, 9)],
            _ => {
                let before = last - last % 3;
                let before_it = (before > 0).then(|| Span::new(1, before));
                before_it.into_iter().chain(months(before + 1)).collect()
            }
        };
        let mut sums = vec![(parts, self.is_running().then_some(self))];
        let until = Span::new(1, last - 1);
        if first == 1 && until.is_running() {
            sums.push((vec![until, Span::new(last, last)], Some(until)));
        }
        sums
    }
}

/// All that a year publishes, up to a month: months, quarters, halves, the year, and the year to date of each month.
pub fn published(months: u32) -> BTreeSet<Span> {
    let all = (1..=months).flat_map(|first| (first..=months).map(move |last| Span::new(first, last)));
    all.filter(|span| span.is_published()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_publishes_its_months_quarters_halves_and_years_to_date() {
        // 12 months, 4 quarters, 2 halves, the year, and years to date that are none of them: to 2, 4, 5, 7 .. 11.
        assert_eq!(published(12).len(), 12 + 4 + 2 + 1 + 8);
        for (first, last) in [(2, 3), (3, 5), (2, 12), (4, 9), (7, 11)] {
            assert!(!Span::new(first, last).is_published(), "{first} to {last}");
        }
    }

    #[test]
    fn every_stretch_is_the_sum_of_published_ones() {
        for span in published(12) {
            let sums = span.sums();
            assert_eq!(sums.is_empty(), span.length() == 1, "{span:?}");
            for (parts, _) in sums {
                let months: Vec<u32> = parts.iter().flat_map(|part| part.first..=part.last).collect();
                assert!(parts.iter().all(|part| part.is_published() && *part != span), "{span:?}: {parts:?}");
                assert_eq!(months, (span.first..=span.last).collect::<Vec<_>>(), "{span:?}: {parts:?}");
            }
        }
    }
}
