//! Columns that are computed from other records, computed anew when those change: each month that comes out otherwise
//! gets its next version, with its history and its event.

use entity::{progress, unit};

use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::registry::unit_by_id;
use crate::domain::{Result, Tx};

/// A month as it is stored, and as it is now.
pub(super) type Recounted = (progress::Model, progress::Model);

/// Stores the months that differ; the others stay as they are. Nothing follows from it: `after` is not run.
pub(super) async fn store(tx: &Tx, months: Vec<Recounted>) -> Result<()> {
    let mut last: Option<unit::Model> = None;
    for (old, mut new) in months.into_iter().filter(|(old, new)| old != new) {
        // Nearly always all are of one unit: it is read once.
        let unit = match last.take().filter(|unit| unit.id == old.unit_id) {
            Some(unit) => unit,
            None => unit_by_id(tx.conn()?, old.unit_id).await?,
        };
        new.advance(tx);
        let held = ops::put(tx, Held { row: old, unit }, new, "recount", "recounted").await?;
        last = Some(held.unit);
    }
    Ok(())
}
