//! Reading comments, and what they said before.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::{comment, comment_version, thread};
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::audience::Circle;
use super::query::{Author, author, beyond, names};
use super::sight::{self, heard_in_seen, visible, visible_comments};
use super::subjects::Subject;
use crate::domain::access;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::{Code, Ctx, Error, Result, Tx};
use crate::vocab::AuthorKind;

/// A comment with who said it.
#[derive(Clone, Debug)]
pub struct Said {
    pub row: comment::Model,
    pub author: Author,
    /// Accounts that it names; none once it was deleted.
    pub mentions: Vec<Uuid>,
}

impl Said {
    /// Public id of the thread.
    pub fn thread_id(&self) -> String {
        ids::text(Kind::Thread, self.row.thread_id)
    }
}

/// What a comment said from some time on; nothing once it was deleted.
#[derive(Clone, Debug)]
pub struct Wording {
    pub version: i32,
    pub body: Option<String>,
    pub at: DateTime<Utc>,
    pub by: Author,
}

/// The comments of a thread, oldest first, deleted ones too.
pub async fn list(ctx: &Ctx, thread: &str, page: &PageRequest) -> Result<Page<Said>> {
    let mut all = of_thread(ctx, thread).await?;
    if let Some(after) = &page.after {
        all = all.add(beyond(after, page)?);
    }
    let order = if page.reversed() { Order::Desc } else { Order::Asc };
    let rows = comment::Entity::find().filter(all).order_by(comment::Column::Id, order).limit(page.limit + 1);
    let page = Page::cut(rows.all(ctx.db()).await?, page, |row| Cursor::new("", row.id.to_string()));
    let (more, rows) = (page.more, page.items.into_iter().map(|(_, row)| row).collect());
    let items = with_authors(ctx, rows).await?.into_iter();
    Ok(Page { items: items.map(|said| (Cursor::new("", said.row.id.to_string()), said)).collect(), more })
}

/// How many comments the list of a thread holds.
pub async fn count(ctx: &Ctx, thread: &str) -> Result<u64> {
    Ok(comment::Entity::find().filter(of_thread(ctx, thread).await?).count(ctx.db()).await?)
}

/// Comments of one thread; 404 where the thread is not seen.
async fn of_thread(ctx: &Ctx, id: &str) -> Result<Condition> {
    ctx.require_signed_in()?;
    let id = ids::expect(Kind::Thread, id)?;
    let there = thread::Entity::find_by_id(id).filter(visible(ctx).await?).count(ctx.db()).await?;
    if there == 0 {
        return Err(Error::new(Code::NotFound));
    }
    Ok(heard_in_seen(ctx).await?.add(comment::Column::ThreadId.eq(id)))
}

/// One comment by its public id, or 404.
pub async fn get(ctx: &Ctx, id: &str) -> Result<Said> {
    ctx.require_signed_in()?;
    let id = ids::expect(Kind::Comment, id)?;
    by_ids(ctx, &[id]).await?.into_iter().next().ok_or_else(|| Error::new(Code::NotFound))
}

/// Comments by id, as far as the caller sees them.
pub async fn by_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Said>> {
    let seen = visible_comments(ctx).await?.add(comment::Column::Id.is_in(ids.iter().copied()));
    with_authors(ctx, comment::Entity::find().filter(seen).all(ctx.db()).await?).await
}

/// Adds the names of the authors: one statement or two for any number.
pub async fn with_authors(ctx: &Ctx, rows: Vec<comment::Model>) -> Result<Vec<Said>> {
    let everybody: BTreeSet<Uuid> = rows.iter().map(|row| row.author_id).collect();
    let names = names(ctx, everybody).await?;
    let whole = |row: comment::Model| Said {
        author: author(&names, row.author_id, &row.author_kind),
        mentions: if row.deleted_at.is_some() { Vec::new() } else { mentions(&row) },
        row,
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// The accounts that a comment names.
pub(super) fn mentions(row: &comment::Model) -> Vec<Uuid> {
    serde_json::from_str(&row.mentions).unwrap_or_default()
}

/// One comment in a write, with its thread; or 404. Its row is locked.
pub(super) async fn in_write(tx: &Tx, id: &str) -> Result<(thread::Model, comment::Model)> {
    tx.require_signed_in()?;
    let (id, conn) = (ids::expect(Kind::Comment, id)?, tx.conn()?);
    let seen = comment::Entity::find_by_id(id).filter(visible_comments(tx).await?);
    let comment = seen.lock_exclusive().one(conn).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let thread = thread::Entity::find_by_id(comment.thread_id).lock_shared().one(conn).await?;
    Ok((thread.ok_or_else(|| Error::new(Code::NotFound))?, comment))
}

/// All that a comment ever said, oldest first: for its author, and for the inner circle.
pub async fn wordings(ctx: &Ctx, id: &str) -> Result<Vec<Wording>> {
    let said = get(ctx, id).await?;
    let row = said.row;
    let thread = thread::Entity::find_by_id(row.thread_id).one(ctx.db()).await?;
    let subject = Subject::of(ctx.db(), &thread.ok_or_else(|| Error::new(Code::NotFound))?).await?;
    if ctx.actor.id != Some(row.author_id) && sight::circle(ctx, &subject).await? != Some(Circle::Internal) {
        return Err(access::denied(super::INTERNAL));
    }
    let earlier = comment_version::Entity::find()
        .filter(comment_version::Column::CommentId.eq(row.id))
        .order_by_asc(comment_version::Column::Version)
        .all(ctx.db())
        .await?;
    let last_by = row.deleted_by.unwrap_or(row.author_id);
    let everybody = earlier.iter().map(|old| old.by).chain([last_by]).collect();
    let names = names(ctx, everybody).await?;
    // Whoever else deletes a comment is a person: administrators are.
    let by = |id: Uuid| {
        let kind = if id == row.author_id { row.author_kind.as_str() } else { AuthorKind::Person.as_str() };
        author(&names, id, kind)
    };
    let mut all: Vec<Wording> = earlier
        .into_iter()
        .map(|old| Wording { version: old.version, body: Some(old.body), at: old.at, by: by(old.by) })
        .collect();
    all.push(Wording { version: row.version, by: by(last_by), body: row.body.clone(), at: row.updated_at });
    Ok(all)
}
