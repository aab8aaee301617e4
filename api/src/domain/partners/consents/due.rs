//! What time does to consents: they expire, they may be read again, an acknowledgement of deletion is overdue; and once
//! an hour what it does to requests for them. The gate does not wait for any of it; here it is written down and told.
//! Each look is an index of the few rows that wait.

use chrono::{DateTime, Utc};
use entity::consent::{Column, Entity, Model};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::rules::{ACTIVE, EXPIRED};
use super::{hourly, store};
use crate::domain::{Ctx, Result};

/// Records of one run.
const MOST: u64 = 500;

/// Writes down what fell due. How much it was.
pub async fn run(ctx: &Ctx) -> Result<usize> {
    Ok(expire(ctx).await? + readable(ctx).await? + overdue(ctx).await? + hourly::run(ctx).await?)
}

/// Consents whose time is over.
async fn expire(ctx: &Ctx) -> Result<usize> {
    let due = Entity::find()
        // Said as in the index, which is of these rows alone.
        .filter(Expr::cust("status = 'ACTIVE'"))
        .filter(Column::ExpiresAt.lte(ctx.now()))
        .order_by_asc(Column::ExpiresAt);
    let fell_due = |row: &mut Model, now: DateTime<Utc>| {
        let is_over = row.status == ACTIVE && row.expires_at <= now;
        if is_over {
            row.status = EXPIRED.to_owned();
            row.ended_at = Some(row.expires_at);
        }
        is_over
    };
    each(ctx, due, fell_due, ("expireConsent", "consent.expired")).await
}

/// Consents of which something was withheld for their frequency, and which may be read again.
async fn readable(ctx: &Ctx) -> Result<usize> {
    let due = Entity::find()
        // As above.
        .filter(Expr::cust("status = 'ACTIVE'"))
        .filter(Column::OwedAt.lte(ctx.now()))
        .order_by_asc(Column::OwedAt);
    let fell_due = |row: &mut Model, now: DateTime<Utc>| {
        let is_owed = row.status == ACTIVE && row.owed_at.is_some_and(|at| at <= now);
        if is_owed {
            row.owed_at = None;
        }
        is_owed
    };
    each(ctx, due, fell_due, ("noteReadableConsent", "consent.readable")).await
}

/// Deletions that should have been acknowledged by now; each is told once.
async fn overdue(ctx: &Ctx) -> Result<usize> {
    let due = Entity::find()
        .filter(Column::AcknowledgedAt.is_null())
        .filter(Column::AckOverdueAt.is_null())
        .filter(Column::AckDueAt.lte(ctx.now()))
        .order_by_asc(Column::AckDueAt);
    let fell_due = |row: &mut Model, now: DateTime<Utc>| {
        let is_owed = row.acknowledged_at.is_none() && row.ack_overdue_at.is_none();
        if is_owed {
            row.ack_overdue_at = Some(now);
        }
        is_owed
    };
    each(ctx, due, fell_due, ("noteOverdueDeletion", "consent.overdue")).await
}

/// Writes down of each of these consents what `fell_due` changes; false where there is nothing left to change. How many
/// it were.
async fn each(
    ctx: &Ctx,
    due: Select<Entity>,
    fell_due: fn(&mut Model, DateTime<Utc>) -> bool,
    (action, event): (&str, &str),
) -> Result<usize> {
    let due: Vec<Uuid> = due.select_only().column(Column::Id).limit(MOST).into_tuple().all(ctx.db()).await?;
    let mut done = 0;
    for id in due {
        let tx = ctx.begin().await?;
        let row = Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
        // It changed meanwhile, or another server was faster.
        let Some(mut row) = row.and_then(|mut row| fell_due(&mut row, tx.now()).then_some(row)) else {
            tx.rollback().await?;
            continue;
        };
        store::save(&tx, &mut row).await?;
        tx.record(store::record(&row, action, event)).await?;
        tx.commit().await?;
        done += 1;
    }
    Ok(done)
}
