//! What a partnership came of.

use entity::partnership::Model;
use uuid::Uuid;

use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, ops};
use crate::domain::{Code, Result, Tx, Violation};

/// The commitment that it names was made by the partner; one that the caller does not see looks missing.
pub(super) async fn prepare(
    tx: &Tx,
    draft: &mut Model,
    _old: Option<&Model>,
    faults: &mut Vec<Violation>,
) -> Result<()> {
    let Some(id) = draft.commitment_id.filter(|id| *id != Uuid::nil()) else {
        return Ok(());
    };
    let found: Result<Held<entity::commitment::Model>> =
        ops::seen(tx, tx.conn()?, &ids::text(Kind::Commitment, id)).await;
    let fits = match found {
        Ok(held) => held.row.unit_id == draft.partner_id,
        Err(unseen) if unseen.code() == Code::NotFound => false,
        Err(failed) => return Err(failed),
    };
    if !fits {
        faults.push(Violation::new(Code::UnknownCode, "/commitmentId").with("kind", Kind::Commitment.name()));
    }
    Ok(())
}
