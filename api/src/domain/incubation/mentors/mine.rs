//! What a mentor is assigned to today, and in which order to go there.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use entity::{enterprise, incubatee, mentor_assignment, mentoring_visit, problem, unit};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{assignments, visits};
use crate::domain::incubation::coached;
use crate::domain::registry::units;
use crate::domain::{Code, Ctx, Error, Result, Violation};
use crate::vocab::VisitReason;

/// Problems that are not solved.
pub(super) const OPEN: [&str; 2] = ["OPEN", "IN_PROGRESS"];
/// Stages in which an enterprise is not visited any more.
const OUT: [&str; 2] = ["REJECTED", "DROPPED_OUT"];
/// Most days of a visit plan.
const MOST_DAYS: u64 = 90;

/// An enterprise that is assigned to the caller today.
#[derive(Clone, Debug)]
pub struct Mine {
    pub assignment: mentor_assignment::Model,
    pub enterprise: enterprise::Model,
    pub unit: unit::Model,
    /// The incubatee on which visits hang.
    pub incubatee: Option<Uuid>,
    pub last_visit: Option<NaiveDate>,
    /// Days since the last visit.
    pub days: Option<i64>,
    pub open_problems: usize,
    pub overdue_problems: usize,
    /// Day on which the next open problem falls due, or did.
    pub next_due: Option<NaiveDate>,
}

/// An enterprise in a visit plan.
#[derive(Clone, Debug)]
pub struct Planned {
    pub mine: Mine,
    pub due_on: NaiveDate,
    pub reasons: Vec<VisitReason>,
}

/// What is assigned to the caller today, oldest assignment first.
pub async fn mine(ctx: &Ctx) -> Result<Vec<Mine>> {
    ctx.require_signed_in()?;
    let own = coached::own_mentor(ctx.db(), ctx).await?;
    let rows = mentor_assignment::Entity::find()
        .filter(assignments::holding(ctx.today()))
        .filter(mentor_assignment::Column::MentorId.is_in(own))
        .order_by_asc(mentor_assignment::Column::Id)
        .all(ctx.db())
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.enterprise_id).collect();
    let around = Around::read(ctx, &ids).await?;
    Ok(rows.into_iter().filter_map(|row| around.whole(row, ctx.today())).collect())
}

/// The caller's enterprises in the order in which to visit them: those without a visit for so many days first, of
/// those the ones with overdue problems first.
pub async fn plan(ctx: &Ctx, days: u64) -> Result<Vec<Planned>> {
    ctx.require_signed_in()?;
    if !(1..=MOST_DAYS).contains(&days) {
        let fault = Violation::new(Code::FieldRange, "/days").with("min", 1).with("max", MOST_DAYS);
        return Err(Error::listing(Code::Invalid, vec![fault]));
    }
    let mut planned: Vec<Planned> =
        mine(ctx).await?.into_iter().map(|mine| Planned::of(mine, days, ctx.today())).collect();
    planned.sort_by_cached_key(Planned::rank);
    Ok(planned)
}

impl Planned {
    fn of(mine: Mine, days: u64, today: NaiveDate) -> Self {
        let due_on = due(mine.last_visit, mine.assignment.from_on, days);
        let reasons = reasons(due_on <= today, mine.overdue_problems > 0);
        Self { mine, due_on, reasons }
    }

    /// The lower the sooner.
    fn rank(&self) -> (bool, bool, NaiveDate, String) {
        let without = |reason| !self.reasons.contains(&reason);
        let (late, overdue) = (without(VisitReason::NoRecentVisit), without(VisitReason::OverdueProblem));
        (late, overdue, self.due_on, self.mine.enterprise.name.clone())
    }
}

/// The day of the next visit; who was never visited is visited as soon as the assignment begins.
fn due(last_visit: Option<NaiveDate>, assigned_on: NaiveDate, days: u64) -> NaiveDate {
    last_visit.and_then(|last| last.checked_add_days(Days::new(days))).unwrap_or(assigned_on)
}

fn reasons(late: bool, overdue: bool) -> Vec<VisitReason> {
    let all = [(late, VisitReason::NoRecentVisit), (overdue, VisitReason::OverdueProblem)];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason).collect()
}

/// What is known of some enterprises, read at once.
struct Around {
    enterprises: HashMap<Uuid, enterprise::Model>,
    units: HashMap<Uuid, unit::Model>,
    incubatees: HashMap<Uuid, Uuid>,
    visits: HashMap<Uuid, NaiveDate>,
    /// Open problems: the day on which each falls due.
    problems: HashMap<Uuid, Vec<Option<NaiveDate>>>,
}

impl Around {
    async fn read(ctx: &Ctx, ids: &[Uuid]) -> Result<Self> {
        let ids = || ids.iter().copied();
        let rows = enterprise::Entity::find().filter(enterprise::Column::Id.is_in(ids())).all(ctx.db()).await?;
        let owners: Vec<Uuid> = rows.iter().map(|row| row.unit_id).collect();
        let units = units::units_by_ids(ctx, &owners).await?;
        let incubatees: Vec<(Uuid, Uuid)> = incubatee::Entity::find()
            .select_only()
            .columns([incubatee::Column::EnterpriseId, incubatee::Column::Id])
            .filter(incubatee::Column::EnterpriseId.is_in(ids()))
            .filter(incubatee::Column::ArchivedAt.is_null())
            .filter(incubatee::Column::Stage.is_not_in(OUT))
            .order_by_asc(incubatee::Column::Id)
            .into_tuple()
            .all(ctx.db())
            .await?;
        let visits = last_visits(ctx.db(), mentoring_visit::Column::EnterpriseId.is_in(ids()).into()).await?;
        let open: Vec<(Uuid, Option<NaiveDate>)> = problem::Entity::find()
            .select_only()
            .columns([problem::Column::EnterpriseId, problem::Column::DueOn])
            .filter(problem::Column::EnterpriseId.is_in(ids()))
            .filter(problem::Column::ArchivedAt.is_null())
            .filter(problem::Column::Status.is_in(OPEN))
            .into_tuple()
            .all(ctx.db())
            .await?;
        let mut problems: HashMap<Uuid, Vec<Option<NaiveDate>>> = HashMap::new();
        for (enterprise, due_on) in open {
            problems.entry(enterprise).or_default().push(due_on);
        }
        Ok(Self {
            enterprises: rows.into_iter().map(|row| (row.id, row)).collect(),
            units: units.into_iter().map(|unit| (unit.id, unit)).collect(),
            // The newest one stays.
            incubatees: incubatees.into_iter().collect(),
            visits,
            problems,
        })
    }

    fn whole(&self, assignment: mentor_assignment::Model, today: NaiveDate) -> Option<Mine> {
        let id = assignment.enterprise_id;
        let enterprise = self.enterprises.get(&id)?.clone();
        let problems = self.problems.get(&id).map(Vec::as_slice).unwrap_or_default();
        let last_visit = self.visits.get(&id).copied();
        let dues = || problems.iter().copied().flatten();
        Some(Mine {
            unit: self.units.get(&enterprise.unit_id)?.clone(),
            incubatee: self.incubatees.get(&id).copied(),
            last_visit,
            days: last_visit.map(|last| (today - last).num_days()),
            open_problems: problems.len(),
            overdue_problems: dues().filter(|due_on| *due_on < today).count(),
            next_due: dues().min(),
            assignment,
            enterprise,
        })
    }
}

/// The last visit of each enterprise that a condition on visits finds; refused ones are none.
pub(super) async fn last_visits(conn: &impl ConnectionTrait, which: Condition) -> Result<HashMap<Uuid, NaiveDate>> {
    let rows: Vec<(Uuid, NaiveDate)> = mentoring_visit::Entity::find()
        .select_only()
        .column(mentoring_visit::Column::EnterpriseId)
        .expr_as(mentoring_visit::Column::VisitedOn.max(), "last_on")
        .filter(which)
        .filter(mentoring_visit::Column::ArchivedAt.is_null())
        .filter(mentoring_visit::Column::Status.ne(visits::REFUSED))
        .group_by(mentoring_visit::Column::EnterpriseId)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_visit_falls_due_so_many_days_after_the_last() {
        assert_eq!(due(Some(day("2026-10-22")), day("2026-01-01"), 14), day("2026-11-05"));
        assert_eq!(due(None, day("2026-11-03"), 14), day("2026-11-03"));
    }

    #[test]
    fn the_reasons_are_said_in_the_order_of_their_weight() {
        assert_eq!(reasons(true, true), [VisitReason::NoRecentVisit, VisitReason::OverdueProblem]);
        assert_eq!(reasons(false, true), [VisitReason::OverdueProblem]);
        assert!(reasons(false, false).is_empty());
    }
}
