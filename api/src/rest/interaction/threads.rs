//! `/v1/threads` and `/v1/comments`: everyone around the same record.

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
use crate::domain::interaction::threads::{query, said};
use crate::domain::page::PageRequest;
use crate::domain::{Error, once};
use crate::rest::json::{Body, Params};
use crate::rest::problem::Problem;
use crate::rest::reply::{self, List, if_match};
use crate::view::interaction::threads::{
    self as view, Comment, CommentBodyInput, CommentInput, CommentVersion, Thread, ThreadInput, ThreadTitleInput,
};
use crate::vocab::{Audience, ThreadStatus};

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_threads, create_thread))
        .routes(routes!(get_thread, update_thread))
        .routes(routes!(resolve_thread))
        .routes(routes!(reopen_thread))
        .routes(routes!(list_comments, create_comment))
        .routes(routes!(get_comment, update_comment, delete_comment))
        .routes(routes!(list_comment_versions))
}

/// Which threads to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ThreadQuery {
    /// What they are about: id of a record, code of a unit, code or id of a region (its room).
    subject: Option<String>,
    /// Id or code of a unit: threads about its records.
    unit: Option<String>,
    /// Kemendagri code: rooms of the region and of those in it, and threads about records of units in it.
    region: Option<String>,
    /// Where they stand.
    status: Option<ThreadStatus>,
    /// Who takes part.
    audience: Option<Audience>,
    /// Part of the title, or of a comment that you see.
    q: Option<String>,
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List threads, newest first.
///
/// Those that you take part in. The room of a region is the list of its threads: `?subject=36`.
#[utoipa::path(get, path = "/v1/threads", operation_id = "listThreads", tag = "Interaction", params(ThreadQuery),
    responses((status = 200, body = List<Thread>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn list_threads(SignedIn(ctx): SignedIn, Params(asked): Params<ThreadQuery>) -> Result<Response, Error> {
    let page = PageRequest::new(asked.limit, asked.after.as_deref())?;
    let ThreadQuery { subject, unit, region, status, audience, q, .. } = asked;
    let filter = query::Filter { subject, unit, region, status, audience, q };
    Ok(reply::list(query::list(&ctx, &filter, &page).await?.map(Thread::from)))
}

/// Begin a thread about a record that you see, or in the room of a region.
///
/// The audience decides who sees it; use one that you are in. INTERNAL: the forum, the ministry and auditors of the
/// place. BLK: those, and the head and operators. STAKEHOLDERS: those, and local government, universities and
/// stakeholders of the place; about coaching, whoever sees the record. PARTNER: INTERNAL, BLK and the people of one
/// organization, who need not see the record. A room of a region is for those whose scope covers it or lies in it.
#[utoipa::path(post, path = "/v1/threads", operation_id = "createThread", tag = "Interaction", request_body = ThreadInput,
    responses((status = 201, body = Thread), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_thread(SignedIn(ctx): SignedIn, Body(input, raw): Body<ThreadInput>) -> Result<Response, Error> {
    let done = once::write(&ctx, "createThread", &raw, |tx| async move { view::create(&tx, input).await }).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |thread| thread.version)
}

/// Read a thread. Its counts, times and participants are those of the comments that you see.
#[utoipa::path(get, path = "/v1/threads/{id}", operation_id = "getThread", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the thread")),
    responses((status = 200, body = Thread), (status = 304), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_thread(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let thread = Thread::from(query::get(&ctx, &id).await?);
    reply::record(&headers, StatusCode::OK, thread.version, &thread)
}

/// Give a thread another title. By its author, the forum and the ministry.
#[utoipa::path(patch, path = "/v1/threads/{id}", operation_id = "updateThread", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the thread"), ("If-Match" = String, Header, description = "ETag you read")), request_body = ThreadTitleInput,
    responses((status = 200, body = Thread), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn update_thread(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<ThreadTitleInput>,
) -> Result<Response, Error> {
    let (expected, content) = (if_match(&headers)?, (id.clone(), raw));
    let work = |tx| async move { view::rename(&tx, &id, expected, input).await };
    let done = once::write(&ctx, "updateThread", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |thread| thread.version)
}

/// Settle a thread. By its author, the forum, the ministry, and the head of the unit; nothing is added afterwards.
#[utoipa::path(post, path = "/v1/threads/{id}/resolve", operation_id = "resolveThread", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the thread"), ("If-Match" = String, Header, description = "ETag you read")),
    responses((status = 200, body = Thread), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub async fn resolve_thread(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (expected, content) = (if_match(&headers)?, id.clone());
    let work = |tx| async move { view::resolve(&tx, &id, expected).await };
    let done = once::write(&ctx, "resolveThread", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |thread| thread.version)
}

/// Open a settled thread again. By those who may settle it.
#[utoipa::path(post, path = "/v1/threads/{id}/reopen", operation_id = "reopenThread", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the thread"), ("If-Match" = String, Header, description = "ETag you read")),
    responses((status = 200, body = Thread), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub async fn reopen_thread(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (expected, content) = (if_match(&headers)?, id.clone());
    let work = |tx| async move { view::reopen(&tx, &id, expected).await };
    let done = once::write(&ctx, "reopenThread", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |thread| thread.version)
}

/// Which comments to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct CommentQuery {
    /// Rows, 1 to 500; 50 unless given.
    limit: Option<u64>,
    /// Cursor from `page.next`.
    after: Option<String>,
}

/// List the comments of a thread that you see, oldest first. Deleted ones stand in their place without their words.
#[utoipa::path(get, path = "/v1/threads/{id}/comments", operation_id = "listComments", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the thread"), CommentQuery),
    responses((status = 200, body = List<Comment>), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list_comments(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Params(asked): Params<CommentQuery>,
) -> Result<Response, Error> {
    let page = PageRequest::new(asked.limit, asked.after.as_deref())?;
    Ok(reply::list(said::list(&ctx, &id, &page).await?.map(Comment::from)))
}

/// Add a comment.
///
/// To the audience of the thread unless you name a narrower one that you are in. A thread that was resolved is reopened
/// first. Whom it names is told, and so is whoever takes part in the thread and sees it.
#[utoipa::path(post, path = "/v1/threads/{id}/comments", operation_id = "createComment", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the thread")), request_body = CommentInput,
    responses((status = 201, body = Comment), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_comment(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    Body(input, raw): Body<CommentInput>,
) -> Result<Response, Error> {
    let content = (id.clone(), raw);
    let work = |tx| async move { view::add(&tx, &id, input).await };
    let done = once::write(&ctx, "createComment", &content, work).await?;
    reply::done(&ctx, StatusCode::CREATED, &done, |comment| comment.version)
}

/// Read a comment.
#[utoipa::path(get, path = "/v1/comments/{id}", operation_id = "getComment", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the comment")),
    responses((status = 200, body = Comment), (status = 304), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn get_comment(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let comment = Comment::from(said::get(&ctx, &id).await?);
    reply::record(&headers, StatusCode::OK, comment.version, &comment)
}

/// Give a comment other words. By its author, while the thread is open; what it said before is kept.
#[utoipa::path(patch, path = "/v1/comments/{id}", operation_id = "updateComment", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the comment"), ("If-Match" = String, Header, description = "ETag you read")), request_body = CommentBodyInput,
    responses((status = 200, body = Comment), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn update_comment(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input, raw): Body<CommentBodyInput>,
) -> Result<Response, Error> {
    let (expected, content) = (if_match(&headers)?, (id.clone(), raw));
    let work = |tx| async move { view::edit(&tx, &id, expected, input).await };
    let done = once::write(&ctx, "updateComment", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |comment| comment.version)
}

/// Take back what a comment says. By its author or an administrator.
///
/// What it said is kept for the author and the inner circle; that something stood there is seen.
#[utoipa::path(delete, path = "/v1/comments/{id}", operation_id = "deleteComment", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the comment"), ("If-Match" = String, Header, description = "ETag you read")),
    responses((status = 200, body = Comment), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub async fn delete_comment(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (expected, content) = (if_match(&headers)?, id.clone());
    let work = |tx| async move { view::delete(&tx, &id, expected).await };
    let done = once::write(&ctx, "deleteComment", &content, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |comment| comment.version)
}

/// Read all that a comment ever said, oldest first. For its author, the forum, the ministry and auditors.
#[utoipa::path(get, path = "/v1/comments/{id}/versions", operation_id = "listCommentVersions", tag = "Interaction",
    params(("id" = String, Path, description = "Id of the comment")),
    responses((status = 200, body = List<CommentVersion>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn list_comment_versions(SignedIn(ctx): SignedIn, Path(id): Path<String>) -> Result<Response, Error> {
    let wordings = said::wordings(&ctx, &id).await?;
    Ok(reply::whole(wordings.into_iter().map(CommentVersion::from).collect()))
}
