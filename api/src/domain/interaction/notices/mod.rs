//! Notices: what somebody is told in the inbox, by mail and by phone; and reminders of what falls due.

mod by_call;
pub mod delivery;
mod due;
mod give;
mod offers;
mod outcomes;
mod people;
pub mod preferences;
pub mod recipients;
pub mod reminders;
mod sharing;
mod subjects;
mod talks;
pub mod texts;

use std::collections::HashMap;

use entity::{notification, unit};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::record::Record;
use crate::domain::{ActorKind, Code, Ctx, Error, Result, Tx};

pub use by_call::{Reminded, Wanted, remind};
pub use give::{Notice, give, give_all};
pub use people::nationwide;
pub use sharing::asked as consents_asked;

/// Most notifications that one call marks as read.
const MOST: u64 = 1_000;

/// Which of the caller's notifications a list holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only unread ones, or only those that were read.
    pub unread: Option<bool>,
    /// Code of `notificationKinds`.
    pub kind: Option<String>,
}

/// A notification with the unit that it is about.
#[derive(Clone, Debug)]
pub struct Received {
    pub row: notification::Model,
    pub unit: Option<unit::Model>,
}

/// The notifications that the caller sees, on table `notification`: those in its own inbox, whatever its roles.
pub fn visible(ctx: &Ctx) -> Condition {
    match ctx.actor.id.filter(|_| ctx.actor.kind == ActorKind::Person) {
        Some(id) => Condition::all().add(Expr::col("account_id").eq(id)).add(Expr::col("inbox").eq(true)),
        None => Condition::all().add(Expr::value(1).eq(0)),
    }
}

fn wanted(ctx: &Ctx, filter: &Filter) -> Result<Condition> {
    ctx.require_signed_in()?;
    let mut all = visible(ctx);
    if let Some(unread) = filter.unread {
        let read_at = notification::Column::ReadAt;
        all = all.add(if unread { read_at.is_null() } else { read_at.is_not_null() });
    }
    if let Some(kind) = &filter.kind {
        let known = preferences::known(kind)
            .ok_or_else(|| Error::field(Code::UnknownCode, "/kind").with("set", "notificationKinds"))?;
        all = all.add(notification::Column::Kind.eq(known.code));
    }
    Ok(all)
}

/// A page of the caller's inbox, newest first.
pub async fn list(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<Received>> {
    let page = PageRequest { descending: true, ..page.clone() };
    let mut all = wanted(ctx, filter)?;
    if let Some(after) = &page.after {
        let id: Uuid = after.id.parse().map_err(|_| Error::new(Code::PageCursor))?;
        let column = notification::Column::Id;
        all = all.add(if page.reversed() { column.lt(id) } else { column.gt(id) });
    }
    let order = if page.reversed() { Order::Desc } else { Order::Asc };
    let rows = notification::Entity::find().filter(all).order_by(notification::Column::Id, order).limit(page.limit + 1);
    let rows = received(ctx.db(), rows.all(ctx.db()).await?).await?;
    Ok(Page::cut(rows, &page, |one| Cursor::new("", one.row.id.to_string())))
}

/// How many a list holds in all.
pub async fn count(ctx: &Ctx, filter: &Filter) -> Result<u64> {
    Ok(notification::Entity::find().filter(wanted(ctx, filter)?).count(ctx.db()).await?)
}

/// How many the caller has not read.
pub async fn unread(ctx: &Ctx) -> Result<u64> {
    count(ctx, &Filter { unread: Some(true), kind: None }).await
}

/// One of the caller's notifications, or 404.
pub async fn get(ctx: &Ctx, id: &str) -> Result<Received> {
    ctx.require_signed_in()?;
    let id = ids::expect(Kind::Notification, id)?;
    let row = notification::Entity::find_by_id(id).filter(visible(ctx)).one(ctx.db()).await?;
    one(ctx.db(), row.ok_or_else(|| Error::new(Code::NotFound))?).await
}

/// Adds their units: one statement for any number.
pub(super) async fn received(conn: &impl ConnectionTrait, rows: Vec<notification::Model>) -> Result<Vec<Received>> {
    let ids: std::collections::BTreeSet<Uuid> = rows.iter().filter_map(|row| row.unit_id).collect();
    let units = if ids.is_empty() {
        Vec::new()
    } else {
        unit::Entity::find().filter(unit::Column::Id.is_in(ids)).all(conn).await?
    };
    let units: HashMap<Uuid, unit::Model> = units.into_iter().map(|unit| (unit.id, unit)).collect();
    let with_unit = |row: notification::Model| {
        let unit = row.unit_id.and_then(|id| units.get(&id).cloned());
        Received { row, unit }
    };
    Ok(rows.into_iter().map(with_unit).collect())
}

async fn one(conn: &impl ConnectionTrait, row: notification::Model) -> Result<Received> {
    received(conn, vec![row]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// Marks one as read; read twice is as good as once.
pub async fn mark_read(tx: &Tx, id: &str) -> Result<Received> {
    tx.require_signed_in()?;
    let id = ids::expect(Kind::Notification, id)?;
    let row = notification::Entity::find_by_id(id).filter(visible(tx)).lock_exclusive().one(tx.conn()?).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    if row.read_at.is_some() {
        return one(tx.conn()?, row).await;
    }
    // These columns alone: the worker may be writing those of the delivery.
    let change = notification::ActiveModel {
        id: Set(row.id),
        read_at: Set(Some(tx.now())),
        version: Set(row.version + 1),
        ..Default::default()
    };
    let row = notification::Entity::update(change).exec(tx.conn()?).await?;
    tx.record(read("markNotificationRead", row.id, row.version)).await?;
    one(tx.conn()?, row).await
}

/// Marks all as read, or those up to one: what came in since the caller looked stays unread. At most 1,000 in one call;
/// the number that was marked, and that of the unread ones left.
pub async fn mark_all_read(tx: &Tx, up_to: Option<&str>) -> Result<(u64, u64)> {
    use notification::Column as C;
    tx.require_signed_in()?;
    let unread = || notification::Entity::find().filter(visible(tx)).filter(C::ReadAt.is_null());
    let mut these = unread();
    if let Some(last) = up_to {
        let last = ids::expect(Kind::Notification, last).map_err(|_| Error::field(Code::FieldFormat, "/upTo"))?;
        these = these.filter(C::Id.lte(last));
    }
    let rows = these.order_by_asc(C::Id).limit(MOST).lock_exclusive().all(tx.conn()?).await?;
    notification::Entity::update_many()
        .col_expr(C::ReadAt, Expr::value(tx.now()))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx.conn()?)
        .await?;
    for row in &rows {
        tx.announce(read("", row.id, row.version + 1)).await?;
    }
    if !rows.is_empty() {
        let owner = (Kind::User, tx.actor.id_or_nil());
        tx.record(Record::audit_only("markAllNotificationsRead", owner)).await?;
    }
    let left = unread().count(tx.conn()?).await?;
    Ok((u64::try_from(rows.len()).unwrap_or_default(), left))
}

fn read(action: &str, id: Uuid, version: i32) -> Record<'_> {
    Record::new(action, "notification.read", (Kind::Notification, id), version)
}
