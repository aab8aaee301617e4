//! Schemes of aid, and who receives it in the demonstration.

use chrono::NaiveDate;
use entity::aid_scheme;
use serde_json::{Value, json};

use super::aid::{Act, Case, Recipient, give};
use super::cohorts::Ground;
use super::scene::{Scene, date, record};
use crate::domain::Result;
use crate::domain::registry::kept::Held;
use crate::domain::registry::unit_by_ref;
use crate::view::kept::AidSchemeInput;

const OWNER: &str = "ORG-BINA-PKK";

/// The schemes, and aid in every status.
pub(super) async fn make(scene: &Scene<'_>, grounds: &[Ground], lebak: &Ground) -> Result<()> {
    scene.on(date(2022, 12, 20));
    let tkm_2023 = scheme(scene, &facts_of_2023()).await?;
    scene.on(scene.days.ago(170));
    let advanced = scheme(scene, &advanced()).await?;
    let beginner = scheme(scene, &beginner()).await?;
    let works = scheme(scene, &works()).await?;
    let disabled = scheme(scene, &disabled()).await?;
    for given in of_lebak(scene, &tkm_2023, &advanced) {
        let Some(tenant) = lebak.tenants.get(given.number) else { continue };
        give(scene, &lebak.unit, Recipient::Enterprise(tenant.enterprise.row.id), &given).await?;
    }
    if let Some(ground) = grounds.first() {
        let acts = &[Act::Verify, Act::Approve, Act::Disburse, Act::Use];
        give(scene, &ground.unit, Recipient::Unit, &case(&works, 10, scene.days.ago(60), acts)).await?;
    }
    if let Some(ground) = grounds.get(1) {
        let ways: [&[Act]; 4] = [&[], &[], &[Act::Verify], &[Act::Verify, Act::Approve]];
        for (number, (tenant, acts)) in ground.tenants.iter().zip(ways).enumerate() {
            let Some(chair) = tenant.people.first() else { continue };
            let given = case(&beginner, 20 + number, scene.days.ago(30), acts);
            give(scene, &ground.unit, Recipient::Person(chair.id), &given).await?;
        }
    }
    let everyone = grounds.iter().skip(2).flat_map(|ground| ground.tenants.iter().map(move |tenant| (ground, tenant)));
    let wanted = everyone.flat_map(|(ground, tenant)| tenant.people.iter().map(move |person| (ground, person)));
    for (number, (ground, person)) in wanted.filter(|(_, person)| person.disabled).take(3).enumerate() {
        let acts: &[Act] = if number == 0 { &[Act::Verify, Act::Approve, Act::Disburse] } else { &[] };
        let given = case(&disabled, 30 + number, scene.days.ago(40), acts);
        give(scene, &ground.unit, Recipient::Person(person.id), &given).await?;
    }
    Ok(())
}

async fn scheme(scene: &Scene<'_>, facts: &Value) -> Result<Held<aid_scheme::Model>> {
    let owner = unit_by_ref(scene.ctx.db(), OWNER).await?;
    let tx = scene.ctx.begin().await?;
    let made = record::<AidSchemeInput>(&scene.admin(&tx), &owner, facts).await?;
    tx.commit().await?;
    Ok(made)
}

fn case<'a>(scheme: &'a Held<aid_scheme::Model>, number: usize, from: NaiveDate, acts: &'a [Act]) -> Case<'a> {
    Case { scheme, number, from, acts }
}

/// Aid for the ten of Lebak: what was given in 2023 is over, what was given this year is under way.
fn of_lebak<'a>(
    scene: &Scene<'_>,
    old: &'a Held<aid_scheme::Model>,
    new: &'a Held<aid_scheme::Model>,
) -> Vec<Case<'a>> {
    use Act as A;
    let (ago, proposed) = (|days: u64| scene.days.ago(days), date(2023, 3, 6));
    vec![
        case(old, 0, proposed, &[A::Verify, A::Approve, A::Disburse, A::Receive, A::Account, A::Accept, A::Monitor]),
        case(old, 7, proposed, &[A::Verify, A::Approve, A::Disburse, A::Use, A::Return]),
        case(old, 8, proposed, &[A::Verify, A::Approve, A::Disburse, A::Use, A::Breach, A::Monitor]),
        // Handed in before its day, and not looked at yet.
        case(new, 1, ago(100), &[A::Verify, A::Approve, A::Disburse, A::Receive, A::Account]),
        // A month late.
        case(new, 2, ago(130), &[A::Verify, A::Approve, A::Disburse, A::Use, A::Monitor]),
        case(new, 9, ago(55), &[A::Verify, A::Approve, A::Disburse, A::Receive]),
        case(new, 3, ago(40), &[A::Verify, A::Approve, A::Disburse]),
        case(new, 4, ago(25), &[A::Verify, A::Approve]),
        case(new, 5, ago(15), &[A::Verify]),
        case(new, 6, ago(3), &[]),
    ]
}

/// TKM of 2023: Rp 20 million for a group, 60 percent tools and 40 percent materials, 17 to 55 years (domain.md 2.3).
/// The guideline says groups of ten; those of the demonstration are smaller.
fn facts_of_2023() -> Value {
    json!({
        "code": "TKM-2023", "kind": "TKM", "fiscalYear": 2023, "name": "Tenaga Kerja Mandiri 2023 (sintetis)",
        "beneficiary": "ENTERPRISE", "minMembers": 3, "maxMembers": 16, "minAge": 17, "maxAge": 55,
        "amount": 20_000_000, "split": [{"line": "ALAT", "percent": 60}, {"line": "BAHAN", "percent": 40}],
        "executionDays": 30, "lpjDays": 30, "fundingSource": "APBN",
        "conditions": "Semua anggota terdaftar di SIAPkerja (sintetis).",
    })
}

fn advanced() -> Value {
    json!({
        "code": "TKM-LANJUTAN-2026", "kind": "TKM", "fiscalYear": 2026, "name": "TKM Lanjutan 2026 (sintetis)",
        "beneficiary": "ENTERPRISE", "minMembers": 1, "maxMembers": 16, "minAge": 18, "maxAge": 60,
        "amount": 15_000_000, "split": [{"line": "ALAT", "percent": 60}, {"line": "BAHAN", "percent": 40}],
        "executionDays": 30, "lpjDays": 30, "quota": 1_000, "fundingSource": "APBN",
    })
}

fn beginner() -> Value {
    json!({
        "code": "TKM-PEMULA-2026", "kind": "TKM", "fiscalYear": 2026, "name": "TKM Pemula 2026 (sintetis)",
        "beneficiary": "PERSON", "minAge": 18, "maxAge": 60, "amount": 5_000_000, "lpjDays": 30, "quota": 8_731,
        "fundingSource": "APBN",
    })
}

fn works() -> Value {
    json!({
        "code": "PADAT-KARYA-2025", "kind": "PADAT_KARYA", "fiscalYear": 2025, "name": "Padat karya 2025 (sintetis)",
        "beneficiary": "BLK", "amount": 100_000_000, "executionDays": 45, "lpjDays": 60, "fundingSource": "APBN",
        "parameters": [
            {"name": "people", "value": "30", "unit": "orang"}, {"name": "days", "value": "15", "unit": "hari"},
        ],
    })
}

fn disabled() -> Value {
    json!({
        "code": "WIRAUSAHA-DISABILITAS", "kind": "WIRAUSAHA_DISABILITAS", "fiscalYear": 2026,
        "name": "Kewirausahaan penyandang disabilitas (sintetis)", "beneficiary": "PERSON", "minAge": 18, "maxAge": 60,
        "amount": 7_500_000, "lpjDays": 60, "fundingSource": "APBN",
    })
}
