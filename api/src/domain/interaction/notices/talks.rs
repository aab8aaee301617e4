//! Who is told of a comment and of the end of a talk: those it names and those who took part, as far as they see it.

use std::collections::BTreeSet;

use entity::{comment, notification, thread};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use super::recipients::{Lookup, Told};
use crate::domain::events::seen;
use crate::domain::ids::{self, Kind};
use crate::domain::{Ctx, Result};
use crate::vocab::AuthorKind;

/// Most participants who are told of one comment.
const MOST: u64 = 200;
/// Kind of the notice to whom a comment names.
const MENTION: &str = "MENTION";

/// A comment that was written.
pub(super) async fn commented(lookup: &mut Lookup<'_>, id: Uuid) -> Result<Vec<Told>> {
    let Some((row, thread, named)) = standing(lookup.ctx, id).await? else {
        return Ok(Vec::new());
    };
    let mut others = participants(lookup.ctx, &thread, Some(id)).await?;
    others.retain(|account| !named.contains(account));
    let (subject, unit, params) = ((Kind::Comment, id), row.unit_id, facts(&thread));
    let mut all = Vec::new();
    for (kind, accounts) in [(MENTION, named), ("COMMENT", others)] {
        let to = seeing(lookup, subject, accounts, row.author_id).await?;
        all.push(Told { kind, to, subject, unit, params: params.clone() });
    }
    Ok(all)
}

/// A comment that was edited: those whom it names now and did not before.
pub(super) async fn reworded(lookup: &mut Lookup<'_>, id: Uuid) -> Result<Vec<Told>> {
    let Some((row, thread, named)) = standing(lookup.ctx, id).await? else {
        return Ok(Vec::new());
    };
    if named.is_empty() {
        return Ok(Vec::new());
    }
    use notification::Column as C;
    let told: Vec<Uuid> = notification::Entity::find()
        .select_only()
        .column(C::AccountId)
        .filter(C::AccountId.is_in(named.iter().copied()))
        .filter(C::Kind.eq(MENTION))
        .filter(C::SubjectId.eq(id))
        .into_tuple()
        .all(lookup.ctx.db())
        .await?;
    let fresh = named.into_iter().filter(|account| !told.contains(account)).collect();
    let subject = (Kind::Comment, id);
    let to = seeing(lookup, subject, fresh, row.author_id).await?;
    Ok(vec![Told { kind: MENTION, to, subject, unit: row.unit_id, params: facts(&thread) }])
}

/// A comment with its thread and whom it names; none of one that was deleted.
async fn standing(ctx: &Ctx, id: Uuid) -> Result<Option<(comment::Model, thread::Model, BTreeSet<Uuid>)>> {
    let Some(row) = comment::Entity::find_by_id(id).one(ctx.db()).await?.filter(|row| row.deleted_at.is_none()) else {
        return Ok(None);
    };
    let named = serde_json::from_str(&row.mentions).unwrap_or_default();
    let thread = thread::Entity::find_by_id(row.thread_id).one(ctx.db()).await?;
    Ok(thread.map(|thread| (row, thread, named)))
}

/// A thread that was resolved.
pub(super) async fn resolved(lookup: &mut Lookup<'_>, id: Uuid) -> Result<Vec<Told>> {
    let Some(row) = thread::Entity::find_by_id(id).one(lookup.ctx.db()).await? else {
        return Ok(Vec::new());
    };
    let accounts = participants(lookup.ctx, &row, None).await?;
    let subject = (Kind::Thread, id);
    let to = seeing(lookup, subject, accounts, row.resolved_by.unwrap_or_default()).await?;
    Ok(vec![Told { kind: "THREAD_RESOLVED", to, subject, unit: row.unit_id, params: facts(&row) }])
}

/// Who began a thread, and who spoke in it before a comment.
async fn participants(ctx: &Ctx, thread: &thread::Model, before: Option<Uuid>) -> Result<BTreeSet<Uuid>> {
    use comment::Column as C;
    let person = AuthorKind::Person.as_str();
    let mut spoke = comment::Entity::find()
        .select_only()
        .column(C::AuthorId)
        .distinct()
        .filter(C::ThreadId.eq(thread.id))
        .filter(C::AuthorKind.eq(person))
        .filter(C::DeletedAt.is_null());
    if let Some(comment) = before {
        spoke = spoke.filter(C::Id.lt(comment));
    }
    let spoke: Vec<Uuid> = spoke.limit(MOST).into_tuple().all(ctx.db()).await?;
    let began = (thread.created_by_kind == person).then_some(thread.created_by);
    Ok(spoke.into_iter().chain(began).collect())
}

/// Those of the accounts that see the record with the roles they hold now, but for the one that did it.
async fn seeing(
    lookup: &mut Lookup<'_>,
    (kind, id): (Kind, Uuid),
    accounts: BTreeSet<Uuid>,
    author: Uuid,
) -> Result<Vec<Uuid>> {
    let mut to = Vec::new();
    for account in accounts {
        if account == author {
            continue;
        }
        if let Some(they) = lookup.actor(account).await?
            && seen::among(&they, they.db(), kind, &[id]).await?.contains(&id)
        {
            to.push(account);
        }
    }
    Ok(to)
}

fn facts(thread: &thread::Model) -> Value {
    json!({"thread": ids::text(Kind::Thread, thread.id), "region": thread.region_code})
}
