//! Sessions of a package: within its days and its lesson hours, by instructors of the BLK.

use entity::training_session::Model;
use entity::{attendance, instructor, training_session};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::status;
use crate::domain::ids::Kind;
use crate::domain::registry::kept::Held;
use crate::domain::{Code, Result, Tx, Violation};

/// The rules of a session.
pub async fn prepare(tx: &Tx, draft: &mut Model, old: Option<&Model>, faults: &mut Vec<Violation>) -> Result<()> {
    let package = super::opened(tx, draft.package_id, &[status::RUNNING]).await?;
    if !(package.from_on..=package.to_on).contains(&draft.held_on) {
        let fault = Violation::new(Code::FieldRange, "/heldOn").with("min", package.from_on.to_string());
        faults.push(fault.with("max", package.to_on.to_string()));
    }
    let left = package.lesson_hours - hours_of_others(tx, draft).await?;
    if draft.lesson_hours > left {
        faults.push(Violation::new(Code::FieldRange, "/lessonHours").with("max", left));
    }
    if let Some(old) = old {
        let most = most_attended(tx, old).await?;
        if draft.lesson_hours < most {
            faults.push(Violation::new(Code::FieldRange, "/lessonHours").with("min", most));
        }
    }
    faults.extend(strange_instructor(tx, draft).await?);
    Ok(())
}

/// Lesson hours of the other sessions of the package.
async fn hours_of_others(tx: &Tx, draft: &Model) -> Result<i32> {
    let held: Vec<i32> = training_session::Entity::find()
        .select_only()
        .column(training_session::Column::LessonHours)
        .filter(training_session::Column::PackageId.eq(draft.package_id))
        .filter(training_session::Column::Id.ne(draft.id))
        .filter(training_session::Column::ArchivedAt.is_null())
        .into_tuple()
        .all(tx.conn()?)
        .await?;
    Ok(held.into_iter().sum())
}

/// The most hours that somebody attended of a session.
async fn most_attended(tx: &Tx, session: &Model) -> Result<i32> {
    let rows = attendance::Entity::find().filter(attendance::Column::SessionId.eq(session.id)).all(tx.conn()?).await?;
    Ok(rows.into_iter().map(|row| row.hours).max().unwrap_or_default())
}

/// Whoever teaches is an instructor of the BLK on that day.
async fn strange_instructor(tx: &Tx, draft: &Model) -> Result<Option<Violation>> {
    // What names nothing is a fault already.
    let Some(id) = draft.instructor_id.filter(|id| !id.is_nil()) else {
        return Ok(None);
    };
    let until = instructor::Column::ToOn;
    let there = instructor::Entity::find_by_id(id)
        .filter(instructor::Column::UnitId.eq(draft.unit_id))
        .filter(instructor::Column::FromOn.lte(draft.held_on))
        .filter(Condition::any().add(until.is_null()).add(until.gt(draft.held_on)))
        .one(tx.conn()?)
        .await?;
    let fault = || Violation::new(Code::UnknownCode, "/instructorId").with("kind", Kind::Instructor.name());
    Ok(there.is_none().then(fault))
}

/// A session is taken out while its package runs; nobody attended it then.
pub async fn after(tx: &Tx, held: &Held<Model>) -> Result<()> {
    if held.row.archived_at.is_some() {
        super::opened(tx, held.row.package_id, &[status::RUNNING]).await?;
        let rows = attendance::Entity::delete_many().filter(attendance::Column::SessionId.eq(held.row.id));
        rows.exec(tx.conn()?).await?;
    }
    Ok(())
}
