//! partnershipOverview: its rows.

use super::figures::figures;
use crate::view::Rupiah;

figures! {
    /// Who works with whom.
    PartnershipOverview;
    /// Partnerships, offers and off-take contracts, by the place that benefits; offers without a place by their region.
    PartnershipOverviewRow {
        /// Partnerships that hold today.
        partnerships: i64 = "partnerships",
        /// Their partners, each once.
        partners: i64 = "partners",
        /// Of the partnerships, those with the number of an agreement.
        agreements: i64 = "agreements",
        /// Commitments that stand: offered, accepted, disputed or fulfilled.
        commitments: i64 = "commitments",
        /// Of these, those that were accepted, fulfilled ones among them.
        accepted: i64 = "accepted",
        /// Of these, those that were fulfilled.
        fulfilled: i64 = "fulfilled",
        /// What the commitments that stand amount to, whole rupiah.
        amount_committed: Option<Rupiah> = "amountCommitted",
        /// Enterprises with an off-take contract that is active and holds today, each once.
        contractors: Option<i64> = "contractors",
        /// Those contracts.
        contracts: Option<i64> = "contracts",
        /// What they are worth: volume times price, whole rupiah.
        amount_contracted: Option<Rupiah> = "amountContracted",
    }
    computed {}
}
