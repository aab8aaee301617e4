//! What keeps persons and enterprises from being found in public figures: counts of 1 to 4 are hidden, and with them as
//! many others as it takes that nobody finds them by subtraction.
//!
//! A caller without row rights may ask for published combinations only ([`published`], checked by [`rules`]). Which
//! cells are hidden is decided once for a whole cube (a root, an indicator, a year: [`lattice`]), by [`pattern`], and
//! [`kept`], so that every query hides the same ones. What tells of those that another measure or indicator counts
//! (rupiah, hours) is hidden by how many these are.

#[cfg(test)]
mod attack;
mod bounds;
mod calendar;
mod combination;
mod elimination;
mod kept;
mod lattice;
mod pattern;
pub mod published;
mod rules;
mod told;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;

pub use self::kept::Kept;
use self::kept::Pattern;
pub use self::pattern::LEAST;
pub use self::published::{PUBLISHED, Published};
pub use self::told::code_set;
use self::{calendar::Span, lattice::Key};
use super::asked::{Asked, Scope};
use super::cube::{Cell, Cells, Counts, Source};
use super::dimension::Dimension;
use super::facts::month_of;
use super::jobs::stock_months;
use super::parts::Totalled;
use super::stocks;
use super::totals::TOLD_OF;
use crate::domain::{Ctx, Result};
use crate::vocab::RegionBasis;

/// How an answer is to be shielded. Made by [`guard`] before any SQL, used by [`hide`].
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// What is published of the root; none where nothing is hidden: for callers with row rights, and of roots that count
    /// neither persons nor enterprises.
    published: Option<&'static Published>,
    /// Members that are filtered and not grouped by.
    picks: Vec<(Dimension, String)>,
    /// The published combination that is asked.
    combination: Vec<Dimension>,
}

/// Refuses what a caller without row rights may not ask: dimensions, filters and periods outside the published set.
/// Every fault at once, with the list of what is published. Callers with row rights (scope MINE) ask what they like.
pub fn guard(source: &Source, asked: &Asked) -> Result<Plan> {
    if matches!(asked.scope, Scope::Public) { rules::plan(source, asked) } else { Ok(Plan::default()) }
}

/// The published combination that a question asks, without time: its groups, and what it is filtered by to one member.
/// Refuses what is not published.
pub fn combination(source: &Source, asked: &Asked) -> Result<Vec<Dimension>> {
    rules::plan(source, asked)?;
    let part = asked.extra.part.as_ref().map(|part| part.1);
    let picks = asked.filter.each().map(|(dimension, _)| dimension).filter(|dimension| Some(*dimension) != part);
    Ok(published::reduced(source.root, rules::places(asked).into_iter().chain(picks)))
}

/// Whether the days from one to another are a published stretch of a year.
pub fn stretch_of(from: NaiveDate, to: NaiveDate) -> bool {
    Span::of(from, to).is_some_and(|(_, span)| span.is_published())
}

/// Where a row of an answer lies in the cubes: its indicator, its year, its cell.
type Place = (Option<String>, Option<i32>, Key);

/// Hides what may not be seen of cells that were asked with this plan. Cells with a hidden value have None there, and
/// true in `hidden`. Call it inside the read transaction of the answer.
pub async fn hide(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    source: &'static Source,
    asked: &Asked,
    plan: &Plan,
    mut cells: Cells,
) -> Result<Cells> {
    let Some(published) = plan.published else { return Ok(cells) };
    let places: Vec<Option<Place>> =
        cells.rows.iter().map(|row| place(source, published, asked, plan, &cells.groups, row)).collect();
    let mut patterns: BTreeMap<(Option<String>, Option<i32>), Arc<Pattern>> = BTreeMap::new();
    for (indicator, year, _) in places.iter().flatten() {
        let name = (indicator.clone(), *year);
        if patterns.contains_key(&name) {
            continue;
        }
        let of = of_code(asked, indicator.as_ref());
        if of.is_none_or(Totalled::is_shielded) {
            let source = if of.is_some_and(|it| it.told_of().is_some()) { &TOLD_OF } else { source };
            let pattern = kept::pattern_of(ctx, conn, (source, published), asked, of, *year).await?;
            patterns.insert(name, pattern);
        }
    }
    for (row, place) in cells.rows.iter_mut().zip(places) {
        let Some((indicator, year, key)) = place else { continue };
        let is_count = of_code(asked, indicator.as_ref()).is_none_or(Totalled::is_count);
        if let Some(pattern) = patterns.get(&(indicator, year)) {
            cover(source, pattern, &key, is_count, row);
        }
    }
    Ok(cells)
}

/// The indicator of a row, if it has one.
fn of_code<'a>(asked: &'a Asked, code: Option<&String>) -> Option<&'a Totalled> {
    asked.extra.indicators.iter().find(|it| Some(&it.code) == code)
}

/// Where a row lies; none for rows of another shape, which hold no count.
fn place(
    source: &Source,
    published: &Published,
    asked: &Asked,
    plan: &Plan,
    groups: &[Dimension],
    row: &Cell,
) -> Option<Place> {
    let group = |dimension: Dimension| {
        let at = groups.iter().position(|group| *group == dimension)?;
        row.keys.get(at).cloned()
    };
    let mut key = Key {
        part: asked.extra.part.as_ref().map(|part| part.0.clone()),
        // What is not told apart by its time has the regions of today alone.
        current: source.bitemporal
            && asked.basis == RegionBasis::Current
            && combination::is_regional(&plan.combination),
        ..Key::default()
    };
    for dimension in &plan.combination {
        let picked = || plan.picks.iter().find(|pick| pick.0 == *dimension).map(|pick| Some(pick.1.clone()));
        key.members.insert(*dimension, group(*dimension).or_else(picked)?);
    }
    if let Some((_, dimension)) = &asked.extra.part {
        key.members.insert(*dimension, group(*dimension)?);
    }
    let code = group(Dimension::Indicator).flatten();
    let (year, span) = stretch(published, asked, of_code(asked, code.as_ref()), group).unzip();
    key.span = span;
    Some((code, year, key))
}

/// The year and the stretch of a row: the shortest that it is grouped by, or that of the question. Of a stock the month
/// that is shown for it.
fn stretch(
    published: &Published,
    asked: &Asked,
    indicator: Option<&Totalled>,
    group: impl Fn(Dimension) -> Option<Option<String>>,
) -> Option<(i32, Span)> {
    use published::Times;
    let ways = [Dimension::Period, Dimension::Month, Dimension::Quarter, Dimension::Half, Dimension::Year];
    let grouped = ways.into_iter().find_map(group).flatten();
    let asked_for = || asked.periods.and_then(|(from, to)| Span::of(from, to));
    match lattice::times_of(published, indicator) {
        Times::Today => None,
        Times::Flow | Times::Stretches => grouped.map_or_else(asked_for, |period| lattice::span_of(&period)),
        Times::Stock => {
            let within = grouped.as_deref().map_or_else(asked_for, lattice::span_of);
            let months = indicator.map_or_else(
                || stock_months(asked),
                |it| stocks::months_of(asked, it).into_iter().map(month_of).collect(),
            );
            let mut shown = months.into_iter().filter_map(|month| lattice::span_of(&month));
            shown.find(|(year, month)| {
                within.is_none_or(|(of, span)| of == *year && (span.first..=span.last).contains(&month.first))
            })
        }
    }
}

/// Hides the counts of a row, and what hangs on them. `is_count` says whether its indicator counts; what tells of those
/// that another one counts (hours, rupiah) may be small.
fn cover(source: &Source, pattern: &Pattern, key: &Key, is_count: bool, row: &mut Cell) {
    let mut hidden: Vec<&'static str> = Vec::new();
    for (measure, value) in source.measures.iter().zip(&row.values) {
        let of_indicator = measure.counts == Counts::OfIndicator;
        let shielded = lattice::is_count(measure.counts) || of_indicator;
        // No small count is shown, whatever the pattern says: that of a single report, say, of two in a cell.
        let small = (is_count || !of_indicator) && value.is_some_and(|value| (1..LEAST).contains(&value));
        if shielded && (small || (value.is_some() && pattern.hides(key, measure.name))) {
            hidden.push(measure.name);
        }
    }
    let values = source.measures.iter().zip(row.values.iter_mut().zip(&mut row.hidden));
    for (measure, (value, mark)) in values {
        let hangs = matches!(measure.counts, Counts::With(other) if hidden.contains(&other));
        if hangs || hidden.contains(&measure.name) {
            *value = None;
            *mark = true;
        }
    }
}
