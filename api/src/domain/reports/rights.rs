//! Who may take which step of a report, and why not: one list of blockers, which the operations obey and
//! `allowedActions` shows.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Loaded, status};
use crate::domain::access::{self, Place, Sight};
use crate::domain::interaction::requests;
use crate::domain::templates::Template;
use crate::domain::{Code, Ctx, Error, Result, Tx};
use crate::vocab::ReportAction as A;
use crate::vocab::{ReportState, Role};

/// The roles that may take a step, apart from the state.
pub fn roles(template: &Template, action: A, state: ReportState, levels: i32) -> Vec<Role> {
    match action {
        A::Edit => template.definition.filed_by.clone(),
        A::Submit | A::Withdraw => template.definition.submitted_by.clone(),
        A::Amend if state == ReportState::Locked => vec![Role::FknAdmin],
        A::Amend => template.definition.submitted_by.clone(),
        A::StartReview | A::Verify | A::RequestRevision | A::Reject | A::Approve => reviewers(action, state, levels),
    }
}

/// Level 1 is the coordinator, level 2 the ministry. Where a template has one level, either may decide.
fn reviewers(action: A, state: ReportState, levels: i32) -> Vec<Role> {
    if levels < 2 {
        return vec![Role::Coordinator, Role::MinistryReviewer];
    }
    let level = if action == A::Approve { 2 } else { status::level(state) };
    if level == 2 { vec![Role::MinistryReviewer] } else { vec![Role::Coordinator] }
}

fn is_review(action: A) -> bool {
    matches!(action, A::StartReview | A::Verify | A::RequestRevision | A::Reject | A::Approve)
}

/// What stands in the way of a step, in the order in which it is checked: rights, then state.
pub fn blockers(ctx: &Ctx, report: &Loaded, action: A) -> Vec<Error> {
    let mut found = Vec::new();
    let roles = roles(&report.template, action, report.state, report.row.levels);
    if let Err(refused) = access::require_roles(ctx, &roles, Some(&report.place())) {
        found.push(refused);
    } else if is_review(action) && same_person(ctx, report, action) {
        found.push(Error::new(Code::SamePerson));
    }
    if let Err(refused) = status::step(report.state, action, report.row.levels) {
        found.push(refused);
    }
    found
}

/// The first blocker refuses; the right that was needed is remembered for replays.
pub fn allow(tx: &Tx, report: &Loaded, action: A) -> Result<()> {
    permit(tx, report, action)?;
    possible(report, action).map(|_| ())
}

/// Rights alone (403); the state is checked after the version (412), as the contract orders them.
pub fn permit(tx: &Tx, report: &Loaded, action: A) -> Result<()> {
    let roles = roles(&report.template, action, report.state, report.row.levels);
    tx.require_roles(&roles, Some(&report.place()))?;
    if is_review(action) && same_person(tx, report, action) {
        return Err(Error::new(Code::SamePerson));
    }
    Ok(())
}

/// Where the step leads, or 409.
pub fn possible(report: &Loaded, action: A) -> Result<ReportState> {
    status::step(report.state, action, report.row.levels)
}

/// Refuses (409) a step that waits for an open request, where the template has it wait.
pub async fn unheld(conn: &impl ConnectionTrait, report: &Loaded, action: A) -> Result<()> {
    match requests::holding(conn, report, action).await? {
        Some(refused) => Err(refused),
        None => Ok(()),
    }
}

/// The persons who submit, verify and approve one report differ.
fn same_person(ctx: &Ctx, report: &Loaded, action: A) -> bool {
    let me: Vec<Uuid> = [ctx.actor.id, ctx.actor.on_behalf_of].into_iter().flatten().collect();
    let mut others = vec![report.row.submitted_by, report.row.on_behalf_of];
    if action == A::Approve {
        others.push(report.row.verified_by);
    }
    others.into_iter().flatten().any(|other| me.contains(&other))
}

/// Whether the caller sees the version being worked on, or only the one last submitted.
pub fn sees_draft(ctx: &Ctx, template: &Template, place: &Place) -> bool {
    access::sight(ctx, place) == Sight::Drafts || access::holds(ctx, &template.definition.filed_by, Some(place))
}

/// A right to file for a unit under a template.
pub fn require_filing(tx: &Tx, template: &Template, place: &Place) -> Result<()> {
    tx.require_roles(&template.definition.filed_by, Some(place))
}
