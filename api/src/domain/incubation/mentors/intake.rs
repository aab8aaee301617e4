//! Who enters a batch, how many places it has left, and of whom outcomes are recorded.

use entity::{alumni_outcome, mentor, mentor_batch};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::status;
use crate::domain::text::Text;
use crate::domain::{Code, Error, Result, Tx, Violation};

/// A new mentor has applied; who it is does not change afterwards.
pub async fn prepare(
    tx: &Tx,
    draft: &mut mentor::Model,
    old: Option<&mentor::Model>,
    faults: &mut Vec<Violation>,
) -> Result<()> {
    let Some(old) = old else {
        draft.status = status::APPLIED.to_owned();
        draft.status_on = Some(tx.today());
        return once_only(tx, draft).await;
    };
    if !draft.person_id.is_nil() && draft.person_id != old.person_id {
        let said = Text::new(
            "Orangnya tidak dapat diganti; arsipkan catatan ini dan buat yang baru.",
            "The person does not change; archive this record and make a new one.",
        );
        faults.push(Violation::new(Code::IllegalState, "/personId").saying(said));
    }
    Ok(())
}

/// Refuses a person who is in the batch already.
async fn once_only(tx: &Tx, draft: &mentor::Model) -> Result<()> {
    let there = mentor::Entity::find()
        .filter(mentor::Column::BatchId.eq(draft.batch_id))
        .filter(mentor::Column::PersonId.eq(draft.person_id))
        .filter(mentor::Column::ArchivedAt.is_null());
    if there.one(tx.conn()?).await?.is_none() {
        return Ok(());
    }
    Err(Error::listing(Code::AlreadyExists, vec![Violation::new(Code::AlreadyExists, "/personId")]))
}

/// Refuses one more than the batch has places for.
pub(super) async fn require_place(conn: &impl ConnectionTrait, batch_id: Uuid) -> Result<()> {
    let batch = mentor_batch::Entity::find_by_id(batch_id).one(conn).await?;
    let batch = batch.ok_or_else(|| Error::new(Code::NotFound))?;
    let placed = mentor::Entity::find()
        .filter(mentor::Column::BatchId.eq(batch_id))
        .filter(mentor::Column::ArchivedAt.is_null())
        .filter(mentor::Column::Status.is_in(status::PLACED))
        .count(conn)
        .await?;
    if placed < u64::try_from(batch.quota).unwrap_or_default() {
        return Ok(());
    }
    Err(Error::new(Code::QuotaFull).with("quota", batch.quota).with("selected", placed))
}

/// Outcomes are recorded of those who served to the end.
pub async fn prepare_outcome(
    tx: &Tx,
    draft: &mut alumni_outcome::Model,
    old: Option<&alumni_outcome::Model>,
    _faults: &mut Vec<Violation>,
) -> Result<()> {
    let mentor = found(tx, draft.mentor_id).await?;
    if old.is_none() && !status::SERVED.contains(&mentor.status.as_str()) {
        return Err(Error::new(Code::IllegalState)
            .saying(
                "Hasil alumni hanya dicatat setelah pendamping menyelesaikan tugasnya.",
                "Outcomes are recorded once the mentor has completed the service.",
            )
            .with("status", mentor.status));
    }
    Ok(())
}

/// A mentor by its stored id.
pub(super) async fn found(tx: &Tx, id: Uuid) -> Result<mentor::Model> {
    mentor::Entity::find_by_id(id).one(tx.conn()?).await?.ok_or_else(|| Error::new(Code::NotFound))
}
