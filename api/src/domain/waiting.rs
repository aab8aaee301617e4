//! How much waits to be done by itself: events for their place, deliveries for their receiver, jobs for a worker.

use chrono::{DateTime, Utc};
use entity::{event, job, webhook_delivery};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::events::feed;
use super::{Ctx, Result};
use crate::vocab::WebhookDeliveryStatus;

/// Things of one kind that wait, and since when the first of them does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    pub count: u64,
    pub since: Option<DateTime<Utc>>,
}

/// All that waits.
#[derive(Clone, Debug, Default)]
pub struct Backlog {
    /// Committed events without a place in the feed.
    pub unplaced: Waiting,
    /// Deliveries whose time has come.
    pub due: Waiting,
    /// Jobs by task and state.
    pub jobs: Vec<(String, String, i64)>,
    /// Head of the feed.
    pub head: i64,
}

/// Looks how much waits now.
pub async fn look(ctx: &Ctx) -> Result<Backlog> {
    let unplaced = event::Entity::find().filter(event::Column::Position.is_null());
    let first = unplaced.clone().order_by_asc(event::Column::Id).limit(1).one(ctx.db()).await?;
    let unplaced = Waiting { count: unplaced.count(ctx.db()).await?, since: first.map(|first| first.at) };

    let due = webhook_delivery::Entity::find()
        .filter(webhook_delivery::Column::Status.eq(WebhookDeliveryStatus::Pending.as_str()))
        .filter(webhook_delivery::Column::NextAt.lte(ctx.now()));
    let first = due.clone().order_by_asc(webhook_delivery::Column::NextAt).limit(1).one(ctx.db()).await?;
    let due = Waiting { count: due.count(ctx.db()).await?, since: first.map(|first| first.next_at) };

    let jobs = job::Entity::find()
        .select_only()
        .column(job::Column::Task)
        .column(job::Column::State)
        .column_as(job::Column::Id.count(), "jobs")
        .group_by(job::Column::Task)
        .group_by(job::Column::State)
        .into_tuple::<(String, String, i64)>()
        .all(ctx.db())
        .await?;
    Ok(Backlog { unplaced, due, jobs, head: feed::head(ctx).await? })
}
