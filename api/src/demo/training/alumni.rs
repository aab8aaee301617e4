//! What became of graduates: work that they found, those who look for it, and the look after six months.

use chrono::{Days, Months, NaiveDate};
use entity::{alumni_trace, placement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::School;
use super::classes::Class;
use super::terms::Term;
use crate::demo::incubation::scene::{pick, record};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, ops};
use crate::domain::{Result, Tx};
use crate::view::kept::{JobSeekerInput, PlacementInput};

/// Days after a package at which somebody registers as a job seeker, and at which work is found.
const REGISTERED: u64 = 7;
const FOUND: u64 = 30;

/// All of it as far as it has come by today.
pub(super) async fn follow(school: &School<'_>, term: &Term, class: &Class) -> Result<()> {
    let today = school.scene.days.ago(0);
    if term.closed() + Days::new(FOUND) > today {
        return Ok(());
    }
    work(school, term.closed(), class).await?;
    let looks = due(school, class, today).await?;
    if looks.is_empty() {
        return Ok(());
    }
    let tx = school.scene.ctx.begin().await?;
    let keeper = school.keeper(&tx);
    for (number, look) in looks.into_iter().enumerate() {
        let on = look.due_on.map_or(today, |due| (due + Days::new(3)).min(today));
        school.scene.on(on);
        trace(&keeper, look, school.place + number, on).await?;
    }
    drop(keeper);
    tx.commit().await
}

/// Two of each class find work, one of them as a registered job seeker; a third goes on looking.
async fn work(school: &School<'_>, closed: NaiveDate, class: &Class) -> Result<()> {
    let scene = school.scene;
    let tx = scene.ctx.begin().await?;
    let keeper = school.keeper(&tx);
    let mut seekers = Vec::new();
    scene.on(closed + Days::new(REGISTERED));
    for (person, _) in class.members.iter().skip(1).take(2) {
        let day = closed + Days::new(REGISTERED);
        let facts = json!({
            "personId": ids::text(Kind::Person, *person), "wanted": "Tenaga terampil di bengkel (sintetis)",
            "vocation": school.vocation, "relation": "DALAM_HUBUNGAN_KERJA", "registeredOn": day, "consentedOn": day,
            "consentChannel": "WHATSAPP",
        });
        seekers.push(record::<JobSeekerInput>(&keeper, school.unit, &facts).await?.row.id);
    }
    scene.on(closed + Days::new(FOUND));
    let by = [("TRAINING", None), ("PLACEMENT", seekers.first().copied())];
    let mut found = Vec::new();
    for (member, (service, seeker)) in class.members.iter().zip(by) {
        let facts = placed(*member, seeker, service, closed + Days::new(FOUND));
        found.push(record::<PlacementInput>(&keeper, school.unit, &facts).await?);
    }
    for held in found {
        still_there(&keeper, school, &held.row).await?;
    }
    drop(keeper);
    tx.commit().await
}

fn placed((person, trainee): (Uuid, Uuid), seeker: Option<Uuid>, service: &str, on: NaiveDate) -> Value {
    json!({
        "personId": ids::text(Kind::Person, person), "traineeId": ids::text(Kind::Trainee, trainee),
        "jobSeekerId": seeker.map(|id| ids::text(Kind::JobSeeker, id)), "employerName": "CV Karya Sintetis",
        "position": "Operator (sintetis)", "relation": "DALAM_HUBUNGAN_KERJA", "service": service, "startedOn": on,
    })
}

/// The look at a placement after six months, where they have passed.
async fn still_there(tx: &Tx, school: &School<'_>, row: &placement::Model) -> Result<()> {
    let scene = school.scene;
    let due = row.started_on.checked_add_months(Months::new(6)).filter(|due| *due <= scene.days.ago(0));
    let Some(due) = due else { return Ok(()) };
    scene.on(due);
    let id = ids::text(Kind::Placement, row.id);
    let old: Held<placement::Model> = ops::for_change(tx, &id, Expected::Any).await?;
    let employed = !school.place.is_multiple_of(5);
    let row = placement::Model { employed_at6: Some(employed), checked6_on: Some(due), ..old.row.clone() };
    ops::change(tx, old, row, Vec::new()).await.map(drop)
}

/// Looks at its graduates that are due.
async fn due(school: &School<'_>, class: &Class, today: NaiveDate) -> Result<Vec<alumni_trace::Model>> {
    let rows = alumni_trace::Entity::find()
        .filter(alumni_trace::Column::PackageId.eq(class.package.row.id))
        .filter(alumni_trace::Column::DueOn.lte(today))
        .order_by_asc(alumni_trace::Column::Id);
    Ok(rows.all(school.scene.ctx.db()).await?)
}

/// Six of ten are employed, two work for themselves, one is idle, one is not found.
async fn trace(tx: &Tx, look: alumni_trace::Model, number: usize, on: NaiveDate) -> Result<()> {
    let (status, relation) = match number % 10 {
        0..=5 => ("EMPLOYED", Some("DALAM_HUBUNGAN_KERJA")),
        6 | 7 => ("SELF_EMPLOYED", Some("LUAR_HUBUNGAN_KERJA")),
        8 => ("NEITHER", None),
        _ => ("NOT_TRACED", None),
    };
    let sector = relation.map(|_| pick(&["JASA_LAIN", "KULINER", "FESYEN"], number).to_owned());
    let id = ids::text(Kind::AlumniTrace, look.id);
    let old: Held<alumni_trace::Model> = ops::for_change(tx, &id, Expected::Any).await?;
    let row = alumni_trace::Model {
        status: Some(status.to_owned()),
        traced_on: Some(on),
        relation: relation.map(str::to_owned),
        sector,
        note: Some("Sintetis".to_owned()),
        ..old.row.clone()
    };
    ops::change(tx, old, row, Vec::new()).await.map(drop)
}
