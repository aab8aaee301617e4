//! Mentors: those of 2021 ([`tks2021`]), the call of this year, a university's team of five.

use chrono::{Datelike, Days, NaiveDate};
use entity::{enterprise, mentor, mentor_batch, unit};
use serde_json::{Value, json};

use super::scene::{Scene, hang, pick, record};
use super::{people, tks2021};
use crate::demo::partners::UNIVERSITY;
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::mentors::{self, Application, Step};
use crate::domain::registry::kept::Held;
use crate::domain::registry::unit_by_ref;
use crate::domain::{Result, Tx};
use crate::view::kept::{MentorAssignmentInput, MentorBatchInput, MentorInput};
use crate::view::shape;
use crate::vocab::MentorStep;

const MINISTRY: &str = "ORG-KEMNAKER";
/// Mentors of 2021 who coach: the first, whose account is in the credentials, only the first incubator.
pub(super) const COACHES: usize = 22;
/// Year in which the youngest of them are born.
const YOUNGEST: usize = 1998;
const COMPETENCIES: &[&str] =
    &["PEMASARAN", "KEUANGAN", "PRODUKSI", "LEGALITAS", "MODAL", "SDM", "KELEMBAGAAN", "TEKNOLOGI", "BAHAN_BAKU"];
/// What the members of a university's team are (the sources name real people: here are only their roles).
const TEAM: &[&str] =
    &["Ketua tim", "Ahli pemasaran", "Ahli peternakan", "Ahli keuangan usaha", "Pendamping jasa digital"];

/// Those who coach.
pub(super) struct Coaches {
    tks: Vec<Held<mentor::Model>>,
    /// The university's team for Pangkalpinang; it is made with the kawasan's cohort.
    pub team: Vec<Held<mentor::Model>>,
}

impl Coaches {
    /// The mentor of a unit.
    pub(super) fn of(&self, index: usize) -> Option<&Held<mentor::Model>> {
        self.tks.get(if index == 0 { 0 } else { 1 + (index - 1) % (COACHES - 1) })
    }
}

/// All mentors.
pub(super) async fn make(scene: &Scene<'_>) -> Result<Coaches> {
    let ministry = unit_by_ref(scene.ctx.db(), MINISTRY).await?;
    let tks = tks2021::make(scene, &ministry).await?;
    bind_first(scene, tks.first()).await?;
    let team = team(scene).await?;
    call(scene, &ministry).await?;
    Ok(Coaches { tks, team })
}

/// A new mentor of a batch.
pub(super) async fn applicant(
    scene: &Scene<'_>,
    tx: &Tx,
    batch: &Held<mentor_batch::Model>,
    number: usize,
    role_label: Option<&str>,
) -> Result<Held<mentor::Model>> {
    let person = people::record_born_by(scene, tx, &batch.unit, YOUNGEST).await?;
    let facts = json!({
        "personId": ids::text(Kind::Person, person.id), "competencies": competencies(number), "roleLabel": role_label,
        "motivation": "Ingin membangun usaha bersama warga desa (sintetis)",
    });
    hang::<MentorInput>(tx, batch, &facts).await
}

fn competencies(number: usize) -> [&'static str; 3] {
    [0, 1, 2].map(|offset| pick(COMPETENCIES, number * 2 + offset))
}

/// Takes steps, each on its day.
pub(super) async fn walk(
    scene: &Scene<'_>,
    tx: &Tx,
    mut mentor: Held<mentor::Model>,
    steps: &[(MentorStep, NaiveDate)],
) -> Result<Held<mentor::Model>> {
    let admin = scene.admin(tx);
    for (step, day) in steps {
        scene.on(*day);
        let id = ids::text(Kind::Mentor, mentor.row.id);
        let step = Step { step: step.as_str().to_owned(), on: None, reason: None };
        mentor = mentors::step(&admin, &id, Expected::Any, step).await?;
    }
    Ok(mentor)
}

/// The account "mentor" of the credentials is this mentor's.
async fn bind_first(scene: &Scene<'_>, mentor: Option<&Held<mentor::Model>>) -> Result<()> {
    let Some(mentor) = mentor else { return Ok(()) };
    scene.on(scene.days.month(0));
    let tx = scene.ctx.begin().await?;
    people::bind(&tx, mentor.row.person_id, scene.made.mentor).await?;
    tx.commit().await
}

/// Five of a university for the kawasan of Pangkalpinang, by their roles.
async fn team(scene: &Scene<'_>) -> Result<Vec<Held<mentor::Model>>> {
    let kawasan = unit_by_ref(scene.ctx.db(), super::kawasans::PANGKALPINANG).await?;
    let first = scene.days.month(8);
    scene.on(first);
    let tx = scene.ctx.begin().await?;
    let facts = json!({
        "code": "TIM-1971-01", "kind": "TEAM", "name": "Tim pendamping perguruan tinggi di Pangkalpinang (sintetis)",
        "year": first.year(), "quota": TEAM.len(), "universityId": UNIVERSITY,
    });
    let batch = record::<MentorBatchInput>(&tx, &kawasan, &facts).await?;
    let steps = [MentorStep::Select, MentorStep::StartTraining, MentorStep::Pass];
    let steps = [0, 2, 9].map(|days| first + Days::new(days)).into_iter().zip(steps).map(|(day, step)| (step, day));
    let steps: Vec<(MentorStep, NaiveDate)> = steps.collect();
    let mut members = Vec::with_capacity(TEAM.len());
    for (number, role) in TEAM.iter().enumerate() {
        scene.on(first);
        let member = applicant(scene, &tx, &batch, number * 3, Some(*role)).await?;
        members.push(walk(scene, &tx, member, &steps).await?);
    }
    tx.commit().await?;
    Ok(members)
}

/// The call that is open today, with three who have applied.
async fn call(scene: &Scene<'_>, ministry: &unit::Model) -> Result<()> {
    let (days, year) = (scene.days, scene.days.ago(0).year());
    scene.on(days.ago(12));
    let tx = scene.ctx.begin().await?;
    let facts = json!({
        "code": format!("TKS-{year}"), "kind": "TKS", "name": format!("Tenaga Kerja Sukarela {year} (sintetis)"),
        "year": year, "quota": 100, "callOpensOn": days.ago(10), "callClosesOn": days.ago(0) + Days::new(20),
        "trainingStartsOn": days.ago(0) + Days::new(45),
        "requirements": "Sarjana segala jurusan, paling tinggi 35 tahun (sintetis)",
    });
    let batch = record::<MentorBatchInput>(&tx, ministry, &facts).await?;
    let id = ids::text(Kind::MentorBatch, batch.row.id);
    for number in 0..3 {
        scene.on(days.ago(8 - 2 * u64::try_from(number).unwrap_or_default()));
        let person: Value = people::facts(scene.number(), ministry, people::YOUNGEST);
        let application = Application {
            person: shape::check(&person)?,
            competencies: competencies(number).map(str::to_owned).to_vec(),
            motivation: Some("Ingin mendampingi usaha di kampung halaman (sintetis)".to_owned()),
        };
        mentors::apply(&tx, &id, application).await?;
    }
    tx.commit().await
}

/// Assigns a mentor to an enterprise from a day on.
pub(super) async fn assign(
    tx: &Tx,
    coach: &Held<mentor::Model>,
    enterprise: &Held<enterprise::Model>,
    from_on: NaiveDate,
) -> Result<()> {
    let facts = json!({
        "enterpriseId": ids::text(Kind::Enterprise, enterprise.row.id), "fromOn": from_on,
        "needs": ["PEMASARAN", "KEUANGAN"],
    });
    hang::<MentorAssignmentInput>(tx, coach, &facts).await.map(drop)
}
