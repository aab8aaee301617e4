//! What is owed: one row per unit, template and period. Their count is the denominator of every reporting rate.

pub mod change;
pub mod open;
pub mod query;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{obligation, report, unit};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::analytics::standing;
use super::clock::{end_of_day, local_day, start_of_day, zone};
use super::error::{Code, Error, Result};
use super::ids::Kind;
use super::record::{Record, insert};
use super::reports::period;
use super::templates::Template;
use super::tx::Tx;
use crate::vocab::{ObligationStatus, ReportState};

/// First instant at which a period can be filed: midnight after its last day, in the unit's zone.
pub fn opens_at(period_end: NaiveDate, timezone: &str) -> DateTime<Utc> {
    start_of_day(period_end.succ_opt().unwrap_or(period_end), zone(timezone))
}

/// 23:59:59 of the due day in the unit's zone. Templates without a deadline are due at the end of time.
pub fn due_at(template: &Template, period_end: NaiveDate, timezone: &str) -> DateTime<Utc> {
    let day = template.due_on(period_end);
    end_of_day(day.unwrap_or(NaiveDate::from_ymd_opt(2999, 12, 31).unwrap_or(period_end)), zone(timezone))
}

/// Whether something that arrived then was in time: the whole last second counts.
pub fn in_time(due_at: DateTime<Utc>, arrived: DateTime<Utc>) -> bool {
    arrived < due_at + chrono::Duration::seconds(1)
}

/// Whole days until the due day, negative once it has passed; none when nothing is owed any more.
pub fn days_left(row: &obligation::Model, timezone: &str, now: DateTime<Utc>) -> Option<i64> {
    let owed = [ObligationStatus::Open.as_str(), ObligationStatus::Draft.as_str()].contains(&row.status.as_str());
    let zone = zone(timezone);
    (owed && row.due_at.timestamp() < 32_000_000_000)
        .then(|| (local_day(row.due_at, zone) - local_day(now, zone)).num_days())
}

/// Arrived late, or not arrived though due.
pub fn is_late(row: &obligation::Model, now: DateTime<Utc>) -> bool {
    match row.status.parse() {
        Ok(ObligationStatus::Waived) => false,
        _ => row.on_time.map_or(!in_time(row.due_at, now) && row.submitted_at.is_none(), |on_time| !on_time),
    }
}

/// The obligation that a new report answers. Periodic templates must owe it; the others make it now.
pub(super) async fn for_report(
    tx: &Tx,
    unit: &unit::Model,
    template: &Template,
    occurrence: &str,
    period_end: NaiveDate,
) -> Result<obligation::Model> {
    let periodic = period::months_of(template.definition.cadence).is_some();
    require_begun(tx, unit, template, occurrence, period_end)?;
    if let Some(row) = find(tx, unit.id, template.id, occurrence).await? {
        return require_owed(&row).map(|()| row);
    }
    if periodic && !open::owes(tx.conn()?, unit, template, occurrence, period_end).await? {
        return Err(Error::new(Code::NotOwed));
    }
    opened(tx, unit, template, occurrence, period_end).await
}

/// Refuses a period that has not ended where the unit lies.
pub(super) fn require_begun(
    ctx: &super::Ctx,
    unit: &unit::Model,
    template: &Template,
    occurrence: &str,
    period_end: NaiveDate,
) -> Result<()> {
    let periodic = period::months_of(template.definition.cadence).is_some();
    let opens = opens_at(period_end, &unit.timezone);
    if !periodic || ctx.now() >= opens {
        return Ok(());
    }
    let local = opens.with_timezone(&zone(&unit.timezone)).to_rfc3339();
    Err(Error::new(Code::PeriodNotOpen)
        .saying(
            format!("Periode {occurrence} baru dibuka pada {local}."),
            format!("Period {occurrence} opens at {local}."),
        )
        .with("opensAt", local))
}

/// Refuses what was waived.
pub(super) fn require_owed(row: &obligation::Model) -> Result<()> {
    if row.status != ObligationStatus::Waived.as_str() {
        return Ok(());
    }
    Err(Error::new(Code::NotOwed)
        .with("status", row.status.clone())
        .saying("Kewajiban ini sudah dihapuskan.", "This obligation was waived."))
}

/// Opens the obligation to report on something that happened on a day, unless it is open already. A template that is
/// not in force on that day asks for nothing.
pub(super) async fn open_event(
    tx: &Tx,
    unit: &unit::Model,
    template: &str,
    occurrence: &str,
    on: NaiveDate,
) -> Result<()> {
    let Some(template) = tx.app.templates.in_force(tx.conn()?, template, on).await? else {
        return Ok(());
    };
    if find(tx, unit.id, template.id, occurrence).await?.is_none() {
        opened(tx, unit, &template, occurrence, on).await?;
    }
    Ok(())
}

async fn opened(
    tx: &Tx,
    unit: &unit::Model,
    template: &Template,
    occurrence: &str,
    period_end: NaiveDate,
) -> Result<obligation::Model> {
    let row = new_row(tx, unit, template, occurrence, period_end);
    insert(obligation::ActiveModel::from(row.clone()), tx).await?;
    let event = tx.new_id();
    tx.announce_as(event, told(&row, "obligation.opened")).await?;
    standing::open(tx, &[(&row, unit.region_code.as_str(), event)]).await?;
    Ok(row)
}

/// The event of an obligation that changed with something else: a period that ended, its report.
pub(super) fn told<'a>(row: &obligation::Model, event: &'a str) -> Record<'a> {
    let body = json!({
        "status": row.status, "occurrence": row.occurrence, "opensAt": row.opens_at.to_rfc3339(),
        "dueAt": row.due_at.to_rfc3339(),
    });
    Record::new("", event, (Kind::Obligation, row.id), row.version).unit(row.unit_id).body(body)
}

pub(super) fn new_row(
    ctx: &super::Ctx,
    unit: &unit::Model,
    template: &Template,
    occurrence: &str,
    period_end: NaiveDate,
) -> obligation::Model {
    obligation::Model {
        id: ctx.new_id(),
        unit_id: unit.id,
        template_id: template.id,
        occurrence: occurrence.to_owned(),
        period_end,
        // An event can be reported from the day it happens.
        opens_at: match period::months_of(template.definition.cadence) {
            Some(_) => opens_at(period_end, &unit.timezone),
            None => start_of_day(period_end, zone(&unit.timezone)),
        },
        due_at: due_at(template, period_end, &unit.timezone),
        extended: false,
        status: ObligationStatus::Open.as_str().to_owned(),
        reason: None,
        submitted_at: None,
        on_time: None,
        version: 1,
        created_at: ctx.now(),
        updated_at: ctx.now(),
    }
}

async fn find(tx: &Tx, unit: uuid::Uuid, template: uuid::Uuid, occurrence: &str) -> Result<Option<obligation::Model>> {
    use obligation::Column as C;
    Ok(obligation::Entity::find()
        .filter(C::UnitId.eq(unit))
        .filter(C::TemplateId.eq(template))
        .filter(C::Occurrence.eq(occurrence))
        .lock_exclusive()
        .one(tx.conn()?)
        .await?)
}

/// The obligation that a report answers.
pub(super) async fn of_report(tx: &Tx, row: &report::Model) -> Result<Option<obligation::Model>> {
    find(tx, row.unit_id, row.template_id, &row.occurrence).await
}

/// Follows a report: its status and arrival. Gives the obligation as it is then.
pub(super) async fn follow(tx: &Tx, owed: obligation::Model, row: &report::Model) -> Result<obligation::Model> {
    let Some(owed) = followed(tx, owed.clone(), row)? else { return Ok(owed) };
    obligation::ActiveModel::from(owed.clone()).reset_all().update(tx.conn()?).await?;
    tx.announce(told(&owed, "obligation.updated")).await?;
    Ok(owed)
}

/// The obligation as it follows a report; none if nothing changes for it.
pub(super) fn followed(
    ctx: &super::Ctx,
    mut owed: obligation::Model,
    row: &report::Model,
) -> Result<Option<obligation::Model>> {
    let before = owed.clone();
    let status = match row.state.parse()? {
        _ if row.official_version.is_some() => ObligationStatus::Done,
        ReportState::Draft | ReportState::RevisionRequested | ReportState::Rejected => ObligationStatus::Draft,
        ReportState::Submitted | ReportState::InReview | ReportState::Verified => ObligationStatus::Submitted,
        ReportState::Approved | ReportState::Locked => ObligationStatus::Done,
    };
    if owed.status != ObligationStatus::Waived.as_str() {
        owed.status = status.as_str().to_owned();
    }
    // An official version keeps its arrival while an amendment is on its way.
    if row.official_version.is_none() || owed.submitted_at.is_none() {
        owed.submitted_at = row.submitted_at.map(|at| owed.submitted_at.unwrap_or(at));
        owed.on_time = row.on_time;
    }
    if owed == before {
        return Ok(None);
    }
    owed.version += 1;
    owed.updated_at = ctx.now();
    Ok(Some(owed))
}
