//! The feed of changes.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::connection::Window;
use super::loaders::caller;
use super::subscription::ChangeFilter;
use crate::domain::events::feed;
use crate::view::events::{self as view, EventType, FeedChange};

/// Part of the feed. Nothing comes in late before its end: go on from `next` as often as you like.
#[derive(SimpleObject)]
pub struct ChangeFeed {
    /// Changes in the order of the feed.
    nodes: Vec<FeedChange>,
    /// Cursor to go on from; always given.
    next: String,
    /// Nothing more is there now. A page may be empty and not complete, where all that was looked at was not yours.
    complete: bool,
}

#[derive(Default)]
pub struct EventsQuery;

#[Object]
impl EventsQuery {
    /// Every committed change of the records that you may see, once, in one order for all callers. Apply them by
    /// `version`, and read again from an earlier cursor whenever an answer was lost.
    #[graphql(complexity = "crate::graphql::cost::list(5, first, child_complexity)")]
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes, 1 to 100.")] first: Option<i32>,
        #[graphql(
            desc = "Cursor to go on from; the first event unless given. `latest` gives nothing and the cursor of now."
        )]
        after: Option<String>,
        filter: Option<ChangeFilter>,
    ) -> Result<ChangeFeed> {
        let ctx = caller(ctx)?;
        ctx.require_signed_in()?;
        let limit = Window { first, ..Window::default() }.page()?.limit;
        let wanted = filter.unwrap_or_default().wanted(ctx).await?;
        let after = feed::start(ctx, after.as_deref()).await?;
        let slice = feed::read(ctx, &wanted, after, limit).await?;
        let nodes = slice.changes.into_iter().map(FeedChange::from).collect();
        Ok(ChangeFeed { nodes, next: feed::cursor(slice.next), complete: slice.complete })
    }

    /// Every type of event, by name. Public.
    async fn event_types(&self) -> Vec<EventType> {
        view::event_types()
    }
}
