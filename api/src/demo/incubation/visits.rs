//! Four visits to each enterprise that has a mentor: recorded on their day, most of them verified.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::cohorts::{Ground, Tenant};
use super::course::Course;
use super::scene::{Scene, hang, pick};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::mentors::{self, Verdict};
use crate::domain::{Result, Tx};
use crate::view::kept::{self, MentoringVisit, MentoringVisitInput, Recorded};
use crate::view::shape;
use crate::vocab::VisitVerdict;

const ROLES: &[&str] = &["MOTIVATOR", "FASILITATOR", "MEDIATOR", "INOVATOR"];
const DUTIES: &[&str] = &["PENGEMBANGAN_USAHA", "JEJARING_KEMITRAAN", "PENINGKATAN_KAPASITAS", "AKSES_PENDUKUNG"];
const PROBLEMS: &[&str] =
    &["Pembukuan belum rapi (sintetis)", "Pasar masih di sekitar desa (sintetis)", "Bahan baku naik (sintetis)"];
const ACTIONS: &[&str] =
    &["Menyusun buku kas harian (sintetis)", "Membuka akun lokapasar (sintetis)", "Mencari pemasok kedua (sintetis)"];
/// The one that a coordinator refused: unit, place, month.
const REFUSED: (usize, usize, u32) = (4, 1, 10);

/// Whether an enterprise is visited in a month: those that moved on were visited early, so that their gate was met.
fn is_visited(course: Course, month: u32) -> bool {
    match course {
        Course::Weaned | Course::Graduated | Course::Exemplary | Course::Suspended => (3..=6).contains(&month),
        Course::LeftEarly => (2..=3).contains(&month),
        Course::Coached => (9..=12).contains(&month),
        Course::Newcomer => (11..=12).contains(&month),
        _ => false,
    }
}

/// The visits of a month, and what the coordinator found of them in the first days of the next.
pub(super) async fn make(scene: &Scene<'_>, tx: &Tx, ground: &Ground, tenants: &[Tenant], month: u32) -> Result<()> {
    let mut made = Vec::new();
    for tenant in tenants.iter().filter(|tenant| is_visited(tenant.course, month)) {
        let Some(coach) = tenant.coach else { continue };
        let day = scene.days.day(month, 8 + 2 * u64::try_from(tenant.place % 10).unwrap_or_default());
        scene.on(day);
        let mut facts = facts(tenant, month, day);
        if let Some(facts) = facts.as_object_mut() {
            facts.insert("mentorId".to_owned(), json!(ids::text(Kind::Mentor, coach)));
        }
        made.push((tenant.place, record(scene, tx, ground, tenant, facts, month).await?));
    }
    scene.on(scene.days.day(month + 1, 4));
    let coordinator = scene.coordinator(tx);
    for (place, id) in made {
        // Of the last month some wait for their verdict.
        if month == 12 && !place.is_multiple_of(2) {
            continue;
        }
        let refused = (ground.index, place, month) == REFUSED;
        let verdict = if refused { VisitVerdict::Refused } else { VisitVerdict::Verified };
        let note = refused.then(|| "Foto tidak sesuai lokasi (sintetis)".to_owned());
        mentors::verify(&coordinator, &id, Expected::Any, Verdict { verdict, note }).await?;
    }
    Ok(())
}

/// The mentor of the first incubator records visits by the account of the credentials, as anybody would; those of the
/// others are copied from paper logbooks by the ministry.
async fn record(
    scene: &Scene<'_>,
    tx: &Tx,
    ground: &Ground,
    tenant: &Tenant,
    mut facts: Value,
    month: u32,
) -> Result<String> {
    if ground.index != 0 {
        let held = hang::<MentoringVisitInput>(&scene.admin(tx), &tenant.incubatee, &facts).await?;
        return Ok(ids::text(Kind::MentoringVisit, held.row.id));
    }
    if let Some(facts) = facts.as_object_mut() {
        let own = [
            ("clientId", json!(format!("gawai-{}-{month}", tenant.place))),
            ("latitude", json!(-6.56)),
            ("longitude", json!(106.25)),
        ];
        facts.extend(own.map(|(name, value)| (name.to_owned(), value)));
    }
    let incubatee = ids::text(Kind::Incubatee, tenant.incubatee.row.id);
    let mentor = scene.mentor(tx, &ground.unit);
    let visit: MentoringVisit = kept::create_below(&mentor, &incubatee, shape::check(&facts)?).await?;
    Ok(Recorded::id(&visit))
}

fn facts(tenant: &Tenant, month: u32, day: NaiveDate) -> Value {
    let turn = tenant.place + usize::try_from(month).unwrap_or_default();
    let minutes = 60 + 15 * (turn % 5);
    json!({
        "visitedOn": day, "minutes": minutes, "place": "Tempat usaha (sintetis)",
        "roles": [pick(ROLES, turn), pick(ROLES, turn + 1)],
        "duties": [
            {"duty": pick(DUTIES, turn), "minutes": 40}, {"duty": pick(DUTIES, turn + 1), "minutes": minutes - 40},
        ],
        "problems": pick(PROBLEMS, turn),
        "actions": pick(ACTIONS, turn),
        "innovationNote": turn.is_multiple_of(3).then_some("Kemasan dengan kode QR (sintetis)"),
    })
}
