//! What the records of training say for the A and B indicators of a report (domain.md 6.1; each by its own definition in
//! `/v1/indicators`).

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use entity::{alumni_trace, trainee, training_package, training_session};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::attendance::{attendances, share};
use super::people::{self, COUNTED, One, ones, split};
use crate::domain::incubation::persons::{self, Known};
use crate::domain::incubation::progress::values::{Parts, tally, value};
use crate::domain::reports::Period;
use crate::domain::{Ctx, Result};

/// Packages by their ids.
type Packages = HashMap<Uuid, training_package::Model>;

/// What became of alumni, with the dimensions that their indicators ask.
const OUTCOMES: &[(&str, &str, &[&str])] = &[
    ("B01", "EMPLOYED", &["sex", "disability", "vocation"]),
    ("B02", "SELF_EMPLOYED", &["sex", "disability", "sector"]),
    ("B03", "NEITHER", &["sex"]),
];
/// Nobody was reached.
const NOT_TRACED: &str = "NOT_TRACED";

/// Values by indicator, as far as the records of a unit show them. Where no package of the unit has begun yet there are
/// none of A; where no session was held, nobody tested or no alumnus looked at in the period, those that tell of it are
/// left out: who types them goes on typing.
pub async fn of_unit(conn: &impl ConnectionTrait, ctx: &Ctx, unit: Uuid, period: Period) -> Result<Map<String, Value>> {
    let within = period.first_day()..=period.last_day();
    let mut values = Map::new();
    let packages = begun(conn, unit, *within.end()).await?;
    if packages.is_empty() {
        return Ok(values);
    }
    let sessions = sessions(conn, unit, &packages, &within).await?;
    let trainees = trainees(conn, &packages, &sessions, &within).await?;
    let looks = looks(conn, unit, &within).await?;
    let seen = trainees.iter().map(|row| row.person_id).chain(looks.keys().copied());
    let known = persons::known(conn, ctx, &people::each(seen)).await?;
    let started = packages.values().filter(|package| is_within(package.started_on, &within));
    values.insert("A01".to_owned(), tally("vocation", started.map(|package| package.vocation.as_str())));
    counts(&trainees, &packages, &known, &within, &mut values);
    if !sessions.is_empty() {
        values.insert("A07".to_owned(), hours(&sessions, &packages));
    }
    let (attended, due) = attendances(conn, &sessions, &trainees).await?;
    if let Some(rate) = share(attended, due) {
        values.insert("A08".to_owned(), rate.into());
    }
    alumni(&looks, &packages, &known, &mut values);
    Ok(values)
}

fn is_within(day: Option<NaiveDate>, within: &RangeInclusive<NaiveDate>) -> bool {
    day.is_some_and(|day| within.contains(&day))
}

/// Packages that had begun by a day, whatever became of them.
async fn begun(conn: &impl ConnectionTrait, unit: Uuid, by: NaiveDate) -> Result<Packages> {
    let rows = training_package::Entity::find()
        .filter(training_package::Column::UnitId.eq(unit))
        .filter(training_package::Column::StartedOn.lte(by))
        .filter(training_package::Column::ArchivedAt.is_null())
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

async fn sessions(
    conn: &impl ConnectionTrait,
    unit: Uuid,
    packages: &Packages,
    within: &RangeInclusive<NaiveDate>,
) -> Result<Vec<training_session::Model>> {
    let rows = training_session::Entity::find()
        .filter(training_session::Column::UnitId.eq(unit))
        .filter(training_session::Column::HeldOn.between(*within.start(), *within.end()))
        .filter(training_session::Column::ArchivedAt.is_null())
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter(|row| packages.contains_key(&row.package_id)).collect())
}

/// Trainees of whom something may count in the period: those of packages that began or met in it, and those to whom
/// something happened in it.
async fn trainees(
    conn: &impl ConnectionTrait,
    packages: &Packages,
    sessions: &[training_session::Model],
    within: &RangeInclusive<NaiveDate>,
) -> Result<Vec<trainee::Model>> {
    let started = packages.values().filter(|package| is_within(package.started_on, within)).map(|package| package.id);
    let met = sessions.iter().map(|session| session.package_id);
    let (first, last) = (*within.start(), *within.end());
    let rows = trainee::Entity::find()
        .filter(trainee::Column::PackageId.is_in(packages.keys().copied()))
        .filter(trainee::Column::ArchivedAt.is_null())
        .filter(
            Condition::any()
                .add(trainee::Column::PackageId.is_in(people::each(started.chain(met))))
                .add(trainee::Column::AdmittedOn.between(first, last))
                .add(trainee::Column::EndedOn.between(first, last))
                .add(trainee::Column::TestedOn.between(first, last)),
        );
    Ok(rows.all(conn).await?)
}

/// A02 to A06. Nobody was tested: who was tested elsewhere goes on being typed.
fn counts(
    trainees: &[trainee::Model],
    packages: &Packages,
    known: &HashMap<Uuid, Known>,
    within: &RangeInclusive<NaiveDate>,
    values: &mut Map<String, Value>,
) {
    let tested = ones(trainees, packages, people::tested).iter().any(|one| within.contains(&one.on));
    for &(code, day, dimensions) in COUNTED.iter().filter(|(code, ..)| tested || *code != "A06") {
        let mut all = ones(trainees, packages, day);
        all.retain(|one| within.contains(&one.on));
        values.insert(code.to_owned(), split(&all, known, dimensions));
    }
}

/// A07: lesson hours held, by vocation.
pub(super) fn hours(sessions: &[training_session::Model], packages: &Packages) -> Value {
    let (mut total, mut parts) = (0, Parts::new());
    for session in sessions {
        let hours = i64::from(session.lesson_hours);
        total += hours;
        if let Some(package) = packages.get(&session.package_id) {
            *parts.entry(package.vocation.clone()).or_default() += hours;
        }
    }
    value(total, &[("vocation", parts)])
}

/// Looks at alumni in the period, the latest of each person.
async fn looks(
    conn: &impl ConnectionTrait,
    unit: Uuid,
    within: &RangeInclusive<NaiveDate>,
) -> Result<BTreeMap<Uuid, alumni_trace::Model>> {
    let rows = alumni_trace::Entity::find()
        .filter(alumni_trace::Column::UnitId.eq(unit))
        .filter(alumni_trace::Column::TracedOn.between(*within.start(), *within.end()))
        .filter(alumni_trace::Column::Status.is_not_null())
        .filter(alumni_trace::Column::ArchivedAt.is_null())
        .order_by_asc(alumni_trace::Column::TracedOn)
        .order_by_asc(alumni_trace::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.person_id, row)).collect())
}

/// B01 to B04.
fn alumni(
    looks: &BTreeMap<Uuid, alumni_trace::Model>,
    packages: &Packages,
    known: &HashMap<Uuid, Known>,
    values: &mut Map<String, Value>,
) {
    if looks.is_empty() {
        return;
    }
    let with = |outcome: &'static str| looks.values().filter(move |look| look.status.as_deref() == Some(outcome));
    for &(code, outcome, dimensions) in OUTCOMES {
        let all: Vec<One<'_>> = with(outcome).filter_map(|look| seen(look, packages)).collect();
        values.insert(code.to_owned(), split(&all, known, dimensions));
    }
    let reached = looks.len() - with(NOT_TRACED).count();
    values.insert("B04".to_owned(), reached.into());
}

fn seen<'a>(look: &'a alumni_trace::Model, packages: &'a Packages) -> Option<One<'a>> {
    let vocation = packages.get(&look.package_id).map(|package| package.vocation.as_str());
    Some(One { person: look.person_id, on: look.traced_on?, vocation, sector: look.sector.as_deref() })
}
