//! One report on its way, in memory: the steps of the operations without their statements.

use entity::{obligation, standing, unit};
use uuid::Uuid;

use super::rows::Rows;
use super::{Bulk, Journey, Opened};
use crate::domain::analytics::standing::{Flags, row, same, says_something};
use crate::domain::reports::draft::{Occurrence, Why, begun, checked, step, told, touched};
use crate::domain::reports::{Loaded, attachments, figures, receipt, review, status, submit, validate};
use crate::domain::{Code, Ctx, Error, Result, obligations};
use crate::vocab::{ReportAction, ReportState};

/// A report with its obligation, and where that stands.
struct Walk<'a> {
    report: Loaded,
    owed: obligation::Model,
    stands: standing::Model,
    /// Whether the content says something.
    says: bool,
    rows: &'a mut Rows,
}

impl Bulk {
    /// Takes a report as far as it comes.
    pub(super) async fn walk(
        &mut self,
        opened: &Opened,
        unit: &unit::Model,
        (owed, stands): (obligation::Model, standing::Model),
        journey: Journey,
    ) -> Result<Loaded> {
        let at = Occurrence {
            template: opened.template.clone(),
            occurrence: opened.period.to_string(),
            period_end: opened.period.last_day(),
        };
        let clock = &self.ctx.app.clock;
        clock.set(journey.filed_at);
        let content = checked(&self.author, &at.template, (journey.values, journey.narrative), at.period_end)?;
        let report = begun(&self.author, unit, &at, content, (false, None));
        let mut known = validate::Known {
            facts: opened.facts.get(&unit.id).copied().unwrap_or_default(),
            earlier: self.earlier(&report, opened.period),
            ..validate::Known::default()
        };
        if self.recorded.contains(&unit.id) {
            known.differences = validate::differences(&self.ctx, self.ctx.db(), &report).await?;
        }
        let says = says_something(false, &report.content.body)?;
        let mut walk = Walk { report, owed, stands, says, rows: &mut self.rows };
        walk.begin(&self.author)?;
        for file in journey.files {
            let row = attachments::named(&self.author, &walk.report, &file.kind, file.name, file.stored);
            known.files.push(row.clone());
            walk.attach(&self.author, row)?;
        }
        let levels = walk.report.row.levels;
        if journey.to != ReportState::Draft {
            walk.submit(&self.head, known)?;
        }
        if !matches!(journey.to, ReportState::Draft | ReportState::Submitted) {
            clock.set(journey.decided_at);
            walk.decide(&self.coordinator, ReportAction::StartReview, None)?;
        }
        match journey.to {
            ReportState::Rejected => walk.decide(&self.coordinator, ReportAction::Reject, journey.reason)?,
            ReportState::Verified | ReportState::Approved if levels >= 2 => {
                walk.decide(&self.coordinator, ReportAction::Verify, None)?;
            }
            _ => {}
        }
        if journey.to == ReportState::Approved {
            walk.decide(&self.reviewer, ReportAction::Approve, None)?;
        }
        Ok(walk.end())
    }
}

impl Walk<'_> {
    fn begin(&mut self, ctx: &Ctx) -> Result<()> {
        let states = (None, ReportState::Draft);
        self.rows.transitions.push(step(ctx, &self.report.row, "create", states, Why::default()));
        self.follow(ctx)?;
        let event = self.rows.record(ctx, &told(&self.report))?;
        self.stand(event);
        Ok(())
    }

    fn attach(&mut self, ctx: &Ctx, file: entity::attachment::Model) -> Result<()> {
        self.rows.attachments.push(file);
        touched(ctx, &mut self.report);
        self.rows.record(ctx, &attachments::told(&self.report)).map(drop)
    }

    fn submit(&mut self, ctx: &Ctx, known: validate::Known) -> Result<()> {
        let from = self.enter(ReportAction::Submit)?;
        let files = known.files.clone();
        let faults = validate::judge(ctx, &self.report, known)?;
        if !validate::errors(&faults).is_empty() {
            return Err(Error::listing(Code::ReportInvalid, faults));
        }
        submit::arrive(ctx, &mut self.report, Some(&self.owed));
        let receipt = receipt::of(ctx, &self.report, &files)?;
        // Whoever files every month knows the warnings, and acknowledges those that fire.
        submit::sealed(&mut self.report, validate::warnings(&faults), Some(receipt));
        self.finish(ctx, from, ReportAction::Submit, Why::default())
    }

    fn decide(&mut self, ctx: &Ctx, action: ReportAction, reason: Option<String>) -> Result<()> {
        let from = self.enter(action)?;
        review::decided(ctx, &mut self.report, action);
        self.finish(ctx, from, action, Why { code: None, text: reason })
    }

    /// Enters the state to which a step leads. The state before.
    fn enter(&mut self, action: ReportAction) -> Result<ReportState> {
        let to = status::step(self.report.state, action, self.report.row.levels)?;
        Ok(std::mem::replace(&mut self.report.state, to))
    }

    /// As [`submit::finish`].
    fn finish(&mut self, ctx: &Ctx, from: ReportState, action: ReportAction, why: Why) -> Result<()> {
        touched(ctx, &mut self.report);
        self.follow(ctx)?;
        let states = (Some(from), self.report.state);
        self.rows.transitions.push(step(ctx, &self.report.row, action.as_str(), states, why));
        let event = self.rows.record(ctx, &submit::told(&self.report, from, action))?;
        if submit::changes_standing(action) {
            self.stand(event);
        }
        if action == ReportAction::Approve {
            self.rows.figures.extend(figures::rows(&self.report, &self.report.content, event)?);
        }
        Ok(())
    }

    fn follow(&mut self, ctx: &Ctx) -> Result<()> {
        if let Some(owed) = obligations::followed(ctx, self.owed.clone(), &self.report.row)? {
            self.rows.announce(ctx, &obligations::told(&owed, "obligation.updated"));
            self.owed = owed;
        }
        Ok(())
    }

    /// As `standing::follow`: the row that holds ends with the event if the next says something else.
    fn stand(&mut self, event: Uuid) {
        let region = self.report.row.region_code.clone().unwrap_or_else(|| self.stands.region_code.clone());
        let flags = Flags::of(&self.owed, Some(&self.report.row), self.says);
        let next = row(&self.owed, &region, flags, event);
        if !same(&self.stands, &next) {
            let mut ended = std::mem::replace(&mut self.stands, next);
            ended.to_event = Some(event);
            self.rows.standings.push(ended);
        }
    }

    fn end(self) -> Loaded {
        self.rows.obligations.push(self.owed);
        self.rows.standings.push(self.stands);
        self.rows.reports.push(self.report.row.clone());
        self.rows.versions.push(self.report.content.clone());
        self.report
    }
}
