//! weaningOverview: how far BLKs are weaned, whose weaning is overdue, and whether they live on their own revenue.

use chrono::{Datelike, Days, Months, NaiveDate};
use sea_orm::sea_query::{Expr, SelectStatement};

use super::asked::Asked;
use super::cube::{Axis, Counts, Measure, Source, count};
use super::dimension::Dimension;
use super::facts::{self, day, rows_within, total};
use crate::domain::access::{Sight, units_seen};
use crate::domain::registry::blks::WEANING_MONTHS;

/// Days ahead of which a weaning is due soon.
const SOON: u64 = 90;

/// BLKs of today. Time is that at which their weaning falls due: two years after the building was handed over.
pub static WEANING: Source = Source {
    root: "weaningOverview",
    rows,
    axes: &[
        facts::PROVINCE,
        facts::REGENCY,
        facts::BLK,
        facts::VOCATION,
        facts::HOST_TYPE,
        facts::COHORT_YEAR,
        Axis::one(Dimension::SupportStatus, |_| Expr::cust("fact.support")),
        facts::MONTH,
        facts::QUARTER,
        facts::HALF,
        facts::YEAR,
    ],
    measures: &[
        Measure { name: "blks", expr: || Expr::cust("COUNT(*)"), counts: Counts::Units },
        Measure { name: "weaned", expr: || count("fact.weaned = 1"), counts: Counts::Units },
        Measure { name: "independent", expr: || count("fact.support = 'MANDIRI'"), counts: Counts::Units },
        Measure { name: "overdue", expr: || count("fact.weaned = 0 AND fact.ahead = 'PAST'"), counts: Counts::Units },
        Measure { name: "dueSoon", expr: || count("fact.weaned = 0 AND fact.ahead = 'SOON'"), counts: Counts::Units },
        Measure { name: "undated", expr: || count("fact.month IS NULL"), counts: Counts::Units },
        Measure { name: "reporting", expr: || Expr::cust("COUNT(fact.operating_cost)"), counts: Counts::Units },
        Measure { name: "ownRevenue", expr: || total("fact.own_revenue"), counts: Counts::Units },
        Measure { name: "operatingCost", expr: || total("fact.operating_cost"), counts: Counts::Units },
    ],
    subsets: &[],
    rights: |ctx| units_seen(ctx, Sight::Submitted),
    bitemporal: false,
    coverage: None,
};

fn rows(asked: &Asked, wanted: &[Dimension]) -> SelectStatement {
    let today = day(asked.today);
    let past = day(handed_over_before(asked.today));
    let soon = day(handed_over_before(asked.today.checked_add_days(Days::new(SOON)).unwrap_or(asked.today)));
    let (first, last) = four_quarters(asked.today);
    let (first, last) = (day(first), day(last));
    // Two years later it is the same month: only the day may be clipped.
    let sql = format!(
        "unit.id AS unit_id, blk.unit_id AS blk_id, unit.region_code AS region, unit.code AS blk, blk.host_type, \
         CAST(blk.established_year AS text) AS cohort_year, support.status AS support, \
         CASE WHEN support.status IN ('DISAPIH', 'MANDIRI') THEN 1 ELSE 0 END AS weaned, \
         CASE WHEN blk.handed_over_on <= {past} THEN 'PAST' \
         WHEN blk.handed_over_on <= {soon} THEN 'SOON' END AS ahead, \
         CAST(CAST(SUBSTR(CAST(blk.handed_over_on AS text), 1, 4) AS integer) + {years} AS text) \
         || SUBSTR(CAST(blk.handed_over_on AS text), 5, 3) AS month, money.own_revenue, money.operating_cost \
         FROM blk JOIN unit ON unit.id = blk.unit_id \
         LEFT JOIN unit_status AS support ON support.unit_id = unit.id AND support.aspect = 'SUPPORT' \
         AND support.from_on <= {today} AND (support.to_on IS NULL OR support.to_on > {today}) \
         LEFT JOIN (SELECT figure.unit_id, \
         SUM(CASE WHEN figure.indicator = 'D03' THEN figure.amount END) AS own_revenue, \
         SUM(CASE WHEN figure.indicator = 'D04' THEN figure.amount END) AS operating_cost FROM figure \
         WHERE figure.indicator IN ('D03', 'D04') AND figure.dimension = '' AND figure.to_event IS NULL \
         AND figure.period_end BETWEEN {first} AND {last} GROUP BY figure.unit_id) AS money ON money.unit_id = unit.id \
         WHERE unit.archived_at IS NULL AND (unit.closed_on IS NULL OR unit.closed_on > {today})",
        years = WEANING_MONTHS / 12,
    );
    rows_within(asked, wanted, sql)
}

/// The last day of a handover whose weaning fell due before a day.
fn handed_over_before(day: NaiveDate) -> NaiveDate {
    let due = |handed: NaiveDate| handed.checked_add_months(Months::new(WEANING_MONTHS));
    let mut handed = day.checked_sub_months(Months::new(WEANING_MONTHS)).unwrap_or_default();
    // Months differ in length: from a few days later back to the first that is due.
    handed = handed.checked_add_days(Days::new(3)).unwrap_or(handed);
    while due(handed).is_none_or(|due| due >= day) {
        let Some(earlier) = handed.pred_opt() else { break };
        handed = earlier;
    }
    handed
}

/// First and last day of the four quarters before that of today.
fn four_quarters(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let quarter = today.month0() / 3 * 3 + 1;
    let this = NaiveDate::from_ymd_opt(today.year(), quarter, 1).unwrap_or(today);
    (this.checked_sub_months(Months::new(12)).unwrap_or(this), this.pred_opt().unwrap_or(this))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day_of(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_handed_over_until_that_day_and_nothing_later_fell_due_before() {
        let mut day = day_of("2026-01-01");
        while day < day_of("2029-01-01") {
            let last = handed_over_before(day);
            let due = |handed: NaiveDate| handed.checked_add_months(Months::new(WEANING_MONTHS)).unwrap();
            assert!(due(last) < day, "{day}");
            assert!(due(last.succ_opt().unwrap()) >= day, "{day}");
            day = day.succ_opt().unwrap();
        }
    }

    #[test]
    fn the_four_quarters_end_before_that_of_today() {
        for today in ["2026-10-01", "2026-11-05", "2026-12-31"] {
            assert_eq!(four_quarters(day_of(today)), (day_of("2025-10-01"), day_of("2026-09-30")));
        }
        assert_eq!(four_quarters(day_of("2026-02-28")), (day_of("2025-01-01"), day_of("2025-12-31")));
    }
}
