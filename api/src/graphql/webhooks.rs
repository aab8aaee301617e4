//! Webhook endpoints, as `rest/webhooks.rs`.

use async_graphql::{Context, ID, Object, Result};
use serde_json::Value;

use super::connection::{List, Window, connection};
use super::loaders::caller;
use super::mutation::{held, write};
use crate::domain::ctx::Expected;
use crate::domain::webhooks::{address, deliveries, endpoints};
use crate::view::webhooks::{
    RedeliverInput, WebhookDelivery, WebhookEndpoint, WebhookEndpointChanges, WebhookEndpointInput, WebhookRedelivery,
};
use crate::vocab::WebhookDeliveryStatus;

/// Reading.
#[derive(Default)]
pub struct WebhooksQuery;

#[Object]
impl WebhooksQuery {
    /// Your webhook endpoints; administrators see everybody's.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn webhook_endpoints(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<WebhookEndpoint>> {
        let (caller, request) = (caller(ctx)?, Window { first, after, last, before }.page()?);
        caller.require_signed_in()?;
        Ok(connection(endpoints::list(caller, &request).await?, &request, None))
    }

    /// A webhook endpoint by its id, without its secret.
    async fn webhook_endpoint(&self, ctx: &Context<'_>, id: ID) -> Result<Option<WebhookEndpoint>> {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        super::query::absent(endpoints::by_id(caller, &id).await)
    }

    /// What was sent to a webhook endpoint, newest first, with every attempt.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn webhook_deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the endpoint.")] endpoint: ID,
        status: Option<WebhookDeliveryStatus>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<WebhookDelivery>> {
        let (caller, request) = (caller(ctx)?, Window { first, after, last, before }.page()?);
        caller.require_signed_in()?;
        Ok(connection(deliveries::list(caller, &endpoint, status, &request).await?, &request, None))
    }
}

/// Writing.
#[derive(Default)]
pub struct WebhooksMutation;

#[Object]
impl WebhooksMutation {
    /// Register an address of yours that is told of changes. Its secret is in this answer alone.
    async fn create_webhook_endpoint(
        &self,
        ctx: &Context<'_>,
        input: WebhookEndpointInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<WebhookEndpoint> {
        let content = input.clone();
        let vetted = vetted(ctx, Some(&input.url)).await?;
        let work = |tx| async move { endpoints::create(&tx, held(&input)?, vetted).await };
        write(ctx, "createWebhookEndpoint", validate_only, content, work).await
    }

    /// Change address, description, types or status of a webhook endpoint. Turned on again, it goes on where it stopped.
    async fn update_webhook_endpoint(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        changes: WebhookEndpointChanges,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<WebhookEndpoint> {
        let (content, expected) = ((id.0.clone(), changes.0.clone()), Expected::Version(expected_version));
        let vetted = vetted(ctx, changes.0.get("url").and_then(Value::as_str)).await?;
        let work = |tx| async move { endpoints::update(&tx, &id, expected, changes, vetted).await };
        write(ctx, "updateWebhookEndpoint", validate_only, content, work).await
    }

    /// Take a webhook endpoint away for good.
    async fn archive_webhook_endpoint(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<WebhookEndpoint> {
        let (content, expected) = (id.0.clone(), Expected::Version(expected_version));
        let work = |tx| async move { endpoints::archive(&tx, &id, expected).await };
        write(ctx, "archiveWebhookEndpoint", validate_only, content, work).await
    }

    /// Give a webhook endpoint a new secret, shown in this answer alone. The one before signs beside it for 24 hours.
    async fn rotate_webhook_secret(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read, if it matters.")] expected_version: Option<i32>,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<WebhookEndpoint> {
        let (content, expected) = (id.0.clone(), Expected::from(expected_version));
        let work = |tx| async move { endpoints::rotate_secret(&tx, &id, expected).await };
        write(ctx, "rotateWebhookSecret", validate_only, content, work).await
    }

    /// Send again: one delivery, or the events between two positions of the feed.
    async fn redeliver_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the endpoint.")] id: ID,
        input: RedeliverInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<WebhookRedelivery> {
        let content = (id.0.clone(), input.clone());
        let work = |tx| async move { deliveries::redeliver(&tx, &id, held(&input)?).await };
        write(ctx, "redeliverWebhook", validate_only, content, work).await
    }

    /// Try the connection: queues a delivery of type `ping`.
    async fn ping_webhook_endpoint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the endpoint.")] id: ID,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<WebhookDelivery> {
        let content = id.0.clone();
        let work = |tx| async move { deliveries::ping(&tx, &id).await };
        write(ctx, "pingWebhookEndpoint", validate_only, content, work).await
    }
}

/// What is wrong with an address; names are looked up for nobody in particular.
async fn vetted(ctx: &Context<'_>, url: Option<&str>) -> Result<Option<address::Unsafe>> {
    let caller = caller(ctx)?;
    caller.require_signed_in()?;
    Ok(address::vet(caller, url).await)
}
