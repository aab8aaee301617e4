//! A later decree: its regions are laid beside those before, and units follow where their region went. Old codes stay
//! readable for the time in which they held.

mod check;
mod files;
mod map;

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::{region, region_successor, unit, unit_placement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use self::map::{Map, Step};
use crate::domain::access::{self, Action};
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::domain::registry::placements;
use crate::domain::seed::{self, DecreeLoaded, Progress, RegionRow};
use crate::domain::{Code, Ctx, Error, Result, Tx, setting};

pub use self::files::{read_rows, read_successors};

/// Units moved in one transaction.
const UNITS: usize = 50;
/// The setting that names the decree applied last: whoever keeps names of regions sees that they may be others now.
pub const LATEST: &str = "latest_decree";

/// A decree to be loaded.
#[derive(Clone, Debug)]
pub struct Decree {
    /// Its name and number.
    pub name: String,
    /// First day on which it holds.
    pub effective_on: NaiveDate,
    /// Every region that holds from that day: the whole list, not only what changed.
    pub rows: Vec<RegionRow>,
    /// Old code and new code of what was split, merged or given another code.
    pub successors: Vec<(String, String)>,
}

/// What a decree did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecreeApplied {
    /// Regions that began, ended or stayed.
    pub regions: DecreeLoaded,
    /// Units that have another region now.
    pub moved: usize,
    /// Codes of the units whose region ceased or was split without saying where they went; they stay where they were.
    pub unplaced: Vec<String>,
}

/// Loads a decree and lets units follow it. When it breaks off, the same call goes on where it stopped.
pub async fn apply(ctx: &Ctx, decree: Decree) -> Result<DecreeApplied> {
    apply_with(ctx, decree, &|_, _, _| {}).await
}

/// As [`apply`], telling how far it is.
pub async fn apply_with(ctx: &Ctx, decree: Decree, progress: &Progress<'_>) -> Result<DecreeApplied> {
    access::require(ctx, Action::ManageRegistry, None)?;
    let map = Map::new(&decree);
    let begun = region::Entity::find()
        .filter(region::Column::Decree.eq(&decree.name))
        .filter(region::Column::ValidFrom.eq(decree.effective_on));
    let loaded = begun.one(ctx.db()).await?.is_some();
    check::check(ctx, &decree, &map, loaded).await?;
    let Decree { name, effective_on, rows, successors } = decree;
    let total = u64::try_from(rows.len()).unwrap_or_default();
    progress("regions", 0, total);
    let regions = if loaded {
        DecreeLoaded { unchanged: rows.len(), ..DecreeLoaded::default() }
    } else {
        let done = seed::load_decree(&ctx.app.store, &name, effective_on, rows).await;
        done.map_err(|cause| cause.downcast::<Error>().unwrap_or_else(Error::internal))?
    };
    progress("regions", total, total);
    keep(ctx, &name, effective_on, successors).await?;
    let (moved, unplaced) = follow(ctx, &name, effective_on, &map, progress).await?;
    Ok(DecreeApplied { regions, moved, unplaced })
}

/// Keeps the pairs that are not kept yet, and says in the audit log what was loaded.
async fn keep(ctx: &Ctx, name: &str, effective_on: NaiveDate, pairs: Vec<(String, String)>) -> Result<()> {
    let tx = ctx.begin().await?;
    let kept = region_successor::Entity::find().all(tx.conn()?).await?;
    let mut kept: HashSet<(String, String)> = kept.into_iter().map(|row| (row.old_code, row.new_code)).collect();
    let rows: Vec<region_successor::ActiveModel> = pairs
        .into_iter()
        .filter(|pair| kept.insert(pair.clone()))
        .map(|(old_code, new_code)| {
            let decree = name.to_owned();
            region_successor::ActiveModel::from(region_successor::Model { old_code, new_code, effective_on, decree })
        })
        .collect();
    for chunk in rows.chunks(500) {
        region_successor::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx.conn()?).await?;
    }
    let said = format!("{name}, {effective_on}");
    setting::put(tx.conn()?, LATEST, said.clone()).await?;
    let record = Record::audit_only("applyDecree", (Kind::Region, Uuid::nil()));
    tx.record(record.detail(said)).await?;
    tx.commit().await
}

/// Moves the units, in short transactions: how many moved, and the codes of those that could not.
async fn follow(
    ctx: &Ctx,
    name: &str,
    from_on: NaiveDate,
    map: &Map,
    progress: &Progress<'_>,
) -> Result<(usize, Vec<String>)> {
    let columns = unit::Entity::find().select_only().column(unit::Column::Id).column(unit::Column::RegionCode);
    let units: Vec<(Uuid, String)> = columns.order_by_asc(unit::Column::Code).into_tuple().all(ctx.db()).await?;
    // Those that an attempt before this one has moved already.
    let done = unit_placement::Entity::find().filter(unit_placement::Column::FromOn.eq(from_on)).all(ctx.db()).await?;
    let done: HashSet<Uuid> = done.into_iter().map(|row| row.unit_id).collect();
    let wanted = units.into_iter().filter(|(id, code)| !done.contains(id) && map.step(code) != Step::Stay);
    let wanted: Vec<Uuid> = wanted.map(|(id, _)| id).collect();
    let (mut moved, mut unplaced) = (0, Vec::new());
    let mut seen = 0;
    for ids in wanted.chunks(UNITS) {
        let tx = ctx.begin().await?;
        let rows = unit::Entity::find().filter(unit::Column::Id.is_in(ids.iter().copied()));
        for unit in rows.order_by_asc(unit::Column::Code).all(tx.conn()?).await? {
            match step(&tx, &unit, map, name, from_on).await? {
                Some(true) => moved += 1,
                Some(false) => unplaced.push(unit.code),
                None => {}
            }
            seen += 1;
        }
        if tx.is_recorded() {
            tx.commit().await?
        } else {
            tx.rollback().await?
        }
        progress("units", seen, u64::try_from(wanted.len()).unwrap_or_default());
    }
    Ok((moved, unplaced))
}

/// Whether one unit moved; none where it need not.
async fn step(tx: &Tx, unit: &unit::Model, map: &Map, name: &str, from_on: NaiveDate) -> Result<Option<bool>> {
    let code = match map.step(&unit.region_code) {
        Step::Stay => return Ok(None),
        Step::Unknown => return Ok(Some(false)),
        Step::Move(code) => code,
    };
    let Some(zone) = map.zones.get(&code) else { return Ok(Some(false)) };
    let done = if unit.enrolled_on < from_on {
        placements::place(tx, unit, &code, zone, from_on, Some(name)).await
    } else {
        placements::restate(tx, unit, &code, zone).await
    };
    match done {
        Ok(_) => Ok(Some(true)),
        // It has moved since that day: somebody must say where it lies.
        Err(refused) if refused.code() == Code::Invalid => Ok(Some(false)),
        Err(failed) => Err(failed),
    }
}
