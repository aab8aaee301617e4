//! enterpriseSeries: what enterprises recorded of their months.

use chrono::Months;
use sea_orm::sea_query::{Expr, SelectStatement};

use super::answer::{Answer, answer};
use super::asked::{Asked, Question};
use super::cube::{Axis, Counts, Measure, Source};
use super::dimension::Dimension;
use super::facts::{self, TENANTS, distinct, month_of, paid, rows_within, total_or_zero};
use crate::domain::access::units_coached;
use crate::domain::{Ctx, Result};

/// Months shown when none are named.
const USUAL: u32 = 12;

/// Months of enterprises in incubation, or that were.
pub static SERIES: Source = Source {
    root: "enterpriseSeries",
    rows,
    axes: AXES,
    measures: MEASURES,
    subsets: &[],
    rights: units_coached,
    bitemporal: false,
    coverage: None,
};

const AXES: &[Axis] = &[
    facts::PROVINCE,
    facts::REGENCY,
    facts::KAWASAN,
    facts::BLK,
    facts::VOCATION,
    facts::HOST_TYPE,
    facts::SECTOR,
    facts::STAGE,
    facts::COHORT_YEAR,
    facts::PROGRAMME,
    facts::MODEL,
    facts::AGENDA,
    facts::PRIORITY_AREA,
    facts::MONTH,
    facts::QUARTER,
    facts::HALF,
    facts::YEAR,
];

/// In a month they are sums of its enterprises. Over several months `enterprises` counts each enterprise once, amounts
/// go on summing up, and `workers` is the mean of the months.
const MEASURES: &[Measure] = &[
    Measure { name: "enterprises", expr: || distinct("fact.enterprise_id"), counts: Counts::Enterprises },
    Measure { name: "revenue", expr: || total_or_zero("fact.revenue"), counts: Counts::With("enterprises") },
    Measure { name: "costs", expr: || total_or_zero("fact.costs"), counts: Counts::With("enterprises") },
    Measure { name: "profit", expr: || total_or_zero("fact.profit"), counts: Counts::With("enterprises") },
    Measure {
        name: "workers",
        expr: || Expr::cust("CAST(ROUND(SUM(fact.workers) * 1.0 / COUNT(DISTINCT fact.month)) AS bigint)"),
        counts: Counts::Persons,
    },
];

/// The series: by month unless it is grouped by longer stretches, the last twelve months unless periods are named, or a
/// publication, which has its own.
pub async fn enterprise_series(ctx: &Ctx, mut question: Question) -> Result<Answer> {
    if !question.groups.iter().any(|group| group.is_time()) {
        question.groups.push(Dimension::Month);
    }
    if question.periods.is_none() && question.publication.is_none() {
        let today = ctx.today();
        let first = today.checked_sub_months(Months::new(USUAL - 1)).unwrap_or(today);
        question.periods = Some((month_of(first), month_of(today)));
    }
    answer(ctx, &SERIES, question).await
}

fn rows(asked: &Asked, wanted: &[Dimension]) -> SelectStatement {
    let workers = paid(asked.backend);
    let sql = format!(
        "tenant.*, progress.month, progress.revenue, progress.costs, progress.profit, {workers} AS workers \
         FROM progress JOIN (SELECT {TENANTS}) AS tenant ON tenant.id = progress.incubatee_id \
         WHERE progress.archived_at IS NULL"
    );
    rows_within(asked, wanted, sql)
}
