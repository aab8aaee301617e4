//! Many reports of a period in one write, each taken through its steps: how a long history is loaded. The rules and the
//! rows are those of the operations, report by report; what is read of the database and what is written to it goes in a
//! few statements for all. A test holds the rows of a month that was loaded both ways against each other.
//!
//! Rights are not asked: this is for histories of which every step is known to have been taken by whoever may.

mod rows;
mod walk;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{obligation, standing, unit};
use serde_json::{Map, Value};
use uuid::Uuid;

use self::rows::Rows;
use super::{Loaded, Period, recorded, validate};
use crate::domain::analytics::standing::{Flags, row};
use crate::domain::files::Stored;
use crate::domain::obligations::{self, open};
use crate::domain::registry::statuses::{Statuses, statuses_on};
use crate::domain::templates::values::{Totals, add, totals};
use crate::domain::templates::{Facts, Template};
use crate::domain::{Actor, Ctx, Result};
use crate::vocab::ReportState;

/// Who takes the steps.
pub struct Cast {
    /// Writes the drafts.
    pub author: Arc<Actor>,
    /// Submits them.
    pub head: Arc<Actor>,
    /// Reviews first.
    pub coordinator: Arc<Actor>,
    /// Approves.
    pub reviewer: Arc<Actor>,
}

/// A file of a report.
#[derive(Clone, Debug)]
pub struct Attached {
    /// Kind of the template.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What lies on disk already.
    pub stored: Stored,
}

/// What a report says, and how far it comes.
#[derive(Clone, Debug)]
pub struct Journey {
    /// Values by indicator.
    pub values: Map<String, Value>,
    /// Narrative by section.
    pub narrative: Map<String, Value>,
    /// Files, attached before it is submitted.
    pub files: Vec<Attached>,
    /// When it is written and submitted.
    pub filed_at: DateTime<Utc>,
    /// When it is reviewed.
    pub decided_at: DateTime<Utc>,
    /// Where it comes to: DRAFT, SUBMITTED, IN_REVIEW, VERIFIED, APPROVED or REJECTED.
    pub to: ReportState,
    /// Why it is rejected.
    pub reason: Option<String>,
}

/// A period of a template whose obligations were opened, with those that nobody answered yet.
pub struct Opened {
    template: Arc<Template>,
    period: Period,
    facts: HashMap<Uuid, Facts>,
    owed: HashMap<Uuid, (obligation::Model, standing::Model)>,
}

/// Reports that are gathered, to be written together. It knows of earlier reports what it filed itself.
pub struct Bulk {
    ctx: Ctx,
    author: Ctx,
    head: Ctx,
    coordinator: Ctx,
    reviewer: Ctx,
    /// Units with records of incubation or training: their reports are compared with them.
    recorded: HashSet<Uuid>,
    past: HashMap<(Uuid, Uuid), Past>,
    rows: Rows,
}

/// What a unit reported last under a template.
struct Past {
    period: Period,
    totals: Totals,
    /// Sums of the year of that period.
    year: Totals,
}

impl Bulk {
    /// Begins to gather, for a database without reports.
    pub async fn new(ctx: &Ctx, cast: Cast) -> Result<Self> {
        let acting = |actor| Ctx { actor, ..ctx.clone() };
        Ok(Self {
            author: acting(cast.author),
            head: acting(cast.head),
            coordinator: acting(cast.coordinator),
            reviewer: acting(cast.reviewer),
            ctx: ctx.clone(),
            recorded: recorded::units(ctx.db()).await?,
            past: HashMap::new(),
            rows: Rows::default(),
        })
    }

    /// Opens what is owed for a period, now.
    pub async fn open(&mut self, template: &Arc<Template>, period: Period) -> Result<Opened> {
        let (ctx, last) = (&self.ctx, period.last_day());
        let units = open::missing(ctx, template, period).await?;
        let mut owed = HashMap::with_capacity(units.len());
        for unit in &units {
            let new = obligations::new_row(ctx, unit, template, &period.to_string(), last);
            let event = self.rows.announce(ctx, &obligations::told(&new, "obligation.opened"));
            let stands = row(&new, &unit.region_code, Flags::of(&new, None, false), event);
            owed.insert(unit.id, (new, stands));
        }
        if !units.is_empty() {
            self.rows.record(ctx, &open::opened_all(template, period, units.len()))?;
        }
        let ids: Vec<Uuid> = units.iter().map(|unit| unit.id).collect();
        let statuses = statuses_on(ctx.db(), &ids, last).await?;
        let none = Statuses::default();
        let facts =
            units.iter().map(|unit| (unit.id, validate::facts_of(unit, statuses.get(&unit.id).unwrap_or(&none))));
        let facts = facts.collect();
        Ok(Opened { template: template.clone(), period, facts, owed })
    }

    /// Files a report and takes it through its steps; none where the unit owes nothing. Its id.
    pub async fn file(&mut self, opened: &mut Opened, unit: &unit::Model, journey: Journey) -> Result<Option<Uuid>> {
        let Some(owed) = opened.owed.remove(&unit.id) else { return Ok(None) };
        let key = (unit.id, opened.template.id);
        let report = self.walk(opened, unit, owed, journey).await?;
        let counts = report.row.submitted_version.is_some() && report.state != ReportState::Rejected;
        if counts {
            let filed = totals(&serde_json::from_str(&report.content.body)?);
            let before = self.past.remove(&key).filter(|past| past.period.year() == opened.period.year());
            let mut year = before.map(|past| past.year).unwrap_or_default();
            add(&mut year, &filed);
            self.past.insert(key, Past { period: opened.period, totals: filed, year });
        }
        Ok(Some(report.row.id))
    }

    /// Nobody else answers for this period.
    pub fn close(&mut self, opened: Opened) {
        for (owed, stands) in opened.owed.into_values() {
            self.rows.obligations.push(owed);
            self.rows.standings.push(stands);
        }
    }

    /// Writes what was gathered, in one transaction. `placed`: the events get their places in the feed at once, in the
    /// order of their times; nobody but this loader may be writing. Else the sequencer gives them places.
    pub async fn write(&mut self, placed: bool) -> Result<()> {
        std::mem::take(&mut self.rows).write(&self.ctx, placed).await
    }

    /// Totals of earlier reports, as [`validate::earlier`] reads them.
    fn earlier(&self, report: &Loaded, period: Period) -> validate::Earlier {
        let Some(past) = self.past.get(&(report.unit.id, report.template.id)) else {
            return validate::Earlier::default();
        };
        let previous = (past.period == period.previous()).then(|| past.totals.clone());
        let year = (past.period.year() == period.year()).then(|| past.year.clone());
        validate::Earlier { previous: previous.unwrap_or_default(), year: year.unwrap_or_default() }
    }
}
