//! The two kawasans whose enterprises have no incubator: the ten of Lebak and the hundred of Pangkalpinang.

use std::collections::HashMap;

use chrono::Datelike;
use entity::{cohort, enterprise, incubatee, mentor, unit};
use sea_orm::Condition;
use sea_orm::sea_query::{Expr, ExprTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::cohorts::{GROUP, Ground, Tenant, apply, begin, open};
use super::course::Course;
use super::people::{self, Member};
use super::scene::{Scene, date};
use super::trades;
use crate::demo::units::INCUBATORS;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, Kept};
use crate::domain::registry::unit_by_ref;
use crate::domain::{Error, Result};
use crate::view::incubation::rosters::{self, Atomicity, RosterBody};

const LEBAK: &str = "KWS-3602-01";
/// The kawasan of 2022 with its hundred participants.
pub(super) const PANGKALPINANG: &str = "KWS-1971-01";
/// People of its roster (domain.md row 68).
const ROSTER: usize = 100;
/// Of these, whom the university's team visits.
const VISITED: usize = 20;
/// Enterprises of one transaction.
const CHUNK: usize = 20;

/// The ten of Lebak, which the registry ships by their names: three people each since 2022, and a cohort of the
/// kawasan.
pub(super) async fn lebak(scene: &Scene<'_>, coach: Option<&Held<mentor::Model>>) -> Result<Ground> {
    let unit = unit_by_ref(scene.ctx.db(), LEBAK).await?;
    let enterprises = enterprises(scene, &unit).await?;
    let joined_on = date(2022, 11, 15);
    scene.on(joined_on);
    let tx = scene.ctx.begin().await?;
    let mut people: Vec<Vec<Member>> = Vec::with_capacity(enterprises.len());
    for enterprise in &enterprises {
        people.push(people::found(scene, &tx, enterprise, GROUP, joined_on).await?);
    }
    tx.commit().await?;
    let cohort = open(scene, &unit, &json!({"programmeId": "PRG-KAWASAN", "target": 10})).await?;
    let mut tenants = Vec::with_capacity(enterprises.len());
    let tx = scene.ctx.begin().await?;
    for (place, (enterprise, people)) in enterprises.into_iter().zip(people).enumerate() {
        let course = match place {
            8 => Course::Weaned,
            9 => Course::Graduated,
            _ => Course::Coached,
        };
        let relation = if matches!(place, 0 | 7 | 8) { "RECEIVED" } else { "PLANNED" };
        let applied_on = scene.days.day(0, 3);
        scene.on(applied_on);
        let incubatee = apply(scene, &tx, &cohort, &enterprise, (course, place), (relation, applied_on)).await?;
        let trade = trades::of(place);
        let tenant = Tenant { place, course, trade, enterprise, incubatee, people, coach: None };
        tenants.push(begin(scene, &tx, tenant, coach).await?);
    }
    tx.commit().await?;
    Ok(Ground { index: INCUBATORS, unit, tenants })
}

/// The enterprises of a unit, in the order in which they were recorded.
async fn enterprises(scene: &Scene<'_>, unit: &unit::Model) -> Result<Vec<Held<enterprise::Model>>> {
    let own = Condition::all().add(Expr::col("unit_id").eq(unit.id));
    let rows = enterprise::Model::find(scene.ctx.db(), own, None, false).await?;
    Ok(rows.into_iter().map(|row| Held { row, unit: unit.clone() }).collect())
}

/// A hundred people with a business each, loaded by one roster into a cohort whose gates are its own.
pub(super) async fn pangkalpinang(scene: &Scene<'_>, team: &[Held<mentor::Model>]) -> Result<Ground> {
    let unit = unit_by_ref(scene.ctx.db(), PANGKALPINANG).await?;
    let begins = scene.days.month(9);
    let sectors = trades::PANGKALPINANG.map(|trade| trade.sector);
    let facts = json!({
        "name": format!("Seratus peserta {} (sintetis)", begins.year()), "year": begins.year(), "startsOn": begins,
        "months": 12, "target": ROSTER, "programmeId": "PRG-KAWASAN",
        "eligibility": [{"rule": "SECTOR", "values": sectors}, {"rule": "FORM", "values": ["PERORANGAN"]}],
        "gates": [
            {"stage": "POST_INCUBATION", "requirement": "VISITS", "count": 2},
            {"stage": "POST_INCUBATION", "requirement": "PROGRESS_MONTHS", "count": 6},
            {"stage": "GRADUATED", "requirement": "BOOKKEEPING", "codes": ["MANUAL"]},
        ],
    });
    let cohort = open(scene, &unit, &facts).await?;
    roster(scene, &unit, &cohort).await?;
    let mut waiting = applied(scene, &unit, &cohort).await?.into_iter();
    let mut tenants = Vec::with_capacity(ROSTER);
    loop {
        let chunk: Vec<Tenant> = waiting.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            break;
        }
        let tx = scene.ctx.begin().await?;
        for tenant in chunk {
            let coach = team.get(tenant.place % team.len().max(1)).filter(|_| tenant.place < VISITED);
            tenants.push(begin(scene, &tx, tenant, coach).await?);
        }
        tx.commit().await?;
    }
    Ok(Ground { index: INCUBATORS + 1, unit, tenants })
}

/// The roster itself: one call, all or nothing.
async fn roster(scene: &Scene<'_>, unit: &unit::Model, cohort: &Held<cohort::Model>) -> Result<()> {
    let day = scene.days.day(9, 4);
    let row = |place: usize| -> Value {
        let trade = trades::PANGKALPINANG.get(place % 4).copied().unwrap_or_else(|| trades::of(place));
        json!({
            "person": people::facts(scene.number(), unit, people::YOUNGEST),
            "enterprise": {
                "name": trade.name(place / 4), "year": day.year(), "sector": trade.sector, "level": "PEMULA",
                "form": "PERORANGAN",
            },
            "office": "KETUA", "joinedOn": day, "incubatee": {"aidRelation": "PLANNED", "appliedOn": day},
        })
    };
    let body = RosterBody {
        unit: unit.code.clone(),
        atomicity: Atomicity::All,
        cohort: Some(ids::text(Kind::Cohort, cohort.row.id)),
        rows: (0..ROSTER).map(row).collect(),
    };
    scene.on(day);
    let tx = scene.ctx.begin().await?;
    rosters::import(&scene.admin(&tx), body).await?;
    tx.commit().await
}

/// Those who applied with the roster, in its order.
async fn applied(scene: &Scene<'_>, unit: &unit::Model, cohort: &Held<cohort::Model>) -> Result<Vec<Tenant>> {
    let own = Condition::all().add(Expr::col("cohort_id").eq(cohort.row.id));
    let rows = incubatee::Model::find(scene.ctx.db(), own, None, false).await?;
    let made = enterprises(scene, unit).await?;
    let mut made: HashMap<Uuid, Held<enterprise::Model>> = made.into_iter().map(|held| (held.row.id, held)).collect();
    let mut tenants = Vec::with_capacity(rows.len());
    for (place, row) in rows.into_iter().enumerate() {
        let lost = || Error::internal(anyhow::anyhow!("incubatee {} has no enterprise", row.id));
        let enterprise = made.remove(&row.enterprise_id).ok_or_else(lost)?;
        tenants.push(Tenant {
            place,
            course: Course::Newcomer,
            trade: trades::PANGKALPINANG.get(place % 4).copied().unwrap_or_else(|| trades::of(place)),
            enterprise,
            incubatee: Held { row, unit: unit.clone() },
            people: Vec::new(),
            coach: None,
        });
    }
    Ok(tenants)
}
