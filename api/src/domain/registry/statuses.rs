//! The dated status of a unit: three aspects, each a row of stretches that never overlap.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::unit_status;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::units::{kind_of, touch};
use crate::domain::access::{Action, Place};
use crate::domain::clock::{local_day, zone};
use crate::domain::record::{Record, insert};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::StatusAspect;

/// The status of a unit in each aspect on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statuses {
    /// Code of `blkStatuses`.
    pub operation: Option<String>,
    /// Code of `supportStatuses`.
    pub support: Option<String>,
    /// Code of `incubatorStatuses`.
    pub incubator: Option<String>,
    /// Code of `blkDesignations`.
    pub designation: Option<String>,
}

impl Statuses {
    /// Whether the unit is in operation. A kawasan or an organization has no such status, and is.
    pub fn is_operational(&self) -> bool {
        self.operation.as_deref().is_none_or(|status| status == "OPERATIONAL")
    }

    /// Whether the unit is an active incubator; only then are incubation indicators asked.
    pub fn is_incubator(&self) -> bool {
        self.incubator.as_deref() == Some("ACTIVE")
    }

    fn set(&mut self, aspect: &str, status: String) {
        match aspect {
            "OPERATION" => self.operation = Some(status),
            "SUPPORT" => self.support = Some(status),
            "INCUBATOR" => self.incubator = Some(status),
            "DESIGNATION" => self.designation = Some(status),
            _ => {}
        }
    }
}

/// The code set an aspect takes its statuses from.
pub fn code_set(aspect: StatusAspect) -> &'static str {
    match aspect {
        StatusAspect::Operation => "blkStatuses",
        StatusAspect::Support => "supportStatuses",
        StatusAspect::Incubator => "incubatorStatuses",
        StatusAspect::Designation => "blkDesignations",
    }
}

/// The life cycle: to which statuses each may go (domain.md section 5.2). A first status may be any.
pub(super) fn may_follow(aspect: StatusAspect, from: &str, to: &str) -> bool {
    let after: &[(&str, &[&str])] = match aspect {
        StatusAspect::Operation => &[
            ("PLANNED", &["UNDER_CONSTRUCTION", "OPERATIONAL", "CLOSED"]),
            ("UNDER_CONSTRUCTION", &["OPERATIONAL", "INACTIVE", "CLOSED"]),
            ("OPERATIONAL", &["INACTIVE", "CLOSED"]),
            ("INACTIVE", &["OPERATIONAL", "CLOSED"]),
        ],
        StatusAspect::Support => {
            &[("DIBINA", &["MASA_SAPIH"]), ("MASA_SAPIH", &["DISAPIH", "MANDIRI"]), ("DISAPIH", &["MANDIRI"])]
        }
        StatusAspect::Incubator => &[
            ("NONE", &["CANDIDATE", "SELECTED", "ACTIVE"]),
            ("CANDIDATE", &["NONE", "SELECTED", "ACTIVE"]),
            ("SELECTED", &["ACTIVE", "REVOKED"]),
            ("ACTIVE", &["REVOKED"]),
            ("REVOKED", &["CANDIDATE"]),
        ],
        StatusAspect::Designation => &[("NONE", &["UNGGULAN"]), ("UNGGULAN", &["NONE"])],
    };
    after.iter().any(|(status, next)| *status == from && next.contains(&to))
}

/// Rows that hold on a day.
pub fn holding(on: NaiveDate) -> Condition {
    Condition::all()
        .add(unit_status::Column::FromOn.lte(on))
        .add(unit_status::Column::ToOn.is_null().or(unit_status::Column::ToOn.gt(on)))
}

/// The status of one aspect of a unit on a day; none where nothing was recorded for it.
pub async fn status_on(
    conn: &impl ConnectionTrait,
    unit: Uuid,
    aspect: StatusAspect,
    on: NaiveDate,
) -> Result<Option<String>> {
    let rows = unit_status::Entity::find()
        .filter(unit_status::Column::UnitId.eq(unit))
        .filter(unit_status::Column::Aspect.eq(aspect.as_str()))
        .filter(holding(on));
    Ok(rows.one(conn).await?.map(|row| row.status))
}

/// All statuses of one unit on a day.
pub async fn statuses_at(conn: &impl ConnectionTrait, unit: Uuid, on: NaiveDate) -> Result<Statuses> {
    Ok(statuses_on(conn, &[unit], on).await?.remove(&unit).unwrap_or_default())
}

/// The statuses of many units on a day.
pub async fn statuses_on(
    conn: &impl ConnectionTrait,
    units: &[Uuid],
    on: NaiveDate,
) -> Result<HashMap<Uuid, Statuses>> {
    let mut found = HashMap::<Uuid, Statuses>::new();
    for chunk in units.chunks(1_000) {
        let rows = unit_status::Entity::find()
            .filter(unit_status::Column::UnitId.is_in(chunk.iter().copied()))
            .filter(holding(on));
        for row in rows.all(conn).await? {
            found.entry(row.unit_id).or_default().set(&row.aspect, row.status);
        }
    }
    Ok(found)
}

/// Every stretch of these units that touches the days from `from` to `to`, oldest first.
pub async fn stretches(
    conn: &impl ConnectionTrait,
    units: &[Uuid],
    from: NaiveDate,
    to: NaiveDate,
) -> Result<HashMap<Uuid, Vec<unit_status::Model>>> {
    let mut found = HashMap::<Uuid, Vec<unit_status::Model>>::new();
    for chunk in units.chunks(1_000) {
        let rows = unit_status::Entity::find()
            .filter(unit_status::Column::UnitId.is_in(chunk.iter().copied()))
            .filter(unit_status::Column::FromOn.lte(to))
            .filter(unit_status::Column::ToOn.is_null().or(unit_status::Column::ToOn.gt(from)))
            .order_by_asc(unit_status::Column::FromOn);
        for row in rows.all(conn).await? {
            found.entry(row.unit_id).or_default().push(row);
        }
    }
    Ok(found)
}

/// The statuses that a set of stretches gives on a day.
pub fn statuses_of(stretches: &[unit_status::Model], on: NaiveDate) -> Statuses {
    let mut statuses = Statuses::default();
    for row in stretches.iter().filter(|row| row.from_on <= on && row.to_on.is_none_or(|to| to > on)) {
        statuses.set(&row.aspect, row.status.clone());
    }
    statuses
}

/// All stretches of a unit, oldest first: its history.
pub async fn history(ctx: &Ctx, unit: Uuid) -> Result<Vec<unit_status::Model>> {
    let rows = unit_status::Entity::find()
        .filter(unit_status::Column::UnitId.eq(unit))
        .order_by_asc(unit_status::Column::FromOn);
    Ok(rows.order_by_asc(unit_status::Column::Aspect).all(ctx.db()).await?)
}

/// What is to change: an aspect, its new status, from which day, and why.
#[derive(Clone, Debug)]
pub struct Change {
    pub aspect: StatusAspect,
    pub status: String,
    pub from_on: NaiveDate,
    pub reason: Option<String>,
}

/// Gives a unit a new status from a day on; the stretch before it ends there.
pub async fn set_status(tx: &Tx, unit: &entity::unit::Model, change: &Change) -> Result<entity::unit::Model> {
    tx.require(Action::ManageRegistry, Some(&Place::from(unit)))?;
    if let Some(fault) = code_fault(tx, change, "/status") {
        return Err(Error::listing(Code::Invalid, vec![fault]));
    }
    check_day(tx, unit, change)?;
    begin(tx, unit.id, change).await?;
    let unit = touch(tx, unit.clone()).await?;
    let body = json!({"aspect": change.aspect, "status": change.status, "fromOn": change.from_on});
    let record = Record::new("changeUnitStatus", "unit.statusChanged", (kind_of(&unit), unit.id), unit.version);
    tx.record(record.unit(unit.id).fields(&["status"]).body(body)).await?;
    Ok(unit)
}

/// What is wrong with a status that is not in the code set of its aspect.
pub(super) fn code_fault(ctx: &Ctx, change: &Change, path: &str) -> Option<Violation> {
    let set = code_set(change.aspect);
    let known = ctx.app.codes.has(set, &change.status, change.from_on);
    (!known).then(|| Violation::new(Code::UnknownCode, path).with("set", set))
}

/// A status may be planned up to a year ahead, and cannot precede the unit's enrolment by more than its history.
fn check_day(ctx: &Ctx, unit: &entity::unit::Model, change: &Change) -> Result<()> {
    let today = local_day(ctx.now(), zone(&unit.timezone));
    let latest = today + chrono::Duration::days(366);
    let earliest = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
    if (earliest..=latest).contains(&change.from_on) {
        return Ok(());
    }
    let fault =
        Violation::new(Code::FieldRange, "/fromOn").with("min", earliest.to_string()).with("max", latest.to_string());
    Err(Error::listing(Code::Invalid, vec![fault]))
}

/// Ends the stretch in force and begins the new one. A day on or before the last change would overlap.
pub(super) async fn begin(tx: &Tx, unit: Uuid, change: &Change) -> Result<()> {
    let last = unit_status::Entity::find()
        .filter(unit_status::Column::UnitId.eq(unit))
        .filter(unit_status::Column::Aspect.eq(change.aspect.as_str()))
        .order_by_desc(unit_status::Column::FromOn)
        .one(tx.conn()?)
        .await?;
    if let Some(last) = last {
        if last.from_on >= change.from_on {
            return Err(overlap(&last));
        }
        if !may_follow(change.aspect, &last.status, &change.status) {
            return Err(Error::field(Code::Lifecycle, "/status")
                .with("from", last.status)
                .with("to", change.status.clone()));
        }
        let mut ended = unit_status::ActiveModel::from(last);
        ended.to_on = Set(Some(change.from_on));
        ended.update(tx.conn()?).await?;
    }
    let row = unit_status::ActiveModel {
        id: Set(tx.new_id()),
        unit_id: Set(unit),
        aspect: Set(change.aspect.as_str().to_owned()),
        status: Set(change.status.clone()),
        from_on: Set(change.from_on),
        to_on: Set(None),
        reason: Set(change.reason.clone()),
        recorded_at: Set(tx.now()),
    };
    insert(row, tx).await
}

fn overlap(last: &unit_status::Model) -> Error {
    Error::field(Code::FieldRange, "/fromOn")
        .saying(
            format!("Status terakhir berlaku sejak {}; perubahan harus sesudah hari itu.", last.from_on),
            format!("The last status holds since {}; a change must come after that day.", last.from_on),
        )
        .with("lastFromOn", last.from_on.to_string())
}
