//! targetAttainment: its rows.

use super::figures::{figures, percent};
use crate::domain::analytics::{Cell, Cells};

figures! {
    /// What programmes aim at, and what was reached.
    TargetAttainment;
    /// Targets that count the same thing. Nothing here is ever suppressed.
    TargetAttainmentRow {
        /// Targets.
        targets: i64 = "targets",
        /// What is aimed at.
        target: Option<f64> = "target",
        /// What was reached: as it was recorded with the target; where nothing is recorded and an indicator is counted,
        /// as `fromFigures`. Null while nothing is known, which is not zero.
        realised: Option<f64> = "realised",
        /// What approved reports of the year say, where an indicator is counted: the sum, of percentages the mean. They
        /// are those of the unit that owes the target; where that is an organization, those of the sites of the
        /// programme with their BLKs and kawasans.
        from_figures: Option<f64> = "fromFigures",
        /// Targets of which nothing is known.
        unknown: i64 = "unknown",
    }
    computed {
        /// `realised` of the targets of which something is known, in percent with two places; it may pass 100.
        attainment: Option<f64> = attainment as "attainment" of ["realised", "targetOfKnown"],
    }
}

fn attainment(cells: &Cells, cell: &Cell) -> Option<f64> {
    percent(cells, cell, "realised", "targetOfKnown")
}
