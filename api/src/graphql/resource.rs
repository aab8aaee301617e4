//! The writes of one record, whatever its kind. They are boxed: a resolver of many fields holds the future of each, and
//! grows beyond what the compiler handles in reasonable time if they lie in it whole.

use async_graphql::{Context, Result};
use futures_util::future::BoxFuture;

use super::mutation::{held, write};
use crate::domain::ctx::Expected;
use crate::view::Changes;
use crate::view::resource::{Resource, Root};

pub fn create<'a, R: Root>(ctx: &'a Context<'_>, input: R::Input, validate_only: bool) -> BoxFuture<'a, Result<R>> {
    Box::pin(async move {
        let content = input.clone();
        let work = |tx| async move { R::create(&tx, held(&input)?).await };
        write(ctx, &format!("create{}", R::NAME), validate_only, content, work).await
    })
}

pub fn update<'a, R: Resource>(
    ctx: &'a Context<'_>,
    id: String,
    expected: i32,
    changes: Changes<R::Input>,
    validate_only: bool,
) -> BoxFuture<'a, Result<R>> {
    Box::pin(async move {
        let (content, expected) = ((id.clone(), changes.0.clone()), Expected::Version(expected));
        let work = |tx| async move { R::change(&tx, &id, expected, changes).await };
        write(ctx, &format!("update{}", R::NAME), validate_only, content, work).await
    })
}

pub fn archive<'a, R: Resource>(
    ctx: &'a Context<'_>,
    id: String,
    expected: i32,
    validate_only: bool,
) -> BoxFuture<'a, Result<R>> {
    Box::pin(async move {
        let (content, expected) = (id.clone(), Expected::Version(expected));
        let work = |tx| async move { R::archive(&tx, &id, expected).await };
        write(ctx, &format!("archive{}", R::NAME), validate_only, content, work).await
    })
}
