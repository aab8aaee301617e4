//! Relay connections over the domain's pages: the same cursors as REST's `?after=`.

use async_graphql::connection::{Connection, Edge};
use async_graphql::{OutputType, SimpleObject};

use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::{Code, Error, Result};

/// Most rows of one connection.
pub const MOST: u64 = 100;

/// How many rows a list has in all.
#[derive(SimpleObject)]
pub struct Total {
    /// Rows in all, whatever the page.
    pub total_count: Option<u64>,
}

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

pub type List<T> = Connection<String, T, Total>;

/// A page as a connection.
pub fn connection<T: OutputType>(page: Page<T>, request: &PageRequest, total: Option<u64>) -> List<T> {
    let (previous, next) =
        if request.backwards { (page.more, request.after.is_some()) } else { (request.after.is_some(), page.more) };
    let mut connection = Connection::with_additional_fields(previous, next, Total { total_count: total });
    connection.edges.extend(page.items.into_iter().map(|(cursor, node)| Edge::new(cursor.encode(), node)));
    connection
}
