//! Questions about all reports and records at once: figures for dashboards.

pub mod aid;
pub mod coaching;
mod figures;
pub mod funnel;
pub mod jobs;
pub mod kawasans;
pub mod keys;
pub mod mentoring;
pub mod partnerships;
pub mod rate;
pub mod registry;
pub mod series;
pub mod targets;
pub mod told;
pub mod totals;
pub mod weaning;

use async_graphql::{InputObject, MergedObject};

use crate::domain::analytics::{Dimension, Filter, Question};
use crate::vocab::{FigureScope, RegionBasis};

/// The roots of figures.
#[derive(MergedObject, Default)]
pub struct AnalyticsQuery(rate::RateQuery, totals::TotalsQuery, coaching::CoachingFigures, registry::RegistryFigures);

/// Periods from one to another, both included: `2026-10`, `2026-Q3`, `2026-S2` or `2026`. Ten years at most.
#[derive(Clone, Debug, InputObject)]
pub struct PeriodRange {
    /// First period.
    pub from: String,
    /// Last period.
    pub to: String,
}

/// Narrows figures: within a list any of the codes, between lists all of them. Not every root knows every dimension;
/// one that it does not know is refused, as are an empty list, an unknown code, and lists that contradict each other.
#[derive(Clone, Debug, Default, InputObject)]
pub struct FigureFilter {
    /// Provinces: Kemendagri codes, `36`.
    pub province: Option<Vec<String>>,
    /// Regencies and cities: dotted Kemendagri codes, `36.02`.
    pub regency: Option<Vec<String>>,
    /// Kawasans, by their codes.
    pub kawasan: Option<Vec<String>>,
    /// BLKs, by their codes.
    pub blk: Option<Vec<String>>,
    /// Codes of `vocations`.
    pub vocation: Option<Vec<String>>,
    /// Codes of `sectors`.
    pub sector: Option<Vec<String>>,
    /// Codes of `incubationStages`.
    pub stage: Option<Vec<String>>,
    /// Years of cohorts, `2024`.
    pub cohort_year: Option<Vec<String>>,
    /// Codes of `hostTypes`.
    pub host_type: Option<Vec<String>>,
    /// Programmes, by their codes.
    pub programme: Option<Vec<String>>,
    /// Codes of `programmeModels`.
    pub model: Option<Vec<String>>,
    /// Codes of `agendas`.
    pub agenda: Option<Vec<String>>,
    /// Codes of `priorityAreas`.
    pub priority_area: Option<Vec<String>>,
    /// Codes of `employmentRelations`.
    pub employment_relation: Option<Vec<String>>,
    /// Codes of `aidKinds`.
    pub aid_kind: Option<Vec<String>>,
    /// Codes of `partnerKinds`.
    pub partner_kind: Option<Vec<String>>,
    /// Codes of `offerKinds`.
    pub offer_kind: Option<Vec<String>>,
    /// Codes of `supportStatuses`.
    pub support_status: Option<Vec<String>>,
    /// Codes of `sexes`.
    pub sex: Option<Vec<String>>,
    /// Codes of `disabilityFlags`.
    pub disability: Option<Vec<String>>,
    /// Codes of `ageBands`.
    pub age: Option<Vec<String>>,
}

impl From<FigureFilter> for Filter {
    fn from(it: FigureFilter) -> Self {
        Filter::of([
            (Dimension::Province, it.province),
            (Dimension::Regency, it.regency),
            (Dimension::Kawasan, it.kawasan),
            (Dimension::Blk, it.blk),
            (Dimension::Vocation, it.vocation),
            (Dimension::Sector, it.sector),
            (Dimension::Stage, it.stage),
            (Dimension::CohortYear, it.cohort_year),
            (Dimension::HostType, it.host_type),
            (Dimension::Programme, it.programme),
            (Dimension::Model, it.model),
            (Dimension::Agenda, it.agenda),
            (Dimension::PriorityArea, it.priority_area),
            (Dimension::EmploymentRelation, it.employment_relation),
            (Dimension::AidKind, it.aid_kind),
            (Dimension::PartnerKind, it.partner_kind),
            (Dimension::OfferKind, it.offer_kind),
            (Dimension::SupportStatus, it.support_status),
            (Dimension::Sex, it.sex),
            (Dimension::Disability, it.disability),
            (Dimension::Age, it.age),
        ])
    }
}

/// The question of a root, from its arguments.
pub fn question<G: std::fmt::Display>(
    groups: &[G],
    periods: Option<PeriodRange>,
    filter: Option<FigureFilter>,
    scope: Option<FigureScope>,
    publication: Option<String>,
) -> Question {
    Question {
        // Groups are dimensions by their words; NATION is none.
        groups: groups.iter().filter_map(|group| group.to_string().parse().ok()).collect(),
        periods: periods.map(|range| (range.from, range.to)),
        filter: filter.unwrap_or_default().into(),
        scope,
        publication,
        ..Question::default()
    }
}

/// The same, of a root that knows today only: facts count in the regions of today.
fn question_now<G: std::fmt::Display>(
    groups: &[G],
    periods: Option<PeriodRange>,
    filter: Option<FigureFilter>,
    scope: Option<FigureScope>,
    publication: Option<String>,
) -> Question {
    Question { basis: RegionBasis::Current, ..question(groups, periods, filter, scope, publication) }
}

/// The same, of a root that knows the past.
pub fn question_then(question: Question, basis: RegionBasis, as_of: Option<String>) -> Question {
    Question { basis, as_of, ..question }
}
