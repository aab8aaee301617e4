//! Totals of indicators over the official periodic reports, in the regions of then or of now.
//!
//! Reports of events (training packages, incidents) are left out: they repeat indicators that the monthly report asks
//! as well, and an incident is no aggregate.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement};

use crate::domain::reports::Period;
use crate::domain::reports::period::months_of;
use crate::domain::templates::definition::Indicator;
use crate::domain::templates::indicators;
use crate::domain::{Code, Ctx, Error, Result, Violation};
use crate::vocab::{Cadence, RegionBasis, TotalsGroup, ValueType};

/// Most indicators of one question.
const MOST_INDICATORS: usize = 20;
/// Most rows of one answer.
const MOST_ROWS: usize = 10_000;

/// Which totals.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Codes, 1 to 20.
    pub indicators: Vec<String>,
    /// First period, of any length: reports whose period ends in or after it.
    pub from: String,
    /// Last period: reports whose period ends in or before it.
    pub to: String,
    /// One row for each region and period, or one for the nation.
    pub group_by: Vec<TotalsGroup>,
    /// The region a report counts in.
    pub basis: RegionBasis,
}

/// One total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotalRow {
    /// When grouped by province or regency.
    pub province_code: Option<String>,
    /// When grouped by regency; none for units that lie in no regency.
    pub regency_code: Option<String>,
    /// When grouped by period.
    pub period: Option<String>,
    /// Code of the indicator.
    pub indicator: String,
    /// Type of its value; DECIMAL and PERCENT are in hundredths.
    pub value_type: ValueType,
    /// The sum, or for percentages the mean; none where every report says that it does not apply.
    pub value: Option<i64>,
    /// Reports that say something of it.
    pub reports: i64,
}

impl TotalRow {
    /// The value as a number.
    pub fn number(&self) -> Option<f64> {
        #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "GraphQL and JSON have no other number")]
        let number = self.value? as f64;
        let hundredths = matches!(self.value_type, ValueType::Decimal | ValueType::Percent);
        Some(if hundredths { number / 100.0 } else { number })
    }
}

/// A row as the database gives it.
#[derive(FromQueryResult)]
struct Summed {
    area: Option<String>,
    period: Option<String>,
    indicator: String,
    total: Option<i64>,
    given: i64,
    reports: i64,
}

/// Totals by region, period and indicator, in that order.
pub async fn indicator_totals(ctx: &Ctx, wanted: &Wanted) -> Result<Vec<TotalRow>> {
    let (known, days) = check(ctx, wanted).await?;
    let statement = ctx.app.store.backend().build(&query(wanted, days));
    let rows = Summed::find_by_statement(statement).all(ctx.db()).await?;
    if rows.len() > MOST_ROWS {
        let fault = Violation::new(Code::FieldRange, "/periods").with("maxRows", MOST_ROWS);
        return Err(Error::listing(Code::Invalid, vec![fault]));
    }
    Ok(rows.into_iter().filter_map(|row| Some(total(known.get(&row.indicator)?, wanted, row))).collect())
}

fn total(indicator: &Indicator, wanted: &Wanted, row: Summed) -> TotalRow {
    // A sum of percentages says nothing.
    let is_mean = indicator.value_type == ValueType::Percent || indicator.unit == "persen";
    let mean = |sum: i64| sum.saturating_add(row.given / 2).checked_div_euclid(row.given);
    let by_regency = wanted.group_by.contains(&TotalsGroup::Regency);
    TotalRow {
        province_code: row.area.as_ref().and_then(|code| code.get(..2)).map(ToOwned::to_owned),
        regency_code: row.area.filter(|code| by_regency && code.len() == 5),
        period: row.period,
        indicator: row.indicator,
        value_type: indicator.value_type,
        value: if is_mean { row.total.and_then(mean) } else { row.total },
        reports: row.reports,
    }
}

/// Every fault of the question at once; else its indicators by code, and the first and last day.
async fn check(ctx: &Ctx, wanted: &Wanted) -> Result<(HashMap<String, Indicator>, (NaiveDate, NaiveDate))> {
    let mut faults = Vec::new();
    if !(1..=MOST_INDICATORS).contains(&wanted.indicators.len()) {
        let fault = Violation::new(Code::FieldLength, "/indicators").with("min", 1).with("max", MOST_INDICATORS);
        return Err(Error::listing(Code::Invalid, vec![fault]));
    }
    // PostgreSQL would refuse the character that SQLite merely does not find.
    let codes: Vec<String> = wanted.indicators.iter().filter(|code| !code.contains('\0')).cloned().collect();
    let known = indicators::by_codes(ctx, &codes).await?;
    let known: HashMap<String, Indicator> =
        known.into_iter().map(|version| (version.definition.code.clone(), version.definition)).collect();
    for (index, code) in wanted.indicators.iter().enumerate() {
        if !known.contains_key(code) {
            faults.push(Violation::new(Code::UnknownCode, format!("/indicators/{index}")));
        }
    }
    let days = Period::read(&wanted.from).map(Period::first_day).zip(Period::read(&wanted.to).map(Period::last_day));
    match days {
        None => faults.push(Violation::new(Code::PeriodMalformed, "/periods")),
        Some((from, to)) if from > to => faults.push(Violation::new(Code::FieldRange, "/periods")),
        Some(days) if faults.is_empty() => return Ok((known, days)),
        Some(_) => {}
    }
    Err(Error::listing(Code::Invalid, faults))
}

fn query(wanted: &Wanted, (from, to): (NaiveDate, NaiveDate)) -> SelectStatement {
    let nothing = || Expr::cust("CAST(NULL AS text)");
    let length = if wanted.group_by.contains(&TotalsGroup::Regency) {
        Some(5)
    } else {
        wanted.group_by.contains(&TotalsGroup::Province).then_some(2)
    };
    let by_period = wanted.group_by.contains(&TotalsGroup::Period);
    let area = length.map_or_else(nothing, |length| beginning(wanted.basis, length));
    let period = if by_period { Expr::col(("figure", "occurrence")) } else { nothing() };
    let amount = || Expr::col(("figure", "amount"));
    let mut query = Query::select();
    query
        .expr_as(area, "area")
        .expr_as(period, "period")
        .column(("figure", "indicator"))
        // On PostgreSQL a sum of bigint is numeric.
        .expr_as(amount().sum().cast_as("bigint"), "total")
        .expr_as(amount().count(), "given")
        .expr_as(Expr::col(("figure", "report_id")).count(), "reports")
        .from("figure")
        .inner_join("report", Expr::col(("report", "id")).equals(("figure", "report_id")))
        .inner_join("unit", Expr::col(("unit", "id")).equals(("figure", "unit_id")))
        .and_where(Expr::col(("figure", "indicator")).is_in(wanted.indicators.iter().map(String::as_str)))
        .and_where(Expr::col(("figure", "template_id")).in_subquery(periodic()))
        .and_where(Expr::col(("figure", "period_end")).between(from, to))
        .and_where(Expr::col(("figure", "dimension")).eq(""))
        .and_where(Expr::col(("figure", "to_event")).is_null());
    // By the names of the columns: each use of an expression would bind its values anew, and PostgreSQL would take
    // them for different expressions.
    if length.is_some() {
        query.group_by_col("area").order_by("area", Order::Asc);
    }
    if by_period {
        query.group_by_col("period").order_by("period", Order::Asc);
    }
    query.group_by_col(("figure", "indicator")).order_by(("figure", "indicator"), Order::Asc);
    query.limit(u64::try_from(MOST_ROWS).unwrap_or_default() + 1);
    query
}

/// The first letters of the code of the region a report counts in.
fn beginning(basis: RegionBasis, length: i32) -> Expr {
    let now = Expr::col(("unit", "region_code"));
    let region: Expr = match basis {
        RegionBasis::AsReported => Func::coalesce([Expr::col(("report", "region_code")), now]).into(),
        RegionBasis::Current => now,
    };
    Func::cust("SUBSTR").args([region, Expr::value(1), Expr::value(length)]).into()
}

/// Templates that ask period by period.
fn periodic() -> SelectStatement {
    let cadences = Cadence::ALL.iter().filter(|cadence| months_of(**cadence).is_some()).map(|cadence| cadence.as_str());
    Query::select().column("id").from("report_template").and_where(Expr::col("cadence").is_in(cadences)).to_owned()
}
