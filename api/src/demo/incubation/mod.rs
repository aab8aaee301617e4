//! Incubation in the demonstration: 25 incubators with a cohort of ten each, beside them the ten enterprises of Lebak
//! and the hundred people of Pangkalpinang, with their mentors, months, visits and aid. Names of enterprises in Lebak
//! are real (domain.md row 39); all people and numbers are synthetic and say so.

mod aid;
mod before;
mod cohorts;
mod course;
mod figures;
mod kawasans;
mod lpj;
mod mentors;
mod months;
pub(super) mod people;
mod records;
pub(super) mod scene;
mod schemes;
mod tks2021;
mod trades;
mod visits;

use entity::unit;
use indicatif::ProgressBar;

use self::cohorts::Ground;
use self::people::Member;
use self::scene::Scene;
use super::accounts::Made;
use super::units::{Units, is_incubator};
use crate::domain::{Ctx, Result};

/// From so many months of history on, enterprises have three years.
const LONG: u32 = 36;

/// Loads all of it, each record on its day: the clock ends where it began.
pub async fn make(ctx: &Ctx, units: &Units, made: &Made, history: u32, bar: &ProgressBar) -> Result<()> {
    let scene = Scene::new(ctx, made);
    let incubators: Vec<unit::Model> =
        units.blks.iter().enumerate().filter(|(index, _)| is_incubator(*index)).map(|(_, blk)| blk.clone()).collect();
    bar.set_message("incubation");
    // Beside the incubators: the mentors, two kawasans, the aid.
    bar.set_length(u64::try_from(incubators.len()).unwrap_or_default() + 4);
    bar.set_position(0);
    let coaches = mentors::make(&scene).await?;
    bar.inc(1);
    let mut grounds: Vec<Ground> = Vec::with_capacity(incubators.len());
    for (index, unit) in incubators.into_iter().enumerate() {
        let ground = cohorts::incubator(&scene, unit, index, coaches.of(index)).await?;
        months::run(&scene, &ground).await?;
        grounds.push(ground);
        bar.inc(1);
    }
    let lebak = kawasans::lebak(&scene, coaches.of(grounds.len())).await?;
    months::run(&scene, &lebak).await?;
    bar.inc(1);
    let pangkalpinang = kawasans::pangkalpinang(&scene, &coaches.team).await?;
    months::run(&scene, &pangkalpinang).await?;
    bar.inc(1);
    schemes::make(&scene, &grounds, &lebak).await?;
    bar.inc(1);
    if history >= LONG {
        bar.inc_length(u64::try_from(grounds.len()).unwrap_or_default() + 2);
        for ground in grounds.iter().chain([&lebak, &pangkalpinang]) {
            before::run(&scene, ground).await?;
            bar.inc(1);
        }
    }
    touch_up(&scene, &grounds).await?;
    ctx.app.clock.reset();
    Ok(())
}

/// What shows one thing each: an incubatee with an account, a member who left, a person in two groups.
async fn touch_up(scene: &Scene<'_>, grounds: &[Ground]) -> Result<()> {
    let days = scene.days;
    scene.on(days.ago(1));
    let tx = scene.ctx.begin().await?;
    if let Some(ground) = grounds.first()
        && let Some(tenant) = ground.tenants.get(1)
    {
        if let Some(chair) = tenant.people.first() {
            people::bind(&tx, chair.id, scene.made.incubatee).await?;
        }
        // It was recorded late: the months until then count this member, the later ones do not.
        let left = people::record(scene, &tx, &ground.unit).await?;
        let span = (days.month(0), Some(days.month(7)));
        people::join(&tx, &tenant.enterprise, left.id, "ANGGOTA", span).await?;
    }
    // The service raises the case by itself, and nobody has decided it.
    if let Some(ground) = grounds.last()
        && let (Some(first), Some(second)) = (ground.tenants.first(), ground.tenants.get(1))
        && let Some(Member { id, .. }) = first.people.first()
    {
        people::join(&tx, &second.enterprise, *id, "ANGGOTA", (days.month(6), None)).await?;
    }
    tx.commit().await
}
