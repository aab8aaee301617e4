//! Packages: planned with the need that they answer, and closed with results, certificates and what they cost.

use chrono::{Datelike, Days, NaiveDate};
use entity::training_package;
use serde_json::json;
use uuid::Uuid;

use super::School;
use super::classes::Class;
use super::terms::Term;
use crate::demo::incubation::scene::{pick, record};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, ops};
use crate::domain::training::{results, steps};
use crate::domain::{Result, Tx};
use crate::view::kept::{TrainingNeedInput, TrainingPackageInput};
use crate::vocab::TrainingStep;

/// Lesson hours of a package, and of one of its eight sessions.
const HOURS: i32 = 80;
pub(super) const HOURS_OF_SESSION: i32 = 10;
/// What a package may cost, whole rupiah.
const BUDGET: i64 = 40_000_000;

/// A new package of a BLK, the number-th, with the need that it answers: recorded some weeks before it begins.
pub(super) async fn plan(school: &School<'_>, term: &Term, number: usize) -> Result<Class> {
    let (scene, unit) = (school.scene, school.unit);
    let day = term.before(40).min(scene.days.ago(3));
    scene.on(day);
    let tx = scene.ctx.begin().await?;
    let keeper = school.keeper(&tx);
    let facts = json!({
        "vocation": school.vocation, "title": "Tenaga terampil bagi usaha di sekitar BLK (sintetis)",
        "people": 16, "identifiedOn": day - Days::new(10), "wantedBy": term.to,
    });
    let need = record::<TrainingNeedInput>(&keeper, unit, &facts).await?;
    let year = term.from.year();
    let facts = json!({
        "code": format!("PLT-{year}-{number:02}"), "title": format!("Pelatihan angkatan {number} (sintetis)"),
        "vocation": school.vocation, "fiscalYear": year,
        "fundingSource": pick(&["APBN", "APBN", "APBD", "SWADAYA"], school.place + number),
        "organizer": pick(&["INTERNAL", "INTERNAL", "EXTERNAL"], school.place + number),
        "lessonHours": HOURS, "fromOn": term.from, "toOn": term.to, "budget": BUDGET,
        "instructors": school.instructors, "needs": [ids::text(Kind::TrainingNeed, need.row.id)],
        "curriculum": "Kurikulum berbasis SKKNI (sintetis)",
    });
    let package = record::<TrainingPackageInput>(&keeper, unit, &facts).await?;
    drop(keeper);
    tx.commit().await?;
    Ok(Class { package, number, members: Vec::new() })
}

/// Results, certificates and costs, and the last step, on the day it is closed.
pub(super) async fn complete(school: &School<'_>, term: &Term, class: &Class) -> Result<()> {
    school.scene.on(term.closed());
    let tx = school.scene.ctx.begin().await?;
    let keeper = school.keeper(&tx);
    let id = class.id();
    let open = results::open(&keeper, &id).await?;
    for (place, (_, trainee)) in class.graduating().enumerate() {
        results::record(&keeper, &open, result(term, class, place, *trainee)).await?;
    }
    settle(&keeper, &id, class.number).await?;
    step(&keeper, &id, TrainingStep::Complete, term.closed()).await?;
    drop(keeper);
    tx.commit().await
}

/// Takes a step on a day.
pub(super) async fn step(tx: &Tx, id: &str, step: TrainingStep, on: NaiveDate) -> Result<()> {
    let wanted = steps::Wanted { step: step.as_str().to_owned(), on: Some(on), reason: None };
    steps::step(tx, id, Expected::Any, wanted).await.map(drop)
}

/// In every second class one does not pass; of the others, one of seven is not yet competent.
fn result(term: &Term, class: &Class, place: usize, trainee: Uuid) -> results::Given {
    let passed = !(place == 14 && class.number.is_multiple_of(2));
    let competent = passed && place % 7 != 5;
    let code = &class.package.row.code;
    results::Given {
        trainee: ids::text(Kind::Trainee, trainee),
        result: if passed { results::PASSED } else { results::NOT_PASSED }.to_owned(),
        on: None,
        score: Some(if passed { 72.0 } else { 55.0 }),
        tested_on: Some(term.to + Days::new(1)),
        test_result: Some(if competent { "KOMPETEN" } else { "BELUM_KOMPETEN" }.to_owned()),
        test_number: competent.then(|| format!("SINTETIS-BNSP/{code}/{place:02}")),
        certificate_number: passed.then(|| format!("SINTETIS/{code}/{place:02}")),
        certified_on: passed.then(|| term.closed()),
    }
}

/// What was spent is known at the end.
async fn settle(tx: &Tx, id: &str, number: usize) -> Result<()> {
    let old: Held<training_package::Model> = ops::for_change(tx, id, Expected::Any).await?;
    let spent = BUDGET - 1_250_000 * i64::try_from(number).unwrap_or_default();
    let row = training_package::Model { spent: Some(spent), ..old.row.clone() };
    ops::change(tx, old, row, Vec::new()).await.map(drop)
}
