//! A key takes over from another. As a rule it is told of a day before; where a key was stolen, at once.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Purpose, lock, ring};
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::domain::{Code, Ctx, Error, Result};
use entity::signing_key::{Column, Entity, Model};

/// A key is in the JWKS so long before it signs. Whoever keeps a copy of the JWKS reads it at least as often.
const TOLD_BEFORE: Duration = Duration::hours(24);

/// How a key takes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Once it has been in the JWKS for a day; the one before it is believed until its last token has ended.
    ToldBefore,
    /// Now. Tokens of the keys before it are believed no more; receipts are, by their public halves.
    AtOnce,
}

/// A key that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub kid: String,
    pub signs_from: DateTime<Utc>,
}

/// Makes the next key.
pub async fn rotate(ctx: &Ctx, purpose: Purpose, when: When) -> Result<Made> {
    let (tx, now) = (ctx.begin().await?, ctx.now());
    let conn = tx.conn()?;
    lock(conn).await?;
    retire_over(conn, now).await?;
    let signs_from = match when {
        When::AtOnce => {
            let all = Condition::all().add(Column::Purpose.eq(purpose.as_str())).add(Column::RetiredAt.is_null());
            retire(conn, all, now).await?;
            now
        }
        When::ToldBefore => {
            let waits = Entity::find()
                .filter(Column::Purpose.eq(purpose.as_str()))
                .filter(Column::RetiredAt.is_null())
                .filter(Column::SignsFrom.gt(now));
            if waits.one(conn).await?.is_some() {
                return Err(Error::new(Code::IllegalState).saying(
                    "Kunci berikutnya sudah dibuat dan belum mulai dipakai.",
                    "The next key was made already and does not sign yet.",
                ));
            }
            now + TOLD_BEFORE
        }
    };
    let made = ring::new_key(purpose, &ctx.app.vault, now, Some(signs_from)).map_err(Error::internal)?;
    let kid = made.kid.clone().take().unwrap_or_default();
    Entity::insert(made).exec_without_returning(conn).await?;
    let told = format!("{} {kid}", purpose.as_str());
    tx.record(Record::audit_only("rotateKeys", (Kind::AccessKey, Uuid::nil())).detail(told)).await?;
    tx.commit().await?;
    ctx.app.keys.reload(&ctx.app.store, &ctx.app.vault).await.map_err(Error::internal)?;
    Ok(Made { kid, signs_from })
}

/// Forgets the private halves of keys from which others took over. How many.
pub async fn retire_due(ctx: &Ctx) -> Result<usize> {
    // Nothing to do is found out without a turn to write.
    if over(ctx.db(), ctx.now()).await?.is_empty() {
        return Ok(0);
    }
    let turn = ctx.app.store.begin().await?;
    let done = retire_over(turn.txn()?, ctx.now()).await?;
    turn.commit().await?;
    Ok(done)
}

/// All keys in the order in which they sign, for those who look after them.
pub async fn list(ctx: &Ctx) -> Result<Vec<Model>> {
    Ok(ring::in_order(Entity::find().all(ctx.db()).await?))
}

/// Keys that are not retired though nothing that they signed as a token can still hold.
async fn over(conn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<String>> {
    let rows = ring::in_order(Entity::find().filter(Column::RetiredAt.is_null()).all(conn).await?);
    let is_over = |(at, row): (usize, &Model)| {
        let mut later = rows.iter().skip(at + 1).filter(|other| other.purpose == row.purpose);
        later.any(|other| ring::is_over(other.signs_from, now)).then(|| row.kid.clone())
    };
    Ok(rows.iter().enumerate().filter_map(is_over).collect())
}

async fn retire_over(conn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<usize> {
    let kids = over(conn, now).await?;
    let count = kids.len();
    if count > 0 {
        retire(conn, Condition::all().add(Column::Kid.is_in(kids)), now).await?;
    }
    Ok(count)
}

/// The private half goes; the public one stays.
async fn retire(conn: &impl ConnectionTrait, which: Condition, now: DateTime<Utc>) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::RetiredAt, Expr::value(Some(now)))
        .col_expr(Column::PrivateEnc, Expr::value(None::<String>))
        .filter(which)
        .exec(conn)
        .await?;
    Ok(())
}
