//! Twelve months of the enterprises: visits, what they earned, how well it is attested, and the later stages.

use entity::progress;

use super::cohorts::{Ground, Tenant, go};
use super::course::Course;
use super::scene::{Scene, hang};
use super::{figures, records, visits};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::moves::Move;
use crate::domain::incubation::progress::assurance::{self, Claim};
use crate::domain::registry::kept::Held;
use crate::domain::{Result, Tx};
use crate::view::kept::ProgressInput;
use crate::vocab::UnitKind;

/// First months of the quarters. A transaction holds one quarter: SQLite slows down with the length of one.
const QUARTERS: [u32; 4] = [1, 4, 7, 10];
/// Enterprises of one transaction.
const TENANTS: usize = 20;

/// All months of a unit's enterprises.
pub(super) async fn run(scene: &Scene<'_>, ground: &Ground) -> Result<()> {
    for first in QUARTERS {
        for tenants in ground.tenants.chunks(TENANTS) {
            let tx = scene.ctx.begin().await?;
            for month in first..first + 3 {
                one(scene, &tx, ground, tenants, month).await?;
            }
            end(tx).await?;
        }
    }
    Ok(())
}

/// In some months nobody of a cohort is in incubation yet.
pub(super) async fn end(tx: Tx) -> Result<()> {
    if tx.is_recorded() { tx.commit().await } else { tx.rollback().await }
}

/// A month: visits while it lasts, and on the fifth of the next all that is said of it.
async fn one(scene: &Scene<'_>, tx: &Tx, ground: &Ground, tenants: &[Tenant], month: u32) -> Result<()> {
    visits::make(scene, tx, ground, tenants, month).await?;
    let keeper = scene.keeper(tx, &ground.unit);
    for tenant in tenants.iter().filter(|tenant| tenant.course.months().contains(&month)) {
        scene.on(scene.days.day(month + 1, 5));
        let name = scene.days.month(month).format("%Y-%m").to_string();
        let facts = figures::of(tenant, ground.index, month, &name);
        let filed = hang::<ProgressInput>(&keeper, &tenant.incubatee, &facts).await?;
        attest(scene, tx, ground, tenant, month, &filed).await?;
        records::make(scene, &keeper, ground, tenant, month).await?;
    }
    for tenant in tenants {
        follow(scene, tx, tenant, month).await?;
    }
    Ok(())
}

/// The head of every third incubator approves revenues of the month before the last; the mentor of the first attests
/// those of the last one.
async fn attest(
    scene: &Scene<'_>,
    tx: &Tx,
    ground: &Ground,
    tenant: &Tenant,
    month: u32,
    filed: &Held<progress::Model>,
) -> Result<()> {
    let is_blk = ground.unit.kind == UnitKind::Blk.as_str();
    let (who, level) = match month {
        11 if is_blk && ground.index.is_multiple_of(3) && tenant.place < 3 => {
            (scene.head(tx, &ground.unit), "BLK_APPROVED")
        }
        12 if ground.index == 0 && tenant.place < 3 => (scene.mentor(tx, &ground.unit), "MENTOR_VERIFIED"),
        _ => return Ok(()),
    };
    let fields = vec!["revenue".to_owned(), "sales".to_owned(), "permanentWorkers".to_owned()];
    let claim = Claim { fields, level: level.to_owned(), evidence: Vec::new() };
    let id = ids::text(Kind::Progress, filed.row.id);
    assurance::assure(&who, &id, Expected::Any, claim).await.map(drop)
}

/// The stages after incubation, or out of it, once the month was recorded.
async fn follow(scene: &Scene<'_>, tx: &Tx, tenant: &Tenant, month: u32) -> Result<()> {
    let to = |stage: &str| Move { to: stage.to_owned(), ..Move::default() };
    let keeper = scene.keeper(tx, &tenant.incubatee.unit);
    scene.on(scene.days.day(month + 1, 6));
    match (tenant.course, month) {
        (Course::Weaned | Course::Graduated | Course::Exemplary, 7) => go(&keeper, tenant, to("POST_INCUBATION")).await,
        (Course::Exemplary, 12) => go(&keeper, tenant, to("GRADUATED")).await,
        (Course::Graduated, 12) => {
            // No NIB and no first sale are on record: the gate is set aside, which stays to be seen.
            let wanted = Move { override_reason: Some("data peragaan".to_owned()), ..to("GRADUATED") };
            go(&scene.admin(tx), tenant, wanted).await
        }
        (Course::Suspended, 6) => {
            let reason = Some("Ketua sakit, usaha berhenti sementara (sintetis)".to_owned());
            go(&keeper, tenant, Move { reason, ..to("SUSPENDED") }).await
        }
        (Course::LeftEarly, 4) => {
            let reason_code = Some("KEKURANGAN_MODAL".to_owned());
            go(&keeper, tenant, Move { reason_code, ..to("DROPPED_OUT") }).await
        }
        _ => Ok(()),
    }
}
