//! reportingRate: what was expected, what came, and what was found good.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::keys::{Figure, Keys, number};
use super::told::{Provenance, hundredths};
use super::{FigureFilter, PeriodRange, question, question_then};
use crate::domain::analytics::{self, Answer, Cell, Cells};
use crate::graphql::loaders::caller;
use crate::graphql::scopes::tell;
use crate::vocab::{FigureScope, RateGroup, RegionBasis};

/// What was expected of a template, and what came of it.
#[derive(Clone, Debug, SimpleObject)]
pub struct ReportingRate {
    /// Where the figures come from.
    pub provenance: Provenance,
    /// By their keys, in the order of `groupBy`.
    pub rows: Vec<ReportingRateRow>,
}

/// Reports by how far they got. Each number is at most `expected`. Nothing here is ever suppressed: it counts reports.
#[derive(Clone, Debug, SimpleObject)]
pub struct ReportingRateRow {
    #[graphql(flatten)]
    keys: Keys,
    /// Reports that are owed; waived ones are not.
    pub expected: i64,
    /// Reports that arrived and were not withdrawn.
    pub submitted: i64,
    /// Of these, those that first arrived in time.
    pub on_time: i64,
    /// Of those submitted, the ones that hold a number and are not nihil.
    pub non_empty: i64,
    /// Of those submitted, the ones that were neither sent back nor rejected.
    pub valid: i64,
    /// Reports of which a version is official.
    pub approved: i64,
    /// `submitted` of `expected` in percent, two places, never over 100; null where nothing is expected.
    pub rate: Figure,
    /// `onTime` of `expected` in the same way.
    pub on_time_rate: Figure,
    /// `approved` of `expected` in the same way.
    pub approved_rate: Figure,
}

impl ReportingRateRow {
    fn of(cells: &Cells, (keys, cell): (Keys, &Cell)) -> Self {
        let number = |measure| number(cells, cell, measure);
        let rate = |measure| Figure::plain(analytics::share(number(measure), number("expected")).map(hundredths));
        Self {
            keys,
            expected: number("expected"),
            submitted: number("submitted"),
            on_time: number("onTime"),
            non_empty: number("nonEmpty"),
            valid: number("valid"),
            approved: number("approved"),
            rate: rate("submitted"),
            on_time_rate: rate("onTime"),
            approved_rate: rate("approved"),
        }
    }
}

impl From<Answer> for ReportingRate {
    fn from(answer: Answer) -> Self {
        let cells = &answer.cells;
        let rows = Keys::each(cells).map(|row| ReportingRateRow::of(cells, row)).collect();
        Self { provenance: (&answer.provenance).into(), rows }
    }
}

/// Questions about obligations.
#[derive(Default)]
pub struct RateQuery;

#[Object]
impl RateQuery {
    /// How many reports of a template were expected, and how far they got. Public. A report counts in the month and
    /// year in which its period ends. What is approved is in the next answer.
    #[graphql(complexity = "crate::graphql::cost::figures(child_complexity)")]
    async fn reporting_rate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the template, `LAP_BULANAN`.")] template: String,
        #[graphql(desc = "Reports whose period ends in this range.")] periods: PeriodRange,
        #[graphql(desc = "One row for each of these; one for all when empty.", default)] group_by: Vec<RateGroup>,
        #[graphql(desc = "Narrows what is counted.")] filter: Option<FigureFilter>,
        #[graphql(desc = "The region a report counts in.", default_with = "RegionBasis::AsReported")]
        region_basis: RegionBasis,
        #[graphql(desc = "Position in the feed, or a time: the figures as they were then.")] as_of: Option<String>,
        #[graphql(desc = "Whose figures; yours if you see single reports, else the public ones.")] scope: Option<
            FigureScope,
        >,
        #[graphql(desc = "Figures as they were published under this name, `2026-Q3`.")] publication: Option<String>,
    ) -> Result<ReportingRate> {
        let question = question(&group_by, Some(periods), filter, scope, publication);
        let question = question_then(question, region_basis, as_of);
        let answer = analytics::rate::reporting_rate(caller(ctx)?, &template, question).await?;
        tell(ctx, &answer);
        Ok(answer.into())
    }
}
