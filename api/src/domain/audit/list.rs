//! Entries of the audit log, for those who may read it; what one did oneself, for everybody.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{audit, audit_seal};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::access::{self, Action};
use crate::domain::ids;
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::{Code, Ctx, Error, Result};

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Id of a record.
    pub object: Option<String>,
    /// Id of the person or client who acted.
    pub actor: Option<String>,
    /// Name of the operation.
    pub action: Option<String>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub until: Option<DateTime<Utc>>,
}

/// An entry with its place, once it has one.
pub type Entry = (audit::Model, Option<i64>);

/// Entries by their ids, which sort by time.
pub async fn list(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<Entry>> {
    let rows = page.by_id(audit::Entity::find().filter(wanted(ctx, filter)?), audit::Column::Id)?.all(ctx.db()).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let seals = audit_seal::Entity::find().filter(audit_seal::Column::AuditId.is_in(ids)).all(ctx.db()).await?;
    let places: HashMap<Uuid, i64> = seals.into_iter().map(|seal| (seal.audit_id, seal.seq)).collect();
    let entries = rows.into_iter().map(|row| (places.get(&row.id).copied(), row)).map(|(place, row)| (row, place));
    Ok(Page::cut(entries.collect(), page, |(row, _)| Cursor::new("", row.id.to_string())))
}

/// How many there are.
pub async fn count(ctx: &Ctx, filter: &Filter) -> Result<u64> {
    Ok(audit::Entity::find().filter(wanted(ctx, filter)?).count(ctx.db()).await?)
}

fn wanted(ctx: &Ctx, filter: &Filter) -> Result<Condition> {
    let mut wanted = Condition::all();
    if !access::can(ctx, Action::ReadAudit, None) {
        wanted = wanted.add(audit::Column::ActorId.eq(ctx.actor.id));
    }
    if let Some(actor) = &filter.actor {
        let (_, id) = ids::parse(actor).ok_or_else(|| Error::field(Code::FieldFormat, "/actor"))?;
        wanted = wanted.add(audit::Column::ActorId.eq(id));
    }
    Ok(wanted
        .add_option(filter.object.as_deref().map(|id| audit::Column::ObjectId.eq(id)))
        .add_option(filter.action.as_deref().map(|action| audit::Column::Action.eq(action)))
        .add_option(filter.from.map(|at| audit::Column::At.gte(at)))
        .add_option(filter.until.map(|at| audit::Column::At.lt(at))))
}
