//! When a batch is whole. Resolving goes over an answer in passes: it goes on until every field has its value or
//! waits for a loader. Only then do the loaders run, so that a page of any size is one batch each. A pause would not
//! do: async-graphql hands control back after every second row, long before a page is through, and a loader
//! that starts at once would fetch two rows at a time.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::future::BoxFuture;
use futures_util::task::AtomicWaker;

/// The loads that the present pass has asked for.
#[derive(Clone, Default)]
pub struct Passes(Arc<Mutex<Vec<BoxFuture<'static, ()>>>>);

/// Tells whether the request can go on by itself.
#[derive(Default)]
struct Woken {
    request: AtomicWaker,
    again: AtomicBool,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.again.store(true, Ordering::SeqCst);
        self.request.wake();
    }
}

impl Passes {
    /// Keeps a load until the pass is over.
    pub fn keep(&self, load: BoxFuture<'static, ()>) {
        match self.0.lock() {
            Ok(mut loads) => loads.push(load),
            Err(_) => drop(tokio::spawn(load)),
        }
    }

    fn let_go(&self) {
        let loads = self.0.lock().map(|mut loads| std::mem::take(&mut *loads)).unwrap_or_default();
        for load in loads {
            drop(tokio::spawn(load));
        }
    }

    /// Runs a request whose loaders keep their loads here.
    pub async fn run<T>(&self, request: impl Future<Output = T>) -> T {
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(woken.clone());
        let mut request = pin!(request);
        poll_fn(|cx| {
            woken.request.register(cx.waker());
            woken.again.store(false, Ordering::SeqCst);
            let polled = request.as_mut().poll(&mut Context::from_waker(&waker));
            if polled.is_pending() && !woken.again.load(Ordering::SeqCst) {
                self.let_go();
            }
            match polled {
                Poll::Ready(done) => Poll::Ready(done),
                Poll::Pending => Poll::Pending,
            }
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::atomic::AtomicUsize;

    use async_graphql::dataloader::{DataLoader, Loader};
    use futures_util::future::try_join_all;

    use super::*;

    struct Counting(Arc<AtomicUsize>);

    #[async_graphql::async_trait::async_trait]
    impl Loader<usize> for Counting {
        type Value = usize;
        type Error = Arc<std::convert::Infallible>;

        async fn load(&self, keys: &[usize]) -> Result<HashMap<usize, usize>, Self::Error> {
            self.0.fetch_add(1, Ordering::SeqCst);
            Ok(keys.iter().map(|key| (*key, *key)).collect())
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn what_one_pass_asks_for_is_one_batch_on_many_threads() {
        for _ in 0..50 {
            let (passes, batches) = (Passes::default(), Arc::new(AtomicUsize::new(0)));
            let keeper = passes.clone();
            let loader = DataLoader::new(Counting(batches.clone()), move |load| keeper.keep(load));
            let loader = loader.delay(std::time::Duration::ZERO);
            let row = async |key| {
                tokio::task::yield_now().await;
                let first = loader.load_one(key).await?;
                loader.load_one(first.unwrap_or_default() + 1_000).await
            };
            let rows = passes.run(try_join_all((0..200).map(row))).await.unwrap();
            assert_eq!((rows.len(), batches.load(Ordering::SeqCst)), (200, 2));
        }
    }
}
