//! Codes that a filter names: whether there are such, and whether they contradict each other.

use std::collections::{BTreeSet, HashMap};

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use super::asked::Filter;
use super::dimension::Dimension;
use super::places;
use crate::domain::access::covers_region;
use crate::domain::reference::regions;
use crate::domain::{Code, Ctx, Result, Violation};
use crate::vocab::{RegionBasis, UnitKind};

/// Years that a cohort can have.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2099;

/// Adds a fault for each code that there is not, and for each that contradicts the others.
pub(super) async fn check(ctx: &Ctx, filter: &Filter, basis: RegionBasis, faults: &mut Vec<Violation>) -> Result<()> {
    for (dimension, codes) in filter.each() {
        let known = known(ctx, dimension, codes).await?;
        for (at, code) in codes.iter().enumerate() {
            let path = format!("/filter/{}/{at}", dimension.field());
            match known.get(code.as_str()) {
                None => faults.push(Violation::new(unknown(dimension, code), path)),
                Some(false) => faults.push(Violation::new(Code::RegionLevel, path)),
                Some(true) if codes.iter().take(at).any(|other| other == code) => {
                    faults.push(Violation::new(Code::FieldDuplicate, path));
                }
                Some(true) => {}
            }
        }
    }
    contradictions(ctx, filter, basis, faults).await
}

/// Digits without dots are codes of another system, of which some mean another region.
fn unknown(dimension: Dimension, code: &str) -> Code {
    let region = matches!(dimension, Dimension::Province | Dimension::Regency);
    let digits = code.len() > 2 && code.bytes().all(|b| b.is_ascii_digit());
    if region && digits { Code::CodeSystem } else { Code::UnknownCode }
}

/// Those of the codes that there are; false for regions of another level.
async fn known<'a>(ctx: &Ctx, dimension: Dimension, codes: &'a [String]) -> Result<HashMap<&'a str, bool>> {
    let all = codes.iter().map(String::as_str);
    if let Some(set) = dimension.code_set() {
        // A code that has ended is still that of what was recorded with it.
        let set = ctx.app.codes.get(set);
        return Ok(all.filter(|code| set.as_ref().is_some_and(|set| set.entry(code).is_some())).map(good).collect());
    }
    match dimension {
        Dimension::Province | Dimension::Regency => {
            let level = if dimension == Dimension::Province { 1 } else { 2 };
            let dotted: Vec<String> = codes.iter().filter(|code| regions::is_code(code)).cloned().collect();
            let found = regions::by_codes(ctx.db(), &dotted).await?;
            let levels: HashMap<String, i32> = found.into_iter().map(|region| (region.code, region.level)).collect();
            Ok(all.filter_map(|code| Some((code, *levels.get(code)? == level))).collect())
        }
        Dimension::Blk => named(ctx, "unit", Some(UnitKind::Blk), codes).await,
        Dimension::Kawasan => named(ctx, "unit", Some(UnitKind::Kawasan), codes).await,
        Dimension::Programme => named(ctx, "programme", None, codes).await,
        Dimension::CohortYear => {
            let is_year = |code: &&str| code.len() == 4 && code.parse().is_ok_and(|year| YEARS.contains(&year));
            Ok(all.filter(is_year).map(good).collect())
        }
        _ => Ok(HashMap::new()),
    }
}

fn good(code: &str) -> (&str, bool) {
    (code, true)
}

/// Those of the codes that rows of a table have.
async fn named<'a>(
    ctx: &Ctx,
    table: &'static str,
    kind: Option<UnitKind>,
    codes: &'a [String],
) -> Result<HashMap<&'a str, bool>> {
    // PostgreSQL would refuse the character that SQLite merely does not find.
    let plain = codes.iter().map(String::as_str).filter(|code| !code.contains('\0'));
    let mut query = Query::select();
    query.column("code").from(table).and_where(Expr::col("code").is_in(plain));
    if let Some(kind) = kind {
        query.and_where(Expr::col("kind").eq(kind.as_str()));
    }
    let mut found = BTreeSet::new();
    for row in ctx.db().query_all(&query).await? {
        found.insert(row.try_get_by_index::<String>(0)?);
    }
    Ok(codes.iter().map(String::as_str).filter(|code| found.contains(*code)).map(good).collect())
}

/// Names of units and programmes by their codes.
pub async fn names(ctx: &Ctx, keys: &[(Dimension, String)]) -> Result<HashMap<(Dimension, String), String>> {
    let mut found = HashMap::new();
    for dimension in [Dimension::Blk, Dimension::Kawasan, Dimension::Programme] {
        let table = if dimension == Dimension::Programme { "programme" } else { "unit" };
        let codes: Vec<&str> = keys.iter().filter(|key| key.0 == dimension).map(|key| key.1.as_str()).collect();
        for chunk in codes.chunks(1_000) {
            let mut query = Query::select();
            query.columns(["code", "name"]).from(table).and_where(Expr::col("code").is_in(chunk.iter().copied()));
            for row in ctx.db().query_all(&query).await? {
                found.insert((dimension, row.try_get_by_index(0)?), row.try_get_by_index(1)?);
            }
        }
    }
    Ok(found)
}

/// A regency outside the provinces that are named, a kawasan or a BLK outside the regions: nothing could be found.
async fn contradictions(ctx: &Ctx, filter: &Filter, basis: RegionBasis, faults: &mut Vec<Violation>) -> Result<()> {
    places::contradictions(ctx.db(), filter, basis, faults).await?;
    let provinces = filter.get(Dimension::Province);
    for (at, regency) in filter.get(Dimension::Regency).iter().enumerate() {
        let inside = provinces.is_empty() || provinces.iter().any(|code| covers_region(code, regency));
        if regions::is_code(regency) && !inside {
            let fault = Violation::new(Code::FieldRange, format!("/filter/regency/{at}"));
            faults.push(fault.with("against", "/filter/province").with("provinces", provinces.to_vec()));
        }
    }
    Ok(())
}
