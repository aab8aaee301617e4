//! Whom a comment names: accounts that see it.

use uuid::Uuid;

use super::sight;
use super::subjects::Subject;
use crate::domain::ids::{self, Kind};
use crate::domain::people::actor;
use crate::domain::{ActorKind, Code, Result, Tx, Violation};
use crate::vocab::Audience;

/// The accounts that a comment names, each once. Who would not see the comment is answered like who is not there.
pub(super) async fn named(
    tx: &Tx,
    subject: &Subject,
    (audience, partner): (Audience, Option<Uuid>),
    texts: &[String],
    faults: &mut Vec<Violation>,
) -> Result<Vec<Uuid>> {
    let mut named = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let account = ids::parse(text).filter(|(kind, _)| *kind == Kind::User).map(|(_, id)| id);
        let heard = match account {
            Some(id) => hears(tx, id, subject, (audience, partner)).await?,
            None => false,
        };
        match account.filter(|_| heard) {
            Some(id) if named.contains(&id) => {}
            Some(id) => named.push(id),
            None => faults.push(Violation::new(Code::UnknownCode, format!("/mentions/{index}"))),
        }
    }
    Ok(named)
}

/// Whether a person is in an audience, by the roles held now.
async fn hears(
    tx: &Tx,
    account: Uuid,
    subject: &Subject,
    (audience, partner): (Audience, Option<Uuid>),
) -> Result<bool> {
    match actor::ctx_of(tx, ActorKind::Person, account).await? {
        Some(other) => sight::admits(&other, tx.conn()?, subject, audience, partner).await,
        None => Ok(false),
    }
}
