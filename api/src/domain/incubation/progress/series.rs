//! The months of an enterprise in their order.

use chrono::{Months, NaiveDate};
use entity::{enterprise, progress};

use super::assurance::{Level, level_of, read};
use super::rules;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{MAX_LIMIT, PageRequest};
use crate::domain::registry::kept::{Filter, ops};
use crate::domain::reports::Period;
use crate::domain::{Code, Ctx, Error, Result, Violation};
use crate::vocab::Cadence;

/// Months shown when the caller names none.
const USUAL: u32 = 12;
/// Most months of one series.
const MOST: usize = 120;

/// What a month shows in a series.
#[derive(Clone, Debug)]
pub struct Point {
    pub row: progress::Model,
    /// Paid workers.
    pub workers: i64,
    /// How well the revenue is attested.
    pub assurance: Level,
}

/// The months of an enterprise that the caller may read, oldest first: the last twelve unless others are named.
pub async fn of(ctx: &Ctx, id: &str, from: Option<&str>, to: Option<&str>) -> Result<Vec<Point>> {
    ops::admit::<progress::Model>(ctx)?;
    let enterprise = ops::get::<enterprise::Model>(ctx, id).await?.row.id;
    let months = months(ctx.today(), from, to)?;
    let filter = Filter { of: Some(ids::text(Kind::Enterprise, enterprise)), class: months, ..Filter::default() };
    let page = ops::list::<progress::Model>(ctx, &filter, &PageRequest::new(Some(MAX_LIMIT), None)?).await?;
    let mut points = Vec::with_capacity(page.items.len());
    for (_, held) in page.items {
        let (workers, assurance) = (rules::paid_count(&held.row), level_of(&read(&held.row)?, "revenue"));
        points.push(Point { row: held.row, workers, assurance });
    }
    points.sort_by(|one, other| one.row.month.cmp(&other.row.month));
    Ok(points)
}

/// The months of a range.
fn months(today: NaiveDate, from: Option<&str>, to: Option<&str>) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let mut read = |text: Option<&str>, path: &str| {
        let month = text.map(|text| Period::parse(Cadence::Monthly, text));
        if let Some(Err(_)) = month {
            faults.push(Violation::new(Code::FieldFormat, path));
        }
        month.and_then(Result::ok)
    };
    let (first, last) = (read(from, "/from"), read(to, "/to"));
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    let last = last.or_else(|| Period::containing(Cadence::Monthly, today));
    let usual = || {
        let day = last?.first_day().checked_sub_months(Months::new(USUAL - 1))?;
        Period::containing(Cadence::Monthly, day)
    };
    let (Some(mut month), Some(last)) = (first.or_else(usual), last) else {
        return Err(Error::field(Code::FieldRange, "/to"));
    };
    let refused = |fault: Violation| Err(Error::listing(Code::Invalid, vec![fault]));
    if month > last {
        return refused(Violation::new(Code::FieldRange, "/to").with("min", month.to_string()));
    }
    let mut months = Vec::new();
    while month <= last {
        if months.len() == MOST {
            return refused(Violation::new(Code::FieldRange, "/to").with("mostMonths", MOST));
        }
        months.push(month.to_string());
        month = month.next();
    }
    Ok(months)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: Option<&str>, to: Option<&str>) -> std::result::Result<(String, String, usize), Vec<String>> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 5).unwrap();
        match months(today, from, to) {
            Ok(months) => Ok((months[0].clone(), months[months.len() - 1].clone(), months.len())),
            Err(refused) => Err(refused.0.violations.into_iter().map(|fault| fault.path).collect()),
        }
    }

    fn all(first: &str, last: &str, count: usize) -> std::result::Result<(String, String, usize), Vec<String>> {
        Ok((first.to_owned(), last.to_owned(), count))
    }

    #[test]
    fn a_series_has_twelve_months_unless_others_are_named() {
        assert_eq!(range(None, None), all("2025-12", "2026-11", 12));
        assert_eq!(range(None, Some("2026-03")), all("2025-04", "2026-03", 12));
        assert_eq!(range(Some("2026-01"), Some("2026-10")), all("2026-01", "2026-10", 10));
        assert_eq!(range(Some("2026-10"), None), all("2026-10", "2026-11", 2));
    }

    #[test]
    fn a_wrong_range_is_refused() {
        assert_eq!(range(Some("2026"), Some("2026-13")), Err(vec!["/from".to_owned(), "/to".to_owned()]));
        assert_eq!(range(Some("2026-10"), Some("2026-09")), Err(vec!["/to".to_owned()]));
        assert_eq!(range(Some("2010-01"), Some("2026-09")), Err(vec!["/to".to_owned()]));
    }
}
