//! Training needs, and the packages that answer them.

use std::collections::HashSet;

use entity::training_need::Model;
use entity::{training_need, training_package};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::packages::misnamed;
use super::status;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, Kept, list, ops};
use crate::domain::registry::unit_by_id;
use crate::domain::{Result, Tx, Violation};

/// No package answers it.
pub const OPEN: &str = "OPEN";
/// A package answers it.
pub const ANSWERED: &str = "PLANNED";
/// That package was completed.
pub const MET: &str = "MET";

/// A new need is open.
pub async fn prepare(_tx: &Tx, draft: &mut Model, old: Option<&Model>, _: &mut Vec<Violation>) -> Result<()> {
    if old.is_none() {
        draft.status = OPEN.to_owned();
    }
    Ok(())
}

/// Needs that a package names and that are not there.
pub(super) async fn unknown(tx: &Tx, stored: &str) -> Result<Vec<Violation>> {
    let named: Vec<String> = list(stored);
    let there: HashSet<String> =
        rows(tx, &named).await?.iter().map(|row| ids::text(Kind::TrainingNeed, row.id)).collect();
    Ok(misnamed("needs", &named, &there, Kind::TrainingNeed))
}

/// The needs that ids name, held until the write ends.
async fn rows(tx: &Tx, named: &[String]) -> Result<Vec<Model>> {
    let ids: Vec<Uuid> = named.iter().filter_map(|id| ids::expect(Kind::TrainingNeed, id).ok()).collect();
    let rows = training_need::Entity::find()
        .filter(training_need::Column::Id.is_in(ids))
        .filter(training_need::Column::ArchivedAt.is_null())
        .order_by_asc(training_need::Column::Id)
        .lock_exclusive();
    Ok(rows.all(tx.conn()?).await?)
}

/// Needs follow the package that names them: answered while it is planned or runs, met once it was completed, open again
/// when it was called off, archived, or no longer names them. A need that another package answers stays with that one.
pub(super) async fn follow(tx: &Tx, held: &Held<training_package::Model>) -> Result<()> {
    let package = &held.row;
    let named: Vec<String> = if package.status == status::CANCELLED || package.archived_at.is_some() {
        Vec::new()
    } else {
        list(&package.needs)
    };
    let answered = rows(tx, &named).await?;
    let left = training_need::Entity::find()
        .filter(training_need::Column::PackageId.eq(package.id))
        .filter(training_need::Column::Id.is_not_in(answered.iter().map(|row| row.id)))
        .filter(training_need::Column::ArchivedAt.is_null())
        .order_by_asc(training_need::Column::Id)
        .lock_exclusive();
    for row in left.all(tx.conn()?).await? {
        settle(tx, row, (OPEN, None, None)).await?;
    }
    let to = match package.status.as_str() {
        status::COMPLETED => (MET, Some(package.id), package.completed_on),
        _ => (ANSWERED, Some(package.id), None),
    };
    for row in answered {
        if row.status == OPEN || row.package_id == Some(package.id) {
            settle(tx, row, to).await?;
        }
    }
    Ok(())
}

/// Stores where a need stands, if that is new.
async fn settle(
    tx: &Tx,
    old: Model,
    (status, package_id, met_on): (&str, Option<Uuid>, Option<chrono::NaiveDate>),
) -> Result<()> {
    let mut row = Model { status: status.to_owned(), package_id, met_on, ..old.clone() };
    if row == old {
        return Ok(());
    }
    row.advance(tx);
    let unit = unit_by_id(tx.conn()?, old.unit_id).await?;
    let event = if status == MET { "met" } else { "updated" };
    ops::put(tx, Held { row: old, unit }, row, "follow", event).await?;
    Ok(())
}
