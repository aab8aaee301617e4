//! Cohorts, and how far each of their enterprises comes.

use chrono::{Datelike, NaiveDate};
use entity::{cohort, enterprise, incubatee, mentor, unit};
use serde_json::{Value, json};
use uuid::Uuid;

use super::course::Course;
use super::people::{self, Member};
use super::scene::{Scene, hang, record};
use super::trades::{self, Trade};
use super::{mentors, records};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::moves::{self, Move};
use crate::domain::registry::kept::Held;
use crate::domain::{Result, Tx};
use crate::view::kept::{CohortInput, EnterpriseInput, IncubateeInput};

/// Offices of a group.
pub(super) const GROUP: &[&str] = &["KETUA", "SEKRETARIS", "BENDAHARA"];
/// The office of whoever works alone.
pub(super) const ALONE: &[&str] = &["KETUA"];

/// An enterprise in a cohort.
pub(super) struct Tenant {
    /// Its place in the cohort, from 0.
    pub place: usize,
    pub course: Course,
    pub trade: Trade,
    pub enterprise: Held<enterprise::Model>,
    pub incubatee: Held<incubatee::Model>,
    /// The chair first.
    pub people: Vec<Member>,
    /// The mentor who visits it.
    pub coach: Option<Uuid>,
}

impl Tenant {
    /// Revenue of a month before incubation, whole rupiah.
    pub(super) fn base(&self) -> i64 {
        6_000_000 + i64::try_from(self.place % 7).unwrap_or_default() * 1_350_000
    }
}

/// A unit with its cohort. Incubators come first in their order, then Lebak, then Pangkalpinang.
pub(super) struct Ground {
    pub index: usize,
    pub unit: unit::Model,
    pub tenants: Vec<Tenant>,
}

/// The cohort of an incubator with its ten enterprises.
pub(super) async fn incubator(
    scene: &Scene<'_>,
    unit: unit::Model,
    index: usize,
    coach: Option<&Held<mentor::Model>>,
) -> Result<Ground> {
    let cohort = open(scene, &unit, &json!({"programmeId": "PRG-INKUBATOR", "target": 10})).await?;
    let mut tenants = Vec::with_capacity(10);
    for places in [0..5, 5..10] {
        let tx = scene.ctx.begin().await?;
        for place in places {
            tenants.push(tenant(scene, &tx, &cohort, (index, place), coach).await?);
        }
        tx.commit().await?;
    }
    Ok(Ground { index, unit, tenants })
}

/// A cohort that begins with the demonstration's year, unless its facts say otherwise.
pub(super) async fn open(scene: &Scene<'_>, unit: &unit::Model, facts: &Value) -> Result<Held<cohort::Model>> {
    let begins = scene.days.month(0);
    let mut all = json!({
        "name": format!("Angkatan {} (sintetis)", begins.year()), "year": begins.year(), "startsOn": begins,
        "months": 15,
    });
    if let (Some(all), Some(facts)) = (all.as_object_mut(), facts.as_object()) {
        all.extend(facts.clone());
    }
    let first = all.get("startsOn").and_then(Value::as_str).and_then(|day| day.parse().ok()).unwrap_or(begins);
    scene.on(first);
    let tx = scene.ctx.begin().await?;
    let cohort = record::<CohortInput>(&scene.keeper(&tx, unit), unit, &all).await?;
    tx.commit().await?;
    Ok(cohort)
}

/// A new enterprise with its people, from its application as far as its first weeks take it.
async fn tenant(
    scene: &Scene<'_>,
    tx: &Tx,
    cohort: &Held<cohort::Model>,
    (index, place): (usize, usize),
    coach: Option<&Held<mentor::Model>>,
) -> Result<Tenant> {
    let course = Course::of(index, place);
    let applied_on = if course.is_late() { scene.days.day(11, 5) } else { scene.days.day(0, 3) };
    scene.on(applied_on);
    let (keeper, trade) = (scene.keeper(tx, &cohort.unit), trades::of(index + place));
    let (form, offices) = if place % 5 < 3 { ("KELOMPOK", GROUP) } else { ("PERORANGAN", ALONE) };
    let facts = trade.enterprise(index * 7 + place, form, applied_on);
    let enterprise = record::<EnterpriseInput>(&keeper, &cohort.unit, &facts).await?;
    let people = people::found(scene, &keeper, &enterprise, offices, applied_on).await?;
    let relation = ["NONE", "PLANNED", "NONE", "RECEIVED"].get((index + place) % 4).copied().unwrap_or("NONE");
    let incubatee = apply(scene, &keeper, cohort, &enterprise, (course, place), (relation, applied_on)).await?;
    let tenant = Tenant { place, course, trade, enterprise, incubatee, people, coach: None };
    begin(scene, tx, tenant, coach).await
}

/// The application of an enterprise, with its baseline; whoever only applied has recorded none yet.
pub(super) async fn apply(
    scene: &Scene<'_>,
    tx: &Tx,
    cohort: &Held<cohort::Model>,
    enterprise: &Held<enterprise::Model>,
    (course, place): (Course, usize),
    (relation, applied_on): (&str, NaiveDate),
) -> Result<Held<incubatee::Model>> {
    let mut facts = json!({
        "enterpriseId": ids::text(Kind::Enterprise, enterprise.row.id), "aidRelation": relation,
        "appliedOn": applied_on,
    });
    if let (Some(facts), true) = (facts.as_object_mut(), course != Course::Applied) {
        let revenue = 5_400_000 + i64::try_from(place % 7).unwrap_or_default() * 1_215_000;
        let baseline = [
            ("baselineMonth", json!(scene.days.baseline())),
            ("baselineRevenue", json!(revenue)),
            ("baselineCosts", json!(revenue * 2 / 3)),
            ("baselineIncome", json!(revenue / 10)),
            ("baselineWorkers", json!(1)),
        ];
        facts.extend(baseline.map(|(name, value)| (name.to_owned(), value)));
    }
    hang::<IncubateeInput>(tx, cohort, &facts).await
}

/// Takes it through the stages of its first weeks; whoever is coached gets the mentor.
pub(super) async fn begin(
    scene: &Scene<'_>,
    tx: &Tx,
    mut tenant: Tenant,
    coach: Option<&Held<mentor::Model>>,
) -> Result<Tenant> {
    let keeper = scene.keeper(tx, &tenant.incubatee.unit);
    for (month, day, stage) in tenant.course.way() {
        let on = scene.days.day(*month, *day);
        scene.on(on);
        if *stage == "INCUBATION" && tenant.course != Course::Newcomer {
            records::milestone(&keeper, &tenant, "RENCANA_USAHA", on).await?;
        }
        let reason = (*stage == "REJECTED").then(|| "Usaha belum berjalan (sintetis)".to_owned());
        go(&keeper, &tenant, Move { to: (*stage).to_owned(), reason, ..Move::default() }).await?;
    }
    if let Some(coach) = coach.filter(|_| !tenant.course.is_late()) {
        mentors::assign(tx, coach, &tenant.enterprise, scene.days.month(tenant.course.months().start)).await?;
        tenant.coach = Some(coach.row.id);
    }
    Ok(tenant)
}

/// Moves it to another stage today.
pub(super) async fn go(tx: &Tx, tenant: &Tenant, wanted: Move) -> Result<()> {
    let id = ids::text(Kind::Incubatee, tenant.incubatee.row.id);
    moves::step(tx, &id, Expected::Any, wanted).await.map(drop)
}
