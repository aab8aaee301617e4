//! Moving a deadline, or waiving an obligation: for some, or for all of a region after a disaster.

use chrono::NaiveDate;
use entity::{obligation, report, unit};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Query;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use crate::domain::access::{self, Action, Place, Units};
use crate::domain::analytics::standing;
use crate::domain::clock::{end_of_day, zone};
use crate::domain::ids::{self, Kind};
use crate::domain::record::Record;
use crate::domain::reference::regions;
use crate::domain::{Code, Error, Result, Tx};
use crate::vocab::ObligationStatus;

/// Most obligations changed by one call.
const MOST: u64 = 10_000;

/// Which obligations change: named ones, or those of a region for a template and period.
#[derive(Clone, Debug, Default)]
pub struct Target {
    pub ids: Vec<String>,
    pub region: Option<String>,
    pub template: Option<String>,
    pub occurrence: Option<String>,
}

/// What changes.
#[derive(Clone, Debug)]
pub enum Change {
    /// Due at the end of that day in each unit's zone.
    ExtendTo(NaiveDate),
    Waive,
}

/// Extends or waives with a reason. Those already approved or waived stay as they are. Returns the changed rows' ids.
pub async fn change(tx: &Tx, target: &Target, change: &Change, reason: &str) -> Result<Vec<Uuid>> {
    tx.require_signed_in()?;
    if reason.trim().is_empty() {
        return Err(Error::field(Code::ReasonRequired, "/reason"));
    }
    let rows = find(tx, target, change).await?;
    let mut changed = Vec::new();
    for (row, unit) in rows {
        if let Some(id) = apply(tx, row, &unit, change, reason).await? {
            changed.push(id);
        }
    }
    Ok(changed)
}

async fn find(tx: &Tx, target: &Target, change: &Change) -> Result<Vec<(obligation::Model, unit::Model)>> {
    use obligation::Column as C;
    let conn = tx.conn()?;
    // Of a region only those that the change can reach; what is named by id is refused if it cannot.
    let reached: &[ObligationStatus] = match change {
        Change::ExtendTo(_) => &[ObligationStatus::Open, ObligationStatus::Draft, ObligationStatus::Submitted],
        Change::Waive => &[ObligationStatus::Open],
    };
    let reached = reached.iter().map(|status| status.as_str());
    let mut query = obligation::Entity::find();
    if target.ids.is_empty() {
        let Some(region) = &target.region else {
            return Err(Error::field(Code::FieldRequired, "/target/region"));
        };
        let region = &regions::filter_code(region, "/target/region")?;
        let place = Place { unit: Uuid::nil(), region: region.clone() };
        tx.require(Action::ManageObligations, Some(&place))?;
        let select =
            Query::select().column("id").from("unit").cond_where(access::in_region("region_code", region)).to_owned();
        query = query.filter(Units::Where(Box::new(select)).condition(C::UnitId)).filter(C::Status.is_in(reached));
    } else {
        let ids = target.ids.iter().map(|id| ids::expect(Kind::Obligation, id)).collect::<Result<Vec<Uuid>>>()?;
        query = query.filter(C::Id.is_in(ids));
    }
    if let Some(code) = &target.template {
        let template = crate::domain::templates::query::head(conn, code)
            .await
            .map_err(|_| Error::field(Code::UnknownCode, "/target/template"))?;
        query = query.filter(C::TemplateId.eq(template.id));
    }
    if let Some(occurrence) = &target.occurrence {
        query = query.filter(C::Occurrence.eq(occurrence.as_str()));
    }
    let rows = query.limit(MOST).lock_exclusive().all(conn).await?;
    let unit_ids: std::collections::BTreeSet<Uuid> = rows.iter().map(|row| row.unit_id).collect();
    let units = unit::Entity::find().filter(Condition::all().add(unit::Column::Id.is_in(unit_ids))).all(conn).await?;
    let found: Vec<_> = rows
        .into_iter()
        .filter_map(|row| units.iter().find(|unit| unit.id == row.unit_id).map(|unit| (row, unit.clone())))
        .collect();
    for (_, unit) in &found {
        let place = Place::from(unit);
        if !access::sees_unit(tx, &place) {
            return Err(Error::new(Code::NotFound));
        }
        if !target.ids.is_empty() {
            tx.require(Action::ManageObligations, Some(&place))?;
        }
    }
    if found.len() < target.ids.len() { Err(Error::new(Code::NotFound)) } else { Ok(found) }
}

async fn apply(
    tx: &Tx,
    mut row: obligation::Model,
    unit: &unit::Model,
    change: &Change,
    reason: &str,
) -> Result<Option<Uuid>> {
    let status: ObligationStatus = row.status.parse()?;
    if matches!(status, ObligationStatus::Done | ObligationStatus::Waived) {
        return Ok(None);
    }
    let (operation, event) = match change {
        Change::ExtendTo(day) => {
            let due = end_of_day(*day, zone(&unit.timezone));
            if due <= row.due_at {
                return Err(Error::field(Code::FieldRange, "/until").with("dueAt", row.due_at.to_rfc3339()));
            }
            row.due_at = due;
            row.extended = true;
            // A report that came in before the new deadline is on time after all.
            row.on_time = row.submitted_at.map(|at| super::in_time(due, at));
            ("extendObligation", "obligation.extended")
        }
        Change::Waive => {
            if status != ObligationStatus::Open {
                return Err(Error::new(Code::IllegalState)
                    .with("obligation", ids::text(Kind::Obligation, row.id))
                    .with("status", status.as_str()));
            }
            row.status = ObligationStatus::Waived.as_str().to_owned();
            ("waiveObligation", "obligation.waived")
        }
    };
    row.reason = Some(reason.to_owned());
    row.version += 1;
    row.updated_at = tx.now();
    obligation::ActiveModel::from(row.clone()).reset_all().update(tx.conn()?).await?;
    let report = answering(tx, &row).await?;
    if let Some(report) = report.as_ref().filter(|_| row.on_time == Some(true)) {
        mark_on_time(tx, &row, report).await?;
    }
    let body = json!({"status": row.status, "dueAt": row.due_at.to_rfc3339()});
    let record = Record::new(operation, event, (Kind::Obligation, row.id), row.version);
    let event = tx.record(record.unit(unit.id).detail(reason).body(body)).await?;
    standing::follow(tx, &row, report.as_ref(), event).await?;
    Ok(Some(row.id))
}

/// The report that answers an obligation, where one arrived.
async fn answering(tx: &Tx, row: &obligation::Model) -> Result<Option<report::Model>> {
    if row.submitted_at.is_none() {
        return Ok(None);
    }
    let report = report::Entity::find()
        .filter(report::Column::UnitId.eq(row.unit_id))
        .filter(report::Column::TemplateId.eq(row.template_id))
        .filter(report::Column::Occurrence.eq(row.occurrence.as_str()))
        .lock_exclusive();
    Ok(report.one(tx.conn()?).await?)
}

async fn mark_on_time(tx: &Tx, row: &obligation::Model, report: &report::Model) -> Result<()> {
    if report.on_time == Some(true) {
        return Ok(());
    }
    let (id, version) = (report.id, report.version + 1);
    let mut report = report::ActiveModel::from(report.clone());
    report.on_time = Set(Some(true));
    report.version = Set(version);
    report.updated_at = Set(tx.now());
    report.update(tx.conn()?).await?;
    let record = Record::new("", "report.deadline_extended", (Kind::Report, id), version);
    tx.announce(record.unit(row.unit_id).body(json!({"onTime": true}))).await
}
