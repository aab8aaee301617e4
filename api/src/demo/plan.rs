//! Which reports are due when, and on which days they are filed.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::units::Units;
use crate::app::App;
use crate::domain::clock::{local_day, zone};
use crate::domain::obligations;
use crate::domain::reports::Period;
use crate::domain::reports::period::months_of;
use crate::domain::templates::Template;
use crate::domain::{Ctx, Result};
use crate::vocab::{Cadence, UnitKind};

/// The month before this one, in Jakarta.
pub fn latest_period(app: &App) -> String {
    let today = local_day(app.clock.now(), zone("Asia/Jakarta"));
    Period::containing(Cadence::Monthly, today).map(|period| period.previous().to_string()).unwrap_or_default()
}

/// What is due with the end of a month.
pub(super) struct Month {
    pub ends: NaiveDate,
    /// Months between it and the last one.
    pub age: u32,
    pub due: Vec<(Arc<Template>, Period)>,
}

/// The months of the history with the periods that end in each: of months, and of quarters, half-years and years.
pub(super) async fn months(ctx: &Ctx, units: &Units, months: u32) -> Result<Vec<Month>> {
    let published = ctx.app.templates.all_published(ctx.db()).await?;
    let of_blks = published
        .iter()
        .filter(|one| one.definition.subject == UnitKind::Blk && months_of(one.definition.cadence).is_some());
    let codes: BTreeSet<String> = of_blks.map(|one| one.code.clone()).collect();
    let mut plan = Vec::new();
    let mut month = Period::containing(Cadence::Monthly, units.since);
    for age in (0..months).rev() {
        let Some(this) = month else { break };
        let mut due = Vec::new();
        for code in &codes {
            let Some(template) = ctx.app.templates.in_force(ctx.db(), code, this.last_day()).await? else { continue };
            let period = Period::containing(template.definition.cadence, this.last_day());
            due.extend(period.filter(|period| period.last_day() == this.last_day()).map(|period| (template, period)));
        }
        plan.push(Month { ends: this.last_day(), age, due });
        month = Some(this.next());
    }
    Ok(plan)
}

/// The days on which reports of a period are filed and decided: until some days after the deadline, and within a month,
/// so that the feed keeps the order of time.
pub(super) struct Window {
    opens: DateTime<Utc>,
    ends: DateTime<Utc>,
}

impl Window {
    pub(super) fn of(template: &Template, ends: NaiveDate, now: DateTime<Utc>) -> Self {
        let opens = obligations::opens_at(ends, "Asia/Jakarta");
        let days = template.definition.due_after_days.unwrap_or(10) * 7 / 5;
        Self { opens, ends: (opens + Duration::days(days.min(27))).min(now) }
    }

    /// A moment in it.
    pub(super) fn at(&self, part: f64) -> DateTime<Utc> {
        let seconds = (self.ends - self.opens).num_seconds().max(10);
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a part of four weeks in seconds"
        )]
        let offset = (seconds as f64 * part) as i64;
        self.opens + Duration::seconds(offset)
    }
}
