//! reportingRate: what was expected of a template, what came, in time, with something in it, and what was found good.

use sea_orm::Condition;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement};

use super::answer::{Answer, answer};
use super::asked::{Asked, Question};
use super::cube::{Axis, Counts, Measure, Source, narrowed, sum};
use super::dimension::{Dimension, time_of};
use super::units::{self, area};
use crate::domain::access::{Sight, units_seen};
use crate::domain::templates;
use crate::domain::{Code, Ctx, Result, Violation};
use crate::vocab::RegionBasis;

/// Where obligations stand.
pub static RATE: Source = Source {
    root: "reportingRate",
    rows,
    axes: AXES,
    measures: MEASURES,
    subsets: &[],
    rights: |ctx| units_seen(ctx, Sight::Submitted),
    bitemporal: true,
    coverage: Some(coverage),
};

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
    Axis::one(Dimension::Period, |_| Expr::col(("standing", "occurrence"))),
    Axis::one(Dimension::Month, |_| time_of(Dimension::Month, "standing.period_end")),
    Axis::one(Dimension::Quarter, |_| time_of(Dimension::Quarter, "standing.period_end")),
    Axis::one(Dimension::Half, |_| time_of(Dimension::Half, "standing.period_end")),
    Axis::one(Dimension::Year, |_| time_of(Dimension::Year, "standing.period_end")),
];

const MEASURES: &[Measure] = &[
    Measure { name: "expected", expr: || flagged("expected"), counts: Counts::Units },
    Measure { name: "submitted", expr: || flagged("submitted"), counts: Counts::Units },
    Measure { name: "onTime", expr: || flagged("on_time"), counts: Counts::Units },
    Measure { name: "nonEmpty", expr: || flagged("non_empty"), counts: Counts::Units },
    Measure { name: "valid", expr: || flagged("valid"), counts: Counts::Units },
    Measure { name: "approved", expr: || flagged("approved"), counts: Counts::Units },
];

fn flagged(column: &'static str) -> Expr {
    sum(Expr::col(("standing", column)))
}

/// Answers for one template, by its code.
pub async fn reporting_rate(ctx: &Ctx, template: &str, mut question: Question) -> Result<Answer> {
    match templates::query::head(ctx.db(), template).await {
        Ok(head) => question.extra.template = Some(head.id),
        Err(e) if e.code() == Code::NotFound => {
            question.faults.push(Violation::new(Code::UnknownCode, "/template"));
        }
        Err(e) => return Err(e),
    }
    answer(ctx, &RATE, question).await
}

/// The region that a row counts in, as SQL.
pub(super) fn region(asked: &Asked) -> &'static str {
    match (asked.basis, asked.as_of) {
        (RegionBasis::AsReported, _) => "standing.region_code",
        (RegionBasis::Current, None) => "unit.region_code",
        (RegionBasis::Current, Some(_)) => units::REGION_THEN,
    }
}

/// Rows within the question, of the template it names or of any: how other roots know the reports behind them.
pub(super) fn rows(asked: &Asked, wanted: &[Dimension]) -> SelectStatement {
    let mut query = Query::select();
    query.from("standing");
    let by_region = wanted.contains(&Dimension::Province) || wanted.contains(&Dimension::Regency);
    let current = by_region && asked.basis == RegionBasis::Current;
    if current || units::is_needed(asked, wanted) {
        query.inner_join("unit", Expr::col(("unit", "id")).equals(("standing", "unit_id")));
    }
    units::join(&mut query, asked, wanted);
    if let Some(position) = asked.as_of.filter(|_| current) {
        let moved = units::moved_after(asked.backend, position);
        let same = Expr::col(("of_moved", "unit_id")).equals(("unit", "id"));
        query.join_subquery(JoinType::LeftJoin, moved, "of_moved", same);
    }
    if let Some(template) = asked.extra.template {
        query.and_where(Expr::col(("standing", "template_id")).eq(template));
    }
    if let Some((from, to)) = asked.periods {
        query.and_where(Expr::col(("standing", "period_end")).between(from, to));
    }
    query.cond_where(holding(asked, "standing")).cond_where(units::seen(&asked.scope, ("standing", "unit_id")));
    query
}

/// Rows that hold now, or held at the position asked for. What was written without a position yet holds already.
pub(super) fn holding(asked: &Asked, table: &'static str) -> Condition {
    let Some(position) = asked.as_of else {
        return Condition::all().add(Expr::col((table, "to_event")).is_null());
    };
    let ended = Expr::col((table, "to_position"));
    Condition::all()
        .add(Expr::col((table, "from_position")).lte(position))
        .add(Condition::any().add(ended.clone().is_null()).add(ended.gt(position)))
}

/// The reports of the question as a whole.
fn coverage(asked: &Asked) -> SelectStatement {
    let mut query = narrowed(&RATE, &Asked { groups: Vec::new(), ..asked.clone() });
    covered(&mut query, "standing.occurrence");
    query
}

/// The columns of a coverage over the table `standing`.
pub(super) fn covered(query: &mut SelectStatement, period: &str) {
    query
        .expr(Expr::cust(format!("MAX(CASE WHEN standing.approved = 1 THEN {period} END)")))
        .expr(flagged("approved"))
        .expr(flagged("expected"));
}
