//! The account of a person. It is made and named on the record when the person is invited, and counts as the person's
//! own once its one-time code was used: whoever holds only the NIK gets nothing.

use entity::{account, person};

use super::{query, sealed, write};
use crate::domain::access::{Action, Scope};
use crate::domain::ctx::Expected;
use crate::domain::people::grants::Wanted;
use crate::domain::people::invited::{self, Guest};
use crate::domain::registry::kept::{Held, ops};
use crate::domain::{Code, Error, Result, Tx};
use crate::view::incubation::persons::PersonInvitationInput;
use crate::view::people::Invitation;
use crate::vocab::Role;

/// A person who was invited.
pub struct Invited {
    /// The person.
    pub held: Held<person::Model>,
    /// The account.
    pub account: account::Model,
    /// The role given.
    pub role: Role,
    /// The code; none where the account was taken up before.
    pub invitation: Option<Invitation>,
}

/// Invites a person: an account with a role on the unit that keeps the person, and a one-time code.
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
    let (account, invitation) = invited::invite(tx, old.row.account_id, guest).await?;
    let row = person::Model { account_id: Some(account.id), ..old.row.clone() };
    let held = write::store(tx, old, row, "invitePerson", "person.invited").await?;
    Ok(Invited { held, account, role, invitation })
}
