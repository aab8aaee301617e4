//! Many records in one call: `POST /v1/blks/batch` and its like.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::json::Body;
use super::operations::{Operation, Paths};
use super::problem::Problem;
use super::reply;
use crate::app::App;
use crate::auth::extract::SignedIn;
use crate::domain::{Error, Tx, once};
use crate::view::batch::{self, Batch, BatchOutcome, Batched, Rows, UserBatch};
use crate::view::people::User;
use crate::view::registry::Blk;
use crate::view::units::{Kawasan, Organization, Site};

/// Bytes of a batch.
pub const BATCH_BYTES: usize = 8 * 1024 * 1024;

pub fn router() -> OpenApiRouter<Arc<App>> {
    let mut paths = Paths::default();
    route::<Blk>(&mut paths);
    route::<Organization>(&mut paths);
    route::<Kawasan>(&mut paths);
    route::<Site>(&mut paths);
    paths.into_router().routes(routes!(invite_users)).layer(DefaultBodyLimit::max(BATCH_BYTES))
}

fn route<R: Batched>(paths: &mut Paths) {
    let path = format!("/v1/{}/batch", R::PLURAL);
    let summary = format!("Record up to 1,000 {}, each row by itself or all or none.", R::PLURAL);
    let operation = Operation::new("post", R::OPERATION.to_owned(), summary)
        .body::<Batch<R::Input>>()
        .answers::<BatchOutcome>(StatusCode::OK)
        .refuses(&[401, 413, 422]);
    paths.document(&path, operation);
    paths.route(&path, post(create::<R>));
}

async fn create<R: Batched>(SignedIn(ctx): SignedIn, Body(input, raw): Body<Rows>) -> Result<Response, Error> {
    let work = |tx: Tx| async move { batch::create::<R>(&tx, input.rows, input.atomic).await };
    let done = once::write(&ctx, R::OPERATION, &raw, work).await?;
    reply::done(&ctx, StatusCode::OK, &done, |_| 1)
}

/// Invite up to 1,000 people.
///
/// Each row by itself, or all or none. With delivery RETURN the one-time code of a row stands in its result, only now.
#[utoipa::path(post, path = "/v1/users/batch", operation_id = "inviteUsers", tag = "People", request_body = UserBatch,
    responses((status = 200, body = BatchOutcome), (status = 401, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn invite_users(signed_in: SignedIn, body: Body<Rows>) -> Result<Response, Error> {
    create::<User>(signed_in, body).await
}
