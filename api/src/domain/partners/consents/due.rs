//! What time does to consents: they expire, they may be read again, an acknowledgement of deletion is overdue; and once
//! an hour what it does to requests for them. The gate does not wait for any of it; here it is written down and told.
//! Each look is an index of the few rows that wait.

use entity::consent;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
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
    use consent::{Column, Entity};
    let due = Entity::find()
        .select_only()
        .column(Column::Id)
        // Said as in the index, which is of these rows alone.
        .filter(Expr::cust("status = 'ACTIVE'"))
        .filter(Column::ExpiresAt.lte(ctx.now()))
        .order_by_asc(Column::ExpiresAt)
        .limit(MOST);
    let due: Vec<Uuid> = due.into_tuple().all(ctx.db()).await?;
    let mut done = 0;
    for id in due {
        let tx = ctx.begin().await?;
        let row = Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
        // Withdrawn meanwhile, or another server was faster.
        let Some(mut row) = row.filter(|row| row.status == ACTIVE && row.expires_at <= tx.now()) else {
            tx.rollback().await?;
            continue;
        };
        row.status = EXPIRED.to_owned();
        row.ended_at = Some(row.expires_at);
        store::save(&tx, &mut row).await?;
        tx.record(store::record(&row, "expireConsent", "consent.expired")).await?;
        tx.commit().await?;
        done += 1;
    }
    Ok(done)
}

/// Consents of which something was withheld for their frequency, and which may be read again.
async fn readable(ctx: &Ctx) -> Result<usize> {
    use consent::{Column, Entity};
    let due = Entity::find()
        .select_only()
        .column(Column::Id)
        // As above.
        .filter(Expr::cust("status = 'ACTIVE'"))
        .filter(Column::OwedAt.lte(ctx.now()))
        .order_by_asc(Column::OwedAt)
        .limit(MOST);
    let due: Vec<Uuid> = due.into_tuple().all(ctx.db()).await?;
    let mut done = 0;
    for id in due {
        let tx = ctx.begin().await?;
        let row = Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
        let owed = |row: &consent::Model| row.status == ACTIVE && row.owed_at.is_some_and(|at| at <= tx.now());
        let Some(mut row) = row.filter(owed) else {
            tx.rollback().await?;
            continue;
        };
        row.owed_at = None;
        store::save(&tx, &mut row).await?;
        tx.record(store::record(&row, "noteReadableConsent", "consent.readable")).await?;
        tx.commit().await?;
        done += 1;
    }
    Ok(done)
}

/// Deletions that should have been acknowledged by now; each is told once.
async fn overdue(ctx: &Ctx) -> Result<usize> {
    use consent::{Column, Entity};
    let due = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::AcknowledgedAt.is_null())
        .filter(Column::AckOverdueAt.is_null())
        .filter(Column::AckDueAt.lte(ctx.now()))
        .order_by_asc(Column::AckDueAt)
        .limit(MOST);
    let due: Vec<Uuid> = due.into_tuple().all(ctx.db()).await?;
    let mut done = 0;
    for id in due {
        let tx = ctx.begin().await?;
        let row = Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
        let owed = |row: &consent::Model| row.acknowledged_at.is_none() && row.ack_overdue_at.is_none();
        let Some(mut row) = row.filter(owed) else {
            tx.rollback().await?;
            continue;
        };
        row.ack_overdue_at = Some(tx.now());
        store::save(&tx, &mut row).await?;
        tx.record(store::record(&row, "noteOverdueDeletion", "consent.overdue")).await?;
        tx.commit().await?;
        done += 1;
    }
    Ok(done)
}
