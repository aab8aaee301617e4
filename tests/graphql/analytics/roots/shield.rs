//! Small cells: all that anybody may ask, asked; then what follows from it by linear algebra.

use std::collections::{BTreeMap, BTreeSet};

use api::domain::analytics::shield::published::Times;
use api::domain::analytics::shield::{LEAST, PUBLISHED, Published};
use api::domain::analytics::{Answer, Cells, Counts, Dimension, Filter, Question, Source, jobs, rate};
use api::domain::{Actor, Ctx, Result};
use serde_json::{Value, json};

use super::{ask, sources, world};
use crate::support::{BLK, Caller, TestApp};

/// A number that somebody sees, or sees hidden.
#[derive(Clone, Debug)]
struct Seen {
    members: BTreeMap<Dimension, Option<String>>,
    time: Option<String>,
    value: Option<i64>,
    hidden: bool,
}

pub fn anybody(app: &TestApp) -> Ctx {
    Ctx::new(app.app.clone(), Actor::anonymous(), "test")
}

/// With the regions that a member lies in.
fn full(root: &str, combination: &[Dimension]) -> Vec<Dimension> {
    let mut all: BTreeSet<Dimension> = combination.iter().copied().collect();
    if all.contains(&Dimension::Kawasan) && root == "kawasanOverview" {
        all.insert(Dimension::Regency);
    }
    if all.contains(&Dimension::Regency) {
        all.insert(Dimension::Province);
    }
    all.into_iter().collect()
}

fn levels(published: &Published) -> Vec<Option<Dimension>> {
    if published.times == Times::Today {
        return vec![None];
    }
    [Dimension::Month, Dimension::Quarter, Dimension::Half, Dimension::Year].map(Some).to_vec()
}

fn question(groups: Vec<Dimension>, timed: bool) -> Question {
    let periods = timed.then(|| ("2025".to_owned(), "2026".to_owned()));
    Question { groups, periods, ..Question::default() }
}

fn seen(cells: &Cells, measure: &str) -> Vec<Seen> {
    let at = cells.place(measure).unwrap();
    let rows = cells.rows.iter().map(|row| {
        let mut seen = Seen { members: BTreeMap::new(), time: None, value: row.values[at], hidden: row.hidden[at] };
        for (dimension, key) in cells.groups.iter().zip(&row.keys) {
            if dimension.is_time() {
                seen.time.clone_from(key);
            } else {
                seen.members.insert(*dimension, key.clone());
            }
        }
        seen
    });
    rows.collect()
}

/// Gauss and Jordan over fractions modulo a prime: the unknowns that have one solution.
fn solved(mut rows: Vec<BTreeMap<usize, i128>>) -> BTreeSet<usize> {
    const PRIME: i128 = 2_147_483_647;
    let inverse = |of: i128| {
        let (mut result, mut base, mut exponent) = (1, of.rem_euclid(PRIME), PRIME - 2);
        while exponent > 0 {
            if exponent % 2 == 1 {
                result = result * base % PRIME;
            }
            base = base * base % PRIME;
            exponent /= 2;
        }
        result
    };
    let mut done: Vec<BTreeMap<usize, i128>> = Vec::new();
    while let Some(mut row) = rows.pop() {
        for pivot in &done {
            subtract(&mut row, pivot, PRIME);
        }
        let Some((_, factor)) = row.first_key_value().map(|(column, factor)| (*column, *factor)) else { continue };
        let factor = inverse(factor);
        row.values_mut().for_each(|value| *value = *value * factor % PRIME);
        for other in &mut done {
            subtract(other, &row, PRIME);
        }
        done.push(row);
    }
    done.iter().filter(|row| row.len() == 1).filter_map(|row| row.keys().next().copied()).collect()
}

/// Takes the pivot's first column out of a row.
pub fn subtract(row: &mut BTreeMap<usize, i128>, pivot: &BTreeMap<usize, i128>, prime: i128) {
    let Some(column) = pivot.keys().next() else { return };
    let Some(times) = row.get(column).copied() else { return };
    for (column, value) in pivot {
        let entry = row.entry(*column).or_default();
        *entry = (*entry - times * value).rem_euclid(prime);
    }
    row.retain(|_, value| *value != 0);
}

/// Everything that somebody sees of a root, each answer with the combination that it shows.
async fn gather(ctx: &Ctx, source: &'static Source, published: &Published) -> Vec<(usize, Cells)> {
    let mut all = Vec::new();
    for (index, combination) in published.combinations.iter().enumerate() {
        for level in levels(published) {
            let groups = full(source.root, combination).into_iter().chain(level).collect();
            let answer = ask(ctx, source, question(groups, level.is_some())).await;
            let answer = answer.unwrap_or_else(|refused| panic!("{} {combination:?}: {refused:?}", source.root));
            all.push((index, answer.cells));
        }
    }
    all
}

/// What they show of a measure; of each measure in the same order.
fn shown_of(all: &[(usize, Cells)], measure: &str) -> Vec<(usize, Seen)> {
    all.iter().flat_map(|(index, cells)| seen(cells, measure).into_iter().map(move |row| (*index, row))).collect()
}

/// An equation over the places of hidden numbers, without its constant.
type Row = BTreeMap<usize, i128>;

/// The sums that anybody can write down, time by time: members in what they lie in. Places begin at `from`.
fn sums(published: &Published, all: &[(usize, Seen)], from: usize) -> BTreeMap<Option<String>, Vec<Row>> {
    let mut places: BTreeMap<(&Option<String>, usize), Vec<usize>> = BTreeMap::new();
    for (at, (combination, seen)) in all.iter().enumerate() {
        places.entry((&seen.time, *combination)).or_default().push(at);
    }
    let mut systems: BTreeMap<Option<String>, Vec<Row>> = BTreeMap::new();
    for (whole, (coarse, total)) in all.iter().enumerate() {
        let outer = full(published.root, published.combinations[*coarse]);
        for (fine, combination) in published.combinations.iter().enumerate() {
            let inner = full(published.root, combination);
            if fine == *coarse || !outer.iter().all(|dimension| inner.contains(dimension)) {
                continue;
            }
            let mut row = Row::new();
            for part in places.get(&(&total.time, fine)).into_iter().flatten() {
                let seen = &all[*part].1;
                let inside =
                    |(dimension, member): (&Dimension, &Option<String>)| seen.members.get(dimension) == Some(member);
                if seen.hidden && total.members.iter().all(inside) {
                    row.insert(from + *part, 1);
                }
            }
            if total.hidden {
                row.insert(from + whole, -1);
            }
            if !row.is_empty() {
                systems.entry(total.time.clone()).or_default().push(row);
            }
        }
    }
    systems
}

/// The hidden numbers that follow from the sums.
fn given_away(published: &Published, all: &[(usize, Seen)]) -> Vec<Seen> {
    sums(published, all, 0).into_values().flat_map(solved).map(|at| all[at].1.clone()).collect()
}

/// The cells of an answer, each with its place.
type Told<'a> = &'a [(usize, Seen)];

/// The small differences between a count and one that counts some of the same, which follow from both and their sums.
fn left_over(published: &Published, some: (Told<'_>, Told<'_>), all: Told<'_>) -> Vec<Seen> {
    let (some, real) = some;
    let mut systems = sums(published, all, 0);
    let width = all.len();
    for (time, rows) in sums(published, some, width) {
        systems.entry(time).or_default().extend(rows);
    }
    for (at, ((_, whole), (_, part))) in all.iter().zip(some).enumerate() {
        if (1..LEAST).contains(&real[at].1.value.unwrap_or_default()) {
            let terms = [(at, -1, whole.hidden), (width + at, 1, part.hidden)];
            let terms = terms.into_iter().filter(|(.., hidden)| *hidden).map(|(at, factor, _)| (at, factor));
            let row = terms.chain([(2 * width + at, 1)]).collect();
            systems.entry(whole.time.clone()).or_default().push(row);
        }
    }
    let found = systems.into_values().flat_map(solved).filter(|at| *at >= 2 * width);
    found.map(|at| all[at - 2 * width].1.clone()).collect()
}

#[tokio::test]
async fn no_hidden_count_follows_from_all_that_anybody_may_ask() {
    let (mut hidden, mut shown) = (0, 0);
    for seed in [3, 4] {
        let app = TestApp::start().await;
        world::fill(&app, seed).await;
        let (ctx, system) = (anybody(&app), Ctx::system(app.app.clone(), "test"));
        for source in sources() {
            let Some(published) = PUBLISHED.iter().find(|it| it.root == source.root) else { continue };
            let (public, whole) = (gather(&ctx, source, published).await, gather(&system, source, published).await);
            let counted =
                source.measures.iter().filter(|it| matches!(it.counts, Counts::Persons | Counts::Enterprises));
            for measure in counted {
                let what = format!("seed {seed}, {} {}", source.root, measure.name);
                let (all, plain) = (shown_of(&public, measure.name), shown_of(&whole, measure.name));
                assert_eq!(all.len(), plain.len(), "{what}");
                for ((_, seen), (_, real)) in all.iter().zip(&plain) {
                    if seen.hidden {
                        assert_eq!(seen.value, None, "{what}");
                        assert!(real.value.unwrap_or_default() > 0, "{what} hides {real:?}");
                        hidden += 1;
                    } else {
                        assert_eq!(seen.value, real.value, "{what}");
                        assert!(!seen.value.is_some_and(|value| (1..LEAST).contains(&value)), "{what}: {seen:?}");
                        shown += 1;
                    }
                }
                let found = given_away(published, &all);
                assert!(found.is_empty(), "{what} gives away {found:?}");
            }
        }
    }
    // Neither everything nor nothing is hidden.
    assert!(hidden > 100 && shown > 100, "{hidden} hidden, {shown} shown");
}

#[tokio::test]
async fn no_few_that_a_count_leaves_of_another_follow_from_all_that_anybody_may_ask() {
    let (mut small, mut shown) = (0, 0);
    for seed in [3, 4] {
        let app = TestApp::start().await;
        world::fill(&app, seed).await;
        let (ctx, system) = (anybody(&app), Ctx::system(app.app.clone(), "test"));
        for source in sources().into_iter().filter(|source| !source.subsets.is_empty()) {
            let published = PUBLISHED.iter().find(|it| it.root == source.root).unwrap();
            let (public, real) = (gather(&ctx, source, published).await, gather(&system, source, published).await);
            for (part, whole) in source.pairs() {
                let what = format!("seed {seed}, {} {part} of {whole}", source.root);
                let (some, all) = (shown_of(&public, part), shown_of(&public, whole));
                let rest = shown_of(&real, part).into_iter().zip(shown_of(&real, whole));
                let rest: Vec<(usize, Seen)> = rest
                    .map(|((at, some), (_, all))| {
                        let value = all.value.unwrap_or_default() - some.value.unwrap_or_default();
                        (at, Seen { value: Some(value), ..all })
                    })
                    .collect();
                for ((_, some), ((_, all), (_, rest))) in some.iter().zip(all.iter().zip(&rest)) {
                    let is_small = (1..LEAST).contains(&rest.value.unwrap_or_default());
                    assert!(!is_small || some.hidden || all.hidden, "{what}: {all:?}");
                    small += usize::from(is_small);
                    shown += usize::from(!some.hidden && !all.hidden);
                }
                let found = left_over(published, (&some, &rest), &all);
                assert!(found.is_empty(), "{what} gives away {found:?}");
            }
        }
    }
    assert!(small > 100 && shown > 20, "{small} small differences, {shown} shown");
}

#[test]
fn what_counts_a_part_of_another_count_counts_persons_or_enterprises_too() {
    for source in sources() {
        for (part, whole) in source.pairs() {
            let counts = [part, whole].map(|name| source.measure(name).unwrap().counts);
            assert_eq!(counts, [Counts::Enterprises; 2], "{} {part} of {whole}", source.root);
            assert_ne!(part, whole, "{}", source.root);
        }
    }
    let aid = sources().into_iter().find(|source| source.root == "aidOverview").unwrap();
    assert!(aid.pairs().contains(&("lpjOnTime", "lpjDue")) && aid.pairs().contains(&("accounted", "aids")));
}

#[tokio::test]
async fn what_is_picked_is_hidden_as_in_the_table_it_is_picked_from() {
    let app = TestApp::start().await;
    world::fill(&app, 5).await;
    let ctx = anybody(&app);
    let groups = vec![Dimension::Province, Dimension::Sex, Dimension::Month];
    let whole = ask(&ctx, &jobs::JOBS, question(groups, true)).await.unwrap();
    let whole = seen(&whole.cells, "jobs");
    let provinces: BTreeSet<String> =
        whole.iter().filter_map(|row| row.members[&Dimension::Province].clone()).collect();
    assert!(whole.iter().any(|row| row.hidden) && provinces.len() > 1);
    for province in provinces {
        let filter = Filter::of([(Dimension::Province, Some(vec![province.clone()]))]);
        let asked = Question { filter, ..question(vec![Dimension::Sex, Dimension::Month], true) };
        let picked = seen(&ask(&ctx, &jobs::JOBS, asked).await.unwrap().cells, "jobs");
        let of_table: Vec<_> = whole
            .iter()
            .filter(|row| row.members[&Dimension::Province].as_ref() == Some(&province))
            .map(|row| (row.members[&Dimension::Sex].clone(), row.time.clone(), row.value, row.hidden))
            .collect();
        let of_pick: Vec<_> = picked
            .iter()
            .map(|row| (row.members[&Dimension::Sex].clone(), row.time.clone(), row.value, row.hidden))
            .collect();
        assert_eq!(of_pick, of_table, "{province}");
    }
}

#[tokio::test]
async fn sums_that_hang_on_a_hidden_count_are_hidden_with_it() {
    let app = TestApp::start().await;
    world::fill(&app, 6).await;
    let ctx = anybody(&app);
    let mut seen_hidden = 0;
    for source in sources() {
        let Some(published) = PUBLISHED.iter().find(|it| it.root == source.root) else { continue };
        let timed = published.times != Times::Today;
        let groups = [Dimension::Province].into_iter().chain(timed.then_some(Dimension::Month)).collect();
        let cells = ask(&ctx, source, question(groups, timed)).await.unwrap().cells;
        for (at, measure) in source.measures.iter().enumerate() {
            let Counts::With(base) = measure.counts else { continue };
            let base = cells.place(base).unwrap();
            for row in &cells.rows {
                assert_eq!(row.hidden[at], row.hidden[base], "{} {}: {row:?}", source.root, measure.name);
                assert!(!row.hidden[at] || row.values[at].is_none());
                seen_hidden += usize::from(row.hidden[at]);
            }
        }
    }
    assert!(seen_hidden > 0);
}

#[tokio::test]
async fn a_share_of_a_withheld_number_is_named_with_it() {
    let app = TestApp::start().await;
    world::fill(&app, 5).await;
    let query = "{ aidOverview(groupBy: [PROVINCE]) { rows { lpjOnTime lpjDue lpjOnTimeRate suppressed } }
        mentoringOverview(groupBy: [PROVINCE, MONTH], periods: {from: \"2025-01\", to: \"2026-12\"}) {
            rows { visits verified verifiedShare hours verifiedHours suppressed } } }";
    let data = Caller::data(app.anonymous().graphql(query, json!({})).await);
    for (root, field, of) in [
        ("aidOverview", "lpjOnTimeRate", &["lpjOnTime", "lpjDue"][..]),
        ("mentoringOverview", "verifiedShare", &["visits", "verified"][..]),
        ("mentoringOverview", "hours", &["visits"][..]),
        ("mentoringOverview", "verifiedHours", &["verified"][..]),
    ] {
        let mut withheld = 0;
        for row in data[root]["rows"].as_array().unwrap() {
            let names = row["suppressed"].as_array().unwrap();
            let is_named = |name: &str| names.contains(&json!(name));
            let is_withheld = of.iter().any(|name| is_named(name));
            assert_eq!(is_named(field), is_withheld, "{root} {field}: {row}");
            assert!(!is_withheld || row[field].is_null(), "{root} {field}: {row}");
            withheld += usize::from(is_withheld);
        }
        assert!(withheld > 0, "{root} {field}: {data}");
    }
}

/// Codes and paths of what a question is refused for.
async fn refused(ctx: &Ctx, source: &'static Source, question: Question) -> Vec<(String, String)> {
    faults(ask(ctx, source, question).await)
}

/// Codes and paths of a refusal.
pub fn faults(answer: Result<Answer>) -> Vec<(String, String)> {
    match answer {
        Ok(answer) => panic!("{answer:?}"),
        Err(refused) => refused.0.violations.iter().map(|fault| (fault.code.clone(), fault.path.clone())).collect(),
    }
}

#[tokio::test]
async fn what_is_not_published_is_refused_with_its_path_and_answered_to_those_with_rights() {
    let app = TestApp::start().await;
    world::fill(&app, 5).await;
    let (ctx, system) = (anybody(&app), Ctx::system(app.app.clone(), "test"));
    let (month, sex) = (Dimension::Month, Dimension::Sex);
    let ranged = |groups: &[Dimension], from: &str, to: &str| Question {
        groups: groups.to_vec(),
        periods: Some((from.to_owned(), to.to_owned())),
        ..Question::default()
    };
    let narrowed = |question: Question, dimension: Dimension, codes: &[&str]| {
        let codes = codes.iter().map(|code| (*code).to_owned()).collect();
        Question { filter: Filter::of([(dimension, Some(codes))]), ..question }
    };
    let province = Dimension::Province;
    for (question, path) in [
        (ranged(&[Dimension::Regency, sex, month], "2026-01", "2026-03"), "/groupBy"),
        (ranged(&[Dimension::Blk], "2026-Q1", "2026-Q1"), "/groupBy"),
        (ranged(&[sex], "2026-02", "2026-03"), "/periods"),
        (ranged(&[sex], "2025-12", "2026-01"), "/periods"),
        (ranged(&[sex, Dimension::Quarter], "2026-02", "2026-06"), "/periods"),
        (narrowed(ranged(&[sex, month], "2026-01", "2026-03"), province, &["11", "36"]), "/filter/province"),
        (narrowed(ranged(&[sex, month], "2026-01", "2026-03"), Dimension::Sector, &["KULINER"]), "/filter/sector"),
    ] {
        let found = refused(&ctx, &jobs::JOBS, question.clone()).await;
        assert_eq!(found, [("FIGURE.UNPUBLISHED".to_owned(), path.to_owned())], "{question:?}");
        ask(&system, &jobs::JOBS, question).await.unwrap();
    }
    for question in [
        ranged(&[sex], "2026-01", "2026-08"),
        ranged(&[sex], "2026-Q3", "2026-Q3"),
        ranged(&[], "2026-07", "2026-07"),
        ranged(&[Dimension::Quarter], "2025-Q4", "2026-Q2"),
        narrowed(ranged(&[province, month], "2025-11", "2026-02"), province, &["11", "36"]),
        Question::default(),
    ] {
        ask(&ctx, &jobs::JOBS, question.clone()).await.unwrap_or_else(|refused| panic!("{question:?}: {refused:?}"));
    }
    // Nothing is hidden of reporting rates, but they are not told of single BLKs.
    let found = refused(&ctx, &rate::RATE, ranged(&[Dimension::Blk], "2026-10", "2026-10")).await;
    assert_eq!(found, [("FIGURE.UNPUBLISHED".to_owned(), "/groupBy/0".to_owned())]);
    let own = narrowed(ranged(&[], "2026-10", "2026-10"), Dimension::Blk, &[BLK]);
    assert_eq!(refused(&ctx, &rate::RATE, own).await[0].1, "/filter/blk");
}

#[tokio::test]
async fn what_is_hidden_is_counted_and_explained() {
    let app = TestApp::start().await;
    world::fill(&app, 5).await;
    let query = "{ incubationFunnel(groupBy: [PROVINCE, SECTOR]) { provenance { suppressedCells }
        rows { sector enterprises suppressed } } }";
    let reply = app.anonymous().graphql(query, json!({})).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let rows = reply.body["data"]["incubationFunnel"]["rows"].as_array().unwrap_or_else(|| panic!("{}", reply.text));
    let hidden = |row: &Value| {
        let names = row["suppressed"].as_array().unwrap();
        names.contains(&json!("enterprises")) && row["enterprises"].is_null()
    };
    assert!(rows.iter().any(hidden), "{rows:?}");
    let entry = &reply.body["extensions"]["redactions"][0];
    assert_eq!((&entry["path"], &entry["reason"]), (&json!("/incubationFunnel"), &json!("SMALL_CELL")));
    assert_eq!(entry["count"], reply.body["data"]["incubationFunnel"]["provenance"]["suppressedCells"]);
    assert_eq!(reply.body["extensions"]["scopes"][0]["scope"], json!("PUBLIC"));

    let data = Caller::data(app.admin().await.graphql(query, json!({})).await);
    assert_eq!(data["incubationFunnel"]["provenance"]["suppressedCells"], json!(0));

    let mine = "{ incubationFunnel(groupBy: [SECTOR], scope: MINE) { rows { sector } } }";
    let reply = app.anonymous().graphql(mine, json!({})).await;
    assert_eq!(reply.body["data"]["incubationFunnel"]["rows"], json!([]));
    assert_eq!(reply.body["extensions"]["scopes"][0]["reason"], json!("NO_ROW_RIGHTS"), "{}", reply.text);

    let set = app.anonymous().get("/v1/reference/publishedCombinations").await.expect(200);
    let codes: Vec<&str> = set["codes"].as_array().unwrap().iter().map(|code| code["code"].as_str().unwrap()).collect();
    assert_eq!(codes.len(), 11, "{codes:?}");
    let funnel = set["codes"].as_array().unwrap().iter().find(|code| code["code"] == "incubationFunnel").unwrap();
    assert!(funnel["meta"]["combinations"].as_array().unwrap().contains(&json!(["STAGE", "SECTOR"])), "{funnel}");
}
