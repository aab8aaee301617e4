//! Failures to protect personal data, and whom they concern.

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::ctx::Expected;
use crate::domain::partners::incidents;
use crate::graphql::connection::{List, Window, connection};
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{held, write};
use crate::graphql::query::absent;
use crate::graphql::reports::wants_total;
use crate::view::Changes;
use crate::view::partners::incidents::{
    self as view, Incident, IncidentInput, IncidentNotificationInput, IncidentOutcomeInput, IncidentSubject,
};
use crate::vocab::IncidentState;

fn list<'a>(
    ctx: &'a Context<'_>,
    state: Option<IncidentState>,
    window: Window,
) -> BoxFuture<'a, Result<List<Incident>>> {
    Box::pin(async move {
        let (caller, request) = (caller(ctx)?, window.page()?);
        let total = if wants_total(ctx) { Some(incidents::count(caller, state).await?) } else { None };
        Ok(connection(view::list(caller, state, &request).await?, &request, total))
    })
}

fn subjects<'a>(ctx: &'a Context<'_>, id: String, window: Window) -> BoxFuture<'a, Result<List<IncidentSubject>>> {
    Box::pin(async move {
        let (caller, request) = (caller(ctx)?, window.page()?);
        let total = if wants_total(ctx) { Some(incidents::count_subjects(caller, &id).await?) } else { None };
        Ok(connection(view::subjects(caller, &id, &request).await?, &request, total))
    })
}

fn report<'a>(ctx: &'a Context<'_>, input: IncidentInput, validate_only: bool) -> BoxFuture<'a, Result<Incident>> {
    Box::pin(async move {
        let content = input.clone();
        let work = |tx| async move { view::report(&tx, held(&input)?).await };
        write(ctx, "createIncident", validate_only, content, work).await
    })
}

fn change<'a>(
    ctx: &'a Context<'_>,
    (id, expected): (String, i32),
    changes: Changes<IncidentInput>,
    validate_only: bool,
) -> BoxFuture<'a, Result<Incident>> {
    Box::pin(async move {
        let (content, expected) = ((id.clone(), changes.0.clone()), Expected::Version(expected));
        let work = |tx| async move { view::change(&tx, &id, expected, changes).await };
        write(ctx, "updateIncident", validate_only, content, work).await
    })
}

fn notify<'a>(
    ctx: &'a Context<'_>,
    (id, expected): (String, i32),
    input: IncidentNotificationInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<Incident>> {
    Box::pin(async move {
        let (content, expected) = ((id.clone(), input.clone()), Expected::Version(expected));
        let work = |tx| async move { view::notify(&tx, &id, expected, held(&input)?).await };
        write(ctx, "notifyIncident", validate_only, content, work).await
    })
}

fn close<'a>(
    ctx: &'a Context<'_>,
    (id, expected): (String, i32),
    input: IncidentOutcomeInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<Incident>> {
    Box::pin(async move {
        let (content, expected) = ((id.clone(), input.clone()), Expected::Version(expected));
        let work = |tx| async move { view::close(&tx, &id, expected, held(&input)?).await };
        write(ctx, "closeIncident", validate_only, content, work).await
    })
}

/// Reading incidents.
#[derive(Default)]
pub struct IncidentsQuery;

#[Object]
impl IncidentsQuery {
    /// An incident by its id. For administrators, the data protection officer and auditors.
    #[graphql(complexity = "5 + child_complexity")]
    async fn incident(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Incident>> {
        absent(view::get(caller(ctx)?, &id).await)
    }

    /// Incidents, oldest first. For administrators, the data protection officer and auditors.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn incidents(
        &self,
        ctx: &Context<'_>,
        state: Option<IncidentState>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Incident>> {
        list(ctx, state, Window { first, after, last, before }).await
    }

    /// The people whom an incident concerns: who was in what was delivered meanwhile. Each read is written down.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn incident_subjects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the incident.")] id: ID,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<IncidentSubject>> {
        subjects(ctx, id.0, Window { first, after, last, before }).await
    }
}

/// Writing incidents.
#[derive(Default)]
pub struct IncidentsMutation;

#[Object]
impl IncidentsMutation {
    /// Registers an incident; authority and data subjects are to be told within 72 hours of its discovery.
    async fn create_incident(
        &self,
        ctx: &Context<'_>,
        input: IncidentInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Incident> {
        report(ctx, input, validate_only).await
    }

    /// Changes it; absent is unchanged, null is taken away.
    async fn update_incident(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        changes: Changes<IncidentInput>,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Incident> {
        change(ctx, (id.0, expected_version), changes, validate_only).await
    }

    /// Writes down who was told of it, and when.
    async fn notify_incident(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: IncidentNotificationInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Incident> {
        notify(ctx, (id.0, expected_version), input, validate_only).await
    }

    /// Closes it, with what came of it.
    async fn close_incident(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: IncidentOutcomeInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Incident> {
        close(ctx, (id.0, expected_version), input, validate_only).await
    }
}
