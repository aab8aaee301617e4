//! Watches how far the replica is behind.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;

/// How often it is looked at: who has written reads from the primary for about as long.
const PAUSE: Duration = Duration::from_millis(250);

/// Looks at it for as long as the service runs. What changes is said once.
pub async fn follow(app: &Arc<App>) {
    let mut was_usable = None;
    loop {
        let looked = app.store.look_at_replica().await;
        let usable = app.store.replica().is_some_and(|replica| replica.is_usable());
        if was_usable.replace(usable) != Some(usable) {
            match looked {
                _ if usable => tracing::info!("figures are read from the replica"),
                Ok(()) => tracing::warn!("the replica is behind, or none: figures are read from the primary"),
                Err(cause) => tracing::warn!(%cause, "the replica does not answer: figures are read from the primary"),
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}
