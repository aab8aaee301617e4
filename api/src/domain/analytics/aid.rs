//! aidOverview: aid from proposal to accepted account, in number and in rupiah, and accounts (LPJ) in time.

use sea_orm::sea_query::{Expr, SelectStatement};

use super::asked::Asked;
use super::cube::{Axis, Counts, Measure, Source, count};
use super::dimension::Dimension;
use super::facts::{self, day, rows_within, total_or_zero};
use crate::domain::access::units_coached;

/// Aid that was not refused. Time is the day on which it was paid out; what was not yet has none.
pub static AID: Source = Source {
    root: "aidOverview",
    rows,
    axes: &[
        facts::PROVINCE,
        facts::REGENCY,
        facts::KAWASAN,
        facts::BLK,
        facts::VOCATION,
        facts::HOST_TYPE,
        facts::SECTOR,
        facts::COHORT_YEAR,
        Axis::one(Dimension::AidKind, |_| Expr::cust("fact.aid_kind")),
        facts::MONTH,
        facts::QUARTER,
        facts::HALF,
        facts::YEAR,
    ],
    measures: MEASURES,
    // As the steps of aid go: nothing is paid out that was not approved, and no account is due of what was not paid out.
    subsets: &[
        ("approved", "aids"),
        ("disbursed", "approved"),
        ("returned", "disbursed"),
        ("breached", "disbursed"),
        ("lpjDue", "disbursed"),
        ("lpjSubmitted", "lpjDue"),
        ("lpjOnTime", "lpjSubmitted"),
        ("accounted", "lpjSubmitted"),
    ],
    rights: units_coached,
    bitemporal: false,
    coverage: None,
};

/// Each sum hangs on the number of those it sums up: one that was approved among six proposed would show its amount.
const MEASURES: &[Measure] = &[
    Measure { name: "aids", expr: || Expr::cust("COUNT(*)"), counts: Counts::Enterprises },
    Measure { name: "members", expr: || total_or_zero("fact.members"), counts: Counts::Persons },
    Measure { name: "amountRequested", expr: || total_or_zero("fact.requested"), counts: Counts::With("aids") },
    Measure { name: "approved", expr: || Expr::cust("COUNT(fact.approved)"), counts: Counts::Enterprises },
    Measure { name: "amountApproved", expr: || total_or_zero("fact.approved"), counts: Counts::With("approved") },
    Measure { name: "disbursed", expr: || Expr::cust("COUNT(fact.disbursed)"), counts: Counts::Enterprises },
    Measure { name: "amountDisbursed", expr: || total_or_zero("fact.disbursed"), counts: Counts::With("disbursed") },
    Measure { name: "accounted", expr: || Expr::cust("COUNT(fact.accounted)"), counts: Counts::Enterprises },
    Measure { name: "amountAccounted", expr: || total_or_zero("fact.accounted"), counts: Counts::With("accounted") },
    Measure { name: "returned", expr: || Expr::cust("COUNT(fact.returned)"), counts: Counts::Enterprises },
    Measure { name: "amountReturned", expr: || total_or_zero("fact.returned"), counts: Counts::With("returned") },
    Measure { name: "breached", expr: || count("fact.status = 'BREACH'"), counts: Counts::Enterprises },
    Measure { name: "lpjDue", expr: || count("fact.due = 1"), counts: Counts::Enterprises },
    Measure { name: "lpjSubmitted", expr: || count("fact.submitted = 1"), counts: Counts::Enterprises },
    Measure { name: "lpjOnTime", expr: || count("fact.on_time = 1"), counts: Counts::Enterprises },
];

fn rows(asked: &Asked, wanted: &[Dimension]) -> SelectStatement {
    let today = day(asked.today);
    // A version that was sent back gets another. It was in time if one of them was: the first is the earliest.
    let accounts = "SELECT lpj.aid_id, MAX(CASE WHEN lpj.on_time THEN 1 ELSE 0 END) AS on_time, \
         MAX(CASE WHEN lpj.submitted_on IS NOT NULL THEN 1 ELSE 0 END) AS submitted, \
         MAX(CASE WHEN lpj.state = 'ACCEPTED' THEN COALESCE(lpj.returned, 0) END) AS unspent \
         FROM lpj WHERE lpj.archived_at IS NULL GROUP BY lpj.aid_id";
    let sql = format!(
        "aid.unit_id, unit.region_code AS region, blk.unit_id AS blk_id, blk_unit.code AS blk, \
         kawasan_unit.code AS kawasan, blk.host_type, enterprise.sector, scheme.kind AS aid_kind, \
         CAST(scheme.fiscal_year AS text) AS cohort_year, SUBSTR(CAST(aid.disbursed_on AS text), 1, 7) AS month, \
         aid.status, aid.members, aid.amount_requested AS requested, aid.amount_approved AS approved, \
         aid.disbursed_amount AS disbursed, aid.returned_amount AS returned, \
         CASE WHEN account.unspent IS NOT NULL THEN aid.disbursed_amount - account.unspent END AS accounted, \
         account.submitted, account.on_time, CASE WHEN account.submitted = 1 \
         OR (aid.status IN ('DISBURSED', 'IN_USE') AND aid.lpj_due_on < {today}) THEN 1 ELSE 0 END AS due \
         FROM aid JOIN aid_scheme AS scheme ON scheme.id = aid.scheme_id \
         JOIN unit ON unit.id = aid.unit_id \
         LEFT JOIN enterprise ON enterprise.id = aid.enterprise_id \
         LEFT JOIN site ON site.unit_id = aid.unit_id \
         LEFT JOIN blk ON blk.unit_id = CASE WHEN unit.kind = 'BLK' THEN aid.unit_id \
         ELSE COALESCE(site.blk_id, enterprise.blk_id) END \
         LEFT JOIN unit AS blk_unit ON blk_unit.id = blk.unit_id \
         LEFT JOIN unit AS kawasan_unit ON kawasan_unit.id = CASE WHEN unit.kind = 'KAWASAN' THEN aid.unit_id \
         ELSE COALESCE(site.kawasan_id, enterprise.kawasan_id) END \
         LEFT JOIN ({accounts}) AS account ON account.aid_id = aid.id WHERE aid.archived_at IS NULL"
    );
    rows_within(asked, wanted, sql)
}
