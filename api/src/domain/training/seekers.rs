//! Job seekers, registered with their consent.

use entity::job_seeker;
use entity::job_seeker::Model;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::registry::unit_by_id;
use crate::domain::{Code, Error, Result, Tx, Violation};

/// Looks for work.
pub const ACTIVE: &str = "ACTIVE";
/// Found it.
pub const PLACED: &str = "PLACED";
/// Took the consent back; nothing changes any more.
pub const WITHDRAWN: &str = "WITHDRAWN";
/// The channel of a consent on paper.
pub const PAPER: &str = "PAPER";

/// Who withdraws the consent is no job seeker any more; nobody is registered twice at a BLK.
pub async fn prepare(tx: &Tx, draft: &mut Model, old: Option<&Model>, faults: &mut Vec<Violation>) -> Result<()> {
    match old {
        None => draft.status = ACTIVE.to_owned(),
        Some(old) if old.person_id != draft.person_id => {
            faults.push(Violation::new(Code::IllegalState, "/personId"));
        }
        Some(_) => {}
    }
    if draft.withdrawn_on.is_some() {
        draft.status = WITHDRAWN.to_owned();
    }
    if draft.person_id.is_nil() || old.is_some() {
        return Ok(());
    }
    let there = job_seeker::Entity::find()
        .filter(job_seeker::Column::UnitId.eq(draft.unit_id))
        .filter(job_seeker::Column::PersonId.eq(draft.person_id))
        .filter(job_seeker::Column::Status.eq(ACTIVE))
        .filter(job_seeker::Column::ArchivedAt.is_null())
        .one(tx.conn()?)
        .await?;
    match there {
        Some(there) => Err(Error::new(Code::AlreadyExists)
            .saying(
                "Orang ini sudah terdaftar sebagai pencari kerja.",
                "This person is registered as a job seeker already.",
            )
            .with("id", ids::text(Kind::JobSeeker, there.id))),
        None => Ok(()),
    }
}

/// The registration that a placement names, held until the write ends.
pub(super) async fn named(tx: &Tx, id: Uuid) -> Result<Option<Model>> {
    Ok(job_seeker::Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?)
}

/// Whoever was placed no longer looks for work.
pub(super) async fn placed(tx: &Tx, old: Model) -> Result<()> {
    if old.status != ACTIVE {
        return Ok(());
    }
    let unit = unit_by_id(tx.conn()?, old.unit_id).await?;
    let mut row = Model { status: PLACED.to_owned(), ..old.clone() };
    row.advance(tx);
    ops::put(tx, Held { row: old, unit }, row, "place", "placed").await?;
    Ok(())
}
