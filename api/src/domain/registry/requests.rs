//! Changes that a BLK asks for and the forum decides: name, code, region, host, statuses.

use chrono::NaiveDate;
use entity::{change_request, unit};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::units;
use crate::domain::access::{Action, Place, Sight, units_seen};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::record::{Record, insert};
use crate::domain::{Code, Ctx, Error, Result, Tx};

const PENDING: &str = "PENDING";

/// What is asked for.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// Fields and their new values; only those that differ.
    pub changes: Map<String, Value>,
    /// Their values now.
    pub before: Map<String, Value>,
    /// Day from which a region or a status holds.
    pub effective_on: NaiveDate,
    pub reason: String,
}

/// A request with the unit that it is about.
#[derive(Clone, Debug)]
pub struct Requested {
    pub row: change_request::Model,
    pub unit: unit::Model,
}

/// Asks for a change. A field that another pending request names is refused.
pub async fn open(tx: &Tx, unit: unit::Model, new: NewRequest) -> Result<Requested> {
    tx.require(Action::KeepOwnRecords, Some(&Place::from(&unit)))?;
    if new.changes.is_empty() {
        return Err(Error::field(Code::FieldRequired, "/changes"));
    }
    let pending = change_request::Entity::find()
        .filter(change_request::Column::UnitId.eq(unit.id))
        .filter(change_request::Column::Status.eq(PENDING));
    for other in pending.all(tx.conn()?).await? {
        let named: Map<String, Value> = serde_json::from_str(&other.changes)?;
        if new.changes.keys().any(|field| named.contains_key(field)) {
            return Err(Error::new(Code::AlreadyExists).with("id", ids::text(Kind::ChangeRequest, other.id)));
        }
    }
    let row = change_request::Model {
        id: tx.new_id(),
        unit_id: unit.id,
        changes: Value::Object(new.changes).to_string(),
        before: Value::Object(new.before).to_string(),
        effective_on: new.effective_on,
        reason: new.reason,
        status: PENDING.to_owned(),
        requested_by: tx.actor.id_or_nil(),
        decided_by: None,
        decided_at: None,
        note: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    insert(change_request::ActiveModel::from(row.clone()), tx).await?;
    let requested = Requested { row, unit };
    note(tx, &requested, "requestBlkChange", "changeRequest.opened").await?;
    Ok(requested)
}

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Approved,
    Rejected,
    Withdrawn,
}

impl Verdict {
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Verdict::Approved => ("APPROVED", "approveChangeRequest", "changeRequest.approved"),
            Verdict::Rejected => ("REJECTED", "rejectChangeRequest", "changeRequest.rejected"),
            Verdict::Withdrawn => ("WITHDRAWN", "withdrawChangeRequest", "changeRequest.withdrawn"),
        }
    }
}

/// Ends a request: the forum approves or rejects it, the BLK withdraws it. Whoever approves also makes the change.
pub async fn end(tx: &Tx, id: &str, expected: Expected, verdict: Verdict, said: Option<String>) -> Result<Requested> {
    let mut requested = one(tx, tx.conn()?, id).await?;
    let action = if verdict == Verdict::Withdrawn { Action::KeepOwnRecords } else { Action::ManageRegistry };
    tx.require(action, Some(&Place::from(&requested.unit)))?;
    expected.check(requested.row.version)?;
    if requested.row.status != PENDING {
        return Err(Error::new(Code::IllegalState).with("status", requested.row.status));
    }
    if verdict == Verdict::Rejected && said.as_deref().is_none_or(|said| said.trim().is_empty()) {
        return Err(Error::field(Code::ReasonRequired, "/note"));
    }
    let (status, operation, event) = verdict.words();
    let row = &mut requested.row;
    row.status = status.to_owned();
    row.decided_by = tx.actor.id;
    row.decided_at = Some(tx.now());
    row.note = said;
    row.version += 1;
    row.updated_at = tx.now();
    change_request::ActiveModel::from(row.clone()).reset_all().update(tx.conn()?).await?;
    note(tx, &requested, operation, event).await?;
    Ok(requested)
}

async fn note(tx: &Tx, requested: &Requested, action: &str, event: &str) -> Result<()> {
    let row = &requested.row;
    let body = json!({"unit": units::public_id(&requested.unit), "status": row.status});
    let record = Record::new(action, event, (Kind::ChangeRequest, row.id), row.version);
    tx.record(record.unit(row.unit_id).body(body)).await?;
    Ok(())
}

fn visible(ctx: &Ctx) -> Result<Condition> {
    ctx.require_signed_in()?;
    Ok(units_seen(ctx, Sight::Submitted).named("unit_id"))
}

async fn one(ctx: &Ctx, conn: &impl ConnectionTrait, id: &str) -> Result<Requested> {
    let id = ids::expect(Kind::ChangeRequest, id)?;
    let row = change_request::Entity::find_by_id(id).filter(visible(ctx)?).one(conn).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    let unit = units::unit_by_id(conn, row.unit_id).await?;
    Ok(Requested { row, unit })
}

/// One request, or 404.
pub async fn get(ctx: &Ctx, id: &str) -> Result<Requested> {
    one(ctx, ctx.db(), id).await
}

/// Requests of the units whose reports the caller sees, oldest first; of one unit, or in one status.
pub async fn list(
    ctx: &Ctx,
    of: Option<Vec<Uuid>>,
    status: Option<&str>,
    page: &PageRequest,
) -> Result<Page<Requested>> {
    let mut all = visible(ctx)?;
    if let Some(units) = of {
        all = all.add(change_request::Column::UnitId.is_in(units));
    }
    if let Some(status) = status {
        all = all.add(change_request::Column::Status.eq(status));
    }
    if let Some(after) = &page.after {
        let id: Uuid = after.id.parse().map_err(|_| Error::new(Code::PageCursor))?;
        let column = change_request::Column::Id;
        all = all.add(if page.reversed() { column.lt(id) } else { column.gt(id) });
    }
    let order = if page.reversed() { sea_orm::Order::Desc } else { sea_orm::Order::Asc };
    let rows = change_request::Entity::find().filter(all).order_by(change_request::Column::Id, order);
    let rows = rows.limit(page.limit + 1).all(ctx.db()).await?;
    let units = units::mapped(ctx.db(), rows.iter().map(|row| row.unit_id)).await?;
    let requested = rows
        .into_iter()
        .filter_map(|row| {
            let unit = units.get(&row.unit_id)?.clone();
            Some(Requested { row, unit })
        })
        .collect();
    Ok(Page::cut(requested, page, |requested: &Requested| Cursor::new("", requested.row.id.to_string())))
}
