//! The roots about the registry and coaching: random questions over random records, answered by the service and counted
//! anew.

mod facts;
mod published;
mod shield;
mod tally;
mod told;
mod world;

use std::collections::BTreeSet;

use api::domain::access::{Grant, Scope};
use api::domain::analytics::{
    Answer, Dimension, Filter, Question, Source, aid, answer, funnel, jobs, kawasans, mentoring, partnerships, series,
    targets, weaning,
};
use api::domain::{Actor, ActorKind, Ctx, Error, Result};
use api::vocab::{RegionBasis, Role};
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use self::facts::Records;
use self::tally::{Fact, Tally, Wanted, answered, stretch, tally};
use crate::support::TestApp;

/// Questions of each root.
const QUESTIONS: usize = 30;
/// Ranges as they are asked, and their first and last month.
const RANGES: [(&str, &str, &str, &str); 6] = [
    ("2025-08", "2026-03", "2025-08", "2026-03"),
    ("2025-Q4", "2026-S1", "2025-10", "2026-06"),
    ("2026", "2026", "2026-01", "2026-12"),
    ("2025", "2026-10", "2025-01", "2026-10"),
    ("2026-Q3", "2026-Q3", "2026-07", "2026-09"),
    ("2026-11", "2026-11", "2026-11", "2026-11"),
];

fn sources() -> [&'static Source; 9] {
    [
        &funnel::FUNNEL,
        &jobs::JOBS,
        &series::SERIES,
        &kawasans::KAWASANS,
        &weaning::WEANING,
        &mentoring::MENTORING,
        &targets::TARGETS,
        &aid::AID,
        &partnerships::PARTNERSHIPS,
    ]
}

fn facts_of(records: &Records, source: &Source) -> Vec<Fact> {
    match source.root {
        "incubationFunnel" => records.funnel(),
        "jobAbsorption" => records.jobs(),
        "enterpriseSeries" => records.series(),
        "kawasanOverview" => records.kawasans(),
        "weaningOverview" => records.weaning(),
        "mentoringOverview" => records.mentoring(),
        "targetAttainment" => records.targets(),
        "aidOverview" => records.aid(),
        _ => records.partnerships(),
    }
}

async fn ask(ctx: &Ctx, source: &'static Source, question: Question) -> Result<Answer> {
    match source.root {
        "enterpriseSeries" => series::enterprise_series(ctx, question).await,
        "targetAttainment" => targets::target_attainment(ctx, question).await,
        _ => answer(ctx, source, question).await,
    }
}

/// A coordinator of a region.
fn coordinator(app: &TestApp, region: &str) -> Ctx {
    let grants = vec![Grant { role: Role::Coordinator, scope: Scope::Region(region.to_owned()) }];
    let actor = Actor { kind: ActorKind::Person, grants, ..Actor::anonymous() };
    Ctx::new(app.app.clone(), actor, "test")
}

/// What a root adds to a question by itself.
fn completed(source: &Source, mut wanted: Wanted) -> Wanted {
    match source.root {
        "enterpriseSeries" => {
            if !wanted.groups.iter().any(|group| group.is_time()) {
                wanted.groups.push(Dimension::Month);
            }
            wanted.months.get_or_insert(("2025-12".to_owned(), "2026-11".to_owned()));
        }
        "targetAttainment" if !wanted.groups.contains(&Dimension::Metric) => wanted.groups.push(Dimension::Metric),
        _ => {}
    }
    wanted
}

/// The months whose workers are shown: of each stretch that is asked for the last that is over, else its first.
fn stock(wanted: &Wanted) -> BTreeSet<String> {
    let last_over = "2026-10";
    let months = |year: i32| (1..=12).map(move |month| format!("{year}-{month:02}"));
    let range = wanted.months.clone().unwrap_or((last_over.to_owned(), last_over.to_owned()));
    let asked: Vec<String> =
        (2024..2028).flat_map(months).filter(|month| (&range.0..=&range.1).contains(&month)).collect();
    let finest = [Dimension::Month, Dimension::Quarter, Dimension::Half, Dimension::Year];
    let finest = finest.into_iter().find(|stretch| wanted.groups.contains(stretch));
    let name = |month: &String| finest.map(|finest| stretch(finest, month));
    let shown = |month: &&String| {
        let same: Vec<&String> = asked.iter().filter(|other| name(other) == name(month)).collect();
        let over = same.iter().copied().filter(|month| month.as_str() <= last_over).max();
        Some(*month) == over.or_else(|| same.first().copied())
    };
    asked.iter().filter(shown).cloned().collect()
}

fn random(rng: &mut SmallRng, source: &Source, facts: &[Fact]) -> Wanted {
    let axes: Vec<Dimension> = source.axes.iter().map(|axis| axis.dimension).collect();
    let count = rng.random_range(0..4);
    let groups: Vec<Dimension> = axes.sample(rng, count).copied().collect();
    let mut filter: Vec<(Dimension, Vec<String>)> = Vec::new();
    let wanted = rng.random_range(0..3);
    let narrowed: Vec<Dimension> = axes.sample(rng, wanted).copied().collect();
    for dimension in narrowed {
        let place = |it: Dimension| matches!(it, Dimension::Province | Dimension::Regency | Dimension::Blk);
        let taken = place(dimension) && filter.iter().any(|(other, _)| place(*other));
        if taken || dimension.is_time() || dimension == Dimension::Metric {
            continue;
        }
        let members: BTreeSet<&String> = facts.iter().filter_map(|fact| fact.keys.get(&dimension)).flatten().collect();
        // What lies in no regency has the code of its province.
        let members: Vec<&String> =
            members.into_iter().filter(|code| dimension != Dimension::Regency || code.len() == 5).collect();
        let some = rng.random_range(1..4);
        let codes: Vec<String> = members.sample(rng, some).map(|code| (*code).clone()).collect();
        if !codes.is_empty() {
            filter.push((dimension, codes));
        }
    }
    Wanted { groups, filter, months: None }
}

/// Whether all that is wrong with a question is that it names places which have nothing in common.
fn is_contradiction(refused: &Error) -> bool {
    let faults = &refused.0.violations;
    !faults.is_empty() && faults.iter().all(|fault| fault.params.contains_key("against"))
}

fn agree(expected: &Tally, got: &Tally, what: &str) {
    let keys = |tally: &Tally| tally.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(expected), keys(got), "{what}");
    for (cell, numbers) in expected {
        let empty = numbers.values().all(Option::is_none);
        for (measure, number) in numbers {
            let found = got[cell][measure];
            // Of a cell with nothing in it sums are 0 or unknown.
            let agrees = found == *number || (empty && found == Some(0));
            assert!(agrees, "{what}: {cell:?} {measure} is {number:?}, not {found:?}");
        }
    }
}

#[tokio::test]
async fn random_questions_are_answered_as_counting_anew_answers_them() {
    for seed in [7, 8] {
        let app = TestApp::start().await;
        world::fill(&app, seed).await;
        let all = Ctx::system(app.app.clone(), "test");
        let own = coordinator(&app, "36");
        let records = Records::read(app.app.store.reader(), all.today()).await;
        let mut rng = SmallRng::seed_from_u64(seed);
        let mut cells = 0;
        for source in sources() {
            let everything = facts_of(&records, source);
            let measures: Vec<&'static str> = source.measures.iter().map(|measure| measure.name).collect();
            for number in 0..QUESTIONS {
                let within = number % 3 == 0;
                let (ctx, facts) = if within {
                    let facts = everything.iter().filter(|fact| records.lies_in(fact.unit, "36")).cloned().collect();
                    (&own, facts)
                } else {
                    (&all, everything.clone())
                };
                let mut wanted = random(&mut rng, source, &facts);
                let periods = if source.root == "kawasanOverview" { None } else { RANGES.choose(&mut rng) };
                let periods = periods.filter(|_| rng.random_bool(0.6));
                wanted.months = periods.map(|(_, _, from, to)| ((*from).to_owned(), (*to).to_owned()));
                let question = Question {
                    groups: wanted.groups.clone(),
                    periods: periods.map(|(from, to, _, _)| ((*from).to_owned(), (*to).to_owned())),
                    filter: Filter::of(wanted.filter.iter().map(|(of, codes)| (*of, Some(codes.clone())))),
                    basis: RegionBasis::Current,
                    ..Question::default()
                };
                let what = format!("seed {seed}, {} {wanted:?}, within {within}", source.root);
                let answer = match ask(ctx, source, question).await {
                    Ok(answer) => answer,
                    // Then nothing would have been found.
                    Err(refused) if is_contradiction(&refused) => {
                        let found = tally(&facts, &measures, &wanted);
                        let mut numbers = found.values().flat_map(|numbers| numbers.values());
                        assert!(numbers.all(|number| number.unwrap_or_default() == 0), "{what}: {found:?}");
                        continue;
                    }
                    Err(refused) => panic!("{what}: {refused:?}"),
                };
                let wanted = completed(source, wanted);
                let (facts, wanted) = if source.root == "jobAbsorption" {
                    let months = stock(&wanted);
                    let shown = |fact: &Fact| fact.month.as_ref().is_some_and(|month| months.contains(month));
                    (facts.into_iter().filter(shown).collect(), Wanted { months: None, ..wanted })
                } else {
                    (facts, wanted)
                };
                assert_eq!(answer.cells.groups, wanted.groups, "{what}");
                let expected = tally(&facts, &measures, &wanted);
                cells += expected.len();
                agree(&expected, &answered(&answer.cells), &what);
            }
        }
        // The comparison is not one of nothing with nothing.
        assert!(cells > 1_000, "{cells}");
    }
}
