//! Restricting what goes to partners: a person whose processing is restricted, and why consents end where nobody
//! withdraws them.

use entity::person;

use crate::domain::access::Action;
use crate::domain::ctx::Expected;
use crate::domain::incubation::persons;
use crate::domain::registry::kept::{Held, ops};
use crate::domain::{Code, Error, Result, Tx};

/// Why a consent ended: the person was erased.
pub const ERASED: &str = "ERASED";
/// Why a consent ended: the person objected.
pub const OBJECTED: &str = "OBJECTED";

/// Restricts the processing of a person: the gate gives nothing of it. Whose processing is restricted already, or who
/// was erased, stays so.
pub async fn restrict(tx: &Tx, held: Held<person::Model>) -> Result<Held<person::Model>> {
    if held.row.restricted_at.is_some() || held.row.erased_at.is_some() {
        return Ok(held);
    }
    let now = tx.now();
    persons::rights::restricted(tx, held, Some(now)).await
}

/// Lifts the restriction; by whoever handles data requests, and nobody its own.
pub async fn release(tx: &Tx, id: &str, expected: Expected) -> Result<Held<person::Model>> {
    tx.require_signed_in()?;
    let seen: Held<person::Model> = ops::seen(tx, tx.conn()?, id).await?;
    // Held: of two who lift it at once, one is told that it is lifted.
    let held = persons::rights::locked(tx, seen.row.id).await?;
    tx.require(Action::HandleDataRequests, None)?;
    if held.row.account_id.is_some() && held.row.account_id == tx.actor.id {
        return Err(Error::new(Code::SamePerson)
            .saying("Tidak seorang pun memutus urusannya sendiri.", "Nobody decides what is about itself."));
    }
    expected.check(held.row.version)?;
    if held.row.erased_at.is_some() {
        return Err(Error::new(Code::Archived));
    }
    if held.row.restricted_at.is_none() {
        return Err(Error::new(Code::IllegalState).with("step", "release").saying(
            "Pemrosesan data orang ini tidak sedang dibatasi.",
            "The processing of this person is not restricted.",
        ));
    }
    persons::rights::restricted(tx, held, None).await
}
