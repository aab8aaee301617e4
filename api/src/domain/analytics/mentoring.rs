//! mentoringOverview: visits of mentors, how long they took, and how many were verified.

use sea_orm::sea_query::{Expr, SelectStatement};

use super::asked::Asked;
use super::cube::{Axis, Counts, Measure, Source, count};
use super::dimension::Dimension;
use super::facts::{self, TENANTS, distinct, rows_within, total_or_zero};
use crate::domain::access::units_coached;

/// Visits to enterprises. Time is the day of the visit.
pub static MENTORING: Source = Source {
    root: "mentoringOverview",
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

/// Visits hang on the enterprises that were visited: how often somebody came to a single one is nobody's business.
const OF_ENTERPRISES: Counts = Counts::With("enterprises");

const MEASURES: &[Measure] = &[
    Measure { name: "visits", expr: || Expr::cust("COUNT(*)"), counts: OF_ENTERPRISES },
    Measure { name: "verified", expr: || count("fact.verdict = 'VERIFIED'"), counts: OF_ENTERPRISES },
    Measure { name: "refused", expr: || count("fact.verdict = 'REFUSED'"), counts: OF_ENTERPRISES },
    Measure { name: "minutes", expr: || total_or_zero("fact.minutes"), counts: OF_ENTERPRISES },
    Measure {
        name: "verifiedMinutes",
        expr: || total_or_zero("CASE WHEN fact.verdict = 'VERIFIED' THEN fact.minutes END"),
        counts: OF_ENTERPRISES,
    },
    Measure { name: "mentors", expr: || distinct("fact.mentor_id"), counts: Counts::Persons },
    Measure { name: "enterprises", expr: || distinct("fact.enterprise_id"), counts: Counts::Enterprises },
];

fn rows(asked: &Asked, wanted: &[Dimension]) -> SelectStatement {
    let sql = format!(
        "tenant.*, visit.mentor_id, visit.status AS verdict, visit.minutes, \
         SUBSTR(CAST(visit.visited_on AS text), 1, 7) AS month FROM mentoring_visit AS visit \
         JOIN (SELECT {TENANTS}) AS tenant ON tenant.id = visit.incubatee_id WHERE visit.archived_at IS NULL"
    );
    rows_within(asked, wanted, sql)
}
