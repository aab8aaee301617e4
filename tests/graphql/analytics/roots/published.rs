//! Publications of random records: what is read from one is what was told of its periods when it was made.

use api::domain::Ctx;
use api::domain::analytics::{Cells, Dimension, Question, Source};
use serde_json::json;

use super::shield::anybody;
use super::{ask, sources, world};
use crate::support::TestApp;

/// Roots that are told of periods; the others show the day.
const TIMED: [&str; 3] = ["jobAbsorption", "enterpriseSeries", "mentoringOverview"];

/// An app with the figures of a quarter published, as everybody sees it.
async fn published(seed: u64) -> (TestApp, Ctx) {
    let app = TestApp::start().await;
    world::fill(&app, seed).await;
    let title = json!({"id": "Triwulan III 2026", "en": "Third quarter of 2026"});
    let body = json!({"slug": "2026-Q3", "title": title, "periods": {"from": "2026-Q3", "to": "2026-Q3"}});
    app.admin().await.post("/v1/publications", body).await.expect(201);
    let ctx = anybody(&app);
    (app, ctx)
}

async fn cells(ctx: &Ctx, source: &'static Source, question: Question) -> Cells {
    let what = format!("{} {question:?}", source.root);
    ask(ctx, source, question).await.unwrap_or_else(|refused| panic!("{what}: {refused:?}")).cells
}

#[tokio::test]
async fn without_periods_a_publication_is_read_whole() {
    let (app, anybody) = published(5).await;
    let system = Ctx::system(app.app.clone(), "test");
    let of_publication = |groups: &[Dimension]| Question {
        groups: groups.to_vec(),
        publication: Some("2026-Q3".to_owned()),
        ..Question::default()
    };
    let mut rows = 0;
    for source in sources() {
        for groups in [&[][..], &[Dimension::Province], &[Dimension::Province, Dimension::Month]] {
            let is_timed = TIMED.contains(&source.root);
            if groups.contains(&Dimension::Month) && !is_timed {
                continue;
            }
            let quarter = is_timed.then(|| ("2026-Q3".to_owned(), "2026-Q3".to_owned()));
            let live = Question { groups: groups.to_vec(), periods: quarter, ..Question::default() };
            let live = cells(&anybody, source, live).await;
            // What is frozen is the same for everybody.
            for ctx in [&anybody, &system] {
                assert_eq!(cells(ctx, source, of_publication(groups)).await, live, "{} {groups:?}", source.root);
            }
            rows += live.rows.len();
        }
    }
    assert!(rows > 50, "{rows}");
}

#[tokio::test]
async fn a_publication_is_read_in_its_combinations_and_periods_only() {
    let (_app, anybody) = published(6).await;
    let of_publication = |groups: &[Dimension], periods: Option<(&str, &str)>| Question {
        groups: groups.to_vec(),
        periods: periods.map(|(from, to)| (from.to_owned(), to.to_owned())),
        publication: Some("2026-Q3".to_owned()),
        ..Question::default()
    };
    let mentoring = sources().into_iter().find(|source| source.root == "mentoringOverview").unwrap();
    for (question, path) in [
        (of_publication(&[], Some(("2026-Q2", "2026-Q2"))), "/periods"),
        (of_publication(&[Dimension::HostType], None), "/groupBy"),
        (of_publication(&[Dimension::Year], None), "/periods"),
    ] {
        let found = super::shield::faults(ask(&anybody, mentoring, question.clone()).await);
        assert_eq!(found, [("FIGURE.UNPUBLISHED".to_owned(), path.to_owned())], "{question:?}");
    }
    let august = ask(&anybody, mentoring, of_publication(&[], Some(("2026-08", "2026-08")))).await;
    assert!(august.is_ok(), "{august:?}");
}
