//! Places that a question names: which units belong to them. Places that have no unit in common contradict each other;
//! of places that hold none of the caller's units nothing is found, and that is told.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{Condition, ConnectionTrait};

use super::asked::Filter;
use super::cube::sum;
use super::dimension::Dimension;
use crate::domain::access::{Units, in_region};
use crate::domain::{Code, Result, Violation};
use crate::vocab::{RegionBasis, UnitKind};

const REGIONS: [Dimension; 2] = [Dimension::Province, Dimension::Regency];
/// What lies in regions.
const WITHIN: [Dimension; 2] = [Dimension::Kawasan, Dimension::Blk];

/// How units hang on a kawasan besides being it: a table, its column of the unit, its column of the kawasan.
const HANGING: [(&str, &str, &str); 6] = [
    ("enterprise", "blk_id", "unit_id"),
    ("enterprise", "blk_id", "kawasan_id"),
    ("enterprise", "unit_id", "kawasan_id"),
    ("chain_link", "blk_id", "unit_id"),
    ("site", "blk_id", "kawasan_id"),
    ("site", "unit_id", "kawasan_id"),
];

/// Adds a fault for each kawasan where none of those named has a unit in the regions named beside them, and for each BLK
/// likewise. What has a fault already is left alone. All of it is public: this tells nothing of records.
pub(super) async fn contradictions(
    conn: &impl ConnectionTrait,
    filter: &Filter,
    basis: RegionBasis,
    faults: &mut Vec<Violation>,
) -> Result<()> {
    let is_sound = |dimension: &Dimension| {
        let path = format!("/filter/{}/", dimension.field());
        !filter.get(*dimension).is_empty() && !faults.iter().any(|fault| fault.path.starts_with(&path))
    };
    let regions: Vec<Dimension> = REGIONS.into_iter().filter(is_sound).collect();
    let within: Vec<Dimension> = WITHIN.into_iter().filter(is_sound).collect();
    for region in regions {
        let around =
            filter.get(region).iter().fold(Condition::any(), |any, code| any.add(belongs(region, code, basis)));
        let found = counts(conn, around, named(filter, &within, basis)).await?;
        for dimension in &within {
            let below = format!("/filter/{}/", dimension.field());
            let those = || found.iter().filter(|(path, _)| path.starts_with(&below));
            // Where one of them lies there, something is left to count.
            if those().any(|(_, count)| *count > 0) {
                continue;
            }
            let against = format!("/filter/{}", region.field());
            let fault = |path: &str| Violation::new(Code::FieldRange, path).with("against", against.as_str());
            faults.extend(those().map(|(path, _)| fault(path)));
        }
    }
    Ok(())
}

/// The paths of places that a filter names and that hold none of these units.
pub(super) async fn outside(
    conn: &impl ConnectionTrait,
    units: &Units,
    filter: &Filter,
    basis: RegionBasis,
) -> Result<Vec<String>> {
    let all = [REGIONS, WITHIN].concat();
    let held = counts(conn, units.named("id"), named(filter, &all, basis)).await?;
    Ok(held.into_iter().filter(|(_, count)| *count == 0).map(|(path, _)| path).collect())
}

/// The places of a filter by their paths, with the condition of the units that belong to each.
fn named(filter: &Filter, dimensions: &[Dimension], basis: RegionBasis) -> Vec<(String, Condition)> {
    let of = |dimension: &Dimension| {
        let dimension = *dimension;
        let codes = filter.get(dimension).iter().enumerate();
        codes.map(move |(at, code)| (format!("/filter/{}/{at}", dimension.field()), belongs(dimension, code, basis)))
    };
    dimensions.iter().flat_map(of).collect()
}

/// How many of the units that fulfil a condition belong to each place; no statement where no place is named.
async fn counts(
    conn: &impl ConnectionTrait,
    within: Condition,
    places: Vec<(String, Condition)>,
) -> Result<Vec<(String, i64)>> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let (mut query, mut paths) = (Query::select(), Vec::with_capacity(places.len()));
    query.from("unit").cond_where(within);
    for (path, place) in places {
        query.expr(sum(Expr::case(place, Expr::cust("1")).finally(Expr::cust("0")).into()));
        paths.push(path);
    }
    let Some(row) = conn.query_one(&query).await? else { return Ok(Vec::new()) };
    let read = |(at, path): (usize, String)| -> Result<(String, i64)> { Ok((path, row.try_get_by_index(at)?)) };
    paths.into_iter().enumerate().map(read).collect()
}

/// Rows of `unit` that belong to a place.
fn belongs(dimension: Dimension, code: &str, basis: RegionBasis) -> Condition {
    match dimension {
        Dimension::Kawasan => of_kawasan(code),
        Dimension::Blk => Condition::all().add(Expr::col("code").eq(code)),
        _ => lies_in(code, basis),
    }
}

/// Units that lie in a region or span some of it; where facts count in the region of then, also those that ever did.
fn lies_in(code: &str, basis: RegionBasis) -> Condition {
    let tables: &[&'static str] = match basis {
        RegionBasis::AsReported => &["unit_region", "unit_placement"],
        RegionBasis::Current => &["unit_region"],
    };
    tables.iter().fold(in_region("region_code", code), |any, table| {
        let there =
            Query::select().column("unit_id").from(*table).cond_where(in_region("region_code", code)).to_owned();
        any.add(Expr::col("id").in_subquery(there))
    })
}

/// The kawasan itself, and units that own, coach or incubate an enterprise of it, stand in its value chain, or are a
/// site in it.
fn of_kawasan(code: &str) -> Condition {
    let kawasan = || {
        Query::select()
            .column("id")
            .from("unit")
            .and_where(Expr::col("code").eq(code))
            .and_where(Expr::col("kind").eq(UnitKind::Kawasan.as_str()))
            .to_owned()
    };
    let of = |table: &'static str, unit: &'static str, column: &'static str| {
        Query::select().column(unit).from(table).and_where(Expr::col(column).in_subquery(kawasan())).to_owned()
    };
    let itself = Condition::any().add(Expr::col("id").in_subquery(kawasan()));
    let any = HANGING
        .into_iter()
        .fold(itself, |any, (table, unit, column)| any.add(Expr::col("id").in_subquery(of(table, unit, column))));
    ["incubatee", "aid"].into_iter().fold(any, |any, table| {
        let theirs = Query::select()
            .column("unit_id")
            .from(table)
            .and_where(Expr::col("enterprise_id").in_subquery(of("enterprise", "id", "kawasan_id")))
            .to_owned();
        any.add(Expr::col("id").in_subquery(theirs))
    })
}
