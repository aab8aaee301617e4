//! From the feed to the endpoints: each change that an endpoint's owner sees and wants becomes a delivery, in the same
//! transaction that moves the endpoint on. So none is skipped and none is queued twice, whichever server does it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use entity::webhook_endpoint::{Column, Entity, Model};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::sync::Notify;
use uuid::Uuid;

use super::context;
use crate::app::App;
use crate::domain::events::feed::{self, Slice};
use crate::domain::webhooks::{deliveries, payload, serving};
use crate::domain::{Ctx, Result};
use crate::vocab::{WebhookDisabledReason, WebhookStatus};
use crate::worker::failed;

/// Changes read at once.
const BATCH: u64 = 500;
/// Slices for one endpoint before the next one has its turn.
const SLICES: usize = 10;
/// An endpoint that wants nothing for this long is moved on all the same, so that a restart need not look again.
const FAR: i64 = 1_000;
/// Other servers' changes are looked for this often.
const PAUSE: Duration = Duration::from_secs(1);

/// Fans out for as long as the service runs.
pub async fn follow(app: Arc<App>, due: Arc<Notify>) {
    let mut feed = app.feed.subscribe();
    let mut fan = FanOut::new(&app);
    loop {
        let mut behind = false;
        match fan.round().await {
            Ok(round) => {
                behind = round.behind;
                if round.queued > 0 {
                    due.notify_one();
                }
            }
            Err(error) => failed("webhook fan-out", &error),
        }
        if !behind {
            // The sender lives as long as the service: either a change or a second passes.
            let _ = tokio::time::timeout(PAUSE, feed.changed()).await;
        }
    }
}

/// What a round did.
#[derive(Clone, Copy, Debug, Default)]
pub struct Round {
    /// Deliveries queued.
    pub queued: usize,
    /// Whether an endpoint has more to come.
    pub behind: bool,
}

/// Reads the feed for each endpoint.
pub struct FanOut {
    ctx: Ctx,
    /// Up to here there was nothing for an endpoint. Kept in memory alone: it only spares looking again.
    seen: HashMap<Uuid, i64>,
}

impl FanOut {
    pub fn new(app: &Arc<App>) -> Self {
        Self { ctx: context(app), seen: HashMap::new() }
    }

    /// Goes once through all endpoints. A failure with one does not hold up the others.
    pub async fn round(&mut self) -> Result<Round> {
        let mut round = Round::default();
        let endpoints = serving::active(&self.ctx).await?;
        self.seen.retain(|id, _| endpoints.iter().any(|endpoint| endpoint.id == *id));
        let head = feed::head(&self.ctx).await?;
        for endpoint in endpoints {
            if self.begins(&endpoint) >= head {
                continue;
            }
            match self.serve(&endpoint).await {
                Ok(one) => {
                    round.queued += one.queued;
                    round.behind |= one.behind;
                }
                Err(error) => failed("webhook fan-out", &error),
            }
        }
        Ok(round)
    }

    fn begins(&self, endpoint: &Model) -> i64 {
        self.seen.get(&endpoint.id).copied().unwrap_or_default().max(endpoint.position)
    }

    async fn serve(&mut self, endpoint: &Model) -> Result<Round> {
        let Some(owner) = serving::owner(&self.ctx, endpoint).await? else {
            serving::disable(&self.ctx, endpoint.id, WebhookDisabledReason::OwnerInactive).await?;
            return Ok(Round::default());
        };
        let wanted = serving::wanted(endpoint)?;
        let (mut stored, mut from) = (endpoint.position, self.begins(endpoint));
        let mut queued = 0;
        for _ in 0..SLICES {
            let slice = feed::read(&owner, &wanted, from, BATCH).await?;
            if !slice.changes.is_empty() || slice.next - stored >= FAR {
                if !queue(&self.ctx, endpoint, stored, &slice).await? {
                    return Ok(Round { queued, behind: false });
                }
                stored = slice.next;
                queued += slice.changes.len();
            }
            from = slice.next;
            self.seen.insert(endpoint.id, from);
            if slice.complete {
                return Ok(Round { queued, behind: false });
            }
        }
        Ok(Round { queued, behind: true })
    }
}

/// Queues what a slice holds and moves the endpoint from `stored` to its end. False when another server did it, or the
/// endpoint is not served any more.
async fn queue(ctx: &Ctx, endpoint: &Model, stored: i64, slice: &Slice) -> Result<bool> {
    let rows: Result<Vec<_>> =
        slice.changes.iter().map(|change| payload::of_change(ctx, endpoint, change, 0)).collect();
    let rows = rows?;
    let turn = ctx.app.store.begin().await?;
    let moved = Entity::update_many()
        .col_expr(Column::Position, Expr::value(slice.next))
        .filter(Column::Id.eq(endpoint.id))
        .filter(Column::Position.eq(stored))
        .filter(Column::Status.eq(WebhookStatus::Active.as_str()))
        .filter(Column::ArchivedAt.is_null())
        .exec(turn.txn()?)
        .await?;
    if moved.rows_affected == 0 {
        turn.rollback().await?;
        return Ok(false);
    }
    deliveries::write(turn.txn()?, &rows).await?;
    turn.commit().await?;
    Ok(true)
}
