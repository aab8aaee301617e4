//! What happens by itself: events get their position, obligations open, reports lock, old keys go.

pub mod sequencer;

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::task::JoinSet;

use crate::app::App;
use crate::domain::{Ctx, Error, Result, obligations, reports};

/// The running workers.
pub struct Workers(JoinSet<()>);

impl Workers {
    pub async fn abort_all(mut self) {
        self.0.shutdown().await;
    }
}

/// Starts every worker.
pub fn start(app: &Arc<App>) -> Workers {
    let mut set = JoinSet::new();
    let sequencer = app.clone();
    set.spawn(async move {
        every(Duration::from_millis(500), "sequencer", || sequencer::run(&sequencer)).await;
    });
    let calendar = app.clone();
    set.spawn(async move {
        every(Duration::from_secs(300), "calendar", || daily(&calendar)).await;
    });
    // Another process may have added a code.
    let words = app.clone();
    set.spawn(async move {
        every(Duration::from_secs(60), "code sets", || async {
            words.codes.reload(&words.store).await.map(|()| 0).map_err(Error::internal)
        })
        .await;
    });
    Workers(set)
}

/// Repeats a task; a failure is logged and tried again next time.
async fn every<F, Fut>(pause: Duration, name: &str, task: F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<usize>>,
{
    loop {
        if let Err(error) = task().await {
            tracing::warn!(worker = name, cause = ?error.0.cause, code = error.code().as_str(), "worker failed");
        }
        tokio::time::sleep(pause).await;
    }
}

async fn daily(app: &Arc<App>) -> Result<usize> {
    let ctx = Ctx::system(app.clone(), "calendar");
    let opened = obligations::open::open_due(&ctx).await?;
    let locked = reports::review::lock_due(&ctx).await?;
    Ok(opened + locked + forget_keys(&ctx).await?)
}

/// Keyed answers are kept for seven days.
async fn forget_keys(ctx: &Ctx) -> Result<usize> {
    use entity::idempotency_key::{Column, Entity};
    let turn = ctx.app.store.begin().await?;
    let gone = Entity::delete_many().filter(Column::ExpiresAt.lt(ctx.now())).exec(turn.txn()?).await?;
    turn.commit().await?;
    Ok(usize::try_from(gone.rows_affected).unwrap_or_default())
}
