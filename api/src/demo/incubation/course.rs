//! How far the enterprises of the demonstration come, and when.

use std::ops::Range;

/// How far an enterprise has come by the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    Applied,
    Rejected,
    Selected,
    Preparing,
    Coached,
    /// In incubation for three months.
    Newcomer,
    Suspended,
    LeftEarly,
    /// After incubation, every gate met.
    Weaned,
    /// Graduated although papers were missing.
    Graduated,
    /// Graduated with every gate met.
    Exemplary,
}

impl Course {
    /// Most are coached; every other stage occurs.
    pub(super) fn of(index: usize, place: usize) -> Self {
        match (place, index) {
            (0, 0) => Course::Exemplary,
            (4, _) => Course::Weaned,
            (5, _) if index.is_multiple_of(5) => Course::Graduated,
            (6, 2) => Course::LeftEarly,
            (6, 4) => Course::Suspended,
            (6, _) if !index.is_multiple_of(3) => Course::Preparing,
            (7, _) => Course::Preparing,
            (8, _) if index.is_multiple_of(2) => Course::Selected,
            (8, _) => Course::Preparing,
            (9, _) if index % 4 == 1 => Course::Rejected,
            (9, _) => Course::Applied,
            _ => Course::Coached,
        }
    }

    /// Whether it applied only lately.
    pub(super) fn is_late(self) -> bool {
        matches!(self, Course::Applied | Course::Rejected | Course::Selected | Course::Preparing)
    }

    /// The months of the cohort's year in which it is in incubation or behind it.
    pub(super) fn months(self) -> Range<u32> {
        match self {
            Course::Applied | Course::Rejected | Course::Selected | Course::Preparing => 0..0,
            Course::LeftEarly => 1..5,
            Course::Suspended => 1..7,
            Course::Newcomer => 10..13,
            Course::Coached | Course::Weaned | Course::Graduated | Course::Exemplary => 1..13,
        }
    }

    /// The stages of its first weeks, each with the month and the day on which it is entered.
    pub(super) fn way(self) -> &'static [(u32, u64, &'static str)] {
        match self {
            Course::Applied => &[],
            Course::Rejected => &[(11, 20, "REJECTED")],
            Course::Selected => &[(11, 20, "SELECTED")],
            Course::Preparing => &[(11, 20, "SELECTED"), (12, 4, "PRE_INCUBATION")],
            Course::Newcomer => &[(9, 12, "SELECTED"), (9, 20, "PRE_INCUBATION"), (10, 1, "INCUBATION")],
            _ => &[(0, 10, "SELECTED"), (0, 17, "PRE_INCUBATION"), (1, 1, "INCUBATION")],
        }
    }
}
