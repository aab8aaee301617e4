//! Totals of official figures.

use async_graphql::{ComplexObject, Context, InputObject, Object, Result, SimpleObject};

use super::loaders::{self, caller};
use crate::domain::analytics::{self, TotalRow, Wanted};
use crate::view::reference::Region;
use crate::vocab::{RegionBasis, TotalsGroup};

/// Periods from one to another, both included: `2026-10`, `2026-Q3`, `2026-S2` or `2026`.
#[derive(Clone, Debug, InputObject)]
pub struct PeriodRange {
    /// First period.
    pub from: String,
    /// Last period.
    pub to: String,
}

/// Totals of indicators.
#[derive(Clone, Debug, SimpleObject)]
pub struct IndicatorTotals {
    /// By region, period and indicator, in that order.
    pub rows: Vec<IndicatorTotalRow>,
}

/// One total of an indicator.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct IndicatorTotalRow {
    #[graphql(skip)]
    province_code: Option<String>,
    #[graphql(skip)]
    regency_code: Option<String>,
    /// The period; null unless grouped by period.
    pub period: Option<String>,
    /// Code of the indicator.
    pub indicator_code: String,
    /// The sum, or for percentages the mean of the reports; null where every report says that it does not apply.
    pub value: Option<f64>,
    /// Official reports that say something of it.
    pub reports: i64,
}

impl From<TotalRow> for IndicatorTotalRow {
    fn from(row: TotalRow) -> Self {
        Self {
            value: row.number(),
            province_code: row.province_code,
            regency_code: row.regency_code,
            period: row.period,
            indicator_code: row.indicator,
            reports: row.reports,
        }
    }
}

#[ComplexObject]
impl IndicatorTotalRow {
    /// The province; null unless grouped by province or regency.
    async fn province(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region(ctx, self.province_code.as_ref()).await
    }

    /// The regency or city; null unless grouped by regency, and for units that lie in none.
    async fn regency(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region(ctx, self.regency_code.as_ref()).await
    }
}

async fn region(ctx: &Context<'_>, code: Option<&String>) -> Result<Option<Region>> {
    let Some(code) = code else { return Ok(None) };
    Ok(loaders::region(ctx, code).await?)
}

/// Questions about all reports at once.
#[derive(Default)]
pub struct AnalyticsQuery;

#[Object]
impl AnalyticsQuery {
    /// Totals of indicators over official periodic reports. Public.
    #[graphql(complexity = "100 + 100 * child_complexity")]
    async fn indicator_totals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes, 1 to 20.")] indicators: Vec<String>,
        #[graphql(desc = "Reports whose period ends in this range.")] periods: PeriodRange,
        #[graphql(desc = "One row for each of these; one for the nation when empty.")] group_by: Vec<TotalsGroup>,
        #[graphql(desc = "The region a report counts in.", default_with = "RegionBasis::AsReported")]
        region_basis: RegionBasis,
    ) -> Result<IndicatorTotals> {
        let PeriodRange { from, to } = periods;
        let wanted = Wanted { indicators, from, to, group_by, basis: region_basis };
        let rows = analytics::indicator_totals(caller(ctx)?, &wanted).await?;
        Ok(IndicatorTotals { rows: rows.into_iter().map(IndicatorTotalRow::from).collect() })
    }
}
