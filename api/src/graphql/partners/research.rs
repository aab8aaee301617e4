//! Extracts for research.

use async_graphql::{Context, Object, Result};
use futures_util::future::BoxFuture;

use crate::graphql::loaders::caller;
use crate::graphql::mutation::{asked, held};
use crate::view::partners::research::{self, ResearchExtract, ResearchExtractInput};

fn extract<'a>(
    ctx: &'a Context<'_>,
    input: ResearchExtractInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<ResearchExtract>> {
    Box::pin(async move {
        caller(ctx)?.require_signed_in()?;
        let (caller, _) = asked(ctx, validate_only, &input)?;
        Ok(research::extract(&caller, held(&input)?).await?)
    })
}

/// Extracts for research. It is a mutation because each is written down in the access log of everybody in it.
#[derive(Default)]
pub struct ResearchMutation;

#[Object]
impl ResearchMutation {
    /// Takes a de-identified extract; for a university with an agreement for RESEARCH. Rows that fewer than five people
    /// share are left out and counted, in fives. Ten are taken in 24 hours at most. With `validateOnly` nobody is read and
    /// no rows come.
    async fn create_research_extract(
        &self,
        ctx: &Context<'_>,
        input: ResearchExtractInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<ResearchExtract> {
        extract(ctx, input, validate_only).await
    }
}
