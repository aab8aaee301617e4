//! The steps of a request: what must be said, what they leave.

use entity::request::{Entity, Model};
use entity::unit_document;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::status::{self, Step};
use crate::domain::access::{self, Place};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::workflow::Possible;
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::text::is_blank;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};

/// What a caller says of a step.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Why; a return needs it.
    pub reason: Option<String>,
    /// With an answer: text, a document of the unit's register, or both.
    pub text: Option<String>,
    pub document_id: Option<String>,
}

/// Takes a step with a request.
pub async fn step(tx: &Tx, id: &str, expected: Expected, step: Step, given: Given) -> Result<Held<Model>> {
    // Held until the write ends: steps are judged one after the other.
    let held = Entity::find_by_id(ids::expect(Kind::Request, id)?).lock_exclusive().one(tx.conn()?).await?;
    held.ok_or_else(|| Error::new(Code::NotFound))?;
    let old: Held<Model> = ops::seen(tx, tx.conn()?, id).await?;
    tx.require_roles(step.roles(&old.unit.kind), Some(&Place::from(&old.unit)))?;
    ops::current(&old, expected)?;
    let state = status::step(&old.row.state, step)?;
    let mut row = old.row.clone();
    let faults = match step {
        Step::Answer => answer(tx, &mut row, &given).await?,
        Step::Return if is_blank(given.reason.as_deref()) => vec![Violation::new(Code::ReasonRequired, "/reason")],
        _ => Vec::new(),
    };
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    row.state = state.to_owned();
    row.state_on = tx.today();
    row.state_reason = given.reason;
    row.advance(tx);
    let (action, event) = step.names();
    ops::put(tx, old, row, action, event).await
}

/// What an answer leaves in the row, and what is wrong with it.
async fn answer(tx: &Tx, row: &mut Model, given: &Given) -> Result<Vec<Violation>> {
    let mut faults = Vec::new();
    if is_blank(given.text.as_deref()) && given.document_id.is_none() {
        faults.push(Violation::new(Code::FieldRequired, "/text"));
    }
    let document = match given.document_id.as_deref() {
        Some(id) => document(tx, row.unit_id, id, &mut faults).await?,
        None => None,
    };
    row.answer = given.text.clone();
    row.answer_document_id = document;
    row.answered_on = Some(tx.today());
    Ok(faults)
}

/// A document of the unit's own register.
async fn document(tx: &Tx, unit: Uuid, id: &str, faults: &mut Vec<Violation>) -> Result<Option<Uuid>> {
    let id = ids::expect(Kind::UnitDocument, id).unwrap_or_default();
    let found = unit_document::Entity::find_by_id(id)
        .filter(unit_document::Column::UnitId.eq(unit))
        .filter(unit_document::Column::ArchivedAt.is_null())
        .one(tx.conn()?)
        .await?;
    if found.is_none() {
        faults.push(Violation::new(Code::UnknownCode, "/documentId").with("kind", Kind::UnitDocument.name()));
    }
    Ok(found.map(|document| document.id))
}

/// Every step, with what stands in the caller's way now.
pub fn possible(ctx: &Ctx, held: &Held<Model>) -> Vec<Possible> {
    let place = Place::from(&held.unit);
    let judge = |step: Step| {
        access::require_roles(ctx, step.roles(&held.unit.kind), Some(&place))?;
        ops::current(held, Expected::Any)?;
        status::step(&held.row.state, step).map(|_| ())
    };
    Step::ALL.into_iter().map(|step| Possible { word: step.word(), blocker: judge(step).err() }).collect()
}
