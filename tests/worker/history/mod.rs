//! Reports that are loaded many at once leave the rows that the operations leave, report by report.

mod drafts;
mod rows;
mod ways;
mod world;

use std::collections::{BTreeSet, HashMap};

use api::demo::{periodic, since};
use api::domain::ctx::Expected;
use api::domain::ids::{self, Kind};
use api::domain::reports::bulk::{Bulk, Journey};
use api::domain::reports::draft::{self, NewReport};
use api::domain::reports::review::lock_due;
use api::domain::reports::{Period, submit};
use api::domain::{Code, Ctx, Error, obligations};
use api::vocab::Cadence;
use api::worker::sequencer;
use chrono::NaiveDate;
use entity::{event, figure, report, standing};
use migration::{Migrator, MigratorTrait};
use rand::SeedableRng;
use rand::rngs::SmallRng;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Map;
use uuid::Uuid;

use self::ways::{acting, many_at_once, one_by_one};
use self::world::{FATES, TEMPLATES, cast, due, journey, opens, world};

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

/// Code and path of all that a refusal lists.
fn faults(refused: Error) -> BTreeSet<(String, String)> {
    refused.0.violations.into_iter().map(|fault| (fault.code, fault.path)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incubator_explains_where_it_differs_from_its_records_whichever_way_it_is_loaded() {
    let world = world().await;
    let (unit, mut rng) = (&world.units[0], SmallRng::seed_from_u64(3));
    let ends = months()[0];
    let (template, period) = due(&world, ends).await.remove(0);
    let said = journey(&world, &template, ends, 0, &mut rng).unwrap();
    let silent = Journey { narrative: Map::new(), ..said.clone() };
    world.app.clock().set(opens(ends));
    let mut bulk = Bulk::new(&world.ctx, cast()).await.unwrap();
    let mut opened = bulk.open(&template, period).await.unwrap();
    let of_many = bulk.file(&mut opened, unit, silent).await.unwrap_err();
    assert_eq!(of_many.code(), Code::ReportInvalid, "{of_many:?}");
    // With an explanation it is filed.
    let mut opened = bulk.open(&template, period).await.unwrap();
    assert!(bulk.file(&mut opened, unit, said.clone()).await.unwrap().is_some());

    // Nothing was written yet: the operations find what both began with.
    obligations::open::open_due(&world.ctx).await.unwrap();
    let tx = world.ctx.begin().await.unwrap();
    let new = NewReport {
        unit: unit.code.clone(),
        template: template.code.clone(),
        period: Some(period.to_string()),
        values: said.values,
        ..NewReport::default()
    };
    let draft = draft::create(&acting(&tx, &cast().author), new).await.unwrap();
    let id = ids::text(Kind::Report, draft.row.id);
    let of_steps = submit::submit(&acting(&tx, &cast().head), &id, Expected::Any, &[]).await.unwrap_err();
    assert_eq!(of_steps.code(), Code::ReportInvalid, "{of_steps:?}");
    tx.rollback().await.unwrap();

    let wanted = ["/values/C01", "/values/C03"].map(|path| ("RECORDS.UNEXPLAINED".to_owned(), path.to_owned()));
    let of_many = faults(of_many);
    assert!(wanted.iter().all(|fault| of_many.contains(fault)), "{of_many:?}");
    assert_eq!(of_many, faults(of_steps));
}

/// What holds now of every obligation.
async fn holding(ctx: &Ctx) -> Vec<standing::Model> {
    let holding = standing::Entity::find().filter(standing::Column::ToEvent.is_null());
    let rows = holding.order_by_asc(standing::Column::ObligationId).all(ctx.db()).await.unwrap();
    let bare = |row| standing::Model { from_event: Uuid::nil(), from_position: None, ..row };
    rows.into_iter().map(bare).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_database_from_before_standings_each_obligation_stands_as_the_operations_would_have_it() {
    let (world, mut rng) = (world().await, SmallRng::seed_from_u64(9));
    let mut bulk = Bulk::new(&world.ctx, cast()).await.unwrap();
    for ends in months() {
        many_at_once(&world, &mut bulk, ends, &mut rng).await;
    }
    sequencer::run(&world.ctx.app).await.unwrap();
    let before = holding(&world.ctx).await;
    assert!(before.iter().any(|row| row.approved == 1) && before.iter().any(|row| row.submitted > row.valid));
    let schema = world.ctx.app.store.migrator();
    // As it was before that migration.
    for undone in [
        "DROP TABLE standing",
        "DROP INDEX ix_event_unit_moved",
        "DROP INDEX ix_figure_indicator_dimension_period_end",
        "CREATE INDEX ix_figure_indicator_template_id_occurrence ON figure (indicator, template_id, occurrence)",
    ] {
        schema.execute_unprepared(undone).await.unwrap();
    }
    let made = "DELETE FROM seaql_migrations WHERE version = 'm20261123_000021_create_standings'";
    schema.execute_unprepared(made).await.unwrap();
    Migrator::up(schema, None).await.unwrap();
    assert_eq!(holding(&world.ctx).await, before);
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
    let parts = |code: &str| -> BTreeSet<&str> {
        let told = figures.iter().filter(|figure| figure.indicator == code && !figure.dimension.is_empty());
        told.map(|figure| figure.dimension.as_str()).collect()
    };
    for (code, dimensions) in [
        ("B01", ["disability", "sex", "vocation"]),
        ("B02", ["disability", "sector", "sex"]),
        ("C02", ["age", "disability", "sex"]),
        ("C09", ["disability", "employmentRelation", "sex"]),
    ] {
        assert_eq!(parts(code), BTreeSet::from(dimensions), "{code} says all its dimensions");
    }
    let waiting = event::Entity::find().all(world.ctx.db()).await.unwrap();
    assert!(waiting.iter().all(|event| event.position.is_none()), "the sequencer gives the places");
    let known: HashMap<Uuid, i32> = reports.iter().map(|row| (row.id, row.version)).collect();
    assert!(known.values().all(|version| *version >= 5), "each went through all its steps");
}
