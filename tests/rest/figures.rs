//! Figures: what was approved, as rows, for as long as it holds.

use std::collections::BTreeMap;

use api::worker::sequencer;
use entity::{event, figure};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::steps::{act, approved, at, text, verified, version};
use crate::support::{BLK, TestApp};

async fn figures(app: &TestApp) -> Vec<figure::Model> {
    figure::Entity::find().all(app.app.store.reader()).await.unwrap()
}

async fn events(app: &TestApp) -> Vec<event::Model> {
    event::Entity::find().order_by_asc(event::Column::Position).all(app.app.store.reader()).await.unwrap()
}

/// Amounts by indicator, dimension and member of what holds now.
fn amounts(rows: &[figure::Model]) -> BTreeMap<(&str, &str, &str), (Option<i64>, bool)> {
    let holding = rows.iter().filter(|row| row.to_event.is_none());
    holding.map(|row| ((&*row.indicator, &*row.dimension, &*row.member), (row.amount, row.not_applicable))).collect()
}

#[tokio::test]
async fn only_an_approval_writes_figures() {
    let app = TestApp::start().await;
    verified(&app, "2026-10").await;
    assert_eq!(figures(&app).await, []);
}

#[tokio::test]
async fn an_approval_writes_totals_and_parts() {
    let app = TestApp::start().await;
    approved(&app, "2026-10").await;
    let rows = figures(&app).await;
    let amounts = amounts(&rows);
    for (key, amount) in [
        (("A01", "", ""), 2),
        (("A03", "", ""), 32),
        (("A03", "sex", "LAKI_LAKI"), 15),
        (("A03", "sex", "PEREMPUAN"), 17),
        // Hundredths, for decimals and percentages.
        (("A08", "", ""), 9_350),
        (("C06", "", ""), 4_250),
        (("C08", "", ""), 18_500_000),
        (("C03", "stage", "INCUBATION"), 10),
    ] {
        assert_eq!(amounts.get(&key), Some(&(Some(amount), false)), "{key:?}");
    }
    assert_eq!(rows.len(), 17);
    assert!(rows.iter().all(|row| row.occurrence == "2026-10" && row.content_version == 1));
}

/// An approved incident report with some values.
async fn incident(app: &TestApp, values: Value) {
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let body = json!({"blk": BLK, "template": "LAP_INSIDENTAL", "values": values, "narrative": {"kronologi": "Api"}});
    let draft = head.post("/v1/reports", body).await.expect(201);
    let report = act(&head, &draft, "submit", json!({})).await.expect(200);
    let report = act(&coordinator, &report, "start-review", json!({})).await.expect(200);
    act(&coordinator, &report, "approve", json!({})).await.expect(200);
}

#[tokio::test]
async fn zero_missing_and_not_applicable_are_three_things() {
    let app = TestApp::start().await;
    incident(&app, json!({"N01": "KEBAKARAN", "N02": 5, "N03": 0, "N04": null, "N05": {"notApplicable": true}})).await;
    let rows = figures(&app).await;
    let wanted = BTreeMap::from([
        (("N01", "choice", "KEBAKARAN"), (Some(1), false)),
        (("N02", "", ""), (Some(5), false)),
        (("N03", "", ""), (Some(0), false)),
        (("N05", "", ""), (None, true)),
    ]);
    assert_eq!(amounts(&rows), wanted);
}

#[tokio::test]
async fn an_approved_amendment_ends_the_old_figures_and_begins_new_ones() {
    let app = TestApp::start().await;
    let report = approved(&app, "2026-10").await;
    let (head, coordinator) = (app.head().await, app.coordinator().await);
    let draft = act(&head, &report, "amend", json!({})).await.expect(200);
    let draft = head.patch(&at(&draft), version(&draft), json!({"values": {"A07": 500}})).await.expect(200);
    let report = act(&head, &draft, "submit", json!({})).await.expect(200);
    let report = act(&coordinator, &report, "start-review", json!({})).await.expect(200);
    let report = act(&coordinator, &report, "verify", json!({})).await.expect(200);
    let before = figures(&app).await;
    assert!(before.iter().all(|row| row.to_event.is_none() && row.content_version == 1));
    act(&app.reviewer().await, &report, "approve", json!({})).await.expect(200);
    sequencer::run(&app.app).await.unwrap();
    let rows = figures(&app).await;
    let (old, new): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.content_version == 1);
    assert_eq!((old.len(), new.len()), (17, 17));
    for row in &old {
        assert_eq!((row.to_event, row.to_position), (Some(new[0].from_event), new[0].from_position), "{row:?}");
    }
    let hours = |rows: &[&figure::Model]| rows.iter().find(|row| row.indicator == "A07").unwrap().amount;
    assert_eq!((hours(&old), hours(&new)), (Some(480), Some(500)));
    assert!(new.iter().all(|row| row.to_event.is_none() && row.to_position.is_none()));
    assert!(old[0].from_position < new[0].from_position);
}

#[tokio::test]
async fn events_get_positions_without_gaps_and_figures_get_theirs() {
    let app = TestApp::start().await;
    sequencer::run(&app.app).await.unwrap();
    let report = approved(&app, "2026-10").await;
    assert!(events(&app).await.iter().any(|event| event.position.is_none()));
    let placed = sequencer::run(&app.app).await.unwrap();
    assert!(placed >= 5, "{placed}");
    assert_eq!(sequencer::run(&app.app).await.unwrap(), 0);
    let events = events(&app).await;
    let positions: Vec<_> = events.iter().map(|event| event.position.unwrap()).collect();
    assert_eq!(positions, (1..=i64::try_from(events.len()).unwrap()).collect::<Vec<_>>());
    let versions: Vec<_> = events
        .iter()
        .filter(|event| event.object_id == text(&report, "id"))
        .map(|event| event.object_version)
        .collect();
    assert_eq!(versions, (1..=i32::try_from(version(&report)).unwrap()).collect::<Vec<_>>());
    let approval = events.iter().find(|event| event.r#type == "report.approved").unwrap();
    for row in figures(&app).await {
        assert_eq!((row.from_event, row.from_position), (approval.id, approval.position), "{row:?}");
    }
}
