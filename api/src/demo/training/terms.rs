//! On which days packages are held.

use chrono::{Datelike, Days, NaiveDate};

use crate::demo::incubation::scene::{Calendar, date};

/// Days of a completed package on which there is a session, counted from its first, a Monday.
const SESSIONS: [u64; 8] = [0, 1, 2, 3, 4, 7, 8, 9];
/// Days from the first to the last.
const LENGTH: u64 = 9;

/// How a package stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    /// It was completed so long ago that its report is due.
    Completed,
    /// It was completed some days ago, and nobody reported on it yet.
    Fresh,
    Running,
    Planned,
}

/// The days of a package.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub course: Course,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Days of its sessions.
    pub sessions: Vec<NaiveDate>,
}

impl Term {
    fn new(course: Course, from: NaiveDate, to: NaiveDate, last: NaiveDate) -> Self {
        let sessions = SESSIONS.into_iter().map(|day| from + Days::new(day)).filter(|day| *day <= last.min(to));
        Self { course, from, to, sessions: sessions.collect() }
    }

    /// One that ended. Its days lie in one year, which pays for it.
    fn ended(days: &Calendar, course: Course, ago: u64) -> Self {
        let mut from = monday(days.ago(ago));
        if (from + Days::new(LENGTH)).year() != from.year() {
            from = from - Days::new(14);
        }
        let to = from + Days::new(LENGTH);
        Self::new(course, from, to, to)
    }

    /// One that began some days ago.
    pub(super) fn running(days: &Calendar) -> Self {
        let (today, first) = (days.ago(0), monday(days.ago(6)));
        let from = first.max(date(today.year(), 1, 1));
        let to = (first + Days::new(13)).min(date(today.year(), 12, 31));
        Self::new(Course::Running, from, to, today)
    }

    /// One that begins in some weeks.
    pub(super) fn planned(days: &Calendar) -> Self {
        let from = monday(days.ago(0) + Days::new(35));
        let to = (from + Days::new(LENGTH)).min(date(from.year(), 12, 31));
        Self::new(Course::Planned, from, to, days.ago(0))
    }

    /// The day of certificates, on which it is closed.
    pub(super) fn closed(&self) -> NaiveDate {
        self.to + Days::new(2)
    }

    /// So many days before its first.
    pub(super) fn before(&self, days: u64) -> NaiveDate {
        self.from - Days::new(days)
    }
}

fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

/// Before the first package began.
pub(super) fn year_ago(days: &Calendar) -> NaiveDate {
    days.ago(420)
}

/// The packages that a BLK completed within a year, the oldest first: the first has three, others one or two.
pub(super) fn completed(days: &Calendar, place: usize) -> Vec<Term> {
    let ended = |ago: u64| Term::ended(days, Course::Completed, ago);
    let fresh = || Term::ended(days, Course::Fresh, 14);
    let spread = u64::try_from(place * 37 % 290).unwrap_or_default();
    match (place, place % 8) {
        (0, _) => vec![ended(270), ended(150), fresh()],
        (_, 1) => vec![ended(200 + spread / 2), ended(45 + spread / 4)],
        (_, 3) => vec![fresh()],
        _ => vec![ended(45 + spread)],
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::*;

    #[test]
    fn days_of_a_package_lie_in_one_year_whenever_the_demonstration_is_loaded() {
        for offset in 0..730 {
            let today = date(2026, 1, 1) + Days::new(offset);
            let days = Calendar::at(today.and_time(NaiveTime::MIN).and_utc(), today);
            let made = (0..40).flat_map(|place| completed(&days, place));
            for term in made.chain([Term::running(&days), Term::planned(&days)]) {
                assert!(term.from.year() == term.to.year() && term.from <= term.to, "{term:?}");
                let over = [Course::Completed, Course::Fresh].contains(&term.course);
                assert!(!over || (term.closed() < days.ago(0) && term.sessions.len() == SESSIONS.len()), "{term:?}");
                assert!(term.course != Course::Running || (term.from <= days.ago(0) && !term.sessions.is_empty()));
            }
        }
    }
}
