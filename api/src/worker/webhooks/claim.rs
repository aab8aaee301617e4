//! Which deliveries are due, and who sends them. A claim is a lease: should its holder die, it passes, and another one
//! sends.

use chrono::{DateTime, Duration, Utc};
use entity::{webhook_delivery, webhook_endpoint};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::domain::webhooks::schedule::{BREAK_AFTER, Pauses};
use crate::domain::{Ctx, Result};
use crate::vocab::{WebhookDeliveryStatus, WebhookStatus};

/// Longer than an attempt can take, short enough that a restart need not wait long.
const LEASE: Duration = Duration::seconds(20);

/// A delivery may be sent now.
fn ready(now: DateTime<Utc>) -> Condition {
    use webhook_delivery::Column;
    Condition::all()
        .add(Column::Status.eq(WebhookDeliveryStatus::Pending.as_str()))
        .add(Column::NextAt.lte(now))
        .add(Condition::any().add(Column::LeaseUntil.is_null()).add(Column::LeaseUntil.lte(now)))
}

/// The endpoints that have something to be sent now. One that failed often is among them when a trial is due.
pub async fn due(ctx: &Ctx) -> Result<Vec<webhook_endpoint::Model>> {
    use webhook_endpoint::Column;
    let now = ctx.now();
    let waiting = Query::select()
        .column(("webhook_delivery", "id"))
        .from("webhook_delivery")
        .and_where(Expr::col(("webhook_delivery", "endpoint_id")).equals(("webhook_endpoint", "id")))
        .cond_where(ready(now))
        .to_owned();
    let found = webhook_endpoint::Entity::find()
        .filter(Column::Status.eq(WebhookStatus::Active.as_str()))
        .filter(Column::ArchivedAt.is_null())
        .filter(Condition::any().add(Column::PausedUntil.is_null()).add(Column::PausedUntil.lte(now)))
        .filter(trial_due(now))
        .filter(Expr::exists(waiting));
    Ok(found.all(ctx.db()).await?)
}

fn trial_due(now: DateTime<Utc>) -> Condition {
    use webhook_endpoint::Column;
    Condition::any().add(Column::Failures.lt(BREAK_AFTER)).add(Column::TrialAt.is_null()).add(Column::TrialAt.lte(now))
}

/// Takes up to `room` deliveries of an endpoint, those due first; a single one where it failed often.
pub async fn claim(
    ctx: &Ctx,
    endpoint: &webhook_endpoint::Model,
    pauses: &Pauses,
    room: u64,
) -> Result<Vec<webhook_delivery::Model>> {
    use webhook_delivery::{Column, Entity};
    let now = ctx.now();
    let turn = ctx.app.store.begin().await?;
    let broken = endpoint.failures >= BREAK_AFTER;
    if broken && !take_trial(turn.txn()?, endpoint.id, now, now + pauses.trial()).await? {
        turn.rollback().await?;
        return Ok(Vec::new());
    }
    let rows = Entity::find()
        .filter(Column::EndpointId.eq(endpoint.id))
        .filter(ready(now))
        .order_by_asc(Column::NextAt)
        .order_by_asc(Column::Id)
        .limit(if broken { 1 } else { room })
        // Another server takes others.
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(turn.txn()?)
        .await?;
    if rows.is_empty() {
        turn.rollback().await?;
        return Ok(rows);
    }
    Entity::update_many()
        .col_expr(Column::LeaseUntil, Expr::value(now + LEASE))
        .filter(Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(turn.txn()?)
        .await?;
    turn.commit().await?;
    Ok(rows)
}

/// Takes the one trial that an endpoint has until `next`.
async fn take_trial(
    conn: &impl ConnectionTrait,
    endpoint: Uuid,
    now: DateTime<Utc>,
    next: DateTime<Utc>,
) -> Result<bool> {
    use webhook_endpoint::{Column, Entity};
    let taken = Entity::update_many()
        .col_expr(Column::TrialAt, Expr::value(next))
        .filter(Column::Id.eq(endpoint))
        .filter(trial_due(now))
        .exec(conn)
        .await?;
    Ok(taken.rows_affected > 0)
}
