//! Notices that events bring. Goes along the feed; its place is a row, moved in the transaction of the notices, so that
//! each event is told of once, however many servers run.

use std::sync::Arc;

use entity::event;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::app::App;
use crate::domain::events::feed;
use crate::domain::ids::Kind;
use crate::domain::interaction::notices::{Notice, give_all, recipients};
use crate::domain::record::Record;
use crate::domain::{Ctx, Result, setting};

/// Where the place in the feed is kept.
const PLACE: &str = "notified_position";
/// Events of one transaction.
const CHUNK: u64 = 200;
/// Chunks of one run.
const MOST: usize = 20;

/// Tells of what happened since the last run. How many notices there were.
pub async fn run(app: &Arc<App>) -> Result<usize> {
    let ctx = Ctx::system(app.clone(), "notify");
    let mut given = 0;
    for _ in 0..MOST {
        let Some(from) = place(&ctx).await? else { break };
        let changes = feed::raw(&ctx, from, CHUNK).await?;
        let Some(to) = changes.last().map(|change| change.position) else { break };
        let notices = recipients::of(&ctx, &changes).await?;
        given += forward(&ctx, (from, to), notices).await?;
    }
    Ok(given)
}

/// The place up to which was told. None on the very first run, which begins at the end: what happened before is old.
async fn place(ctx: &Ctx) -> Result<Option<i64>> {
    if let Some(place) = setting::get(ctx.db(), PLACE).await? {
        return Ok(place.parse().ok());
    }
    let head = feed::head(ctx).await?;
    let turn = ctx.app.store.begin().await?;
    setting::replace(turn.txn()?, PLACE, None, head.to_string()).await?;
    turn.commit().await?;
    Ok(None)
}

/// Begins after all that was written so far, whether it has its place in the feed yet or not: what demonstration data
/// tell of the past is no news.
pub async fn begin_here(ctx: &Ctx) -> Result<()> {
    // In this order: what gets its place meanwhile is told of once too often rather than never.
    let head = feed::head(ctx).await?;
    let waiting = event::Entity::find().filter(event::Column::Position.is_null()).count(ctx.db()).await?;
    let end = head.saturating_add(i64::try_from(waiting).unwrap_or_default());
    let turn = ctx.app.store.begin().await?;
    setting::put(turn.txn()?, PLACE, end.to_string()).await?;
    turn.commit().await
}

/// Gives the notices of a stretch of the feed, unless another server did.
async fn forward(ctx: &Ctx, stretch: (i64, i64), notices: Vec<Notice<'static>>) -> Result<usize> {
    if !notices.is_empty() {
        let tx = ctx.begin().await?;
        let given = match go_on(tx.conn()?, stretch).await? {
            true => give_all(&tx, notices).await?,
            false => Vec::new(),
        };
        if let Some(first) = given.first() {
            tx.record(Record::audit_only("notify", (Kind::Notification, *first))).await?;
            tx.commit().await?;
            return Ok(given.len());
        }
        tx.rollback().await?;
    }
    // Nobody is told of anything: there is no audit row, and no transaction that asks for one.
    let turn = ctx.app.store.begin().await?;
    go_on(turn.txn()?, stretch).await?;
    turn.commit().await?;
    Ok(0)
}

/// Moves the place on. False where another server has done so.
async fn go_on(conn: &impl ConnectionTrait, (from, to): (i64, i64)) -> Result<bool> {
    setting::replace(conn, PLACE, Some(from.to_string().as_str()), to.to_string()).await
}
