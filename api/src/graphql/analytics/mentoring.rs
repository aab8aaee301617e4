//! mentoringOverview: its rows.

use super::figures::{figures, measure, percent};
use super::told::hundredths;
use crate::domain::analytics::{Cell, Cells};

figures! {
    /// Visits of mentors to enterprises.
    MentoringOverview;
    /// Visits. The stage is that of today.
    MentoringOverviewRow {
        /// Visits that were recorded.
        visits: Option<i64> = "visits",
        /// Of these, those that were verified.
        verified: Option<i64> = "verified",
        /// Of these, those that were refused.
        refused: Option<i64> = "refused",
        /// Mentors who came, each once.
        mentors: Option<i64> = "mentors",
        /// Enterprises that were visited, each once.
        enterprises: Option<i64> = "enterprises",
    }
    computed {
        /// Hours of all visits, two places.
        hours: Option<f64> = hours as "hours" of ["minutes"],
        /// Hours of the verified ones (C06), two places.
        verified_hours: Option<f64> = verified_hours as "verifiedHours" of ["verifiedMinutes"],
        /// `verified` of `visits` in percent, two places.
        verified_share: Option<f64> = verified_share as "verifiedShare" of ["verified", "visits"],
    }
}

fn hours(cells: &Cells, cell: &Cell) -> Option<f64> {
    measure::<Option<i64>>(cells, cell, "minutes").map(in_hours)
}

fn verified_hours(cells: &Cells, cell: &Cell) -> Option<f64> {
    measure::<Option<i64>>(cells, cell, "verifiedMinutes").map(in_hours)
}

fn verified_share(cells: &Cells, cell: &Cell) -> Option<f64> {
    percent(cells, cell, "verified", "visits")
}

/// Minutes as hours, rounded to two places.
fn in_hours(minutes: i64) -> f64 {
    hundredths((minutes.saturating_mul(100) + 30) / 60)
}
