//! Stocks: workers of January and of February are the same people, so months of them are never added up. A stretch of
//! several periods shows the last one that is over; so each figure is that of one period.

use std::collections::BTreeSet;

use chrono::{Datelike, Months, NaiveDate};
use sea_orm::Condition;
use sea_orm::sea_query::{Expr, ExprTrait};
use uuid::Uuid;

use super::asked::Asked;
use super::dimension::Dimension;
use super::parts::Totalled;

/// First day of the last month that is over.
pub fn last_over(today: NaiveDate) -> NaiveDate {
    let this = today.with_day(1).unwrap_or(today);
    this.checked_sub_months(Months::new(1)).unwrap_or(this)
}

/// The months that are shown of what is recorded for periods of so many months, each by its first day: those in which
/// a period ends and, of each stretch that is asked for, the last that is over.
pub fn shown_within((from, to): (NaiveDate, NaiveDate), asked: &Asked, months: u32) -> Vec<NaiveDate> {
    let ends = months_between(from, to).filter(|month| month.month().is_multiple_of(months));
    last_of_each(ends, length(&asked.groups), last_over(asked.today))
}

/// The months whose figures of an indicator are shown, each by its first day.
pub fn months_of(asked: &Asked, indicator: &Totalled) -> Vec<NaiveDate> {
    asked.periods.map(|periods| shown_within(periods, asked, indicator.months())).unwrap_or_default()
}

/// Last days of the periods whose figures of an indicator are shown.
pub fn ends_of(asked: &Asked, indicator: &Totalled) -> Vec<NaiveDate> {
    let last_day = |month: NaiveDate| month.checked_add_months(Months::new(1))?.pred_opt();
    months_of(asked, indicator).into_iter().filter_map(last_day).collect()
}

/// What counts of the periods asked for: of a stock the figures of the periods that are shown. `indicator` and
/// `period_end` are columns of the source.
pub fn shown(asked: &Asked, indicator: &Expr, period_end: (&'static str, &'static str)) -> Condition {
    let (stocks, flows) = stocks_and_flows(asked);
    if stocks.is_empty() {
        return Condition::all();
    }
    let flows: Vec<&str> = flows.into_iter().map(|it| it.code.as_str()).collect();
    let of_flows = (!flows.is_empty()).then(|| Condition::all().add(indicator.clone().is_in(flows)));
    any_of(of_flows.into_iter().chain(stocks.into_iter().filter_map(|it| {
        let of_it = Condition::all().add(indicator.clone().eq(it.code.as_str()));
        Some(of_it.add(ended(asked, it, period_end)?))
    })))
}

/// The reports behind an answer: those of templates that ask a flow, and of a stock those of the periods that are shown.
pub fn behind(asked: &Asked) -> Condition {
    let (stocks, flows) = stocks_and_flows(asked);
    let of = |all: &[&Totalled]| {
        let is_of = |code: &String| all.iter().any(|it| it.code == *code);
        let asks = asked.extra.asks.iter().filter(|(.., code)| is_of(code));
        let templates: BTreeSet<Uuid> = asks.map(|(template, ..)| *template).collect();
        let known = Expr::col(("standing", "template_id"));
        (!templates.is_empty()).then(|| Condition::all().add(known.is_in(templates)))
    };
    any_of(
        of(&flows)
            .into_iter()
            .chain(stocks.iter().filter_map(|it| Some(of(&[*it])?.add(ended(asked, it, ("standing", "period_end"))?)))),
    )
}

fn stocks_and_flows(asked: &Asked) -> (Vec<&Totalled>, Vec<&Totalled>) {
    asked.extra.indicators.iter().partition(|it| it.is_stock())
}

/// The periods of a stock that are shown; none where none of its periods ends.
fn ended(asked: &Asked, stock: &Totalled, period_end: (&'static str, &'static str)) -> Option<Expr> {
    let ends = ends_of(asked, stock);
    (!ends.is_empty()).then(|| Expr::col(period_end).is_in(ends))
}

/// One of these; nothing where there are none, which by itself would let everything through.
fn any_of(terms: impl Iterator<Item = Condition>) -> Condition {
    let any = terms.fold(Condition::any(), |any, term| any.add(term));
    if any.is_empty() { Condition::all().add(Expr::value(1).eq(0)) } else { any }
}

/// Months of the shortest stretch that is grouped by; without any (0) all months are one.
fn length(groups: &[Dimension]) -> u32 {
    let lengths = [
        (Dimension::Period, 1),
        (Dimension::Month, 1),
        (Dimension::Quarter, 3),
        (Dimension::Half, 6),
        (Dimension::Year, 12),
    ];
    lengths.iter().find(|(stretch, _)| groups.contains(stretch)).map_or(0, |(_, length)| *length)
}

/// The first days of the months from one day to another.
fn months_between(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let first = from.with_day(1).unwrap_or(from);
    let all = std::iter::successors(Some(first), |month| month.checked_add_months(Months::new(1)));
    all.take_while(move |month| *month <= to)
}

/// Of each stretch of so many months of the calendar (0 is one stretch) the last that is not after `last_over`, or its
/// first where none is over.
fn last_of_each(months: impl Iterator<Item = NaiveDate>, length: u32, last_over: NaiveDate) -> Vec<NaiveDate> {
    let stretch = |month: NaiveDate| month.month0().checked_div(length).map(|index| (month.year(), index));
    let mut found: Vec<NaiveDate> = Vec::new();
    for month in months {
        match found.last_mut() {
            Some(last) if stretch(*last) == stretch(month) => {
                if month <= last_over {
                    *last = month;
                }
            }
            _ => found.push(month),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::analytics::facts::month_of;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn last_of(months: u32, from: &str, to: &str, length: u32) -> Vec<String> {
        let ends = months_between(day(from), day(to)).filter(|month| month.month().is_multiple_of(months));
        last_of_each(ends, length, day("2026-10-01")).into_iter().map(month_of).collect()
    }

    fn last(from: &str, to: &str, length: u32) -> Vec<String> {
        last_of(1, from, to, length)
    }

    #[test]
    fn a_stretch_shows_its_last_month_that_is_over() {
        assert_eq!(last("2026-01-01", "2026-12-31", 0), ["2026-10"]);
        assert_eq!(last("2026-01-01", "2026-12-31", 3), ["2026-03", "2026-06", "2026-09", "2026-10"]);
        assert_eq!(last("2025-02-01", "2026-08-31", 6), ["2025-06", "2025-12", "2026-06", "2026-08"]);
        assert_eq!(last("2024-01-01", "2026-12-31", 12), ["2024-12", "2025-12", "2026-10"]);
        assert_eq!(last("2026-08-01", "2026-11-30", 1), ["2026-08", "2026-09", "2026-10", "2026-11"]);
    }

    #[test]
    fn a_stretch_that_is_not_over_shows_its_first_month() {
        assert_eq!(last("2026-11-01", "2026-12-31", 0), ["2026-11"]);
        assert_eq!(last("2026-07-01", "2027-03-31", 3), ["2026-09", "2026-10", "2027-01"]);
    }

    #[test]
    fn of_longer_periods_the_last_that_ended_is_shown() {
        assert_eq!(last_of(3, "2026-01-01", "2026-12-31", 0), ["2026-09"]);
        assert_eq!(last_of(3, "2026-01-01", "2026-12-31", 6), ["2026-06", "2026-09"]);
        assert_eq!(last_of(3, "2026-01-01", "2026-12-31", 1), ["2026-03", "2026-06", "2026-09", "2026-12"]);
        assert_eq!(last_of(6, "2025-01-01", "2026-12-31", 12), ["2025-12", "2026-06"]);
        assert_eq!(last_of(3, "2026-07-01", "2026-08-31", 0), Vec::<String>::new());
    }

    #[test]
    fn the_last_month_that_is_over_is_that_before_today() {
        assert_eq!(last_over(day("2026-11-01")), day("2026-10-01"));
        assert_eq!(last_over(day("2027-01-31")), day("2026-12-01"));
    }
}
