//! What the records say for the report of a completed package (`LAP_PELATIHAN`; domain.md 2.2).

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::{instructor, trainee, training_package, training_session};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::attendance::{attendances, parts, share};
use super::people::{self, COUNTED, Day, began, ones, split};
use super::{status, sums};
use crate::domain::incubation::persons;
use crate::domain::incubation::progress::values::{length, tally, value};
use crate::domain::{Ctx, Result};

/// Somebody from outside the institution that hosts the BLK: code of `traineeOrigins`.
const PUBLIC: &str = "UMUM";

/// What this report counts of people beside what all reports count.
const BESIDE: &[(&str, Day)] = &[("T03", certified), ("T07", people::tested), ("T08", from_public)];

fn certified(row: &trainee::Model, package: &training_package::Model) -> Option<NaiveDate> {
    people::graduated(row, package).filter(|_| row.certificate_number.is_some())
}

fn from_public(row: &trainee::Model, package: &training_package::Model) -> Option<NaiveDate> {
    began(row, package).filter(|_| row.origin == PUBLIC)
}

/// Values by indicator of the completed package of a unit that has this code; none where there is no such package. What
/// was not recorded (sessions, who taught, money) is left out.
pub async fn of_package(conn: &impl ConnectionTrait, ctx: &Ctx, unit: Uuid, code: &str) -> Result<Map<String, Value>> {
    let found = training_package::Entity::find()
        .filter(training_package::Column::UnitId.eq(unit))
        .filter(training_package::Column::Code.eq(code))
        .filter(training_package::Column::Status.eq(status::COMPLETED))
        .filter(training_package::Column::ArchivedAt.is_null())
        .one(conn)
        .await?;
    let mut values = Map::new();
    let Some(package) = found else { return Ok(values) };
    let (sessions, trainees) = parts(conn, &[package.id]).await?;
    let known = persons::known(conn, ctx, &people::each(trainees.iter().map(|row| row.person_id))).await?;
    let mut put = |code: &str, said: Value| drop(values.insert(code.to_owned(), said));
    put("T01", package.lesson_hours.into());
    put("T06", package.funding_source.as_str().into());
    for (code, amount) in [("T04", package.budget), ("T05", package.spent)] {
        if let Some(amount) = amount {
            put(code, value(amount, &[]));
        }
    }
    let packages = HashMap::from([(package.id, package)]);
    for &(code, day, dimensions) in COUNTED {
        put(code, split(&ones(&trainees, &packages, day), &known, dimensions));
    }
    for &(code, day) in BESIDE {
        put(code, split(&ones(&trainees, &packages, day), &known, &["sex"]));
    }
    if !sessions.is_empty() {
        put("A07", sums::hours(&sessions, &packages));
        let days: BTreeSet<NaiveDate> = sessions.iter().map(|session| session.held_on).collect();
        put("T02", length(days.len()).into());
    }
    let (attended, due) = attendances(conn, &sessions, &trainees).await?;
    if let Some(rate) = share(attended, due) {
        put("A08", rate.into());
    }
    let taught = teachers(conn, &sessions).await?;
    if !taught.is_empty() {
        put("T09", tally("sex", taught.iter().map(|row| row.sex.as_str())));
    }
    Ok(values)
}

/// The instructors who taught one of these sessions, each once.
async fn teachers(conn: &impl ConnectionTrait, sessions: &[training_session::Model]) -> Result<Vec<instructor::Model>> {
    let named = people::each(sessions.iter().filter_map(|session| session.instructor_id));
    if named.is_empty() {
        return Ok(Vec::new());
    }
    Ok(instructor::Entity::find().filter(instructor::Column::Id.is_in(named)).all(conn).await?)
}
