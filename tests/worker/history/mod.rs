//! Reports that are loaded many at once leave the rows that the operations leave, report by report.

mod rows;

use std::collections::HashMap;
use std::sync::Arc;

use api::demo::{periodic, since};
use api::domain::access::{Grant, Scope};
use api::domain::ctx::Expected;
use api::domain::files::{Stored, Upload};
use api::domain::ids::{self, Kind};
use api::domain::reports::bulk::{Attached, Bulk, Cast, Journey};
use api::domain::reports::draft::{self, NewReport, Why};
use api::domain::reports::review::{self, Decision, lock_due};
use api::domain::reports::{Period, attachments, submit};
use api::domain::templates::Template;
use api::domain::{Actor, ActorKind, Code, Ctx, Tx, obligations};
use api::view::resource::Root;
use api::vocab::{Cadence, ReportAction, ReportState, Role};
use api::worker::sequencer;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use entity::{event, figure, report, unit};
use rand::SeedableRng;
use rand::rngs::SmallRng;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use crate::support::{BLK, TestApp};

const TEMPLATES: &[&str] = &["LAP_BULANAN", "LAP_SEMESTER", "LAP_TAHUNAN", "LAP_TRIWULAN"];
/// Where the reports of eight BLKs come to; of the last nothing is filed.
const FATES: &[ReportState] = &[
    ReportState::Approved,
    ReportState::Draft,
    ReportState::Submitted,
    ReportState::InReview,
    ReportState::Rejected,
    ReportState::Verified,
    ReportState::Approved,
];

struct World {
    app: TestApp,
    ctx: Ctx,
    units: Vec<unit::Model>,
    photo: Stored,
}

/// A service with eight BLKs that owe from November on.
async fn world() -> World {
    let app = TestApp::start().await;
    let ctx = Ctx::system(app.app.clone(), "test");
    let tx = ctx.begin().await.unwrap();
    for number in 2..8 {
        let blk = json!({
            "code": format!("BLKK-3602-{number:03}"), "name": format!("BLK Uji {number}"), "hostType": "PESANTREN",
            "hostName": "Pesantren Uji", "region": "36.02.01.2002", "establishedYear": 2019,
            "handedOverOn": "2019-12-01", "enrolledOn": "2026-11-01",
        });
        api::view::registry::Blk::create(&tx, serde_json::from_value(blk).unwrap()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let units = unit::Entity::find().order_by_asc(unit::Column::Code).all(ctx.db()).await.unwrap();
    let mut units: Vec<unit::Model> = units.into_iter().filter(|unit| unit.kind == "BLK").collect();
    units.sort_by_key(|unit| (unit.code != BLK, unit.code.clone()));
    assert_eq!(units.len(), 8);
    let mut upload = Upload::begin(&ctx).await.unwrap();
    upload.write(b"\x89PNG\r\n\x1a\n\0\0\0\0").await.unwrap();
    let photo = upload.finish(&ctx, None).await.unwrap();
    World { app, ctx, units, photo }
}

fn actor(number: u128, role: Role) -> Arc<Actor> {
    let grants = vec![Grant { role, scope: Scope::Nation }];
    Arc::new(Actor { kind: ActorKind::Person, id: Some(Uuid::from_u128(number)), grants, ..Actor::anonymous() })
}

fn cast() -> Cast {
    Cast {
        author: actor(1, Role::BlkOperator),
        head: actor(2, Role::BlkHead),
        coordinator: actor(3, Role::Coordinator),
        reviewer: actor(4, Role::MinistryReviewer),
    }
}

/// The templates whose periods end with a month, each with its period.
async fn due(world: &World, ends: NaiveDate) -> Vec<(Arc<Template>, Period)> {
    let mut due = Vec::new();
    for code in TEMPLATES {
        let template = world.ctx.app.templates.in_force(world.ctx.db(), code, ends).await.unwrap().unwrap();
        let period = Period::containing(template.definition.cadence, ends).unwrap();
        if period.last_day() == ends {
            due.push((template, period));
        }
    }
    due
}

/// Half a minute past: what is done at one moment is done within one minute.
fn opens(ends: NaiveDate) -> DateTime<Utc> {
    obligations::opens_at(ends, "Asia/Jakarta") + Duration::seconds(90)
}

fn journey(world: &World, template: &Template, ends: NaiveDate, index: usize, rng: &mut SmallRng) -> Option<Journey> {
    let to = *FATES.get(index)?;
    let (mut values, narrative) = periodic::of(&template.code, rng, index == 0, "LAS").unwrap();
    match (index, template.code.as_str()) {
        // Not applicable is a figure that says so; missing is none.
        (6, "LAP_BULANAN") => drop(values.insert("A08".to_owned(), json!({"notApplicable": true}))),
        // A warning, which is acknowledged.
        (5, "LAP_BULANAN") => drop(values.insert("A01".to_owned(), json!(50))),
        _ => {}
    }
    let photo = Attached { kind: "FOTO_GEDUNG".to_owned(), name: "gedung.png".to_owned(), stored: world.photo.clone() };
    // No two reports are worked on in the same minute: their events would stand between each other.
    let form = TEMPLATES.iter().position(|code| *code == template.code).unwrap();
    let place = i64::try_from(index * 10 + form * 100).unwrap();
    // One comes after the deadline of a month.
    let days = if index == 3 { 12 } else { 3 };
    Some(Journey {
        values,
        narrative,
        files: (template.code == "LAP_TAHUNAN").then_some(photo).into_iter().collect(),
        filed_at: opens(ends) + Duration::days(days) + Duration::minutes(place),
        decided_at: opens(ends) + Duration::days(14) + Duration::minutes(place),
        to,
        reason: (to == ReportState::Rejected).then(|| "Laporan BLK lain.".to_owned()),
    })
}

async fn many_at_once(world: &World, bulk: &mut Bulk, ends: NaiveDate, rng: &mut SmallRng) {
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

async fn one_by_one(world: &World, ends: NaiveDate, rng: &mut SmallRng) {
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

async fn by_operations(world: &World, unit: &unit::Model, (template, period): (&str, Period), journey: Journey) {
    let cast = cast();
    let acting = |tx: &Tx, actor: &Arc<Actor>| tx.acting(Ctx { actor: actor.clone(), ..(**tx).clone() });
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

/// The last days of the months that both ways load: the second compares itself with the first, and ends a year.
fn months() -> Vec<NaiveDate> {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    vec![day(11, 30), day(12, 31)]
}

fn differ(one: &[String], other: &[String]) {
    let first = one.iter().zip(other).find(|(one, other)| one != other);
    assert!(first.is_none(), "operations: {}\nmany at once: {}", first.unwrap().0, first.unwrap().1);
    assert_eq!(one.len(), other.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn months_loaded_at_once_leave_the_rows_of_the_operations_and_their_order_in_the_feed() {
    let (steps, many) = (world().await, world().await);
    let (mut of_steps, mut of_many) = (SmallRng::seed_from_u64(5), SmallRng::seed_from_u64(5));
    let mut bulk = Bulk::new(&many.ctx, cast()).await.unwrap();
    sequencer::run(&steps.ctx.app).await.unwrap();
    for ends in months() {
        one_by_one(&steps, ends, &mut of_steps).await;
        many_at_once(&many, &mut bulk, ends, &mut of_many).await;
    }
    for world in [&steps, &many] {
        sequencer::run(&world.ctx.app).await.unwrap();
    }
    let reports = report::Entity::find().all(many.ctx.db()).await.unwrap();
    assert_eq!(reports.len(), FATES.len() * 5, "two months, a quarter, a half-year, a year");
    let figures = figure::Entity::find().all(many.ctx.db()).await.unwrap();
    assert!(figures.iter().any(|figure| figure.not_applicable) && figures.len() > 200, "{}", figures.len());
    differ(&rows::all(&steps.ctx).await, &rows::all(&many.ctx).await);
    differ(&rows::feed(&steps.ctx).await, &rows::feed(&many.ctx).await);
    rows::hold(&steps.ctx).await;
    rows::hold(&many.ctx).await;
    // What is locked later is locked alike.
    for world in [&steps, &many] {
        world.app.clock().set(opens(NaiveDate::from_ymd_opt(2028, 1, 31).unwrap()));
        assert_eq!(lock_due(&world.ctx).await.unwrap(), 10);
        assert_eq!(lock_due(&world.ctx).await.unwrap(), 0);
    }
    differ(&rows::all(&steps.ctx).await, &rows::all(&many.ctx).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_begins_before_the_shipped_templates_and_has_them_used_from_its_first_year() {
    let world = world().await;
    let (templates, db) = (&world.ctx.app.templates, world.ctx.db());
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    assert!(templates.in_force(db, "LAP_BULANAN", day(2021, 11, 30)).await.unwrap().is_none());
    // Nothing moves for a history that the templates reach.
    since::begin_templates(&world.ctx, day(2026, 8, 1)).await.unwrap();
    assert!(templates.in_force(db, "LAP_BULANAN", day(2024, 12, 31)).await.unwrap().is_none());
    since::begin_templates(&world.ctx, day(2021, 11, 1)).await.unwrap();
    for code in TEMPLATES {
        let template = templates.in_force(db, code, day(2021, 1, 31)).await.unwrap().unwrap();
        assert_eq!((template.number, template.definition.effective_from), (1, Some(day(2021, 1, 1))), "{code}");
        assert!(templates.in_force(db, code, day(2020, 12, 31)).await.unwrap().is_none(), "{code}");
    }
    let of_kawasans = templates.in_force(db, "LAP_KAWASAN", day(2025, 12, 31)).await.unwrap();
    assert!(of_kawasans.is_none(), "only what BLKs report");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_demonstration_reports_is_in_order_month_after_month() {
    let world = world().await;
    let mut rng = SmallRng::seed_from_u64(11);
    let mut bulk = Bulk::new(&world.ctx, cast()).await.unwrap();
    let mut month = Period::containing(Cadence::Monthly, NaiveDate::from_ymd_opt(2026, 11, 1).unwrap()).unwrap();
    let mut filed = 0;
    for _ in 0..14 {
        let ends = month.last_day();
        for (template, period) in due(&world, ends).await {
            world.app.clock().set(opens(ends));
            let mut opened = bulk.open(&template, period).await.unwrap();
            for (index, unit) in world.units.iter().enumerate() {
                let wanted = journey(&world, &template, ends, 0, &mut rng).unwrap();
                let (values, narrative) = periodic::of(&template.code, &mut rng, index == 0, "MENJAHIT").unwrap();
                bulk.file(&mut opened, unit, Journey { values, narrative, ..wanted }).await.unwrap().unwrap();
                filed += 1;
            }
            bulk.close(opened);
        }
        bulk.write(false).await.unwrap();
        month = month.next();
    }
    let reports = report::Entity::find().all(world.ctx.db()).await.unwrap();
    assert_eq!(reports.len(), filed);
    let figures = figure::Entity::find().all(world.ctx.db()).await.unwrap();
    let of_months = figures.iter().filter(|figure| figure.occurrence.len() == 7 && !figure.occurrence.contains('Q'));
    let of_months = of_months.filter(|figure| !figure.occurrence.contains('S')).count();
    assert!(of_months / (14 * world.units.len()) >= 34, "a month has some 34 figures: {of_months}");
    let waiting = event::Entity::find().all(world.ctx.db()).await.unwrap();
    assert!(waiting.iter().all(|event| event.position.is_none()), "the sequencer gives the places");
    let known: HashMap<Uuid, i32> = reports.iter().map(|row| (row.id, row.version)).collect();
    assert!(known.values().all(|version| *version >= 5), "each went through all its steps");
}
