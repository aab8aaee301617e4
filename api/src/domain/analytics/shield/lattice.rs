//! The cube of a root: every cell of every published combination of a year, and how they add up.

use std::collections::BTreeMap;

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::SelectStatement;

use super::calendar::{Span, published as stretches};
use super::combination::{Combination, all, covers, finest, is_regional};
use super::pattern::{Cube, Sum};
use super::published::{Published, Times};
use crate::domain::analytics::asked::{Asked, Extra, Filter, Scope};
use crate::domain::analytics::cube::{Counts, Source, statement};
use crate::domain::analytics::dimension::Dimension;
use crate::domain::analytics::parts::Totalled;
use crate::domain::reports::Period;
use crate::domain::{Code, Error, Result};
use crate::vocab::RegionBasis;

/// Months of a year.
const YEAR: u32 = 12;
/// Most rows of one statement of a cube.
const MOST_ROWS: usize = 200_000;

/// Members by dimension; none for facts without one.
pub type Members = BTreeMap<Dimension, Option<String>>;

/// A cell, by what it is asked for, without what follows from the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The disaggregation that it is a part of.
    pub part: Option<String>,
    /// Whether its region is that of today; false also for what lies in no region.
    pub current: bool,
    /// Its members.
    pub members: Members,
    /// Its stretch of the year.
    pub span: Option<Span>,
}

/// One cell.
#[derive(Clone, Debug)]
struct Entry {
    combination: usize,
    full: Members,
    key: Key,
    values: Vec<i64>,
}

/// The cells with their cube: the counts of a cell stand one after the other, by measure.
pub struct Lattice {
    /// Keys by place.
    pub keys: Vec<Key>,
    /// Names of the measures that count persons or enterprises.
    pub measures: Vec<&'static str>,
    /// Their counts.
    pub cube: Cube,
}

/// The measures of a root that are hidden when they are small.
pub fn counted(source: &Source, extra: &Extra) -> Vec<&'static str> {
    let by_indicator = extra.indicators.iter().any(Totalled::is_shielded);
    let small = source.measures.iter().filter(|measure| match measure.counts {
        Counts::OfIndicator => by_indicator,
        counts => is_count(counts),
    });
    small.map(|measure| measure.name).collect()
}

/// Whether it counts persons or enterprises.
pub fn is_count(counts: Counts) -> bool {
    matches!(counts, Counts::Persons | Counts::Enterprises)
}

/// How an indicator deals with time, or the root where there is none: a stock shows one period of each stretch.
pub fn times_of(published: &Published, indicator: Option<&Totalled>) -> Times {
    if indicator.is_some_and(Totalled::is_stock) { Times::Stock } else { published.times }
}

/// Builds the lattice of a question, whose filter and groups do not matter: of one year, or of today.
pub async fn build(
    conn: &impl ConnectionTrait,
    source: &Source,
    published: &Published,
    asked: &Asked,
    year: Option<i32>,
) -> Result<Lattice> {
    let measures = counted(source, &asked.extra);
    let combinations = all(source, published, &asked.extra);
    let indicator = asked.extra.indicators.first();
    let times = times_of(published, indicator);
    // An amount of a year is no safer for being earned in twelve months: it is told of the same enterprises.
    let same = times == Times::Flow && indicator.is_some_and(|it| it.told_of().is_some());
    let mut cells: BTreeMap<Key, Entry> = BTreeMap::new();
    for (index, combination) in combinations.iter().enumerate() {
        // Where measures add up, the finest combinations are enough.
        let taken: Vec<usize> = (0..combinations.len())
            .filter(|other| if published.adds { finest(&combinations, *other) == index } else { *other == index })
            .collect();
        if taken.is_empty() {
            continue;
        }
        for level in levels(times) {
            for (full, span, values) in rows(conn, source, asked, combination, *level, year, &measures).await? {
                for other in &taken {
                    let Some(target) = combinations.get(*other) else { continue };
                    let around = if same { vec![span] } else { spans(times, span) };
                    for span in around {
                        let key = key_of(target, &full, span);
                        let entry = cells.entry(key.clone()).or_insert_with(|| Entry {
                            combination: *other,
                            full: only(&full, &target.full),
                            key,
                            values: vec![0; measures.len()],
                        });
                        for (sum, value) in entry.values.iter_mut().zip(&values) {
                            *sum = sum.saturating_add(*value);
                        }
                    }
                }
            }
        }
    }
    let cells = if same { largest(cells) } else { cells };
    Ok(assemble((source, published, times), &combinations, cells.into_values().collect(), measures))
}

/// Cells of months, with those of the stretches that they lie in: what is counted of a stretch is that of its largest
/// month.
fn largest(months: BTreeMap<Key, Entry>) -> BTreeMap<Key, Entry> {
    let mut cells: BTreeMap<Key, Entry> = BTreeMap::new();
    for month in months.into_values() {
        for span in spans(Times::Flow, month.key.span) {
            let key = Key { span, ..month.key.clone() };
            let entry = cells.entry(key.clone()).or_insert_with(|| Entry { key, ..month.clone() });
            for (most, value) in entry.values.iter_mut().zip(&month.values) {
                *most = std::cmp::Ord::max(*most, *value);
            }
        }
    }
    cells
}

/// The stretches of time that rows are asked by.
fn levels(times: Times) -> &'static [Option<Dimension>] {
    match times {
        Times::Today => &[None],
        Times::Flow | Times::Stock => &[Some(Dimension::Month)],
        Times::Stretches => {
            &[Some(Dimension::Month), Some(Dimension::Quarter), Some(Dimension::Half), Some(Dimension::Year)]
        }
    }
}

/// The published stretches that a row counts in.
fn spans(times: Times, span: Option<Span>) -> Vec<Option<Span>> {
    match (times, span) {
        (Times::Flow, Some(month)) => {
            let around = |span: &Span| (span.first..=span.last).contains(&month.first);
            stretches(YEAR).into_iter().filter(around).map(Some).collect()
        }
        _ => vec![span],
    }
}

fn key_of(combination: &Combination, full: &Members, span: Option<Span>) -> Key {
    let members = only(full, &combination.dimensions);
    let part = combination.part.as_ref().map(|(name, _)| name.clone());
    Key { part, current: combination.current, members, span }
}

fn only(members: &Members, dimensions: &[Dimension]) -> Members {
    let of = |dimension: &Dimension| Some((*dimension, members.get(dimension)?.clone()));
    dimensions.iter().filter_map(of).collect()
}

type Row = (Members, Option<Span>, Vec<i64>);

/// Counts the cells of one combination.
async fn rows(
    conn: &impl ConnectionTrait,
    source: &Source,
    asked: &Asked,
    combination: &Combination,
    level: Option<Dimension>,
    year: Option<i32>,
    measures: &[&'static str],
) -> Result<Vec<Row>> {
    let periods = year.and_then(|year| Period::read(&year.to_string()));
    let asked = Asked {
        groups: combination.full.iter().copied().chain(level).collect(),
        periods: periods.map(|year| (year.first_day(), year.last_day())),
        spans: periods.map(|year| (year, year)),
        filter: Filter::default(),
        basis: if combination.current { RegionBasis::Current } else { RegionBasis::AsReported },
        scope: Scope::Public,
        extra: Extra { part: combination.part.clone(), ..asked.extra.clone() },
        ..asked.clone()
    };
    let mut query: SelectStatement = statement(source, &asked)?;
    query.reset_limit().limit(u64::try_from(MOST_ROWS).unwrap_or_default());
    let places: Vec<usize> = source
        .measures
        .iter()
        .enumerate()
        .filter(|(_, measure)| measures.contains(&measure.name))
        .map(|(at, _)| asked.groups.len() + at)
        .collect();
    let found = conn.query_all(&query).await?;
    if found.len() >= MOST_ROWS {
        // What is not looked at whole cannot be shielded.
        return Err(Error::new(Code::Unavailable));
    }
    let mut rows = Vec::with_capacity(found.len());
    for row in found {
        let mut members = Members::new();
        let mut span = None;
        for (at, dimension) in asked.groups.iter().enumerate() {
            let member: Option<String> = row.try_get_by_index(at)?;
            if dimension.is_time() {
                span = member.as_deref().and_then(span_of).map(|(_, span)| span);
            } else {
                members.insert(*dimension, member);
            }
        }
        let values: std::result::Result<Vec<Option<i64>>, _> =
            places.iter().map(|at| row.try_get_by_index(*at)).collect();
        rows.push((members, span, values?.into_iter().map(Option::unwrap_or_default).collect()));
    }
    Ok(rows)
}

/// The year and the stretch of a period.
pub fn span_of(period: &str) -> Option<(i32, Span)> {
    let period = Period::read(period)?;
    Span::of(period.first_day(), period.last_day())
}

/// Cells and sums by place.
fn assemble(
    (source, published, times): (&Source, &Published, Times),
    combinations: &[Combination],
    entries: Vec<Entry>,
    measures: Vec<&'static str>,
) -> Lattice {
    let width = measures.len();
    let places: BTreeMap<&Key, usize> = entries.iter().enumerate().map(|(place, entry)| (&entry.key, place)).collect();
    let mut wholes: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    let mut sums: Vec<(usize, Vec<usize>, Option<usize>)> = Vec::new();
    let covered: Vec<Vec<usize>> = (0..combinations.len()).map(|of| covers(combinations, of)).collect();
    for (place, entry) in entries.iter().enumerate() {
        for coarse in covered.get(entry.combination).into_iter().flatten() {
            let whole = combinations.get(*coarse).map(|coarse| key_of(coarse, &entry.full, entry.key.span));
            if let Some(whole) = whole.and_then(|key| places.get(&key)) {
                wholes.entry((*whole, entry.combination)).or_default().push(place);
            }
        }
        let of = |span: Span| places.get(&Key { span: Some(span), ..entry.key.clone() }).copied();
        for (parts, first) in entry.key.span.map(Span::sums).unwrap_or_default() {
            // What is not published is no part: there are years to date of flows alone.
            let parts: Vec<usize> = match (times, first) {
                (Times::Flow, _) | (_, None) => parts.into_iter().filter_map(of).collect(),
                _ => Vec::new(),
            };
            if !parts.is_empty() {
                sums.push((place, parts, first.and_then(of)));
            }
        }
    }
    sums.extend(wholes.into_iter().map(|((whole, _), parts)| (whole, parts, None)));
    let mut cube = Cube {
        values: entries.iter().flat_map(|entry| entry.values.iter().copied()).collect(),
        slices: slices(&entries, width),
        ..Cube::default()
    };
    for (whole, parts, first) in sums {
        for at in 0..width {
            let parts = parts.iter().map(|part| part * width + at).collect();
            let first = first.map(|first| first * width + at);
            cube.sums.push(Sum { whole: whole * width + at, parts, first });
        }
    }
    let named = |name: &str| measures.iter().position(|measure| *measure == name);
    for (whole, parts) in published.sums {
        let (Some(whole), parts) = (named(whole), parts.iter().filter_map(|part| named(part)).collect::<Vec<_>>())
        else {
            continue;
        };
        cube.sums.extend((0..entries.len()).map(|place| Sum {
            whole: place * width + whole,
            parts: parts.iter().map(|part| place * width + part).collect(),
            first: None,
        }));
    }
    moved(&mut cube, &entries, &places, width);
    let pairs = source.pairs();
    let pairs: Vec<_> = pairs.iter().filter_map(|(part, whole)| Some((named(part)?, named(whole)?))).collect();
    for place in 0..entries.len() {
        pairs.iter().for_each(|(part, whole)| cube.leave(place * width + whole, place * width + part));
    }
    Lattice { keys: entries.iter().map(|entry| entry.key.clone()).collect(), measures, cube }
}

/// What moved from one region to another is the difference between the region as reported and that of today, and known
/// where both are shown: a cell of its own.
fn moved(cube: &mut Cube, entries: &[Entry], places: &BTreeMap<&Key, usize>, width: usize) {
    let is_regional = |entry: &&Entry| is_regional(&entry.key.members.keys().copied().collect::<Vec<_>>());
    let mut pairs: BTreeMap<Key, (Option<usize>, Option<usize>)> = BTreeMap::new();
    for entry in entries.iter().filter(is_regional) {
        let pair = pairs.entry(Key { current: false, ..entry.key.clone() }).or_default();
        let place = places.get(&entry.key).copied();
        if entry.key.current { pair.1 = place } else { pair.0 = place }
    }
    // Only sources with both have any that is of today.
    if !pairs.values().any(|pair| pair.1.is_some()) {
        return;
    }
    for (then, now) in pairs.into_values() {
        for at in 0..width {
            let cell = |place: Option<usize>| place.map(|place| place * width + at);
            let value = |place: Option<usize>| cell(place).map_or(0, |cell| cube.value(cell));
            let (mut more, mut less) = (then, now);
            if value(more) < value(less) {
                (more, less) = (less, more);
            }
            let between = value(more) - value(less);
            let Some(whole) = cell(more) else { continue };
            let mut parts: Vec<usize> = cell(less).into_iter().collect();
            if between > 0 {
                parts.push(cube.values.len());
                cube.values.push(between);
                cube.slices.push(Vec::new());
            }
            cube.sums.push(Sum { whole, parts, first: None });
        }
    }
}

/// For each count the members, the stretch and the disaggregation that it belongs to.
fn slices(entries: &[Entry], width: usize) -> Vec<Vec<usize>> {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut slices = Vec::new();
    for entry in entries {
        let members = entry.key.members.iter().map(|(dimension, member)| format!("{dimension} {member:?}"));
        let other = [format!("{:?}", entry.key.span), format!("{:?}", entry.key.part)];
        let of_cell: Vec<usize> = members
            .chain(other)
            .map(|name| {
                let next = names.len();
                *names.entry(name).or_insert(next)
            })
            .collect();
        slices.extend(std::iter::repeat_n(of_cell, width));
    }
    slices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::analytics::funnel::FUNNEL;
    use crate::domain::analytics::shield::pattern::hidden;
    use crate::domain::analytics::shield::published;
    use crate::domain::analytics::totals::TOTALS;

    /// The nation and two provinces, as reported and of today.
    fn moved_from_11_to_36(people: i64) -> Lattice {
        let of = |dimensions: &[Dimension], current| Combination {
            dimensions: dimensions.to_vec(),
            full: dimensions.to_vec(),
            part: None,
            current,
        };
        let combinations = [of(&[], false), of(&[Dimension::Province], false), of(&[Dimension::Province], true)];
        let cell = |combination: usize, province: Option<&str>, value: i64| {
            let full: Members = province.map(|code| (Dimension::Province, Some(code.to_owned()))).into_iter().collect();
            let current = combination == 2;
            Entry {
                combination,
                key: Key { current, members: full.clone(), ..Key::default() },
                full,
                values: vec![value],
            }
        };
        let entries = vec![
            cell(0, None, 40),
            cell(1, Some("11"), 20 + people),
            cell(1, Some("36"), 20 - people),
            cell(2, Some("11"), 20),
            cell(2, Some("36"), 20),
        ];
        let published = published::of("indicatorTotals").unwrap();
        assemble((&TOTALS, published, Times::Flow), &combinations, entries, vec!["value"])
    }

    #[test]
    fn a_few_people_who_moved_are_not_the_difference_of_two_regions() {
        let lattice = moved_from_11_to_36(3);
        let marks = hidden(&lattice.cube);
        let (then, now) = ([1, 2], [3, 4]);
        assert!(!marks.has(0));
        for (then, now) in then.into_iter().zip(now) {
            assert!(marks.has(then) || marks.has(now), "{then} and {now} are both shown");
        }
        assert_eq!(hidden(&moved_from_11_to_36(7).cube).cells().count(), 0);
        assert_eq!(hidden(&moved_from_11_to_36(0).cube).cells().count(), 0);
    }

    #[test]
    fn the_same_enterprise_in_twelve_months_is_one_enterprise() {
        let of_month = |month: u32, enterprises: i64| {
            let key = Key { span: Some(Span::new(month, month)), ..Key::default() };
            (key.clone(), Entry { combination: 0, full: Members::new(), key, values: vec![enterprises] })
        };
        let cells = largest((1..=12).map(|month| of_month(month, if month == 5 { 2 } else { 1 })).collect());
        let value = |first, last| cells[&Key { span: Some(Span::new(first, last)), ..Key::default() }].values[0];
        assert_eq!([value(1, 12), value(1, 3), value(4, 6), value(1, 11), value(5, 5)], [2, 1, 2, 2, 2]);
        assert_eq!(cells.len(), stretches(YEAR).len());
        // Each month, and so each sum of them, is of less than five.
        let combination = Combination { dimensions: Vec::new(), full: Vec::new(), part: None, current: false };
        let published = published::of("indicatorTotals").unwrap();
        let of = (&TOTALS, published, Times::Flow);
        let lattice = assemble(of, &[combination], cells.into_values().collect(), vec!["value"]);
        assert_eq!(hidden(&lattice.cube).cells().count(), lattice.keys.len());
    }

    #[test]
    fn the_few_that_a_count_leaves_of_another_in_a_province_are_not_their_difference() {
        let combination = |dimensions: &[Dimension]| Combination {
            dimensions: dimensions.to_vec(),
            full: dimensions.to_vec(),
            part: None,
            current: false,
        };
        let combinations = [combination(&[]), combination(&[Dimension::Province])];
        let cell = |combination: usize, province: Option<&str>, values: [i64; 2]| {
            let full: Members = province.map(|code| (Dimension::Province, Some(code.to_owned()))).into_iter().collect();
            let key = Key { members: full.clone(), ..Key::default() };
            Entry { combination, full, key, values: values.to_vec() }
        };
        let entries = vec![
            cell(0, None, [60, 40]),
            cell(1, Some("11"), [7, 5]),
            cell(1, Some("32"), [33, 20]),
            cell(1, Some("36"), [20, 15]),
        ];
        let of = (&FUNNEL, published::of("incubationFunnel").unwrap(), Times::Today);
        let lattice = assemble(of, &combinations, entries, vec!["enterprises", "reporting"]);
        let marks = hidden(&lattice.cube);
        let shown: Vec<bool> = (0..8).map(|cell| !marks.has(cell)).collect();
        // The two of Aceh that do not report: hidden is who reports there, and in another province as its complement.
        assert_eq!(shown, [true, true, true, false, true, true, true, false]);
    }
}
