//! What becomes of requests for consents, once an hour: at the first run after a full hour whoever was asked before it
//! is told, all of them at once, and requests whose time is over end. Either moves the feed on, and everybody sees how
//! far it has come: done at once it would tell the partner whether the request that it has just made found somebody, or
//! was answered.

use chrono::{DateTime, Utc};
use entity::consent_request::{Column, Entity, Model};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::requests::{self, OPEN};
use crate::domain::ids::Kind;
use crate::domain::interaction::notices::{consents_asked, give_all};
use crate::domain::record::Record;
use crate::domain::{Ctx, Result, setting};

/// Where the hour is kept for which this was done last.
const PLACE: &str = "consent_requests_hour";
/// Requests of one transaction.
const MOST: u64 = 500;
/// Transactions of one run; what is left has its turn in an hour.
const TURNS: usize = 200;

/// Does what waits for the hour, once in each. How much it was.
pub(super) async fn run(ctx: &Ctx) -> Result<usize> {
    let now = ctx.now().timestamp();
    let hour = DateTime::from_timestamp(now - now.rem_euclid(3_600), 0).unwrap_or_default();
    if !begin(ctx, hour).await? {
        return Ok(0);
    }
    let done = tell(ctx, hour).await? + lapse(ctx).await?;
    forget(ctx).await?;
    Ok(done)
}

/// Takes an hour. False where it is taken: what was written a moment too late for it waits for the next one.
async fn begin(ctx: &Ctx, hour: DateTime<Utc>) -> Result<bool> {
    let said = hour.timestamp().to_string();
    let before = setting::get(ctx.db(), PLACE).await?;
    if before.as_deref() == Some(said.as_str()) {
        return Ok(false);
    }
    let turn = ctx.app.store.begin().await?;
    let taken = setting::replace(turn.txn()?, PLACE, before.as_deref(), said).await?;
    turn.commit().await?;
    Ok(taken)
}

/// Tells whoever was asked before the hour and has not answered. Of nobody it is written down as well.
async fn tell(ctx: &Ctx, hour: DateTime<Utc>) -> Result<usize> {
    let mut given = 0;
    for _ in 0..TURNS {
        let waiting = Entity::find()
            // Said as in the index, which is of these rows alone.
            .filter(Expr::cust("told = FALSE"))
            .filter(Column::CreatedAt.lt(hour))
            .order_by_asc(Column::CreatedAt)
            .limit(MOST);
        let rows = waiting.all(ctx.db()).await?;
        let Some(first) = rows.first().map(|row| row.id) else { break };
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let open = |row: &Model| row.status == OPEN && row.expires_at > ctx.now();
        let notices = consents_asked(ctx, rows.into_iter().filter(open).collect()).await?;
        let tx = ctx.begin().await?;
        Entity::update_many()
            .col_expr(Column::Told, Expr::value(true))
            .filter(Column::Id.is_in(ids))
            .exec(tx.conn()?)
            .await?;
        given += give_all(&tx, notices).await?.len();
        tx.record(Record::audit_only("notify", (Kind::ConsentRequest, first))).await?;
        tx.commit().await?;
    }
    Ok(given)
}

/// Ends requests that nobody answered in time.
async fn lapse(ctx: &Ctx) -> Result<usize> {
    let mut done = 0;
    for _ in 0..TURNS {
        let due = Entity::find()
            .select_only()
            .column(Column::Id)
            // As above.
            .filter(Expr::cust("status = 'OPEN'"))
            .filter(Column::ExpiresAt.lte(ctx.now()))
            .order_by_asc(Column::ExpiresAt)
            .limit(MOST);
        let due: Vec<Uuid> = due.into_tuple().all(ctx.db()).await?;
        if due.is_empty() {
            break;
        }
        for id in due {
            done += usize::from(requests::lapse(ctx, id).await?);
        }
    }
    Ok(done)
}

/// Of a request that is over nothing is kept by which the NIK could be told: it may be asked again.
async fn forget(ctx: &Ctx) -> Result<()> {
    let turn = ctx.app.store.begin().await?;
    Entity::update_many()
        .col_expr(Column::NikHash, Expr::value(Option::<String>::None))
        .filter(Column::NikHash.is_not_null())
        .filter(Column::ExpiresAt.lte(ctx.now()))
        .exec(turn.txn()?)
        .await?;
    turn.commit().await
}
