//! Reading threads. Every read starts from what the caller sees.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use entity::{comment, thread, unit};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::sight::{heard_in_seen, visible, visible_comments};
use super::subjects::{self, Meant};
use crate::domain::access::{Units, in_region};
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::reference::regions;
use crate::domain::{Code, Ctx, Error, Result, Tx, people, registry};
use crate::view::reports::UserRef;
use crate::vocab::{Audience, AuthorKind, ThreadStatus};

/// Which threads a list holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Id of a record, code of a unit, code or id of a region.
    pub subject: Option<String>,
    /// Id or code of the unit whose records they are about.
    pub unit: Option<String>,
    /// Rooms of a region and of those in it, and threads about records of units in it.
    pub region: Option<String>,
    pub status: Option<ThreadStatus>,
    pub audience: Option<Audience>,
    /// Part of the title, or of a comment that the caller sees.
    pub q: Option<String>,
}

/// Somebody who said or did something.
#[derive(Clone, Debug)]
pub struct Author {
    pub id: Uuid,
    pub kind: AuthorKind,
    pub name: String,
}

/// A thread as the caller sees it: counts and times are those of the comments that it sees.
#[derive(Clone, Debug)]
pub struct Talk {
    pub row: thread::Model,
    pub unit: Option<unit::Model>,
    pub author: Author,
    pub resolved_by: Option<Author>,
    /// Comments that were not deleted.
    pub comments: i64,
    pub last_at: Option<DateTime<Utc>>,
    pub participants: Vec<Author>,
}

/// Names by account or client.
pub(super) type Names = HashMap<Uuid, UserRef>;

pub(super) fn author(names: &Names, id: Uuid, kind: &str) -> Author {
    let name = names.get(&id).map(|known| known.name.clone()).unwrap_or_default();
    Author { id, kind: kind.parse().unwrap_or(AuthorKind::System), name }
}

pub(super) async fn names(ctx: &Ctx, ids: BTreeSet<Uuid>) -> Result<Names> {
    people::query::names(ctx, &ids.into_iter().collect::<Vec<_>>()).await
}

/// A page of threads, newest first.
pub async fn list(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<Talk>> {
    let page = PageRequest { descending: true, ..page.clone() };
    let mut all = wanted(ctx, filter).await?;
    if let Some(after) = &page.after {
        all = all.add(beyond(after, &page)?);
    }
    let order = if page.reversed() { Order::Desc } else { Order::Asc };
    let rows = thread::Entity::find().filter(all).order_by(thread::Column::Id, order).limit(page.limit + 1);
    let page = Page::cut(rows.all(ctx.db()).await?, &page, |row| Cursor::new("", row.id.to_string()));
    if page.items.is_empty() {
        regions::refuse_unknown(ctx, filter.region.as_deref(), "/region").await?;
    }
    let (more, rows) = (page.more, page.items.into_iter().map(|(_, row)| row).collect());
    let talks = talks(ctx, ctx.db(), rows).await?;
    let items = talks.into_iter().map(|talk| (Cursor::new("", talk.row.id.to_string()), talk)).collect();
    Ok(Page { items, more })
}

/// Rows after a cursor, by their id.
pub(super) fn beyond(after: &Cursor, page: &PageRequest) -> Result<Expr> {
    let id: Uuid = after.id.parse().map_err(|_| Error::new(Code::PageCursor))?;
    let column = Expr::col("id");
    Ok(if page.reversed() { column.lt(id) } else { column.gt(id) })
}

/// How many threads a list holds in all.
pub async fn count(ctx: &Ctx, filter: &Filter) -> Result<u64> {
    Ok(thread::Entity::find().filter(wanted(ctx, filter).await?).count(ctx.db()).await?)
}

async fn wanted(ctx: &Ctx, filter: &Filter) -> Result<Condition> {
    ctx.require_signed_in()?;
    let mut all = visible(ctx).await?;
    if let Some(subject) = &filter.subject {
        all = all.add(match subjects::meant(ctx.db(), subject).await? {
            Meant::Room(code) => Condition::all().add(thread::Column::RegionCode.eq(code)),
            Meant::Record(kind, id) => {
                Condition::all().add(thread::Column::SubjectId.eq(id)).add(thread::Column::SubjectKind.eq(kind.name()))
            }
            Meant::Nothing => Condition::all().add(Expr::value(1).eq(0)),
        });
    }
    if let Some(units) = registry::named_unit(ctx, filter.unit.as_deref()).await? {
        all = all.add(thread::Column::UnitId.is_in(units));
    }
    if let Some(region) = &filter.region {
        let code = regions::filter_code(region, "/region")?;
        let inside = || in_region("region_code", &code);
        all = all.add(Condition::any().add(inside()).add(Units::of(inside()).named("unit_id")));
    }
    if let Some(status) = filter.status {
        all = all.add(thread::Column::Status.eq(status.as_str()));
    }
    if let Some(audience) = filter.audience {
        all = all.add(thread::Column::Audience.eq(audience.as_str()));
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        all = all.add(saying(ctx, q).await?);
    }
    Ok(all)
}

/// Threads whose title holds a text, or a comment that the caller sees.
async fn saying(ctx: &Ctx, q: &str) -> Result<Condition> {
    let plain = q.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let holds = |column: &'static str| {
        Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(format!("%{plain}%")).escape('\\'))
    };
    let said = visible_comments(ctx).await?.add(Expr::col("deleted_at").is_null()).add(holds("body"));
    let threads = Query::select().column("thread_id").from("comment").cond_where(said).to_owned();
    Ok(Condition::any().add(holds("title")).add(Expr::col("id").in_subquery(threads)))
}

/// One thread by its public id, or 404.
pub async fn get(ctx: &Ctx, id: &str) -> Result<Talk> {
    ctx.require_signed_in()?;
    let id = ids::expect(Kind::Thread, id)?;
    let found = by_ids(ctx, &[id]).await?;
    found.into_iter().next().ok_or_else(|| Error::new(Code::NotFound))
}

/// Threads by id, as far as the caller sees them.
pub async fn by_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Talk>> {
    let seen = visible(ctx).await?.add(thread::Column::Id.is_in(ids.iter().copied()));
    talks(ctx, ctx.db(), thread::Entity::find().filter(seen).all(ctx.db()).await?).await
}

/// One thread in a write, or 404; `locked` for itself alone where it is to change.
pub(super) async fn in_write(tx: &Tx, id: &str, locked: bool) -> Result<thread::Model> {
    tx.require_signed_in()?;
    let id = ids::expect(Kind::Thread, id)?;
    let wanted = thread::Entity::find_by_id(id).filter(visible(tx).await?);
    // Whoever adds to it holds it as it is: it is not settled meanwhile.
    let wanted = if locked { wanted.lock_exclusive() } else { wanted.lock_shared() };
    wanted.one(tx.conn()?).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// Adds to threads that the caller sees what it sees of them: four statements for any number.
pub async fn talks(ctx: &Ctx, conn: &impl ConnectionTrait, rows: Vec<thread::Model>) -> Result<Vec<Talk>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut said = said(ctx, conn, &rows).await?;
    let owners: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.unit_id).collect();
    let units = unit::Entity::find().filter(unit::Column::Id.is_in(owners)).all(conn).await?;
    let units: HashMap<Uuid, unit::Model> = units.into_iter().map(|unit| (unit.id, unit)).collect();
    let speakers = said.values().flat_map(|said| said.authors.iter().map(|(id, _)| *id));
    let others = rows.iter().flat_map(|row| [Some(row.created_by), row.resolved_by]).flatten();
    let everybody = speakers.chain(others).collect();
    let names = names(ctx, everybody).await?;
    let whole = |row: thread::Model| {
        let said = said.remove(&row.id).unwrap_or_default();
        let resolved = row.resolved_by.zip(row.resolved_by_kind.as_deref());
        Talk {
            unit: row.unit_id.and_then(|unit| units.get(&unit).cloned()),
            author: author(&names, row.created_by, &row.created_by_kind),
            resolved_by: resolved.map(|(id, kind)| author(&names, id, kind)),
            comments: said.comments,
            last_at: said.last_at,
            participants: said.authors.iter().map(|(id, kind)| author(&names, *id, kind)).collect(),
            row,
        }
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// What was said in a thread, as far as the caller sees it.
#[derive(Default)]
struct Said {
    comments: i64,
    last_at: Option<DateTime<Utc>>,
    /// In the order in which they joined.
    authors: Vec<(Uuid, String)>,
}

type Share = (Uuid, Uuid, String, i64, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

async fn said(ctx: &Ctx, conn: &impl ConnectionTrait, rows: &[thread::Model]) -> Result<HashMap<Uuid, Said>> {
    let mut shares: Vec<Share> = comment::Entity::find()
        .select_only()
        .columns([comment::Column::ThreadId, comment::Column::AuthorId, comment::Column::AuthorKind])
        .expr_as(comment::Column::Id.count(), "comments")
        .expr_as(comment::Column::CreatedAt.min(), "first_at")
        .expr_as(comment::Column::CreatedAt.max(), "last_at")
        .filter(heard_in_seen(ctx).await?)
        .filter(comment::Column::ThreadId.is_in(rows.iter().map(|row| row.id)))
        .filter(comment::Column::DeletedAt.is_null())
        .group_by(comment::Column::ThreadId)
        .group_by(comment::Column::AuthorId)
        .group_by(comment::Column::AuthorKind)
        .into_tuple()
        .all(conn)
        .await?;
    shares.sort_by_key(|share| share.4);
    let mut said: HashMap<Uuid, Said> = HashMap::new();
    for (thread, id, kind, comments, _, last_at) in shares {
        let of = said.entry(thread).or_default();
        of.comments += comments;
        of.last_at = std::cmp::max(of.last_at, last_at);
        of.authors.push((id, kind));
    }
    Ok(said)
}
