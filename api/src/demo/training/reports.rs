//! Reports of completed packages (`LAP_PELATIHAN`): most are approved, some wait, some are owed.

use chrono::Days;

use super::School;
use super::classes::Class;
use super::terms::{Course, Term};
use crate::demo::paper;
use crate::domain::ctx::Expected;
use crate::domain::files::{Stored, Upload};
use crate::domain::ids::{self, Kind};
use crate::domain::reports::draft::{self, NewReport};
use crate::domain::reports::review::{self, Decision};
use crate::domain::reports::{attachments, submit};
use crate::domain::training::steps;
use crate::domain::{Ctx, Result, Tx};
use crate::vocab::ReportAction;

/// How far a report comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Owed,
    Submitted,
    Approved,
}

impl Fate {
    /// Of one package in eight the report is late, of another it waits for a coordinator.
    fn of(place: usize, course: Course) -> Self {
        match (course, place % 8) {
            (Course::Completed, 6) => Fate::Submitted,
            (Course::Completed, 0..=4 | 7) => Fate::Approved,
            _ => Fate::Owed,
        }
    }
}

/// The attendance list that every such report must have: one page, stored once.
pub(super) async fn attendance_list(ctx: &Ctx) -> Result<Stored> {
    let mut upload = Upload::begin(ctx).await?;
    upload.write(paper::page("Daftar hadir peserta, sintetis: data peragaan").as_bytes()).await?;
    upload.finish(ctx, None).await
}

/// Files what the records say of a package, and takes it through its steps.
pub(super) async fn file(school: &School<'_>, term: &Term, class: &Class, list: &Stored) -> Result<()> {
    let fate = Fate::of(school.place, term.course);
    if fate == Fate::Owed {
        return Ok(());
    }
    school.scene.on(term.closed() + Days::new(5));
    let tx = school.scene.ctx.begin().await?;
    let id = hand_in(&tx, school, term, class, list.clone()).await?;
    if fate == Fate::Approved {
        school.scene.on(term.closed() + Days::new(11));
        approve(&tx, school, &id).await?;
    }
    tx.commit().await
}

/// The report of a package begins with its records and says no more; its public id.
async fn hand_in(tx: &Tx, school: &School<'_>, term: &Term, class: &Class, list: Stored) -> Result<String> {
    let (operator, head) = (school.keeper(tx), school.scene.head(tx, school.unit));
    let new = NewReport {
        unit: school.unit.code.clone(),
        template: steps::REPORT.to_owned(),
        event: Some(class.package.row.code.clone()),
        event_on: Some(term.closed()),
        prefill: true,
        ..NewReport::default()
    };
    let id = ids::text(Kind::Report, draft::create(&operator, new).await?.row.id);
    attachments::attach(&operator, &id, "DAFTAR_HADIR", "daftar-hadir-sintetis.pdf", list).await?;
    submit::submit(&head, &id, Expected::Any, &[]).await?;
    Ok(id)
}

async fn approve(tx: &Tx, school: &School<'_>, id: &str) -> Result<()> {
    let (coordinator, reviewer) = (school.scene.coordinator(tx), school.scene.reviewer(tx));
    for action in [ReportAction::StartReview, ReportAction::Verify] {
        review::decide(&coordinator, id, Expected::Any, Decision::new(action)).await?;
    }
    review::decide(&reviewer, id, Expected::Any, Decision::new(ReportAction::Approve)).await.map(drop)
}
