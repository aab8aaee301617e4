//! Who attended how much of a session, and of a package.

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::{attendance, trainee, training_package, training_session};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{status, trainee_steps};
use crate::domain::access::{Action, Place, sees_coaching};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};

/// A session whose attendance is recorded.
pub struct Open {
    session: Held<training_session::Model>,
    package: training_package::Model,
}

/// Who attended a session.
#[derive(Clone, Debug)]
pub struct Given {
    /// Public id of the trainee.
    pub trainee: String,
    /// Lesson hours attended; all of them unless given, 0 for who was away.
    pub hours: Option<i32>,
}

/// The session, if the caller may record who attended. Its package is held until the write ends.
pub async fn open(tx: &Tx, id: &str) -> Result<Open> {
    let session: Held<training_session::Model> =
        ops::for_step(tx, id, Expected::Any, Action::KeepTraining.roles()).await?;
    let package = super::opened(tx, session.row.package_id, &[status::RUNNING]).await?;
    // As it is now that nobody else changes it.
    let row = training_session::Entity::find_by_id(session.row.id).one(tx.conn()?).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(Open { session: Held { row, unit: session.unit }, package })
}

/// Records one row: the trainee's id, and whether it is new. It takes the place of what was recorded before.
pub async fn record(tx: &Tx, open: &Open, given: Given) -> Result<(Uuid, bool)> {
    let (session, conn) = (&open.session.row, tx.conn()?);
    let row = trainee_steps::named(tx, &open.package, "/trainee", &given.trainee).await?;
    let hours = given.hours.unwrap_or(session.lesson_hours);
    let mut faults = Vec::new();
    if !(0..=session.lesson_hours).contains(&hours) {
        faults.push(Violation::new(Code::FieldRange, "/hours").with("min", 0).with("max", session.lesson_hours));
    }
    if !takes_part(&row, session) {
        let fault = Violation::new(Code::FieldRange, "/trainee").with("rule", "admitted");
        faults.push(fault.with("heldOn", session.held_on.to_string()));
    }
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    let before = attendance::Entity::find_by_id((session.id, row.id)).one(conn).await?;
    if before.is_some_and(|before| before.hours == hours) {
        return Ok((row.id, false));
    }
    let new = attendance::Model { session_id: session.id, trainee_id: row.id, hours, updated_at: tx.now() };
    let replace = OnConflict::columns([attendance::Column::SessionId, attendance::Column::TraineeId])
        .update_columns([attendance::Column::Hours, attendance::Column::UpdatedAt])
        .to_owned();
    attendance::Entity::insert(attendance::ActiveModel::from(new))
        .on_conflict(replace)
        .exec_without_returning(conn)
        .await?;
    Ok((row.id, true))
}

/// Whether the trainee had a place on the day of the session.
fn takes_part(row: &trainee::Model, session: &training_session::Model) -> bool {
    let left = row.status == status::WITHDRAWN && row.ended_on.is_some_and(|ended| ended < session.held_on);
    row.admitted_on.is_some_and(|admitted| admitted <= session.held_on) && !left
}

/// Sums up the session once its rows are there; one event tells of them all.
pub async fn close(tx: &Tx, open: Open) -> Result<()> {
    let rows = attendance::Entity::find()
        .filter(attendance::Column::SessionId.eq(open.session.row.id))
        .all(tx.conn()?)
        .await?;
    let mut row = open.session.row.clone();
    row.present = i32::try_from(rows.iter().filter(|row| row.hours > 0).count()).unwrap_or(i32::MAX);
    row.attended_hours = rows.iter().map(|row| row.hours).sum();
    row.advance(tx);
    ops::put(tx, open.session, row, "attend", "attended").await?;
    Ok(())
}

/// How much a trainee attended.
#[derive(Clone, Debug, PartialEq)]
pub struct Attended {
    pub trainee: Uuid,
    pub person: Uuid,
    /// Lesson hours attended.
    pub hours: i32,
    /// Lesson hours of the sessions in which it had a place.
    pub possible: i32,
}

/// How much of a package was held and attended.
#[derive(Clone, Debug)]
pub struct Register {
    pub package: String,
    pub sessions: usize,
    /// Lesson hours held.
    pub hours: i32,
    pub trainees: Vec<Attended>,
}

impl Register {
    /// Hours attended of those possible, in percent to two places; none while nothing was possible.
    pub fn rate(&self) -> Option<f64> {
        let sum = |of: fn(&Attended) -> i32| self.trainees.iter().map(|one| i64::from(of(one))).sum();
        share(sum(|one| one.hours), sum(|one| one.possible))
    }
}

/// A share in percent, to two places.
pub fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 * 10_000.0 / whole as f64).round() / 100.0)
}

/// The register of a package, for who sees its trainees.
pub async fn register(ctx: &Ctx, id: &str) -> Result<Register> {
    let held: Held<training_package::Model> = ops::get(ctx, id).await?;
    if !sees_coaching(ctx, &Place::from(&held.unit)) {
        return Err(Error::new(Code::NotFound));
    }
    let (sessions, trainees) = parts(ctx.db(), &[held.row.id]).await?;
    let rows = counted(ctx.db(), &sessions, &trainees).await?;
    Ok(Register {
        package: ids::text(Kind::TrainingPackage, held.row.id),
        sessions: sessions.len(),
        hours: sessions.iter().map(|session| session.lesson_hours).sum(),
        trainees: rows,
    })
}

/// Sessions and trainees of packages, oldest first.
pub(super) async fn parts(
    conn: &impl ConnectionTrait,
    packages: &[Uuid],
) -> Result<(Vec<training_session::Model>, Vec<trainee::Model>)> {
    let sessions = training_session::Entity::find()
        .filter(training_session::Column::PackageId.is_in(packages.iter().copied()))
        .filter(training_session::Column::ArchivedAt.is_null())
        .order_by_asc(training_session::Column::HeldOn)
        .order_by_asc(training_session::Column::Id)
        .all(conn)
        .await?;
    Ok((sessions, super::of_packages(conn, packages).await?))
}

/// How much of these sessions each trainee that had a place in one attended. Only sessions in which it had a place
/// count, on both sides.
pub(super) async fn counted(
    conn: &impl ConnectionTrait,
    sessions: &[training_session::Model],
    trainees: &[trainee::Model],
) -> Result<Vec<Attended>> {
    let given = recorded(conn, sessions).await?;
    let mut of_package: BTreeMap<Uuid, Vec<&training_session::Model>> = BTreeMap::new();
    for session in sessions {
        of_package.entry(session.package_id).or_default().push(session);
    }
    let attended = trainees.iter().filter_map(|row| {
        let (mut hours, mut possible) = (0, 0);
        for session in of_package.get(&row.package_id)?.iter().filter(|session| takes_part(row, session)) {
            hours += given.get(&(session.id, row.id)).copied().unwrap_or_default();
            possible += session.lesson_hours;
        }
        (possible > 0).then_some(Attended { trainee: row.id, person: row.person_id, hours, possible })
    });
    Ok(attended.collect())
}

/// Attendances of these sessions, and how many there should have been: trainees that had a place times meetings (A08).
/// A session whose attendance nobody recorded counts in neither.
pub(super) async fn attendances(
    conn: &impl ConnectionTrait,
    sessions: &[training_session::Model],
    trainees: &[trainee::Model],
) -> Result<(i64, i64)> {
    let given = recorded(conn, sessions).await?;
    let kept: HashSet<Uuid> = given.keys().map(|(session, _)| *session).collect();
    let (mut attended, mut due) = (0, 0);
    for session in sessions.iter().filter(|session| kept.contains(&session.id)) {
        let class = trainees.iter().filter(|row| row.package_id == session.package_id);
        for row in class.filter(|row| takes_part(row, session)) {
            due += 1;
            attended += i64::from(given.get(&(session.id, row.id)).is_some_and(|hours| *hours > 0));
        }
    }
    Ok((attended, due))
}

/// Lesson hours by session and trainee, as they were recorded.
async fn recorded(
    conn: &impl ConnectionTrait,
    sessions: &[training_session::Model],
) -> Result<HashMap<(Uuid, Uuid), i32>> {
    let mut given = HashMap::new();
    for chunk in sessions.chunks(1_000) {
        let rows = attendance::Entity::find()
            .filter(attendance::Column::SessionId.is_in(chunk.iter().map(|session| session.id)))
            .all(conn)
            .await?;
        given.extend(rows.into_iter().map(|row| ((row.session_id, row.trainee_id), row.hours)));
    }
    Ok(given)
}
