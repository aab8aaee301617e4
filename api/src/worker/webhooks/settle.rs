//! After an attempt: the delivery arrived, is due again, or is parked; the endpoint is well, failing, or disabled.

use chrono::{DateTime, Duration, Utc};
use entity::{webhook_attempt, webhook_delivery, webhook_endpoint};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::post::Answer;
use crate::domain::webhooks::schedule::{FAILING_HOURS, Next, Pauses};
use crate::domain::webhooks::serving;
use crate::domain::{Ctx, Result};
use crate::vocab::{WebhookDeliveryStatus, WebhookDisabledReason, WebhookFault};

/// Keeps what came of an attempt.
pub async fn settle(
    ctx: &Ctx,
    endpoint: &webhook_endpoint::Model,
    delivery: &webhook_delivery::Model,
    pauses: &Pauses,
    answer: &Answer,
) -> Result<()> {
    let turn = ctx.app.store.begin().await?;
    let conn = turn.txn()?;
    webhook_attempt::Entity::insert(attempt(ctx, delivery, answer)).exec_without_returning(conn).await?;
    match answer.fault {
        None => {
            arrived(conn, delivery, answer, ctx.now()).await?;
            well(conn, endpoint).await?;
        }
        Some(fault) => {
            let first_at = delivery.first_at.unwrap_or(answer.at);
            let next = pauses.next(delivery.attempts + 1, first_at, ctx.now(), answer.asked);
            again(conn, delivery, answer, fault, next).await?;
            failing(conn, endpoint, answer, ctx.now()).await?;
        }
    }
    turn.commit().await?;
    match verdict(endpoint, answer, ctx.now()) {
        Some(reason) => serving::disable(ctx, endpoint.id, reason).await,
        None => Ok(()),
    }
}

/// Why the endpoint gets nothing any more.
fn verdict(endpoint: &webhook_endpoint::Model, answer: &Answer, now: DateTime<Utc>) -> Option<WebhookDisabledReason> {
    answer.fault?;
    if answer.status == Some(410) {
        return Some(WebhookDisabledReason::Gone);
    }
    let long = endpoint.failing_since.is_some_and(|since| now - since >= Duration::hours(FAILING_HOURS));
    long.then_some(WebhookDisabledReason::Failing)
}

fn attempt(ctx: &Ctx, delivery: &webhook_delivery::Model, answer: &Answer) -> webhook_attempt::ActiveModel {
    webhook_attempt::ActiveModel {
        id: Set(ctx.new_id()),
        delivery_id: Set(delivery.id),
        at: Set(answer.at),
        status: Set(answer.status.map(i32::from)),
        duration_ms: Set(i32::try_from(answer.took.as_millis()).unwrap_or(i32::MAX)),
        error: Set(answer.fault.map(|fault| fault.as_str().to_owned())),
    }
}

async fn arrived(
    conn: &impl ConnectionTrait,
    delivery: &webhook_delivery::Model,
    answer: &Answer,
    now: DateTime<Utc>,
) -> Result<()> {
    use webhook_delivery::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(WebhookDeliveryStatus::Delivered.as_str()))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::LeaseUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(Column::FirstAt, Expr::value(delivery.first_at.unwrap_or(answer.at)))
        .col_expr(Column::DeliveredAt, Expr::value(now))
        .col_expr(Column::LastStatus, Expr::value(answer.status.map(i32::from)))
        .col_expr(Column::LastError, Expr::value(Option::<String>::None))
        .filter(Column::Id.eq(delivery.id))
        .exec(conn)
        .await?;
    Ok(())
}

/// One that another server delivered meanwhile stays delivered.
async fn again(
    conn: &impl ConnectionTrait,
    delivery: &webhook_delivery::Model,
    answer: &Answer,
    fault: WebhookFault,
    next: Next,
) -> Result<()> {
    use webhook_delivery::{Column, Entity};
    let (status, next_at) = match next {
        Next::Again(at) => (WebhookDeliveryStatus::Pending, at),
        Next::Parked => (WebhookDeliveryStatus::Parked, delivery.next_at),
    };
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(status.as_str()))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::NextAt, Expr::value(next_at))
        .col_expr(Column::LeaseUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(Column::FirstAt, Expr::value(delivery.first_at.unwrap_or(answer.at)))
        .col_expr(Column::LastStatus, Expr::value(answer.status.map(i32::from)))
        .col_expr(Column::LastError, Expr::value(fault.as_str()))
        .filter(Column::Id.eq(delivery.id))
        .filter(Column::Status.eq(WebhookDeliveryStatus::Pending.as_str()))
        .exec(conn)
        .await?;
    Ok(())
}

/// The endpoint answers: its failures are forgotten. Nothing is written where there are none.
async fn well(conn: &impl ConnectionTrait, endpoint: &webhook_endpoint::Model) -> Result<()> {
    use webhook_endpoint::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::Failures, Expr::value(0))
        .col_expr(Column::FailingSince, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(Column::TrialAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(Column::Id.eq(endpoint.id))
        .filter(Condition::any().add(Column::Failures.gt(0)).add(Column::FailingSince.is_not_null()))
        .exec(conn)
        .await?;
    Ok(())
}

async fn failing(
    conn: &impl ConnectionTrait,
    endpoint: &webhook_endpoint::Model,
    answer: &Answer,
    now: DateTime<Utc>,
) -> Result<()> {
    use webhook_endpoint::{Column, Entity};
    let mut change = Entity::update_many()
        .col_expr(Column::Failures, Expr::col(Column::Failures).add(1))
        .col_expr(Column::FailingSince, Expr::col(Column::FailingSince).if_null(now));
    if let Some(asked) = answer.asked {
        change = change.col_expr(Column::PausedUntil, Expr::value(now + asked));
    }
    change.filter(Column::Id.eq(endpoint.id)).exec(conn).await?;
    Ok(())
}
