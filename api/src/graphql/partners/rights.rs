//! The rights of a data subject: what is recorded of it, who read it, what it asks for.

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::ctx::Expected;
use crate::domain::partners::rights::access_log;
use crate::domain::partners::rights::requests::{self, Filter, Verdict};
use crate::graphql::connection::{List, Window, connection};
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{held, write};
use crate::graphql::query::absent;
use crate::graphql::reports::wants_total;
use crate::view::incubation::persons::Person;
use crate::view::partners::rights::{
    self as view, AccessEntry, DataRequest, DataRequestInput, DataRequestNoteInput, MyData,
};
use crate::vocab::{DataRequestKind, DataRequestState};

fn my_data<'a>(ctx: &'a Context<'_>) -> BoxFuture<'a, Result<MyData>> {
    Box::pin(async move { Ok(view::my_data(caller(ctx)?).await?) })
}

fn log<'a>(ctx: &'a Context<'_>, window: Window) -> BoxFuture<'a, Result<List<AccessEntry>>> {
    Box::pin(async move {
        let (caller, request) = (caller(ctx)?, window.page()?);
        let total = if wants_total(ctx) { Some(access_log::count(caller).await?) } else { None };
        Ok(connection(view::my_access_log(caller, &request).await?, &request, total))
    })
}

fn list<'a>(ctx: &'a Context<'_>, filter: Filter, window: Window) -> BoxFuture<'a, Result<List<DataRequest>>> {
    Box::pin(async move {
        let (caller, request) = (caller(ctx)?, window.page()?);
        let total = if wants_total(ctx) { Some(requests::count(caller, &filter).await?) } else { None };
        Ok(connection(view::list(caller, &filter, &request).await?, &request, total))
    })
}

fn ask<'a>(ctx: &'a Context<'_>, input: DataRequestInput, validate_only: bool) -> BoxFuture<'a, Result<DataRequest>> {
    Box::pin(async move {
        let content = input.clone();
        let work = |tx| async move { view::ask(&tx, held(&input)?).await };
        write(ctx, "createDataRequest", validate_only, content, work).await
    })
}

fn decide<'a>(
    ctx: &'a Context<'_>,
    (verdict, operation): (Verdict, &'static str),
    (id, expected): (String, i32),
    note: Option<String>,
    validate_only: bool,
) -> BoxFuture<'a, Result<DataRequest>> {
    Box::pin(async move {
        let input = DataRequestNoteInput { note };
        let (content, expected) = ((id.clone(), input.clone()), Expected::Version(expected));
        let work = |tx| async move { view::decide(&tx, &id, expected, verdict, held(&input)?).await };
        write(ctx, operation, validate_only, content, work).await
    })
}

fn release<'a>(ctx: &'a Context<'_>, id: String, expected: i32, validate_only: bool) -> BoxFuture<'a, Result<Person>> {
    Box::pin(async move {
        let (content, expected) = (id.clone(), Expected::Version(expected));
        let work = |tx| async move { view::release(&tx, &id, expected).await };
        write(ctx, "releasePerson", validate_only, content, work).await
    })
}

/// Reading one's own data, and requests of data subjects.
#[derive(Default)]
pub struct RightsQuery;

#[Object]
impl RightsQuery {
    /// Everything that is recorded of you, protected facts in the clear. That you read it is written down.
    #[graphql(complexity = "100 + child_complexity")]
    async fn my_data(&self, ctx: &Context<'_>) -> Result<MyData> {
        my_data(ctx).await
    }

    /// Who read your data, newest first: deliveries to partners, and reads by administrators who stated a purpose.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn my_access_log(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<AccessEntry>> {
        log(ctx, Window { first, after, last, before }).await
    }

    /// A request of a data subject by its id.
    #[graphql(complexity = "5 + child_complexity")]
    async fn data_request(&self, ctx: &Context<'_>, id: ID) -> Result<Option<DataRequest>> {
        absent(view::get(caller(ctx)?, &id).await)
    }

    /// Requests of data subjects, the one due first before the others: your own, those that you made for somebody, those
    /// to correct a record (RECTIFY) that your unit keeps, and all of them where you handle or audit them.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn data_requests(
        &self,
        ctx: &Context<'_>,
        state: Option<DataRequestState>,
        kind: Option<DataRequestKind>,
        #[graphql(desc = "Id of the person.")] person: Option<ID>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<DataRequest>> {
        let filter = Filter { state, kind, person: person.map(|id| id.0) };
        list(ctx, filter, Window { first, after, last, before }).await
    }
}

/// Writing requests of data subjects.
#[derive(Default)]
pub struct RightsMutation;

#[Object]
impl RightsMutation {
    /// Asks for what a data subject may ask for, for yourself or for somebody whose coaching you keep.
    async fn create_data_request(
        &self,
        ctx: &Context<'_>,
        input: DataRequestInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<DataRequest> {
        ask(ctx, input, validate_only).await
    }

    /// Completes a request of a data subject: what was asked for is done at once. Nobody decides its own.
    async fn complete_data_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the request.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        #[graphql(desc = "What was done.")] note: Option<String>,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<DataRequest> {
        let verdict = (Verdict::Complete, "completeDataRequest");
        decide(ctx, verdict, (id.0, expected_version), note, validate_only).await
    }

    /// Refuses a request of a data subject; the note says why. Nobody decides its own.
    async fn refuse_data_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the request.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        #[graphql(desc = "Why.")] note: Option<String>,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<DataRequest> {
        let verdict = (Verdict::Refuse, "refuseDataRequest");
        decide(ctx, verdict, (id.0, expected_version), note, validate_only).await
    }

    /// Lifts the restriction of a person: partners get again what it consented to.
    async fn release_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the person.")] id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Person> {
        release(ctx, id.0, expected_version, validate_only).await
    }
}
