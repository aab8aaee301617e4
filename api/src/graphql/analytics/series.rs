//! enterpriseSeries: its rows.

use super::figures::figures;
use crate::view::Rupiah;

figures! {
    /// What enterprises recorded of their months.
    EnterpriseSeries;
    /// A month of the enterprises that recorded it. A month that none recorded has no row: that is not zero.
    EnterpriseSeriesRow {
        /// Enterprises that recorded it; over several months each of them once.
        enterprises: Option<i64> = "enterprises",
        /// Revenue (P01), whole rupiah.
        revenue: Option<Rupiah> = "revenue",
        /// Costs (P02), whole rupiah.
        costs: Option<Rupiah> = "costs",
        /// Profit (P03), whole rupiah; negative for a loss.
        profit: Option<Rupiah> = "profit",
        /// Paid workers (P05 and P06); over several months their mean, rounded.
        workers: Option<i64> = "workers",
    }
    computed {}
}
