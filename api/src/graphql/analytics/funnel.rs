//! incubationFunnel: its rows.

use super::figures::figures;
use crate::view::Rupiah;

figures! {
    /// Incubatees by how far they are.
    IncubationFunnel;
    /// Incubatees of today. A vocation, an agenda or a priority area counts all that have it: their rows do not add up.
    IncubationFunnelRow {
        /// Incubatees: enterprises in a cohort. An enterprise in two cohorts counts in both.
        enterprises: Option<i64> = "enterprises",
        /// Members of these enterprises today. Who is in two enterprises counts in both.
        members: Option<i64> = "members",
        /// Of the incubatees, those that recorded a month at all.
        reporting: Option<i64> = "reporting",
        /// Paid workers (P05 and P06) in the latest month that each recorded; null where none did, which is not zero.
        jobs: Option<i64> = "jobs",
        /// Incubatees whom a partner contacted. Here and below: outcomes that partners wrote back of those who
        /// consented; what is disputed does not count until it is decided, what was corrected counts as it says now.
        contacted: Option<i64> = "contacted",
        /// Incubatees to whom a partner made an offer.
        offered: Option<i64> = "offered",
        /// Incubatees for whom a partner approved finance.
        approved: Option<i64> = "approved",
        /// Incubatees to whom a partner paid finance out.
        disbursed: Option<i64> = "disbursed",
        /// Incubatees whom a partner declined, once at least.
        declined: Option<i64> = "declined",
        /// What partners paid out, whole rupiah.
        amount_disbursed: Option<Rupiah> = "amountDisbursed",
    }
    computed {}
}
