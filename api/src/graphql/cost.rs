//! What a query costs, told with every answer. A field costs 1, a JSON document 1, a list its page size times its
//! rows, a root of figures 1,000 and 100 times its fields. Over the limit a query is refused before any SQL runs, and so
//! is one that its caller cannot pay. What it uses that will go one day is told beside it: each extension of the library
//! costs every field a call, so there is one.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextRequest, NextValidation,
};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Response, ServerError, ServerResult, ValidationResult, Value, Variables, value};

use super::deprecations;
use super::error::carried;
use super::probe::Probe;
use super::purse::Purse;
pub use crate::domain::budget::QUERY as LIMIT;
use crate::domain::{Code, Error};

/// What no list is counted above: twenty times what a query may cost. Counted as they stand, a few lists of two
/// thousand million rows within each other would go beyond the largest number, begin again at nothing, and let all else
/// through.
const ENOUGH: usize = 1_000_000;

/// Points of a list: its own, and what each of its rows asks. A page without a size, or with one that is none, is
/// refused when it is read, and counts as the largest there is.
pub fn list(own: usize, rows: Option<i32>, each: usize) -> usize {
    let rows = rows.and_then(|rows| usize::try_from(rows).ok()).unwrap_or(100);
    own.saturating_add(rows.saturating_mul(each)).min(ENOUGH)
}

/// Points of a root of figures. Its statement reads all there is, however little is asked of each row: a hundred of them
/// in one query are too many.
pub fn figures(each: usize) -> usize {
    1_000 + each.saturating_mul(100).min(ENOUGH)
}

/// Makes a [`Meter`] for each request.
pub struct Report;

impl ExtensionFactory for Report {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Meter::default())
    }
}

#[derive(Default)]
struct Meter {
    cost: AtomicUsize,
    deprecated: Mutex<Vec<Value>>,
}

#[async_graphql::async_trait::async_trait]
impl Extension for Meter {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await?;
        let registry = &ctx.schema_env.registry;
        *self.deprecated.lock().unwrap_or_else(PoisonError::into_inner) = deprecations::used(registry, &document);
        if let Some(probe) = ctx.data_opt::<Probe>() {
            probe.look(registry, &document);
        }
        Ok(document)
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(ctx).await?;
        self.cost.store(result.complexity, Ordering::Relaxed);
        if result.complexity > LIMIT { Err(vec![carried(too_dear(result.complexity))]) } else { Ok(result) }
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        match ctx.data_opt::<Purse>() {
            Some(purse) if purse.is_only_told() => return Response::new(Value::Null),
            Some(purse) => {
                if let Err(refused) = purse.pay(self.cost.load(Ordering::Relaxed)) {
                    return Response::from_errors(vec![carried(refused)]);
                }
            }
            None => {}
        }
        next.run(ctx, operation_name).await
    }

    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let response = next.run(ctx).await;
        let requested = self.cost.load(Ordering::Relaxed);
        let response = response.extension(
            "cost",
            value!({ "requested": requested, "limit": LIMIT, "remaining": LIMIT.saturating_sub(requested) }),
        );
        let used = std::mem::take(&mut *self.deprecated.lock().unwrap_or_else(PoisonError::into_inner));
        if used.is_empty() { response } else { response.extension("deprecations", Value::List(used)) }
    }
}

fn too_dear(cost: usize) -> Error {
    Error::new(Code::QueryRefused)
        .saying(
            format!("Kueri ini berbiaya {cost} poin; paling banyak {LIMIT}. Minta lebih sedikit baris atau bidang."),
            format!("This query costs {cost} points; {LIMIT} at most. Ask for fewer rows or fields."),
        )
        .with("cost", cost)
        .with("limit", LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_costs_its_rows_and_never_so_much_that_it_costs_nothing() {
        assert_eq!((list(5, Some(10), 3), list(5, Some(0), 3)), (35, 5));
        assert_eq!((list(5, None, 3), list(5, Some(-1), 3)), (305, 305));
        let within = (0..8).fold(1, |each, _| list(0, Some(65_536), each));
        assert_eq!((within, list(0, Some(i32::MAX), usize::MAX)), (ENOUGH, ENOUGH));
        assert_eq!((figures(2), figures(usize::MAX)), (1_200, 1_000 + ENOUGH));
    }
}
