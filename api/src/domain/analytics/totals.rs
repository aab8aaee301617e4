//! indicatorTotals: totals of indicators over the official periodic reports, and how many reports say nothing of them.
//!
//! Reports of events (training packages, incidents) are left out: they repeat indicators that the monthly report asks
//! as well, and an incident is no aggregate.

use std::collections::{BTreeSet, HashMap};

use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement, TableRef, ValueTuple};

use super::answer::{Answer, answer};
use super::asked::{Asked, Extra, Filter, Question};
use super::cube::{Axis, Cell, Cells, Counts, Measure, Source, count, narrowed};
use super::dimension::{Dimension, time_of};
use super::rate::{self, RATE};
use super::units::{self, area};
use super::{parts, stocks};
use crate::domain::access::{Sight, units_seen};
use crate::domain::reports::period::months_of;
use crate::domain::{Code, Ctx, Result, Violation};
use crate::vocab::{Cadence, Disaggregation, RegionBasis};

/// Official figures.
pub static TOTALS: Source = Source {
    root: "indicatorTotals",
    rows,
    axes: AXES,
    measures: MEASURES,
    subsets: &[],
    rights: |ctx| units_seen(ctx, Sight::Submitted),
    bitemporal: true,
    coverage: Some(coverage),
};

/// Official reports by the indicators that their template asks: what is missing is these less those that say something.
static ASKED_OF: Source = Source {
    root: "indicatorTotals",
    rows: asked_of,
    axes: ASKED_AXES,
    measures: &[Measure { name: "asked", expr: || Expr::cust("COUNT(*)"), counts: Counts::Units }],
    subsets: &[],
    rights: |ctx| units_seen(ctx, Sight::Submitted),
    bitemporal: true,
    coverage: None,
};

/// Those of whom one indicator tells something, without being a count of them: by how many a total of it is shielded. A
/// report that does not count them tells of one at least, unless it says zero.
pub(super) static TOLD_OF: Source = Source {
    root: "indicatorTotals",
    rows: told_of,
    axes: AXES,
    measures: &[Measure { name: "value", expr: enterprises_told_of, counts: Counts::Enterprises }],
    subsets: &[],
    rights: |ctx| units_seen(ctx, Sight::Submitted),
    // Public totals of such indicators count in the regions as reported alone.
    bitemporal: false,
    coverage: None,
};

fn enterprises_told_of() -> Expr {
    let of_row = "CASE WHEN figure.amount IS NULL THEN 0 WHEN told.amount > 0 THEN told.amount \
         WHEN figure.amount <> 0 THEN 1 ELSE 0 END";
    Expr::cust(format!("CAST(COALESCE(SUM({of_row}), 0) AS bigint)"))
}

/// Dimensions of a disaggregation; a question has one of them at most.
const PARTS: [Dimension; 9] = [
    Dimension::Sex,
    Dimension::Disability,
    Dimension::Age,
    Dimension::Sector,
    Dimension::Stage,
    Dimension::EmploymentRelation,
    Dimension::AidKind,
    Dimension::PartnerKind,
    Dimension::Part,
];

const fn part(dimension: Dimension) -> Axis {
    Axis::one(dimension, |_| Expr::col(("figure", "member")))
}

const AXES: &[Axis] = &[
    Axis::one(Dimension::Province, |asked| area(region(asked), 2)),
    Axis::one(Dimension::Regency, |asked| area(region(asked), 5)),
    units::KAWASAN,
    units::BLK,
    units::VOCATION,
    units::COHORT_YEAR,
    units::HOST_TYPE,
    units::SUPPORT_STATUS,
    units::PROGRAMME,
    units::MODEL,
    units::AGENDA,
    units::PRIORITY_AREA,
    Axis::one(Dimension::Period, |_| Expr::col(("figure", "occurrence"))),
    Axis::one(Dimension::Month, |_| time_of(Dimension::Month, "figure.period_end")),
    Axis::one(Dimension::Quarter, |_| time_of(Dimension::Quarter, "figure.period_end")),
    Axis::one(Dimension::Half, |_| time_of(Dimension::Half, "figure.period_end")),
    Axis::one(Dimension::Year, |_| time_of(Dimension::Year, "figure.period_end")),
    Axis::one(Dimension::Indicator, |_| Expr::col(("figure", "indicator"))),
    part(Dimension::Sex),
    part(Dimension::Disability),
    part(Dimension::Age),
    part(Dimension::Sector),
    part(Dimension::Stage),
    part(Dimension::EmploymentRelation),
    part(Dimension::AidKind),
    part(Dimension::PartnerKind),
    part(Dimension::Part),
];

const ASKED_AXES: &[Axis] = &[
    Axis::one(Dimension::Province, |asked| area(rate::region(asked), 2)),
    Axis::one(Dimension::Regency, |asked| area(rate::region(asked), 5)),
    units::KAWASAN,
    units::BLK,
    units::VOCATION,
    units::COHORT_YEAR,
    units::HOST_TYPE,
    units::SUPPORT_STATUS,
    units::PROGRAMME,
    units::MODEL,
    units::AGENDA,
    units::PRIORITY_AREA,
    Axis::one(Dimension::Period, |_| Expr::col(("standing", "occurrence"))),
    Axis::one(Dimension::Month, |_| time_of(Dimension::Month, "standing.period_end")),
    Axis::one(Dimension::Quarter, |_| time_of(Dimension::Quarter, "standing.period_end")),
    Axis::one(Dimension::Half, |_| time_of(Dimension::Half, "standing.period_end")),
    Axis::one(Dimension::Year, |_| time_of(Dimension::Year, "standing.period_end")),
    Axis::one(Dimension::Indicator, |_| Expr::col(("asks", "column3"))),
];

const MEASURES: &[Measure] = &[
    // Of percentages the sum; `given` makes their mean of it.
    Measure { name: "value", expr: || amounts("SUM"), counts: Counts::OfIndicator },
    Measure { name: "given", expr: || amounts("COUNT"), counts: Counts::Units },
    Measure { name: "reports", expr: || Expr::cust("COUNT(*)"), counts: Counts::Units },
    Measure { name: "notApplicable", expr: || count("figure.not_applicable"), counts: Counts::Units },
    // Known once the reports that were asked are counted beside: see [`with_missing`].
    Measure { name: "missing", expr: || Expr::cust("CAST(0 AS bigint)"), counts: Counts::Units },
];

fn amounts(function: &str) -> Expr {
    Expr::cust(format!("CAST({function}(figure.amount) AS bigint)"))
}

/// What is asked of indicators.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Codes, 1 to 20.
    pub indicators: Vec<String>,
    /// At most one: reports give the parts of each by itself.
    pub disaggregate_by: Vec<Disaggregation>,
}

/// Answers for indicators. After the groups asked the rows are grouped by the disaggregation and by the indicator.
pub async fn indicator_totals(ctx: &Ctx, wanted: &Wanted, mut question: Question) -> Result<Answer> {
    let mut faults = Vec::new();
    question.extra = parts::read(ctx, &wanted.indicators, &wanted.disaggregate_by, &mut faults).await?;
    let part = question.extra.part.as_ref().map(|(_, dimension)| *dimension);
    for dimension in PARTS {
        if part != Some(dimension) && !question.filter.get(dimension).is_empty() {
            let path = format!("/filter/{}", dimension.field());
            faults.push(Violation::new(Code::FieldRange, path).with("requires", "disaggregateBy"));
        }
    }
    faults.append(&mut question.faults);
    question.faults = faults;
    question.groups.extend(part);
    question.groups.push(Dimension::Indicator);
    answer(ctx, &TOTALS, question).await
}

/// The region that a figure counts in, as SQL.
fn region(asked: &Asked) -> &'static str {
    match (asked.basis, asked.as_of) {
        (RegionBasis::AsReported, _) => "COALESCE(report.region_code, unit.region_code)",
        (RegionBasis::Current, None) => "unit.region_code",
        (RegionBasis::Current, Some(_)) => units::REGION_THEN,
    }
}

fn rows(asked: &Asked, wanted: &[Dimension]) -> SelectStatement {
    let dimension = asked.extra.part.as_ref().map(|(name, _)| name.as_str()).unwrap_or_default();
    let by_region = wanted.contains(&Dimension::Province) || wanted.contains(&Dimension::Regency);
    let mut query = Query::select();
    query.from("figure");
    if by_region || units::is_needed(asked, wanted) {
        query.inner_join("unit", Expr::col(("unit", "id")).equals(("figure", "unit_id")));
    }
    if by_region && asked.basis == RegionBasis::AsReported {
        query.inner_join("report", Expr::col(("report", "id")).equals(("figure", "report_id")));
    }
    units::join(&mut query, asked, wanted);
    if let Some(position) = asked.as_of.filter(|_| by_region && asked.basis == RegionBasis::Current) {
        let same = Expr::col(("of_moved", "unit_id")).equals(("unit", "id"));
        query.join_subquery(JoinType::LeftJoin, units::moved_after(asked.backend, position), "of_moved", same);
    }
    let codes = asked.extra.indicators.iter().map(|it| it.code.as_str());
    query
        .and_where(Expr::col(("figure", "indicator")).is_in(codes))
        .and_where(Expr::col(("figure", "dimension")).eq(dimension))
        .and_where(Expr::col(("figure", "template_id")).in_subquery(periodic()));
    if let Some((from, to)) = asked.periods {
        query.and_where(Expr::col(("figure", "period_end")).between(from, to));
    }
    query.cond_where(stocks::shown(asked, &Expr::col(("figure", "indicator")), ("figure", "period_end")));
    query.cond_where(rate::holding(asked, "figure")).cond_where(units::seen(&asked.scope, ("figure", "unit_id")));
    query
}

/// The same with those of whom the indicator tells something, as the same version of the report counts them: of the
/// part, where they are divided so.
fn told_of(asked: &Asked, wanted: &[Dimension]) -> SelectStatement {
    let mut query = rows(asked, wanted);
    let counting = asked.extra.indicators.first().and_then(|it| it.told_of());
    let divides = |name: &String| counting.is_some_and(|it| it.dimensions.contains(name));
    let divided = asked.extra.part.as_ref().is_some_and(|(name, _)| divides(name));
    let of_told = |column: &'static str| Expr::col(("told", column));
    let same = |column: &'static str| of_told(column).equals(("figure", column));
    let whole = |column: &'static str| if divided { same(column) } else { of_told(column).eq("") };
    let of_report = same("unit_id").and(same("report_id")).and(same("content_version"));
    let code = counting.map(|it| it.code.as_str()).unwrap_or_default();
    let on = of_report.and(of_told("indicator").eq(code)).and(whole("dimension")).and(whole("member"));
    query.join_as(JoinType::LeftJoin, "figure", "told", on);
    query
}

/// Templates that ask period by period.
fn periodic() -> SelectStatement {
    let cadences = Cadence::ALL.iter().filter(|cadence| months_of(**cadence).is_some()).map(|cadence| cadence.as_str());
    Query::select().column("id").from("report_template").and_where(Expr::col("cadence").is_in(cadences)).to_owned()
}

fn asked_of(asked: &Asked, wanted: &[Dimension]) -> SelectStatement {
    let mut query = rate::rows(asked, wanted);
    let same = |column: &'static str| Expr::col(("report", column)).equals(("standing", column));
    query.inner_join("report", same("unit_id").and(same("template_id")).and(same("occurrence")));
    let asks =
        asked.extra.asks.iter().map(|(template, number, code)| {
            ValueTuple::Three((*template).into(), (*number).into(), code.as_str().into())
        });
    let version = Expr::col(("asks", "column1"))
        .equals(("report", "template_id"))
        .and(Expr::col(("asks", "column2")).equals(("report", "template_version")));
    query.join(JoinType::InnerJoin, TableRef::ValuesList(asks.collect(), "asks".into()), version);
    query.and_where(Expr::col(("standing", "approved")).eq(1)).and_where(of_asking(asked));
    query.cond_where(stocks::shown(asked, &Expr::col(("asks", "column3")), ("standing", "period_end")));
    query
}

/// Standings of the templates that ask one of the indicators.
fn of_asking(asked: &Asked) -> Expr {
    let templates: BTreeSet<_> = asked.extra.asks.iter().map(|(template, ..)| *template).collect();
    Expr::col(("standing", "template_id")).is_in(templates)
}

/// The reports that the figures are taken from, and those that are expected of the templates that ask them.
fn coverage(asked: &Asked) -> SelectStatement {
    let mut query = narrowed(&RATE, &Asked { groups: Vec::new(), ..without_part(asked) });
    query.and_where(of_asking(asked));
    if asked.extra.indicators.iter().any(parts::Totalled::is_stock) {
        query.cond_where(stocks::behind(asked));
    }
    rate::covered(&mut query, "SUBSTR(CAST(standing.period_end AS text), 1, 7)");
    query
}

/// What is counted beside a source, if anything is: nothing where no template asks the indicators.
pub(super) fn beside(source: &Source, asked: &Asked) -> Option<&'static Source> {
    (std::ptr::eq(source, &TOTALS) && !asked.extra.asks.is_empty()).then_some(&ASKED_OF)
}

/// The same question of whole reports: a disaggregation divides a value, not the reports.
pub(super) fn without_part(asked: &Asked) -> Asked {
    let groups = asked.groups.iter().copied().filter(|dimension| !PARTS.contains(dimension)).collect();
    let filter = Filter::of(
        asked
            .filter
            .each()
            .filter(|(dimension, _)| !PARTS.contains(dimension))
            .map(|(dimension, codes)| (dimension, Some(codes.to_vec()))),
    );
    let extra = Extra { part: None, ..asked.extra.clone() };
    Asked { groups, filter, extra, ..asked.clone() }
}

/// Adds to the totals how many official reports say nothing: to each row, and in rows of their own where none speaks.
pub(super) fn with_missing(mut found: Cells, asked: Cells) -> Cells {
    let (Some(reports), Some(missing)) = (found.place("reports"), found.place("missing")) else {
        return found;
    };
    let whole: Vec<bool> = found.groups.iter().map(|dimension| !PARTS.contains(dimension)).collect();
    let key_of = |keys: &[Option<String>]| -> Vec<Option<String>> {
        keys.iter().zip(&whole).filter(|(_, whole)| **whole).map(|(key, _)| key.clone()).collect()
    };
    let mut left: HashMap<Vec<Option<String>>, i64> = asked
        .rows
        .into_iter()
        .map(|cell| (cell.keys, cell.values.first().copied().flatten().unwrap_or_default()))
        .collect();
    let counts = left.clone();
    for row in &mut found.rows {
        let key = key_of(&row.keys);
        left.remove(&key);
        let said = row.values.get(reports).copied().flatten().unwrap_or_default();
        let all = counts.get(&key).copied().unwrap_or_default();
        if let Some(value) = row.values.get_mut(missing) {
            // A report on a version that does not ask it may say it all the same: then none is missing.
            *value = Some(std::cmp::Ord::max(all - said, 0));
        }
    }
    for (key, count) in left {
        let mut key = key.into_iter();
        let keys = whole.iter().map(|whole| if *whole { key.next().flatten() } else { None }).collect();
        let silent = |at: usize, name: &str| match name {
            "value" => None,
            _ if at == missing => Some(count),
            _ => Some(0),
        };
        let values: Vec<Option<i64>> = found.measures.iter().enumerate().map(|(at, name)| silent(at, name)).collect();
        found.rows.push(Cell { keys, hidden: vec![false; values.len()], values });
    }
    found
}
