//! jobAbsorption: its rows.

use super::figures::figures;

figures! {
    /// Paid workers of enterprises.
    JobAbsorption;
    /// Paid workers without the owners and unpaid family. Those of two months are the same people: of a stretch of
    /// several months it shows the last one that is over.
    JobAbsorptionRow {
        /// Paid workers: permanent and casual ones (P05 and P06).
        jobs: Option<i64> = "jobs",
        /// Permanent workers (P05).
        permanent: Option<i64> = "permanent",
        /// Casual and daily workers (P06).
        casual: Option<i64> = "casual",
    }
    computed {}
}
