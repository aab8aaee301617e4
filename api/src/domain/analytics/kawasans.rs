//! kawasanOverview: what there is in the kawasans: enterprises and their people, resources, value chain, partners.

use sea_orm::sea_query::{Expr, SelectStatement};

use super::asked::Asked;
use super::cube::{Counts, Measure, Source};
use super::dimension::Dimension;
use super::facts::{self, TENANTS, day, latest, members, rows as table, total, total_or_zero};
use crate::domain::access::units_coached;

/// Kawasans of today.
pub static KAWASANS: Source = Source {
    root: "kawasanOverview",
    rows,
    axes: &[facts::PROVINCE, facts::REGENCY, facts::KAWASAN, facts::COHORT_YEAR],
    measures: MEASURES,
    subsets: &[("reporting", "enterprises")],
    rights: units_coached,
    bitemporal: false,
    coverage: None,
};

const MEASURES: &[Measure] = &[
    Measure { name: "kawasans", expr: || Expr::cust("COUNT(*)"), counts: Counts::Units },
    Measure { name: "blks", expr: || total_or_zero("fact.blks"), counts: Counts::Units },
    Measure { name: "enterprises", expr: || total_or_zero("fact.enterprises"), counts: Counts::Enterprises },
    Measure { name: "members", expr: || total_or_zero("fact.members"), counts: Counts::Persons },
    Measure { name: "incubatees", expr: || total_or_zero("fact.incubatees"), counts: Counts::Enterprises },
    Measure { name: "graduates", expr: || total_or_zero("fact.graduates"), counts: Counts::Enterprises },
    Measure { name: "reporting", expr: || total_or_zero("fact.reporting"), counts: Counts::Enterprises },
    Measure { name: "jobs", expr: || total("fact.jobs"), counts: Counts::Persons },
    Measure { name: "revenue", expr: || total("fact.revenue"), counts: Counts::With("reporting") },
    Measure { name: "resources", expr: || total_or_zero("fact.resources"), counts: Counts::Units },
    Measure { name: "chainLinks", expr: || total_or_zero("fact.chain_links"), counts: Counts::Units },
    Measure { name: "potentials", expr: || total_or_zero("fact.potentials"), counts: Counts::Units },
    Measure { name: "partnerships", expr: || total_or_zero("fact.partnerships"), counts: Counts::Units },
];

fn rows(asked: &Asked, wanted: &[Dimension]) -> SelectStatement {
    let today = day(asked.today);
    let (people, work) = (members(asked), latest(asked.backend, "enterprise_id"));
    // A kawasan's enterprises name it, or are its own.
    let trade = format!(
        "SELECT COALESCE(enterprise.kawasan_id, enterprise.unit_id) AS kawasan_id, COUNT(*) AS enterprises, \
         SUM(people.members) AS members, COUNT(work.jobs) AS reporting, SUM(work.jobs) AS jobs, \
         SUM(work.revenue) AS revenue FROM enterprise \
         LEFT JOIN ({people}) AS people ON people.enterprise_id = enterprise.id \
         LEFT JOIN ({work}) AS work ON work.enterprise_id = enterprise.id \
         WHERE enterprise.archived_at IS NULL GROUP BY COALESCE(enterprise.kawasan_id, enterprise.unit_id)"
    );
    let tenants = format!(
        "SELECT tenant.kawasan, SUM(CASE WHEN tenant.stage IN ('PRE_INCUBATION', 'INCUBATION', 'POST_INCUBATION') \
         THEN 1 ELSE 0 END) AS incubatees, SUM(CASE WHEN tenant.stage = 'GRADUATED' THEN 1 ELSE 0 END) AS graduates \
         FROM (SELECT {TENANTS}) AS tenant GROUP BY tenant.kawasan"
    );
    let blks = "SELECT pair.kawasan_id, COUNT(*) AS blks FROM (\
         SELECT kawasan_id, blk_id FROM site WHERE kawasan_id IS NOT NULL AND blk_id IS NOT NULL UNION \
         SELECT kawasan_id, blk_id FROM enterprise WHERE archived_at IS NULL AND kawasan_id IS NOT NULL \
         AND blk_id IS NOT NULL) AS pair GROUP BY pair.kawasan_id";
    let kept = |table: &str, more: &str| {
        format!("SELECT unit_id, COUNT(*) AS kept FROM {table} WHERE archived_at IS NULL{more} GROUP BY unit_id")
    };
    let (resources, links) = (kept("kawasan_resource", ""), kept("chain_link", ""));
    let potentials = kept("potential", "");
    let holding = format!(" AND from_on <= {today} AND (to_on IS NULL OR to_on > {today})");
    let partnerships = kept("partnership", &holding);
    let sql = format!(
        "unit.id AS unit_id, unit.region_code AS region, unit.code AS kawasan, \
         CAST(kawasan.since_year AS text) AS cohort_year, trade.enterprises, trade.members, trade.reporting, \
         trade.jobs, trade.revenue, tenants.incubatees, tenants.graduates, blks.blks, resources.kept AS resources, \
         links.kept AS chain_links, potentials.kept AS potentials, partnerships.kept AS partnerships \
         FROM kawasan JOIN unit ON unit.id = kawasan.unit_id \
         LEFT JOIN ({trade}) AS trade ON trade.kawasan_id = unit.id \
         LEFT JOIN ({tenants}) AS tenants ON tenants.kawasan = unit.code \
         LEFT JOIN ({blks}) AS blks ON blks.kawasan_id = unit.id \
         LEFT JOIN ({resources}) AS resources ON resources.unit_id = unit.id \
         LEFT JOIN ({links}) AS links ON links.unit_id = unit.id \
         LEFT JOIN ({potentials}) AS potentials ON potentials.unit_id = unit.id \
         LEFT JOIN ({partnerships}) AS partnerships ON partnerships.unit_id = unit.id \
         WHERE unit.archived_at IS NULL AND (unit.closed_on IS NULL OR unit.closed_on > {today})"
    );
    table(asked, wanted, sql)
}
