//! Saved queries as callers see them: public ones, one's own, and to who has signed in those that came with the service.

use entity::saved_query::{Column, Entity, Model};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::domain::access::{self, Action};
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::{ActorKind, Code, Ctx, Error, Result};
use crate::view::queries::SavedQuery;

/// What the caller sees of table `saved_query`.
pub fn visible(ctx: &Ctx) -> Condition {
    if access::can(ctx, Action::ManageClients, None) {
        return Condition::all();
    }
    let mut any = Condition::any().add(Expr::col("public").eq(true));
    if ctx.actor.kind != ActorKind::Anonymous {
        any = any.add(Expr::col("owner_id").is_null()).add(Expr::col("owner_id").eq(ctx.actor.id_or_nil()));
    }
    Condition::all().add(any)
}

/// A page of them, oldest first.
pub async fn list(ctx: &Ctx, page: &PageRequest) -> Result<Page<SavedQuery>> {
    let query = Entity::find().filter(visible(ctx)).filter(Column::ArchivedAt.is_null());
    let rows = page.by_id(query, Column::Id)?.all(ctx.db()).await?;
    Page::cut(rows, page, |row| Cursor::new("", row.id.to_string())).try_map(SavedQuery::try_from)
}

/// One by its slug.
pub async fn by_slug(ctx: &Ctx, slug: &str) -> Result<SavedQuery> {
    SavedQuery::try_from(row(ctx, slug).await?)
}

/// One by its id, also one that was deleted.
pub async fn by_id(ctx: &Ctx, id: &str) -> Result<SavedQuery> {
    let found = Entity::find_by_id(ids::expect(Kind::SavedQuery, id)?).filter(visible(ctx)).one(ctx.db()).await?;
    SavedQuery::try_from(found.ok_or_else(|| Error::new(Code::NotFound))?)
}

/// The row of one that the caller may run.
pub(super) async fn row(ctx: &Ctx, slug: &str) -> Result<Model> {
    if !is_slug(slug) {
        return Err(Error::new(Code::NotFound));
    }
    let found = Entity::find().filter(Column::Slug.eq(slug)).filter(Column::ArchivedAt.is_null());
    let found = found.filter(visible(ctx)).one(ctx.db()).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

/// The same, whoever sees it.
pub(super) async fn any(conn: &impl ConnectionTrait, slug: &str) -> Result<Option<Model>> {
    if !is_slug(slug) {
        return Ok(None);
    }
    Ok(Entity::find()
        .filter(Column::Slug.eq(slug))
        .filter(Column::ArchivedAt.is_null())
        .lock_exclusive()
        .one(conn)
        .await?)
}

/// What [`is_slug`] asks, as callers are told it.
pub const SLUG: &str = "^[a-z0-9][a-z0-9-]{0,58}[a-z0-9]$";

/// Whether this can be the name of one in addresses.
pub fn is_slug(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    (2..=60).contains(&text.len())
        && text.bytes().all(|b| plain(b) || b == b'-')
        && text.bytes().next().is_some_and(plain)
        && text.bytes().last().is_some_and(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_small_letters_digits_and_hyphens() {
        assert!(is_slug("rekap-kabupaten") && is_slug("a1"));
        for wrong in ["", "a", "-a", "a-", "A1", "a.b", "a b", "a/b", "é1", &"a".repeat(61), "a\0b"] {
            assert!(!is_slug(wrong), "{wrong}");
        }
    }
}
