//! jobAbsorption: paid workers of enterprises (P05 and P06) by sex, disability and employment relation.
//!
//! Workers are a stock: those of January and of February are the same people. A stretch of several months shows those
//! of its last month that is over, as indicator C09 does; so each figure is that of one month.

use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};

use super::asked::Asked;
use super::cube::{Axis, Counts, Measure, Source};
use super::dimension::Dimension;
use super::facts::{self, TENANTS, each, month_of, rows as table, total_or_zero};
use super::stocks;
use crate::domain::access::units_coached;

/// Paid workers of a month.
pub static JOBS: Source = Source {
    root: "jobAbsorption",
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
    Axis::one(Dimension::EmploymentRelation, |_| Expr::cust("fact.relation")),
    Axis::one(Dimension::Sex, |_| Expr::cust("fact.sex")),
    Axis::one(Dimension::Disability, |_| Expr::cust("fact.disability")),
    facts::MONTH,
    facts::QUARTER,
    facts::HALF,
    facts::YEAR,
];

const MEASURES: &[Measure] = &[
    Measure { name: "jobs", expr: || total_or_zero("fact.workers"), counts: Counts::Persons },
    Measure {
        name: "permanent",
        expr: || total_or_zero("CASE WHEN fact.tenure = 'PERMANENT' THEN fact.workers END"),
        counts: Counts::Persons,
    },
    Measure {
        name: "casual",
        expr: || total_or_zero("CASE WHEN fact.tenure = 'CASUAL' THEN fact.workers END"),
        counts: Counts::Persons,
    },
];

fn rows(asked: &Asked, wanted: &[Dimension]) -> SelectStatement {
    let of = |tenure: &str, column: &str| {
        let list = each(asked.backend, column);
        format!(
            "tenant.*, progress.month, '{tenure}' AS tenure, item.value ->> 'sex' AS sex, \
             item.value ->> 'relation' AS relation, CAST(item.value ->> 'count' AS bigint) AS workers, \
             CASE WHEN CAST(item.value ->> 'disability' AS text) IN ('1', 'true') THEN 'DISABILITAS' \
             ELSE 'NON_DISABILITAS' END AS disability \
             FROM progress JOIN (SELECT {TENANTS}) AS tenant ON tenant.id = progress.incubatee_id \
             CROSS JOIN {list} AS item WHERE progress.archived_at IS NULL"
        )
    };
    let permanent = of("PERMANENT", "progress.permanent_workers");
    let casual = of("CASUAL", "progress.casual_workers");
    let mut query = table(asked, wanted, format!("{permanent} UNION ALL SELECT {casual}"));
    query.and_where(Expr::col(("fact", "month")).is_in(stock_months(asked)));
    query
}

/// The months whose workers are shown: each one of the periods when it is grouped by month, else the last of each
/// stretch that is over. Without periods it is the last month that is over.
pub(super) fn stock_months(asked: &Asked) -> Vec<String> {
    let over = stocks::last_over(asked.today);
    stocks::shown_within(asked.periods.unwrap_or((over, over)), asked, 1).into_iter().map(month_of).collect()
}
