//! Publications: public figures of all roots, frozen under a name (`2026-Q3`), with their hashes. They never change.
//!
//! [`specs`] says which tables a publication holds, [`freeze`] fills them, [`frozen`] answers roots from them, and
//! [`compare`] says what is different now.

mod compare;
mod freeze;
mod frozen;
mod specs;
mod stored;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

pub use self::compare::differences;
pub use self::freeze::{Frozen, create, freeze};
pub use self::frozen::frozen;
use crate::domain::{Code, Ctx, Error, Result};
use crate::view::publications::Publication;
use entity::{publication, publication_table};

/// All publications, the latest first. They are public.
pub async fn list(ctx: &Ctx) -> Result<Vec<Publication>> {
    let rows = ctx.figures(all).await?;
    Ok(rows.into_iter().map(|row| Publication::of(row, Vec::new())).collect())
}

/// A publication with the list of its tables.
pub async fn by_slug(ctx: &Ctx, slug: &str) -> Result<Publication> {
    ctx.figures(|ctx| whole(ctx, slug)).await
}

/// The same by its id.
pub async fn by_id(ctx: &Ctx, id: uuid::Uuid) -> Result<Publication> {
    let row = publication::Entity::find_by_id(id).one(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let tables = tables(ctx, row.id).await?;
    Ok(Publication::of(row, tables))
}

/// A table as it was frozen: canonical JSON, of which its hash is taken.
pub async fn table(ctx: &Ctx, slug: &str, name: &str) -> Result<String> {
    ctx.figures(|ctx| figures(ctx, slug, name)).await
}

async fn all(ctx: Ctx) -> Result<Vec<publication::Model>> {
    Ok(publication::Entity::find().order_by_desc(publication::Column::At).all(ctx.db()).await?)
}

async fn whole(ctx: Ctx, slug: &str) -> Result<Publication> {
    let row = row(&ctx, slug).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let tables = tables(&ctx, row.id).await?;
    Ok(Publication::of(row, tables))
}

async fn figures(ctx: Ctx, slug: &str, name: &str) -> Result<String> {
    let row = row(&ctx, slug).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let table = stored_table(&ctx, &row, name).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(table.figures)
}

async fn row(ctx: &Ctx, slug: &str) -> Result<Option<publication::Model>> {
    if slug.contains('\0') {
        return Ok(None);
    }
    Ok(publication::Entity::find().filter(publication::Column::Slug.eq(slug)).one(ctx.db()).await?)
}

async fn stored_table(
    ctx: &Ctx,
    publication: &publication::Model,
    name: &str,
) -> Result<Option<publication_table::Model>> {
    if name.contains('\0') {
        return Ok(None);
    }
    Ok(publication_table::Entity::find_by_id((publication.id, name.to_owned())).one(ctx.db()).await?)
}

/// The tables of a publication without their figures.
async fn tables(ctx: &Ctx, id: uuid::Uuid) -> Result<Vec<publication_table::Model>> {
    use sea_orm::ConnectionTrait;
    use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
    let columns = ["name", "cells", "suppressed", "sha256"];
    let query = Query::select()
        .columns(columns)
        .from("publication_table")
        .and_where(Expr::col("publication_id").eq(id))
        .order_by("name", Order::Asc)
        .to_owned();
    let mut found = Vec::new();
    for row in ctx.db().query_all(&query).await? {
        found.push(publication_table::Model {
            publication_id: id,
            name: row.try_get_by_index(0)?,
            cells: row.try_get_by_index(1)?,
            suppressed: row.try_get_by_index(2)?,
            sha256: row.try_get_by_index(3)?,
            figures: String::new(),
        });
    }
    // The databases sort text in different ways.
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}
