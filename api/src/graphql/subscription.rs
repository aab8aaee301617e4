//! Subscriptions: the feed of changes as it grows, filtered by what the subscriber may see. The feed is the truth; what
//! wakes a subscriber is only a hint, so that nothing is lost between two servers.

use std::collections::VecDeque;

use async_graphql::{Context, ID, InputObject, SimpleObject, Subscription as GraphQl};
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};

use super::loaders::caller;
use super::query::absent;
use crate::domain::events::feed::{self, Wanted};
use crate::domain::ids::Kind;
use crate::domain::interaction::{notices, threads};
use crate::domain::{Ctx, Result, reports};
use crate::view::events::FeedChange;
use crate::view::interaction::notices::Notification;
use crate::view::interaction::threads::{Comment, Thread};
use crate::view::reports::Report;

/// Changes read in one go.
const CHUNK: u64 = 100;

/// Which changes to hear of.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ChangeFilter {
    /// Types of events, for example `report.submitted`; all unless given.
    #[graphql(default)]
    types: Vec<String>,
    /// Kinds of records, for example `Report`; all unless given.
    #[graphql(default)]
    kinds: Vec<String>,
    /// Id of one record.
    of: Option<ID>,
    /// Id or code of a unit: what belongs to it.
    unit: Option<ID>,
}

impl ChangeFilter {
    /// What it asks for; the root `changes` takes it too.
    pub(super) async fn wanted(self, ctx: &Ctx) -> Result<Wanted> {
        let (of, unit) = (self.of.map(|id| id.0), self.unit.map(|id| id.0));
        feed::wanted(ctx, self.types, &self.kinds, of, unit.as_deref()).await
    }
}

/// A report that changed.
#[derive(SimpleObject)]
pub struct ReportChange {
    /// The change; its `cursor` resumes after it.
    change: FeedChange,
    /// The report as it stands now; null where it is no longer seen.
    report: Option<Report>,
}

/// A thread, or a comment in it, that changed.
#[derive(SimpleObject)]
pub struct ThreadUpdate {
    /// The change; its `cursor` resumes after it.
    change: FeedChange,
    /// The thread as it stands now; null where it is no longer seen.
    thread: Option<Thread>,
    /// The comment, where one changed.
    comment: Option<Comment>,
}

/// A notification that came in.
#[derive(SimpleObject)]
pub struct NotificationAdded {
    /// Resumes after it.
    cursor: String,
    /// The notification.
    notification: Notification,
}

/// Where a subscription stands.
struct Following {
    ctx: Ctx,
    wanted: Wanted,
    after: i64,
    heads: tokio::sync::watch::Receiver<i64>,
    ready: VecDeque<feed::Change>,
    more: bool,
}

impl Following {
    /// The next change, waited for; none once the service ends.
    async fn next(&mut self) -> Result<Option<feed::Change>> {
        loop {
            if let Some(change) = self.ready.pop_front() {
                return Ok(Some(change));
            }
            if !self.more && self.heads.changed().await.is_err() {
                return Ok(None);
            }
            self.heads.borrow_and_update();
            let slice = feed::read(&self.ctx, &self.wanted, self.after, CHUNK).await?;
            (self.after, self.more) = (slice.next, !slice.complete);
            self.ready.extend(slice.changes);
        }
    }
}

/// The changes after a cursor, or after now, for as long as the socket is open.
async fn follow(ctx: &Ctx, wanted: Wanted, after: Option<String>) -> Result<BoxStream<'static, Result<feed::Change>>> {
    ctx.require_signed_in()?;
    let after = match after {
        Some(cursor) => feed::position(&cursor)?,
        None => feed::head(ctx).await?,
    };
    let heads = ctx.app.feed.subscribe();
    let start = Following { ctx: ctx.clone(), wanted, after, heads, ready: VecDeque::new(), more: true };
    let stream = futures_util::stream::try_unfold(start, |mut following| async move {
        Ok(following.next().await?.map(|change| (change, following)))
    });
    Ok(stream.boxed())
}

/// What a subscription sends; a refusal ends it.
type Live<T> = BoxStream<'static, async_graphql::Result<T>>;

#[derive(Default)]
pub struct Subscription;

/// Each field takes `after`, a cursor of an earlier change: what came since is sent first. Without it a subscription
/// begins now. The socket closes with 4403 when the token ends or rights change: connect again with a new token and the
/// last cursor.
#[GraphQl]
impl Subscription {
    /// Every change that the caller may see.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Cursor of the last change that was seen.")] after: Option<String>,
        filter: Option<ChangeFilter>,
    ) -> Result<Live<FeedChange>> {
        let ctx = caller(ctx)?;
        let wanted = filter.unwrap_or_default().wanted(ctx).await?;
        Ok(follow(ctx, wanted, after).await?.map_ok(FeedChange::from).map_err(Into::into).boxed())
    }

    /// Reports that change, with the report as it stands.
    async fn report_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of one report; all that the caller sees unless given.")] id: Option<ID>,
        #[graphql(desc = "Id or code of a unit: its reports.")] unit: Option<ID>,
        #[graphql(desc = "Cursor of the last change that was seen.")] after: Option<String>,
    ) -> Result<Live<ReportChange>> {
        let ctx = caller(ctx)?;
        let kinds = vec![Kind::Report.name().to_owned()];
        let wanted = ChangeFilter { kinds, of: id, unit, ..ChangeFilter::default() }.wanted(ctx).await?;
        let reader = ctx.clone();
        let shown = move |change: feed::Change| with_report(reader.clone(), change);
        Ok(follow(ctx, wanted, after).await?.map_err(Into::into).and_then(shown).boxed())
    }

    /// Threads and comments that change.
    async fn thread_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of one thread; all that the caller sees unless given.")] id: Option<ID>,
        #[graphql(desc = "Cursor of the last change that was seen.")] after: Option<String>,
    ) -> Result<Live<ThreadUpdate>> {
        let ctx = caller(ctx)?;
        if let Some(id) = &id {
            threads::get(ctx, id).await?;
        }
        let wanted = Wanted { kinds: vec![Kind::Thread, Kind::Comment], ..Wanted::default() };
        let reader = ctx.clone();
        let shown = move |change: feed::Change| with_thread(reader.clone(), change, id.clone());
        Ok(follow(ctx, wanted, after).await?.map_err(Into::into).try_filter_map(shown).boxed())
    }

    /// Notifications of the caller, as they come in.
    async fn notification_added(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Cursor of the last notification that was seen.")] after: Option<String>,
    ) -> Result<Live<NotificationAdded>> {
        let ctx = caller(ctx)?;
        let wanted = Wanted { types: vec!["notification.created".to_owned()], ..Wanted::default() };
        let reader = ctx.clone();
        let shown = move |change: feed::Change| with_notification(reader.clone(), change);
        Ok(follow(ctx, wanted, after).await?.map_err(Into::into).try_filter_map(shown).boxed())
    }
}

// What is not seen any more is null; any other refusal ends the subscription.

async fn with_report(ctx: Ctx, change: feed::Change) -> async_graphql::Result<ReportChange> {
    let report = absent(reports::query::one(&ctx, &change.object_id).await)?;
    let report = report.map(|report| Report::of(&ctx, &report));
    Ok(ReportChange { change: change.into(), report })
}

/// None where another thread is followed.
async fn with_thread(ctx: Ctx, change: feed::Change, only: Option<ID>) -> async_graphql::Result<Option<ThreadUpdate>> {
    let comment = match change.kind {
        Kind::Comment => absent(threads::comment(&ctx, &change.object_id).await)?,
        _ => None,
    };
    let id = comment.as_ref().map_or_else(|| change.object_id.clone(), |comment| comment.thread_id());
    if only.as_ref().is_some_and(|only| only.0 != id) {
        return Ok(None);
    }
    let thread = absent(threads::get(&ctx, &id).await)?;
    if only.is_some() && thread.is_none() {
        return Ok(None);
    }
    let (thread, comment) = (thread.map(Thread::from), comment.map(Comment::from));
    Ok(Some(ThreadUpdate { change: change.into(), thread, comment }))
}

async fn with_notification(ctx: Ctx, change: feed::Change) -> async_graphql::Result<Option<NotificationAdded>> {
    let found = absent(notices::get(&ctx, &change.object_id).await)?;
    let cursor = feed::cursor(change.position);
    Ok(found.map(|row| NotificationAdded { cursor, notification: Notification::of(&ctx, row) }))
}
