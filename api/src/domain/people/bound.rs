//! An account that exists is bound to a recorded person by its holder, with the code that came with the invitation.

use std::net::IpAddr;

use entity::account;
use sea_orm::{EntityTrait, QuerySelect};

use super::accounts;
use super::codes::{self, Binding};
use super::grants::{self, Wanted};
use crate::domain::ids::Kind;
use crate::domain::{ActorKind, Code, Error, Result, Tx};

/// Uses a code up for the account that is signed in. Each wrong one counts, as it does where a password is set.
pub async fn take_up(tx: &Tx, code: &str, address: Option<IpAddr>) -> Result<(account::Model, Binding)> {
    tx.require_signed_in()?;
    let (ActorKind::Person, Some(id)) = (tx.actor.kind, tx.actor.id) else {
        return Err(Error::new(Code::Denied));
    };
    codes::count(tx, code, address)?;
    // GraphQL knows no address: the account stands for it.
    tx.app.passwords.attempts.count(&format!("bind|{id}"), None)?;
    let account = account::Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
    let account = account.ok_or_else(|| Error::new(Code::NotFound))?;
    let binding = codes::find_binding(tx, code, id).await?;
    codes::spend_binding(tx, &binding).await?;
    Ok((account, binding))
}

/// Gives the account the role that came with the code, if it lacks it.
pub async fn give(tx: &Tx, account: &mut account::Model, wanted: &Wanted) -> Result<()> {
    let mut held = grants::held_by(tx, tx.conn()?, &[account.id]).await?.remove(&account.id).unwrap_or_default();
    if !held.iter().any(|held| held.role == wanted.role && held.scope() == wanted.scope) {
        held.push(grants::add(tx, (Kind::User, account.id), wanted, None).await?);
    }
    accounts::save(tx, account).await?;
    accounts::record(tx, "bindPerson", "user.updated", account, &held).await
}
