//! The account of a person who was erased: nobody signs in with it any more, and it does not tell whose it was.

use entity::{account, subject_key};
use sea_orm::{EntityTrait, QuerySelect};
use uuid::Uuid;

use super::{accounts, codes, grants, sessions};
use crate::domain::incubation::persons::ERASED;
use crate::domain::{Result, Tx};
use crate::vocab::AccountStatus;

/// Deactivates an account for good: name, addresses, password and key go, all sign-ins end.
pub async fn erase(tx: &Tx, id: Uuid) -> Result<()> {
    let Some(mut account) = account::Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await? else {
        return Ok(());
    };
    let held = grants::held_by(tx, tx.conn()?, &[id]).await?.remove(&id).unwrap_or_default();
    account.name = ERASED.to_owned();
    account.email = None;
    account.phone_enc = None;
    account.phone_hash = None;
    account.password_hash = None;
    account.status = AccountStatus::Deactivated.as_str().to_owned();
    accounts::save(tx, &mut account).await?;
    subject_key::Entity::delete_by_id(id).exec(tx.conn()?).await?;
    sessions::end_all(tx, id, "DEACTIVATED", None).await?;
    codes::withdraw(tx, id).await?;
    accounts::record(tx, "erasePerson", "user.deactivated", &account, &held).await
}
