//! The account of a person. It is made and named on the record when the person is invited, and counts as the person's
//! own once its one-time code was used: whoever holds only the NIK gets nothing. An account that existed before is
//! named there once its holder bound it.

use std::net::IpAddr;

use entity::person;
use sea_orm::{EntityTrait, QuerySelect};

use super::{query, sealed, write};
use crate::domain::access::{Action, Scope};
use crate::domain::ctx::Expected;
use crate::domain::incubation::coached;
use crate::domain::people::bound;
use crate::domain::people::grants::Wanted;
use crate::domain::people::invited::{self, Guest, Sent};
use crate::domain::registry::kept::{Held, ops};
use crate::domain::registry::unit_by_id;
use crate::domain::{Code, Error, Result, Tx};
use crate::view::incubation::persons::PersonInvitationInput;
use crate::vocab::Role;

/// A person who was invited.
pub struct Invited {
    /// The person.
    pub held: Held<person::Model>,
    /// The role that the account has, or will have once it is bound.
    pub role: Role,
    /// What came of it.
    pub sent: Sent,
}

/// Invites a person: an account with a role on the unit that keeps the person, and a one-time code. Where the address
/// has an account, the code binds that one.
pub async fn invite(tx: &Tx, id: &str, input: PersonInvitationInput) -> Result<Invited> {
    let role = input.role.unwrap_or_default().role();
    let keepers = if role == Role::Mentor { Action::KeepMentors } else { Action::KeepCoaching };
    let old = ops::for_step::<person::Model>(tx, id, Expected::Any, keepers.roles()).await?;
    if role == Role::Mentor && !query::is_selected_mentor(tx.conn()?, old.row.id).await? {
        return Err(Error::new(Code::IllegalState)
            .saying("Orang ini bukan pendamping yang terpilih.", "This person is no mentor who was selected."));
    }
    let plain = sealed::open_all(tx, tx.conn()?, &[&old.row]).await?.remove(&old.row.id).unwrap_or_default();
    let guest = Guest {
        name: &old.row.name,
        email: input.email.as_deref(),
        phone: input.phone.as_deref(),
        recorded_phone: plain.phone.as_deref(),
        delivery: input.delivery.unwrap_or_default(),
        wanted: Wanted { role, scope: Scope::Unit(old.unit.id), unit: Some(old.unit.clone()) },
    };
    let sent = invited::invite(tx, &old.row, guest).await?;
    let row = person::Model { account_id: sent.account, ..old.row.clone() };
    let held = write::store(tx, old, row, write::INVITE, "person.invited").await?;
    Ok(Invited { held, role, sent })
}

/// Binds the account that is signed in to the person for whom the code was made, and gives it the role of the
/// invitation.
pub async fn bind(tx: &Tx, code: &str, address: Option<IpAddr>) -> Result<Held<person::Model>> {
    let (mut account, code) = bound::take_up(tx, code, address).await?;
    let row = person::Entity::find_by_id(code.person).lock_exclusive().one(tx.conn()?).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    if row.archived_at.is_some() {
        return Err(Error::new(Code::Archived));
    }
    if row.account_id.is_some() || coached::own_person(tx.conn()?, tx).await?.is_some() {
        return Err(Error::new(Code::IllegalState)
            .saying("Orang ini atau akun Anda sudah terhubung.", "This person or your account is bound already."));
    }
    let unit = unit_by_id(tx.conn()?, row.unit_id).await?;
    let wanted = Wanted { role: code.role, scope: Scope::Unit(unit.id), unit: Some(unit.clone()) };
    bound::give(tx, &mut account, &wanted).await?;
    let old = Held { row, unit };
    let row = person::Model { account_id: Some(account.id), ..old.row.clone() };
    write::store(tx, old, row, "bindPerson", "person.bound").await
}
