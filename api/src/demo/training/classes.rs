//! Classes: who applies, who has a place, and who comes to the sessions.

use chrono::NaiveDate;
use entity::training_package;
use serde_json::json;
use uuid::Uuid;

use super::School;
use super::packages::{HOURS_OF_SESSION, step};
use super::terms::Term;
use crate::demo::incubation::people;
use crate::demo::incubation::scene::{hang, pick};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::Held;
use crate::domain::training::{attendance, roster, trainee_steps};
use crate::domain::{Result, Tx};
use crate::view::kept::TrainingSessionInput;
use crate::view::shape;
use crate::vocab::{TraineeStep, TrainingStep};

/// Places of a package.
const SIZE: usize = 16;
/// The place of the one who leaves, in every third class, and the session after which.
const LEAVER: usize = 15;
const LAST_SESSION: usize = 4;

const TOPICS: &[&str] = &[
    "Keselamatan kerja dan pengenalan alat",
    "Dasar kejuruan",
    "Praktik dasar",
    "Praktik lanjutan",
    "Mutu dan pemeriksaan hasil",
    "Kewirausahaan dan pencatatan keuangan",
    "Praktik mandiri",
    "Persiapan uji kompetensi",
];

/// A package with its trainees.
pub(super) struct Class {
    pub package: Held<training_package::Model>,
    /// Its number at the BLK, from 1.
    pub number: usize,
    /// Persons and trainees that have a place.
    pub members: Vec<(Uuid, Uuid)>,
}

impl Class {
    /// Public id of the package.
    pub(super) fn id(&self) -> String {
        ids::text(Kind::TrainingPackage, self.package.row.id)
    }

    /// Whether somebody leaves it.
    fn shrinks(&self) -> bool {
        self.number.is_multiple_of(3)
    }

    /// Members without the one who has left by a session.
    fn members_at(&self, session: usize) -> impl Iterator<Item = &(Uuid, Uuid)> {
        let left = self.shrinks() && session > LAST_SESSION;
        self.members.iter().take(if left { LEAVER } else { SIZE })
    }

    /// Members who stay to the end.
    pub(super) fn graduating(&self) -> impl Iterator<Item = &(Uuid, Uuid)> {
        self.members_at(usize::MAX)
    }
}

/// Sixteen get a place, one is turned away: some days before it begins.
pub(super) async fn enrol(school: &School<'_>, term: &Term, mut class: Class) -> Result<Class> {
    let scene = school.scene;
    let (applied_on, admitted_on) = (term.before(12), term.before(5));
    scene.on(admitted_on);
    let tx = scene.ctx.begin().await?;
    let keeper = school.keeper(&tx);
    let package = roster::open(&keeper, &class.id()).await?;
    for place in 0..=SIZE {
        let person = people::facts(scene.number(), school.unit, people::YOUNGEST);
        let row = roster::Row {
            person: Some(shape::check(&person)?),
            person_id: None,
            origin: pick(&["LEMBAGA_INDUK", "UMUM", "LEMBAGA_INDUK", "UMUM", "LEMBAGA_INDUK"], place).to_owned(),
            applied_on,
            admitted_on: (place < SIZE).then_some(admitted_on),
        };
        let made = roster::enter(&keeper, &package, row).await?;
        if place < SIZE {
            class.members.push((made.person, made.trainee));
        } else {
            leave(&keeper, made.trainee, TraineeStep::Refuse, admitted_on, "KUOTA_PENUH").await?;
        }
    }
    drop(keeper);
    tx.commit().await?;
    Ok(class)
}

async fn leave(tx: &Tx, trainee: Uuid, step: TraineeStep, on: NaiveDate, reason: &str) -> Result<()> {
    let wanted = trainee_steps::Wanted {
        step: step.as_str().to_owned(),
        on: Some(on),
        reason_code: Some(reason.to_owned()),
        note: None,
    };
    trainee_steps::step(tx, &ids::text(Kind::Trainee, trainee), Expected::Any, wanted).await.map(drop)
}

/// It begins, and its sessions are held as far as they have come.
pub(super) async fn teach(school: &School<'_>, term: &Term, class: &Class) -> Result<()> {
    school.scene.on(term.from);
    let tx = school.scene.ctx.begin().await?;
    let keeper = school.keeper(&tx);
    step(&keeper, &class.id(), TrainingStep::Start, term.from).await?;
    for (number, day) in term.sessions.iter().enumerate() {
        school.scene.on(*day);
        session(&keeper, school, class, (number, *day)).await?;
        if let Some((_, trainee)) = class.members.get(LEAVER).filter(|_| class.shrinks() && number == LAST_SESSION) {
            leave(&keeper, *trainee, TraineeStep::Withdraw, *day, "MENDAPAT_PEKERJAAN").await?;
        }
    }
    drop(keeper);
    tx.commit().await
}

/// A session, and who came: now and then somebody is away, or leaves early.
async fn session(tx: &Tx, school: &School<'_>, class: &Class, (number, day): (usize, NaiveDate)) -> Result<()> {
    let facts = json!({
        "heldOn": day, "lessonHours": HOURS_OF_SESSION, "topic": pick(TOPICS, number),
        "instructorId": school.instructors.get(number % school.instructors.len().max(1)), "place": "Bengkel BLK (sintetis)",
    });
    let held = hang::<TrainingSessionInput>(tx, &class.package, &facts).await?;
    let open = attendance::open(tx, &ids::text(Kind::TrainingSession, held.row.id)).await?;
    for (place, (_, trainee)) in class.members_at(number).enumerate() {
        let hours = match (place * 5 + number * 7 + school.place) % 37 {
            0 => Some(0),
            1 => Some(HOURS_OF_SESSION / 2),
            _ => None,
        };
        let given = attendance::Given { trainee: ids::text(Kind::Trainee, *trainee), hours };
        attendance::record(tx, &open, given).await?;
    }
    attendance::close(tx, open).await
}
