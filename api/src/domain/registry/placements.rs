//! The dated region of a unit: stretches that follow each other without a gap, from its enrolment on. A unit that
//! never moved has none stored; its one stretch is its region of today.

use chrono::NaiveDate;
use entity::{unit, unit_placement};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::units::{kind_of, unit_by_id};
use crate::domain::access::{Action, Place};
use crate::domain::clock::{local_day, zone};
use crate::domain::record::{Record, insert};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};

/// Places a unit in a region from a day on: the stretch before it ends there. The day comes after the last move and
/// is not in the future. `region_code` must exist, and `timezone` be its zone.
pub async fn place(
    tx: &Tx,
    unit: &unit::Model,
    region_code: &str,
    timezone: &str,
    from_on: NaiveDate,
    reason: Option<&str>,
) -> Result<unit::Model> {
    tx.require(Action::ManageRegistry, Some(&Place::from(unit)))?;
    let today = local_day(tx.now(), zone(&unit.timezone));
    if from_on > today {
        let fault = Violation::new(Code::FieldRange, "/effectiveOn").with("max", today.to_string());
        return Err(Error::listing(Code::Invalid, vec![fault]));
    }
    let last = stored(tx.conn()?, unit.id).await?.pop();
    let begun = last.as_ref().map_or(unit.enrolled_on, |last| last.from_on);
    if from_on <= begun {
        return Err(overlap(begun));
    }
    if let Some(last) = last {
        let mut ended = unit_placement::ActiveModel::from(last);
        ended.to_on = Set(Some(from_on));
        ended.update(tx.conn()?).await?;
    } else {
        let before = whole(unit);
        insert(unit_placement::ActiveModel::from(unit_placement::Model { to_on: Some(from_on), ..before }), tx).await?;
    }
    let row = unit_placement::Model {
        unit_id: unit.id,
        from_on,
        region_code: region_code.to_owned(),
        to_on: None,
        reason: reason.map(ToOwned::to_owned),
    };
    insert(unit_placement::ActiveModel::from(row), tx).await?;
    settle(tx, unit, region_code, timezone, from_on).await
}

/// Gives a unit another region since its enrolment, as though it had never had the one that was written: for a unit
/// that was enrolled under a code that had ceased by then. Refused once the unit has moved.
pub async fn restate(tx: &Tx, unit: &unit::Model, region_code: &str, timezone: &str) -> Result<unit::Model> {
    tx.require(Action::ManageRegistry, Some(&Place::from(unit)))?;
    if let Some(last) = stored(tx.conn()?, unit.id).await?.pop() {
        return Err(overlap(last.from_on));
    }
    settle(tx, unit, region_code, timezone, unit.enrolled_on).await
}

/// Where a unit lay and lies, oldest first: at least one stretch.
pub async fn history(ctx: &Ctx, unit_id: Uuid) -> Result<Vec<unit_placement::Model>> {
    let rows = stored(ctx.db(), unit_id).await?;
    if rows.is_empty() { Ok(vec![whole(&unit_by_id(ctx.db(), unit_id).await?)]) } else { Ok(rows) }
}

async fn stored(conn: &impl ConnectionTrait, unit_id: Uuid) -> Result<Vec<unit_placement::Model>> {
    let rows = unit_placement::Entity::find().filter(unit_placement::Column::UnitId.eq(unit_id));
    Ok(rows.order_by_asc(unit_placement::Column::FromOn).all(conn).await?)
}

/// The stretch of a unit that never moved.
fn whole(unit: &unit::Model) -> unit_placement::Model {
    unit_placement::Model {
        unit_id: unit.id,
        from_on: unit.enrolled_on,
        region_code: unit.region_code.clone(),
        to_on: None,
        reason: None,
    }
}

/// Writes the region of today and records the move.
async fn settle(
    tx: &Tx,
    unit: &unit::Model,
    region_code: &str,
    timezone: &str,
    from_on: NaiveDate,
) -> Result<unit::Model> {
    let mut row = unit::ActiveModel::from(unit.clone());
    row.region_code = Set(region_code.to_owned());
    row.timezone = Set(timezone.to_owned());
    row.version = Set(unit.version + 1);
    row.updated_at = Set(tx.now());
    let moved = row.update(tx.conn()?).await?;
    let body = json!({"region": region_code, "before": unit.region_code, "fromOn": from_on});
    let record = Record::new("moveUnit", "unit.moved", (kind_of(&moved), moved.id), moved.version);
    tx.record(record.unit(moved.id).fields(&["region"]).body(body)).await?;
    Ok(moved)
}

fn overlap(last: NaiveDate) -> Error {
    let fault = Violation::new(Code::Overlap, "/effectiveOn").with("after", last.to_string());
    Error::listing(Code::Invalid, vec![fault])
}
