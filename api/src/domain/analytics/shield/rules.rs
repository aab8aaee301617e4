//! What of a question is published: checked before any SQL, every fault at once.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Plan;
use super::calendar::Span;
use super::combination::{has_parts, is_regional};
use super::lattice::counted;
use super::published::{self, Published, Times, above, reduced};
use crate::domain::analytics::asked::Asked;
use crate::domain::analytics::cube::Source;
use crate::domain::analytics::dimension::Dimension;
use crate::domain::{Code, Error, Result, Violation};
use crate::vocab::RegionBasis;

/// The plan for a caller without row rights, or what it may not ask.
pub fn plan(source: &Source, asked: &Asked) -> Result<Plan> {
    let published = published::of(source.root).filter(|_| !counted(source, &asked.extra).is_empty());
    let Some(published) = published else {
        return open(asked);
    };
    let mut faults = Vec::new();
    let picks = picks(published, asked, &mut faults);
    let groups = places(asked);
    let combination = reduced(published.root, groups.iter().copied().chain(picks.iter().map(|pick| pick.0)));
    check_combination(published, asked, &groups, &picks, &combination, &mut faults);
    check_time(published, asked, &mut faults);
    check_indicators(source, asked, &combination, &mut faults);
    if faults.is_empty() {
        Ok(Plan { published: Some(published), picks, combination })
    } else {
        Err(Error::listing(Code::Invalid, faults))
    }
}

/// Roots that count neither persons nor enterprises: all but single BLKs.
fn open(asked: &Asked) -> Result<Plan> {
    let unpublished = |path: String| Violation::new(Code::Unpublished, path).with("scope", "MINE");
    let groups = asked.groups.iter().enumerate().map(|(at, dimension)| (*dimension, format!("/groupBy/{at}")));
    let filters = asked.filter.each().map(|(dimension, _)| (dimension, format!("/filter/{}", dimension.field())));
    let faults: Vec<Violation> = groups
        .chain(filters)
        .filter(|(dimension, _)| *dimension == Dimension::Blk)
        .map(|(_, path)| unpublished(path))
        .collect();
    if faults.is_empty() { Ok(Plan::default()) } else { Err(Error::listing(Code::Invalid, faults)) }
}

/// The dimensions grouped by, without time, indicators and their parts.
pub(super) fn places(asked: &Asked) -> Vec<Dimension> {
    let part = asked.extra.part.as_ref().map(|part| part.1);
    let other =
        |dimension: &Dimension| !dimension.is_time() && *dimension != Dimension::Indicator && Some(*dimension) != part;
    asked.groups.iter().copied().filter(other).collect()
}

/// What is filtered and not grouped by picks one cell of a combination; several codes would add cells up.
fn picks(published: &Published, asked: &Asked, faults: &mut Vec<Violation>) -> Vec<(Dimension, String)> {
    let mut picks = Vec::new();
    for (dimension, codes) in asked.filter.each() {
        let settled = |group: &Dimension| *group == dimension || above(published.root, *group).contains(&dimension);
        match codes {
            _ if asked.groups.iter().any(settled) => {}
            [code] => picks.push((dimension, code.clone())),
            _ => {
                let path = format!("/filter/{}", dimension.field());
                faults.push(Violation::new(Code::Unpublished, path).with("max", 1).with("groupBy", dimension.as_str()));
            }
        }
    }
    picks
}

fn check_combination(
    published: &Published,
    asked: &Asked,
    groups: &[Dimension],
    picks: &[(Dimension, String)],
    combination: &[Dimension],
    faults: &mut Vec<Violation>,
) {
    let is_published = |wanted: &[Dimension]| {
        published.combinations.iter().any(|it| reduced(published.root, it.iter().copied()) == wanted)
    };
    if !is_published(combination) {
        let grouped = is_published(&reduced(published.root, groups.iter().copied()));
        let path = match picks.last().filter(|_| grouped) {
            Some((dimension, _)) => format!("/filter/{}", dimension.field()),
            None => "/groupBy".to_owned(),
        };
        faults.push(Violation::new(Code::Unpublished, path).with("published", listed(published)));
    } else if asked.extra.part.is_some() && !has_parts(combination) {
        let fault = Violation::new(Code::Unpublished, "/disaggregateBy/0");
        faults.push(fault.with("published", json!([[], [Dimension::Province.as_str()]])));
    }
}

/// The combinations of a root as callers write them.
pub fn listed(published: &Published) -> Value {
    let words = |it: &&[Dimension]| it.iter().map(|dimension| dimension.as_str()).collect::<Vec<_>>();
    json!(published.combinations.iter().map(words).collect::<Vec<_>>())
}

fn check_time(published: &Published, asked: &Asked, faults: &mut Vec<Violation>) {
    let unpublished = |path: &str| Violation::new(Code::Unpublished, path).with("published", published.times.words());
    let grouped: Vec<Dimension> = asked.groups.iter().copied().filter(|dimension| dimension.is_time()).collect();
    if published.times == Times::Today {
        if let Some(at) = asked.groups.iter().position(|dimension| dimension.is_time()) {
            faults.push(unpublished(&format!("/groupBy/{at}")));
        }
        if asked.periods.is_some() {
            faults.push(unpublished("/periods"));
        }
        return;
    }
    let Some((from, to)) = asked.periods else {
        // Of a stock, no period is the last month that is over.
        if published.times != Times::Stock || !grouped.is_empty() {
            faults.push(Violation::new(Code::FieldRequired, "/periods"));
        }
        return;
    };
    let whole = match grouped.iter().filter_map(|dimension| months(*dimension)).min() {
        Some(months) => begins(from, months) && ends(to, months),
        None if !grouped.is_empty() => true,
        None => Span::of(from, to).is_some_and(|(_, span)| {
            let running = published.times == Times::Stretches && span.is_running();
            span.is_published() && !running
        }),
    };
    if !whole {
        faults.push(unpublished("/periods"));
    }
}

/// What of the indicators would show less, or something else, than a cell that is looked at.
fn check_indicators(source: &Source, asked: &Asked, combination: &[Dimension], faults: &mut Vec<Violation>) {
    let indicators = || asked.extra.indicators.iter();
    // Units that moved are cells of their own, known by subtraction: of counts they are looked at, of rupiah not.
    let regional = source.bitemporal && asked.basis == RegionBasis::Current && is_regional(combination);
    if regional && indicators().any(|it| it.told_of().is_some()) {
        faults.push(Violation::new(Code::Unpublished, "/regionBasis").with("allowed", vec!["AS_REPORTED"]));
    }
    // Periods as reported tell the templates apart that ask the same: the month of a quarter's end and that quarter.
    let templates = |code: &str| -> BTreeSet<Uuid> {
        asked.extra.asks.iter().filter(|(.., asked)| asked == code).map(|(template, ..)| *template).collect()
    };
    if let Some(at) = asked.groups.iter().position(|group| *group == Dimension::Period)
        && indicators().any(|it| it.is_shielded() && templates(&it.code).len() > 1)
    {
        faults.push(Violation::new(Code::Unpublished, format!("/groupBy/{at}")).with("use", "MONTH"));
    }
}

/// Months of a stretch; none for periods as reported, of which each is whole.
fn months(dimension: Dimension) -> Option<u32> {
    match dimension {
        Dimension::Month => Some(1),
        Dimension::Quarter => Some(3),
        Dimension::Half => Some(6),
        Dimension::Year => Some(12),
        _ => None,
    }
}

fn begins(from: NaiveDate, months: u32) -> bool {
    from.month0().is_multiple_of(months)
}

fn ends(to: NaiveDate, months: u32) -> bool {
    to.month().is_multiple_of(months)
}
