//! Accounts of persons who are recorded already. Whoever keeps the record invites; the account counts as the person's
//! own once its one-time code was used. Whoever has the address already gets a code to bind that account with, and the
//! one who invites is not told.

use entity::{account, person};
use sea_orm::{EntityTrait, QuerySelect};
use uuid::Uuid;

use super::accounts::{self, Profile};
use super::codes::{self, Purpose};
use super::grants::{self, Wanted};
use super::phone;
use crate::domain::ids::Kind;
use crate::domain::record::Record;
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

/// What came of an invitation.
pub struct Sent {
    /// The account to name on the record of the person; none where its holder has yet to bind it.
    pub account: Option<Uuid>,
    /// State of the account, as whoever invites is told: one that is not the person's yet is invited.
    pub status: AccountStatus,
    /// The code; none where the account was taken up.
    pub invitation: Option<Invitation>,
}

/// Makes the account of a person, invites it again, or offers the person to the account that has the address.
pub async fn invite(tx: &Tx, person: &person::Model, guest: Guest<'_>) -> Result<Sent> {
    if let Some(id) = person.account_id {
        return again(tx, id, guest).await;
    }
    match codes::offered(tx, person.id).await? {
        Some(id) => offer_again(tx, id, person.id, guest).await,
        None => first(tx, person.id, guest).await,
    }
}

async fn first(tx: &Tx, person: Uuid, guest: Guest<'_>) -> Result<Sent> {
    let profile = profile(&guest)?;
    if let Some(account) = accounts::of_profile(tx, &profile).await? {
        return offer(tx, account, profile.email, person, &guest).await;
    }
    let account = accounts::create(tx, &profile, None).await?;
    let held = grants::add(tx, (Kind::User, account.id), &guest.wanted, None).await?;
    let code = codes::issue(tx, account.id, Purpose::Invite).await?;
    let invitation = accounts::deliver(tx, &account, code, guest.delivery)?;
    accounts::record(tx, "invitePerson", "user.invited", &account, &[held]).await?;
    Ok(Sent { account: Some(account.id), status: AccountStatus::Invited, invitation: Some(invitation) })
}

/// What is known of a guest. That a letter needs an address is said before anybody looks who has one.
fn profile(guest: &Guest<'_>) -> Result<Profile> {
    let recorded = guest.recorded_phone.filter(|_| guest.email.is_none());
    let profile = accounts::profile(guest.name, guest.email, guest.phone.or(recorded), None)?;
    if guest.delivery == Delivery::Email && profile.email.is_none() {
        return Err(Error::field(Code::FieldRequired, "/email"));
    }
    Ok(profile)
}

/// A code for an account that exists, in whatever state: only who signs in to it can say that the person is its holder.
/// It goes to the account's own e-mail; the one given serves an account that has none.
async fn offer(
    tx: &Tx,
    account: account::Model,
    email: Option<String>,
    person: Uuid,
    guest: &Guest<'_>,
) -> Result<Sent> {
    let code = codes::issue_binding(tx, account.id, person, guest.wanted.role).await?;
    let account = account::Model { email: account.email.clone().or(email), ..account };
    let invitation = accounts::deliver(tx, &account, code, guest.delivery)?;
    tx.record(Record::audit_only("invitePerson", (Kind::User, account.id))).await?;
    Ok(Sent { account: None, status: AccountStatus::Invited, invitation: Some(invitation) })
}

/// Another code for the account to which the person was offered; for another address only once that offer lapsed.
async fn offer_again(tx: &Tx, id: Uuid, person: Uuid, guest: Guest<'_>) -> Result<Sent> {
    let account = account::Entity::find_by_id(id).one(tx.conn()?).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if misses(addressed(tx, &account, &guest)) {
        return Err(elsewhere(AccountStatus::Invited.as_str()));
    }
    let email = guest.email.map(|email| email.trim().to_lowercase());
    offer(tx, account, email, person, &guest).await
}

/// An account that is active gets the role if it lacks it; one that was only invited gets a new code as well.
async fn again(tx: &Tx, id: Uuid, guest: Guest<'_>) -> Result<Sent> {
    let account = account::Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
    let mut account = account.ok_or_else(|| Error::new(Code::NotFound))?;
    let active = account.status == AccountStatus::Active.as_str();
    let mut held = grants::held_by(tx, tx.conn()?, &[id]).await?.remove(&id).unwrap_or_default();
    let has = held.iter().any(|held| held.role == guest.wanted.role && held.scope() == guest.wanted.scope);
    if account.status == AccountStatus::Deactivated.as_str() || (active && has) {
        return Err(Error::new(Code::IllegalState).with("status", account.status).saying(
            "Akun orang ini sudah aktif atau dinonaktifkan.",
            "The person's account is active or deactivated.",
        ));
    }
    let addressed = addressed(tx, &account, &guest);
    // Until it is taken up, the answer is that of an offer to an account that exists: nobody learns which it is.
    let refused = if active { addressed.contains(&Some(false)) } else { misses(addressed) };
    if refused {
        return Err(elsewhere(&account.status));
    }
    if !has {
        held.push(grants::add(tx, (Kind::User, id), &guest.wanted, None).await?);
    }
    accounts::save(tx, &mut account).await?;
    if active {
        accounts::record(tx, "invitePerson", "user.updated", &account, &held).await?;
        return Ok(Sent { account: Some(id), status: AccountStatus::Active, invitation: None });
    }
    let code = codes::issue(tx, id, Purpose::Invite).await?;
    let email = guest.email.map(|email| email.trim().to_lowercase());
    let addressee = account::Model { email: account.email.clone().or(email), ..account.clone() };
    let invitation = accounts::deliver(tx, &addressee, code, guest.delivery)?;
    accounts::record(tx, "invitePerson", "user.invited", &account, &held).await?;
    Ok(Sent { account: Some(id), status: AccountStatus::Invited, invitation: Some(invitation) })
}

fn elsewhere(status: &str) -> Error {
    Error::new(Code::IllegalState).with("status", status.to_owned()).saying(
        "Undangan sudah dikirim ke alamat lain; administrator dapat mengubah akunnya.",
        "An invitation went to another address; an administrator can change the account.",
    )
}

/// Whether addresses were given and none of them is the account's.
fn misses(addressed: [Option<bool>; 2]) -> bool {
    addressed != [None, None] && !addressed.contains(&Some(true))
}

/// Whether the account has the e-mail and the phone given; none where none was given.
fn addressed(tx: &Tx, account: &account::Model, guest: &Guest<'_>) -> [Option<bool>; 2] {
    let email = guest.email.map(|email| account.email.as_deref() == Some(email.trim().to_lowercase().as_str()));
    let phone = guest.phone.map(|text| {
        let hash = phone::normalise(text).map(|number| tx.app.vault.blind_index("phone", &number));
        hash.is_ok_and(|hash| account.phone_hash.as_deref() == Some(hash.as_str()))
    });
    [email, phone]
}
