//! Enterprises that wait for a mentor, and how well one would suit them.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::{enterprise, incubatee, mentor, mentor_assignment, mentoring_visit, problem, unit};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::mine;
use crate::domain::access::{self, Action, Place};
use crate::domain::registry::kept::{Held, list, ops};
use crate::domain::registry::units;
use crate::domain::{Code, Ctx, Error, Result};

/// Most enterprises of one answer.
const MOST: u64 = 100;
/// Stages in which an enterprise is coached.
const COACHED: [&str; 3] = ["PRE_INCUBATION", "INCUBATION", "POST_INCUBATION"];

/// An enterprise without a mentor.
#[derive(Clone, Debug)]
pub struct Match {
    pub id: Uuid,
    pub name: String,
    pub unit: unit::Model,
    /// Open problems of a category that the mentor is competent in.
    pub problems: i64,
    pub last_visit: Option<NaiveDate>,
}

/// The enterprises in incubation that have no mentor and that the caller may assign one to: those with most open
/// problems of the mentor's competencies first, of those the longest without a visit.
pub async fn matches(ctx: &Ctx, mentor: &str, limit: u64) -> Result<Vec<Match>> {
    if !(1..=MOST).contains(&limit) {
        return Err(Error::new(Code::PageLimit).with("max", MOST));
    }
    let mentor: Held<mentor::Model> = ops::get(ctx, mentor).await?;
    access::require(ctx, Action::KeepMentors, Some(&Place::from(&mentor.unit)))?;
    let waiting = waiting(ctx).await?;
    let problems = problems(ctx, &list::<String>(&mentor.row.competencies)).await?;
    let which = Condition::all().add(mentoring_visit::Column::EnterpriseId.in_subquery(coached()));
    let visits = mine::last_visits(ctx.db(), which).await?;
    let mut found: Vec<Match> = waiting
        .into_iter()
        .map(|(id, name, unit)| Match {
            problems: problems.get(&id).copied().unwrap_or_default(),
            last_visit: visits.get(&id).copied(),
            id,
            name,
            unit,
        })
        .collect();
    // No visit at all comes before the oldest one.
    found.sort_by_cached_key(|one| (Reverse(one.problems), one.last_visit, one.name.clone()));
    found.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(found)
}

/// Enterprises that are coached, by their incubatees.
fn coached() -> SelectStatement {
    Query::select()
        .column(incubatee::Column::EnterpriseId)
        .from(incubatee::Entity)
        .cond_where(
            Condition::all().add(incubatee::Column::ArchivedAt.is_null()).add(incubatee::Column::Stage.is_in(COACHED)),
        )
        .to_owned()
}

/// Enterprises that have a mentor today or will have one.
fn mentored(today: NaiveDate) -> SelectStatement {
    use mentor_assignment::Column;
    Query::select()
        .column(Column::EnterpriseId)
        .from(mentor_assignment::Entity)
        .cond_where(
            Condition::all()
                .add(Column::ArchivedAt.is_null())
                .add(Condition::any().add(Column::ToOn.is_null()).add(Column::ToOn.gt(today))),
        )
        .to_owned()
}

/// Coached enterprises without a mentor, at units where the caller keeps mentors.
async fn waiting(ctx: &Ctx) -> Result<Vec<(Uuid, String, unit::Model)>> {
    let rows: Vec<(Uuid, String, Uuid)> = enterprise::Entity::find()
        .select_only()
        .columns([enterprise::Column::Id, enterprise::Column::Name, enterprise::Column::UnitId])
        .filter(access::units_coached(ctx).condition(enterprise::Column::UnitId))
        .filter(enterprise::Column::ArchivedAt.is_null())
        .filter(enterprise::Column::Id.in_subquery(coached()))
        .filter(enterprise::Column::Id.not_in_subquery(mentored(ctx.today())))
        .into_tuple()
        .all(ctx.db())
        .await?;
    let owners: BTreeSet<Uuid> = rows.iter().map(|(_, _, unit)| *unit).collect();
    let owners: Vec<Uuid> = owners.into_iter().collect();
    let units: HashMap<Uuid, unit::Model> = units::units_by_ids(ctx, &owners)
        .await?
        .into_iter()
        .filter(|unit| access::can(ctx, Action::KeepMentors, Some(&Place::from(unit))))
        .map(|unit| (unit.id, unit))
        .collect();
    Ok(rows.into_iter().filter_map(|(id, name, unit)| Some((id, name, units.get(&unit)?.clone()))).collect())
}

/// How many open problems of these categories each coached enterprise has.
async fn problems(ctx: &Ctx, categories: &[String]) -> Result<HashMap<Uuid, i64>> {
    if categories.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, i64)> = problem::Entity::find()
        .select_only()
        .column(problem::Column::EnterpriseId)
        .expr_as(problem::Column::Id.count(), "count")
        .filter(problem::Column::EnterpriseId.in_subquery(coached()))
        .filter(problem::Column::Category.is_in(categories.iter().map(String::as_str)))
        .filter(problem::Column::Status.is_in(mine::OPEN))
        .filter(problem::Column::ArchivedAt.is_null())
        .group_by(problem::Column::EnterpriseId)
        .into_tuple()
        .all(ctx.db())
        .await?;
    Ok(rows.into_iter().collect())
}
