//! Your own notifications, how you are told, and reminders by call.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::domain::ctx::Expected;
use crate::domain::interaction::notices::{self, Filter, preferences};
use crate::graphql::connection::{List, Window, connection};
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{held, write};
use crate::graphql::query::absent;
use crate::graphql::reports::wants_total;
use crate::view::interaction::notices::{
    self as view, Notification, NotificationPreferences, NotificationPreferencesInput, NotificationsRead,
    ObligationsReminded, ReadAllInput, RemindObligationsInput,
};

/// Which notifications.
#[derive(Clone, Debug, Default, InputObject)]
pub struct NotificationFilter {
    /// Only unread ones, or only those that were read.
    pub unread: Option<bool>,
    /// Code of `notificationKinds`.
    pub kind: Option<String>,
}

/// Reading one's own notifications.
#[derive(Default)]
pub struct NoticesQuery;

#[Object]
impl NoticesQuery {
    /// Your notifications, newest first.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        filter: Option<NotificationFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Notification>> {
        let (caller, request) = (caller(ctx)?, Window { first, after, last, before }.page()?);
        let filter = filter.map(|filter| Filter { unread: filter.unread, kind: filter.kind }).unwrap_or_default();
        let total = if wants_total(ctx) { Some(notices::count(caller, &filter).await?) } else { None };
        let page = notices::list(caller, &filter, &request).await?;
        Ok(connection(page.map(|received| Notification::of(caller, received)), &request, total))
    }

    /// One of your notifications by its id.
    async fn notification(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Notification>> {
        let caller = caller(ctx)?;
        absent(notices::get(caller, &id).await.map(|received| Notification::of(caller, received)))
    }

    /// How many of your notifications you have not read.
    async fn unread_notification_count(&self, ctx: &Context<'_>) -> Result<u64> {
        Ok(notices::unread(caller(ctx)?).await?)
    }

    /// How you are told of each kind of notice.
    #[graphql(complexity = "5 + 20 * child_complexity")]
    async fn notification_preferences(&self, ctx: &Context<'_>) -> Result<NotificationPreferences> {
        Ok(preferences::mine(caller(ctx)?).await?.into())
    }
}

/// Writing what concerns notifications.
#[derive(Default)]
pub struct NoticesMutation;

#[Object]
impl NoticesMutation {
    /// Marks one of your notifications as read. Twice is as good as once.
    async fn mark_notification_read(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Notification> {
        let content = id.0.clone();
        let work = |tx| async move { view::mark_read(&tx, &id).await };
        write(ctx, "markNotificationRead", validate_only, content, work).await
    }

    /// Marks your notifications as read, those up to the one that you name: what came in meanwhile stays unread. At
    /// most 1,000 in one call, oldest first.
    async fn mark_all_notifications_read(
        &self,
        ctx: &Context<'_>,
        input: Option<ReadAllInput>,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<NotificationsRead> {
        let input = input.unwrap_or_default();
        let content = input.clone();
        let work = |tx| async move { view::mark_all_read(&tx, held(&input)?).await };
        write(ctx, "markAllNotificationsRead", validate_only, content, work).await
    }

    /// Chooses how you are told of what. It replaces the whole: a kind that you leave out gets its defaults.
    async fn set_notification_preferences(
        &self,
        ctx: &Context<'_>,
        input: NotificationPreferencesInput,
        #[graphql(desc = "Version that was read; 0 if you never chose anything.")] expected_version: i32,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<NotificationPreferences> {
        let (content, expected) = (input.clone(), Expected::Version(expected_version));
        let work = |tx| async move { view::set_preferences(&tx, expected, held(&input)?).await };
        write(ctx, "setNotificationPreferences", validate_only, content, work).await
    }

    /// Reminds the people of units of reports that have not arrived: where you manage obligations, once a day for each
    /// obligation, at most 5,000 in one call. With `validateOnly` it counts and tells nobody.
    async fn remind_obligations(
        &self,
        ctx: &Context<'_>,
        input: RemindObligationsInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<ObligationsReminded> {
        let content = input.clone();
        let work = |tx| async move { view::remind(&tx, held(&input)?).await };
        write(ctx, "remindObligations", validate_only, content, work).await
    }
}
