//! Entries of the audit log as those read them who look after it. Their sealed details stay sealed.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{audit, audit_seal};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::access::{self, Action};
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::people::query::names;
use crate::domain::{Code, Ctx, Error, Result};

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Id of a person or client.
    pub actor: Option<String>,
    /// Public id of the record.
    pub object: Option<String>,
    /// The operation.
    pub action: Option<String>,
    /// At that time or later.
    pub from: Option<DateTime<Utc>>,
    /// Before that time.
    pub until: Option<DateTime<Utc>>,
}

/// An entry with its place and the names of who acted.
#[derive(Clone, Debug)]
pub struct Entry {
    pub row: audit::Model,
    /// None until it is sealed.
    pub seq: Option<i64>,
    pub actor: Option<String>,
    pub on_behalf_of: Option<String>,
}

fn wanted(ctx: &Ctx, filter: &Filter) -> Result<Condition> {
    use audit::Column as C;
    access::require(ctx, Action::ReadDataRequests, None)?;
    let actor = match filter.actor.as_deref().map(ids::parse) {
        None => None,
        Some(Some((Kind::User | Kind::Client, id))) => Some(id),
        Some(_) => return Err(Error::field(Code::FieldFormat, "/actor")),
    };
    Ok(Condition::all()
        .add_option(actor.map(|id| C::ActorId.eq(id)))
        .add_option(filter.object.as_deref().map(|object| C::ObjectId.eq(object)))
        .add_option(filter.action.as_deref().map(|action| C::Action.eq(action)))
        .add_option(filter.from.map(|from| C::At.gte(from)))
        .add_option(filter.until.map(|until| C::At.lt(until))))
}

/// A page of entries, newest first.
pub async fn list(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<Entry>> {
    let page = PageRequest { descending: true, ..page.clone() };
    let rows = page.by_id(audit::Entity::find().filter(wanted(ctx, filter)?), audit::Column::Id)?;
    let entries = whole(ctx, rows.all(ctx.db()).await?).await?;
    Ok(Page::cut(entries, &page, |entry| Cursor::new("", entry.row.id.to_string())))
}

/// How many there are.
pub async fn count(ctx: &Ctx, filter: &Filter) -> Result<u64> {
    Ok(audit::Entity::find().filter(wanted(ctx, filter)?).count(ctx.db()).await?)
}

async fn whole(ctx: &Ctx, rows: Vec<audit::Model>) -> Result<Vec<Entry>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let seals = audit_seal::Entity::find().filter(audit_seal::Column::AuditId.is_in(ids)).all(ctx.db()).await?;
    let places: HashMap<Uuid, i64> = seals.into_iter().map(|seal| (seal.audit_id, seal.seq)).collect();
    let mut acted: Vec<Uuid> = rows.iter().flat_map(|row| [row.actor_id, row.on_behalf_of]).flatten().collect();
    acted.sort_unstable();
    acted.dedup();
    let names = names(ctx, &acted).await?;
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&id)).map(|known| known.name.clone());
    let entry = |row: audit::Model| Entry {
        seq: places.get(&row.id).copied(),
        actor: name(row.actor_id),
        on_behalf_of: name(row.on_behalf_of),
        row,
    };
    Ok(rows.into_iter().map(entry).collect())
}
