//! aidOverview: its rows.

use super::figures::{figures, percent};
use crate::domain::analytics::{Cell, Cells};
use crate::view::Rupiah;

figures! {
    /// Aid from proposal to accepted account.
    AidOverview;
    /// Aid that was not refused, to enterprises, persons and units.
    AidOverviewRow {
        /// Aids.
        aids: Option<i64> = "aids",
        /// Members of the enterprises that receive it, on the days of the proposals.
        members: Option<i64> = "members",
        /// What was asked for, whole rupiah.
        amount_requested: Option<Rupiah> = "amountRequested",
        /// Aids that were approved.
        approved: Option<i64> = "approved",
        /// What was approved, whole rupiah.
        amount_approved: Option<Rupiah> = "amountApproved",
        /// Aids that were paid out.
        disbursed: Option<i64> = "disbursed",
        /// What was paid out, whole rupiah.
        amount_disbursed: Option<Rupiah> = "amountDisbursed",
        /// Aids whose account (LPJ) was accepted.
        accounted: Option<i64> = "accounted",
        /// What accepted accounts show as spent: paid out less what they returned, whole rupiah.
        amount_accounted: Option<Rupiah> = "amountAccounted",
        /// Aids that came back, whole or in part.
        returned: Option<i64> = "returned",
        /// What came back, whole rupiah.
        amount_returned: Option<Rupiah> = "amountReturned",
        /// Aids whose recipients broke the rules.
        breached: Option<i64> = "breached",
        /// Aids whose account was due: it was submitted, or its day is over.
        lpj_due: Option<i64> = "lpjDue",
        /// Aids of which an account was submitted.
        lpj_submitted: Option<i64> = "lpjSubmitted",
        /// Aids whose account was first submitted in time.
        lpj_on_time: Option<i64> = "lpjOnTime",
    }
    computed {
        /// `lpjOnTime` of `lpjDue` in percent, two places (D06); null where none was due, or one of the two is hidden.
        lpj_on_time_rate: Option<f64> = lpj_on_time_rate as "lpjOnTimeRate" of ["lpjOnTime", "lpjDue"],
    }
}

fn lpj_on_time_rate(cells: &Cells, cell: &Cell) -> Option<f64> {
    percent(cells, cell, "lpjOnTime", "lpjDue")
}
