//! One call reminds of many reports that have not arrived.

use std::collections::HashMap;

use entity::{obligation, unit};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::due::templates;
use super::people::{self, Holders};
use super::reminders::{fence, row};
use super::{Notice, give_all};
use crate::domain::access::{self, Action, Place, Units};
use crate::domain::clock::{local_day, zone};
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::domain::reference::regions;
use crate::domain::registry::unit_by_ref;
use crate::domain::templates::query::head;
use crate::domain::{ActorKind, Code, Error, Result, Tx, Violation};
use crate::vocab::ObligationStatus;

/// Most obligations reminded of by one call.
const MOST: u64 = 5_000;
/// In the place of an offset: a reminder by call, of which there is one a day.
const BY_CALL: i32 = 9_999;
/// Deadlines from the year 2984 on are none.
const NEVER: i64 = 32_000_000_000;
/// What is not filed: only of that anybody is reminded.
const OWED: [ObligationStatus; 2] = [ObligationStatus::Open, ObligationStatus::Draft];

/// Of which obligations to remind; at least one of the filters.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Code or id of a template.
    pub template: Option<String>,
    /// Period or event number.
    pub period: Option<String>,
    /// Code or id of a region.
    pub region: Option<String>,
    /// Code or id of a unit.
    pub unit: Option<String>,
    pub status: Option<ObligationStatus>,
    /// Goes with the reminder as it is.
    pub message: Option<String>,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminded {
    pub reminded: usize,
    /// Those of which somebody was reminded today already, and those that nobody can be reminded of.
    pub skipped: usize,
}

/// Reminds the people of units of reports that have not arrived: as far as the caller manages obligations there, and
/// once a day.
pub async fn remind(tx: &Tx, wanted: &Wanted) -> Result<Reminded> {
    let rows = find(tx, wanted).await?;
    let units = units(tx, &rows).await?;
    if let Some(unit) = units.values().next() {
        // Asked again before a stored answer is replayed.
        tx.require(Action::ManageObligations, Some(&Place::from(unit)))?;
    }
    let of: Vec<unit::Model> = units.values().cloned().collect();
    let keepers = people::keepers(tx, tx.conn()?, &of).await?;
    let told: Vec<&obligation::Model> = rows.iter().filter(|row| keepers.contains_key(&row.unit_id)).collect();
    let today = tx.today();
    let fences = told.iter().map(|one| row(tx, (Kind::Obligation, one.id), today, BY_CALL)).collect();
    let fresh = fence(tx, fences).await?;
    let templates = templates(tx.conn()?).await?;
    let mut notices = Vec::new();
    for one in told.iter().filter(|one| fresh.contains(&one.id)) {
        if let Some(unit) = units.get(&one.unit_id) {
            notices.extend(to_all(one, unit, templates.get(&one.template_id), wanted, &keepers));
        }
    }
    if !fresh.is_empty() {
        give_all(tx, notices).await?;
        note(tx, wanted, fresh.len()).await?;
    }
    Ok(Reminded { reminded: fresh.len(), skipped: rows.len() - fresh.len() })
}

async fn note(tx: &Tx, wanted: &Wanted, count: usize) -> Result<()> {
    let kind = if tx.actor.kind == ActorKind::Client { Kind::Client } else { Kind::User };
    let record = Record::audit_only("remindObligations", (kind, tx.actor.id_or_nil()));
    tx.record(record.detail(json!({"count": count, "message": wanted.message}).to_string())).await?;
    Ok(())
}

fn to_all(
    row: &obligation::Model,
    unit: &unit::Model,
    template: Option<&String>,
    wanted: &Wanted,
    keepers: &Holders<Uuid>,
) -> Vec<Notice<'static>> {
    // Some templates have no deadline: theirs is at the end of time.
    let due = (row.due_at.timestamp() < NEVER).then(|| local_day(row.due_at, zone(&unit.timezone)).to_string());
    let mut params = json!({"template": template, "period": row.occurrence, "due": due});
    if let (Some(facts), Some(message)) = (params.as_object_mut(), &wanted.message) {
        facts.insert("message".to_owned(), json!(message));
    }
    let notice = |account: &Uuid| Notice {
        account: *account,
        kind: "OBLIGATION_REMINDER",
        subject: (Kind::Obligation, row.id),
        unit: Some(unit.id),
        params: params.clone(),
    };
    keepers.get(&unit.id).into_iter().flatten().map(notice).collect()
}

/// The obligations that are meant: not filed, open by now, where the caller manages them.
async fn find(tx: &Tx, wanted: &Wanted) -> Result<Vec<obligation::Model>> {
    use obligation::Column as C;
    tx.require_signed_in()?;
    let roles = Action::ManageObligations.roles();
    let mut faults = faults(wanted);
    let mut query = obligation::Entity::find()
        .filter(access::units_of(tx, roles).condition(C::UnitId))
        .filter(C::OpensAt.lte(tx.now()));
    if let Some(named) = &wanted.unit {
        let unit = unit_by_ref(tx.conn()?, named).await?;
        let place = Place::from(&unit);
        if !access::sees_unit(tx, &place) {
            return Err(Error::new(Code::NotFound));
        }
        access::require_roles(tx, roles, Some(&place))?;
        query = query.filter(C::UnitId.eq(unit.id));
    }
    if !access::holds_anywhere(tx, roles) {
        return Err(access::denied(roles));
    }
    if let Some(named) = &wanted.region
        && let Some(region) = regions::named(tx.conn()?, named, "/region", &mut faults).await?
    {
        access::require_roles(tx, roles, Some(&Place { unit: Uuid::nil(), region: region.code.clone() }))?;
        query = query.filter(Units::of(access::in_region("region_code", &region.code)).condition(C::UnitId));
    }
    if let Some(named) = &wanted.template {
        match head(tx.conn()?, named).await {
            Ok(template) => query = query.filter(C::TemplateId.eq(template.id)),
            Err(missing) if missing.code() == Code::NotFound => {
                faults.push(Violation::new(Code::UnknownCode, "/template"));
            }
            Err(failed) => return Err(failed),
        }
    }
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    if let Some(period) = &wanted.period {
        query = query.filter(C::Occurrence.eq(period.as_str()));
    }
    let statuses = wanted.status.map_or(OWED.to_vec(), |status| vec![status]);
    let rows = query
        .filter(C::Status.is_in(statuses.into_iter().map(ObligationStatus::as_str)))
        .order_by_asc(C::Id)
        .limit(MOST + 1)
        .all(tx.conn()?)
        .await?;
    if u64::try_from(rows.len()).is_ok_and(|count| count > MOST) {
        let text =
            ("Lebih dari 5.000 kewajiban; persempit saringannya.", "More than 5,000 obligations; narrow the filter.");
        return Err(Error::field(Code::FieldRange, "").saying(text.0, text.1).with("max", MOST));
    }
    Ok(rows)
}

/// What is wrong with the filter itself.
fn faults(wanted: &Wanted) -> Vec<Violation> {
    let mut faults = Vec::new();
    let filters = [&wanted.template, &wanted.period, &wanted.region, &wanted.unit];
    if filters.iter().all(|filter| filter.is_none()) && wanted.status.is_none() {
        let params = ["template", "period", "region", "unit", "status"];
        faults.push(Violation::new(Code::FieldRequired, "/template").with("oneOf", params.to_vec()));
    }
    if wanted.status.is_some_and(|status| !OWED.contains(&status)) {
        let allowed: Vec<&str> = OWED.iter().map(|status| status.as_str()).collect();
        faults.push(Violation::new(Code::UnknownCode, "/status").with("allowed", allowed));
    }
    faults
}

async fn units(tx: &Tx, rows: &[obligation::Model]) -> Result<HashMap<Uuid, unit::Model>> {
    let ids: std::collections::BTreeSet<Uuid> = rows.iter().map(|row| row.unit_id).collect();
    let found = unit::Entity::find().filter(unit::Column::Id.is_in(ids)).all(tx.conn()?).await?;
    Ok(found.into_iter().map(|unit| (unit.id, unit)).collect())
}
