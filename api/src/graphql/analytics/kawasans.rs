//! kawasanOverview: its rows.

use super::figures::figures;
use crate::view::Rupiah;

figures! {
    /// What there is in the kawasans.
    KawasanOverview;
    /// Kawasans of today, with what names them.
    KawasanOverviewRow {
        /// Kawasans.
        kawasans: i64 = "kawasans",
        /// BLKs that coach an enterprise of the kawasan, or are a site of a programme in it.
        blks: i64 = "blks",
        /// Enterprises of the kawasan, incubatees or not.
        enterprises: Option<i64> = "enterprises",
        /// Members of these enterprises today.
        members: Option<i64> = "members",
        /// Incubatees that are coached: before, in or after incubation, and not suspended.
        incubatees: Option<i64> = "incubatees",
        /// Incubatees that graduated.
        graduates: Option<i64> = "graduates",
        /// Of the enterprises, those that recorded a month at all.
        reporting: Option<i64> = "reporting",
        /// Paid workers (P05 and P06) in the latest month that each recorded; null where none did.
        jobs: Option<i64> = "jobs",
        /// Revenue (P01) in the latest month that each recorded, whole rupiah; null where none did.
        revenue: Option<Rupiah> = "revenue",
        /// Resources that are recorded.
        resources: i64 = "resources",
        /// Links of the value chain that are recorded.
        chain_links: i64 = "chainLinks",
        /// Potentials that are recorded.
        potentials: i64 = "potentials",
        /// Partnerships of the kawasan that hold today.
        partnerships: i64 = "partnerships",
    }
    computed {}
}
