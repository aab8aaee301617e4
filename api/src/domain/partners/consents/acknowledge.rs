//! The partner says that it deleted what it got by a consent that ended. It may do so while it is suspended: that is
//! what ends the suspension.

use entity::consent::{Column, Entity, Model};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::rules::{EXPIRED, WITHDRAWN, status};
use super::{query, store};
use crate::domain::access::Place;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::unit_by_id;
use crate::domain::text::trimmed;
use crate::domain::{Code, Error, Result, Tx, Violation};
use crate::view::partners::consents::DeletionInput;
use crate::vocab::Role;

/// Acknowledges the deletion, once. After an expiry it is welcome, after a withdrawal it is owed.
pub async fn acknowledge(tx: &Tx, id: &str, input: DeletionInput) -> Result<Model> {
    let partner = query::partner_of(tx)?;
    let id = ids::expect(Kind::Consent, id)?;
    let own = Entity::find_by_id(id).filter(Column::PartnerId.eq(partner));
    let mut row = own.lock_exclusive().one(tx.conn()?).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    // Remembered, so that a keyed answer is not replayed to who pulls no longer.
    tx.require_roles(&[Role::Partner], Some(&Place::from(&unit_by_id(tx.conn()?, partner).await?)))?;
    let now = status(tx, &row).to_owned();
    if ![WITHDRAWN, EXPIRED].contains(&now.as_str()) || row.acknowledged_at.is_some() {
        let said = row.acknowledged_at.is_some();
        return Err(Error::new(Code::IllegalState).with("status", now).with("acknowledged", said));
    }
    if input.deleted_at > tx.now() || input.deleted_at < row.given_at {
        let fault = Violation::new(Code::FieldRange, "/deletedAt");
        let fault = fault.with("min", row.given_at.to_rfc3339()).with("max", tx.now().to_rfc3339());
        return Err(Error::listing(Code::Invalid, vec![fault]));
    }
    row.acknowledged_at = Some(tx.now());
    row.deleted_at = Some(input.deleted_at);
    row.acknowledged_by = tx.actor.id;
    row.ack_note = trimmed(input.note);
    store::save(tx, &mut row).await?;
    tx.record(store::record(&row, "acknowledgeDeletion", "consent.acknowledged")).await?;
    Ok(row)
}
