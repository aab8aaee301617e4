//! Training packages: their days, who teaches, which needs they answer.

use std::collections::HashSet;

use chrono::Datelike;
use entity::instructor;
use entity::training_package::Model;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{changes, needs, status};
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, list};
use crate::domain::registry::unit_by_id;
use crate::domain::{Code, Error, Result, Tx, Violation};

/// Minutes of a lesson hour, unless the package says otherwise (domain.md 2.1).
const LESSON_MINUTES: i32 = 45;

/// The rules of a package, and what it is recorded with.
pub async fn prepare(tx: &Tx, draft: &mut Model, old: Option<&Model>, faults: &mut Vec<Violation>) -> Result<()> {
    if old.is_none() {
        let unit = unit_by_id(tx.conn()?, draft.unit_id).await?;
        draft.status = status::PLANNED.to_owned();
        draft.status_on = Some(super::today(tx, &unit));
    }
    draft.target.get_or_insert(status::STANDARD_SIZE);
    draft.lesson_minutes.get_or_insert(LESSON_MINUTES);
    faults.extend(outside_year(draft));
    faults.extend(strange_instructors(tx, draft).await?);
    faults.extend(needs::unknown(tx, &draft.needs).await?);
    if let Some(old) = old {
        faults.extend(changes::upset(tx, old, draft).await?);
    }
    Ok(())
}

/// Its days lie in the year that pays for it.
fn outside_year(draft: &Model) -> Vec<Violation> {
    let days = [("/fromOn", draft.from_on), ("/toOn", draft.to_on)];
    let outside = days.into_iter().filter(|(_, day)| day.year() != draft.fiscal_year);
    outside.map(|(path, _)| Violation::new(Code::FieldRange, path).with("fiscalYear", draft.fiscal_year)).collect()
}

/// Instructors of a package are those of its BLK.
async fn strange_instructors(tx: &Tx, draft: &Model) -> Result<Vec<Violation>> {
    let named: Vec<String> = list(&draft.instructors);
    let ids: Vec<Uuid> = named.iter().filter_map(|id| ids::expect(Kind::Instructor, id).ok()).collect();
    let own: Vec<Uuid> = instructor::Entity::find()
        .select_only()
        .column(instructor::Column::Id)
        .filter(instructor::Column::Id.is_in(ids))
        .filter(instructor::Column::UnitId.eq(draft.unit_id))
        .filter(instructor::Column::ArchivedAt.is_null())
        .into_tuple()
        .all(tx.conn()?)
        .await?;
    let own: HashSet<String> = own.into_iter().map(|id| ids::text(Kind::Instructor, id)).collect();
    Ok(misnamed("instructors", &named, &own, Kind::Instructor))
}

/// What is named twice, or names nothing that may be named here.
pub(super) fn misnamed(field: &str, named: &[String], known: &HashSet<String>, kind: Kind) -> Vec<Violation> {
    let mut seen = HashSet::new();
    let wrong = named.iter().enumerate().filter_map(|(index, id)| {
        let path = format!("/{field}/{index}");
        if !known.contains(id) {
            Some(Violation::new(Code::UnknownCode, path).with("kind", kind.name()))
        } else if !seen.insert(id) {
            Some(Violation::new(Code::FieldDuplicate, path))
        } else {
            None
        }
    });
    wrong.collect()
}

/// Packages have a standard size; another one is allowed, and said: of the plan while it is planned, then of those who
/// have or had a place.
pub async fn unusual_size(conn: &impl ConnectionTrait, row: &Model) -> Result<Option<Violation>> {
    let (path, size) = match row.status.as_str() {
        status::PLANNED => ("/target", row.target.unwrap_or(status::STANDARD_SIZE)),
        status::RUNNING => ("", trainees_with_place(conn, row.id).await?),
        _ => return Ok(None),
    };
    let said = || Violation::new(Code::TrainingSize, path).with("size", size).with("standard", status::STANDARD_SIZE);
    Ok((size != status::STANDARD_SIZE).then(said))
}

async fn trainees_with_place(conn: &impl ConnectionTrait, package: Uuid) -> Result<i32> {
    let count = super::of_packages(conn, &[package]).await?.iter().filter(|row| row.admitted_on.is_some()).count();
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

/// The needs that it names are answered, those that it no longer names are open again. What has begun is called off and
/// not archived, nor is what people have applied for.
pub async fn after(tx: &Tx, held: &Held<Model>) -> Result<()> {
    if held.row.archived_at.is_some() {
        super::require_status(&held.row, &[status::PLANNED])?;
        if !super::of_packages(tx.conn()?, &[held.row.id]).await?.is_empty() {
            return Err(Error::new(Code::IllegalState).saying(
                "Paket ini sudah ada pendaftarnya; batalkan (CANCEL) dengan alasan.",
                "People have applied for this package; call it off (CANCEL) with a reason.",
            ));
        }
    }
    needs::follow(tx, held).await
}
