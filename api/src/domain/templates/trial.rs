//! Trying a template version on past reports: what would fail if they were filed on it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use entity::{report, report_version};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::compiled::{Facts, Template};
use super::query;
use super::values::{self, Totals};
use crate::domain::access::{Action, require};
use crate::domain::registry::{statuses, units};
use crate::domain::{Code, Ctx, Error, Result, Violation};

/// Which past reports a version is tried on: those last submitted first.
#[derive(Clone, Copy, Debug)]
pub struct TrialFilter {
    /// Periods that end on or after this day.
    pub from: Option<NaiveDate>,
    /// Periods that end on or before this day.
    pub to: Option<NaiveDate>,
    /// Reports at most, 1 to 500.
    pub limit: u64,
}

/// A past report that would fail.
#[derive(Clone, Debug)]
pub struct Failing {
    pub report: Uuid,
    /// Code of the unit.
    pub unit: String,
    /// Period or event number.
    pub period: String,
    pub violations: Vec<Violation>,
}

/// What a trial found.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// Reports it was tried on.
    pub checked: usize,
    pub failing: Vec<Failing>,
}

/// One submitted report with its values.
struct Past {
    row: report::Model,
    values: Value,
    nihil: bool,
}

/// Tries a version, draft or published, on reports submitted on any version of its template. Changes nothing.
pub async fn try_version(ctx: &Ctx, code_or_id: &str, number: i32, filter: TrialFilter) -> Result<Trial> {
    require(ctx, Action::ManageTemplates, None)?;
    if !(1..=500).contains(&filter.limit) {
        return Err(Error::listing(
            Code::Invalid,
            vec![Violation::new(Code::FieldRange, "/limit").with("min", 1).with("max", 500)],
        ));
    }
    let template = ctx.app.templates.version(ctx.db(), code_or_id, number).await?;
    let head = query::head(ctx.db(), code_or_id).await?;
    let chosen = chosen(ctx, head.id, filter).await?;
    let unit_ids: Vec<Uuid> = chosen.iter().map(|row| row.unit_id).collect::<BTreeSet<_>>().into_iter().collect();
    let (Some(first), Some(last)) =
        (chosen.iter().map(|row| row.period_end).min(), chosen.iter().map(|row| row.period_end).max())
    else {
        return Ok(Trial::default());
    };
    let history = history(ctx, head.id, &unit_ids, first, last).await?;
    let stretches = statuses::stretches(ctx.db(), &unit_ids, first, last).await?;
    let codes: HashMap<Uuid, String> =
        units::units_by_ids(ctx, &unit_ids).await?.into_iter().map(|unit| (unit.id, unit.code)).collect();
    let mut trial = Trial::default();
    for row in chosen {
        let Some(past) = history.get(&row.unit_id) else { continue };
        let status =
            stretches.get(&row.unit_id).map(|rows| statuses::statuses_of(rows, row.period_end)).unwrap_or_default();
        let Some((report, violations)) = examine(ctx, &template, Facts::from(&status), past, &row) else { continue };
        trial.checked += 1;
        if !violations.is_empty() {
            let unit = codes.get(&row.unit_id).cloned().unwrap_or_default();
            trial.failing.push(Failing { report, unit, period: row.occurrence, violations });
        }
    }
    Ok(trial)
}

async fn chosen(ctx: &Ctx, template: Uuid, filter: TrialFilter) -> Result<Vec<report::Model>> {
    let mut query = report::Entity::find()
        .filter(report::Column::TemplateId.eq(template))
        .filter(report::Column::SubmittedVersion.is_not_null());
    if let Some(from) = filter.from {
        query = query.filter(report::Column::PeriodEnd.gte(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(report::Column::PeriodEnd.lte(to));
    }
    let rows = query.order_by_desc(report::Column::PeriodEnd).order_by_asc(report::Column::Id).limit(filter.limit);
    Ok(rows.all(ctx.db()).await?)
}

/// The reports of these units from the year before the first period on, oldest first: rules look back.
async fn history(
    ctx: &Ctx,
    template: Uuid,
    units: &[Uuid],
    first: NaiveDate,
    last: NaiveDate,
) -> Result<HashMap<Uuid, Vec<Arc<Past>>>> {
    let from = NaiveDate::from_ymd_opt(first.year() - 1, 1, 1).unwrap_or(first);
    let rows = report::Entity::find()
        .filter(report::Column::TemplateId.eq(template))
        .filter(report::Column::SubmittedVersion.is_not_null())
        .filter(report::Column::UnitId.is_in(units.iter().copied()))
        .filter(report::Column::PeriodEnd.between(from, last))
        .order_by_asc(report::Column::PeriodEnd)
        .all(ctx.db())
        .await?;
    let mut bodies = HashMap::new();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    for chunk in ids.chunks(1_000) {
        let found = report_version::Entity::find()
            .filter(report_version::Column::ReportId.is_in(chunk.iter().copied()))
            .all(ctx.db())
            .await?;
        bodies.extend(found.into_iter().map(|version| ((version.report_id, version.number), version)));
    }
    let mut history = HashMap::<Uuid, Vec<Arc<Past>>>::new();
    for row in rows {
        let Some(version) = row.submitted_version.and_then(|number| bodies.remove(&(row.id, number))) else { continue };
        let values = serde_json::from_str(&version.body)?;
        history.entry(row.unit_id).or_default().push(Arc::new(Past { values, nihil: version.nihil, row }));
    }
    Ok(history)
}

/// Checks one report as a submission on this version would be checked. An empty period has no values to check.
fn examine(
    ctx: &Ctx,
    template: &Template,
    facts: Facts,
    past: &[Arc<Past>],
    row: &report::Model,
) -> Option<(Uuid, Vec<Violation>)> {
    let this = past.iter().find(|one| one.row.id == row.id)?;
    if this.nihil {
        return Some((row.id, Vec::new()));
    }
    let earlier = || past.iter().filter(|one| one.row.period_end < row.period_end);
    let previous = earlier().next_back().map(|one| values::totals(&one.values)).unwrap_or_default();
    let mut year = Totals::new();
    for one in earlier().filter(|one| one.row.period_end.year() == row.period_end.year()) {
        values::add(&mut year, &values::totals(&one.values));
    }
    let values = values::compute(template, this.values.clone());
    let mut violations = values::check_shape(template, &ctx.app.codes, &values, row.period_end);
    violations.extend(values::check_complete(template, &facts, &values, &previous, &year));
    Some((row.id, violations))
}
