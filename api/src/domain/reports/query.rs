//! Reading reports. Every read starts from what the caller may see.

use std::collections::HashMap;
use std::sync::Arc;

use entity::{report, report_version, unit};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{Loaded, period, rights};
use crate::domain::access::{self, Place, Sight, Units, units_seen};
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::reference::regions;
use crate::domain::templates::Template;
use crate::domain::{Code, Ctx, Error, Result, Tx};
use crate::vocab::{ReportState, Role};

/// Which reports a list holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub units: Option<Vec<Uuid>>,
    pub region: Option<String>,
    pub template: Option<Uuid>,
    pub occurrence: Option<String>,
    pub period_from: Option<chrono::NaiveDate>,
    pub period_to: Option<chrono::NaiveDate>,
    pub states: Vec<ReportState>,
    /// Only what the caller owes a decision on.
    pub awaiting_me: bool,
}

/// How a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Created,
    Period,
    /// By arrival; holds only reports that were submitted.
    Submitted,
}

/// Rows the caller may see: of its units, drafts only where it sees drafts.
pub fn visible(ctx: &Ctx, templates: &[Arc<Template>]) -> Condition {
    let outline = units_seen(ctx, Sight::Outline);
    let drafts = units_seen(ctx, Sight::Drafts);
    let mut any = Condition::any().add(drafts.condition(report::Column::UnitId)).add(
        Condition::all()
            .add(outline.condition(report::Column::UnitId))
            .add(report::Column::SubmittedVersion.is_not_null()),
    );
    // Roles that file a template see its drafts, though they see no others.
    for template in templates {
        for grant in &ctx.actor.grants {
            if template.definition.filed_by.contains(&grant.role) {
                any = any.add(scope_condition(&grant.scope).add(report::Column::TemplateId.eq(template.id)));
            }
        }
    }
    any
}

fn scope_condition(scope: &access::Scope) -> Condition {
    use sea_orm::sea_query::Query;
    match scope {
        access::Scope::Nation => Condition::all(),
        access::Scope::Unit(unit) => Condition::all().add(report::Column::UnitId.eq(*unit)),
        access::Scope::Region(code) => {
            let select =
                Query::select().column("id").from("unit").cond_where(access::in_region("region_code", code)).to_owned();
            Units::Where(Box::new(select)).condition(report::Column::UnitId)
        }
    }
}

/// One report by its public id, or 404.
pub async fn one(ctx: &Ctx, id: &str) -> Result<Loaded> {
    let id = ids::expect(Kind::Report, id)?;
    let found = by_ids(ctx, ctx.db(), &[id]).await?;
    found.into_values().next().ok_or_else(|| Error::new(Code::NotFound))
}

/// One report for a write: its row is locked until the write ends.
pub async fn for_write(tx: &Tx, id: &str) -> Result<Loaded> {
    let id = ids::expect(Kind::Report, id)?;
    let conn = tx.conn()?;
    let templates = tx.app.templates.all_published(conn).await?;
    let row = report::Entity::find_by_id(id).filter(visible(tx, &templates)).lock_exclusive().one(conn).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    load(tx, conn, vec![row]).await?.into_iter().next().ok_or_else(|| Error::new(Code::NotFound))
}

/// Reports by id, as far as the caller sees them: four statements for any number.
pub async fn by_ids(ctx: &Ctx, conn: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Loaded>> {
    let templates = ctx.app.templates.all_published(conn).await?;
    let rows = report::Entity::find()
        .filter(report::Column::Id.is_in(ids.iter().copied()))
        .filter(visible(ctx, &templates))
        .all(conn)
        .await?;
    Ok(load(ctx, conn, rows).await?.into_iter().map(|loaded| (loaded.row.id, loaded)).collect())
}

/// A page of reports.
pub async fn list(ctx: &Ctx, filter: &Filter, order: Order, page: &PageRequest) -> Result<Page<Loaded>> {
    ctx.require_signed_in()?;
    check_occurrence(ctx, filter.template, filter.occurrence.as_deref()).await?;
    let conn = ctx.db();
    let mut query = select(ctx, filter, order).await?;
    let key = |after: &Cursor, column: report::Column, value: sea_orm::Value| -> Result<Condition> {
        let id: Uuid = after.id.parse().map_err(|_| Error::new(Code::PageCursor))?;
        let beyond = |c: report::Column, v: sea_orm::Value| {
            if page.reversed() { Expr::col(c).lt(v) } else { Expr::col(c).gt(v) }
        };
        Ok(Condition::any()
            .add(beyond(column, value.clone()))
            .add(Condition::all().add(Expr::col(column).eq(value)).add(beyond(report::Column::Id, id.into()))))
    };
    if let Some(after) = &page.after {
        query = query.filter(match order {
            Order::Created => {
                let id: Uuid = after.id.parse().map_err(|_| Error::new(Code::PageCursor))?;
                if page.reversed() {
                    Condition::all().add(report::Column::Id.lt(id))
                } else {
                    Condition::all().add(report::Column::Id.gt(id))
                }
            }
            Order::Period => {
                let day: chrono::NaiveDate = after.key.parse().map_err(|_| Error::new(Code::PageCursor))?;
                // PostgreSQL knows fewer years than chrono.
                if !(1..=9999).contains(&chrono::Datelike::year(&day)) {
                    return Err(Error::new(Code::PageCursor));
                }
                key(after, report::Column::PeriodEnd, day.into())?
            }
            Order::Submitted => {
                let at = chrono::DateTime::parse_from_rfc3339(&after.key).map_err(|_| Error::new(Code::PageCursor))?;
                key(after, report::Column::SubmittedAt, at.with_timezone(&chrono::Utc).into())?
            }
        });
    }
    let direction = if page.reversed() { sea_orm::Order::Desc } else { sea_orm::Order::Asc };
    query = match order {
        Order::Created => query,
        Order::Period => query.order_by(report::Column::PeriodEnd, direction.clone()),
        Order::Submitted => query.order_by(report::Column::SubmittedAt, direction.clone()),
    };
    let rows = query.order_by(report::Column::Id, direction).limit(page.limit + 1).all(conn).await?;
    if rows.is_empty() {
        regions::refuse_unknown(ctx, filter.region.as_deref(), "/region").await?;
    }
    let page = Page::cut(rows, page, |row| cursor(row, order));
    let cursors: Vec<Cursor> = page.items.iter().map(|(cursor, _)| cursor.clone()).collect();
    let rows = page.items.into_iter().map(|(_, row)| row).collect();
    Ok(Page { items: cursors.into_iter().zip(load(ctx, conn, rows).await?).collect(), more: page.more })
}

/// Refuses a filter by what is no period of the template that it names, or looks like a period and is none.
pub async fn check_occurrence(ctx: &Ctx, template: Option<Uuid>, occurrence: Option<&str>) -> Result<()> {
    let Some(text) = occurrence else { return Ok(()) };
    let templates = ctx.app.templates.all_published(ctx.db()).await?;
    let named = templates.iter().find(|known| template == Some(known.id));
    period::check_filter(named.map(|known| known.definition.cadence), text)
}

/// How many reports a list holds in all.
pub async fn count(ctx: &Ctx, filter: &Filter, order: Order) -> Result<u64> {
    ctx.require_signed_in()?;
    Ok(select(ctx, filter, order).await?.count(ctx.db()).await?)
}

/// The place of a report in a list.
pub fn cursor(row: &report::Model, order: Order) -> Cursor {
    let key = match order {
        Order::Created => String::new(),
        Order::Period => row.period_end.to_string(),
        Order::Submitted => row.submitted_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
    };
    Cursor::new(key, row.id.to_string())
}

async fn select(ctx: &Ctx, filter: &Filter, order: Order) -> Result<sea_orm::Select<report::Entity>> {
    let templates = ctx.app.templates.all_published(ctx.db()).await?;
    let mut query = report::Entity::find().filter(visible(ctx, &templates));
    if let Some(units) = &filter.units {
        query = query.filter(report::Column::UnitId.is_in(units.iter().copied()));
    }
    if let Some(region) = &filter.region {
        let region = regions::filter_code(region, "/region")?;
        query = query.filter(scope_condition(&access::Scope::Region(region)));
    }
    if let Some(template) = filter.template {
        query = query.filter(report::Column::TemplateId.eq(template));
    }
    if let Some(occurrence) = &filter.occurrence {
        query = query.filter(report::Column::Occurrence.eq(occurrence.as_str()));
    }
    if let Some(from) = filter.period_from {
        query = query.filter(report::Column::PeriodEnd.gte(from));
    }
    if let Some(to) = filter.period_to {
        query = query.filter(report::Column::PeriodEnd.lte(to));
    }
    if !filter.states.is_empty() {
        query = query.filter(report::Column::State.is_in(filter.states.iter().map(|state| state.as_str())));
    }
    if filter.awaiting_me {
        query = query.filter(awaiting(ctx));
    }
    if order == Order::Submitted {
        query = query.filter(report::Column::SubmittedAt.is_not_null());
    }
    Ok(query)
}

/// What the caller owes: level 1 what arrived, level 2 what was verified (and what has one level), the head what
/// was sent back. Never what the caller submitted or verified itself.
fn awaiting(ctx: &Ctx) -> Condition {
    let mut any = Condition::any();
    for grant in &ctx.actor.grants {
        let states: &[(ReportState, Option<i32>)] = match grant.role {
            Role::Coordinator => &[(ReportState::Submitted, None), (ReportState::InReview, None)],
            Role::MinistryReviewer => {
                &[(ReportState::Verified, None), (ReportState::Submitted, Some(1)), (ReportState::InReview, Some(1))]
            }
            Role::BlkHead => &[(ReportState::RevisionRequested, None)],
            _ => &[],
        };
        for (state, levels) in states {
            let mut all = scope_condition(&grant.scope).add(report::Column::State.eq(state.as_str()));
            if let Some(levels) = levels {
                all = all.add(report::Column::Levels.eq(*levels));
            }
            if let (Some(me), true) = (ctx.actor.id, grant.role != Role::BlkHead) {
                let not_me = |column: report::Column| Condition::any().add(column.is_null()).add(column.ne(me));
                all = all.add(not_me(report::Column::SubmittedBy)).add(not_me(report::Column::OnBehalfOf));
                if *state == ReportState::Verified {
                    all = all.add(not_me(report::Column::VerifiedBy));
                }
            }
            any = any.add(all);
        }
    }
    // A constant beside the terms would keep SQLite from its indexes.
    if any.is_empty() { any.add(Expr::value(1).eq(0)) } else { any }
}

/// Adds unit, template and visible content to rows: two statements for any number.
pub async fn load(ctx: &Ctx, conn: &impl ConnectionTrait, rows: Vec<report::Model>) -> Result<Vec<Loaded>> {
    let unit_ids: std::collections::BTreeSet<Uuid> = rows.iter().map(|row| row.unit_id).collect();
    let units: HashMap<Uuid, unit::Model> = unit::Entity::find()
        .filter(unit::Column::Id.is_in(unit_ids))
        .all(conn)
        .await?
        .into_iter()
        .map(|unit| (unit.id, unit))
        .collect();
    let mut outlines = Vec::with_capacity(rows.len());
    for row in rows {
        let unit = units.get(&row.unit_id).cloned().ok_or_else(|| Error::new(Code::NotFound))?;
        let template = ctx.app.templates.published(conn, row.template_id, row.template_version).await?;
        let draft = rights::sees_draft(ctx, &template, &Place::from(&unit));
        let number = if draft { row.current_version } else { row.submitted_version.unwrap_or(row.current_version) };
        outlines.push((row, unit, template, number));
    }
    let mut contents =
        contents(conn, &outlines.iter().map(|(row, _, _, number)| (row.id, *number)).collect::<Vec<_>>()).await?;
    outlines
        .into_iter()
        .map(|(row, unit, template, number)| {
            let content = contents
                .remove(&row.id)
                .filter(|content| content.number == number)
                .ok_or_else(|| Error::internal(anyhow::anyhow!("a report without content")))?;
            let state = row.state.parse()?;
            Ok(Loaded { row, state, unit, template, content })
        })
        .collect()
}

/// The wanted version of each report.
async fn contents(conn: &impl ConnectionTrait, wanted: &[(Uuid, i32)]) -> Result<HashMap<Uuid, report_version::Model>> {
    let mut by_number: HashMap<i32, Vec<Uuid>> = HashMap::new();
    for (id, number) in wanted {
        by_number.entry(*number).or_default().push(*id);
    }
    if by_number.is_empty() {
        return Ok(HashMap::new());
    }
    // No constant beside the terms: it would keep SQLite from the index, and have it walk every version.
    let mut any = Condition::any();
    for (number, ids) in by_number {
        any = any.add(
            Condition::all()
                .add(report_version::Column::Number.eq(number))
                .add(report_version::Column::ReportId.is_in(ids)),
        );
    }
    let rows = report_version::Entity::find().filter(any).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.report_id, row)).collect())
}

/// Whether the caller may read values, or only that the report exists.
pub fn sees_values(ctx: &Ctx, loaded: &Loaded) -> bool {
    access::sight(ctx, &loaded.place()) >= Sight::Submitted
        || rights::sees_draft(ctx, &loaded.template, &loaded.place())
}

/// The latest reports of each unit, newest period first: two statements more than [`load`], for any number of units.
pub async fn latest(ctx: &Ctx, units: &[Uuid], count: u64, template: Option<Uuid>) -> Result<Vec<Loaded>> {
    use sea_orm::QueryTrait;
    use sea_orm::sea_query::Query;
    let conn = ctx.db();
    let templates = ctx.app.templates.all_published(conn).await?;
    let mut rows = report::Entity::find()
        .filter(report::Column::UnitId.is_in(units.iter().copied()))
        .filter(visible(ctx, &templates));
    if let Some(template) = template {
        rows = rows.filter(report::Column::TemplateId.eq(template));
    }
    let ranked = rows
        .select_only()
        .column(report::Column::Id)
        .expr_as(Expr::cust("ROW_NUMBER() OVER (PARTITION BY unit_id ORDER BY period_end DESC, id DESC)"), "place")
        .into_query();
    let chosen = Query::select()
        .column("id")
        .from_subquery(ranked, "ranked")
        .and_where(Expr::col("place").lte(count))
        .to_owned();
    let rows = report::Entity::find()
        .filter(report::Column::Id.in_subquery(chosen))
        .order_by_desc(report::Column::PeriodEnd)
        .order_by_desc(report::Column::Id)
        .all(conn)
        .await?;
    load(ctx, conn, rows).await
}

/// The steps of a report so far.
pub async fn history(ctx: &Ctx, loaded: &Loaded) -> Result<Vec<entity::report_transition::Model>> {
    use entity::report_transition as t;
    Ok(t::Entity::find()
        .filter(t::Column::ReportId.eq(loaded.row.id))
        .order_by_asc(t::Column::Id)
        .all(ctx.db())
        .await?)
}

/// Its revision items, oldest first.
pub async fn items(conn: &impl ConnectionTrait, report: Uuid) -> Result<Vec<entity::revision_item::Model>> {
    use entity::revision_item as i;
    Ok(i::Entity::find().filter(i::Column::ReportId.eq(report)).order_by_asc(i::Column::Id).all(conn).await?)
}

/// The versions of its content that the caller may see.
pub async fn versions(ctx: &Ctx, loaded: &Loaded) -> Result<Vec<report_version::Model>> {
    let rows = report_version::Entity::find()
        .filter(report_version::Column::ReportId.eq(loaded.row.id))
        .order_by_asc(report_version::Column::Number)
        .all(ctx.db())
        .await?;
    let draft = rights::sees_draft(ctx, &loaded.template, &loaded.place());
    Ok(rows.into_iter().filter(|row| draft || row.submitted_at.is_some()).collect())
}
