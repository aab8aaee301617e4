//! Loads of one pass are one batch.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::dataloader::{DataLoader, Loader};
use futures_util::future::try_join_all;

use api::graphql::passes::Passes;

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
