//! `/v1/notifications`: your own inbox. `/v1/me/notification-preferences`. `/v1/obligations/remind`.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::interaction::notices::{self, Filter, preferences};
use crate::domain::page::PageRequest;
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, if_match};
use crate::view::interaction::notices::{
    self as view, Notification, NotificationPreferences, NotificationPreferencesInput, NotificationsRead,
    ObligationsReminded, ReadAllInput, RemindObligationsInput, UnreadCount,
};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_notifications))
        .routes(routes!(count_unread_notifications))
        .routes(routes!(get_notification))
        .routes(routes!(mark_notification_read))
        .routes(routes!(mark_all_notifications_read))
        .routes(routes!(get_notification_preferences, set_notification_preferences))
        .routes(routes!(remind_obligations))
}

/// Which notifications to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct NotificationQuery {
    /// Only unread ones, or only those that were read.
    unread: Option<bool>,
    /// Code of `notificationKinds`.
    kind: Option<String>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List your notifications, newest first.
#[utoipa::path(get, path = "/v1/notifications", operation_id = "listNotifications", tag = "Interaction", params(NotificationQuery),
    responses((status = 200, body = List<Notification>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn list_notifications(
    SignedIn(ctx): SignedIn,
    Params(wanted): Params<NotificationQuery>,
) -> Result<Response, Error> {
    let page = PageRequest::new(wanted.limit, wanted.after.as_deref())?;
    let page = notices::list(&ctx, &Filter { unread: wanted.unread, kind: wanted.kind }, &page).await?;
    Ok(reply::list(page.map(|received| Notification::of(&ctx, received))))
}

/// Count your unread notifications.
#[utoipa::path(get, path = "/v1/notifications/unread-count", operation_id = "countUnreadNotifications", tag = "Interaction",
    responses((status = 200, body = UnreadCount), (status = 401, body = Problem)))]
pub async fn count_unread_notifications(SignedIn(ctx): SignedIn) -> Result<Response, Error> {
    Ok(reply::json(StatusCode::OK, &UnreadCount { count: notices::unread(&ctx).await? }))
}

/// Read one of your notifications. It stays unread until you say otherwise.
#[utoipa::path(get, path = "/v1/notifications/{id}", operation_id = "getNotification", tag = "Interaction", params(("id" = String, Path)),
    responses((status = 200, body = Notification), (status = 304), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_notification(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let notification = Notification::of(&ctx, notices::get(&ctx, &id).await?);
    reply::record(&headers, StatusCode::OK, notification.version, &notification)
}

/// Mark one of your notifications as read.
///
/// Twice is as good as once.
#[utoipa::path(post, path = "/v1/notifications/{id}/read", operation_id = "markNotificationRead", tag = "Interaction", params(("id" = String, Path)),
    responses((status = 200, body = Notification), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn mark_notification_read(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let content = id.clone();
    let work = |tx| async move { view::mark_read(&tx, &id).await };
    let done = once::write(&ctx, "markNotificationRead", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |notification| notification.version)
}

/// Mark your notifications as read.
///
/// Those up to the one that you name: what came in meanwhile stays unread. At most 1,000 in one call, oldest first; repeat
/// it while `unread` says that some are left.
#[utoipa::path(post, path = "/v1/notifications/read-all", operation_id = "markAllNotificationsRead", tag = "Interaction", request_body = ReadAllInput,
    responses((status = 200, body = NotificationsRead), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn mark_all_notifications_read(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<ReadAllInput>,
) -> Result<Response, Error> {
    let work = |tx| async move { view::mark_all_read(&tx, input).await };
    let done = once::write(&ctx, "markAllNotificationsRead", &raw, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |_| 1)
}

/// Read how you are told of what.
///
/// Every kind of notice with its channels: what you chose, or its defaults.
#[utoipa::path(get, path = "/v1/me/notification-preferences", operation_id = "getNotificationPreferences", tag = "Interaction",
    responses((status = 200, body = NotificationPreferences), (status = 304), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn get_notification_preferences(SignedIn(ctx): SignedIn, headers: HeaderMap) -> Result<Response, Error> {
    let mine: NotificationPreferences = preferences::mine(&ctx).await?.into();
    reply::record(&headers, StatusCode::OK, mine.version, &mine)
}

/// Choose how you are told of what.
///
/// Replaces the whole: a kind that you leave out gets its defaults. `If-Match` is the ETag of what you read, `"0"` if you
/// never chose anything.
#[utoipa::path(put, path = "/v1/me/notification-preferences", operation_id = "setNotificationPreferences", tag = "Interaction",
    params(("If-Match" = String, Header, description = "ETag you read")), request_body = NotificationPreferencesInput,
    responses((status = 200, body = NotificationPreferences), (status = 401, body = Problem), (status = 403, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn set_notification_preferences(
    SignedIn(ctx): SignedIn,
    headers: HeaderMap,
    Body(input, raw): Body<NotificationPreferencesInput>,
) -> Result<Response, Error> {
    let expected = if_match(&headers)?;
    let work = |tx| async move { view::set_preferences(&tx, expected, input).await };
    let done = once::write(&ctx, "setNotificationPreferences", &raw, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |mine| mine.version)
}

/// Remind of reports that have not arrived.
///
/// For those who manage obligations, in their scope. Tells the head and the operators of each unit, in the inbox, by mail
/// and by phone as they wish; of one obligation once a day. At most 5,000 obligations in one call. With `validateOnly` it
/// counts and tells nobody.
#[utoipa::path(post, path = "/v1/obligations/remind", operation_id = "remindObligations", tag = "Obligations", request_body = RemindObligationsInput,
    responses((status = 200, body = ObligationsReminded), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn remind_obligations(
    SignedIn(ctx): SignedIn,
    Body(input, raw): Body<RemindObligationsInput>,
) -> Result<Response, Error> {
    let work = |tx| async move { view::remind(&tx, input).await };
    let done = once::write(&ctx, "remindObligations", &raw, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |_| 1)
}
