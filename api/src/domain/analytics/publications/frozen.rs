//! Roots answered from a publication.

use chrono::{Datelike, NaiveDate};

use super::specs::{Spec, is_timed};
use super::stored::Stored;
use crate::domain::analytics::answer::{Answer, Told};
use crate::domain::analytics::asked::{Asked, Scope};
use crate::domain::analytics::cube::{Cell, Cells, Source};
use crate::domain::analytics::dimension::Dimension;
use crate::domain::analytics::shield;
use crate::domain::reports::Period;
use crate::domain::{Code, Ctx, Error, Result, Violation};
use crate::vocab::{Cadence, FigureScope, RegionBasis};
use entity::{publication, report_template};

/// How the time of a question is found in a table.
enum Time {
    /// The periods as a whole; grouped by a stretch, with the name of it.
    Whole(Option<(Dimension, String)>),
    /// Months from one to another, of the table by month.
    Months(String, String),
}

/// The answer as it was frozen; 422 where there is no publication of that name, or it does not hold this. What was
/// frozen is public, whoever asks.
pub async fn frozen(ctx: &Ctx, source: &'static Source, asked: &Asked, slug: &str) -> Result<Answer> {
    let Some(row) = super::row(ctx, slug).await? else {
        return Err(Error::field(Code::UnknownCode, "/publication"));
    };
    let range = days(&row).ok_or_else(|| Error::internal(anyhow::anyhow!("publication without periods")))?;
    let periods = if is_timed(source.root) { asked.periods.or(Some(range)) } else { asked.periods };
    let asked = Asked { scope: Scope::Public, periods, ..asked.clone() };
    let dimensions = shield::combination(source, &asked)?;
    let time = time(source, &asked, range);
    let mut faults = Vec::new();
    if source.bitemporal && asked.basis == RegionBasis::Current {
        faults.push(Violation::new(Code::Unpublished, "/regionBasis").with("allowed", vec!["AS_REPORTED"]));
    }
    if time.is_none() {
        let fault = Violation::new(Code::Unpublished, "/periods").with("publication", slug);
        faults.push(fault.with("from", row.period_from.as_str()).with("to", row.period_to.as_str()));
    }
    let Some(time) = time.filter(|_| faults.is_empty()) else {
        return Err(Error::listing(Code::Invalid, faults));
    };
    let part = asked.extra.part.as_ref().map(|part| part.0.clone()).unwrap_or_default();
    let mut answer: Option<Answer> = None;
    for about in abouts(ctx, source, &asked).await? {
        let by_month = matches!(time, Time::Months(..));
        let root = source.root.to_owned();
        let spec = Spec { root, about, dimensions: dimensions.clone(), part: part.clone(), by_month };
        let found = super::stored_table(ctx, &row, &spec.name()).await?;
        let Some(found) = found else {
            let fault = Violation::new(Code::Unpublished, "/publication").with("table", spec.name());
            return Err(Error::listing(Code::Invalid, vec![fault]));
        };
        let stored: Stored = serde_json::from_str(&found.figures)?;
        let cells = picked(&stored.cells(source), &asked, &time);
        match &mut answer {
            Some(answer) => add(answer, cells, &stored, slug),
            None => {
                let scope =
                    Told { scope: FigureScope::Public, units: None, without_rights: false, outside: Vec::new() };
                answer = Some(Answer { cells, provenance: stored.provenance(slug), scope });
            }
        }
    }
    let mut answer = answer.ok_or_else(|| Error::field(Code::Unpublished, "/publication"))?;
    answer.cells.sort();
    let hidden = answer.cells.rows.iter().flat_map(|row| &row.hidden).filter(|hidden| **hidden).count();
    answer.provenance.suppressed_cells = hidden;
    answer.provenance.region_basis = asked.basis;
    Ok(answer)
}

/// First and last day of a publication.
pub(super) fn days(row: &publication::Model) -> Option<(NaiveDate, NaiveDate)> {
    Some((Period::read(&row.period_from)?.first_day(), Period::read(&row.period_to)?.last_day()))
}

/// What the tables of a question are about: indicators, the template, or nothing.
async fn abouts(ctx: &Ctx, source: &Source, asked: &Asked) -> Result<Vec<String>> {
    use sea_orm::EntityTrait;
    Ok(match (source.root, asked.extra.template) {
        ("indicatorTotals", _) => asked.extra.indicators.iter().map(|it| it.code.clone()).collect(),
        (_, Some(template)) => {
            let found = report_template::Entity::find_by_id(template).one(ctx.db()).await?;
            found.map(|template| template.code).into_iter().collect()
        }
        _ => vec![String::new()],
    })
}

/// Where the time of a question is; none if it was not frozen.
fn time(source: &Source, asked: &Asked, range: (NaiveDate, NaiveDate)) -> Option<Time> {
    let grouped: Vec<Dimension> = asked.groups.iter().copied().filter(|group| group.is_time()).collect();
    let Some(periods) = asked.periods else {
        return grouped.is_empty().then_some(Time::Whole(None));
    };
    if !is_timed(source.root) || grouped.len() > 1 || periods.0 < range.0 || periods.1 > range.1 {
        return None;
    }
    let whole = |cadence: Cadence| {
        let period = Period::containing(cadence, range.0)?;
        (periods == range && (period.first_day(), period.last_day()) == range).then(|| period.to_string())
    };
    let one_month = month(range.0) == month(range.1);
    match grouped.first() {
        None if periods == range => Some(Time::Whole(None)),
        None if month(periods.0) == month(periods.1) => Some(Time::Months(month(periods.0), month(periods.1))),
        Some(Dimension::Month) if !one_month => Some(Time::Months(month(periods.0), month(periods.1))),
        Some(stretch) => {
            let cadence = match stretch {
                Dimension::Month => Cadence::Monthly,
                Dimension::Quarter => Cadence::Quarterly,
                Dimension::Half => Cadence::Semiannual,
                Dimension::Year => Cadence::Annual,
                _ => return None,
            };
            whole(cadence).map(|name| Time::Whole(Some((*stretch, name))))
        }
        None => None,
    }
}

fn month(day: NaiveDate) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// The rows of a table that are asked for, with the keys in the order asked.
fn picked(table: &Cells, asked: &Asked, time: &Time) -> Cells {
    let place = |dimension: Dimension| table.groups.iter().position(|group| *group == dimension);
    let key = |row: &Cell, dimension: Dimension| -> Option<String> {
        match time {
            Time::Whole(Some((stretch, name))) if *stretch == dimension => Some(name.clone()),
            _ => place(dimension).and_then(|at| row.keys.get(at).cloned().flatten()),
        }
    };
    let wanted = |row: &&Cell| {
        let within = match time {
            Time::Months(from, to) => key(row, Dimension::Month).is_some_and(|month| *from <= month && month <= *to),
            Time::Whole(_) => true,
        };
        within
            && asked.filter.each().all(|(dimension, codes)| key(row, dimension).is_some_and(|key| codes.contains(&key)))
    };
    let rows = table
        .rows
        .iter()
        .filter(wanted)
        .map(|row| Cell { keys: asked.groups.iter().map(|dimension| key(row, *dimension)).collect(), ..row.clone() });
    Cells { groups: asked.groups.clone(), measures: table.measures.clone(), rows: rows.collect() }
}

/// Adds the table of another indicator.
fn add(answer: &mut Answer, cells: Cells, stored: &Stored, slug: &str) {
    answer.cells.rows.extend(cells.rows);
    let other = stored.provenance(slug);
    let provenance = &mut answer.provenance;
    provenance.definition_versions.extend(other.definition_versions);
    provenance.data_through = provenance.data_through.take().max(other.data_through);
    provenance.reports_included = provenance.reports_included.max(other.reports_included);
    provenance.reports_expected = provenance.reports_expected.max(other.reports_expected);
}
