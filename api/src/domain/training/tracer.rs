//! Looks at a graduate 6 and 12 months on (tracer study; B01 to B04).

use chrono::{Months, NaiveDate};
use entity::{alumni_trace, trainee};
use uuid::Uuid;

use crate::domain::registry::kept::{Held, ops};
use crate::domain::{Result, Tx};

/// Months after the training at which one looks.
pub(super) const AFTER: [u32; 2] = [6, 12];

/// Makes the looks that will fall due. They are nobody's to make by hand.
pub(super) async fn plan(tx: &Tx, held: &Held<trainee::Model>, completed_on: NaiveDate) -> Result<()> {
    for months in AFTER {
        let look = alumni_trace::Model {
            id: Uuid::nil(),
            unit_id: held.unit.id,
            trainee_id: held.row.id,
            package_id: held.row.package_id,
            person_id: held.row.person_id,
            months: i32::try_from(months).unwrap_or_default(),
            due_on: completed_on.checked_add_months(Months::new(months)),
            status: None,
            traced_on: None,
            relation: None,
            sector: None,
            note: None,
            archived_at: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        ops::create(tx, held.unit.clone(), look, Vec::new()).await?;
    }
    Ok(())
}
