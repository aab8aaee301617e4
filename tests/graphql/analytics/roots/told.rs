//! What indicators tell of enterprises without counting them: revenue, hours. Everything that anybody may ask of it is
//! asked; no total of less than five enterprises follows from it.

use std::collections::{BTreeMap, BTreeSet};

use api::domain::analytics::shield::LEAST;
use api::domain::analytics::totals::{Wanted, indicator_totals};
use api::domain::analytics::{Answer, Cell, Dimension, Question};
use api::domain::{Ctx, Result};
use api::vocab::{Disaggregation, RegionBasis};

use super::shield::{anybody, faults, subtract};
use super::tally::stretch;
use super::world::{self, Said};
use crate::support::TestApp;

const PRIME: i128 = 2_147_483_647;

/// A linear equation over what single reports say: their revenue, and that of their parts.
type Row = BTreeMap<usize, i128>;

async fn ask(ctx: &Ctx, code: &str, groups: &[Dimension], to: &str, by_sector: bool) -> Result<Answer> {
    let question = Question {
        groups: groups.to_vec(),
        periods: Some(("2026-01".to_owned(), to.to_owned())),
        ..Question::default()
    };
    let parts = if by_sector { vec![Disaggregation::Sector] } else { Vec::new() };
    indicator_totals(ctx, &Wanted { indicators: vec![code.to_owned()], disaggregate_by: parts }, question).await
}

/// The column of what a report says in all, or of its part.
fn column(report: usize, part: Option<usize>) -> usize {
    report * 4 + part.map_or(0, |part| part + 1)
}

/// The columns that a row of an answer is the sum of, with the enterprises behind them by month.
fn behind(said: &[Said], groups: &[Dimension], row: &Cell, to: &str) -> (Row, BTreeMap<String, i64>, i64) {
    let (mut columns, mut enterprises, mut sum) = (Row::new(), BTreeMap::new(), 0);
    let key = |wanted: Dimension| groups.iter().position(|group| *group == wanted).map(|at| row.keys[at].clone());
    let sector = key(Dimension::Sector);
    for (at, report) in said.iter().enumerate() {
        let lies = |dimension: Dimension| {
            let own = match dimension {
                Dimension::Province => report.region[..2].to_owned(),
                Dimension::Regency => report.region[..5].to_owned(),
                time => stretch(time, &report.month),
            };
            key(dimension).is_none_or(|key| key == Some(own))
        };
        let places = [Dimension::Province, Dimension::Regency];
        let times = [Dimension::Month, Dimension::Quarter, Dimension::Half, Dimension::Year];
        if report.month.as_str() > to || !places.into_iter().chain(times).all(lies) {
            continue;
        }
        let amounts: Vec<(Option<usize>, Option<i64>, i64)> = match &sector {
            None => vec![(None, report.enterprises, report.revenue)],
            Some(sector) => {
                let parts = report.parts.iter().enumerate().filter(|(_, part)| Some(part.0) == sector.as_deref());
                parts.map(|(part, it)| (Some(part), it.1, it.2)).collect()
            }
        };
        for (part, counted, earned) in amounts {
            columns.insert(column(at, part), 1);
            sum += earned;
            // Whose number is not told is one at least, unless nothing was earned.
            let known = counted.filter(|count| *count > 0).unwrap_or(i64::from(earned != 0));
            *enterprises.entry(report.month.clone()).or_default() += known;
        }
    }
    (columns, enterprises, sum)
}

/// That the parts of a cell add up to it, where all of its reports have parts: how many have is told beside.
fn parts_of(said: &[Said], columns: &Row) -> Option<Row> {
    let reports: Vec<usize> = columns.keys().map(|column| column / 4).collect();
    let whole = reports.iter().all(|at| !said[*at].parts.is_empty());
    let parts = reports.iter().flat_map(|at| (0..said[*at].parts.len()).map(move |part| column(*at, Some(part))));
    let parts = parts.map(|column| (column, PRIME - 1));
    whole.then(|| columns.iter().map(|(column, factor)| (*column, *factor)).chain(parts).collect())
}

/// A row without what follows from the others; what is left of it does not.
fn rest(mut row: Row, known: &[Row]) -> Row {
    for pivot in known {
        subtract(&mut row, pivot, PRIME);
    }
    row
}

fn learn(known: &mut Vec<Row>, row: Row) {
    let mut row = rest(row, known);
    let Some(factor) = row.values().next().copied() else { return };
    let (mut inverse, mut base, mut exponent) = (1, factor.rem_euclid(PRIME), PRIME - 2);
    while exponent > 0 {
        if exponent % 2 == 1 {
            inverse = inverse * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    row.values_mut().for_each(|value| *value = (*value * inverse).rem_euclid(PRIME));
    known.push(row);
}

#[tokio::test]
async fn no_revenue_of_a_few_enterprises_follows_from_all_that_anybody_may_ask() {
    use Dimension::{Half, Month, Province, Quarter, Regency, Year};
    let (mut seen, mut withheld) = (0, 0);
    for seed in [1, 2, 3] {
        let app = TestApp::start().await;
        let said = world::reports(&app, seed).await;
        let ctx = anybody(&app);
        let mut known: Vec<Row> = Vec::new();
        let mut hidden: Vec<(Row, String)> = Vec::new();
        for (place, by_sector) in
            [(None, false), (Some(Province), false), (Some(Regency), false), (None, true), (Some(Province), true)]
        {
            let whole_year = [Month, Quarter, Half, Year].map(|time| (Some(time), "2026-12".to_owned()));
            let to_date = (1..=12).map(|month| (None, format!("2026-{month:02}")));
            for (time, to) in whole_year.into_iter().chain(to_date) {
                let groups: Vec<Dimension> = place.into_iter().chain(time).collect();
                let answer = ask(&ctx, "C08", &groups, &to, by_sector).await.unwrap();
                let at = answer.cells.place("value").unwrap();
                for row in &answer.cells.rows {
                    let what = format!("seed {seed}, {groups:?} to {to}: {row:?}");
                    let (columns, enterprises, sum) = behind(&said, &answer.cells.groups, row, &to);
                    let most = enterprises.values().copied().max().unwrap_or_default();
                    assert!(row.hidden[at] || !(1..LEAST).contains(&most), "{most} enterprises: {what}");
                    if !by_sector && place != Some(Regency) {
                        parts_of(&said, &columns).into_iter().for_each(|row| learn(&mut known, row));
                    }
                    if row.hidden[at] {
                        assert_eq!(row.values[at], None, "{what}");
                        assert!(most > 0, "hides nobody: {what}");
                        hidden.push((columns, what));
                        withheld += 1;
                    } else {
                        assert_eq!(row.values[at].unwrap_or_default(), sum, "{what}");
                        learn(&mut known, columns);
                        seen += 1;
                    }
                }
            }
        }
        for (columns, what) in hidden {
            assert!(!rest(columns, &known).is_empty(), "follows from the rest: {what}");
        }
    }
    // Neither everything nor nothing is hidden.
    assert!(seen > 100 && withheld > 100, "{seen} shown, {withheld} hidden");
}

#[tokio::test]
async fn the_revenue_of_enterprises_is_told_in_published_combinations_only_and_that_of_blks_in_any() {
    let app = TestApp::start().await;
    world::reports(&app, 1).await;
    let (anybody, system) = (anybody(&app), Ctx::system(app.app.clone(), "test"));
    for groups in [&[Dimension::HostType][..], &[Dimension::Vocation, Dimension::Province], &[Dimension::Kawasan]] {
        let found = faults(ask(&anybody, "C08", groups, "2026-12", false).await);
        assert_eq!(found, [("FIGURE.UNPUBLISHED".to_owned(), "/groupBy".to_owned())], "{groups:?}");
        ask(&system, "C08", groups, "2026-12", false).await.unwrap();
        ask(&anybody, "D03", groups, "2026-12", false).await.unwrap();
    }
    // A unit that moved would be the difference between the regions of then and of now.
    let wanted = |code: &str| Wanted { indicators: vec![code.to_owned()], disaggregate_by: Vec::new() };
    let current = |groups: &[Dimension]| Question {
        groups: groups.to_vec(),
        periods: Some(("2026".to_owned(), "2026".to_owned())),
        basis: RegionBasis::Current,
        ..Question::default()
    };
    let found = faults(indicator_totals(&anybody, &wanted("C08"), current(&[Dimension::Province])).await);
    assert_eq!(found, [("FIGURE.UNPUBLISHED".to_owned(), "/regionBasis".to_owned())]);
    indicator_totals(&anybody, &wanted("C08"), current(&[])).await.unwrap();
    indicator_totals(&anybody, &wanted("C01"), current(&[Dimension::Province])).await.unwrap();
    let single = ask(&anybody, "D03", &[Dimension::Blk], "2026-12", false).await;
    assert_eq!(faults(single), [("FIGURE.UNPUBLISHED".to_owned(), "/groupBy/0".to_owned())]);
}

#[tokio::test]
async fn a_stock_is_that_of_the_last_month_that_is_over_and_a_flow_the_sum() {
    let app = TestApp::start().await;
    let said = world::reports(&app, 2).await;
    let system = Ctx::system(app.app.clone(), "test");
    let values = async |code: &str, groups: &[Dimension], to: &str| -> BTreeMap<String, i64> {
        let answer = ask(&system, code, groups, to, false).await.unwrap();
        let at = answer.cells.place("value").unwrap();
        let rows = answer.cells.rows.iter();
        rows.map(|row| (row.keys[0].clone().unwrap(), row.values[at].unwrap())).collect()
    };
    let counted = |months: &[&str], key: &dyn Fn(&Said) -> String| {
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for report in said.iter().filter(|report| months.contains(&report.month.as_str())) {
            if let Some(enterprises) = report.enterprises {
                *sums.entry(key(report)).or_default() += enterprises;
            }
        }
        sums
    };
    // It is the fifth of November: October is over.
    let by_quarter =
        counted(&["2026-03", "2026-06", "2026-09", "2026-10"], &|it: &Said| stretch(Dimension::Quarter, &it.month));
    assert_eq!(values("C01", &[Dimension::Quarter], "2026-12").await, by_quarter);
    let by_province = counted(&["2026-10"], &|it: &Said| it.region[..2].to_owned());
    assert_eq!(values("C01", &[Dimension::Province], "2026-12").await, by_province);
    let until = counted(&["2026-05"], &|it: &Said| it.region[..2].to_owned());
    assert_eq!(values("C01", &[Dimension::Province], "2026-05").await, until);
    let revenue: i64 = said.iter().map(|report| report.revenue).sum();
    let earned = values("C08", &[Dimension::Year], "2026-12").await;
    assert_eq!(earned, BTreeMap::from([("2026".to_owned(), revenue)]));

    // What everybody sees of the stock: the number of that month, or that it is withheld.
    let answer = ask(&anybody(&app), "C01", &[Dimension::Province], "2026-12", false).await.unwrap();
    let at = answer.cells.place("value").unwrap();
    let mut withheld = BTreeSet::new();
    for row in &answer.cells.rows {
        let province = row.keys[0].clone().unwrap();
        if row.hidden[at] {
            withheld.insert(province);
        } else {
            assert_eq!(row.values[at], by_province.get(&province).copied(), "{province}");
            assert!(!row.values[at].is_some_and(|value| (1..LEAST).contains(&value)), "{row:?}");
        }
    }
    let small: BTreeSet<String> =
        by_province.iter().filter(|(_, count)| (1..LEAST).contains(*count)).map(|(code, _)| code.clone()).collect();
    assert!(small.is_subset(&withheld), "{small:?} in {withheld:?}");
}
