//! What a partner pulls.

use async_graphql::{Context, ID, Object, Result};

use crate::domain::partners::gate::Channel;
use crate::domain::partners::pulls;
use crate::graphql::connection::{List, Window, connection};
use crate::graphql::loaders::caller;
use crate::graphql::query::absent;
use crate::view::partners::pulls::PartnerIncubatee;

/// Pulling what was consented to.
#[derive(Default)]
pub struct PullsQuery;

#[Object]
impl PullsQuery {
    /// Everybody who consented to this purpose, in the order of their pseudonyms. What your agreement, the purpose, your
    /// client and the consent do not have in common is null and named in `redactions`. Every page is written down, and
    /// each person in it can read who got what. `totalCount` is not told.
    #[graphql(complexity = "crate::graphql::cost::list(20, first, child_complexity)")]
    async fn partner_incubatees(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The purpose for which you read: code of `consentPurposes`.")] purpose: Option<String>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<List<PartnerIncubatee>> {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        let request = Window { first, after, ..Window::default() }.page()?;
        let page = pulls::page(caller, purpose.as_deref(), &request, Channel::Graphql).await?;
        Ok(connection(page.into_inner(), &request, None))
    }

    /// One of them; null once the consent has ended, as for somebody who never consented.
    #[graphql(complexity = "20 + child_complexity")]
    async fn partner_incubatee(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "The purpose for which you read: code of `consentPurposes`.")] purpose: Option<String>,
    ) -> Result<Option<PartnerIncubatee>> {
        let record = pulls::one(caller(ctx)?, purpose.as_deref(), &id, Channel::Graphql).await;
        absent(record.map(|record| record.into_inner()))
    }
}
