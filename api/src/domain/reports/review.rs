//! Reviewing: level 1, level 2, revision items, amendment, the lock.

use entity::revision_item;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait};

use super::draft::{Why, next_version, touch};
pub use super::lock::lock_due;
use super::submit::finish;
use super::{Loaded, query, rights};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::interaction::threads::revisions;
use crate::domain::record::Record;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::{ItemStatus, ReportAction, ReportState};

/// Characters of the path of an item.
const PATH: usize = 200;
/// Characters of the note of an item, and of the answer to it.
const NOTE: usize = 2_000;

/// Something to mend, as a reviewer raises it.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// JSON Pointer into the report: `/values/A03`.
    pub path: String,
    pub note: String,
}

/// A decision on a report.
#[derive(Clone, Debug)]
pub struct Decision {
    pub action: ReportAction,
    pub why: Why,
    pub items: Vec<NewItem>,
}

impl Decision {
    pub fn new(action: ReportAction) -> Self {
        Self { action, why: Why::default(), items: Vec::new() }
    }

    /// Rejection and revision need a reason; a revision needs a note per item.
    fn check(&self, ctx: &Ctx) -> Result<()> {
        let mut faults = Vec::new();
        let needs_reason = matches!(self.action, ReportAction::Reject | ReportAction::RequestRevision);
        if needs_reason && self.why.text.as_deref().is_none_or(|text| text.trim().is_empty()) {
            faults.push(Violation::new(Code::ReasonRequired, "/reason"));
        }
        if let Some(code) = &self.why.code
            && !ctx.app.codes.has("revisionReasons", code, ctx.now().date_naive())
        {
            faults.push(Violation::new(Code::UnknownCode, "/reasonCode"));
        }
        for (index, item) in self.items.iter().enumerate() {
            let known = ["/values", "/narrative", "/attachments", "/nihil"]
                .iter()
                .any(|root| item.path == *root || item.path.starts_with(&format!("{root}/")));
            if !known {
                faults.push(Violation::new(Code::FieldFormat, format!("/items/{index}/path")));
            }
            if item.note.trim().is_empty() {
                faults.push(Violation::new(Code::FieldRequired, format!("/items/{index}/note")));
            }
            for (name, text, most) in [("path", &item.path, PATH), ("note", &item.note, NOTE)] {
                if text.chars().count() > most {
                    let fault = Violation::new(Code::FieldLength, format!("/items/{index}/{name}"));
                    faults.push(fault.with("max", most));
                }
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(Error::listing(Code::Invalid, faults)) }
    }
}

/// Takes one step of review: start-review, verify, request-revision, approve or reject.
pub async fn decide(tx: &Tx, id: &str, expected: Expected, decision: Decision) -> Result<Loaded> {
    let mut report = query::for_write(tx, id).await?;
    rights::permit(tx, &report, decision.action)?;
    expected.check(report.row.version)?;
    let to = rights::possible(&report, decision.action)?;
    rights::unheld(tx.conn()?, &report, decision.action).await?;
    decision.check(tx)?;
    let from = report.state;
    report.state = to;
    decided(tx, &mut report, decision.action);
    if decision.action == ReportAction::RequestRevision {
        raise(tx, &report, &decision).await?;
        next_version(tx, &mut report).await?;
    }
    finish(tx, report, from, decision.action, decision.why).await
}

/// What a decision of this caller leaves on the report's row.
pub(super) fn decided(ctx: &Ctx, report: &mut Loaded, action: ReportAction) {
    report.row.decided_at = Some(ctx.now());
    match action {
        ReportAction::Verify => report.row.verified_by = ctx.actor.id,
        ReportAction::Approve => approve(ctx, report),
        _ => {}
    }
}

fn approve(ctx: &Ctx, report: &mut Loaded) {
    report.row.approved_by = ctx.actor.id;
    report.row.official_version = report.row.submitted_version;
    let zone = crate::domain::clock::zone(&report.unit.timezone);
    // A late approval still leaves a day for an amendment.
    let earliest = ctx.now() + chrono::Duration::days(1);
    report.row.lock_at = report
        .template
        .lock_on(report.row.period_end)
        .map(|day| crate::domain::clock::end_of_day(day, zone).max(earliest));
}

/// Stores the items, and opens a thread for each: few statements, however many items.
async fn raise(tx: &Tx, report: &Loaded, decision: &Decision) -> Result<()> {
    let draft = |item: &NewItem| revision_item::Model {
        id: tx.new_id(),
        report_id: report.row.id,
        content_version: report.row.current_version,
        path: item.path.clone(),
        note: item.note.clone(),
        status: ItemStatus::Open.as_str().to_owned(),
        answer: None,
        raised_by: tx.actor.id_or_nil(),
        answered_by: None,
        created_at: tx.now(),
        answered_at: None,
    };
    let items: Vec<revision_item::Model> = decision.items.iter().map(draft).collect();
    if items.is_empty() {
        return Ok(());
    }
    let rows = items.iter().cloned().map(revision_item::ActiveModel::from);
    revision_item::Entity::insert_many(rows).exec_without_returning(tx.conn()?).await?;
    revisions::open(tx, report, &items).await
}

/// Answers a revision item; once all are answered the report can be submitted again.
pub async fn answer(tx: &Tx, id: &str, item: &str, expected: Expected, text: &str) -> Result<Loaded> {
    let mut report = query::for_write(tx, id).await?;
    rights::permit(tx, &report, ReportAction::Edit)?;
    expected.check(report.row.version)?;
    rights::possible(&report, ReportAction::Edit)?;
    let item_id = ids::expect(Kind::RevisionItem, item)?;
    let found =
        revision_item::Entity::find_by_id(item_id).one(tx.conn()?).await?.filter(|row| row.report_id == report.row.id);
    let found = found.ok_or_else(|| Error::new(Code::NotFound))?;
    if text.trim().is_empty() || text.chars().count() > NOTE {
        let fault = Violation::new(Code::FieldLength, "/answer").with("min", 1).with("max", NOTE);
        return Err(Error::listing(Code::Invalid, vec![fault]));
    }
    let row = revision_item::ActiveModel {
        id: Set(found.id),
        status: Set(ItemStatus::Answered.as_str().to_owned()),
        answer: Set(Some(text.to_owned())),
        answered_by: Set(tx.actor.id),
        answered_at: Set(Some(tx.now())),
        ..Default::default()
    };
    row.update(tx.conn()?).await?;
    revisions::answer(tx, found.id, text).await?;
    touch(tx, &mut report).await?;
    let record = Record::new(
        "answerRevisionItem",
        "report.revision_answered",
        (Kind::Report, report.row.id),
        report.row.version,
    );
    tx.record(record.unit(report.unit.id).body(serde_json::json!({"item": item}))).await?;
    Ok(report)
}

/// Opens a new version of a decided report. The approved version stays official meanwhile. A locked report is
/// reopened by the forum alone, with a reason.
pub async fn amend(tx: &Tx, id: &str, expected: Expected, why: Why) -> Result<Loaded> {
    let mut report = query::for_write(tx, id).await?;
    rights::permit(tx, &report, ReportAction::Amend)?;
    expected.check(report.row.version)?;
    let to = rights::possible(&report, ReportAction::Amend)?;
    if report.state == ReportState::Locked && why.text.as_deref().is_none_or(|text| text.trim().is_empty()) {
        return Err(Error::field(Code::ReasonRequired, "/reason"));
    }
    let from = report.state;
    report.state = to;
    next_version(tx, &mut report).await?;
    finish(tx, report, from, ReportAction::Amend, why).await
}
