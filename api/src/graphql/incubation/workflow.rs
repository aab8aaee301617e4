//! Where records with steps stand, and which steps the caller may take.

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::incubation::workflow::Workflow;
use crate::graphql::loaders::caller;
use crate::view::incubation::workflow::{self, RecordSteps};
use crate::view::kept::{DuplicateCase, Lpj, Mentor, MentoringVisit, Recorded, Row};

/// Reading where records stand.
#[derive(Default)]
pub struct WorkflowQuery;

#[Object]
impl WorkflowQuery {
    /// Where a mentor stands, and which steps you may take; as `stepMentor` by you would answer now.
    #[graphql(complexity = "10 + 8 * child_complexity")]
    async fn mentor_steps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the mentor.")] id: ID,
    ) -> Result<RecordSteps> {
        steps::<Mentor>(ctx, id.0).await
    }

    /// Where a visit stands, and which verdicts you may give; as `verifyVisit` by you would answer now.
    #[graphql(complexity = "10 + 2 * child_complexity")]
    async fn mentoring_visit_steps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the visit.")] id: ID,
    ) -> Result<RecordSteps> {
        steps::<MentoringVisit>(ctx, id.0).await
    }

    /// Where an LPJ stands, what it lacks, and whether you may submit or decide it; as `submitLpj` and `decideLpj` by you would answer now.
    #[graphql(complexity = "10 + 3 * child_complexity")]
    async fn lpj_steps(&self, ctx: &Context<'_>, #[graphql(desc = "Id of the LPJ.")] id: ID) -> Result<RecordSteps> {
        steps::<Lpj>(ctx, id.0).await
    }

    /// Where a duplicate case stands, and which decisions you may take; as `decideDuplicateCase` by you would answer now.
    #[graphql(complexity = "10 + 2 * child_complexity")]
    async fn duplicate_case_steps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the case.")] id: ID,
    ) -> Result<RecordSteps> {
        steps::<DuplicateCase>(ctx, id.0).await
    }
}

fn steps<'a, R>(ctx: &'a Context<'_>, id: String) -> BoxFuture<'a, Result<RecordSteps>>
where
    R: Recorded,
    Row<R>: Workflow,
{
    Box::pin(async move {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        Ok(workflow::steps::<R>(caller, &id).await?)
    })
}
