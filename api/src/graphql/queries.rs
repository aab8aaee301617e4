//! Saved queries and read-only keys, as `rest/queries.rs`. A saved query runs at its address alone: here one sends the
//! document itself.

use async_graphql::{Context, ID, Object, Result};

use super::connection::{List, Window, connection};
use super::loaders::caller;
use super::mutation::{held, write};
use crate::domain::ctx::Expected;
use crate::domain::queries::{keys, read, write as saving};
use crate::view::queries::{AccessKey, NewAccessKey, SavedQuery, SavedQueryInput};

/// Reading.
#[derive(Default)]
pub struct QueriesQuery;

#[Object]
impl QueriesQuery {
    /// Saved queries that you may run: public ones, your own, those that came with the service. Public.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn saved_queries(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<SavedQuery>> {
        let request = Window { first, after, last, before }.page()?;
        Ok(connection(read::list(caller(ctx)?, &request).await?, &request, None))
    }

    /// A saved query by its slug. Public.
    async fn saved_query(&self, ctx: &Context<'_>, slug: String) -> Result<Option<SavedQuery>> {
        super::query::absent(read::by_slug(caller(ctx)?, &slug).await)
    }

    /// Your read-only keys, without their passwords; administrators see everybody's.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn access_keys(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<AccessKey>> {
        let (caller, request) = (caller(ctx)?, Window { first, after, last, before }.page()?);
        caller.require_signed_in()?;
        Ok(connection(keys::list(caller, &request).await?, &request, None))
    }
}

/// Writing.
#[derive(Default)]
pub struct QueriesMutation;

#[Object]
impl QueriesMutation {
    /// Save a query under a slug: a new one, or in the place of the one that is there. Schema and limits are checked now.
    async fn put_saved_query(
        &self,
        ctx: &Context<'_>,
        slug: String,
        input: SavedQueryInput,
        #[graphql(desc = "Version that was read; none for a new one.")] expected_version: Option<i32>,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<SavedQuery> {
        let (content, expected) = ((slug.clone(), input.clone()), expected_version.map(Expected::Version));
        let work = |tx| async move { saving::put(&tx, &slug, held(&input)?, expected).await };
        write(ctx, "putSavedQuery", validate_only, content, work).await
    }

    /// Delete a saved query: its address answers no more, and its slug is free.
    async fn delete_saved_query(
        &self,
        ctx: &Context<'_>,
        slug: String,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<SavedQuery> {
        let (content, expected) = (slug.clone(), Expected::Version(expected_version));
        let work = |tx| async move { saving::delete(&tx, &slug, expected).await };
        write(ctx, "deleteSavedQuery", validate_only, content, work).await
    }

    /// Make a read-only key for addresses of saved queries. Its password is in this answer alone.
    async fn create_access_key(
        &self,
        ctx: &Context<'_>,
        input: NewAccessKey,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<AccessKey> {
        let content = input.clone();
        let work = |tx| async move { keys::create(&tx, held(&input)?).await };
        write(ctx, "createAccessKey", validate_only, content, work).await
    }

    /// Revoke a read-only key, at once and for good.
    async fn revoke_access_key(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read, if it matters.")] expected_version: Option<i32>,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<AccessKey> {
        let (content, expected) = (id.0.clone(), expected_version.map_or(Expected::Any, Expected::Version));
        let work = |tx| async move { keys::revoke(&tx, &id, expected).await };
        write(ctx, "revokeAccessKey", validate_only, content, work).await
    }
}
