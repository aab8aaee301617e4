//! What callers without row rights may ask: a table, by root. What it allows is told by the reference set
//! `publishedCombinations` and by each refusal.
//!
//! Combinations of one root are closed: what two of them have in common is one of them. Else the sums of both would be
//! known, and not looked at ([`super::lattice`] only adds up published cells); a test sees to it.

use crate::domain::analytics::cube::{Counts, Source};
use crate::domain::analytics::dimension::Dimension;
use Dimension::{
    AidKind, CohortYear, Disability, EmploymentRelation, HostType, Kawasan, Model, OfferKind, PartnerKind, Province,
    Regency, Sector, Sex, Stage,
};

/// What is published of a root that counts persons or enterprises.
#[derive(Debug)]
pub struct Published {
    /// The root.
    pub root: &'static str,
    /// Dimensions that may be grouped and filtered by together, besides time. A regency stands for its province too.
    pub combinations: &'static [&'static [Dimension]],
    /// Stretches of time.
    pub times: Times,
    /// Whether every measure of a cell is the sum of those of finer cells, so that the finest ones are enough.
    pub adds: bool,
    /// Measures that are the sum of others.
    pub sums: &'static [(&'static str, &'static [&'static str])],
}

/// How a root deals with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// It shows today, and takes no periods.
    Today,
    /// Whole months, quarters, halves, years, and years to date; they add up.
    Flow,
    /// Whole months, quarters, halves and years; what counts once in each of them need not add up.
    Stretches,
    /// As FLOW, but each stretch shows one month of it.
    Stock,
}

impl Times {
    /// For callers.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Times::Today => &[],
            Times::Stretches => &["MONTH", "QUARTER", "HALF", "YEAR"],
            Times::Flow | Times::Stock => &["MONTH", "QUARTER", "HALF", "YEAR", "YEAR_TO_DATE"],
        }
    }
}

/// By root. Roots that count neither persons nor enterprises have no entry: see [`is_open`].
pub const PUBLISHED: &[Published] = &[
    Published {
        root: "incubationFunnel",
        combinations: &[
            &[],
            &[Province],
            &[Regency],
            &[Stage],
            &[Sector],
            &[CohortYear],
            &[HostType],
            &[Model],
            &[Stage, Sector],
            &[Province, Stage],
            &[Province, Sector],
            &[Stage, CohortYear],
        ],
        times: Times::Today,
        adds: true,
        sums: &[],
    },
    Published {
        root: "jobAbsorption",
        combinations: &[
            &[],
            &[Province],
            &[Regency],
            &[Sector],
            &[Sex],
            &[Disability],
            &[EmploymentRelation],
            &[Province, Sex],
            &[Province, EmploymentRelation],
            &[Sex, EmploymentRelation],
        ],
        times: Times::Stock,
        adds: true,
        sums: &[("jobs", &["permanent", "casual"])],
    },
    Published {
        root: "enterpriseSeries",
        combinations: &[&[], &[Province], &[Regency], &[Sector], &[Stage], &[CohortYear], &[Province, Sector]],
        times: Times::Stretches,
        adds: false,
        sums: &[],
    },
    Published {
        root: "kawasanOverview",
        combinations: &[&[], &[Province], &[Regency], &[Kawasan]],
        times: Times::Today,
        adds: true,
        sums: &[],
    },
    Published {
        root: "mentoringOverview",
        combinations: &[&[], &[Province], &[Regency], &[Sector], &[Stage]],
        times: Times::Stretches,
        adds: false,
        sums: &[],
    },
    Published {
        root: "aidOverview",
        combinations: &[
            &[],
            &[Province],
            &[Regency],
            &[AidKind],
            &[CohortYear],
            &[Sector],
            &[Province, AidKind],
            &[Province, CohortYear],
            &[AidKind, CohortYear],
        ],
        times: Times::Today,
        adds: true,
        sums: &[],
    },
    Published {
        root: "partnershipOverview",
        combinations: &[&[], &[Province], &[Regency], &[PartnerKind], &[OfferKind]],
        times: Times::Today,
        adds: false,
        sums: &[],
    },
    Published {
        root: "indicatorTotals",
        combinations: &[&[], &[Province], &[Regency]],
        times: Times::Flow,
        adds: true,
        sums: &[],
    },
];

/// What is published of a root.
pub fn of(root: &str) -> Option<&'static Published> {
    PUBLISHED.iter().find(|published| published.root == root)
}

/// Whether a root counts neither persons nor enterprises. Then nothing is hidden, and callers without row rights may
/// combine its dimensions and periods as they like, but for single BLKs.
pub fn is_open(source: &Source) -> bool {
    of(source.root).is_none()
        && source.measures.iter().all(|measure| matches!(measure.counts, Counts::Units | Counts::With(_)))
}

/// A combination without what follows from the rest of it: a regency lies in one province, a kawasan in one regency.
pub fn reduced(root: &str, dimensions: impl IntoIterator<Item = Dimension>) -> Vec<Dimension> {
    let mut all: Vec<Dimension> = dimensions.into_iter().collect();
    all.sort_unstable();
    all.dedup();
    let known = all.clone();
    all.retain(|dimension| !known.iter().any(|other| above(root, *other).contains(dimension)));
    all
}

/// What a dimension determines: its coarser ones.
pub fn above(root: &str, dimension: Dimension) -> &'static [Dimension] {
    match dimension {
        Regency => &[Province],
        // A kawasan is counted where it lies; what is counted elsewhere of a kawasan may lie in several regencies.
        Kawasan if root == "kawasanOverview" => &[Province, Regency],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With all that each dimension determines.
    fn full(root: &str, combination: &[Dimension]) -> Vec<Dimension> {
        let mut all: Vec<Dimension> = combination.to_vec();
        all.extend(combination.iter().flat_map(|dimension| above(root, *dimension)));
        all
    }

    #[test]
    fn what_two_combinations_have_in_common_is_published_too() {
        for published in PUBLISHED {
            let is_published = |wanted: &[Dimension]| {
                published.combinations.iter().any(|it| reduced(published.root, it.iter().copied()) == wanted)
            };
            for one in published.combinations {
                for other in published.combinations {
                    let other = full(published.root, other);
                    let common = full(published.root, one).into_iter().filter(|it| other.contains(it));
                    let common = reduced(published.root, common);
                    assert!(is_published(&common), "{}: {one:?} and {other:?}", published.root);
                }
            }
        }
    }

    #[test]
    fn a_regency_stands_for_its_province() {
        assert_eq!(reduced("jobAbsorption", [Province, Sex, Regency]), reduced("jobAbsorption", [Regency, Sex]));
        assert_eq!(reduced("kawasanOverview", [Province, Regency, Kawasan]), [Kawasan]);
        assert_eq!(reduced("incubationFunnel", [Regency, Kawasan]).len(), 2);
    }
}
