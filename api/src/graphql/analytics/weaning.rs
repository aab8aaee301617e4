//! weaningOverview: its rows.

use super::figures::{figures, percent};
use crate::domain::analytics::{Cell, Cells};
use crate::view::Rupiah;

figures! {
    /// How far BLKs are weaned.
    WeaningOverview;
    /// BLKs of today. Nothing here is ever suppressed: it counts BLKs.
    WeaningOverviewRow {
        /// BLKs.
        blks: i64 = "blks",
        /// Of these, those that are weaned: DISAPIH or MANDIRI.
        weaned: i64 = "weaned",
        /// Of the weaned, those that are independent: MANDIRI.
        independent: i64 = "independent",
        /// Not weaned, though the day on which it fell due (two years after the handover) is over.
        overdue: i64 = "overdue",
        /// Not weaned, and due within 90 days.
        due_soon: i64 = "dueSoon",
        /// Without a day of handover: when their weaning falls due is not known.
        undated: i64 = "undated",
        /// BLKs with an approved operating cost (D04) in the four quarters before this one.
        reporting: i64 = "reporting",
        /// Their own revenue (D03) in those quarters, whole rupiah; null where none is approved.
        own_revenue: Option<Rupiah> = "ownRevenue",
        /// Their operating cost (D04) in those quarters, whole rupiah; null where none is approved.
        operating_cost: Option<Rupiah> = "operatingCost",
    }
    computed {
        /// `ownRevenue` of `operatingCost` in percent, two places; it may pass 100. Null without cost.
        independence: Option<f64> = independence as "independence" of ["ownRevenue", "operatingCost"],
        /// `weaned` of `blks` in percent, two places.
        weaned_share: Option<f64> = weaned_share as "weanedShare" of ["weaned", "blks"],
    }
}

fn independence(cells: &Cells, cell: &Cell) -> Option<f64> {
    percent(cells, cell, "ownRevenue", "operatingCost")
}

fn weaned_share(cells: &Cells, cell: &Cell) -> Option<f64> {
    percent(cells, cell, "weaned", "blks")
}
