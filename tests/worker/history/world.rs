//! The units, people and reports that both ways of loading begin with.

use std::sync::Arc;

use api::demo::periodic;
use api::domain::access::{Grant, Scope};
use api::domain::files::{Stored, Upload};
use api::domain::reports::Period;
use api::domain::reports::bulk::{Attached, Cast, Journey};
use api::domain::templates::Template;
use api::domain::{Actor, ActorKind, Ctx, Tx, obligations};
use api::view::kept::{self, Cohort, Enterprise, Incubatee};
use api::view::registry::Blk;
use api::view::resource::Root;
use api::vocab::{ReportState, Role};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use entity::unit;
use rand::rngs::SmallRng;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{from_value, json};
use uuid::Uuid;

use crate::support::{BLK, TestApp};

pub const TEMPLATES: &[&str] = &["LAP_BULANAN", "LAP_SEMESTER", "LAP_TAHUNAN", "LAP_TRIWULAN"];
/// Where the reports of eight BLKs come to; of the last nothing is filed.
pub const FATES: &[ReportState] = &[
    ReportState::Approved,
    ReportState::Draft,
    ReportState::Submitted,
    ReportState::InReview,
    ReportState::Rejected,
    ReportState::Verified,
    ReportState::Approved,
];

pub struct World {
    pub app: TestApp,
    pub ctx: Ctx,
    /// The incubator first.
    pub units: Vec<unit::Model>,
    photo: Stored,
}

/// A service with eight BLKs that owe from November on; the first is an incubator with an enterprise that applied.
pub async fn world() -> World {
    let app = TestApp::start().await;
    let ctx = Ctx::system(app.app.clone(), "test");
    let tx = ctx.begin().await.unwrap();
    for number in 2..8 {
        let blk = json!({
            "code": format!("BLKK-3602-{number:03}"), "name": format!("BLK Uji {number}"), "hostType": "PESANTREN",
            "hostName": "Pesantren Uji", "region": "36.02.01.2002", "establishedYear": 2019,
            "handedOverOn": "2019-12-01", "enrolledOn": "2026-11-01",
        });
        Blk::create(&tx, from_value(blk).unwrap()).await.unwrap();
    }
    applied(&tx).await;
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

/// The records of the incubator say something else than its reports: nobody is coached yet.
async fn applied(tx: &Tx) {
    let enterprise = json!({"name": "Dapur", "year": 2026, "sector": "KULINER", "level": "PEMULA"});
    let enterprise: Enterprise = kept::create(tx, BLK, from_value(enterprise).unwrap()).await.unwrap();
    let cohort = json!({"name": "Angkatan 2026", "year": 2026, "startsOn": "2026-01-01"});
    let cohort: Cohort = kept::create(tx, BLK, from_value(cohort).unwrap()).await.unwrap();
    let incubatee = json!({"enterpriseId": enterprise.id, "aidRelation": "NONE", "appliedOn": "2026-02-01"});
    let made = kept::create_below::<Incubatee>(tx, &cohort.id, from_value(incubatee).unwrap()).await;
    made.unwrap();
}

fn actor(number: u128, role: Role) -> Arc<Actor> {
    let grants = vec![Grant { role, scope: Scope::Nation }];
    Arc::new(Actor { kind: ActorKind::Person, id: Some(Uuid::from_u128(number)), grants, ..Actor::anonymous() })
}

pub fn cast() -> Cast {
    Cast {
        author: actor(1, Role::BlkOperator),
        head: actor(2, Role::BlkHead),
        coordinator: actor(3, Role::Coordinator),
        reviewer: actor(4, Role::MinistryReviewer),
    }
}

/// The templates whose periods end with a month, each with its period.
pub async fn due(world: &World, ends: NaiveDate) -> Vec<(Arc<Template>, Period)> {
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

/// When a month is over. Half a minute past: what is done at one moment is done within one minute.
pub fn opens(ends: NaiveDate) -> DateTime<Utc> {
    obligations::opens_at(ends, "Asia/Jakarta") + Duration::seconds(90)
}

pub fn journey(
    world: &World,
    template: &Template,
    ends: NaiveDate,
    index: usize,
    rng: &mut SmallRng,
) -> Option<Journey> {
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
