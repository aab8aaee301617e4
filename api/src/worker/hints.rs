//! Tells those who wait in this process that the feed has grown. On PostgreSQL the servers tell each other; that is a
//! hint and may be lost, so the feed itself is looked at each second.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::DatabaseBackend;
use sqlx::postgres::PgListener;

use crate::app::App;
use crate::domain::events::feed;
use crate::domain::{Ctx, Result};

/// The channel on which sequencers tell the head of the feed.
pub const CHANNEL: &str = "ereporting_feed";
/// After a connection was refused.
const RETRY: Duration = Duration::from_secs(2);

/// Notes that the feed reaches to a position, if that is news.
pub fn raise(app: &App, head: i64) {
    app.feed.send_if_modified(|known| {
        let grown = head > *known;
        *known = head.max(*known);
        grown
    });
}

/// Looks how far the feed reaches, whoever positioned it.
pub async fn poll(app: &Arc<App>) -> Result<usize> {
    let head = feed::head(&Ctx::system(app.clone(), "hints")).await?;
    raise(app, head);
    Ok(0)
}

/// Listens to the sequencers of all servers, for as long as this one runs. SQLite has one server.
pub async fn listen(app: &Arc<App>) {
    if app.store.backend() != DatabaseBackend::Postgres {
        return;
    }
    loop {
        if let Err(cause) = hear(app).await {
            tracing::warn!(worker = "hints", cause = %cause, "listening to the feed failed");
        }
        tokio::time::sleep(RETRY).await;
    }
}

async fn hear(app: &Arc<App>) -> std::result::Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(app.store.reader().get_postgres_connection_pool()).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // None: the connection was lost and made anew. What was missed meanwhile the next look finds.
        let hint = listener.try_recv().await?;
        if let Some(head) = hint.and_then(|hint| hint.payload().parse().ok()) {
            raise(app, head);
        }
    }
}
