//! Writing a consent down, with its audit row and its event.

use entity::consent::{ActiveModel, Entity, Model};
use sea_orm::{ActiveModelTrait, EntityTrait};
use serde_json::json;

use crate::domain::ids::{self, Kind};
use crate::domain::record::Record;
use crate::domain::{Result, Tx};

/// Stores the next version of a consent that ended, was acknowledged, or may be read again.
pub(super) async fn save(tx: &Tx, row: &mut Model) -> Result<()> {
    row.version += 1;
    row.updated_at = tx.now();
    Entity::update(ActiveModel::from(row.clone()).reset_all()).exec(tx.conn()?).await?;
    Ok(())
}

/// What happened to a consent. The event is the partner's, in whose feed it stands: it names neither the person nor the
/// unit that coaches it.
pub(super) fn record<'a>(row: &Model, action: &'a str, event: &'a str) -> Record<'a> {
    let body = json!({"subject": ids::text(Kind::Subject, row.subject_id), "purpose": row.purpose});
    Record::new(action, event, (Kind::Consent, row.id), row.version).unit(row.partner_id).body(body)
}
