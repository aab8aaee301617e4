//! Pages: keyset on (sort key, id), the same opaque cursor on both faces.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::error::{Code, Error, Result};

/// Most rows one REST page may hold.
pub const MAX_LIMIT: u64 = 500;
/// Rows of a REST page when the caller names no limit.
pub const DEFAULT_LIMIT: u64 = 50;

/// Which page is asked for.
#[derive(Clone, Debug)]
pub struct PageRequest {
    /// Rows wanted, 1 to 500.
    pub limit: u64,
    /// Cursor of the row after which the page begins.
    pub after: Option<Cursor>,
    /// Walk backwards (GraphQL `last`).
    pub backwards: bool,
    /// Turn the sort order round.
    pub descending: bool,
}

impl PageRequest {
    pub fn new(limit: Option<u64>, after: Option<&str>) -> Result<Self> {
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if limit == 0 || limit > MAX_LIMIT {
            return Err(Error::new(Code::PageLimit).with("max", MAX_LIMIT));
        }
        Ok(Self { limit, after: after.map(Cursor::decode).transpose()?, backwards: false, descending: false })
    }

    /// Whether rows come in descending order from the database.
    pub fn reversed(&self) -> bool {
        self.descending != self.backwards
    }

    /// Of a list in the order of its ids the rows of this page, and one more, which tells whether others follow.
    pub fn by_id<E: EntityTrait>(&self, rows: Select<E>, id: impl ColumnTrait) -> Result<Select<E>> {
        let rows = match &self.after {
            None => rows,
            Some(after) => {
                let after: Uuid = after.id.parse().map_err(|_| Error::new(Code::PageCursor))?;
                rows.filter(if self.reversed() { id.lt(after) } else { id.gt(after) })
            }
        };
        let rows = if self.reversed() { rows.order_by_desc(id) } else { rows.order_by_asc(id) };
        Ok(rows.limit(self.limit + 1))
    }
}

/// Place of a row in a sorted list: its sort key and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub key: String,
    pub id: String,
}

impl Cursor {
    pub fn new(key: impl Into<String>, id: impl Into<String>) -> Self {
        Self { key: key.into(), id: id.into() }
    }

    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}\n{}", self.key, self.id))
    }

    pub fn decode(text: &str) -> Result<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Error::new(Code::PageCursor))?;
        let plain = String::from_utf8(bytes).map_err(|_| Error::new(Code::PageCursor))?;
        if plain.contains('\0') {
            return Err(Error::new(Code::PageCursor));
        }
        let (key, id) = plain.split_once('\n').ok_or_else(|| Error::new(Code::PageCursor))?;
        Ok(Self::new(key, id))
    }
}

/// One page of rows, each with its cursor.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<(Cursor, T)>,
    /// Whether more rows lie beyond, in the direction walked.
    pub more: bool,
}

impl<T> Page<T> {
    /// Cuts the one row too many that was fetched to learn whether more follow.
    pub fn cut(mut rows: Vec<T>, request: &PageRequest, cursor: impl Fn(&T) -> Cursor) -> Self {
        let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if request.backwards {
            rows.reverse();
        }
        Self { items: rows.into_iter().map(|row| (cursor(&row), row)).collect(), more }
    }

    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(|(cursor, row)| (cursor, f(row))).collect(), more: self.more }
    }

    /// As [`Page::map`], where a row may fail.
    pub fn try_map<U>(self, mut f: impl FnMut(T) -> Result<U>) -> Result<Page<U>> {
        let items = self.items.into_iter().map(|(cursor, row)| Ok((cursor, f(row)?))).collect::<Result<_>>()?;
        Ok(Page { items, more: self.more })
    }

    /// Cursor of the last row, when more rows follow.
    pub fn next(&self) -> Option<String> {
        if self.more { self.items.last().map(|(cursor, _)| cursor.encode()) } else { None }
    }
}
