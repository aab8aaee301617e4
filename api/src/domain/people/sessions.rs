//! Sign-ins: a short access token and a refresh token that changes with each use.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::Duration;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::claims::{self, PEOPLE_CLIENT, TOKEN_SECONDS};
use super::{actor, phone, query};
use crate::domain::ids::{self, Kind};
use crate::domain::record::{Record, insert};
use crate::domain::vault::{random_secret, sha256_hex};
use crate::domain::{ActorKind, Code, Ctx, Error, Result, Tx};
use crate::view::people::TokenPair;
use crate::vocab::AccountStatus;
use entity::{account, session};

/// Days after its last use until which a refresh token works.
const REFRESH_DAYS: i64 = 14;
/// Seconds in which the previous refresh token gets the same pair again: answers get lost on weak links.
const OVERLAP_SECONDS: i64 = 60;

/// Signs in with e-mail or phone. A wrong login and a wrong password look the same and take the same time.
pub async fn sign_in(ctx: &Ctx, login: &str, password: &str, address: Option<IpAddr>) -> Result<TokenPair> {
    let passwords = &ctx.app.passwords;
    let counted = phone::normalise(login).unwrap_or_else(|_| login.trim().to_lowercase());
    passwords.attempts.count(&counted, address)?;
    let account =
        query::account_by_login(ctx, login).await?.filter(|account| account.status == AccountStatus::Active.as_str());
    let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
    let right = passwords.verify(password, hash).await?;
    let Some(account) = account.filter(|_| right) else {
        return Err(Error::new(Code::BadCredentials));
    };
    passwords.attempts.clear(&counted);

    let id = ctx.new_id();
    let ctx = of_session(ctx, account.clone(), id).await?;
    let pair = new_pair(&ctx, account.id, id)?;
    let tx = ctx.begin().await?;
    // Read again under the write: a deactivation may have come in between.
    lock_active(&tx, account.id).await?;
    let row = session::ActiveModel {
        id: Set(id),
        account_id: Set(account.id),
        refresh_hash: Set(sha256_hex(pair.refresh_token.as_bytes())),
        previous_hash: Set(None),
        pair_enc: Set(None),
        rotated_at: Set(tx.now()),
        expires_at: Set(tx.now() + Duration::days(REFRESH_DAYS)),
        ended_at: Set(None),
        end_reason: Set(None),
        created_at: Set(tx.now()),
    };
    insert(row, &tx).await?;
    tx.record(Record::audit_only("signIn", (Kind::Session, id))).await?;
    tx.commit().await?;
    Ok(pair)
}

/// Gives the next pair for a refresh token. Who shows one that was used before ends the sign-in: it may be stolen.
pub async fn refresh(ctx: &Ctx, token: &str) -> Result<TokenPair> {
    let ended = || Error::new(Code::AuthEnded);
    let id = session_of(ctx, token).ok_or_else(|| Error::new(Code::AuthInvalid))?;
    let known = session::Entity::find_by_id(id).one(ctx.db()).await?.ok_or_else(ended)?;
    let account = account::Entity::find_by_id(known.account_id).one(ctx.db()).await?.ok_or_else(ended)?;
    let ctx = of_session(ctx, account, id).await?;
    let tx = ctx.begin().await?;
    let row = session::Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?.ok_or_else(ended)?;
    if row.ended_at.is_some() || row.expires_at <= tx.now() {
        return Err(ended());
    }
    lock_active(&tx, row.account_id).await?;
    let hash = sha256_hex(token.as_bytes());
    if hash == row.refresh_hash {
        return rotate(tx, row).await;
    }
    if row.previous_hash.as_deref() == Some(&hash) && tx.now() < row.rotated_at + Duration::seconds(OVERLAP_SECONDS) {
        let sealed = row.pair_enc.as_deref().ok_or_else(ended)?;
        return Ok(serde_json::from_slice(&tx.app.vault.open(&place(id), sealed)?)?);
    }
    end(&tx, session::Column::Id.eq(id), "REUSED").await?;
    tx.record(Record::audit_only("endReusedSession", (Kind::Session, id))).await?;
    actor::forget_after(&tx);
    tx.commit().await?;
    Err(ended())
}

async fn rotate(tx: Tx, row: session::Model) -> Result<TokenPair> {
    let pair = new_pair(&tx, row.account_id, row.id)?;
    let change = session::ActiveModel {
        id: Set(row.id),
        previous_hash: Set(Some(row.refresh_hash)),
        refresh_hash: Set(sha256_hex(pair.refresh_token.as_bytes())),
        pair_enc: Set(Some(tx.app.vault.seal(&place(row.id), &serde_json::to_vec(&pair)?)?)),
        rotated_at: Set(tx.now()),
        expires_at: Set(tx.now() + Duration::days(REFRESH_DAYS)),
        ..Default::default()
    };
    session::Entity::update(change).exec(tx.conn()?).await?;
    tx.record(Record::audit_only("refreshSession", (Kind::Session, row.id))).await?;
    tx.commit().await?;
    Ok(pair)
}

/// Ends the sign-in that the request belongs to.
pub async fn sign_out(ctx: &Ctx) -> Result<()> {
    ctx.require_signed_in()?;
    let (ActorKind::Person, Some(id)) = (ctx.actor.kind, ctx.actor.session) else {
        return Err(Error::new(Code::NotFound));
    };
    if ctx.validate_only {
        return Ok(());
    }
    let tx = ctx.begin().await?;
    end(&tx, session::Column::Id.eq(id), "SIGNED_OUT").await?;
    tx.record(Record::audit_only("signOut", (Kind::Session, id))).await?;
    actor::forget_after(&tx);
    tx.commit().await
}

/// Ends all sign-ins of an account, apart from one that may go on.
pub(super) async fn end_all(tx: &Tx, account: Uuid, reason: &str, except: Option<Uuid>) -> Result<()> {
    let mut which = session::Column::AccountId.eq(account);
    if let Some(kept) = except {
        use sea_orm::sea_query::ExprTrait;
        which = which.and(session::Column::Id.ne(kept));
    }
    end(tx, which, reason).await?;
    actor::forget_after(tx);
    Ok(())
}

async fn end(tx: &Tx, which: Expr, reason: &str) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(tx.now()))
        .col_expr(session::Column::EndReason, Expr::value(reason))
        .col_expr(session::Column::PairEnc, Expr::value(Option::<String>::None))
        .filter(which)
        .filter(session::Column::EndedAt.is_null())
        .exec(tx.conn()?)
        .await?;
    Ok(())
}

async fn lock_active(tx: &Tx, account: Uuid) -> Result<()> {
    let row = account::Entity::find_by_id(account).lock_shared().one(tx.conn()?).await?;
    match row {
        Some(row) if row.status == AccountStatus::Active.as_str() => Ok(()),
        _ => Err(Error::new(Code::AuthEnded)),
    }
}

async fn of_session(ctx: &Ctx, account: account::Model, session: Uuid) -> Result<Ctx> {
    let actor = actor::of_account(ctx, account, Some(session)).await?;
    Ok(Ctx { actor: Arc::new(actor), ..ctx.clone() })
}

fn new_pair(ctx: &Ctx, account: Uuid, session: Uuid) -> Result<TokenPair> {
    Ok(TokenPair {
        access_token: claims::issue(
            ctx,
            ids::text(Kind::User, account),
            PEOPLE_CLIENT.to_owned(),
            Some(session),
            None,
        )?,
        refresh_token: new_refresh_token(ctx, session),
        expires_in: TOKEN_SECONDS,
        token_type: "Bearer".to_owned(),
    })
}

/// `<sign-in>.<256 random bits>.<tag>`: the tag tells a token that we once gave from one that somebody made up, so
/// that only a token that was really stolen or kept can end a sign-in.
fn new_refresh_token(ctx: &Ctx, session: Uuid) -> String {
    let body = format!("{}.{}", ids::text(Kind::Session, session), random_secret());
    let tag = refresh_tag(ctx, &body);
    format!("{body}.{tag}")
}

fn session_of(ctx: &Ctx, token: &str) -> Option<Uuid> {
    let (body, tag) = token.rsplit_once('.')?;
    let (session, _) = body.split_once('.')?;
    if tag != refresh_tag(ctx, body) {
        return None;
    }
    ids::expect(Kind::Session, session).ok()
}

fn refresh_tag(ctx: &Ctx, body: &str) -> String {
    let mut tag = ctx.app.vault.blind_index("refresh_token", body);
    tag.truncate(32);
    tag
}

fn place(id: Uuid) -> String {
    format!("session|pair_enc|{id}")
}
