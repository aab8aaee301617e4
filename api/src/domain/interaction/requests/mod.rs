//! Requests: something asked of a unit with a day on which it is due, answered, and found good. One about a report
//! holds a step of it up where the template says so.

mod holding;
mod status;
mod steps;

use entity::report;
use entity::request::Model;
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::domain::events::seen;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::kept;
use crate::domain::{Code, Result, Tx, Violation};
use crate::vocab::UnitKind;

pub use holding::{HOLDABLE, holding};
pub use status::Step;
pub use steps::{Given, possible, step};

kept! {
    request: Request,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site, UnitKind::Organization],
    keepers: AskRequests,
    readers: Scoped,
    title: Some("title"),
    class: Some("state"),
    ends: Some("due_on"),
    alone: [],
    refs: [("report_id", Kind::Report), ("answer_document_id", Kind::UnitDocument)],
    span: None,
    fixed: [state, state_on, state_reason, answer, answer_document_id, answered_on],
    prepare: prepare,
    settled(it) { it.state != status::OPEN }
    check(it, checks) {
        checks.code("kind", "requestKinds", &it.kind);
    }
}

/// A request begins open. What it is about is there for who asks; a report is one of the unit.
async fn prepare(tx: &Tx, draft: &mut Model, old: Option<&Model>, faults: &mut Vec<Violation>) -> Result<()> {
    let today = tx.today();
    if old.is_none() {
        draft.state = status::OPEN.to_owned();
        draft.state_on = today;
    }
    if old.is_none_or(|old| old.due_on != draft.due_on) && draft.due_on < today {
        faults.push(Violation::new(Code::FieldRange, "/dueOn").with("min", today.to_string()));
    }
    if let Some(id) = draft.report_id.filter(|id| *id != Uuid::nil())
        && report::Entity::find_by_id(id).one(tx.conn()?).await?.is_none_or(|report| report.unit_id != draft.unit_id)
    {
        faults.push(Violation::new(Code::UnknownCode, "/reportId").with("kind", Kind::Report.name()));
    }
    let unchanged = old.is_some_and(|old| old.about == draft.about);
    if let Some(about) = draft.about.as_deref().filter(|_| !unchanged) {
        let there = match ids::parse(about) {
            Some((kind, id)) => seen::among(tx, tx.conn()?, kind, &[id]).await?.contains(&id),
            None => false,
        };
        if !there {
            faults.push(Violation::new(Code::SubjectUnknown, "/about"));
        }
    }
    Ok(())
}
