//! Machine clients, as `rest/people/clients.rs`.

use async_graphql::{Context, ID, Object, Result};

use super::connection::{List, Window, connection};
use super::loaders::caller;
use super::mutation::{held, write};
use crate::domain::ctx::Expected;
use crate::domain::people::clients;
use crate::view::clients::ClientChanges;
use crate::view::people::{Client, NewClient};

/// Reading.
#[derive(Default)]
pub struct ClientsQuery;

#[Object]
impl ClientsQuery {
    /// All machine clients. For administrators.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn clients(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Client>> {
        let request = Window { first, after, last, before }.page()?;
        Ok(connection(clients::list(caller(ctx)?, &request).await?, &request, None))
    }

    /// A machine client by its id, without its secret. For administrators.
    async fn client(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Client>> {
        super::query::absent(clients::by_id(caller(ctx)?, &id).await)
    }
}

/// Writing.
#[derive(Default)]
pub struct ClientsMutation;

#[Object]
impl ClientsMutation {
    /// Let a machine in. Its secret is in this answer alone.
    async fn create_client(
        &self,
        ctx: &Context<'_>,
        input: NewClient,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Client> {
        let content = input.clone();
        let work = |tx| async move { clients::create(&tx, held(&input)?).await };
        write(ctx, "createClient", validate_only, content, work).await
    }

    /// Change name, end, public key, networks or scopes of a machine; absent is unchanged, null is taken away.
    async fn update_client(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        changes: ClientChanges,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Client> {
        let (content, expected) = ((id.0.clone(), changes.0.clone()), Expected::Version(expected_version));
        let work = |tx| async move { clients::update(&tx, &id, expected, changes).await };
        write(ctx, "updateClient", validate_only, content, work).await
    }

    /// Turn a machine away for good. Its tokens are refused within seconds.
    async fn revoke_client(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read, if it matters.")] expected_version: Option<i32>,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Client> {
        let (content, expected) = (id.0.clone(), Expected::from(expected_version));
        let work = |tx| async move { clients::revoke(&tx, &id, expected).await };
        write(ctx, "revokeClient", validate_only, content, work).await
    }

    /// Give a machine a new secret, shown in this answer alone. The old one no longer works.
    async fn rotate_client_secret(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read, if it matters.")] expected_version: Option<i32>,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Client> {
        let (content, expected) = (id.0.clone(), Expected::from(expected_version));
        let work = |tx| async move { clients::rotate_secret(&tx, &id, expected).await };
        write(ctx, "rotateClientSecret", validate_only, content, work).await
    }
}
