//! What can be wrong with a decree.

use std::collections::HashSet;

use entity::region;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::Decree;
use super::map::Map;
use crate::domain::reference::regions;
use crate::domain::{Code, Ctx, Error, Result, Violation};

/// Most faults told at once.
const FAULTS: usize = 100;

/// Every fault of a decree at once.
pub(super) async fn check(ctx: &Ctx, decree: &Decree, map: &Map, loaded: bool) -> Result<()> {
    let mut faults = Vec::new();
    let today = ctx.today();
    if decree.effective_on > today {
        faults.push(Violation::new(Code::FieldRange, "/effectiveOn").with("max", today.to_string()));
    }
    if decree.name.trim().is_empty() || decree.name.chars().count() > 200 {
        faults.push(Violation::new(Code::FieldLength, "/name").with("min", 1).with("max", 200));
    }
    let present = region::Entity::find().filter(region::Column::ValidTo.is_null());
    if !loaded {
        let newest = present.clone().order_by_desc(region::Column::ValidFrom).one(ctx.db()).await?;
        if let Some(newest) = newest.filter(|newest| newest.valid_from >= decree.effective_on) {
            let after = newest.valid_from.to_string();
            faults.push(Violation::new(Code::Overlap, "/effectiveOn").with("after", after));
        }
        // What a list leaves out ends. A list of the changes alone would end the country.
        let least = present.count(ctx.db()).await? / 2;
        if u64::try_from(map.zones.len()).unwrap_or_default() < least {
            faults.push(Violation::new(Code::FieldLength, "/rows").with("min", least));
        }
    }
    let mut seen = HashSet::with_capacity(decree.rows.len());
    for (index, row) in decree.rows.iter().enumerate() {
        if !seen.insert(row.code.as_str()) {
            faults.push(Violation::new(Code::FieldDuplicate, format!("/rows/{index}/code")).with("code", &*row.code));
        }
        if let Some(parent) = row.parent_code.as_ref().filter(|parent| !map.zones.contains_key(*parent)) {
            let path = format!("/rows/{index}/parentCode");
            faults.push(Violation::new(Code::UnknownCode, path).with("code", parent.as_str()));
        }
    }
    faults.extend(unknown_pairs(ctx, decree, map).await?);
    faults.truncate(FAULTS);
    if faults.is_empty() { Ok(()) } else { Err(Error::listing(Code::Invalid, faults)) }
}

/// Pairs whose old code was never a region, or whose new code is none from the decree on.
async fn unknown_pairs(ctx: &Ctx, decree: &Decree, map: &Map) -> Result<Vec<Violation>> {
    let old: Vec<String> = map.pairs.keys().cloned().collect();
    let known: HashSet<String> = regions::by_codes(ctx.db(), &old).await?.into_iter().map(|row| row.code).collect();
    let mut faults = Vec::new();
    for (index, (old, new)) in decree.successors.iter().enumerate() {
        for (field, code, there) in
            [("oldCode", old, known.contains(old)), ("newCode", new, map.zones.contains_key(new))]
        {
            if !there {
                let path = format!("/successors/{index}/{field}");
                faults.push(Violation::new(Code::UnknownCode, path).with("code", code.as_str()));
            }
        }
    }
    Ok(faults)
}
