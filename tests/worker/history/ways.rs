//! The two ways of loading: many reports at once, and report by report through the operations.

use std::sync::Arc;

use api::domain::ctx::Expected;
use api::domain::ids::{self, Kind};
use api::domain::reports::bulk::{Bulk, Journey};
use api::domain::reports::draft::{self, NewReport, Why};
use api::domain::reports::review::{self, Decision};
use api::domain::reports::{Period, attachments, submit};
use api::domain::{Actor, Code, Ctx, Tx, obligations};
use api::vocab::{ReportAction, ReportState};
use api::worker::sequencer;
use chrono::NaiveDate;
use entity::unit;
use rand::rngs::SmallRng;

use super::world::{World, cast, due, journey, opens};

/// All reports of a month in one write.
pub async fn many_at_once(world: &World, bulk: &mut Bulk, ends: NaiveDate, rng: &mut SmallRng) {
    world.app.clock().set(opens(ends));
    sequencer::run(&world.ctx.app).await.unwrap();
    for (template, period) in due(world, ends).await {
        world.app.clock().set(opens(ends));
        let mut opened = bulk.open(&template, period).await.unwrap();
        for (index, unit) in world.units.iter().enumerate() {
            if let Some(journey) = journey(world, &template, ends, index, rng) {
                bulk.file(&mut opened, unit, journey).await.unwrap().unwrap();
            }
        }
        bulk.close(opened);
    }
    bulk.write(true).await.unwrap();
    world.app.clock().set(opens(ends));
    obligations::open::open_due(&world.ctx).await.unwrap();
}

/// The reports of a month, each step an operation.
pub async fn one_by_one(world: &World, ends: NaiveDate, rng: &mut SmallRng) {
    world.app.clock().set(opens(ends));
    obligations::open::open_due(&world.ctx).await.unwrap();
    for (template, period) in due(world, ends).await {
        for (index, unit) in world.units.iter().enumerate() {
            if let Some(journey) = journey(world, &template, ends, index, rng) {
                by_operations(world, unit, (&template.code, period), journey).await;
            }
        }
    }
}

/// The same write by somebody.
pub fn acting(tx: &Tx, actor: &Arc<Actor>) -> Tx {
    tx.acting(Ctx { actor: actor.clone(), ..(**tx).clone() })
}

async fn by_operations(world: &World, unit: &unit::Model, (template, period): (&str, Period), journey: Journey) {
    let cast = cast();
    world.app.clock().set(journey.filed_at);
    let tx = world.ctx.begin().await.unwrap();
    let author = acting(&tx, &cast.author);
    let new = NewReport {
        unit: unit.code.clone(),
        template: template.to_owned(),
        period: Some(period.to_string()),
        values: journey.values,
        narrative: journey.narrative,
        ..NewReport::default()
    };
    let id = ids::text(Kind::Report, draft::create(&author, new).await.unwrap().row.id);
    for file in journey.files {
        attachments::attach(&author, &id, &file.kind, &file.name, file.stored).await.unwrap();
    }
    let head = acting(&tx, &cast.head);
    if journey.to != ReportState::Draft
        && let Err(refused) = submit::submit(&head, &id, Expected::Any, &[]).await
    {
        assert_eq!(refused.code(), Code::Unacknowledged, "{refused:?}");
        let warnings: Vec<String> = refused.0.violations.iter().map(|warning| warning.code.clone()).collect();
        submit::submit(&head, &id, Expected::Any, &warnings).await.unwrap();
    }
    drop((author, head));
    tx.commit().await.unwrap();
    let actions: &[ReportAction] = match journey.to {
        ReportState::InReview => &[ReportAction::StartReview],
        ReportState::Rejected => &[ReportAction::StartReview, ReportAction::Reject],
        ReportState::Verified => &[ReportAction::StartReview, ReportAction::Verify],
        ReportState::Approved => &[ReportAction::StartReview, ReportAction::Verify, ReportAction::Approve],
        _ => return,
    };
    world.app.clock().set(journey.decided_at);
    let tx = world.ctx.begin().await.unwrap();
    for action in actions {
        let who = if *action == ReportAction::Approve { &cast.reviewer } else { &cast.coordinator };
        let text = journey.reason.clone().filter(|_| *action == ReportAction::Reject);
        let decision = Decision { why: Why { code: None, text }, ..Decision::new(*action) };
        review::decide(&acting(&tx, who), &id, Expected::Any, decision).await.unwrap();
    }
    tx.commit().await.unwrap();
}
