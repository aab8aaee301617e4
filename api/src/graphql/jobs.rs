//! Imports and exports of files, as `rest/jobs.rs`. The files themselves come and go by REST.

use async_graphql::{Context, ID, Object, Result};

use crate::domain::jobs::{self, create, rows};
use crate::graphql::connection::{List, Window, connection};
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{held, write};
use crate::graphql::query::absent;
use crate::view::jobs::{ExportInput, Job, JobRow};
use crate::vocab::JobRowResult;
use crate::worker::jobs::export::wanted;

/// Reading.
#[derive(Default)]
pub struct JobsQuery;

#[Object]
impl JobsQuery {
    /// Your imports and exports, newest first.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn jobs(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Job>> {
        let (caller, request) = (caller(ctx)?, Window { first, after, last, before }.page()?);
        Ok(connection(jobs::list(caller, &request).await?.try_map(Job::try_from)?, &request, None))
    }

    /// One of your imports or exports; null for those of others.
    async fn job(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Job>> {
        absent(jobs::by_id(caller(ctx)?, &id).await.and_then(Job::try_from))
    }

    /// What became of each row of an import, in the order of the file.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn job_rows(
        &self,
        ctx: &Context<'_>,
        id: ID,
        result: Option<JobRowResult>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<JobRow>> {
        let (caller, request) = (caller(ctx)?, Window { first, after, last, before }.page()?);
        let job = jobs::by_id(caller, &id).await?;
        Ok(connection(rows::list(caller, &job, result, &request).await?.try_map(JobRow::try_from)?, &request, None))
    }
}

/// Writing.
#[derive(Default)]
pub struct JobsMutation;

#[Object]
impl JobsMutation {
    /// Write a list to a file: any list of the REST API, by its path with its filters. Look at the job until it is DONE,
    /// then fetch its file by REST.
    async fn create_export(
        &self,
        ctx: &Context<'_>,
        input: ExportInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Job> {
        let input = held(&input)?;
        let content = input.clone();
        let (spec, personal) = wanted(caller(ctx)?, input).await?;
        let work = |tx| async move { create::export(&tx, spec, personal).await.and_then(Job::try_from) };
        write(ctx, "createExport", validate_only, content, work).await
    }

    /// Stop an import or export. Rows that were written before stay written.
    async fn cancel_job(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Job> {
        let id = id.to_string();
        let content = id.clone();
        let work = |tx| async move { jobs::cancel(&tx, &id).await.and_then(Job::try_from) };
        write(ctx, "cancelJob", validate_only, content, work).await
    }
}
