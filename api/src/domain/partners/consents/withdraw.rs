//! Withdrawing a consent: from that moment on the gate gives nothing, and the partner has 72 hours to say that it
//! deleted what it got.

use entity::consent::{Column, Entity, Model};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::query::{self, Known};
use super::rules::{ACTIVE, WITHDRAWN, due_at};
use super::{rights, steps, store};
use crate::domain::ctx::Expected;
use crate::domain::text::trimmed;
use crate::domain::{Result, Tx};

/// Withdraws a consent: the person itself, who coaches it, or who handles the requests of data subjects.
pub async fn withdraw(tx: &Tx, id: &str, expected: Expected, reason: Option<String>) -> Result<Known> {
    let (mut row, person) = query::for_write(tx, id).await?;
    let units = rights::units(tx, tx.conn()?, &person).await?;
    rights::right_to_end(tx, &person, &units)?.used(tx)?;
    expected.check(row.version)?;
    steps::holds(tx, &row)?;
    end(tx, &mut row, reason).await?;
    query::one(tx, tx.conn()?, row).await
}

/// Withdraws every consent of a person to a partner, or to all of them, that holds, without asking anybody's right to do
/// so: its data are erased, or it objects.
pub async fn withdraw_all(tx: &Tx, person: Uuid, partner: Option<Uuid>, reason: &str) -> Result<()> {
    let mut held = Entity::find().filter(Column::PersonId.eq(person)).filter(Column::Status.eq(ACTIVE));
    if let Some(partner) = partner {
        held = held.filter(Column::PartnerId.eq(partner));
    }
    let rows = held.order_by_asc(Column::Id).lock_exclusive().all(tx.conn()?).await?;
    for mut row in rows {
        end(tx, &mut row, Some(reason.to_owned())).await?;
    }
    Ok(())
}

async fn end(tx: &Tx, row: &mut Model, reason: Option<String>) -> Result<()> {
    row.status = WITHDRAWN.to_owned();
    let now = tx.now();
    row.ended_at = Some(now);
    row.end_reason = trimmed(reason);
    row.ack_due_at = Some(due_at(now));
    store::save(tx, row).await?;
    tx.record(store::record(row, "withdrawConsent", "consent.withdrawn")).await?;
    Ok(())
}
