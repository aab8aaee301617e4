//! What hangs on an incubatee beside its months: milestones, certificates, problems, contracts, monitoring visits.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::cohorts::{Ground, Tenant};
use super::course::Course;
use super::scene::{Scene, hang, record};
use crate::domain::ids::{self, Kind};
use crate::domain::{Result, Tx};
use crate::view::kept::{CertificationInput, MilestoneInput, MonitoringVisitInput, OfftakeContractInput, ProblemInput};

/// A milestone that was reached.
pub(super) async fn milestone(tx: &Tx, tenant: &Tenant, code: &str, on: NaiveDate) -> Result<()> {
    let facts = json!({"code": code, "achievedOn": on, "note": "Sintetis"});
    hang::<MilestoneInput>(tx, &tenant.incubatee, &facts).await.map(drop)
}

/// What is recorded with a month, on the fifth of the next.
pub(super) async fn make(scene: &Scene<'_>, tx: &Tx, ground: &Ground, tenant: &Tenant, month: u32) -> Result<()> {
    let (place, number) = (tenant.place, ground.index * 10 + tenant.place);
    let day = scene.days.day(month, 25);
    match (tenant.course, month, place) {
        (Course::Exemplary, 4, _) => {
            milestone(tx, tenant, "PENJUALAN_PERTAMA", day).await?;
            certificate(tx, tenant, "NIB", format!("{:013}", 9_120_000_000_000_u64 + digits(number)), day).await
        }
        (Course::Exemplary, 9, _) => milestone(tx, tenant, "KEMITRAAN_PERTAMA", day).await,
        (Course::Coached, 5, 1) => {
            certificate(tx, tenant, "NIB", format!("{:013}", 9_120_000_000_000_u64 + digits(number)), day).await
        }
        (Course::Coached, 7, 1) if tenant.trade.sector == "KULINER" => {
            certificate(tx, tenant, "P_IRT", format!("2063602{:06}-31", digits(number)), day).await
        }
        (Course::Coached, 6, 2) if ground.index == 1 => problem(tx, tenant, &flood(day)).await,
        (Course::Coached, 6, 2) => problem(tx, tenant, &prices(day)).await,
        (Course::Coached, 10, 0) => problem(tx, tenant, &market(day)).await,
        (Course::Coached, 8, 3) => contract(tx, tenant, number, day).await,
        (Course::Coached, 10, 1) if ground.index.is_multiple_of(4) => monitoring(scene, tx, ground, tenant, day).await,
        _ => Ok(()),
    }
}

fn digits(number: usize) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

async fn certificate(tx: &Tx, tenant: &Tenant, kind: &str, number: String, day: NaiveDate) -> Result<()> {
    // A P-IRT number ends with the year until which it holds; an NIB has no end.
    let valid_until = (kind == "P_IRT").then_some("2031-12-31");
    let facts = json!({
        "kind": kind, "number": number, "issuer": if kind == "NIB" { "OSS (sintetis)" } else { "Dinkes (sintetis)" },
        "issuedOn": day, "validUntil": valid_until,
    });
    hang::<CertificationInput>(tx, &tenant.enterprise, &facts).await.map(drop)
}

/// It was solved by the end of the month; its revenue of that month shows it (`figures`).
fn flood(day: NaiveDate) -> Value {
    json!({
        "origin": "EXTERNAL", "category": "BENCANA", "severity": "HIGH", "title": "Tempat usaha kebanjiran (sintetis)",
        "dueOn": day + Days::new(14), "status": "RESOLVED", "resolvedOn": day,
        "actions": [{"on": day, "action": "Bahan dipindah ke balai desa (sintetis)"}],
    })
}

fn prices(day: NaiveDate) -> Value {
    json!({
        "origin": "EXTERNAL", "category": "BAHAN_BAKU", "severity": "LOW", "title": "Harga bahan baku naik (sintetis)",
        "dueOn": day + Days::new(60), "status": "OPEN",
    })
}

fn market(day: NaiveDate) -> Value {
    json!({
        "origin": "INTERNAL", "category": "PEMASARAN", "severity": "MEDIUM",
        "title": "Penjualan hanya di satu desa (sintetis)", "description": "Belum ada pembeli tetap di luar desa.",
        "dueOn": day + Days::new(45), "status": "IN_PROGRESS",
        "actions": [{"on": day, "action": "Mendaftar pada lokapasar (sintetis)"}],
    })
}

async fn problem(tx: &Tx, tenant: &Tenant, facts: &Value) -> Result<()> {
    hang::<ProblemInput>(tx, &tenant.incubatee, facts).await.map(drop)
}

async fn contract(tx: &Tx, tenant: &Tenant, number: usize, day: NaiveDate) -> Result<()> {
    let facts = json!({
        "offTakerName": "Koperasi Pasar Sintetis", "number": format!("PKS/SINTETIS/{number:03}"),
        "product": tenant.trade.product, "volume": 600, "volumeUnit": tenant.trade.unit, "price": tenant.trade.price,
        "startsOn": day, "endsOn": day + Days::new(365), "status": "ACTIVE",
    });
    hang::<OfftakeContractInput>(tx, &tenant.incubatee, &facts).await.map(drop)
}

/// A visit of the ministry's reviewer to an enterprise without aid.
async fn monitoring(scene: &Scene<'_>, tx: &Tx, ground: &Ground, tenant: &Tenant, day: NaiveDate) -> Result<()> {
    let facts = json!({
        "purpose": "Monitoring pendampingan inkubasi (sintetis)", "plannedOn": day, "visitedOn": day,
        "enterpriseId": ids::text(Kind::Enterprise, tenant.enterprise.row.id),
        "checklist": [
            {"question": "Apakah usaha masih berjalan?", "answer": "Ya", "met": true},
            {"question": "Apakah pembukuan diisi setiap minggu?", "answer": "Sebagian", "met": false},
        ],
        "findings": "Usaha berjalan; pembukuan belum teratur (sintetis).",
        "recommendation": "Pendamping melatih pembukuan (sintetis).",
        "onTarget": "BELUM_DAPAT_DINILAI", "followUp": "Pelatihan pembukuan", "followUpDueOn": day + Days::new(30),
    });
    record::<MonitoringVisitInput>(&scene.reviewer(tx), &ground.unit, &facts).await.map(drop)
}
