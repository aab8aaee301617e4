//! Handing in, and taking back before review begins.

use std::collections::BTreeSet;

use entity::report_version;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use serde_json::json;

use super::draft::{Why, next_version, touch, transition};
use super::receipt::Receipt;
use super::{Loaded, query, receipt, rights, validate};
use crate::domain::analytics::standing;
use crate::domain::ctx::Expected;
use crate::domain::ids::Kind;
use crate::domain::interaction::threads::revisions;
use crate::domain::record::Record;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation, obligations};
use crate::vocab::{ItemStatus, ReportAction, ReportState};

/// Hands a report in. Errors block; warnings that fired must be acknowledged (others are ignored). The time of
/// arrival decides whether it is on time.
pub async fn submit(tx: &Tx, id: &str, expected: Expected, acknowledge: &[String]) -> Result<Loaded> {
    let mut report = query::for_write(tx, id).await?;
    rights::permit(tx, &report, ReportAction::Submit)?;
    expected.check(report.row.version)?;
    let to = rights::possible(&report, ReportAction::Submit)?;
    rights::unheld(tx.conn()?, &report, ReportAction::Submit).await?;
    refuse_open_items(tx, &report).await?;
    let faults = validate::complete(tx, tx.conn()?, &report).await?;
    let errors = validate::errors(&faults);
    let given: BTreeSet<&str> = acknowledge.iter().map(String::as_str).collect();
    let warnings = validate::warnings(&faults);
    if !errors.is_empty() {
        let all = errors.into_iter().chain(warnings).collect();
        return Err(Error::listing(Code::ReportInvalid, all));
    }
    let open: Vec<_> = warnings.iter().filter(|warning| !given.contains(warning.code.as_str())).cloned().collect();
    if !open.is_empty() {
        let codes: BTreeSet<String> = open.iter().map(|warning| warning.code.clone()).collect();
        return Err(
            Error::listing(Code::Unacknowledged, open).with("acknowledge", codes.into_iter().collect::<Vec<_>>())
        );
    }
    let from = report.state;
    let owed = obligations::of_report(tx, &report.row).await?;
    report.state = to;
    arrive(tx, &mut report, owed.as_ref());
    // A check only must not hand out proof of something that did not happen.
    let receipt = if tx.validate_only { None } else { Some(receipt::issue(tx, &report).await?) };
    sealed(&mut report, warnings, receipt);
    let content = report_version::ActiveModel {
        report_id: Set(report.row.id),
        number: Set(report.content.number),
        acknowledged: Set(report.content.acknowledged.clone()),
        content_hash: Set(report.content.content_hash.clone()),
        receipt_number: Set(report.content.receipt_number.clone()),
        receipt_jws: Set(report.content.receipt_jws.clone()),
        submitted_at: Set(report.content.submitted_at),
        submitted_by: Set(report.content.submitted_by),
        ..Default::default()
    };
    content.update(tx.conn()?).await?;
    finish(tx, report, from, ReportAction::Submit, Why::default()).await
}

/// The report arrives now, by this caller.
pub(super) fn arrive(ctx: &Ctx, report: &mut Loaded, owed: Option<&entity::obligation::Model>) {
    let now = ctx.now();
    report.row.submitted_at = Some(now);
    // The first arrival counts; a revision asked for by a reviewer does not make a report late.
    report.row.on_time =
        Some(report.row.on_time.unwrap_or(owed.is_none_or(|owed| obligations::in_time(owed.due_at, now))));
    report.row.submitted_by = ctx.actor.id;
    report.row.on_behalf_of = ctx.actor.on_behalf_of;
    report.row.verified_by = None;
    report.row.submitted_version = Some(report.row.current_version);
    report.content.submitted_at = Some(now);
    report.content.submitted_by = ctx.actor.id;
}

/// What the content that arrived says of its arrival: the warnings that were acknowledged, and its receipt.
pub(super) fn sealed(report: &mut Loaded, warnings: Vec<Violation>, receipt: Option<Receipt>) {
    let acknowledged: BTreeSet<String> = warnings.into_iter().map(|warning| warning.code).collect();
    report.content.acknowledged = (!acknowledged.is_empty()).then(|| json!(acknowledged).to_string());
    if let Some(receipt) = receipt {
        report.content.content_hash = Some(receipt.sha256);
        report.content.receipt_number = Some(receipt.number);
        report.content.receipt_jws = Some(receipt.jws);
    }
}

/// Takes a report back before review begins. What arrived stays as a version; a new one is open for work.
pub async fn withdraw(tx: &Tx, id: &str, expected: Expected, why: Why) -> Result<Loaded> {
    let mut report = query::for_write(tx, id).await?;
    rights::permit(tx, &report, ReportAction::Withdraw)?;
    expected.check(report.row.version)?;
    let to = rights::possible(&report, ReportAction::Withdraw)?;
    let from = report.state;
    report.state = to;
    // It counts as never having arrived; an official version that it was to amend has.
    let official = match report.row.official_version {
        Some(number) => report_version::Entity::find_by_id((report.row.id, number)).one(tx.conn()?).await?,
        None => None,
    };
    report.row.on_time = report.row.on_time.filter(|_| official.is_some());
    report.row.submitted_at = official.and_then(|version| version.submitted_at);
    report.row.submitted_version = report.row.official_version;
    next_version(tx, &mut report).await?;
    finish(tx, report, from, ReportAction::Withdraw, why).await
}

/// Items that a reviewer raised and nobody answered.
pub async fn open_items(
    conn: &impl sea_orm::ConnectionTrait,
    report: &Loaded,
) -> Result<Vec<entity::revision_item::Model>> {
    let items = query::items(conn, report.row.id).await?;
    Ok(items.into_iter().filter(|item| item.status == ItemStatus::Open.as_str()).collect())
}

async fn refuse_open_items(tx: &Tx, report: &Loaded) -> Result<()> {
    let open = open_items(tx.conn()?, report).await?;
    if open.is_empty() { Ok(()) } else { Err(unanswered(&open)) }
}

/// The refusal that names each open item.
pub fn unanswered(open: &[entity::revision_item::Model]) -> Error {
    use crate::domain::ids;
    let faults = open.iter().map(|item| {
        crate::domain::Violation::new(Code::OpenItems, item.path.clone())
            .with("item", ids::text(Kind::RevisionItem, item.id))
    });
    Error::listing(Code::OpenItems, faults.collect())
}

/// What ends every step: the row, the obligation, the history, the audit and the event.
pub(super) async fn finish(
    tx: &Tx,
    mut report: Loaded,
    from: ReportState,
    action: ReportAction,
    why: Why,
) -> Result<Loaded> {
    touch(tx, &mut report).await?;
    let owed = match obligations::of_report(tx, &report.row).await? {
        Some(owed) => Some(obligations::follow(tx, owed, &report.row).await?),
        None => None,
    };
    transition(tx, &report.row, action.as_str(), Some(from), report.state, why).await?;
    let settles =
        matches!(action, ReportAction::Submit | ReportAction::Verify | ReportAction::Approve | ReportAction::Reject);
    // Items open a next version: a first one has none.
    if settles && report.row.current_version > 1 {
        revisions::settle(tx, report.row.id).await?;
    }
    let id = tx.record(told(&report, from, action)).await?;
    if let Some(owed) = owed.filter(|_| changes_standing(action)) {
        standing::follow(tx, &owed, Some(&report.row), id).await?;
    }
    if action == ReportAction::Approve {
        super::figures::replace(tx, &report, id).await?;
    }
    Ok(report)
}

/// Steps with which a report begins or ceases to count in a rate. To read it, to find it good, to open it again is none.
pub(super) fn changes_standing(action: ReportAction) -> bool {
    !matches!(action, ReportAction::Edit | ReportAction::StartReview | ReportAction::Verify | ReportAction::Amend)
}

/// What others hear of a step.
pub(super) fn told(report: &Loaded, from: ReportState, action: ReportAction) -> Record<'static> {
    let (operation, event) = names(action);
    let body =
        json!({"state": report.state.as_str(), "from": from.as_str(), "contentVersion": report.row.current_version});
    Record::new(operation, event, (Kind::Report, report.row.id), report.row.version).unit(report.unit.id).body(body)
}

/// Operation and event of a step.
fn names(action: ReportAction) -> (&'static str, &'static str) {
    match action {
        ReportAction::Edit => ("editReport", "report.edited"),
        ReportAction::Submit => ("submitReport", "report.submitted"),
        ReportAction::Withdraw => ("withdrawReport", "report.withdrawn"),
        ReportAction::StartReview => ("startReportReview", "report.review_started"),
        ReportAction::Verify => ("verifyReport", "report.verified"),
        ReportAction::RequestRevision => ("requestReportRevision", "report.revision_requested"),
        ReportAction::Approve => ("approveReport", "report.approved"),
        ReportAction::Reject => ("rejectReport", "report.rejected"),
        ReportAction::Amend => ("amendReport", "report.amended"),
    }
}
