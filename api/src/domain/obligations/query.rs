//! Reading obligations, as far as the caller sees the units.

use std::collections::HashMap;

use entity::{obligation, report, unit};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::domain::access::{self, Sight, Units, units_seen};
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::reference::regions;
use crate::domain::reports::period::months_of;
use crate::domain::reports::query::check_occurrence;
use crate::domain::{Code, Ctx, Error, Result};
use crate::vocab::ObligationStatus;

/// Which obligations a list holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub units: Option<Vec<Uuid>>,
    pub region: Option<String>,
    pub template: Option<Uuid>,
    pub occurrence: Option<String>,
    pub statuses: Vec<ObligationStatus>,
    /// Arrived late, or not arrived though due.
    pub late: Option<bool>,
}

/// An obligation with its unit and the report that answers it, if there is one.
#[derive(Clone, Debug)]
pub struct Owed {
    pub row: obligation::Model,
    pub unit: unit::Model,
    pub template_code: String,
    /// Whether `occurrence` is a period and not the number of an event.
    pub periodic: bool,
    pub report: Option<Uuid>,
}

fn select(ctx: &Ctx, filter: &Filter) -> Result<sea_orm::Select<obligation::Entity>> {
    use obligation::Column as C;
    let mut query = obligation::Entity::find()
        .filter(units_seen(ctx, Sight::Outline).condition(C::UnitId))
        .filter(C::OpensAt.lte(ctx.now()));
    if let Some(units) = &filter.units {
        query = query.filter(C::UnitId.is_in(units.iter().copied()));
    }
    if let Some(region) = &filter.region {
        use sea_orm::sea_query::Query;
        let region = regions::filter_code(region, "/region")?;
        let select =
            Query::select().column("id").from("unit").cond_where(access::in_region("region_code", &region)).to_owned();
        query = query.filter(Units::Where(Box::new(select)).condition(C::UnitId));
    }
    if let Some(template) = filter.template {
        query = query.filter(C::TemplateId.eq(template));
    }
    if let Some(occurrence) = &filter.occurrence {
        query = query.filter(C::Occurrence.eq(occurrence.as_str()));
    }
    if !filter.statuses.is_empty() {
        query = query.filter(C::Status.is_in(filter.statuses.iter().map(|status| status.as_str())));
    }
    if let Some(late) = filter.late {
        // `on_time` is null until something arrived: without the first condition `not` would lose those rows.
        let overdue = Condition::any()
            .add(Condition::all().add(C::OnTime.is_not_null()).add(C::OnTime.eq(false)))
            .add(Condition::all().add(C::OnTime.is_null()).add(C::SubmittedAt.is_null()).add(C::DueAt.lt(ctx.now())));
        let late_rows = Condition::all().add(C::Status.ne(ObligationStatus::Waived.as_str())).add(overdue);
        query = query.filter(if late { late_rows } else { late_rows.not() });
    }
    Ok(query)
}

/// A page of obligations, oldest deadline first.
pub async fn list(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<Owed>> {
    use obligation::Column as C;
    ctx.require_signed_in()?;
    check_occurrence(ctx, filter.template, filter.occurrence.as_deref()).await?;
    let mut query = select(ctx, filter)?;
    if let Some(after) = &page.after {
        let id: Uuid = after.id.parse().map_err(|_| Error::new(Code::PageCursor))?;
        let due = chrono::DateTime::parse_from_rfc3339(&after.key)
            .map_err(|_| Error::new(Code::PageCursor))?
            .with_timezone(&chrono::Utc);
        let same = Condition::all().add(C::DueAt.eq(due));
        query = query.filter(if page.reversed() {
            Condition::any().add(C::DueAt.lt(due)).add(same.add(C::Id.lt(id)))
        } else {
            Condition::any().add(C::DueAt.gt(due)).add(same.add(C::Id.gt(id)))
        });
    }
    let order = if page.reversed() { sea_orm::Order::Desc } else { sea_orm::Order::Asc };
    let rows =
        query.order_by(C::DueAt, order.clone()).order_by(C::Id, order).limit(page.limit + 1).all(ctx.db()).await?;
    if rows.is_empty() {
        regions::refuse_unknown(ctx, filter.region.as_deref(), "/region").await?;
    }
    let page = Page::cut(rows, page, |row| Cursor::new(row.due_at.to_rfc3339(), row.id.to_string()));
    let (cursors, rows): (Vec<Cursor>, Vec<obligation::Model>) = page.items.into_iter().unzip();
    Ok(Page { items: cursors.into_iter().zip(load(ctx, rows).await?).collect(), more: page.more })
}

/// How many there are in all.
pub async fn count(ctx: &Ctx, filter: &Filter) -> Result<u64> {
    ctx.require_signed_in()?;
    Ok(select(ctx, filter)?.count(ctx.db()).await?)
}

/// One obligation by its public id.
pub async fn one(ctx: &Ctx, id: &str) -> Result<Owed> {
    ctx.require_signed_in()?;
    let id = ids::expect(Kind::Obligation, id)?;
    by_ids(ctx, &[id]).await?.into_values().next().ok_or_else(|| Error::new(Code::NotFound))
}

/// Obligations by id, as far as the caller sees them.
pub async fn by_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<HashMap<Uuid, Owed>> {
    let rows = select(ctx, &Filter::default())?
        .filter(obligation::Column::Id.is_in(ids.iter().copied()))
        .all(ctx.db())
        .await?;
    Ok(load(ctx, rows).await?.into_iter().map(|owed| (owed.row.id, owed)).collect())
}

/// Adds unit, template code and report: two statements for any number.
pub async fn load(ctx: &Ctx, rows: Vec<obligation::Model>) -> Result<Vec<Owed>> {
    let unit_ids: std::collections::BTreeSet<Uuid> = rows.iter().map(|row| row.unit_id).collect();
    let units: HashMap<Uuid, unit::Model> = unit::Entity::find()
        .filter(unit::Column::Id.is_in(unit_ids.iter().copied()))
        .all(ctx.db())
        .await?
        .into_iter()
        .map(|unit| (unit.id, unit))
        .collect();
    let templates = ctx.app.templates.all_published(ctx.db()).await?;
    let known: HashMap<Uuid, (String, bool)> =
        templates.iter().map(|one| (one.id, (one.code.clone(), months_of(one.definition.cadence).is_some()))).collect();
    let occurrences: std::collections::BTreeSet<String> = rows.iter().map(|row| row.occurrence.clone()).collect();
    let reports = report::Entity::find()
        .filter(report::Column::UnitId.is_in(unit_ids))
        .filter(report::Column::Occurrence.is_in(occurrences))
        .filter(crate::domain::reports::query::visible(ctx, &templates))
        .all(ctx.db())
        .await?;
    let reports: HashMap<(Uuid, Uuid, String), Uuid> =
        reports.into_iter().map(|row| ((row.unit_id, row.template_id, row.occurrence), row.id)).collect();
    rows.into_iter()
        .map(|row| {
            let unit = units.get(&row.unit_id).cloned().ok_or_else(|| Error::new(Code::NotFound))?;
            let report = reports.get(&(row.unit_id, row.template_id, row.occurrence.clone())).copied();
            let (template_code, periodic) = known.get(&row.template_id).cloned().unwrap_or_default();
            Ok(Owed { row, unit, template_code, periodic, report })
        })
        .collect()
}
