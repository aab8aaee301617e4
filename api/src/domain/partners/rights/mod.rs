//! The rights of a data subject (UU 27/2022, articles 5 to 13 and 30 to 43): to see what is recorded of it and who read
//! it, and to have it corrected, restricted, erased.

pub mod access_log;
pub mod due;
pub mod erase;
mod forget;
pub mod own;
pub mod requests;
pub mod restrict;

use entity::person;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::domain::{ActorKind, Code, Ctx, Error, Result};

/// The person to which the caller's account is bound. Unlike elsewhere it may be archived: who left the lists has its
/// rights still.
pub async fn own_person(conn: &impl ConnectionTrait, ctx: &Ctx) -> Result<Option<person::Model>> {
    ctx.require_signed_in()?;
    let Some(account) = ctx.actor.id.filter(|_| ctx.actor.kind == ActorKind::Person) else {
        return Ok(None);
    };
    let rows = person::Entity::find()
        .filter(person::Column::AccountId.eq(account))
        .filter(person::Column::ErasedAt.is_null())
        .order_by_asc(person::Column::Id);
    let rows = rows.all(conn).await?;
    let counts = rows.iter().position(|row| row.archived_at.is_none()).unwrap_or_default();
    Ok(rows.into_iter().nth(counts))
}

/// As [`own_person`]; 404 where the account is bound to nobody.
pub async fn required(conn: &impl ConnectionTrait, ctx: &Ctx) -> Result<person::Model> {
    own_person(conn, ctx).await?.ok_or_else(|| {
        Error::new(Code::NotFound).saying(
            "Akun Anda belum terhubung dengan orang yang tercatat.",
            "Your account is not bound to a person who is recorded.",
        )
    })
}
