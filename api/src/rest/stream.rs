//! Whole collections as lines of JSON, page after page, at constant memory.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::extract::Caller;
use crate::domain::page::{Cursor, PageRequest};
use crate::domain::registry::kept::{Filter, ops};
use crate::domain::{Ctx, Error};
use crate::view::kept::{Enterprise, Recorded, Row};

/// Rows read at a time.
const ROWS: u64 = 500;

pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(stream_enterprises))
}

/// All enterprises as lines of JSON, oldest first, without personal data.
///
/// Each line is an `Enterprise`. What is recorded while you read may or may not be among them; nothing comes twice.
/// If the stream breaks off, its last line is not whole: read on with `?after=` of the list, or begin anew.
#[utoipa::path(get, path = "/v1/enterprises.ndjson", operation_id = "streamEnterprises", tag = "Incubation",
    responses((status = 200, description = "One Enterprise a line", content_type = "application/x-ndjson", body = String)))]
pub async fn stream_enterprises(Caller(ctx): Caller) -> Result<Response, Error> {
    let first = lines::<Enterprise>(&ctx, PageRequest::new(Some(ROWS), None)?).await?;
    let pages = stream::unfold((ctx, Some(Ok::<_, Error>(first))), |(ctx, page)| async move {
        match page? {
            Ok((text, next)) => {
                let following = match next {
                    Some(request) => Some(lines::<Enterprise>(&ctx, request).await),
                    None => None,
                };
                Some((Ok(text), (ctx, following)))
            }
            Err(e) => Some((Err(std::io::Error::other(e.to_string())), (ctx, None))),
        }
    });
    // Compressed, a body is asked once more after its end.
    let body = Body::from_stream(pages.fuse());
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response())
}

/// A page as lines, and the page after it.
async fn lines<R: Recorded>(ctx: &Ctx, request: PageRequest) -> Result<(Bytes, Option<PageRequest>), Error> {
    let page = ops::list::<Row<R>>(ctx, &Filter::default(), &request).await?;
    let next: Option<Cursor> = page.more.then(|| page.items.last().map(|(cursor, _)| cursor.clone())).flatten();
    let mut text = Vec::new();
    for (_, held) in page.items {
        serde_json::to_writer(&mut text, &R::of(held)?)?;
        text.push(b'\n');
    }
    Ok((text.into(), next.map(|after| PageRequest { after: Some(after), ..request })))
}
