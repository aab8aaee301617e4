//! A year of training in the demonstration: forty BLKs with the packages that they completed, some with one that runs, all
//! with one that is planned; beside them needs, looks at alumni, placements and job seekers. People and numbers are
//! synthetic and say so.

mod alumni;
mod classes;
mod packages;
mod reports;
mod terms;

use std::collections::HashSet;

use entity::unit;
use indicatif::ProgressBar;
use serde_json::json;
use uuid::Uuid;

use self::terms::Term;
use super::accounts::Made;
use super::incubation::scene::{Scene, pick, record};
use super::units::{Units, is_operational};
use crate::domain::ids::{self, Kind};
use crate::domain::{Ctx, Result, Tx};
use crate::view::kept::{InstructorInput, TrainingNeedInput};

/// BLKs that keep their training here. Each adds some hundred writes: look at how long the demonstration takes.
const BLKS: usize = 40;
/// Between those that are not neighbours of the first.
const APART: usize = 53;
/// Number of the first person: those of incubation have lower ones.
const FIRST: usize = 5_001;

/// A BLK with what its packages have in common.
pub(super) struct School<'a> {
    pub scene: &'a Scene<'a>,
    pub unit: &'a unit::Model,
    /// What it teaches: code of `vocations`.
    pub vocation: &'a str,
    /// Its place among those that train, from 0.
    pub place: usize,
    /// Public ids of its instructors.
    pub instructors: Vec<String>,
}

impl School<'_> {
    /// The same write by its operator.
    pub(super) fn keeper(&self, tx: &Tx) -> Tx {
        self.scene.keeper(tx, self.unit)
    }
}

/// Loads all of it, each record on its day; the clock ends where it began. The BLKs whose training it is.
pub async fn make(ctx: &Ctx, units: &Units, made: &Made, bar: &ProgressBar) -> Result<HashSet<Uuid>> {
    let scene = Scene::numbered(ctx, made, FIRST);
    let paper = reports::attendance_list(ctx).await?;
    bar.set_message("training");
    bar.set_length(u64::try_from(BLKS).unwrap_or_default());
    bar.set_position(0);
    let mut trained = HashSet::with_capacity(BLKS);
    for (place, index) in chosen().enumerate() {
        let (Some(unit), Some(vocation)) = (units.blks.get(index), units.vocations.get(index)) else { break };
        let school = open(&scene, unit, vocation, place).await?;
        let mut number = 0;
        for term in terms::completed(&scene.days, place) {
            number += 1;
            let class = packages::plan(&school, &term, number).await?;
            let class = classes::enrol(&school, &term, class).await?;
            classes::teach(&school, &term, &class).await?;
            packages::complete(&school, &term, &class).await?;
            reports::file(&school, &term, &class, &paper).await?;
            alumni::follow(&school, &term, &class).await?;
        }
        if place.is_multiple_of(4) {
            let term = Term::running(&scene.days);
            number += 1;
            let class = packages::plan(&school, &term, number).await?;
            let class = classes::enrol(&school, &term, class).await?;
            classes::teach(&school, &term, &class).await?;
        }
        packages::plan(&school, &Term::planned(&scene.days), number + 1).await?;
        trained.insert(unit.id);
        bar.inc(1);
    }
    ctx.app.clock.reset();
    Ok(trained)
}

/// The first, which is that of the credentials, with two beside it, and others all over the nation.
fn chosen() -> impl Iterator<Item = usize> {
    let apart = (1..).map(|number| number * APART).filter(|index| is_operational(*index));
    (0..3).chain(apart).take(BLKS)
}

/// A BLK with its instructors; every third needs a training that no package answers yet.
async fn open<'a>(scene: &'a Scene<'a>, unit: &'a unit::Model, vocation: &'a str, place: usize) -> Result<School<'a>> {
    scene.on(terms::year_ago(&scene.days));
    let tx = scene.ctx.begin().await?;
    let keeper = scene.keeper(&tx, unit);
    let mut instructors = Vec::new();
    for (name, sex) in [("Instruktur Pertama Sintetis", "PEREMPUAN"), ("Instruktur Kedua Sintetis", "LAKI_LAKI")] {
        let facts = json!({
            "personName": name, "sex": sex, "vocation": vocation, "fromOn": "2020-01-06",
            "certificates": [{"kind": "SERTIFIKAT_KOMPETENSI", "number": format!("SINTETIS-{place:02}-{}", instructors.len())}],
        });
        let held = record::<InstructorInput>(&keeper, unit, &facts).await?;
        instructors.push(ids::text(Kind::Instructor, held.row.id));
    }
    if place.is_multiple_of(3) {
        scene.on(scene.days.ago(40));
        let facts = json!({
            "vocation": pick(&["MENJAHIT", "LAS", "PENGOLAHAN_HASIL_PERTANIAN"], place / 3),
            "title": "Pelatihan lanjutan bagi usaha desa (sintetis)", "people": 10 + place,
            "description": "Diminta oleh kelompok usaha di sekitar BLK (sintetis)", "identifiedOn": scene.days.ago(40),
        });
        record::<TrainingNeedInput>(&keeper, unit, &facts).await?;
    }
    drop(keeper);
    tx.commit().await?;
    Ok(School { scene, unit, vocation, place, instructors })
}
