//! indicatorTotals: totals of official figures.

use std::collections::HashMap;

use async_graphql::{Context, Object, Result, SimpleObject};

use super::keys::{Figure, Keys, number};
use super::told::{Provenance, hundredths, whole};
use super::{FigureFilter, PeriodRange, question, question_then};
use crate::domain::analytics::{self, Answer, Cell, Cells, Dimension, parts};
use crate::domain::templates::indicators;
use crate::graphql::loaders::caller;
use crate::graphql::scopes::tell;
use crate::view::templates::Indicator;
use crate::vocab::{Disaggregation, FigureScope, RegionBasis, TotalsGroup};

/// Totals of indicators.
#[derive(Clone, Debug, SimpleObject)]
pub struct IndicatorTotals {
    /// Where the figures come from.
    pub provenance: Provenance,
    /// By their keys in the order of `groupBy`, then by disaggregation and indicator.
    pub rows: Vec<IndicatorTotalRow>,
}

/// One total of an indicator. Missing, zero and not applicable are three things.
#[derive(Clone, Debug, SimpleObject)]
pub struct IndicatorTotalRow {
    #[graphql(flatten)]
    keys: Keys,
    /// The indicator, with the version of its definition that was used.
    pub indicator: Indicator,
    /// Code of the indicator.
    #[graphql(deprecation = "Use indicator { code }.")]
    pub indicator_code: String,
    /// The sum, or for percentages the mean of the reports; null where no report gives a number, and when it is
    /// suppressed. Of a stock (`definition.stock`) it is that of the last period that is over, of each stretch that is
    /// asked for: active incubatees of September and of October are the same ones.
    pub value: Option<f64>,
    /// Whether the value is hidden, since it counts fewer than five persons or enterprises, tells of so few (revenue,
    /// hours: `definition.countedBy`), or would reveal such.
    pub suppressed: bool,
    /// Official reports that say something of it, be it zero or that it does not apply.
    pub reports: i64,
    /// Official reports whose template asks it and that say nothing of it.
    pub missing: i64,
    /// Of `reports`, those that say that it does not apply.
    pub not_applicable: i64,
}

impl IndicatorTotalRow {
    fn of(known: &HashMap<String, Indicator>, cells: &Cells, (keys, cell): (Keys, &Cell)) -> Option<Self> {
        let at = cells.groups.iter().position(|dimension| *dimension == Dimension::Indicator)?;
        let indicator = known.get(cell.keys.get(at)?.as_ref()?)?.clone();
        let given = number(cells, cell, "given");
        let mean = |sum: i64| sum.saturating_add(given / 2).checked_div_euclid(given).unwrap_or_default();
        let definition = &indicator.definition;
        let is_mean = parts::is_mean(definition.value_type, &definition.unit);
        let of_all = |sum: i64| if is_mean { mean(sum) } else { sum };
        let is_hundredths = parts::is_hundredths(definition.value_type);
        let read = |sum: i64| if is_hundredths { hundredths(of_all(sum)) } else { whole(of_all(sum)) };
        let Figure { value, suppressed } = Figure::of(cells, cell, "value", read);
        Some(Self {
            keys,
            indicator_code: indicator.code.clone(),
            value,
            suppressed,
            reports: number(cells, cell, "reports"),
            missing: number(cells, cell, "missing"),
            not_applicable: number(cells, cell, "notApplicable"),
            indicator,
        })
    }
}

impl IndicatorTotals {
    fn of(answer: &Answer, known: &HashMap<String, Indicator>) -> Self {
        let cells = &answer.cells;
        let rows = Keys::each(cells).filter_map(|row| IndicatorTotalRow::of(known, cells, row)).collect();
        Self { provenance: (&answer.provenance).into(), rows }
    }
}

/// Questions about official figures.
#[derive(Default)]
pub struct TotalsQuery;

#[Object]
impl TotalsQuery {
    /// Totals of indicators over official periodic reports. Public; what counts persons or enterprises, or tells of those
    /// that another indicator counts, in published combinations.
    #[graphql(complexity = "crate::graphql::cost::figures(child_complexity)")]
    async fn indicator_totals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes, 1 to 20.")] indicators: Vec<String>,
        #[graphql(desc = "Reports whose period ends in this range.")] periods: PeriodRange,
        #[graphql(desc = "One row for each of these; one for the nation when empty.")] group_by: Vec<TotalsGroup>,
        #[graphql(
            desc = "The parts of the values; one dimension at a time, since reports give each by itself.",
            default
        )]
        disaggregate_by: Vec<Disaggregation>,
        #[graphql(desc = "Narrows what is counted.")] filter: Option<FigureFilter>,
        #[graphql(desc = "The region a report counts in.", default_with = "RegionBasis::AsReported")]
        region_basis: RegionBasis,
        #[graphql(desc = "Position in the feed, or a time: the figures as they were then.")] as_of: Option<String>,
        #[graphql(desc = "Whose figures; yours if you see single reports, else the public ones.")] scope: Option<
            FigureScope,
        >,
        #[graphql(desc = "Figures as they were published under this name, `2026-Q3`.")] publication: Option<String>,
    ) -> Result<IndicatorTotals> {
        let wanted = analytics::totals::Wanted { indicators, disaggregate_by };
        let question = question(&group_by, Some(periods), filter, scope, publication);
        let question = question_then(question, region_basis, as_of);
        let answer = analytics::totals::indicator_totals(caller(ctx)?, &wanted, question).await?;
        tell(ctx, &answer);
        Ok(IndicatorTotals::of(&answer, &known(ctx, &wanted.indicators).await?))
    }
}

/// The indicators as they are shown, by code.
async fn known(ctx: &Context<'_>, codes: &[String]) -> Result<HashMap<String, Indicator>> {
    let found = indicators::by_codes(caller(ctx)?, codes).await?;
    let shown = found.into_iter().map(Indicator::try_from).collect::<crate::domain::Result<Vec<_>>>()?;
    Ok(shown.into_iter().map(|indicator| (indicator.code.clone(), indicator)).collect())
}
