//! Accounts of persons who are recorded already. Whoever keeps the record invites; the account counts as the person's
//! own once its one-time code was used.

use entity::account;
use sea_orm::{EntityTrait, QuerySelect};
use uuid::Uuid;

use super::codes::{self, Purpose};
use super::grants::{self, Wanted};
use super::{accounts, phone};
use crate::domain::ids::Kind;
use crate::domain::{Code, Error, Result, Tx};
use crate::view::people::{Delivery, Invitation};
use crate::vocab::AccountStatus;

/// Somebody to invite, whose right to the role was decided already.
pub struct Guest<'a> {
    /// Name as on the identity card.
    pub name: &'a str,
    /// E-mail as given with the invitation.
    pub email: Option<&'a str>,
    /// Phone as given with the invitation.
    pub phone: Option<&'a str>,
    /// Phone of the person's record: for whom neither was given.
    pub recorded_phone: Option<&'a str>,
    /// How the code reaches the person.
    pub delivery: Delivery,
    /// The role, and the unit it is held on.
    pub wanted: Wanted,
}

/// Makes the account of a person, or invites it again; without a code where the account was taken up.
pub async fn invite(tx: &Tx, known: Option<Uuid>, guest: Guest<'_>) -> Result<(account::Model, Option<Invitation>)> {
    match known {
        Some(id) => again(tx, id, guest).await,
        None => first(tx, guest).await,
    }
}

async fn first(tx: &Tx, guest: Guest<'_>) -> Result<(account::Model, Option<Invitation>)> {
    let recorded = guest.recorded_phone.filter(|_| guest.email.is_none());
    let profile = accounts::profile(guest.name, guest.email, guest.phone.or(recorded), None)?;
    let account = accounts::create(tx, &profile, None).await?;
    let held = grants::add(tx, (Kind::User, account.id), &guest.wanted, None).await?;
    let code = codes::issue(tx, account.id, Purpose::Invite).await?;
    let invitation = accounts::deliver(tx, &account, code, guest.delivery)?;
    accounts::record(tx, "invitePerson", "user.invited", &account, &[held]).await?;
    Ok((account, Some(invitation)))
}

/// An account that is active gets the role if it lacks it; one that was only invited gets a new code as well.
async fn again(tx: &Tx, id: Uuid, guest: Guest<'_>) -> Result<(account::Model, Option<Invitation>)> {
    let account = account::Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
    let account = account.ok_or_else(|| Error::new(Code::NotFound))?;
    let illegal = || Error::new(Code::IllegalState).with("status", account.status.clone());
    let active = account.status == AccountStatus::Active.as_str();
    let mut held = grants::held_by(tx, tx.conn()?, &[id]).await?.remove(&id).unwrap_or_default();
    let has = held.iter().any(|held| held.role == guest.wanted.role && held.scope() == guest.wanted.scope);
    if account.status == AccountStatus::Deactivated.as_str() || (active && has) {
        return Err(illegal().saying(
            "Akun orang ini sudah aktif atau dinonaktifkan.",
            "The person's account is active or deactivated.",
        ));
    }
    if !is_addressed(tx, &account, &guest) {
        return Err(illegal().saying(
            "Undangan sudah dikirim ke alamat lain; administrator dapat mengubah akunnya.",
            "An invitation went to another address; an administrator can change the account.",
        ));
    }
    if !has {
        held.push(grants::add(tx, (Kind::User, id), &guest.wanted, None).await?);
    }
    if active {
        accounts::record(tx, "invitePerson", "user.updated", &account, &held).await?;
        return Ok((account, None));
    }
    let code = codes::issue(tx, id, Purpose::Invite).await?;
    let invitation = accounts::deliver(tx, &account, code, guest.delivery)?;
    accounts::record(tx, "invitePerson", "user.invited", &account, &held).await?;
    Ok((account, Some(invitation)))
}

/// Whether the account has the address given, or none was given.
fn is_addressed(tx: &Tx, account: &account::Model, guest: &Guest<'_>) -> bool {
    let email = guest.email.is_none_or(|email| account.email.as_deref() == Some(email.trim().to_lowercase().as_str()));
    let phone = guest.phone.is_none_or(|text| {
        let hash = phone::normalise(text).map(|number| tx.app.vault.blind_index("phone", &number));
        hash.is_ok_and(|hash| account.phone_hash.as_deref() == Some(hash.as_str()))
    });
    email && phone
}
