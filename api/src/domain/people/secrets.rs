//! How people get, forget and change their passwords.

use std::net::IpAddr;
use std::sync::Arc;

use sea_orm::{EntityTrait, QuerySelect};

use super::codes::{self, Purpose};
use super::mail::Letter;
use super::passwords::check_strength;
use super::{accounts, actor, query, sessions};
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::domain::{ActorKind, Code, Ctx, Error, Result};
use crate::vocab::AccountStatus;
use entity::account;

/// Mails a code to whoever signs in with this, if there is such a person. The caller learns nothing either way,
/// not even by the time it takes.
pub async fn request_reset(ctx: &Ctx, login: String, address: Option<IpAddr>) -> Result<()> {
    ctx.app.passwords.attempts.count(&format!("reset|{}", login.trim().to_lowercase()), address)?;
    let ctx = ctx.clone();
    tokio::spawn(async move {
        if let Err(failed) = send_reset(&ctx, &login).await {
            tracing::error!(request_id = &*ctx.request_id, code = failed.code().as_str(), "a password reset failed");
        }
    });
    Ok(())
}

async fn send_reset(ctx: &Ctx, login: &str) -> Result<()> {
    let Some(account) = query::account_by_login(ctx, login).await? else {
        return Ok(());
    };
    let (Some(to), true) = (account.email.clone(), account.status == AccountStatus::Active.as_str()) else {
        return Ok(());
    };
    let tx = ctx.begin().await?;
    let code = codes::issue(&tx, account.id, Purpose::Reset).await?;
    tx.record(Record::audit_only("requestPasswordReset", (Kind::User, account.id))).await?;
    tx.commit().await?;
    ctx.app.mailer.post(Letter { to, lang: query::lang(&account.language), purpose: Purpose::Reset, code: code.code });
    Ok(())
}

/// Sets a password with a one-time code, of an invitation or a reset. A reset ends all sign-ins.
pub async fn set_password(ctx: &Ctx, code: &str, password: &str, address: Option<IpAddr>) -> Result<()> {
    codes::count(ctx, code, address)?;
    let code = codes::find(ctx, code).await?;
    let wrong = || Error::new(Code::OneTimeCode);
    let account = account::Entity::find_by_id(code.account_id).one(ctx.db()).await?.ok_or_else(wrong)?;
    check_strength(password, &account.name, account.email.as_deref())?;
    // Hashed before the write begins: the one writer must not wait for it.
    let hash = ctx.app.passwords.hash(password).await?;
    let ctx = as_person(ctx, account).await?;
    let tx = ctx.begin().await?;
    codes::spend(&tx, &code).await?;
    let mut account =
        account::Entity::find_by_id(code.account_id).lock_exclusive().one(tx.conn()?).await?.ok_or_else(wrong)?;
    if account.status == AccountStatus::Deactivated.as_str() {
        return Err(wrong());
    }
    accounts::save_password(&tx, &mut account, hash).await?;
    sessions::end_all(&tx, account.id, "PASSWORD_RESET", None).await?;
    accounts::record(&tx, "setPassword", "user.activated", &account, &[]).await?;
    tx.commit().await
}

/// Changes one's own password; other sign-ins end.
pub async fn change_password(ctx: &Ctx, current: &str, new: &str) -> Result<()> {
    ctx.require_signed_in()?;
    let (ActorKind::Person, Some(id)) = (ctx.actor.kind, ctx.actor.id) else {
        return Err(Error::new(Code::Denied));
    };
    let passwords = &ctx.app.passwords;
    passwords.attempts.count(&id.to_string(), None)?;
    let account = account::Entity::find_by_id(id).one(ctx.db()).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if !passwords.verify(current, account.password_hash.as_deref()).await? {
        return Err(Error::listing(
            Code::Invalid,
            vec![crate::domain::Violation::new(Code::BadCredentials, "/current")],
        ));
    }
    passwords.attempts.clear(&id.to_string());
    check_strength(new, &account.name, account.email.as_deref())?;
    if ctx.validate_only {
        return Ok(());
    }
    let hash = passwords.hash(new).await?;
    let tx = ctx.begin().await?;
    let mut account = account::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn()?)
        .await?
        .ok_or_else(|| Error::new(Code::NotFound))?;
    accounts::save_password(&tx, &mut account, hash).await?;
    codes::withdraw(&tx, id).await?;
    sessions::end_all(&tx, id, "PASSWORD_CHANGED", ctx.actor.session).await?;
    accounts::record(&tx, "changePassword", "user.updated", &account, &[]).await?;
    tx.commit().await
}

/// The request as made by this person, for the audit log.
pub(super) async fn as_person(ctx: &Ctx, account: account::Model) -> Result<Ctx> {
    let actor = actor::of_account(ctx, account, None).await?;
    Ok(Ctx { actor: Arc::new(actor), ..ctx.clone() })
}
