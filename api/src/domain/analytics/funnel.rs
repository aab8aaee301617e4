//! incubationFunnel: incubatees by stage, their people and jobs, and what partners made of it.

use sea_orm::sea_query::{Expr, SelectStatement};

use super::asked::Asked;
use super::cube::{Axis, Counts, Measure, Source, count};
use super::dimension::Dimension;
use super::facts::{self, TENANTS, latest, members, rows_within, total, total_or_zero};
use crate::domain::access::units_coached;

/// Incubatees of today. Time is that of the application.
pub static FUNNEL: Source = Source {
    root: "incubationFunnel",
    rows,
    axes: AXES,
    measures: MEASURES,
    subsets: &[
        ("reporting", "enterprises"),
        ("contacted", "enterprises"),
        ("offered", "enterprises"),
        ("approved", "enterprises"),
        ("disbursed", "enterprises"),
        ("declined", "enterprises"),
    ],
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

const MEASURES: &[Measure] = &[
    Measure { name: "enterprises", expr: || Expr::cust("COUNT(*)"), counts: Counts::Enterprises },
    Measure { name: "members", expr: || total_or_zero("fact.members"), counts: Counts::Persons },
    Measure { name: "reporting", expr: || Expr::cust("COUNT(fact.jobs)"), counts: Counts::Enterprises },
    Measure { name: "jobs", expr: || total("fact.jobs"), counts: Counts::Persons },
    Measure { name: "contacted", expr: || count("fact.contacted = 1"), counts: Counts::Enterprises },
    Measure { name: "offered", expr: || count("fact.offered = 1"), counts: Counts::Enterprises },
    Measure { name: "approved", expr: || count("fact.approved = 1"), counts: Counts::Enterprises },
    Measure { name: "disbursed", expr: || count("fact.disbursed = 1"), counts: Counts::Enterprises },
    Measure { name: "declined", expr: || count("fact.declined = 1"), counts: Counts::Enterprises },
    Measure { name: "amountDisbursed", expr: || total_or_zero("fact.amount"), counts: Counts::With("disbursed") },
];

fn rows(asked: &Asked, wanted: &[Dimension]) -> SelectStatement {
    let (people, work) = (members(asked), latest(asked.backend, "incubatee_id"));
    // What is disputed does not count until it is decided; what was corrected counts as it says now.
    let sql = format!(
        "tenant.*, SUBSTR(CAST(tenant.applied_on AS text), 1, 7) AS month, people.members, work.jobs, \
         partner.contacted, partner.offered, partner.approved, partner.disbursed, partner.declined, partner.amount \
         FROM (SELECT {TENANTS}) AS tenant \
         LEFT JOIN ({people}) AS people ON people.enterprise_id = tenant.enterprise_id \
         LEFT JOIN ({work}) AS work ON work.incubatee_id = tenant.id \
         LEFT JOIN (SELECT outcome.incubatee_id, {}, {}, {}, {}, {}, \
         SUM(CASE WHEN outcome.outcome = 'DISBURSED' THEN outcome.amount END) AS amount \
         FROM outcome WHERE outcome.archived_at IS NULL AND outcome.state <> 'DISPUTED' \
         GROUP BY outcome.incubatee_id) AS partner ON partner.incubatee_id = tenant.id",
        had("CONTACTED", "contacted"),
        had("OFFERED", "offered"),
        had("APPROVED", "approved"),
        had("DISBURSED", "disbursed"),
        had("DECLINED", "declined"),
    );
    rows_within(asked, wanted, sql)
}

/// Whether an incubatee had an outcome.
fn had(outcome: &str, name: &str) -> String {
    format!("MAX(CASE WHEN outcome.outcome = '{outcome}' THEN 1 ELSE 0 END) AS {name}")
}
