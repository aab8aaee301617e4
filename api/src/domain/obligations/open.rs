//! Opening obligations as periods end, from the units' dated status and the templates in force.

use std::collections::{HashMap, HashSet};

use chrono::{Duration, NaiveDate};
use entity::{obligation, unit, unit_status};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::{new_row, told};
use crate::domain::analytics::standing;
use crate::domain::clock::{local_day, zone};
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::domain::reports::{Period, period};
use crate::domain::templates::Template;
use crate::domain::{Ctx, Result, Tx};
use crate::vocab::{StatusAspect, UnitKind};

/// The easternmost zone, where a new day begins first.
const FIRST_ZONE: &str = "Asia/Jayapura";
/// Rows of one insert.
const CHUNK: usize = 1_000;

/// Opens what is owed and has no row yet, for every template and every period that has ended. Returns how many.
pub async fn open_due(ctx: &Ctx) -> Result<usize> {
    let mut opened = 0;
    let today = local_day(ctx.now() + Duration::hours(1), zone(FIRST_ZONE));
    for template in ctx.app.templates.all_published(ctx.db()).await?.iter() {
        let Some(first) = template.effective_from.filter(|_| template.number == 1) else {
            continue;
        };
        let Some(mut at) = Period::containing(template.definition.cadence, first) else {
            continue;
        };
        let earliest = earliest_enrolment(ctx, template).await?;
        while at.last_day() < today {
            if at.last_day() >= first && earliest.is_some_and(|day| at.last_day() >= day) {
                opened += open_period(ctx, template, at).await?;
            }
            at = at.next();
        }
    }
    Ok(opened)
}

async fn earliest_enrolment(ctx: &Ctx, template: &Template) -> Result<Option<NaiveDate>> {
    use sea_orm::QueryOrder;
    let first = unit::Entity::find()
        .filter(unit::Column::Kind.eq(template.definition.subject.as_str()))
        .order_by_asc(unit::Column::EnrolledOn)
        .one(ctx.db())
        .await?;
    Ok(first.map(|unit| unit.enrolled_on))
}

async fn open_period(ctx: &Ctx, first: &Template, at: Period) -> Result<usize> {
    let template = ctx.app.templates.in_force(ctx.db(), &first.code, at.last_day()).await?;
    let Some(template) = template else { return Ok(0) };
    let missing = missing(ctx, &template, at).await?;
    if missing.is_empty() {
        return Ok(0);
    }
    let tx = ctx.begin().await?;
    for chunk in missing.chunks(CHUNK) {
        let new: Vec<obligation::Model> =
            chunk.iter().map(|unit| new_row(ctx, unit, &template, &at.to_string(), at.last_day())).collect();
        let rows = new.iter().cloned().map(obligation::ActiveModel::from);
        let conflict = sea_orm::sea_query::OnConflict::columns([
            obligation::Column::UnitId,
            obligation::Column::TemplateId,
            obligation::Column::Occurrence,
        ])
        .do_nothing()
        .to_owned();
        // Another process may open the same period: its rows win.
        match obligation::Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(tx.conn()?).await {
            Ok(_) | Err(sea_orm::DbErr::RecordNotInserted) => {}
            Err(e) => return Err(e.into()),
        }
        let opened = made(&tx, &new).await?;
        let records: Vec<Record<'_>> = opened.iter().map(|row| told(row, "obligation.opened")).collect();
        let events = tx.announced(&records).await?;
        let regions: HashMap<Uuid, &str> = chunk.iter().map(|unit| (unit.id, unit.region_code.as_str())).collect();
        let region = |row: &obligation::Model| regions.get(&row.unit_id).copied().unwrap_or_default();
        let standings: Vec<_> = opened.iter().zip(events).map(|(row, event)| (*row, region(row), event)).collect();
        standing::open(&tx, &standings).await?;
    }
    tx.record(opened_all(&template, at, missing.len())).await?;
    tx.commit().await?;
    Ok(missing.len())
}

/// Units that owe a report of the template for a period and have no row yet.
pub(in crate::domain) async fn missing(ctx: &Ctx, template: &Template, at: Period) -> Result<Vec<unit::Model>> {
    let owing = owing(template, at.first_day(), at.last_day());
    Ok(owing.filter(without_row(template, &at.to_string())).all(ctx.db()).await?)
}

/// What is kept of the opening of a period.
pub(in crate::domain) fn opened_all(template: &Template, at: Period, count: usize) -> Record<'static> {
    let detail = json!({"template": template.definition.code, "occurrence": at.to_string(), "count": count});
    Record::audit_only("openObligations", (Kind::Template, template.id)).detail(detail.to_string())
}

/// Those of the rows that are this write's own.
async fn made<'a>(tx: &Tx, new: &'a [obligation::Model]) -> Result<Vec<&'a obligation::Model>> {
    let stored = obligation::Entity::find()
        .select_only()
        .column(obligation::Column::Id)
        .filter(obligation::Column::Id.is_in(new.iter().map(|row| row.id)));
    let stored: HashSet<Uuid> = stored.into_tuple().all(tx.conn()?).await?.into_iter().collect();
    Ok(new.iter().filter(|row| stored.contains(&row.id)).collect())
}

/// Units that owe a report of the template for a period: enrolled, not closed, and a BLK operational in it.
fn owing(template: &Template, first: NaiveDate, last: NaiveDate) -> sea_orm::Select<unit::Entity> {
    let subject = template.definition.subject;
    let mut query = unit::Entity::find()
        .filter(unit::Column::Kind.eq(subject.as_str()))
        .filter(unit::Column::EnrolledOn.lte(last))
        .filter(Condition::any().add(unit::Column::ClosedOn.is_null()).add(unit::Column::ClosedOn.gt(first)));
    if subject == UnitKind::Blk {
        let operational = Query::select()
            .column(unit_status::Column::UnitId)
            .from(unit_status::Entity)
            .and_where(Expr::col(unit_status::Column::Aspect).eq(StatusAspect::Operation.as_str()))
            .and_where(Expr::col(unit_status::Column::Status).eq("OPERATIONAL"))
            .and_where(Expr::col(unit_status::Column::FromOn).lte(last))
            .cond_where(
                Condition::any().add(unit_status::Column::ToOn.is_null()).add(unit_status::Column::ToOn.gt(last)),
            )
            .to_owned();
        query = query.filter(unit::Column::Id.in_subquery(operational));
    }
    query
}

fn without_row(template: &Template, occurrence: &str) -> Condition {
    let have = Query::select()
        .column(obligation::Column::UnitId)
        .from(obligation::Entity)
        .and_where(Expr::col(obligation::Column::TemplateId).eq(template.id))
        .and_where(Expr::col(obligation::Column::Occurrence).eq(occurrence))
        .to_owned();
    Condition::all().add(unit::Column::Id.not_in_subquery(have))
}

/// Whether one unit owes a report of the template for a period.
pub(super) async fn owes(
    conn: &impl ConnectionTrait,
    unit: &unit::Model,
    template: &Template,
    occurrence: &str,
    last: NaiveDate,
) -> Result<bool> {
    let first = Period::read(occurrence).map_or(last, Period::first_day);
    let begun = template.definition.cadence;
    let template_begun = period::months_of(begun).is_none() || template.effective_from.is_none_or(|from| from <= last);
    let found = owing(template, first, last).filter(unit::Column::Id.eq(unit.id)).one(conn).await?;
    Ok(template_begun && found.is_some())
}
