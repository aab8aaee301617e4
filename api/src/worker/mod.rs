//! What happens by itself: events get their position, obligations open, reports lock, old keys go.

pub mod audit;
pub mod consents;
pub mod exports;
pub mod hints;
pub mod jobs;
pub mod notify;
pub mod post;
pub mod remind;
mod replica;
pub mod rights;
pub mod sequencer;
pub mod webhooks;

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::task::JoinSet;

use crate::app::App;
use crate::domain::{Ctx, Error, Result, interaction, obligations, people, reports};

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
    set.spawn(async move { sequencer::follow(&sequencer).await });
    let audited = app.clone();
    set.spawn(async move { audit::follow(&audited).await });
    let (feed, listener) = (app.clone(), app.clone());
    set.spawn(async move { every(Duration::from_secs(1), "feed", || hints::poll(&feed)).await });
    set.spawn(async move { hints::listen(&listener).await });
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
    let (told, reminded, posted) = (app.clone(), app.clone(), app.clone());
    set.spawn(async move { every(Duration::from_secs(1), "notices", || notify::run(&told)).await });
    set.spawn(async move { every(Duration::from_secs(900), "reminders", || remind::run(&reminded)).await });
    set.spawn(async move { every(Duration::from_secs(5), "post", || post::run(&posted)).await });
    let sharing = app.clone();
    set.spawn(async move { every(Duration::from_secs(2), "consents", || consents::run(&sharing)).await });
    let (exported, cleared) = (app.clone(), app.clone());
    set.spawn(async move { every(Duration::from_secs(2), "exports", || exports::run(&exported)).await });
    set.spawn(async move { every(Duration::from_secs(60), "ended exports", || exports::clear(&cleared)).await });
    let left = app.clone();
    set.spawn(async move {
        every(Duration::from_secs(600), "files left behind", || crate::domain::files::clear(&left.settings)).await;
    });
    // Another process may have made a key, or retired one.
    let signing = app.clone();
    set.spawn(async move {
        every(Duration::from_secs(10), "keys", || async {
            signing.keys.reload(&signing.store, &signing.vault).await.map(|()| 0).map_err(Error::internal)
        })
        .await;
    });
    if app.store.replica().is_some() {
        let followed = app.clone();
        set.spawn(async move { replica::follow(&followed).await });
    }
    let counted = app.clone();
    set.spawn(async move {
        every(Duration::from_secs(5), "meters", || async {
            counted.meters.tidy();
            Ok(0)
        })
        .await;
    });
    jobs::start(app, &mut set);
    let asked = app.clone();
    set.spawn(async move { every(Duration::from_secs(60), "rights", || rights::run(&asked)).await });
    webhooks::start(app, &mut set);
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
            failed(name, &error);
        }
        tokio::time::sleep(pause).await;
    }
}

/// A failure of our own is logged and tried again; never with an address, which may hold a secret.
fn failed(worker: &str, error: &Error) {
    tracing::warn!(worker, cause = ?error.0.cause, code = error.code().as_str(), "worker failed");
}

async fn daily(app: &Arc<App>) -> Result<usize> {
    let ctx = Ctx::system(app.clone(), "calendar");
    let opened = obligations::open::open_due(&ctx).await?;
    let locked = reports::review::lock_due(&ctx).await?;
    let lapsed = interaction::commitments::lapse_due(&ctx).await?;
    let published = interaction::announcements::publish_due(&ctx).await?;
    let retired = people::keys::rotate::retire_due(&ctx).await?;
    Ok(opened + locked + lapsed + published + retired + forget_keys(&ctx).await?)
}

/// Keyed answers are kept for seven days.
async fn forget_keys(ctx: &Ctx) -> Result<usize> {
    use entity::idempotency_key::{Column, Entity};
    let turn = ctx.app.store.begin().await?;
    let gone = Entity::delete_many().filter(Column::ExpiresAt.lt(ctx.now())).exec(turn.txn()?).await?;
    turn.commit().await?;
    Ok(usize::try_from(gone.rows_affected).unwrap_or_default())
}
