//! Relay connections over the domain's pages: the same cursors as REST's `?after=`.

use std::borrow::Cow;

use async_graphql::connection::PageInfo;
use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, Object, OutputType, Positioned, ServerResult, SimpleObject, TypeName, Value,
};
use futures_util::future::{BoxFuture, try_join_all};

use super::listed::Listed;
use super::scopes::tell_empty;
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::{Code, Error, Result};

/// Most rows of one connection.
pub const MOST: u64 = 100;

/// The arguments of every connection.
#[derive(Clone, Debug, Default)]
pub struct Window {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

impl Window {
    /// `first` or `last` is required, 1 to 100.
    pub fn page(&self) -> Result<PageRequest> {
        let (rows, cursor, backwards) = match (self.first, self.last) {
            (Some(first), None) => (first, &self.after, false),
            (None, Some(last)) => (last, &self.before, true),
            _ => {
                return Err(Error::new(Code::PageLimit)
                    .saying("Sebutkan `first` atau `last` (1 sampai 100).", "Give `first` or `last` (1 to 100).")
                    .with("max", MOST));
            }
        };
        let limit = u64::try_from(rows).ok().filter(|rows| (1..=MOST).contains(rows));
        let limit = limit.ok_or_else(|| Error::new(Code::PageLimit).with("max", MOST))?;
        let after = cursor.as_deref().map(Cursor::decode).transpose()?;
        Ok(PageRequest { limit, after, backwards, descending: false })
    }
}

/// A page of rows. The library's own connection is compiled twice for each kind of row, with all that it takes to wait
/// for many futures; here they are boxed, and waited for in one place.
pub struct List<T: Listed> {
    page_info: (bool, bool),
    total: Option<u64>,
    edges: Vec<Edge<T>>,
}

/// An edge in a connection.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct Edge<T: OutputType> {
    /// A cursor for use in pagination
    cursor: String,
    /// The item at the end of the edge
    node: T,
}

impl<T: OutputType> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::type_name()).into()
    }
}

impl<T: Listed> TypeName for List<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::type_name()).into()
    }
}

impl<T: Listed> List<T> {
    /// An empty list says why it is; a page beyond the last row is none.
    fn explain(&self, ctx: &Context<'_>) {
        if self.edges.is_empty() && self.page_info == (false, false) {
            tell_empty(ctx, T::SPHERE);
        }
    }
}

#[Object(name_type)]
impl<T: Listed> List<T> {
    /// Information to aid in pagination.
    async fn page_info(&self, ctx: &Context<'_>) -> PageInfo {
        self.explain(ctx);
        PageInfo {
            has_previous_page: self.page_info.0,
            has_next_page: self.page_info.1,
            start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
        }
    }

    /// A list of edges.
    async fn edges(&self, ctx: &Context<'_>) -> Rows<'_, Edge<T>> {
        self.explain(ctx);
        Rows(self.edges.iter().collect())
    }

    /// A list of nodes.
    async fn nodes(&self, ctx: &Context<'_>) -> Rows<'_, T> {
        self.explain(ctx);
        Rows(self.edges.iter().map(|edge| &edge.node).collect())
    }

    /// Rows in all, whatever the page.
    async fn total_count(&self, ctx: &Context<'_>) -> Option<u64> {
        self.explain(ctx);
        self.total
    }
}

/// A list whose items resolve together.
struct Rows<'a, T>(Vec<&'a T>);

#[async_graphql::async_trait::async_trait]
impl<T: OutputType> OutputType for Rows<'_, T> {
    fn type_name() -> Cow<'static, str> {
        Vec::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Vec::<T>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let mut rows: Vec<BoxFuture<'_, ServerResult<Value>>> = Vec::with_capacity(self.0.len());
        for (index, row) in self.0.iter().enumerate() {
            rows.push(Box::pin(async move {
                let ctx = ctx.with_index(index);
                OutputType::resolve(*row, &ctx, field).await.map_err(|error| ctx.set_error_path(error))
            }));
        }
        Ok(Value::List(together(rows).await?))
    }
}

async fn together(rows: Vec<BoxFuture<'_, ServerResult<Value>>>) -> ServerResult<Vec<Value>> {
    try_join_all(rows).await
}

/// A page as a connection.
pub fn connection<T: Listed>(page: Page<T>, request: &PageRequest, total: Option<u64>) -> List<T> {
    let page_info =
        if request.backwards { (page.more, request.after.is_some()) } else { (request.after.is_some(), page.more) };
    let edges = page.items.into_iter().map(|(cursor, node)| Edge { cursor: cursor.encode(), node }).collect();
    List { page_info, total, edges }
}
