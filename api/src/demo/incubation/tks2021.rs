//! The batch of 2021 with its quota of 664, and mentors in every status.

use chrono::NaiveDate;
use entity::{mentor, unit};
use serde_json::json;

use super::mentors::{COACHES, applicant, walk};
use super::scene::{Scene, date, hang, record};
use crate::domain::registry::kept::Held;
use crate::domain::{Result, Tx};
use crate::view::kept::{AlumniOutcomeInput, MentorBatchInput};
use crate::vocab::MentorStep;

/// Mentors of 2021 in all.
const MENTORS: usize = 33;
/// Mentors of one transaction.
const CHUNK: usize = 11;

/// The steps of a mentor of 2021, so that each status occurs.
fn way(number: usize) -> &'static [MentorStep] {
    use MentorStep as S;
    match number {
        24 | 25 => &[S::Select, S::StartTraining, S::Pass, S::Complete],
        26 | 27 => &[S::Select, S::StartTraining, S::Pass, S::Complete, S::BecomeAlumnus],
        28 => &[S::Reject],
        29 => &[S::Select, S::StartTraining, S::Fail],
        30 => &[],
        31 => &[S::Select],
        32 => &[S::Select, S::StartTraining],
        _ => &[S::Select, S::StartTraining, S::Pass],
    }
}

/// The day of a step in the batch of 2021: 664 were reported in July (domain.md row 57).
fn day_of(step: MentorStep) -> NaiveDate {
    match step {
        MentorStep::Select | MentorStep::Reject => date(2021, 2, 3),
        MentorStep::StartTraining => date(2021, 2, 8),
        MentorStep::Pass | MentorStep::Fail => date(2021, 7, 8),
        MentorStep::Complete => date(2022, 7, 8),
        MentorStep::BecomeAlumnus | MentorStep::Terminate => date(2022, 8, 1),
    }
}

/// The batch, with its mentors; those who coach are returned.
pub(super) async fn make(scene: &Scene<'_>, ministry: &unit::Model) -> Result<Vec<Held<mentor::Model>>> {
    scene.on(date(2021, 1, 8));
    let tx = scene.ctx.begin().await?;
    let facts = json!({
        "code": "TKS-2021", "kind": "TKS", "name": "Tenaga Kerja Sukarela 2021 (sintetis)", "year": 2021, "quota": 664,
        "callOpensOn": "2021-01-11", "callClosesOn": "2021-01-29", "trainingStartsOn": "2021-02-08",
        "requirements": "Sarjana, bersedia tinggal di sekitar kelompok usaha (sintetis)",
    });
    let batch = record::<MentorBatchInput>(&tx, ministry, &facts).await?;
    tx.commit().await?;
    let mut all = Vec::with_capacity(MENTORS);
    let numbers: Vec<usize> = (0..MENTORS).collect();
    for chunk in numbers.chunks(CHUNK) {
        let tx = scene.ctx.begin().await?;
        for number in chunk {
            scene.on(date(2021, 1, 18));
            let mentor = applicant(scene, &tx, &batch, *number, None).await?;
            let steps: Vec<(MentorStep, NaiveDate)> = way(*number).iter().map(|step| (*step, day_of(*step))).collect();
            let mentor = walk(scene, &tx, mentor, &steps).await?;
            outcomes(scene, &tx, &mentor, *number).await?;
            all.push(mentor);
        }
        tx.commit().await?;
    }
    all.truncate(COACHES);
    Ok(all)
}

/// What became of the two alumni.
async fn outcomes(scene: &Scene<'_>, tx: &Tx, mentor: &Held<mentor::Model>, number: usize) -> Result<()> {
    let career = match number {
        26 => "BERWIRAUSAHA",
        27 => "BEKERJA",
        _ => return Ok(()),
    };
    for (months, day) in [(6, date(2023, 1, 9)), (12, date(2023, 7, 10)), (24, date(2024, 7, 8))] {
        scene.on(day);
        let founded = career == "BERWIRAUSAHA" && months > 6;
        let facts = json!({
            "months": months, "observedOn": day, "career": career, "foundedIncubation": founded,
            "hiredUnemployed": if founded { months / 4 } else { 0 }, "note": "Sintetis",
        });
        hang::<AlumniOutcomeInput>(tx, mentor, &facts).await?;
    }
    Ok(())
}
