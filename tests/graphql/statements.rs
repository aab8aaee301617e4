//! Counts the SQL statements of a request: sea-orm opens a span for each.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tracing::span::{Attributes, Id};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

struct Counter(Arc<AtomicUsize>);

impl<S: tracing::Subscriber> Layer<S> for Counter {
    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let (target, name) = (span.metadata().target(), span.metadata().name());
        // A pool opens a span of its own inside that of the connection; one of them is counted.
        let statement =
            matches!(name, "execute_raw" | "execute_unprepared" | "query_one_raw" | "query_all_raw" | "stream_raw");
        if statement
            && (target.starts_with("sea_orm::database::db_connection")
                || target.starts_with("sea_orm::database::transaction"))
        {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Runs it on this thread and tells how many statements it took. Tests have a runtime of one thread, so that what a
/// loader spawns is counted as well.
pub async fn counted<T>(work: impl Future<Output = T>) -> (T, usize) {
    let count = Arc::new(AtomicUsize::new(0));
    let subscriber = tracing_subscriber::registry().with(Counter(count.clone()));
    let guard = tracing::subscriber::set_default(subscriber);
    let done = work.await;
    drop(guard);
    (done, count.load(Ordering::Relaxed))
}
