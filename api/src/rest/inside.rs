//! Reads of the service by itself: the same routes, rights, redactions and notes as from outside, without a network.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request, header};
use axum::response::Response;
use futures_util::future::BoxFuture;
use serde_json::Value;
use tower::ServiceExt;

use super::listed;
use super::problem::stray;
use crate::app::App;
use crate::auth::extract::Acting;
use crate::domain::jobs::lists::{Column, Listing, Lists, Pages};
use crate::domain::{Code, Ctx, Error, Lang, Result};

/// Most bytes of an answer: a page of the largest records stays far below.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The routes of the service, ready for calls from within. Making them takes a moment; whoever calls often keeps them.
#[derive(Clone)]
pub struct Inside(Router);

impl Inside {
    pub fn of(app: &Arc<App>) -> Self {
        Self(super::routes().with_state(app.clone()))
    }

    /// The answer to one GET, for the actor of this context. What is refused is refused here with the same code.
    async fn ask(&self, ctx: &Ctx, path_and_query: &str) -> Result<Value> {
        let mut request = Request::get(path_and_query).body(Body::empty()).map_err(|_| Error::new(Code::Malformed))?;
        let language = if ctx.lang == Lang::En { "en" } else { "id" };
        request.headers_mut().insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(language));
        request.extensions_mut().insert(Acting(ctx.clone()));
        let Ok(mut response) = self.0.clone().oneshot(request).await;
        if let Some(refused) = refusal(&mut response) {
            return Err(refused);
        }
        let bytes = to_bytes(response.into_body(), MOST_BYTES).await.map_err(Error::internal)?;
        Ok(serde_json::from_slice(&bytes)?)
    }
}

/// REST, as exports ask it.
pub struct Face;

impl Lists for Face {
    fn listing(&self, list: &str) -> Result<Listing> {
        listed::listing(list)
    }

    fn columns<'a>(&'a self, ctx: &'a Ctx, list: &'a str) -> BoxFuture<'a, Result<Vec<Column>>> {
        Box::pin(listed::columns_for(ctx, list))
    }

    fn pages(&self, ctx: &Ctx) -> Box<dyn Pages> {
        Box::new(Inside::of(&ctx.app))
    }
}

impl Pages for Inside {
    fn get<'a>(&'a self, ctx: &'a Ctx, path_and_query: &'a str) -> BoxFuture<'a, Result<Value>> {
        Box::pin(self.ask(ctx, path_and_query))
    }
}

/// Why there is no answer. The error is still itself: it becomes a document only on its way out.
fn refusal(response: &mut Response) -> Option<Error> {
    if let Some(error) = response.extensions_mut().remove::<Arc<Error>>() {
        return Some(Arc::try_unwrap(error).unwrap_or_else(|shared| Error::new(shared.code())));
    }
    (!response.status().is_success()).then(|| Error::new(stray(response).unwrap_or(Code::Internal)))
}
