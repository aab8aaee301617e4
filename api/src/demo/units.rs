//! Synthetic BLKs on real regencies, and the kawasan of the first.

use std::collections::HashMap;

use chrono::{Datelike, Duration, Months, NaiveDate};
use entity::{blk, region, unit};
use indicatif::ProgressBar;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::BLKS;
use crate::domain::record::insert;
use crate::domain::registry::blks::{NewBlk, WEANING_MONTHS};
use crate::domain::registry::units::NewUnit;
use crate::domain::registry::{create_blk, unit_by_ref};
use crate::domain::{Ctx, Result};
use crate::vocab::UnitKind;

/// BLKs of one transaction.
const CHUNK: usize = 50;
/// The regency of the BLK whose head the greeting names.
const HOME: &str = "36.02";

/// What was made.
pub struct Units {
    /// BLKs; the first lies in [`HOME`], is an incubator and keeps its latest report unfiled.
    pub blks: Vec<unit::Model>,
    /// What each of them teaches (code of the set `vocations`).
    pub vocations: Vec<String>,
    pub kawasan: unit::Model,
    /// First day of the history.
    pub since: NaiveDate,
}

/// First day of a history of so many months.
pub fn since(ctx: &Ctx, months: u32) -> NaiveDate {
    let today = ctx.now().date_naive();
    let month = today.with_day(1).unwrap_or(today);
    month.checked_sub_months(Months::new(months)).unwrap_or(month)
}

pub async fn make(ctx: &Ctx, since: NaiveDate, bar: &ProgressBar) -> Result<Units> {
    let mut rng = SmallRng::seed_from_u64(2_127);
    let villages = villages(ctx, &mut rng).await?;
    let drafts = drafts(&mut rng, &villages, since);
    let taught = drafts.iter().map(|draft| serde_json::from_str::<Vec<String>>(&draft.part.vocations));
    let vocations = taught.map(|all| all.ok().and_then(|all| all.into_iter().next()).unwrap_or_default()).collect();
    bar.set_message("BLKs");
    bar.set_length(u64::try_from(drafts.len()).unwrap_or_default());
    bar.set_position(0);
    let mut blks = Vec::with_capacity(BLKS);
    for chunk in drafts.chunks(CHUNK) {
        let tx = ctx.begin().await?;
        for draft in chunk {
            blks.push(create_blk(&tx, draft.clone(), Vec::new()).await?.unit);
            bar.inc(1);
        }
        tx.commit().await?;
    }
    let kawasan = unit_by_ref(ctx.db(), "KWS-3602-01").await?;
    Ok(Units { blks, vocations, kawasan, since })
}

/// A seeded draw of villages, each with the code of its regency. The first are those of [`HOME`].
async fn villages(ctx: &Ctx, rng: &mut SmallRng) -> Result<Vec<(String, String)>> {
    let districts = region::Entity::find()
        .filter(region::Column::Level.eq(3))
        .order_by_asc(region::Column::Code)
        .all(ctx.db())
        .await?;
    let mut drawn: Vec<String> =
        districts.iter().filter(|d| d.code.starts_with(HOME)).take(3).map(|d| d.code.clone()).collect();
    while drawn.len() < BLKS {
        if let Some(district) = districts.choose(rng) {
            drawn.push(district.code.clone());
        }
    }
    let mut first_village: HashMap<String, String> = HashMap::new();
    let rows = region::Entity::find()
        .filter(region::Column::Level.eq(4))
        .order_by_desc(region::Column::Code)
        .all(ctx.db())
        .await?;
    for row in rows {
        if let Some(parent) = row.parent_code {
            first_village.insert(parent, row.code);
        }
    }
    Ok(drawn
        .into_iter()
        .map(|district| {
            (
                first_village.get(&district).cloned().unwrap_or_else(|| district.clone()),
                district.chars().take(5).collect(),
            )
        })
        .collect())
}

/// Incubators, as many as the programme selected in 2021.
pub const INCUBATORS: usize = 25;

/// Whether a BLK is one of them; the first is.
pub fn is_incubator(index: usize) -> bool {
    index.is_multiple_of(88) && index / 88 < INCUBATORS
}

/// Whether a BLK works; one of fifty does not.
pub fn is_operational(index: usize) -> bool {
    index % 50 != 49
}

const HOSTS: &[(&str, &str)] = &[
    ("PESANTREN", "Pesantren"),
    ("PESANTREN", "Pondok Pesantren"),
    ("PESANTREN", "Dayah"),
    ("SEMINARI", "Seminari"),
    ("PASRAMAN", "Pasraman"),
    ("DHAMMASEKHA", "Dhammasekha"),
    ("SERIKAT_PEKERJA", "Serikat Pekerja"),
    ("YAYASAN_KEAGAMAAN", "Yayasan"),
];

fn drafts(rng: &mut SmallRng, villages: &[(String, String)], since: NaiveDate) -> Vec<NewBlk> {
    let vocations: Vec<&str> = super::content::VOCATIONS.to_vec();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    villages
        .iter()
        .enumerate()
        .map(|(index, (village, regency))| {
            let number = numbers.entry(regency.clone()).or_default();
            *number += 1;
            let code = format!("BLKK-{}-{number:03}", regency.replace('.', ""));
            let (host_type, host) = HOSTS.choose(rng).copied().unwrap_or(("PESANTREN", "Pesantren"));
            let year = [2017, 2018, 2019, 2019, 2019, 2020, 2020, 2024].choose(rng).copied().unwrap_or(2020);
            let handed_over_on =
                NaiveDate::from_ymd_opt(year, 12, 1).map(|day| day + Duration::days(rng.random_range(0..28)));
            let name = format!("BLK Komunitas Sintetis {host} {regency}-{number:03}");
            let vocation: Vec<&str> = vocations.choose(rng).copied().into_iter().collect();
            NewBlk {
                unit: NewUnit { synthetic: true, ..NewUnit::plain(UnitKind::Blk, &code, &name, village, since) },
                part: blk::Model {
                    unit_id: uuid::Uuid::nil(),
                    kind: "KOMUNITAS".to_owned(),
                    host_type: host_type.to_owned(),
                    host_name: format!("{host} Sintetis {regency}-{number:03}"),
                    established_year: year,
                    handed_over_on,
                    vocations: serde_json::json!(vocation).to_string(),
                    host_organization_id: None,
                    workstations: Some(16),
                    latitude: None,
                    longitude: None,
                },
                operation_status: if is_operational(index) { "OPERATIONAL" } else { "INACTIVE" }.to_owned(),
                support_status: Some(support(rng, handed_over_on, since).to_owned()),
                incubator_status: None,
                designation: None,
            }
        })
        .collect()
}

/// Under support for two years after the handover; later weaning, weaned or independent.
fn support(rng: &mut SmallRng, handed_over_on: Option<NaiveDate>, on: NaiveDate) -> &'static str {
    let due = handed_over_on.and_then(|day| day.checked_add_months(Months::new(WEANING_MONTHS)));
    if due.is_none_or(|due| on < due) {
        return "DIBINA";
    }
    ["MASA_SAPIH", "DISAPIH", "MANDIRI"].choose(rng).copied().unwrap_or("DISAPIH")
}

/// Says that the demonstration is complete; a load that broke off begins anew in an empty folder.
pub async fn mark_loaded(ctx: &Ctx) -> Result<()> {
    let tx = ctx.begin().await?;
    insert(entity::setting::ActiveModel { name: Set("demo".to_owned()), value: Set("loaded".to_owned()) }, &tx).await?;
    let first = (crate::domain::ids::Kind::Event, uuid::Uuid::nil());
    tx.record(crate::domain::record::Record::audit_only("loadDemo", first)).await?;
    tx.commit().await
}
