//! Offers for who needs them.

use async_graphql::{Context, ID, InputObject, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::interaction::commitments::{self, OfferFilter};
use crate::graphql::connection::{List, Window, connection};
use crate::graphql::loaders::caller;
use crate::graphql::reports::wants_total;
use crate::view::interaction::needs::{self, NeedMatch};
use crate::view::kept::Commitment;

/// Which offers.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MatchFilter {
    /// Codes of `offerKinds`.
    pub kind: Option<Vec<String>>,
    /// Kemendagri code: offers that hold in that region, or in a part of it.
    pub region: Option<String>,
    /// Code of `sectors`: offers for that sector, or for all.
    pub sector: Option<String>,
}

/// Finding offers.
#[derive(Default)]
pub struct NeedsQuery;

#[Object]
impl NeedsQuery {
    /// The offers that match a need, the best first.
    #[graphql(complexity = "crate::graphql::cost::list(20, Some(first), child_complexity)")]
    async fn need_matches(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the need.")] of: ID,
        #[graphql(desc = "Rows, 1 to 100.")] first: i32,
    ) -> Result<Vec<NeedMatch>> {
        matches(ctx, of.0, first).await
    }

    /// Open offers by kind, region and sector, oldest first.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn matches(
        &self,
        ctx: &Context<'_>,
        filter: Option<MatchFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Commitment>> {
        offers(ctx, filter.unwrap_or_default(), Window { first, after, last, before }).await
    }
}

fn matches<'a>(ctx: &'a Context<'_>, of: String, first: i32) -> BoxFuture<'a, Result<Vec<NeedMatch>>> {
    Box::pin(async move {
        let caller = caller(ctx)?;
        caller.require_signed_in()?;
        let limit = Window { first: Some(first), ..Window::default() }.page()?.limit;
        Ok(needs::matches(caller, &of, limit).await?.0)
    })
}

fn offers<'a>(ctx: &'a Context<'_>, filter: MatchFilter, window: Window) -> BoxFuture<'a, Result<List<Commitment>>> {
    Box::pin(async move {
        let (caller, request) = (caller(ctx)?, window.page()?);
        let filter =
            OfferFilter { kinds: filter.kind.unwrap_or_default(), region: filter.region, sector: filter.sector };
        let total = if wants_total(ctx) { Some(commitments::count(caller, &filter).await?) } else { None };
        Ok(connection(needs::offers(caller, &filter, &request).await?, &request, total))
    })
}
