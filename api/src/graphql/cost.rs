//! What a query costs, told with every answer. A field costs 1, a JSON document 1, a list its page size times its
//! rows. Over the limit a query is refused before any SQL runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextRequest, NextValidation};
use async_graphql::{Response, ServerError, ValidationResult, value};

/// Most points of one query: the dashboard query of the contract costs about a tenth.
pub const LIMIT: usize = 50_000;

/// Makes a [`Meter`] for each request.
pub struct Report;

impl ExtensionFactory for Report {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Meter::default())
    }
}

#[derive(Default)]
struct Meter(AtomicUsize);

#[async_graphql::async_trait::async_trait]
impl Extension for Meter {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(ctx).await?;
        self.0.store(result.complexity, Ordering::Relaxed);
        Ok(result)
    }

    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let response = next.run(ctx).await;
        let requested = self.0.load(Ordering::Relaxed);
        response.extension(
            "cost",
            value!({ "requested": requested, "limit": LIMIT, "remaining": LIMIT.saturating_sub(requested) }),
        )
    }
}
