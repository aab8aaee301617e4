//! Threads and their comments.

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::ctx::Expected;
use crate::domain::interaction::threads::{query, said};
use crate::graphql::connection::{List, Window, connection};
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{held, write};
use crate::graphql::query::absent;
use crate::graphql::reports::wants_total;
use crate::view::interaction::threads::{
    self as view, Comment, CommentBodyInput, CommentInput, CommentVersion, Thread, ThreadInput, ThreadTitleInput,
};
use crate::vocab::{Audience, ThreadStatus};

/// Which threads.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ThreadFilter {
    /// What they are about: id of a record, code of a unit, code or id of a region (its room).
    pub subject: Option<String>,
    /// Id or code of a unit: threads about its records.
    pub unit: Option<String>,
    /// Kemendagri code: rooms of the region and of those in it, and threads about records of units in it.
    pub region: Option<String>,
    /// Where they stand.
    pub status: Option<ThreadStatus>,
    /// Who takes part.
    pub audience: Option<Audience>,
    /// Part of the title, or of a comment that you see.
    pub q: Option<String>,
}

fn list<'a>(ctx: &'a Context<'_>, filter: Option<ThreadFilter>, window: Window) -> BoxFuture<'a, Result<List<Thread>>> {
    Box::pin(async move {
        let (caller, request) = (caller(ctx)?, window.page()?);
        let ThreadFilter { subject, unit, region, status, audience, q } = filter.unwrap_or_default();
        let filter = query::Filter { subject, unit, region, status, audience, q };
        let total = if wants_total(ctx) { Some(query::count(caller, &filter).await?) } else { None };
        let page = query::list(caller, &filter, &request).await?;
        Ok(connection(page.map(Thread::from), &request, total))
    })
}

fn comments<'a>(ctx: &'a Context<'_>, thread: &'a str, window: Window) -> BoxFuture<'a, Result<List<Comment>>> {
    Box::pin(async move {
        let (caller, request) = (caller(ctx)?, window.page()?);
        let total = if wants_total(ctx) { Some(said::count(caller, thread).await?) } else { None };
        let page = said::list(caller, thread, &request).await?;
        Ok(connection(page.map(Comment::from), &request, total))
    })
}

#[ComplexObject]
impl Thread {
    /// Its comments that you see, oldest first; deleted ones stand in their place without their words.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn comments(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Comment>> {
        comments(ctx, &self.id, Window { first, after, last, before }).await
    }
}

#[ComplexObject]
impl Comment {
    /// All that it ever said, oldest first. For its author, the forum, the ministry and auditors.
    #[graphql(complexity = "10 + 5 * child_complexity")]
    async fn versions(&self, ctx: &Context<'_>) -> Result<Vec<CommentVersion>> {
        let wordings = said::wordings(caller(ctx)?, &self.id).await?;
        Ok(wordings.into_iter().map(CommentVersion::from).collect())
    }
}

/// Reading threads.
#[derive(Default)]
pub struct ThreadsQuery;

#[Object]
impl ThreadsQuery {
    /// Threads that you take part in, newest first. The room of a region is the list of its threads.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn threads(
        &self,
        ctx: &Context<'_>,
        filter: Option<ThreadFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Thread>> {
        list(ctx, filter, Window { first, after, last, before }).await
    }

    /// A thread by its id.
    async fn thread(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Thread>> {
        thread(ctx, &id).await
    }

    /// A comment by its id.
    async fn comment(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Comment>> {
        comment(ctx, &id).await
    }
}

/// A thread by its public id; null where the caller does not see it.
pub async fn thread(ctx: &Context<'_>, id: &str) -> Result<Option<Thread>> {
    absent(query::get(caller(ctx)?, id).await.map(Thread::from))
}

/// A comment by its public id; null where the caller does not see it.
pub async fn comment(ctx: &Context<'_>, id: &str) -> Result<Option<Comment>> {
    absent(said::get(caller(ctx)?, id).await.map(Comment::from))
}

/// Writing threads.
#[derive(Default)]
pub struct ThreadsMutation;

#[Object]
impl ThreadsMutation {
    /// Begin a thread about a record that you see, or in the room of a region, in an audience that you are in.
    async fn create_thread(
        &self,
        ctx: &Context<'_>,
        input: ThreadInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Thread> {
        let content = input.clone();
        let work = |tx| async move { view::create(&tx, held(&input)?).await };
        write(ctx, "createThread", validate_only, content, work).await
    }

    /// Give a thread another title. By its author, the forum and the ministry.
    async fn update_thread(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: ThreadTitleInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Thread> {
        let (content, expected) = ((id.0.clone(), input.clone()), Expected::Version(expected_version));
        let work = |tx| async move { view::rename(&tx, &id, expected, held(&input)?).await };
        write(ctx, "updateThread", validate_only, content, work).await
    }

    /// Settle a thread. By its author, the forum, the ministry, and the head of the unit.
    async fn resolve_thread(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Thread> {
        let (content, expected) = (id.0.clone(), Expected::Version(expected_version));
        let work = |tx| async move { view::resolve(&tx, &id, expected).await };
        write(ctx, "resolveThread", validate_only, content, work).await
    }

    /// Open a settled thread again. By those who may settle it.
    async fn reopen_thread(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Thread> {
        let (content, expected) = (id.0.clone(), Expected::Version(expected_version));
        let work = |tx| async move { view::reopen(&tx, &id, expected).await };
        write(ctx, "reopenThread", validate_only, content, work).await
    }

    /// Add a comment, to the audience of the thread or to a narrower one that you are in.
    async fn create_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the thread.")] thread: ID,
        input: CommentInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Comment> {
        let content = (thread.0.clone(), input.clone());
        let work = |tx| async move { view::add(&tx, &thread, held(&input)?).await };
        write(ctx, "createComment", validate_only, content, work).await
    }

    /// Give a comment other words. By its author, while the thread is open; what it said before is kept.
    async fn update_comment(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        input: CommentBodyInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Comment> {
        let (content, expected) = ((id.0.clone(), input.clone()), Expected::Version(expected_version));
        let work = |tx| async move { view::edit(&tx, &id, expected, held(&input)?).await };
        write(ctx, "updateComment", validate_only, content, work).await
    }

    /// Take back what a comment says. By its author or an administrator; that something stood there is still seen.
    async fn delete_comment(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Comment> {
        let (content, expected) = (id.0.clone(), Expected::Version(expected_version));
        let work = |tx| async move { view::delete(&tx, &id, expected).await };
        write(ctx, "deleteComment", validate_only, content, work).await
    }
}
