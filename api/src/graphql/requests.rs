//! Change requests, histories and the public counts.

use async_graphql::{Context, ID, Object, Result};

use super::connection::{List, Window, connection};
use super::loaders::caller;
use super::mutation::write;
use crate::domain::ctx::Expected;
use crate::domain::registry::requests::{self, Verdict};
use crate::domain::registry::{history, summary, units};
use crate::view::requests::{
    self as view, ChangeRequest, ChangeRequestInput, HistoryEntry, RegistrySummary, VerdictInput,
};

#[derive(Default)]
pub struct RequestQuery;

#[Object]
impl RequestQuery {
    /// Change requests of the BLKs whose reports you see, oldest first.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn change_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or code of a BLK.")] blk: Option<String>,
        #[graphql(desc = "Code of `changeRequestStatuses`.")] status: Option<String>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<ChangeRequest>> {
        let (caller, request) = (caller(ctx)?, Window { first, after, last, before }.page()?);
        let units = units::named_unit(caller, blk.as_deref()).await?;
        let page = requests::list(caller, units, status.as_deref(), &request).await?;
        Ok(connection(page.try_map(ChangeRequest::try_from)?, &request, None))
    }

    /// Who changed what of a record of the registry: a unit or anything kept about it, newest first.
    async fn history(&self, ctx: &Context<'_>, id: ID) -> Result<Vec<HistoryEntry>> {
        Ok(history::of(caller(ctx)?, &id).await?.into_iter().map(HistoryEntry::from).collect())
    }

    /// Counts of the public registry. Public.
    async fn registry_summary(&self, ctx: &Context<'_>) -> Result<RegistrySummary> {
        Ok(summary::counts(caller(ctx)?).await?.into())
    }
}

#[derive(Default)]
pub struct RequestMutation;

async fn end(
    ctx: &Context<'_>,
    (operation, verdict): (&str, Verdict),
    id: ID,
    expected: i32,
    note: Option<String>,
    validate_only: bool,
) -> Result<ChangeRequest> {
    let (content, expected) = ((id.0.clone(), note.clone()), Expected::Version(expected));
    let work = |tx| async move { view::end(&tx, &id, expected, verdict, VerdictInput { note }).await };
    write(ctx, operation, validate_only, content, work).await
}

#[Object]
impl RequestMutation {
    /// Asks for a change of a BLK that only the forum makes: name, code, region, host, statuses.
    async fn request_blk_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or code of the BLK.")] blk: String,
        input: ChangeRequestInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<ChangeRequest> {
        let content = (blk.clone(), input.changes.0.clone(), input.reason.clone(), input.effective_on);
        let work = |tx| async move { view::request(&tx, &blk, input).await };
        write(ctx, "requestBlkChange", validate_only, content, work).await
    }

    /// Approves a change request: the change is made at once, in the same transaction.
    async fn approve_change_request(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        note: Option<String>,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<ChangeRequest> {
        end(ctx, ("approveChangeRequest", Verdict::Approved), id, expected_version, note, validate_only).await
    }

    /// Rejects a change request; the note says why.
    async fn reject_change_request(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        note: Option<String>,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<ChangeRequest> {
        end(ctx, ("rejectChangeRequest", Verdict::Rejected), id, expected_version, note, validate_only).await
    }

    /// Withdraws a change request before it is decided.
    async fn withdraw_change_request(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<ChangeRequest> {
        end(ctx, ("withdrawChangeRequest", Verdict::Withdrawn), id, expected_version, None, validate_only).await
    }
}
