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
#[derive(Clone)]
pub struct Passes(Option<Arc<Mutex<Vec<BoxFuture<'static, ()>>>>>);

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

impl Default for Passes {
    fn default() -> Self {
        Self(Some(Arc::default()))
    }
}

impl Passes {
    /// For subscriptions, whose events nobody runs in passes: each load starts as it comes.
    pub fn at_once() -> Self {
        Self(None)
    }

    /// Keeps a load until the pass is over.
    pub fn keep(&self, load: BoxFuture<'static, ()>) {
        match self.0.as_ref().map(|loads| loads.lock()) {
            Some(Ok(mut loads)) => loads.push(load),
            _ => drop(tokio::spawn(load)),
        }
    }

    fn let_go(&self) {
        let kept = self.0.as_ref().and_then(|loads| loads.lock().ok());
        let loads = kept.map(|mut loads| std::mem::take(&mut *loads)).unwrap_or_default();
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
