//! What the caller may do with a report now, and why not. The same checks as the operations make.

use super::submit::{open_items, unanswered};
use super::{Loaded, rights, validate};
use crate::domain::interaction::requests;
use crate::domain::{Code, Ctx, Error, Result};
use crate::vocab::ReportAction;

/// One action with what stands in its way.
#[derive(Debug)]
pub struct Allowed {
    pub action: ReportAction,
    pub blockers: Vec<Error>,
    /// Warnings that must be acknowledged.
    pub acknowledge: Vec<String>,
}

/// Every action, in the order of the workflow.
pub async fn actions(ctx: &Ctx, report: &Loaded) -> Result<Vec<Allowed>> {
    let mut all = Vec::new();
    for action in ReportAction::ALL {
        let mut entry =
            Allowed { action: *action, blockers: rights::blockers(ctx, report, *action), acknowledge: Vec::new() };
        entry.blockers.extend(requests::holding(ctx.db(), report, *action).await?);
        if *action == ReportAction::Submit && entry.blockers.is_empty() {
            let open = open_items(ctx.db(), report).await?;
            if !open.is_empty() {
                entry.blockers.push(unanswered(&open));
            }
            let faults = validate::complete(ctx, ctx.db(), report).await?;
            let errors = validate::errors(&faults);
            if !errors.is_empty() {
                entry.blockers.push(Error::listing(Code::ReportInvalid, errors));
            }
            entry.acknowledge = validate::warnings(&faults).into_iter().map(|warning| warning.code).collect();
            entry.acknowledge.dedup();
        }
        all.push(entry);
    }
    Ok(all)
}
