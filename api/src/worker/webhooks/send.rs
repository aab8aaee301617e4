//! Sends what is due. Each endpoint has its own turns, so that one that does not answer holds up nobody else.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context;
use entity::{webhook_delivery, webhook_endpoint};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::claim::{claim, due};
use super::context;
use super::post::Post;
use super::settle::settle;
use crate::app::App;
use crate::domain::webhooks::schedule::Pauses;
use crate::domain::{Ctx, Result};
use crate::worker::failed;

/// Attempts at once with one endpoint.
const TURNS: usize = 4;
/// Attempts at once in all.
const ROOM: usize = 256;
/// What is due is looked for this often.
const PAUSE: Duration = Duration::from_millis(250);
/// Attempts that end within this are followed by the next ones in one go.
const GATHER: Duration = Duration::from_millis(25);
/// Until it is tried again to begin at all.
const LONG_PAUSE: Duration = Duration::from_secs(30);

/// Sends for as long as the service runs. `wake` tells of new deliveries.
pub async fn serve(app: Arc<App>, wake: Arc<Notify>) {
    let mut sender = loop {
        match Sender::new(&app) {
            Ok(sender) => break sender,
            Err(cause) => tracing::error!(cause = format!("{cause:#}"), "webhooks cannot be sent"),
        }
        tokio::time::sleep(LONG_PAUSE).await;
    };
    loop {
        if let Err(error) = sender.round().await {
            failed("webhook sender", &error);
        }
        tokio::select! {
            () = wake.notified() => {}
            // Turns that end close together are taken up together.
            Some(_) = sender.running.join_next() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// What an attempt needs.
struct Means {
    ctx: Ctx,
    post: Post,
    pauses: Pauses,
}

/// Sends deliveries. Dropped, it breaks attempts off; their leases pass.
pub struct Sender {
    means: Arc<Means>,
    turns: HashMap<Uuid, Arc<Semaphore>>,
    running: JoinSet<()>,
}

impl Sender {
    pub fn new(app: &Arc<App>) -> anyhow::Result<Self> {
        let pauses = Pauses::parse(&app.settings.webhook_pauses).context("the setting webhook_pauses")?;
        let means = Means { ctx: context(app), post: Post::new()?, pauses };
        Ok(Self { means: Arc::new(means), turns: HashMap::new(), running: JoinSet::new() })
    }

    /// Begins to send what is due, as far as there are turns. Returns how many attempts it began.
    pub async fn round(&mut self) -> Result<usize> {
        while self.running.try_join_next().is_some() {}
        let ctx = &self.means.ctx;
        if ctx.app.draining.load(Ordering::Relaxed) {
            return Ok(0);
        }
        let mut begun = 0;
        for endpoint in due(ctx).await? {
            let turns = self.turns.entry(endpoint.id).or_insert_with(|| Arc::new(Semaphore::new(TURNS)));
            let room = turns.available_permits().min(ROOM.saturating_sub(self.running.len()));
            if room == 0 {
                continue;
            }
            let claimed = match claim(ctx, &endpoint, &self.means.pauses, room as u64).await {
                Ok(claimed) => claimed,
                Err(error) => {
                    failed("webhook sender", &error);
                    continue;
                }
            };
            let endpoint = Arc::new(endpoint);
            for delivery in claimed {
                // Nobody else takes permits: there is one for each.
                let Ok(turn) = turns.clone().try_acquire_owned() else { break };
                let (means, endpoint) = (self.means.clone(), endpoint.clone());
                self.running.spawn(async move {
                    if let Err(error) = attempt(&means, &endpoint, &delivery).await {
                        failed("webhook sender", &error);
                    }
                    drop(turn);
                });
                begun += 1;
            }
        }
        Ok(begun)
    }

    /// Waits until every attempt has ended.
    pub async fn idle(&mut self) {
        while self.running.join_next().await.is_some() {}
    }
}

/// One attempt, and what it means. Where the latter cannot be kept, the lease passes and it is sent again.
async fn attempt(means: &Means, endpoint: &webhook_endpoint::Model, delivery: &webhook_delivery::Model) -> Result<()> {
    let answer = means.post.send(&means.ctx, endpoint, delivery).await?;
    settle(&means.ctx, endpoint, delivery, &means.pauses, &answer).await
}
