//! Webhooks leave the house here: changes are fanned out to the endpoints that want them, deliveries are sent, and sent
//! again. Nothing is kept in memory that a stop could lose: what was begun and not ended is begun again by whoever
//! comes first once its lease has passed.

mod claim;
pub mod fan_out;
mod post;
pub mod send;
mod settle;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::app::App;
use crate::domain::Ctx;
use crate::domain::webhooks::deliveries;

/// Starts what concerns webhooks.
pub fn start(app: &Arc<App>, set: &mut JoinSet<()>) {
    let due = Arc::new(Notify::new());
    set.spawn(fan_out::follow(app.clone(), due.clone()));
    set.spawn(send::serve(app.clone(), due));
    let ctx = context(app);
    set.spawn(async move {
        super::every(Duration::from_secs(3_600), "webhook log", || deliveries::forget(&ctx)).await;
    });
}

fn context(app: &Arc<App>) -> Ctx {
    Ctx::system(app.clone(), "webhooks")
}
