//! Intake batches: their training, their call, whose they are.

use chrono::Months;
use entity::{mentor_batch, organization, unit};
use sea_orm::{EntityTrait, QuerySelect};
use uuid::Uuid;

use crate::domain::registry::units;
use crate::domain::{Code, Error, Result, Tx, Violation};
use crate::vocab::UnitKind;

/// Months of training (domain.md row 59).
const TRAINING: Months = Months::new(5);
/// A university's team for a kawasan.
const TEAM: &str = "TEAM";

/// Fills in the end of the training, and finds what does not fit together.
pub async fn prepare(
    tx: &Tx,
    draft: &mut mentor_batch::Model,
    _old: Option<&mentor_batch::Model>,
    faults: &mut Vec<Violation>,
) -> Result<()> {
    if draft.training_ends_on.is_none() {
        draft.training_ends_on = draft.training_starts_on.and_then(|day| day.checked_add_months(TRAINING));
    }
    let unit = units::unit_by_id(tx.conn()?, draft.unit_id).await?;
    faults.extend(shape(draft, &unit));
    if let Some(university) = draft.university_id.filter(|id| !id.is_nil())
        && !is_university(tx, university).await?
    {
        faults.push(Violation::new(Code::UnknownCode, "/universityId").with("kind", "UNIVERSITY"));
    }
    Ok(())
}

/// What can be told from the batch and its unit alone.
fn shape(draft: &mentor_batch::Model, unit: &unit::Model) -> Vec<Violation> {
    let mut faults = Vec::new();
    let owner = if draft.kind == TEAM { UnitKind::Kawasan } else { UnitKind::Organization };
    if unit.kind != owner.as_str() {
        faults.push(Violation::new(Code::UnknownCode, "/unit").with("allowed", vec![owner.as_str()]));
    }
    if draft.kind == TEAM && draft.university_id.is_none() {
        faults.push(Violation::new(Code::FieldRequired, "/universityId"));
    }
    for (given, missing, path) in [
        (draft.call_opens_on, draft.call_closes_on, "/callClosesOn"),
        (draft.call_closes_on, draft.call_opens_on, "/callOpensOn"),
        (draft.training_ends_on, draft.training_starts_on, "/trainingStartsOn"),
    ] {
        if given.is_some() && missing.is_none() {
            faults.push(Violation::new(Code::FieldRequired, path));
        }
    }
    faults
}

async fn is_university(tx: &Tx, id: Uuid) -> Result<bool> {
    let found = organization::Entity::find_by_id(id).one(tx.conn()?).await?;
    Ok(found.is_some_and(|organization| organization.kind == "UNIVERSITY"))
}

/// The batch, held until the write ends: its places are given one after the other.
pub(super) async fn locked(tx: &Tx, id: Uuid) -> Result<mentor_batch::Model> {
    let found = mentor_batch::Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}
