//! partnershipOverview: who works with whom: partnerships that hold, offers by kind, off-take contracts.

use sea_orm::sea_query::{Expr, SelectStatement};

use super::asked::Asked;
use super::cube::{Axis, Counts, Measure, Source, count};
use super::dimension::Dimension;
use super::facts::{self, day, distinct, rows_within, total_or_zero};
use crate::domain::access::units_coached;

/// Partnerships and contracts of today, and commitments that stand. Time is the first day of each.
pub static PARTNERSHIPS: Source = Source {
    root: "partnershipOverview",
    rows,
    axes: &[
        facts::PROVINCE,
        facts::REGENCY,
        facts::KAWASAN,
        facts::BLK,
        facts::PARTNER_KIND,
        Axis::one(Dimension::OfferKind, |_| Expr::cust("fact.offer_kind")),
        facts::MONTH,
        facts::QUARTER,
        facts::HALF,
        facts::YEAR,
    ],
    measures: MEASURES,
    subsets: &[],
    rights: units_coached,
    bitemporal: false,
    coverage: None,
};

const MEASURES: &[Measure] = &[
    Measure { name: "partnerships", expr: || count("fact.what = 'PARTNERSHIP'"), counts: Counts::Units },
    Measure {
        name: "partners",
        expr: || distinct("CASE WHEN fact.what = 'PARTNERSHIP' THEN fact.partner_id END"),
        counts: Counts::Units,
    },
    Measure {
        name: "agreements",
        expr: || count("fact.what = 'PARTNERSHIP' AND fact.agreement IS NOT NULL"),
        counts: Counts::Units,
    },
    Measure { name: "commitments", expr: || count("fact.what = 'COMMITMENT'"), counts: Counts::Units },
    Measure {
        name: "accepted",
        expr: || count("fact.what = 'COMMITMENT' AND fact.state IN ('ACCEPTED', 'FULFILLED')"),
        counts: Counts::Units,
    },
    Measure {
        name: "fulfilled",
        expr: || count("fact.what = 'COMMITMENT' AND fact.state = 'FULFILLED'"),
        counts: Counts::Units,
    },
    Measure {
        name: "amountCommitted",
        expr: || total_or_zero("CASE WHEN fact.what = 'COMMITMENT' THEN fact.amount END"),
        counts: Counts::Units,
    },
    Measure { name: "contractors", expr: || distinct("fact.enterprise_id"), counts: Counts::Enterprises },
    Measure { name: "contracts", expr: || count("fact.what = 'CONTRACT'"), counts: Counts::With("contractors") },
    Measure {
        name: "amountContracted",
        expr: || total_or_zero("CASE WHEN fact.what = 'CONTRACT' THEN fact.amount END"),
        counts: Counts::With("contractors"),
    },
];

/// Columns of the place that benefits.
const PLACE: &str = "CASE WHEN place.kind = 'BLK' THEN place.code END AS blk, \
     CASE WHEN place.kind = 'KAWASAN' THEN place.code END AS kawasan";

fn rows(asked: &Asked, wanted: &[Dimension]) -> SelectStatement {
    let today = day(asked.today);
    let begun = |column: &str| format!("SUBSTR(CAST(it.{column} AS text), 1, 7) AS month");
    let (from, starts) = (begun("from_on"), begun("starts_on"));
    // A commitment without a place holds in its region, or everywhere.
    let sql = format!(
        "place.id AS unit_id, place.region_code AS region, {PLACE}, it.partner_kind, \
         CAST(NULL AS text) AS offer_kind, {from}, 'PARTNERSHIP' AS what, it.partner_id, \
         it.agreement_number AS agreement, CAST(NULL AS text) AS state, CAST(NULL AS bigint) AS amount, \
         CAST(NULL AS uuid) AS enterprise_id FROM partnership AS it JOIN unit AS place ON place.id = it.unit_id \
         WHERE it.archived_at IS NULL AND it.from_on <= {today} AND (it.to_on IS NULL OR it.to_on > {today}) \
         UNION ALL SELECT COALESCE(place.id, it.unit_id) AS unit_id, \
         COALESCE(place.region_code, it.region_code) AS region, {PLACE}, organization.kind AS partner_kind, \
         it.kind AS offer_kind, {from}, 'COMMITMENT' AS what, it.unit_id AS partner_id, \
         it.agreement_number AS agreement, it.state, it.amount, CAST(NULL AS uuid) AS enterprise_id \
         FROM commitment AS it LEFT JOIN organization ON organization.unit_id = it.unit_id \
         LEFT JOIN enterprise ON enterprise.id = it.enterprise_id \
         LEFT JOIN unit AS place ON place.id = COALESCE(it.blk_id, it.kawasan_id, enterprise.unit_id) \
         WHERE it.archived_at IS NULL AND it.state IN ('OFFERED', 'ACCEPTED', 'DISPUTED', 'FULFILLED') \
         UNION ALL SELECT place.id AS unit_id, place.region_code AS region, {PLACE}, \
         COALESCE(organization.kind, 'OFF_TAKER') AS partner_kind, CAST(NULL AS text) AS offer_kind, {starts}, \
         'CONTRACT' AS what, it.off_taker_id AS partner_id, it.number AS agreement, it.status AS state, \
         CAST(ROUND(CAST(it.volume * it.price AS numeric)) AS bigint) AS amount, it.enterprise_id \
         FROM offtake_contract AS it JOIN unit AS place ON place.id = it.unit_id \
         LEFT JOIN organization ON organization.unit_id = it.off_taker_id \
         WHERE it.archived_at IS NULL AND it.status = 'ACTIVE' AND it.starts_on <= {today} AND it.ends_on >= {today}"
    );
    rows_within(asked, wanted, sql)
}
